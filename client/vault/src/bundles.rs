//! What a first sync brings: a card of every document, then the bodies, a frame at a time (SY13).
//!
//! ```text
//! cards   frame ─► screen, open, list ─► ONE commit: index segments · packed key records · quarantine · cursor
//! bodies  frame ─► ONE commit: a row per document, as it came · cursor        judged later, see `bodies`
//! ```
//!
//! A frame is judged from memory, with the key records that came in it: reading one row of the store for each card would take
//! longer than everything else. The cursor is stored with what it has passed, so nothing is ever behind it that is not here (S4);
//! a crash before that commit costs the frame, which is asked for again. A card that no key opens yet stays as it came and is
//! judged when the key is here; what does not verify goes into quarantine and blocks nothing (A8).
//!
//! A frame is put aside when it comes and stored in the next step, so that the request for the next one leaves first.

use crate::{
    index::Entry,
    keyring::Home,
    open::Step,
    receive::{Taken, reason_of},
    rows::{self, Bodies, BundleRecord, InboxRecord, Trouble, bundled_key, inbox_key, meta, waiting_key},
    store::{Batch, Durability, Store, Table},
};
use minicbor::bytes::ByteVec;
use protocol::{
    context,
    envelope::Envelope,
    ids::{DocumentId, EnvelopeId, Seq, SpaceId},
    message::{BootstrapPhase, BundledDocument, NackReason},
    signature::{Forged, VerifyingKey},
};
use rand_core::CryptoRng;
use sealing::envelope::{ScreenedEnvelope, screen};
use std::collections::VecDeque;
use sync_engine::{BootstrapCursor, Input};

/// A frame that is stored next.
#[derive(Clone, Debug)]
pub(crate) struct Bundle {
    pub(crate) phase: BootstrapPhase,
    pub(crate) documents: Vec<BundledDocument>,
    pub(crate) cursor: BootstrapCursor,
}

/// The envelopes of a frame, those aside whose signature is wrong.
type Screened = VecDeque<Result<ScreenedEnvelope, NackReason>>;

/// What judging cards found, beside what went into the index.
#[derive(Default)]
struct Cards {
    /// Index entries as they were.
    before: Vec<(DocumentId, Option<Entry>)>,
    /// Documents whose card no key opens yet, and their space.
    waiting: Vec<(SpaceId, BundledDocument)>,
    inputs: Vec<Input>,
}

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Puts a frame aside, after those before it were stored.
    ///
    /// # Errors
    /// Of the store, for those before; they are tried again before this one.
    pub(crate) async fn put_aside(&mut self, bundle: Bundle) -> Result<(), Trouble> {
        let stored = self.store_bundles().await;
        self.open.incoming.bundles.push_back(bundle);
        stored
    }

    /// Stores the frames that were put aside, each with the place to go on from. One that finds no room stays: the engine has
    /// passed it and does not ask for it again before the next start.
    ///
    /// # Errors
    /// Of the store; then nothing of that frame is here, and the cursor stands before it.
    pub(crate) async fn store_bundles(&mut self) -> Result<(), Trouble> {
        while let Some(bundle) = self.open.incoming.bundles.front().cloned() {
            self.store_bundle(bundle).await?;
            self.open.incoming.bundles.pop_front();
        }
        Ok(())
    }

    async fn store_bundle(&mut self, bundle: Bundle) -> Result<(), Trouble> {
        let Bundle { phase, documents, cursor } = bundle;
        let mut cursors = self.open.cursors.clone();
        cursors.set_bootstrap(Some(&cursor));
        let mut batch = Batch::default();
        batch.put(Table::Meta, meta::CURSORS, rows::encode(&cursors));
        match phase {
            BootstrapPhase::Cards => self.store_cards(documents, batch).await?,
            BootstrapPhase::Bodies => self.store_bodies(documents, batch).await?,
        }
        self.open.cursors = cursors;
        Ok(())
    }

    /// Stores documents that were asked for by name.
    ///
    /// # Errors
    /// Of the store.
    pub(crate) async fn store_documents(&mut self, documents: Vec<BundledDocument>) -> Result<(), Trouble> {
        // The last part of another document may lie aside: it came before these and is counted before them.
        self.store_bundles().await?;
        let mut batch = Batch::default();
        let records = || documents.iter().flat_map(|document| &document.records);
        self.open.keyring.keep_records(records(), &mut batch);
        self.open.keyring.lend(records().cloned());
        let stored = self.store_bodies(documents, batch).await;
        self.open.keyring.take_back();
        self.open.index.revision += 1;
        stored
    }

    async fn store_cards(
        &mut self,
        documents: Vec<BundledDocument>,
        mut batch: Batch,
    ) -> Result<(), Trouble> {
        let records = documents.iter().flat_map(|document| &document.records);
        self.open.keyring.keep_records(records, &mut batch);
        let mut cards = Cards::default();
        let judged = self.judge_cards(documents, &mut batch, &mut cards).await;
        let stored = match judged {
            Ok(()) => {
                self.keep_waiting(std::mem::take(&mut cards.waiting), &mut batch);
                self.commit(batch, Durability::Strict).await.map_err(Trouble::from)
            }
            Err(trouble) => Err(trouble),
        };
        match stored {
            Ok(()) => self.open.to_engine.extend(cards.inputs),
            Err(_) => cards.before.into_iter().for_each(|(doc, before)| self.open.index.restore(doc, before)),
        }
        stored
    }

    /// Judges again what waited for keys; what still waits stays.
    ///
    /// # Errors
    /// Of the store.
    pub(crate) async fn judge_waiting(
        &mut self,
        (key, bytes): (Vec<u8>, &[u8]),
        batch: &mut Batch,
        inputs: &mut Vec<Input>,
    ) -> Result<(), Trouble> {
        let BundleRecord { documents } = rows::parse(bytes)?;
        let mut cards = Cards::default();
        self.judge_cards(documents, batch, &mut cards).await?;
        batch.remove(Table::Inbox, key);
        self.keep_waiting(cards.waiting, batch);
        inputs.extend(cards.inputs);
        Ok(())
    }

    fn keep_waiting(&mut self, waiting: Vec<(SpaceId, BundledDocument)>, batch: &mut Batch) {
        let Some((space, first)) = waiting.first() else { return };
        let (space, key) = (*space, waiting_key(first.state.doc));
        let n_waiting = waiting.len();
        let documents = waiting.into_iter().map(|(_, document)| document).collect();
        batch.put(Table::Inbox, key.clone(), rows::encode(&BundleRecord { documents }));
        self.open.incoming.waiting.insert(key, (space, n_waiting));
        self.open.status_revision += 1;
    }

    async fn judge_cards(
        &mut self,
        documents: Vec<BundledDocument>,
        batch: &mut Batch,
        cards: &mut Cards,
    ) -> Result<(), Trouble> {
        let mut screened = self.screen(&documents);
        self.open.keyring.lend(documents.iter().flat_map(|document| document.records.iter().cloned()));
        let mut judged = Ok(());
        for document in documents {
            judged = self.judge_listed(document, &mut screened, batch, cards).await;
            if judged.is_err() {
                break;
            }
        }
        self.open.keyring.take_back();
        judged
    }

    /// Checks the signatures of all envelopes of a frame at once, in their order. They are verified by themselves when the bodies
    /// are judged: until then an envelope that only a member could have made, and that the strict rules refuse, may be listed.
    fn screen(&self, documents: &[BundledDocument]) -> Screened {
        let envelopes = documents
            .iter()
            .flat_map(|document| document.envelopes.iter().map(|bytes| (document.state.doc, bytes)));
        let mut readable = Vec::new();
        let read: Vec<Result<(), NackReason>> = envelopes
            .map(|(doc, bytes)| self.read(doc, bytes).map(|envelope| readable.push(envelope)))
            .collect();
        let mut screened = screen(readable, self.open.workspace).into_iter();
        read.into_iter()
            .map(|read| {
                read?;
                screened.next().unwrap_or(Err(Forged)).map_err(|Forged| NackReason::Tampered)
            })
            .collect()
    }

    /// An envelope of this document and the key of the device that it names.
    fn read(&self, doc: DocumentId, bytes: &[u8]) -> Result<(Envelope, VerifyingKey), NackReason> {
        match Envelope::parse(bytes) {
            Ok(envelope) if envelope.header.doc == doc => {
                let key = self.signing_key(envelope.header.device)?;
                Ok((envelope, key))
            }
            Ok(_) | Err(_) => Err(NackReason::Malformed),
        }
    }

    /// Gives a document its place in the index and takes its card.
    async fn judge_listed(
        &mut self,
        document: BundledDocument,
        screened: &mut Screened,
        batch: &mut Batch,
        cards: &mut Cards,
    ) -> Result<(), Trouble> {
        let doc = document.state.doc;
        let home = self.place_document(doc, cards).await?;
        let mut waits = None;
        for bytes in &document.envelopes {
            let taken = match (home, screened.pop_front()) {
                (Some(home), Some(Ok(envelope))) => self.judge_card(home, &envelope).await?,
                (Some(_), Some(Err(reason))) => Taken::Refused(reason),
                (None, _) | (_, None) => Taken::Refused(NackReason::NoKey),
            };
            match taken {
                Taken::In => (),
                Taken::Waits(space) => waits = Some(space),
                Taken::Refused(reason) => {
                    self.quarantine(&came(bytes.clone()), reason, batch, &mut cards.inputs);
                }
            }
        }
        cards.waiting.extend(waits.map(|space| (space, document)));
        Ok(())
    }

    /// The home of a document, which gets an entry without bodies if it has none. `None` if no key record names it.
    async fn place_document(&mut self, doc: DocumentId, cards: &mut Cards) -> Result<Option<Home>, Trouble> {
        let before = self.open.index.get(doc).cloned();
        let home = match &before {
            Some(entry) => Some(entry.home),
            None => self.open.keyring.home_of(self.store, doc).await?,
        };
        if let Some(home) = home {
            if before.is_none() {
                self.open.index.touch(doc, home);
                self.open.index.note_bodies(doc, Bodies::Missing);
            }
            cards.before.push((doc, before));
        }
        Ok(home)
    }

    async fn judge_card(&mut self, home: Home, screened: &ScreenedEnvelope) -> Result<Taken, Trouble> {
        let (header, id) = (screened.envelope().header.clone(), screened.envelope().id());
        let doc = header.doc;
        if !self.may_have_written(&header, home) {
            return Ok(Taken::Refused(NackReason::NotAllowed));
        }
        let head = self.open.index.get(doc).and_then(|entry| entry.head(header.device));
        if head.is_some_and(|head| head.ctr == header.ctr && head.envelope != id) {
            return Ok(Taken::Refused(NackReason::Malformed));
        }
        let Some(key) = self.open.keyring.document_key(self.store, doc, header.key).await? else {
            return self.without_key((doc, header.key), home).await;
        };
        match screened.open_card(&key) {
            Ok(card) => self.take_card(doc, home, card),
            Err(error) => return Ok(Taken::Refused(reason_of(error))),
        }
        if head.is_none_or(|head| head.ctr < header.ctr) {
            self.open.index.touch(doc, home).advance(header.device, header.ctr, header.counts(), id);
        }
        Ok(Taken::In)
    }

    /// Stores documents as they came, a row each. One that is cut off goes on in the next frame and counts with its last part.
    async fn store_bodies(
        &mut self,
        documents: Vec<BundledDocument>,
        mut batch: Batch,
    ) -> Result<(), Trouble> {
        let mut cards = Cards::default();
        let part_before = self.open.incoming.part;
        for BundledDocument { state, envelopes, .. } in documents {
            if self.place_document(state.doc, &mut cards).await?.is_none() {
                // No key record names it: what comes of it is judged like any row, and shown.
                envelopes.into_iter().for_each(|bytes| put_row(&came(bytes), &mut batch));
                self.open.unread = true;
                continue;
            }
            let part =
                self.open.incoming.part.filter(|(doc, _)| *doc == state.doc).map_or(0, |(_, part)| part + 1);
            batch.put(Table::Envelopes, bundled_key(state.doc, part), rows::encode(&envelopes));
            let goes_on = state.heads.is_empty();
            self.open.incoming.part = goes_on.then_some((state.doc, part));
            if !goes_on {
                self.open.index.note_bodies(state.doc, Bodies::Raw);
                // Lists say what they said; a screen that asked for this document is made again.
                self.open.index.revision += u64::from(self.open.incoming.fetched.remove(&state.doc));
                self.open.documents.forget(state.doc);
                self.open.unopenable.remove(&state.doc);
            }
        }
        let stored = self.commit(batch, Durability::Strict).await;
        if stored.is_err() {
            cards.before.into_iter().for_each(|(doc, before)| self.open.index.restore(doc, before));
            self.open.incoming.part = part_before;
        }
        Ok(stored?)
    }
}

/// A row of a bundle: it has no place in the log. What cannot be read is named by its bytes.
pub(crate) fn came(bytes: ByteVec) -> InboxRecord {
    let unreadable = || EnvelopeId::from_bytes(context::short_hash(context::ENVELOPE_ID, &[&bytes]));
    let envelope_id = Envelope::parse(&bytes).map_or_else(|_| unreadable(), |envelope| envelope.id());
    InboxRecord { seq: Seq(0), envelope_id, envelope: Some(bytes) }
}

fn put_row(row: &InboxRecord, batch: &mut Batch) {
    batch.put(Table::Inbox, inbox_key(row.seq, row.envelope_id), rows::encode(row));
}
