//! A space's secret of one epoch: it wraps document keys, and reaches devices in boxes.
//!
//! The seed stays the same through all epochs, because two offline tablets must derive the same singletons from it; the key is
//! fresh in each. The chain commits to both, so nobody can hand a device another key for an epoch than everybody else has.

use crate::{
    OpenError, SealError, context,
    device::DeviceSecret,
    document::{DocumentKey, record_aad},
    hazmat::{self, NONCE_LEN, Secret},
    storage::StorageKey,
};
use minicbor::bytes::ByteVec;
use protocol::{
    ids::{DeviceId, Epoch, Salt, SpaceId, WorkspaceId},
    keys::{DeviceKeys, SUITE, derive_document_id},
    records::{KeyRecord, SpaceBox, SpaceBoxClaim},
};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

const PURPOSE: &str = "space-secret";

/// Wraps document keys; random in each epoch.
#[derive(Debug, PartialEq)]
pub struct SpaceKey(Secret<32>);

/// Derives what every holder must derive alike; the same in all epochs of a space.
#[derive(Debug, PartialEq)]
pub struct SpaceSeed(Secret<32>);

/// What a holder of a space has of one epoch.
#[derive(Debug, PartialEq)]
pub struct SpaceSecret {
    key: SpaceKey,
    seed: SpaceSeed,
}

/// Where a box belongs: it opens nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoxScope {
    /// The tenant.
    pub workspace: WorkspaceId,
    /// The space.
    pub space: SpaceId,
    /// The generation of its key.
    pub epoch: Epoch,
}

impl BoxScope {
    /// HPKE info: context, suite, workspace, space, epoch, recipient, commitment.
    pub(crate) fn info(&self, recipient: DeviceId, commit: &[u8; 32]) -> Vec<u8> {
        let mut info = context::SPACE_BOX.as_bytes().to_vec();
        info.push(SUITE);
        info.extend_from_slice(self.workspace.as_bytes());
        info.extend_from_slice(self.space.as_bytes());
        info.extend_from_slice(&self.epoch.0.to_be_bytes());
        info.extend_from_slice(recipient.as_bytes());
        info.extend_from_slice(commit);
        info
    }

    /// Name of the epoch among a device's own records.
    fn record_id(&self) -> Vec<u8> {
        [self.workspace.as_bytes().as_slice(), self.space.as_bytes(), &self.epoch.0.to_be_bytes()].concat()
    }
}

impl SpaceSecret {
    /// The first epoch of a new space.
    #[must_use]
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        Self { key: SpaceKey(Secret::make(rng)), seed: SpaceSeed(Secret::make(rng)) }
    }

    /// The next epoch: a fresh key, the same seed.
    #[must_use]
    pub fn next(&self, rng: &mut impl CryptoRng) -> Self {
        Self { key: SpaceKey(Secret::make(rng)), seed: SpaceSeed(self.seed.0.duplicate()) }
    }

    /// What the chain announces of this epoch.
    #[must_use]
    pub fn commit(&self) -> [u8; 32] {
        protocol::context::hash(context::SPACE_COMMIT, &[self.key.0.as_bytes(), self.seed.0.as_bytes()])
    }

    /// Seals the epoch before under this one, for whoever may read the history. The nonce follows from the predecessor, so that
    /// one key never seals two predecessors under one nonce. `suite 1 ‖ sealed 80`. (PR11)
    #[must_use]
    pub fn seal_backlink(&self, predecessor: &Self) -> Vec<u8> {
        let commit = predecessor.commit();
        let plain = predecessor.to_bytes();
        let sealed = hazmat::seal(&self.backlink_key(), &backlink_nonce(&commit), &commit, plain.as_slice());
        [[SUITE].as_slice(), &sealed].concat()
    }

    /// Opens the epoch before, which the chain announced with `expected_commit`.
    ///
    /// # Errors
    /// `Tampered` if the bytes seal another epoch or were sealed under another.
    pub fn open_backlink(&self, sealed: &[u8], expected_commit: &[u8; 32]) -> Result<Self, OpenError> {
        let (suite, sealed) = sealed.split_first().ok_or(OpenError::Malformed)?;
        if *suite != SUITE {
            return Err(OpenError::TooNew);
        }
        let nonce = backlink_nonce(expected_commit);
        let plain = hazmat::open(&self.backlink_key(), &nonce, expected_commit, sealed)?;
        Self::parse(&plain, expected_commit)
    }

    /// Seals this epoch to one device.
    ///
    /// # Errors
    /// `Recipient` if its public key is none.
    pub fn seal_box(
        &self,
        sealer: &DeviceSecret,
        recipient: &DeviceKeys,
        scope: BoxScope,
        rng: &mut impl CryptoRng,
    ) -> Result<SpaceBox, SealError> {
        recipient.check().map_err(|_| SealError::Recipient)?;
        let info = scope.info(recipient.id(), &self.commit());
        let plain = self.to_bytes();
        let (encapsulated, sealed) = hazmat::seal_to(&recipient.encapsulation, &info, plain.as_slice(), rng)?;
        let claim = SpaceBoxClaim {
            version: 1,
            suite: SUITE,
            space: scope.space,
            epoch: scope.epoch,
            recipient: recipient.id(),
            device: sealer.device_id(),
            encapsulated: ByteVec::from(encapsulated),
            sealed: ByteVec::from(sealed),
        };
        Ok(sealer.sign_claim(scope.workspace, claim))
    }

    /// Unwraps a document key. Its name, its document's name and its place must fit; the signature is checked by whoever wants
    /// to write with it.
    ///
    /// # Errors
    /// `Tampered` if the record was wrapped elsewhere or names another key or document, `TooNew` for another suite.
    pub fn open_record(&self, record: &KeyRecord, workspace: WorkspaceId) -> Result<DocumentKey, OpenError> {
        let claim = &record.claim;
        if claim.version != 1 || claim.suite != SUITE {
            return Err(OpenError::TooNew);
        }
        if derive_document_id(workspace, claim.space, claim.salt) != claim.doc {
            return Err(OpenError::Tampered);
        }
        let aad = record_aad(workspace, claim);
        let plain = hazmat::open(&self.wrap_key(), &claim.nonce, &aad, &claim.wrap)?;
        let key = DocumentKey::parse(&plain)?;
        if key.commit() == *claim.commit { Ok(key) } else { Err(OpenError::Tampered) }
    }

    /// The salt of a document that exists once per space and purpose, such as the agenda of a month.
    #[must_use]
    pub fn derive_salt(&self, purpose: &str) -> Salt {
        Salt::from_bytes(protocol::context::short_hash(
            context::SINGLETON_SALT,
            &[self.seed.0.as_bytes(), purpose.as_bytes()],
        ))
    }

    /// This epoch as it lies on the tablet.
    #[must_use]
    pub fn to_sealed(&self, storage: &StorageKey, scope: BoxScope, rng: &mut impl CryptoRng) -> Vec<u8> {
        storage.seal_record(PURPOSE, &scope.record_id(), self.to_bytes().as_slice(), rng)
    }

    /// Reads an epoch back.
    ///
    /// # Errors
    /// `Tampered` under another storage key, or if it is another epoch's.
    pub fn from_sealed(sealed: &[u8], storage: &StorageKey, scope: BoxScope) -> Result<Self, OpenError> {
        Self::split(&storage.open_record(PURPOSE, &scope.record_id(), sealed)?)
    }

    /// Reads key and seed, and believes them only if the chain announced them.
    pub(crate) fn parse(plain: &[u8], commit: &[u8; 32]) -> Result<Self, OpenError> {
        let secret = Self::split(plain)?;
        if secret.commit() == *commit { Ok(secret) } else { Err(OpenError::Tampered) }
    }

    fn split(plain: &[u8]) -> Result<Self, OpenError> {
        let (key, seed) = plain.split_at_checked(32).ok_or(OpenError::Malformed)?;
        let key = SpaceKey(Secret::parse(key).ok_or(OpenError::Malformed)?);
        let seed = SpaceSeed(Secret::parse(seed).ok_or(OpenError::Malformed)?);
        Ok(Self { key, seed })
    }

    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new([self.key.0.as_bytes().as_slice(), self.seed.0.as_bytes()].concat())
    }

    pub(crate) fn wrap_key(&self) -> Secret<32> {
        hazmat::derive_key(context::WRAP_KEY, &[self.key.0.as_bytes()])
    }

    fn backlink_key(&self) -> Secret<32> {
        hazmat::derive_key(context::BACKLINK_KEY, &[self.key.0.as_bytes()])
    }
}

fn backlink_nonce(predecessor: &[u8; 32]) -> [u8; NONCE_LEN] {
    protocol::context::short_hash(context::BACKLINK_NONCE, &[predecessor])
}
