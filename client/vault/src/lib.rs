//! The device without a screen: keys, open documents, commands, queries and live views over injected ports.
//!
//! A runtime (a browser's worker, or a headless device) owns a [`Vault`], hands it one [`Input`] at a time and carries out the
//! [`Output`]s. The vault joins what must not know each other: `casework` turns intentions into changes, `sealing` into envelopes,
//! `sync-engine` delivers them, and `api` is what a screen may ask for.
//!
//! Invariants:
//! * No clock, no randomness, no socket and no disk of its own: `now`, `rng` and [`store::Store`] come in (A1).
//! * "Saved" is answered after one strict commit of envelope, outbox row, key record and index (S1, A3).
//! * What cannot be opened or applied is kept, shown and never in the way (S4, S7, A8).
//! * Lists, search and start read cards from the local index and open no document (A11).

pub mod store;

mod bodies;
mod bundles;
mod cards;
mod catalogue;
mod chain;
mod civil;
mod commands;
mod commit;
mod compact;
mod delivery;
mod documents;
mod entry;
mod format;
mod furnish;
mod incoming;
mod index;
mod intentions;
mod keyring;
mod newcomers;
mod open;
mod outbox;
mod quarantine;
mod reached;
mod receive;
mod recovery;
mod reseal;
mod rows;
mod shelf;
mod show;
mod slot;
mod translation;
mod vault;
mod views;
mod watch;

pub use format::Format;
pub use protocol::ids::Timestamp;
pub use slot::Stopwatch;
pub use vault::{Input, LinkCommand, LinkEvent, Output, Settings, Vault};
