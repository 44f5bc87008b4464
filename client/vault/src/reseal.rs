//! Sealing again what the relay no longer takes under the key it was sealed with (S5, S11): same counters, same changes, a key
//! of the current epoch.

use crate::{
    open::Step,
    rows::{OutboxRecord, Trouble, envelope_key},
    store::{Batch, Durability, Store, Table},
};
use protocol::{
    envelope::Envelope,
    ids::{DocumentId, EnvelopeId},
};
use rand_core::CryptoRng;
use sealing::{
    envelope::{EnvelopeDraft, Sealer, verify},
    plain::{Card, Plain},
};
use sync_engine::Input;

/// One change, or a card alone, opened to be sealed again.
struct Opened {
    ctr: u32,
    body: Option<Plain>,
    card: Option<Card>,
}

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Seals a document's outbox again from `from_ctr` on, in one strict commit. `None` while no current key is here: the
    /// document waits.
    ///
    /// # Errors
    /// Of the local store; nothing was changed.
    pub(crate) async fn reseal(&mut self, doc: DocumentId, from_ctr: u32) -> Result<Option<Input>, Trouble> {
        let Some(home) = self.open.index.get(doc).map(|entry| entry.home) else { return Ok(None) };
        let opened = self.open_own(doc, from_ctr).await?;
        let open = &mut *self.open;
        let key = open.keyring.writing_key(self.store, home, (&open.chain, &open.device), self.rng).await?;
        let Some(key) = key else { return Ok(None) };
        let mut batch = Batch::default();
        if let Some(record) = &key.fresh {
            open.keyring.keep_record(record, &mut batch);
        }
        let device = open.device.device_id();
        let mut prev = self.previous(doc, from_ctr).await?;
        let open = &mut *self.open;
        let sealer = Sealer { workspace: open.workspace, device: &open.device, key: &key.key };
        let mut rows = Vec::new();
        let counted = opened.last().is_some_and(|last| last.body.is_some() && last.card.is_some());
        for change in opened {
            let draft = EnvelopeDraft { doc, ctr: change.ctr, prev, chain_head: open.chain.head() };
            let sealed = match (&change.body, &change.card) {
                (Some(body), card) => sealer.seal_change(draft, body, card.as_ref(), self.rng),
                (None, Some(card)) => sealer.seal_card(draft, card, self.rng),
                (None, None) => return Err(Trouble::Damaged),
            };
            let envelope = sealed.map_err(|_| Trouble::Damaged)?;
            prev = envelope.id();
            let bytes = envelope.encode();
            rows.push(OutboxRecord {
                doc,
                envelope: prev,
                ctr: change.ctr,
                len: bytes.len() as u64,
                key: Some(key.key.key_id()),
            });
            batch.put(Table::Envelopes, envelope_key(doc, device, change.ctr), bytes);
        }
        let replaced: Vec<EnvelopeId> = open.outbox.of_document(doc, from_ctr);
        let before = open.index.get(doc).cloned();
        let entries = rows.iter().map(OutboxRecord::entry).collect();
        if let Some(last) = rows.last() {
            open.index.touch(doc, home).advance(device, last.ctr, counted, last.envelope);
        }
        let backup = open.outbox.clone();
        for envelope in replaced {
            open.outbox.take(envelope, &mut batch);
        }
        rows.into_iter().for_each(|row| open.outbox.add(row, &mut batch));
        if let Err(error) = self.commit(batch, Durability::Strict).await {
            self.open.outbox = backup;
            self.open.index.restore(doc, before);
            return Err(error.into());
        }
        Ok(Some(Input::Resealed { doc, from_ctr, entries }))
    }

    /// Opens the own changes of a document from a counter on.
    async fn open_own(&mut self, doc: DocumentId, from_ctr: u32) -> Result<Vec<Opened>, Trouble> {
        let device = self.open.device_id();
        let signing = self.open.device.public_keys().signing;
        let mut opened = Vec::new();
        let prefix = [doc.as_bytes().as_slice(), device.as_bytes()].concat();
        for (_, bytes) in self.store.scan(Table::Envelopes, &prefix, None, usize::MAX).await? {
            let envelope = Envelope::parse(&bytes)?;
            let (ctr, key) = (envelope.header.ctr, envelope.header.key);
            if ctr < from_ctr {
                continue;
            }
            let verified = verify(envelope, self.open.workspace, &signing).map_err(|_| Trouble::Damaged)?;
            let key = self.open.keyring.document_key(self.store, doc, key).await?.ok_or(Trouble::Damaged)?;
            let body = verified.open_body(&key)?;
            opened.push(Opened { ctr, body, card: verified.open_card(&key)? });
        }
        Ok(opened)
    }

    /// The own envelope before a counter.
    async fn previous(&self, doc: DocumentId, ctr: u32) -> Result<EnvelopeId, Trouble> {
        let none = EnvelopeId::from_bytes([0; EnvelopeId::LEN]);
        let Some(before) = ctr.checked_sub(1).filter(|before| 0 < *before) else { return Ok(none) };
        let key = envelope_key(doc, self.open.device_id(), before);
        let bytes = self.store.get(Table::Envelopes, &key).await?.ok_or(Trouble::Damaged)?;
        Ok(Envelope::parse(&bytes)?.id())
    }
}
