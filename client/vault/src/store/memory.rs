//! The store in memory: the twin behind the vault's tests, and the proof that the rules can be kept.
//!
//! Clones share the rows, as two handles of one database do, so a test can drop a vault and open the next one on what was left.

use super::{Batch, Durability, Row, Store, StoreError, Table};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

type Rows = BTreeMap<(Table, Vec<u8>), Vec<u8>>;

/// Rows in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    rows: Rc<RefCell<Rows>>,
    /// Bytes of keys and values that fit; `None` is no limit.
    quota: Rc<Cell<Option<usize>>>,
    /// How many commits still succeed; `None` is no limit.
    commits_left: Rc<Cell<Option<u32>>>,
}

impl MemoryStore {
    /// From now on at most this many bytes of keys and values fit; `None` lifts the limit.
    pub fn set_quota(&self, bytes: Option<usize>) {
        self.quota.set(bytes);
    }

    /// The next `n` commits succeed and every later one fails, as after a loss of power; `None` brings the power back.
    pub fn cut_after(&self, n: Option<u32>) {
        self.commits_left.set(n);
    }

    /// A copy of every row, for looking at what a thief would find.
    #[must_use]
    pub fn rows(&self) -> Vec<(Table, Row)> {
        let rows = self.rows.borrow();
        rows.iter().map(|((table, key), value)| (*table, (key.clone(), value.clone()))).collect()
    }

    fn spend_commit(&self) -> Result<(), StoreError> {
        match self.commits_left.get() {
            None => Ok(()),
            Some(0) => Err(StoreError::Failed),
            Some(left) => {
                self.commits_left.set(Some(left - 1));
                Ok(())
            }
        }
    }
}

impl Store for MemoryStore {
    async fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.rows.borrow().get(&(table, key.to_vec())).cloned())
    }

    async fn scan(
        &self,
        table: Table,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let from = after.map_or(prefix, |after| after.max(prefix)).to_vec();
        let rows = self.rows.borrow();
        let wanted = rows
            .range((table, from)..)
            .take_while(|((found, key), _)| *found == table && key.starts_with(prefix))
            .filter(|((_, key), _)| after.is_none_or(|after| after < key.as_slice()));
        Ok(wanted.take(limit).map(|((_, key), value)| (key.clone(), value.clone())).collect())
    }

    async fn commit(&self, batch: Batch, _: Durability) -> Result<(), StoreError> {
        self.spend_commit()?;
        let mut next = self.rows.borrow().clone();
        for write in batch.into_writes() {
            match write.value {
                Some(value) => next.insert((write.table, write.key), value),
                None => next.remove(&(write.table, write.key)),
            };
        }
        let size: usize = next.iter().map(|((_, key), value)| key.len() + value.len()).sum();
        if self.quota.get().is_some_and(|quota| quota < size) {
            return Err(StoreError::Full);
        }
        self.rows.replace(next);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::contract;
    use std::{
        pin::pin,
        task::{Context, Poll, Waker},
    };

    /// Memory never waits, so one poll is a whole run.
    fn to_its_end<T>(future: impl Future<Output = T>) -> T {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("memory waited for something"),
        }
    }

    #[test]
    fn the_memory_store_keeps_the_contract() {
        to_its_end(contract::check_all(async || MemoryStore::default()));
    }

    #[test]
    fn vs7_a_full_memory_store_refuses_whole_batches() {
        let store = MemoryStore::default();
        store.set_quota(Some(4096));
        to_its_end(contract::a_failed_batch_leaves_no_trace(store));
    }
}
