//! What was known of the others when the link was there last: how far they have opened each space, and when the relay spoke.
//! A start without a network says that and not nothing (S12).

use crate::{
    open::Step,
    rows::{ReachedRecord, Trouble, meta},
    store::{Batch, Durability, Store},
};
use rand_core::CryptoRng;
use sync_engine::Phase;

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Takes over what the engine knows of the others. Stored when more arrived with them, and when the link is gone.
    pub(crate) async fn keep_reached(&mut self) -> Result<(), Trouble> {
        let status = self.open.engine.status();
        let before = self.open.arrived.clone();
        self.open.arrived.extend(status.arrived);
        let is_gone = matches!(status.phase, Phase::Offline { .. })
            && status.last_contact.is_some()
            && status.last_contact != self.open.last_contact;
        if before == self.open.arrived && !is_gone {
            return Ok(());
        }
        self.open.last_contact = status.last_contact.or(self.open.last_contact);
        let arrived = self.open.arrived.iter().map(|(space, seq)| (*space, *seq)).collect();
        let reached = ReachedRecord { last_contact: self.open.last_contact, arrived };
        let mut batch = Batch::default();
        self.put_sealed(meta::REACHED, &reached, &mut batch);
        Ok(self.commit(batch, Durability::Relaxed).await?)
    }
}
