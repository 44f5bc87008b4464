//! The keys this device is entitled to: space secrets in memory, document keys unwrapped when they are needed.
//!
//! Space secrets lie sealed under the storage key. Document keys stay as they travel, wrapped under their space's secret, so a
//! start unwraps nothing and a locked tablet holds no usable key.

use crate::{
    chain::Chain,
    rows::{self, SPACE_SECRETS, Trouble, key_record_key, key_records_of, space_secret_key},
    store::{Batch, Store, StoreError, Table},
};
use protocol::{
    chain::Right,
    codec,
    ids::{DocumentId, Epoch, KeyId, Salt, SpaceId, WorkspaceId},
    keys::derive_document_id,
    records::{KeyRecord, KeyUse, SpaceBox},
};
use rand_core::CryptoRng;
use sealing::{
    device::DeviceSecret,
    document::{DocumentKey, KeyScope},
    space::{BoxScope, SpaceSecret},
    storage::StorageKey,
};
use std::{collections::BTreeMap, rc::Rc};

const PAGE: usize = 512;
/// Document keys kept unwrapped at a time.
const CACHE: usize = 1_024;

/// The home of a document: with the workspace it gives its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Home {
    pub(crate) space: SpaceId,
    pub(crate) salt: Salt,
}

/// A key to write with.
#[derive(Debug)]
pub(crate) struct WritingKey {
    pub(crate) key: Rc<DocumentKey>,
    /// Its record, if it was made just now.
    pub(crate) fresh: Option<KeyRecord>,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Keyring {
    workspace: WorkspaceId,
    spaces: BTreeMap<(SpaceId, Epoch), SpaceSecret>,
    documents: BTreeMap<(DocumentId, KeyId), Rc<DocumentKey>>,
}

impl Keyring {
    /// Reads the space secrets back.
    ///
    /// # Errors
    /// `Damaged` if one does not open.
    pub(crate) async fn load(
        store: &impl Store,
        storage: &StorageKey,
        workspace: WorkspaceId,
    ) -> Result<Self, Trouble> {
        let mut spaces = BTreeMap::new();
        for (key, sealed) in store.scan(Table::Keys, SPACE_SECRETS, None, usize::MAX).await? {
            let (space, epoch) = rows::parse_space_secret_key(&key).ok_or(Trouble::Damaged)?;
            let secret = SpaceSecret::from_sealed(&sealed, storage, BoxScope { workspace, space, epoch })?;
            spaces.insert((space, epoch), secret);
        }
        Ok(Self { workspace, spaces, documents: BTreeMap::new() })
    }

    /// A recovery kit learns its workspace after it was unlocked.
    pub(crate) const fn belong_to(&mut self, workspace: WorkspaceId) {
        self.workspace = workspace;
    }

    /// Where a box of this epoch belongs.
    pub(crate) fn scope(&self, space: SpaceId, epoch: Epoch) -> BoxScope {
        BoxScope { workspace: self.workspace, space, epoch }
    }

    /// The secret of one epoch.
    pub(crate) fn secret(&self, space: SpaceId, epoch: Epoch) -> Option<&SpaceSecret> {
        self.spaces.get(&(space, epoch))
    }

    /// Any secret of a space: all of them derive the same singletons.
    pub(crate) fn any_secret(&self, space: SpaceId) -> Option<&SpaceSecret> {
        self.spaces.iter().find(|((of, _), _)| *of == space).map(|(_, secret)| secret)
    }

    /// Does this device hold a key of the space?
    pub(crate) fn holds(&self, space: SpaceId) -> bool {
        self.any_secret(space).is_some()
    }

    /// Every epoch that is held.
    pub(crate) fn held(&self) -> impl Iterator<Item = (SpaceId, Epoch)> {
        self.spaces.keys().copied()
    }

    /// Takes a secret and writes it, sealed, into `batch`.
    pub(crate) fn keep(
        &mut self,
        scope: BoxScope,
        secret: SpaceSecret,
        (storage, rng): (&StorageKey, &mut impl CryptoRng),
        batch: &mut Batch,
    ) {
        let sealed = secret.to_sealed(storage, scope, rng);
        batch.put(Table::Keys, space_secret_key(scope.space, scope.epoch), sealed);
        self.spaces.insert((scope.space, scope.epoch), secret);
    }

    /// Opens a box for this device, and the epochs before it where the history is full. Only what the chain commits to counts.
    /// `false` if the chain does not announce it (yet) or it does not open.
    pub(crate) fn open_box(
        &mut self,
        sealed: &SpaceBox,
        (chain, device): (&Chain, &DeviceSecret),
        (storage, rng): (&StorageKey, &mut impl CryptoRng),
        batch: &mut Batch,
    ) -> bool {
        let (space, mut epoch) = (sealed.claim.space, sealed.claim.epoch);
        let Some(roster) = chain.roster() else { return false };
        let sealer = roster.device(sealed.claim.device).map(|standing| standing.keys.signing);
        let genuine = sealer.is_some_and(|key| sealed.verify(self.workspace, &key).is_ok());
        let Some(rotation) = roster.space(space).and_then(|space| space.rotations.get(&epoch)) else {
            return false;
        };
        let opened = device.open_box(sealed, self.scope(space, epoch), &rotation.commit);
        let (true, Ok(mut secret)) = (genuine, opened) else { return false };
        let mut backlink = rotation.backlink.clone();
        loop {
            let before = Epoch(epoch.0.saturating_sub(1));
            let commit = roster.space(space).and_then(|space| space.rotations.get(&before));
            let older = commit.zip(backlink.take()).and_then(|(rotation, sealed)| {
                Some((secret.open_backlink(&sealed, &rotation.commit).ok()?, rotation.backlink.clone()))
            });
            self.keep(self.scope(space, epoch), secret, (storage, &mut *rng), batch);
            let Some((next, link)) = older else { return true };
            (secret, backlink, epoch) = (next, link, before);
        }
    }

    /// The key of this name of a document, if one of its records opens here.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn document_key(
        &mut self,
        store: &impl Store,
        doc: DocumentId,
        key: KeyId,
    ) -> Result<Option<Rc<DocumentKey>>, StoreError> {
        if let Some(known) = self.documents.get(&(doc, key)) {
            return Ok(Some(Rc::clone(known)));
        }
        let prefix = [key_records_of(doc).as_slice(), key.as_bytes()].concat();
        for (_, bytes) in store.scan(Table::Keys, &prefix, None, PAGE).await? {
            let Ok(record) = codec::parse::<KeyRecord>(&bytes) else { continue };
            let Some(secret) = self.secret(record.claim.space, record.claim.epoch) else { continue };
            if let Ok(opened) = secret.open_record(&record, self.workspace) {
                return Ok(Some(self.remember(doc, opened)));
            }
        }
        Ok(None)
    }

    fn remember(&mut self, doc: DocumentId, key: DocumentKey) -> Rc<DocumentKey> {
        if CACHE <= self.documents.len() {
            self.documents.clear();
        }
        let key = Rc::new(key);
        self.documents.insert((doc, key.key_id()), Rc::clone(&key));
        key
    }

    /// A key to write a document with: one with a genuine write record under the current epoch, else a new one (S11). `None` if
    /// this device holds no current key of the space.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn writing_key(
        &mut self,
        store: &impl Store,
        home: Home,
        (chain, device): (&Chain, &DeviceSecret),
        rng: &mut impl CryptoRng,
    ) -> Result<Option<WritingKey>, StoreError> {
        let doc = derive_document_id(self.workspace, home.space, home.salt);
        let Some(epoch) = chain.sealing_epoch(home.space) else { return Ok(None) };
        if self.secret(home.space, epoch).is_none() {
            return Ok(None);
        }
        for (_, bytes) in store.scan(Table::Keys, &key_records_of(doc), None, PAGE).await? {
            let Ok(record) = codec::parse::<KeyRecord>(&bytes) else { continue };
            if record.claim.epoch != epoch || !self.may_write_with(&record, chain) {
                continue;
            }
            if let Some(key) = self.document_key(store, doc, record.claim.key_id()).await? {
                return Ok(Some(WritingKey { key, fresh: None }));
            }
        }
        let Some(under) = self.spaces.get(&(home.space, epoch)) else { return Ok(None) };
        let key = DocumentKey::make(rng);
        let scope = KeyScope {
            workspace: self.workspace,
            salt: home.salt,
            space: home.space,
            epoch,
            chain_head: chain.head(),
            key_use: KeyUse::Write,
        };
        let fresh = key.wrap(under, &scope, device, rng);
        Ok(Some(WritingKey { key: Rc::new(key), fresh: Some(fresh) }))
    }

    /// A record's signature is checked before writing with its key: somebody who may not write must not choose keys.
    fn may_write_with(&self, record: &KeyRecord, chain: &Chain) -> bool {
        let claim = &record.claim;
        let Some(roster) = chain.roster() else { return false };
        let Some(standing) = roster.device(claim.device) else { return false };
        claim.key_use == KeyUse::Write
            && record.verify(self.workspace, &standing.keys.signing).is_ok()
            && roster.right_at(claim.device, claim.space, claim.chain_head) == Some(Right::Write)
    }

    /// Keeps a record as it travels, if its document's name follows from its space and salt.
    pub(crate) fn keep_record(&self, record: &KeyRecord, batch: &mut Batch) -> bool {
        let claim = &record.claim;
        let fits = derive_document_id(self.workspace, claim.space, claim.salt) == claim.doc;
        if fits {
            let key = key_record_key(claim.doc, claim.key_id(), claim.epoch);
            batch.put(Table::Keys, key, codec::encode(record));
        }
        fits
    }

    /// The home of a document that is not in the index yet, from any of its key records.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn home_of(
        &self,
        store: &impl Store,
        doc: DocumentId,
    ) -> Result<Option<Home>, StoreError> {
        for (_, bytes) in store.scan(Table::Keys, &key_records_of(doc), None, PAGE).await? {
            let Ok(record) = codec::parse::<KeyRecord>(&bytes) else { continue };
            return Ok(Some(Home { space: record.claim.space, salt: record.claim.salt }));
        }
        Ok(None)
    }
}
