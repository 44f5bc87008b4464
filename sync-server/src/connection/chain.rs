//! `GetChain` and `ChainPut`: the chain grows by compare-and-set, judged by the same roster as on every device. (RS7)

use super::{Connection, Ended};
use crate::store::{ExpectedCut, Write, Written};
use protocol::{
    chain::{Action, Operation, Roster, SignedOperation},
    codec::ParseError,
    message::{CutList, CutQuery, Refusal, RelayMessage},
};

impl Connection {
    /// Sends one frame of the chain, from this many operations on.
    pub(super) async fn send_chain(&mut self, from: u64) -> Result<(), Ended> {
        let id = self.workspace.id;
        let operations =
            self.app.journal.read(move |store| store.chain(id, from, super::feed::FRAME_BYTES)).await?;
        let sent = from.saturating_add(operations.len() as u64);
        if from <= self.streams.chain {
            self.streams.chain = self.streams.chain.max(sent);
        }
        self.frames.send(&RelayMessage::Chain { from, operations }).await
    }

    /// Answers with heads behind a cut: those of a removal that stands in the chain, to whoever reads the space; those as they
    /// are now, to whoever may remove somebody.
    pub(super) async fn send_cut_list(&mut self, query: CutQuery) -> Result<(), Ended> {
        let roster = self.workspace.roster().await?;
        let place = query.operation.map(|operation| roster.position_of(operation));
        let permitted = match place {
            Some(place) => place.is_some() && self.streams.reader.spaces.contains(&query.space),
            None => roster.may_administer(self.device),
        };
        if !permitted {
            return self.decline(Refusal::NotAllowed).await;
        }
        let id = self.workspace.id;
        let list = self.app.journal.read(move |store| {
            let heads = match place.flatten() {
                Some(place) => store.heads_behind_cut(id, place, query.space)?,
                None => store.cut_heads(id, query.space, &query.devices)?,
            };
            Ok(CutList::answering(&query, heads))
        });
        let list = list.await?;
        self.frames.send(&RelayMessage::CutList(list)).await
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
    let named = action.cuts();
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
