//! What a device may put into the log and the key file. Pure: roster, record or envelope, and what is known of it, go in.
//!
//! The relay enforces access and nothing else; meaning is judged by every client again. (RS5) (RS6)

use crate::store::NewRow;
use protocol::{
    chain::{Right, Roster},
    codec,
    codec::ParseError,
    context,
    envelope::{Envelope, HEADER_LEN, Kind},
    ids::{DeviceId, EnvelopeId, Epoch, KeyId, Seq, SpaceId, WorkspaceId},
    keys::{self, derive_document_id},
    limits,
    message::PushOutcome,
    records::{KeyRecord, KeyUse, SpaceBox},
    signature::Signature,
};

/// Version of key records and boxes.
const RECORD_VERSION: u8 = 1;

/// A pushed envelope, read as far as it could be.
#[derive(Debug)]
pub(crate) struct Pushed {
    /// Its name; zero if it is too short to have one.
    pub(crate) id: EnvelopeId,
    /// The envelope, or what is wrong with its bytes.
    pub(crate) envelope: Result<Envelope, PushOutcome>,
}

/// What the store knows about an envelope that was pushed.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Its place, if it is there already.
    pub(crate) place: Option<Seq>,
    /// Key records of its document and key, stored or pushed with it.
    pub(crate) records: Vec<KeyRecord>,
    /// The space of its document, if that has rows.
    pub(crate) space: Option<SpaceId>,
    /// The device's last envelope in its document.
    pub(crate) head: Option<(u32, EnvelopeId)>,
}

/// Reads an envelope. Even one that breaks a limit gets its name, so that the device knows which one is meant.
pub(crate) fn read(bytes: &[u8]) -> Pushed {
    let named = bytes.get(1..=HEADER_LEN + 64 + Signature::LEN);
    let id = named.map_or([0; EnvelopeId::LEN], |named| context::short_hash(context::ENVELOPE_ID, &[named]));
    let envelope = Envelope::parse(bytes).map_err(|error| match error {
        ParseError::TooBig => PushOutcome::TooBig,
        ParseError::Malformed | ParseError::NotCanonical | ParseError::Unknown => PushOutcome::Malformed,
    });
    Pushed { id: EnvelopeId::from_bytes(id), envelope: envelope.and_then(whole) }
}

/// What is stored must be whole: parts are left out on the way to readers only.
fn whole(envelope: Envelope) -> Result<Envelope, PushOutcome> {
    let lacks = |part: &Option<Vec<u8>>, len: u32| part.is_none() && len != 0;
    if lacks(&envelope.body, envelope.header.body_len) || lacks(&envelope.card, envelope.header.card_len) {
        return Err(PushOutcome::Malformed);
    }
    Ok(envelope)
}

/// Whether `device` may append this envelope now. The duplicate check precedes every other one (S5).
pub(crate) fn envelope(
    pushed: Pushed,
    device: DeviceId,
    roster: &Roster,
    known: &Known,
) -> Result<NewRow, PushOutcome> {
    let envelope = pushed.envelope?;
    if let Some(seq) = known.place {
        return Err(PushOutcome::Stored(seq));
    }
    let header = &envelope.header;
    if header.device != device {
        return Err(PushOutcome::NotMember);
    }
    let keys = &roster.active_device(device).ok_or(PushOutcome::NotMember)?.keys;
    envelope.verify(roster.workspace(), &keys.signing).map_err(|_| PushOutcome::Malformed)?;
    let is_clear = [Kind::Accept as u8, Kind::Erase as u8].contains(&header.kind);
    let space = if is_clear && header.key == KeyId::from_bytes([0; KeyId::LEN]) {
        known.space
    } else {
        known.records.first().map(|record| record.claim.space)
    };
    let space = space.ok_or(PushOutcome::NoKeyRecord)?;
    let writes = Some(Right::Write);
    if roster.right_now(device, space) != writes
        || roster.right_at(device, space, header.chain_head) != writes
    {
        return Err(PushOutcome::NotMember);
    }
    if !is_clear {
        fresh_key(roster, space, known)?;
    }
    Ok(NewRow { id: pushed.id, space, envelope })
}

/// Nothing is sealed under a key of a stale epoch (S11).
fn fresh_key(roster: &Roster, space: SpaceId, known: &Known) -> Result<(), PushOutcome> {
    let state = roster.space(space).ok_or(PushOutcome::NotMember)?;
    if state.stale {
        return Err(PushOutcome::StaleEpoch(state.epoch));
    }
    let writes =
        |record: &KeyRecord| record.claim.key_use == KeyUse::Write && record.claim.epoch == state.epoch;
    if known.records.iter().any(writes) {
        return Ok(());
    }
    let (ctr, envelope) = known.head.unwrap_or((0, EnvelopeId::from_bytes([0; EnvelopeId::LEN])));
    Err(PushOutcome::StaleKey { ctr, envelope })
}

/// Whether `uploader` may store this key record. (RS6)
pub(crate) fn key_record(record: &KeyRecord, uploader: DeviceId, roster: &Roster) -> bool {
    let claim = &record.claim;
    let workspace: WorkspaceId = roster.workspace();
    let named = derive_document_id(workspace, claim.space, claim.salt) == claim.doc;
    let current = (claim.version, claim.suite) == (RECORD_VERSION, keys::SUITE);
    let after_its_rotate = roster
        .space(claim.space)
        .and_then(|space| space.rotations.get(&claim.epoch))
        .is_some_and(|rotation| roster.position_of(rotation.by) <= roster.position_of(claim.chain_head));
    let signed = || {
        roster
            .device(claim.device)
            .is_some_and(|device| record.verify(workspace, &device.keys.signing).is_ok())
    };
    named
        && current
        && after_its_rotate
        && codec::encode(record).len() <= limits::KEY_RECORD
        && roster.right_now(uploader, claim.space).is_some()
        && signed()
}

/// Whether `uploader` may store this box: it is for a reader of the space, of an epoch that the chain announced. (RS6)
pub(crate) fn space_box(sealed: &SpaceBox, uploader: DeviceId, roster: &Roster) -> bool {
    let claim = &sealed.claim;
    let announced =
        |epoch: &Epoch| roster.space(claim.space).is_some_and(|space| space.rotations.contains_key(epoch));
    let signed = || {
        roster
            .device(claim.device)
            .is_some_and(|device| sealed.verify(roster.workspace(), &device.keys.signing).is_ok())
    };
    claim.version == RECORD_VERSION
        && announced(&claim.epoch)
        && codec::encode(sealed).len() <= limits::KEY_RECORD
        && roster.right_now(claim.recipient, claim.space).is_some()
        && roster.right_now(uploader, claim.space).is_some()
        && signed()
}
