//! How days, times and moments read. Moments are told in Europe/Berlin, whatever the device's clock is set to.

use super::Language;
use crate::civil::calendar;
use crate::platform::intl::{DateFormat, now, utc_midnight};
use api::ids::{Day, Moment, TimeOfDay};

const BERLIN: &str = "Europe/Berlin";

/// The formats of one language.
pub(crate) struct Dates {
    long: DateFormat,
    short: DateFormat,
    weekday: DateFormat,
    month: DateFormat,
    moment_date: DateFormat,
    moment_time: DateFormat,
    iso: DateFormat,
}

impl Dates {
    pub(super) fn new(language: Language) -> Self {
        let tag = language.tag();
        let of_day = |options: &[(&str, &str)]| DateFormat::new(tag, "UTC", options);
        Self {
            long: of_day(&[("day", "numeric"), ("month", "long"), ("year", "numeric")]),
            short: of_day(&[("weekday", "short"), ("day", "numeric"), ("month", "short")]),
            weekday: of_day(&[("weekday", "long")]),
            month: of_day(&[("month", "long"), ("year", "numeric")]),
            moment_date: DateFormat::new(
                tag,
                BERLIN,
                &[("day", "2-digit"), ("month", "2-digit"), ("year", "numeric")],
            ),
            moment_time: DateFormat::new(tag, BERLIN, &[("hour", "2-digit"), ("minute", "2-digit")]),
            // Swedish dates are written as ISO 8601 wants them.
            iso: DateFormat::new(
                "sv",
                BERLIN,
                &[("year", "numeric"), ("month", "2-digit"), ("day", "2-digit")],
            ),
        }
    }

    /// "24. November 2026".
    pub(crate) fn long(&self, day: Day) -> String {
        self.long.of(midnight(day))
    }

    /// "Di., 24. Nov.".
    pub(crate) fn short(&self, day: Day) -> String {
        self.short.of(midnight(day))
    }

    /// "Dienstag".
    pub(crate) fn weekday(&self, day: Day) -> String {
        self.weekday.of(midnight(day))
    }

    /// "November 2026".
    pub(crate) fn month(&self, day: Day) -> String {
        self.month.of(midnight(day))
    }

    /// "24.11.2026": as dates are typed here, in both languages.
    pub(crate) fn typed(day: Day) -> String {
        format!("{:02}.{:02}.{:04}", day.day, day.month, day.year)
    }

    /// "14:30".
    pub(crate) fn time(time: TimeOfDay) -> String {
        format!("{:02}:{:02}", time.0 / 60, time.0 % 60)
    }

    /// "14:30" if it was today, else "24.11.2026, 14:30".
    pub(crate) fn moment(&self, moment: Moment) -> String {
        let ms = milliseconds(moment);
        let time = self.moment_time.of(ms);
        if self.iso.of(ms) == self.iso.of(now()) {
            time
        } else {
            format!("{}, {time}", self.moment_date.of(ms))
        }
    }

    /// The day of a moment: "24.11.2026".
    pub(crate) fn day_of(&self, moment: Moment) -> String {
        self.moment_date.of(milliseconds(moment))
    }

    /// Today, in Berlin.
    pub(crate) fn today(&self) -> Day {
        let iso = self.iso.of(now());
        let mut parts = iso.split('-');
        let year = parts.next().and_then(|part| part.parse().ok()).unwrap_or(2026);
        let month = parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
        let day = parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
        let today = Day { year, month, day };
        if calendar::exists(today) { today } else { Day { year: 2026, month: 1, day: 1 } }
    }
}

fn midnight(day: Day) -> f64 {
    utc_midnight(day.year, day.month, day.day)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds since 1970 are exact in a double for 285,000 years"
)]
fn milliseconds(moment: Moment) -> f64 {
    moment.0 as f64
}
