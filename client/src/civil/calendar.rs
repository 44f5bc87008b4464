//! Arithmetic of the proleptic Gregorian calendar: weekdays, ISO weeks, days and months from here.

use api::ids::Day;

/// A day of the week, Monday first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Weekday(u8);

impl Weekday {
    /// 0 for Monday to 6 for Sunday.
    pub(crate) const fn index(self) -> u8 {
        self.0
    }

    /// The weekday with this number, counted from Monday.
    pub(crate) const fn new(from_monday: u8) -> Self {
        Self(from_monday % 7)
    }
}

/// Days since 1970-01-01 (Howard Hinnant's `days_from_civil`).
pub(crate) fn day_number(day: Day) -> i32 {
    let (month, date) = (i32::from(day.month), i32::from(day.day));
    let year = i32::from(day.year) - i32::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if 2 < month { -3 } else { 9 }) + 2) / 5 + date - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The day with this number (`civil_from_days`).
pub(crate) fn day_of_number(number: i32) -> Day {
    let shifted = number + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i32::from(month <= 2);
    Day {
        year: i16::try_from(year).unwrap_or(i16::MAX),
        month: u8::try_from(month).unwrap_or(1),
        day: u8::try_from(day).unwrap_or(1),
    }
}

/// The weekday of `day`.
pub(crate) fn weekday(day: Day) -> Weekday {
    // 1970-01-01 was a Thursday.
    Weekday(u8::try_from((day_number(day) + 3).rem_euclid(7)).unwrap_or(0))
}

/// The day `n` days later.
pub(crate) fn plus_days(day: Day, n: i32) -> Day {
    day_of_number(day_number(day).saturating_add(n))
}

/// The same date `n` months later, or the last day of that month.
pub(crate) fn plus_months(day: Day, n: i32) -> Day {
    let months = i32::from(day.year) * 12 + i32::from(day.month) - 1 + n;
    let year = i16::try_from(months.div_euclid(12)).unwrap_or(day.year);
    let month = u8::try_from(months.rem_euclid(12) + 1).unwrap_or(day.month);
    Day { year, month, day: day.day.min(days_in_month(year, month)) }
}

/// Days from `from` to `to`; negative if `to` is earlier.
pub(crate) fn days_between(from: Day, to: Day) -> i32 {
    day_number(to) - day_number(from)
}

/// How many days the month has.
pub(crate) fn days_in_month(year: i16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Is there such a day?
pub(crate) fn exists(day: Day) -> bool {
    (1..=12).contains(&day.month) && 1 <= day.day && day.day <= days_in_month(day.year, day.month)
}

/// The number of the ISO week that `day` lies in.
pub(crate) fn iso_week(day: Day) -> u8 {
    let thursday = plus_days(day, 3 - i32::from(weekday(day).index()));
    let first = Day { year: thursday.year, month: 1, day: 1 };
    u8::try_from(days_between(first, thursday) / 7 + 1).unwrap_or(1)
}

/// The Monday of the week that `day` lies in.
pub(crate) fn monday_of(day: Day) -> Day {
    plus_days(day, -i32::from(weekday(day).index()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn day(year: i16, month: u8, day: u8) -> Day {
        Day { year, month, day }
    }

    #[test]
    fn weeks_follow_iso_8601() {
        let weeks =
            [(day(2026, 11, 24), 48), (day(2026, 1, 1), 1), (day(2027, 1, 3), 53), (day(2024, 12, 30), 1)];
        for (day, week) in weeks {
            assert_eq!(iso_week(day), week, "{day:?}");
        }
    }

    #[test]
    fn weekdays_begin_with_monday() {
        assert_eq!(weekday(day(2026, 11, 23)), Weekday::new(0));
        assert_eq!(weekday(day(2026, 11, 22)).index(), 6);
        assert_eq!(monday_of(day(2026, 11, 22)), day(2026, 11, 16));
    }

    #[test]
    fn every_day_has_one_number() {
        for number in -200_000..200_000 {
            assert_eq!(day_number(day_of_number(number)), number);
            assert!(exists(day_of_number(number)));
        }
    }

    #[test]
    fn a_month_later_stays_within_the_month() {
        assert_eq!(plus_months(day(2026, 1, 31), 1), day(2026, 2, 28));
        assert_eq!(plus_months(day(2027, 11, 30), 3), day(2028, 2, 29));
        assert_eq!(plus_months(day(2026, 1, 15), -1), day(2025, 12, 15));
    }

    #[test]
    fn the_thirtieth_of_february_does_not_exist() {
        assert!(!exists(day(2026, 2, 30)) && !exists(day(2026, 13, 1)) && exists(day(2028, 2, 29)));
    }
}
