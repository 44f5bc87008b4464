//! Context strings: every hash, derived key and signature says what it is for, so that none can be taken for another.

/// Name of a workspace: hash of its signed genesis.
pub const WORKSPACE: &str = "sprechtag/workspace/v1";
/// Name of an operation and head of the chain.
pub const OPERATION: &str = "sprechtag/operation/v1";
/// Name of a device.
pub const DEVICE: &str = "sprechtag/device/v1";
/// Name of a document.
pub const DOCUMENT: &str = "sprechtag/document/v1";
/// Hash of an envelope's body.
pub const BODY: &str = "sprechtag/envelope-body/v1";
/// Hash of an envelope's card.
pub const CARD: &str = "sprechtag/envelope-card/v1";
/// Name of an envelope.
pub const ENVELOPE_ID: &str = "sprechtag/envelope-id/v1";
/// Running digest of a space's log.
pub const SPACE_DIGEST: &str = "sprechtag/space-digest/v1";
/// Cut: the state of a space's log when somebody's right ended.
pub const CUT: &str = "sprechtag/cut/v1";
/// The six words two people compare.
pub const ACCEPT_WORDS: &str = "sprechtag/accept-words/v1";

/// Signature over an envelope.
pub const SIGN_ENVELOPE: &str = "sprechtag/envelope/v1";
/// Signature over an operation of the chain.
pub const SIGN_OPERATION: &str = "sprechtag/sign-operation/v1";
/// Countersignature of a device that is being added.
pub const SIGN_ENROLMENT: &str = "sprechtag/sign-enrolment/v1";
/// The two signatures under the acceptance of an invitation.
pub const SIGN_ACCEPT: &str = "sprechtag/sign-accept/v1";
/// Signature over a document key record.
pub const SIGN_KEY_RECORD: &str = "sprechtag/sign-key-record/v1";
/// Signature over a box with a space key.
pub const SIGN_SPACE_BOX: &str = "sprechtag/sign-space-box/v1";
/// Answer to the relay's challenge.
pub const SIGN_AUTHENTICATION: &str = "sprechtag/sign-authentication/v1";
/// Signature over a checkpoint.
pub const SIGN_CHECKPOINT: &str = "sprechtag/sign-checkpoint/v1";
/// Signature over the confirmation of a snapshot.
pub const SIGN_CONFIRMATION: &str = "sprechtag/sign-confirmation/v1";
/// Signature over a device's word that it destroyed a document.
pub const SIGN_DESTRUCTION: &str = "sprechtag/sign-destruction/v1";

/// BLAKE3 in its key derivation mode: 32 bytes that depend on the context and on every part, in order.
///
/// The parts are fixed-length or come last, so their concatenation is unambiguous.
#[must_use]
pub fn hash(context: &'static str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key(context);
    for part in parts {
        hasher.update(part);
    }
    *hasher.finalize().as_bytes()
}

/// The first `N` bytes of [`hash`].
#[must_use]
pub fn short_hash<const N: usize>(context: &'static str, parts: &[&[u8]]) -> [u8; N] {
    let full = hash(context, parts);
    let mut short = [0; N];
    short.iter_mut().zip(full).for_each(|(to, from)| *to = from);
    short
}
