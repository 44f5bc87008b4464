//! What a device says. (PR6)

use super::{BootstrapPhase, CutQuery, DocumentState, Hello, NackReason};
use crate::{
    auth::Authentication,
    chain::SignedOperation,
    codec::{self, ParseError},
    ids::{DocumentId, EnvelopeId, Seq, SpaceId},
    invitation::Accept,
    limits,
    records::{Checkpoint, Confirmation, Destruction, KeyRecord, SpaceBox},
};
use minicbor::{Decode, Encode, bytes::ByteVec};

/// What a device says.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[expect(clippy::large_enum_variant, reason = "one at a time, and about to be encoded")]
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
    /// Appends to the chain if its head is still the one that the operation follows.
    #[n(4)]
    ChainPut(#[n(0)] SignedOperation),
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
    GetCutList(#[n(0)] CutQuery),
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
    /// I have destroyed a document, as its erasure asked.
    #[n(18)]
    Destroyed(#[n(0)] Destruction),
}

impl ClientMessage {
    /// The frame.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        codec::encode(self)
    }

    /// Reads one frame of a device, and holds it to the limits of one request. (PR6)
    ///
    /// # Errors
    /// `TooBig` beyond a limit, `Unknown` for a message of a newer version, otherwise what [`codec::parse`] says.
    pub fn parse(frame: &[u8]) -> Result<Self, ParseError> {
        if limits::FRAME < frame.len() {
            return Err(ParseError::TooBig);
        }
        let message: Self = codec::parse(frame)?;
        if message.names_too_much() { Err(ParseError::TooBig) } else { Ok(message) }
    }

    fn names_too_much(&self) -> bool {
        match self {
            Self::Push { envelopes, records, .. } => {
                limits::PUSH_ENVELOPES < envelopes.len() || limits::PUSH_ENVELOPES < records.len()
            }
            Self::Accept(accept) => limits::SEALED_NAME < accept.name.len(),
            Self::FetchDocs { docs } => limits::NAMED_DOCUMENTS < docs.len(),
            Self::Have(documents) | Self::Want(documents) => limits::NAMED_DOCUMENTS < documents.len(),
            Self::Authenticate(_)
            | Self::Found { .. }
            | Self::Hello(_)
            | Self::ChainPut(_)
            | Self::KeysPut { .. }
            | Self::Applied { .. }
            | Self::Bootstrap { .. }
            | Self::SnapshotConfirm(_)
            | Self::Nack { .. }
            | Self::Checkpoint(_)
            | Self::GetCutList(_)
            | Self::Ping
            | Self::GetChain { .. }
            | Self::Destroyed(_) => false,
        }
    }
}
