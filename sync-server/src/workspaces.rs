//! The workspaces that somebody is connected to: one roster each, shared by all connections.
//!
//! A roster here is a cache of the chain and never decides by itself: every write that was judged by it names the chain's
//! length, and the store refuses the write if the chain has grown since (RS4).

use crate::{
    journal::Journal,
    store::{StoreError, Tip},
};
use protocol::{
    chain::{ChainError, Roster},
    ids::{DeviceId, WorkspaceId},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError},
};
use tokio::sync::{Mutex, watch};

/// Bytes of chain that are read in one go.
const CHAIN_BYTES: usize = 256 * 1024;

/// Why a workspace could not be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RosterError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A stored operation does not verify: the file was damaged or changed by somebody else.
    #[error("the stored chain does not verify: {0}")]
    Chain(#[from] ChainError),
    /// There is no such workspace.
    #[error("no such workspace")]
    Unknown,
}

/// All of them.
pub(crate) struct Workspaces {
    journal: Journal,
    open: std::sync::Mutex<BTreeMap<WorkspaceId, Arc<Workspace>>>,
}

/// One of them.
pub(crate) struct Workspace {
    /// Its name.
    pub(crate) id: WorkspaceId,
    journal: Journal,
    tip: watch::Receiver<Tip>,
    roster: Mutex<Option<Arc<Roster>>>,
}

impl Workspaces {
    pub(crate) fn new(journal: Journal) -> Self {
        Self { journal, open: std::sync::Mutex::default() }
    }

    /// The workspace, if there is one with this name.
    pub(crate) async fn get(&self, id: WorkspaceId) -> Result<Arc<Workspace>, RosterError> {
        if let Some(open) = self.open.lock().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return Ok(Arc::clone(open));
        }
        if self.journal.read(move |store| store.tip(id)).await?.chain_len == 0 {
            return Err(RosterError::Unknown);
        }
        let tip = self.journal.follow(id).await?;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || Workspace { id, journal: self.journal.clone(), tip, roster: Mutex::default() };
        Ok(Arc::clone(open.entry(id).or_insert_with(|| Arc::new(fresh()))))
    }

    /// The one workspace where this device is active: its consent to be added names the workspace, so there is no second one.
    /// Whoever holds nothing but the words of a recovery kit is found so. (PR4)
    pub(crate) async fn of_device(&self, device: DeviceId) -> Result<Arc<Workspace>, RosterError> {
        for id in self.journal.read(|store| store.workspaces()).await? {
            let workspace = self.get(id).await?;
            if workspace.roster().await?.active_device(device).is_some() {
                return Ok(workspace);
            }
        }
        Err(RosterError::Unknown)
    }
}

impl Workspace {
    /// How far it has come.
    pub(crate) fn tip(&self) -> Tip {
        *self.tip.borrow()
    }

    /// Tells when it comes further.
    pub(crate) fn follow(&self) -> watch::Receiver<Tip> {
        self.tip.clone()
    }

    /// The roster of the whole chain as it stands.
    pub(crate) async fn roster(&self) -> Result<Arc<Roster>, RosterError> {
        let mut cached = self.roster.lock().await;
        loop {
            let len = cached.as_ref().map_or(0, |roster| roster.len());
            if let Some(roster) = cached.as_ref()
                && self.tip().chain_len <= len
            {
                return Ok(Arc::clone(roster));
            }
            let id = self.id;
            let rows = self.journal.read(move |store| store.chain(id, len, CHAIN_BYTES)).await?;
            let mut rows = rows.into_iter();
            let mut roster = match cached.as_deref() {
                Some(roster) => roster.clone(),
                None => Roster::found(&rows.next().ok_or(RosterError::Unknown)?)?,
            };
            rows.try_for_each(|operation| roster.append(&operation).map(drop))?;
            *cached = Some(Arc::new(roster));
        }
    }
}
