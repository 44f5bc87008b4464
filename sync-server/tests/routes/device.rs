//! A device that signs for itself: the tests depend on the protocol alone, as the relay does.

use ed25519_dalek::{Signer, SigningKey};
use protocol::{
    auth::{Authentication, Challenge, authentication_parts},
    chain::{Action, Operation, SignedOperation},
    codec, context,
    envelope::{Envelope, Header, Kind, hash_body, hash_card},
    ids::{
        DeviceId, DocumentId, EnvelopeId, Epoch, InvitationId, KeyId, MemberId, OperationId, Salt, SpaceId,
        Timestamp, WorkspaceId,
    },
    invitation::{Accept, AcceptClaim},
    keys::{DeviceKeys, ENCAPSULATION_LEN, SUITE, derive_document_id},
    records::{
        Checkpoint, CheckpointClaim, Claim, KeyRecord, KeyRecordClaim, KeyUse, Signed, SpaceBox,
        SpaceBoxClaim,
    },
    signature::{Signature, VerifyingKey, signed_bytes},
};

/// A key pair and whose it is.
#[derive(Clone)]
pub(crate) struct Device {
    key: SigningKey,
    pub(crate) member: MemberId,
}

/// A document with its key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Document {
    pub(crate) id: DocumentId,
    pub(crate) space: SpaceId,
    pub(crate) salt: Salt,
    pub(crate) commit: [u8; 32],
}

impl Document {
    pub(crate) fn new(workspace: WorkspaceId, space: SpaceId, salt: u8) -> Self {
        let salt = Salt::from_bytes([salt; 16]);
        Self { id: derive_document_id(workspace, space, salt), space, salt, commit: [salt.as_bytes()[0]; 32] }
    }

    pub(crate) fn key(&self) -> KeyId {
        KeyId::parse(&self.commit[..16]).unwrap()
    }
}

impl Device {
    pub(crate) fn new(seed: u8) -> Self {
        Self { key: SigningKey::from_bytes(&[seed; 32]), member: MemberId::from_bytes([seed; 16]) }
    }

    pub(crate) fn id(&self) -> DeviceId {
        self.keys().id()
    }

    pub(crate) fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey::parse(self.key.verifying_key().as_bytes()).unwrap()
    }

    pub(crate) fn keys(&self) -> DeviceKeys {
        DeviceKeys {
            suite: SUITE,
            signing: self.verifying_key(),
            encapsulation: vec![7; ENCAPSULATION_LEN].into(),
        }
    }

    pub(crate) fn sign(&self, context: &str, parts: &[&[u8]]) -> Signature {
        Signature::from_bytes(self.key.sign(&signed_bytes(context, parts)).to_bytes())
    }

    pub(crate) fn sign_claim<T: Claim>(&self, workspace: WorkspaceId, claim: T) -> Signed<T> {
        let signature = self.sign(T::CONTEXT, &[workspace.as_bytes(), &codec::encode(&claim)]);
        Signed { claim, signature }
    }

    pub(crate) fn operation(
        &self,
        workspace: WorkspaceId,
        prev: OperationId,
        action: Action,
    ) -> SignedOperation {
        let operation = Operation { prev, author: self.id(), at: Timestamp(1), action };
        let bytes = codec::encode(&operation);
        let signature = self.sign(context::SIGN_OPERATION, &[workspace.as_bytes(), &bytes]);
        SignedOperation { operation: bytes.into(), signature }
    }

    pub(crate) fn genesis(&self) -> SignedOperation {
        let action = Action::Genesis { salt: [3; 16].into(), member: self.member, device: self.keys() };
        self.operation(WorkspaceId::from_bytes([0; 32]), OperationId::from_bytes([0; 16]), action)
    }

    pub(crate) fn authentication(
        &self,
        challenge: &Challenge,
        workspace: WorkspaceId,
        origin: &str,
    ) -> Authentication {
        let device = self.id();
        let parts = authentication_parts(challenge, &workspace, &device, origin);
        Authentication { workspace, device, signature: self.sign(context::SIGN_AUTHENTICATION, &parts) }
    }

    pub(crate) fn acceptance(
        &self,
        workspace: WorkspaceId,
        chain_head: OperationId,
        invitation: InvitationId,
        invitation_key: &Device,
    ) -> Accept {
        let claim = AcceptClaim { workspace, chain_head, invitation, device: self.keys() };
        let bytes = codec::encode(&claim);
        Accept {
            by_invitation: invitation_key.sign(context::SIGN_ACCEPT, &[&bytes]),
            by_device: self.sign(context::SIGN_ACCEPT, &[&bytes]),
            name: vec![0xAE; 297].into(),
            claim,
        }
    }

    pub(crate) fn key_record(
        &self,
        workspace: WorkspaceId,
        document: &Document,
        epoch: Epoch,
        chain_head: OperationId,
    ) -> KeyRecord {
        let claim = KeyRecordClaim {
            version: 1,
            suite: SUITE,
            key_use: KeyUse::Write,
            doc: document.id,
            salt: document.salt,
            commit: document.commit.into(),
            space: document.space,
            epoch,
            chain_head,
            device: self.id(),
            nonce: [1; 24].into(),
            wrap: vec![2; 48].into(),
        };
        self.sign_claim(workspace, claim)
    }

    pub(crate) fn space_box(&self, workspace: WorkspaceId, space: SpaceId, recipient: DeviceId) -> SpaceBox {
        let claim = SpaceBoxClaim {
            version: 1,
            suite: SUITE,
            space,
            epoch: Epoch(1),
            recipient,
            device: self.id(),
            encapsulated: vec![4; 32].into(),
            sealed: vec![5; 80].into(),
        };
        self.sign_claim(workspace, claim)
    }

    pub(crate) fn checkpoint(&self, workspace: WorkspaceId, claim: CheckpointClaim) -> Checkpoint {
        self.sign_claim(workspace, claim)
    }

    pub(crate) fn envelope(&self, workspace: WorkspaceId, draft: Draft<'_>) -> Envelope {
        let header = Header {
            suite: SUITE,
            kind: draft.kind as u8,
            flags: 0,
            doc: draft.document.id,
            key: draft.document.key(),
            device: self.id(),
            ctr: draft.ctr,
            prev: draft.prev,
            chain_head: draft.chain_head,
            nonce: [9; 24],
            body_len: u32::try_from(draft.body.len()).unwrap(),
            card_len: u32::try_from(draft.card.len()).unwrap(),
        };
        let (body_hash, card_hash) = (hash_body(draft.body), hash_card(draft.card));
        let bytes = header.encode();
        let sig = self.sign(context::SIGN_ENVELOPE, &[workspace.as_bytes(), &bytes, &body_hash, &card_hash]);
        let part = |part: &[u8]| (!part.is_empty()).then(|| part.to_vec());
        Envelope { header, body_hash, card_hash, sig, body: part(draft.body), card: part(draft.card) }
    }
}

/// What an envelope is to be.
#[derive(Clone, Copy)]
pub(crate) struct Draft<'a> {
    pub(crate) kind: Kind,
    pub(crate) document: &'a Document,
    pub(crate) ctr: u32,
    pub(crate) prev: EnvelopeId,
    pub(crate) chain_head: OperationId,
    pub(crate) body: &'a [u8],
    pub(crate) card: &'a [u8],
}
