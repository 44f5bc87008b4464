//! Proving to the relay that a socket belongs to a device. (PR4)
//!
//! The challenge is bound to the origin the relay was configured with, so that a relay that lures a device cannot pass its
//! answer on to another one.

use crate::{
    context,
    ids::{DeviceId, WorkspaceId},
    signature::{Forged, Signature, VerifyingKey},
};
use minicbor::{Decode, Encode, bytes::ByteArray};

/// What the relay sends first on every socket.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Challenge {
    /// Highest protocol version the relay speaks.
    #[n(0)]
    pub version: u16,
    /// Fresh random bytes.
    #[n(1)]
    pub nonce: ByteArray<32>,
}

/// The device's answer.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Authentication {
    /// The tenant; zero for a recovery kit that knows only its words: the relay then looks its device up.
    #[n(0)]
    pub workspace: WorkspaceId,
    /// The device.
    #[n(1)]
    pub device: DeviceId,
    /// Over [`authentication_parts`].
    #[n(2)]
    pub signature: Signature,
}

/// What is signed: nonce, workspace, device, then the relay's origin (scheme, host and port as the browser writes them).
#[must_use]
pub fn authentication_parts<'a>(
    challenge: &'a Challenge,
    workspace: &'a WorkspaceId,
    device: &'a DeviceId,
    origin: &'a str,
) -> [&'a [u8]; 4] {
    [challenge.nonce.as_slice(), workspace.as_bytes(), device.as_bytes(), origin.as_bytes()]
}

impl Authentication {
    /// Checks the answer against the challenge and the relay's own origin.
    ///
    /// # Errors
    /// [`Forged`].
    pub fn verify(&self, challenge: &Challenge, origin: &str, key: &VerifyingKey) -> Result<(), Forged> {
        if key.device_id() != self.device {
            return Err(Forged);
        }
        let parts = authentication_parts(challenge, &self.workspace, &self.device, origin);
        key.verify(context::SIGN_AUTHENTICATION, &parts, &self.signature)
    }
}
