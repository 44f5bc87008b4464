//! Documents written field by field: a case's person sheet and file, the sites, the unit's settings, the agenda.

use super::cases::given;
use crate::{
    commit::Writing,
    open::Step,
    store::Store,
    translation::{case_in, place_in, subject_in},
    views::value::{Wanted, parse, show},
};
use api::{
    command::{Done, FieldChange},
    field::{FieldId, Place, Sheet, SheetKind, Value as DoorValue},
    ids::{self, Version as DoorVersion},
    refusal::{FieldFault, Refusal},
};
use casework::{
    Answer, DocumentView, Edit, EntryId, FieldView, MemberId, Subject, Value, Version,
    schema::{FieldKind, FieldSpec},
};
use protocol::{chain::SpaceKind, ids as wire};
use rand_core::CryptoRng;

/// The list whose entries are the members of the unit, each under the member's own id.
const STAFF: &str = "staff";

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Saves, and lets the engine know once the person does.
    pub(crate) async fn save_and_send(&mut self, writings: Vec<Writing>) -> Result<(), Refusal> {
        let entries = self.save(writings).await?;
        if !entries.is_empty() {
            self.open.to_engine.push(sync_engine::Input::Committed(entries));
        }
        Ok(())
    }

    /// Changes one field at the version that the screen had seen.
    pub(crate) async fn edit_field(
        &mut self,
        sheet: Sheet,
        (place, field): (&Place, FieldId),
        change: FieldChange,
        seen: &DoorVersion,
    ) -> Result<Done, Refusal> {
        self.check_sheet(sheet)?;
        let seen = version_in(seen)?;
        if let (Sheet::Agenda(day), Place::Entry(_, entry)) = (sheet, place) {
            return self.settle_appointment((EntryId(entry.0), day), &field, change, seen).await;
        }
        let subject = subject_of(sheet)?;
        let spec = subject.kind().spec().field(&field).ok_or(Refusal::Field(FieldFault::UnknownField))?.field;
        let newcomer = self.missing_staff_entry(subject, place).await?;
        let is_of_staff = matches!(place, Place::Entry(list, _) if list == STAFF);
        let place = place_in(place);
        let edit = match change {
            FieldChange::Set(_) if spec.by_act => return Err(Refusal::NotAllowed),
            FieldChange::Set(value) => set_edit(spec, place, field, value)?,
            FieldChange::Choose(chosen) => {
                let chosen = self.version_of(subject, place, &field, &chosen).await?;
                Edit::ChooseVersion { place, field, chosen }
            }
        };
        if let Some(newcomer) = newcomer {
            self.save_and_send(vec![newcomer, Writing::now(subject, edit)]).await?;
            return Ok(Done::Saved);
        }
        let retry = (is_of_staff && seen.is_some()).then(|| edit.clone());
        match (self.save_and_send(vec![Writing { subject, edit, seen }]).await, retry) {
            // The entry came while somebody wrote: it is in no version that they saw.
            (Err(Refusal::NotFound), Some(edit)) => {
                self.save_and_send(vec![Writing::now(subject, edit)]).await?;
            }
            (saved, _) => saved?,
        }
        Ok(Done::Saved)
    }

    /// One of the concurrent answers of a field.
    async fn version_of(
        &mut self,
        subject: Subject,
        place: Option<EntryId>,
        field: &str,
        chosen: &DoorValue,
    ) -> Result<Answer, Refusal> {
        let doc = self.open.name_of(subject).ok_or(Refusal::NotAllowed)?;
        if self.is_coming(subject) {
            return Err(Refusal::NotHereYet);
        }
        if !self.load(doc).await? {
            return Err(Refusal::NotFound);
        }
        let view = self.open.documents.peek(doc).ok_or(Refusal::NotFound)?.view();
        find(&view, place, field).and_then(|found| version(found, chosen)).ok_or(Refusal::NotFound)
    }

    /// A member of whom nothing is written yet has no entry in the staff list: the first word about them makes it.
    async fn missing_staff_entry(
        &mut self,
        subject: Subject,
        place: &Place,
    ) -> Result<Option<Writing>, Refusal> {
        let (Subject::UnitSettings, Place::Entry(list, entry)) = (subject, place) else { return Ok(None) };
        if list != STAFF || self.has_staff_entry(EntryId(entry.0)).await? {
            return Ok(None);
        }
        let roster = self.open.chain.roster();
        if roster.and_then(|roster| roster.member(wire::MemberId::from_bytes(entry.0))).is_none() {
            return Err(Refusal::NotFound);
        }
        let edit = Edit::AddEntry { list: list.clone(), entry: EntryId(entry.0), fields: Vec::new() };
        Ok(Some(Writing::now(subject, edit)))
    }

    /// Asked of the document: lists may be behind it.
    async fn has_staff_entry(&mut self, entry: EntryId) -> Result<bool, Refusal> {
        let Some(doc) = self.open.name_of(Subject::UnitSettings) else { return Ok(false) };
        let is_here = self.load(doc).await?;
        let view = self.open.documents.peek(doc).filter(|_| is_here).map(casework::Document::view);
        Ok(view.is_some_and(|view| view.entries(STAFF).iter().any(|known| known.id == entry)))
    }

    /// Is this person in the unit's staff list already?
    pub(crate) fn is_staff(&self, member: MemberId) -> bool {
        self.staff().any(|(known, _)| known == member)
    }

    /// Is there a name for this person in it?
    pub(crate) fn has_name(&self, member: MemberId) -> bool {
        self.staff().any(|(known, name)| known == member && !name.is_empty())
    }

    /// Adds an entry to a list.
    pub(crate) async fn add_entry(
        &mut self,
        sheet: Sheet,
        list: String,
        fields: Vec<(FieldId, DoorValue)>,
    ) -> Result<Done, Refusal> {
        self.check_sheet(sheet)?;
        // A member's entry bears the member's id, and an appointment is made whole.
        if matches!(sheet.kind(), SheetKind::UnitSettings | SheetKind::Agenda) {
            return Err(Refusal::NotAllowed);
        }
        let subject = subject_of(sheet)?;
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

    /// Moves an entry of a case into the trash or out of it. What the unit shares is not removed: cases and appointments of years
    /// name its sites.
    pub(crate) async fn move_entry(
        &mut self,
        sheet: Sheet,
        list: String,
        entry: ids::EntryId,
        removed: bool,
    ) -> Result<Done, Refusal> {
        self.check_sheet(sheet)?;
        if sheet.case().is_none() {
            return Err(Refusal::NotAllowed);
        }
        let entry = EntryId(entry.0);
        let edit =
            if removed { Edit::RemoveEntry { list, entry } } else { Edit::RestoreEntry { list, entry } };
        self.save_and_send(vec![Writing::now(subject_of(sheet)?, edit)]).await?;
        Ok(Done::Saved)
    }

    /// The document may be written here; a case is there, and a colleague's was opened with a reason.
    pub(super) fn check_sheet(&self, sheet: Sheet) -> Result<(), Refusal> {
        let kind = match sheet.kind() {
            SheetKind::Person | SheetKind::Agenda => SpaceKind::Reception,
            SheetKind::CaseFile => SpaceKind::Unit,
            SheetKind::Directory | SheetKind::UnitSettings => SpaceKind::Directory,
        };
        let case = sheet.case().map(case_in);
        if let Some(case) = case {
            self.known(case)?;
        }
        if !self.open.may_write(kind) {
            return Err(Refusal::NotAllowed);
        }
        if case.is_some_and(|case| self.needs_reason(case)) { Err(Refusal::ForeignCase) } else { Ok(()) }
    }
}

fn subject_of(sheet: Sheet) -> Result<Subject, Refusal> {
    subject_in(sheet).ok_or(Refusal::Field(FieldFault::ImpossibleDate))
}

/// What a screen had seen; `None` for the present.
pub(super) fn version_in(seen: &DoorVersion) -> Result<Option<Version>, Refusal> {
    if seen.0.is_empty() {
        return Ok(None);
    }
    Version::from_bytes(&seen.0).map(Some).ok_or(Refusal::NotFound)
}

/// That one of the concurrent answers of a field which a screen shows like this. What lists call a case says nothing.
pub(super) fn version(found: &FieldView, chosen: &DoorValue) -> Option<Answer> {
    let is_chosen = |answer: &Answer| match (show(answer), chosen) {
        (DoorValue::Case(case, _), DoorValue::Case(chosen, _)) => case == *chosen,
        (shown, chosen) => shown == *chosen,
    };
    let mut answers = found.versions.iter().map(|version| &version.answer);
    answers.find(|answer| is_chosen(answer)).cloned()
}

fn find<'a>(view: &'a DocumentView, place: Option<EntryId>, field: &str) -> Option<&'a FieldView> {
    let Some(entry) = place else { return view.field(field) };
    let mut entries = view.lists.iter().flat_map(|list| &list.entries);
    entries.find(|view| view.id == entry)?.field(field)
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
