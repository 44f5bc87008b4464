//! The store on disk: two SQLite files, one writing connection each, readers beside them.
//!
//! `log.db` holds chain, log and what is derived from them; `keys.db` holds boxes and key records, which a backup keeps for a
//! shorter time. A batch commits the key file first: a key record that no row refers to does no harm, a row without its key
//! would (RS3). Both commits are synchronous (`synchronous=FULL`), and only then does the writer answer (RS2).

mod bundle;
mod key_file;
mod log_file;
mod open;
mod read;

use super::{Bundled, KeySlice, Parts, Reader, RowSlice, Store, StoreError, Tip, Wanted, Write, Written};
use open::Readers;
use protocol::{
    chain::{CutHead, SignedOperation},
    digest::SpaceDigest,
    ids::{DeviceId, DocumentId, EnvelopeId, KeyId, Seq, SpaceId, WorkspaceId},
    invitation::Accept,
    records::{Checkpoint, Covered, KeyRecord},
};
use rusqlite::{Connection, TransactionBehavior};
use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};

pub(crate) use open::OpenError;

/// The two files of one relay.
#[derive(Debug)]
pub(crate) struct SqliteStore {
    writer: Mutex<Writer>,
    log: Readers,
    keys: Readers,
}

#[derive(Debug)]
struct Writer {
    log: Connection,
    keys: Connection,
}

impl SqliteStore {
    /// Opens or makes both files in `directory` and reads every setting back.
    ///
    /// # Errors
    /// [`OpenError`] names what is not as it must be; the relay does not serve then.
    pub(crate) fn open(directory: &Path) -> Result<Self, OpenError> {
        open::check_version()?;
        let (log_path, keys_path) = (directory.join("log.db"), directory.join("keys.db"));
        let keys = open::writer(&keys_path, key_file::SCHEMA)?;
        let log = open::writer(&log_path, log_file::SCHEMA)?;
        Ok(Self {
            writer: Mutex::new(Writer { log, keys }),
            log: Readers::new(log_path),
            keys: Readers::new(keys_path),
        })
    }
}

impl Writer {
    fn commit(&mut self, batch: &[Write]) -> Result<Vec<Written>, StoreError> {
        let keys = self.keys.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if batch
            .iter()
            .try_fold(false, |any, write| Ok::<_, StoreError>(key_file::keep(&keys, write)? | any))?
        {
            keys.commit()?;
        } else {
            keys.rollback()?;
        }
        let log = self.log.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let written = batch.iter().map(|write| log_file::apply(&log, write)).collect::<Result<_, _>>()?;
        log.commit()?;
        Ok(written)
    }
}

impl Drop for Writer {
    /// Leaves no write-ahead log behind, which is how the next start knows that this one ended well.
    fn drop(&mut self) {
        for file in [&self.log, &self.keys] {
            if let Err(error) = file.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())) {
                tracing::warn!(%error, "the write-ahead log could not be emptied");
            }
        }
    }
}

/// A write that found no room left nothing behind and may be tried again; everything else, a failed sync above all, is final.
fn sort_out(error: StoreError) -> StoreError {
    let no_room = [rusqlite::ffi::SQLITE_IOERR_WRITE, rusqlite::ffi::SQLITE_IOERR_SHMSIZE];
    if let StoreError::Failed(rusqlite::Error::SqliteFailure(failure, _)) = &error
        && (failure.code == rusqlite::ErrorCode::DiskFull || no_room.contains(&failure.extended_code))
    {
        return StoreError::Full;
    }
    error
}

impl Store for SqliteStore {
    fn commit(&self, batch: &[Write]) -> Result<Vec<Written>, StoreError> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner).commit(batch).map_err(sort_out)
    }

    fn is_founded(&self) -> Result<bool, StoreError> {
        self.log
            .with(|log| Ok(log.query_row("SELECT EXISTS (SELECT 1 FROM workspaces)", [], |row| row.get(0))?))
    }

    fn workspaces(&self) -> Result<Vec<WorkspaceId>, StoreError> {
        self.log.with(read::workspaces)
    }

    fn tip(&self, workspace: WorkspaceId) -> Result<Tip, StoreError> {
        let keys = self.keys.with(|keys| key_file::tip(keys, workspace))?;
        self.log.with(|log| Ok(Tip { keys, ..read::tip(log, workspace)? }))
    }

    fn chain(
        &self,
        workspace: WorkspaceId,
        from: u64,
        max_bytes: usize,
    ) -> Result<Vec<SignedOperation>, StoreError> {
        self.log.with(|log| read::chain(log, workspace, from, max_bytes))
    }

    fn heads_behind_cut(
        &self,
        workspace: WorkspaceId,
        position: u64,
        space: SpaceId,
    ) -> Result<Vec<CutHead>, StoreError> {
        self.log.with(|log| read::heads_behind_cut(log, workspace, position, space))
    }

    fn cut_heads(
        &self,
        workspace: WorkspaceId,
        space: SpaceId,
        devices: &[DeviceId],
    ) -> Result<Vec<CutHead>, StoreError> {
        self.log.with(|log| read::cut_heads(log, workspace, space, devices))
    }

    fn place(&self, workspace: WorkspaceId, id: EnvelopeId) -> Result<Option<Seq>, StoreError> {
        self.log.with(|log| read::place(log, workspace, id))
    }

    fn head(
        &self,
        workspace: WorkspaceId,
        doc: DocumentId,
        device: DeviceId,
    ) -> Result<Option<(u32, EnvelopeId)>, StoreError> {
        self.log.with(|log| read::head(log, workspace, doc, device))
    }

    fn space_of(&self, workspace: WorkspaceId, doc: DocumentId) -> Result<Option<SpaceId>, StoreError> {
        self.log.with(|log| read::space_of(log, workspace, doc))
    }

    fn digest(&self, workspace: WorkspaceId, space: SpaceId, at: Seq) -> Result<SpaceDigest, StoreError> {
        self.log.with(|log| read::digest(log, workspace, space, at))
    }

    fn rows(&self, reader: &Reader, after: Seq, max_bytes: usize) -> Result<RowSlice, StoreError> {
        self.log.with(|log| read::rows(log, reader, after, max_bytes))
    }

    fn keys(&self, reader: &Reader, after: Seq, max_bytes: usize) -> Result<KeySlice, StoreError> {
        self.keys.with(|keys| key_file::slice(keys, reader, after, max_bytes))
    }

    fn boxes(&self, reader: &Reader, after: Seq) -> Result<KeySlice, StoreError> {
        self.keys.with(|keys| key_file::boxes(keys, reader, after))
    }

    fn records(
        &self,
        workspace: WorkspaceId,
        doc: DocumentId,
        key: Option<KeyId>,
    ) -> Result<Vec<KeyRecord>, StoreError> {
        self.keys.with(|keys| key_file::records(keys, workspace, doc, key))
    }

    fn bundle(&self, wanted: &Wanted) -> Result<Bundled, StoreError> {
        let mut bundled = self.log.with(|log| bundle::documents(log, wanted))?;
        if wanted.with_records {
            // After the rows: key records are durable before the rows that need them.
            self.keys.with(|keys| bundle::add_records(keys, wanted, &mut bundled))?;
        }
        Ok(bundled)
    }

    fn born(&self, workspace: WorkspaceId, doc: DocumentId) -> Result<Option<Seq>, StoreError> {
        self.log.with(|log| bundle::born(log, workspace, doc))
    }

    fn vector(&self, workspace: WorkspaceId, doc: DocumentId) -> Result<Vec<Covered>, StoreError> {
        self.log.with(|log| read::vector(log, workspace, doc))
    }

    fn envelopes(
        &self,
        workspace: WorkspaceId,
        doc: DocumentId,
        parts: Parts,
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        self.log.with(|log| read::envelopes(log, workspace, doc, parts))
    }

    fn accepts(&self, workspace: WorkspaceId, after: u64) -> Result<Vec<(u64, Accept)>, StoreError> {
        self.log.with(|log| read::accepts(log, workspace, after))
    }

    fn checkpoints(&self, workspace: WorkspaceId, after: u64) -> Result<Vec<(u64, Checkpoint)>, StoreError> {
        self.log.with(|log| read::checkpoints(log, workspace, after))
    }

    fn contacts(&self, workspace: WorkspaceId) -> Result<Vec<(DeviceId, u64)>, StoreError> {
        self.log.with(|log| read::contacts(log, workspace))
    }
}
