//! Coming back from paper. The thirteen words are a device that the chain knows; it reads its workspace from the relay, takes its
//! boxes, adds one new device for its own member, seals the same keys to it and steps back. (PR4) (PR13)
//!
//! ```text
//! words ──► kit authenticates without a workspace ──► chain that names the kit ──► boxes
//!                    heir goes on ◄── boxes kept by the relay ◄── boxes sealed ◄── AddDevice(heir)
//! ```
//!
//! Everything between is derived from chain and keys, so that a crash costs nothing; the heir's secret is durable before the chain
//! names it. The kit never writes: the roster, the relay and [`Open::may_write`](crate::open::Open::may_write) all say so.

use crate::{
    open::{Open, Step, engine_of},
    rows::{self, CursorsRecord, SettingsRecord, StandingRecord, Trouble, meta},
    store::{Batch, Durability, Store, Table},
    vault::{LinkCommand, Output},
};
use protocol::{
    chain::{Action, DevicePurpose},
    ids::{Epoch, SpaceId, WorkspaceId},
};
use rand_core::CryptoRng;
use sealing::device::DeviceSecret;

impl Open {
    /// Is this the paper, not a device that stays?
    pub(crate) const fn is_paper(&self) -> bool {
        matches!(self.standing, StandingRecord::Recovering { .. })
    }

    /// The device that the kit adds.
    pub(crate) fn heir(&self) -> Option<DeviceSecret> {
        let StandingRecord::Recovering { heir } = &self.standing else { return None };
        DeviceSecret::from_sealed(heir, &self.storage).ok()
    }

    /// The kit learns from the relay whose it is. What the chain says is believed once it names the kit: until then there is no
    /// member here, and nothing is done.
    pub(crate) fn belong_to(&mut self, workspace: WorkspaceId) {
        self.workspace = workspace;
        self.keyring.belong_to(workspace);
        self.index.belong_to(workspace);
    }

    /// The current key of every space that this device may read; `None` while one of them has not come.
    fn current_keys(&self) -> Option<Vec<(SpaceId, Epoch)>> {
        let readable = self.chain.roster()?.spaces().map(|(space, _)| space);
        let readable = readable.filter(|space| self.chain.right(self.device_id(), *space).is_some());
        let current = readable.filter_map(|space| Some((space, self.chain.sealing_epoch(space)?)));
        current.map(|(space, epoch)| self.keyring.secret(space, epoch).map(|_| (space, epoch))).collect()
    }
}

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// The one operation that a kit wants.
    pub(crate) fn next_of_recovery(&self) -> Option<Action> {
        let member = self.open.me()?;
        self.open.current_keys()?;
        let heir = self.open.heir()?;
        if self.open.chain.member_of(heir.device_id()).is_some() {
            return None;
        }
        let device = heir.enrol(self.open.workspace, member, DevicePurpose::Ordinary);
        Some(Action::AddDevice { member, invitation: None, accepted_at: None, device })
    }

    /// Hands over to the heir once the chain names it and the relay keeps its boxes: it begins like any new device. `true` if it
    /// did, and the engine is to be started.
    ///
    /// # Errors
    /// Of the local store; the kit stays what this device is, and tries again.
    pub(crate) async fn hand_over(&mut self) -> Result<bool, Trouble> {
        let (Some(heir), Some(keys)) = (self.open.heir(), self.open.current_keys()) else { return Ok(false) };
        let id = heir.device_id();
        let boxed =
            |(space, epoch): &(SpaceId, Epoch)| self.open.intentions.boxed.contains(&(*space, *epoch, id));
        if self.open.chain.member_of(id).is_none() || !keys.iter().all(boxed) {
            return Ok(false);
        }
        let workspace = self.open.workspace;
        let standing = StandingRecord::Member {
            name: String::new(),
            unit: None,
            unnamed: false,
            workspace,
            begun: None,
        };
        // Its words have just worked.
        let settings = SettingsRecord { kit: Some(true), ..self.open.settings.clone() };
        let cursors = CursorsRecord::default();
        let mut batch = Batch::default();
        batch.put(Table::Meta, meta::DEVICE, heir.to_sealed(&self.open.storage, self.rng));
        batch.put(Table::Meta, meta::CURSORS, rows::encode(&cursors));
        self.put_sealed(meta::STANDING, &standing, &mut batch);
        self.put_sealed(meta::SETTINGS, &settings, &mut batch);
        self.store.commit(batch, Durability::Strict).await?;
        let open = &mut *self.open;
        open.engine =
            engine_of(&standing, &open.chain, (&cursors, &open.reached), &open.outbox, (workspace, id));
        (open.device, open.standing, open.settings, open.cursors) = (heir, standing, settings, cursors);
        (open.wake_at, open.refused) = (None, None);
        open.index.revision += 1;
        self.out.push(Output::Link(LinkCommand::Close));
        Ok(true)
    }

    /// What an earlier chain that did not name the kit left behind makes room for the one that comes now.
    ///
    /// # Errors
    /// Of the local store.
    pub(crate) async fn clear_strange_chain(&self, batch: &mut Batch) -> Result<(), Trouble> {
        for (key, _) in self.store.scan(Table::Chain, &[], None, usize::MAX).await? {
            batch.remove(Table::Chain, key);
        }
        Ok(())
    }
}
