//! Compact forms: a document with many changes, saved in one piece and sealed, beside the envelopes it was made from. A page of
//! sixty conversations stands there a third sooner.
//!
//! A form is derived and proves nothing: it counts only if every envelope in it still lies here and counts, and everything else
//! applies on top of it; whoever finds none opens the envelopes as they came. Only this device reads it, so it lies under the
//! storage key; what others may learn of a document travels in envelopes and nowhere else (S8).
//!
//! An empty row says that a form is being made or must not be: if the process dies over one, or over the document itself, there
//! is never one again.

use crate::{
    documents::{Assembled, Named},
    open::{Open, Step},
    rows::{self, CompactRecord, Trouble},
    store::{Batch, Durability, Store, StoreError, Table},
};
use casework::Document;
use protocol::ids::{DocumentId, EnvelopeId, Timestamp};
use rand_core::CryptoRng;
use std::collections::BTreeSet;

const PURPOSE: &str = "compact";
/// From so many envelopes on that are in no form yet, one is made.
pub(crate) const WORTH_IT: usize = 24;
/// It is made when nobody has touched the device for so long, in ms: it takes a tenth of a second, on a tablet some.
const IDLE_MS: u64 = 2_000;

impl Open {
    /// When the next compact form is made, if one is wanted and nothing else is to be done.
    pub(crate) fn compacts_at(&self, now: Timestamp) -> Option<Timestamp> {
        let is_free = self.works_at(now).is_none();
        self.documents.wants_compact().filter(|_| is_free).map(|_| self.active_at.plus_ms(IDLE_MS))
    }
}

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// A document from its compact form, and which of these envelopes are in it. `None` if there is none that counts: then the
    /// envelopes are there, so no trouble with a form is anybody's trouble.
    pub(crate) async fn compact_form(
        &mut self,
        doc: DocumentId,
        envelopes: &[Named],
    ) -> Option<(Document, BTreeSet<EnvelopeId>)> {
        if envelopes.len() < WORTH_IT {
            return None;
        }
        if self.open.documents.is_cautious(doc) {
            // If this is not stored, the next start is as cautious as this one.
            let _forbidden = self.put_form(doc, Vec::new()).await;
            return None;
        }
        let sealed = self.store.get(Table::Compact, doc.as_bytes()).await.ok()??;
        let plain = self.open.storage.open_record(PURPOSE, doc.as_bytes(), &sealed).ok()?;
        let CompactRecord { envelopes: contained, saved } = rows::read_own(&plain).ok()?;
        let here: BTreeSet<EnvelopeId> = envelopes.iter().map(|(id, _)| *id).collect();
        let contained: BTreeSet<EnvelopeId> = contained.into_iter().collect();
        let document = contained.is_subset(&here).then(|| Document::load(&saved).ok())??;
        Some((document, contained))
    }

    /// Makes the compact form of one document for which it is worth it.
    ///
    /// # Errors
    /// Of the store; then there is none.
    pub(crate) async fn compact_one(&mut self) -> Result<(), Trouble> {
        let Some(doc) = self.open.documents.wants_compact() else { return Ok(()) };
        // Also if it does not work: it is tried again when the document is opened.
        self.open.documents.want_no_compact(doc);
        if self.store.get(Table::Compact, doc.as_bytes()).await?.is_some_and(|form| form.is_empty()) {
            return Ok(());
        }
        self.put_form(doc, Vec::new()).await?;
        let envelopes = self.counting_envelopes(doc).await?;
        let assembled = self.assemble(doc, None, envelopes).await?;
        match assembled.filter(Assembled::is_whole).and_then(|whole| self.seal_form(doc, &whole)) {
            Some(form) => Ok(self.put_form(doc, form).await?),
            None => self.remove_form(doc).await,
        }
    }

    fn seal_form(&mut self, doc: DocumentId, whole: &Assembled) -> Option<Vec<u8>> {
        let envelopes = whole.bodies.iter().map(|body| body.envelope).collect();
        let saved = whole.document.save().ok()?.into();
        let record = rows::encode(&CompactRecord { envelopes, saved });
        Some(self.open.storage.seal_record(PURPOSE, doc.as_bytes(), &record, self.rng))
    }

    async fn put_form(&mut self, doc: DocumentId, form: Vec<u8>) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        batch.put(Table::Compact, *doc.as_bytes(), form);
        self.store.commit(batch, Durability::Relaxed).await
    }

    async fn remove_form(&mut self, doc: DocumentId) -> Result<(), Trouble> {
        let mut batch = Batch::default();
        batch.remove(Table::Compact, *doc.as_bytes());
        Ok(self.store.commit(batch, Durability::Relaxed).await?)
    }

    /// Gives all forms up where there is no room for what matters. Answers whether there were any.
    pub(crate) async fn give_up_forms(&mut self) -> bool {
        let forms = self.store.scan(Table::Compact, &[], None, usize::MAX).await.unwrap_or_default();
        let mut batch = Batch::default();
        let large = forms.into_iter().filter(|(_, form)| !form.is_empty());
        large.for_each(|(doc, _)| batch.remove(Table::Compact, doc));
        !batch.is_empty() && self.store.commit(batch, Durability::Relaxed).await.is_ok()
    }
}
