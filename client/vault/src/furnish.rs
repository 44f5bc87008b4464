//! What a newcomer puts into the directory: the unit's name, and what colleagues call the person. Who may not write there is named
//! by whoever let them in, see `newcomers`.
//!
//! Derived from the standing each time, so that a crash in between costs nothing; both are ordinary edits.

use crate::{
    chain::rights_of,
    commit::Writing,
    open::{Open, Step},
    rows::{StandingRecord, meta},
    store::{Batch, Durability, Store},
};
use api::refusal::Refusal;
use casework::{Edit, EntryId, MemberId, Subject, Value};
use protocol::chain::{Right, SpaceKind};
use rand_core::CryptoRng;

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Writes what is still to be written, once everything that comes with the role is here.
    ///
    /// # Errors
    /// Of the local store.
    pub(crate) async fn furnish(&mut self) -> Result<(), Refusal> {
        self.name_newcomers().await?;
        let StandingRecord::Member { name, unit, newcomer, workspace } = self.open.standing.clone() else {
            return Ok(());
        };
        if !newcomer || !self.open.is_equipped() {
            return Ok(());
        }
        let status = self.open.engine.status();
        let is_coming = status.bodies_missing || status.has_nothing_yet();
        if is_coming || 0 < self.open.n_waiting() || self.open.has_bodies_to_judge() {
            // What colleagues wrote comes first, and the screen that shows it: writing opens a document, and nobody waits for
            // it. The own name is known here meanwhile.
            return Ok(());
        }
        self.open.catalogue.follow(&mut self.open.index);
        let Some(me) = self.open.me() else { return Ok(()) };
        let mut writings = Vec::new();
        if let Some(unit) = &unit {
            let value = Value::Line(unit.trim().to_owned());
            writings.push(Edit::Set { place: None, field: "unit.name".to_owned(), value });
        }
        if self.open.may_write(SpaceKind::Directory) {
            writings.extend(self.naming(MemberId(*me.as_bytes()), &name));
        }
        for edit in writings {
            // A name that the directory does not take (blank, say) stays on this device; the settings offer another try.
            match self.save_and_send(vec![Writing::now(Subject::UnitSettings, edit)]).await {
                Ok(()) | Err(Refusal::Field(_) | Refusal::NotFound) => (),
                // It comes, or the update does: then.
                Err(Refusal::NotHereYet | Refusal::ReadOnly) => return Ok(()),
                Err(refusal) => return Err(refusal),
            }
        }
        let standing = StandingRecord::Member { name, unit: None, newcomer: false, workspace };
        let mut batch = Batch::default();
        self.put_sealed(meta::STANDING, &standing, &mut batch);
        self.store.commit(batch, Durability::Strict).await?;
        self.open.standing = standing;
        self.open.index.revision += 1;
        Ok(())
    }

    /// What gives a member of whom no name is written yet this one.
    pub(crate) fn naming(&self, member: MemberId, name: &str) -> Option<Edit> {
        if self.has_name(member) {
            return None;
        }
        let (entry, field) = (EntryId(member.0), "staff.name".to_owned());
        let value = Value::Line(name.trim().to_owned());
        Some(if self.is_staff(member) {
            Edit::Set { place: Some(entry), field, value }
        } else {
            Edit::AddEntry { list: "staff".to_owned(), entry, fields: vec![(field, value)] }
        })
    }
}

impl Open {
    /// Is everything here that comes with the role: granted, and with the key that one seals under now? Before, a newcomer could
    /// save nothing, or not everything.
    pub(crate) fn is_equipped(&self) -> bool {
        let device = self.device_id();
        let is_here = |kind: SpaceKind, right: Right| {
            let space = self.chain.space(kind)?;
            let key = self.keyring.secret(space, self.chain.sealing_epoch(space)?);
            Some(Some(right) <= self.chain.right(device, space) && key.is_some())
        };
        let of_role = self.chain.role_of(device).map(rights_of);
        of_role.is_some_and(|all| all.iter().all(|(kind, right)| is_here(*kind, *right) == Some(true)))
    }
}
