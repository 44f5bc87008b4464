//! What the relay has not acknowledged, in the order of sealing; asked for by document for every row of a list.

use crate::{
    rows::{self, OutboxRecord, Trouble},
    store::{Batch, Store, Table},
};
use protocol::ids::{DocumentId, EnvelopeId};
use std::collections::{BTreeMap, BTreeSet};

/// See the module.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outbox {
    rows: BTreeMap<u64, OutboxRecord>,
    places: BTreeMap<EnvelopeId, u64>,
    by_document: BTreeSet<(DocumentId, u64)>,
    next: u64,
}

impl Outbox {
    /// Reads it back.
    ///
    /// # Errors
    /// `Damaged`.
    pub(crate) async fn load(store: &impl Store) -> Result<Self, Trouble> {
        let mut outbox = Self::default();
        for (key, bytes) in store.scan(Table::Outbox, &[], None, usize::MAX).await? {
            outbox.next = u64::from_be_bytes(key.try_into().map_err(|_| Trouble::Damaged)?);
            outbox.push(rows::parse(&bytes)?);
        }
        Ok(outbox)
    }

    fn push(&mut self, record: OutboxRecord) {
        self.places.insert(record.envelope, self.next);
        self.by_document.insert((record.doc, self.next));
        self.rows.insert(self.next, record);
        self.next += 1;
    }

    fn remove(&mut self, place: u64) -> Option<OutboxRecord> {
        let row = self.rows.remove(&place)?;
        self.places.remove(&row.envelope);
        self.by_document.remove(&(row.doc, place));
        Some(row)
    }

    /// Adds a row here and in `batch`.
    pub(crate) fn add(&mut self, record: OutboxRecord, batch: &mut Batch) {
        batch.put(Table::Outbox, self.next.to_be_bytes(), rows::encode(&record));
        self.push(record);
    }

    /// Takes a row out, here and in `batch`.
    pub(crate) fn take(&mut self, envelope: EnvelopeId, batch: &mut Batch) -> Option<OutboxRecord> {
        let place = *self.places.get(&envelope)?;
        batch.remove(Table::Outbox, place.to_be_bytes());
        self.remove(place)
    }

    /// Puts the outbox back to where it was before a commit that failed.
    pub(crate) fn truncate(&mut self, next: u64) {
        let added: Vec<u64> = self.rows.range(next..).map(|(place, _)| *place).collect();
        for place in added {
            self.remove(place);
        }
        self.next = next;
    }

    pub(crate) const fn next(&self) -> u64 {
        self.next
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &OutboxRecord> {
        self.rows.values()
    }

    /// What waits under this name.
    pub(crate) fn get(&self, envelope: EnvelopeId) -> Option<&OutboxRecord> {
        self.rows.get(self.places.get(&envelope)?)
    }

    /// What waits of a document.
    pub(crate) fn rows_of(&self, doc: DocumentId) -> impl Iterator<Item = &OutboxRecord> {
        self.by_document.range((doc, 0)..=(doc, u64::MAX)).filter_map(|(_, place)| self.rows.get(place))
    }

    /// What waits of a document from a counter on.
    pub(crate) fn of_document(&self, doc: DocumentId, from_ctr: u32) -> Vec<EnvelopeId> {
        self.rows_of(doc).filter(|row| from_ctr <= row.ctr).map(|row| row.envelope).collect()
    }

    /// Does anything of a document wait?
    pub(crate) fn waits(&self, doc: DocumentId) -> bool {
        self.rows_of(doc).next().is_some()
    }
}
