//! Queries that are answered again whenever their answer may have changed, and what each answer depends on.

use crate::open::Open;
use api::{
    query::Query,
    view::{Loaded, View},
};
use protocol::ids::Timestamp;

/// Views that show the time are made again at least this often, in ms.
pub(crate) const MINUTE_MS: u64 = 60_000;
/// While a first sync brings cards, views are made again at most this often, in ms: each frame changes all of them.
const FILLING_MS: u64 = 1_000;

/// A query that is answered again whenever the answer changes.
#[derive(Debug)]
pub(crate) struct Watch {
    pub(crate) query: Query,
    pub(crate) shown: Option<Loaded<View>>,
    /// What it was answered from.
    pub(crate) made: Option<Ground>,
}

/// What an answer depends on: index, status and minute; 0 for what it does not.
pub(crate) type Ground = [u64; 3];

/// What the answer to `query` depends on now.
pub(crate) fn ground_of(query: &Query, open: &Open, now: Timestamp) -> Ground {
    let filling = open.is_filling();
    // While it fills, each frame changes the status, too.
    let is_list = matches!(query, Query::CaseList(_));
    let status = (is_list && !filling)
        || matches!(query, Query::Gate | Query::Sync | Query::SyncBadge | Query::Members | Query::Case(_));
    let clock = matches!(query, Query::Today | Query::Calendar { .. } | Query::Trash | Query::Members);
    let (status, clock) = (u64::from(status), u64::from(clock));
    let revision = if matches!(query, Query::Schema) {
        // What can be written never changes while the program runs.
        0
    } else if filling {
        now.0 / FILLING_MS
    } else {
        open.index.revision
    };
    [revision, status * open.status_revision, clock * (now.0 / MINUTE_MS)]
}

/// When views are made again that a first sync keeps back, if one does: it may stop in the middle.
pub(crate) fn remade_at(open: &Open, now: Timestamp) -> Option<Timestamp> {
    open.is_filling().then_some(Timestamp((now.0 / FILLING_MS + 1) * FILLING_MS))
}
