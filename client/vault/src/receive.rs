//! What came from others: raw rows first, judged afterwards (S4).
//!
//! ```text
//! Events ─► inbox + cursor (one transaction) ─► Stored ─► judge ─► envelopes + index │ quarantine + Nack
//!                 ▲                                         └► waits for keys ──┐
//!                 └──────────────────── until keys come ────────────────────────┘
//! ```
//! What a first sync brings goes another way, see [`crate::bundles`].
//!
//! Judging verifies the signature before anything that it covers is opened (S7), then the writer's right at the head of the
//! chain it names, in the space that follows from the document's name and never from what the relay says. The card goes to the
//! index; no document is opened for it (A11). Nothing blocks: what fails is kept, shown and passed by (A8).

use crate::{
    bundles::came,
    keyring::Home,
    open::Step,
    rows::{self, Bodies, CoverRecord, InboxRecord, Trouble, envelope_key, inbox_key},
    store::{Batch, Durability, Row, Store, Table},
};
use casework::{Card, Document};
use minicbor::bytes::ByteVec;
use protocol::{
    chain::Right,
    context,
    envelope::{Envelope, Header, Kind},
    ids::{DeviceId, DocumentId, EnvelopeId, KeyId, Seq, SpaceId},
    keys::derive_document_id,
    message::{LogRow, NackReason},
    signature::VerifyingKey,
};
use rand_core::CryptoRng;
use sealing::{
    OpenError,
    document::DocumentKey,
    envelope::{VerifiedEnvelope, verify},
};
use sync_engine::{Input, SpaceTrack};

/// Rows judged in one transaction.
const JUDGED: usize = 256;

/// What became of a received envelope.
enum Judgement {
    /// It counts.
    Counts(Home, Box<VerifiedEnvelope>),
    /// It is here already.
    Known,
    /// It does not.
    Refused(NackReason),
}

/// What became of an envelope that was to be taken in.
pub(crate) enum Taken {
    /// It counts, or did before.
    In,
    /// The chain grants this space to this device, and its key is not here yet.
    Waits(SpaceId),
    /// It does not count.
    Refused(NackReason),
}

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Stores rows as they came, with the cursor, in one transaction.
    ///
    /// # Errors
    /// Of the store; then the engine is told and asks for nothing more.
    pub(crate) async fn store_rows(
        &mut self,
        to: Seq,
        rows: Vec<LogRow>,
        tracks: &[SpaceTrack],
    ) -> Result<(), Trouble> {
        let mut batch = Batch::default();
        let mut cursors = self.open.cursors.clone();
        cursors.cursor = to;
        cursors.set_tracks(tracks);
        batch.put(Table::Meta, rows::meta::CURSORS, rows::encode(&cursors));
        let n_rows = rows.iter().filter(|row| row.envelope.is_some()).count();
        for LogRow { seq, envelope_id, envelope, .. } in rows {
            let record = InboxRecord { seq, envelope_id, envelope };
            batch.put(Table::Inbox, inbox_key(seq, envelope_id), rows::encode(&record));
        }
        self.store.commit(batch, Durability::Strict).await?;
        self.open.cursors = cursors;
        self.open.unread = true;
        if 0 < n_rows {
            self.note("received", n_rows);
        }
        Ok(())
    }

    /// Judges everything that was received and not yet looked at. What waits for keys stays and is looked at again when keys
    /// have come. What is to be told to the engine is returned.
    ///
    /// # Errors
    /// Of the store; what was not judged stays for the next time.
    pub(crate) async fn judge_inbox(&mut self) -> Result<Vec<Input>, Trouble> {
        self.retry_outgrown().await?;
        let mut inputs = Vec::new();
        let mut after: Option<Vec<u8>> = None;
        let waited = !self.open.incoming.waiting.is_empty();
        while self.open.unread {
            let page = self.store.scan(Table::Inbox, &[], after.as_deref(), JUDGED).await?;
            let Some((last, _)) = page.last() else {
                self.open.unread = false;
                break;
            };
            after = Some(last.clone());
            let mut batch = Batch::default();
            for (key, bytes) in page {
                if self.open.incoming.waiting.contains_key(&key) {
                    continue;
                }
                if key.starts_with(rows::WAITING) {
                    self.judge_waiting((key, &bytes), &mut batch, &mut inputs).await?;
                } else {
                    self.judge_row((key, bytes), &mut batch, &mut inputs).await?;
                }
            }
            self.commit(batch, Durability::Relaxed).await?;
        }
        if !waited && !self.open.incoming.waiting.is_empty() {
            self.note("waiting-for-keys", self.open.n_waiting());
        }
        self.say_opened();
        Ok(inputs)
    }

    async fn judge_row(
        &mut self,
        (key, bytes): Row,
        batch: &mut Batch,
        inputs: &mut Vec<Input>,
    ) -> Result<(), Trouble> {
        let row: InboxRecord = rows::parse(&bytes)?;
        let Some(bytes) = &row.envelope else {
            self.place_own(row.envelope_id, row.seq);
            batch.remove(Table::Inbox, key);
            return Ok(());
        };
        let judged = match Envelope::parse(bytes) {
            Ok(envelope) => self.judge(envelope, row.envelope_id).await?,
            Err(_) => Judgement::Refused(NackReason::Malformed),
        };
        let taken = match judged {
            Judgement::Counts(home, verified) => self.take_in(home, &verified, row.seq, batch).await?,
            Judgement::Known => Taken::In,
            Judgement::Refused(reason) => Taken::Refused(reason),
        };
        match taken {
            Taken::In => (),
            Taken::Waits(space) => {
                self.open.incoming.waiting.insert(key, (space, 1));
                self.open.status_revision += 1;
                return Ok(());
            }
            Taken::Refused(reason) => {
                self.quarantine_named(
                    &set_apart(row.seq, row.envelope_id, bytes),
                    (row.envelope_id, reason),
                    batch,
                    inputs,
                );
            }
        }
        batch.remove(Table::Inbox, key);
        Ok(())
    }

    /// An own envelope came back with its place in the log, perhaps before its acknowledgement, which names the same place.
    fn place_own(&mut self, envelope: EnvelopeId, seq: Seq) {
        let Some(doc) = self.open.outbox.get(envelope).map(|row| row.doc) else { return };
        self.open.index.place(doc, seq);
    }

    async fn judge(&mut self, envelope: Envelope, id: EnvelopeId) -> Result<Judgement, Trouble> {
        let header = envelope.header.clone();
        if envelope.id() != id {
            return Ok(Judgement::Refused(NackReason::Tampered));
        }
        let verified = match self.verified(envelope) {
            Ok(verified) => verified,
            Err(reason) => return Ok(Judgement::Refused(reason)),
        };
        if self.open.index.get(header.doc).is_some_and(|entry| entry.bodies == Bodies::Raw) {
            self.judge_document(header.doc).await?;
        }
        let home = match self.open.index.get(header.doc) {
            Some(entry) => Some(entry.home),
            None => self.open.keyring.home_of(self.store, header.doc).await?,
        };
        let Some(home) = home else { return Ok(Judgement::Refused(NackReason::NoKey)) };
        if !self.may_have_written(&header, home) {
            return Ok(Judgement::Refused(NackReason::NotAllowed));
        }
        if let Some(head) = self.open.index.get(header.doc).and_then(|entry| entry.head(header.device)) {
            if header.ctr <= head.ctr {
                return self.again(&verified, id).await;
            }
            if header.ctr == head.ctr + 1 && header.prev != head.envelope {
                return Ok(Judgement::Refused(NackReason::Malformed));
            }
        }
        Ok(Judgement::Counts(home, Box::new(verified)))
    }

    /// Checks the signature: before anything that it covers is opened or listed (S7).
    ///
    /// # Errors
    /// Why the envelope does not count.
    pub(crate) fn verified(&self, envelope: Envelope) -> Result<VerifiedEnvelope, NackReason> {
        let signing = self.signing_key(envelope.header.device)?;
        verify(envelope, self.open.workspace, &signing).map_err(|_| NackReason::Tampered)
    }

    /// With which key a device signs.
    ///
    /// # Errors
    /// `NotAllowed` if nobody let it in.
    pub(crate) fn signing_key(&self, device: DeviceId) -> Result<VerifyingKey, NackReason> {
        let roster = self.open.chain.roster();
        let device = roster.and_then(|roster| roster.device(device));
        device.map(|device| device.keys.signing).ok_or(NackReason::NotAllowed)
    }

    /// Was the writer entitled, in the space that gives the document its name?
    pub(crate) fn may_have_written(&self, header: &Header, home: Home) -> bool {
        let Some(roster) = self.open.chain.roster() else { return false };
        derive_document_id(self.open.workspace, home.space, home.salt) == header.doc
            && roster.right_at(header.device, home.space, header.chain_head) == Some(Right::Write)
            // Lists behind cuts come with removals; until one is held here, nothing of a device with a cut counts.
            && roster.cuts(header.device, home.space).is_empty()
    }

    /// An envelope of a counter that is here already: the same again, perhaps with the part that was left out, or a fork.
    async fn again(&mut self, verified: &VerifiedEnvelope, id: EnvelopeId) -> Result<Judgement, Trouble> {
        let header = &verified.envelope().header;
        let key = envelope_key(header.doc, header.device, header.ctr);
        let kept = match self.store.get(Table::Envelopes, &key).await? {
            Some(bytes) => Some(Envelope::parse(&bytes)?),
            None => self.bundled(header).await?,
        };
        let Some(kept) = kept else { return Ok(self.missing_body(verified)) };
        if kept.id() != id {
            return Ok(Judgement::Refused(NackReason::Malformed));
        }
        if kept.body.is_none() && verified.envelope().body.is_some() {
            return Ok(self.missing_body(verified));
        }
        Ok(Judgement::Known)
    }

    fn missing_body(&self, verified: &VerifiedEnvelope) -> Judgement {
        match self.open.index.get(verified.envelope().header.doc) {
            Some(entry) => Judgement::Counts(entry.home, Box::new(verified.clone())),
            None => Judgement::Known,
        }
    }

    /// Counts an envelope: keeps it, takes its card into the index, applies it to a document that is in memory.
    async fn take_in(
        &mut self,
        home: Home,
        verified: &VerifiedEnvelope,
        seq: Seq,
        batch: &mut Batch,
    ) -> Result<Taken, Trouble> {
        let envelope = verified.envelope();
        let header = envelope.header.clone();
        let kind = Kind::parse(header.kind);
        // What stands before it comes with the first sync of its space, unless it begins the document.
        let mut is_fragment = self.open.index.get(header.doc).is_none() && self.open.is_reading(home.space);
        let is_sealed = matches!(kind, Some(Kind::Change | Kind::Card | Kind::Snapshot));
        let key = if is_sealed {
            let key = self.open.keyring.document_key(self.store, header.doc, header.key).await?;
            let Some(key) = key else { return self.without_key((header.doc, header.key), home).await };
            Some(key)
        } else {
            None
        };
        if let Some(key) = &key {
            let card = match verified.open_card(key) {
                Ok(card) => card,
                Err(error) => return Ok(Taken::Refused(reason_of(error))),
            };
            if kind == Some(Kind::Change) {
                match self.take_body(verified, key) {
                    Ok(begins) => is_fragment &= !begins,
                    Err(reason) => return Ok(Taken::Refused(reason)),
                }
            }
            self.take_card(header.doc, home, card);
        }
        let known = self.open.index.get(header.doc).and_then(|entry| entry.head(header.device));
        self.open.unopenable.remove(&header.doc);
        let entry = self.open.index.touch(header.doc, home);
        if known.is_none_or(|head| head.ctr < header.ctr) {
            entry.advance(header.device, header.ctr, header.counts(), envelope.id());
        }
        entry.seq = entry.seq.max(seq);
        if is_fragment {
            self.open.index.note_bodies(header.doc, Bodies::Missing);
        }
        batch.put(Table::Envelopes, envelope_key(header.doc, header.device, header.ctr), envelope.encode());
        Ok(Taken::In)
    }

    /// Opens the body of a change, so that nobody hears of words that do not open as of words that arrived (S12), and applies it to
    /// a document that is in memory. `true` if it begins one.
    fn take_body(&mut self, verified: &VerifiedEnvelope, key: &DocumentKey) -> Result<bool, NackReason> {
        let header = &verified.envelope().header;
        let Some(plain) = verified.open_body(key).map_err(reason_of)? else { return Ok(false) };
        if !self.ground.format.reads(plain.min_reader) {
            return Err(NackReason::TooNew);
        }
        if !self.apply_to_open(header.doc, header.device, &plain) {
            return Err(NackReason::Malformed);
        }
        Ok(header.ctr == 1 && Document::from_birth(&plain.data).is_ok())
    }

    /// No key opens an envelope: one may come, or never.
    pub(crate) async fn without_key(&self, key: (DocumentId, KeyId), home: Home) -> Result<Taken, Trouble> {
        let holder = (&self.open.chain, self.open.device_id());
        let waits = self.open.keyring.awaits(self.store, key, holder).await?;
        Ok(if waits { Taken::Waits(home.space) } else { Taken::Refused(NackReason::NoKey) })
    }

    /// A card counts only for the document whose name follows from what the card is about.
    pub(crate) fn take_card(&mut self, doc: DocumentId, home: Home, card: Option<sealing::plain::Card>) {
        let Some(card) = card else { return };
        if !self.ground.format.reads(card.plain.min_reader) {
            return;
        }
        let Ok(decoded) = Card::decode(&card.plain.data) else { return };
        if self.open.name_of(subject_of(&decoded)) != Some(doc) {
            return;
        }
        let covers =
            card.covers.iter().map(|(device, ctr)| CoverRecord { device: *device, ctr: *ctr }).collect();
        self.open.index.touch(doc, home).offer_card(decoded, covers);
    }
}

/// An envelope that is refused, under a name by which it stands in no other one's way: the relay's name proves nothing, it may be
/// that of another envelope, which counts; and if it is not the envelope's own, its own may count as well.
fn set_apart(seq: Seq, named: EnvelopeId, bytes: &ByteVec) -> InboxRecord {
    let came = InboxRecord { seq, ..came(bytes.clone()) };
    if came.envelope_id == named {
        return came;
    }
    let apart = context::short_hash(context::ENVELOPE_ID, &[named.as_bytes(), bytes]);
    InboxRecord { envelope_id: EnvelopeId::from_bytes(apart), ..came }
}

/// What a card is about.
fn subject_of(card: &Card) -> casework::Subject {
    use casework::Subject;
    match card {
        Card::Person(card) => Subject::PersonSheet(card.case),
        Card::Case(card) => Subject::CaseFile(card.case),
        Card::Agenda(card) => Subject::Agenda(card.month),
        Card::Directory(_) => Subject::Directory,
        Card::Settings(_) => Subject::UnitSettings,
    }
}

pub(crate) fn reason_of(error: OpenError) -> NackReason {
    match error {
        OpenError::Tampered => NackReason::Tampered,
        OpenError::Malformed => NackReason::Malformed,
        OpenError::TooNew => NackReason::TooNew,
    }
}
