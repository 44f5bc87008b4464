//! What edits do alone, at the same time, and on a stale screen.

use jiff::civil::date;

use super::*;
use crate::{
    DocumentKind,
    samples::{Device, edit_of, editable, entry, exchange, subject, value, with_place},
    schema::FieldKind,
};

fn two(kind: DocumentKind) -> (Device, Device) {
    (Device::new(1, subject(kind)), Device::new(2, subject(kind)))
}

fn line(text: &str) -> Value {
    Value::Line(text.to_owned())
}

fn set(place: Place, field: &str, value: Value) -> Edit {
    Edit::Set { place, field: field.to_owned(), value }
}

/// CF4: every field of the schema keeps what was put into it, apart from not asked and declined.
#[test]
fn every_field_is_answered_declined_and_taken_back() {
    for found in editable() {
        let (mut device, place) = with_place(1, &found);
        let id = found.field.id;
        assert_eq!(device.answer(place, id), Answer::NotAsked, "{id}");
        device.edit(&edit_of(&found, place, value(found.field, 2)));
        assert_eq!(device.answer(place, id), Answer::Given(value(found.field, 2)), "{id}");
        if found.field.kind == FieldKind::Text {
            device.write(place, id, "");
            assert_eq!(device.answer(place, id), Answer::NotAsked, "{id}");
            continue;
        }
        device.edit(&Edit::Decline { place, field: id.to_owned() });
        assert_eq!(device.answer(place, id), Answer::Declined, "{id}");
        device.edit(&Edit::Clear { place, field: id.to_owned() });
        assert_eq!(device.answer(place, id), Answer::NotAsked, "{id}");
    }
}

/// CF7: two people answer the same field at once: both versions stand there with who and when, on both devices, and
/// one tap resolves them for both.
#[test]
fn every_field_answered_by_two_people_at_once_shows_both_versions_until_one_is_chosen() {
    let mut n_conflicts = 0;
    for found in editable().filter(|found| found.field.kind != FieldKind::Text) {
        let (mut one, place) = with_place(1, &found);
        let mut other = Device::new(2, subject(found.document));
        other.receive(&one);
        let id = found.field.id;
        one.edit(&edit_of(&found, place, value(found.field, 1)));
        other.edit(&edit_of(&found, place, value(found.field, 2)));
        exchange(&mut one, &mut other);

        let shown = one.field(place, id);
        assert_eq!(shown, other.field(place, id), "both devices show the same of {id}");
        let by: Vec<_> = shown.versions.iter().map(|version| (version.by, version.answer.clone())).collect();
        let expected = [
            (one.tag(), Answer::Given(value(found.field, 1))),
            (other.tag(), Answer::Given(value(found.field, 2))),
        ];
        assert_eq!(by, expected, "{id}");
        assert!(shown.versions.iter().all(|version| version.at_ms > 0), "{id}");

        let chosen = Answer::Given(value(found.field, 1));
        other.edit(&Edit::ChooseVersion { place, field: id.to_owned(), chosen: chosen.clone() });
        exchange(&mut one, &mut other);
        for device in [&one, &other] {
            let settled = device.field(place, id);
            assert!(settled.versions.is_empty() && settled.answer == chosen, "{id}: {settled:?}");
        }
        n_conflicts += 1;
    }
    assert!(100 < n_conflicts, "the schema has more fields than {n_conflicts}");
}

/// CF8: texts merge.
#[test]
fn every_text_written_by_two_people_at_once_holds_what_both_wrote() {
    for found in editable().filter(|found| found.field.kind == FieldKind::Text) {
        let (mut one, place) = with_place(1, &found);
        let id = found.field.id;
        one.write(place, id, "Guten Morgen.");
        let mut other = Device::new(2, subject(found.document));
        other.receive(&one);
        one.write(place, id, "Heute: Guten Morgen.");
        other.write(place, id, "Guten Morgen. Bis bald.");
        exchange(&mut one, &mut other);
        assert_eq!(one.text(place, id), "Heute: Guten Morgen. Bis bald.", "{id}");
        assert_eq!(one.document.view(), other.document.view(), "{id}");
    }
}

/// CF7: typing over a stale screen neither undoes a colleague's value nor loses one's own.
#[test]
fn an_answer_given_on_a_stale_screen_stands_beside_the_one_it_did_not_see() {
    let (mut one, mut other) = two(DocumentKind::PersonSheet);
    let stale = one.document.version();
    other.set(None, "person.full_name", line("Vera Beispiel"));
    one.receive(&other);
    let edit = set(None, "person.full_name", line("Wera Beispiel"));
    one.document.edit(&edit, &stale, &one.author.clone()).unwrap().unwrap();
    assert_eq!(one.field(None, "person.full_name").versions.len(), 2);
}

/// CF7: the same person typing twice before the screen is drawn again does not conflict with themself.
#[test]
fn one_device_never_conflicts_with_itself() {
    let mut device = Device::new(1, subject(DocumentKind::PersonSheet));
    let stale = device.document.version();
    for name in ["V", "Ve", "Vera"] {
        let edit = set(None, "person.full_name", line(name));
        device.document.edit(&edit, &stale, &device.author.clone()).unwrap().unwrap();
    }
    let shown = device.field(None, "person.full_name");
    assert_eq!((shown.answer, shown.versions.len()), (Answer::Given(line("Vera")), 0));
}

/// CF7: what a colleague wrote between two of one's own edits is still unseen.
#[test]
fn own_edits_do_not_make_a_colleagues_edit_seen() {
    let (mut one, mut other) = two(DocumentKind::PersonSheet);
    let stale = one.document.version();
    other.set(None, "person.full_name", line("Jonas"));
    let first = set(None, "person.call_name", line("Vera"));
    one.document.edit(&first, &stale, &one.author.clone()).unwrap().unwrap();
    one.receive(&other);
    let second = set(None, "person.full_name", line("Vera"));
    one.document.edit(&second, &stale, &one.author.clone()).unwrap().unwrap();
    assert_eq!(one.field(None, "person.full_name").versions.len(), 2);
    assert_eq!(one.field(None, "person.call_name").versions.len(), 0);
}

#[test]
fn choosing_a_version_does_not_override_a_third_one_that_was_not_seen() {
    let (mut one, mut other) = two(DocumentKind::PersonSheet);
    let mut third = Device::new(3, subject(DocumentKind::PersonSheet));
    one.set(None, "person.full_name", line("A"));
    other.set(None, "person.full_name", line("B"));
    third.set(None, "person.full_name", line("C"));
    one.receive(&other);
    let seen = one.document.version();
    one.receive(&third);
    let chosen = Answer::Given(line("A"));
    let edit = Edit::ChooseVersion { place: None, field: "person.full_name".to_owned(), chosen };
    one.document.edit(&edit, &seen, &one.author.clone()).unwrap().unwrap();
    let answers: Vec<_> =
        one.field(None, "person.full_name").versions.into_iter().map(|v| v.answer).collect();
    assert_eq!(answers.len(), 2);
    assert!(answers.contains(&Answer::Given(line("A"))) && answers.contains(&Answer::Given(line("C"))));
}

#[test]
fn an_answer_that_was_never_given_cannot_be_chosen() {
    let mut device = Device::new(1, subject(DocumentKind::PersonSheet));
    device.set(None, "person.full_name", line("A"));
    let chosen = Answer::Given(line("B"));
    let edit = Edit::ChooseVersion { place: None, field: "person.full_name".to_owned(), chosen };
    assert_eq!(device.try_edit(&edit), Err(EditRefusal::NoSuchVersion));
}

#[test]
fn taking_an_answer_back_does_not_vanish_beside_a_new_answer() {
    let (mut one, mut other) = two(DocumentKind::CaseFile);
    one.set(None, "background.benefit", Value::Code("sgb2".to_owned()));
    other.receive(&one);
    one.edit(&Edit::Clear { place: None, field: "background.benefit".to_owned() });
    other.set(None, "background.benefit", Value::Code("sgb3".to_owned()));
    exchange(&mut one, &mut other);
    let answers: Vec<_> =
        one.field(None, "background.benefit").versions.into_iter().map(|v| v.answer).collect();
    assert_eq!(answers, [Answer::NotAsked, Answer::Given(Value::Code("sgb3".to_owned()))]);
}

#[test]
fn the_same_answer_given_twice_is_one_answer_and_an_edit_without_effect_makes_no_change() {
    let (mut one, mut other) = two(DocumentKind::PersonSheet);
    one.set(None, "person.full_name", line("Vera"));
    other.set(None, "person.full_name", line("Vera"));
    exchange(&mut one, &mut other);
    assert!(one.field(None, "person.full_name").versions.is_empty());
    let mut alone = Device::new(3, subject(DocumentKind::PersonSheet));
    alone.set(None, "person.full_name", line("Vera"));
    assert_eq!(alone.try_edit(&set(None, "person.full_name", line("Vera"))), Ok(false));
    assert_eq!(alone.document.n_changes(), 2);
}

/// CF9: the trash.
#[test]
fn an_entry_in_the_trash_takes_no_edit_and_comes_back_with_everything() {
    let mut device = Device::new(1, subject(DocumentKind::CaseFile));
    device.add("contacts", entry(1), &[("contact.note", Value::Text("Hausbesuch".to_owned()))]);
    let list = "contacts".to_owned();
    device.edit(&Edit::RemoveEntry { list: list.clone(), entry: entry(1) });
    let view = device.document.view();
    let deleted = view.entries("contacts")[0].deleted.unwrap();
    assert_eq!(deleted.by, device.author.member);
    assert!(deleted.is_restorable(deleted.at_ms + crate::TRASH_MS - 1));
    assert!(!deleted.is_restorable(deleted.at_ms + crate::TRASH_MS));
    assert_eq!(view.live_entries("contacts").count(), 0);
    let edit = set(Some(entry(1)), "contact.mode", Value::Code("phone".to_owned()));
    assert_eq!(device.try_edit(&edit), Err(EditRefusal::InTrash));
    device.edit(&Edit::RestoreEntry { list: list.clone(), entry: entry(1) });
    assert_eq!(device.text(Some(entry(1)), "contact.note"), "Hausbesuch");
    assert_eq!(device.try_edit(&Edit::RestoreEntry { list, entry: entry(1) }), Err(EditRefusal::NotInTrash));
}

/// CF9: deletion wins over an edit made at the same time, and the edit is not lost.
#[test]
fn an_edit_beside_a_deletion_is_there_again_after_restoring() {
    let (mut one, mut other) = two(DocumentKind::CaseFile);
    one.add("contacts", entry(1), &[]);
    other.receive(&one);
    one.edit(&Edit::RemoveEntry { list: "contacts".to_owned(), entry: entry(1) });
    other.write(Some(entry(1)), "contact.note", "gleichzeitig geschrieben");
    exchange(&mut one, &mut other);
    assert_eq!(one.document.view().live_entries("contacts").count(), 0);
    other.edit(&Edit::RestoreEntry { list: "contacts".to_owned(), entry: entry(1) });
    exchange(&mut one, &mut other);
    assert_eq!(one.text(Some(entry(1)), "contact.note"), "gleichzeitig geschrieben");
}

/// CF10: closed cases.
#[test]
fn a_closed_case_takes_no_entries() {
    let mut device = Device::new(1, subject(DocumentKind::CaseFile));
    let on = date(2026, 11, 22);
    device.edit(&Edit::Close { reason: "goal_reached".to_owned(), on });
    let add = Edit::AddEntry { list: "contacts".to_owned(), entry: entry(1), fields: Vec::new() };
    assert_eq!(device.try_edit(&add), Err(EditRefusal::CaseClosed));
    let again = Edit::Close { reason: "other".to_owned(), on };
    assert_eq!(device.try_edit(&again), Err(EditRefusal::CaseClosed));
    let nonsense = Edit::Close { reason: "because".to_owned(), on };
    let mut open = Device::new(2, subject(DocumentKind::CaseFile));
    assert_eq!(open.try_edit(&nonsense), Err(EditRefusal::Value(ValueError::UnknownCode)));
    assert_eq!(open.document.n_changes(), 1, "a refused edit leaves nothing behind");
}

#[test]
fn reopening_a_case_keeps_its_contacts() {
    let mut device = Device::new(1, subject(DocumentKind::CaseFile));
    device.add("contacts", entry(1), &[("contact.note", Value::Text("Erstgespräch".to_owned()))]);
    device.edit(&Edit::Close { reason: "moved_away".to_owned(), on: date(2026, 11, 22) });
    device.edit(&Edit::Reopen);
    assert_eq!(device.text(Some(entry(1)), "contact.note"), "Erstgespräch");
    assert_eq!(device.answer(None, "case.closed_on"), Answer::NotAsked);
    assert_eq!(device.try_edit(&Edit::Reopen), Err(EditRefusal::CaseNotClosed));
}

/// CF10: opening a colleague's case is logged, in closed and removed cases too, and the log only grows.
#[test]
fn the_log_of_accesses_only_grows() {
    let mut device = Device::new(1, subject(DocumentKind::CaseFile));
    device.edit(&Edit::Remove);
    let explanation = Some("Vertretung am Dienstag".to_owned());
    device.edit(&Edit::LogAccess { entry: entry(7), reason: "substitution".to_owned(), explanation });
    assert_eq!(
        device.answer(Some(entry(7)), "access.member"),
        Answer::Given(Value::Member(device.author.member))
    );
    device.edit(&Edit::Restore);
    let list = "accesses".to_owned();
    for edit in [
        set(Some(entry(7)), "access.reason", Value::Code("other".to_owned())),
        Edit::RemoveEntry { list: list.clone(), entry: entry(7) },
        Edit::AddEntry { list, entry: entry(8), fields: Vec::new() },
    ] {
        assert_eq!(device.try_edit(&edit), Err(EditRefusal::AppendOnly));
    }
}

#[test]
fn a_case_in_the_trash_takes_no_edit() {
    let mut device = Device::new(1, subject(DocumentKind::CaseFile));
    device.edit(&Edit::Remove);
    let edit = set(None, "case.number", line("MD-1"));
    assert_eq!(device.try_edit(&edit), Err(EditRefusal::InTrash));
    device.edit(&Edit::Restore);
    device.edit(&edit);
}

#[test]
fn a_field_of_another_place_or_kind_is_refused() {
    let mut device = Device::new(1, subject(DocumentKind::CaseFile));
    for edit in [
        set(None, "person.full_name", line("Vera")),
        set(None, "contact.mode", Value::Code("phone".to_owned())),
        set(Some(entry(1)), "case.number", line("MD-1")),
        Edit::WriteText { place: None, field: "case.number".to_owned(), text: "MD-1".to_owned() },
        set(None, "case.goal_text", Value::Text("Ziel".to_owned())),
        set(None, "~kind", Value::Number(1)),
    ] {
        assert_eq!(device.try_edit(&edit), Err(EditRefusal::NoSuchField), "{edit:?}");
    }
    let edit = set(Some(entry(1)), "contact.mode", Value::Code("phone".to_owned()));
    assert_eq!(device.try_edit(&edit), Err(EditRefusal::NoSuchEntry));
    device.add("contacts", entry(1), &[]);
    let twice = Edit::AddEntry { list: "contacts".to_owned(), entry: entry(1), fields: Vec::new() };
    assert_eq!(device.try_edit(&twice), Err(EditRefusal::EntryExists));
}

#[test]
fn a_version_of_another_document_is_refused() {
    let (mut one, other) = two(DocumentKind::CaseFile);
    let edit = set(None, "case.number", line("MD-1"));
    let strange = Device::new(3, subject(DocumentKind::Directory)).document.version();
    for seen in [strange, Version::default()] {
        let refused = one.document.edit(&edit, &seen, &other.author);
        assert_eq!(refused, Err(EditRefusal::UnknownVersion));
    }
    let version = one.document.version();
    assert_eq!(Version::from_bytes(&version.to_bytes()), Some(version));
    assert_eq!(Version::from_bytes(&[1, 2, 3]), None);
}

/// CF6: a long note is kept to the last character, and what is too much for one envelope is refused whole.
#[test]
fn a_note_of_a_hundred_thousand_characters_is_kept_and_an_oversized_one_is_refused() {
    let mut device = Device::new(1, subject(DocumentKind::CaseFile));
    device.add("contacts", entry(1), &[]);
    let mixed = ["Grüße 👩🏽‍🎓 ", "שלום عليكم ", "тестовий рядок, ", "một ví dụ; "];
    let long: String = mixed.iter().cycle().flat_map(|text| text.chars()).take(100_000).collect();
    device.write(Some(entry(1)), "contact.note", &long);
    assert_eq!(device.text(Some(entry(1)), "contact.note"), long);

    let version = device.document.version();
    let mut state = 1_u32;
    let noise: String = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from_u32(0x4e00 + (state >> 16) % 20_000).unwrap()
    })
    .take(199_999)
    .collect();
    let edit = Edit::WriteText { place: Some(entry(1)), field: "contact.summary".to_owned(), text: noise };
    assert_eq!(device.try_edit(&edit), Err(EditRefusal::TooBig));
    assert_eq!(device.document.version(), version, "nothing was changed");
}

#[test]
fn replacing_a_long_text_as_a_whole_takes_no_quadratic_time() {
    let mut device = Device::new(1, subject(DocumentKind::CaseFile));
    device.write(None, "case.goal_text", &"abcdefghij".repeat(2_000));
    device.write(None, "case.goal_text", &"9876543210".repeat(2_000));
    assert_eq!(device.text(None, "case.goal_text"), "9876543210".repeat(2_000));
}

#[test]
fn a_keystroke_makes_a_small_change() {
    let mut device = Device::new(1, subject(DocumentKind::CaseFile));
    device.add("contacts", entry(1), &[("contact.note", Value::Text("Erstes Gespräch ".repeat(200)))]);
    let note = device.text(Some(entry(1)), "contact.note") + "Sie bringt das Diplom beim nächsten Mal mit.";
    device.write(Some(entry(1)), "contact.note", &note);
    let n_bytes = device.sent.last().unwrap().len();
    assert!(n_bytes < 240, "one pause of typing makes {n_bytes} bytes");
}
