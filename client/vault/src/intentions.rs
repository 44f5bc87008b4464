//! What this device wants of the membership chain, one operation at a time.
//!
//! An intention is signed on the head that is verified here, handed to the engine and settled by the relay's answer. If somebody
//! was faster it is judged and signed again on the new head. What follows from an operation of one's own (the spaces of a new
//! workspace, the grants of a new member, the boxes of a new device) is not remembered anywhere: it is derived from the chain
//! each time, so that a crash between two steps costs nothing.

use crate::{
    chain::rights_of,
    open::Step,
    rows::{StandingRecord, boxed_key},
    store::{Batch, Durability, Store, Table},
    vault::Output,
};
use api::{
    RequestId, ToPage,
    command::Done,
    refusal::{Refusal, RelayFault},
};
use minicbor::bytes::ByteArray;
use protocol::{
    chain::{Action, DevicePurpose, History, Operation, Right, SpaceKind},
    ids::{DeviceId, Epoch, OperationId, SpaceId},
    records::SpaceBox,
};
use rand_core::CryptoRng;
use sealing::space::SpaceSecret;
use std::collections::{BTreeSet, VecDeque};
use sync_engine::{Input, Phase};

/// How often an outrun intention is signed again before the person is asked to look.
const TRIES: u8 = 4;

/// The relay's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Appended,
    Outrun,
    Refused,
}

/// Something a person asked for.
#[derive(Debug)]
pub(crate) struct Intention {
    pub(crate) action: Action,
    /// Who is told, and what, once it is in the chain.
    pub(crate) answer: Option<(RequestId, Done)>,
    tries: u8,
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Intentions {
    waiting: VecDeque<Intention>,
    in_flight: Option<(OperationId, Intention)>,
    settled: Option<Outcome>,
    /// Who has which box, as far as this device knows.
    pub(crate) boxed: BTreeSet<(SpaceId, Epoch, DeviceId)>,
}

impl Intention {
    pub(crate) const fn of_a_person(action: Action, request: RequestId, done: Done) -> Self {
        Self { action, answer: Some((request, done)), tries: 0 }
    }

    const fn chore(action: Action) -> Self {
        Self { action, answer: None, tries: 0 }
    }
}

impl Intentions {
    pub(crate) fn want(&mut self, intention: Intention) {
        self.waiting.push_back(intention);
    }

    /// Is anything of it still to be done, e.g. half of letting somebody in?
    pub(crate) fn are_pending(&self) -> bool {
        self.in_flight.is_some() || !self.waiting.is_empty()
    }

    pub(crate) fn settle(&mut self, operation: OperationId, outcome: Outcome) {
        if self.in_flight.as_ref().is_some_and(|(id, _)| *id == operation) {
            self.settled = Some(outcome);
        }
    }
}

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Does what the chain calls for: settles what was answered, sends what is wanted next, seals boxes that are missing.
    pub(crate) async fn pursue(&mut self) {
        self.settle_intention();
        if self.open.engine.phase() != Phase::Live {
            return self.give_up_waiting();
        }
        // Said once by the relay; the store may have failed then.
        if let Err(trouble) = self.enter().await {
            return self.open.to_engine.push(Input::NotStored(trouble.into()));
        }
        if self.open.intentions.in_flight.is_none() {
            let chore = match self.open.intentions.waiting.pop_front() {
                Some(intention) => Some(intention),
                None => self.next_chore().await.map(Intention::chore),
            };
            if let Some(intention) = chore {
                self.send_intention(intention);
            }
        }
        self.seal_missing_boxes().await;
    }

    fn settle_intention(&mut self) {
        let Some(outcome) = self.open.intentions.settled.take() else { return };
        let Some((_, mut intention)) = self.open.intentions.in_flight.take() else { return };
        self.open.status_revision += 1;
        match outcome {
            Outcome::Appended => {
                if let Some((request, done)) = intention.answer {
                    self.out.push(Output::Page(ToPage::Answer(request, Ok(done))));
                }
            }
            Outcome::Outrun if intention.tries < TRIES => {
                intention.tries += 1;
                self.open.intentions.waiting.push_front(intention);
            }
            Outcome::Outrun => self.refuse(intention, Refusal::ChainMoved),
            Outcome::Refused => self.refuse(intention, Refusal::RelayRefused(RelayFault::Other)),
        }
    }

    /// Without a link nobody's chain grows: whoever waits for an answer gets one.
    fn give_up_waiting(&mut self) {
        let waiting = std::mem::take(&mut self.open.intentions.waiting);
        waiting.into_iter().for_each(|intention| self.refuse(intention, Refusal::Offline));
    }

    fn refuse(&mut self, intention: Intention, refusal: Refusal) {
        if let Some((request, _)) = intention.answer {
            self.out.push(Output::Page(ToPage::Answer(request, Err(refusal))));
        }
    }

    fn send_intention(&mut self, intention: Intention) {
        let operation = Operation {
            prev: self.open.chain.head(),
            author: self.open.device_id(),
            at: self.now,
            action: intention.action.clone(),
        };
        let signed = self.open.device.sign_operation(self.open.workspace, &operation);
        // Judged here first: what breaks a rule is not sent, and what was overtaken is said.
        let allowed =
            self.open.chain.roster().cloned().is_some_and(|mut roster| roster.append(&signed).is_ok());
        if !allowed {
            return self.refuse(intention, Refusal::NotAllowed);
        }
        self.open.intentions.in_flight = Some((signed.id(), intention));
        self.open.status_revision += 1;
        self.open.to_engine.push(Input::ChainWanted(signed));
    }

    /// What follows from operations of this device and is not in the chain yet.
    async fn next_chore(&mut self) -> Option<Action> {
        if self.open.is_paper() {
            return self.next_of_recovery();
        }
        if let StandingRecord::Member { unit: Some(_), .. } = self.open.standing
            && let Some(action) = self.next_of_foundation().await
        {
            return Some(action);
        }
        self.missing_grant()
    }

    /// The three spaces of a new workspace: created, granted to the founder, and their first keys announced.
    async fn next_of_foundation(&mut self) -> Option<Action> {
        let me = self.open.me()?;
        for kind in [SpaceKind::Unit, SpaceKind::Reception, SpaceKind::Directory] {
            let Some(space) = self.open.chain.space(kind) else {
                let mut id = [0; SpaceId::LEN];
                self.rng.fill_bytes(&mut id);
                return Some(Action::CreateSpace {
                    space: SpaceId::from_bytes(id),
                    kind,
                    history: History::Full,
                });
            };
            let found = self.open.chain.roster()?.space(space)?;
            if !found.grants.contains_key(&me) {
                return Some(Action::Grant { space, member: me, right: Right::Write });
            }
            if found.epoch == Epoch(0) {
                return self.first_rotation(space).await;
            }
        }
        None
    }

    /// The secret is durable here before the chain commits to it.
    async fn first_rotation(&mut self, space: SpaceId) -> Option<Action> {
        let epoch = Epoch(1);
        if self.open.keyring.secret(space, epoch).is_none() {
            let secret = SpaceSecret::make(self.rng);
            let mut batch = Batch::default();
            let open = &mut *self.open;
            let scope = open.keyring.scope(space, epoch);
            open.keyring.keep(scope, secret, (&open.storage, &mut *self.rng), &mut batch);
            if self.store.commit(batch, Durability::Strict).await.is_err() {
                self.open.keyring.drop_secret(space, epoch);
                return None;
            }
        }
        let commit = ByteArray::from(self.open.keyring.secret(space, epoch)?.commit());
        Some(Action::Rotate { space, epoch, commit, backlink: None })
    }

    /// Members that this device admitted get what their role may do.
    fn missing_grant(&self) -> Option<Action> {
        let roster = self.open.chain.roster()?;
        let device = self.open.device_id();
        if !roster.may_administer(device) {
            return None;
        }
        for (_, standing) in roster.devices() {
            let Some(member) = roster.member(standing.member).filter(|member| member.active) else {
                continue;
            };
            if self.open.chain.author(standing.added_by) != Some(device)
                || Some(standing.member) == self.open.me()
            {
                continue;
            }
            for (kind, right) in rights_of(member.role) {
                let Some(space) = roster.space_of_kind(*kind) else { continue };
                let granted =
                    roster.space(space).is_some_and(|space| space.grants.contains_key(&standing.member));
                if !granted {
                    return Some(Action::Grant { space, member: standing.member, right: *right });
                }
            }
        }
        None
    }

    /// Seals the current key of every space that is held here to each reader who may not have it yet.
    async fn seal_missing_boxes(&mut self) {
        let mut boxes = Vec::new();
        let held: Vec<(SpaceId, Epoch)> = self.open.keyring.held().collect();
        let heir = self.open.heir().map(|heir| heir.device_id());
        for (space, epoch) in held {
            if self.open.chain.sealing_epoch(space) != Some(epoch) {
                continue;
            }
            let readers: Vec<DeviceId> =
                self.open.chain.roster().map(|roster| roster.readers_of(space).collect()).unwrap_or_default();
            // A kit seals to the one device it adds.
            for reader in readers.into_iter().filter(|reader| heir.is_none_or(|heir| heir == *reader)) {
                if self.must_seal_to(space, epoch, reader).await {
                    boxes.extend(self.seal_box(space, epoch, reader));
                    self.open.intentions.boxed.insert((space, epoch, reader));
                }
            }
        }
        if !boxes.is_empty() {
            self.open.to_engine.push(Input::KeysWanted { boxes, records: Vec::new() });
        }
    }

    /// The device that admitted a reader seals to it, or anybody if that device holds no key. Twice does no harm.
    async fn must_seal_to(&self, space: SpaceId, epoch: Epoch, reader: DeviceId) -> bool {
        let me = self.open.device_id();
        if reader == me || self.open.intentions.boxed.contains(&(space, epoch, reader)) {
            return false;
        }
        let Some(roster) = self.open.chain.roster() else { return false };
        let admitted_by =
            roster.device(reader).and_then(|standing| self.open.chain.author(standing.added_by));
        let admitter_holds = admitted_by.is_some_and(|device| {
            device != reader
                && roster.right_now(device, space).is_some()
                && roster.active_device(device).is_some_and(|it| it.purpose == DevicePurpose::Ordinary)
        });
        if admitted_by != Some(me) && admitter_holds {
            return false;
        }
        let known = self.store.get(Table::Meta, &boxed_key(space, epoch, reader)).await;
        matches!(known, Ok(None))
    }

    fn seal_box(&mut self, space: SpaceId, epoch: Epoch, reader: DeviceId) -> Option<SpaceBox> {
        let open = &*self.open;
        let recipient = &open.chain.roster()?.device(reader)?.keys;
        let scope = open.keyring.scope(space, epoch);
        open.keyring.secret(space, epoch)?.seal_box(&open.device, recipient, scope, self.rng).ok()
    }
}
