//! What stands between the person and the work.

use crate::{
    command::Role,
    ids::{MemberId, VaultId},
    refusal::RelayFault,
};
use serde::{Deserialize, Serialize};

/// What goes on at the gate without anybody doing anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Underway {
    /// The setup link is being used.
    Founding,
    /// Let in; what comes with the role is not all granted, or its keys are not here: they come from another device of the unit.
    Admitted,
    /// A recovery kit brings everything back; nobody has to compare anything.
    Recovering,
}

/// What stands between the person and the work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gate {
    /// Another tab is at work with this device's vaults; [`crate::command::Command::TakeOver`] moves the work here.
    OtherTab,
    /// No vault on this device: begin with a link.
    Empty,
    /// Choose a vault and give its passphrase.
    Locked(Vec<VaultLine>),
    /// Something goes on by itself once the relay is reachable.
    Underway {
        /// What.
        what: Underway,
        /// What the relay said last, if it said no.
        refused: Option<RelayFault>,
        /// Is the relay reachable?
        connected: bool,
    },
    /// Waits for a colleague to compare these words and let the device in.
    Joining {
        /// The six words.
        words: Vec<String>,
        /// What the relay said last, if it said no.
        refused: Option<RelayFault>,
        /// Is the relay reachable?
        connected: bool,
    },
    /// Work.
    Open {
        /// The own id.
        me: MemberId,
        /// What the person does.
        role: Role,
        /// The own name.
        name: String,
        /// The unit's name.
        unit: String,
        /// Setting up is not over: the recovery kit is to be printed, or its words are to be proven.
        kit_due: bool,
    },
    /// This device is no longer a member: nothing can be sent, unsent work is kept sealed.
    Revoked,
}

/// A vault at the lock screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultLine {
    /// Which.
    pub id: VaultId,
    /// What it is called.
    pub label: String,
}
