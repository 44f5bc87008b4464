//! What is sealed: typed, versioned, padded. (PR7)
//!
//! ```text
//! type u8 │ schema u16 │ min_reader u16 │ len u32 │ data │ zeros up to the padded length            (big-endian)
//! ```
//!
//! Padding hides how much somebody wrote: in steps of 256 B up to 2 KiB, then Padmé, which costs at most 12 % and leaks only
//! the magnitude. There is exactly one padding for a length, so no bit of it can carry anything else.

use crate::{OpenError, SealError};
use protocol::ids::DeviceId;
use zeroize::Zeroizing;

/// Bytes before the data.
pub(crate) const HEAD_LEN: usize = 9;
const STEP: usize = 256;
const STEPS_UP_TO: usize = 2048;

/// The readable content of a body or card.
#[derive(Clone, PartialEq, Eq)]
pub struct Plain {
    /// Kind of document, as `casework` numbers them.
    pub document_type: u8,
    /// Schema it was written with.
    pub schema: u16,
    /// Oldest schema that may read it.
    pub min_reader: u16,
    /// The change, snapshot part or card.
    pub data: Vec<u8>,
}

/// The readable content of a card: what a list needs, and how far it is up to date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Last counted change of each device that the card covers, ascending by device.
    pub covers: Vec<(DeviceId, u32)>,
    /// The card itself, without the covers.
    pub plain: Plain,
}

impl std::fmt::Debug for Plain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Plain {{ type: {}, schema: {}, {} bytes }}",
            self.document_type,
            self.schema,
            self.data.len()
        )
    }
}

impl Plain {
    /// Length of the encoding in bytes, padding included.
    #[must_use]
    pub fn padded_len(&self) -> usize {
        padded_len(HEAD_LEN + self.data.len())
    }

    pub(crate) fn encode(&self, limit: usize) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let padded = self.padded_len();
        let len = u32::try_from(self.data.len()).ok().filter(|_| padded <= limit);
        let len = len.ok_or(SealError::TooBig { by: padded.saturating_sub(limit) })?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(padded));
        bytes.push(self.document_type);
        bytes.extend_from_slice(&self.schema.to_be_bytes());
        bytes.extend_from_slice(&self.min_reader.to_be_bytes());
        bytes.extend_from_slice(&len.to_be_bytes());
        bytes.extend_from_slice(&self.data);
        bytes.resize(padded, 0);
        Ok(bytes)
    }

    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, OpenError> {
        let (head, rest) = bytes.split_first_chunk::<HEAD_LEN>().ok_or(OpenError::Malformed)?;
        let [document_type, s0, s1, r0, r1, len @ ..] = *head;
        let len = usize::try_from(u32::from_be_bytes(len)).map_err(|_| OpenError::Malformed)?;
        let (data, padding) = rest.split_at_checked(len).ok_or(OpenError::Malformed)?;
        if bytes.len() != padded_len(HEAD_LEN + len) || padding.iter().any(|byte| *byte != 0) {
            return Err(OpenError::Malformed);
        }
        Ok(Self {
            document_type,
            schema: u16::from_be_bytes([s0, s1]),
            min_reader: u16::from_be_bytes([r0, r1]),
            data: data.to_vec(),
        })
    }
}

impl Card {
    /// Covers first, so that a stale card is known without understanding the rest: count u16, then device 8 and ctr u32 each.
    pub(crate) fn encode(&self, limit: usize) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let count =
            u16::try_from(self.covers.len()).map_err(|_| SealError::TooBig { by: self.covers.len() })?;
        let mut covers = self.covers.clone();
        covers.sort_unstable();
        let mut data = count.to_be_bytes().to_vec();
        for (device, ctr) in covers {
            data.extend_from_slice(device.as_bytes());
            data.extend_from_slice(&ctr.to_be_bytes());
        }
        data.extend_from_slice(&self.plain.data);
        Plain { data, ..self.plain.clone() }.encode(limit)
    }

    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, OpenError> {
        let plain = Plain::parse(bytes)?;
        let (count, mut rest) = plain.data.split_first_chunk::<2>().ok_or(OpenError::Malformed)?;
        let mut covers = Vec::new();
        for _ in 0..u16::from_be_bytes(*count) {
            let (device, after) =
                rest.split_first_chunk::<{ DeviceId::LEN }>().ok_or(OpenError::Malformed)?;
            let (ctr, after) = after.split_first_chunk::<4>().ok_or(OpenError::Malformed)?;
            covers.push((DeviceId::from_bytes(*device), u32::from_be_bytes(*ctr)));
            rest = after;
        }
        if !covers.is_sorted_by(|(left, _), (right, _)| left < right) {
            return Err(OpenError::Malformed);
        }
        let data = rest.to_vec();
        Ok(Self { covers, plain: Plain { data, ..plain } })
    }
}

/// The only length that `len` bytes are padded to.
fn padded_len(len: usize) -> usize {
    if len <= STEPS_UP_TO {
        return len.div_ceil(STEP).max(1) * STEP;
    }
    // Padmé: keep as many leading bits of the length as its own length has bits, round the rest up.
    let exponent = len.ilog2();
    let kept = exponent.ilog2() + 1;
    let mask = (1_usize << (exponent - kept)) - 1;
    (len + mask) & !mask
}
