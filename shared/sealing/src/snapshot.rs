//! A snapshot: a whole document as it was saved, cut into parts that each travel in an envelope of their own. (PR22)
//!
//! ```text
//! one part          index u16 │ count u16 │ piece
//! pieces together   claim_len u32 │ claim (CBOR) │ saved document                                      (big-endian)
//! ```
//!
//! Every piece but the last is as long as a part allows, so a snapshot is cut in one way only. What it covers is sealed with it:
//! it stays a claim until another member's confirmation repeats it in the clear.

use crate::{
    OpenError, SealError,
    plain::{HEAD_LEN, Plain},
};
use protocol::{codec, limits, records::SnapshotClaim};

/// Bytes of a part before its piece.
const PLACE_LEN: usize = 4;
/// Bytes of every piece but the last.
const PIECE_LEN: usize = limits::SNAPSHOT_PART_PLAIN - HEAD_LEN - PLACE_LEN;

/// A saved document and what it says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// What it covers and what it leaves out.
    pub claim: SnapshotClaim,
    /// The saved document.
    pub plain: Plain,
}

impl Snapshot {
    /// The parts, in the order in which they are sealed.
    ///
    /// # Errors
    /// `TooBig` beyond [`limits::SNAPSHOT_PARTS`] parts.
    pub fn to_parts(&self) -> Result<Vec<Plain>, SealError> {
        let claim = codec::encode(&self.claim);
        let claim_len = u32::try_from(claim.len()).map_err(|_| SealError::TooBig { by: claim.len() })?;
        let whole = [claim_len.to_be_bytes().as_slice(), &claim, &self.plain.data].concat();
        let most = PIECE_LEN * limits::SNAPSHOT_PARTS;
        let count = u16::try_from(whole.len().div_ceil(PIECE_LEN)).ok().filter(|_| whole.len() <= most);
        let count = count.ok_or(SealError::TooBig { by: whole.len().saturating_sub(most) })?;
        let part = |(index, piece): (u16, &[u8])| Plain {
            data: [index.to_be_bytes().as_slice(), &count.to_be_bytes(), piece].concat(),
            ..self.plain.clone()
        };
        Ok((0..count).zip(whole.chunks(PIECE_LEN)).map(part).collect())
    }

    /// Puts parts together again, given all of them in order.
    ///
    /// # Errors
    /// `Malformed` if they do not belong together, are cut in another way, or claim something that is not in order.
    pub fn from_parts(parts: &[Plain]) -> Result<Self, OpenError> {
        let (last, full) = parts.split_last().ok_or(OpenError::Malformed)?;
        let count = u16::try_from(parts.len()).ok().filter(|_| parts.len() <= limits::SNAPSHOT_PARTS);
        let count = count.ok_or(OpenError::Malformed)?;
        let kind = |part: &Plain| (part.document_type, part.schema, part.min_reader);
        let mut whole = Vec::new();
        for (index, part) in (0..count).zip(parts) {
            let place = [index.to_be_bytes(), count.to_be_bytes()].concat();
            let piece = part.data.strip_prefix(place.as_slice()).ok_or(OpenError::Malformed)?;
            let is_last = usize::from(index) == full.len();
            let fits =
                if is_last { (1..=PIECE_LEN).contains(&piece.len()) } else { piece.len() == PIECE_LEN };
            if !fits || kind(part) != kind(last) {
                return Err(OpenError::Malformed);
            }
            whole.extend_from_slice(piece);
        }
        let (claim_len, rest) = whole.split_first_chunk::<4>().ok_or(OpenError::Malformed)?;
        let claim_len = usize::try_from(u32::from_be_bytes(*claim_len)).map_err(|_| OpenError::Malformed)?;
        let (claim, saved) = rest.split_at_checked(claim_len).ok_or(OpenError::Malformed)?;
        let claim: SnapshotClaim = codec::parse(claim).map_err(|_| OpenError::Malformed)?;
        claim.check().map_err(|_| OpenError::Malformed)?;
        Ok(Self { claim, plain: Plain { data: saved.to_vec(), ..last.clone() } })
    }
}
