//! Turns what was typed into the value of a field, or says what is wrong with it. [E7: parse once, at the edge]

use crate::civil::parse;
use crate::locale::{Language, dates::Dates};
use api::field::{FieldKind, Value};
use api::ids::Day;
use api::refusal::FieldFault;

/// Reads `typed` for a field of this kind. Nothing typed is nothing recorded.
pub(crate) fn value(kind: &FieldKind, typed: &str, today: Day) -> Result<Value, FieldFault> {
    let trimmed = typed.trim();
    match kind {
        FieldKind::Text { max_chars } => fits(typed, *max_chars).map(|()| Value::Text(typed.to_owned())),
        _ if trimmed.is_empty() => Ok(Value::NotAsked),
        FieldKind::Line { max_chars } => fits(trimmed, *max_chars).map(|()| Value::Text(trimmed.to_owned())),
        FieldKind::Day => parse::day(trimmed, today).map(Value::Day).ok_or(FieldFault::ImpossibleDate),
        FieldKind::Time => parse::time(trimmed).map(Value::Time).ok_or(FieldFault::ImpossibleDate),
        FieldKind::Number { min, max } => {
            let out_of_range = FieldFault::OutOfRange { min: *min, max: *max };
            let number: i64 = trimmed.parse().map_err(|_| out_of_range)?;
            if (*min..=*max).contains(&number) { Ok(Value::Number(number)) } else { Err(out_of_range) }
        }
        FieldKind::Code { .. }
        | FieldKind::Codes { .. }
        | FieldKind::Flag
        | FieldKind::Member
        | FieldKind::Site
        | FieldKind::Case => Err(FieldFault::WrongKind),
    }
}

fn fits(text: &str, max_chars: u32) -> Result<(), FieldFault> {
    let chars = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if chars <= max_chars { Ok(()) } else { Err(FieldFault::TooLong { by: chars - max_chars }) }
}

/// What stands in the field when it is opened for writing.
pub(crate) fn typed(value: &Value, language: Language) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Day(day) => Dates::typed(language, *day),
        Value::Time(time) => Dates::time(*time),
        Value::Number(number) => number.to_string(),
        Value::NotAsked
        | Value::Declined
        | Value::Code(_)
        | Value::Codes(_)
        | Value::Flag(_)
        | Value::Member(_)
        | Value::Site(_)
        | Value::Case(..) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day { year: 2026, month: 11, day: 24 };

    #[test]
    fn what_is_shown_reads_back_as_the_same_value() {
        let cases = [
            (FieldKind::Day, Value::Day(TODAY)),
            (FieldKind::Time, Value::Time(api::ids::TimeOfDay(870))),
            (FieldKind::Number { min: 0, max: 99 }, Value::Number(45)),
            (FieldKind::Line { max_chars: 9 }, Value::Text("Halle".to_owned())),
            (FieldKind::Text { max_chars: 9 }, Value::Text(" a\nb ".to_owned())),
        ];
        for (kind, expected) in cases {
            for language in Language::ALL {
                assert_eq!(value(&kind, &typed(&expected, language), TODAY), Ok(expected.clone()));
            }
        }
    }

    #[test]
    fn nothing_typed_is_nothing_recorded() {
        assert_eq!(value(&FieldKind::Day, "  ", TODAY), Ok(Value::NotAsked));
        assert_eq!(value(&FieldKind::Line { max_chars: 9 }, "", TODAY), Ok(Value::NotAsked));
    }

    #[test]
    fn what_does_not_fit_is_refused_and_never_cut() {
        let line = FieldKind::Line { max_chars: 3 };
        assert_eq!(value(&line, "Łódź!", TODAY), Err(FieldFault::TooLong { by: 2 }));
        let number = FieldKind::Number { min: 1, max: 4 };
        assert_eq!(value(&number, "5", TODAY), Err(FieldFault::OutOfRange { min: 1, max: 4 }));
        assert_eq!(value(&number, "vier", TODAY), Err(FieldFault::OutOfRange { min: 1, max: 4 }));
        assert_eq!(value(&FieldKind::Day, "31.2.2026", TODAY), Err(FieldFault::ImpossibleDate));
    }
}
