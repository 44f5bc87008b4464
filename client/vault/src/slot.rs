//! The passphrase's slot: it wraps the storage key, and slows down whoever guesses.
//!
//! The number of wrong tries lies in the store, so that it survives a restart. It is no protection against somebody who took
//! the disk away; that is Argon2id's part.

use crate::rows::{self, SlotRecord, Trouble};
use api::refusal::Refusal;
use protocol::ids::Timestamp;
use rand_core::CryptoRng;
use sealing::{
    passphrase::{Kek, PassphraseParams},
    storage::StorageKey,
};
use std::collections::BTreeSet;

/// Shortest passphrase that somebody may choose, in characters.
const LEAST_CHARS: usize = 12;
/// Fewest different characters in it.
const LEAST_DIFFERENT: usize = 6;
/// Wait after the first wrong passphrase; doubles with every further one.
const FIRST_WAIT_MS: u64 = 1_000;
/// Longest wait.
const LONGEST_WAIT_MS: u64 = 5 * 60 * 1_000;

/// Wraps `storage` under a new passphrase.
///
/// # Errors
/// `WeakPassphrase`.
pub(crate) fn make(
    passphrase: &str,
    storage: &StorageKey,
    rng: &mut impl CryptoRng,
) -> Result<SlotRecord, Refusal> {
    let different: BTreeSet<char> = passphrase.chars().collect();
    if passphrase.chars().count() < LEAST_CHARS || different.len() < LEAST_DIFFERENT {
        return Err(Refusal::WeakPassphrase);
    }
    let params = PassphraseParams::make(rng);
    let kek = Kek::derive(passphrase, &params).map_err(|_| Refusal::WeakPassphrase)?;
    Ok(SlotRecord {
        params: params.encode().into(),
        wrapped: kek.wrap(storage, rng).into(),
        wrong: 0,
        not_before: Timestamp(0),
    })
}

impl SlotRecord {
    /// How long nobody may try, in ms; a clock that was set back does not lock anybody out for longer than the longest wait.
    pub(crate) fn wait_ms(&self, now: Timestamp) -> Option<u32> {
        let wait = self.not_before.ms_since(now).min(LONGEST_WAIT_MS);
        if wait == 0 { None } else { u32::try_from(wait).ok() }
    }

    /// Tries a passphrase.
    ///
    /// # Errors
    /// `Damaged` if the slot cannot be read. A wrong passphrase is `Ok(None)`.
    pub(crate) fn open(&self, passphrase: &str) -> Result<Option<StorageKey>, Trouble> {
        let params = PassphraseParams::parse(&self.params)?;
        let kek = Kek::derive(passphrase, &params).map_err(|_| Trouble::Damaged)?;
        Ok(kek.unwrap(&self.wrapped).ok())
    }

    /// Counts a wrong passphrase; the slot is to be stored before anybody is told. Returns the wait in ms.
    pub(crate) fn count_wrong(&mut self, now: Timestamp) -> u32 {
        let wait = (FIRST_WAIT_MS << self.wrong.min(16)).min(LONGEST_WAIT_MS);
        self.wrong = self.wrong.saturating_add(1);
        self.not_before = now.plus_ms(wait);
        u32::try_from(wait).unwrap_or(u32::MAX)
    }

    /// The right one was given.
    pub(crate) fn forgive(&mut self) {
        self.wrong = 0;
        self.not_before = Timestamp(0);
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        rows::encode(self)
    }
}
