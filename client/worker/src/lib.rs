//! The vault in the browser: its ports on IndexedDB, WebSocket, Web Locks and timers.
//!
//! ```text
//! page ──FromPage──►┐                                ┌──► page (ToPage)
//! socket ──frames──►├─ queue ─► vault.handle(input) ─┼──► socket
//! timer ──tick─────►┘           one at a time        └──► timer
//! ```
//!
//! The vault decides everything; this crate only carries. Invariants: one owner of the vault and no re-entrancy, because
//! every input goes through one queue; the store is opened only by the tab that holds the Web Lock (A9); nothing that a
//! person typed is logged or reported, a panic tells its place in the sources only (A10).

mod alarm;
pub mod indexed_db;
mod link;
mod page;
mod panic_report;
mod runtime;
mod tab;

pub use runtime::start;
