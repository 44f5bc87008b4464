//! What the wire knows of keys: suites, public keys of a device, names derived from them. No secret appears here.

use crate::{
    codec::ParseError,
    context,
    ids::{DeviceId, DocumentId, Salt, SpaceId, WorkspaceId},
    signature::VerifyingKey,
};
use minicbor::{Decode, Encode, bytes::ByteVec};

/// The suite of version 1: Ed25519, HPKE (see `SPEC.md`), XChaCha20-Poly1305, BLAKE3.
pub const SUITE: u8 = 1;
/// Length in bytes of suite 1's HPKE public key (X-Wing).
pub const ENCAPSULATION_LEN: usize = 1216;
/// Length in bytes of suite 1's HPKE encapsulated key (X-Wing).
pub const ENCAPSULATED_LEN: usize = 1120;

/// The public half of a device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DeviceKeys {
    /// Suite of the encapsulation key.
    #[n(0)]
    pub suite: u8,
    /// Checks what the device signs, and names it.
    #[n(1)]
    pub signing: VerifyingKey,
    /// Boxes for the device are sealed to this HPKE public key.
    #[n(2)]
    pub encapsulation: ByteVec,
}

impl DeviceKeys {
    /// The device's name.
    #[must_use]
    pub fn id(&self) -> DeviceId {
        self.signing.device_id()
    }

    /// Checks that version 1 can seal to these keys. (PR3)
    ///
    /// # Errors
    /// `Unknown` for another suite, `Malformed` for an encapsulation key of another length.
    pub fn check(&self) -> Result<(), ParseError> {
        if self.suite != SUITE {
            return Err(ParseError::Unknown);
        }
        if self.encapsulation.len() == ENCAPSULATION_LEN { Ok(()) } else { Err(ParseError::Malformed) }
    }
}

/// The name of the document born in `space` with `salt`. Its first space is bound into the name, so a relay cannot move it.
#[must_use]
pub fn derive_document_id(workspace: WorkspaceId, space: SpaceId, salt: Salt) -> DocumentId {
    DocumentId::from_bytes(context::short_hash(
        context::DOCUMENT,
        &[workspace.as_bytes(), space.as_bytes(), salt.as_bytes()],
    ))
}
