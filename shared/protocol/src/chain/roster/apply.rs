//! What an operation changes. Only called for operations that were judged, so nothing here can refuse.

use super::{DeviceStanding, Invitation, Member, NamedCut, Roster, Rotation, Space, Standing};
use crate::{
    chain::{Action, DevicePurpose, History, Operation, Right, Role, SpaceCut, SpaceKind},
    ids::{DeviceId, Epoch, InvitationId, MemberId, OperationId, SpaceId, Timestamp},
    keys::DeviceKeys,
};
use minicbor::bytes::ByteVec;
use std::collections::BTreeMap;

impl Roster {
    pub(super) fn apply(&mut self, id: OperationId, operation: &Operation) {
        // Who loses what is a question to the roster before the operation.
        let ended = self.writers_ended_by(&operation.action);
        self.head = id;
        self.positions.insert(id, self.len() + 1);
        match &operation.action {
            Action::Genesis { member, device, .. } => {
                self.enter(*member, Role::UnitLead, operation.at);
                self.enrol(id, *member, device, DevicePurpose::Ordinary);
            }
            Action::AddMember { member, role, invitation, device, .. } => {
                self.enter(*member, *role, operation.at);
                self.enrol(id, *member, &device.keys, device.purpose);
                self.close(*invitation);
            }
            Action::RemoveMember { member, .. } => {
                self.name_cuts(id, &ended, operation.action.cuts());
                self.remove(id, *member);
            }
            Action::AddDevice { member, invitation, device, .. } => {
                self.enrol(id, *member, &device.keys, device.purpose);
                invitation.iter().for_each(|invitation| self.close(*invitation));
            }
            Action::RevokeDevice { device, .. } => {
                self.name_cuts(id, &ended, operation.action.cuts());
                self.end(id, *device);
            }
            Action::ReplaceDevice { old, device, .. } => {
                self.name_cuts(id, &ended, operation.action.cuts());
                let member = self.devices.get(old).map(|device| device.member);
                self.end(id, *old);
                member.iter().for_each(|member| self.enrol(id, *member, &device.keys, device.purpose));
            }
            Action::CreateSpace { space, kind, history } => self.create(id, *space, *kind, *history),
            Action::Grant { space, member, right } => self.grant(*space, *member, *right),
            Action::Withdraw { member, cut } => {
                self.name_cuts(id, &ended, operation.action.cuts());
                self.withdraw(cut.space, *member);
            }
            Action::Rotate { space, epoch, commit, backlink } => {
                let rotation =
                    Rotation { by: id, commit: **commit, backlink: backlink.clone().map(ByteVec::into) };
                self.rotate(*space, *epoch, rotation);
            }
            Action::SetRole { member, role } => {
                self.members.entry(*member).and_modify(|member| member.role = *role);
            }
            Action::Invite { invitation, key, role, member, expires } => {
                let made = Invitation {
                    key: *key,
                    role: *role,
                    member: *member,
                    inviter: operation.author,
                    expires: *expires,
                    open: true,
                };
                self.invitations.insert(*invitation, made);
            }
            Action::CancelInvite { invitation } => self.close(*invitation),
            Action::SetMinimumVersion { version } => self.minimum_version = *version,
            Action::Adopt { .. } => {}
        }
    }

    fn enter(&mut self, member: MemberId, role: Role, since: Timestamp) {
        self.members.insert(member, Member { role, since, active: true });
    }

    fn enrol(&mut self, by: OperationId, member: MemberId, keys: &DeviceKeys, purpose: DevicePurpose) {
        let standing =
            DeviceStanding { member, keys: keys.clone(), purpose, added_by: by, standing: Standing::Active };
        self.devices.insert(keys.id(), standing);
    }

    fn remove(&mut self, by: OperationId, member: MemberId) {
        let devices: Vec<DeviceId> = self.devices_of(member).map(|(id, _)| id).collect();
        devices.into_iter().for_each(|device| self.end(by, device));
        let spaces: Vec<SpaceId> = self.spaces.keys().copied().collect();
        spaces.into_iter().for_each(|space| self.withdraw(space, member));
        self.members.entry(member).and_modify(|member| member.active = false);
        self.close_all(|invitation| invitation.member == Some(member));
    }

    /// The device acts no more, what its member reads needs a new key, and the links it gave out are worth nothing. (MB12)
    fn end(&mut self, by: OperationId, device: DeviceId) {
        let Some(standing) =
            self.devices.get_mut(&device).filter(|device| device.standing == Standing::Active)
        else {
            return;
        };
        standing.standing = Standing::Ended(by);
        let member = standing.member;
        for space in self.spaces.values_mut().filter(|space| space.grants.contains_key(&member)) {
            space.become_stale();
        }
        self.close_all(|invitation| invitation.inviter == device);
    }

    fn create(&mut self, by: OperationId, space: SpaceId, kind: SpaceKind, history: History) {
        let created = Space {
            kind,
            history,
            created_by: by,
            epoch: Epoch(0),
            stale: false,
            rotations: BTreeMap::new(),
            grants: BTreeMap::new(),
        };
        self.spaces.insert(space, created);
    }

    fn grant(&mut self, id: SpaceId, member: MemberId, right: Right) {
        let Some(space) = self.spaces.get_mut(&id) else { return };
        let newcomer = space.grants.insert(member, right).is_none();
        if newcomer && space.history == History::FromHere {
            space.become_stale();
        }
        self.remember(id, member, Some(right));
    }

    fn withdraw(&mut self, id: SpaceId, member: MemberId) {
        let Some(space) = self.spaces.get_mut(&id) else { return };
        if space.grants.remove(&member).is_some() {
            space.become_stale();
            self.remember(id, member, None);
        }
    }

    fn remember(&mut self, space: SpaceId, member: MemberId, right: Option<Right>) {
        let from = self.len();
        self.rights.entry((space, member)).or_default().push((from, right));
    }

    fn rotate(&mut self, space: SpaceId, epoch: Epoch, rotation: Rotation) {
        self.spaces.entry(space).and_modify(|space| {
            space.epoch = epoch;
            space.stale = false;
            space.rotations.insert(epoch, rotation);
        });
    }

    fn name_cuts(&mut self, by: OperationId, ended: &[(SpaceId, Vec<DeviceId>)], cuts: &[SpaceCut]) {
        for ((space, devices), named) in ended.iter().zip(cuts) {
            for device in devices {
                self.cuts.entry((*space, *device)).or_default().push(NamedCut { by, cut: *named.cut });
            }
        }
    }

    fn close(&mut self, invitation: InvitationId) {
        self.invitations.entry(invitation).and_modify(|invitation| invitation.open = false);
    }

    fn close_all(&mut self, closes: impl Fn(&Invitation) -> bool) {
        self.invitations
            .values_mut()
            .filter(|invitation| closes(invitation))
            .for_each(|invitation| invitation.open = false);
    }
}

impl Space {
    /// Nothing may be sealed under the current key any more; without one there is nothing to replace.
    fn become_stale(&mut self) {
        self.stale = self.epoch != Epoch(0);
    }
}
