//! Phase: from no link to an authenticated one, and back. Every end of a link comes through here. (SY3) (SY4)

use super::{Admission, Engine, State, Turn};
use crate::{
    effect::{Effect, SyncNotice},
    input::LinkLoss,
    liveness::{ANSWER_MS, HASTY_ANSWER_MS, Silence},
    status::Pause,
};
use protocol::{
    auth::{Authentication, Challenge},
    codec::ParseError,
    ids::Timestamp,
    message::{ClientMessage, Refusal, RelayMessage, VERSION},
};

impl Engine {
    pub(super) fn start(&mut self, turn: &mut Turn) {
        if self.state == State::Idle {
            self.dial(turn);
        }
    }

    pub(super) fn sync_now(&mut self, turn: &mut Turn) {
        self.backoff.reset();
        if matches!(self.state, State::Idle | State::Offline { .. } | State::Paused(_)) {
            self.dial(turn);
        } else {
            self.ask_whether_alive(turn);
        }
    }

    /// Does not leave a pause: what paused is not mended by looking at the screen.
    pub(super) fn wake(&mut self, turn: &mut Turn) {
        self.backoff.reset();
        match self.state {
            State::Offline { .. } => self.dial(turn),
            State::Live => self.ask_whether_alive(turn),
            // A try that was begun without a network may hang until its time is over.
            State::Dialling { until } if until.ms_since(turn.now) <= ANSWER_MS - HASTY_ANSWER_MS => {
                turn.effects.push(Effect::Disconnect);
                self.dial(turn);
            }
            State::Idle
            | State::Dialling { .. }
            | State::Challenged { .. }
            | State::Founding { .. }
            | State::Joining { .. }
            | State::Authenticating { .. }
            | State::Greeting { .. }
            | State::Paused(_) => (),
        }
    }

    fn ask_whether_alive(&mut self, turn: &mut Turn) {
        if self.state == State::Live
            && matches!(self.liveness.judge(turn.now), Silence::Fine(at) if at != turn.now)
        {
            self.liveness.asked(turn.now, HASTY_ANSWER_MS);
            turn.send(ClientMessage::Ping);
        }
    }

    pub(super) fn dial(&mut self, turn: &mut Turn) {
        self.state = State::Dialling { until: turn.now.plus_ms(ANSWER_MS) };
        turn.effects.push(Effect::Connect);
    }

    pub(super) fn link_up(&mut self, turn: &mut Turn) {
        if matches!(self.state, State::Dialling { .. }) {
            self.liveness.heard(turn.now);
            self.state = State::Challenged { until: turn.now.plus_ms(ANSWER_MS) };
        }
    }

    pub(super) fn link_down(&mut self, _why: LinkLoss, turn: &mut Turn) {
        if !matches!(self.state, State::Idle | State::Offline { .. } | State::Paused(_)) {
            self.go_offline(turn);
        }
    }

    /// Gives up the link and tries again later.
    pub(super) fn drop_link(&mut self, turn: &mut Turn) {
        turn.effects.push(Effect::Disconnect);
        self.go_offline(turn);
    }

    /// Gives up the link and greets again at once: what we know has changed.
    pub(super) fn greet_again(&mut self, turn: &mut Turn) {
        turn.effects.push(Effect::Disconnect);
        self.forget_link();
        self.state = State::Offline { retry_at: turn.now };
    }

    fn go_offline(&mut self, turn: &mut Turn) {
        self.forget_link();
        let delay = self.backoff.next_ms(turn.jitter);
        self.state = State::Offline { retry_at: turn.now.plus_ms(delay) };
    }

    /// Rests until somebody asks for it.
    pub(super) fn pause(&mut self, why: Pause, turn: &mut Turn) {
        if !matches!(self.state, State::Idle | State::Offline { .. } | State::Paused(_)) {
            turn.effects.push(Effect::Disconnect);
        }
        self.forget_link();
        self.state = State::Paused(why);
    }

    fn forget_link(&mut self) {
        self.outbox.link_lost();
        self.inbox.link_lost();
        self.chain.link_lost();
        self.keys.link_lost();
        if let Some(bootstrap) = &mut self.bootstrap {
            bootstrap.sent_at = None;
        }
    }

    /// A frame that cannot be read says nothing about what it was: the link starts afresh.
    pub(super) fn unreadable(&mut self, why: ParseError, turn: &mut Turn) {
        match why {
            ParseError::Unknown => {
                turn.notice(SyncNotice::AppTooOld);
                self.pause(Pause::AppTooOld, turn);
            }
            ParseError::Malformed | ParseError::NotCanonical | ParseError::TooBig => self.drop_link(turn),
        }
    }

    pub(super) fn receive_while_challenged(&mut self, message: RelayMessage, turn: &mut Turn) {
        let RelayMessage::Challenge(challenge) = message else { return };
        if challenge.version < VERSION {
            return self.refused(Refusal::Version, turn);
        }
        match self.admission.clone() {
            Admission::Member => self.sign(challenge, turn),
            Admission::Founding { token, genesis } => self.found(token, genesis, challenge, turn),
            Admission::Joining(accept) => self.accept(accept, challenge, turn),
        }
    }

    pub(super) fn sign(&mut self, challenge: Challenge, turn: &mut Turn) {
        self.state = State::Authenticating { until: turn.now.plus_ms(ANSWER_MS) };
        turn.effects.push(Effect::SignChallenge(challenge));
    }

    pub(super) fn authenticate(&mut self, answer: Authentication, turn: &mut Turn) {
        if matches!(self.state, State::Authenticating { .. }) {
            turn.send(ClientMessage::Authenticate(answer));
        }
    }

    /// The relay says no to the connection, not to one document: say what it means, try again later.
    pub(super) fn refused(&mut self, refusal: Refusal, turn: &mut Turn) {
        let notice = match refusal {
            Refusal::Version => {
                turn.notice(SyncNotice::AppTooOld);
                return self.pause(Pause::AppTooOld, turn);
            }
            Refusal::NotAuthenticated => SyncNotice::NotRecognised,
            Refusal::Storage => SyncNotice::RelayFull,
            Refusal::ShuttingDown => return self.drop_link(turn),
            Refusal::Malformed
            | Refusal::NotAllowed
            | Refusal::SetupToken
            | Refusal::Invitation
            | Refusal::TooBig
            | Refusal::Busy => SyncNotice::Refused(refusal),
        };
        turn.notice(notice);
        self.backoff.refused();
        self.drop_link(turn);
    }

    /// What time calls for while there is no greeting yet; returns the next deadline.
    pub(super) fn run_connecting(&mut self, turn: &mut Turn) -> Option<Timestamp> {
        match self.state {
            State::Offline { retry_at } if retry_at <= turn.now => self.dial(turn),
            State::Dialling { until }
            | State::Challenged { until }
            | State::Founding { until, .. }
            | State::Authenticating { until }
            | State::Greeting { until }
                if until <= turn.now =>
            {
                self.drop_link(turn);
            }
            State::Joining { .. } => match self.liveness.judge(turn.now) {
                Silence::Dead => self.drop_link(turn),
                Silence::Ask => {
                    self.liveness.asked(turn.now, ANSWER_MS);
                    self.ask_again(turn);
                }
                Silence::Fine(_) => (),
            },
            State::Idle
            | State::Offline { .. }
            | State::Dialling { .. }
            | State::Challenged { .. }
            | State::Founding { .. }
            | State::Authenticating { .. }
            | State::Greeting { .. }
            | State::Live
            | State::Paused(_) => (),
        }
        self.deadline(turn.now)
    }

    fn deadline(&self, now: Timestamp) -> Option<Timestamp> {
        match self.state {
            State::Offline { retry_at } => Some(retry_at),
            State::Dialling { until }
            | State::Challenged { until }
            | State::Founding { until, .. }
            | State::Authenticating { until }
            | State::Greeting { until } => Some(until),
            State::Joining { .. } | State::Live => match self.liveness.judge(now) {
                Silence::Fine(at) => Some(at),
                Silence::Ask | Silence::Dead => Some(now),
            },
            State::Idle | State::Paused(_) => None,
        }
    }
}
