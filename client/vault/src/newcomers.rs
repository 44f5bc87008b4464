//! Who was invited from here, and what they want to be called.
//!
//! A joiner seals the name to the secret in the invitation's link, so the device that made the link can show it beside the six
//! words and nobody on the way reads it. Colleagues who may write the directory enter themselves there; for the others the device
//! that lets them in does it. Everything is durable before the chain is asked, so that a crash costs nothing. (PR18)

use crate::{
    chain::rights_of,
    commit::Writing,
    open::{Open, Step},
    rows::{self, NewcomerRecord, Trouble, meta},
    store::{Batch, Durability, Store, StoreError, Table},
};
use api::refusal::Refusal;
use casework::{MemberId, Subject};
use protocol::{
    chain::{Right, Role, SpaceKind},
    ids::{DeviceId, InvitationId},
    invitation::Accept,
};
use rand_core::CryptoRng;
use sealing::{invitation::InvitationSecret, storage::StorageKey};
use std::collections::BTreeMap;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Newcomers {
    /// Secrets of open invitations that this device made.
    secrets: BTreeMap<InvitationId, InvitationSecret>,
    /// Who was let in from here and is still to be named.
    unnamed: BTreeMap<DeviceId, NewcomerRecord>,
}

impl Newcomers {
    /// Reads back what lies here.
    ///
    /// # Errors
    /// `Damaged` if a row does not open.
    pub(crate) async fn load(store: &impl Store, storage: &StorageKey) -> Result<Self, Trouble> {
        let mut newcomers = Self::default();
        for (key, sealed) in store.scan(Table::Meta, meta::INVITED, None, usize::MAX).await? {
            let id = key.strip_prefix(meta::INVITED).and_then(InvitationId::parse).ok_or(Trouble::Damaged)?;
            newcomers.secrets.insert(id, InvitationSecret::from_sealed(&sealed, storage, id)?);
        }
        for (key, sealed) in store.scan(Table::Meta, meta::NEWCOMER, None, usize::MAX).await? {
            let id = key.strip_prefix(meta::NEWCOMER).and_then(DeviceId::parse).ok_or(Trouble::Damaged)?;
            let record = rows::parse(&storage.open_record("meta", &key, &sealed)?)?;
            newcomers.unnamed.insert(id, record);
        }
        Ok(newcomers)
    }

    /// What somebody who waits wants to be called, if they were invited from this device and said so.
    pub(crate) fn name_of(&self, accept: &Accept) -> Option<String> {
        let secret = self.secrets.get(&accept.claim.invitation)?;
        secret.open_name(accept).map(|name| name.to_string())
    }
}

fn invited_key(invitation: InvitationId) -> Vec<u8> {
    [meta::INVITED, invitation.as_bytes()].concat()
}

fn newcomer_key(device: DeviceId) -> Vec<u8> {
    [meta::NEWCOMER, device.as_bytes()].concat()
}

/// Does somebody of this role write the directory, and so the own name?
fn names_itself(role: Role) -> bool {
    rights_of(role).contains(&(SpaceKind::Directory, Right::Write))
}

impl Open {
    /// Let in from here, in the chain by now, and not in the directory yet.
    fn next_to_name(&self) -> Option<(DeviceId, MemberId, String)> {
        self.newcomers.unnamed.iter().find_map(|(device, record)| {
            let member = self.chain.member_of(*device)?;
            Some((*device, MemberId(*member.as_bytes()), record.name.clone()))
        })
    }

    /// An invitation that was used, cancelled or never came into the chain, once there is a chain to say so.
    fn next_to_forget(&self) -> Option<Vec<u8>> {
        let roster = self.chain.roster()?;
        let is_over = |id: &InvitationId| roster.invitation(*id).is_some_and(|invitation| !invitation.open);
        let secret = self.newcomers.secrets.keys().find(|id| is_over(id)).map(|id| invited_key(*id));
        let gone = |(device, record): &(&DeviceId, &NewcomerRecord)| {
            is_over(&record.invitation) && roster.active_device(**device).is_none()
        };
        secret.or_else(|| self.newcomers.unnamed.iter().find(gone).map(|(id, _)| newcomer_key(*id)))
    }
}

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Keeps an invitation's secret before the chain hears of the invitation.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was kept.
    pub(crate) async fn keep_invitation(
        &mut self,
        invitation: InvitationId,
        secret: &InvitationSecret,
    ) -> Result<(), Trouble> {
        let sealed = secret.to_sealed(&self.open.storage, invitation, self.rng);
        let kept = InvitationSecret::from_sealed(&sealed, &self.open.storage, invitation)?;
        let mut batch = Batch::default();
        batch.put(Table::Meta, invited_key(invitation), sealed);
        self.store.commit(batch, Durability::Strict).await?;
        self.open.newcomers.secrets.insert(invitation, kept);
        Ok(())
    }

    /// Remembers whom to name, before the chain is asked to let them in.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was kept.
    pub(crate) async fn note_newcomer(&mut self, accept: &Accept, role: Role) -> Result<(), StoreError> {
        let Some(name) = self.open.newcomers.name_of(accept).filter(|_| !names_itself(role)) else {
            return Ok(());
        };
        let (device, invitation) = (accept.claim.device.id(), accept.claim.invitation);
        let record = NewcomerRecord { invitation, name };
        let mut batch = Batch::default();
        self.put_sealed(&newcomer_key(device), &record, &mut batch);
        self.store.commit(batch, Durability::Strict).await?;
        self.open.newcomers.unnamed.insert(device, record);
        Ok(())
    }

    /// Enters names of newcomers into the directory, and forgets what is settled.
    ///
    /// # Errors
    /// Of the local store.
    pub(crate) async fn name_newcomers(&mut self) -> Result<(), Refusal> {
        while self.open.may_write(SpaceKind::Directory)
            && let Some((device, member, name)) = self.open.next_to_name()
        {
            self.open.catalogue.follow(&mut self.open.index);
            if let Some(edit) = self.naming(member, &name) {
                match self.save_and_send(vec![Writing::now(Subject::UnitSettings, edit)]).await {
                    // A name that the directory does not take stays unsaid: the screen says the role instead.
                    Ok(()) | Err(Refusal::Field(_)) => (),
                    // It comes, or the update does: then.
                    Err(Refusal::NotHereYet | Refusal::ReadOnly) => return Ok(()),
                    Err(refusal) => return Err(refusal),
                }
            }
            self.forget_newcomer(newcomer_key(device)).await?;
        }
        while let Some(key) = self.open.next_to_forget() {
            self.forget_newcomer(key).await?;
        }
        Ok(())
    }

    async fn forget_newcomer(&mut self, key: Vec<u8>) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        batch.remove(Table::Meta, key.clone());
        self.store.commit(batch, Durability::Relaxed).await?;
        self.open.newcomers.secrets.retain(|id, _| invited_key(*id) != key);
        self.open.newcomers.unnamed.retain(|id, _| newcomer_key(*id) != key);
        Ok(())
    }
}
