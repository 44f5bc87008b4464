//! Values on both sides of the door: parsed on the way in, shown on the way out.

use api::{
    field::Value as Shown,
    ids::{self, Day, Moment, TimeOfDay},
    refusal::FieldFault,
};
use casework::{
    Answer, Value, ValueError,
    schema::{FieldKind, FieldSpec},
};
use jiff::civil::{Date, Time};

/// What a person wants a field to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// As if nobody had asked.
    NotAsked,
    /// Asked, no answer wanted.
    Declined,
    /// This.
    Given(Value),
}

/// Reads what came through the door for a field.
///
/// # Errors
/// [`FieldFault`] names the first rule it breaks.
pub(crate) fn parse(spec: &FieldSpec, shown: Shown) -> Result<Wanted, FieldFault> {
    let value = match (shown, spec.kind) {
        (Shown::NotAsked, _) => return Ok(Wanted::NotAsked),
        (Shown::Declined, _) => return Ok(Wanted::Declined),
        (Shown::Text(text), FieldKind::Line { .. }) if text.trim().is_empty() => return Ok(Wanted::NotAsked),
        (Shown::Codes(codes), _) if codes.is_empty() => return Ok(Wanted::NotAsked),
        // Tidied as if it were read from paper: one form of every letter, no stray blanks.
        (Shown::Text(text), FieldKind::Line { .. } | FieldKind::Text) => {
            return spec.parse(&text).map(Wanted::Given).map_err(fault);
        }
        (Shown::Text(_), _) => return Err(FieldFault::WrongKind),
        (Shown::Code(code), _) => Value::Code(code),
        (Shown::Codes(mut codes), _) => {
            codes.sort_unstable();
            codes.dedup();
            Value::Codes(codes)
        }
        (Shown::Day(day), _) => Value::Date(date(day).ok_or(FieldFault::ImpossibleDate)?),
        (Shown::Time(time), _) => Value::Time(civil_time(time).ok_or(FieldFault::ImpossibleDate)?),
        (Shown::Number(number), _) => Value::Number(number),
        (Shown::Flag(flag), _) => Value::Flag(flag),
        (Shown::Member(member), _) => Value::Member(casework::MemberId(member.0)),
        (Shown::Site(site), _) => Value::Site(casework::EntryId(site.0)),
        (Shown::Case(case, _), _) => Value::Case(casework::CaseId(case.0)),
    };
    spec.check(&value).map_err(fault)?;
    Ok(Wanted::Given(value))
}

/// Shows an answer.
pub(crate) fn show(answer: &Answer) -> Shown {
    match answer {
        // What this build cannot read stays in the document; there is nothing to show (A7).
        Answer::NotAsked | Answer::Unreadable => Shown::NotAsked,
        Answer::Declined => Shown::Declined,
        Answer::Given(value) => show_value(value),
    }
}

fn show_value(value: &Value) -> Shown {
    match value {
        Value::Line(text) | Value::Text(text) => Shown::Text(text.clone()),
        Value::Code(code) => Shown::Code(code.clone()),
        Value::Codes(codes) => Shown::Codes(codes.clone()),
        Value::Date(date) => Shown::Day(day(*date)),
        Value::Time(time) => Shown::Time(time_of_day(*time)),
        Value::Number(number) => Shown::Number(*number),
        Value::Flag(flag) => Shown::Flag(*flag),
        Value::Member(member) => Shown::Member(ids::MemberId(member.0)),
        Value::Site(site) => Shown::Site(ids::SiteId(site.0)),
        // What lists call it is for whoever shows it.
        Value::Case(case) => Shown::Case(ids::CaseId(case.0), String::new()),
    }
}

/// The rule that a value breaks, as the form shows it.
pub(crate) fn fault(error: ValueError) -> FieldFault {
    match error {
        ValueError::Blank => FieldFault::Blank,
        ValueError::TooLong { by } => FieldFault::TooLong { by: u32::try_from(by).unwrap_or(u32::MAX) },
        ValueError::LineBreak => FieldFault::LineBreak,
        ValueError::ControlCharacter { .. } => FieldFault::ControlCharacter,
        ValueError::NotADate | ValueError::NotATime => FieldFault::ImpossibleDate,
        ValueError::OutOfRange { min, max } => FieldFault::OutOfRange { min, max },
        ValueError::UnknownCode => FieldFault::UnknownCode,
        ValueError::NotANumber | ValueError::NotAnId | ValueError::WrongKind => FieldFault::WrongKind,
    }
}

/// A day of the calendar, if there is such a day.
pub(crate) fn date(day: Day) -> Option<Date> {
    Date::new(day.year, i8::try_from(day.month).ok()?, i8::try_from(day.day).ok()?).ok()
}

/// A day as screens know it.
pub(crate) fn day(date: Date) -> Day {
    Day {
        year: date.year(),
        month: u8::try_from(date.month()).unwrap_or_default(),
        day: u8::try_from(date.day()).unwrap_or_default(),
    }
}

/// A time of the day, if it has that many minutes.
pub(crate) fn civil_time(time: TimeOfDay) -> Option<Time> {
    Time::new(i8::try_from(time.0 / 60).ok()?, i8::try_from(time.0 % 60).ok()?, 0, 0).ok()
}

/// A time as screens know it.
pub(crate) fn time_of_day(time: Time) -> TimeOfDay {
    TimeOfDay(u16::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute())).unwrap_or_default())
}

/// A moment as screens know it.
pub(crate) const fn moment(at_ms: u64) -> Moment {
    Moment(at_ms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::schema;

    fn field(id: &str) -> &'static FieldSpec {
        schema::fields().find(|found| found.field.id == id).unwrap().field
    }

    #[test]
    fn a_blank_line_takes_the_answer_back() {
        assert_eq!(parse(field("person.full_name"), Shown::Text("  ".into())), Ok(Wanted::NotAsked));
    }

    #[test]
    fn a_name_keeps_its_script_and_loses_only_stray_blanks() {
        let wanted = parse(field("person.full_name"), Shown::Text(" Nguyễn Thị Ví Dụ ".into()));
        assert_eq!(wanted, Ok(Wanted::Given(Value::Line("Nguyễn Thị Ví Dụ".into()))));
    }

    #[test]
    fn an_impossible_day_is_refused_and_named() {
        let day = Shown::Day(Day { year: 2026, month: 2, day: 30 });
        assert_eq!(parse(field("contact.date"), day), Err(FieldFault::ImpossibleDate));
    }

    #[test]
    fn a_value_of_another_kind_is_refused() {
        assert_eq!(parse(field("contact.date"), Shown::Text("morgen".into())), Err(FieldFault::WrongKind));
        assert_eq!(
            parse(field("contact.mode"), Shown::Code("telepathy".into())),
            Err(FieldFault::UnknownCode)
        );
    }

    #[test]
    fn what_goes_in_comes_out_the_same() {
        let time = Shown::Time(TimeOfDay(14 * 60 + 30));
        let Ok(Wanted::Given(value)) = parse(field("contact.start"), time.clone()) else {
            panic!("a good time")
        };
        assert_eq!(show(&Answer::Given(value)), time);
    }
}
