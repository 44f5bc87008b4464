//! Whether an operation may follow: link, author, signature, right, shape. Reads the roster, never changes it. (MB5)

use super::{ChainError, DeviceStanding, Invitation, Roster};
use crate::{
    chain::{Action, AddedDevice, DevicePurpose, History, Operation, Right, Role, SignedOperation},
    codec, context,
    ids::{DeviceId, Epoch, InvitationId, MemberId, OperationId, SpaceId, WorkspaceId},
    invitation::AcceptClaim,
    keys::DeviceKeys,
};
use minicbor::bytes::ByteVec;
use std::collections::BTreeSet;

type Judgement = Result<(), ChainError>;

/// The workspace under which genesis is signed: it has no name yet.
const NO_WORKSPACE: WorkspaceId = WorkspaceId::from_bytes([0; WorkspaceId::LEN]);
/// What genesis follows.
const NOTHING: OperationId = OperationId::from_bytes([0; OperationId::LEN]);

/// Checks the first operation of a chain. (MB4)
pub(super) fn genesis(signed: &SignedOperation, operation: &Operation) -> Judgement {
    let Action::Genesis { device, .. } = &operation.action else { return Err(ChainError::Inconsistent) };
    consistent(operation.prev == NOTHING && operation.author == device.id())?;
    sound(device)?;
    Ok(signed.verify(NO_WORKSPACE, &device.signing)?)
}

impl Role {
    /// May members of this role change who belongs to the workspace? (MB6)
    #[must_use]
    pub const fn administers(self) -> bool {
        match self {
            Self::UnitLead | Self::Admin => true,
            Self::Counsellor | Self::Reception | Self::Coordination => false,
        }
    }
}

/// Who signs: the device, and what follows from it.
#[derive(Clone, Copy)]
struct Author {
    device: DeviceId,
    member: MemberId,
    purpose: DevicePurpose,
    administers: bool,
}

impl Author {
    fn is_ordinary(self) -> bool {
        self.purpose == DevicePurpose::Ordinary
    }

    fn is_ordinary_of(self, member: MemberId) -> bool {
        self.is_ordinary() && self.member == member
    }
}

impl Roster {
    pub(super) fn judge(&self, signed: &SignedOperation, operation: &Operation) -> Judgement {
        if operation.prev != self.head {
            return Err(ChainError::NotNext);
        }
        let standing = self.active_device(operation.author).ok_or(ChainError::NotAllowed)?;
        signed.verify(self.workspace, &standing.keys.signing)?;
        let author = Author {
            device: operation.author,
            member: standing.member,
            purpose: standing.purpose,
            administers: self.may_administer(operation.author),
        };
        self.judge_people(author, &operation.action)?;
        self.judge_devices(author, &operation.action)?;
        self.judge_spaces(author, &operation.action)
    }

    /// Operations on members, invitations and the workspace; the others pass.
    fn judge_people(&self, author: Author, action: &Action) -> Judgement {
        match action {
            // A chain begins once.
            Action::Genesis { .. } => Err(ChainError::Inconsistent),
            Action::AddMember { member, role, invitation, accepted_at, device } => {
                allowed(author.administers)?;
                let open = self.open_invitation(*invitation)?;
                consistent(
                    open.member.is_none() && open.role == *role && !self.members.contains_key(member),
                )?;
                consistent(device.purpose == DevicePurpose::Ordinary)?;
                self.judge_acceptance(device, *invitation, *accepted_at)
            }
            Action::RemoveMember { member, .. } => {
                allowed(author.administers)?;
                self.active_member(*member)?;
                self.judge_cuts(action)?;
                self.somebody_administers_without(|_, device| device.member == *member)
            }
            Action::SetRole { member, role } => {
                allowed(author.administers)?;
                consistent(self.active_member(*member)? != *role)?;
                if role.administers() {
                    return Ok(());
                }
                self.somebody_administers_without(|_, device| device.member == *member)
            }
            Action::Invite { invitation, member, .. } => {
                let own = member.is_some_and(|member| author.is_ordinary_of(member));
                allowed(author.administers || own)?;
                consistent(!self.invitations.contains_key(invitation))?;
                member.map_or(Ok(()), |member| self.active_member(member).map(|_| ()))
            }
            Action::CancelInvite { invitation } => {
                let open = self.open_invitation(*invitation)?;
                let inviter = self.devices.get(&open.inviter).map(|device| device.member);
                allowed(author.administers || author.is_ordinary() && inviter == Some(author.member))
            }
            Action::SetMinimumVersion { version } => {
                allowed(author.administers)?;
                consistent(self.minimum_version < *version)
            }
            // The losing branch is not of this chain; what follows from adopting it is its holders' matter.
            Action::Adopt { fork, lost } => {
                let fork = self.position_of(*fork).ok_or(ChainError::Inconsistent)?;
                let since =
                    self.devices.get(&author.device).and_then(|device| self.position_of(device.added_by));
                allowed(author.administers && since.is_some_and(|since| since <= fork))?;
                let distinct: BTreeSet<&OperationId> = lost.iter().collect();
                let foreign = lost.iter().all(|operation| self.position_of(*operation).is_none());
                consistent(!lost.is_empty() && distinct.len() == lost.len() && foreign)
            }
            Action::AddDevice { .. }
            | Action::RevokeDevice { .. }
            | Action::ReplaceDevice { .. }
            | Action::CreateSpace { .. }
            | Action::Grant { .. }
            | Action::Withdraw { .. }
            | Action::Rotate { .. } => Ok(()),
        }
    }

    /// Operations on the devices of members; the others pass.
    fn judge_devices(&self, author: Author, action: &Action) -> Judgement {
        match action {
            Action::AddDevice { member, invitation, accepted_at, device } => {
                self.active_member(*member)?;
                match (invitation, accepted_at) {
                    (None, None) => self.judge_own_device(author, *member, device),
                    (Some(invitation), Some(at)) => {
                        self.judge_invited(author, *member, (*invitation, *at), device)
                    }
                    (None, Some(_)) | (Some(_), None) => Err(ChainError::Inconsistent),
                }
            }
            Action::RevokeDevice { device, .. } => {
                let revoked = self.active_device(*device).ok_or(ChainError::Inconsistent)?;
                let own = author.is_ordinary_of(revoked.member) || author.device == *device;
                allowed(own || author.administers)?;
                self.judge_cuts(action)?;
                self.somebody_administers_without(|id, _| id == *device)
            }
            Action::ReplaceDevice { old, device, .. } => {
                let replaced = self.active_device(*old).ok_or(ChainError::Inconsistent)?;
                allowed(author.is_ordinary_of(replaced.member))?;
                consistent(
                    replaced.purpose == DevicePurpose::Ordinary && device.purpose == DevicePurpose::Ordinary,
                )?;
                self.judge_cuts(action)?;
                self.judge_enrolment(device, replaced.member)
            }
            Action::Genesis { .. }
            | Action::AddMember { .. }
            | Action::RemoveMember { .. }
            | Action::CreateSpace { .. }
            | Action::Grant { .. }
            | Action::Withdraw { .. }
            | Action::Rotate { .. }
            | Action::SetRole { .. }
            | Action::Invite { .. }
            | Action::CancelInvite { .. }
            | Action::SetMinimumVersion { .. }
            | Action::Adopt { .. } => Ok(()),
        }
    }

    /// Operations on spaces; the others pass.
    fn judge_spaces(&self, author: Author, action: &Action) -> Judgement {
        match action {
            Action::CreateSpace { space, .. } => {
                allowed(author.administers)?;
                consistent(!self.spaces.contains_key(space))
            }
            Action::Grant { space, member, right } => {
                allowed(author.administers)?;
                self.active_member(*member)?;
                let space = self.spaces.get(space).ok_or(ChainError::Inconsistent)?;
                // Lowering a right needs a cut, so it is a withdrawal and a grant.
                consistent(space.grants.get(member).is_none_or(|held| *held < *right))
            }
            Action::Withdraw { member, cut } => {
                allowed(author.administers)?;
                let space = self.spaces.get(&cut.space).ok_or(ChainError::Inconsistent)?;
                consistent(space.grants.contains_key(member))
            }
            Action::Rotate { space, epoch, backlink, .. } => {
                allowed(author.is_ordinary() && self.right_now(author.device, *space) == Some(Right::Write))?;
                self.judge_rotation(*space, *epoch, backlink.as_ref())
            }
            Action::Genesis { .. }
            | Action::AddMember { .. }
            | Action::RemoveMember { .. }
            | Action::AddDevice { .. }
            | Action::RevokeDevice { .. }
            | Action::ReplaceDevice { .. }
            | Action::SetRole { .. }
            | Action::Invite { .. }
            | Action::CancelInvite { .. }
            | Action::SetMinimumVersion { .. }
            | Action::Adopt { .. } => Ok(()),
        }
    }

    /// Epochs have no gaps, and a predecessor is linked exactly where newcomers may read it. (MB11)
    fn judge_rotation(&self, space: SpaceId, epoch: Epoch, backlink: Option<&ByteVec>) -> Judgement {
        let space = self.spaces.get(&space).ok_or(ChainError::Inconsistent)?;
        let linked = space.history == History::Full && space.epoch != Epoch(0);
        consistent(space.epoch.0.checked_add(1) == Some(epoch.0) && backlink.is_some() == linked)
    }

    /// A further device without an invitation: only its own member may add it, be it by the recovery kit. (MB8)
    fn judge_own_device(&self, author: Author, member: MemberId, device: &AddedDevice) -> Judgement {
        allowed(
            author.member == member && (author.is_ordinary() || device.purpose == DevicePurpose::Ordinary),
        )?;
        self.judge_enrolment(device, member)
    }

    /// A further device through an invitation: also by an administrator, for somebody who lost the last one. (MB8)
    fn judge_invited(
        &self,
        author: Author,
        member: MemberId,
        accepted: (InvitationId, OperationId),
        device: &AddedDevice,
    ) -> Judgement {
        allowed(author.is_ordinary_of(member) || author.administers)?;
        let open = self.open_invitation(accepted.0)?;
        consistent(open.member == Some(member) && device.purpose == DevicePurpose::Ordinary)?;
        self.judge_acceptance(device, accepted.0, accepted.1)
    }

    /// The new device consented to this member. (MB9)
    fn judge_enrolment(&self, device: &AddedDevice, member: MemberId) -> Judgement {
        self.new_device(&device.keys)?;
        Ok(device.verify(self.workspace, member)?)
    }

    /// The new device consented to this invitation at a head of this chain. (MB9)
    fn judge_acceptance(&self, device: &AddedDevice, invitation: InvitationId, at: OperationId) -> Judgement {
        self.new_device(&device.keys)?;
        consistent(self.position_of(at).is_some())?;
        let claim = AcceptClaim {
            workspace: self.workspace,
            chain_head: at,
            invitation,
            device: device.keys.clone(),
        };
        let claim = codec::encode(&claim);
        Ok(device.keys.signing.verify(context::SIGN_ACCEPT, &[&claim], &device.countersignature)?)
    }

    fn new_device(&self, keys: &DeviceKeys) -> Judgement {
        sound(keys)?;
        consistent(!self.devices.contains_key(&keys.id()))
    }

    /// Exactly one cut per space in which somebody loses the right to write, ascending. (MB2)
    fn judge_cuts(&self, action: &Action) -> Judgement {
        let needed = self.writers_ended_by(action);
        consistent(needed.iter().map(|(space, _)| *space).eq(action.cuts().iter().map(|cut| cut.space)))
    }

    /// The last one who may administer cannot leave, be demoted or lose the last device. (MB10)
    fn somebody_administers_without(&self, leaves: impl Fn(DeviceId, &DeviceStanding) -> bool) -> Judgement {
        consistent(self.devices().any(|(id, device)| self.may_administer(id) && !leaves(id, device)))
    }

    fn active_member(&self, member: MemberId) -> Result<Role, ChainError> {
        let member =
            self.members.get(&member).filter(|member| member.active).ok_or(ChainError::Inconsistent)?;
        Ok(member.role)
    }

    fn open_invitation(&self, invitation: InvitationId) -> Result<&Invitation, ChainError> {
        self.invitations.get(&invitation).filter(|invitation| invitation.open).ok_or(ChainError::Inconsistent)
    }
}

/// Public keys that version 1 can seal to.
fn sound(keys: &DeviceKeys) -> Judgement {
    Ok(keys.check()?)
}

fn allowed(holds: bool) -> Judgement {
    if holds { Ok(()) } else { Err(ChainError::NotAllowed) }
}

fn consistent(holds: bool) -> Judgement {
    if holds { Ok(()) } else { Err(ChainError::Inconsistent) }
}
