//! This device and its paper twin: passphrase, automatic lock, recovery kit.

use super::Progress;
use crate::{
    open::Step,
    rows::{SettingsRecord, SlotRecord, meta},
    slot,
    store::{Batch, Durability, Store, Table},
};
use api::{RequestId, command::Done, refusal::Refusal};
use protocol::{
    chain::{Action, DevicePurpose},
    ids::DeviceId,
};
use rand_core::CryptoRng;
use sealing::{passphrase::generate_passphrase, recovery::RecoveryKit};
use sync_engine::Phase;

/// Longest time without a touch, in minutes.
const LOCK_MINUTES: std::ops::RangeInclusive<u8> = 1..=5;

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Five words.
    pub(crate) fn suggest_passphrase(&mut self) -> Done {
        Done::Passphrase(generate_passphrase(self.rng).to_string())
    }

    /// Wraps the storage key under a new passphrase, once the old one was right.
    pub(crate) async fn change_passphrase(&mut self, old: &str, new: &str) -> Result<Done, Refusal> {
        let mut slot = self.open.slot.clone();
        if slot.notice_clock(self.now) {
            self.store_slot(slot.clone()).await?;
        }
        let measured = self.open.wrong_at.map(|at| (self.ground.stopwatch)().saturating_sub(at));
        if let Some(wait_ms) = slot.wait_ms(self.now, measured) {
            return Err(Refusal::TooSoon { wait_ms });
        }
        let right = self.open.slot.open(old)?.is_some_and(|storage| storage == self.open.storage);
        let (next, answer) = if right {
            (slot::make(new, &self.open.storage, self.ground.stopwatch, self.rng)?, Ok(Done::Saved))
        } else {
            let wait_ms = slot.count_wrong(self.now);
            self.open.wrong_at = Some((self.ground.stopwatch)());
            (slot, Err(Refusal::WrongPassphrase { wait_ms }))
        };
        self.store_slot(next).await?;
        answer
    }

    async fn store_slot(&mut self, slot: SlotRecord) -> Result<(), Refusal> {
        let mut batch = Batch::default();
        batch.put(Table::Meta, meta::SLOT, slot.encode());
        self.store.commit(batch, Durability::Strict).await?;
        self.open.slot = slot;
        Ok(())
    }

    /// Sets how long nobody may touch the device before it locks.
    pub(crate) async fn set_auto_lock(&mut self, minutes: u8) -> Result<Done, Refusal> {
        if !LOCK_MINUTES.contains(&minutes) {
            return Err(Refusal::Field(api::refusal::FieldFault::OutOfRange { min: 1, max: 5 }));
        }
        let settings = SettingsRecord { auto_lock_minutes: minutes, ..self.open.settings.clone() };
        self.store_settings(settings).await
    }

    /// Keeps what this person chose on this device.
    pub(crate) async fn store_settings(&mut self, settings: SettingsRecord) -> Result<Done, Refusal> {
        let mut batch = Batch::default();
        self.put_sealed(meta::SETTINGS, &settings, &mut batch);
        self.store.commit(batch, Durability::Strict).await?;
        self.open.settings = settings;
        self.open.index.revision += 1;
        Ok(Done::Saved)
    }

    /// Enrols a device of paper; its words are shown once, when the chain has it.
    pub(crate) async fn make_recovery_kit(&mut self, request: RequestId) -> Progress {
        let Some(member) = self.open.me() else { return Progress::Answered(Err(Refusal::NotAllowed)) };
        // Without the relay there is no new kit, and the one on paper stays proven.
        if self.open.engine.status().phase != Phase::Live {
            return Progress::Answered(Err(Refusal::Offline));
        }
        let kit = RecoveryKit::make(self.rng);
        let device = kit.derive_device().enrol(self.open.workspace, member, DevicePurpose::RecoveryKit);
        let settings = SettingsRecord { kit: Some(false), ..self.open.settings.clone() };
        if let Err(refusal) = self.store_settings(settings).await {
            return Progress::Answered(Err(refusal));
        }
        let action = Action::AddDevice { member, invitation: None, accepted_at: None, device };
        self.ask_chain(request, action, Done::RecoveryKit(kit.to_words().to_string()))
    }

    /// Proves that the printed words are right.
    pub(crate) async fn check_recovery_kit(&mut self, words: &str) -> Result<Done, Refusal> {
        let kit = RecoveryKit::parse_words(words).map_err(|_| Refusal::BadWords)?;
        let device: DeviceId = kit.derive_device().device_id();
        let roster = self.open.chain.roster().ok_or(Refusal::NotAllowed)?;
        let standing = roster.active_device(device).ok_or(Refusal::BadWords)?;
        if standing.purpose != DevicePurpose::RecoveryKit || Some(standing.member) != self.open.me() {
            return Err(Refusal::BadWords);
        }
        let settings = SettingsRecord { kit: Some(true), ..self.open.settings.clone() };
        self.store_settings(settings).await
    }
}
