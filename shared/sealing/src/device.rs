//! A device's secret half: it signs, and opens the boxes sealed to it.
//!
//! One 32-byte seed gives both key pairs, so that a recovery kit fits on a sheet of paper.

use crate::{
    OpenError, context,
    hazmat::{self, Secret},
    space::{BoxScope, SpaceSecret},
    storage::StorageKey,
};
use ed25519_dalek::Signer as _;
use minicbor::bytes::ByteVec;
use protocol::{
    auth::{Authentication, Challenge, authentication_parts},
    chain::{AddedDevice, DevicePurpose, Operation, SignedOperation},
    codec, context as signed_context,
    ids::{DeviceId, MemberId, WorkspaceId},
    keys::{DeviceKeys, SUITE},
    records::{Claim, Signed, SpaceBox},
    signature::{Signature, VerifyingKey, signed_bytes},
};
use rand_core::CryptoRng;
use std::fmt;

/// The workspace under which genesis is signed: it has no name yet.
const NO_WORKSPACE: WorkspaceId = WorkspaceId::from_bytes([0; WorkspaceId::LEN]);
const PURPOSE: &str = "device-secret";

/// The secret half of a device. Never leaves the device except as the words of a recovery kit.
pub struct DeviceSecret {
    seed: Secret<32>,
    signing: SigningKey,
    decapsulation: Secret<32>,
    public: DeviceKeys,
}

impl DeviceSecret {
    /// A new device.
    #[must_use]
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        Self::derive(Secret::make(rng))
    }

    pub(crate) fn derive(seed: Secret<32>) -> Self {
        let signing = SigningKey::derive(context::DEVICE_SIGNING, seed.as_bytes());
        let decapsulation = hazmat::derive_key(context::DEVICE_ENCAPSULATION, &[seed.as_bytes()]);
        let public = DeviceKeys {
            suite: SUITE,
            signing: signing.public(),
            encapsulation: ByteVec::from(hazmat::derive_encapsulation_key(&decapsulation)),
        };
        Self { seed, signing, decapsulation, public }
    }

    /// The public half.
    #[must_use]
    pub const fn public_keys(&self) -> &DeviceKeys {
        &self.public
    }

    /// The device's name.
    #[must_use]
    pub fn device_id(&self) -> DeviceId {
        self.public.id()
    }

    /// Signs `parts` for one purpose, see [`protocol::context`].
    #[must_use]
    pub fn sign(&self, context: &str, parts: &[&[u8]]) -> Signature {
        self.signing.sign(context, parts)
    }

    /// Signs a record that names this device as its signer.
    #[must_use]
    pub fn sign_claim<T: Claim>(&self, workspace: WorkspaceId, claim: T) -> Signed<T> {
        let signature = self.sign(T::CONTEXT, &[workspace.as_bytes(), &codec::encode(&claim)]);
        Signed { claim, signature }
    }

    /// Signs an operation of a chain that exists.
    #[must_use]
    pub fn sign_operation(&self, workspace: WorkspaceId, operation: &Operation) -> SignedOperation {
        let operation = ByteVec::from(codec::encode(operation));
        let signature = self.sign(signed_context::SIGN_OPERATION, &[workspace.as_bytes(), &operation]);
        SignedOperation { operation, signature }
    }

    /// Signs the first operation of a chain.
    #[must_use]
    pub fn sign_genesis(&self, operation: &Operation) -> SignedOperation {
        self.sign_operation(NO_WORKSPACE, operation)
    }

    /// This device's consent to be added to a member without an invitation.
    #[must_use]
    pub fn enrol(&self, workspace: WorkspaceId, member: MemberId, purpose: DevicePurpose) -> AddedDevice {
        let consent = AddedDevice::countersigned_bytes(workspace, member, &self.public);
        let countersignature = self.sign(signed_context::SIGN_ENROLMENT, &[&consent]);
        AddedDevice { keys: self.public.clone(), purpose, countersignature }
    }

    /// Answers the challenge of the relay that the person opened, at `origin` as the browser writes it.
    #[must_use]
    pub fn authenticate(
        &self,
        workspace: WorkspaceId,
        challenge: &Challenge,
        origin: &str,
    ) -> Authentication {
        let device = self.device_id();
        let parts = authentication_parts(challenge, &workspace, &device, origin);
        let signature = self.sign(signed_context::SIGN_AUTHENTICATION, &parts);
        Authentication { workspace, device, signature }
    }

    /// Opens a box that was sealed to this device. Only a key that the chain committed to counts.
    ///
    /// # Errors
    /// `Tampered` if it was sealed to another device or place, or holds another key than `commit` announces.
    pub fn open_box(
        &self,
        sealed: &SpaceBox,
        scope: BoxScope,
        commit: &[u8; 32],
    ) -> Result<SpaceSecret, OpenError> {
        let claim = &sealed.claim;
        if claim.version != 1 || claim.suite != SUITE {
            return Err(OpenError::TooNew);
        }
        if (claim.recipient, claim.space, claim.epoch) != (self.device_id(), scope.space, scope.epoch) {
            return Err(OpenError::Tampered);
        }
        let info = scope.info(claim.recipient, commit);
        let plain = hazmat::open_from(&self.decapsulation, &claim.encapsulated, &info, &claim.sealed)?;
        SpaceSecret::parse(&plain, commit)
    }

    /// This device as it lies on the tablet.
    #[must_use]
    pub fn to_sealed(&self, storage: &StorageKey, rng: &mut impl CryptoRng) -> Vec<u8> {
        storage.seal_record(PURPOSE, &[], self.seed.as_bytes(), rng)
    }

    /// Reads a device back.
    ///
    /// # Errors
    /// `Tampered` under another storage key.
    pub fn from_sealed(sealed: &[u8], storage: &StorageKey) -> Result<Self, OpenError> {
        let seed = storage.open_record(PURPOSE, &[], sealed)?;
        Secret::parse(&seed).map(Self::derive).ok_or(OpenError::Malformed)
    }
}

impl fmt::Debug for DeviceSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceSecret({:?})", self.device_id())
    }
}

/// An Ed25519 key pair; dalek's own type wipes itself.
pub(crate) struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    pub(crate) fn derive(context: &'static str, secret: &[u8]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(hazmat::derive_key(context, &[secret]).as_bytes()))
    }

    pub(crate) fn public(&self) -> VerifyingKey {
        VerifyingKey::from(&self.0)
    }

    pub(crate) fn sign(&self, context: &str, parts: &[&[u8]]) -> Signature {
        Signature::from_bytes(self.0.sign(&signed_bytes(context, parts)).to_bytes())
    }
}
