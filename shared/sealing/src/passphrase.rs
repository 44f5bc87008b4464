//! From what a person remembers to the key that opens the tablet.
//!
//! Parameters are stored beside the wrapped key. Whoever can write to the disk must not be able to make guessing cheap, so an
//! offer below the floor is refused and never stretched; one that would freeze a tablet is refused as well.

use crate::{
    OpenError, context,
    hazmat::{self, Secret},
    storage::StorageKey,
    words,
};
use argon2::{Algorithm, Argon2, Params, Version};
use minicbor::{Decode, Encode, bytes::ByteArray};
use protocol::codec::{self, ParseError};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// Least memory of Argon2id in KiB: 64 MiB.
pub const FLOOR_MEMORY_KIB: u32 = 64 * 1024;
/// Least number of passes of Argon2id.
pub const FLOOR_TIME: u32 = 3;
/// Most memory in KiB that is believed: 1 GiB.
const CEILING_MEMORY_KIB: u32 = 1024 * 1024;
/// Most passes that are believed.
const CEILING_TIME: u32 = 64;
/// Words of a generated passphrase: 55 bits, each guess stretched.
const PASSPHRASE_WORDS: usize = 5;

/// How a passphrase is stretched. Public: it lies beside the wrapped key.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PassphraseParams {
    /// Memory in KiB.
    #[n(0)]
    pub memory_kib: u32,
    /// Passes.
    #[n(1)]
    pub time: u32,
    /// Lanes; always 1, a browser's worker has one thread.
    #[n(2)]
    pub lanes: u32,
    /// Random, new with every passphrase.
    #[n(3)]
    pub salt: ByteArray<16>,
}

/// Parameters that are not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParamsError {
    /// Below the floor: somebody wants guessing to be cheap.
    #[error("weaker than allowed")]
    Weak,
    /// Beyond what a tablet can do.
    #[error("beyond what a device can do")]
    Excessive,
}

/// The key that a passphrase gives.
#[derive(Debug)]
pub struct Kek(Secret<32>);

impl PassphraseParams {
    /// The least that is allowed, with a fresh salt.
    #[must_use]
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        Self { memory_kib: FLOOR_MEMORY_KIB, time: FLOOR_TIME, lanes: 1, salt: ByteArray::from(salt) }
    }

    /// As many passes as this machine does in `target_ms`, never fewer than the floor. `measure` stretches some passphrase with
    /// the parameters given and returns the milliseconds it took.
    #[must_use]
    pub fn calibrated(self, target_ms: u32, measure: impl FnOnce(&Self) -> u32) -> Self {
        let took_ms = measure(&self).max(1);
        let time = u64::from(self.time) * u64::from(target_ms) / u64::from(took_ms);
        let time = u32::try_from(time).unwrap_or(CEILING_TIME).clamp(FLOOR_TIME, CEILING_TIME);
        Self { time, ..self }
    }

    /// Canonical CBOR.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        codec::encode(self)
    }

    /// Reads what [`Self::encode`] wrote.
    ///
    /// # Errors
    /// [`ParseError`]. Whether they are strong enough, [`Kek::derive`] judges.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        codec::parse(bytes)
    }

    fn judge(&self) -> Result<Params, ParamsError> {
        if self.memory_kib < FLOOR_MEMORY_KIB || self.time < FLOOR_TIME || self.lanes != 1 {
            return Err(ParamsError::Weak);
        }
        if CEILING_MEMORY_KIB < self.memory_kib || CEILING_TIME < self.time {
            return Err(ParamsError::Excessive);
        }
        Params::new(self.memory_kib, self.time, self.lanes, Some(32)).map_err(|_| ParamsError::Excessive)
    }
}

impl Kek {
    /// Stretches a passphrase. Takes as long as the parameters say; call it off the main thread.
    ///
    /// # Errors
    /// [`ParamsError`].
    pub fn derive(passphrase: &str, params: &PassphraseParams) -> Result<Self, ParamsError> {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.judge()?);
        let mut stretched = Zeroizing::new([0; 32]);
        argon2
            .hash_password_into(passphrase.as_bytes(), params.salt.as_slice(), stretched.as_mut_slice())
            .map_err(|_| ParamsError::Excessive)?;
        Ok(Self(hazmat::derive_key(context::SLOT, &[stretched.as_slice()])))
    }

    /// Wraps the storage key: the slot that lies on the disk.
    #[must_use]
    pub fn wrap(&self, storage: &StorageKey, rng: &mut impl CryptoRng) -> Vec<u8> {
        hazmat::seal_with_nonce(&self.0, &[], storage.0.as_bytes(), rng)
    }

    /// Opens a slot.
    ///
    /// # Errors
    /// `Tampered` for a wrong passphrase.
    pub fn unwrap(&self, slot: &[u8]) -> Result<StorageKey, OpenError> {
        let plain = hazmat::open_with_nonce(&self.0, &[], slot)?;
        Secret::parse(&plain).map(StorageKey).ok_or(OpenError::Malformed)
    }
}

/// Five words from the list: what is offered first, because people choose badly.
#[must_use]
pub fn generate_passphrase(rng: &mut impl CryptoRng) -> Zeroizing<String> {
    let mut passphrase = Zeroizing::new(String::new());
    for idx in 0..PASSPHRASE_WORDS {
        if idx != 0 {
            passphrase.push(' ');
        }
        // 2,048 divides 2^32: every word is as likely as any other.
        passphrase.push_str(words::word(rng.next_u32() as u16 & words::MASK));
    }
    passphrase
}
