//! What the vault keeps for the engine between starts. It is written only by effects, so a crash between two of them costs
//! nothing but a repetition.

use protocol::{
    digest::SpaceDigest,
    ids::{DeviceId, DocumentId, EnvelopeId, OperationId, Seq, SpaceId, Timestamp, WorkspaceId},
    message::BootstrapPhase,
};
use std::collections::BTreeMap;

/// An envelope that was sealed and stored here and that the relay has not acknowledged yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutboxEntry {
    /// Its document.
    pub doc: DocumentId,
    /// Its name.
    pub envelope: EnvelopeId,
    /// Its counter in that document, of this device.
    pub ctr: u32,
    /// Length of the encoded envelope in bytes.
    pub len: usize,
}

/// The running digest of one space, and from where it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpaceTrack {
    /// The space.
    pub space: SpaceId,
    /// Rows up to here are inside the digest already and do not advance it: 0, or where a first sync of this space began.
    pub from: Seq,
    /// The digest at the cursor, or at `from` if that is further.
    pub digest: SpaceDigest,
}

/// How far a first sync has come. Stored with every bundle, so that it goes on where it was cut off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BootstrapCursor {
    /// The state of the log that is being read.
    pub at: Seq,
    /// The spaces that are read, with their digests at `at`, sorted by space.
    pub tracks: Vec<SpaceTrack>,
    /// Cards of all spaces first, then bodies.
    pub phase: BootstrapPhase,
    /// The space being read.
    pub space: SpaceId,
    /// The last document of it that is stored; zero if none.
    pub after: DocumentId,
    /// `true` if the log itself starts at `at` afterwards (a newcomer); `false` if only some spaces are new.
    pub whole_log: bool,
}

/// Everything durable that the engine starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resume {
    /// The tenant.
    pub workspace: WorkspaceId,
    /// This device.
    pub device: DeviceId,
    /// Number of operations of the verified chain; 0 for a device that has none yet.
    pub chain_len: u64,
    /// Its head; zero if there is none.
    pub chain_head: OperationId,
    /// Rows up to here are stored, as the last `StoreBatch` said.
    pub cursor: Seq,
    /// Boxes and key records up to here are stored, as the last `StoreKeys` said.
    pub keys_cursor: Seq,
    /// As the last `StoreBatch` said.
    pub tracks: Vec<SpaceTrack>,
    /// As the last `SaveBootstrap` said.
    pub bootstrap: Option<BootstrapCursor>,
    /// In the order in which they were sealed.
    pub outbox: Vec<OutboxEntry>,
    /// As [`SyncStatus::arrived`](crate::SyncStatus::arrived) said last.
    pub arrived: BTreeMap<SpaceId, Seq>,
    /// As [`SyncStatus::last_contact`](crate::SyncStatus::last_contact) said last.
    pub last_contact: Option<Timestamp>,
    /// As [`SyncStatus::last_contacts`](crate::SyncStatus::last_contacts) said last.
    pub last_contacts: BTreeMap<DeviceId, Timestamp>,
}

impl Resume {
    /// A device that has nothing yet but its name in the chain, or is about to get it.
    #[must_use]
    pub fn newcomer(workspace: WorkspaceId, device: DeviceId) -> Self {
        Self {
            workspace,
            device,
            chain_len: 0,
            chain_head: OperationId::from_bytes([0; OperationId::LEN]),
            cursor: Seq(0),
            keys_cursor: Seq(0),
            tracks: Vec::new(),
            bootstrap: None,
            outbox: Vec::new(),
            arrived: BTreeMap::new(),
            last_contact: None,
            last_contacts: BTreeMap::new(),
        }
    }
}
