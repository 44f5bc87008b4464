//! Which row holds what: keys and records of every table.
//!
//! Records are canonical CBOR like everything on the wire. What names a person, a document's content or a setting is sealed
//! under the device's storage key before it comes here; what lies open is what travels open, too (see `SPEC.md`).

mod delivery;
mod device;
mod index;

pub(crate) use delivery::{
    BundleRecord, CursorsRecord, InboxRecord, OutboxRecord, QuarantineRecord, ReachedRecord,
};
pub(crate) use device::{
    DraftsRecord, LogRecord, MarkerRecord, NewcomerRecord, SettingsRecord, SlotRecord, StandingRecord,
};
pub(crate) use index::{Bodies, CompactRecord, CoverRecord, EntryRecord, HeadRecord};

use crate::store::StoreError;
use api::refusal::Refusal;
use minicbor::{Decode, Encode};
use protocol::{
    codec::{self, ParseError},
    ids::{DeviceId, DocumentId, EnvelopeId, Epoch, KeyId, Seq, SpaceId},
};
use sealing::OpenError;

/// A row of this device cannot be read: the disk failed, or somebody changed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Trouble {
    /// The store failed.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// A row does not say what it should.
    #[error("a local row is damaged")]
    Damaged,
}

impl From<ParseError> for Trouble {
    fn from(_: ParseError) -> Self {
        Self::Damaged
    }
}

impl From<OpenError> for Trouble {
    fn from(_: OpenError) -> Self {
        Self::Damaged
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::StorageFull,
            StoreError::Failed => Self::StorageFailed,
        }
    }
}

impl From<Trouble> for Refusal {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Store(error) => error.into(),
            Trouble::Damaged => Self::StorageFailed,
        }
    }
}

/// Rows of the table Meta.
pub(crate) mod meta {
    /// [`super::SlotRecord`].
    pub(crate) const SLOT: &[u8] = b"slot";
    /// The device's secret, sealed.
    pub(crate) const DEVICE: &[u8] = b"device";
    /// [`super::StandingRecord`], sealed.
    pub(crate) const STANDING: &[u8] = b"standing";
    /// [`super::CursorsRecord`].
    pub(crate) const CURSORS: &[u8] = b"cursors";
    /// [`super::SettingsRecord`], sealed.
    pub(crate) const SETTINGS: &[u8] = b"settings";
    /// [`super::DraftsRecord`], sealed.
    pub(crate) const DRAFTS: &[u8] = b"drafts";
    /// [`super::ReachedRecord`], sealed.
    pub(crate) const REACHED: &[u8] = b"reached";
    /// [`super::LogRecord`], sealed.
    pub(crate) const LOG: &[u8] = b"log";
    /// [`super::MarkerRecord`]: what is being applied right now (S7).
    pub(crate) const MARKER: &[u8] = b"marker";
    /// Beginning of the rows that say which device has its box: space, epoch, device.
    pub(crate) const BOXED: &[u8] = b"boxed/";
    /// Beginning of the rows with the sealed secrets of invitations that this device made: invitation.
    pub(crate) const INVITED: &[u8] = b"invited/";
    /// Beginning of the rows with [`super::NewcomerRecord`], sealed: device.
    pub(crate) const NEWCOMER: &[u8] = b"newcomer/";
}

/// Key of an operation: its place, counted from 0.
pub(crate) fn chain_key(place: u64) -> [u8; 8] {
    place.to_be_bytes()
}

/// Beginning of the keys of sealed space secrets.
pub(crate) const SPACE_SECRETS: &[u8] = b"s";

/// Beginning of the keys of boxes that could not be opened yet.
pub(crate) const WAITING_BOXES: &[u8] = b"b";

/// Key of a sealed space secret.
pub(crate) fn space_secret_key(space: SpaceId, epoch: Epoch) -> Vec<u8> {
    [SPACE_SECRETS, space.as_bytes(), &epoch.0.to_be_bytes()].concat()
}

/// Reads [`space_secret_key`].
pub(crate) fn parse_space_secret_key(key: &[u8]) -> Option<(SpaceId, Epoch)> {
    let (space, epoch) = key.strip_prefix(SPACE_SECRETS)?.split_at_checked(SpaceId::LEN)?;
    Some((SpaceId::parse(space)?, Epoch(u32::from_be_bytes(epoch.try_into().ok()?))))
}

/// Beginning of the keys of a document's key records.
pub(crate) fn key_records_of(doc: DocumentId) -> Vec<u8> {
    [b"d".as_slice(), doc.as_bytes()].concat()
}

/// Beginning of the keys of packed key records of the documents that share their first byte with `doc`.
pub(crate) fn packed_records_of(doc: DocumentId) -> Vec<u8> {
    let [first, ..] = *doc.as_bytes();
    [b"p".as_slice(), &[first]].concat()
}

/// Key of a key record. Several devices may wrap one key for one epoch; one of them is enough.
pub(crate) fn key_record_key(doc: DocumentId, key: KeyId, epoch: Epoch) -> Vec<u8> {
    [key_records_of(doc).as_slice(), key.as_bytes(), &epoch.0.to_be_bytes()].concat()
}

/// Key of an envelope that was verified.
pub(crate) fn envelope_key(doc: DocumentId, device: DeviceId, ctr: u32) -> Vec<u8> {
    [doc.as_bytes().as_slice(), device.as_bytes(), &ctr.to_be_bytes()].concat()
}

/// Key of the part of a document's envelopes that a bundle brought: shorter than [`envelope_key`], and before all of them.
pub(crate) fn bundled_key(doc: DocumentId, part: u16) -> Vec<u8> {
    [doc.as_bytes().as_slice(), &part.to_be_bytes()].concat()
}

/// Is this a key of [`bundled_key`]?
pub(crate) const fn is_bundled(key: &[u8]) -> bool {
    key.len() == DocumentId::LEN + 2
}

/// Key of documents of a bundle that wait for keys: behind every received row.
pub(crate) fn waiting_key(first: DocumentId) -> Vec<u8> {
    [WAITING, first.as_bytes()].concat()
}

/// Beginning of the keys of [`waiting_key`].
pub(crate) const WAITING: &[u8] = &[u8::MAX; 8];

/// Key of a received row: ascending by place, so that the oldest is looked at first.
pub(crate) fn inbox_key(seq: Seq, envelope: EnvelopeId) -> Vec<u8> {
    [seq.0.to_be_bytes().as_slice(), envelope.as_bytes()].concat()
}

/// Key of the row that says that a device has its box.
pub(crate) fn boxed_key(space: SpaceId, epoch: Epoch, device: DeviceId) -> Vec<u8> {
    [meta::BOXED, space.as_bytes(), &epoch.0.to_be_bytes(), device.as_bytes()].concat()
}

/// What is in a sealed row of Meta.
pub(crate) fn encode<T: Encode<()>>(record: &T) -> Vec<u8> {
    codec::encode(record)
}

/// Reads a record.
///
/// # Errors
/// `Damaged`.
pub(crate) fn parse<T: for<'b> Decode<'b, ()> + Encode<()>>(bytes: &[u8]) -> Result<T, Trouble> {
    Ok(codec::parse(bytes)?)
}

/// Reads a record that this device sealed itself: it was encoded here, so that it is not encoded again to prove it.
///
/// # Errors
/// `Damaged`.
pub(crate) fn read_own<'b, T: Decode<'b, ()>>(bytes: &'b [u8]) -> Result<T, Trouble> {
    minicbor::decode(bytes).map_err(|_| Trouble::Damaged)
}
