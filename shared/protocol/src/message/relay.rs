//! What the relay says. (PR6)

use super::{Ack, BootstrapPhase, BundledDocument, CutList, DigestOf, DocumentState, LogRow, Refusal};
use crate::{
    auth::Challenge,
    chain::SignedOperation,
    codec::{self, ParseError},
    ids::{DeviceId, DocumentId, OperationId, Seq, SpaceId, WorkspaceId},
    invitation::Accept,
    limits,
    records::{Checkpoint, Confirmation, Destruction, KeyRecord, SpaceBox},
};
use minicbor::{Decode, Encode};

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
    },
    /// The operation was appended, or stood there already.
    #[n(9)]
    ChainAppended(#[n(0)] OperationId),
    /// Somebody was faster, or the operation is refused; `Chain` follows.
    #[n(10)]
    ChainRefused(#[n(0)] OperationId),
    /// Boxes for this device and key records of its spaces: every one of them with `from` < place ≤ `to`.
    #[n(11)]
    #[cbor(map)]
    Keys {
        /// Cursor before.
        #[n(0)]
        from: Seq,
        /// Cursor after.
        #[n(1)]
        to: Seq,
        /// Space keys.
        #[n(2)]
        boxes: Vec<SpaceBox>,
        /// Document keys.
        #[n(3)]
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
    /// A hint that these documents are destroyed here; only their erasure acts.
    #[n(26)]
    Gone(#[n(0)] Vec<DocumentId>),
    /// Documents that other devices have destroyed.
    #[n(27)]
    Destructions(#[n(0)] Vec<Destruction>),
}

impl RelayMessage {
    /// The frame.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        codec::encode(self)
    }

    /// Reads one frame of the relay. (PR6)
    ///
    /// # Errors
    /// `TooBig` beyond a limit, `Unknown` for a message of a newer version, otherwise what [`codec::parse`] says.
    pub fn parse(frame: &[u8]) -> Result<Self, ParseError> {
        if limits::FRAME < frame.len() {
            return Err(ParseError::TooBig);
        }
        codec::parse(frame)
    }
}
