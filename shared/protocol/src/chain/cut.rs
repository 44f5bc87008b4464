//! Cuts: what a space's log held of the people who lose it, so that nobody can backdate an edit afterwards. (MB2)

use super::{Action, SpaceCut};
use crate::{
    context,
    ids::{DeviceId, DocumentId, EnvelopeId},
};
use minicbor::{Decode, Encode};

/// The last envelope of one device in one document; `prev` links commit to the ones before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(map)]
pub struct CutHead {
    /// The document.
    #[n(0)]
    pub doc: DocumentId,
    /// The device.
    #[n(1)]
    pub device: DeviceId,
    /// Its last counter there.
    #[n(2)]
    pub ctr: u32,
    /// The envelope with that counter.
    #[n(3)]
    pub envelope: EnvelopeId,
}

/// The hash of the heads, whatever order they come in.
#[must_use]
pub fn derive_cut(heads: &[CutHead]) -> [u8; 32] {
    let mut sorted: Vec<&CutHead> = heads.iter().collect();
    sorted.sort_unstable();
    let mut bytes = Vec::with_capacity(sorted.len() * 44);
    for head in sorted {
        bytes.extend_from_slice(head.doc.as_bytes());
        bytes.extend_from_slice(head.device.as_bytes());
        bytes.extend_from_slice(&head.ctr.to_be_bytes());
        bytes.extend_from_slice(head.envelope.as_bytes());
    }
    context::hash(context::CUT, &[&bytes])
}

impl Action {
    /// The cuts that this action names. (MB2)
    #[must_use]
    pub fn cuts(&self) -> &[SpaceCut] {
        match self {
            Self::RemoveMember { cuts, .. }
            | Self::RevokeDevice { cuts, .. }
            | Self::ReplaceDevice { cuts, .. } => cuts,
            Self::Withdraw { cut, .. } => std::slice::from_ref(cut),
            Self::Genesis { .. }
            | Self::AddMember { .. }
            | Self::AddDevice { .. }
            | Self::CreateSpace { .. }
            | Self::Grant { .. }
            | Self::Rotate { .. }
            | Self::SetRole { .. }
            | Self::Invite { .. }
            | Self::CancelInvite { .. }
            | Self::SetMinimumVersion { .. }
            | Self::Adopt { .. } => &[],
        }
    }
}
