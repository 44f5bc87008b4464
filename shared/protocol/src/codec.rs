//! The one canonical encoding of signed records and messages: deterministic CBOR (RFC 8949 4.2.1) with integer keys.
//!
//! A decoder that accepts two spellings of one meaning lets a relay change the bytes under a signature, or make two devices
//! disagree about a hash. So whatever is parsed is encoded again and must come out as it went in. (PR1)

use minicbor::{Decode, Encode};

/// Why bytes were not taken for a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Not CBOR, cut off, or of another shape.
    #[error("malformed")]
    Malformed,
    /// Well-formed, but not the one canonical spelling, or followed by more bytes.
    #[error("not canonical")]
    NotCanonical,
    /// A variant this version does not know: somebody runs a newer one (A7).
    #[error("of a kind that this version does not know")]
    Unknown,
    /// Longer than its limit in [`crate::limits`].
    #[error("larger than its limit")]
    TooBig,
}

/// The canonical bytes of `value`.
#[must_use]
pub fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    match minicbor::encode(value, &mut bytes) {
        Ok(()) => bytes,
        // Writing to a vector cannot fail, and none of our types refuses to be encoded.
        Err(_) => Vec::new(),
    }
}

/// Reads exactly one canonical record from `bytes`.
///
/// # Errors
/// [`ParseError`] says which rule the bytes break; never says what they contain.
pub fn parse<'b, T: Decode<'b, ()> + Encode<()>>(bytes: &'b [u8]) -> Result<T, ParseError> {
    let mut decoder = minicbor::Decoder::new(bytes);
    let value: T = decoder.decode().map_err(|error| refusal(&error))?;
    if decoder.position() == bytes.len() && encode(&value) == bytes {
        Ok(value)
    } else {
        Err(ParseError::NotCanonical)
    }
}

fn refusal(error: &minicbor::decode::Error) -> ParseError {
    if error.is_unknown_variant() { ParseError::Unknown } else { ParseError::Malformed }
}
