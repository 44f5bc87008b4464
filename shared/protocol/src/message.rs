//! The frames of the socket: canonical CBOR, at most [`crate::limits::FRAME`] bytes each. [PR6]
//!
//! The relay speaks first ([`RelayMessage::Challenge`]). A device authenticates; whoever is none yet may found a workspace with
//! the relay's setup token or accept an invitation, and nothing else.

use crate::{
    auth::{Authentication, Challenge},
    chain::{CutHead, SignedOperation},
    ids::{DeviceId, DocumentId, EnvelopeId, Epoch, OperationId, Seq, SpaceId, WorkspaceId},
    invitation::Accept,
    records::{Checkpoint, Confirmation, Covered, KeyRecord, SpaceBox},
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

/// What a device says.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum ClientMessage {
    /// Answers the challenge.
    #[n(0)]
    Authenticate(#[n(0)] Authentication),
    /// Founds a workspace with the relay's one-time setup token.
    #[n(1)]
    #[cbor(map)]
    Found {
        /// The token from the setup link.
        #[n(0)]
        token: ByteVec,
        /// The first operation.
        #[n(1)]
        genesis: SignedOperation,
    },
    /// Accepts an invitation: the one frame that a non-device of a workspace may send. May be repeated to ask again.
    #[n(2)]
    Accept(#[n(0)] Accept),
    /// Where I stand.
    #[n(3)]
    Hello(#[n(0)] Hello),
    /// Appends to the chain if its head is still the expected one.
    #[n(4)]
    #[cbor(map)]
    ChainPut {
        /// The operation.
        #[n(0)]
        operation: SignedOperation,
        /// The cut lists behind the cuts it names.
        #[n(1)]
        cut_lists: Vec<CutList>,
    },
    /// Boxes and key records that are missing at the relay. Idempotent.
    #[n(5)]
    #[cbor(map)]
    KeysPut {
        /// Space keys for devices.
        #[n(0)]
        boxes: Vec<SpaceBox>,
        /// Document keys.
        #[n(1)]
        records: Vec<KeyRecord>,
    },
    /// Envelopes, in order per document, with the key records they need.
    #[n(6)]
    #[cbor(map)]
    Push {
        /// Encoded envelopes.
        #[n(0)]
        envelopes: Vec<ByteVec>,
        /// Document keys they need; committed first.
        #[n(1)]
        records: Vec<KeyRecord>,
        /// Others' envelopes, after `Rewound` only.
        #[n(2)]
        refill: bool,
    },
    /// Everything up to here is stored: the relay may send more.
    #[n(7)]
    #[cbor(map)]
    Applied {
        /// The cursor.
        #[n(0)]
        seq: Seq,
    },
    /// Asks for the next bundle of a first sync.
    #[n(8)]
    #[cbor(map)]
    Bootstrap {
        /// State of the log to read, from `Welcome`.
        #[n(0)]
        at: Seq,
        /// The space.
        #[n(1)]
        space: SpaceId,
        /// Cards first, then bodies.
        #[n(2)]
        phase: BootstrapPhase,
        /// Continue behind this document; zero to begin.
        #[n(3)]
        after: DocumentId,
    },
    /// Asks for whole documents now.
    #[n(9)]
    #[cbor(map)]
    FetchDocs {
        /// Which.
        #[n(0)]
        docs: Vec<DocumentId>,
    },
    /// Confirms a snapshot.
    #[n(10)]
    SnapshotConfirm(#[n(0)] Confirmation),
    /// This envelope could not be opened or applied.
    #[n(11)]
    #[cbor(map)]
    Nack {
        /// The envelope.
        #[n(0)]
        envelope: EnvelopeId,
        /// Why.
        #[n(1)]
        reason: NackReason,
    },
    /// What I have, after `Rewound`.
    #[n(12)]
    Have(#[n(0)] Vec<DocumentState>),
    /// What I lack, after `Rewound`.
    #[n(13)]
    Want(#[n(0)] Vec<DocumentState>),
    /// What I saw of the log.
    #[n(14)]
    Checkpoint(#[n(0)] Checkpoint),
    /// Asks for the heads behind a cut.
    #[n(15)]
    #[cbor(map)]
    GetCutList {
        /// Whose right is to end.
        #[n(0)]
        devices: Vec<DeviceId>,
        /// Where.
        #[n(1)]
        space: SpaceId,
    },
    /// Are you there?
    #[n(16)]
    Ping,
    /// Asks for operations of the chain.
    #[n(17)]
    #[cbor(map)]
    GetChain {
        /// Number of operations that are already there.
        #[n(0)]
        from: u64,
    },
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

/// The heads behind a cut.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct CutList {
    /// The space.
    #[n(0)]
    pub space: SpaceId,
    /// Sorted.
    #[n(1)]
    pub heads: Vec<CutHead>,
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

/// What the relay says.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum RelayMessage {
    /// Prove who you are.
    #[n(0)]
    Challenge(#[n(0)] Challenge),
    /// The device is authenticated: greet.
    #[n(1)]
    Authenticated,
    /// No. The socket closes unless the frame was `Accept`, `ChainPut`, `KeysPut` or a query.
    #[n(2)]
    Refused(#[n(0)] Refusal),
    /// The workspace exists from now on; authenticate as its first device.
    #[n(3)]
    Founded(#[n(0)] WorkspaceId),
    /// The acceptance is kept and shown to the inviter; wait.
    #[n(4)]
    AcceptKept,
    /// The device that accepted is in the chain now: authenticate.
    #[n(5)]
    Admitted,
    /// Second half of the greeting: where the relay stands.
    #[n(6)]
    #[cbor(map)]
    Welcome {
        /// Last place in the log.
        #[n(0)]
        seq: Seq,
        /// Digest of each readable space there.
        #[n(1)]
        digests: Vec<DigestOf>,
        /// Number of operations in the chain.
        #[n(2)]
        chain_len: u64,
        /// Its head.
        #[n(3)]
        chain_head: OperationId,
        /// Lowest and highest delay in ms before the next try to connect.
        #[n(4)]
        reconnect_ms: (u32, u32),
    },
    /// The relay has less than the device knows, or another history (S9). `Have`/`Want` follow.
    #[n(7)]
    #[cbor(map)]
    Rewound {
        /// Last place in the log.
        #[n(0)]
        seq: Seq,
        /// Number of operations in the chain.
        #[n(1)]
        chain_len: u64,
        /// Its head.
        #[n(2)]
        chain_head: OperationId,
    },
    /// Operations of the chain, in order.
    #[n(8)]
    #[cbor(map)]
    Chain {
        /// Number of operations before the first one here.
        #[n(0)]
        from: u64,
        /// The operations.
        #[n(1)]
        operations: Vec<SignedOperation>,
        /// Cut lists of the removals among them.
        #[n(2)]
        cut_lists: Vec<CutList>,
    },
    /// The operation was appended, or stood there already.
    #[n(9)]
    ChainAppended(#[n(0)] OperationId),
    /// Somebody was faster, or the operation is refused; `Chain` follows.
    #[n(10)]
    ChainRefused(#[n(0)] OperationId),
    /// Boxes for this device and key records of its spaces, in order of arrival.
    #[n(11)]
    #[cbor(map)]
    Keys {
        /// Cursor after these.
        #[n(0)]
        to: Seq,
        /// Space keys.
        #[n(1)]
        boxes: Vec<SpaceBox>,
        /// Document keys.
        #[n(2)]
        records: Vec<KeyRecord>,
    },
    /// Results of a push, each durable before it is said (S2).
    #[n(12)]
    Acks(#[n(0)] Vec<Ack>),
    /// Rows of the log in the reader's spaces: every one of them with `from` < seq ≤ `to`.
    #[n(13)]
    #[cbor(map)]
    Events {
        /// Cursor before.
        #[n(0)]
        from: Seq,
        /// Cursor after; beyond the last row's seq if other spaces' rows follow.
        #[n(1)]
        to: Seq,
        /// The rows, ascending.
        #[n(2)]
        rows: Vec<LogRow>,
    },
    /// Part of a first sync.
    #[n(14)]
    #[cbor(map)]
    Bundle {
        /// The space.
        #[n(0)]
        space: SpaceId,
        /// The phase.
        #[n(1)]
        phase: BootstrapPhase,
        /// The documents, ascending.
        #[n(2)]
        documents: Vec<BundledDocument>,
        /// `true` if nothing follows in this phase of this space.
        #[n(3)]
        complete: bool,
    },
    /// Documents that were asked for.
    #[n(15)]
    DocBundle(#[n(0)] Vec<BundledDocument>),
    /// What the relay has, after `Rewound`.
    #[n(16)]
    Have(#[n(0)] Vec<DocumentState>),
    /// What the relay lacks, after `Rewound`.
    #[n(17)]
    Want(#[n(0)] Vec<DocumentState>),
    /// The heads that a removal's cut must hash.
    #[n(18)]
    CutList(#[n(0)] CutList),
    /// Checkpoints of other devices.
    #[n(19)]
    Checkpoints(#[n(0)] Vec<Checkpoint>),
    /// Confirmed snapshots.
    #[n(20)]
    Confirmations(#[n(0)] Vec<Confirmation>),
    /// Somebody accepted an invitation of this workspace.
    #[n(21)]
    Joining(#[n(0)] Vec<Accept>),
    /// A hint that this device is no longer one; only the verified chain acts.
    #[n(22)]
    Revoked,
    /// I am here.
    #[n(23)]
    Pong,
    /// The pushed boxes and key records are durable.
    #[n(24)]
    KeysKept,
    /// When each device of the workspace was last connected, by the relay's clock in ms.
    #[n(25)]
    LastContacts(#[n(0)] Vec<(DeviceId, u64)>),
}
