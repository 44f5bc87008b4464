//! Civil time of the counselling day, weeks and public holidays.
//!
//! Everything a person agrees with another is civil time in Germany. The rule for summer time is written here as
//! POSIX writes it, so no database of time zones travels with the app. It holds since 1996 and until the Union
//! changes it; appointments are stored as civil time and would not move.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Weekday},
    tz::TimeZone,
};

pub mod holidays;
pub mod ics;

/// Central European time with summer time from the last Sunday of March to the last of October. Source: directive
/// 2000/84/EC; Sommerzeitverordnung of 12 July 2001.
const BERLIN: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

/// The civil time in Germany at a moment given in milliseconds since 1970; `None` beyond the calendar.
#[must_use]
pub fn civil_in_berlin(at_ms: u64) -> Option<DateTime> {
    let moment = Timestamp::from_millisecond(i64::try_from(at_ms).ok()?).ok()?;
    Some(berlin()?.to_datetime(moment))
}

/// The moment of a civil time in Germany, in milliseconds since 1970. An hour that summer time skips counts as the
/// hour after, one that comes twice as the first. `None` before 1970.
#[must_use]
pub fn moment_in_berlin(civil: DateTime) -> Option<u64> {
    let zoned = berlin()?.to_ambiguous_zoned(civil).compatible().ok()?;
    u64::try_from(zoned.timestamp().as_millisecond()).ok()
}

fn berlin() -> Option<TimeZone> {
    TimeZone::posix(BERLIN).ok()
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
        self.monday.series(jiff::Span::new().days(1)).take(7)
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
