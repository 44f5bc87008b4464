//! The operations of the chain: their shapes, their names and their signatures. What they do is `roster`'s matter.

use crate::{
    codec::{self, ParseError},
    context,
    ids::{DeviceId, Epoch, InvitationId, MemberId, OperationId, SpaceId, Timestamp, WorkspaceId},
    keys::DeviceKeys,
    limits,
    signature::{Forged, Signature, VerifyingKey},
};
use minicbor::{
    Decode, Encode,
    bytes::{ByteArray, ByteVec},
};

/// What a person does in the workspace. Meaning for screens; access follows from grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Role {
    /// Leads the unit: counsels, and invites and removes others.
    #[n(0)]
    UnitLead,
    /// Counsels.
    #[n(1)]
    Counsellor,
    /// First contact: persons and appointments, no case file.
    #[n(2)]
    Reception,
    /// Coordinating office: directory only.
    #[n(3)]
    Coordination,
    /// Technical administrator: members and devices, no content.
    #[n(4)]
    Admin,
}

/// What a space is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum SpaceKind {
    /// Case files: the counsellors of one unit.
    #[n(0)]
    Unit,
    /// Person sheets and agenda: counsellors and reception.
    #[n(1)]
    Reception,
    /// Sites, organisations, unit settings: everybody.
    #[n(2)]
    Directory,
    /// Statistics records: counsellors write, coordination reads.
    #[n(3)]
    Statistics,
    /// One partner agreement.
    #[n(4)]
    Partner,
}

/// How much a newcomer to a space may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum History {
    /// Everything: each space key seals its predecessor.
    #[n(0)]
    Full,
    /// What was written from the grant on.
    #[n(1)]
    FromHere,
}

/// What a grant allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Right {
    /// Receive and open.
    #[n(0)]
    Read,
    /// Also push.
    #[n(1)]
    Write,
}

/// Whether a device is a machine or a sheet of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum DevicePurpose {
    /// A tablet, a browser, a headless device.
    #[n(0)]
    Ordinary,
    /// A recovery kit: gets boxes, adds one device for its own member, may revoke itself, never writes.
    #[n(1)]
    RecoveryKit,
}

/// A device that enters the chain, with its own consent.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AddedDevice {
    /// Its public keys.
    #[n(0)]
    pub keys: DeviceKeys,
    /// What it is.
    #[n(1)]
    pub purpose: DevicePurpose,
    /// By the new device, over workspace, member and keys; see [`AddedDevice::verify`]. With an invitation it is the
    /// acceptance's `by_device` signature instead.
    #[n(2)]
    pub countersignature: Signature,
}

/// State of a space's log when somebody's right in it ended.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SpaceCut {
    /// The space.
    #[n(0)]
    pub space: SpaceId,
    /// Hash of the sorted heads, see [`super::derive_cut`].
    #[n(1)]
    pub cut: ByteArray<32>,
}

/// What an operation does. Numbers are never reused.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Action {
    /// The first operation: first member (unit lead) and device. Signed with a zero workspace.
    #[n(0)]
    #[cbor(map)]
    Genesis {
        /// Makes two workspaces of the same device different.
        #[n(0)]
        salt: ByteArray<16>,
        /// The first member.
        #[n(1)]
        member: MemberId,
        /// Its device, which signs.
        #[n(2)]
        device: DeviceKeys,
    },
    /// A person joins.
    #[n(1)]
    #[cbor(map)]
    AddMember {
        /// The person.
        #[n(0)]
        member: MemberId,
        /// What they do.
        #[n(1)]
        role: Role,
        /// The invitation they accepted.
        #[n(2)]
        invitation: InvitationId,
        /// Chain head that the acceptance names.
        #[n(3)]
        accepted_at: OperationId,
        /// Their first device; its countersignature is the acceptance's.
        #[n(4)]
        device: AddedDevice,
    },
    /// A person leaves; all their devices with them. Marks the spaces they held stale.
    #[n(2)]
    #[cbor(map)]
    RemoveMember {
        /// The person.
        #[n(0)]
        member: MemberId,
        /// One cut per space they could write to.
        #[n(1)]
        cuts: Vec<SpaceCut>,
    },
    /// A member's further device, or recovery kit.
    #[n(3)]
    #[cbor(map)]
    AddDevice {
        /// Whose.
        #[n(0)]
        member: MemberId,
        /// The invitation, if one was used (a second own device), with the head its acceptance names.
        #[n(1)]
        invitation: Option<InvitationId>,
        /// Chain head that the acceptance names.
        #[n(2)]
        accepted_at: Option<OperationId>,
        /// The device.
        #[n(3)]
        device: AddedDevice,
    },
    /// A device leaves.
    #[n(4)]
    #[cbor(map)]
    RevokeDevice {
        /// The device.
        #[n(0)]
        device: DeviceId,
        /// One cut per space it could write to.
        #[n(1)]
        cuts: Vec<SpaceCut>,
        /// It wipes itself at once instead of after its last edits are safe.
        #[n(2)]
        stolen: bool,
    },
    /// A device whose state was copied: same member, new keys.
    #[n(5)]
    #[cbor(map)]
    ReplaceDevice {
        /// The device that must not write any more.
        #[n(0)]
        old: DeviceId,
        /// One cut per space it could write to.
        #[n(1)]
        cuts: Vec<SpaceCut>,
        /// Its successor.
        #[n(2)]
        device: AddedDevice,
    },
    /// A new space; it seals nothing before its first rotate.
    #[n(6)]
    #[cbor(map)]
    CreateSpace {
        /// The space.
        #[n(0)]
        space: SpaceId,
        /// What for.
        #[n(1)]
        kind: SpaceKind,
        /// What newcomers may read.
        #[n(2)]
        history: History,
    },
    /// A member may read, or read and write, a space.
    #[n(7)]
    #[cbor(map)]
    Grant {
        /// The space.
        #[n(0)]
        space: SpaceId,
        /// Who.
        #[n(1)]
        member: MemberId,
        /// What.
        #[n(2)]
        right: Right,
    },
    /// A member loses a space. Marks it stale.
    #[n(8)]
    #[cbor(map)]
    Withdraw {
        /// The member.
        #[n(0)]
        member: MemberId,
        /// The space and its cut.
        #[n(1)]
        cut: SpaceCut,
    },
    /// A new generation of a space's key.
    #[n(9)]
    #[cbor(map)]
    Rotate {
        /// The space.
        #[n(0)]
        space: SpaceId,
        /// The previous epoch and one.
        #[n(1)]
        epoch: Epoch,
        /// Commitment to space key and space seed.
        #[n(2)]
        commit: ByteArray<32>,
        /// The predecessor sealed under the new key; present exactly if the history is full and there is a predecessor.
        #[n(3)]
        backlink: Option<ByteVec>,
    },
    /// A person does something else from now on. Grants are separate operations.
    #[n(10)]
    #[cbor(map)]
    SetRole {
        /// Who.
        #[n(0)]
        member: MemberId,
        /// What.
        #[n(1)]
        role: Role,
    },
    /// Somebody may join, once.
    #[n(11)]
    #[cbor(map)]
    Invite {
        /// The invitation.
        #[n(0)]
        invitation: InvitationId,
        /// The key that the link's secret derives.
        #[n(1)]
        key: VerifyingKey,
        /// What the newcomer will do.
        #[n(2)]
        role: Role,
        /// For a further device of this member; otherwise a new person joins.
        #[n(3)]
        member: Option<MemberId>,
        /// Not to be used afterwards.
        #[n(4)]
        expires: Timestamp,
    },
    /// An invitation ends unused.
    #[n(12)]
    #[cbor(map)]
    CancelInvite {
        /// The invitation.
        #[n(0)]
        invitation: InvitationId,
    },
    /// Clients older than this stop syncing, and say so.
    #[n(13)]
    #[cbor(map)]
    SetMinimumVersion {
        /// Protocol version.
        #[n(0)]
        version: u16,
    },
    /// Heals a fork: the other branch's operations become intentions. It names all of them, because their names count as the
    /// fork for whoever was written under them, and a newcomer never sees that branch.
    #[n(14)]
    #[cbor(map)]
    Adopt {
        /// The last operation that both branches have.
        #[n(0)]
        fork: OperationId,
        /// The operations of the branch that loses, in their order.
        #[n(1)]
        lost: Vec<OperationId>,
    },
}

/// One step of the chain.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Operation {
    /// The operation before this one; zero for genesis.
    #[n(0)]
    pub prev: OperationId,
    /// Who signs.
    #[n(1)]
    pub author: DeviceId,
    /// When, by the author's clock; only ever shown.
    #[n(2)]
    pub at: Timestamp,
    /// What it does.
    #[n(3)]
    pub action: Action,
}

/// An operation as it travels and as it was signed: the bytes are never re-encoded.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SignedOperation {
    /// Canonical encoding of an [`Operation`].
    #[n(0)]
    pub operation: ByteVec,
    /// By its author.
    #[n(1)]
    pub signature: Signature,
}

impl SignedOperation {
    /// Reads the operation inside. Says nothing about its signature or its right.
    ///
    /// # Errors
    /// `Unknown` if the action is of a newer version: sync pauses, editing goes on (A7).
    pub fn parse_operation(&self) -> Result<Operation, ParseError> {
        if limits::OPERATION < self.operation.len() {
            return Err(ParseError::TooBig);
        }
        codec::parse(&self.operation)
    }

    /// The operation's name, and the chain's head once it is appended. It commits to the signature.
    #[must_use]
    pub fn id(&self) -> OperationId {
        OperationId::from_bytes(context::short_hash(
            context::OPERATION,
            &[self.signature.as_bytes(), &self.operation],
        ))
    }

    /// The name of the workspace that this genesis founds.
    #[must_use]
    pub fn derive_workspace_id(&self) -> WorkspaceId {
        WorkspaceId::from_bytes(context::hash(
            context::WORKSPACE,
            &[self.signature.as_bytes(), &self.operation],
        ))
    }

    /// Checks the author's signature; `workspace` is zero for genesis.
    ///
    /// # Errors
    /// [`Forged`].
    pub fn verify(&self, workspace: WorkspaceId, author: &VerifyingKey) -> Result<(), Forged> {
        author.verify(context::SIGN_OPERATION, &[workspace.as_bytes(), &self.operation], &self.signature)
    }
}
