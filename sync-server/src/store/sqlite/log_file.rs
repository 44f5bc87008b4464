//! `log.db`, written: chain, log, and what is derived from the log so that nobody has to read it whole.

use super::read::{self, signed};
use crate::store::{
    ACCEPTS_PER_INVITATION, CutHeads, ExpectedCut, NewRow, RowOutcome, StoreError, Write, Written,
};
use protocol::{
    chain::{SignedOperation, derive_cut},
    codec,
    envelope::Kind,
    ids::{EnvelopeId, Seq, WorkspaceId},
    invitation::Accept,
    records::Checkpoint,
};
use rusqlite::{Connection, params};

/// What each column tells is written down in `docs/relay-sees.md`.
pub(super) const SCHEMA: &str = "
CREATE TABLE workspaces (id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE setup_tokens (hash BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE chain (
    workspace INTEGER NOT NULL REFERENCES workspaces, position INTEGER NOT NULL, operation BLOB NOT NULL,
    cut_lists BLOB NOT NULL, PRIMARY KEY (workspace, position)
) STRICT;
CREATE TABLE log (
    id INTEGER PRIMARY KEY, workspace INTEGER NOT NULL REFERENCES workspaces, seq INTEGER NOT NULL,
    space BLOB NOT NULL, doc BLOB NOT NULL, kind INTEGER NOT NULL, device BLOB NOT NULL, ctr INTEGER NOT NULL,
    env_id BLOB NOT NULL, digest BLOB NOT NULL, header BLOB NOT NULL, body_hash BLOB NOT NULL,
    card_hash BLOB NOT NULL, sig BLOB NOT NULL, card BLOB, body BLOB,
    UNIQUE (workspace, seq), UNIQUE (workspace, env_id), UNIQUE (workspace, doc, device, ctr)
) STRICT;
CREATE INDEX log_of_space ON log (workspace, space, seq);
CREATE TABLE doc_heads (
    workspace INTEGER NOT NULL, doc BLOB NOT NULL, device BLOB NOT NULL, ctr INTEGER NOT NULL, env_id BLOB NOT NULL,
    change_ctr INTEGER, change_env_id BLOB, PRIMARY KEY (workspace, doc, device)
) STRICT, WITHOUT ROWID;
CREATE TABLE docs (
    workspace INTEGER NOT NULL, doc BLOB NOT NULL, space BLOB NOT NULL, birth_seq INTEGER NOT NULL,
    head_seq INTEGER NOT NULL, card_seq INTEGER, PRIMARY KEY (workspace, doc)
) STRICT, WITHOUT ROWID;
CREATE INDEX docs_of_space ON docs (workspace, space, doc, birth_seq);
CREATE TABLE accepts (
    workspace INTEGER NOT NULL REFERENCES workspaces, number INTEGER NOT NULL, invitation BLOB NOT NULL,
    accept BLOB NOT NULL, PRIMARY KEY (workspace, number), UNIQUE (workspace, accept)
) STRICT;
CREATE TABLE checkpoints (
    workspace INTEGER NOT NULL REFERENCES workspaces, device BLOB NOT NULL, space BLOB NOT NULL,
    number INTEGER NOT NULL, checkpoint BLOB NOT NULL, PRIMARY KEY (workspace, device, space)
) STRICT;
CREATE TABLE nacks (
    workspace INTEGER NOT NULL REFERENCES workspaces, env_id BLOB NOT NULL, device BLOB NOT NULL,
    reason INTEGER NOT NULL, PRIMARY KEY (workspace, env_id, device)
) STRICT;
CREATE TABLE contacts (
    workspace INTEGER NOT NULL REFERENCES workspaces, device BLOB NOT NULL, at_ms INTEGER NOT NULL,
    PRIMARY KEY (workspace, device)
) STRICT;
";

/// Does the log's part of one write inside the batch's transaction.
pub(super) fn apply(log: &Connection, write: &Write) -> Result<Written, StoreError> {
    match write {
        Write::Beat => Ok(Written::Done),
        Write::SetupToken { hash, replace } => keep_token(log, hash, *replace),
        Write::Found { hash, workspace, genesis } => found(log, hash, *workspace, genesis),
        Write::Operation { workspace, at_len, operation, cuts } => {
            append_operation(log, *workspace, *at_len, operation, cuts)
        }
        Write::Keys { workspace, .. } => in_workspace(log, *workspace, |_| Ok(Written::Done)),
        Write::Append { workspace, chain_len, rows, .. } => in_workspace(log, *workspace, |number| {
            if read::chain_len(log, number)? != *chain_len {
                return Ok(Written::ChainMoved);
            }
            Ok(Written::Rows(rows.iter().map(|row| append(log, number, row)).collect::<Result<_, _>>()?))
        }),
        Write::Accept { accept } => keep_accept(log, accept),
        Write::Checkpoint { workspace, checkpoint } => keep_checkpoint(log, *workspace, checkpoint),
        Write::Nack { workspace, device, envelope, reason } => {
            in_workspace(log, *workspace, |number| {
                log.prepare_cached("INSERT OR REPLACE INTO nacks (workspace, env_id, device, reason) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![number, envelope.as_bytes(), device.as_bytes(), *reason as u8])?;
                Ok(Written::Done)
            })
        }
        Write::Contact { workspace, device, at_ms } => in_workspace(log, *workspace, |number| {
            log.prepare_cached(
                "INSERT OR REPLACE INTO contacts (workspace, device, at_ms) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![number, device.as_bytes(), signed(*at_ms)])?;
            Ok(Written::Done)
        }),
    }
}

fn in_workspace(
    log: &Connection,
    workspace: WorkspaceId,
    write: impl FnOnce(i64) -> Result<Written, StoreError>,
) -> Result<Written, StoreError> {
    read::number_of(log, workspace)?.map_or(Ok(Written::Unknown), write)
}

fn keep_token(log: &Connection, hash: &[u8; 32], replace: bool) -> Result<Written, StoreError> {
    if replace {
        log.execute("DELETE FROM setup_tokens", [])?;
    }
    log.execute("INSERT OR IGNORE INTO setup_tokens (hash) VALUES (?1)", [hash])?;
    Ok(Written::Done)
}

fn found(
    log: &Connection,
    hash: &[u8; 32],
    workspace: WorkspaceId,
    genesis: &SignedOperation,
) -> Result<Written, StoreError> {
    if read::number_of(log, workspace)?.is_some()
        || log.execute("DELETE FROM setup_tokens WHERE hash = ?1", [hash])? == 0
    {
        return Ok(Written::Unknown);
    }
    log.execute("INSERT INTO workspaces (name) VALUES (?1)", [workspace.as_bytes()])?;
    insert_operation(log, log.last_insert_rowid(), 1, genesis, &[])?;
    Ok(Written::Done)
}

fn append_operation(
    log: &Connection,
    workspace: WorkspaceId,
    at_len: u64,
    operation: &SignedOperation,
    cuts: &[ExpectedCut],
) -> Result<Written, StoreError> {
    in_workspace(log, workspace, |number| {
        if read::chain_len(log, number)? != at_len {
            return Ok(Written::ChainMoved);
        }
        let mut lists = Vec::with_capacity(cuts.len());
        for cut in cuts {
            let heads = read::cut_heads(log, workspace, cut.space, &cut.devices)?;
            if derive_cut(&heads) != cut.cut {
                return Ok(Written::CutDiffers);
            }
            lists.push((cut.space, heads));
        }
        insert_operation(log, number, at_len.saturating_add(1), operation, &lists)?;
        Ok(Written::Done)
    })
}

fn insert_operation(
    log: &Connection,
    workspace: i64,
    position: u64,
    operation: &SignedOperation,
    lists: &[CutHeads],
) -> Result<(), StoreError> {
    log.prepare_cached(
        "INSERT INTO chain (workspace, position, operation, cut_lists) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![
        workspace,
        signed(position),
        codec::encode(operation),
        codec::encode(&lists.to_vec())
    ])?;
    Ok(())
}

fn append(log: &Connection, workspace: i64, row: &NewRow) -> Result<RowOutcome, StoreError> {
    if let Some(seq) = read::place_in(log, workspace, row.id)? {
        return Ok(RowOutcome::Stored(seq));
    }
    let header = &row.envelope.header;
    let head = read::head_in(log, workspace, header.doc, header.device)?;
    let (last, last_id) = head.unwrap_or((0, EnvelopeId::from_bytes([0; 16])));
    if last.saturating_add(1) < header.ctr {
        return Ok(RowOutcome::Gap(last));
    }
    if header.ctr <= last || header.prev != last_id {
        return Ok(RowOutcome::Clone);
    }
    let seq = Seq(read::last_seq(log, workspace)?.0.saturating_add(1));
    insert_row(log, workspace, seq, row)?;
    note_head(log, workspace, row)?;
    note_document(log, workspace, seq, row)?;
    Ok(RowOutcome::Stored(seq))
}

fn insert_row(log: &Connection, workspace: i64, seq: Seq, row: &NewRow) -> Result<(), StoreError> {
    let (envelope, header) = (&row.envelope, &row.envelope.header);
    let digest = read::digest_in(log, workspace, row.space, seq)?.after(seq, row.id);
    log.prepare_cached(
        "INSERT INTO log (workspace, seq, space, doc, kind, device, ctr, env_id, digest, header, body_hash, card_hash,
                          sig, card, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?
    .execute(params![
        workspace,
        signed(seq.0),
        row.space.as_bytes(),
        header.doc.as_bytes(),
        header.kind,
        header.device.as_bytes(),
        header.ctr,
        row.id.as_bytes(),
        digest.0,
        header.encode(),
        envelope.body_hash,
        envelope.card_hash,
        envelope.sig.as_bytes(),
        envelope.card,
        envelope.body,
    ])?;
    Ok(())
}

fn note_head(log: &Connection, workspace: i64, row: &NewRow) -> Result<(), StoreError> {
    let header = &row.envelope.header;
    let counted = header.kind == Kind::Change as u8;
    let change_ctr = counted.then_some(header.ctr);
    let change_id = counted.then(|| row.id.as_bytes().to_vec());
    log.prepare_cached(
        "INSERT INTO doc_heads (workspace, doc, device, ctr, env_id, change_ctr, change_env_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT DO UPDATE SET ctr = ?4, env_id = ?5, change_ctr = coalesce(?6, change_ctr),
                                   change_env_id = coalesce(?7, change_env_id)",
    )?
    .execute(params![
        workspace,
        header.doc.as_bytes(),
        header.device.as_bytes(),
        header.ctr,
        row.id.as_bytes(),
        change_ctr,
        change_id,
    ])?;
    Ok(())
}

fn note_document(log: &Connection, workspace: i64, seq: Seq, row: &NewRow) -> Result<(), StoreError> {
    let card_seq = row.envelope.card.as_ref().map(|_| signed(seq.0));
    log.prepare_cached(
        "INSERT INTO docs (workspace, doc, space, birth_seq, head_seq, card_seq) VALUES (?1, ?2, ?3, ?4, ?4, ?5)
         ON CONFLICT DO UPDATE SET head_seq = ?4, card_seq = coalesce(?5, card_seq)",
    )?
    .execute(params![workspace, row.envelope.header.doc.as_bytes(), row.space.as_bytes(), signed(seq.0), card_seq])?;
    Ok(())
}

fn keep_accept(log: &Connection, accept: &Accept) -> Result<Written, StoreError> {
    in_workspace(log, accept.claim.workspace, |workspace| {
        let (invitation, bytes) = (accept.claim.invitation, codec::encode(accept));
        let (n_kept, known): (u32, bool) = log.query_row(
            "SELECT count(*), coalesce(max(accept = ?3), 0) FROM accepts WHERE workspace = ?1 AND invitation = ?2",
            params![workspace, invitation.as_bytes(), bytes],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        if known {
            return Ok(Written::Done);
        }
        if ACCEPTS_PER_INVITATION <= n_kept {
            return Ok(Written::Unknown);
        }
        log.execute(
            "INSERT INTO accepts (workspace, number, invitation, accept)
             VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM accepts WHERE workspace = ?1), ?2, ?3)",
            params![workspace, invitation.as_bytes(), bytes],
        )?;
        Ok(Written::Done)
    })
}

fn keep_checkpoint(
    log: &Connection,
    workspace: WorkspaceId,
    checkpoint: &Checkpoint,
) -> Result<Written, StoreError> {
    in_workspace(log, workspace, |workspace| {
        let claim = &checkpoint.claim;
        log.prepare_cached(
            "INSERT OR REPLACE INTO checkpoints (workspace, device, space, number, checkpoint)
             VALUES (?1, ?2, ?3, (SELECT coalesce(max(number), 0) + 1 FROM checkpoints WHERE workspace = ?1), ?4)",
        )?
        .execute(params![workspace, claim.device.as_bytes(), claim.space.as_bytes(), codec::encode(checkpoint)])?;
        Ok(Written::Done)
    })
}
