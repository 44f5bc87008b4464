//! `Push`: what is taken, what is not, and what must not have happened then.

use crate::{
    device::{Device, Draft},
    world::{NOTHING, RECEPTION, UNIT, World, outcomes, push, put_operation},
};
use PushOutcome::Stored;
use protocol::{
    chain::Action,
    envelope::Kind,
    ids::{Epoch, Seq},
    message::{ClientMessage, PushOutcome, Refusal, RelayMessage},
};

#[tokio::test]
async fn rs5_a_change_is_stored_and_acknowledged_with_its_place() {
    let world = World::new().await;
    let document = world.document(UNIT, 1);
    let changes = world.changes(&world.jonas, &document, 3);
    let mut jonas = world.online(&world.jonas).await;
    let stored = outcomes(&mut jonas, &changes, vec![world.record(&world.jonas, &document)]).await;
    assert_eq!(stored, [Stored(Seq(1)), Stored(Seq(2)), Stored(Seq(3))]);
    assert_eq!(world.n_rows().await, 3);
}

#[tokio::test]
async fn rs5_an_envelope_pushed_twice_is_acknowledged_again_and_stored_once() {
    let world = World::new().await;
    let document = world.document(UNIT, 1);
    let changes = world.changes(&world.jonas, &document, 2);
    let mut jonas = world.online(&world.jonas).await;
    let first = outcomes(&mut jonas, &changes, vec![world.record(&world.jonas, &document)]).await;
    assert_eq!(outcomes(&mut jonas, &changes, Vec::new()).await, first);
    assert_eq!(world.n_rows().await, 2);
}

#[tokio::test]
async fn rs5_the_duplicate_check_precedes_every_other_check() {
    let mut world = World::new().await;
    let document = world.document(UNIT, 1);
    let changes = world.changes(&world.jonas, &document, 1);
    let mut jonas = world.online(&world.jonas).await;
    let first = outcomes(&mut jonas, &changes, vec![world.record(&world.jonas, &document)]).await;
    let rotate = Action::Rotate {
        space: UNIT,
        epoch: Epoch(2),
        commit: [8; 32].into(),
        backlink: Some(vec![1].into()),
    };
    let rotate = world.chain.append(&world.vera, rotate);
    put_operation(&mut world.online(&world.vera).await, &rotate).await;
    assert_eq!(
        outcomes(&mut jonas, &changes, Vec::new()).await,
        first,
        "its epoch is stale by now, but it is there"
    );
}

#[tokio::test]
async fn rs5_a_gap_is_refused_with_the_last_counter() {
    let world = World::new().await;
    let document = world.document(UNIT, 1);
    let changes = world.changes(&world.jonas, &document, 3);
    let mut jonas = world.online(&world.jonas).await;
    let records = vec![world.record(&world.jonas, &document)];
    assert_eq!(outcomes(&mut jonas, &changes[..1], records).await, [Stored(Seq(1))]);
    assert_eq!(outcomes(&mut jonas, &changes[2..], Vec::new()).await, [PushOutcome::CtrGap(1)]);
    assert_eq!(world.n_rows().await, 1);
}

#[tokio::test]
async fn rs5_the_same_counter_with_another_content_is_a_clone() {
    let world = World::new().await;
    let document = world.document(UNIT, 1);
    let changes = world.changes(&world.jonas, &document, 1);
    let draft = Draft {
        kind: Kind::Change,
        document: &document,
        ctr: 1,
        prev: NOTHING,
        chain_head: world.chain.head(),
        body: b"another body",
        card: b"",
    };
    let other = world.jonas.envelope(world.workspace(), draft);
    let mut jonas = world.online(&world.jonas).await;
    outcomes(&mut jonas, &changes, vec![world.record(&world.jonas, &document)]).await;
    assert_eq!(outcomes(&mut jonas, &[other], Vec::new()).await, [PushOutcome::Clone]);
    assert_eq!(world.n_rows().await, 1);
}

#[tokio::test]
async fn rs5_reception_cannot_write_case_files() {
    let world = World::new().await;
    let document = world.document(UNIT, 1);
    let mut jonas = world.online(&world.jonas).await;
    outcomes(
        &mut jonas,
        &world.changes(&world.jonas, &document, 1),
        vec![world.record(&world.jonas, &document)],
    )
    .await;
    let mut rana = world.online(&world.rana).await;
    let forbidden = world.changes(&world.rana, &document, 1);
    assert_eq!(outcomes(&mut rana, &forbidden, Vec::new()).await, [PushOutcome::NotMember]);
    assert_eq!(world.n_rows().await, 1);
}

#[tokio::test]
async fn rs5_an_envelope_of_another_device_is_refused() {
    let world = World::new().await;
    let document = world.document(UNIT, 1);
    let of_vera = world.changes(&world.vera, &document, 1);
    let mut jonas = world.online(&world.jonas).await;
    let records = vec![world.record(&world.jonas, &document)];
    assert_eq!(outcomes(&mut jonas, &of_vera, records).await, [PushOutcome::NotMember]);
    assert_eq!(world.n_rows().await, 0);
}

#[tokio::test]
async fn rs5_a_forged_signature_is_refused() {
    let world = World::new().await;
    let document = world.document(UNIT, 1);
    let mut forged = world.changes(&world.jonas, &document, 1);
    forged[0].sig = world.vera.sign("another context", &[b"another content"]);
    let mut jonas = world.online(&world.jonas).await;
    let records = vec![world.record(&world.jonas, &document)];
    assert_eq!(outcomes(&mut jonas, &forged, records).await, [PushOutcome::Malformed]);
    assert_eq!(world.n_rows().await, 0);
}

#[tokio::test]
async fn rs5_a_document_without_a_key_record_is_refused() {
    let world = World::new().await;
    let document = world.document(UNIT, 1);
    let mut jonas = world.online(&world.jonas).await;
    let changes = world.changes(&world.jonas, &document, 1);
    assert_eq!(outcomes(&mut jonas, &changes, Vec::new()).await, [PushOutcome::NoKeyRecord]);
    assert_eq!(world.n_rows().await, 0);
}

#[tokio::test]
async fn rs6_a_key_record_cannot_move_a_document_into_another_space() {
    let world = World::new().await;
    let document = world.document(UNIT, 1);
    let mut moved = document;
    moved.space = RECEPTION;
    let mut jonas = world.online(&world.jonas).await;
    let changes = world.changes(&world.jonas, &document, 1);
    let records = vec![world.record(&world.jonas, &moved)];
    assert_eq!(outcomes(&mut jonas, &changes, records).await, [PushOutcome::NoKeyRecord]);
    assert_eq!(world.n_rows().await, 0);
}

#[tokio::test]
async fn rs5_a_key_of_an_older_epoch_is_stale_after_a_rotate() {
    let mut world = World::new().await;
    let document = world.document(UNIT, 1);
    let changes = world.changes(&world.jonas, &document, 2);
    let mut jonas = world.online(&world.jonas).await;
    outcomes(&mut jonas, &changes[..1], vec![world.record(&world.jonas, &document)]).await;
    let rotate = Action::Rotate {
        space: UNIT,
        epoch: Epoch(2),
        commit: [8; 32].into(),
        backlink: Some(vec![1].into()),
    };
    let rotate = world.chain.append(&world.vera, rotate);
    put_operation(&mut world.online(&world.vera).await, &rotate).await;
    let stale = PushOutcome::StaleKey { ctr: 1, envelope: changes[0].id() };
    assert_eq!(outcomes(&mut jonas, &changes[1..], Vec::new()).await, [stale]);
    assert_eq!(world.n_rows().await, 1);
}

#[tokio::test]
async fn rs5_a_change_beyond_its_limit_is_named_and_refused() {
    let world = World::new().await;
    let document = world.document(UNIT, 1);
    let body = vec![0; protocol::limits::CHANGE_PLAIN + protocol::limits::SEAL_OVERHEAD + 1];
    let chain_head = world.chain.head();
    let draft = Draft {
        kind: Kind::Change,
        document: &document,
        ctr: 1,
        prev: NOTHING,
        chain_head,
        body: &body,
        card: b"",
    };
    let large = world.jonas.envelope(world.workspace(), draft);
    let mut jonas = world.online(&world.jonas).await;
    let records = vec![world.record(&world.jonas, &document)];
    assert_eq!(outcomes(&mut jonas, &[large], records).await, [PushOutcome::TooBig]);
    assert_eq!(world.n_rows().await, 0);
}

#[tokio::test]
async fn rs5_bytes_that_are_no_envelope_spoil_nothing_else() {
    let world = World::new().await;
    let document = world.document(UNIT, 1);
    let good = world.changes(&world.jonas, &document, 1).remove(0);
    let mut jonas = world.online(&world.jonas).await;
    let message = ClientMessage::Push {
        envelopes: vec![b"rubbish".to_vec().into(), good.encode().into()],
        records: vec![world.record(&world.jonas, &document)],
        refill: false,
    };
    jonas.send(&message).await;
    let acks = jonas
        .wait_for(|message| if let RelayMessage::Acks(acks) = message { Some(acks) } else { None })
        .await;
    assert_eq!(acks[0].envelope, NOTHING);
    assert_eq!(acks[0].outcome, PushOutcome::Malformed);
    assert_eq!((acks[1].envelope, &acks[1].outcome), (good.id(), &Stored(Seq(1))));
}

#[tokio::test]
async fn an_envelope_without_its_body_is_not_stored() {
    let world = World::new().await;
    let document = world.document(UNIT, 1);
    let bare = world.changes(&world.jonas, &document, 1).remove(0).without_body();
    let mut jonas = world.online(&world.jonas).await;
    let acks = push(&mut jonas, &[bare], vec![world.record(&world.jonas, &document)]).await;
    assert_eq!(acks[0].outcome, PushOutcome::Malformed);
    assert_eq!(world.n_rows().await, 0);
}

#[tokio::test]
async fn refilling_is_not_served_yet_and_said_so() {
    let world = World::new().await;
    let document = world.document(UNIT, 1);
    let change = world.changes(&world.vera, &document, 1).remove(0);
    let mut jonas = world.online(&world.jonas).await;
    jonas
        .send(&ClientMessage::Push {
            envelopes: vec![change.encode().into()],
            records: Vec::new(),
            refill: true,
        })
        .await;
    assert_eq!(jonas.next().await, RelayMessage::Refused(Refusal::NotAllowed));
    assert_eq!(world.n_rows().await, 0);
}

#[tokio::test]
async fn rs2_many_devices_push_at_once_and_every_place_is_given_once() {
    let world = World::new().await;
    let people: [&Device; 3] = [&world.vera, &world.jonas, &world.rana];
    let pushing = people.iter().zip(1..).map(async |(device, salt)| {
        let document = world.document(RECEPTION, salt);
        let mut socket = world.online(device).await;
        let mut records = vec![world.record(device, &document)];
        let mut places = Vec::new();
        for change in world.changes(device, &document, 20) {
            match outcomes(&mut socket, &[change], std::mem::take(&mut records)).await.as_slice() {
                [Stored(seq)] => places.push(*seq),
                other => panic!("{other:?}"),
            }
        }
        assert!(places.is_sorted(), "a device's own order is the log's");
        places
    });
    let mut places: Vec<Seq> = futures::future::join_all(pushing).await.concat();
    places.sort();
    assert!(places.into_iter().eq((1..=60).map(Seq)));
}
