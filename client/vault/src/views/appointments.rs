//! Appointments in lists: *Heute*, *Kalender*, *Fall*. From the cards of the agendas, never from their documents.

use super::value;
use api::{
    ids::{AppointmentId, CaseId, MemberId, SiteId},
    view::AppointmentLine,
};
use casework::{
    EntryId,
    agenda::{AppointmentCard, clashes},
};
use std::collections::BTreeSet;

/// Length of an appointment for which nobody named one, in minutes.
const USUAL_MINUTES: u16 = 60;

/// What appointments are called here: the title of a case and the name of a site, where this device knows them.
pub(crate) struct Names<'a> {
    pub(crate) title: &'a dyn Fn(casework::CaseId) -> String,
    pub(crate) site: &'a dyn Fn(EntryId) -> String,
}

/// The lines of these appointments by day and time; each says whether it clashes with another of them, and whether people differ
/// about it, be it over the day (`apart`).
pub(crate) fn lines(
    cards: &[AppointmentCard],
    apart: &BTreeSet<EntryId>,
    names: &Names<'_>,
) -> Vec<AppointmentLine> {
    let clashing: BTreeSet<EntryId> =
        clashes(cards).into_iter().flat_map(|(one, other)| [one, other]).collect();
    let mut sorted: Vec<&AppointmentCard> = cards.iter().collect();
    sorted.sort_unstable_by_key(|card| (card.date, card.start, card.id, card.case));
    let told = |card: &AppointmentCard| AppointmentLine {
        conflict: card.has_versions || apart.contains(&card.id),
        ..line(card, clashing.contains(&card.id), names)
    };
    sorted.into_iter().map(told).collect()
}

fn line(card: &AppointmentCard, overlaps: bool, names: &Names<'_>) -> AppointmentLine {
    AppointmentLine {
        id: AppointmentId(card.id.0),
        case: card.case.map(|case| CaseId(case.0)),
        title: card.case.map(names.title).unwrap_or_default(),
        day: value::day(card.date),
        start: value::time_of_day(card.start.unwrap_or_default()),
        minutes: card.duration_minutes.unwrap_or(USUAL_MINUTES),
        site: card.site.map(|site| SiteId(site.0)),
        site_name: card.site.map(names.site).unwrap_or_default(),
        kind: card.kind.clone().unwrap_or_default(),
        status: card.status.clone().unwrap_or_default(),
        counsellor: card.counsellor.map(|member| MemberId(member.0)),
        overlaps,
        conflict: card.has_versions,
    }
}

impl std::fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Names")
    }
}
