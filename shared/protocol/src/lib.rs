//! What devices and the relay must agree on, byte for byte.
//!
//! Ids, the envelope's layout, the membership chain, messages, limits and the one canonical encoding. Nothing here can open
//! an envelope: the relay links this crate and no other of ours (A2). The rules are numbered in `SPEC.md` (PR wire, MB chain).
//!
//! Invariant: this crate knows nothing of documents, keys that open anything, clocks, randomness, sockets or disks (A1).

pub mod auth;
pub mod chain;
pub mod clear;
pub mod codec;
pub mod context;
pub mod digest;
pub mod envelope;
pub mod ids;
pub mod invitation;
pub mod keys;
pub mod limits;
pub mod message;
pub mod records;
pub mod signature;
