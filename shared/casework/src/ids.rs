//! Names of things inside documents.
//!
//! Casework knows neither the wire nor the chain (architecture: leaves know nothing of each other), so member and
//! device appear here as plain bytes of the same length; the vault translates.

use std::fmt;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

/// What is wrong with a text that should have been an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not {expected} lower-case hexadecimal digits")]
pub struct IdError {
    /// How many digits an id of this kind has.
    pub expected: usize,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// Reads the form that [`fmt::Display`] writes.
            ///
            /// # Errors
            /// [`IdError`] if it is anything but lower-case hexadecimal digits of the right number.
            pub fn parse(hex: &str) -> Result<Self, IdError> {
                let mut bytes = [0; $len];
                read_hex(hex, &mut bytes).ok_or(IdError { expected: 2 * $len })?;
                Ok(Self(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }
    };
}

id!(
    /// One entry of a list: a contact, a next step, an appointment, a site. Random, the same for ever and in every
    /// document it moves to.
    EntryId, 16
);
id!(
    /// One case; joins its person sheet and its case file. Random.
    CaseId, 16
);
id!(
    /// The person who works with the app, as the membership chain names them.
    MemberId, 16
);
id!(
    /// The device that wrote a change: the first eight bytes of the change's actor.
    DeviceTag, 8
);

impl EntryId {
    /// Makes a fresh id. The caller owns the randomness, so a seed reproduces a whole run.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }
}

impl CaseId {
    /// Makes a fresh id. The caller owns the randomness, so a seed reproduces a whole run.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }
}

impl DeviceTag {
    /// The tag of reserved actors: nobody's device, used by birth and migration changes.
    pub const RESERVED: Self = Self([0; 8]);
}

/// Who writes changes: one device in one run of its worker. A fresh one is made per worker start and document (S6),
/// because two replicas that share an actor destroy each other.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Actor(pub(crate) [u8; 16]);

impl Actor {
    /// Makes a fresh actor of `device`.
    pub fn make(device: DeviceTag, rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        let (tag, _) = bytes.split_at_mut(8);
        tag.copy_from_slice(&device.0);
        Self(bytes)
    }

    /// The device this actor belongs to.
    #[must_use]
    pub fn device(&self) -> DeviceTag {
        tag_of(&self.0).unwrap_or(DeviceTag::RESERVED)
    }
}

impl fmt::Debug for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Actor({})", self.device())
    }
}

/// The device tag of an actor as automerge stores it; `None` if it is not sixteen bytes long.
pub(crate) fn tag_of(actor: &[u8]) -> Option<DeviceTag> {
    let bytes: [u8; 16] = actor.try_into().ok()?;
    let (tag, _) = bytes.split_first_chunk::<8>()?;
    Some(DeviceTag(*tag))
}

fn read_hex(hex: &str, out: &mut [u8]) -> Option<()> {
    if hex.len() != 2 * out.len() {
        return None;
    }
    for (byte, pair) in out.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = (digit(*high)? << 4) | digit(*low)?;
    }
    Some(())
}

fn digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_as_it_was_written() {
        let id = EntryId([0xa7; 16]);
        assert_eq!(EntryId::parse(&id.to_string()), Ok(id));
    }

    #[test]
    fn anything_else_is_no_id() {
        for text in ["", "a7", "A7A7A7A7A7A7A7A7", "zzzzzzzzzzzzzzzz", "ääääääää"] {
            assert_eq!(DeviceTag::parse(text), Err(IdError { expected: 16 }), "{text}");
        }
    }
}
