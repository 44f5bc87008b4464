//! `KeysPut`: boxes and key records reach exactly those they are for.

use crate::{
    socket::newcomer,
    world::{RECEPTION, UNIT, World, put_operation},
};
use protocol::{
    chain::Right,
    message::{ClientMessage, Refusal, RelayMessage},
};

#[tokio::test]
async fn rs6_a_box_reaches_its_recipient_and_nobody_else() {
    let world = World::new().await;
    let sealed = world.vera.space_box(world.workspace(), UNIT, world.jonas.id());
    let mut vera = world.online(&world.vera).await;
    vera.send(&ClientMessage::KeysPut { boxes: vec![sealed.clone()], records: Vec::new() }).await;
    assert_eq!(vera.next().await, RelayMessage::KeysKept);
    for (device, expected) in [(&world.jonas, vec![sealed]), (&world.rana, Vec::new())] {
        let mut socket = world.authenticated(device).await;
        socket.send(&ClientMessage::Hello(newcomer())).await;
        let heard = socket.until_quiet().await.into_iter();
        let boxes =
            heard.filter_map(|it| if let RelayMessage::Keys { boxes, .. } = it { Some(boxes) } else { None });
        assert_eq!(boxes.flatten().collect::<Vec<_>>(), expected);
    }
}

#[tokio::test]
async fn rs6_keys_that_do_not_fit_the_chain_are_refused_all_together() {
    let world = World::new().await;
    let workspace = world.workspace();
    let document = world.document(RECEPTION, 1);
    let good = world.vera.space_box(workspace, UNIT, world.jonas.id());
    let for_a_stranger = world.vera.space_box(workspace, UNIT, world.rana.id());
    let mut of_no_epoch = world.vera.space_box(workspace, UNIT, world.jonas.id()).claim;
    of_no_epoch.epoch = protocol::ids::Epoch(7);
    let of_no_epoch = world.vera.sign_claim(workspace, of_no_epoch);
    let mut forged = good.clone();
    forged.signature = world.rana.sign("something", &[]);
    let mut vera = world.online(&world.vera).await;
    for bad in [for_a_stranger, of_no_epoch, forged] {
        vera.send(&ClientMessage::KeysPut { boxes: vec![good.clone(), bad], records: Vec::new() }).await;
        assert_eq!(vera.next().await, RelayMessage::Refused(Refusal::NotAllowed));
    }
    let mut forged = world.record(&world.vera, &document);
    forged.claim.wrap = vec![9; 48].into();
    vera.send(&ClientMessage::KeysPut { boxes: Vec::new(), records: vec![forged] }).await;
    assert_eq!(vera.next().await, RelayMessage::Refused(Refusal::NotAllowed));
    let mut jonas = world.authenticated(&world.jonas).await;
    jonas.send(&ClientMessage::Hello(newcomer())).await;
    assert!(!jonas.until_quiet().await.iter().any(|it| matches!(it, RelayMessage::Keys { .. })));
}

#[tokio::test]
async fn rs10_a_space_that_is_granted_later_brings_the_records_that_were_passed_over() {
    let mut world = World::new().await;
    let record = world.record(&world.jonas, &world.document(UNIT, 1));
    let mut jonas = world.online(&world.jonas).await;
    jonas.send(&ClientMessage::KeysPut { boxes: Vec::new(), records: vec![record.clone()] }).await;
    assert_eq!(jonas.next().await, RelayMessage::KeysKept);
    let of_reception = world.record(&world.jonas, &world.document(RECEPTION, 2));
    jonas.send(&ClientMessage::KeysPut { boxes: Vec::new(), records: vec![of_reception.clone()] }).await;
    let mut rana = world.online(&world.rana).await;
    world.chain.grant(&world.vera, &world.rana, UNIT, Right::Read);
    put_operation(&mut world.online(&world.vera).await, world.chain.operations.last().unwrap()).await;
    let records = |it| if let RelayMessage::Keys { records, .. } = it { Some(records) } else { None };
    assert_eq!(rana.wait_for(records).await, [record], "and those it has do not come again");
}
