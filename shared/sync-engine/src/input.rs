//! What happens to an engine. Every effect that can fail or takes time is answered by one of these.

use crate::{resume::OutboxEntry, status::StoreFault};
use protocol::{
    auth::Authentication,
    chain::SignedOperation,
    codec::ParseError,
    ids::{DocumentId, EnvelopeId, OperationId, Seq, SpaceId},
    message::{CutQuery, NackReason, RelayMessage},
    records::{Checkpoint, CheckpointClaim, KeyRecord, SpaceBox},
};

/// Why there is no link (any more).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkLoss {
    /// It could not be made.
    Unreachable,
    /// It was closed or broke.
    Closed,
}

/// Bytes of outbox envelopes, answering [`crate::Effect::LoadOutbox`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The number of the request.
    pub load: u32,
    /// Encoded envelopes under their names. One that was asked for and is not here holds its document.
    pub envelopes: Vec<(EnvelopeId, Vec<u8>)>,
    /// Every key record that these envelopes need and that is not known to be at the relay. Sending one again is harmless.
    pub records: Vec<KeyRecord>,
}

/// What the vault found when it verified operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainVerdict {
    /// All of them are verified and stored: this is the chain now.
    Extended {
        /// Number of operations.
        len: u64,
        /// Its head.
        head: OperationId,
    },
    /// One is of a kind that this version does not know: syncing pauses until the app is newer, editing goes on (A7).
    TooNew,
    /// One does not verify, or does not follow: the relay serves another history.
    Broken,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The vault is unlocked: begin.
    Start,
    /// The link asked for by [`crate::Effect::Connect`] is open. Nothing of an earlier link may follow.
    LinkUp,
    /// The link could not be made or is gone. Not reported after [`crate::Effect::Disconnect`].
    LinkDown(LinkLoss),
    /// A frame arrived.
    Received(RelayMessage),
    /// A frame arrived that could not be read.
    Unreadable(ParseError),
    /// The moment of the last [`crate::Effect::WakeAt`] has come (early or late does no harm).
    Tick,
    /// A person or the system wants it now: reconnect at once, leave a pause.
    SyncNow,
    /// The app came to the front, or the network came back: do not wait for the rest of the backoff.
    Wake,
    /// Somebody looks at the device, or nobody does any more: then tries to connect may be rare. Assumed at the start.
    Attended(bool),

    /// Answers [`crate::Effect::SignChallenge`].
    Signed(Authentication),
    /// These envelopes were sealed and are durable here, in this order (S1).
    Committed(Vec<OutboxEntry>),
    /// Answers [`crate::Effect::Reseal`]: these, durable, take the place of every entry of the document from that counter on.
    Resealed {
        /// The document.
        doc: DocumentId,
        /// The first counter that was replaced.
        from_ctr: u32,
        /// Their replacements, in order; may be none.
        entries: Vec<OutboxEntry>,
    },
    /// Answers [`crate::Effect::LoadOutbox`].
    Loaded(Loaded),
    /// Answers [`crate::Effect::StoreBatch`]: rows and cursor are durable (S4).
    Stored {
        /// The batch's `to`.
        up_to: Seq,
    },
    /// Answers [`crate::Effect::StoreKeys`]: keys and their cursor are durable.
    KeysStored {
        /// The effect's `to`.
        up_to: Seq,
    },
    /// The store refused a batch, a bundle, keys or operations: nothing more is asked for until `SyncNow`.
    NotStored(StoreFault),

    /// Append this operation. Several in a row must follow each other.
    /// The operation is signed on the chain's head or on the one wanted before it.
    ChainWanted(SignedOperation),
    /// Answers [`crate::Effect::StoreChain`].
    ChainJudged(ChainVerdict),
    /// Ask the relay for heads behind a cut.
    CutListWanted(CutQuery),
    /// Upload these; durable here until [`crate::Effect::KeysKept`].
    KeysWanted {
        /// Space keys for devices.
        boxes: Vec<SpaceBox>,
        /// Document keys.
        records: Vec<KeyRecord>,
    },
    /// Fetch these documents whole, now: key records and every envelope.
    DocumentsWanted(Vec<DocumentId>),
    /// The vault could not open or apply this; it is in quarantine (S4).
    Quarantined(EnvelopeId, NackReason),
    /// Answers [`crate::Effect::SignCheckpoint`], once everything up to its seq is opened or quarantined.
    CheckpointSigned(Checkpoint),
    /// Everything that was received of these spaces is opened or quarantined now: checkpoints that were not signed while
    /// something waited for keys, or for its turn after a first sync, are due again.
    Opened(Vec<SpaceId>),
    /// A checkpoint that the vault verified, of a device of another member (S12).
    Witnessed(CheckpointClaim),
}
