//! The link that invites: it carries a secret that lets its holder accept once. (PR12)
//!
//! ```text
//! #i1. base64url( workspace 32 │ chain_head 16 │ invitation 16 │ secret 16 │ check 4 )
//! ```
//!
//! It stands in the fragment, which no browser sends to any server. The check bytes tell a mistyped or cut link from a wrong one.
//! The secret also seals the joiner's name to whoever made the link: people compare words knowing whom they let in. (PR18)

use crate::{
    OpenError, context,
    device::{DeviceSecret, SigningKey},
    hazmat::{self, Secret},
    storage::StorageKey,
};
use protocol::{
    codec, context as signed_context,
    ids::{InvitationId, OperationId, WorkspaceId},
    invitation::{Accept, AcceptClaim},
    limits,
    signature::VerifyingKey,
};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

const VERSION: &str = "i1.";
const SECRET_LEN: usize = 16;
const CHECK_LEN: usize = 4;
/// A sealed name is padded to multiples of this, so that its length says little.
const NAME_STEP: usize = 256;
/// Longest name in bytes: what the wire takes, less length, suite, nonce and tag.
pub const NAME_BYTES: usize = limits::SEALED_NAME / NAME_STEP * NAME_STEP - NAME_STEP - 2;
/// What a secret at rest is sealed for.
const PURPOSE: &str = "invitation";
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What the holder of a link knows and nobody else.
#[derive(Debug, PartialEq)]
pub struct InvitationSecret(Secret<SECRET_LEN>);

/// A link's content.
#[derive(Debug, PartialEq)]
pub struct InvitationLink {
    /// The tenant.
    pub workspace: WorkspaceId,
    /// The chain when the link was made: the joiner believes no chain without this operation.
    pub chain_head: OperationId,
    /// The invitation.
    pub invitation: InvitationId,
    /// Its secret.
    pub secret: InvitationSecret,
}

/// Not an invitation, or one that was cut or mistyped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an invitation")]
pub struct NoInvitation;

impl InvitationSecret {
    /// The secret of a new invitation.
    #[must_use]
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        Self(Secret::make(rng))
    }

    /// What the chain publishes of the invitation.
    #[must_use]
    pub fn public(&self) -> VerifyingKey {
        self.signing().public()
    }

    /// What the joiner wants to be called, from an acceptance of this invitation. `None` if it names nobody, or somebody
    /// without the link's secret wrote it.
    #[must_use]
    pub fn open_name(&self, accept: &Accept) -> Option<Zeroizing<String>> {
        let plain =
            hazmat::open_with_nonce(&self.name_key(), &codec::encode(&accept.claim), &accept.name).ok()?;
        let (len, rest) = plain.split_first_chunk()?;
        let name = rest.get(..usize::from(u16::from_be_bytes(*len)))?;
        Some(Zeroizing::new(std::str::from_utf8(name).ok()?.to_owned())).filter(|name| !name.is_empty())
    }

    fn seal_name(&self, name: &str, claim: &AcceptClaim, rng: &mut impl CryptoRng) -> Vec<u8> {
        let name = if name.len() <= NAME_BYTES { name } else { "" };
        let len = u16::try_from(name.len()).unwrap_or_default();
        let mut plain = Zeroizing::new(len.to_be_bytes().to_vec());
        plain.extend_from_slice(name.as_bytes());
        let padded = plain.len().next_multiple_of(NAME_STEP);
        plain.resize(padded, 0);
        hazmat::seal_with_nonce(&self.name_key(), &codec::encode(claim), &plain, rng)
    }

    fn name_key(&self) -> Secret<32> {
        hazmat::derive_key(context::INVITATION_NAME, &[self.0.as_bytes()])
    }

    /// This secret as it lies on the device that invited, until the invitation is used.
    #[must_use]
    pub fn to_sealed(&self, storage: &StorageKey, of: InvitationId, rng: &mut impl CryptoRng) -> Vec<u8> {
        storage.seal_record(PURPOSE, of.as_bytes(), self.0.as_bytes(), rng)
    }

    /// Reads a secret back.
    ///
    /// # Errors
    /// `Tampered` under another storage key or for another invitation.
    pub fn from_sealed(sealed: &[u8], storage: &StorageKey, of: InvitationId) -> Result<Self, OpenError> {
        let secret = storage.open_record(PURPOSE, of.as_bytes(), sealed)?;
        Secret::parse(&secret).map(Self).ok_or(OpenError::Malformed)
    }

    fn signing(&self) -> SigningKey {
        SigningKey::derive(context::INVITATION_SIGNING, self.0.as_bytes())
    }
}

impl InvitationLink {
    /// What follows `#` in the link and stands in the QR code.
    #[must_use]
    pub fn encode(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new(self.workspace.as_bytes().to_vec());
        bytes.extend_from_slice(self.chain_head.as_bytes());
        bytes.extend_from_slice(self.invitation.as_bytes());
        bytes.extend_from_slice(self.secret.0.as_bytes());
        let check = check(&bytes);
        bytes.extend_from_slice(&check);
        let mut text = Zeroizing::new(VERSION.to_owned());
        bytes.chunks(3).for_each(|chunk| push_base64(&mut text, chunk));
        text
    }

    /// Reads a fragment, with or without its `#`.
    ///
    /// # Errors
    /// [`NoInvitation`].
    pub fn parse(fragment: &str) -> Result<Self, NoInvitation> {
        let text = fragment.trim();
        let text = text.strip_prefix('#').unwrap_or(text).strip_prefix(VERSION).ok_or(NoInvitation)?;
        let bytes = Zeroizing::new(from_base64(text).ok_or(NoInvitation)?);
        let (content, given) = bytes.split_last_chunk::<CHECK_LEN>().ok_or(NoInvitation)?;
        let (workspace, rest) = content.split_at_checked(WorkspaceId::LEN).ok_or(NoInvitation)?;
        let (chain_head, rest) = rest.split_at_checked(OperationId::LEN).ok_or(NoInvitation)?;
        let (invitation, secret) = rest.split_at_checked(InvitationId::LEN).ok_or(NoInvitation)?;
        if check(content) != *given {
            return Err(NoInvitation);
        }
        Ok(Self {
            workspace: WorkspaceId::parse(workspace).ok_or(NoInvitation)?,
            chain_head: OperationId::parse(chain_head).ok_or(NoInvitation)?,
            invitation: InvitationId::parse(invitation).ok_or(NoInvitation)?,
            secret: InvitationSecret(Secret::parse(secret).ok_or(NoInvitation)?),
        })
    }

    /// Accepts the invitation with a new device. Both sign: the link's holder, and the holder of the device. The name is sealed
    /// for whoever invited; one of more than [`NAME_BYTES`] is left out.
    #[must_use]
    pub fn accept(&self, device: &DeviceSecret, name: &str, rng: &mut impl CryptoRng) -> Accept {
        let claim = AcceptClaim {
            workspace: self.workspace,
            chain_head: self.chain_head,
            invitation: self.invitation,
            device: device.public_keys().clone(),
        };
        let bytes = codec::encode(&claim);
        let by_invitation = self.secret.signing().sign(signed_context::SIGN_ACCEPT, &[&bytes]);
        let by_device = device.sign(signed_context::SIGN_ACCEPT, &[&bytes]);
        let name = self.secret.seal_name(name, &claim, rng).into();
        Accept { claim, by_invitation, by_device, name }
    }
}

fn check(content: &[u8]) -> [u8; CHECK_LEN] {
    protocol::context::short_hash(context::INVITATION_CHECK, &[content])
}

/// Appends one group of up to three bytes, without padding.
fn push_base64(text: &mut String, chunk: &[u8]) {
    let bits =
        (0..3).fold(0_u32, |bits, idx| bits << 8 | u32::from(chunk.get(idx).copied().unwrap_or_default()));
    for shift in [18, 12, 6, 0].into_iter().take(chunk.len() + 1) {
        let letter = ALPHABET.get((bits >> shift & 0x3f) as usize).copied().unwrap_or_default();
        text.push(char::from(letter));
    }
}

/// Reads base64url without padding; `None` for another letter or bits that no byte needs.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for letter in text.bytes() {
        let value = ALPHABET.iter().position(|known| *known == letter)?;
        bits = bits << 6 | u32::try_from(value).ok()?;
        held += 6;
        if 8 <= held {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).ok()?);
            bits &= (1 << held) - 1;
        }
    }
    (held < 6 && bits == 0).then_some(bytes)
}
