//! Records about the device itself: its passphrase's slot, its way into the workspace, what its person chose, what it did.

use minicbor::{
    Decode, Encode,
    bytes::{ByteArray, ByteVec},
};
use protocol::{
    chain::SignedOperation,
    ids::{DocumentId, EnvelopeId, InvitationId, Timestamp, WorkspaceId},
    invitation::Accept,
};
use std::collections::BTreeMap;

/// What the passphrase opens, and how often it was wrong.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct SlotRecord {
    /// How the passphrase is stretched.
    #[n(0)]
    pub(crate) params: ByteVec,
    /// The storage key, wrapped.
    #[n(1)]
    pub(crate) wrapped: ByteVec,
    /// Wrong passphrases in a row.
    #[n(2)]
    pub(crate) wrong: u32,
    /// When the last of them was given.
    #[n(3)]
    pub(crate) wrong_at: Timestamp,
}

/// Somebody who was let in and does not write the directory: whoever let them in writes their name.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct NewcomerRecord {
    /// The invitation that was used.
    #[n(0)]
    pub(crate) invitation: InvitationId,
    /// What they want to be called.
    #[n(1)]
    pub(crate) name: String,
}

/// How far this device is on its way into a workspace.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) enum StandingRecord {
    /// Uses the relay's setup link.
    #[n(0)]
    #[cbor(map)]
    Founding {
        /// From the link.
        #[n(0)]
        token: ByteVec,
        /// The first operation.
        #[n(1)]
        genesis: SignedOperation,
        /// The own name.
        #[n(2)]
        name: String,
        /// The unit's name.
        #[n(3)]
        unit: String,
    },
    /// Accepted an invitation and waits.
    #[n(1)]
    #[cbor(map)]
    Joining {
        /// As it was sent: its words must stay the same.
        #[n(0)]
        accept: Box<Accept>,
        /// The own name.
        #[n(1)]
        name: String,
    },
    /// In the chain.
    #[n(2)]
    #[cbor(map)]
    Member {
        /// The own name as typed here; shown until the directory has it.
        #[n(0)]
        name: String,
        /// The unit's name, until the founder has written it into the directory.
        #[n(1)]
        unit: Option<String>,
        /// The own name still has to be written into the directory; stays so where the role may not write there.
        #[n(2)]
        unnamed: bool,
        /// The tenant.
        #[n(3)]
        workspace: WorkspaceId,
        /// Was everything here once that comes with the role? Whoever has begun stays in, whatever is granted or rotated later.
        #[n(4)]
        begun: Option<bool>,
    },
    /// The device is a recovery kit, about to add the one that stays.
    #[n(3)]
    #[cbor(map)]
    Recovering {
        /// The secret of the device that stays, sealed as it will lie here.
        #[n(0)]
        heir: ByteVec,
    },
}

/// What this person chose on this device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct SettingsRecord {
    /// Minutes until the automatic lock, 1 to 5.
    #[n(0)]
    pub(crate) auto_lock_minutes: u8,
    /// `false` while the recovery kit was printed and not checked, `None` without one.
    #[n(2)]
    pub(crate) kit: Option<bool>,
    /// A day (days since 1970) and the colleagues' cases for which a reason was given on it: one asks once a day,
    /// however often the device is locked meanwhile.
    #[n(3)]
    pub(crate) opened: Option<(i32, Vec<ByteArray<16>>)>,
    /// Whom open invitations were made for here.
    #[n(4)]
    pub(crate) invited: Option<Vec<(ByteArray<16>, String)>>,
    /// Where the person works, or everywhere, as it was last said for each weekday, with the day (days since 1970) on
    /// which it was said. Index 1 held one such choice and stays unused.
    #[n(5)]
    pub(crate) sites: Option<Vec<(Option<ByteArray<16>>, i32)>>,
}

impl Default for SettingsRecord {
    fn default() -> Self {
        Self { auto_lock_minutes: 5, kit: None, opened: None, invited: None, sites: None }
    }
}

/// Forms that are half typed, by name: each field with what stands in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct DraftsRecord {
    /// Form, fields.
    #[n(0)]
    pub(crate) forms: BTreeMap<String, Vec<(String, String)>>,
}

/// One line of the sync log.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct LogRecord {
    /// When.
    #[n(0)]
    pub(crate) at: Timestamp,
    /// What, as a code of the locale.
    #[n(1)]
    pub(crate) code: String,
    /// How many.
    #[n(2)]
    pub(crate) count: u32,
}

/// What was being applied when the process ended (S7).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct MarkerRecord {
    /// The document.
    #[n(0)]
    pub(crate) doc: DocumentId,
    /// The one envelope, once the document is loaded step by step.
    #[n(1)]
    pub(crate) envelope: Option<EnvelopeId>,
}
