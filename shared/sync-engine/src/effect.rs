//! What an engine wants done. The order of a returned list binds: an effect is complete before the next one begins.

use crate::{
    outbox::Acknowledged,
    resume::{BootstrapCursor, SpaceTrack},
    status::StoreFault,
};
use protocol::{
    auth::Challenge,
    chain::SignedOperation,
    ids::{DocumentId, EnvelopeId, Epoch, OperationId, Seq, Timestamp, WorkspaceId},
    invitation::Accept,
    message::{BootstrapPhase, BundledDocument, ClientMessage, CutList, LogRow, Refusal},
    records::{Checkpoint, CheckpointClaim, Confirmation, KeyRecord, SpaceBox},
};

/// Why envelopes must be sealed again, under the same counters (S5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResealWhy {
    /// The space was rotated: this is its epoch now. If it equals the one used, the space is stale and waits for a rotate.
    StaleEpoch(Epoch),
    /// The document key is not of the current epoch.
    StaleKey,
}

/// What became of a wanted operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainOutcome {
    /// It is in the chain; `StoreChain` with it went before this.
    Appended,
    /// Somebody was faster; what they appended is stored. Judge the intention against the new chain and sign again.
    Outrun,
    /// The relay does not take it: it breaks a rule.
    Refused,
}

/// Proof that the relay keeps these keys durably. Made only from its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeysKept {
    pub(crate) boxes: Vec<SpaceBox>,
    pub(crate) records: Vec<KeyRecord>,
}

impl KeysKept {
    /// Space keys that need no more upload.
    #[must_use]
    pub fn boxes(&self) -> &[SpaceBox] {
        &self.boxes
    }

    /// Document keys that need no more upload.
    #[must_use]
    pub fn records(&self) -> &[KeyRecord] {
        &self.records
    }
}

/// Something a person may have to know. Each says in its doc what to do; texts are the locale's matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyncNotice {
    /// The relay has less than it had, or another history (S9). Work goes on here; somebody who runs the relay must look.
    Rewound,
    /// Another member's checkpoint shows another log than ours: compare with that person, tell whoever runs the relay.
    Forked,
    /// The relay skipped rows or sent them out of order; the engine asks again by itself.
    Gap,
    /// The relay serves a chain that does not verify. Syncing pauses; tell whoever runs the relay.
    ChainBroken,
    /// The workspace uses what this version does not know: update the app; editing goes on (A7).
    AppTooOld,
    /// The relay does not know this device, or the chain ended its right: another member must look at the device list.
    NotRecognised,
    /// This device was copied: the same counter carries two changes. Replace the device (S5); nothing is sent until then.
    Cloned(DocumentId),
    /// This device may not write there (any more): what is unsent stays here; ask who administers the workspace.
    NoRightToWrite(DocumentId),
    /// The document was erased: unsent edits of it stay here until the person gives them up.
    DocumentErased(DocumentId),
    /// The relay refuses an envelope as too big or malformed: a bug to report; later edits of the document wait behind it.
    EnvelopeRefused(DocumentId, EnvelopeId),
    /// An outbox row's bytes are missing in the local store: run the storage check.
    OutboxIncomplete(DocumentId),
    /// The relay cannot store at the moment; the engine tries again by itself.
    RelayFull,
    /// The relay refused a frame for this reason; the engine tries again by itself.
    Refused(Refusal),
    /// The setup link is used or wrong: get a new one from whoever runs the relay.
    SetupLinkRefused,
    /// The invitation is unknown, used, cancelled or expired: ask for a new one.
    InvitationRefused,
    /// The relay hints that this device was revoked; the chain is being read, and only the chain decides.
    RevocationHinted,
    /// This device could not store it: what is saved stays; sync again.
    NotStored(StoreFault),
}

/// One thing to do.
#[expect(
    clippy::large_enum_variant,
    reason = "an effect lives for one step; boxing would cost every driver a line"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Open a link; answer with `LinkUp` or `LinkDown`.
    Connect,
    /// Close the link. Nothing of it may be reported afterwards.
    Disconnect,
    /// Send a frame on the open link.
    Send(ClientMessage),
    /// Sign this for the relay's origin; answer with `Signed`.
    SignChallenge(Challenge),
    /// Send `Tick` then. Replaces the wake before.
    WakeAt(Timestamp),
    /// Read these outbox envelopes; answer with `Loaded` and the same number.
    LoadOutbox {
        /// Number of the request.
        load: u32,
        /// Which, in the order in which they will be sent.
        envelopes: Vec<EnvelopeId>,
    },
    /// Store rows and cursor in one transaction; answer `Stored` or `NotStored`; then open and apply (S4).
    StoreBatch {
        /// The cursor after it.
        to: Seq,
        /// Rows above the cursor, ascending. Own rows have no envelope: they are here already.
        rows: Vec<LogRow>,
        /// All tracked spaces at `to`.
        tracks: Vec<SpaceTrack>,
    },
    /// Store boxes and key records and the keys cursor in one transaction (idempotent); answer `KeysStored`, or `NotStored`.
    StoreKeys {
        /// The cursor after it.
        to: Seq,
        /// Space keys for this device.
        boxes: Vec<SpaceBox>,
        /// Document keys.
        records: Vec<KeyRecord>,
    },
    /// Verify these on the roster and store them; answer `ChainJudged`. `from` is the length of the verified chain.
    StoreChain {
        /// Number of operations before the first one.
        from: u64,
        /// In order.
        operations: Vec<SignedOperation>,
    },
    /// What became of an operation asked for by `ChainWanted`.
    ChainResult {
        /// The operation.
        operation: OperationId,
        /// The outcome.
        outcome: ChainOutcome,
    },
    /// Remember how far the first sync is; `None` when it is complete.
    SaveBootstrap(Option<BootstrapCursor>),
    /// Store documents of a first sync together with how far it is, in one transaction. Rows may be here already. A document
    /// without heads goes on in the next bundle.
    StoreBundle {
        /// Cards alone, or every body.
        phase: BootstrapPhase,
        /// What came.
        documents: Vec<BundledDocument>,
        /// Where to go on after a crash.
        cursor: BootstrapCursor,
    },
    /// All cards are stored: lists and search are complete.
    CardsComplete,
    /// Documents asked for by `DocumentsWanted`. Rows may be here already.
    StoreDocuments(Vec<BundledDocument>),
    /// Drop these outbox rows and remember their places: each is durable at the relay (S2).
    Forget(Vec<Acknowledged>),
    /// Seal this document's outbox envelopes from this counter on again, same counters; answer `Resealed`.
    Reseal {
        /// The document.
        doc: DocumentId,
        /// The first counter the relay lacks.
        from_ctr: u32,
        /// Why.
        why: ResealWhy,
    },
    /// The relay lacks the document's key record: answer with `KeysWanted`.
    OfferRecords(DocumentId),
    /// The relay keeps these.
    KeysKept(KeysKept),
    /// Sign this if everything up to its seq is opened or quarantined and answer `CheckpointSigned`; otherwise say `Opened` once
    /// it is.
    SignCheckpoint(CheckpointClaim),
    /// Verify these; answer `Witnessed` for each that is valid and of another member.
    JudgeCheckpoints(Vec<Checkpoint>),
    /// Verify and keep these.
    StoreConfirmations(Vec<Confirmation>),
    /// Somebody accepts an invitation: show the words, let a person admit.
    Joining(Vec<Accept>),
    /// The heads behind a cut, asked for by `CutListWanted`.
    CutList(CutList),
    /// The workspace exists: store that before the challenge that follows is signed.
    Founded(WorkspaceId),
    /// The acceptance lies at the relay: wait for a member's device.
    AcceptKept,
    /// This device is in the chain: store that before the challenge that follows is signed.
    Admitted,
    /// Tell a person.
    Notice(SyncNotice),
    /// [`crate::Engine::status`] or a document's status changed.
    StatusChanged,
}
