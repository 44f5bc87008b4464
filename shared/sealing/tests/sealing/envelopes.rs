//! PR2, PR7, PR10: bodies and cards open with their key, at their place, for whoever checked the signature.

use crate::people::{HEAD, WORKSPACE, chance, device};
use proptest::prelude::*;
use protocol::{
    clear::{self, ClearBody, Erase},
    envelope::{Envelope, Kind},
    ids::{DeviceId, DocumentId, EnvelopeId, WorkspaceId},
};
use sealing::{
    OpenError, SealError,
    document::DocumentKey,
    envelope::{EnvelopeDraft, Sealer, verify},
    plain::{Card, Plain},
};

const DRAFT: EnvelopeDraft = EnvelopeDraft {
    doc: DocumentId::from_bytes([0xD0; 16]),
    ctr: 1,
    prev: EnvelopeId::from_bytes([0; 16]),
    chain_head: HEAD,
};

fn plain(len: usize) -> Plain {
    Plain { document_type: 2, schema: 7, min_reader: 5, data: vec![0x6E; len] }
}

fn card(len: usize) -> Card {
    Card {
        covers: vec![(DeviceId::from_bytes([1; 8]), 4), (DeviceId::from_bytes([2; 8]), 9)],
        plain: plain(len),
    }
}

fn sealed(len: usize) -> Envelope {
    let (device, key) = (device(1), DocumentKey::make(&mut chance(2)));
    let sealer = Sealer { workspace: WORKSPACE, device: &device, key: &key };
    sealer.seal_change(DRAFT, &plain(len), Some(&card(40)), &mut chance(3)).unwrap()
}

/// Opens body and card of an envelope of device 1 as a reader with the right key would.
fn read(envelope: Envelope, key: &DocumentKey, workspace: WorkspaceId) -> Option<Result<Plain, OpenError>> {
    let verified = verify(envelope, workspace, &device(1).public_keys().signing).ok()?;
    verified.open_body(key).transpose()
}

/// PR2
#[test]
fn a_change_and_its_card_open_as_they_were_sealed() {
    let key = DocumentKey::make(&mut chance(2));
    let arrived = Envelope::parse(&sealed(500).encode()).unwrap();
    let verified = verify(arrived, WORKSPACE, &device(1).public_keys().signing).unwrap();
    assert_eq!(verified.open_body(&key), Ok(Some(plain(500))));
    assert_eq!(verified.open_card(&key), Ok(Some(card(40))));
    let listed = verify(sealed(500).without_body(), WORKSPACE, &device(1).public_keys().signing).unwrap();
    assert_eq!(listed.open_body(&key), Ok(None));
    assert_eq!(listed.open_card(&key), Ok(Some(card(40))));
}

/// PR2
#[test]
fn nobody_opens_with_another_key_or_in_another_workspace() {
    let other = DocumentKey::make(&mut chance(9));
    assert_eq!(read(sealed(10), &other, WORKSPACE), Some(Err(OpenError::Tampered)));
    let key = DocumentKey::make(&mut chance(2));
    assert_eq!(read(sealed(10), &key, WorkspaceId::from_bytes([1; 32])), None, "not even verified");
    assert!(verify(sealed(10), WORKSPACE, &device(4).public_keys().signing).is_err());
}

/// PR2: a member who signs anew what another sealed for another place.
#[test]
fn a_body_opens_only_under_the_header_it_was_sealed_with() {
    let (device, key) = (device(1), DocumentKey::make(&mut chance(2)));
    let sealer = Sealer { workspace: WORKSPACE, device: &device, key: &key };
    let elsewhere = EnvelopeDraft { doc: DocumentId::from_bytes([0xDD; 16]), ..DRAFT };
    let mut moved = sealer.seal_change(elsewhere, &plain(500), Some(&card(40)), &mut chance(3)).unwrap();
    let honest = sealed(500);
    moved.body = honest.body;
    moved.body_hash = honest.body_hash;
    let header = moved.header.encode();
    moved.sig = device.sign(
        protocol::context::SIGN_ENVELOPE,
        &[WORKSPACE.as_bytes(), &header, &moved.body_hash, &moved.card_hash],
    );
    assert_eq!(read(moved, &key, WORKSPACE), Some(Err(OpenError::Tampered)));
}

/// PR2: body and card have different keys, so one is never taken for the other.
#[test]
fn a_card_is_no_body() {
    let (device, key) = (device(1), DocumentKey::make(&mut chance(2)));
    let sealer = Sealer { workspace: WORKSPACE, device: &device, key: &key };
    let card_plain = Card { covers: vec![], plain: plain(500) };
    let mut swapped = sealer.seal_change(DRAFT, &plain(502), Some(&card_plain), &mut chance(3)).unwrap();
    assert_eq!(swapped.header.body_len, swapped.header.card_len);
    std::mem::swap(&mut swapped.body, &mut swapped.card);
    swapped.body_hash = protocol::envelope::hash_body(swapped.body.as_deref().unwrap());
    swapped.card_hash = protocol::envelope::hash_card(swapped.card.as_deref().unwrap());
    let header = swapped.header.encode();
    let parts: [&[u8]; 4] = [WORKSPACE.as_bytes(), &header, &swapped.body_hash, &swapped.card_hash];
    swapped.sig = device.sign(protocol::context::SIGN_ENVELOPE, &parts);
    let verified = verify(swapped, WORKSPACE, &device.public_keys().signing).unwrap();
    assert_eq!(verified.open_body(&key), Err(OpenError::Tampered));
    assert_eq!(verified.open_card(&key), Err(OpenError::Tampered));
}

/// PR7
#[test]
fn lengths_are_hidden_in_steps() {
    let padded = |len| plain(len).padded_len();
    for (len, expected) in [
        (0, 256),
        (247, 256),
        (248, 512),
        (2_039, 2_048),
        (2_040, 2_176),
        (4_000, 4_096),
        (10_000, 10_240),
        (100_000, 100_352),
        (262_135, 262_144),
        (262_136, 270_336),
    ] {
        assert_eq!(padded(len), expected, "{len}");
    }
}

/// PR7
#[test]
fn what_is_too_big_is_not_sealed() {
    let (device, key) = (device(1), DocumentKey::make(&mut chance(2)));
    let sealer = Sealer { workspace: WORKSPACE, device: &device, key: &key };
    let rng = &mut chance(3);
    assert!(sealer.seal_change(DRAFT, &plain(262_135), None, rng).is_ok());
    assert_eq!(sealer.seal_change(DRAFT, &plain(262_136), None, rng), Err(SealError::TooBig { by: 8_192 }));
    assert_eq!(sealer.seal_snapshot_part(DRAFT, &plain(262_136), rng), Err(SealError::TooBig { by: 8_192 }));
    let big = Card { covers: vec![], plain: plain(4_086) };
    assert_eq!(sealer.seal_card(DRAFT, &big, rng), Err(SealError::TooBig { by: 256 }));
    assert_eq!(sealer.seal_change(DRAFT, &plain(1), Some(&big), rng), Err(SealError::TooBig { by: 256 }));
}

/// PR2: every kind that is sealed passes the checks of the wire.
#[test]
fn what_is_sealed_is_what_the_wire_takes() {
    let (device, key) = (device(1), DocumentKey::make(&mut chance(2)));
    let sealer = Sealer { workspace: WORKSPACE, device: &device, key: &key };
    let rng = &mut chance(3);
    let second = EnvelopeDraft { ctr: 2, prev: EnvelopeId::from_bytes([1; 16]), ..DRAFT };
    for (kind, envelope) in [
        (Kind::Change, sealer.seal_change(second, &plain(9), None, rng)),
        (Kind::Snapshot, sealer.seal_snapshot_part(second, &plain(9), rng)),
        (Kind::Card, sealer.seal_card(second, &card(9), rng)),
        (Kind::Late, sealer.seal_late(second, &plain(9), rng)),
        (Kind::Erase, device.sign_clear(WORKSPACE, second, &ClearBody::Erase(Erase { withdraw: false }))),
    ] {
        let envelope = envelope.unwrap();
        assert_eq!(envelope.header.kind, kind as u8);
        assert_eq!(Envelope::parse(&envelope.encode()), Ok(envelope));
    }
}

/// PR10
#[test]
fn an_erasure_is_signed_and_readable_by_the_relay() {
    let erase = ClearBody::Erase(Erase { withdraw: false });
    let envelope = device(1).sign_clear(WORKSPACE, DRAFT, &erase).unwrap();
    assert!(envelope.verify(WORKSPACE, &device(1).public_keys().signing).is_ok());
    assert_eq!(clear::parse(Kind::Erase, &envelope.body.unwrap()), Ok(erase));
}

proptest! {
    /// PR7
    #[test]
    fn whatever_is_sealed_is_opened(
        document_type in any::<u8>(), schema in any::<u16>(), min_reader in any::<u16>(),
        data in prop::collection::vec(any::<u8>(), 0..5_000),
        covers in prop::collection::btree_map(any::<[u8; 8]>(), any::<u32>(), 0..20),
        carded in prop::collection::vec(any::<u8>(), 0..2_000),
    ) {
        let (device, key) = (device(1), DocumentKey::make(&mut chance(2)));
        let body = Plain { document_type, schema, min_reader, data };
        let covers = covers.into_iter().map(|(device, ctr)| (DeviceId::from_bytes(device), ctr)).collect();
        let card = Card { covers, plain: Plain { data: carded, ..body } };
        let sealer = Sealer { workspace: WORKSPACE, device: &device, key: &key };
        let envelope = sealer.seal_change(DRAFT, &body, Some(&card), &mut chance(3)).unwrap();
        let verified = verify(Envelope::parse(&envelope.encode()).unwrap(), WORKSPACE, &device.public_keys().signing).unwrap();
        prop_assert_eq!(verified.open_body(&key), Ok(Some(body)));
        prop_assert_eq!(verified.open_card(&key), Ok(Some(card)));
    }
}
