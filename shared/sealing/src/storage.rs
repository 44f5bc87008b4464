//! The key of a tablet: it seals the keyring, drafts and the local index. It is never derived, only wrapped, so a new
//! passphrase costs one wrapped key and not a second copy of everything.

use crate::{
    OpenError, context,
    hazmat::{self, Secret},
};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// The device storage key. Exists in memory only while the vault is open.
#[derive(Debug, PartialEq)]
pub struct StorageKey(pub(crate) Secret<32>);

impl StorageKey {
    /// The key of a new vault.
    #[must_use]
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        Self(Secret::make(rng))
    }

    /// Seals one local record; it opens only for the same purpose and id.
    #[must_use]
    pub fn seal_record(&self, purpose: &str, id: &[u8], plain: &[u8], rng: &mut impl CryptoRng) -> Vec<u8> {
        hazmat::seal_with_nonce(&self.record_key(), &place(purpose, id), plain, rng)
    }

    /// Opens one local record.
    ///
    /// # Errors
    /// `Tampered` for another key, purpose or id, `TooNew` for another suite.
    pub fn open_record(
        &self,
        purpose: &str,
        id: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        hazmat::open_with_nonce(&self.record_key(), &place(purpose, id), sealed)
    }

    fn record_key(&self) -> Secret<32> {
        hazmat::derive_key(context::STORAGE_RECORD, &[self.0.as_bytes()])
    }
}

/// Length of the purpose as u16, purpose, id: no two places read alike.
fn place(purpose: &str, id: &[u8]) -> Vec<u8> {
    let len = u16::try_from(purpose.len()).unwrap_or(u16::MAX);
    [len.to_be_bytes().as_slice(), purpose.as_bytes(), id].concat()
}
