//! Who gets in, and what somebody learns who does not.

use crate::{
    device::Device,
    socket::{Socket, newcomer},
    world::{World, authenticate, token_of},
};
use protocol::{
    ids::WorkspaceId,
    message::{ClientMessage, Refusal, RelayMessage},
};

#[tokio::test]
async fn rs8_a_device_of_the_chain_gets_in() {
    let world = World::new().await;
    let mut socket = world.authenticated(&world.jonas).await;
    socket.send(&ClientMessage::Hello(newcomer())).await;
    let RelayMessage::Welcome { chain_len, chain_head, .. } = socket.next().await else {
        panic!("no welcome")
    };
    assert_eq!((chain_len, chain_head), (world.chain.roster.len(), world.chain.head()));
}

/// PR4
#[tokio::test]
async fn rs8_a_device_that_names_no_workspace_is_found_and_a_stranger_is_not() {
    let world = World::new().await;
    let unnamed = WorkspaceId::from_bytes([0; 32]);
    let mut socket = Socket::open(world.address()).await;
    let answer = world.jonas.authentication(&socket.challenge, unnamed, &world.origin());
    socket.send(&ClientMessage::Authenticate(answer)).await;
    assert_eq!(socket.next().await, RelayMessage::Authenticated);
    socket.send(&ClientMessage::Hello(newcomer())).await;
    let RelayMessage::Welcome { chain_head, .. } = socket.next().await else { panic!("no welcome") };
    assert_eq!(chain_head, world.chain.head());
    let mut socket = Socket::open(world.address()).await;
    let answer = Device::new(99).authentication(&socket.challenge, unnamed, &world.origin());
    socket.send(&ClientMessage::Authenticate(answer)).await;
    socket.is_refused_and_closed(Refusal::NotAuthenticated).await;
}

#[tokio::test]
async fn rs8_unknown_devices_workspaces_and_wrong_signatures_look_the_same() {
    let world = World::new().await;
    let stranger = Device::new(99);
    let cases = [
        (&stranger, world.workspace(), world.origin()),
        (&world.jonas, WorkspaceId::from_bytes([9; 32]), world.origin()),
        (&world.jonas, world.workspace(), "https://lured.example.org".to_owned()),
    ];
    for (device, workspace, origin) in cases {
        let mut socket = Socket::open(world.address()).await;
        let answer = device.authentication(&socket.challenge, workspace, &origin);
        socket.send(&ClientMessage::Authenticate(answer)).await;
        socket.is_refused_and_closed(Refusal::NotAuthenticated).await;
    }
}

#[tokio::test]
async fn rs8_an_answer_to_another_socket_s_challenge_is_refused() {
    let world = World::new().await;
    let first = Socket::open(world.address()).await;
    let mut second = Socket::open(world.address()).await;
    assert_ne!(first.challenge, second.challenge);
    let answer = world.jonas.authentication(&first.challenge, world.workspace(), &world.origin());
    second.send(&ClientMessage::Authenticate(answer)).await;
    second.is_refused_and_closed(Refusal::NotAuthenticated).await;
}

#[tokio::test]
async fn rs8_nothing_else_is_heard_at_the_door() {
    let world = World::new().await;
    let document = world.document(crate::world::UNIT, 1);
    let change = world.changes(&world.jonas, &document, 1).remove(0);
    let records = vec![world.record(&world.jonas, &document)];
    let push = ClientMessage::Push { envelopes: vec![change.encode().into()], records, refill: false };
    for message in [push, ClientMessage::Hello(newcomer()), ClientMessage::GetChain { from: 0 }] {
        let mut socket = Socket::open(world.address()).await;
        socket.send(&message).await;
        socket.is_refused_and_closed(Refusal::NotAllowed).await;
    }
    assert_eq!(world.n_rows().await, 0);
}

/// PR25
#[tokio::test]
async fn a_page_of_another_origin_gets_no_socket() {
    let world = World::new().await;
    assert_eq!(Socket::refused_to(world.address(), "https://evil.example.org").await, Some(403));
    assert_eq!(Socket::refused_to(world.address(), &world.origin()).await, None);
}

#[tokio::test]
async fn whoever_says_nothing_is_shown_out() {
    let mut config = sync_server::Config::in_memory();
    config.patience.authentication = std::time::Duration::from_millis(50);
    let relay = sync_server::Relay::start(config).await.unwrap();
    Socket::open(relay.local_addr()).await.is_refused_and_closed(Refusal::NotAuthenticated).await;
}

#[tokio::test]
async fn rs1_a_setup_token_is_good_once() {
    let world = World::new().await;
    let other = Device::new(50);
    let used = ClientMessage::Found {
        token: token_of(world.relay.setup_link().unwrap()).into(),
        genesis: other.genesis(),
    };
    let guessed = ClientMessage::Found { token: vec![1; 16].into(), genesis: other.genesis() };
    for message in [used, guessed] {
        let mut socket = Socket::open(world.address()).await;
        socket.send(&message).await;
        socket.is_refused_and_closed(Refusal::SetupToken).await;
    }
    let workspace = other.genesis().derive_workspace_id();
    let mut socket = Socket::open(world.address()).await;
    let answer = other.authentication(&socket.challenge, workspace, &world.origin());
    socket.send(&ClientMessage::Authenticate(answer)).await;
    socket.is_refused_and_closed(Refusal::NotAuthenticated).await;
}

#[tokio::test]
async fn rs1_a_founder_whose_answer_was_lost_is_answered_again() {
    let world = World::new().await;
    let mut socket = Socket::open(world.address()).await;
    let token = token_of(world.relay.setup_link().unwrap()).into();
    socket.send(&ClientMessage::Found { token, genesis: world.vera.genesis() }).await;
    assert_eq!(socket.next().await, RelayMessage::Founded(world.workspace()));
    authenticate(&mut socket, world.workspace(), &world.vera, &world.origin()).await;
}
