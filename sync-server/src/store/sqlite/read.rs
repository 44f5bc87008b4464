//! `log.db`, read. What comes back is parsed again: a damaged byte is an error, never a guess.

use crate::store::{CutHeads, Parts, Reader, Row, RowSlice, StoreError, Tip};
use protocol::{
    chain::{CutHead, SignedOperation},
    codec,
    digest::SpaceDigest,
    ids::{DeviceId, DocumentId, EnvelopeId, Seq, SpaceId, WorkspaceId},
    invitation::Accept,
    records::{Checkpoint, Covered},
};
use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};

/// Rows of other spaces that are passed over before a slice ends.
const MOST_ROWS_LOOKED_AT: usize = 8192;

/// A counter as SQLite keeps it. No log grows beyond 2^63 rows.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A counter as it came back.
pub(super) fn number(row: &SqlRow<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or_default())
}

/// An id as it came back.
pub(super) fn id<T>(
    row: &SqlRow<'_>,
    column: usize,
    what: &'static str,
    parse: impl FnOnce(&[u8]) -> Option<T>,
) -> Result<T, StoreError> {
    let bytes = row.get_ref(column)?.as_blob().map_err(rusqlite::Error::from)?;
    parse(bytes).ok_or(StoreError::Damaged(what))
}

/// The short number of a workspace in this file.
pub(super) fn number_of(file: &Connection, workspace: WorkspaceId) -> Result<Option<i64>, StoreError> {
    let mut find = file.prepare_cached("SELECT id FROM workspaces WHERE name = ?1")?;
    Ok(find.query_row([workspace.as_bytes()], |row| row.get(0)).optional()?)
}

/// Every workspace.
pub(super) fn workspaces(log: &Connection) -> Result<Vec<WorkspaceId>, StoreError> {
    let mut all = log.prepare_cached("SELECT name FROM workspaces")?;
    let mut rows = all.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(id(row, 0, "a workspace", WorkspaceId::parse)?);
    }
    Ok(found)
}

/// The length of a chain.
pub(super) fn chain_len(log: &Connection, workspace: i64) -> Result<u64, StoreError> {
    let mut last = log.prepare_cached("SELECT coalesce(max(position), 0) FROM chain WHERE workspace = ?1")?;
    Ok(last.query_row([workspace], |row| number(row, 0))?)
}

/// The last place of a log.
pub(super) fn last_seq(log: &Connection, workspace: i64) -> Result<Seq, StoreError> {
    let mut last = log.prepare_cached("SELECT coalesce(max(seq), 0) FROM log WHERE workspace = ?1")?;
    Ok(Seq(last.query_row([workspace], |row| number(row, 0))?))
}

pub(super) fn tip(log: &Connection, name: WorkspaceId) -> Result<Tip, StoreError> {
    let Some(workspace) = number_of(log, name)? else { return Ok(Tip::default()) };
    let last = |table: &str| -> Result<u64, StoreError> {
        let sql = format!("SELECT coalesce(max(number), 0) FROM {table} WHERE workspace = ?1");
        Ok(log.prepare_cached(&sql)?.query_row([workspace], |row| number(row, 0))?)
    };
    Ok(Tip {
        seq: last_seq(log, workspace)?,
        keys: Seq(0),
        chain_len: chain_len(log, workspace)?,
        accepts: last("accepts")?,
        checkpoints: last("checkpoints")?,
    })
}

pub(super) fn chain(
    log: &Connection,
    workspace: WorkspaceId,
    from: u64,
    max_bytes: usize,
) -> Result<Vec<SignedOperation>, StoreError> {
    let Some(workspace) = number_of(log, workspace)? else { return Ok(Vec::new()) };
    let mut statement = log.prepare_cached(
        "SELECT operation FROM chain WHERE workspace = ?1 AND ?2 < position ORDER BY position",
    )?;
    let mut rows = statement.query(params![workspace, signed(from)])?;
    let (mut operations, mut n_bytes) = (Vec::new(), 0);
    while n_bytes < max_bytes
        && let Some(row) = rows.next()?
    {
        let operation: Vec<u8> = row.get(0)?;
        n_bytes += operation.len();
        operations.push(codec::parse(&operation).map_err(|_| StoreError::Damaged("an operation"))?);
    }
    Ok(operations)
}

pub(super) fn heads_behind_cut(
    log: &Connection,
    workspace: WorkspaceId,
    position: u64,
    space: SpaceId,
) -> Result<Vec<CutHead>, StoreError> {
    let Some(workspace) = number_of(log, workspace)? else { return Ok(Vec::new()) };
    let found: Option<Vec<u8>> = log
        .prepare_cached("SELECT cut_lists FROM chain WHERE workspace = ?1 AND position = ?2")?
        .query_row(params![workspace, signed(position)], |row| row.get(0))
        .optional()?;
    let Some(bytes) = found else { return Ok(Vec::new()) };
    let lists: Vec<CutHeads> = codec::parse(&bytes).map_err(|_| StoreError::Damaged("a cut list"))?;
    Ok(lists.into_iter().find(|(of, _)| *of == space).map(|(_, heads)| heads).unwrap_or_default())
}

pub(super) fn cut_heads(
    log: &Connection,
    workspace: WorkspaceId,
    space: SpaceId,
    devices: &[DeviceId],
) -> Result<Vec<CutHead>, StoreError> {
    let Some(workspace) = number_of(log, workspace)? else { return Ok(Vec::new()) };
    let mut statement = log.prepare_cached(
        "SELECT doc, device, ctr, env_id FROM docs JOIN doc_heads USING (workspace, doc)
         WHERE workspace = ?1 AND space = ?2 ORDER BY doc, device",
    )?;
    let mut rows = statement.query(params![workspace, space.as_bytes()])?;
    let mut heads = Vec::new();
    while let Some(row) = rows.next()? {
        let device = id(row, 1, "a device", DeviceId::parse)?;
        if devices.contains(&device) {
            let (doc, envelope) =
                (id(row, 0, "a document", DocumentId::parse)?, id(row, 3, "a head", EnvelopeId::parse)?);
            heads.push(CutHead { doc, device, ctr: row.get(2)?, envelope });
        }
    }
    Ok(heads)
}

pub(super) fn place(
    log: &Connection,
    workspace: WorkspaceId,
    id: EnvelopeId,
) -> Result<Option<Seq>, StoreError> {
    number_of(log, workspace)?.map_or(Ok(None), |workspace| place_in(log, workspace, id))
}

/// See [`place`].
pub(super) fn place_in(log: &Connection, workspace: i64, id: EnvelopeId) -> Result<Option<Seq>, StoreError> {
    let mut find = log.prepare_cached("SELECT seq FROM log WHERE workspace = ?1 AND env_id = ?2")?;
    Ok(find.query_row(params![workspace, id.as_bytes()], |row| number(row, 0)).optional()?.map(Seq))
}

pub(super) fn head(
    log: &Connection,
    workspace: WorkspaceId,
    doc: DocumentId,
    device: DeviceId,
) -> Result<Option<(u32, EnvelopeId)>, StoreError> {
    number_of(log, workspace)?.map_or(Ok(None), |workspace| head_in(log, workspace, doc, device))
}

/// See [`head`].
pub(super) fn head_in(
    log: &Connection,
    workspace: i64,
    doc: DocumentId,
    device: DeviceId,
) -> Result<Option<(u32, EnvelopeId)>, StoreError> {
    let mut find = log.prepare_cached(
        "SELECT ctr, env_id FROM doc_heads WHERE workspace = ?1 AND doc = ?2 AND device = ?3",
    )?;
    let found = find.query_row(params![workspace, doc.as_bytes(), device.as_bytes()], |row| {
        Ok((row.get::<_, u32>(0)?, row.get::<_, [u8; 16]>(1)?))
    });
    Ok(found.optional()?.map(|(ctr, envelope)| (ctr, EnvelopeId::from_bytes(envelope))))
}

pub(super) fn space_of(
    log: &Connection,
    workspace: WorkspaceId,
    doc: DocumentId,
) -> Result<Option<SpaceId>, StoreError> {
    let Some(workspace) = number_of(log, workspace)? else { return Ok(None) };
    let mut find = log.prepare_cached("SELECT space FROM docs WHERE workspace = ?1 AND doc = ?2")?;
    let space: Option<[u8; 16]> =
        find.query_row(params![workspace, doc.as_bytes()], |row| row.get(0)).optional()?;
    Ok(space.map(SpaceId::from_bytes))
}

pub(super) fn digest(
    log: &Connection,
    workspace: WorkspaceId,
    space: SpaceId,
    at: Seq,
) -> Result<SpaceDigest, StoreError> {
    number_of(log, workspace)?
        .map_or(Ok(SpaceDigest::default()), |workspace| digest_in(log, workspace, space, at))
}

/// See [`digest`].
pub(super) fn digest_in(
    log: &Connection,
    workspace: i64,
    space: SpaceId,
    at: Seq,
) -> Result<SpaceDigest, StoreError> {
    let mut last = log.prepare_cached(
        "SELECT digest FROM log WHERE workspace = ?1 AND space = ?2 AND seq <= ?3 ORDER BY seq DESC LIMIT 1",
    )?;
    let found =
        last.query_row(params![workspace, space.as_bytes(), signed(at.0)], |row| row.get(0)).optional()?;
    Ok(found.map_or_else(SpaceDigest::default, SpaceDigest))
}

/// Puts an encoded envelope together from `header, body_hash, card_hash, sig, card, body`, which begin at `column`.
pub(super) fn encoded(row: &SqlRow<'_>, column: usize, parts: Parts) -> Result<Vec<u8>, StoreError> {
    let blob = |offset: usize| -> Result<&[u8], StoreError> {
        Ok(row
            .get_ref(column + offset)?
            .as_blob_or_null()
            .map_err(rusqlite::Error::from)?
            .unwrap_or_default())
    };
    let card = if parts == Parts::Bodies { &[] } else { blob(4)? };
    let body = if parts == Parts::Card { &[] } else { blob(5)? };
    let fixed = [blob(0)?, blob(1)?, blob(2)?, blob(3)?];
    let present = u8::from(!body.is_empty()) | u8::from(!card.is_empty()) << 1;
    let mut bytes =
        Vec::with_capacity(1 + fixed.iter().map(|part| part.len()).sum::<usize>() + body.len() + card.len());
    bytes.push(present);
    for part in fixed.into_iter().chain([body, card]) {
        bytes.extend_from_slice(part);
    }
    Ok(bytes)
}

pub(super) fn rows(
    log: &Connection,
    reader: &Reader,
    after: Seq,
    max_bytes: usize,
) -> Result<RowSlice, StoreError> {
    let mut slice = RowSlice { rows: Vec::new(), to: after };
    let Some(workspace) = number_of(log, reader.workspace)? else { return Ok(slice) };
    let mut statement = log.prepare_cached(
        "SELECT seq, space, device, env_id, header, body_hash, card_hash, sig, card, body FROM log
         WHERE workspace = ?1 AND ?2 < seq ORDER BY seq",
    )?;
    let mut rows = statement.query(params![workspace, signed(after.0)])?;
    let (mut n_bytes, mut n_rows) = (0, 0);
    while n_rows < MOST_ROWS_LOOKED_AT
        && let Some(row) = rows.next()?
    {
        n_rows += 1;
        let (seq, space) = (Seq(number(row, 0)?), id(row, 1, "a space", SpaceId::parse)?);
        if reader.spaces.contains(&space) {
            let own = id(row, 2, "a device", DeviceId::parse)? == reader.device;
            let envelope = if own { None } else { Some(encoded(row, 4, Parts::Whole)?) };
            n_bytes += envelope.as_ref().map_or(0, Vec::len);
            if max_bytes < n_bytes && !slice.rows.is_empty() {
                break;
            }
            slice.rows.push(Row { seq, space, id: id(row, 3, "an envelope", EnvelopeId::parse)?, envelope });
        }
        slice.to = seq;
    }
    Ok(slice)
}

pub(super) fn vector(
    log: &Connection,
    workspace: WorkspaceId,
    doc: DocumentId,
) -> Result<Vec<Covered>, StoreError> {
    let Some(workspace) = number_of(log, workspace)? else { return Ok(Vec::new()) };
    let mut statement = log.prepare_cached(
        "SELECT device, change_ctr, change_env_id FROM doc_heads
         WHERE workspace = ?1 AND doc = ?2 AND change_ctr IS NOT NULL ORDER BY device",
    )?;
    let mut rows = statement.query(params![workspace, doc.as_bytes()])?;
    let mut vector = Vec::new();
    while let Some(row) = rows.next()? {
        let (device, envelope) =
            (id(row, 0, "a device", DeviceId::parse)?, id(row, 2, "a change", EnvelopeId::parse)?);
        vector.push(Covered { device, ctr: row.get(1)?, envelope });
    }
    Ok(vector)
}

pub(super) fn envelopes(
    log: &Connection,
    workspace: WorkspaceId,
    doc: DocumentId,
    parts: Parts,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let Some(workspace) = number_of(log, workspace)? else { return Ok(Vec::new()) };
    let mut statement = log.prepare_cached(
        "SELECT header, body_hash, card_hash, sig, card, body FROM log WHERE workspace = ?1 AND doc = ?2 ORDER BY seq",
    )?;
    let mut rows = statement.query(params![workspace, doc.as_bytes()])?;
    let mut envelopes = Vec::new();
    while let Some(row) = rows.next()? {
        envelopes.push(encoded(row, 0, parts)?);
    }
    Ok(envelopes)
}

pub(super) fn accepts(
    log: &Connection,
    workspace: WorkspaceId,
    after: u64,
) -> Result<Vec<(u64, Accept)>, StoreError> {
    let Some(workspace) = number_of(log, workspace)? else { return Ok(Vec::new()) };
    let mut statement = log.prepare_cached(
        "SELECT number, accept FROM accepts WHERE workspace = ?1 AND ?2 < number ORDER BY number",
    )?;
    let rows =
        statement.query_map(params![workspace, signed(after)], |row| Ok((number(row, 0)?, row.get(1)?)))?;
    rows.map(|row| {
        let (number, bytes): (u64, Vec<u8>) = row?;
        Ok((number, codec::parse(&bytes).map_err(|_| StoreError::Damaged("an acceptance"))?))
    })
    .collect()
}

pub(super) fn checkpoints(
    log: &Connection,
    workspace: WorkspaceId,
    after: u64,
) -> Result<Vec<(u64, Checkpoint)>, StoreError> {
    let Some(workspace) = number_of(log, workspace)? else { return Ok(Vec::new()) };
    let mut statement = log.prepare_cached(
        "SELECT number, checkpoint FROM checkpoints WHERE workspace = ?1 AND ?2 < number ORDER BY number",
    )?;
    let rows =
        statement.query_map(params![workspace, signed(after)], |row| Ok((number(row, 0)?, row.get(1)?)))?;
    rows.map(|row| {
        let (number, bytes): (u64, Vec<u8>) = row?;
        Ok((number, codec::parse(&bytes).map_err(|_| StoreError::Damaged("a checkpoint"))?))
    })
    .collect()
}

pub(super) fn contacts(log: &Connection, workspace: WorkspaceId) -> Result<Vec<(DeviceId, u64)>, StoreError> {
    let Some(workspace) = number_of(log, workspace)? else { return Ok(Vec::new()) };
    let mut statement =
        log.prepare_cached("SELECT device, at_ms FROM contacts WHERE workspace = ?1 ORDER BY device")?;
    let mut rows = statement.query([workspace])?;
    let mut contacts = Vec::new();
    while let Some(row) = rows.next()? {
        contacts.push((id(row, 0, "a device", DeviceId::parse)?, number(row, 1)?));
    }
    Ok(contacts)
}
