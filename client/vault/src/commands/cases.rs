//! Cases: made, closed, reopened, moved to the trash.

use crate::{
    commit::Writing,
    open::Step,
    rows::SettingsRecord,
    store::Store,
    translation::{case_in, case_out},
    views::value::{Wanted, parse},
};
use api::{
    command::Done,
    field::{Sheet, Value as DoorValue},
    ids::CaseId as DoorCase,
    refusal::{FieldFault, Refusal},
};
use casework::{CaseId, Edit, EntryId, Subject, Value};
use minicbor::bytes::ByteArray;
use protocol::chain::SpaceKind;
use rand_core::CryptoRng;

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
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
            let number = casework::case_number(&self.case_prefix().await, self.rng);
            writings.push(Writing::now(file, set("case.number", Value::Line(number))));
            writings.push(Writing::now(file, set("case.responsible", Value::Member(me))));
            writings.push(Writing::now(file, set("case.opened_on", Value::Date(self.today()))));
        }
        self.save_and_send(writings).await?;
        Ok(Done::Case(case_out(case)))
    }

    /// What the unit's case numbers begin with; empty where nobody said so. Nor does a new case wait for that, or fail for it.
    async fn case_prefix(&mut self) -> String {
        let Some(doc) = self.open.name_of(Subject::UnitSettings) else { return String::new() };
        if !self.load(doc).await.unwrap_or(false) {
            return String::new();
        }
        let view = self.open.documents.peek(doc).map(casework::Document::view);
        let value = view.as_ref().and_then(|view| view.field("unit.case_prefix")?.answer.value());
        value.and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// Notes in a colleague's case that and why it was opened; it stays open here for the rest of the day.
    pub(crate) async fn open_foreign(
        &mut self,
        case: DoorCase,
        reason: String,
        explanation: String,
    ) -> Result<Done, Refusal> {
        let explanation = Some(explanation).filter(|typed| !typed.trim().is_empty());
        let case = case_in(case);
        self.known(case)?;
        let edit = Edit::LogAccess { entry: EntryId::make(self.rng), reason, explanation };
        self.save_and_send(vec![Writing::now(Subject::CaseFile(case), edit)]).await?;
        let mut cases = self.opened_today().to_vec();
        cases.push(ByteArray::from(case.0));
        let settings =
            SettingsRecord { opened: Some((self.day_number(), cases)), ..self.open.settings.clone() };
        self.store_settings(settings).await
    }

    /// Closes a case today.
    pub(crate) async fn close_case(&mut self, case: DoorCase, reason: String) -> Result<Done, Refusal> {
        self.check_sheet(Sheet::CaseFile(case))?;
        let edit = Edit::Close { reason, on: self.today() };
        self.save_and_send(vec![Writing::now(Subject::CaseFile(case_in(case)), edit)]).await?;
        Ok(Done::Saved)
    }

    /// Opens a closed case again.
    pub(crate) async fn reopen_case(&mut self, case: DoorCase) -> Result<Done, Refusal> {
        self.check_sheet(Sheet::CaseFile(case))?;
        self.save_and_send(vec![Writing::now(Subject::CaseFile(case_in(case)), Edit::Reopen)]).await?;
        Ok(Done::Saved)
    }

    /// Moves both documents of a case to the trash, or takes them out.
    pub(crate) async fn trash_case(&mut self, case: DoorCase, removed: bool) -> Result<Done, Refusal> {
        self.check_sheet(Sheet::Person(case))?;
        let case = case_in(case);
        let edit = || if removed { Edit::Remove } else { Edit::Restore };
        let mut writings = vec![Writing::now(Subject::PersonSheet(case), edit())];
        if self.open.may_write(SpaceKind::Unit) && self.is_here(Subject::CaseFile(case)) {
            writings.push(Writing::now(Subject::CaseFile(case), edit()));
        }
        self.save_and_send(writings).await?;
        Ok(Done::Saved)
    }

    pub(crate) fn known(&self, case: CaseId) -> Result<(), Refusal> {
        let here = self.is_here(Subject::PersonSheet(case)) || self.is_here(Subject::CaseFile(case));
        if here { Ok(()) } else { Err(Refusal::NotFound) }
    }

    /// Is anything of this document here?
    pub(crate) fn is_here(&self, subject: Subject) -> bool {
        self.open.name_of(subject).is_some_and(|doc| self.open.index.get(doc).is_some())
    }
}

pub(super) fn given(subject: Subject, field: &str, value: DoorValue) -> Result<Option<Value>, Refusal> {
    let found = subject.kind().spec().field(field).ok_or(Refusal::Field(FieldFault::UnknownField))?;
    match parse(found.field, value).map_err(Refusal::Field)? {
        Wanted::Given(value) => Ok(Some(value)),
        Wanted::NotAsked | Wanted::Declined => Ok(None),
    }
}
