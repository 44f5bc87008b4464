//! When a newcomer may begin, and what they put into the directory: the unit's name, and what colleagues call the person. Who may not
//! write there is named by whoever let them in, see `newcomers`.
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
    /// Notes that one may begin, and writes what is still to be written.
    ///
    /// # Errors
    /// Of the local store.
    pub(crate) async fn furnish(&mut self) -> Result<(), Refusal> {
        self.name_newcomers().await?;
        let StandingRecord::Member { name, mut unit, mut unnamed, workspace, begun } =
            self.open.standing.clone()
        else {
            return Ok(());
        };
        // While the store rests nothing is noted: the keys are here all the same.
        if !self.open.may_begin() || self.open.rests(self.now) {
            return Ok(());
        }
        let writes = (unnamed || unit.is_some()) && self.open.may_write(SpaceKind::Directory);
        if writes && self.introduce(&name, unit.as_deref()).await? {
            (unit, unnamed) = (None, false);
        } else if begun == Some(true) {
            return Ok(());
        }
        let standing = StandingRecord::Member { name, unit, unnamed, workspace, begun: Some(true) };
        let mut batch = Batch::default();
        self.put_sealed(meta::STANDING, &standing, &mut batch);
        self.store.commit(batch, Durability::Strict).await?;
        self.open.standing = standing;
        self.open.index.revision += 1;
        Ok(())
    }

    /// Writes the own name and, for who founded it, the unit's; `false` if that has to wait.
    async fn introduce(&mut self, name: &str, unit: Option<&str>) -> Result<bool, Refusal> {
        let status = self.open.engine.status();
        let is_coming = status.bodies_missing || status.has_nothing_yet();
        if is_coming || 0 < self.open.n_waiting() || self.open.has_bodies_to_judge() {
            // What colleagues wrote comes first, and the screen that shows it: writing opens a document, and nobody waits for
            // it. The own name is known here meanwhile.
            return Ok(false);
        }
        self.open.catalogue.follow(&mut self.open.index);
        let Some(me) = self.open.me() else { return Ok(false) };
        let mut writings = Vec::new();
        if let Some(unit) = unit {
            let value = Value::Line(unit.trim().to_owned());
            writings.push(Edit::Set { place: None, field: "unit.name".to_owned(), value });
        }
        writings.extend(self.naming(MemberId(*me.as_bytes()), name));
        for edit in writings {
            // A name that the directory does not take (blank, say) stays on this device; the settings offer another try.
            match self.save_and_send(vec![Writing::now(Subject::UnitSettings, edit)]).await {
                Ok(()) | Err(Refusal::Field(_) | Refusal::NotFound) => (),
                // It comes, or the update does: then.
                Err(Refusal::NotHereYet | Refusal::ReadOnly) => return Ok(false),
                Err(refusal) => return Err(refusal),
            }
        }
        Ok(true)
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
    /// May the person begin? Before everything that comes with the role is granted, and the keys are here that one seals under now,
    /// nothing could be saved, or not everything.
    pub(crate) fn may_begin(&self) -> bool {
        if matches!(self.standing, StandingRecord::Member { begun: Some(true), .. }) {
            return true;
        }
        let device = self.device_id();
        let is_here = |kind: SpaceKind, right: Right| {
            let space = self.chain.space(kind)?;
            let epoch = self.chain.sealing_epoch(space)?;
            self.keyring.secret(space, epoch)?;
            self.chain.right(device, space).filter(|held| right <= *held)
        };
        let of_role = self.chain.role_of(device).map(rights_of);
        of_role.is_some_and(|all| all.iter().all(|(kind, right)| is_here(*kind, *right).is_some()))
    }
}
