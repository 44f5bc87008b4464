//! Cases: made, edited field by field, closed, reopened, moved to the trash.

use crate::{
    commit::Writing,
    open::Step,
    rows::SettingsRecord,
    store::Store,
    translation::{case_in, case_out, place_in, subject_in},
    views::value::{Wanted, parse},
};
use api::{
    command::{Done, FieldChange},
    field::{FieldId, Place, Sheet, Value as DoorValue},
    ids::{self, CaseId as DoorCase, Version as DoorVersion},
    refusal::{FieldFault, Refusal},
};
use casework::{
    Answer, CaseId, Edit, EntryId, Subject, Value, Version,
    schema::{FieldKind, FieldSpec},
};
use minicbor::bytes::ByteArray;
use protocol::chain::SpaceKind;
use rand_core::CryptoRng;

/// The document of a case.
type Target = (DoorCase, Sheet);

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Saves, and lets the engine know once the person does.
    pub(crate) async fn save_and_send(&mut self, writings: Vec<Writing>) -> Result<(), Refusal> {
        let entries = self.save(writings).await?;
        if !entries.is_empty() {
            self.open.to_engine.push(sync_engine::Input::Committed(entries));
        }
        Ok(())
    }

    /// A new case: its person sheet and, for who may write one, its case file, in one commit.
    pub(crate) async fn new_case(&mut self, full_name: &str, pseudonym: &str) -> Result<Done, Refusal> {
        let case = CaseId::make(self.rng);
        let names = [("person.full_name", full_name), ("person.pseudonym", pseudonym)];
        let mut writings = Vec::new();
        for (field, typed) in names {
            let value = given(Subject::PersonSheet(case), field, DoorValue::Text(typed.to_owned()))?;
            let Some(value) = value else { continue };
            let edit = Edit::Set { place: None, field: field.to_owned(), value };
            writings.push(Writing::now(Subject::PersonSheet(case), edit));
        }
        if writings.is_empty() {
            return Err(Refusal::Field(FieldFault::Blank));
        }
        if self.open.may_write(SpaceKind::Unit) {
            let me = self.open.me().ok_or(Refusal::NotAllowed)?;
            let set = |field: &str, value| Edit::Set { place: None, field: field.to_owned(), value };
            let file = Subject::CaseFile(case);
            let me = casework::MemberId(*me.as_bytes());
            writings.push(Writing::now(file, set("case.responsible", Value::Member(me))));
            writings.push(Writing::now(file, set("case.opened_on", Value::Date(self.today()))));
        }
        self.save_and_send(writings).await?;
        Ok(Done::Case(case_out(case)))
    }

    /// Changes one field at the version that the screen had seen.
    pub(crate) async fn edit_field(
        &mut self,
        target: Target,
        (place, field): (&Place, FieldId),
        change: FieldChange,
        seen: &DoorVersion,
    ) -> Result<Done, Refusal> {
        self.check_case(target)?;
        let subject = subject_in(target.0, target.1);
        let spec = subject.kind().spec().field(&field).ok_or(Refusal::Field(FieldFault::UnknownField))?.field;
        let place = place_in(place);
        let edit = match change {
            FieldChange::Set(value) => set_edit(spec, place, field, value)?,
            FieldChange::Choose(index) => {
                let chosen = self.version_of(subject, place, &field, index).await?;
                Edit::ChooseVersion { place, field, chosen }
            }
        };
        let seen = if seen.0.is_empty() {
            None
        } else {
            Some(Version::from_bytes(&seen.0).ok_or(Refusal::NotFound)?)
        };
        self.save_and_send(vec![Writing { subject, edit, seen }]).await?;
        Ok(Done::Saved)
    }

    /// One of the concurrent answers of a field.
    async fn version_of(
        &mut self,
        subject: Subject,
        place: Option<EntryId>,
        field: &str,
        index: u32,
    ) -> Result<Answer, Refusal> {
        let doc = self.open.name_of(subject).ok_or(Refusal::NotAllowed)?;
        if self.is_coming(subject) {
            return Err(Refusal::NotHereYet);
        }
        if !self.load(doc).await? {
            return Err(Refusal::NotFound);
        }
        let view = self.open.documents.peek(doc).ok_or(Refusal::NotFound)?.view();
        let found = match place {
            None => view.field(field),
            Some(entry) => {
                let mut entries = view.lists.iter().flat_map(|list| &list.entries);
                entries.find(|view| view.id == entry).and_then(|entry| entry.field(field))
            }
        };
        let version = found.and_then(|found| found.versions.get(usize::try_from(index).ok()?));
        version.map(|version| version.answer.clone()).ok_or(Refusal::NotFound)
    }

    /// Adds an entry to a list.
    pub(crate) async fn add_entry(
        &mut self,
        target: Target,
        list: String,
        fields: Vec<(FieldId, DoorValue)>,
    ) -> Result<Done, Refusal> {
        self.check_case(target)?;
        let subject = subject_in(target.0, target.1);
        let entry = EntryId::make(self.rng);
        let mut values = Vec::new();
        for (field, value) in fields {
            if let Some(value) = given(subject, &field, value)? {
                values.push((field, value));
            }
        }
        let edit = Edit::AddEntry { list, entry, fields: values };
        self.save_and_send(vec![Writing::now(subject, edit)]).await?;
        Ok(Done::Entry(ids::EntryId(entry.0)))
    }

    /// Moves an entry into the trash or out of it.
    pub(crate) async fn move_entry(
        &mut self,
        target: Target,
        list: String,
        entry: ids::EntryId,
        removed: bool,
    ) -> Result<Done, Refusal> {
        self.check_case(target)?;
        let entry = EntryId(entry.0);
        let edit =
            if removed { Edit::RemoveEntry { list, entry } } else { Edit::RestoreEntry { list, entry } };
        self.save_and_send(vec![Writing::now(subject_in(target.0, target.1), edit)]).await?;
        Ok(Done::Saved)
    }

    /// Notes in a colleague's case that and why it was opened; it stays open here for the rest of the day.
    pub(crate) async fn open_foreign(&mut self, case: DoorCase, reason: String) -> Result<Done, Refusal> {
        let case = case_in(case);
        self.known(case)?;
        let edit = Edit::LogAccess { entry: EntryId::make(self.rng), reason, explanation: None };
        self.save_and_send(vec![Writing::now(Subject::CaseFile(case), edit)]).await?;
        let mut cases = self.opened_today().to_vec();
        cases.push(ByteArray::from(case.0));
        let settings =
            SettingsRecord { opened: Some((self.day_number(), cases)), ..self.open.settings.clone() };
        self.store_settings(settings).await
    }

    /// Closes a case today.
    pub(crate) async fn close_case(&mut self, case: DoorCase, reason: String) -> Result<Done, Refusal> {
        self.check_case((case, Sheet::CaseFile))?;
        let edit = Edit::Close { reason, on: self.today() };
        self.save_and_send(vec![Writing::now(Subject::CaseFile(case_in(case)), edit)]).await?;
        Ok(Done::Saved)
    }

    /// Opens a closed case again.
    pub(crate) async fn reopen_case(&mut self, case: DoorCase) -> Result<Done, Refusal> {
        self.check_case((case, Sheet::CaseFile))?;
        self.save_and_send(vec![Writing::now(Subject::CaseFile(case_in(case)), Edit::Reopen)]).await?;
        Ok(Done::Saved)
    }

    /// Moves both documents of a case to the trash, or takes them out.
    pub(crate) async fn trash_case(&mut self, case: DoorCase, removed: bool) -> Result<Done, Refusal> {
        self.check_case((case, Sheet::Person))?;
        let case = case_in(case);
        let edit = || if removed { Edit::Remove } else { Edit::Restore };
        let mut writings = vec![Writing::now(Subject::PersonSheet(case), edit())];
        if self.open.may_write(SpaceKind::Unit) && self.is_here(Subject::CaseFile(case)) {
            writings.push(Writing::now(Subject::CaseFile(case), edit()));
        }
        self.save_and_send(writings).await?;
        Ok(Done::Saved)
    }

    /// The case is there, its document is readable here, and a colleague's case was opened with a reason.
    fn check_case(&self, (case, sheet): Target) -> Result<(), Refusal> {
        let case = case_in(case);
        self.known(case)?;
        let kind = match sheet {
            Sheet::Person => SpaceKind::Reception,
            Sheet::CaseFile => SpaceKind::Unit,
        };
        if !self.open.may_write(kind) {
            return Err(Refusal::NotAllowed);
        }
        if self.needs_reason(case) { Err(Refusal::ForeignCase) } else { Ok(()) }
    }

    fn known(&self, case: CaseId) -> Result<(), Refusal> {
        let here = self.is_here(Subject::PersonSheet(case)) || self.is_here(Subject::CaseFile(case));
        if here { Ok(()) } else { Err(Refusal::NotFound) }
    }

    /// Is anything of this document here?
    pub(crate) fn is_here(&self, subject: Subject) -> bool {
        self.open.name_of(subject).is_some_and(|doc| self.open.index.get(doc).is_some())
    }
}

fn set_edit(
    spec: &FieldSpec,
    place: Option<EntryId>,
    field: FieldId,
    value: DoorValue,
) -> Result<Edit, Refusal> {
    let is_text = spec.kind == FieldKind::Text;
    Ok(match parse(spec, value).map_err(Refusal::Field)? {
        Wanted::NotAsked if is_text => Edit::WriteText { place, field, text: String::new() },
        Wanted::NotAsked => Edit::Clear { place, field },
        Wanted::Declined => Edit::Decline { place, field },
        Wanted::Given(Value::Text(text)) => Edit::WriteText { place, field, text },
        Wanted::Given(value) => Edit::Set { place, field, value },
    })
}

fn given(subject: Subject, field: &str, value: DoorValue) -> Result<Option<Value>, Refusal> {
    let found = subject.kind().spec().field(field).ok_or(Refusal::Field(FieldFault::UnknownField))?;
    match parse(found.field, value).map_err(Refusal::Field)? {
        Wanted::Given(value) => Ok(Some(value)),
        Wanted::NotAsked | Wanted::Declined => Ok(None),
    }
}
