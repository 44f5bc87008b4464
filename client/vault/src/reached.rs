//! What is known of the others: how far they have opened each space, when the relay heard of their devices, and when it spoke last.
//! It is kept, so that a start without a network says that and not nothing (S12).

use crate::{
    open::Step,
    rows::{ReachedRecord, meta},
    store::{Batch, Durability, Store},
};
use rand_core::CryptoRng;
use sync_engine::Phase;

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Takes over what the engine knows of the others: when more arrived with them, when the relay told of their devices, and when the
    /// link is gone.
    pub(crate) async fn keep_reached(&mut self) {
        let status = self.open.engine.status();
        let roster = self.open.chain.roster();
        let is_known = |device| roster.is_some_and(|roster| roster.device(device).is_some());
        let (reached, before) = (ReachedRecord::of(&status, is_known), &self.open.reached);
        let is_gone = matches!(status.phase, Phase::Offline { .. });
        if reached.says_the_same(before) && (!is_gone || reached.last_contact == before.last_contact) {
            return;
        }
        let mut batch = Batch::default();
        self.put_sealed(meta::REACHED, &reached, &mut batch);
        self.open.reached = reached;
        // The relay says it again if there was no room for it: nobody's words make room, and no syncing rests, for that.
        let _stored = self.store.commit(batch, Durability::Relaxed).await;
    }
}
