//! Cards are pure, fit always and say what lists need.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::{
    DocumentKind, Edit, Value,
    samples::{Device, edit_of, editable, entry, subject, value, with_place},
    schema::{CardUse, FieldKind},
};

fn card_of(device: &Device) -> Card {
    Card::of(&device.document)
}

/// CF14: a card changes with the fields the tables say it knows, and with no other.
#[test]
fn the_tables_say_which_fields_a_card_knows() {
    for found in editable() {
        let (mut device, place) = with_place(1, &found);
        if found.document == DocumentKind::Agenda && found.field.id != "appointment.date" {
            device.set(place, "appointment.date", Value::Date(date(2026, 11, 20)));
        }
        if found.field.id.starts_with("reachability.") && found.field.id != "reachability.value" {
            device.set(place, "reachability.value", Value::Line("0391 000000".to_owned()));
        }
        let before = card_of(&device);
        // Of two values at least one differs from what the card says of a field without an answer.
        let changed = [value(found.field, 1), value(found.field, 2)].into_iter().any(|value| {
            device.edit(&edit_of(&found, place, value));
            card_of(&device) != before
        });
        assert_eq!(changed, found.field.card != CardUse::Inside, "{}", found.field.id);
    }
}

/// CF14: the largest documents have cards that fit and say that something is missing.
#[test]
fn a_card_always_fits_and_says_when_it_was_cut() {
    for kind in DocumentKind::ALL {
        let mut device = Device::new(1, subject(kind));
        for list in kind.spec().lists.iter().filter(|list| list.id != "accesses") {
            for n in 0..40 {
                device.add(list.id, entry(n), &[]);
            }
        }
        let places =
            |in_list: bool| if in_list { (0..40).map(|n| Some(entry(n))).collect() } else { vec![None] };
        for found in editable().filter(|found| found.document == kind && found.field.card != CardUse::Inside)
        {
            if matches!(found.field.id, "case.status" | "step.done_on") {
                continue;
            }
            for place in places(found.list.is_some()) {
                let longest = if let FieldKind::Line { max_chars } = found.field.kind {
                    Value::Line("𐍈".repeat(usize::from(max_chars)))
                } else {
                    value(found.field, 1)
                };
                device.edit(&edit_of(&found, place, longest));
            }
        }
        let (card, full) = (card_of(&device), Card::full(&device.document));
        let (n_bytes, n_full) = (card.encode().len(), full.encode().len());
        assert!(CARD_BYTES < n_full, "precondition: {kind:?} is too large for a card: {n_full}");
        assert!(n_bytes <= CARD_BYTES, "{kind:?}: {n_bytes}");
        assert!(says_more(&card) && !says_more(&full), "{kind:?}");
        assert_eq!(Card::decode(&card.encode()), Ok(card));
    }
}

fn says_more(card: &Card) -> bool {
    match card {
        Card::Person(card) => card.more,
        Card::Case(card) => card.more,
        Card::Agenda(card) => card.more,
        Card::Directory(card) => card.more,
        Card::Settings(card) => card.more,
    }
}

#[test]
fn the_card_of_a_case_counts_contacts_and_puts_the_step_due_first_in_front() {
    let mut device = Device::new(1, subject(DocumentKind::CaseFile));
    for (n, day) in [(1, 5), (2, 19), (3, 12)] {
        device.add("contacts", entry(n), &[("contact.date", Value::Date(date(2026, 11, day)))]);
    }
    device.edit(&Edit::RemoveEntry { list: "contacts".to_owned(), entry: entry(2) });
    let step = |text: &str| ("step.text", Value::Line(text.to_owned()));
    let due = |day| ("step.due", Value::Date(date(2026, 12, day)));
    device.add("steps", entry(11), &[step("irgendwann")]);
    device.add("steps", entry(12), &[step("später"), due(20)]);
    device.add("steps", entry(13), &[step("zuerst"), due(1)]);
    device.add(
        "steps",
        entry(14),
        &[step("getan"), due(1), ("step.done_on", Value::Date(date(2026, 11, 30)))],
    );
    let Card::Case(card) = card_of(&device) else { panic!("a case file has the card of a case") };
    assert_eq!((card.n_contacts, card.last_contact), (2, Some(date(2026, 11, 12))));
    let texts: Vec<_> = card.open_steps.iter().map(|step| step.text.as_str()).collect();
    assert_eq!((texts, card.n_open_steps), (vec!["zuerst", "später", "irgendwann"], 3));
    assert!(!card.is_closed && !card.more);
}

#[test]
fn a_person_is_called_by_name_else_pseudonym_else_as_in_documents() {
    let mut device = Device::new(1, subject(DocumentKind::PersonSheet));
    let title = |device: &Device| {
        let Card::Person(card) = card_of(device) else { panic!("a person sheet has the card of a person") };
        card.title().map(str::to_owned)
    };
    assert_eq!(title(&device), None);
    for (field, name) in [
        ("person.name_in_documents", "FARHAD"),
        ("person.pseudonym", "Nordlicht"),
        ("person.full_name", "Farhad"),
    ] {
        device.set(None, field, Value::Line(name.to_owned()));
        assert_eq!(title(&device).as_deref(), Some(name));
    }
}

#[test]
fn a_card_of_a_newer_layout_is_refused_as_newer() {
    assert_eq!(Card::decode(&[2, 1, 2, 3]), Err(CardError::TooNew(2)));
    assert_eq!(Card::decode(&[]), Err(CardError::Malformed));
    let mut long = card_of(&Device::new(1, subject(DocumentKind::CaseFile))).encode();
    long.push(0);
    assert_eq!(Card::decode(&long), Err(CardError::Malformed), "nothing may follow");
}

proptest! {
    /// CF13: whatever arrives, the decoder answers, and what it takes has one encoding.
    #[test]
    fn the_decoder_survives_any_bytes(mut bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Some(first) = bytes.first_mut() {
            *first = LAYOUT;
        }
        if let Ok(card) = Card::decode(&bytes) {
            prop_assert_eq!(card.encode(), bytes);
        }
    }
}

/// CF14: an edit that leaves the card alone leaves it alone whatever somebody else writes into the document meanwhile.
#[test]
fn a_card_stays_as_it_is_when_a_text_is_written_beside_any_other_edit() {
    for text in editable().filter(|found| found.field.kind == FieldKind::Text) {
        for other in editable().filter(|other| other.document == text.document) {
            let (mut vera, place) = with_place(1, &text);
            let elsewhere = match other.list {
                Some(list) if text.list.is_none_or(|of| of.id != list.id) => {
                    vera.add(list.id, entry(2), &[]);
                    Some(entry(2))
                }
                Some(_) => place,
                None => None,
            };
            let mut jonas = Device::new(2, subject(text.document));
            jonas.receive(&vera);
            jonas.edit(&edit_of(&other, elsewhere, value(other.field, 1)));
            let card = card_of(&jonas);
            let edit = edit_of(&text, place, value(text.field, 2));
            assert!(!edit.touches_card(), "{}", text.field.id);
            vera.edit(&edit);
            jonas.receive(&vera);
            assert_eq!(card_of(&jonas), card, "{} beside {}", text.field.id, other.field.id);
        }
    }
    let others = editable().filter(|found| found.field.kind != FieldKind::Text);
    let touch = |found| edit_of(&found, None, value(found.field, 1)).touches_card();
    assert!(others.into_iter().all(touch), "only texts merge");
}
