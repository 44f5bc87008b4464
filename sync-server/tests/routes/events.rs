//! What a device is sent without asking, and what it is never sent.

use crate::{
    device::Device,
    socket::newcomer,
    world::{RECEPTION, UNIT, World, outcomes, put_operation},
};
use protocol::{
    chain::{Action, Right},
    digest::SpaceDigest,
    envelope::Envelope,
    ids::{EnvelopeId, Seq, SpaceId},
    message::{ClientMessage, DigestOf, Hello, LogRow, NackReason, Refusal, RelayMessage},
    records::CheckpointClaim,
};

fn rows(message: RelayMessage) -> Option<Vec<LogRow>> {
    if let RelayMessage::Events { rows, .. } = message { Some(rows) } else { None }
}

async fn pushed(world: &World, device: &Device, space: SpaceId, salt: u8, n: u32) -> Vec<Envelope> {
    let document = world.document(space, salt);
    let changes = world.changes(device, &document, n);
    let mut socket = world.online(device).await;
    outcomes(&mut socket, &changes, vec![world.record(device, &document)]).await;
    socket.leave().await;
    changes
}

#[tokio::test]
async fn rs10_a_change_reaches_the_colleague_with_its_key_before_it() {
    let world = World::new().await;
    let mut vera = world.online(&world.vera).await;
    let changes = pushed(&world, &world.jonas, UNIT, 1, 1).await;
    let RelayMessage::Keys { records, .. } = vera.next().await else { panic!("the key comes first") };
    assert_eq!(records, [world.record(&world.jonas, &world.document(UNIT, 1))]);
    let RelayMessage::Events { from, to, rows } = vera.next().await else { panic!("then the change") };
    assert_eq!((from, to), (Seq(0), Seq(1)));
    assert_eq!(rows[0].envelope.as_ref().map(|bytes| bytes.to_vec()), Some(changes[0].encode()));
    assert_eq!((rows[0].seq, rows[0].space, rows[0].envelope_id), (Seq(1), UNIT, changes[0].id()));
}

#[tokio::test]
async fn rs10_own_rows_come_back_as_place_and_name_only() {
    let world = World::new().await;
    let document = world.document(UNIT, 1);
    let changes = world.changes(&world.jonas, &document, 1);
    let mut jonas = world.online(&world.jonas).await;
    outcomes(&mut jonas, &changes, vec![world.record(&world.jonas, &document)]).await;
    let echoed = jonas.wait_for(rows).await;
    assert_eq!((echoed[0].envelope_id, &echoed[0].envelope), (changes[0].id(), &None));
}

#[tokio::test]
async fn rs10_reception_is_sent_nothing_of_case_files() {
    let world = World::new().await;
    let mut rana = world.online(&world.rana).await;
    let hidden = pushed(&world, &world.jonas, UNIT, 1, 2).await;
    let visible = pushed(&world, &world.jonas, RECEPTION, 2, 1).await;
    let heard = rana.wait_for(rows).await;
    assert!(heard.iter().map(|row| row.envelope_id).eq([visible[0].id()]));
    let more = rana.until_quiet().await;
    assert!(!format!("{more:?}").contains(&format!("{:?}", hidden[0].id())));
    rana.send(&ClientMessage::FetchDocs { docs: vec![hidden[0].header.doc] }).await;
    assert_eq!(rana.until_quiet().await, [], "not even that it exists");
}

#[tokio::test]
async fn rs10_a_device_that_comes_back_gets_what_it_missed_and_no_more() {
    let world = World::new().await;
    let first = pushed(&world, &world.jonas, UNIT, 1, 2).await;
    let second = pushed(&world, &world.rana, RECEPTION, 2, 1).await;
    let mut vera = world.authenticated(&world.vera).await;
    vera.send(&ClientMessage::Hello(hello(&world, 1, &first[..1]))).await;
    let missed = vera.wait_for(rows).await;
    assert!(missed.iter().map(|row| row.envelope_id).eq([first[1].id(), second[0].id()]));
}

fn hello(world: &World, since: u64, unit_rows: &[Envelope]) -> Hello {
    let digest = (1..)
        .zip(unit_rows)
        .fold(SpaceDigest::default(), |digest, (seq, it)| digest.after(Seq(seq), it.id()));
    Hello {
        since: Seq(since),
        digests: vec![DigestOf { space: UNIT, digest: digest.0.into() }],
        chain_len: world.chain.roster.len(),
        chain_head: world.chain.head(),
        ..newcomer()
    }
}

#[tokio::test]
async fn rs9_a_device_that_knows_another_history_is_told_and_may_not_push() {
    let world = World::new().await;
    let rows = pushed(&world, &world.jonas, UNIT, 1, 2).await;
    let ahead = hello(&world, 9, &rows);
    let mut other_rows = hello(&world, 2, &rows);
    other_rows.digests[0].digest = [1; 32].into();
    let mut other_chain = hello(&world, 2, &rows);
    other_chain.chain_head = protocol::ids::OperationId::from_bytes([1; 16]);
    for hello in [ahead, other_rows, other_chain] {
        let mut vera = world.authenticated(&world.vera).await;
        vera.send(&ClientMessage::Hello(hello)).await;
        let RelayMessage::Rewound { seq, .. } = vera.next().await else { panic!("it was not noticed") };
        assert_eq!(seq, Seq(2));
        vera.send(&ClientMessage::Push { envelopes: Vec::new(), records: Vec::new(), refill: false }).await;
        assert_eq!(vera.next().await, RelayMessage::Refused(Refusal::NotAllowed));
    }
    let mut vera = world.authenticated(&world.vera).await;
    vera.send(&ClientMessage::Hello(hello(&world, 2, &rows))).await;
    assert!(matches!(vera.next().await, RelayMessage::Welcome { .. }), "and the right one is welcome");
}

#[tokio::test]
async fn rs10_no_more_frames_are_sent_than_are_applied() {
    let world = World::new().await;
    let mut vera = world.online(&world.vera).await;
    let mut n_frames = 0;
    for salt in 1..=8 {
        pushed(&world, &world.jonas, UNIT, salt, 1).await;
        n_frames += vera.until_quiet().await.into_iter().filter_map(rows).count();
    }
    assert_eq!(n_frames, 4, "the window is four frames");
    vera.send(&ClientMessage::Applied { seq: Seq(4) }).await;
    let rest: Vec<EnvelopeId> = vera.wait_for(rows).await.into_iter().map(|row| row.envelope_id).collect();
    assert_eq!(rest.len(), 4, "what waited comes together");
}

#[tokio::test]
async fn rs10_a_space_that_is_granted_later_is_sent_from_then_on() {
    let mut world = World::new().await;
    let mut rana = world.online(&world.rana).await;
    pushed(&world, &world.jonas, UNIT, 1, 1).await;
    world.chain.grant(&world.vera, &world.rana, UNIT, Right::Read);
    put_operation(&mut world.online(&world.vera).await, world.chain.operations.last().unwrap()).await;
    let document = world.document(UNIT, 1);
    let row = rana.wait_for(rows).await.remove(0);
    assert_eq!(row.seq, Seq(1), "passed over before, and sent now because its cursor never moved");
    let forbidden = world.changes(&world.rana, &document, 1);
    let refused = outcomes(&mut rana, &forbidden, Vec::new()).await;
    assert_eq!(refused, [protocol::message::PushOutcome::NotMember], "a reader may not push");
}

#[tokio::test]
async fn checkpoints_reach_those_who_read_the_space() {
    let world = World::new().await;
    let rows = pushed(&world, &world.jonas, UNIT, 1, 1).await;
    let mut vera = world.online(&world.vera).await;
    let mut rana = world.online(&world.rana).await;
    let mut jonas = world.online(&world.jonas).await;
    let digest = SpaceDigest::default().after(Seq(1), rows[0].id());
    let claim = CheckpointClaim {
        space: UNIT,
        chain_head: world.chain.head(),
        seq: Seq(1),
        digest: digest.0.into(),
        device: world.jonas.id(),
    };
    let checkpoint = world.jonas.checkpoint(world.workspace(), claim.clone());
    jonas.send(&ClientMessage::Checkpoint(checkpoint.clone())).await;
    assert_eq!(vera.next().await, RelayMessage::Checkpoints(vec![checkpoint]));
    assert_eq!(rana.until_quiet().await, []);
    let ahead = CheckpointClaim { seq: Seq(9), ..claim };
    jonas.send(&ClientMessage::Checkpoint(world.jonas.checkpoint(world.workspace(), ahead))).await;
    assert_eq!(jonas.next().await, RelayMessage::Refused(Refusal::NotAllowed));
    assert_eq!(vera.until_quiet().await, []);
}

#[tokio::test]
async fn a_revoked_device_is_told_and_shown_out() {
    let mut world = World::new().await;
    let mut rana = world.online(&world.rana).await;
    let mut vera = world.online(&world.vera).await;
    let cut = protocol::chain::derive_cut(&[]);
    let cuts = vec![protocol::chain::SpaceCut { space: RECEPTION, cut: cut.into() }];
    let revoke = Action::RevokeDevice { device: world.rana.id(), cuts, stolen: false };
    let revoke = world.chain.append(&world.vera, revoke);
    put_operation(&mut vera, &revoke).await;
    rana.wait_for(|message| matches!(message, RelayMessage::Revoked).then_some(())).await;
    assert_eq!(rana.next_or_end().await, None);
    let mut again = crate::socket::Socket::open(world.address()).await;
    let answer = world.rana.authentication(&again.challenge, world.workspace(), &world.origin());
    again.send(&ClientMessage::Authenticate(answer)).await;
    assert_eq!(again.next().await, RelayMessage::Revoked);
}

#[tokio::test]
async fn a_device_that_cannot_read_something_the_relay_never_had_is_not_sent_away() {
    let world = World::new().await;
    let mut jonas = world.online(&world.jonas).await;
    let envelope = EnvelopeId::from_bytes([7; EnvelopeId::LEN]);
    jonas.send(&ClientMessage::Nack { envelope, reason: NackReason::Tampered }).await;
    assert_eq!(jonas.until_quiet().await, []);
}
