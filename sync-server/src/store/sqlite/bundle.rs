//! Many documents at once for a first sync: one walk over documents and envelopes, one over heads and one over key records, all
//! in the order of the documents' names and merged here, instead of a question or three for each document.

use super::read::{self, encoded, id, signed};
use crate::store::{Bundled, Parts, StoreError, Wanted};
use minicbor::bytes::ByteVec;
use protocol::{
    codec,
    ids::{DeviceId, DocumentId, EnvelopeId, Seq, WorkspaceId},
    message::{BootstrapPhase, BundledDocument, DocumentState},
    records::{Covered, KeyRecord},
};
use rusqlite::{Connection, OptionalExtension, params, types::ValueRef};
use std::collections::BTreeMap;

/// Each document with its newest card. The joins are in this order, so that rows come by name without sorting.
const CARDS: &str = "
SELECT docs.doc, header, body_hash, card_hash, sig, card, NULL
FROM docs LEFT JOIN log ON log.workspace = docs.workspace AND log.seq = docs.card_seq
WHERE docs.workspace = ?1 AND docs.space = ?2 AND ?3 < docs.doc AND docs.birth_seq <= ?4 ORDER BY docs.doc";
/// Each document with every body.
const BODIES: &str = "
SELECT docs.doc, header, body_hash, card_hash, sig, NULL, body
FROM docs CROSS JOIN log ON log.workspace = docs.workspace AND log.doc = docs.doc
WHERE docs.workspace = ?1 AND docs.space = ?2 AND ?3 < docs.doc AND docs.birth_seq <= ?4
ORDER BY docs.doc, log.device, log.ctr";
/// What else is in a bundle beside an envelope, in bytes, about: name, heads, key record.
const OVERHEAD: usize = 512;

/// The documents without their key records.
pub(super) fn documents(log: &Connection, wanted: &Wanted) -> Result<Bundled, StoreError> {
    let Some(workspace) = read::number_of(log, wanted.workspace)? else {
        return Ok(Bundled { documents: Vec::new(), ends: true });
    };
    let (sql, parts) = match wanted.phase {
        BootstrapPhase::Cards => (CARDS, Parts::Card),
        BootstrapPhase::Bodies => (BODIES, Parts::Bodies),
    };
    let mut statement = log.prepare_cached(sql)?;
    let (space, after) = (wanted.space.as_bytes(), wanted.after.as_bytes());
    let mut rows = statement.query(params![workspace, space, after, signed(wanted.born_by.0)])?;
    let mut bundled = Bundled { documents: Vec::new(), ends: true };
    let mut n_bytes = 0;
    while let Some(row) = rows.next()? {
        let doc = id(row, 0, "a document", DocumentId::parse)?;
        let same = bundled.documents.last().is_some_and(|last| last.state.doc == doc);
        if !same {
            if wanted.max_bytes <= n_bytes {
                bundled.ends = false;
                break;
            }
            n_bytes += OVERHEAD;
            let state = DocumentState { doc, heads: Vec::new() };
            bundled.documents.push(BundledDocument { state, records: Vec::new(), envelopes: Vec::new() });
        }
        if row.get_ref(1)? == ValueRef::Null {
            continue; // no card yet
        }
        let envelope = encoded(row, 1, parts)?;
        n_bytes += envelope.len();
        if let Some(document) = bundled.documents.last_mut() {
            document.envelopes.push(ByteVec::from(envelope));
        }
    }
    add_heads(log, workspace, wanted, &mut bundled)?;
    Ok(bundled)
}

fn add_heads(
    log: &Connection,
    workspace: i64,
    wanted: &Wanted,
    bundled: &mut Bundled,
) -> Result<(), StoreError> {
    let Some(last) = bundled.documents.last().map(|last| last.state.doc) else { return Ok(()) };
    let mut statement = log.prepare_cached(
        "SELECT doc, device, change_ctr, change_env_id FROM doc_heads
         WHERE workspace = ?1 AND ?2 < doc AND doc <= ?3 AND change_ctr IS NOT NULL ORDER BY doc, device",
    )?;
    let mut rows = statement.query(params![workspace, wanted.after.as_bytes(), last.as_bytes()])?;
    let mut documents = bundled.documents.iter_mut().peekable();
    while let Some(row) = rows.next()? {
        let doc = id(row, 0, "a document", DocumentId::parse)?;
        while documents.next_if(|document| document.state.doc < doc).is_some() {}
        // Heads of documents of other spaces lie in between.
        if let Some(document) = documents.peek_mut().filter(|document| document.state.doc == doc) {
            let device = id(row, 1, "a device", DeviceId::parse)?;
            let envelope = id(row, 3, "a change", EnvelopeId::parse)?;
            document.state.heads.push(Covered { device, ctr: row.get(2)?, envelope });
        }
    }
    Ok(())
}

/// Adds their key records to documents.
pub(super) fn add_records(
    keys: &Connection,
    wanted: &Wanted,
    bundled: &mut Bundled,
) -> Result<(), StoreError> {
    let Some(workspace) = read::number_of(keys, wanted.workspace)? else { return Ok(()) };
    let Some(last) = bundled.documents.last().map(|last| last.state.doc) else { return Ok(()) };
    let mut statement = keys.prepare_cached(
        "SELECT doc, bytes FROM keys WHERE workspace = ?1 AND ?2 < doc AND doc <= ?3 AND space = ?4 ORDER BY doc, seq",
    )?;
    let (after, space) = (wanted.after.as_bytes(), wanted.space.as_bytes());
    let mut rows = statement.query(params![workspace, after, last.as_bytes(), space])?;
    let mut records: BTreeMap<DocumentId, Vec<KeyRecord>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        let record = codec::parse(bytes).map_err(|_| StoreError::Damaged("a key record"))?;
        records.entry(id(row, 0, "a document", DocumentId::parse)?).or_default().push(record);
    }
    for document in &mut bundled.documents {
        document.records = records.remove(&document.state.doc).unwrap_or_default();
    }
    Ok(())
}

/// The place of a document's first row.
pub(super) fn born(
    log: &Connection,
    workspace: WorkspaceId,
    doc: DocumentId,
) -> Result<Option<Seq>, StoreError> {
    let Some(workspace) = read::number_of(log, workspace)? else { return Ok(None) };
    let mut find = log.prepare_cached("SELECT birth_seq FROM docs WHERE workspace = ?1 AND doc = ?2")?;
    Ok(find.query_row(params![workspace, doc.as_bytes()], |row| read::number(row, 0)).optional()?.map(Seq))
}
