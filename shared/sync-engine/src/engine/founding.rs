//! Phase: the first browser founds the workspace with the token of the setup link, then authenticates on the same link. (SY1)

use super::{Admission, Engine, State, Turn};
use crate::{
    effect::{Effect, SyncNotice},
    liveness::ANSWER_MS,
    status::Pause,
};
use protocol::{
    auth::Challenge,
    chain::SignedOperation,
    message::{ClientMessage, Refusal, RelayMessage},
};

impl Engine {
    /// Repeating it with the same genesis is harmless: the answer to the first may have been lost.
    pub(super) fn found(
        &mut self,
        token: Vec<u8>,
        genesis: SignedOperation,
        challenge: Challenge,
        turn: &mut Turn,
    ) {
        turn.send(ClientMessage::Found { token: token.into(), genesis });
        self.state = State::Founding { until: turn.now.plus_ms(ANSWER_MS), challenge };
    }

    pub(super) fn receive_while_founding(
        &mut self,
        message: RelayMessage,
        challenge: Challenge,
        turn: &mut Turn,
    ) {
        if message == RelayMessage::Founded(self.workspace) {
            self.admission = Admission::Member;
            turn.effects.push(Effect::Founded(self.workspace));
            self.sign(challenge, turn);
        }
    }

    pub(super) fn refused_while_founding(&mut self, refusal: Refusal, turn: &mut Turn) {
        if refusal == Refusal::SetupToken {
            turn.notice(SyncNotice::SetupLinkRefused);
            self.pause(Pause::NotAdmitted, turn);
        } else {
            self.refused(refusal, turn);
        }
    }
}
