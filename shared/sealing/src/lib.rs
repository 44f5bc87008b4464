//! Sealing and opening: everything that turns readable bytes into bytes that only the entitled can read, and back.
//!
//! ```text
//! passphrase ─► Kek ─wrap─► StorageKey ─► DeviceSecret, SpaceSecret, DocumentKey as they lie on the tablet
//! DeviceSecret ◄─box─ SpaceSecret ─wrap─► DocumentKey ─seal─► body and card of an envelope
//! ```
//!
//! Keys are types, so that one cannot be used for another's purpose; secrets wipe themselves, never show themselves in `Debug`,
//! and leave this crate only sealed under another key. The primitives are private (`hazmat`). Everything that an outsider needs
//! to do the same is in `shared/protocol/SPEC.md`.
//!
//! Invariant: no clock and no randomness of its own (A1): `rng` is a parameter.

pub mod device;
pub mod document;
pub mod envelope;
pub mod invitation;
pub mod passphrase;
pub mod plain;
pub mod recovery;
pub mod snapshot;
pub mod space;
pub mod storage;
pub mod words;

mod context;
mod hazmat;

/// Why something was not opened. Coarse on purpose: whoever tampers learns nothing from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Wrong key, wrong place, or changed bytes.
    #[error("does not open")]
    Tampered,
    /// It opened, but is not what it should be.
    #[error("opened to something malformed")]
    Malformed,
    /// Of a version or suite that this build does not know.
    #[error("of a newer version")]
    TooNew,
}

/// Why something was not sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Longer than the limit of its kind.
    #[error("too big by {by} bytes")]
    TooBig {
        /// Bytes beyond the limit, padding included.
        by: usize,
    },
    /// The recipient's public key cannot be sealed to.
    #[error("cannot be sealed to this recipient")]
    Recipient,
}
