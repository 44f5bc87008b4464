//! The open vault: everything that exists in memory only between unlocking and locking.

use crate::{
    catalogue::Catalogue,
    chain::Chain,
    documents::Documents,
    incoming::{CardsDue, Incoming},
    index::Index,
    intentions::Intentions,
    keyring::{Home, Keyring},
    newcomers::Newcomers,
    outbox::Outbox,
    quarantine,
    rows::{
        self, CursorsRecord, DraftsRecord, LogRecord, MarkerRecord, OutboxRecord, QuarantineRecord,
        ReachedRecord, SettingsRecord, SlotRecord, StandingRecord, Trouble, meta,
    },
    store::{Batch, Durability, Store, StoreError, Table},
    vault::{Output, Settings},
};
use api::{refusal::RelayFault, view::Storage};
use casework::{CaseId, Subject};
use protocol::{
    chain::{Right, SpaceKind},
    ids::{DeviceId, DocumentId, EnvelopeId, MemberId, Salt, Timestamp, WorkspaceId},
    invitation::Accept,
    message::BootstrapPhase,
};
use rand_core::CryptoRng;
use sealing::{device::DeviceSecret, storage::StorageKey};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use sync_engine::{Engine, Pause, Phase, Resume};

/// Lines of the sync log that are kept.
const LOG_LINES: usize = 100;

/// See the module. Dropping it wipes every key.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) storage: StorageKey,
    pub(crate) device: DeviceSecret,
    pub(crate) workspace: WorkspaceId,
    pub(crate) standing: StandingRecord,
    pub(crate) slot: SlotRecord,
    /// When a wrong passphrase was given last while this vault was open, by the stopwatch.
    pub(crate) wrong_at: Option<u64>,
    pub(crate) chain: Chain,
    pub(crate) keyring: Keyring,
    pub(crate) index: Index,
    pub(crate) catalogue: Catalogue,
    pub(crate) documents: Documents,
    pub(crate) engine: Engine,
    pub(crate) cursors: CursorsRecord,
    pub(crate) settings: SettingsRecord,
    pub(crate) drafts: DraftsRecord,
    pub(crate) outbox: Outbox,
    pub(crate) quarantine: BTreeMap<EnvelopeId, QuarantineRecord>,
    pub(crate) intentions: Intentions,
    /// How far the others were when that changed last.
    pub(crate) reached: ReachedRecord,
    /// Who accepted an invitation and waits.
    pub(crate) joiners: Vec<Accept>,
    pub(crate) newcomers: Newcomers,
    pub(crate) log: VecDeque<LogRecord>,
    /// Counts changes of the link, the log and who waits, which lists of cards do not show.
    pub(crate) status_revision: u64,
    /// What the relay refused last.
    pub(crate) refused: Option<RelayFault>,
    /// What the runtime said of its storage.
    pub(crate) space_left: Storage,
    /// Are there rows in the inbox that nobody has looked at?
    pub(crate) unread: bool,
    /// What came and is not done with.
    pub(crate) incoming: Incoming,
    /// The unlocked person touched the device last.
    pub(crate) active_at: Timestamp,
    /// Documents of which nothing opens (yet): not tried again before something of them comes.
    pub(crate) unopenable: BTreeSet<DocumentId>,
    /// Cards that this device sends unless fresher ones come.
    pub(crate) cards: CardsDue,
    /// What the engine is to be told next.
    pub(crate) to_engine: Vec<sync_engine::Input>,
    /// When the engine wants to be woken.
    pub(crate) wake_at: Option<Timestamp>,
    /// From when on names are learned while nobody needs them: the first screen comes first. `None` before the first step.
    pub(crate) learn_at: Option<Timestamp>,
}

impl Open {
    /// Reads everything back after the passphrase was right.
    ///
    /// # Errors
    /// `Damaged` if a row does not open. Nothing is changed or deleted for that.
    pub(crate) async fn load(
        store: &impl Store,
        storage: StorageKey,
        slot: SlotRecord,
        now: Timestamp,
    ) -> Result<Self, Trouble> {
        let device = store.get(Table::Meta, meta::DEVICE).await?.ok_or(Trouble::Damaged)?;
        let device = DeviceSecret::from_sealed(&device, &storage)?;
        let standing: StandingRecord =
            sealed_row(store, &storage, meta::STANDING).await?.ok_or(Trouble::Damaged)?;
        let chain = chain_of(store, &standing, device.device_id()).await?;
        let workspace = workspace_of(&standing, &chain).ok_or(Trouble::Damaged)?;
        let cursors = store.get(Table::Meta, meta::CURSORS).await?;
        let cursors: CursorsRecord =
            cursors.map(|bytes| rows::parse(&bytes)).transpose()?.unwrap_or_default();
        let outbox = Outbox::load(store).await?;
        let reached: ReachedRecord = sealed_row(store, &storage, meta::REACHED).await?.unwrap_or_default();
        let here = (workspace, device.device_id());
        let engine = engine_of(&standing, &chain, (&cursors, &reached), &outbox, here);
        let quarantine = quarantine::load(store).await?;
        let log: Vec<LogRecord> = sealed_row(store, &storage, meta::LOG).await?.unwrap_or_default();
        let newcomers = Newcomers::load(store, &storage).await?;
        let unread = !store.scan(Table::Inbox, &[], None, 1).await?.is_empty();
        let index = Index::load(store, &storage, workspace).await?;
        let owed = index.raw().filter_map(|doc| Some(index.get(doc)?.home.space)).collect();
        let marker = store.get(Table::Meta, meta::MARKER).await?;
        let marker: Option<MarkerRecord> = marker.map(|bytes| rows::parse(&bytes)).transpose()?;
        Ok(Self {
            keyring: Keyring::load(store, &storage, workspace).await?,
            index,
            catalogue: Catalogue::default(),
            documents: Documents::new(marker),
            settings: sealed_row(store, &storage, meta::SETTINGS).await?.unwrap_or_default(),
            drafts: sealed_row(store, &storage, meta::DRAFTS).await?.unwrap_or_default(),
            intentions: Intentions::default(),
            storage,
            device,
            workspace,
            standing,
            slot,
            wrong_at: None,
            chain,
            engine,
            cursors,
            outbox,
            quarantine,
            reached,
            newcomers,
            joiners: Vec::new(),
            log: log.into(),
            status_revision: 0,
            refused: None,
            space_left: Storage::default(),
            unread,
            incoming: Incoming { owed, ..Incoming::default() },
            active_at: now,
            unopenable: BTreeSet::new(),
            cards: CardsDue::default(),
            to_engine: Vec::new(),
            wake_at: None,
            learn_at: None,
        })
    }

    /// When the vault locks itself if nobody touches it.
    pub(crate) fn lock_at(&self) -> Timestamp {
        self.active_at.plus_ms(u64::from(self.settings.auto_lock_minutes) * 60_000)
    }

    /// When names are to be learned, if some are not yet.
    pub(crate) fn wants_to_learn_at(&self) -> Option<Timestamp> {
        self.learn_at.filter(|_| !self.catalogue.knows_names())
    }

    /// Documents that have changes beyond their card, except those that could not be opened.
    pub(crate) fn stale_documents(&mut self) -> Vec<DocumentId> {
        self.index.stale().into_iter().filter(|doc| !self.unopenable.contains(doc)).collect()
    }

    /// When the next card is due.
    pub(crate) fn next_card_at(&self) -> Option<Timestamp> {
        self.cards.due.values().copied().min()
    }

    /// How many received envelopes wait for keys.
    pub(crate) fn n_waiting(&self) -> usize {
        self.incoming.waiting.values().map(|(_, n)| n).sum()
    }

    /// Is a first sync bringing cards? Lists are made again only now and then meanwhile.
    pub(crate) fn is_filling(&self) -> bool {
        self.cursors.bootstrap().is_some_and(|cursor| cursor.phase == BootstrapPhase::Cards)
    }

    /// Are there bodies to judge, and has everything of a first sync come?
    pub(crate) fn has_bodies_to_judge(&self) -> bool {
        self.cursors.bootstrap().is_none() && self.index.raw().next().is_some()
    }

    /// Does syncing rest because the store did not take something?
    pub(crate) fn could_not_store(&self) -> bool {
        matches!(self.engine.phase(), Phase::Paused(Pause::NotStored(_)))
    }

    /// Is the store left alone for a while, after it failed?
    pub(crate) fn rests(&self, now: Timestamp) -> bool {
        now < self.incoming.rests_until
    }

    /// When work goes on that nobody asked for and that may wait: frames to store, rows or bodies to judge, another try after
    /// the store did not take something.
    pub(crate) fn works_at(&self, now: Timestamp) -> Option<Timestamp> {
        let has_work = self.unread
            || !self.incoming.bundles.is_empty()
            || self.has_bodies_to_judge()
            || self.could_not_store();
        has_work.then_some(self.incoming.rests_until.max(now))
    }

    pub(crate) fn device_id(&self) -> DeviceId {
        self.device.device_id()
    }

    /// The person, once this device is in the chain.
    pub(crate) fn me(&self) -> Option<MemberId> {
        self.chain.member_of(self.device_id())
    }

    /// Where a document about `subject` lives, if this device holds the key of that space.
    pub(crate) fn home_of(&self, subject: Subject) -> Option<Home> {
        let space = self.chain.space(space_kind_of(subject))?;
        let salt = match origin_of(subject) {
            Origin::Case(CaseId(case)) => Salt::from_bytes(case),
            Origin::Singleton(purpose) => self.keyring.any_secret(space)?.derive_salt(&purpose),
        };
        Some(Home { space, salt })
    }

    /// The name of the document about `subject`.
    pub(crate) fn name_of(&self, subject: Subject) -> Option<DocumentId> {
        Some(self.index.name(self.home_of(subject)?))
    }

    /// May this device write documents of this kind?
    pub(crate) fn may_write(&self, kind: SpaceKind) -> bool {
        self.chain.space(kind).is_some_and(|space| {
            self.chain.right(self.device_id(), space) == Some(Right::Write) && self.keyring.holds(space)
        })
    }
}

/// The kind of space that documents about `subject` live in.
pub(crate) const fn space_kind_of(subject: Subject) -> SpaceKind {
    match subject {
        Subject::CaseFile(_) => SpaceKind::Unit,
        Subject::PersonSheet(_) | Subject::Agenda(_) => SpaceKind::Reception,
        Subject::Directory | Subject::UnitSettings => SpaceKind::Directory,
    }
}

/// What the salt of a document comes from. (PR20)
enum Origin {
    /// The case's id.
    Case(CaseId),
    /// The seed of its space, and this purpose.
    Singleton(String),
}

fn origin_of(subject: Subject) -> Origin {
    match subject {
        Subject::PersonSheet(case) | Subject::CaseFile(case) => Origin::Case(case),
        Subject::Agenda(month) => {
            let first = month.first_day();
            Origin::Singleton(format!("agenda/{:04}-{:02}", first.year(), first.month()))
        }
        Subject::Directory => Origin::Singleton("directory".to_owned()),
        Subject::UnitSettings => Origin::Singleton("unit-settings".to_owned()),
    }
}

/// What paper has read of the chain counts once it finds itself there.
async fn chain_of(store: &impl Store, standing: &StandingRecord, device: DeviceId) -> Result<Chain, Trouble> {
    let chain = Chain::load(store).await?;
    let is_paper = matches!(standing, StandingRecord::Recovering { .. });
    Ok(if is_paper && chain.member_of(device).is_none() { Chain::default() } else { chain })
}

fn workspace_of(standing: &StandingRecord, chain: &Chain) -> Option<WorkspaceId> {
    match standing {
        StandingRecord::Founding { genesis, .. } => Some(genesis.derive_workspace_id()),
        StandingRecord::Joining { accept, .. } => Some(accept.claim.workspace),
        StandingRecord::Recovering { .. } => {
            let unknown = WorkspaceId::from_bytes([0; WorkspaceId::LEN]);
            Some(chain.roster().map_or(unknown, protocol::chain::Roster::workspace))
        }
        StandingRecord::Member { workspace, .. } => {
            debug_assert!(chain.roster().is_none_or(|roster| roster.workspace() == *workspace));
            Some(*workspace)
        }
    }
}

/// The engine for where this device stands.
pub(crate) fn engine_of(
    standing: &StandingRecord,
    chain: &Chain,
    (cursors, reached): (&CursorsRecord, &ReachedRecord),
    outbox: &Outbox,
    (workspace, device): (WorkspaceId, DeviceId),
) -> Engine {
    match standing {
        StandingRecord::Founding { token, genesis, .. } => {
            Engine::founding(token.to_vec(), genesis.clone(), device)
        }
        StandingRecord::Joining { accept, .. } => Engine::joining(Accept::clone(accept)),
        StandingRecord::Recovering { .. } => Engine::recovering(Resume {
            chain_len: chain.len(),
            chain_head: chain.head(),
            ..Resume::newcomer(workspace, device)
        }),
        StandingRecord::Member { .. } => Engine::new(Resume {
            workspace,
            device,
            chain_len: chain.len(),
            chain_head: chain.head(),
            cursor: cursors.cursor,
            keys_cursor: cursors.keys_cursor,
            tracks: cursors.tracks(),
            bootstrap: cursors.bootstrap(),
            outbox: outbox.iter().map(OutboxRecord::entry).collect(),
            arrived: reached.arrived.iter().copied().collect(),
            last_contact: reached.last_contact,
            last_contacts: reached.last_contacts(),
        }),
    }
}

/// Reads a sealed row of Meta.
pub(crate) async fn sealed_row<T>(
    store: &impl Store,
    storage: &StorageKey,
    key: &[u8],
) -> Result<Option<T>, Trouble>
where
    T: for<'b> minicbor::Decode<'b, ()> + minicbor::Encode<()>,
{
    let Some(sealed) = store.get(Table::Meta, key).await? else { return Ok(None) };
    let plain = storage.open_record("meta", key, &sealed)?;
    Ok(Some(rows::parse(&plain)?))
}

/// One input being handled: what it may use, and what it produces.
#[derive(Debug)]
pub(crate) struct Step<'a, S, R> {
    pub(crate) open: &'a mut Open,
    pub(crate) store: &'a S,
    pub(crate) rng: &'a mut R,
    pub(crate) now: Timestamp,
    pub(crate) ground: &'a Settings,
    pub(crate) out: &'a mut Vec<Output>,
}

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Puts a sealed row of Meta into `batch`.
    pub(crate) fn put_sealed<T: minicbor::Encode<()>>(&mut self, key: &[u8], record: &T, batch: &mut Batch) {
        let sealed = self.open.storage.seal_record("meta", key, &rows::encode(record), self.rng);
        batch.put(Table::Meta, key, sealed);
    }

    /// Stores `batch` together with every index segment that changed.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was stored.
    pub(crate) async fn commit(
        &mut self,
        mut batch: Batch,
        durability: Durability,
    ) -> Result<(), StoreError> {
        self.open.index.seal(&self.open.storage, self.rng, &mut batch);
        if !batch.is_empty()
            && let Err(error) = self.store.commit(batch.clone(), durability).await
        {
            if error != StoreError::Full || !self.give_up_forms().await {
                return Err(error);
            }
            self.store.commit(batch, durability).await?;
        }
        self.open.index.stored();
        Ok(())
    }

    /// Remembers a line of the sync log; it is stored with the next batch that stores the log.
    pub(crate) fn note(&mut self, code: &str, count: usize) {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.open.log.push_front(LogRecord { at: self.now, code: code.to_owned(), count });
        self.open.log.truncate(LOG_LINES);
        self.open.status_revision += 1;
    }

    /// Puts the sync log into `batch`.
    pub(crate) fn put_log(&mut self, batch: &mut Batch) {
        let log: Vec<LogRecord> = self.open.log.iter().cloned().collect();
        self.put_sealed(meta::LOG, &log, batch);
    }
}

#[cfg(test)]
mod tests {
    use super::{Origin, origin_of, space_kind_of};
    use casework::{CaseId, Month, Subject};
    use protocol::chain::SpaceKind;

    /// PR20: clients that do not know this code find the same documents.
    #[test]
    fn the_spec_says_where_documents_live() {
        let case = CaseId([7; 16]);
        let november = Month::of(jiff::civil::date(2026, 11, 28));
        for (subject, named) in [
            (Subject::CaseFile(case), "case file"),
            (Subject::PersonSheet(case), "person sheet"),
            (Subject::Agenda(november), "agenda of a month"),
            (Subject::Directory, "directory"),
            (Subject::UnitSettings, "unit settings"),
        ] {
            let kind = match space_kind_of(subject) {
                SpaceKind::Unit => "unit",
                SpaceKind::Reception => "reception",
                SpaceKind::Directory => "directory",
                SpaceKind::Statistics | SpaceKind::Partner => "none of these",
            };
            let salt = match origin_of(subject) {
                Origin::Case(_) => "the case's id".to_owned(),
                Origin::Singleton(purpose) => format!("singleton, purpose `{purpose}`"),
            };
            let row = format!("\n| {named} | {kind} | {salt}");
            assert!(include_str!("../../../shared/protocol/SPEC.md").contains(&row), "{row}");
        }
    }
}
