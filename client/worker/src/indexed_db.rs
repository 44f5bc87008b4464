//! The vault's store on IndexedDB: one object store per table, bytes as keys and values. (VS1–VS8)
//!
//! Written on `web-sys` instead of a wrapper crate for two reasons: a full disk shows only in the transaction's `error`
//! after it was aborted, which wrappers consume; and a batch of ten thousand rows needs one promise here, not one per
//! row.
//!
//! A batch is complete before its transaction begins, so that no foreign `await` can commit half of it; dropping it
//! anywhere before `commit` leaves nothing. Invariant: a database that does not open is never deleted.

mod request;

use js_sys::{Array, Object, Reflect, Uint8Array};
use vault::store::{Batch, Durability, Row, Store, StoreError, Table};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbTransaction};

use request::{finished, result_of};

/// Raised with every table that is added; a database of a newer app does not open in an older one (A7).
const VERSION: u32 = 2;

#[wasm_bindgen]
extern "C" {
    /// What workers call `self`, as far as storage goes.
    type Scope;

    #[wasm_bindgen(method, getter, js_name = indexedDB)]
    fn indexed_db(this: &Scope) -> Option<IdbFactory>;

    /// A database whose transactions take options.
    #[wasm_bindgen(extends = IdbDatabase)]
    type Database;

    #[wasm_bindgen(method, catch, js_name = transaction)]
    fn transaction_with_options(
        this: &Database,
        stores: &Array,
        mode: &str,
        options: &Object,
    ) -> Result<IdbTransaction, JsValue>;

    /// A transaction that ends when it is told, which `web-sys` took for deprecated.
    #[wasm_bindgen(extends = IdbTransaction)]
    type Transaction;

    #[wasm_bindgen(method, catch, js_name = commit)]
    fn commit_now(this: &Transaction) -> Result<(), JsValue>;
}

/// A database that is open.
#[derive(Debug)]
pub struct IndexedDb {
    database: IdbDatabase,
}

impl IndexedDb {
    /// Opens the database `name`, or makes it.
    ///
    /// # Errors
    /// `Full` if there is no room to make it, else `Failed`: it is of a newer app, damaged, or storage is forbidden.
    pub async fn open(name: &str) -> Result<Self, StoreError> {
        let scope: Scope = js_sys::global().unchecked_into();
        let factory = scope.indexed_db().ok_or(StoreError::Failed)?;
        let request = factory.open_with_u32(name, VERSION).map_err(failed)?;
        let upgrading = request.clone();
        let upgrade = Closure::<dyn FnMut()>::new(move || {
            // A table that cannot be made aborts the upgrade by the exception inside; the open request then fails.
            let made = upgrading.result().map(|database| make_tables(&database.unchecked_into()));
            debug_assert!(made.is_ok(), "a request has its result while it upgrades");
        });
        request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
        let database = result_of(&request).await?.unchecked_into();
        Ok(Self { database })
    }

    fn reading(&self, table: Table) -> Result<IdbObjectStore, StoreError> {
        self.database
            .transaction_with_str(table.name())
            .and_then(|it| it.object_store(table.name()))
            .map_err(failed)
    }

    fn writing(&self, batch: &Batch, durability: Durability) -> Result<IdbTransaction, JsValue> {
        let tables =
            Table::ALL.into_iter().filter(|table| batch.writes().iter().any(|write| write.table == *table));
        let names: Array = tables.map(|table| JsValue::from_str(table.name())).collect();
        let options = Object::new();
        let durability = match durability {
            Durability::Strict => "strict",
            Durability::Relaxed => "relaxed",
        };
        Reflect::set(&options, &"durability".into(), &durability.into())?;
        self.database.unchecked_ref::<Database>().transaction_with_options(&names, "readwrite", &options)
    }
}

impl Drop for IndexedDb {
    fn drop(&mut self) {
        self.database.close();
    }
}

impl Store for IndexedDb {
    async fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let request = self.reading(table)?.get(&bytes(key)).map_err(failed)?;
        let value = result_of(&request).await?;
        Ok((!value.is_undefined()).then(|| Uint8Array::new(&value).to_vec()))
    }

    async fn scan(
        &self,
        table: Table,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        // Zero would mean "all" to IndexedDB; a key behind the whole prefix would make a range it refuses.
        let end = end_of(prefix);
        let is_past = |after: &[u8]| end.as_deref().is_some_and(|end| end <= after);
        let Ok(limit @ 1..) = u32::try_from(limit) else { return Ok(Vec::new()) };
        if after.is_some_and(is_past) {
            return Ok(Vec::new());
        }
        let range = range(prefix, after, end.as_deref()).map_err(failed)?;
        let store = self.reading(table)?;
        let keys = store.get_all_keys_with_key_and_limit(&range, limit).map_err(failed)?;
        let values = store.get_all_with_key_and_limit(&range, limit).map_err(failed)?;
        // Both belong to one transaction; the second answers after the first.
        let values: Array = result_of(&values).await?.unchecked_into();
        let keys: Array = keys.result().map_err(failed)?.unchecked_into();
        let rows = keys.iter().zip(values.iter());
        Ok(rows
            .map(|(key, value)| (Uint8Array::new(&key).to_vec(), Uint8Array::new(&value).to_vec()))
            .collect())
    }

    async fn commit(&self, batch: Batch, durability: Durability) -> Result<(), StoreError> {
        if batch.is_empty() {
            return Ok(());
        }
        let transaction = self.writing(&batch, durability).map_err(failed)?;
        if write_all(&transaction, batch)
            .and_then(|()| transaction.unchecked_ref::<Transaction>().commit_now())
            .is_err()
        {
            // Already aborted if this fails.
            drop(transaction.abort());
        }
        finished(&transaction).await
    }
}

fn make_tables(database: &IdbDatabase) -> Result<(), JsValue> {
    for table in Table::ALL {
        if !database.object_store_names().contains(table.name()) {
            database.create_object_store(table.name())?;
        }
    }
    Ok(())
}

fn write_all(transaction: &IdbTransaction, batch: Batch) -> Result<(), JsValue> {
    for write in batch.into_writes() {
        let store = transaction.object_store(write.table.name())?;
        match write.value {
            Some(value) => store.put_with_key(&bytes(&value), &bytes(&write.key))?,
            None => store.delete(&bytes(&write.key))?,
        };
    }
    Ok(())
}

/// The range of the keys that begin with `prefix` and stand behind `after`; `end` is the prefix's own end.
fn range(prefix: &[u8], after: Option<&[u8]>, end: Option<&[u8]>) -> Result<IdbKeyRange, JsValue> {
    let (start, is_open) = match after {
        Some(after) if prefix <= after => (after, true),
        _ => (prefix, false),
    };
    match end {
        Some(end) => {
            IdbKeyRange::bound_with_lower_open_and_upper_open(&bytes(start), &bytes(end), is_open, true)
        }
        None => IdbKeyRange::lower_bound_with_open(&bytes(start), is_open),
    }
}

/// The first key behind all keys that begin with `prefix`; `None` if there is none.
fn end_of(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|byte| *byte != u8::MAX)?;
    let mut end = prefix.get(..=last)?.to_vec();
    if let Some(byte) = end.last_mut() {
        *byte = byte.saturating_add(1);
    }
    Some(end)
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

/// What the browser says of a failure may quote anything, so none of it is kept (A10).
fn failed(_error: JsValue) -> StoreError {
    StoreError::Failed
}

#[cfg(test)]
mod tests {
    use super::end_of;

    #[test]
    fn a_prefix_ends_before_the_next_one_of_its_length_or_less() {
        assert_eq!(end_of(&[1, 2]), Some(vec![1, 3]));
        assert_eq!(end_of(&[1, 255]), Some(vec![2]));
        assert_eq!(end_of(&[255, 255]), None);
        assert_eq!(end_of(&[]), None);
    }
}
