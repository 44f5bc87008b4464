//! Appointments across the months they live in.
//!
//! Each civil month has its own agenda document, and an appointment keeps its id when it moves to another month. It
//! lives where its date lies: moving writes the new date into the month it leaves, which makes the entry there a
//! tombstone that says where it went, and writes all answers into the month it enters. Nothing else marks a move, so
//! two people moving the same appointment at once are two dates of one id: shown as versions, never as two
//! appointments and never as none (CF11, CF12).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::{
    edit::{Edit, EditRefusal},
    ids::{CaseId, DeviceTag, EntryId, MemberId},
    iso,
    schema::{DocumentKind, Month, Subject},
    value::Value,
    view::{Answer, Deletion, DocumentView, EntryView, FieldVersion, FieldView},
};

const LIST: &str = "appointments";
const DATE: &str = "appointment.date";
const START: &str = "appointment.start";
const CASE: &str = "appointment.case";

/// One appointment, joined from all agendas that know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// Its id, the same in every month.
    pub id: EntryId,
    /// When it was first written down, milliseconds since 1970.
    pub made_ms: u64,
    /// Since when it lies in the trash, if it does.
    pub deleted: Option<Deletion>,
    /// All its fields, with their versions. A version whose writer is not known bears the reserved tag.
    pub fields: Vec<FieldView>,
}

/// What calendars and lists need of an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentCard {
    /// Its id.
    pub id: EntryId,
    /// The case it belongs to, if any.
    pub case: Option<CaseId>,
    /// Who counsels.
    pub counsellor: Option<MemberId>,
    /// Where.
    pub site: Option<EntryId>,
    /// On which day.
    #[serde(with = "iso::date")]
    pub date: Date,
    /// When it begins; `None` if only the day is fixed.
    #[serde(with = "iso::optional_time")]
    pub start: Option<Time>,
    /// How long it takes.
    pub duration_minutes: Option<u16>,
    /// A code of `appointment_kinds`.
    pub kind: Option<String>,
    /// A code of `appointment_status`.
    pub status: Option<String>,
    /// Whether a field has several versions.
    pub has_versions: bool,
}

impl Appointment {
    /// A field.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&FieldView> {
        self.fields.iter().find(|view| view.field.id == id)
    }

    /// The days it may be on: one, or as many as there are versions of its date.
    #[must_use]
    pub fn dates(&self) -> Vec<Date> {
        self.field(DATE).map(dates).unwrap_or_default()
    }

    /// What calendars show of it, once for each of its days, its times and the cases it was given to: two people who gave the
    /// same slot away, or moved it, at the same time both find what they promised.
    #[must_use]
    pub fn cards(&self) -> Vec<AppointmentCard> {
        let (starts, cases) = (self.versions(START, Value::as_time), self.versions(CASE, Value::as_case));
        let mut cards = Vec::new();
        for date in self.dates() {
            for start in &starts {
                cards.extend(cases.iter().map(|case| self.card_on(date, *start, *case)));
            }
        }
        cards
    }

    /// Every version of a field that holds something; nothing, if none does.
    fn versions<T: Ord + Copy>(&self, id: &str, read: fn(&Value) -> Option<T>) -> Vec<Option<T>> {
        let mut found: Vec<T> = self.field(id).map(|view| values(view, read)).unwrap_or_default();
        found.sort_unstable();
        found.dedup();
        if found.is_empty() { vec![None] } else { found.into_iter().map(Some).collect() }
    }

    fn card_on(&self, date: Date, start: Option<Time>, case: Option<CaseId>) -> AppointmentCard {
        let value = |id: &str| self.field(id)?.answer.value();
        let code = |id: &str| match value(id) {
            Some(Value::Code(code)) => Some(code.clone()),
            _ => None,
        };
        AppointmentCard {
            id: self.id,
            case,
            counsellor: value("appointment.counsellor").and_then(Value::as_member),
            site: value("appointment.site").and_then(Value::as_site),
            date,
            start,
            duration_minutes: value("appointment.duration_minutes")
                .and_then(Value::as_number)
                .and_then(|minutes| u16::try_from(minutes).ok()),
            kind: code("appointment.kind"),
            status: code("appointment.status"),
            has_versions: self.fields.iter().any(|view| !view.versions.is_empty()),
        }
    }
}

impl AppointmentCard {
    /// Whether it still stands: neither side cancelled it.
    #[must_use]
    pub fn stands(&self) -> bool {
        !matches!(self.status.as_deref(), Some("cancelled_by_counselee" | "cancelled_by_unit"))
    }

    /// Its minutes of the day, from and to; `None` if no time is fixed.
    fn minutes(&self) -> Option<(i32, i32)> {
        let start = self.start?;
        let from = i32::from(start.hour()) * 60 + i32::from(start.minute());
        Some((from, from + i32::from(self.duration_minutes.unwrap_or(0)).max(1)))
    }

    /// Whether both cannot take place: the same counsellor, the same case, or, where no counsellor is named, the same
    /// site at the same time. Two counsellors at one site are none: most sites have more than one desk. One slot given to
    /// two cases is one.
    #[must_use]
    pub fn clashes_with(&self, other: &Self) -> bool {
        if self.date != other.date || !self.stands() || !other.stands() {
            return false;
        }
        if self.id == other.id {
            return self.start == other.start && self.case != other.case;
        }
        let (Some((from, to)), Some((other_from, other_to))) = (self.minutes(), other.minutes()) else {
            return false;
        };
        if to <= other_from || other_to <= from {
            return false;
        }
        let same_case = self.case.is_some() && self.case == other.case;
        let same_place = match (self.counsellor, other.counsellor) {
            (Some(one), Some(another)) => one == another,
            _ => self.site.is_some() && self.site == other.site,
        };
        same_case || same_place
    }
}

/// All pairs of appointments that cannot both take place, each pair once, in the order given.
#[must_use]
pub fn clashes(appointments: &[AppointmentCard]) -> Vec<(EntryId, EntryId)> {
    let mut by_day: BTreeMap<Date, Vec<&AppointmentCard>> = BTreeMap::new();
    for appointment in appointments {
        by_day.entry(appointment.date).or_default().push(appointment);
    }
    let mut pairs = Vec::new();
    for day in by_day.values() {
        for (at, one) in day.iter().enumerate() {
            let later = day.iter().skip(at + 1).filter(|other| one.clashes_with(other));
            pairs.extend(later.map(|other| (one.id, other.id)));
        }
    }
    pairs
}

/// Appointments that stand on several days: two people moved them at the same time, perhaps into different months, and no agenda
/// alone knows of both.
#[must_use]
pub fn on_several_days(appointments: &[&AppointmentCard]) -> BTreeSet<EntryId> {
    let mut days: BTreeMap<EntryId, Date> = BTreeMap::new();
    let stands_elsewhere = |card: &&&AppointmentCard| *days.entry(card.id).or_insert(card.date) != card.date;
    appointments.iter().filter(stands_elsewhere).map(|card| card.id).collect()
}

/// Joins the agendas given: every appointment they know, once, in the order of making.
#[must_use]
pub fn join(agendas: &[&DocumentView]) -> Vec<Appointment> {
    let mut known: BTreeMap<EntryId, Vec<(Month, &EntryView)>> = BTreeMap::new();
    for agenda in agendas {
        let Subject::Agenda(month) = agenda.subject else { continue };
        for entry in agenda.entries(LIST) {
            known.entry(entry.id).or_default().push((month, entry));
        }
    }
    let mut appointments: Vec<_> = known.into_iter().map(|(id, entries)| join_one(id, &entries)).collect();
    appointments.sort_unstable_by_key(|appointment| (appointment.made_ms, appointment.id));
    appointments
}

fn join_one(id: EntryId, entries: &[(Month, &EntryView)]) -> Appointment {
    let is_home = |(month, entry): &(Month, &EntryView)| lives_in(*month, entry);
    // Where the month it went to has not arrived yet, its tombstones speak for it: it is not lost.
    let nobody_home = !entries.iter().any(is_home);
    let spec = DocumentKind::Agenda.spec().list(LIST).map_or(&[][..], |list| list.fields);
    let fields = spec.iter().map(|field| {
        let views = entries.iter().filter_map(|place| {
            let view = place.1.field(field.id)?;
            (nobody_home || is_home(place) || !view.versions.is_empty()).then_some(view)
        });
        join_field(field, views)
    });
    Appointment {
        id,
        made_ms: entries.iter().map(|(_, entry)| entry.made_ms).min().unwrap_or(0),
        deleted: entries.iter().filter_map(|(_, entry)| entry.deleted).max(),
        fields: fields.collect(),
    }
}

fn join_field<'a>(
    field: &'static crate::schema::FieldSpec,
    views: impl Iterator<Item = &'a FieldView>,
) -> FieldView {
    let mut versions: Vec<FieldVersion> = Vec::new();
    let mut add = |version: FieldVersion| {
        if versions.iter().all(|known| known.answer != version.answer) {
            versions.push(version);
        }
    };
    for view in views {
        if view.versions.is_empty() {
            add(FieldVersion { answer: view.answer.clone(), by: DeviceTag::RESERVED, at_ms: 0 });
        } else {
            view.versions.iter().cloned().for_each(&mut add);
        }
    }
    versions.sort_unstable_by_key(|version| (version.at_ms, version.by));
    let answer = versions.last().map_or(Answer::NotAsked, |version| version.answer.clone());
    if versions.len() < 2 {
        versions.clear();
    }
    FieldView { field, answer, versions }
}

fn values<T>(view: &FieldView, read: fn(&Value) -> Option<T>) -> Vec<T> {
    let answers = view.versions.iter().map(|version| &version.answer).chain([&view.answer]);
    answers.filter_map(|answer| read(answer.value()?)).collect()
}

fn dates(view: &FieldView) -> Vec<Date> {
    let mut dates = values(view, Value::as_date);
    dates.sort_unstable();
    dates.dedup();
    dates
}

fn lives_in(month: Month, entry: &EntryView) -> bool {
    entry.field(DATE).is_some_and(|view| dates(view).into_iter().any(|date| Month::of(date) == month))
}

/// Changes an appointment, its day among other things: the edits for every agenda concerned, to be made at the
/// versions shown and kept in one go. `agendas` holds the month it lives in and the month it goes to, if that
/// exists; a month that comes back without being among them is to be born first.
///
/// # Errors
/// [`EditRefusal::NoSuchEntry`] if no agenda given knows it, [`EditRefusal::InTrash`] if it lies in the trash,
/// [`EditRefusal::Unresolved`] if its day changes and several months know it, or it goes to another month, while a field that is
/// not changed has several versions: one of them would be lost.
pub fn rewrite(
    agendas: &[&DocumentView],
    entry: EntryId,
    changes: &[(&str, Answer)],
) -> Result<Vec<(Month, Edit)>, EditRefusal> {
    let appointment =
        join(agendas).into_iter().find(|known| known.id == entry).ok_or(EditRefusal::NoSuchEntry)?;
    if appointment.deleted.is_some() {
        return Err(EditRefusal::InTrash);
    }
    let holders: Vec<Month> = agendas.iter().filter_map(|agenda| holder_of(agenda, entry)).collect();
    let new_date =
        changes.iter().find(|(id, _)| *id == DATE).and_then(|(_, answer)| answer.value()?.as_date());
    let goes_to = new_date.map(Month::of);
    // Whoever only settles or changes something else writes it into every agenda that knows the appointment.
    let stays = goes_to.is_none_or(|month| holders == [month]);
    let fields: Vec<(String, Answer)> = if stays {
        changes.iter().map(|(id, answer)| ((*id).to_owned(), answer.clone())).collect()
    } else {
        all_fields(&appointment, changes)?
    };
    let mut months = holders;
    months.extend(goes_to);
    months.sort_unstable();
    months.dedup();
    let edit = Edit::Rewrite { entry, made_ms: appointment.made_ms, fields };
    Ok(months.into_iter().map(|month| (month, edit.clone())).collect())
}

fn holder_of(agenda: &DocumentView, entry: EntryId) -> Option<Month> {
    let Subject::Agenda(month) = agenda.subject else { return None };
    agenda.entries(LIST).iter().any(|known| known.id == entry).then_some(month)
}

fn all_fields(
    appointment: &Appointment,
    changes: &[(&str, Answer)],
) -> Result<Vec<(String, Answer)>, EditRefusal> {
    let mut fields = Vec::new();
    for view in &appointment.fields {
        let changed = changes.iter().find(|(id, _)| *id == view.field.id);
        let answer = match changed {
            Some((_, answer)) => answer.clone(),
            None if !view.versions.is_empty() => return Err(EditRefusal::Unresolved),
            None if view.answer == Answer::NotAsked => continue,
            None => view.answer.clone(),
        };
        fields.push((view.field.id.to_owned(), answer));
    }
    Ok(fields)
}

#[cfg(test)]
mod tests;
