//! Carries out what the sync engine wants, in its order, and tells it how that went.

use crate::{
    bundles::Bundle,
    intentions::Outcome,
    open::Step,
    rows::{self, StandingRecord, Trouble, meta},
    store::{Batch, Durability, Store, Table},
    vault::{LinkCommand, Output},
};
use api::refusal::RelayFault;
use protocol::{
    codec,
    ids::{DocumentId, EnvelopeId, KeyId, Seq},
    invitation::Accept,
    message::Refusal,
    records::{Checkpoint, KeyRecord, SpaceBox},
};
use rand_core::CryptoRng;
use std::collections::VecDeque;
use sync_engine::{
    Acknowledged, BootstrapCursor, ChainOutcome, Effect, Input, KeysKept, Loaded, StoreFault, SyncNotice,
};

/// After the store failed at what nobody asked for, it is left alone for so long, in ms.
const REST_MS: u64 = 30_000;

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Hands an input to the engine and carries out everything that follows from it, until nothing follows any more.
    pub(crate) async fn drive(&mut self, input: Option<Input>) {
        let mut inputs: VecDeque<Input> = input.into_iter().collect();
        if inputs.contains(&Input::Tick) && !self.open.rests(self.now) {
            inputs.extend(self.work().await);
        }
        inputs.extend(std::mem::take(&mut self.open.to_engine));
        loop {
            while let Some(input) = inputs.pop_front() {
                if matches!(input, Input::NotStored(_)) {
                    self.open.incoming.rests_until = self.now.plus_ms(REST_MS);
                } else if input == Input::SyncNow {
                    self.open.incoming.rests_until = self.now;
                }
                for effect in self.open.engine.handle(input, self.now, self.rng) {
                    match self.perform(effect).await {
                        Ok(answer) => inputs.extend(answer),
                        Err(trouble) => inputs.push_back(Input::NotStored(trouble.into())),
                    }
                }
            }
            if !self.open.rests(self.now) {
                match self.judge_inbox().await {
                    Ok(told) => inputs.extend(told),
                    Err(trouble @ Trouble::Store(_)) => inputs.push_back(Input::NotStored(trouble.into())),
                    Err(Trouble::Damaged) => self.open.unread = false,
                }
            }
            inputs.extend(std::mem::take(&mut self.open.to_engine));
            if inputs.is_empty() {
                self.pursue().await;
                inputs.extend(std::mem::take(&mut self.open.to_engine));
            }
            if inputs.is_empty() && self.hand_over().await.is_ok_and(|done| done) {
                inputs.push_back(Input::Start);
            }
            if inputs.is_empty() {
                return;
            }
        }
    }

    /// Does a little of the work that may wait. Where the store had no room before, syncing goes on as soon as it has.
    async fn work(&mut self) -> Option<Input> {
        let done = match self.store_bundles().await {
            Ok(()) if self.open.has_bodies_to_judge() => self.judge_some().await,
            stored => stored,
        };
        match done {
            Err(trouble) => Some(Input::NotStored(trouble.into())),
            Ok(()) => self.open.could_not_store().then_some(Input::SyncNow),
        }
    }

    async fn perform(&mut self, effect: Effect) -> Result<Option<Input>, Trouble> {
        match effect {
            Effect::Connect => self.out.push(Output::Link(LinkCommand::Connect)),
            Effect::Disconnect => self.out.push(Output::Link(LinkCommand::Close)),
            Effect::Send(message) => self.out.push(Output::Link(LinkCommand::Send(codec::encode(&message)))),
            Effect::WakeAt(at) => self.open.wake_at = Some(at),
            Effect::SignChallenge(challenge) => {
                let answer =
                    self.open.device.authenticate(self.open.workspace, &challenge, &self.ground.origin);
                return Ok(Some(Input::Signed(answer)));
            }
            Effect::LoadOutbox { load, envelopes } => {
                return Ok(Some(self.load_outbox(load, &envelopes).await?));
            }
            Effect::StoreBatch { to, rows, tracks } => {
                self.store_bundles().await?;
                self.store_rows(to, rows, &tracks).await?;
                return Ok(Some(Input::Stored { up_to: to }));
            }
            Effect::StoreKeys { to, boxes, records } => {
                self.store_keys(to, &boxes, &records).await?;
                return Ok(Some(Input::KeysStored { up_to: to }));
            }
            Effect::StoreChain { operations, .. } => return self.store_chain(&operations).await.map(Some),
            Effect::ChainResult { operation, outcome } => {
                self.open.intentions.settle(operation, outcome_of(outcome))
            }
            Effect::SaveBootstrap(cursor) => self.save_bootstrap(cursor.as_ref()).await?,
            Effect::StoreBundle { phase, documents, cursor } => {
                self.put_aside(Bundle { phase, documents, cursor }).await?;
            }
            Effect::StoreDocuments(documents) => self.store_documents(documents).await?,
            Effect::Forget(proofs) => self.forget(&proofs).await?,
            Effect::Reseal { doc, from_ctr, .. } => return self.reseal(doc, from_ctr).await,
            Effect::OfferRecords(doc) => {
                let records = self.records_of(doc, None).await?;
                return Ok(Some(Input::KeysWanted { boxes: Vec::new(), records }));
            }
            Effect::KeysKept(kept) => self.keep_boxed(&kept).await?,
            Effect::SignCheckpoint(claim) => {
                let told = self.judge_inbox().await?;
                self.open.to_engine.extend(told);
                if self.is_opened(claim.space) {
                    let checkpoint = self.open.device.sign_claim(self.open.workspace, claim);
                    return Ok(Some(Input::CheckpointSigned(checkpoint)));
                }
            }
            Effect::JudgeCheckpoints(checkpoints) => self.judge_checkpoints(checkpoints),
            Effect::Joining(accepts) => self.meet(accepts),
            Effect::Founded(_) | Effect::Admitted => self.enter().await?,
            Effect::Notice(notice) => self.take_notice(&notice),
            // Confirmations, cuts and snapshots are kept by the relay; this version reads whole logs.
            Effect::StoreConfirmations(_) | Effect::CutList(_) => (),
            Effect::StatusChanged => {
                self.open.status_revision += 1;
                self.keep_reached().await;
            }
            Effect::CardsComplete | Effect::AcceptKept => self.open.status_revision += 1,
        }
        Ok(None)
    }

    /// Somebody waits to be admitted; a later acceptance of the same invitation counts instead.
    fn meet(&mut self, accepts: Vec<Accept>) {
        for accept in accepts {
            self.open.joiners.retain(|known| known.claim.invitation != accept.claim.invitation);
            self.open.joiners.push(accept);
        }
        self.open.status_revision += 1;
    }

    /// This device is in the chain from now on: durable before the challenge is answered.
    ///
    /// # Errors
    /// Of the store; nothing was changed.
    pub(crate) async fn enter(&mut self) -> Result<(), Trouble> {
        let workspace = self.open.workspace;
        let member = match &self.open.standing {
            StandingRecord::Founding { name, unit, .. } => StandingRecord::Member {
                name: name.clone(),
                unit: Some(unit.clone()),
                unnamed: true,
                workspace,
                begun: None,
            },
            StandingRecord::Joining { name, .. } => StandingRecord::Member {
                name: name.clone(),
                unit: None,
                unnamed: true,
                workspace,
                begun: None,
            },
            StandingRecord::Member { .. } | StandingRecord::Recovering { .. } => return Ok(()),
        };
        let mut batch = Batch::default();
        self.put_sealed(meta::STANDING, &member, &mut batch);
        self.store.commit(batch, Durability::Strict).await?;
        self.open.standing = member;
        self.open.refused = None;
        self.open.index.revision += 1;
        Ok(())
    }

    async fn save_bootstrap(&mut self, cursor: Option<&BootstrapCursor>) -> Result<(), Trouble> {
        self.store_bundles().await?;
        self.open.cursors.set_bootstrap(cursor);
        let mut batch = Batch::default();
        batch.put(Table::Meta, meta::CURSORS, rows::encode(&self.open.cursors));
        Ok(self.store.commit(batch, Durability::Strict).await?)
    }

    async fn store_chain(
        &mut self,
        operations: &[protocol::chain::SignedOperation],
    ) -> Result<Input, Trouble> {
        let mut batch = Batch::default();
        if self.open.is_paper()
            && self.open.chain.len() == 0
            && let Some(genesis) = operations.first()
        {
            self.clear_strange_chain(&mut batch).await?;
            self.open.belong_to(genesis.derive_workspace_id());
        }
        let before = self.open.chain.clone();
        let verdict = self.open.chain.extend(operations, self.open.workspace, &mut batch);
        let stored = match self.open_waiting_boxes(&mut batch).await {
            Ok(()) => self.commit(batch, Durability::Strict).await.map_err(Trouble::from),
            Err(trouble) => Err(trouble),
        };
        if let Err(trouble) = stored {
            // The same operations come again: they must follow from what is stored.
            self.open.chain = before;
            return Err(trouble);
        }
        self.open.index.revision += 1;
        self.look_again();
        Ok(Input::ChainJudged(verdict))
    }

    async fn load_outbox(&mut self, load: u32, wanted: &[EnvelopeId]) -> Result<Input, Trouble> {
        let mut envelopes = Vec::new();
        let rows: Vec<_> =
            wanted.iter().filter_map(|envelope| self.open.outbox.get(*envelope)).cloned().collect();
        for row in rows {
            let key = rows::envelope_key(row.doc, self.open.device_id(), row.ctr);
            if let Some(bytes) = self.store.get(Table::Envelopes, &key).await? {
                envelopes.push((row.envelope, bytes));
            }
        }
        let mut records = Vec::new();
        for (doc, key) in self.records_needed(wanted) {
            records.extend(self.records_of(doc, Some(key)).await?);
        }
        Ok(Input::Loaded(Loaded { load, envelopes, records }))
    }

    /// The key records of a document that lie here.
    async fn records_of(&self, doc: DocumentId, key: Option<KeyId>) -> Result<Vec<KeyRecord>, Trouble> {
        let mut records = self.open.keyring.records_of(self.store, doc).await?;
        records.retain(|record| key.is_none_or(|key| record.claim.key_id() == key));
        Ok(records)
    }

    /// The relay has these durably: only against its word an outbox row goes (S2).
    async fn forget(&mut self, proofs: &[Acknowledged]) -> Result<(), Trouble> {
        let mut batch = Batch::default();
        for proof in proofs {
            if self.open.outbox.take(proof.envelope(), &mut batch).is_some() {
                self.open.index.place(proof.doc(), proof.seq());
            }
        }
        self.note("sent", proofs.len());
        self.put_log(&mut batch);
        Ok(self.commit(batch, Durability::Relaxed).await?)
    }

    async fn store_keys(
        &mut self,
        to: Seq,
        boxes: &[SpaceBox],
        records: &[KeyRecord],
    ) -> Result<(), Trouble> {
        let mut batch = Batch::default();
        self.open.keyring.keep_records(records.iter(), &mut batch);
        let me = self.open.device_id();
        for sealed in boxes.iter().filter(|sealed| sealed.claim.recipient == me) {
            let open = &mut *self.open;
            let opens = open.keyring.open_box(
                sealed,
                (&open.chain, &open.device),
                (&open.storage, &mut *self.rng),
                &mut batch,
            );
            if !opens {
                let key = [rows::WAITING_BOXES, codec::encode(sealed).as_slice()].concat();
                batch.put(Table::Keys, key.get(..64).unwrap_or_default(), codec::encode(sealed));
            }
        }
        let mut cursors = self.open.cursors.clone();
        cursors.keys_cursor = to;
        batch.put(Table::Meta, meta::CURSORS, rows::encode(&cursors));
        self.store.commit(batch, Durability::Strict).await?;
        self.open.cursors = cursors;
        self.open.index.revision += 1;
        self.retry_for_keys().await
    }

    /// Envelopes that no key opened may open now.
    async fn retry_for_keys(&mut self) -> Result<(), Trouble> {
        self.look_again();
        let waits = |record: &rows::QuarantineRecord| record.reason == protocol::message::NackReason::NoKey;
        if self.open.quarantine.values().any(waits) { self.retry_quarantine().await } else { Ok(()) }
    }

    /// Looks again at what waits for keys.
    fn look_again(&mut self) {
        self.open.unread |= !self.open.incoming.waiting.is_empty();
        self.open.incoming.waiting.clear();
        self.open.unopenable.clear();
    }

    /// Boxes that came before the operation that announces their epoch.
    async fn open_waiting_boxes(&mut self, batch: &mut Batch) -> Result<(), Trouble> {
        for (key, bytes) in self.store.scan(Table::Keys, rows::WAITING_BOXES, None, usize::MAX).await? {
            let sealed: SpaceBox = rows::parse(&bytes)?;
            let open = &mut *self.open;
            if open.keyring.open_box(
                &sealed,
                (&open.chain, &open.device),
                (&open.storage, &mut *self.rng),
                batch,
            ) {
                batch.remove(Table::Keys, key);
            }
        }
        Ok(())
    }

    async fn keep_boxed(&mut self, kept: &KeysKept) -> Result<(), Trouble> {
        let mut batch = Batch::default();
        for sealed in kept.boxes() {
            let claim = &sealed.claim;
            batch.put(Table::Meta, rows::boxed_key(claim.space, claim.epoch, claim.recipient), Vec::new());
            self.open.intentions.boxed.insert((claim.space, claim.epoch, claim.recipient));
        }
        Ok(self.store.commit(batch, Durability::Relaxed).await?)
    }

    fn judge_checkpoints(&mut self, checkpoints: Vec<Checkpoint>) {
        for checkpoint in checkpoints {
            let Some(roster) = self.open.chain.roster() else { return };
            let Some(standing) = roster.active_device(checkpoint.claim.device) else { continue };
            let genuine = checkpoint.verify(self.open.workspace, &standing.keys.signing).is_ok();
            let reads = roster.right_now(checkpoint.claim.device, checkpoint.claim.space).is_some();
            if genuine && reads && Some(standing.member) != self.open.me() {
                self.open.to_engine.push(Input::Witnessed(checkpoint.claim));
            }
        }
    }

    fn take_notice(&mut self, notice: &SyncNotice) {
        let (code, fault) = match notice {
            SyncNotice::Rewound => ("rewound", None),
            SyncNotice::Forked => ("forked", None),
            SyncNotice::Gap => ("gap", None),
            SyncNotice::ChainBroken => ("chain-broken", Some(RelayFault::Other)),
            SyncNotice::AppTooOld => ("app-too-old", Some(RelayFault::Version)),
            SyncNotice::NotRecognised => ("not-recognised", Some(RelayFault::NotMember)),
            SyncNotice::Cloned(_) => ("cloned", None),
            SyncNotice::NoRightToWrite(_) => ("no-right", None),
            SyncNotice::DocumentErased(_) => ("erased", None),
            SyncNotice::EnvelopeRefused(..) => ("refused", None),
            SyncNotice::OutboxIncomplete(_) => ("outbox-incomplete", None),
            SyncNotice::RelayFull => ("relay-full", Some(RelayFault::Storage)),
            SyncNotice::Refused(refusal) => ("relay-refused", Some(fault_of(*refusal))),
            SyncNotice::SetupLinkRefused => ("setup-refused", Some(RelayFault::SetupToken)),
            SyncNotice::InvitationRefused => ("invitation-refused", Some(RelayFault::Invitation)),
            SyncNotice::RevocationHinted => ("revocation-hinted", None),
            SyncNotice::NotStored(StoreFault::Full) => ("no-room", None),
            SyncNotice::NotStored(StoreFault::Failed) => ("not-stored", None),
        };
        self.open.refused = fault.or(self.open.refused);
        self.note(code, 1);
    }
}

const fn outcome_of(outcome: ChainOutcome) -> Outcome {
    match outcome {
        ChainOutcome::Appended => Outcome::Appended,
        ChainOutcome::Outrun => Outcome::Outrun,
        ChainOutcome::Refused => Outcome::Refused,
    }
}

const fn fault_of(refusal: Refusal) -> RelayFault {
    match refusal {
        Refusal::Version => RelayFault::Version,
        Refusal::NotAuthenticated | Refusal::NotAllowed => RelayFault::NotMember,
        Refusal::SetupToken => RelayFault::SetupToken,
        Refusal::Invitation => RelayFault::Invitation,
        Refusal::Storage => RelayFault::Storage,
        Refusal::Malformed | Refusal::TooBig | Refusal::Busy | Refusal::ShuttingDown => RelayFault::Other,
    }
}
