//! Records of the local index: one document's card and heads, and its compact form.

use minicbor::{Decode, Encode, bytes::ByteVec};
use protocol::ids::{DeviceId, DocumentId, EnvelopeId, Salt, Seq, SpaceId};

/// One device's last envelope in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct HeadRecord {
    /// The device.
    #[n(0)]
    pub(crate) device: DeviceId,
    /// Its last counter.
    #[n(1)]
    pub(crate) ctr: u32,
    /// Its last change that counts in what a card covers.
    #[n(2)]
    pub(crate) counted_ctr: u32,
    /// The envelope with the last counter.
    #[n(3)]
    pub(crate) envelope: EnvelopeId,
}

/// How far a card covers one device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct CoverRecord {
    /// The device.
    #[n(0)]
    pub(crate) device: DeviceId,
    /// Its last counted change.
    #[n(1)]
    pub(crate) ctr: u32,
}

/// How far a first sync has come with one document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub(crate) enum Bodies {
    /// Everything that came was judged.
    #[default]
    #[n(0)]
    Judged,
    /// They lie here as they came and are judged when the document is opened, or in the background.
    #[n(1)]
    Raw,
    /// Only its card was brought.
    #[n(2)]
    Missing,
}

/// What the index knows of one document (A11).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct EntryRecord {
    /// The document.
    #[n(0)]
    pub(crate) doc: DocumentId,
    /// Its space.
    #[n(1)]
    pub(crate) space: SpaceId,
    /// Its salt.
    #[n(2)]
    pub(crate) salt: Salt,
    /// Its kind as `casework` numbers them; 0 while no card or body was opened.
    #[n(3)]
    pub(crate) kind: u8,
    /// The newest card, as `casework` encodes it; empty for none.
    #[n(4)]
    pub(crate) card: ByteVec,
    /// What the card covers, ascending by device.
    #[n(5)]
    pub(crate) covers: Vec<CoverRecord>,
    /// What is here, ascending by device.
    #[n(6)]
    pub(crate) heads: Vec<HeadRecord>,
    /// Last place in the log that is known of it; 0 for none.
    #[n(7)]
    pub(crate) seq: Seq,
    /// Its bodies.
    #[n(8)]
    pub(crate) bodies: Bodies,
    /// What the newest card that travels covers, if it misses something that the card here knows.
    #[n(9)]
    pub(crate) published: Option<Vec<CoverRecord>>,
    /// Does the card tell of a next step that is open?
    #[n(10)]
    pub(crate) to_do: bool,
    /// Was the card cut to fit?
    #[n(11)]
    pub(crate) is_cut: Option<bool>,
}

/// A document in one piece, see `compact`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct CompactRecord {
    /// The envelopes whose changes are in it.
    #[n(0)]
    pub(crate) envelopes: Vec<EnvelopeId>,
    /// What `Document::save` wrote.
    #[n(1)]
    pub(crate) saved: ByteVec,
}
