//! The primitives, with their sharp edges: nothing outside this crate sees them.
//!
//! BLAKE3 in key derivation mode, XChaCha20-Poly1305 with the nonce given, HPKE in base mode with X-Wing, HKDF-SHA256 and
//! ChaCha20-Poly1305. Callers bind purpose and place through context strings and associated data.

use crate::{OpenError, SealError};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use hpke::{
    Deserializable, Kem as _, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305, kdf::HkdfSha256,
    kem::XWing,
};
use rand_core::CryptoRng;
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Length of an XChaCha20-Poly1305 nonce in bytes.
pub(crate) const NONCE_LEN: usize = 24;

/// `N` secret bytes. Wiped when dropped, never shown, compared in constant time.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(crate) struct Secret<const N: usize>([u8; N]);

impl<const N: usize> Secret<N> {
    pub(crate) fn make(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; N];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// Takes exactly `N` bytes.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; N] {
        &self.0
    }

    /// A second owner of the same secret, where two types share one. Named, because it must not happen by accident.
    pub(crate) const fn duplicate(&self) -> Self {
        Self(self.0)
    }
}

impl<const N: usize> PartialEq for Secret<N> {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl<const N: usize> fmt::Debug for Secret<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// 32 secret bytes that depend on the context and every part.
pub(crate) fn derive_key(context: &'static str, parts: &[&[u8]]) -> Secret<32> {
    Secret(protocol::context::hash(context, parts))
}

pub(crate) fn make_nonce(rng: &mut impl CryptoRng) -> [u8; NONCE_LEN] {
    let mut nonce = [0; NONCE_LEN];
    rng.fill_bytes(&mut nonce);
    nonce
}

/// Sealed bytes: as long as `plain` and 16 more. A nonce must never serve twice under one key.
pub(crate) fn seal(key: &Secret<32>, nonce: &[u8; NONCE_LEN], aad: &[u8], plain: &[u8]) -> Vec<u8> {
    let cipher = XChaCha20Poly1305::new(key.as_bytes().into());
    // Fails only beyond 256 GiB, which no limit of the wire lets through; empty bytes open nowhere.
    cipher.encrypt(nonce.into(), Payload { msg: plain, aad }).unwrap_or_default()
}

pub(crate) fn open(
    key: &Secret<32>,
    nonce: &[u8; NONCE_LEN],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let cipher = XChaCha20Poly1305::new(key.as_bytes().into());
    let plain =
        cipher.decrypt(nonce.into(), Payload { msg: sealed, aad }).map_err(|_| OpenError::Tampered)?;
    Ok(Zeroizing::new(plain))
}

/// `suite 1 ‖ nonce 24 ‖ sealed`, for records that carry their own nonce.
pub(crate) fn seal_with_nonce(
    key: &Secret<32>,
    aad: &[u8],
    plain: &[u8],
    rng: &mut impl CryptoRng,
) -> Vec<u8> {
    let nonce = make_nonce(rng);
    let mut bytes = vec![protocol::keys::SUITE];
    bytes.extend_from_slice(&nonce);
    bytes.extend_from_slice(&seal(key, &nonce, aad, plain));
    bytes
}

pub(crate) fn open_with_nonce(
    key: &Secret<32>,
    aad: &[u8],
    bytes: &[u8],
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let (suite, rest) = bytes.split_first().ok_or(OpenError::Malformed)?;
    if *suite != protocol::keys::SUITE {
        return Err(OpenError::TooNew);
    }
    let (nonce, sealed) = rest.split_first_chunk::<NONCE_LEN>().ok_or(OpenError::Malformed)?;
    open(key, nonce, aad, sealed)
}

/// The public half of an X-Wing decapsulation key.
pub(crate) fn derive_encapsulation_key(secret: &Secret<32>) -> Vec<u8> {
    match <XWing as hpke::Kem>::PrivateKey::from_bytes(secret.as_bytes()) {
        Ok(private) => XWing::sk_to_pk(&private).to_bytes().to_vec(),
        // 32 bytes are always a decapsulation key; an empty public key could be sealed to by nobody.
        Err(_) => Vec::new(),
    }
}

/// HPKE single shot: the encapsulated key, and `plain` sealed to it.
pub(crate) fn seal_to(
    recipient: &[u8],
    info: &[u8],
    plain: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<(Vec<u8>, Vec<u8>), SealError> {
    let public = <XWing as hpke::Kem>::PublicKey::from_bytes(recipient).map_err(|_| SealError::Recipient)?;
    let (encapsulated, sealed) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeS::Base,
        &public,
        info,
        plain,
        &[],
        rng,
    )
    .map_err(|_| SealError::Recipient)?;
    Ok((encapsulated.to_bytes().to_vec(), sealed))
}

pub(crate) fn open_from(
    secret: &Secret<32>,
    encapsulated: &[u8],
    info: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let private =
        <XWing as hpke::Kem>::PrivateKey::from_bytes(secret.as_bytes()).map_err(|_| OpenError::Tampered)?;
    let encapsulated =
        <XWing as hpke::Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| OpenError::Tampered)?;
    hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeR::Base,
        &private,
        &encapsulated,
        info,
        sealed,
        &[],
    )
    .map(Zeroizing::new)
    .map_err(|_| OpenError::Tampered)
}
