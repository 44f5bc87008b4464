//! The running digest of a space's log: how a device notices a relay that rewound, forked or withheld (S9).

use crate::{
    context,
    ids::{EnvelopeId, Seq},
};

/// Digest over every (seq, envelope) of one space in commit order. Starts at zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpaceDigest(pub [u8; 32]);

impl SpaceDigest {
    /// `d = BLAKE3(d ‖ seq ‖ env_id)`.
    #[must_use]
    pub fn after(self, seq: Seq, envelope: EnvelopeId) -> Self {
        Self(context::hash(context::SPACE_DIGEST, &[&self.0, &seq.0.to_be_bytes(), envelope.as_bytes()]))
    }
}
