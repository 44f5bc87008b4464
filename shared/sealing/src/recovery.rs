//! The recovery kit: a device on paper. (PR13)
//!
//! Its secret of 128 bits is thirteen words: 143 bits, of which the last 15 are a check, so that a misread word is said and not
//! tried. A kit is an enrolled device like any other and gets boxes like any other; who holds the paper holds its keys.

use crate::{
    context,
    device::DeviceSecret,
    hazmat::{self, Secret},
    words,
};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// Number of words on the paper.
pub const WORDS: usize = 13;
const SECRET_LEN: usize = 16;
const CHECK_BITS: usize = WORDS * words::BITS - SECRET_LEN * 8;

/// A kit's secret.
#[derive(Debug, PartialEq)]
pub struct RecoveryKit(Secret<SECRET_LEN>);

/// Why words are no recovery kit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// Not thirteen.
    #[error("another number of words")]
    Count {
        /// How many there are.
        found: usize,
    },
    /// One is not on the list.
    #[error("a word that is not on the list")]
    Unknown {
        /// Which one, counted from 0.
        idx: usize,
    },
    /// All are on the list, but they do not belong together: one is wrong or two are swapped.
    #[error("the words do not belong together")]
    Check,
}

impl RecoveryKit {
    /// A new kit.
    #[must_use]
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        Self(Secret::make(rng))
    }

    /// The device that the paper is.
    #[must_use]
    pub fn derive_device(&self) -> DeviceSecret {
        DeviceSecret::derive(hazmat::derive_key(context::RECOVERY_DEVICE, &[self.0.as_bytes()]))
    }

    /// The words to print, separated by spaces; the QR code holds the same text.
    #[must_use]
    pub fn to_words(&self) -> Zeroizing<String> {
        let check = check(&self.0);
        let bit = |idx: usize| match idx.checked_sub(SECRET_LEN * 8) {
            None => self.0.as_bytes().get(idx / 8).is_some_and(|byte| byte >> (7 - idx % 8) & 1 == 1),
            Some(idx) => check >> (CHECK_BITS - 1 - idx) & 1 == 1,
        };
        let mut text = Zeroizing::new(String::new());
        for start in (0..WORDS * words::BITS).step_by(words::BITS) {
            let index = (start..start + words::BITS).fold(0, |index, idx| index << 1 | u16::from(bit(idx)));
            if start != 0 {
                text.push(' ');
            }
            text.push_str(words::word(index));
        }
        text
    }

    /// Reads words as somebody typed them: any case, any white space, four letters of each suffice.
    ///
    /// # Errors
    /// [`WordsError`] says which word to look at.
    pub fn parse_words(text: &str) -> Result<Self, WordsError> {
        let typed: Vec<&str> = text.split_whitespace().collect();
        if typed.len() != WORDS {
            return Err(WordsError::Count { found: typed.len() });
        }
        let mut secret = Zeroizing::new([0; SECRET_LEN]);
        let mut given = 0_u16;
        for (idx, word) in typed.into_iter().enumerate() {
            let index = words::index_of(word).ok_or(WordsError::Unknown { idx })?;
            for offset in 0..words::BITS {
                let bit = index >> (words::BITS - 1 - offset) & 1;
                let place = idx * words::BITS + offset;
                match secret.get_mut(place / 8) {
                    Some(byte) => *byte |= u8::try_from(bit).unwrap_or_default() << (7 - place % 8),
                    None => given = given << 1 | bit,
                }
            }
        }
        let kit = Self(Secret::parse(secret.as_slice()).ok_or(WordsError::Check)?);
        if check(&kit.0) == given { Ok(kit) } else { Err(WordsError::Check) }
    }
}

/// The first 15 bits of the secret's hash.
fn check(secret: &Secret<SECRET_LEN>) -> u16 {
    let hash: [u8; 2] = protocol::context::short_hash(context::RECOVERY_CHECK, &[secret.as_bytes()]);
    u16::from_be_bytes(hash) >> (16 - CHECK_BITS)
}
