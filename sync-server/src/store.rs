//! What the relay keeps, behind one trait: memory and SQLite today, judged by one contract suite (`SPEC.md`, RS).
//!
//! The trait is synchronous on purpose. Exactly one thread writes ([`crate::journal`]): it hands over whatever queued up
//! meanwhile as one batch, and one durable commit pays for all of it. Whether a write is *permitted* is judged before it
//! comes here; whether it still *fits* (the chain's length, counters, duplicates) is checked here, under the same lock as the
//! write itself, so that nothing that was judged by an older chain slips in (RS4).

pub(crate) mod memory;
pub(crate) mod sqlite;

#[cfg(test)]
mod contract;

use protocol::{
    chain::{CutHead, SignedOperation},
    digest::SpaceDigest,
    envelope::Envelope,
    ids::{DeviceId, DocumentId, EnvelopeId, KeyId, Seq, SpaceId, WorkspaceId},
    invitation::Accept,
    message::{BootstrapPhase, BundledDocument, NackReason},
    records::{Checkpoint, Covered, KeyRecord, SpaceBox},
};
use std::collections::BTreeSet;

/// Why the store did not do something.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// No room. Nothing of the batch was stored; it may be tried again.
    #[error("the disk is full")]
    Full,
    /// The database failed. After a failed sync nobody knows what is on the disk, so the relay stops serving.
    #[error("the database failed: {0}")]
    Failed(#[from] rusqlite::Error),
    /// What was read does not parse: the file is damaged or was written by something else.
    #[error("stored bytes of {0} cannot be read")]
    Damaged(&'static str),
    /// The writer has ended.
    #[error("the store is closed")]
    Closed,
}

/// One intention to write. A batch of them is one durable step.
#[derive(Debug)]
pub(crate) enum Write {
    /// Nothing: proves that the writer is alive.
    Beat,
    /// Replaces the setup token that is waiting to be used, or adds another one.
    SetupToken {
        /// Hash of the token.
        hash: [u8; 32],
        /// Drop those made before.
        replace: bool,
    },
    /// Uses up a setup token and starts a workspace.
    Found {
        /// Hash of the token.
        hash: [u8; 32],
        /// The new workspace.
        workspace: WorkspaceId,
        /// Its first operation.
        genesis: SignedOperation,
    },
    /// Appends to the chain, if it is still as long as it was when the operation was judged.
    Operation {
        /// The workspace.
        workspace: WorkspaceId,
        /// Length of the chain before it.
        at_len: u64,
        /// The operation.
        operation: SignedOperation,
        /// What the cuts it names must be a cut of.
        cuts: Vec<ExpectedCut>,
    },
    /// Keeps boxes and key records; those that are there already are not kept twice.
    Keys {
        /// The workspace.
        workspace: WorkspaceId,
        /// Space keys for devices.
        boxes: Vec<SpaceBox>,
        /// Document keys.
        records: Vec<KeyRecord>,
    },
    /// Appends judged envelopes in order, with the key records they need, if the chain is as long as it was.
    Append {
        /// The workspace.
        workspace: WorkspaceId,
        /// Length of the chain by which they were judged.
        chain_len: u64,
        /// Document keys, durable before the rows.
        records: Vec<KeyRecord>,
        /// The envelopes.
        rows: Vec<NewRow>,
    },
    /// Keeps the acceptance of an invitation.
    Accept {
        /// The acceptance; it names its workspace.
        accept: Box<Accept>,
    },
    /// Keeps a device's newest checkpoint of a space.
    Checkpoint {
        /// The workspace.
        workspace: WorkspaceId,
        /// The checkpoint.
        checkpoint: Checkpoint,
    },
    /// Keeps a device's word that an envelope is unreadable for it.
    Nack {
        /// The workspace.
        workspace: WorkspaceId,
        /// Who says so.
        device: DeviceId,
        /// Of which envelope.
        envelope: EnvelopeId,
        /// Why.
        reason: NackReason,
    },
    /// Notes when a device was last connected.
    Contact {
        /// The workspace.
        workspace: WorkspaceId,
        /// The device.
        device: DeviceId,
        /// By the relay's clock, in ms.
        at_ms: u64,
    },
}

/// A cut that an operation names, to be compared with the log under the writer's lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExpectedCut {
    /// The space.
    pub space: SpaceId,
    /// Whose envelopes it ends.
    pub devices: Vec<DeviceId>,
    /// The hash.
    pub cut: [u8; 32],
}

/// An envelope that may be appended as far as rights and keys go.
#[derive(Clone, Debug)]
pub(crate) struct NewRow {
    /// Its name.
    pub id: EnvelopeId,
    /// The space of its document.
    pub space: SpaceId,
    /// The envelope, body and card included.
    pub envelope: Envelope,
}

/// What became of one write. Everything said here is durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// It is done, or was done before.
    Done,
    /// One outcome per row, in order.
    Rows(Vec<RowOutcome>),
    /// The chain has another length by now: judge again. Nothing was stored.
    ChainMoved,
    /// A cut is not the one of the log. Nothing was stored.
    CutDiffers,
    /// No such setup token, no such workspace, or no room for another acceptance. Nothing was stored.
    Unknown,
}

/// What became of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowOutcome {
    /// Durable at this place, now or before.
    Stored(Seq),
    /// An earlier one is missing; this counter is the last.
    Gap(u32),
    /// Another envelope has this counter, or it continues another one than the last.
    Clone,
}

/// How far a workspace has come. Streams to devices are cursors that run after these numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tip {
    /// Last place of the log.
    pub seq: Seq,
    /// Last place among boxes and key records.
    pub keys: Seq,
    /// Length of the chain; 0 if there is no such workspace.
    pub chain_len: u64,
    /// Last acceptance kept.
    pub accepts: u64,
    /// Last change of a checkpoint.
    pub checkpoints: u64,
}

/// A row of the log as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// Its place.
    pub seq: Seq,
    /// Its space.
    pub space: SpaceId,
    /// Its name.
    pub id: EnvelopeId,
    /// The encoded envelope; `None` for the reader's own rows.
    pub envelope: Option<Vec<u8>>,
}

/// A stretch of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RowSlice {
    /// Rows of the wanted spaces, ascending.
    pub rows: Vec<Row>,
    /// Everything up to here was looked at.
    pub to: Seq,
}

/// A stretch of boxes and key records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KeySlice {
    /// Boxes for the reader.
    pub boxes: Vec<SpaceBox>,
    /// Records of its spaces.
    pub records: Vec<KeyRecord>,
    /// Everything up to here was looked at.
    pub to: Seq,
}

/// The heads behind one cut of an operation, as they are kept beside it.
pub(crate) type CutHeads = (SpaceId, Vec<CutHead>);

/// Who reads, and what it may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reader {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The device.
    pub device: DeviceId,
    /// Its spaces.
    pub spaces: BTreeSet<SpaceId>,
}

/// Which parts of a document's envelopes are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parts {
    /// Bodies; cards are left out.
    Bodies,
    /// Cards; bodies are left out.
    Card,
    /// All there is.
    Whole,
}

impl Parts {
    /// The encoded envelope with these parts.
    pub(crate) fn of(self, envelope: &Envelope) -> Vec<u8> {
        match self {
            Self::Whole => envelope.encode(),
            Self::Card => envelope.clone().without_body().encode(),
            Self::Bodies => Envelope { card: None, ..envelope.clone() }.encode(),
        }
    }
}

/// What the relay keeps. Methods block: call them through [`crate::journal`].
pub(crate) trait Store: Send + Sync + 'static {
    /// Does the whole batch durably, key records before log rows, or fails and keeps no row of it.
    fn commit(&self, batch: &[Write]) -> Result<Vec<Written>, StoreError>;
    /// Is there any workspace?
    fn is_founded(&self) -> Result<bool, StoreError>;
    /// Every workspace, in no order that means anything.
    fn workspaces(&self) -> Result<Vec<WorkspaceId>, StoreError>;
    /// How far the workspace has come; all zero if there is none.
    fn tip(&self, workspace: WorkspaceId) -> Result<Tip, StoreError>;
    /// Operations behind the first `from`, of about `max_bytes`, at least one if there is one.
    fn chain(
        &self,
        workspace: WorkspaceId,
        from: u64,
        max_bytes: usize,
    ) -> Result<Vec<SignedOperation>, StoreError>;
    /// The heads behind the cut of this space that an operation named, sorted; `position` counts from 1. Empty if it named none.
    fn heads_behind_cut(
        &self,
        workspace: WorkspaceId,
        position: u64,
        space: SpaceId,
    ) -> Result<Vec<CutHead>, StoreError>;
    /// The last envelope of each of these devices in each document of the space, sorted.
    fn cut_heads(
        &self,
        workspace: WorkspaceId,
        space: SpaceId,
        devices: &[DeviceId],
    ) -> Result<Vec<CutHead>, StoreError>;
    /// Where an envelope stands in the log.
    fn place(&self, workspace: WorkspaceId, id: EnvelopeId) -> Result<Option<Seq>, StoreError>;
    /// The last envelope of a device in a document.
    fn head(
        &self,
        workspace: WorkspaceId,
        doc: DocumentId,
        device: DeviceId,
    ) -> Result<Option<(u32, EnvelopeId)>, StoreError>;
    /// The space of a document that has rows.
    fn space_of(&self, workspace: WorkspaceId, doc: DocumentId) -> Result<Option<SpaceId>, StoreError>;
    /// The running digest of a space at a place of the log.
    fn digest(&self, workspace: WorkspaceId, space: SpaceId, at: Seq) -> Result<SpaceDigest, StoreError>;
    /// Rows behind `after`, of about `max_bytes`, at least one if there is one.
    fn rows(&self, reader: &Reader, after: Seq, max_bytes: usize) -> Result<RowSlice, StoreError>;
    /// Boxes and key records behind `after`, of about `max_bytes`, at least one if there is one.
    fn keys(&self, reader: &Reader, after: Seq, max_bytes: usize) -> Result<KeySlice, StoreError>;
    /// Boxes behind `after`, all of them.
    fn boxes(&self, reader: &Reader, after: Seq) -> Result<KeySlice, StoreError>;
    /// Key records of a document, of one key or of all.
    fn records(
        &self,
        workspace: WorkspaceId,
        doc: DocumentId,
        key: Option<KeyId>,
    ) -> Result<Vec<KeyRecord>, StoreError>;
    /// Documents of a space behind a place, ascending, of about as many bytes as wanted, at least one if there is one.
    fn bundle(&self, wanted: &Wanted) -> Result<Bundled, StoreError>;
    /// The place in the log of a document's first row.
    fn born(&self, workspace: WorkspaceId, doc: DocumentId) -> Result<Option<Seq>, StoreError>;
    /// The last counted change of each device in a document, sorted by device.
    fn vector(&self, workspace: WorkspaceId, doc: DocumentId) -> Result<Vec<Covered>, StoreError>;
    /// Every envelope of a document in the order of the log, encoded.
    fn envelopes(
        &self,
        workspace: WorkspaceId,
        doc: DocumentId,
        parts: Parts,
    ) -> Result<Vec<Vec<u8>>, StoreError>;
    /// Acceptances kept behind `after`, each with its number.
    fn accepts(&self, workspace: WorkspaceId, after: u64) -> Result<Vec<(u64, Accept)>, StoreError>;
    /// The newest checkpoint of every device and space that changed behind `after`, each with its number.
    fn checkpoints(&self, workspace: WorkspaceId, after: u64) -> Result<Vec<(u64, Checkpoint)>, StoreError>;
    /// When each device was last connected, in ms.
    fn contacts(&self, workspace: WorkspaceId) -> Result<Vec<(DeviceId, u64)>, StoreError>;
}

/// Which documents to bundle, and what of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The space.
    pub space: SpaceId,
    /// Behind this one.
    pub after: DocumentId,
    /// Not those born later.
    pub born_by: Seq,
    /// The newest envelope that has a card, its body left out; or every envelope, cards left out.
    pub phase: BootstrapPhase,
    /// With their key records.
    pub with_records: bool,
    /// Of about so many bytes.
    pub max_bytes: usize,
}

/// Documents as they travel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bundled {
    /// The documents, ascending.
    pub documents: Vec<BundledDocument>,
    /// Nothing follows.
    pub ends: bool,
}

/// At most so many acceptances are kept of one invitation: whoever has the link could send any number.
pub(crate) const ACCEPTS_PER_INVITATION: u32 = 8;
