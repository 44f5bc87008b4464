//! Before a device is greeted: founding, accepting an invitation, answering the challenge.

use super::{LinkId, Replies, SETUP_TOKEN, Session, SimulatedRelay};
use protocol::{
    auth::{Authentication, Challenge},
    chain::{Roster, SignedOperation},
    ids::WorkspaceId,
    invitation::Accept,
    message::{ClientMessage, Refusal, RelayMessage},
};

impl SimulatedRelay {
    pub(super) fn admit(
        &mut self,
        link: LinkId,
        challenge: Challenge,
        message: ClientMessage,
        replies: &mut Replies,
    ) {
        if let ClientMessage::Authenticate(answer) = message {
            self.authenticate(link, &challenge, &answer, replies);
        } else if let ClientMessage::Found { token, genesis } = message {
            self.found(link, &token, &genesis, replies);
        } else if let ClientMessage::Accept(accept) = message {
            self.accept(link, challenge, accept, replies);
        } else {
            replies.refuse(link, Refusal::NotAllowed);
        }
    }

    fn authenticate(
        &mut self,
        link: LinkId,
        challenge: &Challenge,
        answer: &Authentication,
        replies: &mut Replies,
    ) {
        let unnamed = WorkspaceId::from_bytes([0; WorkspaceId::LEN]);
        let named = |roster: &&Roster| [roster.workspace(), unnamed].contains(&answer.workspace);
        let roster = self.disk.roster.as_ref().filter(named);
        let device = roster.and_then(|roster| roster.active_device(answer.device));
        if device.is_some_and(|device| answer.verify(challenge, &self.origin, &device.keys.signing).is_ok()) {
            self.sessions.insert(link, Session::Authenticated(answer.device));
            replies.send(link, RelayMessage::Authenticated);
        } else {
            replies.refuse(link, Refusal::NotAuthenticated);
        }
    }

    fn found(&mut self, link: LinkId, token: &[u8], genesis: &SignedOperation, replies: &mut Replies) {
        let again = self.disk.chain.first() == Some(genesis);
        match Roster::found(genesis) {
            Ok(roster) if again || (self.disk.roster.is_none() && token == SETUP_TOKEN) => {
                replies.send(link, RelayMessage::Founded(roster.workspace()));
                if !again {
                    self.disk.chain.push(genesis.clone());
                    self.disk.roster = Some(roster);
                }
            }
            Ok(_) => replies.refuse(link, Refusal::SetupToken),
            Err(_) => replies.refuse(link, Refusal::Malformed),
        }
    }

    fn accept(&mut self, link: LinkId, challenge: Challenge, accept: Accept, replies: &mut Replies) {
        let Some(roster) = &self.disk.roster else { return replies.refuse(link, Refusal::Invitation) };
        if roster.active_device(accept.claim.device.id()).is_some() {
            self.sessions.insert(link, Session::Challenged(challenge));
            return replies.send(link, RelayMessage::Admitted);
        }
        let name = accept.claim.invitation;
        let invitation = roster.invitation(name).filter(|invitation| invitation.open);
        let taken = self.disk.accepts.get(&name).is_some_and(|kept| kept.claim.device != accept.claim.device);
        if taken || invitation.is_none_or(|invitation| accept.verify(&invitation.key).is_err()) {
            return replies.refuse(link, Refusal::Invitation);
        }
        self.disk.accepts.insert(name, accept.clone());
        self.sessions.insert(link, Session::Joining(challenge, Box::new(accept)));
        replies.send(link, RelayMessage::AcceptKept);
    }
}
