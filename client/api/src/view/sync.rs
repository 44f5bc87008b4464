//! What a screen gets to see of delivery: the badge, the three truthful states, the log, the storage.

use crate::{
    ids::{CaseId, MemberId, Moment},
    refusal::RelayFault,
};
use serde::{Deserialize, Serialize};

/// The badge in the bar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncBadge {
    /// The link.
    pub link: LinkState,
    /// Envelopes that wait for the relay.
    pub waiting: u32,
    /// The last acknowledgement or greeting.
    pub last_contact: Option<Moment>,
    /// Envelopes that could not be opened.
    pub quarantined: u32,
    /// The device's storage is nearly full.
    pub storage_low: bool,
}

/// The link to the relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkState {
    /// No connection; the next try is planned.
    Offline,
    /// Trying.
    Connecting,
    /// Connected, exchanging.
    Syncing,
    /// Connected, nothing to do.
    Live,
    /// The relay refuses, for this reason.
    Refused(RelayFault),
    /// The relay has less than this device knows: editing goes on, people are told.
    Rewound,
    /// This device has no room for what comes; it tries again now and then.
    NoRoomHere,
    /// This device's store does not take what comes, or gives something damaged back; it tries again now and then.
    NotStored,
}

/// *Abgleich*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncView {
    /// The badge.
    pub badge: SyncBadge,
    /// Documents in each of the three states.
    pub documents: (u32, u32, u32),
    /// What waits on this device.
    pub waiting: Vec<DocumentLine>,
    /// What is on the relay and not yet opened by a colleague: the newest, at most 20; everything else has arrived.
    pub on_the_relay: Vec<DocumentLine>,
    /// What happened, newest first, at most 100.
    pub log: Vec<SyncLogLine>,
    /// Storage of this device.
    pub storage: Storage,
    /// How many received changes wait for a key that a colleague's device has still to hand over.
    pub waiting_for_keys: u32,
    /// What could not be opened.
    pub quarantine: Vec<QuarantineLine>,
}

/// A document on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentLine {
    /// Its case, if it is one.
    pub case: Option<CaseId>,
    /// The case's title, or empty.
    pub title: String,
    /// Code of the document's kind.
    pub kind: String,
    /// How many envelopes of it wait for the relay.
    pub envelopes: u32,
}

/// A line of the sync log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncLogLine {
    /// When.
    pub at: Moment,
    /// What, as a code; its sentence is `sync-log-<code>`.
    pub code: String,
    /// How many, where the sentence counts something.
    pub count: u32,
}

/// An envelope in quarantine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantineLine {
    /// When it came.
    pub at: Moment,
    /// Its case, if known.
    pub case: Option<CaseId>,
    /// The case's title, or empty.
    pub title: String,
    /// From whom, if known.
    pub by: Option<MemberId>,
    /// Why, as a code; its sentence is `quarantine-<code>`.
    pub code: String,
}

/// Storage of this device, as far as the browser says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Storage {
    /// Bytes used.
    pub used: Option<u64>,
    /// Bytes allowed.
    pub quota: Option<u64>,
    /// Does the browser promise to keep them?
    pub persistent: Option<bool>,
}
