//! What screens may say about syncing, each state only when it is true (S12).

use protocol::ids::{DeviceId, Seq, SpaceId, Timestamp};
use std::collections::BTreeMap;

/// Why a store did not take something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreFault {
    /// There is no room.
    Full,
    /// It failed, or gave something damaged back.
    Failed,
}

/// Why syncing rests until somebody asks for it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// The relay has less than it had, or another history.
    Rewound,
    /// The chain does not verify.
    ChainBroken,
    /// The chain or the relay is newer than this app.
    AppTooOld,
    /// This device could not store what came.
    NotStored(StoreFault),
    /// The setup link or the invitation is not accepted.
    NotAdmitted,
}

/// Where the engine is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Not started.
    Idle,
    /// No link; the next try is at this time at the latest.
    Offline {
        /// When.
        retry_at: Timestamp,
    },
    /// A link is being made, or is open and the relay has not spoken.
    Connecting,
    /// Founding the workspace.
    Founding,
    /// Waiting to be admitted.
    Joining,
    /// Proving who we are.
    Authenticating,
    /// Comparing where we stand.
    Greeting,
    /// In step, or getting there.
    Live,
    /// Resting until `SyncNow`.
    Paused(Pause),
}

/// Why a document's unsent envelopes wait although there is a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// The vault is sealing them again.
    Resealing,
    /// This device may not write there; tried again when the chain grows.
    NoRight,
    /// The document is erased.
    Erased,
    /// The relay refuses one as too big or malformed.
    Refused,
    /// A local row is missing.
    Incomplete,
}

/// The engine's part of the three truthful states of one document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DocumentSync {
    /// Envelopes on this device only, those in flight included: "gespeichert".
    pub waiting: usize,
    /// Of these, sent and not yet answered.
    pub in_flight: usize,
    /// Place of the last own envelope acknowledged since the engine started: "abgeglichen" if nothing waits. It has arrived
    /// if [`SyncStatus::arrived`] of its space is not before it: "angekommen".
    pub acknowledged: Option<Seq>,
    /// Why it waits in spite of a link.
    pub held: Option<Held>,
}

/// All of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncStatus {
    /// Where the engine is.
    pub phase: Phase,
    /// Rows up to here are stored.
    pub cursor: Seq,
    /// Last place in the relay's log that we heard of.
    pub relay_seq: Seq,
    /// Envelopes the relay has not acknowledged, those in flight included.
    pub waiting: usize,
    /// Sent and not yet answered.
    pub in_flight: usize,
    /// Documents that wait for something else than the link.
    pub held: usize,
    /// Some device of another member has opened everything of the space up to here.
    pub arrived: BTreeMap<SpaceId, Seq>,
    /// A first sync is under way and cards are still missing.
    pub cards_missing: bool,
    /// A first sync is under way and bodies are still missing.
    pub bodies_missing: bool,
    /// When the relay was last heard.
    pub last_contact: Option<Timestamp>,
    /// When each device of the workspace was last connected, by the relay's clock.
    pub last_contacts: BTreeMap<DeviceId, Timestamp>,
}

impl SyncStatus {
    /// The relay has rows and not one of them is here yet.
    #[must_use]
    pub fn has_nothing_yet(&self) -> bool {
        self.cursor == Seq(0) && Seq(0) < self.relay_seq
    }
}
