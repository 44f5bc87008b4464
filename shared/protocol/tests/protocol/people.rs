//! Devices that sign whatever a test wants signed, and the chain they build.

use ed25519_dalek::{Signer, SigningKey};
use protocol::{
    chain::{
        Action, AddedDevice, ChainError, DevicePurpose, History, Operation, Right, Role, Roster,
        SignedOperation, SpaceCut, SpaceKind,
    },
    codec, context,
    ids::{DeviceId, Epoch, InvitationId, MemberId, OperationId, SpaceId, Timestamp, WorkspaceId},
    invitation::{Accept, AcceptClaim},
    keys::{DeviceKeys, ENCAPSULATION_LEN, SUITE},
    signature::{Signature, VerifyingKey, signed_bytes},
};

pub(crate) const UNIT: SpaceId = SpaceId::from_bytes([0xA1; 16]);
pub(crate) const VERA: MemberId = MemberId::from_bytes([1; 16]);
pub(crate) const JONAS: MemberId = MemberId::from_bytes([2; 16]);
pub(crate) const ZERO: WorkspaceId = WorkspaceId::from_bytes([0; 32]);

/// A device whose secret key is 32 times one byte.
#[derive(Clone)]
pub(crate) struct TestDevice(SigningKey);

impl TestDevice {
    pub(crate) fn of(seed: u8) -> Self {
        Self(SigningKey::from_bytes(&[seed; 32]))
    }

    pub(crate) fn public(&self) -> VerifyingKey {
        VerifyingKey::from(&self.0)
    }

    pub(crate) fn keys(&self) -> DeviceKeys {
        let first = self.public().as_bytes()[0];
        DeviceKeys {
            suite: SUITE,
            signing: self.public(),
            encapsulation: vec![first; ENCAPSULATION_LEN].into(),
        }
    }

    pub(crate) fn id(&self) -> DeviceId {
        self.public().device_id()
    }

    pub(crate) fn sign(&self, context: &str, parts: &[&[u8]]) -> Signature {
        Signature::from_bytes(self.0.sign(&signed_bytes(context, parts)).to_bytes())
    }

    pub(crate) fn operate(
        &self,
        workspace: WorkspaceId,
        prev: OperationId,
        action: Action,
    ) -> SignedOperation {
        let operation = Operation { prev, author: self.id(), at: Timestamp(1_700_000_000_000), action };
        let operation = codec::encode(&operation);
        let signature = self.sign(context::SIGN_OPERATION, &[workspace.as_bytes(), &operation]);
        SignedOperation { operation: operation.into(), signature }
    }

    pub(crate) fn enrolled(
        &self,
        workspace: WorkspaceId,
        member: MemberId,
        purpose: DevicePurpose,
    ) -> AddedDevice {
        let bytes = AddedDevice::countersigned_bytes(workspace, member, &self.keys());
        AddedDevice {
            keys: self.keys(),
            purpose,
            countersignature: self.sign(context::SIGN_ENROLMENT, &[&bytes]),
        }
    }

    pub(crate) fn accept(&self, claim: &AcceptClaim, link: &Self) -> Accept {
        let bytes = codec::encode(claim);
        Accept {
            claim: claim.clone(),
            by_invitation: link.sign(context::SIGN_ACCEPT, &[&bytes]),
            by_device: self.sign(context::SIGN_ACCEPT, &[&bytes]),
            name: vec![0xAE; 297].into(),
        }
    }
}

/// A workspace under test: Vera leads the unit from device 1.
#[derive(Clone)]
pub(crate) struct TestChain {
    pub(crate) roster: Roster,
    pub(crate) operations: Vec<SignedOperation>,
    pub(crate) vera: TestDevice,
}

impl TestChain {
    pub(crate) fn found() -> Self {
        let vera = TestDevice::of(1);
        let genesis = genesis(&vera);
        let roster = Roster::found(&genesis).unwrap();
        Self { roster, operations: vec![genesis], vera }
    }

    /// Founded, with a rotated unit space that Vera writes to.
    pub(crate) fn with_unit() -> Self {
        let mut chain = Self::found();
        let vera = chain.vera.clone();
        chain.must(&vera, Action::CreateSpace { space: UNIT, kind: SpaceKind::Unit, history: History::Full });
        chain.must(&vera, Action::Grant { space: UNIT, member: VERA, right: Right::Write });
        chain.rotate(&vera);
        chain
    }

    /// With the unit, and Jonas in it as a counsellor from device 2.
    pub(crate) fn with_jonas() -> (Self, TestDevice) {
        let mut chain = Self::with_unit();
        let (vera, jonas) = (chain.vera.clone(), TestDevice::of(2));
        chain.admit(&jonas, JONAS, Role::Counsellor);
        chain.must(&vera, Action::Grant { space: UNIT, member: JONAS, right: Right::Write });
        (chain, jonas)
    }

    pub(crate) fn attempt(&mut self, by: &TestDevice, action: Action) -> Result<(), ChainError> {
        let operation = by.operate(self.roster.workspace(), self.roster.head(), action);
        let before = self.roster.clone();
        match self.roster.append(&operation) {
            Ok(_) => self.operations.push(operation),
            Err(error) => {
                assert_eq!(self.roster, before, "a refused operation changes nothing");
                return Err(error);
            }
        }
        Ok(())
    }

    pub(crate) fn must(&mut self, by: &TestDevice, action: Action) -> OperationId {
        self.attempt(by, action).unwrap();
        self.roster.head()
    }

    pub(crate) fn rotate(&mut self, by: &TestDevice) -> OperationId {
        let epoch = Epoch(self.roster.space(UNIT).unwrap().epoch.0 + 1);
        self.must(by, rotation(epoch))
    }

    pub(crate) fn invite(&mut self, by: &TestDevice, role: Role, member: Option<MemberId>) -> InvitationId {
        let invitation = InvitationId::from_bytes([self.operations.len() as u8; 16]);
        let key = TestDevice::of(200).public();
        self.must(
            by,
            Action::Invite { invitation, key, role, member, expires: Timestamp(1_800_000_000_000) },
        );
        invitation
    }

    /// The device, with its acceptance at the current head as its consent.
    pub(crate) fn accepted(&self, device: &TestDevice, invitation: InvitationId) -> AddedDevice {
        let claim = AcceptClaim {
            workspace: self.roster.workspace(),
            chain_head: self.roster.head(),
            invitation,
            device: device.keys(),
        };
        let countersignature = device.accept(&claim, &TestDevice::of(200)).by_device;
        AddedDevice { keys: device.keys(), purpose: DevicePurpose::Ordinary, countersignature }
    }

    pub(crate) fn admit(&mut self, device: &TestDevice, member: MemberId, role: Role) {
        let vera = self.vera.clone();
        let invitation = self.invite(&vera, role, None);
        let (accepted_at, device) = (self.roster.head(), self.accepted(device, invitation));
        self.must(&vera, Action::AddMember { member, role, invitation, accepted_at, device });
    }
}

pub(crate) fn genesis(device: &TestDevice) -> SignedOperation {
    let action = Action::Genesis { salt: [7; 16].into(), member: VERA, device: device.keys() };
    device.operate(ZERO, OperationId::from_bytes([0; 16]), action)
}

pub(crate) fn rotation(epoch: Epoch) -> Action {
    let backlink = (epoch != Epoch(1)).then(|| vec![9; 81].into());
    Action::Rotate { space: UNIT, epoch, commit: [epoch.0 as u8; 32].into(), backlink }
}

pub(crate) fn cut() -> Vec<SpaceCut> {
    vec![SpaceCut { space: UNIT, cut: [3; 32].into() }]
}
