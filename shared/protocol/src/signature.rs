//! Checking who signed what. Making signatures needs secret keys and lives in `sealing`.

use crate::{context, ids::DeviceId};
use ed25519_dalek::Signature as DalekSignature;
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use std::fmt;

/// An Ed25519 public key that has been checked to be a point of the curve.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

/// An Ed25519 signature, unchecked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature([u8; 64]);

/// The signature does not belong to these bytes and this key. It says no more on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("forged")]
pub struct Forged;

impl VerifyingKey {
    /// Reads a key.
    ///
    /// # Errors
    /// [`Forged`] if the bytes are no point of the curve, one of small order, or not its one canonical spelling: a key with two
    /// spellings would be two devices.
    pub fn parse(bytes: &[u8]) -> Result<Self, Forged> {
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| Forged)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| Forged)?;
        let canonical = key.to_edwards().compress().as_bytes() == bytes;
        if canonical && !key.is_weak() { Ok(Self(key)) } else { Err(Forged) }
    }

    /// The key as it travels.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// The name of the device that signs with this key.
    #[must_use]
    pub fn device_id(&self) -> DeviceId {
        DeviceId::from_bytes(context::short_hash(context::DEVICE, &[self.as_bytes()]))
    }

    /// Checks a signature over `parts`, made for `context`, by the strict rules, see [`Attribution::verify`].
    ///
    /// # Errors
    /// [`Forged`].
    pub fn verify(&self, context: &str, parts: &[&[u8]], signature: &Signature) -> Result<(), Forged> {
        Attribution::new(self, context, parts, signature).verify()
    }
}

/// One signature and what it is said to be of, to be looked at with many others.
#[derive(Clone, Debug)]
pub struct Attribution {
    key: VerifyingKey,
    signed: Vec<u8>,
    signature: Signature,
}

impl Attribution {
    /// `key` is said to have signed `parts` for `context`.
    #[must_use]
    pub fn new(key: &VerifyingKey, context: &str, parts: &[&[u8]], signature: &Signature) -> Self {
        Self { key: *key, signed: signed_bytes(context, parts), signature: *signature }
    }

    /// Checks it by itself, by the strict rules (no malleable or cofactored variants).
    ///
    /// # Errors
    /// [`Forged`].
    pub fn verify(&self) -> Result<(), Forged> {
        let signature = DalekSignature::from_bytes(&self.signature.0);
        self.key.0.verify_strict(&self.signed, &signature).map_err(|_| Forged)
    }

    /// Screens many signatures with one equation, at about a third of the price. Nobody without the secret keys makes one that
    /// passes. Whoever has a key can make one that passes by chance and is refused by [`Self::verify`]: by hiding a point of
    /// small order in it. So screening may come before verifying, never instead of it.
    ///
    /// # Errors
    /// [`Forged`] if at least one does not pass; it does not say which.
    pub fn screen(all: &[Self]) -> Result<(), Forged> {
        let signed: Vec<&[u8]> = all.iter().map(|one| one.signed.as_slice()).collect();
        let signatures: Vec<DalekSignature> =
            all.iter().map(|one| DalekSignature::from_bytes(&one.signature.0)).collect();
        let keys: Vec<ed25519_dalek::VerifyingKey> = all.iter().map(|one| one.key.0).collect();
        ed25519_dalek::verify_batch(&signed, &signatures, &keys).map_err(|_| Forged)
    }
}

impl From<&ed25519_dalek::SigningKey> for VerifyingKey {
    /// The public half of a secret key is a point of the curve and never one of small order.
    fn from(secret: &ed25519_dalek::SigningKey) -> Self {
        Self(secret.verifying_key())
    }
}

impl Signature {
    /// Length in bytes.
    pub const LEN: usize = 64;

    /// Takes the bytes as they are.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// The bytes as they travel.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

/// What is signed: length of the context as one byte, the context, then the parts in order.
#[must_use]
pub fn signed_bytes(context: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = vec![u8::try_from(context.len()).unwrap_or(u8::MAX)];
    bytes.extend_from_slice(context.as_bytes());
    parts.iter().for_each(|part| bytes.extend_from_slice(part));
    bytes
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({:?})", self.device_id())
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(…)")
    }
}

impl<C> Encode<C> for VerifyingKey {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        e.bytes(self.as_bytes())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for VerifyingKey {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        Self::parse(d.bytes()?).map_err(|_| decode::Error::message("no verifying key"))
    }
}

impl<C> Encode<C> for Signature {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        e.bytes(&self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Signature {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        d.bytes()?.try_into().map(Self).map_err(|_| decode::Error::message("no signature"))
    }
}
