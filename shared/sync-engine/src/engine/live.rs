//! Phase: in step with the relay, or getting there. What the relay says goes to the line it concerns. (SY8)–(SY14)

use super::{Engine, State, Turn};
use crate::{
    bootstrap::{Bootstrap, Bundle, Progress},
    effect::{Effect, SyncNotice},
    inbox,
    input::ChainVerdict,
    liveness::{ANSWER_MS, Silence},
    resume::SpaceTrack,
    status::{Held, Pause},
};
use protocol::{
    digest::SpaceDigest,
    ids::{DeviceId, DocumentId, OperationId, Seq, SpaceId, Timestamp},
    limits,
    message::{ClientMessage, LogRow, Refusal, RelayMessage},
    records::{CheckpointClaim, KeyRecord, SpaceBox},
};

impl Engine {
    pub(super) fn receive(&mut self, message: RelayMessage, turn: &mut Turn) {
        if matches!(
            self.state,
            State::Idle | State::Offline { .. } | State::Dialling { .. } | State::Paused(_)
        ) {
            return; // a late frame of a link that we gave up
        }
        self.last_contact = Some(turn.now);
        self.liveness.heard(turn.now);
        if let RelayMessage::Refused(refusal) = message {
            return self.refused_in_phase(refusal, turn);
        }
        match self.state.clone() {
            State::Challenged { .. } => self.receive_while_challenged(message, turn),
            State::Founding { challenge, .. } => self.receive_while_founding(message, challenge, turn),
            State::Joining { challenge } => self.receive_while_joining(message, challenge, turn),
            State::Authenticating { .. } if message == RelayMessage::Authenticated => self.greet(turn),
            State::Greeting { .. } => self.receive_while_greeting(message, turn),
            State::Live => self.receive_live(message, turn),
            State::Authenticating { .. }
            | State::Idle
            | State::Offline { .. }
            | State::Dialling { .. }
            | State::Paused(_) => (),
        }
    }

    fn refused_in_phase(&mut self, refusal: Refusal, turn: &mut Turn) {
        match self.state {
            State::Founding { .. } => self.refused_while_founding(refusal, turn),
            State::Joining { .. } => self.refused_while_joining(refusal, turn),
            State::Live => self.refused_live(refusal, turn),
            State::Idle
            | State::Offline { .. }
            | State::Dialling { .. }
            | State::Challenged { .. }
            | State::Authenticating { .. }
            | State::Greeting { .. }
            | State::Paused(_) => self.refused(refusal, turn),
        }
    }

    fn receive_live(&mut self, message: RelayMessage, turn: &mut Turn) {
        match message {
            RelayMessage::Events { from, to, rows } => self.receive_rows(from, to, rows, turn),
            RelayMessage::Acks(acks) => self.receive_acks(acks, turn),
            RelayMessage::Chain { from, operations } => {
                turn.effects.extend(self.chain.take(from, operations));
            }
            RelayMessage::ChainAppended(id) => self.appended(id, turn),
            RelayMessage::ChainRefused(id) => self.chain.refused(id),
            RelayMessage::Keys { from, to, boxes, records } => {
                self.receive_keys((from, to), boxes, records, turn);
            }
            RelayMessage::KeysKept => turn.effects.extend(self.keys.kept().map(Effect::KeysKept)),
            RelayMessage::Bundle { space, phase, documents, complete } => {
                self.receive_bundle(Bundle { space, phase, documents, complete }, turn);
            }
            RelayMessage::DocBundle(documents) => turn.effects.push(Effect::StoreDocuments(documents)),
            RelayMessage::Checkpoints(checkpoints) => {
                turn.effects.push(Effect::JudgeCheckpoints(checkpoints))
            }
            RelayMessage::Confirmations(confirmed) => {
                turn.effects.push(Effect::StoreConfirmations(confirmed))
            }
            RelayMessage::Joining(accepts) => turn.effects.push(Effect::Joining(accepts)),
            RelayMessage::CutList(list) => turn.effects.push(Effect::CutList(list)),
            RelayMessage::LastContacts(contacts) => self.receive_contacts(&contacts),
            RelayMessage::Rewound { .. } => self.rewound(turn),
            RelayMessage::Revoked => {
                turn.notice(SyncNotice::RevocationHinted);
                turn.send(ClientMessage::GetChain { from: self.chain.len });
            }
            // Said already, answered before, belongs to a repair that begins with `Rewound`, or to an erasure.
            RelayMessage::Pong
            | RelayMessage::Refused(_)
            | RelayMessage::Challenge(_)
            | RelayMessage::Authenticated
            | RelayMessage::Founded(_)
            | RelayMessage::AcceptKept
            | RelayMessage::Admitted
            | RelayMessage::Welcome { .. }
            | RelayMessage::Have(_)
            | RelayMessage::Want(_)
            | RelayMessage::Gone(_)
            | RelayMessage::Destructions(_) => (),
        }
    }

    fn appended(&mut self, id: OperationId, turn: &mut Turn) {
        if let Some(space) = self.chain.creates(id).filter(|space| !self.inbox.follows(*space)) {
            self.inbox.follow(SpaceTrack { space, from: Seq(0), digest: SpaceDigest::default() });
        }
        turn.effects.extend(self.chain.appended(id));
    }

    fn receive_rows(&mut self, from: Seq, to: Seq, rows: Vec<LogRow>, turn: &mut Turn) {
        if self.bootstrap.as_ref().is_some_and(|bootstrap| bootstrap.cursor.whole_log) {
            return; // a newcomer reads the log from where its first sync ends
        }
        match self.inbox.take(from, to, rows) {
            Ok(Some(inbox::Batch { to, rows, tracks })) => {
                self.relay_seq = self.relay_seq.max(to);
                let others = rows.iter().filter(|row| row.envelope.is_some());
                others.for_each(|row| self.checkpoints.touch(row.space));
                turn.effects.push(Effect::StoreBatch { to, rows, tracks });
            }
            Ok(None) => (),
            Err(inbox::Refused::NewSpace) => self.greet_again(turn),
            Err(inbox::Refused::Gap) => {
                turn.notice(SyncNotice::Gap);
                self.drop_link(turn);
            }
            Err(inbox::Refused::Mismatch) => self.rewound(turn),
        }
    }

    pub(super) fn stored(&mut self, up_to: Seq, turn: &mut Turn) {
        if !self.inbox.confirm(up_to) {
            return;
        }
        if self.inbox.is_settled() {
            self.end_bootstrap(turn);
        }
        if self.state == State::Live {
            turn.send(ClientMessage::Applied { seq: up_to });
        }
    }

    fn receive_keys(
        &mut self,
        (from, to): (Seq, Seq),
        boxes: Vec<SpaceBox>,
        records: Vec<KeyRecord>,
        turn: &mut Turn,
    ) {
        let Some(to) = self.keys.take(from, to) else {
            turn.notice(SyncNotice::Gap);
            return self.drop_link(turn);
        };
        turn.effects.push(Effect::StoreKeys { to, boxes, records });
    }

    fn receive_bundle(&mut self, bundle: Bundle, turn: &mut Turn) {
        let Some(bootstrap) = &mut self.bootstrap else { return };
        let progress = bootstrap.take(&bundle, turn.now);
        if progress == Progress::Unexpected {
            return; // twice, or a relay that makes no progress: the request's time runs out
        }
        let Bundle { phase, documents, .. } = bundle;
        let store = Effect::StoreBundle { phase, documents, cursor: bootstrap.cursor.clone() };
        if matches!(progress, Progress::Going | Progress::CardsComplete) {
            // Before the store has done its part: meanwhile the relay reads on.
            turn.send(bootstrap.request(turn.now));
        }
        turn.effects.push(store);
        match progress {
            Progress::CardsComplete => turn.effects.push(Effect::CardsComplete),
            Progress::Complete => self.jump(turn),
            Progress::Going | Progress::Continued | Progress::Unexpected => (),
        }
    }

    /// Stores the place that a first sync has read up to, once it has brought everything.
    pub(super) fn jump(&mut self, turn: &mut Turn) {
        let Some(Bootstrap { cursor, .. }) = &self.bootstrap else { return };
        let inbox::Batch { to, rows, tracks } =
            if cursor.whole_log { self.inbox.jump(cursor.at, &cursor.tracks) } else { self.inbox.settle() };
        turn.effects.push(Effect::StoreBatch { to, rows, tracks });
    }

    /// The first sync is over when that place is stored: a store without room must not make it begin again.
    fn end_bootstrap(&mut self, turn: &mut Turn) {
        let Some(bootstrap) = self.bootstrap.take_if(|bootstrap| bootstrap.has_all) else { return };
        bootstrap.cursor.tracks.iter().for_each(|track| self.checkpoints.touch(track.space));
        turn.effects.push(Effect::SaveBootstrap(None));
    }

    fn receive_contacts(&mut self, contacts: &[(DeviceId, u64)]) {
        self.last_contacts.extend(contacts.iter().map(|(device, at)| (*device, Timestamp(*at))));
    }

    /// Says no to one request, where the link stays, or to the link itself.
    fn refused_live(&mut self, refusal: Refusal, turn: &mut Turn) {
        let lasting = matches!(refusal, Refusal::Malformed | Refusal::NotAllowed | Refusal::TooBig);
        if lasting && self.keys.refused() {
            turn.notice(SyncNotice::Refused(refusal));
        } else {
            self.refused(refusal, turn);
        }
    }

    pub(super) fn chain_judged(&mut self, verdict: ChainVerdict, turn: &mut Turn) {
        match verdict {
            ChainVerdict::Extended { len, head } => {
                self.chain.extended(len, head);
                self.outbox.release(Held::NoRight);
            }
            ChainVerdict::TooNew => {
                turn.notice(SyncNotice::AppTooOld);
                self.pause(Pause::AppTooOld, turn);
            }
            ChainVerdict::Broken => {
                turn.notice(SyncNotice::ChainBroken);
                self.pause(Pause::ChainBroken, turn);
            }
        }
    }

    pub(super) fn want_documents(&mut self, docs: &[DocumentId]) {
        let frames = docs.chunks(limits::NAMED_DOCUMENTS);
        self.queries.extend(frames.map(|docs| ClientMessage::FetchDocs { docs: docs.to_vec() }));
    }

    /// Compares another member's view of the log with ours where both stand at the same place.
    pub(super) fn witnessed(&mut self, claim: &CheckpointClaim, turn: &mut Turn) {
        let ours = self.inbox.digest(claim.space);
        if claim.seq == self.inbox.stored() && ours.is_some_and(|ours| ours.0 != *claim.digest) {
            turn.notice(SyncNotice::Forked);
        } else {
            self.checkpoints.witnessed(claim);
        }
    }

    /// Does what time and the state call for, and asks to be woken at the next deadline.
    pub(super) fn run_due(&mut self, turn: &mut Turn) {
        if self.state == State::Live {
            self.run_live(turn);
        }
        let next = [self.run_connecting(turn), self.next_live(turn.now)].into_iter().flatten().min();
        if next != self.wake_at {
            self.wake_at = next;
            turn.effects.extend(next.map(Effect::WakeAt));
        }
    }

    fn run_live(&mut self, turn: &mut Turn) {
        let unanswered = self.unanswered_since().is_some_and(|since| ANSWER_MS <= turn.now.ms_since(since));
        match self.liveness.judge(turn.now) {
            Silence::Dead => return self.drop_link(turn),
            _ if unanswered => return self.drop_link(turn),
            Silence::Ask => {
                self.liveness.asked(turn.now, ANSWER_MS);
                turn.send(ClientMessage::Ping);
            }
            Silence::Fine(_) => (),
        }
        turn.effects.extend(self.chain.send(turn.now).map(Effect::Send));
        turn.effects.extend(self.keys.send(turn.now).map(Effect::Send));
        turn.effects.extend(self.queries.drain(..).map(Effect::Send));
        let nacks = self.nacks.drain(..).map(|(envelope, reason)| ClientMessage::Nack { envelope, reason });
        turn.effects.extend(nacks.map(Effect::Send));
        self.load_next(turn);
        self.claim_checkpoints(turn);
    }

    /// When the oldest request was sent that the relay must answer by itself.
    fn unanswered_since(&self) -> Option<Timestamp> {
        let first_sync = self.bootstrap.as_ref().and_then(|bootstrap| bootstrap.sent_at);
        [self.outbox.sent_at, self.chain.sent_at, self.keys.sent_at, first_sync].into_iter().flatten().min()
    }

    fn next_live(&self, now: Timestamp) -> Option<Timestamp> {
        if self.state != State::Live {
            return None;
        }
        let unanswered = self.unanswered_since().map(|since| since.plus_ms(ANSWER_MS));
        let checkpoint = if self.inbox.is_settled() { self.checkpoints.due_at(now) } else { None };
        [unanswered, self.outbox.resumes_at(), checkpoint].into_iter().flatten().min()
    }

    fn claim_checkpoints(&mut self, turn: &mut Turn) {
        if !self.inbox.is_settled() || !self.chain.is_settled() {
            return;
        }
        for space in self.checkpoints.take_due(turn.now) {
            turn.effects.extend(self.claim(space).map(Effect::SignCheckpoint));
        }
    }

    fn claim(&self, space: SpaceId) -> Option<CheckpointClaim> {
        let digest = self.inbox.digest(space)?;
        let (chain_head, seq, device) = (self.chain.head, self.inbox.stored(), self.device);
        Some(CheckpointClaim { space, chain_head, seq, digest: digest.0.into(), device })
    }
}
