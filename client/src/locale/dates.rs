//! How days, times and moments read. Moments are told in Europe/Berlin, whatever the device's clock is set to.

use super::Language;
use crate::civil::calendar;
use crate::platform::intl::{DateFormat, now, utc_midnight};
use api::ids::{Day, Moment, TimeOfDay};

const BERLIN: &str = "Europe/Berlin";

/// The months in the short form in which English dates are typed; no English month is taken for a day.
const ENGLISH_MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The formats of one language.
pub(crate) struct Dates {
    language: Language,
    long: DateFormat,
    short: DateFormat,
    weekday: DateFormat,
    month: DateFormat,
    moment_time: DateFormat,
    iso: DateFormat,
}

impl Dates {
    pub(super) fn new(language: Language) -> Self {
        let tag = language.tag();
        let of_day = |options: &[(&str, &str)]| DateFormat::new(tag, "UTC", options);
        Self {
            language,
            long: of_day(&[("day", "numeric"), ("month", "long"), ("year", "numeric")]),
            short: of_day(&[("weekday", "short"), ("day", "numeric"), ("month", "short")]),
            weekday: of_day(&[("weekday", "long")]),
            month: of_day(&[("month", "long"), ("year", "numeric")]),
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

    /// "24.11.2026", in English "24 Nov 2026": as dates are typed. English readers disagree about which number of
    /// 01/12/2026 is the month, so theirs has a name.
    pub(crate) fn typed(language: Language, day: Day) -> String {
        let Day { year, month, day } = day;
        match (language, ENGLISH_MONTHS.get(usize::from(month).wrapping_sub(1))) {
            (Language::English, Some(name)) => format!("{day} {name} {year:04}"),
            _ => format!("{day:02}.{month:02}.{year:04}"),
        }
    }

    /// "14:30".
    pub(crate) fn time(time: TimeOfDay) -> String {
        format!("{:02}:{:02}", time.0 / 60, time.0 % 60)
    }

    /// "14:30" if it was today, else with its day: "24.11.2026, 14:30".
    pub(crate) fn moment(&self, moment: Moment) -> String {
        let ms = milliseconds(moment);
        let time = self.moment_time.of(ms);
        if self.day_at(ms) == self.today() { time } else { format!("{}, {time}", self.day_of(moment)) }
    }

    /// The day of a moment, as it would be typed.
    pub(crate) fn day_of(&self, moment: Moment) -> String {
        Self::typed(self.language, self.day_at(milliseconds(moment)))
    }

    /// Today, in Berlin.
    pub(crate) fn today(&self) -> Day {
        self.day_at(now())
    }

    /// The day of a moment in Berlin.
    fn day_at(&self, ms: f64) -> Day {
        let iso = self.iso.of(ms);
        let mut parts = iso.split('-');
        let year = parts.next().and_then(|part| part.parse().ok()).unwrap_or(2026);
        let month = parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
        let day = parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
        let found = Day { year, month, day };
        if calendar::exists(found) { found } else { Day { year: 2026, month: 1, day: 1 } }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::civil::parse;

    #[test]
    fn english_dates_name_their_month_and_german_ones_count_it() {
        let day = Day { year: 2026, month: 12, day: 1 };
        assert_eq!(Dates::typed(Language::English, day), "1 Dec 2026");
        assert_eq!(Dates::typed(Language::German, day), "01.12.2026");
    }

    #[test]
    fn a_date_reads_back_as_it_is_written_in_every_month_and_language() {
        for language in Language::ALL {
            for month in 1..=12 {
                let day = Day { year: 2026, month, day: 3 };
                assert_eq!(parse::day(&Dates::typed(language, day), day), Some(day), "{language:?} {month}");
            }
        }
    }
}
