//! Birth, changes of others, loading and saving.

use proptest::prelude::*;

use super::*;
use crate::{
    Value,
    samples::{Device, NOW_MS, entry, subject},
};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// CF1: the birth of every kind, byte for byte. These lines never change: documents out there begin with them.
#[test]
fn the_birth_of_every_kind_is_the_same_everywhere() {
    let golden: Vec<_> =
        include_str!("../../vectors/births.txt").lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(golden.len(), DocumentKind::ALL.len());
    for (kind, golden) in DocumentKind::ALL.into_iter().zip(golden) {
        let birth = Document::birth(subject(kind)).birth_change();
        assert_eq!(format!("{kind:?} {}", hex(&birth)), golden);
        let again = Document::from_birth(&birth).unwrap();
        assert_eq!(again.subject(), subject(kind));
        assert_eq!(again.birth_change(), birth);
    }
}

#[test]
fn different_cases_and_months_have_different_births() {
    let births = [
        Subject::CaseFile(CaseId([1; 16])),
        Subject::CaseFile(CaseId([2; 16])),
        Subject::PersonSheet(CaseId([1; 16])),
        Subject::Agenda(Month::from_number(24_000).unwrap()),
        Subject::Agenda(Month::from_number(24_001).unwrap()),
    ]
    .map(|subject| Document::birth(subject).birth_change());
    for (at, birth) in births.iter().enumerate() {
        assert!(!births[..at].contains(birth));
    }
}

/// CF1: reserved actors belong to births this build derives itself.
#[test]
fn a_forged_birth_is_refused() {
    let mut doc = Automerge::new().with_actor(ActorId::from([0_u8; 16]));
    let mut writing = doc.transaction();
    writing.put(ROOT, KIND, 2).unwrap();
    writing.put(ROOT, ABOUT, vec![1_u8; 16]).unwrap();
    writing.commit_with(CommitOptions::default().with_time(0));
    let forged = doc.get_last_local_change().unwrap().raw_bytes().to_vec();
    assert!(matches!(Document::from_birth(&forged), Err(ApplyError::ForgedBirth)));
    let mut victim = Document::birth(subject(DocumentKind::CaseFile));
    let refused = victim.apply_change(&forged, &[DeviceTag::RESERVED]);
    assert!(matches!(refused, Err(ApplyError::ForgedBirth)));
    let other = Document::birth(subject(DocumentKind::Directory)).birth_change();
    assert!(matches!(victim.apply_change(&other, &[]), Err(ApplyError::ForgedBirth)));
    assert!(matches!(victim.apply_change(&victim.birth_change(), &[]), Ok(Applied::Known)));
}

/// CF2: a change counts only under the name of the member who signed its envelope.
#[test]
fn a_change_in_the_name_of_another_device_is_refused() {
    let mut one = Device::new(1, subject(DocumentKind::CaseFile));
    one.set(None, "case.number", Value::Line("MD-1".to_owned()));
    let mut other = Document::birth(subject(DocumentKind::CaseFile));
    let refused = other.apply_change(&one.sent[0], &[DeviceTag([2; 8])]);
    assert!(matches!(refused, Err(ApplyError::ForeignActor(DeviceTag([1, ..])))));
    let accepted = other.apply_change(&one.sent[0], &[DeviceTag([2; 8]), DeviceTag([1; 8])]);
    assert!(matches!(accepted, Ok(Applied::Merged { n_changes: 1 })));
    assert!(matches!(other.apply_change(&one.sent[0], &[one.tag()]), Ok(Applied::Known)));
}

/// CF2: what comes too early waits and is not lost, and a save does not pretend to hold it.
#[test]
fn changes_in_any_order_arrive_at_the_same_document() {
    let mut one = Device::new(1, subject(DocumentKind::CaseFile));
    for number in ["A", "B", "C"] {
        one.set(None, "case.number", Value::Line(number.to_owned()));
    }
    let mut other = Document::birth(subject(DocumentKind::CaseFile));
    let tags = [one.tag()];
    assert_eq!(other.apply_change(&one.sent[2], &tags).unwrap(), Applied::Waiting { n_waiting: 1 });
    assert_eq!(other.apply_change(&one.sent[1], &tags).unwrap(), Applied::Waiting { n_waiting: 2 });
    assert_eq!(Document::load(&other.save().unwrap()).unwrap().n_changes(), 1);
    assert_eq!(other.apply_change(&one.sent[0], &tags).unwrap(), Applied::Merged { n_changes: 3 });
    assert_eq!((other.view(), other.n_waiting()), (one.document.view(), 0));
}

#[test]
fn two_changes_with_one_number_are_refused_and_leave_the_document_as_it_was() {
    let mut one = Device::new(1, subject(DocumentKind::CaseFile));
    let mut clone = one.clone();
    one.set(None, "case.number", Value::Line("A".to_owned()));
    clone.set(None, "case.number", Value::Line("B".to_owned()));
    let before = one.document.view();
    let refused = one.document.apply_change(&clone.sent[0], &[one.tag()]);
    assert!(matches!(refused, Err(ApplyError::Contradiction)), "{refused:?}");
    assert_eq!(one.document.view(), before);
}

/// CF3: nobody can put something else in the place of a list or of what a document is about.
#[test]
fn a_hostile_change_cannot_hide_a_list_or_make_the_document_unreadable() {
    let mut one = Device::new(1, subject(DocumentKind::CaseFile));
    one.add("contacts", entry(1), &[]);
    let mut hostile = one.document.doc.clone().with_actor(ActorId::from([9_u8; 16]));
    let mut writing = hostile.transaction();
    for key in ["contacts", KIND, ABOUT, MIN_READER_KEY, SCHEMA_KEY, "case.goal_text"] {
        writing.put(ROOT, key, "nothing here").unwrap();
    }
    writing.commit();
    let change = hostile.get_last_local_change().unwrap().raw_bytes().to_vec();
    one.document.apply_change(&change, &[DeviceTag([9; 8])]).unwrap();
    one.write(Some(entry(1)), "contact.note", "noch da");
    one.write(None, "case.goal_text", "auch noch da");
    let loaded = Document::load(&one.document.save().unwrap()).unwrap();
    assert_eq!(loaded.view(), one.document.view());
    assert_eq!(loaded.view().entries("contacts").len(), 1);
}

/// CF3: what this build does not know survives it.
#[test]
fn unknown_fields_survive() {
    let mut one = Device::new(1, subject(DocumentKind::CaseFile));
    let mut newer = one.document.doc.clone().with_actor(ActorId::from([9_u8; 16]));
    let mut writing = newer.transaction();
    writing.put(ROOT, "case.invented_later", "bleibt").unwrap();
    writing.commit();
    let change = newer.get_last_local_change().unwrap().raw_bytes().to_vec();
    one.document.apply_change(&change, &[DeviceTag([9; 8])]).unwrap();
    one.set(None, "case.number", Value::Line("MD-1".to_owned()));
    let loaded = Document::load(&one.document.save().unwrap()).unwrap();
    let (kept, _) = loaded.doc.get(ROOT, "case.invented_later").unwrap().unwrap();
    assert_eq!(kept.as_str(), Some("bleibt"));
}

#[test]
fn a_saved_document_is_loaded_as_it_was() {
    let mut one = Device::new(1, subject(DocumentKind::PersonSheet));
    one.set(None, "person.full_name", Value::Line("Işıl Örnek".to_owned()));
    one.write(None, "person.reception_note", "kommt mit Kinderwagen 🚼");
    let loaded = Document::load(&one.document.save().unwrap()).unwrap();
    assert_eq!(loaded.view(), one.document.view());
    assert_eq!(loaded.history(10, &|_, _| true), one.document.history(10, &|_, _| true));
    let again = Document::load(&loaded.save().unwrap()).unwrap();
    assert_eq!(again.save().unwrap(), loaded.save().unwrap());
    assert_eq!(one.author.now_ms, NOW_MS + 3000);
}

#[test]
fn a_damaged_or_cut_document_is_refused_whole() {
    let mut one = Device::new(1, subject(DocumentKind::CaseFile));
    one.set(None, "case.number", Value::Line("MD-1".to_owned()));
    let saved = one.document.save().unwrap();
    for n_bytes in 0..saved.len() {
        assert!(Document::load(&saved[..n_bytes]).is_err(), "cut at {n_bytes}");
    }
    let stranger = Automerge::new().save();
    assert!(Document::load(&stranger).is_err());
    assert!(Document::load(&one.sent[0]).is_err(), "a change is no document");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// CF13: whatever arrives, decoders answer.
    #[test]
    fn decoders_survive_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut document = Document::birth(subject(DocumentKind::CaseFile));
        prop_assert!(document.apply_change(&bytes, &[DeviceTag([1; 8])]).is_err());
        prop_assert!(Document::from_birth(&bytes).is_err());
        prop_assert!(Document::load(&bytes).is_err());
    }

    /// CF13: a real change or save with one byte changed is refused; a compressed stream has bits that do not matter,
    /// and then it is still the very same change.
    #[test]
    fn a_changed_byte_never_makes_another_change(at in any::<prop::sample::Index>(), flip in 1_u8..=255) {
        let mut one = Device::new(1, subject(DocumentKind::CaseFile));
        one.write(None, "case.goal_text", &"Anerkennung als Pflegefachfrau. ".repeat(20));
        let mut change = one.sent[0].clone();
        let at = at.index(change.len());
        change[at] ^= flip;
        let mut other = Document::birth(subject(DocumentKind::CaseFile));
        if other.apply_change(&change, &[one.tag()]).is_ok() {
            prop_assert_eq!(other.view(), one.document.view(), "byte {}", at);
        }
        let mut saved = one.document.save().unwrap();
        let at = at % saved.len();
        saved[at] ^= flip;
        if let Ok(loaded) = Document::load(&saved) {
            prop_assert_eq!(loaded.view(), one.document.view(), "byte {}", at);
        }
    }
}
