//! Bodies that a first sync brought: they lie here as they came, one row for a document, and are judged when it is opened, or in
//! the background, a few documents at a time, so that whoever works meanwhile does not wait (S7, A8).
//!
//! Judged is each envelope's signature, its writer's right, and that it follows its writer's previous one. Opening comes later
//! and checks more. What does not count goes into quarantine; its bytes stay in the row and are passed over.

use crate::{
    bundles::came,
    index::Entry,
    keyring::Home,
    open::{Open, Step},
    rows::{self, Bodies, HeadRecord, Trouble, is_bundled},
    store::{Batch, Durability, Row, Store, Table},
};
use casework::Subject;
use minicbor::bytes::ByteVec;
use protocol::{
    envelope::{Envelope, Header},
    ids::{DeviceId, DocumentId, EnvelopeId, SpaceId},
    message::NackReason,
};
use rand_core::CryptoRng;
use std::collections::BTreeMap;
use sync_engine::Input;

/// Documents judged in one step: some ten milliseconds of a tablet.
const AT_ONCE: usize = 8;

/// Envelopes that are known to be genuine, by writer and counter; each with whether a card has to cover it.
type Known = BTreeMap<(DeviceId, u32), (EnvelopeId, bool)>;

/// What judging changed in memory, to be undone if it cannot be stored.
#[derive(Default)]
struct Judging {
    before: Vec<(DocumentId, Entry)>,
    inputs: Vec<Input>,
}

/// The envelopes in the rows of one document. A row that cannot be read has none: judging found that.
fn envelopes_in(rows: Vec<Row>) -> Vec<Vec<u8>> {
    let mut envelopes = Vec::new();
    for (key, value) in rows {
        if is_bundled(&key) {
            let bundled: Vec<ByteVec> = rows::parse(&value).unwrap_or_default();
            envelopes.extend(bundled.into_iter().map(Vec::from));
        } else {
            envelopes.push(value);
        }
    }
    envelopes
}

impl Open {
    /// Is a first sync bringing what a space held before it was followed?
    pub(crate) fn is_reading(&self, space: SpaceId) -> bool {
        let cursor = self.cursors.bootstrap();
        cursor.is_some_and(|cursor| cursor.tracks.iter().any(|track| track.space == space))
    }
}

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Every envelope of a document that lies here.
    ///
    /// # Errors
    /// Of the store.
    pub(crate) async fn envelopes_of(&self, doc: DocumentId) -> Result<Vec<Vec<u8>>, Trouble> {
        Ok(envelopes_in(self.store.scan(Table::Envelopes, doc.as_bytes(), None, usize::MAX).await?))
    }

    /// The envelope of this place among those that a bundle brought.
    ///
    /// # Errors
    /// Of the store.
    pub(crate) async fn bundled(&self, header: &Header) -> Result<Option<Envelope>, Trouble> {
        let envelopes = self.envelopes_of(header.doc).await?;
        let same = |it: &Envelope| (it.header.device, it.header.ctr) == (header.device, header.ctr);
        Ok(envelopes.iter().filter_map(|bytes| Envelope::parse(bytes).ok()).find(same))
    }

    /// Judges what a bundle brought of one document.
    ///
    /// # Errors
    /// Of the store; then it is judged the next time.
    pub(crate) async fn judge_document(&mut self, doc: DocumentId) -> Result<(), Trouble> {
        self.judge_documents(&[doc]).await
    }

    /// Judges a few of the documents that nobody has opened yet.
    ///
    /// # Errors
    /// Of the store; then they are judged the next time.
    pub(crate) async fn judge_some(&mut self) -> Result<(), Trouble> {
        let documents: Vec<DocumentId> = self.open.index.raw().take(AT_ONCE).collect();
        self.judge_documents(&documents).await?;
        self.say_opened();
        Ok(())
    }

    async fn judge_documents(&mut self, documents: &[DocumentId]) -> Result<(), Trouble> {
        let (mut batch, mut judging) = (Batch::default(), Judging::default());
        let mut judged = Ok(());
        for doc in documents {
            judged = self.judge_bodies(*doc, &mut batch, &mut judging).await;
            if judged.is_err() {
                break;
            }
        }
        let stored = match judged {
            Ok(()) => self.commit(batch, Durability::Relaxed).await.map_err(Trouble::from),
            Err(trouble) => Err(trouble),
        };
        match stored {
            Ok(()) => self.open.to_engine.extend(judging.inputs),
            Err(_) => self.undo(judging),
        }
        stored
    }

    fn undo(&mut self, judging: Judging) {
        judging.before.into_iter().for_each(|(doc, before)| self.open.index.restore(doc, Some(before)));
        for input in judging.inputs {
            if let Input::Quarantined(id, _) = input {
                self.open.quarantine.remove(&id);
            }
        }
    }

    async fn judge_bodies(
        &mut self,
        doc: DocumentId,
        batch: &mut Batch,
        judging: &mut Judging,
    ) -> Result<(), Trouble> {
        let rows = self.store.scan(Table::Envelopes, doc.as_bytes(), None, usize::MAX).await?;
        let Some(before) = self.open.index.get(doc).cloned() else { return Ok(()) };
        let (bundled, single): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|(key, _)| is_bundled(key));
        let single = single.iter().filter_map(|(_, bytes)| Envelope::parse(bytes).ok());
        let mut known: Known =
            single.map(|it| ((it.header.device, it.header.ctr), (it.id(), it.header.counts()))).collect();
        let mut parsed = self.parse_bundled(bundled, batch, &mut judging.inputs);
        parsed.sort_by_key(|(envelope, _)| (envelope.header.device, envelope.header.ctr));
        let mut is_card_forged = false;
        for (envelope, bytes) in parsed {
            let (id, has_card) = (envelope.id(), 0 < envelope.header.card_len);
            if self.open.quarantine.contains_key(&id) {
                continue;
            }
            if let Err(reason) = self.judge_body(envelope, (doc, id), before.home, &mut known) {
                is_card_forged |= has_card && reason == NackReason::Tampered;
                self.quarantine(&came(bytes.into()), reason, batch, &mut judging.inputs);
            }
        }
        let mut judged = before.clone();
        judged.heads.clear();
        for ((device, ctr), (id, counts)) in &known {
            judged.advance(*device, *ctr, *counts, *id);
        }
        // A head may stem from a card that was only screened: it counts if its envelope turned out to be genuine.
        let is_genuine = |head: &HeadRecord| {
            known.get(&(head.device, head.ctr)).is_some_and(|(id, _)| *id == head.envelope)
        };
        if is_card_forged || !before.heads.iter().all(is_genuine) {
            judged.take_back_card();
        }
        self.open.documents.note_loose(doc, known.len());
        judging.before.push((doc, before));
        self.open.index.note_judged(doc, judged);
        Ok(())
    }

    fn judge_body(
        &self,
        envelope: Envelope,
        (doc, id): (DocumentId, EnvelopeId),
        home: Home,
        known: &mut Known,
    ) -> Result<(), NackReason> {
        let header = envelope.header.clone();
        if header.doc != doc {
            return Err(NackReason::Malformed);
        }
        self.verified(envelope)?;
        if !self.may_have_written(&header, home) {
            return Err(NackReason::NotAllowed);
        }
        let at = |ctr: u32| known.get(&(header.device, ctr)).map(|(id, _)| *id);
        let forks = at(header.ctr).is_some_and(|other| other != id)
            || header.ctr.checked_sub(1).and_then(at).is_some_and(|before| before != header.prev);
        if forks {
            return Err(NackReason::Malformed);
        }
        known.insert((header.device, header.ctr), (id, header.counts()));
        Ok(())
    }

    /// The envelopes of these rows that can be read. A row that cannot is kept as one thing that cannot be read.
    fn parse_bundled(
        &mut self,
        rows: Vec<Row>,
        batch: &mut Batch,
        inputs: &mut Vec<Input>,
    ) -> Vec<(Envelope, Vec<u8>)> {
        let mut parsed = Vec::new();
        for (_, row) in rows {
            let envelopes = rows::parse::<Vec<ByteVec>>(&row).unwrap_or_else(|_| vec![row.into()]);
            for bytes in envelopes.into_iter().map(Vec::from) {
                match Envelope::parse(&bytes) {
                    Ok(envelope) => parsed.push((envelope, bytes)),
                    Err(_) => self.quarantine(&came(bytes.into()), NackReason::Malformed, batch, inputs),
                }
            }
        }
        parsed
    }

    /// `true` if a first sync has still to bring the document about `subject`, or its bodies: it is asked for, and comes soon if
    /// there is a link. An edit made before that would begin it a second time.
    pub(crate) fn is_coming(&mut self, subject: Subject) -> bool {
        let Some(home) = self.open.home_of(subject) else { return false };
        let doc = self.open.index.name(home);
        let coming = match self.open.index.get(doc) {
            Some(entry) => entry.bodies == Bodies::Missing,
            None => {
                let sibling = sibling_of(subject).and_then(|sibling| self.open.name_of(sibling));
                self.open.is_filling()
                    && self.open.keyring.holds(home.space)
                    && sibling.is_some_and(|sibling| self.open.index.get(sibling).is_some())
            }
        };
        if coming && self.open.incoming.fetched.insert(doc) {
            self.open.to_engine.push(Input::DocumentsWanted(vec![doc]));
        }
        coming
    }

    /// Is everything that came of a space opened or in quarantine? If not, it is remembered that a checkpoint is owed.
    pub(crate) fn is_opened(&mut self, space: SpaceId) -> bool {
        let stores = self.open.cursors.bootstrap().is_some() && !self.open.incoming.bundles.is_empty();
        let reads = stores || self.open.is_reading(space);
        let waits = self.open.incoming.waiting.values().any(|(of, _)| *of == space);
        let opened = !reads && !waits && !self.open.unread && !self.open.index.is_unjudged(space);
        if !opened {
            self.open.incoming.owed.insert(space);
        }
        opened
    }

    /// Tells the engine of spaces that owe a checkpoint and of which everything is opened now.
    pub(crate) fn say_opened(&mut self) {
        let owed = std::mem::take(&mut self.open.incoming.owed);
        let opened: Vec<SpaceId> = owed.into_iter().filter(|space| self.is_opened(*space)).collect();
        if !opened.is_empty() {
            self.open.to_engine.push(Input::Opened(opened));
        }
    }
}

/// The other document of a case.
const fn sibling_of(subject: Subject) -> Option<Subject> {
    match subject {
        Subject::PersonSheet(case) => Some(Subject::CaseFile(case)),
        Subject::CaseFile(case) => Some(Subject::PersonSheet(case)),
        Subject::Agenda(_) | Subject::Directory | Subject::UnitSettings => None,
    }
}
