//! Phase: comparing where both stand. One round trip, whatever the number of documents. (SY7) (SY9)

use super::{Engine, State, Turn};
use crate::{
    bootstrap::Bootstrap,
    effect::{Effect, SyncNotice},
    liveness::ANSWER_MS,
    resume::SpaceTrack,
    status::Pause,
};
use protocol::{
    digest::SpaceDigest,
    ids::{OperationId, Seq},
    message::{ClientMessage, DigestOf, Hello, RelayMessage, VERSION},
};

/// A newcomer that many rows behind reads cards first; otherwise the log itself is as fast.
const FAR_BEHIND: u64 = 500;

/// Second half of the greeting.
struct Welcome {
    seq: Seq,
    digests: Vec<DigestOf>,
    chain_len: u64,
    chain_head: OperationId,
}

impl Engine {
    pub(super) fn greet(&mut self, turn: &mut Turn) {
        self.state = State::Greeting { until: turn.now.plus_ms(ANSWER_MS) };
        turn.send(ClientMessage::Hello(Hello {
            version: VERSION,
            since: self.inbox.stored(),
            keys_since: self.keys.stored,
            digests: self.inbox.digests(),
            chain_len: self.chain.len,
            chain_head: self.chain.head,
            features: Vec::new(),
        }));
    }

    pub(super) fn receive_while_greeting(&mut self, message: RelayMessage, turn: &mut Turn) {
        if let RelayMessage::Welcome { seq, digests, chain_len, chain_head, reconnect_ms } = message {
            self.backoff.succeeded(reconnect_ms);
            self.welcome(Welcome { seq, digests, chain_len, chain_head }, turn);
        } else if matches!(message, RelayMessage::Rewound { .. }) {
            self.rewound(turn);
        }
    }

    /// The relay has less than it had, or another history (S9): said, and nothing is sent into it. Editing goes on.
    pub(super) fn rewound(&mut self, turn: &mut Turn) {
        turn.notice(SyncNotice::Rewound);
        self.pause(Pause::Rewound, turn);
    }

    fn welcome(&mut self, welcome: Welcome, turn: &mut Turn) {
        let other_chain = welcome.chain_len == self.chain.len && welcome.chain_head != self.chain.head;
        let unfinished = self.bootstrap.as_ref().map_or(Seq(0), |bootstrap| bootstrap.cursor.at);
        if welcome.seq < self.inbox.stored().max(unfinished)
            || welcome.chain_len < self.chain.len
            || other_chain
        {
            return self.rewound(turn);
        }
        self.state = State::Live;
        self.relay_seq = welcome.seq;
        self.liveness.heard(turn.now);
        if self.inbox.promise(welcome.seq, welcome.digests.clone()).is_err() {
            return self.rewound(turn);
        }
        self.meet_spaces(&welcome, turn);
        match &mut self.bootstrap {
            Some(bootstrap) if bootstrap.has_all => self.jump(turn),
            Some(bootstrap) => turn.effects.push(Effect::Send(bootstrap.request(turn.now))),
            None => (),
        }
    }

    /// Follows spaces that are new here: from their beginning where they are empty or the whole log is read, else from where
    /// the relay says they stand, reading their documents beside the log.
    fn meet_spaces(&mut self, welcome: &Welcome, turn: &mut Turn) {
        if self.paper {
            return; // a newcomer that never chooses gets no rows
        }
        let newcomer = self.inbox.stored() == Seq(0);
        if newcomer && self.bootstrap.is_some() {
            return; // goes on; spaces that came since are met at the next greeting
        }
        let known = welcome.digests.iter().filter(|promised| !self.inbox.follows(promised.space));
        let new: Vec<SpaceTrack> = known.map(|promised| track_of(promised, welcome.seq)).collect();
        if newcomer && FAR_BEHIND < welcome.seq.0 {
            let all = welcome.digests.iter().map(|promised| track_of(promised, welcome.seq));
            return self.begin_bootstrap(welcome.seq, all.collect(), true, turn);
        }
        let (empty, filled): (Vec<_>, Vec<_>) =
            new.into_iter().partition(|track| newcomer || track.digest == SpaceDigest::default());
        for track in empty {
            self.inbox.follow(SpaceTrack { from: Seq(0), digest: SpaceDigest::default(), ..track });
        }
        if newcomer {
            // The relay waits for a newcomer's choice.
            turn.send(ClientMessage::Applied { seq: Seq(0) });
        } else if !filled.is_empty() {
            filled.iter().for_each(|track| self.inbox.follow(*track));
            let unfinished = self.bootstrap.iter().flat_map(|bootstrap| bootstrap.cursor.tracks.clone());
            let tracks = unfinished.chain(filled).collect();
            self.begin_bootstrap(welcome.seq, tracks, false, turn);
        }
    }

    fn begin_bootstrap(&mut self, at: Seq, mut tracks: Vec<SpaceTrack>, whole_log: bool, turn: &mut Turn) {
        tracks.sort_unstable_by_key(|track| track.space);
        self.bootstrap = Bootstrap::begin(at, tracks, whole_log);
        let cursor = self.bootstrap.as_ref().map(|bootstrap| bootstrap.cursor.clone());
        turn.effects.push(Effect::SaveBootstrap(cursor));
    }
}

fn track_of(promised: &DigestOf, at: Seq) -> SpaceTrack {
    SpaceTrack { space: promised.space, from: at, digest: SpaceDigest(*promised.digest) }
}
