//! The door of the worker: what a screen may ask for and what it gets to see; plain types, nothing else.
//!
//! The page and the worker exchange postcard bytes of [`FromPage`] and [`ToPage`]. Every intention of a person is a
//! [`Command`](command::Command), answered by `Result<Done, Refusal>`; everything a screen shows is a
//! [`Query`](query::Query), answered by a live [`View`](view::View) that the vault pushes again whenever it changed. No text for
//! people comes from behind the door: codes, ids and what people typed do, the locale does the rest.
//!
//! Invariant: no logic beyond parsing ids; no clock, no randomness (A1).

pub mod command;
pub mod field;
pub mod ids;
pub mod query;
pub mod refusal;
pub mod view;

use serde::{Deserialize, Serialize};

/// Numbers a command, so that its answer finds the one who gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RequestId(pub u32);

/// Numbers a live view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct WatchId(pub u32);

/// What the page sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromPage {
    /// Do this.
    Command(RequestId, command::Command),
    /// Show this, now and whenever it changes. The same id again replaces the query (a search as it is typed).
    Watch(WatchId, query::Query),
    /// Nobody looks at this any more.
    Unwatch(WatchId),
    /// The page became visible (`true`) or hidden.
    Visible(bool),
    /// Somebody touched, typed or moved: the clock of the automatic lock starts again.
    Active,
}

/// What the worker sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToPage {
    /// The worker runs.
    Ready,
    /// What became of a command.
    Answer(RequestId, Result<command::Done, refusal::Refusal>),
    /// What to show.
    View(WatchId, view::Loaded<view::View>),
    /// The vault is locked now: drop this page with everything it remembers.
    Locked,
    /// The worker cannot go on; the rescue page takes over. Carries no content.
    Fatal(refusal::Fault),
}
