//! Opening a database file: every setting that durability rests on is set, read back and refused if it is another.

use super::StoreError;
use rusqlite::{Connection, OpenFlags};
use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// Older versions can corrupt a database in WAL mode when a checkpoint meets a writer.
const OLDEST_SAFE_SQLITE: i32 = 3_051_003;
/// The only shape of the files that this build reads and writes (A7).
const SCHEMA_VERSION: i64 = 1;

/// Settings, and what each must read back as.
const SETTINGS: [(&str, &str, &str); 9] = [
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", "2"),
    ("busy_timeout", "5000", "5000"),
    ("mmap_size", "0", "0"),
    ("cell_size_check", "ON", "1"),
    ("trusted_schema", "OFF", "0"),
    ("foreign_keys", "ON", "1"),
    ("secure_delete", "FAST", "2"),
    ("journal_size_limit", "67108864", "67108864"),
];

/// Why the files were not opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    /// The linked SQLite has a known fault.
    #[error("SQLite {0} can corrupt its files; 3.51.3 or newer is needed")]
    OldSqlite(&'static str),
    /// A setting did not take.
    #[error("the setting {setting} of {file} is {found:?}")]
    Setting {
        /// The file.
        file: PathBuf,
        /// The setting.
        setting: &'static str,
        /// What it read back as.
        found: String,
    },
    /// The file was written by a newer relay.
    #[error("{file} is of version {found}, and this relay knows version {SCHEMA_VERSION}")]
    TooNew {
        /// The file.
        file: PathBuf,
        /// Its version.
        found: i64,
    },
    /// The file is damaged.
    #[error("{file} is damaged: {found}; restore it from a backup")]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What SQLite says.
        found: String,
    },
    /// SQLite refused.
    #[error("{file}: {source}")]
    Sqlite {
        /// The file.
        file: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
}

/// Refuses a SQLite that can corrupt its files.
pub(super) fn check_version() -> Result<(), OpenError> {
    if rusqlite::version_number() < OLDEST_SAFE_SQLITE {
        return Err(OpenError::OldSqlite(rusqlite::version()));
    }
    Ok(())
}

/// Opens the writing connection of a file, which makes the file if it is new.
pub(super) fn writer(file: &Path, schema: &str) -> Result<Connection, OpenError> {
    let failed = |source| OpenError::Sqlite { file: file.to_owned(), source };
    let ended_badly = std::fs::metadata(file.with_extension("db-wal")).is_ok_and(|wal| 0 < wal.len());
    let connection = Connection::open(file).map_err(failed)?;
    for (setting, value, expected) in SETTINGS {
        let found = set(&connection, setting, value).map_err(failed)?;
        if found != expected {
            return Err(OpenError::Setting { file: file.to_owned(), setting, found });
        }
    }
    if ended_badly {
        check(&connection, file)?;
    }
    let found = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
    match found {
        0 => {
            let whole = format!("BEGIN; {schema} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;");
            connection.execute_batch(&whole).map_err(failed)?;
        }
        SCHEMA_VERSION => (),
        _ => return Err(OpenError::TooNew { file: file.to_owned(), found }),
    }
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn set(connection: &Connection, setting: &str, value: &str) -> rusqlite::Result<String> {
    // Some settings answer with a row when they are set and some do not; all answer when they are asked.
    connection.prepare(&format!("PRAGMA {setting} = {value}"))?.query([])?.next()?;
    connection.query_row(&format!("PRAGMA {setting}"), [], |row| {
        let found = row.get_ref(0)?;
        Ok(found
            .as_i64()
            .map_or_else(|_| found.as_str().unwrap_or_default().to_owned(), |number| number.to_string()))
    })
}

fn check(connection: &Connection, file: &Path) -> Result<(), OpenError> {
    let found: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(|source| OpenError::Sqlite { file: file.to_owned(), source })?;
    if found == "ok" { Ok(()) } else { Err(OpenError::Damaged { file: file.to_owned(), found }) }
}

/// Reading connections of one file, as many as were ever needed at once.
#[derive(Debug)]
pub(super) struct Readers {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn new(file: PathBuf) -> Self {
        Self { file, idle: Mutex::default() }
    }

    /// Lends a connection.
    pub(super) fn with<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let lent = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = lent.map_or_else(|| self.connect(), Ok)?;
        let outcome = read(&connection);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        outcome
    }

    fn connect(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.file, flags)?;
        for (setting, value) in [
            ("busy_timeout", "5000"),
            ("mmap_size", "0"),
            ("cell_size_check", "ON"),
            ("trusted_schema", "OFF"),
        ] {
            set(&connection, setting, value)?;
        }
        connection.set_prepared_statement_cache_capacity(64);
        Ok(connection)
    }
}
