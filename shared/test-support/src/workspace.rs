//! A workspace in one call: founded by the first device, with one rotated space that all devices may write to.

use crate::{TestDevice, VERA};
use protocol::{
    chain::{Action, History, Right, Role, Roster, SignedOperation, SpaceKind},
    context,
    ids::{Epoch, InvitationId, OperationId, SpaceId, Timestamp, WorkspaceId},
    invitation::AcceptClaim,
};
use rand_core::Rng;

/// The chain of a test, and who is in it.
#[derive(Clone, Debug)]
pub struct TestWorkspace {
    /// The tenant.
    pub id: WorkspaceId,
    /// All operations.
    pub chain: Vec<SignedOperation>,
    /// What they add up to.
    pub roster: Roster,
    /// Its only space, unless a test adds more.
    pub space: SpaceId,
    /// The first one founded it and leads the unit.
    pub devices: Vec<TestDevice>,
}

impl TestWorkspace {
    /// Founds a workspace with these devices, each of another member, in one space of the unit.
    ///
    /// # Panics
    /// If the chain refuses what this builds, or there is no device.
    pub fn of(devices: Vec<TestDevice>, now: Timestamp, rng: &mut impl Rng) -> Self {
        let founder = devices.first().expect("somebody founds the workspace").clone();
        debug_assert_eq!(founder.persona.role, VERA.role);
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        let genesis = Action::Genesis { salt: salt.into(), member: founder.member, device: founder.keys() };
        let zero = (WorkspaceId::from_bytes([0; 32]), OperationId::from_bytes([0; 16]));
        let genesis = founder.operate(zero.0, zero.1, genesis, now);
        let roster = Roster::found(&genesis).expect("the founder signed it");
        let space = SpaceId::from_bytes(salt);
        let mut workspace = Self { id: roster.workspace(), chain: vec![genesis], roster, space, devices };
        workspace.create_space(SpaceKind::Unit, space, now, rng);
        for place in 1..workspace.devices.len() {
            workspace.admit(place, now, rng);
        }
        workspace
    }

    /// Appends an operation of the founder.
    ///
    /// # Panics
    /// If the chain refuses it.
    pub fn append(&mut self, action: Action, now: Timestamp) -> SignedOperation {
        let founder = self.devices.first().expect("somebody founded it");
        let operation = founder.operate(self.id, self.roster.head(), action, now);
        self.roster.append(&operation).expect("a test's chain is in order");
        self.chain.push(operation.clone());
        operation
    }

    /// A new space of the founder, rotated once.
    pub fn create_space(&mut self, kind: SpaceKind, space: SpaceId, now: Timestamp, rng: &mut impl Rng) {
        let member = self.devices.first().expect("somebody founded it").member;
        self.append(Action::CreateSpace { space, kind, history: History::FromHere }, now);
        if self.roster.space(space).is_some_and(|space| !space.grants.contains_key(&member)) {
            self.append(Action::Grant { space, member, right: Right::Write }, now);
        }
        self.rotate(space, now, rng);
    }

    /// A new epoch of a space whose history is not sealed on.
    pub fn rotate(&mut self, space: SpaceId, now: Timestamp, rng: &mut impl Rng) {
        let mut commit = [0; 32];
        rng.fill_bytes(&mut commit);
        let epoch = Epoch(self.roster.space(space).map_or(0, |space| space.epoch.0) + 1);
        self.append(Action::Rotate { space, epoch, commit: commit.into(), backlink: None }, now);
    }

    /// Invites, admits and grants the device at this place; it accepts.
    fn admit(&mut self, place: usize, now: Timestamp, rng: &mut impl Rng) {
        let device = self.devices.get(place).expect("asked for by its place").clone();
        // The invitation's key is any key: here that of a device nobody uses.
        let invited = TestDevice::make(device.persona, rng);
        let mut name = [0; 16];
        rng.fill_bytes(&mut name);
        let (invitation, role) = (InvitationId::from_bytes(name), device.persona.role);
        let (key, expires) = (invited.keys().signing, now.plus_ms(3_600_000));
        self.append(Action::Invite { invitation, key, role, member: None, expires }, now);
        let accepted_at = self.roster.head();
        let claim =
            AcceptClaim { workspace: self.id, chain_head: accepted_at, invitation, device: device.keys() };
        let countersignature = device.sign(context::SIGN_ACCEPT, &[&protocol::codec::encode(&claim)]);
        let mut added = device.added(self.id, device.member);
        added.countersignature = countersignature;
        self.append(
            Action::AddMember { member: device.member, role, invitation, accepted_at, device: added },
            now,
        );
        if role != Role::Admin {
            let (space, member) = (self.space, device.member);
            self.append(Action::Grant { space, member, right: Right::Write }, now);
        }
        // With a history from here on, each grant needs a new epoch before anything is sealed.
        self.rotate(self.space, now, rng);
    }
}
