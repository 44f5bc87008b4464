//! One appointment as an iCalendar file (RFC 5545), for the counselee's or counsellor's own calendar.
//!
//! A file leaves the sealed world, so it holds a name only if a person asked for it. Times are civil Berlin time with
//! the zone's rule in the file, so they stay right whatever the reading device believes.

use jiff::civil::{Date, DateTime, Time};

use super::civil_in_utc;

/// What goes into the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation<'a> {
    /// The appointment's id as text: the file's name for it, the same each time.
    pub uid: &'a str,
    /// When the file is made, milliseconds since 1970.
    pub now_ms: u64,
    /// The title, e.g. "Beratung"; with a name only if a person asked for it.
    pub summary: &'a str,
    /// Where, if it may be told.
    pub location: Option<&'a str>,
    /// The day.
    pub date: Date,
    /// When it begins; `None` makes it an event of the whole day.
    pub start: Option<Time>,
    /// How long it takes, in minutes.
    pub duration_minutes: u16,
    /// Whether it was cancelled, which takes it out of calendars that know it.
    pub cancelled: bool,
}

/// Longest line in bytes; longer ones are folded.
const LINE_BYTES: usize = 75;

/// The rule of Central European time, as calendars want it spelled out.
const ZONE: &[&str] = &[
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Berlin",
    "BEGIN:STANDARD",
    "DTSTART:19961027T030000",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "BEGIN:DAYLIGHT",
    "DTSTART:19960331T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "END:VTIMEZONE",
];

impl Invitation<'_> {
    /// The text of the file.
    #[must_use]
    pub fn to_ics(&self) -> String {
        let mut file = String::new();
        let mut line = |text: &str| push_folded(&mut file, text);
        for text in
            ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sprechtag//Sprechtag 1//DE", "METHOD:PUBLISH"]
        {
            line(text);
        }
        if self.start.is_some() {
            ZONE.iter().copied().for_each(&mut line);
        }
        line("BEGIN:VEVENT");
        line(&format!("UID:{}@sprechtag", escape(self.uid)));
        line(&format!("DTSTAMP:{}", utc(self.now_ms)));
        match self.start {
            Some(start) => {
                let start = self.date.to_datetime(start);
                line(&format!("DTSTART;TZID=Europe/Berlin:{}", stamp(start)));
                line(&format!("DURATION:PT{}M", self.duration_minutes));
            }
            None => {
                line(&format!("DTSTART;VALUE=DATE:{}", day_stamp(self.date)));
                if let Ok(next) = self.date.tomorrow() {
                    line(&format!("DTEND;VALUE=DATE:{}", day_stamp(next)));
                }
            }
        }
        line(&format!("SUMMARY:{}", escape(self.summary)));
        if let Some(location) = self.location {
            line(&format!("LOCATION:{}", escape(location)));
        }
        line(if self.cancelled { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
        line("CLASS:PRIVATE");
        line("END:VEVENT");
        line("END:VCALENDAR");
        file
    }
}

fn day_stamp(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

fn stamp(civil: DateTime) -> String {
    format!("{}T{:02}{:02}{:02}", day_stamp(civil.date()), civil.hour(), civil.minute(), civil.second())
}

fn utc(at_ms: u64) -> String {
    let civil = civil_in_utc(at_ms).unwrap_or(DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
    format!("{}Z", stamp(civil))
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '\n' => escaped.push_str("\\n"),
            _ if character.is_control() => (),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Lines end with CR LF; what is longer than 75 bytes goes on after a space, never within a character.
fn push_folded(file: &mut String, text: &str) {
    let mut n_bytes = 0;
    for character in text.chars() {
        if LINE_BYTES < n_bytes + character.len_utf8() {
            file.push_str("\r\n ");
            n_bytes = 1;
        }
        file.push(character);
        n_bytes += character.len_utf8();
    }
    file.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn invitation() -> Invitation<'static> {
        Invitation {
            uid: "07070707070707070707070707070707",
            now_ms: 1_795_338_000_000,
            summary: "Beratung",
            location: None,
            date: date(2026, 12, 3),
            start: Some(time(14, 30, 0, 0)),
            duration_minutes: 45,
            cancelled: false,
        }
    }

    #[test]
    fn an_appointment_is_an_event_in_berlin_time_without_a_name() {
        let file = invitation().to_ics();
        for line in [
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
            "\r\nUID:07070707070707070707070707070707@sprechtag\r\n",
            "\r\nDTSTAMP:20261122T090000Z\r\n",
            "\r\nDTSTART;TZID=Europe/Berlin:20261203T143000\r\n",
            "\r\nDURATION:PT45M\r\n",
            "\r\nSUMMARY:Beratung\r\n",
            "\r\nSTATUS:CONFIRMED\r\n",
        ] {
            assert!(file.contains(line), "{line} in {file}");
        }
        assert!(file.ends_with("END:VCALENDAR\r\n") && !file.contains("LOCATION"));
    }

    #[test]
    fn an_appointment_without_a_time_takes_the_day() {
        let file = Invitation { start: None, cancelled: true, ..invitation() }.to_ics();
        assert!(file.contains("DTSTART;VALUE=DATE:20261203\r\nDTEND;VALUE=DATE:20261204\r\n"));
        assert!(file.contains("STATUS:CANCELLED") && !file.contains("VTIMEZONE"));
    }

    #[test]
    fn texts_are_escaped_and_long_lines_folded_between_characters() {
        let summary = "Beratung; Frau Nguyễn, Ví Dụ\\Raum 1\nErdgeschoss ".repeat(4);
        let file = Invitation { summary: &summary, location: Some("Jobcenter, Haus\u{7} B"), ..invitation() }
            .to_ics();
        assert!(file.split("\r\n").all(|line| line.len() <= 75), "{file}");
        let unfolded = file.replace("\r\n ", "");
        let escaped = "Beratung\\; Frau Nguyễn\\, Ví Dụ\\\\Raum 1\\nErdgeschoss ".repeat(4);
        assert!(unfolded.contains(&format!("\r\nSUMMARY:{escaped}\r\n")));
        assert!(unfolded.contains("\r\nLOCATION:Jobcenter\\, Haus B\r\n"));
    }
}
