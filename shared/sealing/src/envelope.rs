//! Sealing a change, a snapshot part or a card into an envelope, and opening it again.
//!
//! A signature is checked before anything it covers is opened (S7): opening needs a [`VerifiedEnvelope`], and only
//! [`verify`] makes one. A first sync lists thousands of cards at once; for these, and for nothing but these, a
//! [`ScreenedEnvelope`] will do until its body is verified.

use crate::{
    OpenError, SealError,
    device::DeviceSecret,
    document::DocumentKey,
    hazmat::{self, NONCE_LEN},
    plain::{Card, Plain},
};
use protocol::{
    clear::{self, ClearBody},
    context,
    envelope::{Envelope, Header, Kind, hash_body, hash_card},
    ids::{DocumentId, EnvelopeId, KeyId, OperationId, WorkspaceId},
    keys::SUITE,
    limits,
    signature::{Attribution, Forged, Signature, VerifyingKey},
};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// Place of a new envelope in its device's own chain of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnvelopeDraft {
    /// The document.
    pub doc: DocumentId,
    /// One more than this device's last there; from 1.
    pub ctr: u32,
    /// This device's last there; zero for the first.
    pub prev: EnvelopeId,
    /// The chain as this device knows it.
    pub chain_head: OperationId,
}

/// Who seals with what.
#[derive(Clone, Copy, Debug)]
pub struct Sealer<'a> {
    /// The tenant.
    pub workspace: WorkspaceId,
    /// Signs.
    pub device: &'a DeviceSecret,
    /// Seals.
    pub key: &'a DocumentKey,
}

/// An envelope whose signature was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedEnvelope {
    envelope: Envelope,
    workspace: WorkspaceId,
}

/// Checks an envelope's signature. Whether its device had the right is the roster's question.
///
/// # Errors
/// [`Forged`] if another device or nobody signed it.
pub fn verify(
    envelope: Envelope,
    workspace: WorkspaceId,
    key: &VerifyingKey,
) -> Result<VerifiedEnvelope, Forged> {
    envelope.verify(workspace, key)?;
    Ok(VerifiedEnvelope { envelope, workspace })
}

/// An envelope whose signature passed together with others: good enough to list its card, not to open its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreenedEnvelope(VerifiedEnvelope);

/// Screens envelopes, each with its device's key, see [`Attribution::screen`]; the answers are in their order. If there is a forged one
/// among them, each is verified by itself.
pub fn screen(
    envelopes: Vec<(Envelope, VerifyingKey)>,
    workspace: WorkspaceId,
) -> Vec<Result<ScreenedEnvelope, Forged>> {
    let attribution = |(envelope, key): &(Envelope, VerifyingKey)| envelope.attribution(workspace, key);
    let attributions: Result<Vec<Attribution>, Forged> = envelopes.iter().map(attribution).collect();
    let all_pass = attributions.and_then(|all| Attribution::screen(&all)).is_ok();
    let one_by_one = |(envelope, key): (Envelope, VerifyingKey)| {
        if !all_pass {
            envelope.verify(workspace, &key)?;
        }
        Ok(ScreenedEnvelope(VerifiedEnvelope { envelope, workspace }))
    };
    envelopes.into_iter().map(one_by_one).collect()
}

impl ScreenedEnvelope {
    /// The envelope as it travelled.
    #[must_use]
    pub const fn envelope(&self) -> &Envelope {
        self.0.envelope()
    }

    /// Opens the card, see [`VerifiedEnvelope::open_card`].
    ///
    /// # Errors
    /// The same.
    pub fn open_card(&self, key: &DocumentKey) -> Result<Option<Card>, OpenError> {
        self.0.open_card(key)
    }
}

impl Sealer<'_> {
    /// Seals one automerge change, with the card that follows from it.
    ///
    /// # Errors
    /// `TooBig` beyond 256 KiB of body or 4 KiB of card, padding included.
    pub fn seal_change(
        &self,
        draft: EnvelopeDraft,
        body: &Plain,
        card: Option<&Card>,
        rng: &mut impl CryptoRng,
    ) -> Result<Envelope, SealError> {
        self.seal(Kind::Change, draft, (Some(body), card), rng)
    }

    /// Seals one part of a snapshot.
    ///
    /// # Errors
    /// `TooBig` beyond 256 KiB, padding included.
    pub fn seal_snapshot_part(
        &self,
        draft: EnvelopeDraft,
        part: &Plain,
        rng: &mut impl CryptoRng,
    ) -> Result<Envelope, SealError> {
        self.seal(Kind::Snapshot, draft, (Some(part), None), rng)
    }

    /// Seals a card alone, for a document whose newest card was stale.
    ///
    /// # Errors
    /// `TooBig` beyond 4 KiB, padding included.
    pub fn seal_card(
        &self,
        draft: EnvelopeDraft,
        card: &Card,
        rng: &mut impl CryptoRng,
    ) -> Result<Envelope, SealError> {
        self.seal(Kind::Card, draft, (None, Some(card)), rng)
    }

    /// Seals an edit that this device still had when it was revoked.
    ///
    /// # Errors
    /// `TooBig` beyond 256 KiB, padding included.
    pub fn seal_late(
        &self,
        draft: EnvelopeDraft,
        change: &Plain,
        rng: &mut impl CryptoRng,
    ) -> Result<Envelope, SealError> {
        self.seal(Kind::Late, draft, (Some(change), None), rng)
    }

    fn seal(
        &self,
        kind: Kind,
        draft: EnvelopeDraft,
        (body, card): (Option<&Plain>, Option<&Card>),
        rng: &mut impl CryptoRng,
    ) -> Result<Envelope, SealError> {
        let body = body.map(|body| body.encode(limits::body_plain(kind))).transpose()?;
        let card = card.map(|card| card.encode(limits::CARD_PLAIN)).transpose()?;
        let header = Header {
            suite: SUITE,
            kind: kind as u8,
            flags: 0,
            doc: draft.doc,
            key: self.key.key_id(),
            device: self.device.device_id(),
            ctr: draft.ctr,
            prev: draft.prev,
            chain_head: draft.chain_head,
            nonce: hazmat::make_nonce(rng),
            body_len: sealed_len(body.as_ref()),
            card_len: sealed_len(card.as_ref()),
        };
        let aad = associated_data(self.workspace, &header);
        let body = body.map(|plain| hazmat::seal(&self.key.body_key(), &header.nonce, &aad, &plain));
        let card = card.map(|plain| hazmat::seal(&self.key.card_key(), &header.nonce, &aad, &plain));
        Ok(self.device.sign_envelope(self.workspace, header, body, card))
    }
}

impl DeviceSecret {
    /// Signs an envelope of a kind that is not sealed: its body is canonical CBOR, its key zero.
    ///
    /// # Errors
    /// `TooBig` beyond 256 KiB.
    pub fn sign_clear(
        &self,
        workspace: WorkspaceId,
        draft: EnvelopeDraft,
        body: &ClearBody,
    ) -> Result<Envelope, SealError> {
        let bytes = clear::encode(body);
        let by = bytes.len().saturating_sub(limits::body_sealed(body.kind()));
        let body_len = u32::try_from(bytes.len()).ok().filter(|_| by == 0).ok_or(SealError::TooBig { by })?;
        let header = Header {
            suite: SUITE,
            kind: body.kind() as u8,
            flags: 0,
            doc: draft.doc,
            key: KeyId::from_bytes([0; KeyId::LEN]),
            device: self.device_id(),
            ctr: draft.ctr,
            prev: draft.prev,
            chain_head: draft.chain_head,
            nonce: [0; NONCE_LEN],
            body_len,
            card_len: 0,
        };
        Ok(self.sign_envelope(workspace, header, Some(bytes), None))
    }

    fn sign_envelope(
        &self,
        workspace: WorkspaceId,
        header: Header,
        body: Option<Vec<u8>>,
        card: Option<Vec<u8>>,
    ) -> Envelope {
        let body_hash = hash_body(body.as_deref().unwrap_or_default());
        let card_hash = hash_card(card.as_deref().unwrap_or_default());
        let sig: Signature = self
            .sign(context::SIGN_ENVELOPE, &[workspace.as_bytes(), &header.encode(), &body_hash, &card_hash]);
        Envelope { header, body_hash, card_hash, sig, body, card }
    }
}

impl VerifiedEnvelope {
    /// The envelope as it travelled.
    #[must_use]
    pub const fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// Opens the body. `None` if it has none or it was left out.
    ///
    /// # Errors
    /// `Tampered` if this is not its key, `Malformed` if it opens to something else, `TooNew` for another suite.
    pub fn open_body(&self, key: &DocumentKey) -> Result<Option<Plain>, OpenError> {
        let Some(sealed) = &self.envelope.body else { return Ok(None) };
        let aad = self.associated_data(key)?;
        let plain = hazmat::open(&key.body_key(), &self.envelope.header.nonce, &aad, sealed)?;
        Plain::parse(&plain).map(Some)
    }

    /// Opens the card. `None` if it has none or it was left out.
    ///
    /// # Errors
    /// `Tampered` if this is not its key, `Malformed` if it opens to something else, `TooNew` for another suite.
    pub fn open_card(&self, key: &DocumentKey) -> Result<Option<Card>, OpenError> {
        let Some(sealed) = &self.envelope.card else { return Ok(None) };
        let aad = self.associated_data(key)?;
        let plain = hazmat::open(&key.card_key(), &self.envelope.header.nonce, &aad, sealed)?;
        Card::parse(&plain).map(Some)
    }

    fn associated_data(&self, key: &DocumentKey) -> Result<Vec<u8>, OpenError> {
        let header = &self.envelope.header;
        if header.suite != SUITE {
            return Err(OpenError::TooNew);
        }
        if header.key != key.key_id() {
            return Err(OpenError::Tampered);
        }
        Ok(associated_data(self.workspace, header))
    }
}

/// What body and card are bound to: the workspace and every field of the header.
fn associated_data(workspace: WorkspaceId, header: &Header) -> Vec<u8> {
    [workspace.as_bytes().as_slice(), &header.encode()].concat()
}

/// Length after sealing; limits keep it far below 4 GiB.
fn sealed_len(plain: Option<&Zeroizing<Vec<u8>>>) -> u32 {
    plain.and_then(|plain| u32::try_from(plain.len() + limits::SEAL_OVERHEAD).ok()).unwrap_or_default()
}
