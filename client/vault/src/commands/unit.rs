//! The unit: appointments, sites, names, texts of the carrier.

use crate::{
    commit::{Writing, refusal_of},
    open::Step,
    rows::SettingsRecord,
    store::Store,
    translation::member_in,
    views::value::{self, civil_time, date as day_in},
};
use api::{
    command::{AppointmentDraft, Done},
    ids::{AppointmentId, Day, MemberId as DoorMember, SiteId},
    refusal::{FieldFault, Refusal},
};
use casework::{
    CaseId, DocumentKind, Edit, EntryId, MemberId, Month, Subject, Value, agenda, calendar::ics::Invitation,
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
        let (month, fields) = appointment_fields(draft)?;
        let entry = EntryId::make(self.rng);
        let fields = fields.into_iter().map(|(field, value)| (field.to_owned(), value));
        let status = ("appointment.status".to_owned(), Value::Code("planned".to_owned()));
        let edit =
            Edit::AddEntry { list: APPOINTMENTS.to_owned(), entry, fields: fields.chain([status]).collect() };
        self.save_and_send(vec![Writing::now(Subject::Agenda(month), edit)]).await?;
        Ok(Done::Appointment(AppointmentId(entry.0)))
    }

    /// Changes an appointment, moving it to another month's agenda if need be, in one commit.
    pub(crate) async fn reschedule(
        &mut self,
        appointment: AppointmentId,
        from: Day,
        to: &AppointmentDraft,
    ) -> Result<Done, Refusal> {
        let (to_month, fields) = appointment_fields(to)?;
        let from = Month::of(impossible(day_in(from))?);
        self.rewrite(EntryId(appointment.0), &[from, to_month], &fields).await?;
        Ok(Done::Appointment(appointment))
    }

    /// Cancels or completes an appointment.
    pub(crate) async fn set_appointment_status(
        &mut self,
        appointment: AppointmentId,
        day: Day,
        status: String,
    ) -> Result<Done, Refusal> {
        let month = Month::of(impossible(day_in(day))?);
        self.rewrite(EntryId(appointment.0), &[month], &[("appointment.status", Value::Code(status))])
            .await?;
        Ok(Done::Saved)
    }

    async fn rewrite(
        &mut self,
        entry: EntryId,
        months: &[Month],
        changes: &[(&str, Value)],
    ) -> Result<(), Refusal> {
        let mut views = Vec::new();
        let mut around: Vec<Month> =
            months.iter().flat_map(|month| NEIGHBOURS.map(|n| month.plus(n))).collect();
        around.sort_unstable();
        around.dedup();
        for month in around {
            let Some(doc) = self.open.name_of(Subject::Agenda(month)) else {
                return Err(Refusal::NotAllowed);
            };
            if self.is_coming(Subject::Agenda(month)) {
                return Err(Refusal::NotHereYet);
            }
            if self.load(doc).await? {
                views.extend(self.open.documents.peek(doc).map(casework::Document::view));
            }
        }
        let agendas: Vec<_> = views.iter().collect();
        let edits = agenda::rewrite(&agendas, entry, changes).map_err(refusal_of)?;
        let writings = edits.into_iter().map(|(month, edit)| Writing::now(Subject::Agenda(month), edit));
        self.save_and_send(writings.collect()).await
    }

    /// An appointment as a calendar file.
    pub(crate) fn export_appointment(
        &self,
        appointment: AppointmentId,
        day: Day,
        with_name: bool,
    ) -> Result<Done, Refusal> {
        let date = impossible(day_in(day))?;
        let mut agendas =
            self.open.catalogue.agendas(&self.open.index).flat_map(|agenda| &agenda.appointments);
        let card =
            agendas.find(|card| card.id.0 == appointment.0 && card.date == date).ok_or(Refusal::NotFound)?;
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

    /// Adds or changes a site.
    pub(crate) async fn put_site(
        &mut self,
        site: Option<SiteId>,
        name: String,
        room: String,
    ) -> Result<Done, Refusal> {
        let entry = site.map_or_else(|| EntryId::make(self.rng), |site| EntryId(site.0));
        let fields = [("site.name", name), ("site.room", room)];
        self.put_fields(Subject::Directory, ("sites", entry, site.is_none()), &fields).await?;
        Ok(Done::Site(SiteId(entry.0)))
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

    /// Names the unit and its Land.
    pub(crate) async fn put_unit(&mut self, name: String, land: String) -> Result<Done, Refusal> {
        let mut writings = vec![root("unit.name", &name)?];
        writings.push(root("unit.land", &land)?);
        self.save_and_send(writings).await?;
        Ok(Done::Saved)
    }

    /// A text of the carrier.
    pub(crate) async fn put_carrier_text(&mut self, key: &str, text: String) -> Result<Done, Refusal> {
        let field = format!("unit.{key}");
        if !CARRIER_TEXTS.contains(&key) {
            return Err(Refusal::Field(FieldFault::UnknownField));
        }
        let edit = Edit::WriteText { place: None, field, text };
        self.save_and_send(vec![Writing::now(Subject::UnitSettings, edit)]).await?;
        Ok(Done::Saved)
    }

    /// What colleagues see as the name of a member, oneself or another.
    pub(crate) async fn put_name(&mut self, member: DoorMember, name: String) -> Result<Done, Refusal> {
        let entry = EntryId(member.0);
        let known = self.open.chain.roster().and_then(|roster| roster.member(member_in(member)));
        if known.is_none() {
            return Err(Refusal::NotFound);
        }
        let new = !self.is_staff(MemberId(entry.0));
        self.put_fields(Subject::UnitSettings, ("staff", entry, new), &[("staff.name", name)]).await?;
        Ok(Done::Saved)
    }

    /// Sets fields of an entry that is added first if it is new. Blank fields of a new entry are left out.
    async fn put_fields(
        &mut self,
        subject: Subject,
        (list, entry, new): (&str, EntryId, bool),
        fields: &[(&str, String)],
    ) -> Result<(), Refusal> {
        let mut values = Vec::new();
        for (field, typed) in fields {
            let found = subject.kind().spec().field(field).ok_or(Refusal::Field(FieldFault::UnknownField))?;
            let value = if typed.trim().is_empty() && !values.is_empty() {
                None
            } else {
                Some(found.field.parse(typed).map_err(|fault| Refusal::Field(value::fault(fault)))?)
            };
            values.push(((*field).to_owned(), value));
        }
        let writings = if new {
            let fields = values.into_iter().filter_map(|(field, value)| Some((field, value?))).collect();
            vec![Writing::now(subject, Edit::AddEntry { list: list.to_owned(), entry, fields })]
        } else {
            let edits = values.into_iter().map(|(field, value)| match value {
                Some(value) => Edit::Set { place: Some(entry), field, value },
                None => Edit::Clear { place: Some(entry), field },
            });
            edits.map(|edit| Writing::now(subject, edit)).collect()
        };
        self.save_and_send(writings).await
    }

    /// Is this person in the unit's staff list already?
    pub(crate) fn is_staff(&self, member: MemberId) -> bool {
        self.staff().any(|(known, _)| known == member)
    }
}

/// Keys of the carrier's texts.
pub(crate) const CARRIER_TEXTS: [&str; 3] = ["imprint", "privacy", "accessibility"];

fn root(field: &str, typed: &str) -> Result<Writing, Refusal> {
    let found =
        DocumentKind::UnitSettings.spec().field(field).ok_or(Refusal::Field(FieldFault::UnknownField))?;
    let edit = if typed.trim().is_empty() {
        Edit::Clear { place: None, field: field.to_owned() }
    } else {
        let value = found.field.parse(typed).map_err(|fault| Refusal::Field(value::fault(fault)))?;
        Edit::Set { place: None, field: field.to_owned(), value }
    };
    Ok(Writing::now(Subject::UnitSettings, edit))
}

fn impossible<T>(parsed: Option<T>) -> Result<T, Refusal> {
    parsed.ok_or(Refusal::Field(FieldFault::ImpossibleDate))
}

/// Answers by field.
type Answers = Vec<(&'static str, Value)>;

fn appointment_fields(draft: &AppointmentDraft) -> Result<(Month, Answers), Refusal> {
    let date = impossible(day_in(draft.day))?;
    let start = impossible(civil_time(draft.start))?;
    let mut fields = vec![
        ("appointment.date", Value::Date(date)),
        ("appointment.start", Value::Time(start)),
        ("appointment.duration_minutes", Value::Number(i64::from(draft.minutes))),
        ("appointment.kind", Value::Code(draft.kind.clone())),
    ];
    fields.extend(draft.case.map(|case| ("appointment.case", Value::Case(CaseId(case.0)))));
    fields.extend(draft.site.map(|site| ("appointment.site", Value::Site(EntryId(site.0)))));
    fields
        .extend(draft.counsellor.map(|member| ("appointment.counsellor", Value::Member(MemberId(member.0)))));
    Ok((Month::of(date), fields))
}
