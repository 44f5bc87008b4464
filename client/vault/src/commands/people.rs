//! Inviting and admitting: who may join, and the comparison that lets a device in.

use super::Progress;
use crate::{
    intentions::Intention, open::Step, rows::SettingsRecord, store::Store, translation::role_in,
    views::value::fault,
};
use api::{
    RequestId,
    command::{Done, Invitee},
    ids::{DeviceId as DoorDevice, InvitationId as DoorInvitation, Moment},
    refusal::{FieldFault, Refusal, RelayFault},
};
use casework::{DocumentKind, Value};
use minicbor::bytes::ByteArray;
use protocol::{
    chain::{Action, AddedDevice, DevicePurpose},
    ids::{DeviceId, InvitationId, MemberId},
};
use rand_core::CryptoRng;
use sealing::invitation::{InvitationLink, InvitationSecret};
use sync_engine::Phase;

/// How long an invitation may be used, in ms: three days.
const INVITATION_MS: u64 = 3 * 24 * 60 * 60 * 1_000;

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Asks the chain for something; the relay's word is the answer.
    pub(crate) fn ask_chain(&mut self, request: RequestId, action: Action, done: Done) -> Progress {
        if self.open.engine.status().phase != Phase::Live {
            return Progress::Answered(Err(Refusal::Offline));
        }
        self.open.intentions.want(Intention::of_a_person(action, request, done));
        Progress::Awaited
    }

    /// Invites a person, or a further device of one's own.
    pub(crate) async fn invite(&mut self, request: RequestId, invitee: Invitee) -> Progress {
        let (Some(me), Some(my_role)) = (self.open.me(), self.open.chain.role_of(self.open.device_id()))
        else {
            return Progress::Answered(Err(Refusal::NotAllowed));
        };
        let (role, member) = match invitee {
            Invitee::Person(role) => (role_in(role), None),
            Invitee::OwnDevice => (my_role, Some(me)),
        };
        let mut id = [0; InvitationId::LEN];
        self.rng.fill_bytes(&mut id);
        let invitation = InvitationId::from_bytes(id);
        let secret = InvitationSecret::make(self.rng);
        let expires = self.now.plus_ms(INVITATION_MS);
        if let Err(trouble) = self.keep_invitation(invitation, &secret).await {
            return Progress::Answered(Err(trouble.into()));
        }
        let action = Action::Invite { invitation, key: secret.public(), role, member, expires };
        let link = InvitationLink {
            workspace: self.open.workspace,
            chain_head: self.open.chain.head(),
            invitation,
            secret,
        };
        let done = Done::Invitation {
            invitation: DoorInvitation(id),
            link: link.encode().to_string(),
            expires: Moment(expires.0),
        };
        self.ask_chain(request, action, done)
    }

    /// Remembers whom an invitation is for, until it is used or over. Stays on this device: the chain is read by everybody
    /// and by the relay, and knows no names.
    pub(crate) async fn name_invitation(
        &mut self,
        invitation: DoorInvitation,
        name: &str,
    ) -> Result<Done, Refusal> {
        let named = DocumentKind::UnitSettings.spec().field("staff.name");
        let field = named.ok_or(Refusal::Field(FieldFault::UnknownField))?.field;
        let Value::Line(name) = field.parse(name).map_err(|error| Refusal::Field(fault(error)))? else {
            return Err(Refusal::Field(FieldFault::WrongKind));
        };
        let roster = self.open.chain.roster();
        let is_open = |id: [u8; 16]| {
            roster
                .and_then(|roster| roster.invitation(InvitationId::from_bytes(id)))
                .is_some_and(|it| it.open)
        };
        if !is_open(invitation.0) {
            return Err(Refusal::NotFound);
        }
        let known = self.open.settings.invited.iter().flatten();
        let others = known.filter(|(id, _)| **id != invitation.0 && is_open(**id)).cloned();
        let invited = others.chain([(ByteArray::from(invitation.0), name)]).collect();
        self.store_settings(SettingsRecord { invited: Some(invited), ..self.open.settings.clone() }).await
    }

    /// Ends an open invitation.
    pub(crate) fn cancel_invitation(&mut self, request: RequestId, invitation: DoorInvitation) -> Progress {
        let invitation = InvitationId::from_bytes(invitation.0);
        self.ask_chain(request, Action::CancelInvite { invitation }, Done::Saved)
    }

    /// The six words agree. Grants and boxes follow from the chain, see `intentions`.
    pub(crate) async fn admit(
        &mut self,
        request: RequestId,
        invitation: DoorInvitation,
        device: DoorDevice,
    ) -> Progress {
        let invitation = InvitationId::from_bytes(invitation.0);
        let device = DeviceId::from_bytes(device.0);
        let named = |claim: &protocol::invitation::AcceptClaim| {
            claim.invitation == invitation && claim.device.id() == device
        };
        let accept = self.open.joiners.iter().find(|accept| named(&accept.claim)).cloned();
        let found = self.open.chain.roster().and_then(|roster| roster.invitation(invitation)).cloned();
        let (Some(accept), Some(found)) = (accept, found) else {
            return Progress::Answered(Err(Refusal::NotFound));
        };
        if !found.open || found.expires < self.now || accept.verify(&found.key).is_err() {
            return Progress::Answered(Err(Refusal::RelayRefused(RelayFault::Invitation)));
        }
        if found.member.is_none()
            && let Err(error) = self.note_newcomer(&accept, found.role).await
        {
            return Progress::Answered(Err(error.into()));
        }
        let added = AddedDevice {
            keys: accept.claim.device.clone(),
            purpose: DevicePurpose::Ordinary,
            countersignature: accept.by_device,
        };
        let accepted_at = accept.claim.chain_head;
        let action = match found.member {
            Some(member) => Action::AddDevice {
                member,
                invitation: Some(invitation),
                accepted_at: Some(accepted_at),
                device: added,
            },
            None => {
                let mut id = [0; MemberId::LEN];
                self.rng.fill_bytes(&mut id);
                let member = MemberId::from_bytes(id);
                Action::AddMember { member, role: found.role, invitation, accepted_at, device: added }
            }
        };
        self.ask_chain(request, action, Done::Saved)
    }
}
