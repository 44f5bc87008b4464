//! What came and waits: frames, rows without keys, checkpoints not signed yet, cards that are due.
//!
//! All of it is work that nobody asked for. It is done in small pieces between what a person wants, and rests after the store
//! failed, so that a full disk is not tried again and again.

use crate::bundles::Bundle;
use protocol::ids::{DocumentId, SpaceId, Timestamp};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What came and is not done with.
#[derive(Debug, Default)]
pub(crate) struct Incoming {
    /// Rows of the inbox that wait for keys: of which space, and how many envelopes.
    pub(crate) waiting: BTreeMap<Vec<u8>, (SpaceId, usize)>,
    /// Frames of a first sync that are stored next: one, or more after the store failed.
    pub(crate) bundles: VecDeque<Bundle>,
    /// The document that goes on in the next frame, and its last part.
    pub(crate) part: Option<(DocumentId, u16)>,
    /// Documents that were asked for by name.
    pub(crate) fetched: BTreeSet<DocumentId>,
    /// The store failed at work that may wait: not tried again before this.
    pub(crate) rests_until: Timestamp,
    /// Was what an older build could not read tried again since the start?
    pub(crate) has_retried: bool,
    /// Spaces whose checkpoint was not signed because something of them was not opened yet.
    pub(crate) owed: BTreeSet<SpaceId>,
}

/// Cards that this device sends unless fresher ones come.
#[derive(Debug, Default)]
pub(crate) struct CardsDue {
    /// When, by document.
    pub(crate) due: BTreeMap<DocumentId, Timestamp>,
    /// Were those of before the start looked for?
    pub(crate) knows: bool,
}
