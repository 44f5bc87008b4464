//! What stands in the way of an appointment before it is made: another one of the same counsellor or the same person at
//! that time. It is said beside the time and refuses nothing, because two may well come together on purpose. It reads the
//! calendar's own lines, so no document is opened for it (A11).

use crate::locale::{Locale, dates::Dates};
use crate::ui::wording;
use api::command::AppointmentDraft;
use api::ids::{AppointmentId, TimeOfDay};
use api::view::{AppointmentLine, MembersView};
use yew::AttrValue;

/// Codes of the list `appointment_status` that free the time again.
const CANCELLED: [&str; 2] = ["cancelled_by_counselee", "cancelled_by_unit"];

/// Whose time it is that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    Counselees,
    Counsellors,
}

/// What is said about each appointment that overlaps with `draft`; `moved` is the one that is moved itself.
pub(super) fn said(
    locale: &Locale,
    draft: &AppointmentDraft,
    moved: Option<AppointmentId>,
    day: &[AppointmentLine],
    members: Option<&MembersView>,
) -> Vec<AttrValue> {
    let found = clashing(draft, moved, day);
    found.map(|(line, whose)| sentence(locale, line, whose, members)).collect()
}

fn clashing<'a>(
    draft: &'a AppointmentDraft,
    moved: Option<AppointmentId>,
    day: &'a [AppointmentLine],
) -> impl Iterator<Item = (&'a AppointmentLine, Whose)> {
    let other = day.iter().filter(move |line| moved != Some(line.id) && line.day == draft.day);
    let stands = other.filter(|line| !CANCELLED.contains(&line.status.as_str()));
    let overlaps = stands.filter(|line| {
        draft.start.0 < end(line) && line.start.0 < draft.start.0.saturating_add(draft.minutes)
    });
    overlaps.filter_map(|line| {
        if draft.case.is_some() && draft.case == line.case {
            Some((line, Whose::Counselees))
        } else {
            (draft.counsellor.is_some() && draft.counsellor == line.counsellor)
                .then_some((line, Whose::Counsellors))
        }
    })
}

/// The minute of the day at which it is over.
const fn end(line: &AppointmentLine) -> u16 {
    line.start.0.saturating_add(line.minutes)
}

fn sentence(
    locale: &Locale,
    line: &AppointmentLine,
    whose: Whose,
    members: Option<&MembersView>,
) -> AttrValue {
    let from = Dates::time(line.start);
    let to = Dates::time(TimeOfDay(end(line).min(24 * 60)));
    let at = ("at", from.as_str());
    match (whose, line.counsellor) {
        (Whose::Counselees, _) => locale.with("clash-counselee", &[at, ("to", &to)]),
        (Whose::Counsellors, counsellor) => {
            let is_me = |id| members.is_some_and(|all| all.members.iter().any(|one| one.me && one.id == id));
            let with = wording::appointment(locale, line);
            match counsellor {
                Some(id) if !is_me(id) => {
                    let who = wording::member(locale, members, id);
                    locale.with("clash-colleague", &[at, ("to", &to), ("who", &who), ("with", &with)])
                }
                _ => locale.with("clash-own", &[at, ("to", &to), ("with", &with)]),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::ids::{CaseId, Day, MemberId};

    const DAY: Day = Day { year: 2026, month: 11, day: 24 };
    const AMINA: CaseId = CaseId([1; 16]);
    const FARHAD: CaseId = CaseId([2; 16]);
    const VERA: MemberId = MemberId([1; 16]);
    const JONAS: MemberId = MemberId([2; 16]);

    fn line(id: u8, case: CaseId, counsellor: MemberId, start: u16) -> AppointmentLine {
        AppointmentLine {
            id: AppointmentId([id; 16]),
            case: Some(case),
            title: String::new(),
            day: DAY,
            start: TimeOfDay(start),
            minutes: 60,
            site: None,
            site_name: String::new(),
            kind: "follow_up".to_owned(),
            status: "planned".to_owned(),
            counsellor: Some(counsellor),
            overlaps: false,
            conflict: false,
        }
    }

    fn draft(case: CaseId, counsellor: MemberId, start: u16) -> AppointmentDraft {
        AppointmentDraft {
            case: Some(case),
            site: None,
            day: DAY,
            start: TimeOfDay(start),
            minutes: 60,
            kind: "follow_up".to_owned(),
            counsellor: Some(counsellor),
        }
    }

    fn found(draft: &AppointmentDraft, day: &[AppointmentLine]) -> Vec<Whose> {
        clashing(draft, None, day).map(|(_, whose)| whose).collect()
    }

    #[test]
    fn the_same_counsellor_or_the_same_person_cannot_be_at_two_places() {
        let day = [line(1, AMINA, VERA, 600)];
        assert_eq!(found(&draft(FARHAD, VERA, 630), &day), [Whose::Counsellors]);
        assert_eq!(found(&draft(AMINA, JONAS, 570), &day), [Whose::Counselees]);
        assert_eq!(found(&draft(AMINA, VERA, 600), &day), [Whose::Counselees], "each is named once");
    }

    #[test]
    fn others_and_what_only_touches_do_not_stand_in_the_way() {
        let day = [line(1, AMINA, VERA, 600)];
        assert_eq!(found(&draft(FARHAD, JONAS, 600), &day), []);
        assert_eq!(found(&draft(FARHAD, VERA, 540), &day), []);
        assert_eq!(found(&draft(FARHAD, VERA, 660), &day), []);
        let tomorrow = Day { day: 25, ..DAY };
        assert_eq!(found(&AppointmentDraft { day: tomorrow, ..draft(AMINA, VERA, 600) }, &day), []);
    }

    #[test]
    fn a_cancelled_one_frees_its_time_and_a_moved_one_is_not_in_its_own_way() {
        let gone = AppointmentLine { status: "cancelled_by_unit".to_owned(), ..line(1, AMINA, VERA, 600) };
        assert_eq!(found(&draft(AMINA, VERA, 600), &[gone]), []);
        let day = [line(1, AMINA, VERA, 600)];
        let moved = Some(AppointmentId([1; 16]));
        assert_eq!(clashing(&draft(AMINA, VERA, 615), moved, &day).count(), 0);
    }

    #[test]
    fn free_slots_of_nobody_are_in_nobodys_way() {
        let free = AppointmentLine { case: None, counsellor: None, ..line(1, AMINA, VERA, 600) };
        let nobodys = AppointmentDraft { case: None, counsellor: None, ..draft(AMINA, VERA, 600) };
        assert_eq!(found(&nobodys, &[free]), []);
    }
}
