//! PR5, PR7 to PR14: golden vectors of everything that is derived or sealed, from seeded chance (ChaCha20, 32 equal bytes).
//! A line that is committed never changes; a new one is printed by the test that misses it.

use crate::people::{HEAD, KEY_SCOPE, SCOPE, WORKSPACE, chance, device};
use protocol::{
    auth::Challenge,
    chain::{Action, DevicePurpose, Operation},
    codec,
    context::hash,
    ids::{DeviceId, EnvelopeId, InvitationId, MemberId, OperationId, Timestamp},
    records::{Covered, SnapshotClaim},
    signature::signed_bytes,
};
use rand_core::Rng as _;
use sealing::{
    document::DocumentKey,
    envelope::{EnvelopeDraft, Sealer},
    invitation::{InvitationLink, InvitationSecret},
    passphrase::{Kek, PassphraseParams},
    plain::{Card, Plain},
    recovery::RecoveryKit,
    snapshot::Snapshot,
    space::SpaceSecret,
    storage::StorageKey,
    words,
};

const PASSPHRASE: &str = "anker biber dach eule falke";
const ORIGIN: &str = "https://relay.example";

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

/// PR2, PR4, PR5, PR7, PR8, PR9, PR11, PR12, PR13, PR14, PR22
#[test]
fn what_is_sealed_is_as_committed() {
    check(&[sealed(), secrets(), between(), genesis(), snapshot()].concat());
}

/// What comes out.
fn sealed() -> Vec<(&'static str, String)> {
    let (vera, jonas) = (device(1), device(2));
    let first = SpaceSecret::make(&mut chance(5));
    let second = first.next(&mut chance(6));
    let key = DocumentKey::make(&mut chance(7));
    let storage = StorageKey::make(&mut chance(8));
    let kit = RecoveryKit::make(&mut chance(9));
    let params = PassphraseParams::make(&mut chance(10));
    let kek = Kek::derive(PASSPHRASE, &params).unwrap();
    let secret = InvitationSecret::make(&mut chance(11));
    let invited = secret.public();
    let link = InvitationLink {
        workspace: WORKSPACE,
        chain_head: HEAD,
        invitation: InvitationId::from_bytes([0x1E; 16]),
        secret,
    };
    let accept = link.accept(&jonas, "Jonas Musterfrau", &mut chance(17));
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
    let answer = vera.authenticate(WORKSPACE, &challenge, ORIGIN);
    let enrolled =
        kit.derive_device().enrol(WORKSPACE, MemberId::from_bytes([1; 16]), DevicePurpose::RecoveryKit);
    vec![
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
        ("words.hash", hex(&hash("sprechtag/word-list/v1", &[&all_words()]))),
    ]
}

/// The `len` bytes that chance `seed` gives behind the first `skip`.
fn drawn(seed: u8, skip: usize, len: usize) -> Vec<u8> {
    let mut bytes = vec![0; skip + len];
    chance(seed).fill_bytes(&mut bytes);
    bytes.split_off(skip)
}

/// What goes in: every secret, so that each step can be done again.
fn secrets() -> Vec<(&'static str, String)> {
    vec![
        ("device_1.seed", hex(&drawn(1, 0, 32))),
        ("device_2.seed", hex(&drawn(2, 0, 32))),
        ("space_1.key", hex(&drawn(5, 0, 32))),
        ("space_1.seed", hex(&drawn(5, 32, 32))),
        ("space_2.key", hex(&drawn(6, 0, 32))),
        ("document.key", hex(&drawn(7, 0, 32))),
        ("storage.key", hex(&drawn(8, 0, 32))),
        ("recovery.secret", hex(&drawn(9, 0, 16))),
        ("invitation.secret", hex(&drawn(11, 0, 16))),
        ("passphrase.text", PASSPHRASE.to_owned()),
        ("authentication.nonce", hex(&[0x0F; 32])),
        ("authentication.origin", ORIGIN.to_owned()),
    ]
}

/// What lies between.
fn between() -> Vec<(&'static str, String)> {
    let (vera, jonas) = (device(1).device_id(), device(2).device_id());
    let commit = SpaceSecret::make(&mut chance(5)).commit();
    let key = drawn(7, 0, 32);
    let info = [
        b"sprechtag/space-box/v1".as_slice(),
        &[1],
        WORKSPACE.as_bytes(),
        SCOPE.space.as_bytes(),
        &SCOPE.epoch.0.to_be_bytes(),
        jonas.as_bytes(),
        &commit,
    ];
    let answered = [&[0x0F; 32], WORKSPACE.as_bytes().as_slice(), vera.as_bytes(), ORIGIN.as_bytes()];
    vec![
        ("device_1.signing_secret", hex(&hash("sprechtag/device-signing-key/v1", &[&drawn(1, 0, 32)]))),
        ("device_1.decapsulation", hex(&hash("sprechtag/device-encapsulation-key/v1", &[&drawn(1, 0, 32)]))),
        ("device_1.id", hex(vera.as_bytes())),
        ("space_1.wrap_key", hex(&hash("sprechtag/document-wrap-key/v1", &[&drawn(5, 0, 32)]))),
        ("space_1.box.info", hex(&info.concat())),
        ("document.salt", hex(KEY_SCOPE.salt.as_bytes())),
        ("document.id", hex(KEY_SCOPE.doc().as_bytes())),
        ("document.body_key", hex(&hash("sprechtag/body-key/v1", &[&key]))),
        ("document.card_key", hex(&hash("sprechtag/card-key/v1", &[&key]))),
        ("authentication.signed", hex(&signed_bytes("sprechtag/sign-authentication/v1", &answered))),
        ("recovery.seed", hex(&hash("sprechtag/recovery-device-seed/v1", &[&drawn(9, 0, 16)]))),
    ]
}

/// The first operation of device 1.
fn genesis() -> Vec<(&'static str, String)> {
    let vera = device(1);
    let action = Action::Genesis {
        salt: [7; 16].into(),
        member: MemberId::from_bytes([1; 16]),
        device: vera.public_keys().clone(),
    };
    let prev = OperationId::from_bytes([0; 16]);
    let at = Timestamp(1_700_000_000_000);
    let signed = vera.sign_genesis(&Operation { prev, author: vera.device_id(), at, action });
    vec![
        ("genesis.operation", hex(&signed.operation)),
        ("genesis.signature", hex(signed.signature.as_bytes())),
        ("genesis.id", hex(signed.id().as_bytes())),
        ("genesis.workspace", hex(signed.derive_workspace_id().as_bytes())),
    ]
}

/// The one part of a small snapshot.
fn snapshot() -> Vec<(&'static str, String)> {
    let covered =
        Covered { device: DeviceId::from_bytes([1; 8]), ctr: 4, envelope: EnvelopeId::from_bytes([3; 16]) };
    let claim = SnapshotClaim { covers: vec![covered], excepts: vec![EnvelopeId::from_bytes([4; 16])] };
    let plain = Plain { document_type: 2, schema: 7, min_reader: 5, data: b"a saved document".to_vec() };
    let parts = Snapshot { claim, plain }.to_parts().unwrap();
    vec![("snapshot.data", parts.iter().map(|part| hex(&part.data)).collect())]
}

/// The list as it is, joined by line feeds.
fn all_words() -> Vec<u8> {
    (0..2_048).map(words::word).collect::<Vec<_>>().join("\n").into_bytes()
}
