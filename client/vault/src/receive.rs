//! What came from others: raw rows first, judged afterwards (S4).
//!
//! ```text
//! Events, bundles ─► inbox + cursor (one transaction) ─► Stored ─► judge ─► envelopes + index │ quarantine + Nack
//! ```
//!
//! Judging verifies the signature before anything that it covers is opened (S7), then the writer's right at the head of the
//! chain it names, in the space that follows from the document's name and never from what the relay says. The card goes to the
//! index; no document is opened for it (A11). Nothing blocks: what fails is kept, shown and passed by (A8).

use crate::{
    keyring::Home,
    open::Step,
    rows::{self, CoverRecord, InboxRecord, QuarantineRecord, Trouble, envelope_key, inbox_key},
    store::{Batch, Durability, Row, Store, Table},
};
use casework::{Card, SCHEMA};
use protocol::{
    chain::Right,
    envelope::{Envelope, Kind},
    ids::{DocumentId, EnvelopeId, Seq},
    keys::derive_document_id,
    message::{BundledDocument, LogRow, NackReason},
};
use rand_core::CryptoRng;
use sealing::{
    OpenError,
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

    /// Stores documents of a bundle as they came: key records at once, envelopes to be judged.
    ///
    /// # Errors
    /// Of the store.
    pub(crate) async fn store_bundle(
        &mut self,
        documents: Vec<BundledDocument>,
        cursor: Option<&sync_engine::BootstrapCursor>,
    ) -> Result<(), Trouble> {
        let mut batch = Batch::default();
        if let Some(cursor) = cursor {
            let mut cursors = self.open.cursors.clone();
            cursors.set_bootstrap(Some(cursor));
            batch.put(Table::Meta, rows::meta::CURSORS, rows::encode(&cursors));
            self.open.cursors = cursors;
        }
        for document in documents {
            for record in &document.records {
                self.open.keyring.keep_record(record, &mut batch);
            }
            for bytes in document.envelopes {
                let Ok(envelope) = Envelope::parse(&bytes) else { continue };
                let record = InboxRecord { seq: Seq(0), envelope_id: envelope.id(), envelope: Some(bytes) };
                // By counter, so that each device's envelopes are judged in their own order.
                let header = &envelope.header;
                let key = [[0; 8].as_slice(), &envelope_key(header.doc, header.device, header.ctr)].concat();
                batch.put(Table::Inbox, key, rows::encode(&record));
            }
        }
        self.open.unread = true;
        Ok(self.store.commit(batch, Durability::Strict).await?)
    }

    /// Judges everything that was received and not yet looked at. What is to be told to the engine is returned.
    ///
    /// # Errors
    /// Of the store; what was not judged stays for the next time.
    pub(crate) async fn judge_inbox(&mut self) -> Result<Vec<Input>, Trouble> {
        let mut inputs = Vec::new();
        while self.open.unread {
            let page = self.store.scan(Table::Inbox, &[], None, JUDGED).await?;
            if page.is_empty() {
                self.open.unread = false;
                break;
            }
            let mut batch = Batch::default();
            for row in page {
                self.judge_row(row, &mut batch, &mut inputs).await?;
            }
            self.commit(batch, Durability::Relaxed).await?;
        }
        Ok(inputs)
    }

    async fn judge_row(
        &mut self,
        (key, bytes): Row,
        batch: &mut Batch,
        inputs: &mut Vec<Input>,
    ) -> Result<(), Trouble> {
        batch.remove(Table::Inbox, key);
        let row: InboxRecord = rows::parse(&bytes)?;
        let Some(bytes) = &row.envelope else {
            self.place_own(row.envelope_id, row.seq);
            return Ok(());
        };
        let judged = match Envelope::parse(bytes) {
            Ok(envelope) => self.judge(envelope, row.envelope_id).await?,
            Err(_) => Judgement::Refused(NackReason::Malformed),
        };
        match judged {
            Judgement::Counts(home, verified) => {
                if let Err(reason) = self.take_in(home, &verified, row.seq, batch).await? {
                    self.quarantine(&row, reason, batch, inputs);
                }
            }
            Judgement::Known => (),
            Judgement::Refused(reason) => self.quarantine(&row, reason, batch, inputs),
        }
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
        let signing = self
            .open
            .chain
            .roster()
            .and_then(|roster| roster.device(header.device))
            .map(|it| it.keys.signing);
        let Some(signing) = signing else { return Ok(Judgement::Refused(NackReason::NotAllowed)) };
        let Ok(verified) = verify(envelope, self.open.workspace, &signing) else {
            return Ok(Judgement::Refused(NackReason::Tampered));
        };
        let home = match self.open.index.get(header.doc) {
            Some(entry) => Some(entry.home),
            None => self.open.keyring.home_of(self.store, header.doc).await?,
        };
        let Some(home) = home else { return Ok(Judgement::Refused(NackReason::NoKey)) };
        if derive_document_id(self.open.workspace, home.space, home.salt) != header.doc {
            return Ok(Judgement::Refused(NackReason::NotAllowed));
        }
        let roster = self.open.chain.roster();
        let right = roster.and_then(|roster| roster.right_at(header.device, home.space, header.chain_head));
        // Lists behind cuts come with removals; until one is held here, nothing of a device with a cut counts.
        let cut = roster.is_some_and(|roster| !roster.cuts(header.device, home.space).is_empty());
        if right != Some(Right::Write) || cut {
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

    /// An envelope of a counter that is here already: the same again, perhaps with the part that was left out, or a fork.
    async fn again(&mut self, verified: &VerifiedEnvelope, id: EnvelopeId) -> Result<Judgement, Trouble> {
        let header = &verified.envelope().header;
        let key = envelope_key(header.doc, header.device, header.ctr);
        let Some(bytes) = self.store.get(Table::Envelopes, &key).await? else {
            return Ok(self.missing_body(verified));
        };
        let Ok(kept) = Envelope::parse(&bytes) else { return Err(Trouble::Damaged) };
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
    ) -> Result<Result<(), NackReason>, Trouble> {
        let envelope = verified.envelope();
        let header = envelope.header.clone();
        let kind = Kind::parse(header.kind);
        let is_sealed = matches!(kind, Some(Kind::Change | Kind::Card | Kind::Snapshot));
        let key = if is_sealed {
            let key = self.open.keyring.document_key(self.store, header.doc, header.key).await?;
            let Some(key) = key else { return Ok(Err(NackReason::NoKey)) };
            Some(key)
        } else {
            None
        };
        if let Some(key) = &key {
            let card = match verified.open_card(key) {
                Ok(card) => card,
                Err(error) => return Ok(Err(reason_of(error))),
            };
            if kind == Some(Kind::Change) && self.open.documents.peek(header.doc).is_some() {
                let applied = match verified.open_body(key) {
                    Ok(Some(plain)) => self.apply_to_open(header.doc, header.device, &plain),
                    Ok(None) => true,
                    Err(error) => return Ok(Err(reason_of(error))),
                };
                if !applied {
                    return Ok(Err(NackReason::Malformed));
                }
            }
            self.take_card(header.doc, home, card);
        }
        let known = self.open.index.get(header.doc).and_then(|entry| entry.head(header.device));
        self.open.unopenable.remove(&header.doc);
        let entry = self.open.index.touch(header.doc, home);
        if known.is_none_or(|head| head.ctr < header.ctr) {
            entry.advance(header.device, header.ctr, kind == Some(Kind::Change), envelope.id());
        }
        entry.seq = entry.seq.max(seq);
        batch.put(Table::Envelopes, envelope_key(header.doc, header.device, header.ctr), envelope.encode());
        Ok(Ok(()))
    }

    /// A card counts only for the document whose name follows from what the card is about.
    fn take_card(&mut self, doc: DocumentId, home: Home, card: Option<sealing::plain::Card>) {
        let Some(card) = card else { return };
        if SCHEMA < card.plain.min_reader {
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

    fn quarantine(
        &mut self,
        row: &InboxRecord,
        reason: NackReason,
        batch: &mut Batch,
        inputs: &mut Vec<Input>,
    ) {
        let bytes = row.envelope.clone().unwrap_or_else(|| Vec::new().into());
        let header = Envelope::parse(&bytes).ok().map(|envelope| envelope.header);
        let record = QuarantineRecord {
            at: self.now,
            seq: row.seq,
            doc: header.as_ref().map(|header| header.doc),
            device: header.as_ref().map(|header| header.device),
            reason,
            envelope: bytes,
        };
        batch.put(Table::Quarantine, *row.envelope_id.as_bytes(), rows::encode(&record));
        self.open.quarantine.insert(row.envelope_id, record);
        self.note("quarantined", 1);
        inputs.push(Input::Quarantined(row.envelope_id, reason));
    }

    /// Moves envelopes that lie here and do not open or apply into quarantine.
    ///
    /// # Errors
    /// Of the store.
    pub(crate) async fn quarantine_stored(
        &mut self,
        doc: DocumentId,
        unreadable: &[(EnvelopeId, NackReason)],
    ) -> Result<(), Trouble> {
        if unreadable.is_empty() {
            return Ok(());
        }
        let mut batch = Batch::default();
        let mut inputs = Vec::new();
        for (_, bytes) in self.store.scan(Table::Envelopes, doc.as_bytes(), None, usize::MAX).await? {
            let Ok(envelope) = Envelope::parse(&bytes) else { continue };
            let id = envelope.id();
            if let Some((_, reason)) = unreadable.iter().find(|(unreadable, _)| *unreadable == id) {
                let row = InboxRecord { seq: Seq(0), envelope_id: id, envelope: Some(bytes.into()) };
                self.quarantine(&row, *reason, &mut batch, &mut inputs);
            }
        }
        self.store.commit(batch, Durability::Strict).await?;
        self.open.to_engine.extend(inputs);
        Ok(())
    }

    /// Looks again at what is in quarantine: keys or members may have come since.
    ///
    /// # Errors
    /// Of the store.
    pub(crate) async fn retry_quarantine(&mut self) -> Result<(), Trouble> {
        let mut batch = Batch::default();
        let quarantined = std::mem::take(&mut self.open.quarantine);
        for (id, record) in quarantined {
            let row = InboxRecord { seq: record.seq, envelope_id: id, envelope: Some(record.envelope) };
            batch.put(Table::Inbox, inbox_key(row.seq, id), rows::encode(&row));
            batch.remove(Table::Quarantine, *id.as_bytes());
            record.doc.into_iter().for_each(|doc| self.open.documents.forget(doc));
        }
        self.open.unread = true;
        self.open.index.revision += 1;
        Ok(self.store.commit(batch, Durability::Strict).await?)
    }
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

fn reason_of(error: OpenError) -> NackReason {
    match error {
        OpenError::Tampered => NackReason::Tampered,
        OpenError::Malformed => NackReason::Malformed,
        OpenError::TooNew => NackReason::TooNew,
    }
}
