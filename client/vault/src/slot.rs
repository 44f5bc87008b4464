//! The passphrase's slot: it wraps the storage key, and slows down whoever guesses.
//!
//! The number of wrong tries and when the last was given lie in the store, so that they survive a restart. A clock that was set
//! back begins the wait again: it neither shortens nor prolongs it. One that was set forward does not help while this worker
//! runs: the wait must have passed by the stopwatch, too. All this is no protection against somebody who took the disk away, or
//! sets the clock forward and starts the browser again; that is Argon2id's part.

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
/// How long one guess should take on the device that made the slot.
const STRETCH_MS: u32 = 700;

/// Milliseconds since any moment, never going back: how long the device needs for one guess is measured with it.
pub type Stopwatch = fn() -> u64;

/// Wraps `storage` under a new passphrase, stretched as long as this device can bear it.
///
/// # Errors
/// `WeakPassphrase`.
pub(crate) fn make(
    passphrase: &str,
    storage: &StorageKey,
    stopwatch: Stopwatch,
    rng: &mut impl CryptoRng,
) -> Result<SlotRecord, Refusal> {
    let different: BTreeSet<char> = passphrase.chars().collect();
    if passphrase.chars().count() < LEAST_CHARS || different.len() < LEAST_DIFFERENT {
        return Err(Refusal::WeakPassphrase);
    }
    let params = PassphraseParams::make(rng).calibrated(STRETCH_MS, |params| {
        let begun = stopwatch();
        // Refused parameters come back at once, and are refused again below.
        drop(Kek::derive(passphrase, params));
        u32::try_from(stopwatch().saturating_sub(begun)).unwrap_or(u32::MAX)
    });
    let kek = Kek::derive(passphrase, &params).map_err(|_| Refusal::WeakPassphrase)?;
    Ok(SlotRecord {
        params: params.encode().into(),
        wrapped: kek.wrap(storage, rng).into(),
        wrong: 0,
        wrong_at: Timestamp(0),
    })
}

impl SlotRecord {
    /// Notices a clock that was set back since the last wrong try. `true` if the slot is to be stored again.
    pub(crate) fn notice_clock(&mut self, now: Timestamp) -> bool {
        let was_set_back = 0 < self.wrong && now < self.wrong_at;
        if was_set_back {
            self.wrong_at = now;
        }
        was_set_back
    }

    /// How long nobody may try, in ms. `measured` is how long ago the last wrong try was by the stopwatch, if that runs since.
    pub(crate) fn wait_ms(&self, now: Timestamp, measured: Option<u64>) -> Option<u32> {
        let passed = now.ms_since(self.wrong_at).min(measured.unwrap_or(u64::MAX));
        let wait = self.penalty_ms().saturating_sub(passed);
        if wait == 0 { None } else { u32::try_from(wait).ok() }
    }

    fn penalty_ms(&self) -> u64 {
        match self.wrong {
            0 => 0,
            wrong => (FIRST_WAIT_MS << (wrong - 1).min(16)).min(LONGEST_WAIT_MS),
        }
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
        self.wrong = self.wrong.saturating_add(1);
        self.wrong_at = now;
        u32::try_from(self.penalty_ms()).unwrap_or(u32::MAX)
    }

    /// The right one was given.
    pub(crate) fn forgive(&mut self) {
        self.wrong = 0;
        self.wrong_at = Timestamp(0);
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        rows::encode(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sealing::passphrase::{FLOOR_MEMORY_KIB, FLOOR_TIME};
    use std::sync::atomic::{AtomicU64, Ordering};
    use test_support::seeded;

    const WORDS: &str = "morgen regnet es kaum";

    fn params_of(stopwatch: Stopwatch) -> PassphraseParams {
        let storage = StorageKey::make(&mut seeded(1));
        let slot = make(WORDS, &storage, stopwatch, &mut seeded(2)).expect("long enough");
        assert_eq!(slot.open(WORDS).ok(), Some(Some(storage)), "parameters lie in the slot");
        PassphraseParams::parse(&slot.params).expect("just encoded")
    }

    /// Looks at its watch twice for each measurement, so much later.
    fn after_350_ms() -> u64 {
        static LOOKS: AtomicU64 = AtomicU64::new(0);
        LOOKS.fetch_add(1, Ordering::Relaxed) * 350
    }

    fn after_2_s() -> u64 {
        static LOOKS: AtomicU64 = AtomicU64::new(0);
        LOOKS.fetch_add(1, Ordering::Relaxed) * 2_000
    }

    #[test]
    fn a_guess_is_stretched_to_about_seven_tenths_of_a_second_and_never_below_the_floor() {
        let fast = params_of(after_350_ms);
        assert_eq!((fast.memory_kib, fast.time), (FLOOR_MEMORY_KIB, 2 * FLOOR_TIME));
        let slow = params_of(after_2_s);
        assert_eq!((slow.memory_kib, slow.time), (FLOOR_MEMORY_KIB, FLOOR_TIME));
    }

    #[test]
    fn a_slot_that_offers_weaker_parameters_is_refused() {
        let storage = StorageKey::make(&mut seeded(1));
        let mut slot = make(WORDS, &storage, after_2_s, &mut seeded(2)).expect("long enough");
        let weak = PassphraseParams { time: 1, ..PassphraseParams::make(&mut seeded(3)) };
        slot.params = weak.encode().into();
        assert_eq!(slot.open(WORDS).err(), Some(Trouble::Damaged));
    }

    #[test]
    fn a_clock_that_was_set_back_neither_shortens_nor_prolongs_the_wait() {
        let (params, wrapped) = (Vec::new().into(), Vec::new().into());
        let mut slot = SlotRecord { params, wrapped, wrong: 0, wrong_at: Timestamp(0) };
        let noon = Timestamp(1_000_000_000);
        for expected in [1_000, 2_000, 4_000] {
            assert_eq!(slot.count_wrong(noon), expected);
        }
        let morning = Timestamp(900_000_000);
        assert!(slot.notice_clock(morning), "to be stored");
        assert_eq!(slot.wait_ms(morning, None), Some(4_000));
        let later = morning.plus_ms(3_000);
        assert!(!slot.notice_clock(later));
        assert_eq!(slot.wait_ms(later, None), Some(1_000));
        assert_eq!(slot.wait_ms(morning.plus_ms(4_000), None), None);
        assert_eq!(slot.wait_ms(morning.plus_ms(4_000), Some(500)), Some(3_500), "the clock ran ahead");
    }
}
