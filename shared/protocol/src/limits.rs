//! Limits of the wire, in bytes unless the name says otherwise. Checked before anything is allocated or opened.

use crate::envelope::Kind;

/// One frame of the socket.
pub const FRAME: usize = 1024 * 1024;
/// Plain bytes of one change, padding included; an edit beyond it is refused before it is saved.
pub const CHANGE_PLAIN: usize = 256 * 1024;
/// Plain bytes of one part of a snapshot, padding included.
pub const SNAPSHOT_PART_PLAIN: usize = 256 * 1024;
/// Parts of one snapshot: about 16 MiB, which is also the most that a document may inflate to.
pub const SNAPSHOT_PARTS: usize = 64;
/// Plain bytes of one card, padding included.
pub const CARD_PLAIN: usize = 4 * 1024;
/// What the AEAD adds to plain bytes.
pub const SEAL_OVERHEAD: usize = 16;
/// One clear body: names of envelopes, or a flag.
pub const CLEAR_BODY: usize = 16 * 1024;
/// One encoded operation of the chain.
pub const OPERATION: usize = 64 * 1024;
/// One key record or box, encoded.
pub const KEY_RECORD: usize = 4 * 1024;
/// Envelopes in one push.
pub const PUSH_ENVELOPES: usize = 256;
/// Heads in one cut list, about half a frame.
pub const CUT_HEADS: usize = 8 * 1024;
/// The name that an acceptance carries, sealed.
pub const SEALED_NAME: usize = 2 * 1024;
/// Documents named in one `Have`, `Want` or `FetchDocs`.
pub const NAMED_DOCUMENTS: usize = 1024;

/// Plain bytes that the body of an envelope of this kind may have, padding included; nothing for a card alone.
#[must_use]
pub const fn body_plain(kind: Kind) -> usize {
    match kind {
        Kind::Change | Kind::Late => CHANGE_PLAIN,
        Kind::Snapshot => SNAPSHOT_PART_PLAIN,
        Kind::Card => 0,
        Kind::Accept | Kind::Erase => CLEAR_BODY,
    }
}

/// Bytes that the body of an envelope of this kind may have on the wire.
#[must_use]
pub const fn body_sealed(kind: Kind) -> usize {
    match kind {
        Kind::Change | Kind::Snapshot | Kind::Late => body_plain(kind) + SEAL_OVERHEAD,
        Kind::Card => 0,
        Kind::Accept | Kind::Erase => CLEAR_BODY,
    }
}

/// Bytes that the card of an envelope of this kind may have on the wire.
#[must_use]
pub const fn card_sealed(kind: Kind) -> usize {
    match kind {
        Kind::Change | Kind::Snapshot | Kind::Card | Kind::Late => CARD_PLAIN + SEAL_OVERHEAD,
        Kind::Accept | Kind::Erase => 0,
    }
}
