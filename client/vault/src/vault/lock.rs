//! In and out: a new vault, the passphrase, the lock.

use super::{LinkCommand, Output, Phase, Vault};
use crate::{
    open::Open,
    rows::{self, SlotRecord, meta},
    shelf::{self, Shelf},
    store::{Batch, Durability, Store, StoreError, Table},
};
use api::{
    ToPage,
    command::{Done, Entry},
    ids::VaultId,
    refusal::Refusal,
};
use protocol::ids::Timestamp;
use rand_core::CryptoRng;

impl<S: Store, R: CryptoRng> Vault<S, R> {
    /// Makes a vault and opens it.
    pub(super) async fn create(
        &mut self,
        label: String,
        passphrase: &str,
        entry: Entry,
        now: Timestamp,
    ) -> Result<Done, Refusal> {
        let mut id = [0; 16];
        self.rng.fill_bytes(&mut id);
        let vault = VaultId(id);
        let (first, slot, storage) =
            crate::entry::begin((passphrase, self.settings.stopwatch), entry, now, &mut self.rng)?;
        let shelf = Shelf::of(&self.store, vault);
        shelf.begin(first, label).await?;
        let open = Open::load(&shelf, storage, slot, now).await?;
        self.vaults = shelf::list(&self.store).await?;
        self.enter(vault, open);
        Ok(Done::Unlocked)
    }

    fn enter(&mut self, vault: VaultId, open: Open) {
        self.phase = Phase::Open(vault, Box::new(open));
        self.watches.values_mut().for_each(|watch| watch.made = None);
    }

    /// Tries a passphrase. A wrong one is counted in the store before it is said.
    pub(super) async fn unlock(
        &mut self,
        vault: VaultId,
        passphrase: &str,
        now: Timestamp,
    ) -> Result<Done, Refusal> {
        let shelf = Shelf::of(&self.store, vault);
        let slot = shelf.get(Table::Meta, meta::SLOT).await?.ok_or(Refusal::NotFound)?;
        let mut slot: SlotRecord = rows::parse(&slot)?;
        if slot.notice_clock(now) {
            keep_slot(&shelf, &slot).await?;
        }
        let stopwatch = self.settings.stopwatch;
        let measured = self.wrong_at.get(&vault).map(|at| stopwatch().saturating_sub(*at));
        if let Some(wait_ms) = slot.wait_ms(now, measured) {
            return Err(Refusal::TooSoon { wait_ms });
        }
        let opened = slot.open(passphrase)?;
        let was_wrong = 0 < slot.wrong;
        let wait_ms = if opened.is_none() { slot.count_wrong(now) } else { 0 };
        if opened.is_none() {
            self.wrong_at.insert(vault, stopwatch());
        }
        if opened.is_some() {
            slot.forgive();
        }
        if opened.is_none() || was_wrong {
            keep_slot(&shelf, &slot).await?;
        }
        let storage = opened.ok_or(Refusal::WrongPassphrase { wait_ms })?;
        let open = Open::load(&shelf, storage, slot, now).await?;
        self.enter(vault, open);
        Ok(Done::Unlocked)
    }

    /// Drops everything that was readable, keys included.
    pub(super) fn lock(&mut self, out: &mut Vec<Output>) {
        self.phase = Phase::Shut;
        self.watches.values_mut().for_each(|watch| (watch.shown, watch.made) = (None, None));
        out.push(Output::Link(LinkCommand::Close));
        out.push(Output::Page(ToPage::Locked));
    }

    pub(super) fn lock_if_untouched(&mut self, now: Timestamp, out: &mut Vec<Output>) {
        if let Phase::Open(_, open) = &self.phase
            && open.lock_at() <= now
        {
            self.lock(out);
        }
    }
}

async fn keep_slot(shelf: &impl Store, slot: &SlotRecord) -> Result<(), StoreError> {
    let mut batch = Batch::default();
    batch.put(Table::Meta, meta::SLOT, slot.encode());
    shelf.commit(batch, Durability::Strict).await
}
