//! `GetChain` and `ChainPut`: the chain grows by compare-and-set, judged by the same roster as on every device. (RS7)

use super::{Connection, Ended};
use crate::store::{ExpectedCut, Write, Written};
use protocol::{
    chain::{Action, Operation, Roster, SignedOperation, SpaceCut},
    codec::ParseError,
    message::{Refusal, RelayMessage},
};

impl Connection {
    /// Sends one frame of the chain, from this many operations on.
    pub(super) async fn send_chain(&mut self, from: u64) -> Result<(), Ended> {
        let id = self.workspace.id;
        let rows =
            self.app.journal.read(move |store| store.chain(id, from, super::feed::FRAME_BYTES)).await?;
        let sent = from.saturating_add(rows.len() as u64);
        if from <= self.streams.chain {
            self.streams.chain = self.streams.chain.max(sent);
        }
        let (mut operations, mut cut_lists) = (Vec::with_capacity(rows.len()), Vec::new());
        for row in rows {
            operations.push(row.operation);
            cut_lists.extend(row.cut_lists);
        }
        self.frames.send(&RelayMessage::Chain { from, operations, cut_lists }).await
    }

    /// Appends an operation if it follows the head and the roster permits it.
    pub(super) async fn put_operation(&mut self, operation: SignedOperation) -> Result<(), Ended> {
        let id = operation.id();
        let roster = self.workspace.roster().await?;
        if roster.position_of(id).is_some() {
            return self.frames.send(&RelayMessage::ChainAppended(id)).await;
        }
        let action = match operation.parse_operation() {
            Ok(Operation { action, .. }) => action,
            Err(ParseError::Unknown) => return self.decline(Refusal::Version).await,
            Err(ParseError::TooBig) => return self.decline(Refusal::TooBig).await,
            Err(ParseError::Malformed | ParseError::NotCanonical) => {
                return self.decline(Refusal::Malformed).await;
            }
        };
        let fits = Roster::clone(&roster).append(&operation);
        let Some(cuts) = expected_cuts(&roster, &action).filter(|_| fits.is_ok()) else {
            tracing::info!(workspace = ?self.workspace.id, device = ?self.device, operation = ?id, "an operation is refused");
            return self.refuse_operation(id).await;
        };
        let workspace = self.workspace.id;
        let write = Write::Operation { workspace, at_len: roster.len(), operation, cuts };
        match self.app.journal.write(write).await {
            Ok(Written::Done) => {
                // Whoever signed it knew everything before it, and has it.
                self.streams.chain = self.streams.chain.max(roster.len().saturating_add(1));
                self.frames.send(&RelayMessage::ChainAppended(id)).await?;
                self.follow_roster().await
            }
            Ok(_) => self.refuse_operation(id).await,
            Err(error) => self.storage(error).await,
        }
    }

    async fn refuse_operation(&mut self, id: protocol::ids::OperationId) -> Result<(), Ended> {
        self.frames.send(&RelayMessage::ChainRefused(id)).await?;
        self.send_chain(self.streams.chain).await
    }
}

/// What the cuts that an action names must be cuts of. `None` if it does not name exactly those that it must.
fn expected_cuts(roster: &Roster, action: &Action) -> Option<Vec<ExpectedCut>> {
    let named: &[SpaceCut] = match action {
        Action::RemoveMember { cuts, .. }
        | Action::RevokeDevice { cuts, .. }
        | Action::ReplaceDevice { cuts, .. } => cuts,
        Action::Withdraw { cut, .. } => std::slice::from_ref(cut),
        Action::Genesis { .. }
        | Action::AddMember { .. }
        | Action::AddDevice { .. }
        | Action::CreateSpace { .. }
        | Action::Grant { .. }
        | Action::Rotate { .. }
        | Action::SetRole { .. }
        | Action::Invite { .. }
        | Action::CancelInvite { .. }
        | Action::SetMinimumVersion { .. }
        | Action::Adopt { .. } => &[],
    };
    let ended = roster.writers_ended_by(action);
    if named.len() != ended.len() {
        return None;
    }
    let expected = |(space, devices)| {
        let cut = named.iter().find(|cut| cut.space == space)?;
        Some(ExpectedCut { space, devices, cut: *cut.cut })
    };
    ended.into_iter().map(expected).collect()
}
