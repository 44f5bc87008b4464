//! The envelope: one automerge change, snapshot, card or special record, sealed and signed.
//!
//! ```text
//! header 112 B │ body_hash 32 B │ card_hash 32 B │ sig 64 B │ body (body_len or nothing) │ card (card_len or nothing)
//! ```
//!
//! The lengths in the header are those of the sealed parts; the hashes travel so that a part may be left out (a list needs
//! cards only, a device that has the body needs no card) and the signature still covers it. A part that is absent by birth has
//! length 0 and the hash of nothing. Big-endian throughout. (PR2)

use crate::{
    codec::ParseError,
    context,
    ids::{DeviceId, DocumentId, EnvelopeId, KeyId, OperationId, WorkspaceId},
    limits,
    signature::{Attribution, Forged, Signature, VerifyingKey},
};

/// The only version of the layout that this build reads and writes.
pub const VERSION: u8 = 1;
/// Length of the encoded header in bytes.
pub const HEADER_LEN: usize = 112;
const FIXED_LEN: usize = HEADER_LEN + 32 + 32 + Signature::LEN;

/// What an envelope carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// One automerge change; the only kind that counts in vectors.
    Change = 1,
    /// One part of a snapshot: a claim until another member confirms it.
    Snapshot = 2,
    /// A card alone, refreshed for a document whose newest card was stale.
    Card = 3,
    /// An edit that a revoked device still had.
    Late = 4,
    /// Names late envelopes that count from now on; signed clear CBOR.
    Accept = 5,
    /// Asks for a document's erasure, or withdraws that; signed clear CBOR.
    Erase = 6,
}

/// The readable, authenticated part of an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Cipher suite of body and card, see [`crate::keys::SUITE`].
    pub suite: u8,
    /// What the envelope carries. Unknown numbers are stored and forwarded, never interpreted.
    pub kind: u8,
    /// Zero in version 1; anything else is of a newer one.
    pub flags: u8,
    /// The document.
    pub doc: DocumentId,
    /// The generation of its key; zero for the clear kinds.
    pub key: KeyId,
    /// Who wrote it.
    pub device: DeviceId,
    /// Contiguous per device and document, from 1.
    pub ctr: u32,
    /// The same device's previous envelope in this document, zero for the first.
    pub prev: EnvelopeId,
    /// The chain as the writer knew it: its rights are judged there.
    pub chain_head: OperationId,
    /// For body and card, under different keys.
    pub nonce: [u8; 24],
    /// Length of the sealed body in bytes.
    pub body_len: u32,
    /// Length of the sealed card in bytes, 0 for none.
    pub card_len: u32,
}

/// A sealed and signed envelope. Body and card may have been left out on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The readable part.
    pub header: Header,
    /// Hash of the sealed body, see [`hash_body`].
    pub body_hash: [u8; 32],
    /// Hash of the sealed card, see [`hash_card`].
    pub card_hash: [u8; 32],
    /// The device's signature over all of the above.
    pub sig: Signature,
    /// The sealed body, or `None` if it was left out.
    pub body: Option<Vec<u8>>,
    /// The sealed card, or `None` if it was left out; `Some(vec![])` never occurs: length 0 is `None`.
    pub card: Option<Vec<u8>>,
}

impl Kind {
    /// The kind with this number, if version 1 knows it.
    #[must_use]
    pub const fn parse(number: u8) -> Option<Self> {
        Some(match number {
            1 => Self::Change,
            2 => Self::Snapshot,
            3 => Self::Card,
            4 => Self::Late,
            5 => Self::Accept,
            6 => Self::Erase,
            _ => return None,
        })
    }
}

impl Header {
    /// Is this a change with a card, here or left out on the way? Only those count in what a card covers: a change without one
    /// says that nothing the card is made of changed. (PR2)
    #[must_use]
    pub fn counts(&self) -> bool {
        self.kind == Kind::Change as u8 && self.card_len != 0
    }

    /// The 112 bytes of the layout.
    #[must_use]
    pub fn encode(&self) -> [u8; HEADER_LEN] {
        let mut bytes = Vec::with_capacity(HEADER_LEN);
        bytes.extend_from_slice(&[VERSION, self.suite, self.kind, self.flags]);
        bytes.extend_from_slice(self.doc.as_bytes());
        bytes.extend_from_slice(self.key.as_bytes());
        bytes.extend_from_slice(self.device.as_bytes());
        bytes.extend_from_slice(&self.ctr.to_be_bytes());
        bytes.extend_from_slice(self.prev.as_bytes());
        bytes.extend_from_slice(self.chain_head.as_bytes());
        bytes.extend_from_slice(&self.nonce);
        bytes.extend_from_slice(&self.body_len.to_be_bytes());
        bytes.extend_from_slice(&self.card_len.to_be_bytes());
        let mut fixed = [0; HEADER_LEN];
        fixed.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        fixed
    }

    /// Reads the header at the start of `bytes` and returns what follows it.
    ///
    /// # Errors
    /// `Unknown` for another version, `Malformed` if cut off.
    pub fn parse(bytes: &[u8]) -> Result<(Self, &[u8]), ParseError> {
        let mut reader = Reader(bytes);
        if reader.u8()? != VERSION {
            return Err(ParseError::Unknown);
        }
        let header = Self {
            suite: reader.u8()?,
            kind: reader.u8()?,
            flags: reader.u8()?,
            doc: DocumentId::from_bytes(reader.array()?),
            key: KeyId::from_bytes(reader.array()?),
            device: DeviceId::from_bytes(reader.array()?),
            ctr: u32::from_be_bytes(reader.array()?),
            prev: EnvelopeId::from_bytes(reader.array()?),
            chain_head: OperationId::from_bytes(reader.array()?),
            nonce: reader.array()?,
            body_len: u32::from_be_bytes(reader.array()?),
            card_len: u32::from_be_bytes(reader.array()?),
        };
        Ok((header, reader.0))
    }

    /// Checks lengths and shape, and returns the lengths of body and card in bytes.
    fn check(&self) -> Result<(usize, usize), ParseError> {
        let (body_len, card_len) = (self.body_len as usize, self.card_len as usize);
        let kind = Kind::parse(self.kind);
        // A kind of a newer version is stored and forwarded, within what the kinds of this one may have.
        if limits::body_sealed(kind.unwrap_or(Kind::Change)) < body_len
            || limits::card_sealed(kind.unwrap_or(Kind::Change)) < card_len
        {
            return Err(ParseError::TooBig);
        }
        if self.flags != 0 {
            return Err(ParseError::Unknown);
        }
        let first = self.prev == EnvelopeId::from_bytes([0; EnvelopeId::LEN]);
        let shaped = kind.is_none_or(|kind| match kind {
            Kind::Change | Kind::Snapshot | Kind::Late => body_len != 0,
            Kind::Card => card_len != 0,
            Kind::Accept | Kind::Erase => body_len != 0 && self.is_in_the_clear(),
        });
        if self.ctr != 0 && first == (self.ctr == 1) && shaped {
            Ok((body_len, card_len))
        } else {
            Err(ParseError::Malformed)
        }
    }

    fn is_in_the_clear(&self) -> bool {
        self.key == KeyId::from_bytes([0; KeyId::LEN]) && self.nonce == [0; 24]
    }
}

impl Envelope {
    /// Which parts of the encoding are present: bit 0 the body, bit 1 the card.
    fn parts(&self) -> u8 {
        u8::from(self.body.is_some()) | u8::from(self.card.is_some()) << 1
    }

    /// One byte that names the parts present, then the layout in the module's picture.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let body = self.body.as_deref().unwrap_or_default();
        let card = self.card.as_deref().unwrap_or_default();
        let mut bytes = Vec::with_capacity(1 + FIXED_LEN + body.len() + card.len());
        bytes.push(self.parts());
        bytes.extend_from_slice(&self.header.encode());
        bytes.extend_from_slice(&self.body_hash);
        bytes.extend_from_slice(&self.card_hash);
        bytes.extend_from_slice(self.sig.as_bytes());
        bytes.extend_from_slice(body);
        bytes.extend_from_slice(card);
        bytes
    }

    /// Reads one envelope, checks its lengths against the limits of its kind and its parts against their hashes. Not its
    /// signature. (PR2)
    ///
    /// # Errors
    /// `Unknown` for another version, `TooBig` beyond the limits of its kind, `Malformed` otherwise.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let (&parts, bytes) = bytes.split_first().ok_or(ParseError::Malformed)?;
        let (header, rest) = Header::parse(bytes)?;
        let mut reader = Reader(rest);
        let (body_hash, card_hash) = (reader.array()?, reader.array()?);
        let sig = Signature::from_bytes(reader.array()?);
        let (body_len, card_len) = header.check()?;
        let body = reader.part(parts & 1 != 0, body_len)?;
        let card = reader.part(parts & 2 != 0, card_len)?;
        let whole = Self { header, body_hash, card_hash, sig, body, card };
        if !reader.0.is_empty() || 3 < parts || whole.parts() != parts || !whole.matches_its_hashes() {
            return Err(ParseError::Malformed);
        }
        Ok(whole)
    }

    fn matches_its_hashes(&self) -> bool {
        let body_fits = match &self.body {
            Some(body) => hash_body(body) == self.body_hash,
            None => self.header.body_len != 0 || hash_body(&[]) == self.body_hash,
        };
        let card_fits = match &self.card {
            Some(card) => hash_card(card) == self.card_hash,
            None => self.header.card_len != 0 || hash_card(&[]) == self.card_hash,
        };
        body_fits && card_fits
    }

    /// The envelope's name: it commits to header, body, card and signature.
    #[must_use]
    pub fn id(&self) -> EnvelopeId {
        EnvelopeId::from_bytes(context::short_hash(
            context::ENVELOPE_ID,
            &[&self.header.encode(), &self.body_hash, &self.card_hash, self.sig.as_bytes()],
        ))
    }

    /// Checks the signature of the device with this key.
    ///
    /// # Errors
    /// [`Forged`] if the key is another device's or the signature does not match.
    pub fn verify(&self, workspace: WorkspaceId, key: &VerifyingKey) -> Result<(), Forged> {
        self.attribution(workspace, key)?.verify()
    }

    /// What is to be verified, or screened together with others.
    ///
    /// # Errors
    /// [`Forged`] if the key is not the one of the device that the header names.
    pub fn attribution(&self, workspace: WorkspaceId, key: &VerifyingKey) -> Result<Attribution, Forged> {
        if key.device_id() != self.header.device {
            return Err(Forged);
        }
        let header = self.header.encode();
        let parts: [&[u8]; 4] = [workspace.as_bytes(), &header, &self.body_hash, &self.card_hash];
        Ok(Attribution::new(key, context::SIGN_ENVELOPE, &parts, &self.sig))
    }

    /// The same envelope without its body: what a list needs.
    #[must_use]
    pub fn without_body(mut self) -> Self {
        self.body = None;
        self
    }
}

/// Hash of a sealed body, or of nothing.
#[must_use]
pub fn hash_body(sealed: &[u8]) -> [u8; 32] {
    context::hash(context::BODY, &[sealed])
}

/// Hash of a sealed card, or of nothing.
#[must_use]
pub fn hash_card(sealed: &[u8]) -> [u8; 32] {
    context::hash(context::CARD, &[sealed])
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn u8(&mut self) -> Result<u8, ParseError> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ParseError> {
        let (first, rest) = self.0.split_first_chunk::<N>().ok_or(ParseError::Malformed)?;
        self.0 = rest;
        Ok(*first)
    }

    fn part(&mut self, present: bool, len: usize) -> Result<Option<Vec<u8>>, ParseError> {
        if !present || len == 0 {
            return Ok(None);
        }
        let (part, rest) = self.0.split_at_checked(len).ok_or(ParseError::Malformed)?;
        self.0 = rest;
        Ok(Some(part.to_vec()))
    }
}
