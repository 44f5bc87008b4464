//! Where appointments stand in a day: those at the same time side by side, none hidden behind another.

use crate::civil::calendar::{days_in_month, monday_of, plus_days};
use api::ids::{Day, TimeOfDay};

/// An appointment's column among those that overlap with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// 0 for the first column.
    pub(crate) column: usize,
    /// How many columns its group has.
    pub(crate) columns: usize,
}

/// Places `slots` (start and length in minutes, sorted by start) into columns.
pub(crate) fn columns(slots: &[(TimeOfDay, u16)]) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::with_capacity(slots.len());
    let mut group_start = 0;
    let mut ends: Vec<u16> = Vec::new();
    for (at, (start, minutes)) in slots.iter().enumerate() {
        if ends.iter().all(|end| *end <= start.0) {
            close_group(&mut places, group_start, ends.len());
            group_start = at;
            ends.clear();
        }
        let end = start.0.saturating_add((*minutes).max(1));
        let column = match ends.iter().position(|free_at| *free_at <= start.0) {
            Some(column) => column,
            None => {
                ends.push(0);
                ends.len() - 1
            }
        };
        if let Some(free_at) = ends.get_mut(column) {
            *free_at = end;
        }
        places.push(Place { column, columns: 1 });
    }
    close_group(&mut places, group_start, ends.len());
    places
}

fn close_group(places: &mut [Place], from: usize, columns: usize) {
    for place in places.iter_mut().skip(from) {
        place.columns = columns.max(1);
    }
}

/// Hours that a day shows: what is worked usually, and whatever lies outside of it.
pub(crate) fn hours(slots: &[(TimeOfDay, u16)]) -> (u16, u16) {
    const USUAL: (u16, u16) = (8, 18);
    let first = slots.iter().map(|(start, _)| start.0 / 60).min().unwrap_or(USUAL.0);
    let last = slots
        .iter()
        .map(|(start, minutes)| (start.0 + minutes).div_ceil(60).min(24))
        .max()
        .unwrap_or(USUAL.1);
    (first.min(USUAL.0), last.max(USUAL.1))
}

/// First and last day of the weeks that a month lies in, Monday first.
pub(crate) fn month_range(day: Day) -> (Day, Day) {
    let first = Day { day: 1, ..day };
    let last = Day { day: days_in_month(day.year, day.month), ..day };
    (monday_of(first), plus_days(monday_of(last), 6))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(slots: &[(u16, u16)], expected: &[(usize, usize)]) {
        let slots: Vec<_> = slots.iter().map(|(start, minutes)| (TimeOfDay(*start), *minutes)).collect();
        let found: Vec<_> = columns(&slots).iter().map(|place| (place.column, place.columns)).collect();
        assert_eq!(found, expected, "{slots:?}");
    }

    #[test]
    fn appointments_one_after_the_other_take_the_whole_width() {
        check(&[(540, 60), (600, 60)], &[(0, 1), (0, 1)]);
    }

    #[test]
    fn two_at_the_same_time_stand_side_by_side() {
        check(&[(540, 60), (540, 60), (660, 30)], &[(0, 2), (1, 2), (0, 1)]);
    }

    #[test]
    fn a_column_that_is_free_again_is_used_again() {
        check(&[(540, 120), (540, 30), (570, 30), (600, 60)], &[(0, 2), (1, 2), (1, 2), (1, 2)]);
    }

    #[test]
    fn an_appointment_without_length_still_has_a_place() {
        check(&[(540, 0), (540, 0)], &[(0, 2), (1, 2)]);
    }

    #[test]
    fn early_and_late_appointments_widen_the_day() {
        assert_eq!(hours(&[]), (8, 18));
        assert_eq!(hours(&[(TimeOfDay(390), 30), (TimeOfDay(1130), 45)]), (6, 20));
    }

    #[test]
    fn a_month_is_shown_in_whole_weeks() {
        let november = Day { year: 2026, month: 11, day: 24 };
        let (first, last) = month_range(november);
        assert_eq!((first.month, first.day, last.month, last.day), (10, 26, 12, 6));
    }
}
