//! The roster: what the chain's operations add up to, and the only judge of the next one.
//!
//! [`Roster::append`] checks signature, link, shape and right of one operation and applies it, or leaves the roster as it was.
//! Relay and devices run the same code, so they agree. Questions about the past (`…_at`) are answered at the chain head that a
//! record names, because rights are judged where its writer stood and not where its reader stands. (MB3)

mod apply;
mod ended;
mod judge;

pub use ended::NamedCut;

use super::{DevicePurpose, History, Operation, Right, Role, SignedOperation, SpaceKind};
use crate::{
    codec::ParseError,
    ids::{DeviceId, Epoch, InvitationId, MemberId, OperationId, SpaceId, Timestamp, WorkspaceId},
    keys::DeviceKeys,
    signature::{Forged, VerifyingKey},
};
use std::collections::BTreeMap;

/// Why an operation does not extend the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// It cannot be read, or is of a newer version.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// A signature or countersignature does not match.
    #[error("forged")]
    Forged,
    /// It follows another operation than the head: somebody was faster, or the chain forked.
    #[error("does not follow the head")]
    NotNext,
    /// Its author may not do that, or not any more.
    #[error("not allowed to its author")]
    NotAllowed,
    /// It names a member, device, space or invitation that does not exist, exists already, or is closed.
    #[error("does not fit what the chain says")]
    Inconsistent,
}

impl From<Forged> for ChainError {
    fn from(_: Forged) -> Self {
        Self::Forged
    }
}

/// A person of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// What they do.
    pub role: Role,
    /// When they were added, by the author's clock.
    pub since: Timestamp,
    /// `false` once removed: history of people who left stays.
    pub active: bool,
}

/// Whether a device may act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It may.
    Active,
    /// It was revoked, replaced, or its member was removed, by this operation.
    Ended(OperationId),
}

/// A device of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceStanding {
    /// Whose.
    pub member: MemberId,
    /// Its public keys.
    pub keys: DeviceKeys,
    /// Machine or paper.
    pub purpose: DevicePurpose,
    /// The operation that added it.
    pub added_by: OperationId,
    /// May it act?
    pub standing: Standing,
}

/// One generation of a space's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// The operation that announced it.
    pub by: OperationId,
    /// Commitment to space key and space seed: no other key counts for this epoch.
    pub commit: [u8; 32],
    /// The predecessor sealed under this key, in a space with full history.
    pub backlink: Option<Vec<u8>>,
}

/// A space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Space {
    /// What for.
    pub kind: SpaceKind,
    /// What newcomers may read.
    pub history: History,
    /// The operation that created it.
    pub created_by: OperationId,
    /// Current generation of its key; 0 before the first rotate.
    pub epoch: Epoch,
    /// `true` after somebody lost it, until the next rotate: nothing is sealed under its current epoch (S11).
    pub stale: bool,
    /// Every epoch's rotate.
    pub rotations: BTreeMap<Epoch, Rotation>,
    /// Who may do what.
    pub grants: BTreeMap<MemberId, Right>,
}

/// An open, used, cancelled or expired invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Checks acceptances.
    pub key: VerifyingKey,
    /// What the newcomer will do.
    pub role: Role,
    /// For a further device of this member.
    pub member: Option<MemberId>,
    /// Who invites.
    pub inviter: DeviceId,
    /// Not to be used afterwards. Judged by the relay when the acceptance comes and by the device that admits.
    pub expires: Timestamp,
    /// `false` once used or cancelled.
    pub open: bool,
}

/// What a member holds from a position of the chain on; nothing after a withdrawal.
type RightFrom = (u64, Option<Right>);

/// What the chain adds up to, and what it added up to at each of its heads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    workspace: WorkspaceId,
    head: OperationId,
    /// Place of each operation, counted from 1.
    positions: BTreeMap<OperationId, u64>,
    members: BTreeMap<MemberId, Member>,
    devices: BTreeMap<DeviceId, DeviceStanding>,
    spaces: BTreeMap<SpaceId, Space>,
    invitations: BTreeMap<InvitationId, Invitation>,
    /// What each member held in each space, from which position on; ascending.
    rights: BTreeMap<(SpaceId, MemberId), Vec<RightFrom>>,
    cuts: BTreeMap<(SpaceId, DeviceId), Vec<NamedCut>>,
    minimum_version: u16,
}

impl Roster {
    /// Verifies genesis and starts a roster. (MB4)
    ///
    /// # Errors
    /// `Parse` if it cannot be read, `Forged` if its first device did not sign it, `Inconsistent` if it is no genesis.
    pub fn found(genesis: &SignedOperation) -> Result<Self, ChainError> {
        let operation = genesis.parse_operation()?;
        judge::genesis(genesis, &operation)?;
        let mut roster = Self {
            workspace: genesis.derive_workspace_id(),
            head: genesis.id(),
            positions: BTreeMap::new(),
            members: BTreeMap::new(),
            devices: BTreeMap::new(),
            spaces: BTreeMap::new(),
            invitations: BTreeMap::new(),
            rights: BTreeMap::new(),
            cuts: BTreeMap::new(),
            minimum_version: 1,
        };
        roster.apply(genesis.id(), &operation);
        Ok(roster)
    }

    /// Verifies the next operation (signature, link, shape, right) and applies it; on error the roster is unchanged. (MB5)
    ///
    /// # Errors
    /// [`ChainError`] names the first rule it breaks, in the order: readable, next, by an active device, signed, allowed,
    /// consistent.
    pub fn append(&mut self, operation: &SignedOperation) -> Result<Operation, ChainError> {
        let parsed = operation.parse_operation()?;
        self.judge(operation, &parsed)?;
        self.apply(operation.id(), &parsed);
        Ok(parsed)
    }

    /// The workspace that this chain's genesis founded.
    #[must_use]
    pub const fn workspace(&self) -> WorkspaceId {
        self.workspace
    }

    /// The last operation.
    #[must_use]
    pub const fn head(&self) -> OperationId {
        self.head
    }

    /// Number of operations, at least 1.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a chain has a genesis and is never empty")]
    pub fn len(&self) -> u64 {
        self.positions.len() as u64
    }

    /// Number of operations up to and including this one, or `None` if it is not in this chain.
    #[must_use]
    pub fn position_of(&self, head: OperationId) -> Option<u64> {
        self.positions.get(&head).copied()
    }

    /// A person, whether still there or not.
    #[must_use]
    pub fn member(&self, member: MemberId) -> Option<&Member> {
        self.members.get(&member)
    }

    /// Everybody who ever was a member.
    pub fn members(&self) -> impl Iterator<Item = (MemberId, &Member)> {
        self.members.iter().map(|(id, member)| (*id, member))
    }

    /// A device, whether it may still act or not.
    #[must_use]
    pub fn device(&self, device: DeviceId) -> Option<&DeviceStanding> {
        self.devices.get(&device)
    }

    /// Every device that ever was added.
    pub fn devices(&self) -> impl Iterator<Item = (DeviceId, &DeviceStanding)> {
        self.devices.iter().map(|(id, device)| (*id, device))
    }

    /// The devices of one member, ended ones too.
    pub fn devices_of(&self, member: MemberId) -> impl Iterator<Item = (DeviceId, &DeviceStanding)> {
        self.devices().filter(move |(_, device)| device.member == member)
    }

    /// A device that may act.
    #[must_use]
    pub fn active_device(&self, device: DeviceId) -> Option<&DeviceStanding> {
        self.device(device).filter(|device| device.standing == Standing::Active)
    }

    /// A space.
    #[must_use]
    pub fn space(&self, space: SpaceId) -> Option<&Space> {
        self.spaces.get(&space)
    }

    /// Every space.
    pub fn spaces(&self) -> impl Iterator<Item = (SpaceId, &Space)> {
        self.spaces.iter().map(|(id, space)| (*id, space))
    }

    /// The first space that was created of this kind.
    #[must_use]
    pub fn space_of_kind(&self, kind: SpaceKind) -> Option<SpaceId> {
        self.spaces()
            .filter(|(_, space)| space.kind == kind)
            .min_by_key(|(_, space)| self.position_of(space.created_by))
            .map(|(id, _)| id)
    }

    /// An invitation, open or not.
    #[must_use]
    pub fn invitation(&self, invitation: InvitationId) -> Option<&Invitation> {
        self.invitations.get(&invitation)
    }

    /// Every invitation.
    pub fn invitations(&self) -> impl Iterator<Item = (InvitationId, &Invitation)> {
        self.invitations.iter().map(|(id, invitation)| (*id, invitation))
    }

    /// What this device may do in this space now. A recovery kit never writes.
    #[must_use]
    pub fn right_now(&self, device: DeviceId, space: SpaceId) -> Option<Right> {
        self.right_at(device, space, self.head)
    }

    /// What this device might do in this space at `chain_head`: an envelope is judged where its writer stood. (MB3)
    /// Cuts are another question, see [`Self::cuts`].
    #[must_use]
    pub fn right_at(&self, device: DeviceId, space: SpaceId, chain_head: OperationId) -> Option<Right> {
        let at = self.position_of(chain_head)?;
        let standing = self.devices.get(&device)?;
        let ended = match standing.standing {
            Standing::Active => None,
            Standing::Ended(by) => self.position_of(by),
        };
        if at < self.position_of(standing.added_by)? || ended.is_some_and(|ended| ended <= at) {
            return None;
        }
        let right = self.member_right_at(standing.member, space, at)?;
        Some(match standing.purpose {
            DevicePurpose::Ordinary => right,
            DevicePurpose::RecoveryKit => Right::Read,
        })
    }

    /// Generation of the space's key at `chain_head`; `None` before its first rotate or if the head is not of this chain.
    #[must_use]
    pub fn epoch_at(&self, space: SpaceId, chain_head: OperationId) -> Option<Epoch> {
        let at = self.position_of(chain_head)?;
        let rotations = &self.spaces.get(&space)?.rotations;
        rotations
            .iter()
            .rev()
            .find(|(_, rotation)| self.position_of(rotation.by) <= Some(at))
            .map(|(epoch, _)| *epoch)
    }

    /// Clients that speak less than this protocol version stop syncing, and say so.
    #[must_use]
    pub const fn minimum_version(&self) -> u16 {
        self.minimum_version
    }

    /// May this device invite, admit, remove, and change roles, spaces and grants? (MB6)
    #[must_use]
    pub fn may_administer(&self, device: DeviceId) -> bool {
        self.active_device(device).is_some_and(|device| {
            device.purpose == DevicePurpose::Ordinary
                && self.member(device.member).is_some_and(|member| member.role.administers())
        })
    }

    /// Active devices, recovery kits too, whose members may read the space: each must get a box. (MB7)
    pub fn readers_of(&self, space: SpaceId) -> impl Iterator<Item = DeviceId> {
        let grants = self.spaces.get(&space).map(|space| &space.grants);
        self.devices
            .iter()
            .filter(move |(_, device)| {
                device.standing == Standing::Active
                    && grants.is_some_and(|grants| grants.contains_key(&device.member))
            })
            .map(|(id, _)| *id)
    }

    fn member_right_at(&self, member: MemberId, space: SpaceId, at: u64) -> Option<Right> {
        let history = self.rights.get(&(space, member))?;
        history.iter().rev().find(|(from, _)| *from <= at).and_then(|(_, right)| *right)
    }
}
