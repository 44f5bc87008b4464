//! `keys.db`: boxes and key records in the order in which they came.

use super::read::{self, number};
use crate::store::{KeySlice, Reader, StoreError, Write};
use protocol::{
    codec, context,
    ids::{DocumentId, KeyId, Seq, WorkspaceId},
    records::{KeyRecord, SpaceBox},
};
use rusqlite::{Connection, params};

/// One table: both kinds share the cursor that devices follow.
pub(super) const SCHEMA: &str = "
CREATE TABLE workspaces (id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE keys (
    id INTEGER PRIMARY KEY, workspace INTEGER NOT NULL REFERENCES workspaces, seq INTEGER NOT NULL,
    recipient BLOB, space BLOB NOT NULL, doc BLOB, key BLOB, hash BLOB NOT NULL, bytes BLOB NOT NULL,
    UNIQUE (workspace, seq), UNIQUE (workspace, hash)
) STRICT;
CREATE INDEX keys_of_document ON keys (workspace, doc, key) WHERE doc IS NOT NULL;
CREATE INDEX keys_of_device ON keys (workspace, recipient, seq) WHERE recipient IS NOT NULL;
";

/// Names a record or box within its workspace, so that each is kept once.
const CONTENT: &str = "sprechtag/relay-key-content/v1";

/// Keeps the keys that come with a write. Says whether there were any.
pub(super) fn keep(keys: &Connection, write: &Write) -> Result<bool, StoreError> {
    let (workspace, boxes, records) = match write {
        Write::Keys { workspace, boxes, records } => (*workspace, boxes.as_slice(), records.as_slice()),
        Write::Append { workspace, records, .. } => (*workspace, [].as_slice(), records.as_slice()),
        Write::Beat
        | Write::SetupToken { .. }
        | Write::Found { .. }
        | Write::Operation { .. }
        | Write::Accept { .. }
        | Write::Checkpoint { .. }
        | Write::Nack { .. }
        | Write::Contact { .. } => return Ok(false),
    };
    if boxes.is_empty() && records.is_empty() {
        return Ok(false);
    }
    keys.prepare_cached("INSERT OR IGNORE INTO workspaces (name) VALUES (?1)")?
        .execute([workspace.as_bytes()])?;
    let workspace = read::number_of(keys, workspace)?.unwrap_or_default();
    let mut insert = keys.prepare_cached(
        "INSERT OR IGNORE INTO keys (workspace, seq, recipient, space, doc, key, hash, bytes)
         VALUES (?1, (SELECT coalesce(max(seq), 0) + 1 FROM keys WHERE workspace = ?1), ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for sealed in boxes {
        let (claim, bytes) = (&sealed.claim, codec::encode(sealed));
        let hash = context::hash(CONTENT, &[&bytes]);
        let (recipient, space) = (claim.recipient.as_bytes(), claim.space.as_bytes());
        insert.execute(params![workspace, recipient, space, None::<&[u8]>, None::<&[u8]>, hash, bytes])?;
    }
    for record in records {
        let (claim, bytes) = (&record.claim, codec::encode(record));
        let hash = context::hash(CONTENT, &[&bytes]);
        let (space, doc, key) = (claim.space.as_bytes(), claim.doc.as_bytes(), claim.key_id());
        insert.execute(params![workspace, None::<&[u8]>, space, doc, key.as_bytes(), hash, bytes])?;
    }
    Ok(true)
}

/// The last place among the keys of a workspace.
pub(super) fn tip(keys: &Connection, workspace: WorkspaceId) -> Result<Seq, StoreError> {
    let Some(workspace) = read::number_of(keys, workspace)? else { return Ok(Seq(0)) };
    let mut last = keys.prepare_cached("SELECT coalesce(max(seq), 0) FROM keys WHERE workspace = ?1")?;
    Ok(Seq(last.query_row([workspace], |row| number(row, 0))?))
}

/// The reader's keys behind `after`.
pub(super) fn slice(
    keys: &Connection,
    reader: &Reader,
    after: Seq,
    max_bytes: usize,
) -> Result<KeySlice, StoreError> {
    let mut slice = KeySlice { to: after, ..KeySlice::default() };
    let Some(workspace) = read::number_of(keys, reader.workspace)? else { return Ok(slice) };
    let mut statement = keys.prepare_cached(
        "SELECT seq, recipient, space, bytes FROM keys WHERE workspace = ?1 AND ?2 < seq ORDER BY seq",
    )?;
    let mut rows = statement.query(params![workspace, read::signed(after.0)])?;
    let mut n_bytes = 0;
    while let Some(row) = rows.next()? {
        slice.to = Seq(number(row, 0)?);
        let recipient: Option<[u8; 8]> = row.get(1)?;
        let bytes = row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?;
        match recipient {
            Some(recipient) if recipient == *reader.device.as_bytes() => {
                slice.boxes.push(codec::parse::<SpaceBox>(bytes).map_err(|_| StoreError::Damaged("a box"))?);
                n_bytes += bytes.len();
            }
            None if reader.spaces.contains(&read::id(row, 2, "a space", protocol::ids::SpaceId::parse)?) => {
                slice.records.push(parse_record(bytes)?);
                n_bytes += bytes.len();
            }
            Some(_) | None => (),
        }
        if max_bytes <= n_bytes {
            break;
        }
    }
    Ok(slice)
}

/// The reader's boxes behind `after`.
pub(super) fn boxes(keys: &Connection, reader: &Reader, after: Seq) -> Result<KeySlice, StoreError> {
    let mut slice = KeySlice { to: after, ..KeySlice::default() };
    let Some(workspace) = read::number_of(keys, reader.workspace)? else { return Ok(slice) };
    let mut statement = keys.prepare_cached(
        "SELECT seq, bytes FROM keys WHERE workspace = ?1 AND recipient = ?2 AND ?3 < seq ORDER BY seq",
    )?;
    let mut rows = statement.query(params![workspace, reader.device.as_bytes(), read::signed(after.0)])?;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        slice.boxes.push(codec::parse(bytes).map_err(|_| StoreError::Damaged("a box"))?);
        slice.to = Seq(number(row, 0)?);
    }
    Ok(slice)
}

/// The records of a document.
pub(super) fn records(
    keys: &Connection,
    workspace: WorkspaceId,
    doc: DocumentId,
    key: Option<KeyId>,
) -> Result<Vec<KeyRecord>, StoreError> {
    let Some(workspace) = read::number_of(keys, workspace)? else { return Ok(Vec::new()) };
    let mut statement = keys.prepare_cached(
        "SELECT bytes FROM keys WHERE workspace = ?1 AND doc = ?2 AND (?3 IS NULL OR key = ?3) ORDER BY seq",
    )?;
    let key = key.as_ref().map(KeyId::as_bytes);
    let mut rows = statement.query(params![workspace, doc.as_bytes(), key])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        records.push(parse_record(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?);
    }
    Ok(records)
}

fn parse_record(bytes: &[u8]) -> Result<KeyRecord, StoreError> {
    codec::parse(bytes).map_err(|_| StoreError::Damaged("a key record"))
}
