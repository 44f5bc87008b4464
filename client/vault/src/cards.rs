//! Cards that miss changes. Where the newest card does not cover what is here, the document is opened in the background and its
//! card made again for this device's lists. If no fresher one comes within a random while, this device seals it alone and sends
//! it, so that a newcomer's list is right, too; everybody who has the changes waits, and the first one spares the others the work.

use crate::{
    commit::too_big,
    format::Format,
    keyring::WritingKey,
    open::Step,
    rows::{OutboxRecord, envelope_key},
    store::{Batch, Durability, Store, Table},
};
use api::refusal::Refusal;
use casework::Card;
use protocol::{
    chain::Right,
    ids::{DocumentId, EnvelopeId},
};
use rand_core::CryptoRng;
use sealing::{
    envelope::{EnvelopeDraft, Sealer},
    plain::{self, Plain},
};
use sync_engine::{Input, OutboxEntry, Phase};

/// A device waits at least so long, in ms, before it sends a card …
const SHORTEST_WAIT_MS: u64 = 10_000;
/// … and up to so much longer.
const SPREAD_MS: u64 = 50_000;
/// Documents whose cards are brought up to date, or sent, in one step.
const AT_ONCE: usize = 4;

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Brings the cards of a few documents up to date that have changes beyond them, and sends those that are due.
    ///
    /// # Errors
    /// Of the local store.
    pub(crate) async fn look_after_cards(&mut self) -> Result<(), Refusal> {
        for doc in self.open.stale_documents().into_iter().take(AT_ONCE) {
            self.refresh_card(doc).await?;
        }
        self.commit(Batch::default(), Durability::Relaxed).await?;
        if !std::mem::replace(&mut self.open.cards.knows, true) {
            let known: Vec<DocumentId> = self
                .open
                .index
                .iter()
                .filter(|(_, entry)| entry.is_published_stale())
                .map(|(doc, _)| doc)
                .collect();
            known.into_iter().for_each(|doc| self.wait_for_fresher_card(doc));
        }
        let due = self.open.cards.due.iter().filter(|(_, at)| **at <= self.now).map(|(doc, _)| *doc);
        let due: Vec<DocumentId> = due.take(AT_ONCE).collect();
        for doc in due {
            self.open.cards.due.remove(&doc);
            if self.open.engine.status().phase == Phase::Live {
                self.publish_card(doc).await?;
            } else {
                self.wait_for_fresher_card(doc);
            }
        }
        Ok(())
    }

    fn wait_for_fresher_card(&mut self, doc: DocumentId) {
        let at = self.now.plus_ms(SHORTEST_WAIT_MS + self.rng.next_u64() % SPREAD_MS);
        self.open.cards.due.insert(doc, at);
    }

    /// Makes the local card of a document again, which is opened for it if need be.
    async fn refresh_card(&mut self, doc: DocumentId) -> Result<(), Refusal> {
        let Some(home) = self.open.index.get(doc).map(|entry| entry.home) else { return Ok(()) };
        if !self.load(doc).await? {
            self.open.unopenable.insert(doc);
            return Ok(());
        }
        let Some(card) = self.open.documents.peek(doc).map(Card::full) else { return Ok(()) };
        let entry = self.open.index.touch(doc, home);
        entry.make_card(card);
        if entry.is_published_stale() {
            self.wait_for_fresher_card(doc);
        }
        Ok(())
    }

    /// Seals the card alone and puts it into the outbox, unless a fresher one came or this device may not write there.
    async fn publish_card(&mut self, doc: DocumentId) -> Result<(), Refusal> {
        let Some(before) = self.open.index.get(doc).cloned() else { return Ok(()) };
        let right = self.open.chain.right(self.open.device_id(), before.home.space);
        if !before.is_published_stale() || right != Some(Right::Write) || !self.load(doc).await? {
            return Ok(());
        }
        // A card of what this build understands would cover what it does not.
        if self.open.is_too_new(doc) {
            return Ok(());
        }
        let next = self.open.outbox.next();
        let mut batch = Batch::default();
        let sealed = match self.seal_card(doc, &mut batch).await {
            Ok(Some(entry)) => {
                self.commit(batch, Durability::Strict).await.map(|()| Some(entry)).map_err(Refusal::from)
            }
            Ok(None) => Ok(None),
            Err(refusal) => Err(refusal),
        };
        match sealed {
            Ok(entry) => self.open.to_engine.extend(entry.map(|entry| Input::Committed(vec![entry]))),
            Err(refusal) => {
                self.open.index.restore(doc, Some(before));
                self.open.outbox.truncate(next);
                return Err(refusal);
            }
        }
        Ok(())
    }

    /// `None` if no current key of the space is here.
    async fn seal_card(
        &mut self,
        doc: DocumentId,
        batch: &mut Batch,
    ) -> Result<Option<OutboxEntry>, Refusal> {
        let open = &mut *self.open;
        let Some(home) = open.index.get(doc).map(|entry| entry.home) else { return Ok(None) };
        let key = open.keyring.writing_key(self.store, home, (&open.chain, &open.device), self.rng).await?;
        let Some(WritingKey { key, fresh }) = key else { return Ok(None) };
        let Some(document) = open.documents.peek(doc) else { return Ok(None) };
        let Format { schema, min_reader } = self.ground.format;
        let plain = Plain {
            document_type: document.kind().code(),
            schema,
            min_reader,
            data: Card::of(document).encode(),
        };
        if let Some(record) = &fresh {
            open.keyring.keep_record(record, batch);
        }
        let device = open.device.device_id();
        let record_needed =
            fresh.is_some() || open.outbox.rows_of(doc).any(|row| row.key == Some(key.key_id()));
        let entry = open.index.touch(doc, home);
        let head = entry.head(device);
        let draft = EnvelopeDraft {
            doc,
            ctr: head.map_or(0, |head| head.ctr) + 1,
            prev: head.map_or(EnvelopeId::from_bytes([0; EnvelopeId::LEN]), |head| head.envelope),
            chain_head: open.chain.head(),
        };
        let covers = entry.vector().iter().map(|cover| (cover.device, cover.ctr)).collect();
        let sealer = Sealer { workspace: open.workspace, device: &open.device, key: &key };
        let envelope = sealer.seal_card(draft, &plain::Card { covers, plain }, self.rng).map_err(too_big)?;
        let bytes = envelope.encode();
        entry.advance(device, draft.ctr, false, envelope.id());
        entry.published = None;
        let row = OutboxRecord {
            doc,
            envelope: envelope.id(),
            ctr: draft.ctr,
            len: bytes.len() as u64,
            key: record_needed.then(|| key.key_id()),
        };
        let pushed = row.entry();
        open.outbox.add(row, batch);
        batch.put(Table::Envelopes, envelope_key(doc, device, draft.ctr), bytes);
        Ok(Some(pushed))
    }
}
