//! The store that forgets: what tests of other crates run their relay on, and the twin that keeps the contract honest.

mod workspace;

use super::{
    Bundled, CutHeads, KeySlice, Parts, Reader, RowSlice, Store, StoreError, Tip, Wanted, Write, Written,
};
use protocol::{
    chain::{CutHead, SignedOperation, derive_cut},
    digest::SpaceDigest,
    ids::{DeviceId, DocumentId, EnvelopeId, KeyId, Seq, SpaceId, WorkspaceId},
    invitation::Accept,
    records::{Checkpoint, Covered, KeyRecord},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};
use workspace::Workspace;

/// Everything in maps behind one lock.
#[derive(Debug, Default)]
pub(crate) struct MemoryStore(Mutex<Everything>);

#[derive(Debug, Default)]
struct Everything {
    tokens: BTreeSet<[u8; 32]>,
    workspaces: BTreeMap<WorkspaceId, Workspace>,
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
                let lists: Vec<CutHeads> =
                    cuts.iter().map(|cut| (cut.space, it.cut_heads(cut.space, &cut.devices))).collect();
                if cuts.iter().zip(&lists).any(|(cut, (_, heads))| derive_cut(heads) != cut.cut) {
                    return Written::CutDiffers;
                }
                it.chain.push((operation.clone(), lists));
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
        let chain = vec![(genesis.clone(), Vec::new())];
        self.workspaces.insert(workspace, Workspace { chain, ..Workspace::default() });
        Written::Done
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

    fn workspaces(&self) -> Result<Vec<WorkspaceId>, StoreError> {
        Ok(self.lock().workspaces.keys().copied().collect())
    }

    fn tip(&self, workspace: WorkspaceId) -> Result<Tip, StoreError> {
        Ok(self.read(workspace, Workspace::tip))
    }

    fn chain(
        &self,
        workspace: WorkspaceId,
        from: u64,
        max_bytes: usize,
    ) -> Result<Vec<SignedOperation>, StoreError> {
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        let mut n_bytes = 0;
        Ok(self.read(workspace, |it| {
            let fits = |operation: &&SignedOperation| {
                let fits = n_bytes < max_bytes;
                n_bytes += operation.operation.len();
                fits
            };
            let behind = it.chain.iter().skip(from).map(|(operation, _)| operation);
            behind.take_while(fits).cloned().collect()
        }))
    }

    fn heads_behind_cut(
        &self,
        workspace: WorkspaceId,
        position: u64,
        space: SpaceId,
    ) -> Result<Vec<CutHead>, StoreError> {
        let place = usize::try_from(position.saturating_sub(1)).unwrap_or(usize::MAX);
        Ok(self.read(workspace, |it| {
            let lists = it.chain.get(place).into_iter().flat_map(|(_, lists)| lists);
            lists.filter(|(of, _)| *of == space).flat_map(|(_, heads)| heads).cloned().collect()
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

    fn boxes(&self, reader: &Reader, after: Seq) -> Result<KeySlice, StoreError> {
        let keys = self.keys(reader, after, usize::MAX)?;
        Ok(KeySlice { records: Vec::new(), ..keys })
    }

    fn records(
        &self,
        workspace: WorkspaceId,
        doc: DocumentId,
        key: Option<KeyId>,
    ) -> Result<Vec<KeyRecord>, StoreError> {
        Ok(self.read(workspace, |it| it.records(doc, key)))
    }

    fn bundle(&self, wanted: &Wanted) -> Result<Bundled, StoreError> {
        Ok(self.read(wanted.workspace, |it| it.bundle(wanted)))
    }

    fn born(&self, workspace: WorkspaceId, doc: DocumentId) -> Result<Option<Seq>, StoreError> {
        Ok(self.read(workspace, |it| it.documents.get(&doc).map(|document| document.born)))
    }

    fn vector(&self, workspace: WorkspaceId, doc: DocumentId) -> Result<Vec<Covered>, StoreError> {
        Ok(self.read(workspace, |it| it.vector(doc)))
    }

    fn envelopes(
        &self,
        workspace: WorkspaceId,
        doc: DocumentId,
        parts: Parts,
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        Ok(self.read(workspace, |it| it.rows_of(doc).map(|envelope| parts.of(envelope)).collect()))
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
