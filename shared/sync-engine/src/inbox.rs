//! Receives rows of the log without a gap, and recomputes the digests that show a relay which rewound, forked or withheld. (SY8)
//!
//! ```text
//! Events ──► received ──StoreBatch──► Stored ──► stored ──► Applied
//!               ▲                                  │
//!               └────── link lost: back to ────────┘
//! ```

use crate::resume::SpaceTrack;
use protocol::{
    digest::SpaceDigest,
    ids::{Seq, SpaceId},
    message::{DigestOf, LogRow},
};
use std::collections::{BTreeMap, VecDeque};

/// Why rows are not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Rows are missing, or not in order.
    Gap,
    /// The digest differs from the one the relay named: another history.
    Mismatch,
    /// A space we do not follow yet: greet again to learn where it stands.
    NewSpace,
}

/// Rows to store in one transaction.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Batch {
    pub(crate) to: Seq,
    pub(crate) rows: Vec<LogRow>,
    pub(crate) tracks: Vec<SpaceTrack>,
}

type Tracks = BTreeMap<SpaceId, SpaceTrack>;

/// The receiving half.
#[derive(Debug)]
pub(crate) struct Inbox {
    received: Seq,
    tracks: Tracks,
    stored: Seq,
    stored_tracks: Tracks,
    /// Batches that the vault is storing.
    storing: VecDeque<(Seq, Tracks)>,
    /// What the relay said the digests are at one place ahead.
    promised: Option<(Seq, Vec<DigestOf>)>,
}

impl Inbox {
    pub(crate) fn new(cursor: Seq, tracks: Vec<SpaceTrack>) -> Self {
        let tracks: Tracks = tracks.into_iter().map(|track| (track.space, track)).collect();
        Self {
            received: cursor,
            tracks: tracks.clone(),
            stored: cursor,
            stored_tracks: tracks,
            storing: VecDeque::new(),
            promised: None,
        }
    }

    /// Everything up to here is durable.
    pub(crate) fn stored(&self) -> Seq {
        self.stored
    }

    /// `true` if nothing received is still being stored.
    pub(crate) fn is_settled(&self) -> bool {
        self.storing.is_empty()
    }

    /// The digest of a space at the stored cursor; `None` if it does not run yet.
    pub(crate) fn digest(&self, space: SpaceId) -> Option<SpaceDigest> {
        self.stored_tracks.get(&space).filter(|track| track.from <= self.stored).map(|track| track.digest)
    }

    /// For the greeting.
    pub(crate) fn digests(&self) -> Vec<DigestOf> {
        let running = self.stored_tracks.values().filter(|track| track.from <= self.stored);
        running.map(|track| DigestOf { space: track.space, digest: track.digest.0.into() }).collect()
    }

    /// Is the space followed?
    pub(crate) fn follows(&self, space: SpaceId) -> bool {
        self.tracks.contains_key(&space)
    }

    /// Follows a space from a place where its digest is known.
    pub(crate) fn follow(&mut self, track: SpaceTrack) {
        self.tracks.insert(track.space, track);
        self.stored_tracks.entry(track.space).or_insert(track);
    }

    /// Remembers what the digests must be when `seq` is reached; checks it at once if that is here.
    pub(crate) fn promise(&mut self, seq: Seq, digests: Vec<DigestOf>) -> Result<(), Refused> {
        self.promised = Some((seq, digests));
        self.check_promise(self.received, Seq(self.received.0.saturating_add(1)), &self.tracks)
    }

    /// Takes one frame; `None` if everything in it is here already. On error nothing changed.
    pub(crate) fn take(&mut self, from: Seq, to: Seq, rows: Vec<LogRow>) -> Result<Option<Batch>, Refused> {
        if self.received < from {
            return Err(Refused::Gap);
        }
        if to <= self.received {
            return Ok(None);
        }
        let mut tracks = self.tracks.clone();
        let mut last = from;
        for row in &rows {
            if row.seq <= last || to < row.seq {
                return Err(Refused::Gap);
            }
            self.check_promise(last, row.seq, &tracks)?;
            last = row.seq;
            if row.seq <= self.received {
                continue;
            }
            let track = tracks.get_mut(&row.space).ok_or(Refused::NewSpace)?;
            if track.from < row.seq {
                track.digest = track.digest.after(row.seq, row.envelope_id);
            }
        }
        self.check_promise(last, Seq(to.0.saturating_add(1)), &tracks)?;
        let received = self.received;
        let rows = rows.into_iter().filter(|row| received < row.seq).collect();
        Ok(Some(self.advance(to, rows, tracks)))
    }

    /// Jumps to where a newcomer's first sync has read the log.
    pub(crate) fn jump(&mut self, at: Seq, tracks: &[SpaceTrack]) -> Batch {
        if at <= self.received {
            return self.settle(); // a crash came between the jump and the end of the first sync
        }
        self.advance(at, Vec::new(), tracks.iter().map(|track| (track.space, *track)).collect())
    }

    /// A batch without rows that makes the tracks durable.
    pub(crate) fn settle(&mut self) -> Batch {
        let (to, tracks) = (self.received, self.tracks.clone());
        self.advance(to, Vec::new(), tracks)
    }

    fn advance(&mut self, to: Seq, rows: Vec<LogRow>, tracks: Tracks) -> Batch {
        self.received = to;
        self.tracks = tracks;
        self.storing.push_back((to, self.tracks.clone()));
        if self.promised.as_ref().is_some_and(|(seq, _)| *seq <= to) {
            self.promised = None;
        }
        Batch { to, rows, tracks: self.tracks.values().copied().collect() }
    }

    /// If the promised place lies in `last..next`, the digests are final for it: compare.
    fn check_promise(&self, last: Seq, next: Seq, tracks: &Tracks) -> Result<(), Refused> {
        let Some((seq, digests)) = &self.promised else { return Ok(()) };
        if *seq < last.max(self.received) || next <= *seq {
            return Ok(());
        }
        let kept = |promised: &DigestOf| {
            tracks
                .get(&promised.space)
                .is_none_or(|track| track.digest.0 == *promised.digest || *seq < track.from)
        };
        if digests.iter().all(kept) { Ok(()) } else { Err(Refused::Mismatch) }
    }

    /// The vault stored a batch. `false` if it was handed out before the link was lost and is no longer counted on.
    pub(crate) fn confirm(&mut self, up_to: Seq) -> bool {
        if !self.storing.iter().any(|(to, _)| *to == up_to) {
            return false;
        }
        while let Some((to, tracks)) = self.storing.pop_front() {
            self.stored = to;
            self.stored_tracks = tracks;
            if to == up_to {
                break;
            }
        }
        true
    }

    /// Back to what is durable; rows that come again are stored again, which changes nothing.
    pub(crate) fn link_lost(&mut self) {
        self.received = self.stored;
        self.tracks = self.stored_tracks.clone();
        self.storing.clear();
        self.promised = None;
    }
}
