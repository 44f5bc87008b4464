//! Civil time of the counselling day, weeks and public holidays.
//!
//! Everything a person agrees with another is civil time in Germany. The rule for summer time is written here, so no
//! database of time zones travels with the app. It holds since 1996 and until the Union changes it; appointments are
//! stored as civil time and would not move.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time, Weekday},
    tz::Offset,
};

pub mod holidays;
pub mod ics;

/// Central European time.
const WINTER: Offset = Offset::constant(1);
/// Central European summer time: from the last Sunday of March to the last of October, 1:00 UTC. Source: directive
/// 2000/84/EC; Sommerzeitverordnung of 12 July 2001.
const SUMMER: Offset = Offset::constant(2);
const CHANGE: Time = Time::constant(1, 0, 0, 0);
const SECONDS_A_DAY: i64 = 86_400;

/// The civil time in Germany at a moment given in milliseconds since 1970; `None` beyond the calendar.
#[must_use]
pub fn civil_in_berlin(at_ms: u64) -> Option<DateTime> {
    let moment = Timestamp::from_millisecond(i64::try_from(at_ms).ok()?).ok()?;
    Some(offset_at(moment)?.to_datetime(moment))
}

/// The moment of a civil time in Germany, in milliseconds since 1970. An hour that summer time skips counts as the
/// hour after, one that comes twice as the first. `None` before 1970.
#[must_use]
pub fn moment_in_berlin(civil: DateTime) -> Option<u64> {
    let in_summer = SUMMER.to_timestamp(civil).ok().filter(|moment| offset_at(*moment) == Some(SUMMER));
    let moment = in_summer.or_else(|| WINTER.to_timestamp(civil).ok())?;
    u64::try_from(moment.as_millisecond()).ok()
}

/// Days from 1 January 1970 to `date`: tells one day from another, and reckons over the ends of months.
#[must_use]
pub fn day_number(date: Date) -> i32 {
    let midnight = Offset::UTC.to_timestamp(DateTime::from_parts(date, Time::midnight()));
    let days = midnight.map_or(0, |moment| moment.as_second().div_euclid(SECONDS_A_DAY));
    i32::try_from(days).unwrap_or(0)
}

/// The day that comes `days` after `date`, or before it if that is negative; `None` beyond the calendar.
pub(crate) fn days_after(date: Date, days: i32) -> Option<Date> {
    let seconds = (i64::from(day_number(date)) + i64::from(days)) * SECONDS_A_DAY;
    Timestamp::from_second(seconds).ok().map(|moment| Offset::UTC.to_datetime(moment).date())
}

/// The same moment in UTC, for formats that want it.
pub(crate) fn civil_in_utc(at_ms: u64) -> Option<DateTime> {
    Timestamp::from_millisecond(i64::try_from(at_ms).ok()?).ok().map(|moment| Offset::UTC.to_datetime(moment))
}

fn offset_at(moment: Timestamp) -> Option<Offset> {
    let utc = Offset::UTC.to_datetime(moment);
    let change_in = |month| {
        let sunday = Date::new(utc.year(), month, 1).ok()?.nth_weekday_of_month(-1, Weekday::Sunday).ok()?;
        Some(DateTime::from_parts(sunday, CHANGE))
    };
    let is_summer = change_in(3)? <= utc && utc < change_in(10)?;
    Some(if is_summer { SUMMER } else { WINTER })
}

/// An ISO week: begins on Monday; week 1 holds the first Thursday of its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Week {
    /// The year the week belongs to, which near New Year is not always the year of the day.
    pub year: i16,
    /// 1–53.
    pub number: i8,
    /// Its Monday.
    pub monday: Date,
}

impl Week {
    /// The week that `date` lies in; `None` at the very end of the calendar.
    #[must_use]
    pub fn of(date: Date) -> Option<Self> {
        let iso = date.iso_week_date();
        let monday = jiff::civil::ISOWeekDate::new(iso.year(), iso.week(), Weekday::Monday).ok()?.date();
        Some(Self { year: iso.year(), number: iso.week(), monday })
    }

    /// Its days, Monday first.
    pub fn days(self) -> impl Iterator<Item = Date> {
        std::iter::successors(Some(self.monday), |day| day.tomorrow().ok()).take(7)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};

    use super::*;

    #[test]
    fn summer_time_begins_and_ends_on_the_last_sundays() {
        for (moment, civil) in [
            ("2026-03-29T00:59:59Z", "2026-03-29T01:59:59"),
            ("2026-03-29T01:00:00Z", "2026-03-29T03:00:00"),
            ("2026-10-25T00:59:59Z", "2026-10-25T02:59:59"),
            ("2026-10-25T01:00:00Z", "2026-10-25T02:00:00"),
            ("2026-11-22T09:00:00Z", "2026-11-22T10:00:00"),
        ] {
            let at_ms = u64::try_from(moment.parse::<Timestamp>().unwrap().as_millisecond()).unwrap();
            assert_eq!(civil_in_berlin(at_ms), Some(civil.parse().unwrap()), "{moment}");
        }
    }

    #[test]
    fn the_hour_that_is_skipped_and_the_hour_that_comes_twice_have_a_moment() {
        let skipped = moment_in_berlin(datetime(2026, 3, 29, 2, 30, 0, 0)).unwrap();
        assert_eq!(civil_in_berlin(skipped), Some(datetime(2026, 3, 29, 3, 30, 0, 0)));
        let twice = moment_in_berlin(datetime(2026, 10, 25, 2, 30, 0, 0)).unwrap();
        assert_eq!(civil_in_berlin(twice), Some(datetime(2026, 10, 25, 2, 30, 0, 0)));
        assert_eq!(civil_in_berlin(twice + 3_600_000), Some(datetime(2026, 10, 25, 2, 30, 0, 0)));
        assert_eq!(moment_in_berlin(datetime(1960, 1, 1, 0, 0, 0, 0)), None);
        assert_eq!(civil_in_berlin(u64::MAX), None);
    }

    #[test]
    fn weeks_begin_on_monday_and_belong_to_the_year_of_their_thursday() {
        for (day, year, number, monday) in [
            (date(2026, 11, 22), 2026, 47, date(2026, 11, 16)),
            (date(2027, 1, 1), 2026, 53, date(2026, 12, 28)),
            (date(2024, 12, 30), 2025, 1, date(2024, 12, 30)),
        ] {
            assert_eq!(Week::of(day), Some(Week { year, number, monday }));
        }
        assert_eq!(Week::of(date(2026, 11, 22)).unwrap().days().last(), Some(date(2026, 11, 22)));
    }
}
