//! One person's part of the device's store: every key begins with the vault's id, so that several people share a tablet and see
//! nothing of each other. The sixteen zero bytes are the catalogue that the lock screen may read.

use crate::{
    rows::{self, Trouble},
    store::{Batch, Durability, Row, Store, StoreError, Table},
};
use api::{ids::VaultId, view::VaultLine};
use minicbor::{Decode, Encode};

/// Where the catalogue lies; no vault has this id.
const CATALOGUE: [u8; 16] = [0; 16];

/// What the lock screen knows of a vault.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
struct CatalogueRecord {
    /// What it is called; readable without the passphrase.
    #[n(0)]
    label: String,
}

/// A vault's part of a store.
#[derive(Debug)]
pub(crate) struct Shelf<'a, S> {
    store: &'a S,
    vault: VaultId,
}

impl<'a, S: Store> Shelf<'a, S> {
    pub(crate) const fn of(store: &'a S, vault: VaultId) -> Self {
        Self { store, vault }
    }

    /// Stores the first rows of a new vault together with its line in the catalogue.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn begin(&self, first: Batch, label: String) -> Result<(), StoreError> {
        let mut batch = self.prefixed(first);
        let key = [CATALOGUE, self.vault.0].concat();
        batch.put(Table::Meta, key, rows::encode(&CatalogueRecord { label }));
        self.store.commit(batch, Durability::Strict).await
    }

    fn key(&self, key: &[u8]) -> Vec<u8> {
        [self.vault.0.as_slice(), key].concat()
    }

    fn prefixed(&self, batch: Batch) -> Batch {
        let mut prefixed = Batch::default();
        for write in batch.into_writes() {
            match write.value {
                Some(value) => prefixed.put(write.table, self.key(&write.key), value),
                None => prefixed.remove(write.table, self.key(&write.key)),
            }
        }
        prefixed
    }
}

impl<S: Store> Store for Shelf<'_, S> {
    async fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.store.get(table, &self.key(key)).await
    }

    async fn scan(
        &self,
        table: Table,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let after = after.map(|after| self.key(after));
        let mut rows = self.store.scan(table, &self.key(prefix), after.as_deref(), limit).await?;
        rows.iter_mut().for_each(|(key, _)| drop(key.drain(..self.vault.0.len().min(key.len()))));
        Ok(rows)
    }

    async fn commit(&self, batch: Batch, durability: Durability) -> Result<(), StoreError> {
        self.store.commit(self.prefixed(batch), durability).await
    }
}

/// The vaults on this device, in no order that means anything.
///
/// # Errors
/// `Damaged` if the catalogue cannot be read.
pub(crate) async fn list(store: &impl Store) -> Result<Vec<VaultLine>, Trouble> {
    let mut lines = Vec::new();
    for (key, bytes) in store.scan(Table::Meta, &CATALOGUE, None, usize::MAX).await? {
        let id = key.strip_prefix(&CATALOGUE).and_then(|id| id.try_into().ok()).ok_or(Trouble::Damaged)?;
        let CatalogueRecord { label } = rows::parse(&bytes)?;
        lines.push(VaultLine { id: VaultId(id), label });
    }
    Ok(lines)
}
