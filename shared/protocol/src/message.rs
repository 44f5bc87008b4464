//! The frames of the socket: canonical CBOR, at most [`crate::limits::FRAME`] bytes each. (PR6)
//!
//! The relay speaks first ([`RelayMessage::Challenge`]). A device authenticates; whoever is none yet may found a workspace with
//! the relay's setup token or accept an invitation, and nothing else.

mod client;
mod relay;

pub use client::ClientMessage;
pub use relay::RelayMessage;

use crate::{
    chain::CutHead,
    ids::{DeviceId, DocumentId, EnvelopeId, Epoch, OperationId, Seq, SpaceId},
    limits,
    records::{Covered, KeyRecord},
};
use minicbor::{
    Decode, Encode,
    bytes::{ByteArray, ByteVec},
};

/// The protocol version of this build.
pub const VERSION: u16 = 1;

/// A device's running digest of one space.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DigestOf {
    /// The space.
    #[n(0)]
    pub space: SpaceId,
    /// Its digest at the cursor.
    #[n(1)]
    pub digest: ByteArray<32>,
}

/// What one device has of one document.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DocumentState {
    /// The document.
    #[n(0)]
    pub doc: DocumentId,
    /// Last envelope of each device that wrote there, sorted by device.
    #[n(1)]
    pub heads: Vec<Covered>,
}

/// First half of the greeting: where this device stands.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Hello {
    /// Protocol version of the client.
    #[n(0)]
    pub version: u16,
    /// Everything up to here is stored; 0 for a newcomer.
    #[n(1)]
    pub since: Seq,
    /// Key records and boxes up to here are stored.
    #[n(2)]
    pub keys_since: Seq,
    /// Digest of each readable space at `since`.
    #[n(3)]
    pub digests: Vec<DigestOf>,
    /// Number of operations of the pinned chain.
    #[n(4)]
    pub chain_len: u64,
    /// Its head; zero for a device that has none yet.
    #[n(5)]
    pub chain_head: OperationId,
    /// Optional abilities, by number; none in version 1.
    #[n(6)]
    pub features: Vec<u16>,
}

/// Phase of a first sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum BootstrapPhase {
    /// Newest card of every document: lists and search work after it.
    #[n(0)]
    Cards,
    /// Every body.
    #[n(1)]
    Bodies,
}

/// Why an envelope went into quarantine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum NackReason {
    /// No key opens it.
    #[n(0)]
    NoKey,
    /// It does not authenticate.
    #[n(1)]
    Tampered,
    /// Opened, but not what it should be.
    #[n(2)]
    Malformed,
    /// Its device had no right to it.
    #[n(3)]
    NotAllowed,
    /// Of a newer version.
    #[n(4)]
    TooNew,
    /// Applying it trapped.
    #[n(5)]
    Trapped,
}

/// Which heads are asked for, and from where on: a list may be longer than a frame.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct CutQuery {
    /// The space.
    #[n(0)]
    pub space: SpaceId,
    /// The operation whose cut of this space is meant; without one, the heads as they are now.
    #[n(1)]
    pub operation: Option<OperationId>,
    /// Whose heads, when they are asked for as they are now; with an operation, nobody.
    #[n(2)]
    pub devices: Vec<DeviceId>,
    /// Continue behind this head; absent to begin.
    #[n(3)]
    pub after: Option<(DocumentId, DeviceId)>,
}

/// Heads behind a cut, at most [`crate::limits::CUT_HEADS`] of them.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct CutList {
    /// The space.
    #[n(0)]
    pub space: SpaceId,
    /// The operation that was asked about.
    #[n(1)]
    pub operation: Option<OperationId>,
    /// Sorted.
    #[n(2)]
    pub heads: Vec<CutHead>,
    /// `true` if nothing follows.
    #[n(3)]
    pub complete: bool,
}

impl CutList {
    /// The part of sorted `heads` that answers a query.
    #[must_use]
    pub fn answering(query: &CutQuery, heads: Vec<CutHead>) -> Self {
        let behind = |head: &CutHead| query.after.is_none_or(|after| after < (head.doc, head.device));
        let mut heads = heads.into_iter().filter(behind);
        let page: Vec<CutHead> = heads.by_ref().take(limits::CUT_HEADS).collect();
        Self { space: query.space, operation: query.operation, heads: page, complete: heads.next().is_none() }
    }
}

/// One row of the log.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct LogRow {
    /// Its place.
    #[n(0)]
    pub seq: Seq,
    /// Its space, as the relay filed it; devices take it from the document's name instead.
    #[n(1)]
    pub space: SpaceId,
    /// Its name.
    #[n(2)]
    pub envelope_id: EnvelopeId,
    /// The encoded envelope; absent for the reader's own rows and for destroyed ones.
    #[n(3)]
    pub envelope: Option<ByteVec>,
}

/// A document in a bootstrap or fetch bundle.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct BundledDocument {
    /// Which, and the last counted change of each device that wrote there.
    #[n(0)]
    pub state: DocumentState,
    /// Key records.
    #[n(1)]
    pub records: Vec<KeyRecord>,
    /// Encoded envelopes: the newest card alone, or every body.
    #[n(2)]
    pub envelopes: Vec<ByteVec>,
}

/// What became of one pushed envelope.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Ack {
    /// The envelope.
    #[n(0)]
    pub envelope: EnvelopeId,
    /// Durable at this place, or why not.
    #[n(1)]
    pub outcome: PushOutcome,
}

/// Result of a push.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum PushOutcome {
    /// Durable, now or before.
    #[n(0)]
    Stored(#[n(0)] Seq),
    /// Its space was rotated or is stale: seal again under a newer epoch.
    #[n(1)]
    StaleEpoch(#[n(0)] Epoch),
    /// Its document key is not of the current epoch. Names the relay's last of that device and document.
    #[n(2)]
    #[cbor(map)]
    StaleKey {
        /// Last counter the relay has.
        #[n(0)]
        ctr: u32,
        /// Its envelope.
        #[n(1)]
        envelope: EnvelopeId,
    },
    /// The device may not write there.
    #[n(3)]
    NotMember,
    /// An earlier envelope is missing: the relay has this counter last.
    #[n(4)]
    CtrGap(#[n(0)] u32),
    /// The same counter with another content: this device was cloned.
    #[n(5)]
    Clone,
    /// The document is erased.
    #[n(6)]
    Erased,
    /// Beyond a limit.
    #[n(7)]
    TooBig,
    /// Cannot be read, or its signature does not match.
    #[n(8)]
    Malformed,
    /// The key record it needs is neither stored nor in this push.
    #[n(9)]
    NoKeyRecord,
    /// The relay cannot store now (disk full, removal in progress): try later.
    #[n(10)]
    Later,
}

/// Why the relay refuses a frame or closes a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Refusal {
    /// The frame cannot be read.
    #[n(0)]
    Malformed,
    /// The frame, or the client, is of a version the relay does not speak.
    #[n(1)]
    Version,
    /// Wrong answer to the challenge, or no such device. One answer for both, so that nobody can probe.
    #[n(2)]
    NotAuthenticated,
    /// The frame is not for this state or this device.
    #[n(3)]
    NotAllowed,
    /// The setup token is wrong or used.
    #[n(4)]
    SetupToken,
    /// The invitation is unknown, used, cancelled or expired.
    #[n(5)]
    Invitation,
    /// Larger than its limit.
    #[n(6)]
    TooBig,
    /// Too many, too fast.
    #[n(7)]
    Busy,
    /// The relay is going down.
    #[n(8)]
    ShuttingDown,
    /// The relay cannot store now.
    #[n(9)]
    Storage,
}
