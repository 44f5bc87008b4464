//! PR2, PR3, PR4, PR5: whatever bit of a signed thing is flipped, nobody takes it.

use crate::people::{TestDevice, UNIT};
use proptest::prelude::*;
use protocol::{
    auth::{Authentication, Challenge, authentication_parts},
    codec, context,
    envelope::{Envelope, Header, Kind, hash_body, hash_card},
    ids::{DocumentId, EnvelopeId, Epoch, InvitationId, KeyId, OperationId, Salt, Seq, WorkspaceId},
    invitation::{Accept, AcceptClaim},
    keys::{SUITE, derive_document_id},
    records::{
        Checkpoint, CheckpointClaim, Claim, Confirmation, ConfirmationClaim, Covered, Destruction,
        DestructionClaim, KeyRecord, KeyRecordClaim, KeyUse, Signed, SnapshotClaim, SpaceBox, SpaceBoxClaim,
    },
};

pub(crate) const WORKSPACE: WorkspaceId = WorkspaceId::from_bytes([0x57; 32]);
pub(crate) const HEAD: OperationId = OperationId::from_bytes([0x0C; 16]);
const SALT: Salt = Salt::from_bytes([0x5A; 16]);

pub(crate) fn signed<T: Claim>(claim: T) -> Signed<T> {
    let signature = TestDevice::of(1).sign(T::CONTEXT, &[WORKSPACE.as_bytes(), &codec::encode(&claim)]);
    Signed { claim, signature }
}

pub(crate) fn key_record() -> KeyRecord {
    signed(KeyRecordClaim {
        version: 1,
        suite: SUITE,
        key_use: KeyUse::Write,
        doc: derive_document_id(WORKSPACE, UNIT, SALT),
        salt: SALT,
        commit: [0xC0; 32].into(),
        space: UNIT,
        epoch: Epoch(3),
        chain_head: HEAD,
        device: TestDevice::of(1).id(),
        nonce: [0x24; 24].into(),
        wrap: vec![0x77; 48].into(),
    })
}

pub(crate) fn space_box() -> SpaceBox {
    signed(SpaceBoxClaim {
        version: 1,
        suite: SUITE,
        space: UNIT,
        epoch: Epoch(3),
        recipient: TestDevice::of(2).id(),
        device: TestDevice::of(1).id(),
        encapsulated: vec![0xEC; 1120].into(),
        sealed: vec![0x5E; 80].into(),
    })
}

pub(crate) fn checkpoint() -> Checkpoint {
    signed(CheckpointClaim {
        space: UNIT,
        chain_head: HEAD,
        seq: Seq(77),
        digest: [0xD1; 32].into(),
        device: TestDevice::of(1).id(),
    })
}

pub(crate) fn confirmation() -> Confirmation {
    signed(ConfirmationClaim {
        doc: DocumentId::from_bytes([0xD0; 16]),
        parts: vec![EnvelopeId::from_bytes([1; 16]), EnvelopeId::from_bytes([2; 16])],
        covers: vec![Covered {
            device: TestDevice::of(2).id(),
            ctr: 9,
            envelope: EnvelopeId::from_bytes([3; 16]),
        }],
        excepts: vec![EnvelopeId::from_bytes([4; 16])],
        device: TestDevice::of(1).id(),
        chain_head: HEAD,
    })
}

pub(crate) fn snapshot_claim() -> SnapshotClaim {
    let confirmed = confirmation().claim;
    SnapshotClaim { covers: confirmed.covers, excepts: confirmed.excepts }
}

pub(crate) fn destruction() -> Destruction {
    signed(DestructionClaim {
        doc: DocumentId::from_bytes([0xD0; 16]),
        erase: EnvelopeId::from_bytes([0x9E; 16]),
        device: TestDevice::of(1).id(),
        chain_head: HEAD,
    })
}

pub(crate) fn accept() -> Accept {
    let device = TestDevice::of(2);
    let claim = AcceptClaim {
        workspace: WORKSPACE,
        chain_head: HEAD,
        invitation: InvitationId::from_bytes([0x1E; 16]),
        device: device.keys(),
    };
    device.accept(&claim, &TestDevice::of(200))
}

/// An envelope of this kind with this body and card, signed by device 1.
pub(crate) fn envelope(kind: u8, body: &[u8], card: &[u8]) -> Envelope {
    let clear = matches!(Kind::parse(kind), Some(Kind::Accept | Kind::Erase));
    let header = Header {
        suite: SUITE,
        kind,
        flags: 0,
        doc: DocumentId::from_bytes([0xD0; 16]),
        key: KeyId::from_bytes(if clear { [0; 16] } else { [0x4E; 16] }),
        device: TestDevice::of(1).id(),
        ctr: 2,
        prev: EnvelopeId::from_bytes([0x9E; 16]),
        chain_head: HEAD,
        nonce: if clear { [0; 24] } else { [0x24; 24] },
        body_len: body.len() as u32,
        card_len: card.len() as u32,
    };
    sign(header, body, card)
}

pub(crate) fn sign(header: Header, body: &[u8], card: &[u8]) -> Envelope {
    let (body_hash, card_hash) = (hash_body(body), hash_card(card));
    let parts: [&[u8]; 4] = [WORKSPACE.as_bytes(), &header.encode(), &body_hash, &card_hash];
    let sig = TestDevice::of(1).sign(context::SIGN_ENVELOPE, &parts);
    let part = |bytes: &[u8]| (!bytes.is_empty()).then(|| bytes.to_vec());
    Envelope { header, body_hash, card_hash, sig, body: part(body), card: part(card) }
}

fn flip(bytes: &mut [u8], place: &prop::sample::Index, bit: u8) {
    let at = place.index(bytes.len());
    bytes[at] ^= 1 << bit;
}

type Record = (Vec<u8>, fn(&[u8]) -> bool);

/// Every record as bytes, and whether such bytes are taken.
fn records() -> [Record; 6] {
    fn taken<T>(bytes: &[u8]) -> bool
    where
        T: Claim + for<'b> minicbor::Decode<'b, ()>,
    {
        let key = TestDevice::of(1).public();
        codec::parse::<Signed<T>>(bytes).is_ok_and(|record| record.verify(WORKSPACE, &key).is_ok())
    }
    [
        (codec::encode(&key_record()), taken::<KeyRecordClaim>),
        (codec::encode(&space_box()), taken::<SpaceBoxClaim>),
        (codec::encode(&checkpoint()), taken::<CheckpointClaim>),
        (codec::encode(&confirmation()), taken::<ConfirmationClaim>),
        (codec::encode(&destruction()), taken::<DestructionClaim>),
        (codec::encode(&accept()), |bytes| {
            let link = TestDevice::of(200).public();
            // The sealed name is not signed: whoever compares the words notices another one.
            codec::parse::<Accept>(bytes).is_ok_and(|received| {
                received.verify(&link).is_ok() && received.word_indices() == accept().word_indices()
            })
        }),
    ]
}

proptest! {
    /// PR3, PR5
    #[test]
    fn a_record_with_a_flipped_bit_is_forged(which in 0..6_usize, place in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let (mut bytes, taken) = records()[which].clone();
        prop_assert!(taken(&bytes));
        flip(&mut bytes, &place, bit);
        prop_assert!(!taken(&bytes));
    }

    /// PR2
    #[test]
    fn an_envelope_with_a_flipped_bit_is_forged(place in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let honest = envelope(1, &[0xB0; 272], &[0xCA; 272]);
        let mut bytes = honest.encode();
        flip(&mut bytes, &place, bit);
        let taken = Envelope::parse(&bytes).is_ok_and(|flipped| {
            flipped.verify(WORKSPACE, &TestDevice::of(1).public()).is_ok()
        });
        prop_assert!(!taken);
    }

    /// PR4
    #[test]
    fn an_answer_with_a_flipped_bit_does_not_authenticate(place in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let (device, origin) = (TestDevice::of(1), "https://relay.example");
        let challenge = Challenge { version: 1, nonce: [0x0F; 32].into() };
        let id = device.id();
        let signature = device.sign(
            context::SIGN_AUTHENTICATION,
            &authentication_parts(&challenge, &WORKSPACE, &id, origin),
        );
        let honest = Authentication { workspace: WORKSPACE, device: id, signature };
        prop_assert!(honest.verify(&challenge, origin, &device.public()).is_ok());
        let mut bytes = codec::encode(&honest);
        flip(&mut bytes, &place, bit);
        if let Ok(flipped) = codec::parse::<Authentication>(&bytes) {
            prop_assert!(flipped.verify(&challenge, origin, &device.public()).is_err());
        }
    }
}

/// PR4
#[test]
fn an_answer_serves_one_challenge_at_one_origin() {
    let device = TestDevice::of(1);
    let (id, origin) = (device.id(), "https://relay.example");
    let challenge = Challenge { version: 1, nonce: [1; 32].into() };
    let signature =
        device.sign(context::SIGN_AUTHENTICATION, &authentication_parts(&challenge, &WORKSPACE, &id, origin));
    let answer = Authentication { workspace: WORKSPACE, device: id, signature };
    let other = Challenge { version: 1, nonce: [2; 32].into() };
    assert!(answer.verify(&challenge, origin, &device.public()).is_ok());
    assert!(answer.verify(&other, origin, &device.public()).is_err());
    assert!(answer.verify(&challenge, "https://relay.example.org", &device.public()).is_err());
    assert!(answer.verify(&challenge, origin, &TestDevice::of(2).public()).is_err());
}

/// PR3: a signature for one purpose is worth nothing for another.
#[test]
fn a_signature_serves_one_purpose_in_one_workspace() {
    let record = checkpoint();
    let key = TestDevice::of(1).public();
    assert!(record.verify(WORKSPACE, &key).is_ok());
    assert!(record.verify(WorkspaceId::from_bytes([0; 32]), &key).is_err());
    let claim = codec::encode(&record.claim);
    assert!(
        key.verify(context::SIGN_KEY_RECORD, &[WORKSPACE.as_bytes(), &claim], &record.signature).is_err()
    );
    assert!(record.verify(WORKSPACE, &TestDevice::of(2).public()).is_err());
}

/// PR23: a relay cannot say for a device that a document is destroyed there, nor move its word to another document.
#[test]
fn a_device_says_for_itself_what_it_destroyed() {
    let record = destruction();
    assert!(record.verify(WORKSPACE, &TestDevice::of(1).public()).is_ok());
    assert!(record.verify(WORKSPACE, &TestDevice::of(2).public()).is_err());
    let doc = DocumentId::from_bytes([0xD1; 16]);
    let moved = Signed { claim: DestructionClaim { doc, ..record.claim }, signature: record.signature };
    assert!(moved.verify(WORKSPACE, &TestDevice::of(1).public()).is_err());
}

/// PR5
#[test]
fn an_acceptance_needs_the_link_and_the_device() {
    let honest = accept();
    let link = TestDevice::of(200).public();
    assert!(honest.verify(&link).is_ok());
    assert!(honest.verify(&TestDevice::of(201).public()).is_err());
    let stolen = Accept {
        by_device: TestDevice::of(3).accept(&honest.claim, &TestDevice::of(200)).by_device,
        ..honest
    };
    assert!(stolen.verify(&link).is_err());
}

/// PR5
#[test]
fn the_six_words_change_with_every_part_of_an_acceptance() {
    let honest = accept();
    let indices = honest.word_indices();
    let other = TestDevice::of(3)
        .accept(&AcceptClaim { device: TestDevice::of(3).keys(), ..honest.claim }, &TestDevice::of(200));
    assert_ne!(indices, other.word_indices());
    let renamed = Accept { name: vec![0xAF; 297].into(), ..accept() };
    assert_ne!(indices, renamed.word_indices());
    assert!(indices.iter().all(|index| *index < 2048));
}
