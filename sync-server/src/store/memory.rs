//! The store that forgets: what tests of other crates run their relay on, and the twin that keeps the contract honest.

use super::{
    ACCEPTS_PER_INVITATION, ChainRow, DocumentPage, KeySlice, NewRow, Parts, Reader, Row, RowOutcome,
    RowSlice, Store, StoreError, Tip, Write, Written,
};
use protocol::{
    chain::{CutHead, SignedOperation, derive_cut},
    codec,
    digest::SpaceDigest,
    envelope::{Envelope, Kind},
    ids::{DeviceId, DocumentId, EnvelopeId, KeyId, Seq, SpaceId, WorkspaceId},
    invitation::Accept,
    message::{CutList, NackReason},
    records::{Checkpoint, Covered, KeyRecord, SpaceBox},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Everything in maps behind one lock.
#[derive(Debug, Default)]
pub(crate) struct MemoryStore(Mutex<Everything>);

#[derive(Debug, Default)]
struct Everything {
    tokens: BTreeSet<[u8; 32]>,
    workspaces: BTreeMap<WorkspaceId, Workspace>,
}

#[derive(Debug, Default)]
struct Workspace {
    chain: Vec<ChainRow>,
    log: Vec<LoggedRow>,
    places: BTreeMap<EnvelopeId, Seq>,
    heads: BTreeMap<(DocumentId, DeviceId), Head>,
    documents: BTreeMap<DocumentId, Document>,
    keys: Vec<Key>,
    accepts: Vec<Accept>,
    checkpoints: BTreeMap<(DeviceId, SpaceId), (u64, Checkpoint)>,
    n_checkpoints: u64,
    nacks: BTreeMap<(DeviceId, EnvelopeId), NackReason>,
    contacts: BTreeMap<DeviceId, u64>,
}

#[derive(Debug)]
struct LoggedRow {
    row: NewRow,
    digest: SpaceDigest,
}

#[derive(Debug)]
struct Document {
    space: SpaceId,
    born: Seq,
}

#[derive(Debug)]
struct Head {
    ctr: u32,
    id: EnvelopeId,
    change: Option<(u32, EnvelopeId)>,
}

#[derive(Debug, PartialEq)]
enum Key {
    Box(SpaceBox),
    Record(KeyRecord),
}

impl MemoryStore {
    fn lock(&self) -> MutexGuard<'_, Everything> {
        // Nothing below panics half-way; a poisoned lock only means that some reader did.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read<T>(&self, workspace: WorkspaceId, read: impl FnOnce(&Workspace) -> T) -> T {
        let everything = self.lock();
        read(everything.workspaces.get(&workspace).unwrap_or(&Workspace::default()))
    }
}

impl Everything {
    fn apply(&mut self, write: &Write) -> Written {
        match write {
            Write::Beat => Written::Done,
            Write::SetupToken { hash, replace } => {
                if *replace {
                    self.tokens.clear();
                }
                self.tokens.insert(*hash);
                Written::Done
            }
            Write::Found { hash, workspace, genesis } => self.found(hash, *workspace, genesis),
            Write::Operation { workspace, at_len, operation, cuts } => self.with(*workspace, |it| {
                if it.chain.len() as u64 != *at_len {
                    return Written::ChainMoved;
                }
                let lists: Vec<CutList> = cuts
                    .iter()
                    .map(|cut| CutList { space: cut.space, heads: it.cut_heads(cut.space, &cut.devices) })
                    .collect();
                if cuts.iter().zip(&lists).any(|(cut, list)| derive_cut(&list.heads) != cut.cut) {
                    return Written::CutDiffers;
                }
                it.chain.push(ChainRow { operation: operation.clone(), cut_lists: lists });
                Written::Done
            }),
            Write::Keys { workspace, boxes, records } => self.with(*workspace, |it| {
                it.keep_keys(boxes, records);
                Written::Done
            }),
            Write::Append { workspace, chain_len, records, rows } => self.with(*workspace, |it| {
                if it.chain.len() as u64 != *chain_len {
                    return Written::ChainMoved;
                }
                it.keep_keys(&[], records);
                Written::Rows(rows.iter().map(|row| it.append(row)).collect())
            }),
            Write::Accept { accept } => self.with(accept.claim.workspace, |it| it.keep_accept(accept)),
            Write::Checkpoint { workspace, checkpoint } => self.with(*workspace, |it| {
                it.n_checkpoints += 1;
                let of = (checkpoint.claim.device, checkpoint.claim.space);
                it.checkpoints.insert(of, (it.n_checkpoints, checkpoint.clone()));
                Written::Done
            }),
            Write::Nack { workspace, device, envelope, reason } => self.with(*workspace, |it| {
                it.nacks.insert((*device, *envelope), *reason);
                Written::Done
            }),
            Write::Contact { workspace, device, at_ms } => self.with(*workspace, |it| {
                it.contacts.insert(*device, *at_ms);
                Written::Done
            }),
        }
    }

    fn with(&mut self, workspace: WorkspaceId, write: impl FnOnce(&mut Workspace) -> Written) -> Written {
        self.workspaces.get_mut(&workspace).map_or(Written::Unknown, write)
    }

    fn found(&mut self, hash: &[u8; 32], workspace: WorkspaceId, genesis: &SignedOperation) -> Written {
        if self.workspaces.contains_key(&workspace) || !self.tokens.remove(hash) {
            return Written::Unknown;
        }
        let first = ChainRow { operation: genesis.clone(), cut_lists: Vec::new() };
        self.workspaces.insert(workspace, Workspace { chain: vec![first], ..Workspace::default() });
        Written::Done
    }
}

impl Workspace {
    fn keep_keys(&mut self, boxes: &[SpaceBox], records: &[KeyRecord]) {
        let boxes = boxes.iter().cloned().map(Key::Box);
        for key in boxes.chain(records.iter().cloned().map(Key::Record)) {
            if !self.keys.contains(&key) {
                self.keys.push(key);
            }
        }
    }

    fn append(&mut self, row: &NewRow) -> RowOutcome {
        if let Some(seq) = self.places.get(&row.id) {
            return RowOutcome::Stored(*seq);
        }
        let header = &row.envelope.header;
        let head = self.heads.get(&(header.doc, header.device));
        let (last, last_id) = head.map_or((0, EnvelopeId::from_bytes([0; 16])), |head| (head.ctr, head.id));
        if last.saturating_add(1) < header.ctr {
            return RowOutcome::Gap(last);
        }
        if header.ctr <= last || header.prev != last_id {
            return RowOutcome::Clone;
        }
        let counted = (header.kind == Kind::Change as u8).then_some((header.ctr, row.id));
        let change = counted.or(head.and_then(|head| head.change));
        let seq = Seq(self.log.len() as u64 + 1);
        let digest = self.digest(row.space, seq).after(seq, row.id);
        self.heads.insert((header.doc, header.device), Head { ctr: header.ctr, id: row.id, change });
        self.documents.entry(header.doc).or_insert(Document { space: row.space, born: seq });
        self.places.insert(row.id, seq);
        self.log.push(LoggedRow { row: row.clone(), digest });
        RowOutcome::Stored(seq)
    }

    fn keep_accept(&mut self, accept: &Accept) -> Written {
        if self.accepts.contains(accept) {
            return Written::Done;
        }
        let of_it = self.accepts.iter().filter(|kept| kept.claim.invitation == accept.claim.invitation);
        if ACCEPTS_PER_INVITATION as usize <= of_it.count() {
            return Written::Unknown;
        }
        self.accepts.push(accept.clone());
        Written::Done
    }

    fn cut_heads(&self, space: SpaceId, devices: &[DeviceId]) -> Vec<CutHead> {
        let of_space =
            |doc: &DocumentId| self.documents.get(doc).is_some_and(|document| document.space == space);
        self.heads
            .iter()
            .filter(|((doc, device), _)| devices.contains(device) && of_space(doc))
            .map(|(&(doc, device), head)| CutHead { doc, device, ctr: head.ctr, envelope: head.id })
            .collect()
    }

    fn digest(&self, space: SpaceId, at: Seq) -> SpaceDigest {
        let upto = self.numbered().take_while(|(seq, _)| *seq <= at);
        upto.filter(|(_, logged)| logged.row.space == space)
            .last()
            .map_or_else(SpaceDigest::default, |(_, it)| it.digest)
    }

    fn numbered(&self) -> impl Iterator<Item = (Seq, &LoggedRow)> {
        (1..).map(Seq).zip(&self.log)
    }

    fn rows_of(&self, doc: DocumentId) -> impl Iterator<Item = &Envelope> {
        self.log.iter().map(|logged| &logged.row.envelope).filter(move |envelope| envelope.header.doc == doc)
    }

    fn tip(&self) -> Tip {
        Tip {
            seq: Seq(self.log.len() as u64),
            keys: Seq(self.keys.len() as u64),
            chain_len: self.chain.len() as u64,
            accepts: self.accepts.len() as u64,
            checkpoints: self.n_checkpoints,
        }
    }

    fn rows(&self, reader: &Reader, after: Seq, max_bytes: usize) -> RowSlice {
        let mut slice = RowSlice { rows: Vec::new(), to: after };
        let mut n_bytes = 0;
        for (seq, logged) in self.numbered().skip_while(|(seq, _)| *seq <= after) {
            let row = &logged.row;
            if reader.spaces.contains(&row.space) {
                let foreign = row.envelope.header.device != reader.device;
                let envelope = foreign.then(|| row.envelope.encode());
                n_bytes += envelope.as_ref().map_or(0, Vec::len);
                if max_bytes < n_bytes && !slice.rows.is_empty() {
                    break;
                }
                slice.rows.push(Row { seq, space: row.space, id: row.id, envelope });
            }
            slice.to = seq;
        }
        slice
    }

    fn keys(&self, reader: &Reader, after: Seq, max_bytes: usize) -> KeySlice {
        let mut slice = KeySlice { to: after, ..KeySlice::default() };
        let mut n_bytes = 0;
        for (seq, key) in (1..).map(Seq).zip(&self.keys).skip_while(|(seq, _)| *seq <= after) {
            match key {
                Key::Box(sealed) if sealed.claim.recipient == reader.device => {
                    n_bytes += codec::encode(sealed).len();
                    slice.boxes.push(sealed.clone());
                }
                Key::Record(record) if reader.spaces.contains(&record.claim.space) => {
                    n_bytes += codec::encode(record).len();
                    slice.records.push(record.clone());
                }
                Key::Box(_) | Key::Record(_) => (),
            }
            slice.to = seq;
            if max_bytes <= n_bytes {
                break;
            }
        }
        slice
    }
}

impl Store for MemoryStore {
    fn commit(&self, batch: &[Write]) -> Result<Vec<Written>, StoreError> {
        let mut everything = self.lock();
        Ok(batch.iter().map(|write| everything.apply(write)).collect())
    }

    fn is_founded(&self) -> Result<bool, StoreError> {
        Ok(!self.lock().workspaces.is_empty())
    }

    fn tip(&self, workspace: WorkspaceId) -> Result<Tip, StoreError> {
        Ok(self.read(workspace, Workspace::tip))
    }

    fn chain(
        &self,
        workspace: WorkspaceId,
        from: u64,
        max_bytes: usize,
    ) -> Result<Vec<ChainRow>, StoreError> {
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        let mut n_bytes = 0;
        Ok(self.read(workspace, |it| {
            let fits = |row: &&ChainRow| {
                let fits = n_bytes < max_bytes;
                n_bytes += row.operation.operation.len();
                fits
            };
            it.chain.iter().skip(from).take_while(fits).cloned().collect()
        }))
    }

    fn cut_heads(
        &self,
        workspace: WorkspaceId,
        space: SpaceId,
        devices: &[DeviceId],
    ) -> Result<Vec<CutHead>, StoreError> {
        Ok(self.read(workspace, |it| it.cut_heads(space, devices)))
    }

    fn place(&self, workspace: WorkspaceId, id: EnvelopeId) -> Result<Option<Seq>, StoreError> {
        Ok(self.read(workspace, |it| it.places.get(&id).copied()))
    }

    fn head(
        &self,
        workspace: WorkspaceId,
        doc: DocumentId,
        device: DeviceId,
    ) -> Result<Option<(u32, EnvelopeId)>, StoreError> {
        Ok(self.read(workspace, |it| it.heads.get(&(doc, device)).map(|head| (head.ctr, head.id))))
    }

    fn space_of(&self, workspace: WorkspaceId, doc: DocumentId) -> Result<Option<SpaceId>, StoreError> {
        Ok(self.read(workspace, |it| it.documents.get(&doc).map(|document| document.space)))
    }

    fn digest(&self, workspace: WorkspaceId, space: SpaceId, at: Seq) -> Result<SpaceDigest, StoreError> {
        Ok(self.read(workspace, |it| it.digest(space, at)))
    }

    fn rows(&self, reader: &Reader, after: Seq, max_bytes: usize) -> Result<RowSlice, StoreError> {
        Ok(self.read(reader.workspace, |it| it.rows(reader, after, max_bytes)))
    }

    fn keys(&self, reader: &Reader, after: Seq, max_bytes: usize) -> Result<KeySlice, StoreError> {
        Ok(self.read(reader.workspace, |it| it.keys(reader, after, max_bytes)))
    }

    fn records(
        &self,
        workspace: WorkspaceId,
        doc: DocumentId,
        key: Option<KeyId>,
    ) -> Result<Vec<KeyRecord>, StoreError> {
        let wanted = |record: &KeyRecord| {
            record.claim.doc == doc && key.is_none_or(|key| record.claim.key_id() == key)
        };
        Ok(self.read(workspace, |it| {
            let records =
                it.keys.iter().filter_map(|key| if let Key::Record(it) = key { Some(it) } else { None });
            records.filter(|record| wanted(record)).cloned().collect()
        }))
    }

    fn documents(&self, page: &DocumentPage) -> Result<Vec<DocumentId>, StoreError> {
        Ok(self.read(page.workspace, |it| {
            let listed = |document: &Document| document.space == page.space && document.born <= page.born_by;
            let behind = it.documents.iter().filter(|(doc, _)| page.after < **doc);
            behind.filter(|(_, document)| listed(document)).map(|(doc, _)| *doc).take(page.limit).collect()
        }))
    }

    fn vector(&self, workspace: WorkspaceId, doc: DocumentId) -> Result<Vec<Covered>, StoreError> {
        Ok(self.read(workspace, |it| {
            let heads = it.heads.iter().filter(|((of, _), _)| *of == doc);
            let counted = heads.filter_map(|((_, device), head)| head.change.map(|change| (*device, change)));
            counted.map(|(device, (ctr, envelope))| Covered { device, ctr, envelope }).collect()
        }))
    }

    fn newest_card(&self, workspace: WorkspaceId, doc: DocumentId) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.read(workspace, |it| {
            let with_card = it.rows_of(doc).filter(|envelope| envelope.card.is_some());
            with_card.last().map(|envelope| envelope.clone().without_body().encode())
        }))
    }

    fn envelopes(
        &self,
        workspace: WorkspaceId,
        doc: DocumentId,
        parts: Parts,
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        let part = |envelope: &Envelope| match parts {
            Parts::Whole => envelope.encode(),
            Parts::Bodies => Envelope { card: None, ..envelope.clone() }.encode(),
        };
        Ok(self.read(workspace, |it| it.rows_of(doc).map(part).collect()))
    }

    fn accepts(&self, workspace: WorkspaceId, after: u64) -> Result<Vec<(u64, Accept)>, StoreError> {
        Ok(self.read(workspace, |it| {
            (1..).zip(it.accepts.iter().cloned()).filter(|(number, _)| after < *number).collect()
        }))
    }

    fn checkpoints(&self, workspace: WorkspaceId, after: u64) -> Result<Vec<(u64, Checkpoint)>, StoreError> {
        Ok(self.read(workspace, |it| {
            it.checkpoints.values().filter(|(number, _)| after < *number).cloned().collect()
        }))
    }

    fn contacts(&self, workspace: WorkspaceId) -> Result<Vec<(DeviceId, u64)>, StoreError> {
        Ok(self.read(workspace, |it| it.contacts.iter().map(|(device, at_ms)| (*device, *at_ms)).collect()))
    }
}
