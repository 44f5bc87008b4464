//! The history tells what happened, the same on every device.

use super::*;
use crate::{
    DocumentKind, Edit, Value,
    samples::{Device, NOW_MS, edit_of, editable, entry, exchange, subject, value, with_place},
};

fn newest(device: &Device) -> HistoryEntry {
    device.document.history(1, &|_, _| true).remove(0)
}

/// CF15: every field of the schema is told with what it was before and since.
#[test]
fn every_change_of_every_field_is_told() {
    for found in editable() {
        let (mut device, place) = with_place(1, &found);
        for n in [2, 1] {
            if found.field.id == "case.status" && n == 1 {
                continue; // a closed case takes no further answer
            }
            let before = device.answer(place, found.field.id);
            device.edit(&edit_of(&found, place, value(found.field, n)));
            let told = newest(&device);
            assert_eq!((told.by, told.changes.len()), (device.tag(), 1), "{}", found.field.id);
            assert_eq!(told.changes[0].place, place);
            match &told.changes[0].what {
                What::Answered { field, before: told_before, after } => {
                    assert_eq!(field.id, found.field.id);
                    assert_eq!(*told_before, before);
                    assert_eq!(*after, Answer::Given(value(found.field, n)));
                }
                What::Wrote { field, n_added, .. } => {
                    assert_eq!(field.id, found.field.id);
                    assert!(0 < *n_added);
                }
                What::Made | What::Removed | What::Restored => panic!("{}: {told:?}", found.field.id),
            }
        }
    }
}

#[test]
fn a_text_is_told_by_how_much_came_and_went() {
    let mut device = Device::new(1, subject(DocumentKind::CaseFile));
    device.write(None, "case.goal_text", "Anerkennung");
    device.write(None, "case.goal_text", "Anerkennung als Ärztin");
    device.write(None, "case.goal_text", "Ärztin");
    let told: Vec<_> = device
        .document
        .history(10, &|_, _| true)
        .into_iter()
        .map(|entry| entry.changes[0].what.clone())
        .collect();
    let counts = told.iter().map(|what| {
        let What::Wrote { n_added, n_removed, .. } = what else { panic!("{what:?}") };
        (*n_added, *n_removed)
    });
    assert_eq!(counts.collect::<Vec<_>>(), [(0, 16), (11, 0), (11, 0)]);
}

#[test]
fn making_removing_and_restoring_are_told() {
    let mut device = Device::new(1, subject(DocumentKind::CaseFile));
    device.add("contacts", entry(1), &[]);
    let list = "contacts".to_owned();
    device.edit(&Edit::RemoveEntry { list: list.clone(), entry: entry(1) });
    device.edit(&Edit::RestoreEntry { list, entry: entry(1) });
    device.edit(&Edit::Remove);
    let told = device.document.history(10, &|_, _| true);
    let whats: Vec<_> =
        told.iter().map(|entry| (entry.changes[0].place, entry.changes[0].what.clone())).collect();
    let one = Some(entry(1));
    assert_eq!(
        whats,
        [(None, What::Removed), (one, What::Restored), (one, What::Removed), (one, What::Made)]
    );
    assert_eq!(told[3].at_ms, NOW_MS + 1000);
    assert_eq!(told[3].changes[0].list.map(|list| list.id), Some("contacts"));
}

#[test]
fn the_history_is_the_same_on_both_devices_and_begins_with_the_newest() {
    let mut one = Device::new(1, subject(DocumentKind::PersonSheet));
    let mut other = Device::new(2, subject(DocumentKind::PersonSheet));
    for n in 1..5 {
        one.set(None, "person.full_name", Value::Line(format!("A{n}")));
        other.set(None, "person.call_name", Value::Line(format!("B{n}")));
    }
    exchange(&mut one, &mut other);
    let told = one.document.history(100, &|_, _| true);
    assert_eq!((&told, told.len()), (&other.document.history(100, &|_, _| true), 8));
    assert!(told.is_sorted_by(|newer, older| older.at_ms <= newer.at_ms));
    assert_eq!(one.document.history(3, &|_, _| true), told[..3]);
}
