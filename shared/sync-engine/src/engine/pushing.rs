//! The sending half of the live phase: push, and what each outcome calls for. (SY5) (SY6) (SY7)

use super::{Engine, Turn};
use crate::{
    effect::{Effect, ResealWhy, SyncNotice},
    input::Loaded,
    outbox::Acknowledged,
    resume::OutboxEntry,
    status::Held,
};
use protocol::message::{Ack, PushOutcome};

/// Rest in ms after the relay said `Later`, at least; as much again is random.
const LATER_MS: u64 = 2_000;

impl Engine {
    /// One load and one push at a time: what is written meanwhile goes together in the next.
    pub(super) fn load_next(&mut self, turn: &mut Turn) {
        if self.cloned {
            return;
        }
        if let Some((load, envelopes)) = self.outbox.choose(turn.now) {
            turn.effects.push(Effect::LoadOutbox { load, envelopes });
        }
    }

    pub(super) fn push(&mut self, loaded: Loaded, turn: &mut Turn) {
        let (push, missing) = self.outbox.send(loaded, turn.now);
        turn.effects.extend(push.map(Effect::Send));
        missing.into_iter().for_each(|doc| turn.notice(SyncNotice::OutboxIncomplete(doc)));
    }

    pub(super) fn receive_acks(&mut self, acks: Vec<Ack>, turn: &mut Turn) {
        let mut proofs: Vec<Acknowledged> = Vec::new();
        for Ack { envelope, outcome } in acks {
            if let PushOutcome::Stored(seq) = outcome {
                proofs.extend(self.outbox.acknowledge(envelope, seq));
            } else if let Some(entry) = self.outbox.refuse(envelope) {
                self.not_stored_there(entry, &outcome, turn);
            }
        }
        if !proofs.is_empty() {
            turn.effects.push(Effect::Forget(proofs));
        }
    }

    /// The first refusal of a document counts; those behind it only follow from it.
    fn not_stored_there(&mut self, entry: OutboxEntry, outcome: &PushOutcome, turn: &mut Turn) {
        let OutboxEntry { doc, envelope, ctr, .. } = entry;
        match outcome {
            PushOutcome::Stored(_) => (),
            PushOutcome::StaleEpoch(epoch) => self.reseal(entry, ctr, ResealWhy::StaleEpoch(*epoch), turn),
            PushOutcome::StaleKey { ctr: last, .. } => {
                self.reseal(entry, ctr.min(last.saturating_add(1)), ResealWhy::StaleKey, turn);
            }
            PushOutcome::NotMember => {
                self.outbox.hold(doc, Held::NoRight);
                turn.notice(SyncNotice::NoRightToWrite(doc));
            }
            PushOutcome::CtrGap(last) => self.fill_gap(entry, *last, turn),
            PushOutcome::Clone => {
                self.cloned = true;
                turn.notice(SyncNotice::Cloned(doc));
            }
            PushOutcome::Erased => {
                self.outbox.hold(doc, Held::Erased);
                turn.notice(SyncNotice::DocumentErased(doc));
            }
            PushOutcome::TooBig | PushOutcome::Malformed => {
                self.outbox.hold(doc, Held::Refused);
                turn.notice(SyncNotice::EnvelopeRefused(doc, envelope));
            }
            PushOutcome::NoKeyRecord => {
                turn.effects.push(Effect::OfferRecords(doc));
                self.rest(turn);
            }
            PushOutcome::Later => self.rest(turn),
        }
    }

    fn reseal(&mut self, entry: OutboxEntry, from_ctr: u32, why: ResealWhy, turn: &mut Turn) {
        self.outbox.hold(entry.doc, Held::Resealing);
        turn.effects.push(Effect::Reseal { doc: entry.doc, from_ctr, why });
    }

    /// The relay lacks an earlier envelope. If it is still here it goes first next time; if it was acknowledged before, the
    /// relay has lost what it had (S9).
    fn fill_gap(&mut self, entry: OutboxEntry, last: u32, turn: &mut Turn) {
        let wanted = last.saturating_add(1);
        if self.outbox.has(entry.doc, wanted) {
            self.rest(turn);
        } else {
            self.rewound(turn);
        }
    }

    fn rest(&mut self, turn: &Turn) {
        self.outbox.wait_until(turn.now.plus_ms(LATER_MS + turn.jitter % LATER_MS));
    }
}
