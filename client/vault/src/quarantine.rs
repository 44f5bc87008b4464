//! What could not be opened or applied: kept, shown, reported, and in nobody's way (A8).

use crate::{
    open::Step,
    rows::{self, InboxRecord, QuarantineRecord, Trouble, inbox_key},
    store::{Batch, Durability, Store, Table},
};
use protocol::{
    envelope::{Envelope, Header},
    ids::{DocumentId, EnvelopeId, Seq},
    message::NackReason,
};
use rand_core::CryptoRng;
use std::collections::BTreeMap;
use sync_engine::Input;

/// Everything that lies in quarantine.
///
/// # Errors
/// Of the store, or `Damaged`.
pub(crate) async fn load(store: &impl Store) -> Result<BTreeMap<EnvelopeId, QuarantineRecord>, Trouble> {
    let mut quarantine = BTreeMap::new();
    for (key, bytes) in store.scan(Table::Quarantine, &[], None, usize::MAX).await? {
        quarantine.insert(EnvelopeId::parse(&key).ok_or(Trouble::Damaged)?, rows::parse(&bytes)?);
    }
    Ok(quarantine)
}

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Puts an envelope into quarantine; the relay is told.
    pub(crate) fn quarantine(
        &mut self,
        row: &InboxRecord,
        reason: NackReason,
        batch: &mut Batch,
        inputs: &mut Vec<Input>,
    ) {
        let bytes = row.envelope.clone().unwrap_or_else(|| Vec::new().into());
        // What is damaged behind its header still claims a document and a sender, as unproven as anything that lies here.
        let header = bytes.get(1..).and_then(|bytes| Header::parse(bytes).ok()).map(|(header, _)| header);
        let record = QuarantineRecord {
            at: self.now,
            seq: row.seq,
            doc: header.as_ref().map(|header| header.doc),
            device: header.as_ref().map(|header| header.device),
            reason,
            envelope: bytes,
        };
        // It may have been applied before.
        record.doc.into_iter().for_each(|doc| self.open.documents.forget(doc));
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
        for bytes in self.envelopes_of(doc).await? {
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
        for (id, record) in &self.open.quarantine {
            let envelope = Some(record.envelope.clone());
            let row = InboxRecord { seq: record.seq, envelope_id: *id, envelope };
            batch.put(Table::Inbox, inbox_key(row.seq, *id), rows::encode(&row));
            batch.remove(Table::Quarantine, *id.as_bytes());
        }
        self.store.commit(batch, Durability::Strict).await?;
        for record in std::mem::take(&mut self.open.quarantine).into_values() {
            record.doc.into_iter().for_each(|doc| self.open.documents.forget(doc));
        }
        self.open.unread = true;
        self.open.index.revision += 1;
        Ok(())
    }
}
