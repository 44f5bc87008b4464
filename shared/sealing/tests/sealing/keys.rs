//! PR9, PR11: how keys reach whoever may have them, and nobody else.

use crate::people::{HEAD, KEY_SCOPE, SCOPE, UNIT, WORKSPACE, chance, device};
use protocol::{
    chain::{Action, AddedDevice, DevicePurpose, Operation, Role, Roster},
    ids::{Epoch, InvitationId, MemberId, OperationId, Salt, SpaceId, Timestamp, WorkspaceId},
    keys::{ENCAPSULATED_LEN, ENCAPSULATION_LEN},
    records::KeyUse,
};
use sealing::{
    OpenError, SealError,
    document::{DocumentKey, KeyScope},
    invitation::{InvitationLink, InvitationSecret, NoInvitation},
    space::{BoxScope, SpaceSecret},
};

/// PR11
#[test]
fn a_box_opens_for_its_recipient_at_its_place_with_the_announced_key_only() {
    let secret = SpaceSecret::make(&mut chance(5));
    let (vera, jonas) = (device(1), device(2));
    let boxed = secret.seal_box(&vera, jonas.public_keys(), SCOPE, &mut chance(6)).unwrap();
    assert_eq!(boxed.claim.check(), Ok(()));
    assert_eq!(boxed.claim.encapsulated.len(), ENCAPSULATED_LEN);
    assert_eq!(jonas.public_keys().encapsulation.len(), ENCAPSULATION_LEN);
    assert!(boxed.verify(WORKSPACE, &vera.public_keys().signing).is_ok());
    let commit = secret.commit();
    assert_eq!(jonas.open_box(&boxed, SCOPE, &commit), Ok(secret));
    let refused = Err(OpenError::Tampered);
    assert_eq!(vera.open_box(&boxed, SCOPE, &commit), refused);
    for scope in [
        BoxScope { epoch: Epoch(4), ..SCOPE },
        BoxScope { space: SpaceId::from_bytes([9; 16]), ..SCOPE },
        BoxScope { workspace: WorkspaceId::from_bytes([9; 32]), ..SCOPE },
    ] {
        assert_eq!(jonas.open_box(&boxed, scope, &commit), refused);
    }
    assert_eq!(jonas.open_box(&boxed, SCOPE, &[0; 32]), refused, "not the key the chain announced");
    let mut renamed = boxed.clone();
    renamed.claim.recipient = vera.device_id();
    assert_eq!(vera.open_box(&renamed, SCOPE, &commit), refused);
    let mut newer = boxed;
    newer.claim.suite = 2;
    assert_eq!(jonas.open_box(&newer, SCOPE, &commit), Err(OpenError::TooNew));
}

/// PR11
#[test]
fn every_changed_byte_of_a_box_is_noticed() {
    let secret = SpaceSecret::make(&mut chance(5));
    let jonas = device(2);
    let boxed = secret.seal_box(&device(1), jonas.public_keys(), SCOPE, &mut chance(6)).unwrap();
    for at in (0..boxed.claim.encapsulated.len()).step_by(37) {
        let mut changed = boxed.clone();
        changed.claim.encapsulated[at] ^= 1;
        assert_eq!(jonas.open_box(&changed, SCOPE, &secret.commit()), Err(OpenError::Tampered));
    }
    for at in 0..boxed.claim.sealed.len() {
        let mut changed = boxed.clone();
        changed.claim.sealed[at] ^= 1;
        assert_eq!(jonas.open_box(&changed, SCOPE, &secret.commit()), Err(OpenError::Tampered));
    }
}

/// PR11
#[test]
fn nothing_is_boxed_to_a_key_that_is_none() {
    let secret = SpaceSecret::make(&mut chance(5));
    let mut keys = device(2).public_keys().clone();
    keys.encapsulation = vec![0xFF; ENCAPSULATION_LEN].into();
    let refused = secret.seal_box(&device(1), &keys, SCOPE, &mut chance(6));
    assert_eq!(refused.unwrap_err(), SealError::Recipient);
    keys.encapsulation = vec![].into();
    assert_eq!(secret.seal_box(&device(1), &keys, SCOPE, &mut chance(6)).unwrap_err(), SealError::Recipient);
}

/// PR11
#[test]
fn the_newest_space_key_opens_every_one_before_it() {
    let first = SpaceSecret::make(&mut chance(1));
    let second = first.next(&mut chance(2));
    let third = second.next(&mut chance(3));
    assert_ne!(first.commit(), second.commit());
    let (to_second, to_first) = (third.seal_backlink(&second), second.seal_backlink(&first));
    let opened = third.open_backlink(&to_second, &second.commit()).unwrap();
    assert_eq!(opened.open_backlink(&to_first, &first.commit()), Ok(first));
    let first = SpaceSecret::make(&mut chance(1));
    assert_eq!(third.open_backlink(&to_first, &first.commit()), Err(OpenError::Tampered));
    assert_eq!(third.open_backlink(&to_second, &first.commit()), Err(OpenError::Tampered));
    assert_eq!(first.open_backlink(&to_second, &second.commit()), Err(OpenError::Tampered), "no way forward");
    assert_eq!(third.open_backlink(&[2; 81], &second.commit()), Err(OpenError::TooNew));
    assert_eq!(third.open_backlink(&[], &second.commit()), Err(OpenError::Malformed));
}

/// PR11
#[test]
fn two_offline_tablets_derive_the_same_singleton_in_any_epoch() {
    let first = SpaceSecret::make(&mut chance(1));
    let second = first.next(&mut chance(2));
    assert_eq!(first.derive_salt("agenda/2026-11"), second.derive_salt("agenda/2026-11"));
    assert_ne!(first.derive_salt("agenda/2026-11"), first.derive_salt("agenda/2026-12"));
    assert_ne!(
        first.derive_salt("agenda/2026-11"),
        SpaceSecret::make(&mut chance(9)).derive_salt("agenda/2026-11")
    );
}

/// PR9
#[test]
fn a_wrapped_key_opens_under_its_space_at_its_place_only() {
    let (secret, key) = (SpaceSecret::make(&mut chance(5)), DocumentKey::make(&mut chance(6)));
    let record = key.wrap(&secret, &KEY_SCOPE, &device(1), &mut chance(7));
    assert_eq!(record.claim.check(WORKSPACE), Ok(()));
    assert_eq!(record.claim.key_id(), key.key_id());
    assert!(record.verify(WORKSPACE, &device(1).public_keys().signing).is_ok());
    assert_eq!(secret.open_record(&record, WORKSPACE), Ok(key));
    assert_eq!(secret.next(&mut chance(8)).open_record(&record, WORKSPACE), Err(OpenError::Tampered));
    assert_eq!(secret.open_record(&record, WorkspaceId::from_bytes([1; 32])), Err(OpenError::Tampered));
}

/// PR9: whatever a member changes in another's record and signs anew.
#[test]
fn every_field_of_a_key_record_is_bound() {
    let (secret, key) = (SpaceSecret::make(&mut chance(5)), DocumentKey::make(&mut chance(6)));
    let honest = key.wrap(&secret, &KEY_SCOPE, &device(1), &mut chance(7)).claim;
    let doc = |scope: KeyScope| scope.doc();
    let salt = Salt::from_bytes([1; 16]);
    let space = SpaceId::from_bytes([1; 16]);
    let changed = [
        protocol::records::KeyRecordClaim { key_use: KeyUse::Read, ..honest.clone() },
        protocol::records::KeyRecordClaim {
            salt,
            doc: doc(KeyScope { salt, ..KEY_SCOPE }),
            ..honest.clone()
        },
        protocol::records::KeyRecordClaim {
            space,
            doc: doc(KeyScope { space, ..KEY_SCOPE }),
            ..honest.clone()
        },
        protocol::records::KeyRecordClaim { commit: [0; 32].into(), ..honest.clone() },
        protocol::records::KeyRecordClaim { epoch: Epoch(4), ..honest.clone() },
        protocol::records::KeyRecordClaim { chain_head: OperationId::from_bytes([0; 16]), ..honest.clone() },
        protocol::records::KeyRecordClaim { device: device(2).device_id(), ..honest.clone() },
        protocol::records::KeyRecordClaim { nonce: [0; 24].into(), ..honest.clone() },
        protocol::records::KeyRecordClaim { wrap: vec![0; 48].into(), ..honest },
    ];
    for claim in changed {
        let record = device(1).sign_claim(WORKSPACE, claim);
        assert_eq!(secret.open_record(&record, WORKSPACE), Err(OpenError::Tampered));
    }
    assert_eq!((UNIT, HEAD), (honest.space, honest.chain_head));
}

/// PR12
#[test]
fn an_invitation_travels_in_a_link() {
    let link = link();
    let text = link.encode();
    assert!(text.is_ascii() && text.len() == 115, "{}", text.len());
    assert_eq!(InvitationLink::parse(&text), Ok(link));
    assert_eq!(InvitationLink::parse(&format!(" #{}\n", text.as_str())).unwrap().encode(), text);
}

/// PR12
#[test]
fn a_cut_or_mistyped_link_is_no_invitation() {
    let text = link().encode();
    for at in 0..text.len() {
        assert_eq!(InvitationLink::parse(&text[..at]), Err(NoInvitation));
        let other = if &text[at..=at] == "A" { "B" } else { "A" };
        let mistyped = format!("{}{other}{}", &text[..at], &text[at + 1..]);
        assert_eq!(InvitationLink::parse(&mistyped), Err(NoInvitation), "{at}");
    }
    assert_eq!(InvitationLink::parse(&format!("{}A", text.as_str())), Err(NoInvitation));
    assert_eq!(InvitationLink::parse("i1.ä"), Err(NoInvitation));
}

fn link() -> InvitationLink {
    InvitationLink {
        workspace: WORKSPACE,
        chain_head: HEAD,
        invitation: InvitationId::from_bytes([0x1E; 16]),
        secret: InvitationSecret::make(&mut chance(8)),
    }
}

/// PR5, MB9: from the link to a member, with the keys that sealing makes.
#[test]
fn whoever_holds_the_link_is_admitted_with_the_acceptance() {
    let (vera, jonas) = (device(1), device(2));
    let member = MemberId::from_bytes([1; 16]);
    let operate = |prev, action| Operation { prev, author: vera.device_id(), at: Timestamp(1), action };
    let genesis = Action::Genesis { salt: [7; 16].into(), member, device: vera.public_keys().clone() };
    let genesis = vera.sign_genesis(&operate(OperationId::from_bytes([0; 16]), genesis));
    let mut roster = Roster::found(&genesis).unwrap();
    let workspace = roster.workspace();
    let secret = InvitationSecret::make(&mut chance(8));
    let (invitation, role) = (InvitationId::from_bytes([0x1E; 16]), Role::Counsellor);
    let invite =
        Action::Invite { invitation, key: secret.public(), role, member: None, expires: Timestamp(9) };
    roster.append(&vera.sign_operation(workspace, &operate(roster.head(), invite))).unwrap();
    let accepted_at = roster.head();
    let accept = InvitationLink { workspace, chain_head: accepted_at, invitation, secret }.accept(
        &jonas,
        "Jonas",
        &mut chance(10),
    );
    accept.verify(&roster.invitation(invitation).unwrap().key).unwrap();
    let device = AddedDevice {
        keys: accept.claim.device,
        purpose: DevicePurpose::Ordinary,
        countersignature: accept.by_device,
    };
    let add =
        Action::AddMember { member: MemberId::from_bytes([2; 16]), role, invitation, accepted_at, device };
    roster.append(&vera.sign_operation(workspace, &operate(roster.head(), add))).unwrap();
    assert!(roster.active_device(jonas.device_id()).is_some());
    let kit = device_kit(&jonas, &mut roster);
    assert_eq!(roster.device(kit).unwrap().purpose, DevicePurpose::RecoveryKit);
}

/// Jonas adds a recovery kit, and gets its name.
fn device_kit(jonas: &sealing::device::DeviceSecret, roster: &mut Roster) -> protocol::ids::DeviceId {
    let kit = sealing::recovery::RecoveryKit::make(&mut chance(40)).derive_device();
    let (workspace, member) = (roster.workspace(), MemberId::from_bytes([2; 16]));
    let device = kit.enrol(workspace, member, DevicePurpose::RecoveryKit);
    let action = Action::AddDevice { member, invitation: None, accepted_at: None, device };
    let operation = Operation { prev: roster.head(), author: jonas.device_id(), at: Timestamp(2), action };
    roster.append(&jonas.sign_operation(workspace, &operation)).unwrap();
    kit.device_id()
}
