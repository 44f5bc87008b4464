//! A full device without a screen: the vault on an SQLite file and a tokio WebSocket.
//!
//! It goes the ordinary path and no other: what a screen says to the vault is said here in Rust, what a screen would show
//! comes back as views. Used for demo data, measuring and tests of the whole path; later for jobs of an office.
//!
//! ```text
//! Headless (any thread) ──FromPage──► device's own thread: one vault, one queue ──► SQLite, WebSocket, timer
//!          ◄──answers, views (postcard)──┘
//! ```

pub mod colleague;
pub mod corpus;
pub mod demo;
mod device;
mod link;
pub mod plan;
mod runtime;
pub mod sqlite;

pub use device::{Address, Headless, HeadlessError, Watch};
