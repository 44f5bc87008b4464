//! The gate, members and devices.

use crate::{
    open::Step,
    rows::StandingRecord,
    store::Store,
    translation::{device_out, role_out, wire_member_out},
};
use api::{
    ids::{InvitationId, Moment},
    view::{DeviceLine, Gate, InvitationLine, JoiningLine, MemberLine, MembersView, Underway},
};
use casework::MemberId;
use protocol::{
    chain::{DevicePurpose, Roster, Standing},
    ids,
};
use rand_core::CryptoRng;
use sealing::words::words_of;
use sync_engine::Phase;

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// What stands between the person and the work.
    pub(crate) fn gate(&self) -> Gate {
        let connected = matches!(
            self.open.engine.status().phase,
            Phase::Founding | Phase::Joining | Phase::Authenticating | Phase::Greeting | Phase::Live
        );
        if self.open.chain.has_ended(self.open.device_id()) {
            return Gate::Revoked;
        }
        let underway = |what| Gate::Underway { what, refused: self.open.refused, connected };
        match (&self.open.standing, self.open.me(), self.open.chain.role_of(self.open.device_id())) {
            (StandingRecord::Founding { .. }, ..) | (StandingRecord::Member { unit: Some(_), .. }, ..) => {
                underway(Underway::Founding)
            }
            (StandingRecord::Recovering { .. }, ..) => underway(Underway::Recovering),
            (StandingRecord::Joining { accept, .. }, ..) => {
                let words = words_of(&accept.word_indices()).into_iter().map(str::to_owned).collect();
                Gate::Joining { words, refused: self.open.refused, connected }
            }
            (StandingRecord::Member { name, .. }, Some(me), Some(role)) if self.open.may_begin() => {
                Gate::Open {
                    me: wire_member_out(me),
                    role: role_out(role),
                    name: self.name_of_member(me).unwrap_or_else(|| name.clone()),
                    unit: self.unit_name(),
                    kit_due: self.is_kit_due(),
                }
            }
            (StandingRecord::Member { .. }, ..) => underway(Underway::Admitted),
        }
    }

    /// Does this device owe the workspace a recovery kit? It founded it, and nobody proved yet that the words are on paper: until
    /// then a lost tablet is a lost workspace.
    fn is_kit_due(&self) -> bool {
        let founded = self.open.chain.roster().is_some_and(|roster| {
            let standing = roster.device(self.open.device_id());
            standing.is_some_and(|standing| roster.position_of(standing.added_by) == Some(1))
        });
        founded && self.open.settings.kit != Some(true)
    }

    pub(super) fn unit_name(&self) -> String {
        let settings = self.open.catalogue.settings(&self.open.index);
        settings.and_then(|card| card.name.clone()).unwrap_or_default()
    }

    /// The unit's staff list.
    pub(crate) fn staff(&self) -> impl Iterator<Item = (MemberId, &str)> {
        let settings = self.open.catalogue.settings(&self.open.index);
        settings.into_iter().flat_map(|card| &card.staff).map(|staff| (staff.member, staff.name.as_str()))
    }

    fn name_of_member(&self, member: ids::MemberId) -> Option<String> {
        let wanted = MemberId(*member.as_bytes());
        let found = self.staff().find(|(known, name)| *known == wanted && !name.is_empty());
        found.map(|(_, name)| name.to_owned())
    }

    /// Members, devices, invitations, joiners.
    pub(super) fn members(&self) -> MembersView {
        let Some(roster) = self.open.chain.roster() else {
            return MembersView {
                members: Vec::new(),
                invitations: Vec::new(),
                joining: Vec::new(),
                may_invite: false,
                recovery_kit: None,
            };
        };
        let mut active: Vec<_> = roster.members().filter(|(_, member)| member.active).collect();
        active.sort_by_key(|(_, member)| member.since);
        let open = |id: &ids::InvitationId| roster.invitation(*id).is_some_and(|invitation| invitation.open);
        let joiners = self.open.joiners.iter().filter(|accept| open(&accept.claim.invitation));
        MembersView {
            members: active.iter().map(|(id, member)| self.member_line(roster, *id, member.role)).collect(),
            invitations: self.invitations(roster),
            joining: joiners.filter_map(|accept| self.joining_line(roster, accept)).collect(),
            may_invite: roster.may_administer(self.open.device_id()),
            recovery_kit: self.recovery_kit(roster),
        }
    }

    fn invitations(&self, roster: &Roster) -> Vec<InvitationLine> {
        let open =
            roster.invitations().filter(|(_, invitation)| invitation.open && self.now <= invitation.expires);
        let line = |(id, invitation): (ids::InvitationId, &protocol::chain::Invitation)| InvitationLine {
            id: InvitationId(*id.as_bytes()),
            role: if invitation.member.is_some() { None } else { Some(role_out(invitation.role)) },
            name: self.invited(id),
            expires: Moment(invitation.expires.0),
        };
        open.map(line).collect()
    }

    fn joining_line(&self, roster: &Roster, accept: &protocol::invitation::Accept) -> Option<JoiningLine> {
        let invitation = roster.invitation(accept.claim.invitation)?;
        Some(JoiningLine {
            invitation: InvitationId(*accept.claim.invitation.as_bytes()),
            device: device_out(accept.claim.device.id()),
            role: if invitation.member.is_some() { None } else { Some(role_out(invitation.role)) },
            invited: self.invited(accept.claim.invitation),
            name: self.open.newcomers.name_of(accept),
            words: words_of(&accept.word_indices()).into_iter().map(str::to_owned).collect(),
        })
    }

    /// Whom an invitation was made for here, or nothing.
    fn invited(&self, invitation: ids::InvitationId) -> String {
        let mut invited = self.open.settings.invited.iter().flatten();
        let found = invited.find(|(id, _)| **id == *invitation.as_bytes());
        found.map(|(_, name)| name.clone()).unwrap_or_default()
    }

    /// `None` without a kit in the chain, else whether it was checked.
    fn recovery_kit(&self, roster: &Roster) -> Option<bool> {
        let mut devices = roster.devices_of(self.open.me()?);
        let is_kit = |standing: &protocol::chain::DeviceStanding| {
            standing.purpose == DevicePurpose::RecoveryKit && standing.standing == Standing::Active
        };
        devices.any(|(_, standing)| is_kit(standing)).then(|| self.open.settings.kit == Some(true))
    }

    fn member_line(&self, roster: &Roster, id: ids::MemberId, role: protocol::chain::Role) -> MemberLine {
        let contacts = self.open.engine.status().last_contacts;
        let devices = roster.devices_of(id).filter(|(_, standing)| standing.standing == Standing::Active);
        let me = self.open.me() == Some(id);
        let own_name = match &self.open.standing {
            StandingRecord::Member { name, .. } if me => Some(name.clone()),
            StandingRecord::Founding { .. }
            | StandingRecord::Joining { .. }
            | StandingRecord::Recovering { .. }
            | StandingRecord::Member { .. } => None,
        };
        MemberLine {
            id: wire_member_out(id),
            name: self.name_of_member(id).or(own_name).unwrap_or_default(),
            role: role_out(role),
            me,
            devices: devices
                .map(|(device, standing)| DeviceLine {
                    id: device_out(device),
                    this: device == self.open.device_id(),
                    recovery_kit: standing.purpose == DevicePurpose::RecoveryKit,
                    last_contact: contacts.get(&device).map(|at| Moment(at.0)),
                })
                .collect(),
        }
    }
}
