//! Records about what travels: how far this device has read and sent, and what waits on either way.

use minicbor::{
    Decode, Encode,
    bytes::{ByteArray, ByteVec},
};
use protocol::{
    digest::SpaceDigest,
    ids::{DeviceId, DocumentId, EnvelopeId, KeyId, Seq, SpaceId, Timestamp},
    message::{BootstrapPhase, BundledDocument, NackReason},
};
use std::collections::BTreeMap;
use sync_engine::{BootstrapCursor, OutboxEntry, SpaceTrack, SyncStatus};

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

/// What is known of the others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct ReachedRecord {
    /// When the relay spoke last.
    #[n(0)]
    pub(crate) last_contact: Option<Timestamp>,
    /// How far somebody else has opened each space, ascending.
    #[n(1)]
    pub(crate) arrived: Vec<(SpaceId, Seq)>,
    /// When the relay last heard of each device: its id and eight bytes of time, big-endian, ascending by id. Not a list of pairs,
    /// whose codec would weigh more than what it carries.
    #[n(2)]
    last_contacts: Option<ByteVec>,
}

impl ReachedRecord {
    /// What the engine says, of devices that are in the chain: the relay may tell of any number of others.
    pub(crate) fn of(status: &SyncStatus, is_known: impl Fn(DeviceId) -> bool) -> Self {
        let mut contacts = Vec::new();
        for (device, at) in status.last_contacts.iter().filter(|(device, _)| is_known(**device)) {
            contacts.extend_from_slice(device.as_bytes());
            contacts.extend_from_slice(&at.0.to_be_bytes());
        }
        Self {
            last_contact: status.last_contact,
            arrived: status.arrived.iter().map(|(space, seq)| (*space, *seq)).collect(),
            last_contacts: Some(contacts.into()),
        }
    }

    /// When the relay last heard of each device.
    pub(crate) fn last_contacts(&self) -> BTreeMap<DeviceId, Timestamp> {
        let all = self.last_contacts.iter().flat_map(|bytes| bytes.chunks_exact(DeviceId::LEN + 8));
        all.filter_map(|one| {
            let (device, at) = one.split_at_checked(DeviceId::LEN)?;
            Some((DeviceId::parse(device)?, Timestamp(u64::from_be_bytes(at.try_into().ok()?))))
        })
        .collect()
    }

    /// Does it say of the others what `before` says?
    pub(crate) fn says_the_same(&self, before: &Self) -> bool {
        self.arrived == before.arrived && self.last_contacts == before.last_contacts
    }
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

/// Documents of a first sync whose cards no key opens yet, as they came.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct BundleRecord {
    /// The documents.
    #[n(0)]
    pub(crate) documents: Vec<BundledDocument>,
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
    /// The schema that the build knew which put it here.
    #[n(6)]
    pub(crate) schema: Option<u16>,
    /// What the relay calls it, which proves nothing.
    #[n(7)]
    pub(crate) named: Option<EnvelopeId>,
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
