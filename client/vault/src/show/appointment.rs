//! One appointment looked at closely: what it says, and what several people said about it at the same time.

use crate::{
    commands::appointments::joined,
    open::Step,
    store::Store,
    translation::case_in,
    views::{sheet, value},
};
use api::{
    field::{FieldState, Value},
    ids::{AppointmentId, Day, Version},
    refusal::Refusal,
    view::AppointmentView,
};
use casework::{EntryId, Month, Subject};
use rand_core::CryptoRng;

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// The appointment, from the documents of its month and those beside it, where it may have been moved to.
    ///
    /// # Errors
    /// `NotFound`, `NotHereYet`, of the local store.
    pub(super) async fn appointment(
        &mut self,
        appointment: AppointmentId,
        day: Day,
    ) -> Result<AppointmentView, Refusal> {
        let month = Month::of(value::date(day).ok_or(Refusal::NotFound)?);
        let entry = EntryId(appointment.0);
        let agendas = self.agendas_of(entry, (month, month)).await?;
        let found = joined(&agendas, entry).ok_or(Refusal::NotFound)?;
        let agenda = agendas.iter().find(|agenda| agenda.subject == Subject::Agenda(month));
        let version = agenda.map(|agenda| Version(agenda.version.to_bytes())).unwrap_or_default();
        let mut fields = sheet::fields(&found.fields, &|tag| self.writer(tag));
        fields.iter_mut().for_each(|field| self.name_the_cases_of(field));
        let doc = self.open.name_of(Subject::Agenda(month)).ok_or(Refusal::NotFound)?;
        Ok(AppointmentView { version, fields, access: self.access_to(doc, Subject::Agenda(month)) })
    }

    fn name_the_cases_of(&self, field: &mut FieldState) {
        let versions = field.versions.iter_mut().map(|version| &mut version.value);
        versions.chain([&mut field.value]).for_each(|value| self.name_the_case_of(value));
    }

    /// Adds what lists call it to a value that is a case.
    pub(super) fn name_the_case_of(&self, value: &mut Value) {
        if let Value::Case(case, title) = value {
            *title = self.title_of(case_in(*case));
        }
    }
}
