//! Bodies that a first sync brought: they lie here as they came, one row for a document, and are judged when it is opened, or in
//! the background, a few documents at a time, so that whoever works meanwhile does not wait (S7, A8).
//!
//! Judged is each envelope's signature, its writer's right, and that it follows its writer's previous one. Opening comes later
//! and checks more. What does not count goes into quarantine; its bytes stay in the row and are passed over.

use crate::{
    bundles::came,
    index::Entry,
    open::Step,
    rows::{self, Bodies, Trouble, is_bundled},
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

/// Envelopes that are known to be genuine, by writer and counter.
type Known = BTreeMap<(DeviceId, u32), EnvelopeId>;

/// What a signature said of an envelope: whose place it is then to be judged, or why it does not count.
type Verdict = Result<(Header, EnvelopeId), (EnvelopeId, NackReason)>;

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
        let mut batch = Batch::default();
        self.judge_bodies(doc, &mut batch).await?;
        Ok(self.commit(batch, Durability::Relaxed).await?)
    }

    /// Judges a few of the documents that nobody has opened yet.
    ///
    /// # Errors
    /// Of the store; then they are judged the next time.
    pub(crate) async fn judge_some(&mut self) -> Result<(), Trouble> {
        let documents: Vec<DocumentId> = self.open.index.raw().take(AT_ONCE).collect();
        let mut batch = Batch::default();
        for doc in documents {
            self.judge_bodies(doc, &mut batch).await?;
        }
        self.commit(batch, Durability::Relaxed).await?;
        self.say_opened();
        Ok(())
    }

    async fn judge_bodies(&mut self, doc: DocumentId, batch: &mut Batch) -> Result<(), Trouble> {
        let rows = self.store.scan(Table::Envelopes, doc.as_bytes(), None, usize::MAX).await?;
        let Some(mut entry) = self.open.index.get(doc).cloned() else { return Ok(()) };
        let (bundled, single): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|(key, _)| is_bundled(key));
        let mut known = Known::new();
        for envelope in single.iter().filter_map(|(_, bytes)| Envelope::parse(bytes).ok()) {
            known.insert((envelope.header.device, envelope.header.ctr), envelope.id());
        }
        let mut inputs = Vec::new();
        let mut parsed = self.parse_bundled(bundled, batch, &mut inputs);
        parsed.sort_by_key(|(envelope, _)| (envelope.header.device, envelope.header.ctr));
        let verify = |(envelope, bytes)| (self.judge_signature(doc, envelope), bytes);
        let verified: Vec<(Verdict, Vec<u8>)> = parsed.into_iter().map(verify).collect();
        // A head may stem from a card that was only screened.
        for (verdict, _) in &verified {
            if let Err((id, NackReason::Tampered)) = verdict {
                entry.withdraw(*id);
            }
        }
        for (verdict, bytes) in verified {
            let (Ok((_, id)) | Err((id, _))) = &verdict;
            if self.open.quarantine.contains_key(id) {
                continue;
            }
            let judged = match verdict {
                Ok(genuine) => self.judge_place(genuine, &mut entry, &mut known),
                Err((_, reason)) => Err(reason),
            };
            if let Err(reason) = judged {
                self.quarantine(&came(bytes.into()), reason, batch, &mut inputs);
            }
        }
        self.open.to_engine.extend(inputs);
        self.open.index.note_judged(doc, entry);
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

    fn judge_signature(&self, doc: DocumentId, envelope: Envelope) -> Verdict {
        let (header, id) = (envelope.header.clone(), envelope.id());
        if header.doc != doc {
            return Err((id, NackReason::Malformed));
        }
        self.verified(envelope).map(|_| (header, id)).map_err(|reason| (id, reason))
    }

    /// Had its writer the right, and does it follow the writer's previous one?
    fn judge_place(
        &self,
        (header, id): (Header, EnvelopeId),
        entry: &mut Entry,
        known: &mut Known,
    ) -> Result<(), NackReason> {
        if !self.may_have_written(&header, entry.home) {
            return Err(NackReason::NotAllowed);
        }
        let head = entry.head(header.device);
        let at = |ctr: u32| {
            let head = head.filter(|head| head.ctr == ctr).map(|head| head.envelope);
            head.or_else(|| known.get(&(header.device, ctr)).copied())
        };
        let forks = at(header.ctr).is_some_and(|other| other != id)
            || header.ctr.checked_sub(1).and_then(at).is_some_and(|before| before != header.prev);
        if forks {
            return Err(NackReason::Malformed);
        }
        known.insert((header.device, header.ctr), id);
        if head.is_none_or(|head| head.ctr < header.ctr) {
            entry.advance(header.device, header.ctr, header.counts(), id);
        }
        Ok(())
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
        let reads = self.open.cursors.bootstrap().is_some_and(|cursor| {
            !self.open.incoming.bundles.is_empty() || cursor.tracks.iter().any(|track| track.space == space)
        });
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
