//! Appointments: made, moved, given away, what became of them; and where one works today.

use super::sheets::{version, version_in};
use crate::{
    commit::{Writing, refusal_of},
    open::Step,
    rows::SettingsRecord,
    store::Store,
    views::value::{civil_time, date as day_in},
};
use api::{
    command::{AppointmentDraft, Done, FieldChange, Rescheduling},
    ids::{AppointmentId, CaseId as DoorCase, Day, SiteId},
    refusal::{FieldFault, Refusal},
};
use casework::{
    AgendaCard, Answer, CaseId, DocumentView, Edit, EntryId, MemberId, Month, Subject, Value, Version,
    agenda::{self, Appointment},
    calendar::ics::Invitation,
};
use minicbor::bytes::ByteArray;
use rand_core::CryptoRng;

pub(crate) const DAYS_OF_A_WEEK: i32 = 7;
const APPOINTMENTS: &str = "appointments";
/// Months on either side that may still hold an appointment that was moved.
const NEIGHBOURS: std::ops::RangeInclusive<i32> = -1..=1;

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Makes an appointment in the agenda of its month.
    pub(crate) async fn schedule(&mut self, draft: &AppointmentDraft) -> Result<Done, Refusal> {
        let month = month_of(draft.day)?;
        let entry = EntryId::make(self.rng);
        let given = answers(draft)?.into_iter().filter_map(|(field, answer)| match answer {
            Answer::Given(value) => Some((field.to_owned(), value)),
            Answer::NotAsked | Answer::Declined | Answer::Unreadable => None,
        });
        let status = ("appointment.status".to_owned(), Value::Code("planned".to_owned()));
        let fields = given.chain([status]).collect();
        let edit = Edit::AddEntry { list: APPOINTMENTS.to_owned(), entry, fields };
        self.save_and_send(vec![Writing::now(Subject::Agenda(month), edit)]).await?;
        Ok(Done::Appointment(AppointmentId(entry.0)))
    }

    /// Changes an appointment, moving it to another month's agenda if need be, in one commit. What the form did not change is not
    /// written: a colleague may have changed it meanwhile (A6).
    pub(crate) async fn reschedule(&mut self, rescheduling: &Rescheduling) -> Result<Done, Refusal> {
        let Rescheduling { appointment, from, was, to, seen } = rescheduling;
        let (before, after) = (answers(was)?, answers(to)?);
        let changes: Vec<_> = after.into_iter().filter(|change| !before.contains(change)).collect();
        let (entry, month) = (EntryId(appointment.0), month_of(*from)?);
        let agendas = self.agendas_of(entry, (month, month_of(to.day)?)).await?;
        self.rewrite((entry, &agendas), &changes, (month, version_in(seen)?)).await?;
        Ok(Done::Appointment(*appointment))
    }

    /// Cancels or completes an appointment.
    pub(crate) async fn set_appointment_status(
        &mut self,
        appointment: AppointmentId,
        day: Day,
        status: String,
    ) -> Result<Done, Refusal> {
        let (entry, month) = (EntryId(appointment.0), month_of(day)?);
        let agendas = self.agendas_of(entry, (month, month)).await?;
        let changes = [("appointment.status", Answer::Given(Value::Code(status)))];
        self.rewrite((entry, &agendas), &changes, (month, None)).await?;
        Ok(Done::Saved)
    }

    /// Takes that one of the answers which several people gave to a field of an appointment. It is changed by its form.
    pub(super) async fn settle_appointment(
        &mut self,
        (entry, day): (EntryId, Day),
        field: &str,
        change: FieldChange,
        seen: Option<Version>,
    ) -> Result<Done, Refusal> {
        let FieldChange::Choose(chosen) = change else { return Err(Refusal::NotAllowed) };
        let month = month_of(day)?;
        let agendas = self.agendas_of(entry, (month, month)).await?;
        let appointment = joined(&agendas, entry).ok_or(Refusal::NotFound)?;
        let found = appointment.field(field).ok_or(Refusal::Field(FieldFault::UnknownField))?;
        let answer = version(found, &chosen).ok_or(Refusal::NotFound)?;
        // A day in another month: what lies between may know of it, too.
        let to = answer.value().and_then(Value::as_date).map_or(month, Month::of);
        let agendas = self.agendas_of(entry, (month, to)).await?;
        self.rewrite((entry, &agendas), &[(field, answer)], (month, seen)).await?;
        Ok(Done::Saved)
    }

    /// Writes the changes into every agenda that they concern; `seen` is a version of the one of its month.
    async fn rewrite(
        &mut self,
        (entry, agendas): (EntryId, &[DocumentView]),
        changes: &[(&str, Answer)],
        (month, seen): (Month, Option<Version>),
    ) -> Result<(), Refusal> {
        let agendas: Vec<_> = agendas.iter().collect();
        let edits = agenda::rewrite(&agendas, entry, changes).map_err(refusal_of)?;
        let writings = edits.into_iter().map(|(written, edit)| Writing {
            subject: Subject::Agenda(written),
            edit,
            seen: seen.clone().filter(|_| written == month),
        });
        self.save_and_send(writings.collect()).await
    }

    /// The agendas that may know an appointment: those of these months, those beside them, and wherever lists show it.
    pub(crate) async fn agendas_of(
        &mut self,
        entry: EntryId,
        (from, to): (Month, Month),
    ) -> Result<Vec<DocumentView>, Refusal> {
        let mut around: Vec<Month> =
            [from, to].iter().flat_map(|month| NEIGHBOURS.map(|n| month.plus(n))).collect();
        let shown = self.open.catalogue.agendas(&self.open.index);
        let shows_it = |agenda: &&AgendaCard| agenda.appointments.iter().any(|card| card.id == entry);
        around.extend(shown.filter(shows_it).map(|agenda| agenda.month));
        around.sort_unstable();
        around.dedup();
        let mut views = Vec::new();
        for month in around {
            let doc = self.open.name_of(Subject::Agenda(month)).ok_or(Refusal::NotAllowed)?;
            if self.is_coming(Subject::Agenda(month)) {
                return Err(Refusal::NotHereYet);
            }
            if self.load(doc).await? {
                views.extend(self.open.documents.peek(doc).map(casework::Document::view));
            }
        }
        Ok(views)
    }

    /// An appointment as a calendar file.
    pub(crate) fn export_appointment(
        &self,
        (appointment, case): (AppointmentId, Option<DoorCase>),
        day: Day,
        with_name: bool,
    ) -> Result<Done, Refusal> {
        let date = impossible(day_in(day))?;
        let case = case.map(|case| CaseId(case.0));
        let mut agendas =
            self.open.catalogue.agendas(&self.open.index).flat_map(|agenda| &agenda.appointments);
        let card = agendas.find(|card| card.id.0 == appointment.0 && card.date == date && card.case == case);
        let card = card.ok_or(Refusal::NotFound)?;
        let name =
            card.case.filter(|_| with_name).map(|case| self.title_of(case)).filter(|name| !name.is_empty());
        let site = card.site.and_then(|site| self.site_name(site));
        let uid = card.id.to_string();
        let file = Invitation {
            uid: &uid,
            now_ms: self.now.0,
            date: card.date,
            start: card.start,
            duration_minutes: card.duration_minutes.unwrap_or(60),
            cancelled: !card.stands(),
            summary: name.as_deref().unwrap_or("Sprechtag"),
            location: site.as_deref(),
        };
        Ok(Done::CalendarFile(file.to_ics()))
    }

    /// Chooses where the person works today.
    pub(crate) async fn set_todays_site(&mut self, site: Option<SiteId>) -> Result<Done, Refusal> {
        let today = self.day_number();
        let known = self.open.settings.sites.iter().flatten();
        let others = known.filter(|(_, day)| (today - day) % DAYS_OF_A_WEEK != 0).cloned();
        let sites = others.chain([(site.map(|site| ByteArray::from(site.0)), today)]).collect();
        let settings = SettingsRecord { sites: Some(sites), ..self.open.settings.clone() };
        self.store_settings(settings).await
    }
}

fn impossible<T>(parsed: Option<T>) -> Result<T, Refusal> {
    parsed.ok_or(Refusal::Field(FieldFault::ImpossibleDate))
}

fn month_of(day: Day) -> Result<Month, Refusal> {
    Ok(Month::of(impossible(day_in(day))?))
}

/// An appointment, joined from all agendas that know it.
pub(crate) fn joined(agendas: &[DocumentView], entry: EntryId) -> Option<Appointment> {
    let agendas: Vec<_> = agendas.iter().collect();
    agenda::join(&agendas).into_iter().find(|known| known.id == entry)
}

/// What a form says, by field.
fn answers(draft: &AppointmentDraft) -> Result<[(&'static str, Answer); 7], Refusal> {
    let date = impossible(day_in(draft.day))?;
    let start = impossible(civil_time(draft.start))?;
    let given = |value: Option<Value>| value.map_or(Answer::NotAsked, Answer::Given);
    Ok([
        ("appointment.date", Answer::Given(Value::Date(date))),
        ("appointment.start", Answer::Given(Value::Time(start))),
        ("appointment.duration_minutes", Answer::Given(Value::Number(i64::from(draft.minutes)))),
        ("appointment.kind", Answer::Given(Value::Code(draft.kind.clone()))),
        ("appointment.case", given(draft.case.map(|case| Value::Case(CaseId(case.0))))),
        ("appointment.site", given(draft.site.map(|site| Value::Site(EntryId(site.0))))),
        ("appointment.counsellor", given(draft.counsellor.map(|member| Value::Member(MemberId(member.0))))),
    ])
}
