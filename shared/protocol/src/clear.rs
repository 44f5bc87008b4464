//! Bodies that are signed but not sealed, because the relay must act on them. Their key is zero, their nonce too. (PR10)

use crate::{
    codec::{self, ParseError},
    envelope::Kind,
    ids::EnvelopeId,
    limits,
};
use minicbor::{Decode, Encode};

/// Names late envelopes of the same document that count from now on.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AcceptLate {
    /// Which, ascending.
    #[n(0)]
    pub envelopes: Vec<EnvelopeId>,
}

/// Asks for the erasure of the document, or takes that back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Erase {
    /// `true` takes back an earlier request.
    #[n(0)]
    pub withdraw: bool,
}

/// The body of an envelope of a clear kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClearBody {
    /// Of kind `Accept`.
    Accept(AcceptLate),
    /// Of kind `Erase`.
    Erase(Erase),
}

impl ClearBody {
    /// The kind of its envelope.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Accept(_) => Kind::Accept,
            Self::Erase(_) => Kind::Erase,
        }
    }
}

/// The canonical bytes of a clear body.
#[must_use]
pub fn encode(body: &ClearBody) -> Vec<u8> {
    match body {
        ClearBody::Accept(accept) => codec::encode(accept),
        ClearBody::Erase(erase) => codec::encode(erase),
    }
}

/// At least one name, ascending and none twice: there is one spelling of the same acceptance.
fn accept_late(bytes: &[u8]) -> Result<AcceptLate, ParseError> {
    let accept: AcceptLate = codec::parse(bytes)?;
    if accept.envelopes.is_empty() {
        return Err(ParseError::Malformed);
    }
    let sorted = accept.envelopes.is_sorted_by(|left, right| left < right);
    if sorted { Ok(accept) } else { Err(ParseError::NotCanonical) }
}

/// Reads the body of an envelope of this kind.
///
/// # Errors
/// `Unknown` for a kind that is sealed, `TooBig` beyond its limit, `Malformed` if nothing is named, otherwise what [`codec::parse`] says.
pub fn parse(kind: Kind, bytes: &[u8]) -> Result<ClearBody, ParseError> {
    if limits::body_sealed(kind) < bytes.len() {
        return Err(ParseError::TooBig);
    }
    match kind {
        Kind::Accept => accept_late(bytes).map(ClearBody::Accept),
        Kind::Erase => codec::parse(bytes).map(ClearBody::Erase),
        Kind::Change | Kind::Snapshot | Kind::Card | Kind::Late => Err(ParseError::Unknown),
    }
}
