//! What the rules of the contract are tried on: rows, records and boxes that nobody signed, because stores do not judge.
#![cfg(test)]

use super::{NOTHING, UNIT, UNSIGNED, VERA, WORKSPACE};
use crate::store::{NewRow, Reader, RowOutcome, Store, Write, Written};
use protocol::{
    chain::SignedOperation,
    envelope::{Envelope, Header, Kind, hash_body, hash_card},
    ids::{DeviceId, DocumentId, EnvelopeId, Epoch, KeyId, OperationId, Salt, SpaceId},
    keys::SUITE,
    records::{KeyRecord, KeyRecordClaim, KeyUse, Signed, SpaceBox, SpaceBoxClaim},
};
use std::collections::BTreeSet;

pub(super) fn an_operation(number: u8) -> SignedOperation {
    SignedOperation { operation: vec![number; 40].into(), signature: UNSIGNED }
}

pub(super) fn a_document(number: u8) -> DocumentId {
    DocumentId::from_bytes([number; 16])
}

pub(super) fn an_envelope(
    kind: Kind,
    doc: DocumentId,
    device: DeviceId,
    ctr: u32,
    prev: EnvelopeId,
) -> Envelope {
    let (body, card) = (vec![u8::try_from(ctr).unwrap(); 100], b"card".to_vec());
    let header = Header {
        suite: SUITE,
        kind: kind as u8,
        flags: 0,
        doc,
        key: KeyId::from_bytes([1; 16]),
        device,
        ctr,
        prev,
        chain_head: OperationId::from_bytes([1; 16]),
        nonce: [1; 24],
        body_len: 100,
        card_len: 4,
    };
    let (body_hash, card_hash) = (hash_body(&body), hash_card(&card));
    Envelope { header, body_hash, card_hash, sig: UNSIGNED, body: Some(body), card: Some(card) }
}

pub(super) fn a_row(space: SpaceId, envelope: Envelope) -> NewRow {
    NewRow { id: envelope.id(), space, envelope }
}

/// `n` changes of one device in one document.
pub(super) fn changes(space: SpaceId, doc: DocumentId, device: DeviceId, n: u32) -> Vec<NewRow> {
    let mut prev = NOTHING;
    let mut next = |ctr| {
        let row = a_row(space, an_envelope(Kind::Change, doc, device, ctr, prev));
        prev = row.id;
        row
    };
    (1..=n).map(&mut next).collect()
}

pub(super) fn append(store: &impl Store, rows: Vec<NewRow>) -> Vec<RowOutcome> {
    let write = Write::Append { workspace: WORKSPACE, chain_len: 1, records: Vec::new(), rows };
    let written = store.commit(&[write]).unwrap().remove(0);
    let Written::Rows(outcomes) = written else { panic!("{written:?}") };
    outcomes
}

pub(super) fn reader(device: DeviceId, spaces: &[SpaceId]) -> Reader {
    Reader { workspace: WORKSPACE, device, spaces: spaces.iter().copied().collect::<BTreeSet<_>>() }
}

pub(super) fn a_record(doc: DocumentId, space: SpaceId) -> KeyRecord {
    let claim = KeyRecordClaim {
        version: 1,
        suite: SUITE,
        key_use: KeyUse::Write,
        doc,
        salt: Salt::from_bytes([1; 16]),
        commit: [1; 32].into(),
        space,
        epoch: Epoch(1),
        chain_head: OperationId::from_bytes([1; 16]),
        device: VERA,
        nonce: [1; 24].into(),
        wrap: vec![1; 48].into(),
    };
    Signed { claim, signature: UNSIGNED }
}

pub(super) fn a_box(recipient: DeviceId) -> SpaceBox {
    let claim = SpaceBoxClaim {
        version: 1,
        suite: SUITE,
        space: UNIT,
        epoch: Epoch(1),
        recipient,
        device: VERA,
        encapsulated: vec![1; 32].into(),
        sealed: vec![1; 80].into(),
    };
    Signed { claim, signature: UNSIGNED }
}
