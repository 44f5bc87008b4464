//! The relay's directory: made if missing, and locked, because two relays on the same files would not see each other's work.

use std::{
    fs::{File, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// Why the directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DataDirError {
    /// Not there and not to be made, or not to be written.
    #[error("the data directory {directory} cannot be written: {source}")]
    Unwritable {
        /// The directory.
        directory: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another relay has it.
    #[error("another relay is already running on the data directory {0}")]
    Taken(PathBuf),
}

/// Holds the lock until it is dropped.
#[derive(Debug)]
pub(crate) struct DataDir {
    _lock: File,
}

impl DataDir {
    /// Makes and locks the directory.
    pub(crate) fn lock(directory: &Path) -> Result<Self, DataDirError> {
        let unwritable = |source| DataDirError::Unwritable { directory: directory.to_owned(), source };
        std::fs::create_dir_all(directory).map_err(unwritable)?;
        let lock = File::create(directory.join("relay.lock")).map_err(unwritable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(DataDirError::Taken(directory.to_owned())),
            Err(TryLockError::Error(source)) => Err(unwritable(source)),
        }
    }
}
