//! PR5, PR7 to PR14: golden vectors of everything that is derived or sealed, from seeded chance (ChaCha20, 32 equal bytes).
//! A line that is committed never changes; a new one is printed by the test that misses it.

use crate::people::{HEAD, KEY_SCOPE, SCOPE, WORKSPACE, chance, device};
use protocol::{
    auth::Challenge,
    chain::DevicePurpose,
    codec,
    ids::{DeviceId, EnvelopeId, InvitationId, MemberId},
};
use sealing::{
    document::DocumentKey,
    envelope::{EnvelopeDraft, Sealer},
    invitation::{InvitationLink, InvitationSecret},
    passphrase::{Kek, PassphraseParams},
    plain::{Card, Plain},
    recovery::RecoveryKit,
    space::SpaceSecret,
    storage::StorageKey,
    words,
};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every committed line must still come out, and every line that comes out must be committed.
fn check(computed: &[(&str, String)]) {
    let committed = include_str!("../../vectors/sealing.txt");
    let lines: Vec<String> = computed.iter().map(|(name, value)| format!("{name} {value}")).collect();
    let known: Vec<&str> = committed.lines().filter(|line| !line.starts_with('#')).collect();
    for line in &known {
        assert!(lines.iter().any(|computed| computed == line), "no longer so: {line}");
    }
    let new: String =
        lines.iter().filter(|line| !known.contains(&line.as_str())).map(|line| format!("{line}\n")).collect();
    assert!(new.is_empty(), "append these lines:\n{new}");
}

/// PR2, PR4, PR5, PR7, PR8, PR9, PR11, PR12, PR13, PR14
#[test]
fn what_is_sealed_is_as_committed() {
    let (vera, jonas) = (device(1), device(2));
    let first = SpaceSecret::make(&mut chance(5));
    let second = first.next(&mut chance(6));
    let key = DocumentKey::make(&mut chance(7));
    let storage = StorageKey::make(&mut chance(8));
    let kit = RecoveryKit::make(&mut chance(9));
    let params = PassphraseParams::make(&mut chance(10));
    let kek = Kek::derive("anker biber dach eule falke", &params).unwrap();
    let secret = InvitationSecret::make(&mut chance(11));
    let invited = secret.public();
    let link = InvitationLink {
        workspace: WORKSPACE,
        chain_head: HEAD,
        invitation: InvitationId::from_bytes([0x1E; 16]),
        secret,
    };
    let accept = link.accept(&jonas);
    let draft = EnvelopeDraft {
        doc: KEY_SCOPE.doc(),
        ctr: 1,
        prev: EnvelopeId::from_bytes([0; 16]),
        chain_head: HEAD,
    };
    let body = Plain { document_type: 2, schema: 7, min_reader: 5, data: b"a change".to_vec() };
    let covers = vec![(DeviceId::from_bytes([1; 8]), 4)];
    let card = Card { covers, plain: Plain { data: b"a card".to_vec(), ..body } };
    let sealer = Sealer { workspace: WORKSPACE, device: &vera, key: &key };
    let envelope = sealer.seal_change(draft, &body, Some(&card), &mut chance(12)).unwrap();
    let boxed = first.seal_box(&vera, jonas.public_keys(), SCOPE, &mut chance(13)).unwrap();
    let record = key.wrap(&first, &KEY_SCOPE, &vera, &mut chance(14));
    let challenge = Challenge { version: 1, nonce: [0x0F; 32].into() };
    let answer = vera.authenticate(WORKSPACE, &challenge, "https://relay.example");
    let enrolled =
        kit.derive_device().enrol(WORKSPACE, MemberId::from_bytes([1; 16]), DevicePurpose::RecoveryKit);
    check(&[
        ("device_1.keys", hex(&codec::encode(vera.public_keys()))),
        ("device_2.id", hex(jonas.device_id().as_bytes())),
        ("space_1.commit", hex(&first.commit())),
        ("space_1.salt.agenda/2026-11", hex(first.derive_salt("agenda/2026-11").as_bytes())),
        ("space_2.commit", hex(&second.commit())),
        ("space_2.backlink", hex(&second.seal_backlink(&first))),
        ("space_1.box", hex(&codec::encode(&boxed))),
        ("document.commit", hex(&key.commit())),
        ("document.record", hex(&codec::encode(&record))),
        ("document.envelope", hex(&envelope.encode())),
        ("document.envelope.id", hex(envelope.id().as_bytes())),
        ("storage.record", hex(&storage.seal_record("draft", b"case 7", b"words", &mut chance(15)))),
        ("passphrase.params", hex(&params.encode())),
        ("passphrase.slot", hex(&kek.wrap(&storage, &mut chance(16)))),
        ("authentication", hex(&codec::encode(&answer))),
        ("invitation.key", hex(invited.as_bytes())),
        ("invitation.link", link.encode().to_string()),
        ("invitation.accept", hex(&codec::encode(&accept))),
        ("invitation.words", words::words_of(&accept.word_indices()).join(" ")),
        ("recovery.words", kit.to_words().to_string()),
        ("recovery.device", hex(&codec::encode(&enrolled))),
        ("words.hash", hex(&protocol::context::hash("sprechtag/word-list/v1", &[&all_words()]))),
    ]);
}

/// The list as it is, joined by line feeds.
fn all_words() -> Vec<u8> {
    (0..2_048).map(words::word).collect::<Vec<_>>().join("\n").into_bytes()
}
