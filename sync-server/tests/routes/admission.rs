//! `Accept`: somebody with an invitation waits at the door until the chain contains them.

use crate::{
    device::Device,
    socket::{Socket, newcomer},
    world::{World, authenticate, put_operation},
};
use protocol::{
    chain::{Action, AddedDevice, DevicePurpose, Role},
    ids::InvitationId,
    message::{ClientMessage, Refusal, RelayMessage},
};

const NUMBER: u8 = 120;
const INVITATION: InvitationId = InvitationId::from_bytes([NUMBER; 16]);

async fn invited(world: &mut World, expires: u64) -> Device {
    let key = world.chain.invite(&world.vera, NUMBER, Role::Reception, expires);
    let mut vera = world.online(&world.vera).await;
    put_operation(&mut vera, world.chain.operations.last().unwrap()).await;
    vera.leave().await;
    key
}

#[tokio::test]
async fn rs8_a_joiner_waits_is_shown_to_the_inviter_and_told_when_admitted() {
    let mut world = World::new().await;
    let key = invited(&mut world, u64::MAX).await;
    let mut vera = world.online(&world.vera).await;
    let mut jonas = world.online(&world.jonas).await;
    let joiner = Device::new(20);
    let accept = joiner.acceptance(world.workspace(), world.chain.head(), INVITATION, &key);
    let mut door = Socket::open(world.address()).await;
    door.send(&ClientMessage::Accept(accept.clone())).await;
    assert_eq!(door.next().await, RelayMessage::AcceptKept);
    assert_eq!(vera.next().await, RelayMessage::Joining(vec![accept.clone()]));

    let device = AddedDevice {
        keys: joiner.keys(),
        purpose: DevicePurpose::Ordinary,
        countersignature: accept.by_device,
    };
    let (member, role, accepted_at) = (joiner.member, Role::Reception, accept.claim.chain_head);
    let add = Action::AddMember { member, role, invitation: INVITATION, accepted_at, device };
    let add = world.chain.append(&world.vera, add);
    put_operation(&mut vera, &add).await;
    assert_eq!(door.next().await, RelayMessage::Admitted);
    authenticate(&mut door, world.workspace(), &joiner, &world.origin()).await;
    door.send(&ClientMessage::Hello(newcomer())).await;
    let chain =
        door.wait_for(|message| {
            if let RelayMessage::Chain { operations, .. } = message { Some(operations) } else { None }
        })
        .await;
    assert_eq!(chain, world.chain.operations);
    let heard = jonas.until_quiet().await;
    assert!(!heard.iter().any(|it| matches!(it, RelayMessage::Joining(_))), "Jonas did not invite");
}

#[tokio::test]
async fn rs8_an_acceptance_is_shown_to_an_inviter_who_comes_later() {
    let mut world = World::new().await;
    let key = invited(&mut world, u64::MAX).await;
    let accept = Device::new(20).acceptance(world.workspace(), world.chain.head(), INVITATION, &key);
    let mut door = Socket::open(world.address()).await;
    door.send(&ClientMessage::Accept(accept.clone())).await;
    assert_eq!(door.next().await, RelayMessage::AcceptKept);
    door.leave().await;
    let mut vera = world.authenticated(&world.vera).await;
    vera.send(&ClientMessage::Hello(newcomer())).await;
    assert!(vera.until_quiet().await.contains(&RelayMessage::Joining(vec![accept])));
}

#[tokio::test]
async fn rs8_unknown_expired_and_forged_acceptances_look_the_same_and_are_not_shown() {
    let mut world = World::new().await;
    let key = invited(&mut world, 1).await;
    let (workspace, head) = (world.workspace(), world.chain.head());
    let joiner = Device::new(20);
    let cases = [
        joiner.acceptance(workspace, head, INVITATION, &key),
        joiner.acceptance(workspace, head, INVITATION, &Device::new(121)),
        joiner.acceptance(workspace, head, InvitationId::from_bytes([9; 16]), &key),
    ];
    for accept in cases {
        let mut door = Socket::open(world.address()).await;
        door.send(&ClientMessage::Accept(accept)).await;
        door.is_refused_and_closed(Refusal::Invitation).await;
    }
    let mut vera = world.authenticated(&world.vera).await;
    vera.send(&ClientMessage::Hello(newcomer())).await;
    assert!(!vera.until_quiet().await.iter().any(|it| matches!(it, RelayMessage::Joining(_))));
}
