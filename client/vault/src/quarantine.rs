//! What could not be opened or applied: kept, shown, reported, and in nobody's way (A8).

use crate::{
    open::{Open, Step},
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

impl Open {
    /// Did a newer version of the program write something in this document? What is here of it may be read; whoever wrote in it
    /// would not know what they write into. (A7) A device that was put out has no say in it.
    pub(crate) fn is_too_new(&self, doc: DocumentId) -> bool {
        let counts = |record: &QuarantineRecord| {
            record.doc == Some(doc)
                && record.reason == NackReason::TooNew
                && record.device.is_some_and(|device| self.chain.member_of(device).is_some())
        };
        self.quarantine.values().any(counts)
    }
}

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Puts an envelope that no relay named into quarantine.
    pub(crate) fn quarantine(
        &mut self,
        row: &InboxRecord,
        reason: NackReason,
        batch: &mut Batch,
        inputs: &mut Vec<Input>,
    ) {
        self.quarantine_named(row, (row.envelope_id, reason), batch, inputs);
    }

    /// Puts an envelope into quarantine; the relay is told, by its own name for it.
    pub(crate) fn quarantine_named(
        &mut self,
        row: &InboxRecord,
        (named, reason): (EnvelopeId, NackReason),
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
            schema: Some(self.ground.format.schema),
            named: Some(named),
        };
        // It may have been applied before.
        record.doc.into_iter().for_each(|doc| self.open.documents.forget(doc));
        batch.put(Table::Quarantine, *row.envelope_id.as_bytes(), rows::encode(&record));
        self.open.quarantine.insert(row.envelope_id, record);
        self.note("quarantined", 1);
        self.open.index.revision += 1;
        inputs.push(Input::Quarantined(named, reason));
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

    /// Looks again at what was too new for an older build of the program, now that a newer one is at work.
    ///
    /// # Errors
    /// Of the store.
    pub(crate) async fn retry_outgrown(&mut self) -> Result<(), Trouble> {
        if self.open.incoming.has_retried {
            return Ok(());
        }
        let schema = self.ground.format.schema;
        let is_outgrown = |record: &QuarantineRecord| {
            record.reason == NackReason::TooNew && record.schema.is_none_or(|tried| tried < schema)
        };
        if self.open.quarantine.values().any(is_outgrown) {
            self.retry_quarantine().await?;
        }
        self.open.incoming.has_retried = true;
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
            let row = InboxRecord { seq: record.seq, envelope_id: record.named.unwrap_or(*id), envelope };
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
