//! Says now and then what this device has received, and remembers what others said: the third truthful state. (SY14)

use protocol::{
    ids::{Seq, SpaceId, Timestamp},
    records::CheckpointClaim,
};
use std::collections::{BTreeMap, BTreeSet};

/// At most one round of checkpoints in this many ms.
const EVERY_MS: u64 = 2_000;

/// Own checkpoints that are due, and the furthest of others.
#[derive(Debug, Default)]
pub(crate) struct Checkpoints {
    /// Spaces with rows of others since the last round.
    touched: BTreeSet<SpaceId>,
    last: Option<Timestamp>,
    arrived: BTreeMap<SpaceId, Seq>,
}

impl Checkpoints {
    /// What others said before this engine started.
    pub(crate) fn resume(arrived: BTreeMap<SpaceId, Seq>) -> Self {
        Self { arrived, ..Self::default() }
    }

    /// A row of another device came in this space.
    pub(crate) fn touch(&mut self, space: SpaceId) {
        self.touched.insert(space);
    }

    /// When the next round is due, if there is one.
    pub(crate) fn due_at(&self, now: Timestamp) -> Option<Timestamp> {
        let earliest = self.last.map_or(now, |last| last.plus_ms(EVERY_MS));
        if self.touched.is_empty() { None } else { Some(earliest) }
    }

    /// The spaces of a round that is due now.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> BTreeSet<SpaceId> {
        if self.due_at(now).is_none_or(|at| now < at) {
            return BTreeSet::new();
        }
        self.last = Some(now);
        std::mem::take(&mut self.touched)
    }

    /// A device of another member has opened everything up to there.
    pub(crate) fn witnessed(&mut self, claim: &CheckpointClaim) {
        let arrived = self.arrived.entry(claim.space).or_default();
        *arrived = claim.seq.max(*arrived);
    }

    /// Per space, how far somebody else is.
    pub(crate) fn arrived(&self) -> &BTreeMap<SpaceId, Seq> {
        &self.arrived
    }
}
