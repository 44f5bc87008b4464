//! Signatures that the two ways of checking disagree about: one signature by itself, or many with one equation.

use curve25519_dalek::{constants::EIGHT_TORSION, edwards::EdwardsPoint, scalar::Scalar};
use ed25519_dalek::{Sha512, SigningKey};
use protocol::signature::{Signature, VerifyingKey, signed_bytes};

/// A member's key in the hands of somebody who wants devices to disagree.
#[derive(Clone, Debug)]
pub struct SmallOrderSigner(SigningKey);

impl SmallOrderSigner {
    /// Signs with the key of this secret.
    #[must_use]
    pub fn new(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// The public key.
    #[must_use]
    pub fn public(&self) -> VerifyingKey {
        VerifyingKey::from(&self.0)
    }

    /// Signs with a point of order two hidden in the signature's commitment: the strict rules refuse it, and one equation over many
    /// signatures lets every second one pass. `nonce` is not 0 and makes the next one.
    #[must_use]
    pub fn sign(&self, nonce: u64, context: &str, parts: &[&[u8]]) -> Signature {
        let [_, _, _, _, order_two, ..] = EIGHT_TORSION;
        let commitment = (EdwardsPoint::mul_base(&Scalar::from(nonce)) + order_two).compress();
        let signed = signed_bytes(context, parts);
        let hashed = [commitment.as_bytes().as_slice(), self.public().as_bytes(), &signed].concat();
        let response = Scalar::from(nonce) + Scalar::hash_from_bytes::<Sha512>(&hashed) * self.0.to_scalar();
        let mut signature = [0; Signature::LEN];
        let (first, second) = signature.split_at_mut(32);
        first.copy_from_slice(commitment.as_bytes());
        second.copy_from_slice(response.as_bytes());
        Signature::from_bytes(signature)
    }
}
