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
