//! The keys this device is entitled to: space secrets in memory, document keys unwrapped when they are needed.
//!
//! Space secrets lie sealed under the storage key. Document keys stay as they travel, wrapped under their space's secret, so a
//! start unwraps nothing and a locked tablet holds no usable key.

use crate::{
    chain::Chain,
    rows::{
        self, SPACE_SECRETS, Trouble, key_record_key, key_records_of, packed_records_of, space_secret_key,
    },
    store::{Batch, Store, StoreError, Table},
};
use protocol::{
    chain::Right,
    codec, context,
    ids::{DeviceId, DocumentId, Epoch, KeyId, Salt, SpaceId, WorkspaceId},
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
/// From so many key records on they are stored in packs, one row for all of a segment: a row for each would take longer than
/// everything else of a first sync.
const PACKED: usize = 64;
/// Names a pack by what is in it.
const PACK: &str = "sprechtag/vault/key-record-pack/v1";
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
    /// Records of a bundle that is being judged: looked at before the store, which has those of earlier bundles.
    lent: BTreeMap<DocumentId, Vec<KeyRecord>>,
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
        Ok(Self { workspace, spaces, documents: BTreeMap::new(), lent: BTreeMap::new() })
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

    /// Drops a secret that was made here and could not be stored: nothing may be sealed under it.
    pub(crate) fn drop_secret(&mut self, space: SpaceId, epoch: Epoch) {
        self.spaces.remove(&(space, epoch));
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
        let lent = self.lent.get(&doc).map_or(&[][..], Vec::as_slice);
        let opened = match (lent.first(), self.open_any(lent, key)) {
            (_, Some(opened)) => Some(opened),
            // All records of a document are of its space: without a key of that, none opens.
            (Some(record), None) if !self.holds(record.claim.space) => None,
            (_, None) => self.open_any(&self.records_of(store, doc).await?, key),
        };
        Ok(opened.map(|opened| self.remember(doc, opened)))
    }

    /// The key of this name, from whichever record opens.
    fn open_any(&self, records: &[KeyRecord], key: KeyId) -> Option<DocumentKey> {
        records.iter().filter(|record| record.claim.key_id() == key).find_map(|record| {
            let secret = self.secret(record.claim.space, record.claim.epoch)?;
            secret.open_record(record, self.workspace).ok()
        })
    }

    /// Does the key of this name wait for a space key? One of its records is wrapped under an epoch that the chain announces
    /// to this device and that is not here yet, nor any after it: with a later one, all before it would be here.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn awaits(
        &self,
        store: &impl Store,
        (doc, key): (DocumentId, KeyId),
        (chain, device): (&Chain, DeviceId),
    ) -> Result<bool, StoreError> {
        let awaited = |record: &KeyRecord| {
            let (space, epoch) = (record.claim.space, record.claim.epoch);
            record.claim.key_id() == key
                && chain.announces(space, epoch)
                && chain.right(device, space).is_some()
                && self.spaces.range((space, epoch)..=(space, Epoch(u32::MAX))).next().is_none()
        };
        let is_lent = self.lent.get(&doc).is_some_and(|lent| lent.iter().any(awaited));
        Ok(is_lent || self.records_of(store, doc).await?.iter().any(awaited))
    }

    /// The key records of a document.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn records_of(
        &self,
        store: &impl Store,
        doc: DocumentId,
    ) -> Result<Vec<KeyRecord>, StoreError> {
        let lent = self.lent.get(&doc).into_iter().flatten().cloned();
        let rows = store.scan(Table::Keys, &key_records_of(doc), None, PAGE).await?;
        let mut records: Vec<KeyRecord> =
            lent.chain(rows.iter().filter_map(|(_, bytes)| codec::parse(bytes).ok())).collect();
        for (_, pack) in store.scan(Table::Keys, &packed_records_of(doc), None, PAGE).await? {
            let Ok(packed) = codec::parse::<Vec<KeyRecord>>(&pack) else { continue };
            records.extend(packed.into_iter().filter(|record| record.claim.doc == doc));
        }
        Ok(records)
    }

    /// Lets the records of a bundle be found without the store until [`Self::take_back`]. Those that do not fit their document
    /// are left out.
    pub(crate) fn lend(&mut self, records: impl Iterator<Item = KeyRecord>) {
        for record in records.filter(|record| fits(self.workspace, record)) {
            self.lent.entry(record.claim.doc).or_default().push(record);
        }
    }

    /// Ends [`Self::lend`].
    pub(crate) fn take_back(&mut self) {
        self.lent.clear();
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
        for record in self.records_of(store, doc).await? {
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
    pub(crate) fn keep_record(&self, record: &KeyRecord, batch: &mut Batch) {
        if fits(self.workspace, record) {
            let claim = &record.claim;
            batch.put(
                Table::Keys,
                key_record_key(claim.doc, claim.key_id(), claim.epoch),
                codec::encode(record),
            );
        }
    }

    /// Keeps records as they travel; many of them in packs.
    pub(crate) fn keep_records<'a>(&self, records: impl Iterator<Item = &'a KeyRecord>, batch: &mut Batch) {
        let records: Vec<&KeyRecord> = records.filter(|record| fits(self.workspace, record)).collect();
        if records.len() < PACKED {
            return records.into_iter().for_each(|record| self.keep_record(record, batch));
        }
        let mut packs: BTreeMap<Vec<u8>, Vec<&KeyRecord>> = BTreeMap::new();
        for record in records {
            packs.entry(packed_records_of(record.claim.doc)).or_default().push(record);
        }
        for (segment, pack) in packs {
            let pack = codec::encode(&pack);
            let name = context::hash(PACK, &[&pack]);
            batch.put(Table::Keys, [segment.as_slice(), &name].concat(), pack);
        }
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
        let records = match self.lent.get(&doc) {
            Some(lent) => lent.clone(),
            None => self.records_of(store, doc).await?,
        };
        Ok(records.first().map(|record| Home { space: record.claim.space, salt: record.claim.salt }))
    }
}

/// Does the document's name follow from its space and salt?
fn fits(workspace: WorkspaceId, record: &KeyRecord) -> bool {
    derive_document_id(workspace, record.claim.space, record.claim.salt) == record.claim.doc
}
