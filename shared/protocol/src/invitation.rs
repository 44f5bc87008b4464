//! Joining: an invitation's link, and the acceptance that a joiner sends before it is a device. (PR5)

use crate::{
    codec, context,
    ids::{InvitationId, OperationId, WorkspaceId},
    keys::DeviceKeys,
    signature::{Forged, Signature, VerifyingKey},
};
use minicbor::{Decode, Encode, bytes::ByteVec};

/// What the joiner says.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AcceptClaim {
    /// The tenant.
    #[n(0)]
    pub workspace: WorkspaceId,
    /// The chain as the link named it.
    #[n(1)]
    pub chain_head: OperationId,
    /// The invitation.
    #[n(2)]
    pub invitation: InvitationId,
    /// The joiner's new device.
    #[n(3)]
    pub device: DeviceKeys,
}

/// An acceptance, signed by the invitation's key (the joiner had the link) and by the device's (it holds the secret half).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Accept {
    /// What is said.
    #[n(0)]
    pub claim: AcceptClaim,
    /// By the key that the link's secret derives.
    #[n(1)]
    pub by_invitation: Signature,
    /// By the new device; it travels on in the operation that adds the device.
    #[n(2)]
    pub by_device: Signature,
    /// What the joiner wants to be called, sealed for whoever knows the link's secret (PR18). Part of the words: who swaps it is
    /// noticed when they are compared.
    #[n(3)]
    pub name: ByteVec,
}

impl Accept {
    /// Checks both signatures. Whether the invitation is open is the roster's question.
    ///
    /// # Errors
    /// [`Forged`].
    pub fn verify(&self, invitation: &VerifyingKey) -> Result<(), Forged> {
        let claim = codec::encode(&self.claim);
        invitation.verify(context::SIGN_ACCEPT, &[&claim], &self.by_invitation)?;
        self.claim.device.signing.verify(context::SIGN_ACCEPT, &[&claim], &self.by_device)
    }

    /// The first 66 bits of the acceptance's hash as six numbers below 2,048: both sides show them as words and compare.
    #[must_use]
    pub fn word_indices(&self) -> [u16; 6] {
        let hash: [u8; 9] = context::short_hash(context::ACCEPT_WORDS, &[&codec::encode(self)]);
        let bits = hash.iter().fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte)) >> 6;
        [55, 44, 33, 22, 11, 0].map(|shift| u16::try_from(bits >> shift & 0x7ff).unwrap_or_default())
    }
}
