//! Follows the membership chain and appends to it by compare-and-set. Verifying is the vault's: here are lengths and names. (SY10)
//!
//! One operation is in flight at a time. If somebody was faster, everything wanted goes back to the vault, which judges the
//! intentions against the new chain and signs again.

use crate::effect::{ChainOutcome, Effect};
use protocol::{
    chain::{Action, SignedOperation},
    ids::{OperationId, SpaceId, Timestamp},
    message::ClientMessage,
};
use std::collections::VecDeque;

/// The chain as verified here, and what is to be appended.
#[derive(Debug)]
pub(crate) struct Chain {
    /// Verified operations.
    pub(crate) len: u64,
    /// The last of them.
    pub(crate) head: OperationId,
    /// When the first wanted operation was sent, if it is in flight.
    pub(crate) sent_at: Option<Timestamp>,
    /// Operations handed to the vault, verified or not yet.
    given: u64,
    wanted: VecDeque<SignedOperation>,
    /// `given` when the operation in flight was sent: more now means that somebody was faster.
    given_at_send: u64,
    refused: Option<OperationId>,
}

impl Chain {
    pub(crate) fn new(len: u64, head: OperationId) -> Self {
        let wanted = VecDeque::new();
        Self { len, head, sent_at: None, given: len, wanted, given_at_send: len, refused: None }
    }

    pub(crate) fn want(&mut self, operation: SignedOperation) {
        self.wanted.push_back(operation);
    }

    /// The vault verified up to here.
    pub(crate) fn extended(&mut self, len: u64, head: OperationId) {
        self.len = len;
        self.head = head;
        self.given = self.given.max(len);
    }

    /// `true` if the vault has answered for everything it got.
    pub(crate) fn is_settled(&self) -> bool {
        self.given == self.len
    }

    /// The next append, if none is in flight and the last one is verified.
    pub(crate) fn send(&mut self, now: Timestamp) -> Option<ClientMessage> {
        if self.sent_at.is_some() || !self.is_settled() {
            return None;
        }
        let operation = self.wanted.front()?.clone();
        self.sent_at = Some(now);
        self.given_at_send = self.given;
        Some(ClientMessage::ChainPut(operation))
    }

    /// The space that this operation creates, if it is the wanted one: it is empty, so its digest is known.
    pub(crate) fn creates(&self, id: OperationId) -> Option<SpaceId> {
        let operation = self.wanted.front().filter(|first| first.id() == id)?;
        let Action::CreateSpace { space, .. } = operation.parse_operation().ok()?.action else { return None };
        Some(space)
    }

    /// The relay has the operation in the chain.
    pub(crate) fn appended(&mut self, id: OperationId) -> Vec<Effect> {
        if self.wanted.front().is_none_or(|first| first.id() != id) {
            return Vec::new(); // said twice, or come with `Chain` already
        }
        let Some(operation) = self.wanted.pop_front() else { return Vec::new() };
        self.sent_at = None;
        let from = self.given;
        self.given += 1;
        vec![
            Effect::StoreChain { from, operations: vec![operation] },
            Effect::ChainResult { operation: id, outcome: ChainOutcome::Appended },
        ]
    }

    /// The relay refuses the operation; `Chain` follows and tells why.
    pub(crate) fn refused(&mut self, id: OperationId) {
        if self.sent_at.is_some() && self.wanted.front().is_some_and(|first| first.id() == id) {
            self.refused = Some(id);
        }
    }

    /// Operations came.
    pub(crate) fn take(&mut self, from: u64, operations: Vec<SignedOperation>) -> Vec<Effect> {
        if self.given < from {
            return vec![Effect::Send(ClientMessage::GetChain { from: self.given })];
        }
        let known = usize::try_from(self.given - from).unwrap_or(usize::MAX);
        let new: Vec<SignedOperation> = operations.into_iter().skip(known).collect();
        let names: Vec<OperationId> = new.iter().map(SignedOperation::id).collect();
        let mut effects = Vec::new();
        if !new.is_empty() {
            let from = self.given;
            self.given += new.len() as u64;
            effects.push(Effect::StoreChain { from, operations: new });
        }
        self.settle_wanted(&names, &mut effects);
        effects
    }

    fn settle_wanted(&mut self, new: &[OperationId], effects: &mut Vec<Effect>) {
        while let Some(id) = self.wanted.front().map(SignedOperation::id).filter(|id| new.contains(id)) {
            self.wanted.pop_front();
            self.sent_at = None;
            effects.push(Effect::ChainResult { operation: id, outcome: ChainOutcome::Appended });
        }
        let refused = self.refused.take();
        let outrun = if refused.is_some() { self.given_at_send < self.given } else { !new.is_empty() };
        // In flight and not yet refused: its own answer comes.
        if (refused.is_none() && (self.sent_at.is_some() || !outrun)) || self.wanted.is_empty() {
            return;
        }
        self.sent_at = None;
        for (place, operation) in self.wanted.drain(..).enumerate() {
            let outcome = if place == 0 && !outrun { ChainOutcome::Refused } else { ChainOutcome::Outrun };
            effects.push(Effect::ChainResult { operation: operation.id(), outcome });
        }
    }

    pub(crate) fn link_lost(&mut self) {
        self.sent_at = None;
        self.refused = None;
        // What the vault has not answered for is asked for again.
        self.given = self.len;
    }
}
