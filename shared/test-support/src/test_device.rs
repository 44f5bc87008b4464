//! A device that signs whatever a test wants signed, also what no honest device would.

use crate::Persona;
use ed25519_dalek::{Signer, SigningKey};
use protocol::{
    auth::{Authentication, Challenge, authentication_parts},
    chain::{Action, AddedDevice, DevicePurpose, Operation, SignedOperation},
    codec, context,
    envelope::{Envelope, Header, Kind, hash_body, hash_card},
    ids::{
        DeviceId, DocumentId, EnvelopeId, Epoch, KeyId, MemberId, OperationId, Salt, SpaceId, Timestamp,
        WorkspaceId,
    },
    keys::{DeviceKeys, ENCAPSULATION_LEN, SUITE},
    records::{Claim, KeyRecord, KeyRecordClaim, KeyUse, Signed},
    signature::{Signature, VerifyingKey, signed_bytes},
};
use rand_core::Rng;

/// One device of a persona. It holds a signing key only; what it "seals" is random bytes.
#[derive(Clone, Debug)]
pub struct TestDevice {
    /// Whose.
    pub persona: Persona,
    /// Whose, in the chain.
    pub member: MemberId,
    signing: SigningKey,
}

/// What an envelope says beside its device.
#[derive(Clone, Copy, Debug)]
pub struct EnvelopeDraft {
    /// What it carries.
    pub kind: Kind,
    /// The document.
    pub doc: DocumentId,
    /// The document's key.
    pub key: KeyId,
    /// The device's counter there.
    pub ctr: u32,
    /// The device's previous envelope there.
    pub prev: EnvelopeId,
    /// The chain as the device knows it.
    pub chain_head: OperationId,
}

impl TestDevice {
    /// A fresh device.
    pub fn make(persona: Persona, rng: &mut impl Rng) -> Self {
        let (mut secret, mut member) = ([0; 32], [0; 16]);
        rng.fill_bytes(&mut secret);
        rng.fill_bytes(&mut member);
        Self { persona, member: MemberId::from_bytes(member), signing: SigningKey::from_bytes(&secret) }
    }

    /// Its public keys; nothing can be boxed to it.
    #[must_use]
    pub fn keys(&self) -> DeviceKeys {
        let signing =
            VerifyingKey::parse(self.signing.verifying_key().as_bytes()).expect("a key just made is a point");
        DeviceKeys { suite: SUITE, signing, encapsulation: vec![0; ENCAPSULATION_LEN].into() }
    }

    /// Its name.
    #[must_use]
    pub fn id(&self) -> DeviceId {
        self.keys().id()
    }

    /// Signs `parts` for `context`.
    #[must_use]
    pub fn sign(&self, context: &str, parts: &[&[u8]]) -> Signature {
        Signature::from_bytes(self.signing.sign(&signed_bytes(context, parts)).to_bytes())
    }

    /// Answers a relay's challenge.
    #[must_use]
    pub fn authenticate(
        &self,
        challenge: &Challenge,
        workspace: WorkspaceId,
        origin: &str,
    ) -> Authentication {
        let device = self.id();
        let parts = authentication_parts(challenge, &workspace, &device, origin);
        let signature = self.sign(context::SIGN_AUTHENTICATION, &parts);
        Authentication { workspace, device, signature }
    }

    /// Signs a record.
    #[must_use]
    pub fn sign_claim<T: Claim>(&self, workspace: WorkspaceId, claim: T) -> Signed<T> {
        let signature = self.sign(T::CONTEXT, &[workspace.as_bytes(), &codec::encode(&claim)]);
        Signed { claim, signature }
    }

    /// Signs an operation that follows `prev`.
    #[must_use]
    pub fn operate(
        &self,
        workspace: WorkspaceId,
        prev: OperationId,
        action: Action,
        at: Timestamp,
    ) -> SignedOperation {
        self.sign_operation(workspace, &Operation { prev, author: self.id(), at, action })
    }

    /// Signs an operation that names somebody else as its author, as no honest device would.
    pub(crate) fn operate_as(
        &self,
        author: DeviceId,
        workspace: WorkspaceId,
        prev: OperationId,
        action: Action,
    ) -> SignedOperation {
        self.sign_operation(workspace, &Operation { prev, author, at: Timestamp(0), action })
    }

    fn sign_operation(&self, workspace: WorkspaceId, operation: &Operation) -> SignedOperation {
        let operation = codec::encode(operation);
        let signature = self.sign(context::SIGN_OPERATION, &[workspace.as_bytes(), &operation]);
        SignedOperation { operation: operation.into(), signature }
    }

    /// This device as an operation of another device of the same member adds it.
    #[must_use]
    pub fn added(&self, workspace: WorkspaceId, member: MemberId) -> AddedDevice {
        let keys = self.keys();
        let bytes = AddedDevice::countersigned_bytes(workspace, member, &keys);
        let countersignature = self.sign(context::SIGN_ENROLMENT, &[&bytes]);
        AddedDevice { keys, purpose: DevicePurpose::Ordinary, countersignature }
    }

    /// A key record for the document with this salt. The commitment is random: nothing can be opened with it.
    pub fn key_record(
        &self,
        workspace: WorkspaceId,
        (space, epoch, chain_head): (SpaceId, Epoch, OperationId),
        salt: Salt,
        rng: &mut impl Rng,
    ) -> KeyRecord {
        let (mut commit, mut nonce) = ([0; 32], [0; 24]);
        rng.fill_bytes(&mut commit);
        rng.fill_bytes(&mut nonce);
        let claim = KeyRecordClaim {
            version: 1,
            suite: SUITE,
            key_use: KeyUse::Write,
            doc: protocol::keys::derive_document_id(workspace, space, salt),
            salt,
            commit: commit.into(),
            space,
            epoch,
            chain_head,
            device: self.id(),
            nonce: nonce.into(),
            wrap: vec![0; 48].into(),
        };
        self.sign_claim(workspace, claim)
    }

    /// An envelope with this sealed body and card; an empty card is none.
    pub fn envelope(
        &self,
        workspace: WorkspaceId,
        draft: EnvelopeDraft,
        (body, card): (Vec<u8>, Vec<u8>),
        rng: &mut impl Rng,
    ) -> Envelope {
        let mut nonce = [0; 24];
        rng.fill_bytes(&mut nonce);
        let EnvelopeDraft { kind, doc, key, ctr, prev, chain_head } = draft;
        let len = |part: &[u8]| u32::try_from(part.len()).expect("a test's envelope is small");
        let (body_len, card_len) = (len(&body), len(&card));
        let (suite, flags, device) = (SUITE, 0, self.id());
        let header = Header {
            suite,
            kind: kind as u8,
            flags,
            doc,
            key,
            device,
            ctr,
            prev,
            chain_head,
            nonce,
            body_len,
            card_len,
        };
        let (body_hash, card_hash) = (hash_body(&body), hash_card(&card));
        let parts: [&[u8]; 4] = [workspace.as_bytes(), &header.encode(), &body_hash, &card_hash];
        let sig = self.sign(context::SIGN_ENVELOPE, &parts);
        let some = |part: Vec<u8>| if part.is_empty() { None } else { Some(part) };
        Envelope { header, body_hash, card_hash, sig, body: some(body), card: some(card) }
    }
}
