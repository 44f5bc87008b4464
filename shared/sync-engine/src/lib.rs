//! SYNC: delivers sealed envelopes between one device and its relay, without doing any I/O.
//!
//! [`Engine::handle`] takes one [`Input`] and the time, and returns [`Effect`]s for whoever drives it: the vault stores and
//! signs, a runtime moves frames. One engine serves browser, headless device and simulator, and a week offline is a loop in a
//! test. The rules are numbered in `SPEC.md` (SY).
//!
//! ```text
//!            Start            LinkUp              Challenge            Authenticated        Welcome
//! Idle ──────────► Connecting ──────► (challenge) ─────────► Authenticating ──────► Greeting ──────► Live
//!                     ▲    │                                                                            │
//!        backoff over │    └────────────── LinkDown, silence, bad frame, gap ◄─────────────────────────┤
//!                  Offline ◄────────────────────────────────────────────────────────────────────────────┤
//!                  Paused  ◄── rewound relay, clone, unknown operation, no room: until `SyncNow` ◄──────┘
//! ```
//!
//! Invariants:
//! * It sees no plaintext and owns no key: ids, encoded envelopes and signed records only (A4).
//! * It reads no clock and makes no randomness (A1).
//! * The order of returned effects binds: what must be durable comes before what tells anybody of it (S2, S4).
//! * Nothing leaves the outbox but against [`Acknowledged`], which only the relay's `Stored` makes (S2, A3).

mod backoff;
mod bootstrap;
mod chain;
mod checkpoints;
mod effect;
mod engine;
mod inbox;
mod input;
mod keys;
mod liveness;
mod outbox;
mod resume;
mod status;

pub use effect::{ChainOutcome, Effect, KeysKept, ResealWhy, SyncNotice};
pub use engine::Engine;
pub use input::{ChainVerdict, Input, LinkLoss, Loaded};
pub use outbox::Acknowledged;
pub use resume::{BootstrapCursor, OutboxEntry, Resume, SpaceTrack};
pub use status::{DocumentSync, Held, Pause, Phase, StoreFault, SyncStatus};
