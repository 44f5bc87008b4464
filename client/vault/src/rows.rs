//! Which row holds what: keys and records of every table.
//!
//! Records are canonical CBOR like everything on the wire. What names a person, a document's content or a setting is sealed
//! under the device's storage key before it comes here; what lies open is what travels open, too (see `SPEC.md`).

use crate::store::StoreError;
use api::refusal::Refusal;
use minicbor::{
    Decode, Encode,
    bytes::{ByteArray, ByteVec},
};
use protocol::{
    chain::SignedOperation,
    codec::{self, ParseError},
    digest::SpaceDigest,
    ids::{DeviceId, DocumentId, EnvelopeId, Epoch, KeyId, Salt, Seq, SpaceId, Timestamp, WorkspaceId},
    invitation::Accept,
    message::{BootstrapPhase, NackReason},
};
use sealing::OpenError;
use sync_engine::{BootstrapCursor, OutboxEntry, SpaceTrack};

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
    /// [`super::LogRecord`], sealed.
    pub(crate) const LOG: &[u8] = b"log";
    /// [`super::MarkerRecord`]: what is being applied right now (S7).
    pub(crate) const MARKER: &[u8] = b"marker";
    /// Beginning of the rows that say which device has its box: space, epoch, device.
    pub(crate) const BOXED: &[u8] = b"boxed/";
}

/// What the passphrase opens, and how often it was wrong.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct SlotRecord {
    /// How the passphrase is stretched.
    #[n(0)]
    pub(crate) params: ByteVec,
    /// The storage key, wrapped.
    #[n(1)]
    pub(crate) wrapped: ByteVec,
    /// Wrong passphrases in a row.
    #[n(2)]
    pub(crate) wrong: u32,
    /// No try before this time.
    #[n(3)]
    pub(crate) not_before: Timestamp,
}

/// How far this device is on its way into a workspace.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) enum StandingRecord {
    /// Uses the relay's setup link.
    #[n(0)]
    #[cbor(map)]
    Founding {
        /// From the link.
        #[n(0)]
        token: ByteVec,
        /// The first operation.
        #[n(1)]
        genesis: SignedOperation,
        /// The own name.
        #[n(2)]
        name: String,
        /// The unit's name.
        #[n(3)]
        unit: String,
    },
    /// Accepted an invitation and waits.
    #[n(1)]
    #[cbor(map)]
    Joining {
        /// As it was sent: its words must stay the same.
        #[n(0)]
        accept: Box<Accept>,
        /// The own name.
        #[n(1)]
        name: String,
    },
    /// In the chain.
    #[n(2)]
    #[cbor(map)]
    Member {
        /// The own name as typed here; shown until the directory has it.
        #[n(0)]
        name: String,
        /// The unit's name, until the founder has written it into the directory.
        #[n(1)]
        unit: Option<String>,
        /// The own name still has to be written into the directory.
        #[n(2)]
        unnamed: bool,
        /// The tenant.
        #[n(3)]
        workspace: WorkspaceId,
    },
    /// The device is a recovery kit, about to add the one that stays.
    #[n(3)]
    #[cbor(map)]
    Recovering {
        /// The secret of the device that stays, sealed as it will lie here.
        #[n(0)]
        heir: ByteVec,
    },
}

/// Where one space's digest stands.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct TrackRecord {
    #[n(0)]
    space: SpaceId,
    #[n(1)]
    from: Seq,
    #[n(2)]
    digest: ByteArray<32>,
}

/// How far a first sync is.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct BootstrapRecord {
    #[n(0)]
    at: Seq,
    #[n(1)]
    tracks: Vec<TrackRecord>,
    #[n(2)]
    phase: BootstrapPhase,
    #[n(3)]
    space: SpaceId,
    #[n(4)]
    after: DocumentId,
    #[n(5)]
    whole_log: bool,
}

/// What the engine starts from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct CursorsRecord {
    /// The log is stored up to here.
    #[n(0)]
    pub(crate) cursor: Seq,
    /// Keys are stored up to here.
    #[n(1)]
    pub(crate) keys_cursor: Seq,
    /// Digests at the cursor.
    #[n(2)]
    pub(crate) tracks: Vec<TrackRecord>,
    /// A first sync under way.
    #[n(3)]
    pub(crate) bootstrap: Option<BootstrapRecord>,
}

/// What this person chose on this device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct SettingsRecord {
    /// Minutes until the automatic lock, 1 to 5.
    #[n(0)]
    pub(crate) auto_lock_minutes: u8,
    /// Where the person works, and on which day (days since 1970) that was said.
    #[n(1)]
    pub(crate) site: Option<(ByteArray<16>, i32)>,
    /// `false` while the recovery kit was printed and not checked, `None` without one.
    #[n(2)]
    pub(crate) kit: Option<bool>,
}

impl Default for SettingsRecord {
    fn default() -> Self {
        Self { auto_lock_minutes: 5, site: None, kit: None }
    }
}

/// One line of the sync log.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct LogRecord {
    /// When.
    #[n(0)]
    pub(crate) at: Timestamp,
    /// What, as a code of the locale.
    #[n(1)]
    pub(crate) code: String,
    /// How many.
    #[n(2)]
    pub(crate) count: u32,
}

/// What was being applied when the process ended (S7).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct MarkerRecord {
    /// The document.
    #[n(0)]
    pub(crate) doc: DocumentId,
    /// The one envelope, once the document is loaded step by step.
    #[n(1)]
    pub(crate) envelope: Option<EnvelopeId>,
}

/// An envelope that the relay has not acknowledged.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct OutboxRecord {
    /// Its document.
    #[n(0)]
    pub(crate) doc: DocumentId,
    /// Its name.
    #[n(1)]
    pub(crate) envelope: EnvelopeId,
    /// Its counter.
    #[n(2)]
    pub(crate) ctr: u32,
    /// Length of its encoding.
    #[n(3)]
    pub(crate) len: u64,
    /// The key whose record the relay may not have yet.
    #[n(4)]
    pub(crate) key: Option<KeyId>,
}

impl OutboxRecord {
    pub(crate) fn entry(&self) -> OutboxEntry {
        OutboxEntry {
            doc: self.doc,
            envelope: self.envelope,
            ctr: self.ctr,
            len: usize::try_from(self.len).unwrap_or(usize::MAX),
        }
    }
}

/// A received row that nobody has looked at yet (S4).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct InboxRecord {
    /// Its place; 0 if it came in a bundle.
    #[n(0)]
    pub(crate) seq: Seq,
    /// Its name, as the relay says.
    #[n(1)]
    pub(crate) envelope_id: EnvelopeId,
    /// The encoded envelope; absent for an own row.
    #[n(2)]
    pub(crate) envelope: Option<ByteVec>,
}

/// An envelope that could not be opened or applied (A8).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct QuarantineRecord {
    /// When it came.
    #[n(0)]
    pub(crate) at: Timestamp,
    /// Its place in the log.
    #[n(1)]
    pub(crate) seq: Seq,
    /// Its document, if the header could be read.
    #[n(2)]
    pub(crate) doc: Option<DocumentId>,
    /// The device that its header names.
    #[n(3)]
    pub(crate) device: Option<DeviceId>,
    /// Why.
    #[n(4)]
    pub(crate) reason: NackReason,
    /// As it came.
    #[n(5)]
    pub(crate) envelope: ByteVec,
}

/// One device's last envelope in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct HeadRecord {
    /// The device.
    #[n(0)]
    pub(crate) device: DeviceId,
    /// Its last counter.
    #[n(1)]
    pub(crate) ctr: u32,
    /// Its last counted change.
    #[n(2)]
    pub(crate) change_ctr: u32,
    /// The envelope with the last counter.
    #[n(3)]
    pub(crate) envelope: EnvelopeId,
}

/// How far a card covers one device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct CoverRecord {
    /// The device.
    #[n(0)]
    pub(crate) device: DeviceId,
    /// Its last counted change.
    #[n(1)]
    pub(crate) ctr: u32,
}

/// What the index knows of one document (A11).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct EntryRecord {
    /// The document.
    #[n(0)]
    pub(crate) doc: DocumentId,
    /// Its space.
    #[n(1)]
    pub(crate) space: SpaceId,
    /// Its salt.
    #[n(2)]
    pub(crate) salt: Salt,
    /// Its kind as `casework` numbers them; 0 while no card or body was opened.
    #[n(3)]
    pub(crate) kind: u8,
    /// The newest card, as `casework` encodes it; empty for none.
    #[n(4)]
    pub(crate) card: ByteVec,
    /// What the card covers, ascending by device.
    #[n(5)]
    pub(crate) covers: Vec<CoverRecord>,
    /// What is here, ascending by device.
    #[n(6)]
    pub(crate) heads: Vec<HeadRecord>,
    /// Last place in the log that is known of it; 0 for none.
    #[n(7)]
    pub(crate) seq: Seq,
}

impl CursorsRecord {
    pub(crate) fn set_tracks(&mut self, tracks: &[SpaceTrack]) {
        self.tracks = tracks.iter().map(TrackRecord::of).collect();
    }

    pub(crate) fn tracks(&self) -> Vec<SpaceTrack> {
        self.tracks.iter().map(TrackRecord::track).collect()
    }

    pub(crate) fn set_bootstrap(&mut self, cursor: Option<&BootstrapCursor>) {
        self.bootstrap = cursor.map(|cursor| BootstrapRecord {
            at: cursor.at,
            tracks: cursor.tracks.iter().map(TrackRecord::of).collect(),
            phase: cursor.phase,
            space: cursor.space,
            after: cursor.after,
            whole_log: cursor.whole_log,
        });
    }

    pub(crate) fn bootstrap(&self) -> Option<BootstrapCursor> {
        self.bootstrap.as_ref().map(|record| BootstrapCursor {
            at: record.at,
            tracks: record.tracks.iter().map(TrackRecord::track).collect(),
            phase: record.phase,
            space: record.space,
            after: record.after,
            whole_log: record.whole_log,
        })
    }
}

impl TrackRecord {
    fn of(track: &SpaceTrack) -> Self {
        Self { space: track.space, from: track.from, digest: ByteArray::from(track.digest.0) }
    }

    fn track(&self) -> SpaceTrack {
        SpaceTrack { space: self.space, from: self.from, digest: SpaceDigest(*self.digest) }
    }
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

/// Key of a key record. Several devices may wrap one key for one epoch; one of them is enough.
pub(crate) fn key_record_key(doc: DocumentId, key: KeyId, epoch: Epoch) -> Vec<u8> {
    [key_records_of(doc).as_slice(), key.as_bytes(), &epoch.0.to_be_bytes()].concat()
}

/// Key of an envelope that was verified.
pub(crate) fn envelope_key(doc: DocumentId, device: DeviceId, ctr: u32) -> Vec<u8> {
    [doc.as_bytes().as_slice(), device.as_bytes(), &ctr.to_be_bytes()].concat()
}

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
