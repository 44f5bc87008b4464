//! MB: who may do what to the chain, and what follows from it.

use crate::people::{JONAS, TestChain, TestDevice, UNIT, VERA, ZERO, cut, genesis, rotation};
use proptest::prelude::*;
use protocol::{
    chain::{
        Action, ChainError, CutHead, DevicePurpose, History, Operation, Right, Role, Roster, SignedOperation,
        SpaceCut, SpaceKind, Standing, derive_cut,
    },
    codec::{self, ParseError},
    context,
    ids::{DocumentId, EnvelopeId, Epoch, InvitationId, MemberId, OperationId, SpaceId, Timestamp},
};

const NOT_ALLOWED: Result<(), ChainError> = Err(ChainError::NotAllowed);
const INCONSISTENT: Result<(), ChainError> = Err(ChainError::Inconsistent);
const FORGED: Result<(), ChainError> = Err(ChainError::Forged);

/// MB1
#[test]
fn a_chain_replayed_gives_the_same_roster() {
    let (mut chain, jonas) = TestChain::with_jonas();
    let vera = chain.vera.clone();
    chain.must(&vera, Action::Withdraw { member: JONAS, cut: cut()[0].clone() });
    chain.rotate(&vera);
    chain.must(&vera, Action::RemoveMember { member: JONAS, cuts: vec![] });
    let mut replayed = Roster::found(&chain.operations[0]).unwrap();
    for operation in &chain.operations[1..] {
        replayed.append(operation).unwrap();
    }
    assert_eq!(replayed, chain.roster);
    assert_eq!(replayed.device(jonas.id()).unwrap().standing, Standing::Ended(replayed.head()));
    assert_eq!(replayed.len(), chain.operations.len() as u64);
}

/// MB1
#[test]
fn an_operation_follows_the_head_or_is_refused() {
    let mut chain = TestChain::with_unit();
    let stale = chain.roster.head();
    let vera = chain.vera.clone();
    chain.rotate(&vera);
    let late = vera.operate(chain.roster.workspace(), stale, rotation(Epoch(3)));
    assert_eq!(chain.roster.append(&late), Err(ChainError::NotNext));
}

/// MB2
#[test]
fn a_cut_is_the_same_in_any_order_and_differs_with_any_head() {
    let head = |doc: u8, ctr: u32| CutHead {
        doc: DocumentId::from_bytes([doc; 16]),
        device: TestDevice::of(2).id(),
        ctr,
        envelope: EnvelopeId::from_bytes([doc; 16]),
    };
    assert_eq!(derive_cut(&[head(1, 4), head(2, 1)]), derive_cut(&[head(2, 1), head(1, 4)]));
    assert_ne!(derive_cut(&[head(1, 4)]), derive_cut(&[head(1, 5)]));
    assert_ne!(derive_cut(&[head(1, 4)]), derive_cut(&[]));
}

/// MB2
#[test]
fn a_removal_names_exactly_the_spaces_that_lose_a_writer() {
    let (mut chain, jonas) = TestChain::with_jonas();
    let vera = chain.vera.clone();
    let other = SpaceCut { space: SpaceId::from_bytes([9; 16]), cut: [0; 32].into() };
    for cuts in [vec![], vec![other.clone()], [cut(), vec![other]].concat(), [cut(), cut()].concat()] {
        assert_eq!(chain.attempt(&vera, Action::RemoveMember { member: JONAS, cuts }), INCONSISTENT);
    }
    let removal = Action::RemoveMember { member: JONAS, cuts: cut() };
    assert_eq!(chain.roster.writers_ended_by(&removal), vec![(UNIT, vec![jonas.id()])]);
    let by = chain.must(&vera, removal);
    let named = chain.roster.cuts(jonas.id(), UNIT);
    assert_eq!(named.iter().map(|named| (named.by, named.cut)).collect::<Vec<_>>(), vec![(by, [3; 32])]);
    assert!(chain.roster.cuts(vera.id(), UNIT).is_empty());
}

/// MB3
#[test]
fn a_right_is_judged_where_the_writer_stood() {
    let mut chain = TestChain::with_unit();
    let jonas = TestDevice::of(2);
    chain.admit(&jonas, JONAS, Role::Counsellor);
    let vera = chain.vera.clone();
    let before = chain.roster.head();
    let granted = chain.must(&vera, Action::Grant { space: UNIT, member: JONAS, right: Right::Read });
    let raised = chain.must(&vera, Action::Grant { space: UNIT, member: JONAS, right: Right::Write });
    let removed = chain.must(&vera, Action::RemoveMember { member: JONAS, cuts: cut() });
    let at = |head| chain.roster.right_at(jonas.id(), UNIT, head);
    assert_eq!(at(before), None);
    assert_eq!(at(granted), Some(Right::Read));
    assert_eq!(at(raised), Some(Right::Write));
    assert_eq!(at(removed), None);
    assert_eq!(at(OperationId::from_bytes([5; 16])), None, "a head of no chain gives no right");
    assert_eq!(chain.roster.right_now(vera.id(), UNIT), Some(Right::Write));
    assert_eq!(chain.roster.right_now(TestDevice::of(9).id(), UNIT), None, "an outsider has none");
}

/// MB3
#[test]
fn an_epoch_is_that_of_the_last_rotate_before_the_head() {
    let mut chain = TestChain::with_unit();
    let vera = chain.vera.clone();
    let first = chain.roster.head();
    let second = chain.rotate(&vera);
    assert_eq!(chain.roster.epoch_at(UNIT, chain.operations[0].id()), None);
    assert_eq!(chain.roster.epoch_at(UNIT, first), Some(Epoch(1)));
    assert_eq!(chain.roster.epoch_at(UNIT, second), Some(Epoch(2)));
}

/// MB4
#[test]
fn genesis_is_signed_by_its_own_device_under_no_workspace() {
    let vera = TestDevice::of(1);
    assert!(Roster::found(&genesis(&vera)).is_ok());
    let member = Action::Genesis { salt: [7; 16].into(), member: VERA, device: TestDevice::of(2).keys() };
    let nothing = OperationId::from_bytes([0; 16]);
    assert_eq!(Roster::found(&vera.operate(ZERO, nothing, member)).unwrap_err(), ChainError::Inconsistent);
    let own = Action::Genesis { salt: [7; 16].into(), member: VERA, device: vera.keys() };
    let named = protocol::ids::WorkspaceId::from_bytes([1; 32]);
    assert_eq!(Roster::found(&vera.operate(named, nothing, own.clone())).unwrap_err(), ChainError::Forged);
    let follows = vera.operate(ZERO, OperationId::from_bytes([1; 16]), own);
    assert_eq!(Roster::found(&follows).unwrap_err(), ChainError::Inconsistent);
    let other =
        vera.operate(ZERO, nothing, Action::CancelInvite { invitation: InvitationId::from_bytes([1; 16]) });
    assert_eq!(Roster::found(&other).unwrap_err(), ChainError::Inconsistent);
}

/// MB4
#[test]
fn a_chain_has_one_genesis() {
    let mut chain = TestChain::found();
    let vera = chain.vera.clone();
    let again = Action::Genesis { salt: [8; 16].into(), member: JONAS, device: TestDevice::of(3).keys() };
    assert_eq!(chain.attempt(&vera, again), INCONSISTENT);
}

/// MB5
#[test]
fn an_outsiders_operation_is_refused() {
    let mut chain = TestChain::with_unit();
    assert_eq!(chain.attempt(&TestDevice::of(9), rotation(Epoch(2))), NOT_ALLOWED);
}

/// MB5
#[test]
fn a_revoked_devices_operation_is_refused() {
    let (mut chain, jonas) = TestChain::with_jonas();
    let vera = chain.vera.clone();
    chain.must(&vera, Action::RevokeDevice { device: jonas.id(), cuts: cut(), stolen: false });
    assert_eq!(chain.attempt(&jonas, rotation(Epoch(2))), NOT_ALLOWED);
    assert_eq!(
        chain.attempt(&vera, Action::RevokeDevice { device: jonas.id(), cuts: vec![], stolen: false }),
        INCONSISTENT
    );
}

/// MB5
#[test]
fn an_operation_signed_by_another_or_for_another_workspace_is_forged() {
    let (mut chain, jonas) = TestChain::with_jonas();
    let (vera, head, workspace) = (chain.vera.clone(), chain.roster.head(), chain.roster.workspace());
    let honest = vera.operate(workspace, head, rotation(Epoch(2)));
    let stolen = jonas.sign(context::SIGN_OPERATION, &[workspace.as_bytes(), &honest.operation]);
    let forged = SignedOperation { signature: stolen, ..honest };
    assert_eq!(chain.roster.append(&forged), Err(ChainError::Forged));
    let elsewhere = vera.operate(ZERO, head, rotation(Epoch(2)));
    assert_eq!(chain.roster.append(&elsewhere), Err(ChainError::Forged));
}

/// MB6
#[test]
fn only_unit_leads_and_administrators_change_who_belongs() {
    let (mut chain, jonas) = TestChain::with_jonas();
    let invitation = InvitationId::from_bytes([0xEE; 16]);
    let (key, expires) = (TestDevice::of(200).public(), Timestamp(1));
    let device = TestDevice::of(5).enrolled(chain.roster.workspace(), VERA, DevicePurpose::Ordinary);
    let space = SpaceId::from_bytes([4; 16]);
    for action in [
        Action::Invite { invitation, key, role: Role::Counsellor, member: None, expires },
        Action::Invite { invitation, key, role: Role::Counsellor, member: Some(VERA), expires },
        Action::AddMember {
            member: MemberId::from_bytes([8; 16]),
            role: Role::Counsellor,
            invitation,
            accepted_at: chain.roster.head(),
            device: device.clone(),
        },
        Action::AddDevice { member: VERA, invitation: None, accepted_at: None, device: device.clone() },
        Action::RemoveMember { member: VERA, cuts: cut() },
        Action::RevokeDevice { device: chain.vera.id(), cuts: cut(), stolen: false },
        Action::ReplaceDevice { old: chain.vera.id(), cuts: cut(), device },
        Action::CreateSpace { space, kind: SpaceKind::Partner, history: History::FromHere },
        Action::Grant { space: UNIT, member: JONAS, right: Right::Write },
        Action::Withdraw { member: VERA, cut: cut()[0].clone() },
        Action::SetRole { member: JONAS, role: Role::Admin },
        Action::SetMinimumVersion { version: 2 },
        Action::Adopt { fork: chain.roster.head(), lost: vec![OperationId::from_bytes([1; 16])] },
    ] {
        assert_eq!(chain.attempt(&jonas, action.clone()), NOT_ALLOWED, "{action:?}");
    }
    assert!(!chain.roster.may_administer(jonas.id()));
    assert!(chain.roster.may_administer(chain.vera.id()));
    let vera = chain.vera.clone();
    chain.must(&vera, Action::SetRole { member: JONAS, role: Role::Admin });
    assert!(chain.roster.may_administer(jonas.id()));
}

/// MB7
#[test]
fn every_active_device_of_a_reader_needs_a_box_and_no_other() {
    let (mut chain, jonas) = TestChain::with_jonas();
    let (vera, workspace) = (chain.vera.clone(), chain.roster.workspace());
    let kit = TestDevice::of(30);
    let device = kit.enrolled(workspace, JONAS, DevicePurpose::RecoveryKit);
    chain.must(&jonas, Action::AddDevice { member: JONAS, invitation: None, accepted_at: None, device });
    let stranger = TestDevice::of(31);
    chain.admit(&stranger, MemberId::from_bytes([9; 16]), Role::Coordination);
    let mut needed = vec![vera.id(), jonas.id(), kit.id()];
    needed.sort();
    assert_eq!(chain.roster.readers_of(UNIT).collect::<Vec<_>>(), needed);
    chain.must(&vera, Action::RevokeDevice { device: jonas.id(), cuts: cut(), stolen: true });
    assert!(!chain.roster.readers_of(UNIT).any(|device| device == jonas.id()));
}

/// MB8
#[test]
fn a_member_adds_a_further_device_and_nobody_else_does_without_an_invitation() {
    let (mut chain, jonas) = TestChain::with_jonas();
    let (vera, workspace, second) = (chain.vera.clone(), chain.roster.workspace(), TestDevice::of(5));
    let device = second.enrolled(workspace, JONAS, DevicePurpose::Ordinary);
    let add = Action::AddDevice { member: JONAS, invitation: None, accepted_at: None, device };
    assert_eq!(chain.attempt(&vera, add.clone()), NOT_ALLOWED);
    chain.must(&jonas, add.clone());
    assert_eq!(chain.roster.right_now(second.id(), UNIT), Some(Right::Write));
    assert_eq!(chain.attempt(&jonas, add), INCONSISTENT, "a device is added once");
}

/// MB8
#[test]
fn an_administrator_adds_a_device_of_another_only_through_an_accepted_invitation() {
    let (mut chain, _) = TestChain::with_jonas();
    let (vera, second) = (chain.vera.clone(), TestDevice::of(5));
    let invitation = chain.invite(&vera, Role::Counsellor, Some(JONAS));
    let (at, device) = (chain.roster.head(), chain.accepted(&second, invitation));
    let add = |invitation, accepted_at| Action::AddDevice {
        member: JONAS,
        invitation,
        accepted_at,
        device: device.clone(),
    };
    assert_eq!(chain.attempt(&vera, add(Some(invitation), None)), INCONSISTENT);
    assert_eq!(
        chain.attempt(&vera, add(Some(invitation), Some(OperationId::from_bytes([1; 16])))),
        INCONSISTENT
    );
    chain.must(&vera, add(Some(invitation), Some(at)));
    assert!(!chain.roster.invitation(invitation).unwrap().open);
}

/// MB9
#[test]
fn a_device_that_did_not_consent_is_not_added() {
    let (mut chain, jonas) = TestChain::with_jonas();
    let workspace = chain.roster.workspace();
    let for_vera = TestDevice::of(5).enrolled(workspace, VERA, DevicePurpose::Ordinary);
    let mut swapped = TestDevice::of(5).enrolled(workspace, JONAS, DevicePurpose::Ordinary);
    swapped.keys.encapsulation = vec![0xBB; swapped.keys.encapsulation.len()].into();
    for device in [for_vera, swapped] {
        let add = Action::AddDevice { member: JONAS, invitation: None, accepted_at: None, device };
        assert_eq!(chain.attempt(&jonas, add), FORGED);
    }
    let mut newer = TestDevice::of(5).enrolled(workspace, JONAS, DevicePurpose::Ordinary);
    newer.keys.suite = 2;
    let add = Action::AddDevice { member: JONAS, invitation: None, accepted_at: None, device: newer };
    assert_eq!(chain.attempt(&jonas, add), Err(ChainError::Parse(ParseError::Unknown)));
}

/// MB10
#[test]
fn the_last_who_may_administer_stays() {
    let (mut chain, jonas) = TestChain::with_jonas();
    let vera = chain.vera.clone();
    for action in [
        Action::RemoveMember { member: VERA, cuts: cut() },
        Action::RevokeDevice { device: vera.id(), cuts: cut(), stolen: true },
        Action::SetRole { member: VERA, role: Role::Counsellor },
    ] {
        assert_eq!(chain.attempt(&vera, action), INCONSISTENT);
    }
    chain.must(&vera, Action::SetRole { member: JONAS, role: Role::UnitLead });
    chain.must(&jonas, Action::RemoveMember { member: VERA, cuts: cut() });
    assert!(!chain.roster.member(VERA).unwrap().active);
}

/// MB11
#[test]
fn epochs_have_no_gaps_and_link_back_exactly_where_history_is_full() {
    let mut chain = TestChain::with_unit();
    let vera = chain.vera.clone();
    assert_eq!(chain.attempt(&vera, rotation(Epoch(3))), INCONSISTENT);
    assert_eq!(chain.attempt(&vera, rotation(Epoch(1))), INCONSISTENT);
    let unlinked = Action::Rotate { space: UNIT, epoch: Epoch(2), commit: [2; 32].into(), backlink: None };
    assert_eq!(chain.attempt(&vera, unlinked), INCONSISTENT);
    chain.must(&vera, rotation(Epoch(2)));
    let partner = SpaceId::from_bytes([0xB2; 16]);
    chain.must(
        &vera,
        Action::CreateSpace { space: partner, kind: SpaceKind::Partner, history: History::FromHere },
    );
    chain.must(&vera, Action::Grant { space: partner, member: VERA, right: Right::Write });
    let rotate = |epoch, backlink| Action::Rotate { space: partner, epoch, commit: [1; 32].into(), backlink };
    chain.must(&vera, rotate(Epoch(1), None));
    assert_eq!(chain.attempt(&vera, rotate(Epoch(2), Some(vec![1; 81].into()))), INCONSISTENT);
    chain.must(&vera, rotate(Epoch(2), None));
}

/// MB11
#[test]
fn a_reader_does_not_rotate() {
    let mut chain = TestChain::with_unit();
    let (vera, jonas) = (chain.vera.clone(), TestDevice::of(2));
    chain.admit(&jonas, JONAS, Role::Counsellor);
    assert_eq!(chain.attempt(&jonas, rotation(Epoch(2))), NOT_ALLOWED);
    chain.must(&vera, Action::Grant { space: UNIT, member: JONAS, right: Right::Read });
    assert_eq!(chain.attempt(&jonas, rotation(Epoch(2))), NOT_ALLOWED);
    chain.must(&vera, Action::Grant { space: UNIT, member: JONAS, right: Right::Write });
    chain.must(&jonas, rotation(Epoch(2)));
}

/// MB12
#[test]
fn whoever_leaves_makes_the_space_stale_until_it_is_rotated() {
    let (mut chain, jonas) = TestChain::with_jonas();
    let vera = chain.vera.clone();
    assert!(!chain.roster.space(UNIT).unwrap().stale);
    chain.must(&vera, Action::RevokeDevice { device: jonas.id(), cuts: cut(), stolen: false });
    assert!(chain.roster.space(UNIT).unwrap().stale);
    chain.rotate(&vera);
    assert!(!chain.roster.space(UNIT).unwrap().stale);
    chain.must(&vera, Action::Withdraw { member: JONAS, cut: cut()[0].clone() });
    assert!(chain.roster.space(UNIT).unwrap().stale);
}

/// MB12
#[test]
fn the_invitations_of_an_ended_device_end_with_it() {
    let (mut chain, jonas) = TestChain::with_jonas();
    let vera = chain.vera.clone();
    let invitation = chain.invite(&jonas, Role::Counsellor, Some(JONAS));
    chain.must(&vera, Action::RevokeDevice { device: jonas.id(), cuts: cut(), stolen: true });
    assert!(!chain.roster.invitation(invitation).unwrap().open);
}

/// MB13
#[test]
fn a_recovery_kit_adds_a_device_for_its_member_revokes_itself_and_nothing_else() {
    let (mut chain, jonas) = TestChain::with_jonas();
    let (vera, workspace, kit) = (chain.vera.clone(), chain.roster.workspace(), TestDevice::of(30));
    let added = |device: &TestDevice, member, purpose| Action::AddDevice {
        member,
        invitation: None,
        accepted_at: None,
        device: device.enrolled(workspace, member, purpose),
    };
    chain.must(&vera, added(&kit, VERA, DevicePurpose::RecoveryKit));
    assert_eq!(chain.roster.right_now(kit.id(), UNIT), Some(Right::Read), "a kit never writes");
    assert!(!chain.roster.may_administer(kit.id()));
    let (key, expires) = (TestDevice::of(200).public(), Timestamp(1));
    let invitation = InvitationId::from_bytes([0xEE; 16]);
    for action in [
        added(&TestDevice::of(31), VERA, DevicePurpose::RecoveryKit),
        added(&TestDevice::of(31), JONAS, DevicePurpose::Ordinary),
        rotation(Epoch(2)),
        Action::Invite { invitation, key, role: Role::UnitLead, member: Some(VERA), expires },
        Action::RevokeDevice { device: vera.id(), cuts: cut(), stolen: true },
        Action::RevokeDevice { device: jonas.id(), cuts: cut(), stolen: true },
        Action::SetRole { member: JONAS, role: Role::Admin },
    ] {
        assert_eq!(chain.attempt(&kit, action.clone()), NOT_ALLOWED, "{action:?}");
    }
    chain.must(&kit, added(&TestDevice::of(31), VERA, DevicePurpose::Ordinary));
    chain.must(&kit, Action::RevokeDevice { device: kit.id(), cuts: vec![], stolen: false });
    assert!(chain.roster.active_device(kit.id()).is_none());
}

/// MB14
#[test]
fn an_invitation_is_used_once_and_for_its_role() {
    let mut chain = TestChain::with_unit();
    let vera = chain.vera.clone();
    let invitation = chain.invite(&vera, Role::Reception, None);
    let (accepted_at, member) = (chain.roster.head(), MemberId::from_bytes([8; 16]));
    let device = chain.accepted(&TestDevice::of(5), invitation);
    let add =
        |role, member| Action::AddMember { member, role, invitation, accepted_at, device: device.clone() };
    assert_eq!(chain.attempt(&vera, add(Role::UnitLead, member)), INCONSISTENT);
    assert_eq!(chain.attempt(&vera, add(Role::Reception, VERA)), INCONSISTENT, "the member exists");
    chain.must(&vera, add(Role::Reception, member));
    assert_eq!(chain.attempt(&vera, add(Role::Reception, MemberId::from_bytes([9; 16]))), INCONSISTENT);
}

/// MB14
#[test]
fn a_cancelled_invitation_admits_nobody() {
    let mut chain = TestChain::with_unit();
    let vera = chain.vera.clone();
    let invitation = chain.invite(&vera, Role::Reception, None);
    let (accepted_at, device) = (chain.roster.head(), chain.accepted(&TestDevice::of(5), invitation));
    chain.must(&vera, Action::CancelInvite { invitation });
    let member = MemberId::from_bytes([8; 16]);
    let add = Action::AddMember { member, role: Role::Reception, invitation, accepted_at, device };
    assert_eq!(chain.attempt(&vera, add), INCONSISTENT);
    assert_eq!(chain.attempt(&vera, Action::CancelInvite { invitation }), INCONSISTENT);
}

/// MB15
#[test]
fn a_grant_only_raises_and_a_withdrawal_lowers() {
    let (mut chain, jonas) = TestChain::with_jonas();
    let vera = chain.vera.clone();
    for right in [Right::Read, Right::Write] {
        assert_eq!(chain.attempt(&vera, Action::Grant { space: UNIT, member: JONAS, right }), INCONSISTENT);
    }
    chain.must(&vera, Action::Withdraw { member: JONAS, cut: cut()[0].clone() });
    assert_eq!(chain.attempt(&vera, Action::Withdraw { member: JONAS, cut: cut()[0].clone() }), INCONSISTENT);
    chain.must(&vera, Action::Grant { space: UNIT, member: JONAS, right: Right::Read });
    assert_eq!(chain.roster.right_now(jonas.id(), UNIT), Some(Right::Read));
}

/// MB16
#[test]
fn the_minimum_version_only_rises() {
    let mut chain = TestChain::found();
    let vera = chain.vera.clone();
    assert_eq!(chain.attempt(&vera, Action::SetMinimumVersion { version: 1 }), INCONSISTENT);
    chain.must(&vera, Action::SetMinimumVersion { version: 2 });
    assert_eq!(chain.roster.minimum_version(), 2);
}

/// MB16
#[test]
fn a_branch_that_is_adopted_is_another_branch() {
    let mut chain = TestChain::found();
    let vera = chain.vera.clone();
    let fork = chain.roster.head();
    let lost = |number: u8| OperationId::from_bytes([number; 16]);
    let adopt = |fork, lost: &[OperationId]| Action::Adopt { fork, lost: lost.to_vec() };
    for refused in
        [adopt(fork, &[]), adopt(fork, &[fork]), adopt(fork, &[lost(5), lost(5)]), adopt(lost(4), &[lost(5)])]
    {
        assert_eq!(chain.attempt(&vera, refused), INCONSISTENT);
    }
    chain.must(&vera, adopt(fork, &[lost(5), lost(6)]));
}

/// MB16
#[test]
fn a_fork_is_healed_by_a_device_that_was_there_before_it() {
    let mut chain = TestChain::found();
    let fork = chain.roster.head();
    let ben = TestDevice::of(3);
    chain.admit(&ben, MemberId::from_bytes([3; 16]), Role::Admin);
    let adopt = |fork| Action::Adopt { fork, lost: vec![OperationId::from_bytes([5; 16])] };
    assert_eq!(chain.attempt(&ben, adopt(fork)), NOT_ALLOWED);
    let later = chain.roster.head();
    chain.must(&ben, adopt(later));
}

/// MB17
#[test]
fn an_operation_of_a_newer_version_is_called_unknown() {
    let mut chain = TestChain::found();
    let mut operation = codec::encode(&Operation {
        prev: chain.roster.head(),
        author: chain.vera.id(),
        at: Timestamp(0),
        action: Action::SetMinimumVersion { version: 2 },
    });
    let number = operation.iter().rposition(|byte| *byte == 13).unwrap();
    operation[number] = 23;
    let signature =
        chain.vera.sign(context::SIGN_OPERATION, &[chain.roster.workspace().as_bytes(), &operation]);
    let newer = SignedOperation { operation: operation.into(), signature };
    assert_eq!(chain.roster.append(&newer), Err(ChainError::Parse(ParseError::Unknown)));
}

proptest! {
    /// MB5: whatever bit of an operation is flipped, it does not extend the chain.
    #[test]
    fn an_operation_with_a_flipped_bit_is_refused(place in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let mut chain = TestChain::with_unit();
        let honest = chain.vera.operate(chain.roster.workspace(), chain.roster.head(), rotation(Epoch(2)));
        let mut bytes = codec::encode(&honest);
        let at = place.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(flipped) = codec::parse::<SignedOperation>(&bytes) {
            prop_assert!(chain.roster.append(&flipped).is_err());
        }
    }
}
