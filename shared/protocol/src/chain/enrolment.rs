//! A new device's own consent to be added: nobody enrols a key that its holder does not hold. (MB9)

use super::AddedDevice;
use crate::{
    codec, context,
    ids::{MemberId, WorkspaceId},
    keys::DeviceKeys,
    signature::Forged,
};

impl AddedDevice {
    /// What a device without an invitation countersigns.
    #[must_use]
    pub fn countersigned_bytes(workspace: WorkspaceId, member: MemberId, keys: &DeviceKeys) -> Vec<u8> {
        let mut bytes = workspace.as_bytes().to_vec();
        bytes.extend_from_slice(member.as_bytes());
        bytes.extend_from_slice(&codec::encode(keys));
        bytes
    }

    /// Checks the countersignature of a device that joined without an invitation.
    ///
    /// # Errors
    /// [`Forged`].
    pub fn verify(&self, workspace: WorkspaceId, member: MemberId) -> Result<(), Forged> {
        let bytes = Self::countersigned_bytes(workspace, member, &self.keys);
        self.keys.signing.verify(context::SIGN_ENROLMENT, &[&bytes], &self.countersignature)
    }
}
