//! Two weeks of appointments around a day: mornings at a site, every weekday another one.

use api::{
    command::AppointmentDraft,
    ids::{CaseId, Day, MemberId, SiteId, TimeOfDay},
};
use jiff::{ToSpan, civil::Date};

/// An appointment, and what became of it if that is known.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) draft: AppointmentDraft,
    /// Code of the list `appointment_status`.
    pub(super) status: Option<&'static str>,
}

const STARTS: [u16; 4] = [9 * 60, 10 * 60, 11 * 60 + 15, 14 * 60];
const KINDS: [&str; 4] = ["follow_up", "first_contact", "follow_up", "phone"];

/// The appointments of the week before `today`, of `today` and of the week after.
pub(super) fn around(today: Day, cases: &[(CaseId, MemberId)], sites: &[SiteId]) -> Vec<Planned> {
    let Ok(middle) = Date::new(today.year, today.month.cast_signed(), today.day.cast_signed()) else {
        return Vec::new();
    };
    let mut planned = Vec::new();
    let mut next_case = cases.iter().cycle();
    for offset in -7_i32..=7 {
        let Ok(date) = middle.checked_add(offset.days()) else { continue };
        // Somebody who looks in on a Sunday wants to see something too.
        if offset != 0 && date.weekday().to_monday_one_offset() > 5 {
            continue;
        }
        let site = sites
            .get(usize::from(date.weekday().to_monday_zero_offset().unsigned_abs()) % sites.len().max(1));
        let per_day = if offset == 0 { STARTS.len() } else { 2 };
        for ((start, kind), (case, counsellor)) in
            STARTS.into_iter().zip(KINDS).take(per_day).zip(&mut next_case)
        {
            let draft = AppointmentDraft {
                case: Some(*case),
                site: site.copied(),
                day: day_of(date),
                start: TimeOfDay(start),
                minutes: 45,
                kind: kind.to_owned(),
                counsellor: Some(*counsellor),
            };
            let status = (offset < 0).then_some(if start == STARTS[1] && offset == -2 {
                "no_show"
            } else {
                "attended"
            });
            planned.push(Planned { draft, status });
        }
    }
    planned
}

/// The day `days` later.
pub(super) fn later(day: Day, days: i32) -> Day {
    let date = Date::new(day.year, day.month.cast_signed(), day.day.cast_signed());
    date.and_then(|date| date.checked_add(days.days())).map_or(day, day_of)
}

fn day_of(date: Date) -> Day {
    Day { year: date.year(), month: date.month().unsigned_abs(), day: date.day().unsigned_abs() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_appointments_today_and_on_the_weekdays_around() {
        let today = Day { year: 2026, month: 11, day: 22 };
        let cases = [(CaseId([1; 16]), MemberId([2; 16])), (CaseId([3; 16]), MemberId([2; 16]))];
        let planned = around(today, &cases, &[SiteId([4; 16])]);
        assert_eq!(planned.iter().filter(|it| it.draft.day == today).count(), 4, "a Sunday, and yet");
        assert_eq!(planned.len(), 4 + 10 * 2);
        assert!(planned.iter().all(|it| (it.draft.day < today) == it.status.is_some()));
        assert_eq!(later(today, 10), Day { year: 2026, month: 12, day: 2 });
    }
}
