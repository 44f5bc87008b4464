//! The vault's store in one SQLite file. (VS1–VS8)
//!
//! One SQL table per table of the vault, write-ahead log, and the file is locked for as long as it is open: one process
//! at a time works with it, as one tab does in the browser (A9).

use std::{cell::RefCell, path::Path};

use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, params};
use vault::store::{Batch, Durability, Row, Store, StoreError, Table, Write};

/// An open file.
#[derive(Debug)]
pub struct Sqlite {
    connection: RefCell<Connection>,
}

impl Sqlite {
    /// Opens `file`, or makes it.
    ///
    /// # Errors
    /// `Failed` if it is no store, is in use by another process, or lies where nothing can be written.
    pub fn open(file: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(file).map_err(why)?;
        Self::prepare(&connection).map_err(why)?;
        Ok(Self { connection: RefCell::new(connection) })
    }

    fn prepare(connection: &Connection) -> rusqlite::Result<()> {
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        for table in Table::ALL {
            let name = table.name();
            let sql = format!(
                "CREATE TABLE IF NOT EXISTS \"{name}\" (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"
            );
            connection.execute_batch(&sql)?;
        }
        Ok(())
    }
}

impl Store for Sqlite {
    async fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = format!("SELECT value FROM \"{}\" WHERE key = ?1", table.name());
        let connection = self.connection.borrow();
        let mut statement = connection.prepare_cached(&sql).map_err(why)?;
        statement.query_row([key], |row| row.get(0)).optional().map_err(why)
    }

    async fn scan(
        &self,
        table: Table,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let (start, comparison) = match after {
            Some(after) if prefix <= after => (after, ">"),
            _ => (prefix, ">="),
        };
        // `substr` ends the scan at the end of the prefix; the index finds its start.
        let sql = format!(
            "SELECT key, value FROM \"{}\" WHERE key {comparison} ?1 AND substr(key, 1, ?2) = ?3 ORDER BY key LIMIT ?4",
            table.name()
        );
        let connection = self.connection.borrow();
        let mut statement = connection.prepare_cached(&sql).map_err(why)?;
        let (length, limit) = (size(prefix.len()), size(limit));
        let rows = statement
            .query_map(params![start, length, prefix, limit], |row| Ok((row.get(0)?, row.get(1)?)))
            .map_err(why)?;
        rows.collect::<Result<_, _>>().map_err(why)
    }

    async fn commit(&self, batch: Batch, durability: Durability) -> Result<(), StoreError> {
        let synchronous = match durability {
            Durability::Strict => "FULL",
            Durability::Relaxed => "NORMAL",
        };
        let mut connection = self.connection.borrow_mut();
        connection.pragma_update(None, "synchronous", synchronous).map_err(why)?;
        let transaction = connection.transaction().map_err(why)?;
        write_all(&transaction, batch.writes()).map_err(why)?;
        transaction.commit().map_err(why)
    }
}

fn write_all(transaction: &Transaction<'_>, writes: &[Write]) -> rusqlite::Result<()> {
    for write in writes {
        let name = write.table.name();
        match &write.value {
            Some(value) => {
                let sql = format!("INSERT OR REPLACE INTO \"{name}\" (key, value) VALUES (?1, ?2)");
                transaction.prepare_cached(&sql)?.execute(params![write.key, value])?;
            }
            None => {
                let sql = format!("DELETE FROM \"{name}\" WHERE key = ?1");
                transaction.prepare_cached(&sql)?.execute([&write.key])?;
            }
        }
    }
    Ok(())
}

/// SQLite counts in `i64`; nothing here comes near its end.
fn size(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// SQLite's own text may quote the statement's values, so none of it is kept (A10).
#[expect(clippy::needless_pass_by_value, reason = "fits `map_err`")]
fn why(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::Full,
        _ => StoreError::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vault::store::contract;

    /// Fresh files, whose folder goes with it.
    struct Fresh {
        folder: tempfile::TempDir,
        count: usize,
    }

    impl Fresh {
        fn new() -> Self {
            Self { folder: tempfile::tempdir().unwrap(), count: 0 }
        }

        fn store(&mut self) -> Sqlite {
            self.count += 1;
            Sqlite::open(&self.folder.path().join(self.count.to_string())).unwrap()
        }
    }

    #[tokio::test]
    async fn the_store_keeps_every_rule_of_the_contract() {
        let mut fresh = Fresh::new();
        contract::check_all(async || fresh.store()).await;
    }

    /// (VS7)
    #[tokio::test]
    async fn a_batch_that_does_not_fit_leaves_no_trace() {
        let store = Fresh::new().store();
        store.connection.borrow().pragma_update(None, "max_page_count", 40).unwrap();
        contract::a_failed_batch_leaves_no_trace(store).await;
    }

    /// (VS8)
    #[tokio::test]
    async fn what_was_committed_is_there_after_reopening() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("vault");
        let mut batch = Batch::default();
        batch.put(Table::Outbox, b"key", b"value");
        Sqlite::open(&file).unwrap().commit(batch, Durability::Strict).await.unwrap();
        let found = Sqlite::open(&file).unwrap().get(Table::Outbox, b"key").await.unwrap();
        assert_eq!(found.as_deref(), Some(&b"value"[..]));
    }

    #[test]
    fn a_second_process_does_not_get_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("vault");
        let _first = Sqlite::open(&file).unwrap();
        assert_eq!(Sqlite::open(&file).err(), Some(StoreError::Failed));
    }
}
