//! Forms that are half typed when the lock falls. What is written into a case is saved as it is typed; a form whose case, site or
//! appointment does not exist yet has no such place, so it lies here, sealed like a setting, until it is sent or cancelled. It is
//! never delivered.

use crate::{
    open::Step,
    rows::{self, meta},
    store::{Batch, Durability, Store},
};
use api::{
    command::Done,
    refusal::{FieldFault, Refusal},
};
use rand_core::CryptoRng;

/// Bytes of all drafts together.
const ROOM: usize = 64 * 1024;

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Keeps a form as it stands; one without fields goes.
    pub(crate) async fn keep_draft(
        &mut self,
        form: String,
        fields: Vec<(String, String)>,
    ) -> Result<Done, Refusal> {
        let mut drafts = self.open.drafts.clone();
        if fields.is_empty() {
            drafts.forms.remove(&form);
        } else {
            drafts.forms.insert(form, fields);
        }
        if drafts == self.open.drafts {
            return Ok(Done::Saved);
        }
        if let Some(over) = rows::encode(&drafts).len().checked_sub(ROOM).filter(|over| 0 < *over) {
            let by = u32::try_from(over).unwrap_or(u32::MAX);
            return Err(Refusal::Field(FieldFault::TooLong { by }));
        }
        let mut batch = Batch::default();
        if drafts.forms.is_empty() {
            batch.remove(crate::store::Table::Meta, meta::DRAFTS);
        } else {
            self.put_sealed(meta::DRAFTS, &drafts, &mut batch);
        }
        self.store.commit(batch, Durability::Strict).await?;
        self.open.drafts = drafts;
        Ok(Done::Saved)
    }
}
