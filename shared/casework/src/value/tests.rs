//! What fields take and what they refuse.

use jiff::civil::{date, time};
use proptest::prelude::*;

use super::*;
use crate::schema::DocumentKind;

fn field(id: &str) -> &'static FieldSpec {
    let mut fields = crate::schema::fields().filter(|found| found.field.id == id);
    fields.next().unwrap().field
}

fn line(id: &str, raw: &str) -> Result<Value, ValueError> {
    field(id).parse(raw)
}

/// CF6: names of any script are kept as they are.
#[test]
fn names_of_every_script_are_kept() {
    for name in [
        "Farhad",
        "Ó",
        "Nguyễn Thị Ví Dụ",
        "أحمد خالد المثال",
        "Олена Петрівна Прикладенко",
        "María  José d'Ávila-O’Neill",
        "Işıl İ. Örnek",
        "می\u{200c}خواهم",
        "👩🏽‍🎓 Beispiel",
        "ქეთევან მაგალითი",
        "例 示",
    ] {
        assert_eq!(line("person.full_name", name), Ok(Value::Line(name.to_owned())));
    }
    let decomposed = line("person.full_name", "  Mu\u{308}ller ");
    assert_eq!(decomposed, Ok(Value::Line("Müller".to_owned())), "normalised and trimmed");
}

/// CF6: what cannot be kept is refused with its reason, never cut.
#[test]
fn what_a_name_cannot_be_is_refused_with_its_reason() {
    for (raw, refusal) in [
        ("", ValueError::Blank),
        (" \u{a0}\t", ValueError::Blank),
        ("zwei\nZeilen", ValueError::LineBreak),
        ("ein\u{0}Nul", ValueError::ControlCharacter { at: 3 }),
        ("ein\u{9}Tab", ValueError::ControlCharacter { at: 3 }),
    ] {
        assert_eq!(line("person.full_name", raw), Err(refusal), "{raw:?}");
    }
    assert_eq!(line("person.full_name", &"ü".repeat(300)), Ok(Value::Line("ü".repeat(300))));
    assert_eq!(line("person.full_name", &"ü".repeat(307)), Err(ValueError::TooLong { by: 7 }));
}

#[test]
fn a_note_keeps_its_lines_and_refuses_other_control_characters() {
    let note = field("contact.note");
    assert_eq!(note.parse("a\r\nb\rc\td"), Ok(Value::Text("a\nb\nc\td".to_owned())));
    assert_eq!(note.parse(""), Ok(Value::Text(String::new())));
    assert_eq!(note.parse("a\u{7}"), Err(ValueError::ControlCharacter { at: 1 }));
    assert!(note.parse(&"x".repeat(TEXT_CHARS)).is_ok());
    assert_eq!(note.parse(&"x".repeat(TEXT_CHARS + 1)), Err(ValueError::TooLong { by: 1 }));
}

#[test]
fn dates_and_times_are_read_as_people_write_them_and_impossible_ones_refused() {
    let due = field("step.due");
    for raw in ["2026-11-21", "21.11.2026", " 21.11.2026 "] {
        assert_eq!(due.parse(raw), Ok(Value::Date(date(2026, 11, 21))), "{raw}");
    }
    for raw in [
        "31.02.2026",
        "2026-13-01",
        "29.02.2025",
        "21.11.26",
        "21.11.0026",
        "heute",
        "",
        "2026-11",
        "+2026-1-1",
    ] {
        assert_eq!(due.parse(raw), Err(ValueError::NotADate), "{raw}");
    }
    let start = field("appointment.start");
    for raw in ["14:30", "14.30"] {
        assert_eq!(start.parse(raw), Ok(Value::Time(time(14, 30, 0, 0))), "{raw}");
    }
    for raw in ["24:00", "9:5", "14", "14:60", "-1:00", "1430"] {
        assert_eq!(start.parse(raw), Err(ValueError::NotATime), "{raw}");
    }
}

#[test]
fn numbers_codes_flags_and_ids_are_checked() {
    let minutes = field("contact.duration_minutes");
    assert_eq!(minutes.parse("45"), Ok(Value::Number(45)));
    assert_eq!(minutes.parse("1441"), Err(ValueError::OutOfRange { min: 0, max: 1440 }));
    assert_eq!(minutes.parse("4,5"), Err(ValueError::NotANumber));
    assert_eq!(field("contact.mode").parse("phone"), Ok(Value::Code("phone".to_owned())));
    assert_eq!(field("contact.mode").parse("carrier_pigeon"), Err(ValueError::UnknownCode));
    let topics = field("contact.topics").parse("language documents language");
    assert_eq!(topics, Ok(Value::Codes(vec!["documents".to_owned(), "language".to_owned()])));
    assert_eq!(field("contact.topics").parse(" "), Err(ValueError::Blank));
    assert_eq!(field("person.interpreter_needed").parse("no"), Ok(Value::Flag(false)));
    assert_eq!(field("case.responsible").parse("07"), Err(ValueError::NotAnId));
    assert_eq!(field("contact.mode").check(&Value::Number(1)), Err(ValueError::WrongKind));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// CF6: whatever is typed is kept or refused; what is kept is taken again as it is.
    #[test]
    fn what_is_kept_is_kept_whole(raw in "\\PC{0,40}|[\\p{L}\\p{M} '’-]{1,60}|(?s).{0,40}") {
        for found in DocumentKind::ALL.into_iter().flat_map(|kind| kind.spec().fields()) {
            if let Ok(value) = found.field.parse(&raw) {
                prop_assert_eq!(found.field.check(&value), Ok(()));
                if let Value::Line(kept) = &value {
                    let typed: String = unicode_normalization::UnicodeNormalization::nfc(raw.trim()).collect();
                    prop_assert_eq!(kept, &typed);
                }
            }
        }
    }
}
