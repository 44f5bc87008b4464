//! Signed records beside the log: how keys reach devices, and what devices say of snapshots and of the relay.
//!
//! Each is a canonical CBOR map; its signature covers the workspace and the canonical encoding of the same map without the
//! signature (`…Claim`). (PR3)

use crate::{
    codec::{self, ParseError},
    context,
    ids::{DeviceId, DocumentId, EnvelopeId, Epoch, KeyId, OperationId, Salt, Seq, SpaceId, WorkspaceId},
    keys::{ENCAPSULATED_LEN, SUITE, derive_document_id},
    limits,
    signature::{Forged, Signature, VerifyingKey},
};
use minicbor::{
    Decode, Encode,
    bytes::{ByteArray, ByteVec},
};

/// Whether a document key may be written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum KeyUse {
    /// Made fresh under the epoch it names.
    #[n(0)]
    Write,
    /// An older key, wrapped again so that newcomers can read.
    #[n(1)]
    Read,
}

/// A document key, wrapped under the key of its space; everything but the signature.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct KeyRecordClaim {
    /// Version of the record, 1.
    #[n(0)]
    pub version: u8,
    /// Suite of the wrap.
    #[n(1)]
    pub suite: u8,
    /// May it be written with?
    #[n(2)]
    pub key_use: KeyUse,
    /// The document.
    #[n(3)]
    pub doc: DocumentId,
    /// Its salt: with workspace and space it gives the document's name.
    #[n(4)]
    pub salt: Salt,
    /// Commitment to the document key; its first 16 bytes are the key's name.
    #[n(5)]
    pub commit: ByteArray<32>,
    /// The space whose key wraps it.
    #[n(6)]
    pub space: SpaceId,
    /// The generation of that space key.
    #[n(7)]
    pub epoch: Epoch,
    /// Not before that epoch's rotate.
    #[n(8)]
    pub chain_head: OperationId,
    /// Who wrapped it.
    #[n(9)]
    pub device: DeviceId,
    /// For the wrap.
    #[n(10)]
    pub nonce: ByteArray<24>,
    /// The wrapped document key; the fields above are its associated data.
    #[n(11)]
    pub wrap: ByteVec,
}

/// A space key sealed to one device; everything but the signature.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SpaceBoxClaim {
    /// Version of the record, 1.
    #[n(0)]
    pub version: u8,
    /// HPKE suite.
    #[n(1)]
    pub suite: u8,
    /// The space.
    #[n(2)]
    pub space: SpaceId,
    /// The generation of its key.
    #[n(3)]
    pub epoch: Epoch,
    /// Who can open it.
    #[n(4)]
    pub recipient: DeviceId,
    /// Who sealed it.
    #[n(5)]
    pub device: DeviceId,
    /// HPKE encapsulated key.
    #[n(6)]
    pub encapsulated: ByteVec,
    /// Space key and space seed, sealed.
    #[n(7)]
    pub sealed: ByteVec,
}

/// What a device says of the relay's log of one space.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct CheckpointClaim {
    /// The space.
    #[n(0)]
    pub space: SpaceId,
    /// The chain the device had verified.
    #[n(1)]
    pub chain_head: OperationId,
    /// Everything of the space up to here has been received, stored and opened or quarantined.
    #[n(2)]
    pub seq: Seq,
    /// The running digest there, see [`crate::digest`].
    #[n(3)]
    pub digest: ByteArray<32>,
    /// Who says so.
    #[n(4)]
    pub device: DeviceId,
}

/// How far a snapshot or card covers one device's changes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Covered {
    /// The device.
    #[n(0)]
    pub device: DeviceId,
    /// Its last counted change.
    #[n(1)]
    pub ctr: u32,
    /// That change's envelope.
    #[n(2)]
    pub envelope: EnvelopeId,
}

/// What a snapshot says of itself, sealed with it; a claim until a [`Confirmation`] repeats it. (PR22)
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SnapshotClaim {
    /// What it covers, sorted by device.
    #[n(0)]
    pub covers: Vec<Covered>,
    /// Envelopes it leaves out because they are quarantined, sorted.
    #[n(1)]
    pub excepts: Vec<EnvelopeId>,
}

/// A device's word that it has destroyed a document; everything but the signature. (PR23)
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DestructionClaim {
    /// The document.
    #[n(0)]
    pub doc: DocumentId,
    /// The `erase` envelope that was carried out.
    #[n(1)]
    pub erase: EnvelopeId,
    /// Who says so.
    #[n(2)]
    pub device: DeviceId,
    /// The chain the device had verified.
    #[n(3)]
    pub chain_head: OperationId,
}

/// A member's word that a snapshot contains every covered change and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ConfirmationClaim {
    /// The document.
    #[n(0)]
    pub doc: DocumentId,
    /// The snapshot's parts, in order.
    #[n(1)]
    pub parts: Vec<EnvelopeId>,
    /// What it covers, sorted by device.
    #[n(2)]
    pub covers: Vec<Covered>,
    /// Envelopes it leaves out because they are quarantined, sorted.
    #[n(3)]
    pub excepts: Vec<EnvelopeId>,
    /// Who confirms.
    #[n(4)]
    pub device: DeviceId,
    /// The chain the confirmer had verified.
    #[n(5)]
    pub chain_head: OperationId,
}

/// A claim and its signature, as it travels.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Signed<T> {
    /// What is said.
    #[n(0)]
    pub claim: T,
    /// By whom it is said, in a form that can be checked.
    #[n(1)]
    pub signature: Signature,
}

/// A wrapped document key.
pub type KeyRecord = Signed<KeyRecordClaim>;
/// A sealed space key.
pub type SpaceBox = Signed<SpaceBoxClaim>;
/// A device's view of the relay's log.
pub type Checkpoint = Signed<CheckpointClaim>;
/// A confirmed snapshot.
pub type Confirmation = Signed<ConfirmationClaim>;
/// A document that a device no longer has.
pub type Destruction = Signed<DestructionClaim>;

/// A record that devices sign: its purpose and its signer.
pub trait Claim: Encode<()> {
    /// The context of its signature.
    const CONTEXT: &'static str;
    /// Who signs it.
    fn device(&self) -> DeviceId;
}

impl Claim for KeyRecordClaim {
    const CONTEXT: &'static str = context::SIGN_KEY_RECORD;
    fn device(&self) -> DeviceId {
        self.device
    }
}

impl Claim for SpaceBoxClaim {
    const CONTEXT: &'static str = context::SIGN_SPACE_BOX;
    fn device(&self) -> DeviceId {
        self.device
    }
}

impl Claim for CheckpointClaim {
    const CONTEXT: &'static str = context::SIGN_CHECKPOINT;
    fn device(&self) -> DeviceId {
        self.device
    }
}

impl Claim for ConfirmationClaim {
    const CONTEXT: &'static str = context::SIGN_CONFIRMATION;
    fn device(&self) -> DeviceId {
        self.device
    }
}

impl Claim for DestructionClaim {
    const CONTEXT: &'static str = context::SIGN_DESTRUCTION;
    fn device(&self) -> DeviceId {
        self.device
    }
}

impl<T: Claim> Signed<T> {
    /// Checks the signature of the device that the claim names.
    ///
    /// # Errors
    /// [`Forged`] if the key is another device's or the signature does not match.
    pub fn verify(&self, workspace: WorkspaceId, key: &VerifyingKey) -> Result<(), Forged> {
        if key.device_id() != self.claim.device() {
            return Err(Forged);
        }
        key.verify(T::CONTEXT, &[workspace.as_bytes(), &codec::encode(&self.claim)], &self.signature)
    }
}

/// What suite 1 adds to a document key when it is wrapped, and the key, in bytes.
const WRAP_LEN: usize = 48;
/// Space key, space seed and what suite 1 adds to them, in bytes.
const BOXED_LEN: usize = 80;

impl SpaceBoxClaim {
    /// Checks version, suite and lengths. (PR3)
    ///
    /// # Errors
    /// `Unknown` for another version or suite, `Malformed` for another length.
    pub fn check(&self) -> Result<(), ParseError> {
        let fits = self.encapsulated.len() == ENCAPSULATED_LEN && self.sealed.len() == BOXED_LEN;
        check(self.version, self.suite, fits)
    }
}

fn check(version: u8, suite: u8, fits: bool) -> Result<(), ParseError> {
    if version != 1 || suite != SUITE {
        return Err(ParseError::Unknown);
    }
    if fits { Ok(()) } else { Err(ParseError::Malformed) }
}

impl SnapshotClaim {
    /// Checks that both lists are in order. (PR22)
    ///
    /// # Errors
    /// `NotCanonical` if they are not, or name something twice.
    pub fn check(&self) -> Result<(), ParseError> {
        in_order(&self.covers, &self.excepts)
    }
}

impl ConfirmationClaim {
    /// Checks that there are parts, and that both lists are in order. (PR22)
    ///
    /// # Errors
    /// `Malformed` without parts or with too many, `NotCanonical` for lists that are not in order or name something twice.
    pub fn check(&self) -> Result<(), ParseError> {
        if self.parts.is_empty() || limits::SNAPSHOT_PARTS < self.parts.len() {
            return Err(ParseError::Malformed);
        }
        in_order(&self.covers, &self.excepts)
    }
}

fn in_order(covers: &[Covered], excepts: &[EnvelopeId]) -> Result<(), ParseError> {
    let sorted = covers.is_sorted_by(|left, right| left.device < right.device)
        && excepts.is_sorted_by(|left, right| left < right);
    if sorted { Ok(()) } else { Err(ParseError::NotCanonical) }
}

impl KeyRecordClaim {
    /// Checks version, suite, lengths, and that the document's name follows from its space and salt. (PR3)
    ///
    /// # Errors
    /// `Unknown` for another version or suite, `Malformed` otherwise.
    pub fn check(&self, workspace: WorkspaceId) -> Result<(), ParseError> {
        let named = derive_document_id(workspace, self.space, self.salt) == self.doc;
        check(self.version, self.suite, named && self.wrap.len() == WRAP_LEN)
    }

    /// The key's name.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        let mut name = [0; KeyId::LEN];
        name.iter_mut().zip(self.commit.iter()).for_each(|(to, from)| *to = *from);
        KeyId::from_bytes(name)
    }
}
