//! What a screen gets to see of people and of what belongs to the unit: members, devices, sites, settings.

use crate::{
    command::Role,
    ids::{DeviceId, InvitationId, MemberId, Moment, SiteId},
};
use serde::{Deserialize, Serialize};

/// Members, devices, invitations, joiners.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembersView {
    /// Everybody, active first.
    pub members: Vec<MemberLine>,
    /// Open invitations.
    pub invitations: Vec<InvitationLine>,
    /// Who accepted and waits.
    pub joining: Vec<JoiningLine>,
    /// May this person invite others?
    pub may_invite: bool,
    /// Does the own recovery kit exist, and was it checked?
    pub recovery_kit: Option<bool>,
}

/// A member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberLine {
    /// Who.
    pub id: MemberId,
    /// Name as given, or empty if not known yet.
    pub name: String,
    /// What they do.
    pub role: Role,
    /// Is it the own line?
    pub me: bool,
    /// Their devices.
    pub devices: Vec<DeviceLine>,
}

/// A device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceLine {
    /// Which.
    pub id: DeviceId,
    /// Is it this one?
    pub this: bool,
    /// Is it a recovery kit?
    pub recovery_kit: bool,
    /// Last contact with the relay, if known.
    pub last_contact: Option<Moment>,
}

/// An open invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLine {
    /// Which.
    pub id: InvitationId,
    /// For a new person with this role; `None` for an own device.
    pub role: Option<Role>,
    /// Whom it was made for on this device, or empty.
    pub name: String,
    /// Not to be used afterwards.
    pub expires: Moment,
}

/// Somebody who accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoiningLine {
    /// The invitation.
    pub invitation: InvitationId,
    /// The new device.
    pub device: DeviceId,
    /// What they want to be called; known on the device that invited them.
    pub name: Option<String>,
    /// What they will do; `None` for an own device.
    pub role: Option<Role>,
    /// Whom the invitation was made for on this device, or empty.
    pub invited: String,
    /// The six words to compare.
    pub words: Vec<String>,
}

/// A site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteView {
    /// Which.
    pub id: SiteId,
    /// What it is called.
    pub name: String,
    /// Where it is, or empty.
    pub town: String,
}

/// Settings of this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsView {
    /// Minutes until the automatic lock.
    pub auto_lock_minutes: u8,
}
