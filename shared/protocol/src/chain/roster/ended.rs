//! Who loses the right to write where, and the cuts that say so: nobody backdates an edit afterwards. (MB2)

use super::{DeviceStanding, Roster, Standing};
use crate::{
    chain::{Action, DevicePurpose, Right},
    ids::{DeviceId, OperationId, SpaceId},
};

/// A cut that the chain names for one device in one space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedCut {
    /// The operation that ended the right.
    pub by: OperationId,
    /// Hash of the sorted heads of everybody who lost the space by it, see [`crate::chain::derive_cut`].
    pub cut: [u8; 32],
}

impl Roster {
    /// The cuts that ended this device's right in this space, oldest first. An envelope whose `chain_head` lies before one of
    /// them counts only if the list behind that cut holds it or a later one of the same device and document. (MB2)
    #[must_use]
    pub fn cuts(&self, device: DeviceId, space: SpaceId) -> &[NamedCut] {
        self.cuts.get(&(space, device)).map_or(&[], Vec::as_slice)
    }

    /// Who would lose the right to write where, if this action were appended now: exactly these cuts must be named, each over
    /// exactly these devices. Spaces ascending. (MB2)
    #[must_use]
    pub fn writers_ended_by(&self, action: &Action) -> Vec<(SpaceId, Vec<DeviceId>)> {
        match action {
            Action::RemoveMember { member, .. } => self.writers_ended(|_, device| device.member == *member),
            Action::RevokeDevice { device: ended, .. } | Action::ReplaceDevice { old: ended, .. } => {
                self.writers_ended(|id, _| id == *ended)
            }
            Action::Withdraw { member, cut } => {
                let devices = self.ordinary_devices(|_, device| device.member == *member);
                vec![(cut.space, devices)]
            }
            Action::Genesis { .. }
            | Action::AddMember { .. }
            | Action::AddDevice { .. }
            | Action::CreateSpace { .. }
            | Action::Grant { .. }
            | Action::Rotate { .. }
            | Action::SetRole { .. }
            | Action::Invite { .. }
            | Action::CancelInvite { .. }
            | Action::SetMinimumVersion { .. }
            | Action::Adopt { .. } => Vec::new(),
        }
    }

    fn writers_ended(
        &self,
        ends: impl Fn(DeviceId, &DeviceStanding) -> bool,
    ) -> Vec<(SpaceId, Vec<DeviceId>)> {
        let devices = self.ordinary_devices(ends);
        let writable = |space: SpaceId| {
            devices
                .iter()
                .copied()
                .filter(|device| self.right_now(*device, space) == Some(Right::Write))
                .collect()
        };
        let all = self.spaces.keys().map(|space| (*space, writable(*space)));
        all.filter(|(_, devices): &(SpaceId, Vec<DeviceId>)| !devices.is_empty()).collect()
    }

    fn ordinary_devices(&self, chosen: impl Fn(DeviceId, &DeviceStanding) -> bool) -> Vec<DeviceId> {
        let active = |device: &DeviceStanding| {
            device.standing == Standing::Active && device.purpose == DevicePurpose::Ordinary
        };
        self.devices()
            .filter(|(id, device)| active(device) && chosen(*id, device))
            .map(|(id, _)| id)
            .collect()
    }
}
