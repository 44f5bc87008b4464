//! What one field can hold, parsed once, at the edge.
//!
//! A [`Value`] is made by [`FieldSpec::parse`] from what a person typed or checked by [`FieldSpec::check`]; a
//! [`ValueError`] says which rule it breaks so that the form can show a sentence. Nothing is ever cut silently (CF6).

use jiff::civil::{Date, Time};

use crate::{
    canonical::nfc,
    ids::{CaseId, EntryId, MemberId},
    schema::{FieldKind, FieldSpec},
};

/// The answer to one question. Which variants a field takes is said by its [`FieldKind`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// One line of text: names, places, numbers with meaning. NFC, no control characters, not blank.
    Line(String),
    /// Text of any length that several people write at once. NFC, line breaks as `\n`.
    Text(String),
    /// One code of a list.
    Code(String),
    /// Several codes of a list, sorted, each once.
    Codes(Vec<String>),
    /// A civil date.
    Date(Date),
    /// A civil time of day, to the minute, Europe/Berlin.
    Time(Time),
    /// A whole number within the field's limits; its unit stands in the field's id.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// A member of the workspace.
    Member(MemberId),
    /// A case.
    Case(CaseId),
    /// A site of the directory.
    Site(EntryId),
}

impl Value {
    /// The date, if this is one.
    #[must_use]
    pub const fn as_date(&self) -> Option<Date> {
        if let Self::Date(date) = self { Some(*date) } else { None }
    }

    /// The time of day, if this is one.
    #[must_use]
    pub const fn as_time(&self) -> Option<Time> {
        if let Self::Time(time) = self { Some(*time) } else { None }
    }

    /// The number, if this is one.
    #[must_use]
    pub const fn as_number(&self) -> Option<i64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// The yes or no, if this is one.
    #[must_use]
    pub const fn as_flag(&self) -> Option<bool> {
        if let Self::Flag(flag) = self { Some(*flag) } else { None }
    }

    /// The member, if this is one.
    #[must_use]
    pub const fn as_member(&self) -> Option<MemberId> {
        if let Self::Member(member) = self { Some(*member) } else { None }
    }

    /// The case, if this is one.
    #[must_use]
    pub const fn as_case(&self) -> Option<CaseId> {
        if let Self::Case(case) = self { Some(*case) } else { None }
    }

    /// The site, if this is one.
    #[must_use]
    pub const fn as_site(&self) -> Option<EntryId> {
        if let Self::Site(site) = self { Some(*site) } else { None }
    }

    /// The line, text or code, if this is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Self::Line(text) | Self::Text(text) | Self::Code(text) = self { Some(text) } else { None }
    }
}

/// Why a value is refused at its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// Nothing but white space. To empty a field, clear it.
    #[error("blank")]
    Blank,
    /// Longer than the field takes.
    #[error("{by} characters too long")]
    TooLong {
        /// By how many characters.
        by: usize,
    },
    /// Holds a line break where one line is wanted.
    #[error("holds a line break")]
    LineBreak,
    /// Holds a control character, which no font shows and no form brings back.
    #[error("holds a control character at {at}")]
    ControlCharacter {
        /// Its position, counted in characters from 0.
        at: usize,
    },
    /// Not a date of the calendar, or outside 1900–2199.
    #[error("not a date")]
    NotADate,
    /// Not a time of day.
    #[error("not a time of day")]
    NotATime,
    /// Not a whole number.
    #[error("not a whole number")]
    NotANumber,
    /// Outside the field's limits.
    #[error("not between {min} and {max}")]
    OutOfRange {
        /// Smallest value the field takes.
        min: i64,
        /// Largest value the field takes.
        max: i64,
    },
    /// Not a code of the field's list.
    #[error("not a code of this list")]
    UnknownCode,
    /// Not an id of the wanted kind.
    #[error("not an id")]
    NotAnId,
    /// A value of another kind than the field's.
    #[error("not the kind of value this field holds")]
    WrongKind,
}

/// Longest text one edit writes, in characters. Merged texts may be longer.
pub const TEXT_CHARS: usize = 200_000;

impl FieldSpec {
    /// Makes a value of this field from what a person typed or a form sends.
    ///
    /// Dates are read as `2026-11-21` or `21.11.2026`, times as `14:30` or `14.30`, flags as `yes` or `no`, several
    /// codes separated by spaces, ids as hexadecimal digits.
    ///
    /// # Errors
    /// Names the first rule that `raw` breaks.
    pub fn parse(&self, raw: &str) -> Result<Value, ValueError> {
        let value = match self.kind {
            FieldKind::Line { .. } => Value::Line(tidy_line(raw)),
            FieldKind::Text => Value::Text(tidy_text(raw)),
            FieldKind::Code(_) => Value::Code(raw.trim().to_owned()),
            FieldKind::Codes(_) => Value::Codes(sorted(raw.split_whitespace().map(str::to_owned).collect())),
            FieldKind::Date => Value::Date(read_date(raw.trim()).ok_or(ValueError::NotADate)?),
            FieldKind::Time => Value::Time(read_time(raw.trim()).ok_or(ValueError::NotATime)?),
            FieldKind::Number { .. } => {
                Value::Number(raw.trim().parse().map_err(|_| ValueError::NotANumber)?)
            }
            FieldKind::Flag => match raw.trim() {
                "yes" => Value::Flag(true),
                "no" => Value::Flag(false),
                _ => return Err(ValueError::UnknownCode),
            },
            FieldKind::Member => Value::Member(MemberId::parse(raw.trim()).map_err(|_| ValueError::NotAnId)?),
            FieldKind::Case => Value::Case(CaseId::parse(raw.trim()).map_err(|_| ValueError::NotAnId)?),
            FieldKind::Site => Value::Site(EntryId::parse(raw.trim()).map_err(|_| ValueError::NotAnId)?),
        };
        self.check(&value)?;
        Ok(value)
    }

    /// Says whether this field takes `value`.
    ///
    /// # Errors
    /// Names the first rule that `value` breaks.
    pub fn check(&self, value: &Value) -> Result<(), ValueError> {
        match (self.kind, value) {
            (FieldKind::Line { max_chars }, Value::Line(line)) => check_line(line, usize::from(max_chars)),
            (FieldKind::Text, Value::Text(text)) => check_text(text),
            (FieldKind::Code(list), Value::Code(code)) => {
                list.has(code).then_some(()).ok_or(ValueError::UnknownCode)
            }
            (FieldKind::Codes(list), Value::Codes(codes)) => {
                if codes.is_empty() {
                    return Err(ValueError::Blank);
                }
                let known = codes.is_sorted_by(|a, b| a < b) && codes.iter().all(|code| list.has(code));
                known.then_some(()).ok_or(ValueError::UnknownCode)
            }
            (FieldKind::Date, Value::Date(date)) => {
                (1900..2200).contains(&date.year()).then_some(()).ok_or(ValueError::NotADate)
            }
            (FieldKind::Time, Value::Time(time)) => (time.second() == 0 && time.subsec_nanosecond() == 0)
                .then_some(())
                .ok_or(ValueError::NotATime),
            (FieldKind::Number { min, max }, Value::Number(number)) => {
                (min..=max).contains(number).then_some(()).ok_or(ValueError::OutOfRange { min, max })
            }
            (FieldKind::Flag, Value::Flag(_))
            | (FieldKind::Member, Value::Member(_))
            | (FieldKind::Case, Value::Case(_))
            | (FieldKind::Site, Value::Site(_)) => Ok(()),
            _ => Err(ValueError::WrongKind),
        }
    }
}

/// Sorts codes and drops repetitions: the form in which [`Value::Codes`] is stored.
#[must_use]
pub(crate) fn sorted(mut codes: Vec<String>) -> Vec<String> {
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn tidy_line(raw: &str) -> String {
    nfc(raw.trim())
}

fn tidy_text(raw: &str) -> String {
    nfc(&raw.replace("\r\n", "\n").replace('\r', "\n"))
}

fn check_line(line: &str, max_chars: usize) -> Result<(), ValueError> {
    if line.trim().is_empty() {
        return Err(ValueError::Blank);
    }
    if line.contains(['\n', '\r', '\u{2028}', '\u{2029}']) {
        return Err(ValueError::LineBreak);
    }
    check_characters(line, |_| false)?;
    check_length(line, max_chars)
}

fn check_text(text: &str) -> Result<(), ValueError> {
    check_characters(text, |character| matches!(character, '\n' | '\t'))?;
    check_length(text, TEXT_CHARS)
}

fn check_characters(text: &str, allowed: fn(char) -> bool) -> Result<(), ValueError> {
    match text.chars().position(|character| character.is_control() && !allowed(character)) {
        Some(at) => Err(ValueError::ControlCharacter { at }),
        None => Ok(()),
    }
}

fn check_length(text: &str, max_chars: usize) -> Result<(), ValueError> {
    match text.chars().count().checked_sub(max_chars) {
        None | Some(0) => Ok(()),
        Some(by) => Err(ValueError::TooLong { by }),
    }
}

fn read_date(raw: &str) -> Option<Date> {
    let german: Vec<&str> = raw.split('.').collect();
    let (year, month, day) = match german.as_slice() {
        [day, month, year] => (*year, *month, *day),
        _ => {
            let mut parts = raw.splitn(3, '-');
            (parts.next()?, parts.next()?, parts.next()?)
        }
    };
    if year.len() != 4 || ![year, month, day].iter().all(|part| is_digits(part)) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn read_time(raw: &str) -> Option<Time> {
    let (hour, minute) = raw.split_once([':', '.'])?;
    if minute.len() != 2 || !is_digits(hour) || !is_digits(minute) {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
