//! Phase: the joiner's acceptance lies at the relay until a member's device puts the new device into the chain. (SY2)
//!
//! The acceptance is the one frame that a stranger may send, so it is repeated where others would ping.

use super::{Admission, Engine, State, Turn};
use crate::{
    effect::{Effect, SyncNotice},
    status::Pause,
};
use protocol::{
    auth::Challenge,
    invitation::Accept,
    message::{ClientMessage, Refusal, RelayMessage},
};

impl Engine {
    pub(super) fn accept(&mut self, accept: Accept, challenge: Challenge, turn: &mut Turn) {
        turn.send(ClientMessage::Accept(accept));
        self.liveness.heard(turn.now);
        self.state = State::Joining { challenge };
    }

    pub(super) fn ask_again(&mut self, turn: &mut Turn) {
        if let Admission::Joining(accept) = &self.admission {
            turn.send(ClientMessage::Accept(accept.clone()));
        }
    }

    pub(super) fn receive_while_joining(
        &mut self,
        message: RelayMessage,
        challenge: Challenge,
        turn: &mut Turn,
    ) {
        if message == RelayMessage::AcceptKept {
            turn.effects.push(Effect::AcceptKept);
        } else if message == RelayMessage::Admitted {
            self.admission = Admission::Member;
            turn.effects.push(Effect::Admitted);
            self.sign(challenge, turn);
        }
    }

    pub(super) fn refused_while_joining(&mut self, refusal: Refusal, turn: &mut Turn) {
        if refusal == Refusal::Invitation {
            turn.notice(SyncNotice::InvitationRefused);
            self.pause(Pause::NotAdmitted, turn);
        } else {
            self.refused(refusal, turn);
        }
    }
}
