//! A document's key: it seals the document's bodies and cards, and travels wrapped under the key of its space.

use crate::{
    OpenError, context,
    device::DeviceSecret,
    hazmat::{self, Secret},
    space::SpaceSecret,
    storage::StorageKey,
};
use minicbor::bytes::{ByteArray, ByteVec};
use protocol::{
    codec,
    ids::{DocumentId, Epoch, KeyId, OperationId, Salt, SpaceId, WorkspaceId},
    keys::{SUITE, derive_document_id},
    records::{KeyRecord, KeyRecordClaim, KeyUse},
};
use rand_core::CryptoRng;

const PURPOSE: &str = "document-key";

/// One generation of a document's key. Several of a document may be alive at a time.
#[derive(Debug, PartialEq)]
pub struct DocumentKey(Secret<32>);

/// Where a wrapped key belongs: it opens nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyScope {
    /// The tenant.
    pub workspace: WorkspaceId,
    /// The document's salt: with workspace and space it gives its name.
    pub salt: Salt,
    /// The document's space.
    pub space: SpaceId,
    /// The generation of the space key that wraps.
    pub epoch: Epoch,
    /// The chain as the wrapper knows it; not before that epoch's rotate.
    pub chain_head: OperationId,
    /// May the key be written with?
    pub key_use: KeyUse,
}

impl KeyScope {
    /// The document's name.
    #[must_use]
    pub fn doc(&self) -> DocumentId {
        derive_document_id(self.workspace, self.space, self.salt)
    }
}

impl DocumentKey {
    /// A new key.
    #[must_use]
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        Self(Secret::make(rng))
    }

    /// What names the key without giving it away.
    #[must_use]
    pub fn commit(&self) -> [u8; 32] {
        protocol::context::hash(context::DOCUMENT_COMMIT, &[self.0.as_bytes()])
    }

    /// The key's name in headers: the first 16 bytes of its commitment.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        KeyId::from_bytes(protocol::context::short_hash(context::DOCUMENT_COMMIT, &[self.0.as_bytes()]))
    }

    /// Wraps the key for everybody who holds `under`.
    #[must_use]
    pub fn wrap(
        &self,
        under: &SpaceSecret,
        scope: &KeyScope,
        device: &DeviceSecret,
        rng: &mut impl CryptoRng,
    ) -> KeyRecord {
        let nonce = hazmat::make_nonce(rng);
        let mut claim = KeyRecordClaim {
            version: 1,
            suite: SUITE,
            key_use: scope.key_use,
            doc: scope.doc(),
            salt: scope.salt,
            commit: ByteArray::from(self.commit()),
            space: scope.space,
            epoch: scope.epoch,
            chain_head: scope.chain_head,
            device: device.device_id(),
            nonce: ByteArray::from(nonce),
            wrap: ByteVec::from(Vec::new()),
        };
        let aad = record_aad(scope.workspace, &claim);
        claim.wrap = ByteVec::from(hazmat::seal(&under.wrap_key(), &nonce, &aad, self.0.as_bytes()));
        device.sign_claim(scope.workspace, claim)
    }

    /// This key as it lies on the tablet.
    #[must_use]
    pub fn to_sealed(&self, storage: &StorageKey, rng: &mut impl CryptoRng) -> Vec<u8> {
        storage.seal_record(PURPOSE, self.key_id().as_bytes(), self.0.as_bytes(), rng)
    }

    /// Reads a key back.
    ///
    /// # Errors
    /// `Tampered` under another storage key, or if it is another key's.
    pub fn from_sealed(sealed: &[u8], key_id: KeyId, storage: &StorageKey) -> Result<Self, OpenError> {
        Self::parse(&storage.open_record(PURPOSE, key_id.as_bytes(), sealed)?)
    }

    pub(crate) fn parse(plain: &[u8]) -> Result<Self, OpenError> {
        Secret::parse(plain).map(Self).ok_or(OpenError::Malformed)
    }

    pub(crate) fn body_key(&self) -> Secret<32> {
        hazmat::derive_key(context::BODY_KEY, &[self.0.as_bytes()])
    }

    pub(crate) fn card_key(&self) -> Secret<32> {
        hazmat::derive_key(context::CARD_KEY, &[self.0.as_bytes()])
    }
}

/// What a wrapped key is bound to: the workspace, and the record with its wrap left empty. (PR9)
pub(crate) fn record_aad(workspace: WorkspaceId, claim: &KeyRecordClaim) -> Vec<u8> {
    let unwrapped = KeyRecordClaim { wrap: ByteVec::from(Vec::new()), ..claim.clone() };
    [workspace.as_bytes().as_slice(), &codec::encode(&unwrapped)].concat()
}
