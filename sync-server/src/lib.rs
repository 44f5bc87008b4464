//! The relay: stores and forwards what it cannot read, serves the PWA.
//!
//! It links no crate that could open an envelope (A2): of ours only `protocol`. What it does is in `SPEC.md` (RS), what it
//! sees in `docs/relay-sees.md`.
//!
//! ```text
//! routes ─► connection ─► judge (roster) ─► journal ─► store: memory │ SQLite
//!                │                             │
//!                └──── follows the tip ◄───────┘
//! ```
//!
//! Invariant: an acknowledgement is sent only after the commit that covers it (S2).

mod app;
mod config;
mod connection;
mod data_dir;
mod journal;
mod judge;
mod metrics;
mod relay;
mod routes;
mod setup;
mod store;
mod workspaces;

pub use config::{Config, Origin, OriginError, Patience, Storage};
pub use relay::{Relay, StartError, make_setup_link};
