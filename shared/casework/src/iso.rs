//! Days and times of day as they are stored and as they travel: ISO 8601, one spelling each.
//!
//! Written here instead of with jiff's printers and parsers, which know every spelling there is and weigh 25 KB of the
//! worker for it; here, another spelling is another version's answer and shown as unreadable, never guessed at.

use jiff::civil::{Date, Time};

/// `2026-11-21`.
pub(crate) fn date_text(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// Reads [`date_text`].
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    Date::new(number(year, 4)?, i8::try_from(number(month, 2)?).ok()?, i8::try_from(number(day, 2)?).ok()?)
        .ok()
}

/// `14:30`.
pub(crate) fn time_text(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// Reads [`time_text`].
pub(crate) fn parse_time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    Time::new(i8::try_from(number(hour, 2)?).ok()?, i8::try_from(number(minute, 2)?).ok()?, 0, 0).ok()
}

/// A number of exactly `len` digits.
fn number(digits: &str, len: usize) -> Option<i16> {
    let is_number = digits.len() == len && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok())?
}

/// Serde of [`date_text`] and of its absence.
pub(crate) mod date {
    use super::{Date, date_text, parse_date};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    pub(crate) fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        date_text(*date).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        let text = <&str>::deserialize(deserializer)?;
        parse_date(text).ok_or_else(|| de::Error::custom("not a date"))
    }

    pub(crate) mod optional {
        use super::{Date, Deserialize, Deserializer, Serialize, Serializer, date_text, de, parse_date};

        pub(crate) fn serialize<S: Serializer>(
            date: &Option<Date>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            date.map(date_text).serialize(serializer)
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<Date>, D::Error> {
            let text = Option::<&str>::deserialize(deserializer)?;
            text.map(|text| parse_date(text).ok_or_else(|| de::Error::custom("not a date"))).transpose()
        }
    }
}

/// Serde of [`time_text`] and of its absence.
pub(crate) mod optional_time {
    use super::{Time, parse_time, time_text};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    pub(crate) fn serialize<S: Serializer>(time: &Option<Time>, serializer: S) -> Result<S::Ok, S::Error> {
        time.map(time_text).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Time>, D::Error> {
        let text = Option::<&str>::deserialize(deserializer)?;
        text.map(|text| parse_time(text).ok_or_else(|| de::Error::custom("not a time"))).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date as day, time};

    #[test]
    fn days_and_times_read_as_they_are_written() {
        for date in [day(1900, 1, 1), day(2026, 11, 21), day(2199, 12, 31)] {
            assert_eq!(parse_date(&date_text(date)), Some(date));
        }
        assert_eq!(date_text(day(1903, 4, 5)), "1903-04-05");
        for start in [time(0, 0, 0, 0), time(9, 5, 0, 0), time(23, 59, 0, 0)] {
            assert_eq!(parse_time(&time_text(start)), Some(start));
        }
    }

    #[test]
    fn another_spelling_is_not_guessed_at() {
        for text in ["2026-2-3", "20260203", "2026-02-30", "+026-02-03", "2026-02-03T10:00", "", "2026-02"] {
            assert_eq!(parse_date(text), None, "{text}");
        }
        for text in ["9:30", "09:30:00", "24:00", "0930", "", "-1:30", "09:3"] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }
}
