//! PR13, PR14, and what lies on the tablet: passphrases, words, local records; and that no secret shows itself.

use crate::people::{KEY_SCOPE, SCOPE, WORKSPACE, chance, device};
use proptest::prelude::*;
use protocol::ids::{Epoch, InvitationId, OperationId};
use sealing::{
    OpenError,
    device::DeviceSecret,
    document::DocumentKey,
    invitation::{InvitationLink, InvitationSecret, NAME_BYTES},
    passphrase::{FLOOR_MEMORY_KIB, FLOOR_TIME, Kek, ParamsError, PassphraseParams, generate_passphrase},
    plain::Plain,
    recovery::{RecoveryKit, WordsError},
    space::{BoxScope, SpaceSecret},
    storage::StorageKey,
    words,
};
use std::collections::BTreeSet;

#[test]
fn the_right_passphrase_opens_the_storage_key_and_no_other_does() {
    let params = PassphraseParams::make(&mut chance(1));
    let storage = StorageKey::make(&mut chance(2));
    let slot = Kek::derive("anker biber ceder", &params).unwrap().wrap(&storage, &mut chance(3));
    assert_eq!(Kek::derive("anker biber ceder", &params).unwrap().unwrap(&slot), Ok(storage));
    for wrong in ["anker biber cede", "Anker biber ceder", ""] {
        assert_eq!(Kek::derive(wrong, &params).unwrap().unwrap(&slot), Err(OpenError::Tampered));
    }
    let other = PassphraseParams::make(&mut chance(4));
    assert_eq!(Kek::derive("anker biber ceder", &other).unwrap().unwrap(&slot), Err(OpenError::Tampered));
}

#[test]
fn an_offer_below_the_floor_or_beyond_reason_is_refused() {
    let good = PassphraseParams::make(&mut chance(1));
    assert_eq!((good.memory_kib, good.time, good.lanes), (FLOOR_MEMORY_KIB, FLOOR_TIME, 1));
    let refusal = |params: &PassphraseParams| Kek::derive("x", params).unwrap_err();
    assert_eq!(refusal(&PassphraseParams { memory_kib: FLOOR_MEMORY_KIB - 1, ..good }), ParamsError::Weak);
    assert_eq!(refusal(&PassphraseParams { time: FLOOR_TIME - 1, ..good }), ParamsError::Weak);
    assert_eq!(refusal(&PassphraseParams { lanes: 0, ..good }), ParamsError::Weak);
    assert_eq!(refusal(&PassphraseParams { memory_kib: u32::MAX, ..good }), ParamsError::Excessive);
    assert_eq!(refusal(&PassphraseParams { time: u32::MAX, ..good }), ParamsError::Excessive);
}

#[test]
fn parameters_are_kept_as_they_are() {
    let params = PassphraseParams::make(&mut chance(1));
    assert_eq!(PassphraseParams::parse(&params.encode()), Ok(params));
}

#[test]
fn a_faster_machine_makes_more_passes_and_none_fewer_than_the_floor() {
    let passes = |took_ms| PassphraseParams::make(&mut chance(1)).calibrated(700, |_| took_ms).time;
    assert_eq!(passes(150), 14);
    assert_eq!(passes(700), FLOOR_TIME);
    assert_eq!(passes(5_000), FLOOR_TIME);
    assert_eq!(passes(0), 64);
}

/// PR14: every word comes up, and five of them are 55 bits.
#[test]
fn a_generated_passphrase_is_five_words_of_the_whole_list() {
    let known: BTreeSet<&str> = (0..2_048).map(words::word).collect();
    let mut rng = chance(1);
    let mut seen = BTreeSet::new();
    let mut phrases = BTreeSet::new();
    for _ in 0..8_000 {
        let phrase = generate_passphrase(&mut rng);
        assert_eq!(phrase.split(' ').count(), 5);
        seen.extend(phrase.split(' ').filter_map(|word| known.get(word)).copied());
        phrases.insert(phrase.to_string());
    }
    assert_eq!((seen.len(), phrases.len()), (2_048, 8_000));
}

/// PR14
#[test]
fn every_word_is_known_by_four_letters_and_typed_on_any_keyboard() {
    let mut beginnings = BTreeSet::new();
    for idx in 0..2_048 {
        let word = words::word(idx);
        assert!(
            (4..=9).contains(&word.len()) && word.bytes().all(|letter| letter.is_ascii_lowercase()),
            "{word}"
        );
        assert!(beginnings.insert(&word[..4]), "{word}");
        assert_eq!(words::index_of(word), Some(idx));
        assert_eq!(words::index_of(&format!(" {} ", word[..4].to_uppercase())), Some(idx));
    }
    for unknown in ["", "abc", "abendx", "zzzz", "ä"] {
        assert_eq!(words::index_of(unknown), None, "{unknown}");
    }
    assert_eq!(words::words_of(&[0, 2_047]), [words::word(0), words::word(2_047)]);
}

/// PR13
#[test]
fn a_recovery_kit_comes_back_from_its_words() {
    let kit = RecoveryKit::make(&mut chance(1));
    let text = kit.to_words();
    assert_eq!(text.split(' ').count(), 13);
    let typed = text.to_uppercase().replace(' ', "\n ");
    assert_eq!(RecoveryKit::parse_words(&typed).as_ref(), Ok(&kit));
    let device = RecoveryKit::parse_words(&text).unwrap().derive_device();
    assert_eq!(device.device_id(), kit.derive_device().device_id());
    let secret = SpaceSecret::make(&mut chance(2));
    let boxed =
        secret.seal_box(&crate::people::device(1), device.public_keys(), SCOPE, &mut chance(3)).unwrap();
    assert_eq!(kit.derive_device().open_box(&boxed, SCOPE, &secret.commit()), Ok(secret));
}

/// PR13
#[test]
fn a_misread_recovery_kit_says_what_is_wrong() {
    let text = RecoveryKit::make(&mut chance(1)).to_words();
    let listed: Vec<&str> = text.split(' ').collect();
    assert_eq!(RecoveryKit::parse_words(&listed[1..].join(" ")), Err(WordsError::Count { found: 12 }));
    let mut unknown = listed.clone();
    unknown[4] = "xxxx";
    assert_eq!(RecoveryKit::parse_words(&unknown.join(" ")), Err(WordsError::Unknown { idx: 4 }));
    let mut swapped = listed.clone();
    swapped.swap(0, 1);
    assert_eq!(RecoveryKit::parse_words(&swapped.join(" ")), Err(WordsError::Check));
    let passing = (0..2_048).step_by(8).chain([words::index_of(listed[6]).unwrap()]).filter(|idx| {
        let mut wrong = listed.clone();
        wrong[6] = words::word(*idx);
        RecoveryKit::parse_words(&wrong.join(" ")).is_ok()
    });
    assert!(passing.count() <= 2, "only the right word passes at this place");
}

/// PR18
#[test]
fn the_name_of_a_joiner_opens_for_the_links_secret_and_its_own_device_only() {
    let link = |seed| InvitationLink {
        workspace: WORKSPACE,
        chain_head: OperationId::from_bytes([0; 16]),
        invitation: InvitationId::from_bytes([0; 16]),
        secret: InvitationSecret::make(&mut chance(seed)),
    };
    let accept = |name: &str| link(1).accept(&device(2), name, &mut chance(3));
    let opened = |accept: &_| link(1).secret.open_name(accept).map(|name| name.to_string());
    assert_eq!(opened(&accept("Łukasz Wzór")).as_deref(), Some("Łukasz Wzór"));
    assert_eq!(opened(&accept("")), None);
    assert_eq!(accept("Jo").name.len(), accept("Wolfeschlegelsteinhausenbergerdorff").name.len());
    let long = "ü".repeat(NAME_BYTES / 2);
    assert!(accept(&long).name.len() <= protocol::limits::SEALED_NAME);
    assert_eq!(opened(&accept(&long)), Some(long.clone()));
    assert_eq!(opened(&accept(&format!("{long}!"))), None, "never a part of a name");
    let honest = accept("Jonas");
    assert_eq!(link(9).secret.open_name(&honest).map(|name| name.to_string()), None);
    let moved = protocol::invitation::Accept {
        name: honest.name,
        ..link(1).accept(&device(4), "Nadia", &mut chance(5))
    };
    assert_eq!(opened(&moved), None, "another device's acceptance");
    let storage = StorageKey::make(&mut chance(6));
    let of = InvitationId::from_bytes([7; 16]);
    let sealed = link(1).secret.to_sealed(&storage, of, &mut chance(8));
    assert_eq!(InvitationSecret::from_sealed(&sealed, &storage, of), Ok(link(1).secret));
    let other = InvitationId::from_bytes([8; 16]);
    assert_eq!(InvitationSecret::from_sealed(&sealed, &storage, other), Err(OpenError::Tampered));
}

#[test]
fn a_local_record_opens_for_its_purpose_and_id_only() {
    let storage = StorageKey::make(&mut chance(1));
    let sealed = storage.seal_record("draft", b"case 7", b"words", &mut chance(2));
    assert_eq!(storage.open_record("draft", b"case 7", &sealed).unwrap().as_slice(), b"words");
    let refused = Err(OpenError::Tampered);
    assert_eq!(storage.open_record("draft", b"case 8", &sealed), refused);
    assert_eq!(storage.open_record("draftc", b"ase 7", &sealed), refused);
    assert_eq!(storage.open_record("index", b"case 7", &sealed), refused);
    assert_eq!(StorageKey::make(&mut chance(3)).open_record("draft", b"case 7", &sealed), refused);
    assert_eq!(storage.open_record("draft", b"case 7", &[]), Err(OpenError::Malformed));
    assert_eq!(storage.open_record("draft", b"case 7", &[2; 60]), Err(OpenError::TooNew));
}

#[test]
fn keys_come_back_from_the_tablet_and_only_as_what_they_were() {
    let storage = StorageKey::make(&mut chance(1));
    let rng = &mut chance(2);
    let (device, secret, key) = (device(5), SpaceSecret::make(rng), DocumentKey::make(rng));
    let sealed = device.to_sealed(&storage, rng);
    assert_eq!(DeviceSecret::from_sealed(&sealed, &storage).unwrap().public_keys(), device.public_keys());
    let sealed_key = key.to_sealed(&storage, rng);
    assert_eq!(DocumentKey::from_sealed(&sealed_key, key.key_id(), &storage), Ok(key));
    let sealed_space = secret.to_sealed(&storage, SCOPE, rng);
    assert_eq!(SpaceSecret::from_sealed(&sealed_space, &storage, SCOPE), Ok(secret));
    let other = BoxScope { epoch: Epoch(9), ..SCOPE };
    assert_eq!(SpaceSecret::from_sealed(&sealed_space, &storage, other), Err(OpenError::Tampered));
    assert!(DeviceSecret::from_sealed(&sealed_key, &storage).is_err());
    assert!(DeviceSecret::from_sealed(&sealed, &StorageKey::make(&mut chance(9))).is_err());
}

/// A10: whatever ends in a log by mistake gives nothing away.
#[test]
fn no_secret_and_no_typed_word_shows_itself_in_debug() {
    let rng = &mut chance(0x41);
    let link = InvitationLink {
        workspace: WORKSPACE,
        chain_head: OperationId::from_bytes([0; 16]),
        invitation: InvitationId::from_bytes([0; 16]),
        secret: InvitationSecret::make(rng),
    };
    let plain = Plain { document_type: 1, schema: 1, min_reader: 1, data: b"Nordlicht".to_vec() };
    let params = PassphraseParams::make(rng);
    let shown = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        device(7),
        SpaceSecret::make(rng),
        DocumentKey::make(rng),
        StorageKey::make(rng),
        RecoveryKit::make(rng),
        Kek::derive("anker", &params).unwrap(),
        link,
        plain,
    );
    assert!(!shown.contains("Nordlicht") && !shown.contains("78, 111, 114"));
    let secrets = shown.matches("Secret(…)").count();
    assert_eq!(secrets, 7, "each key shows itself as nothing: {shown}");
    assert!(!shown.contains(", 0x") && !shown.contains("[0,"), "{shown}");
    assert_eq!(KEY_SCOPE.workspace, WORKSPACE);
}

proptest! {
    /// PR12, PR13: what a person pastes never panics.
    #[test]
    fn whatever_is_pasted_is_read_or_refused(text in ".{0,300}") {
        prop_assert!(InvitationLink::parse(&text).is_err());
        prop_assert!(RecoveryKit::parse_words(&text).is_err());
        prop_assert!(words::index_of(&text).is_none_or(|idx| idx < 2_048));
    }

    #[test]
    fn any_bytes_on_the_disk_are_opened_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let storage = StorageKey::make(&mut chance(1));
        prop_assert!(storage.open_record("index", b"", &bytes).is_err());
        prop_assert!(DeviceSecret::from_sealed(&bytes, &storage).is_err());
        prop_assert!(PassphraseParams::parse(&bytes).is_err());
    }
}
