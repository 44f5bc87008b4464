//! Keeps what has been written but not yet acknowledged by the relay.
//!
//! The outbox is the reason a counsellor can trust "saved": an envelope is here before the screen says so (S1) and leaves only
//! with the relay's acknowledgement (S2). It is ordered per document, because a later change may depend on an earlier one; it
//! keeps names only, the bytes stay in the store until they are sent. (SY5) (SY6) (SY7)
//!
//! ```text
//! Committed ──► Waiting ──LoadOutbox──► Loading ──Push──► InFlight ──Stored──► gone
//!                  ▲                       │                 │
//!                  └──────── link lost, Later, gap ──────────┤
//!               (document held) ◄── stale, no right, refused ┘
//! ```

use crate::{
    input::Loaded,
    resume::OutboxEntry,
    status::{DocumentSync, Held},
};
use protocol::{
    codec,
    ids::{DocumentId, EnvelopeId, Seq, Timestamp},
    limits,
    message::ClientMessage,
    records::KeyRecord,
};
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of a frame that its own wrapping may need.
const WRAPPING: usize = 1_024;
/// What wraps one envelope in a frame, in bytes, at most.
const PER_ENVELOPE: usize = 8;

/// Proof that the relay has an envelope durably (S2). Made only from its `Stored`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    doc: DocumentId,
    envelope: EnvelopeId,
    seq: Seq,
}

impl Acknowledged {
    /// The envelope's document.
    #[must_use]
    pub const fn doc(&self) -> DocumentId {
        self.doc
    }

    /// The envelope.
    #[must_use]
    pub const fn envelope(&self) -> EnvelopeId {
        self.envelope
    }

    /// Its place in the relay's log.
    #[must_use]
    pub const fn seq(&self) -> Seq {
        self.seq
    }
}

/// What is being done with an entry; nothing if it waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Loading,
    InFlight,
}

/// Place in the order of commits.
type Ticket = u64;

/// The sending half.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    entries: BTreeMap<Ticket, OutboxEntry>,
    tickets: BTreeMap<EnvelopeId, Ticket>,
    /// By counter.
    documents: BTreeMap<DocumentId, BTreeMap<u32, Ticket>>,
    /// At most one push: thousands may wait behind it, and cost nothing.
    busy: BTreeMap<Ticket, Stage>,
    next_ticket: Ticket,
    held: BTreeMap<DocumentId, Held>,
    acknowledged: BTreeMap<DocumentId, Seq>,
    /// Number of the load that is awaited.
    load: u32,
    /// When the push in flight was sent.
    pub(crate) sent_at: Option<Timestamp>,
    /// Nothing is sent before this time.
    not_before: Option<Timestamp>,
    /// Counts changes, so that a status is only reported when there is news.
    pub(crate) revision: u64,
}

impl Outbox {
    pub(crate) fn new(entries: Vec<OutboxEntry>) -> Self {
        let mut outbox = Self::default();
        outbox.commit(entries);
        outbox
    }

    /// Adds what is durable here. An entry that is here already is left where it is.
    pub(crate) fn commit(&mut self, entries: Vec<OutboxEntry>) {
        for entry in entries {
            if self.tickets.contains_key(&entry.envelope) {
                continue;
            }
            self.tickets.insert(entry.envelope, self.next_ticket);
            self.entries.insert(self.next_ticket, entry);
            self.documents.entry(entry.doc).or_default().insert(entry.ctr, self.next_ticket);
            self.next_ticket += 1;
        }
        self.revision += 1;
    }

    /// Puts `entries` in the place of everything of the document from that counter on, and lets it go again.
    pub(crate) fn replace(&mut self, doc: DocumentId, from_ctr: u32, entries: Vec<OutboxEntry>) {
        let replaced =
            self.documents.get(&doc).map(|lane| lane.range(from_ctr..).map(|(_, ticket)| *ticket).collect());
        let replaced: Vec<Ticket> = replaced.unwrap_or_default();
        for ticket in replaced {
            self.remove(ticket);
        }
        self.held.remove(&doc);
        self.commit(entries);
        self.finish_push();
    }

    fn remove(&mut self, ticket: Ticket) -> Option<OutboxEntry> {
        let entry = self.entries.remove(&ticket)?;
        self.busy.remove(&ticket);
        self.tickets.remove(&entry.envelope);
        if let Some(lane) = self.documents.get_mut(&entry.doc) {
            lane.remove(&entry.ctr);
            if lane.is_empty() {
                self.documents.remove(&entry.doc);
            }
        }
        Some(entry)
    }

    /// Chooses what to send next, in the order of commits, and asks for its bytes.
    pub(crate) fn choose(&mut self, now: Timestamp) -> Option<(u32, Vec<EnvelopeId>)> {
        if !self.busy.is_empty() || self.not_before.is_some_and(|at| now < at) {
            return None;
        }
        self.not_before = None;
        let mut room = limits::FRAME - WRAPPING;
        let mut chosen = Vec::new();
        let mut full = BTreeSet::new();
        for (ticket, entry) in &self.entries {
            if chosen.len() == limits::PUSH_ENVELOPES {
                break;
            }
            if self.held.contains_key(&entry.doc) || full.contains(&entry.doc) {
                continue;
            }
            let Some(rest) = room.checked_sub(entry.len + PER_ENVELOPE) else {
                full.insert(entry.doc); // later ones of this document wait behind it
                continue;
            };
            room = rest;
            self.busy.insert(*ticket, Stage::Loading);
            chosen.push(entry.envelope);
        }
        if chosen.is_empty() {
            return None;
        }
        self.load = self.load.wrapping_add(1);
        self.revision += 1;
        Some((self.load, chosen))
    }

    /// Makes the push of what was loaded, and names the documents whose bytes are missing. What does not fit beside its key
    /// records waits for the next push.
    pub(crate) fn send(
        &mut self,
        loaded: Loaded,
        now: Timestamp,
    ) -> (Option<ClientMessage>, Vec<DocumentId>) {
        if loaded.load != self.load {
            return (None, Vec::new()); // asked for on an earlier link
        }
        let mut bytes: BTreeMap<EnvelopeId, Vec<u8>> = loaded.envelopes.into_iter().collect();
        let mut load = Load::new(loaded.records);
        let mut missing = Vec::new();
        for (ticket, _) in std::mem::take(&mut self.busy) {
            let Some(entry) = self.entries.get(&ticket) else { continue };
            match bytes.remove(&entry.envelope) {
                Some(envelope) => {
                    if load.add(entry.doc, envelope) {
                        self.busy.insert(ticket, Stage::InFlight);
                    }
                }
                None => {
                    missing.push(entry.doc);
                    load.closed.insert(entry.doc);
                }
            }
        }
        self.revision += 1;
        missing.dedup();
        missing.iter().for_each(|doc| self.hold(*doc, Held::Incomplete));
        let push = load.into_push();
        self.sent_at = push.as_ref().map(|_| now);
        (push, missing)
    }

    /// The relay has this envelope durably; `None` if it is not waited for (any more).
    pub(crate) fn acknowledge(&mut self, envelope: EnvelopeId, seq: Seq) -> Option<Acknowledged> {
        let ticket = *self.tickets.get(&envelope)?;
        let entry = self.remove(ticket)?;
        let last = self.acknowledged.entry(entry.doc).or_default();
        *last = seq.max(*last);
        self.revision += 1;
        self.finish_push();
        Some(Acknowledged { doc: entry.doc, envelope, seq })
    }

    /// The relay did not take this envelope: it waits again. `None` if it is not in flight, or its document is held already.
    pub(crate) fn refuse(&mut self, envelope: EnvelopeId) -> Option<OutboxEntry> {
        let ticket = *self.tickets.get(&envelope)?;
        let entry = *self.entries.get(&ticket)?;
        if self.busy.get(&ticket) != Some(&Stage::InFlight) {
            return None;
        }
        self.busy.remove(&ticket);
        self.revision += 1;
        self.finish_push();
        if self.held.contains_key(&entry.doc) { None } else { Some(entry) }
    }

    /// The document's envelopes wait for something else than the link.
    pub(crate) fn hold(&mut self, doc: DocumentId, why: Held) {
        self.held.insert(doc, why);
        self.revision += 1;
    }

    /// The chain grew: rights may have, too.
    pub(crate) fn release(&mut self, why: Held) {
        self.held.retain(|_, held| *held != why);
        self.revision += 1;
    }

    /// Is this counter of the document still here?
    pub(crate) fn has(&self, doc: DocumentId, ctr: u32) -> bool {
        self.documents.get(&doc).is_some_and(|lane| lane.contains_key(&ctr))
    }

    /// Sends nothing before `at`.
    pub(crate) fn wait_until(&mut self, at: Timestamp) {
        self.not_before = Some(at);
    }

    /// When a rest ends, if one is on.
    pub(crate) fn resumes_at(&self) -> Option<Timestamp> {
        self.not_before
    }

    /// Nothing is being loaded or sent any more.
    pub(crate) fn link_lost(&mut self) {
        self.busy.clear();
        self.load = self.load.wrapping_add(1);
        self.sent_at = None;
        self.not_before = None;
        self.revision += 1;
    }

    fn finish_push(&mut self) {
        if self.in_flight() == 0 {
            self.sent_at = None;
        }
    }

    pub(crate) fn waiting(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn in_flight(&self) -> usize {
        self.busy.values().filter(|stage| **stage == Stage::InFlight).count()
    }

    pub(crate) fn n_held(&self) -> usize {
        self.held.len()
    }

    pub(crate) fn document(&self, doc: DocumentId) -> DocumentSync {
        let lane = self.documents.get(&doc);
        let in_flight = |ticket: &&Ticket| self.busy.get(ticket) == Some(&Stage::InFlight);
        DocumentSync {
            waiting: lane.map_or(0, BTreeMap::len),
            in_flight: lane.map_or(0, |lane| lane.values().filter(in_flight).count()),
            acknowledged: self.acknowledged.get(&doc).copied(),
            held: self.held.get(&doc).copied(),
        }
    }
}

/// A push being filled, within the limit of a frame.
struct Load {
    room: usize,
    records: BTreeMap<DocumentId, Vec<KeyRecord>>,
    envelopes: Vec<minicbor::bytes::ByteVec>,
    sent_records: Vec<KeyRecord>,
    /// Documents of which something did not fit: the rest of them waits behind it.
    closed: BTreeSet<DocumentId>,
}

impl Load {
    fn new(records: Vec<KeyRecord>) -> Self {
        let mut by_doc: BTreeMap<DocumentId, Vec<KeyRecord>> = BTreeMap::new();
        for record in records {
            by_doc.entry(record.claim.doc).or_default().push(record);
        }
        let (envelopes, sent_records, closed) = (Vec::new(), Vec::new(), BTreeSet::new());
        Self { room: limits::FRAME - WRAPPING, records: by_doc, envelopes, sent_records, closed }
    }

    fn add(&mut self, doc: DocumentId, envelope: Vec<u8>) -> bool {
        let records = self.records.get(&doc).map(Vec::as_slice).unwrap_or_default();
        let len: usize = records.iter().map(|record| codec::encode(record).len()).sum();
        let rest = self.room.checked_sub(envelope.len() + PER_ENVELOPE + len);
        match rest {
            Some(rest) if !self.closed.contains(&doc) => {
                self.room = rest;
                self.envelopes.push(envelope.into());
                self.sent_records.extend(self.records.remove(&doc).unwrap_or_default());
                true
            }
            Some(_) | None => {
                self.closed.insert(doc);
                false
            }
        }
    }

    fn into_push(self) -> Option<ClientMessage> {
        let Self { envelopes, sent_records: records, .. } = self;
        if envelopes.is_empty() {
            None
        } else {
            Some(ClientMessage::Push { envelopes, records, refill: false })
        }
    }
}
