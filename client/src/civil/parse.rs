//! Reads days and times as people type them: "21.11.2026", "21.11.", "Do 14:30", "morgen", "in 3 Monaten", "KW 48".
//!
//! German and English words are both understood, whatever the language of the screen: people type as they speak.

use super::calendar::{Weekday, exists, iso_week, monday_of, plus_days, plus_months, weekday};
use api::ids::{Day, TimeOfDay};

/// The part of a text that names a day, and the time if one is there too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct When {
    /// The day.
    pub(crate) day: Day,
    /// The time of day, if the text names one.
    pub(crate) time: Option<TimeOfDay>,
}

/// Reads a day with an optional time; `None` if there is no such day or the words are not understood.
pub(crate) fn when(text: &str, today: Day) -> Option<When> {
    let lower = text.trim().to_lowercase();
    if let Some(day) = day_in_words(&lower, today) {
        return Some(When { day, time: None });
    }
    let (first, last) =
        lower.rsplit_once([' ', ',']).map(|(first, last)| (first.trim_matches([' ', ',']), last))?;
    let (first, last) = match last {
        "uhr" => first.rsplit_once(' ')?,
        _ => (first, last),
    };
    // Behind the name of a month four digits are a year, even one that has no such day.
    if number(last).is_some() && last.len() == 4 && month_named(first.rsplit(' ').next()?).is_some() {
        return None;
    }
    Some(When { day: day_in_words(first.trim_matches([' ', ',']), today)?, time: Some(time(last)?) })
}

/// Reads a day; a time behind it is no day.
pub(crate) fn day(text: &str, today: Day) -> Option<Day> {
    when(text, today).filter(|when| when.time.is_none()).map(|when| when.day)
}

/// Reads a time: "14:30", "14.30", "1430", "14", "14 Uhr", "14h".
pub(crate) fn time(text: &str) -> Option<TimeOfDay> {
    let lower = text.trim().to_lowercase();
    let bare = lower.trim_end_matches("uhr").trim_end_matches('h').trim();
    let (hours, minutes) = match bare.split_once([':', '.', 'h']) {
        Some((hours, minutes)) if minutes.len() == 2 => (hours, minutes),
        Some(_) => return None,
        None if 3 <= bare.len() => bare.split_at_checked(bare.len() - 2)?,
        None => (bare, "0"),
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60).then(|| TimeOfDay(u16::try_from(hours * 60 + minutes).unwrap_or(0)))
}

fn day_in_words(text: &str, today: Day) -> Option<Day> {
    match text {
        "heute" | "today" => return Some(today),
        "morgen" | "tomorrow" => return Some(plus_days(today, 1)),
        "übermorgen" => return Some(plus_days(today, 2)),
        "gestern" | "yesterday" => return Some(plus_days(today, -1)),
        _ => {}
    }
    date(text, today)
        .or_else(|| on_weekday(text, today))
        .or_else(|| in_a_while(text, today))
        .or_else(|| in_week(text, today))
}

/// "21.11.2026", "21.11.26", "21.11.", "21. November", "21 Nov 2026", "Nov 21, 2026", "2026-11-21"; a weekday before it
/// must be the day's own. Never "01/12/2026": nobody knows which of the numbers is the month.
fn date(text: &str, today: Day) -> Option<Day> {
    if let Some((word, rest)) = text.split_once(' ')
        && let Some(named) = weekday_named(word.trim_end_matches(['.', ',']))
    {
        return date(rest.trim(), today).filter(|day| weekday(*day) == named);
    }
    let found = match text.split_once('-') {
        Some((year, rest)) => {
            let (month, day) = rest.split_once('-')?;
            Day { year: i16::try_from(number(year)?).ok()?, month: small(month)?, day: small(day)? }
        }
        None => dotted_date(text, today).or_else(|| worded_date(text, today))?,
    };
    (exists(found) && (1900..2200).contains(&found.year)).then_some(found)
}

/// "1 Dec 2026", "1st December", "Dec 1, 2026": as English speakers write.
fn worded_date(text: &str, today: Day) -> Option<Day> {
    let spaced = text.replace(',', " ");
    let mut words = spaced.split_whitespace();
    let (first, second, year) = (words.next()?, words.next()?, words.next());
    if words.next().is_some() {
        return None;
    }
    let (month, day) = match month_named(second) {
        Some(month) => (month, first),
        None => (month_named(first)?, second),
    };
    let day = small(day.trim_end_matches(|letter: char| letter.is_ascii_alphabetic()))?;
    match year {
        None => next_such_date(month, day, today),
        // Two digits may be the hour just as well.
        Some(year) if year.len() == 4 => Some(Day { year: i16::try_from(number(year)?).ok()?, month, day }),
        Some(_) => None,
    }
}

fn dotted_date(text: &str, today: Day) -> Option<Day> {
    let mut parts = text.splitn(3, '.').map(str::trim);
    let day = small(parts.next()?)?;
    let second = parts.next()?;
    let (month, year_text) = match small(second) {
        Some(month) => (month, parts.next().unwrap_or_default()),
        None => {
            let (name, year) = second.split_once(' ').unwrap_or((second, ""));
            (month_named(name)?, year)
        }
    };
    let year = match (year_text.len(), number(year_text)) {
        (0, _) => return next_such_date(month, day, today),
        (2, Some(short)) => 2000 + short,
        (4, Some(year)) => year,
        _ => return None,
    };
    Some(Day { year: i16::try_from(year).ok()?, month, day })
}

/// Without a year people mean the nearest: this year, unless that is more than half a year ago.
fn next_such_date(month: u8, day: u8, today: Day) -> Option<Day> {
    let this_year = Day { year: today.year, month, day };
    let long_ago = plus_months(today, -6);
    Some(if this_year < long_ago { Day { year: today.year + 1, ..this_year } } else { this_year })
}

/// "Do", "Donnerstag", "nächsten Donnerstag", "thu": the next such day after today.
fn on_weekday(text: &str, today: Day) -> Option<Day> {
    let word = text.split_whitespace().next_back()?.trim_end_matches('.');
    if text.split_whitespace().count() > 2 {
        return None;
    }
    let wanted = weekday_named(word)?;
    let ahead = (wanted.index() + 7 - weekday(today).index()) % 7;
    Some(plus_days(today, i32::from(if ahead == 0 { 7 } else { ahead })))
}

fn weekday_named(word: &str) -> Option<Weekday> {
    const NAMES: [[&str; 4]; 7] = [
        ["mo", "montag", "mon", "monday"],
        ["di", "dienstag", "tue", "tuesday"],
        ["mi", "mittwoch", "wed", "wednesday"],
        ["do", "donnerstag", "thu", "thursday"],
        ["fr", "freitag", "fri", "friday"],
        ["sa", "samstag", "sat", "saturday"],
        ["so", "sonntag", "sun", "sunday"],
    ];
    let at = NAMES.iter().position(|names| names.contains(&word))?;
    Some(Weekday::new(u8::try_from(at).ok()?))
}

fn month_named(word: &str) -> Option<u8> {
    const NAMES: [[&str; 4]; 12] = [
        ["januar", "jan", "january", "jänner"],
        ["februar", "feb", "february", "feber"],
        ["märz", "mär", "march", "mar"],
        ["april", "apr", "april", "apr"],
        ["mai", "mai", "may", "may"],
        ["juni", "jun", "june", "jun"],
        ["juli", "jul", "july", "jul"],
        ["august", "aug", "august", "aug"],
        ["september", "sep", "september", "sept"],
        ["oktober", "okt", "october", "oct"],
        ["november", "nov", "november", "nov"],
        ["dezember", "dez", "december", "dec"],
    ];
    let word = word.trim_end_matches('.');
    let at = NAMES.iter().position(|names| names.contains(&word))?;
    u8::try_from(at + 1).ok()
}

/// "in 3 Monaten", "in 2 weeks", "in einer Woche".
fn in_a_while(text: &str, today: Day) -> Option<Day> {
    let mut words = text.strip_prefix("in ")?.split_whitespace();
    let n = match words.next()? {
        "einem" | "einer" | "einen" | "a" | "one" => 1,
        digits => number(digits).filter(|n| (1..=1200).contains(n))?,
    };
    let unit = words.next()?;
    let n = i32::try_from(n).ok()?;
    match unit.get(..3)? {
        "tag" | "day" => Some(plus_days(today, n)),
        "woc" | "wee" => Some(plus_days(today, 7 * n)),
        "mon" => Some(plus_months(today, n)),
        "jah" | "yea" => Some(plus_months(today, 12 * n)),
        _ => None,
    }
}

/// "KW 48": the Monday of the next such week.
fn in_week(text: &str, today: Day) -> Option<Day> {
    let wanted = small(text.strip_prefix("kw").or_else(|| text.strip_prefix("week"))?.trim())?;
    let mut monday = monday_of(today);
    for _ in 0..54 {
        if iso_week(monday) == wanted {
            return Some(monday);
        }
        monday = plus_days(monday, 7);
    }
    None
}

fn number(text: &str) -> Option<u32> {
    (!text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn small(text: &str) -> Option<u8> {
    (text.len() <= 2).then(|| number(text)).flatten().and_then(|number| u8::try_from(number).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn on(year: i16, month: u8, day: u8) -> Day {
        Day { year, month, day }
    }

    /// A Tuesday.
    const TODAY: Day = on(2026, 11, 24);

    fn check(text: &str, expected: Option<(Day, Option<u16>)>) {
        let expected = expected.map(|(day, time)| When { day, time: time.map(TimeOfDay) });
        assert_eq!(when(text, TODAY), expected, "{text}");
    }

    #[test]
    fn dates_as_written_in_germany() {
        check("21.11.2026", Some((on(2026, 11, 21), None)));
        check(" 1.2.27 ", Some((on(2027, 2, 1), None)));
        check("21. November 2026", Some((on(2026, 11, 21), None)));
        check("2026-11-21", Some((on(2026, 11, 21), None)));
    }

    #[test]
    fn a_date_without_year_is_the_nearest() {
        check("21.11.", Some((on(2026, 11, 21), None)));
        check("3.1.", Some((on(2027, 1, 3), None)));
    }

    #[test]
    fn days_in_words() {
        check("heute", Some((TODAY, None)));
        check("morgen 9", Some((on(2026, 11, 25), Some(540))));
        check("in 3 Monaten", Some((on(2027, 2, 24), None)));
        check("in einer Woche", Some((on(2026, 12, 1), None)));
        check("KW 50", Some((on(2026, 12, 7), None)));
    }

    #[test]
    fn a_weekday_is_the_next_one_and_may_carry_a_time() {
        check("Do 14:30", Some((on(2026, 11, 26), Some(870))));
        check("Dienstag", Some((on(2026, 12, 1), None)));
        check("Fr., 9 Uhr", Some((on(2026, 11, 27), Some(540))));
        check("21.11.2026, 14.30 Uhr", Some((on(2026, 11, 21), Some(870))));
    }

    #[test]
    fn english_dates_name_their_month() {
        for text in ["1 Dec 2026", "1st December 2026", "Dec 1, 2026", "Tue, 1 Dec", "Tuesday 1 December"] {
            check(text, Some((on(2026, 12, 1), None)));
        }
        check("1 Dec 2026, 14:30", Some((on(2026, 12, 1), Some(870))));
        check("1 Dec 9", Some((on(2026, 12, 1), Some(540))));
        check("28 Sept 2026", Some((on(2026, 9, 28), None)));
    }

    #[test]
    fn a_date_that_may_be_two_days_is_none() {
        for text in
            ["01/12/2026", "1/12", "29 Feb 2027", "1 Dec 1850", "Monday, 1 December 2026", "Mo., 1.12.2026"]
        {
            check(text, None);
        }
    }

    #[test]
    fn german_dates_may_carry_their_weekday() {
        check("Di., 1. Dez.", Some((on(2026, 12, 1), None)));
        check("Dienstag, 1. Dezember 2026", Some((on(2026, 12, 1), None)));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in
            ["", "30.2.2026", "31.11.", "Blumen", "12", "21.11.2026 25:00", "1.1.1066", "in 0 Tagen", "KW 60"]
        {
            check(text, None);
        }
    }

    #[test]
    fn times_with_and_without_colon() {
        for (text, minutes) in
            [("14:30", 870), ("14.30", 870), ("1430", 870), ("9", 540), ("14 Uhr", 840), ("0:05", 5)]
        {
            assert_eq!(time(text), Some(TimeOfDay(minutes)), "{text}");
        }
        for text in ["24:00", "9:6", "", "acht", "12:60", "12345"] {
            assert_eq!(time(text), None, "{text}");
        }
    }
}
