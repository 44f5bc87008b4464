//! A first sync: the cards of all spaces, so that lists and search work, then the bodies, then the log from there. (SY13)
//!
//! One request is in flight. The next one goes out as soon as its answer has come, before that is stored, so that the relay reads
//! while this device stores. The cursor is stored with the documents that it has passed, so a crash or a cut costs what was not
//! stored yet. A document that is larger than a frame comes in parts; only its last part names heads, and the cursor passes it
//! with that one.

use crate::resume::{BootstrapCursor, SpaceTrack};
use protocol::{
    ids::{DocumentId, Seq, SpaceId, Timestamp},
    message::{BootstrapPhase, BundledDocument, ClientMessage},
};

const NONE_YET: DocumentId = DocumentId::from_bytes([0; DocumentId::LEN]);

/// What a bundle completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// All of an answer; ask for the next.
    Going,
    /// A frame whose last document goes on in the next frame of the same answer.
    Continued,
    /// The last card; ask for the first bodies.
    CardsComplete,
    /// All.
    Complete,
    /// It was not asked for, or makes no progress: not stored.
    Unexpected,
}

/// A first sync under way.
#[derive(Debug)]
pub(crate) struct Bootstrap {
    pub(crate) cursor: BootstrapCursor,
    /// When the request in flight was sent.
    pub(crate) sent_at: Option<Timestamp>,
    /// Everything has come; it ends once the place it has read up to is stored.
    pub(crate) has_all: bool,
}

impl Bootstrap {
    /// Begins to read these spaces at `at`; `None` if there is none.
    pub(crate) fn begin(at: Seq, tracks: Vec<SpaceTrack>, whole_log: bool) -> Option<Self> {
        let space = tracks.first()?.space;
        let cursor =
            BootstrapCursor { at, tracks, phase: BootstrapPhase::Cards, space, after: NONE_YET, whole_log };
        Some(Self::resume(cursor))
    }

    /// Goes on where it was.
    pub(crate) fn resume(cursor: BootstrapCursor) -> Self {
        Self { cursor, sent_at: None, has_all: false }
    }

    /// The next request.
    pub(crate) fn request(&mut self, now: Timestamp) -> ClientMessage {
        self.sent_at = Some(now);
        let BootstrapCursor { at, space, phase, after, .. } = self.cursor;
        ClientMessage::Bootstrap { at, space, phase, after }
    }

    /// Moves the cursor behind a bundle.
    pub(crate) fn take(&mut self, bundle: &Bundle, now: Timestamp) -> Progress {
        let cursor = &mut self.cursor;
        let documents = bundle.documents.as_slice();
        let asked = self.sent_at.is_some() && bundle.space == cursor.space && bundle.phase == cursor.phase;
        let ascends = documents.is_sorted_by(|one, other| one.state.doc < other.state.doc)
            && documents.first().is_none_or(|first| cursor.after < first.state.doc);
        if !asked || !ascends || (documents.is_empty() && !bundle.complete) {
            return Progress::Unexpected;
        }
        if !bundle.complete {
            let whole = documents.iter().rev().find(|document| !document.state.heads.is_empty());
            cursor.after = whole.map_or(cursor.after, |document| document.state.doc);
            if documents.last().is_some_and(|last| last.state.heads.is_empty()) {
                self.sent_at = Some(now);
                return Progress::Continued;
            }
            self.sent_at = None;
            return Progress::Going;
        }
        self.sent_at = None;
        cursor.after = NONE_YET;
        let later = cursor.tracks.iter().map(|track| track.space).find(|space| cursor.space < *space);
        match (later, cursor.phase, cursor.tracks.first()) {
            (Some(space), _, _) => cursor.space = space,
            (None, BootstrapPhase::Cards, Some(first)) => {
                cursor.space = first.space;
                cursor.phase = BootstrapPhase::Bodies;
                return Progress::CardsComplete;
            }
            (None, _, _) => {
                self.has_all = true;
                return Progress::Complete;
            }
        }
        Progress::Going
    }
}

/// One answer.
#[derive(Debug)]
pub(crate) struct Bundle {
    pub(crate) space: SpaceId,
    pub(crate) phase: BootstrapPhase,
    pub(crate) documents: Vec<BundledDocument>,
    pub(crate) complete: bool,
}
