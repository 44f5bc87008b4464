//! Notices a link that is open and dead: a socket on a train does not say that it broke. (SY4)

use protocol::ids::Timestamp;

/// Silence in ms after which the engine asks.
pub(crate) const IDLE_MS: u64 = 25_000;
/// How long in ms an answer may take: to a ping, a push, a challenge, or a try to connect.
pub(crate) const ANSWER_MS: u64 = 20_000;
/// How long in ms it may take when the screen or the network just came back: that is when old links are dead.
pub(crate) const HASTY_ANSWER_MS: u64 = 4_000;

/// What silence calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Silence {
    /// Nothing before this time.
    Fine(Timestamp),
    /// Ask now.
    Ask,
    /// The link is dead.
    Dead,
}

/// When the relay was last heard, and whether it was asked since.
#[derive(Debug, Default)]
pub(crate) struct Liveness {
    heard: Timestamp,
    /// The ping that waits for its answer, and until when.
    until: Option<Timestamp>,
}

impl Liveness {
    /// A frame came, or the link was just opened.
    pub(crate) fn heard(&mut self, now: Timestamp) {
        *self = Self { heard: now, until: None };
    }

    /// A ping is being sent, to be answered within `patience_ms`. An earlier deadline stays.
    pub(crate) fn asked(&mut self, now: Timestamp, patience_ms: u64) {
        let until = now.plus_ms(patience_ms);
        self.until = Some(self.until.map_or(until, |known| known.min(until)));
    }

    /// What to do now.
    pub(crate) fn judge(&self, now: Timestamp) -> Silence {
        match self.until {
            Some(until) if until <= now => Silence::Dead,
            Some(until) => Silence::Fine(until),
            None if IDLE_MS <= now.ms_since(self.heard) => Silence::Ask,
            None => Silence::Fine(self.heard.plus_ms(IDLE_MS)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sy4_silence_is_asked_about_once_and_then_ends_the_link() {
        let mut liveness = Liveness::default();
        liveness.heard(Timestamp(1_000));
        assert_eq!(liveness.judge(Timestamp(1_000)), Silence::Fine(Timestamp(26_000)));
        assert_eq!(liveness.judge(Timestamp(26_000)), Silence::Ask);
        liveness.asked(Timestamp(26_000), ANSWER_MS);
        assert_eq!(liveness.judge(Timestamp(27_000)), Silence::Fine(Timestamp(46_000)));
        assert_eq!(liveness.judge(Timestamp(46_000)), Silence::Dead);
        liveness.heard(Timestamp(46_000));
        assert_eq!(liveness.judge(Timestamp(46_000)), Silence::Fine(Timestamp(71_000)));
    }

    #[test]
    fn sy4_whoever_just_came_back_does_not_wait_long_for_a_dead_link() {
        let mut liveness = Liveness::default();
        liveness.heard(Timestamp(1_000));
        liveness.asked(Timestamp(2_000), ANSWER_MS);
        liveness.asked(Timestamp(3_000), HASTY_ANSWER_MS);
        assert_eq!(liveness.judge(Timestamp(3_000)), Silence::Fine(Timestamp(7_000)));
        liveness.asked(Timestamp(6_000), HASTY_ANSWER_MS);
        assert_eq!(liveness.judge(Timestamp(7_000)), Silence::Dead, "asking again does not prolong it");
    }
}
