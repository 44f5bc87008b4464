//! The tables are consistent.

use std::collections::BTreeSet;

use jiff::civil::date;

use super::*;

#[test]
fn every_field_id_is_unique_and_no_key_collides_within_its_place() {
    let ids: Vec<_> = fields().map(|found| found.field.id).collect();
    let unique: BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    for list in DocumentKind::ALL.into_iter().flat_map(|kind| kind.spec().lists) {
        let keys: BTreeSet<_> = list.fields.iter().map(FieldSpec::entry_key).collect();
        assert_eq!(keys.len(), list.fields.len(), "{}", list.id);
        let prefixes: BTreeSet<_> =
            list.fields.iter().filter_map(|field| field.id.split_once('.')).map(|p| p.0).collect();
        assert_eq!(prefixes.len(), 1, "{}", list.id);
    }
    assert!(ids.iter().all(|id| id.contains('.') && !id.starts_with('~')));
}

#[test]
fn every_code_is_unique_and_every_list_names_its_source_and_day() {
    for found in fields() {
        let (FieldKind::Code(list) | FieldKind::Codes(list)) = found.field.kind else { continue };
        let unique: BTreeSet<_> = list.codes.iter().map(|code| code.id).collect();
        assert_eq!(unique.len(), list.codes.len(), "{}", list.id);
        assert!(
            !list.source.is_empty() && list.checked_on.parse::<jiff::civil::Date>().is_ok(),
            "{}",
            list.id
        );
        assert_eq!(
            list.offered().count(),
            list.codes.iter().filter(|code| code.retired_on.is_none()).count()
        );
        assert!(list.codes.iter().all(|code| !code.id.is_empty() && !code.id.contains(char::is_whitespace)));
    }
}

#[test]
fn kinds_and_months_are_read_back_from_their_numbers() {
    for kind in DocumentKind::ALL {
        assert_eq!(DocumentKind::from_code(kind.code()), Some(kind));
        assert_eq!(kind.spec().kind, kind);
    }
    assert_eq!(DocumentKind::from_code(0), None);
    let november = Month::of(date(2026, 11, 30));
    assert_eq!(Month::from_number(november.number()), Some(november));
    assert_eq!(november.first_day(), date(2026, 11, 1));
    assert_eq!(november.plus(2), Month::of(date(2027, 1, 1)));
    assert_eq!(november.plus(-11), Month::of(date(2025, 12, 1)));
    assert_eq!(november.plus(i32::MAX), Month::of(date(2199, 12, 1)));
    assert_eq!(Month::from_number(0), None);
    assert_eq!(Month::from_number(u32::MAX), None);
}

/// The residence status is never required, nor is anything else: a document without a single answer is whole.
#[test]
fn no_field_is_required() {
    for kind in DocumentKind::ALL {
        let empty = crate::Document::birth(crate::samples::subject(kind));
        assert!(empty.view().root.iter().all(|view| view.answer == crate::Answer::NotAsked));
        assert!(crate::Document::load(&empty.save().unwrap()).is_ok());
    }
}

/// The tables as SPEC.md prints them for those who read no Rust.
fn printed_tables() -> String {
    let mut printed = String::from("| field | place | holds |\n|---|---|---|\n");
    for found in fields() {
        let place = found.list.map_or("root", |list| list.id);
        let holds = match found.field.kind {
            FieldKind::Line { max_chars } => format!("line, at most {max_chars} characters"),
            FieldKind::Text => "text".to_owned(),
            FieldKind::Code(list) => format!("code of {}", list.id),
            FieldKind::Codes(list) => format!("codes of {}", list.id),
            FieldKind::Date => "date".to_owned(),
            FieldKind::Time => "time".to_owned(),
            FieldKind::Number { min, max } => format!("number {min} to {max}"),
            FieldKind::Flag => "yes or no".to_owned(),
            FieldKind::Member => "member".to_owned(),
            FieldKind::Case => "case".to_owned(),
            FieldKind::Site => "site".to_owned(),
        };
        printed.push_str(&format!("| `{}` | {:?}, {place} | {holds} |\n", found.field.id, found.document));
    }
    let mut lists: Vec<_> = fields()
        .filter_map(|found| match found.field.kind {
            FieldKind::Code(list) | FieldKind::Codes(list) => Some(list),
            FieldKind::Line { .. }
            | FieldKind::Text
            | FieldKind::Date
            | FieldKind::Time
            | FieldKind::Number { .. }
            | FieldKind::Flag
            | FieldKind::Member
            | FieldKind::Case
            | FieldKind::Site => None,
        })
        .collect();
    lists.sort_by_key(|list| list.id);
    lists.dedup();
    printed.push_str("\n| list of codes | source, compared on | codes |\n|---|---|---|\n");
    for list in lists {
        let codes: Vec<_> = list.codes.iter().map(|code| code.id).collect();
        let (id, source, day, codes) = (list.id, list.source, list.checked_on, codes.join(" "));
        printed.push_str(&format!("| {id} | {source}; {day} | {codes} |\n"));
    }
    printed
}

/// CF4: whoever writes a client from SPEC.md alone knows every field and code. A failure prints what belongs there.
#[test]
fn the_spec_lists_every_field_and_code() {
    let printed = printed_tables();
    assert!(include_str!("../../SPEC.md").contains(&printed), "SPEC.md lacks these tables:\n{printed}");
}
