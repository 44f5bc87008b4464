//! Frames that are no messages: a typed refusal, a closed socket, nothing stored, and everybody else undisturbed.

use crate::{socket::Socket, world::World};
use protocol::{
    limits,
    message::{ClientMessage, Refusal},
};

#[tokio::test]
async fn frames_that_cannot_be_read_are_refused_by_name() {
    let world = World::new().await;
    let mut padded = protocol::codec::encode(&ClientMessage::Ping);
    padded.push(0);
    let unknown = vec![0x82, 0x18, 0xff, 0x80];
    let cases = [
        (vec![], Refusal::Malformed),
        (vec![0xff; 40], Refusal::Malformed),
        (padded, Refusal::Malformed),
        (unknown, Refusal::Version),
    ];
    for (bytes, refusal) in cases {
        let mut socket = Socket::open(world.address()).await;
        socket.send_bytes(bytes).await;
        socket.is_refused_and_closed(refusal).await;
    }
    let mut socket = Socket::open(world.address()).await;
    socket.send_text("hello").await;
    socket.is_refused_and_closed(Refusal::Malformed).await;
    assert_eq!(world.n_rows().await, 0, "and the relay still serves");
}

#[tokio::test]
async fn a_frame_beyond_the_limit_ends_the_socket() {
    let world = World::new().await;
    let mut socket = Socket::open(world.address()).await;
    socket.send_bytes(vec![0; limits::FRAME + 1]).await;
    while let Some(message) = socket.next_or_end().await {
        assert_eq!(message, protocol::message::RelayMessage::Refused(Refusal::TooBig));
    }
    assert_eq!(world.n_rows().await, 0, "and the relay still serves");
}

/// PR26
#[tokio::test]
async fn a_frame_that_names_too_much_ends_the_socket() {
    let world = World::new().await;
    let docs = vec![protocol::ids::DocumentId::from_bytes([7; 16]); limits::NAMED_DOCUMENTS + 1];
    let mut vera = world.authenticated(&world.vera).await;
    vera.send(&ClientMessage::FetchDocs { docs }).await;
    vera.is_refused_and_closed(Refusal::TooBig).await;
}

#[tokio::test]
async fn any_bytes_at_the_door_are_survived() {
    let world = World::new().await;
    let mut seed = 1_u64;
    for len in 0..60 {
        let bytes = (0..len).map(|_| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            seed.to_be_bytes()[0]
        });
        let mut socket = Socket::open(world.address()).await;
        socket.send_bytes(bytes.collect()).await;
        assert!(socket.next_or_end().await.is_some(), "an answer, whichever");
    }
    assert_eq!(world.n_rows().await, 0);
}
