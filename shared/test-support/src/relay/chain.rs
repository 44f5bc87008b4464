//! Appending to the chain by compare-and-set, and the cuts that removals name.

use super::{Disk, KeyRow, LinkId, Replies, SimulatedRelay};
use protocol::{
    chain::{Action, ChainError, CutHead, SignedOperation, derive_cut},
    ids::{DeviceId, OperationId, SpaceId},
    message::{CutList, CutQuery, RelayMessage},
};

impl Disk {
    pub(super) fn append(&mut self, operation: &SignedOperation) -> Result<(), ChainError> {
        let parsed = operation.parse_operation()?;
        if !self.cuts_fit(&parsed.action) {
            return Err(ChainError::Inconsistent);
        }
        let lists = self.lists_behind(&parsed.action);
        let roster = self.roster.as_mut().ok_or(ChainError::NotNext)?;
        roster.append(operation)?;
        if let Action::Grant { space, member, .. } = parsed.action {
            self.keys.push(KeyRow::Grant(space, member));
        }
        self.cut_lists.extend(lists.into_iter().map(|(space, heads)| ((operation.id(), space), heads)));
        self.chain.push(operation.clone());
        Ok(())
    }

    /// The last envelope of each of these devices in each document of the space.
    pub(super) fn cut_heads(&self, space: SpaceId, devices: &[DeviceId]) -> Vec<CutHead> {
        let there = self
            .heads
            .iter()
            .filter(|((doc, device), _)| devices.contains(device) && self.spaces.get(doc) == Some(&space));
        there
            .map(|((doc, device), (ctr, envelope))| CutHead {
                doc: *doc,
                device: *device,
                ctr: *ctr,
                envelope: *envelope,
            })
            .collect()
    }

    fn lists_behind(&self, action: &Action) -> Vec<(SpaceId, Vec<CutHead>)> {
        let ended = self.roster.as_ref().map(|roster| roster.writers_ended_by(action)).unwrap_or_default();
        ended.into_iter().map(|(space, devices)| (space, self.cut_heads(space, &devices))).collect()
    }

    /// Answers a query for the heads behind a cut.
    pub(super) fn cut_list(&self, query: &CutQuery) -> CutList {
        let heads = match query.operation {
            Some(operation) => self.cut_lists.get(&(operation, query.space)).cloned().unwrap_or_default(),
            None => self.cut_heads(query.space, &query.devices),
        };
        CutList::answering(query, heads)
    }

    fn cuts_fit(&self, action: &Action) -> bool {
        let Some(roster) = &self.roster else { return true };
        let ended = roster.writers_ended_by(action);
        action.cuts().iter().all(|cut| {
            let devices =
                ended.iter().find(|(space, _)| *space == cut.space).map(|(_, devices)| devices.as_slice());
            devices.is_some_and(|devices| derive_cut(&self.cut_heads(cut.space, devices)) == *cut.cut)
        })
    }
}

impl SimulatedRelay {
    pub(super) fn put_operation(&mut self, link: LinkId, operation: &SignedOperation, replies: &mut Replies) {
        let id = operation.id();
        let known = |relay: &Self, id: OperationId| {
            relay.disk.roster.as_ref().and_then(|roster| roster.position_of(id))
        };
        if known(self, id).is_some() || self.disk.append(operation).is_ok() {
            self.skip_own_operation(link);
            return replies.send(link, RelayMessage::ChainAppended(id));
        }
        let built_on = operation.parse_operation().ok().and_then(|operation| known(self, operation.prev));
        replies.send(link, RelayMessage::ChainRefused(id));
        replies.send(link, self.chain_from(built_on.unwrap_or(0)));
    }

    pub(super) fn chain_from(&self, from: u64) -> RelayMessage {
        let skip = usize::try_from(from).unwrap_or(usize::MAX);
        let operations: Vec<SignedOperation> = self.disk.chain.iter().skip(skip).cloned().collect();
        RelayMessage::Chain { from, operations }
    }
}
