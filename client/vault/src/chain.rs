//! The membership chain as this device verified and pinned it.

use crate::{
    rows::{Trouble, chain_key, parse},
    store::{Batch, Store, Table},
};
use protocol::{
    chain::{ChainError, DevicePurpose, Right, Role, Roster, SignedOperation, SpaceKind},
    codec::{self, ParseError},
    ids::{DeviceId, Epoch, MemberId, OperationId, SpaceId, WorkspaceId},
};
use std::collections::BTreeMap;
use sync_engine::ChainVerdict;

const PAGE: usize = 512;

/// The verified chain.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chain {
    roster: Option<Roster>,
    /// Who signed each operation: that device looks after what follows from it.
    authors: BTreeMap<OperationId, DeviceId>,
}

impl Chain {
    /// Reads the chain back and verifies it again: a changed disk must not change who may read.
    ///
    /// # Errors
    /// `Damaged` if it does not verify.
    pub(crate) async fn load(store: &impl Store) -> Result<Self, Trouble> {
        let mut chain = Self::default();
        let mut after: Option<Vec<u8>> = None;
        loop {
            let page = store.scan(Table::Chain, &[], after.as_deref(), PAGE).await?;
            let Some((last, _)) = page.last() else { return Ok(chain) };
            after = Some(last.clone());
            for (_, bytes) in page {
                let operation: SignedOperation = parse(&bytes)?;
                chain.append(&operation).map_err(|_| Trouble::Damaged)?;
            }
        }
    }

    /// Verifies operations behind the chain and puts them into `batch`. What verified stays, even if a later one does not.
    pub(crate) fn extend(
        &mut self,
        operations: &[SignedOperation],
        workspace: WorkspaceId,
        batch: &mut Batch,
    ) -> ChainVerdict {
        for operation in operations {
            let place = self.len();
            if place == 0 && operation.derive_workspace_id() != workspace {
                return ChainVerdict::Broken;
            }
            match self.append(operation) {
                Ok(()) => batch.put(Table::Chain, chain_key(place), codec::encode(operation)),
                Err(ChainError::Parse(ParseError::Unknown)) => return ChainVerdict::TooNew,
                Err(_) => return ChainVerdict::Broken,
            }
        }
        ChainVerdict::Extended { len: self.len(), head: self.head() }
    }

    fn append(&mut self, operation: &SignedOperation) -> Result<(), ChainError> {
        let author = operation.parse_operation()?.author;
        match &mut self.roster {
            Some(roster) => {
                roster.append(operation)?;
            }
            None => self.roster = Some(Roster::found(operation)?),
        }
        self.authors.insert(operation.id(), author);
        Ok(())
    }

    /// The members and what they may do, once there is a chain.
    pub(crate) fn roster(&self) -> Option<&Roster> {
        self.roster.as_ref()
    }

    pub(crate) fn len(&self) -> u64 {
        self.roster.as_ref().map_or(0, Roster::len)
    }

    pub(crate) fn head(&self) -> OperationId {
        self.roster.as_ref().map_or(OperationId::from_bytes([0; OperationId::LEN]), Roster::head)
    }

    /// The member whose device this is, while it may act.
    pub(crate) fn member_of(&self, device: DeviceId) -> Option<MemberId> {
        Some(self.roster()?.active_device(device)?.member)
    }

    /// What the member of a device does.
    pub(crate) fn role_of(&self, device: DeviceId) -> Option<Role> {
        let member = self.member_of(device)?;
        Some(self.roster()?.member(member)?.role)
    }

    /// Was this device in the chain once, and is it no more?
    pub(crate) fn has_ended(&self, device: DeviceId) -> bool {
        self.roster()
            .is_some_and(|roster| roster.device(device).is_some() && roster.active_device(device).is_none())
    }

    /// The space of a kind that this workspace uses.
    pub(crate) fn space(&self, kind: SpaceKind) -> Option<SpaceId> {
        self.roster()?.space_of_kind(kind)
    }

    /// The current epoch of a space, if one may seal under it (S11).
    pub(crate) fn sealing_epoch(&self, space: SpaceId) -> Option<Epoch> {
        let space = self.roster()?.space(space)?;
        if space.stale || space.epoch == Epoch(0) { None } else { Some(space.epoch) }
    }

    /// Does the chain say that this epoch of a space exists?
    pub(crate) fn announces(&self, space: SpaceId, epoch: Epoch) -> bool {
        self.roster()
            .and_then(|roster| roster.space(space))
            .is_some_and(|it| it.rotations.contains_key(&epoch))
    }

    /// What this device may do in a space.
    pub(crate) fn right(&self, device: DeviceId, space: SpaceId) -> Option<Right> {
        self.roster()?.right_now(device, space)
    }

    /// The device that signed an operation.
    pub(crate) fn author(&self, operation: OperationId) -> Option<DeviceId> {
        self.authors.get(&operation).copied()
    }

    /// The tags of every device of the member whose device this is: a change may name any of them as its writer (S6).
    pub(crate) fn tags_of_member_of(&self, device: DeviceId) -> Vec<casework::DeviceTag> {
        let Some(roster) = self.roster() else { return Vec::new() };
        let Some(standing) = roster.device(device) else { return Vec::new() };
        let ordinary = |purpose: DevicePurpose| purpose == DevicePurpose::Ordinary;
        roster
            .devices_of(standing.member)
            .filter(|(_, standing)| ordinary(standing.purpose))
            .map(|(id, _)| casework::DeviceTag(*id.as_bytes()))
            .collect()
    }
}

/// What a role may do in the spaces of a unit at its admission.
pub(crate) fn rights_of(role: Role) -> &'static [(SpaceKind, Right)] {
    match role {
        Role::UnitLead | Role::Counsellor => &[
            (SpaceKind::Unit, Right::Write),
            (SpaceKind::Reception, Right::Write),
            (SpaceKind::Directory, Right::Write),
        ],
        Role::Reception => &[(SpaceKind::Reception, Right::Write), (SpaceKind::Directory, Right::Read)],
        Role::Coordination => &[(SpaceKind::Directory, Right::Write)],
        Role::Admin => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::rights_of;
    use protocol::chain::{Right, Role, SpaceKind};

    /// PR21: clients that do not know this code grant the same.
    #[test]
    fn the_spec_says_what_each_role_may_do() {
        for (role, named) in [
            (Role::UnitLead, "unit lead"),
            (Role::Counsellor, "counsellor"),
            (Role::Reception, "reception"),
            (Role::Coordination, "coordination"),
            (Role::Admin, "administrator"),
        ] {
            let cell = |kind: SpaceKind| match rights_of(role).iter().find(|(granted, _)| *granted == kind) {
                Some((_, Right::Write)) => " write |",
                Some((_, Right::Read)) => " read |",
                None => " |",
            };
            let cells = [SpaceKind::Unit, SpaceKind::Reception, SpaceKind::Directory].map(cell).concat();
            let row = format!("\n| {named} |{cells}\n");
            assert!(include_str!("../../../shared/protocol/SPEC.md").contains(&row), "{row}");
        }
    }
}
