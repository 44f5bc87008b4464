//! `ChainPut` and `GetChain`: compare-and-set, judged by the roster.

use crate::{
    socket::Socket,
    world::{RECEPTION, UNIT, World, outcomes, put_operation},
};
use protocol::{
    chain::{Action, Right, Role, SpaceCut},
    message::{ClientMessage, CutList, CutQuery, RelayMessage},
};

fn put(operation: &protocol::chain::SignedOperation) -> ClientMessage {
    ClientMessage::ChainPut(operation.clone())
}

async fn cut_list(device: &mut Socket, query: &CutQuery) -> CutList {
    device.send(&ClientMessage::GetCutList(query.clone())).await;
    device.wait_for(|message| if let RelayMessage::CutList(list) = message { Some(list) } else { None }).await
}

#[tokio::test]
async fn rs7_of_two_operations_on_the_same_head_one_is_appended() {
    let mut world = World::new().await;
    let (workspace, head) = (world.workspace(), world.chain.head());
    let set = |role| Action::SetRole { member: world.rana.member, role };
    let first = world.vera.operation(workspace, head, set(Role::Counsellor));
    let second = world.vera.operation(workspace, head, set(Role::Coordination));
    let mut vera = world.online(&world.vera).await;
    put_operation(&mut vera, &first).await;
    vera.send(&put(&second)).await;
    assert_eq!(vera.next().await, RelayMessage::ChainRefused(second.id()));
    assert!(matches!(vera.next().await, RelayMessage::Chain { .. }), "what stands there instead");
    world.chain.roster.append(&first).unwrap();
    put_operation(&mut vera, &first).await;
    vera.send(&ClientMessage::GetChain { from: world.chain.operations.len() as u64 }).await;
    let RelayMessage::Chain { operations, .. } = vera.next().await else { panic!("no chain") };
    assert_eq!(operations, [first], "once, although it was put twice");
}

#[tokio::test]
async fn rs7_an_operation_that_its_author_may_not_make_is_refused() {
    let world = World::new().await;
    let grab = Action::Grant { space: UNIT, member: world.rana.member, right: Right::Write };
    let grab = world.rana.operation(world.workspace(), world.chain.head(), grab);
    let mut rana = world.online(&world.rana).await;
    rana.send(&put(&grab)).await;
    assert_eq!(rana.next().await, RelayMessage::ChainRefused(grab.id()));
    let document = world.document(UNIT, 1);
    let changes = world.changes(&world.rana, &document, 1);
    let refused = outcomes(&mut rana, &changes, vec![world.record(&world.rana, &document)]).await;
    assert_eq!(refused, [protocol::message::PushOutcome::NoKeyRecord]);
    assert_eq!(world.n_rows().await, 0);
}

#[tokio::test]
async fn rs7_a_removal_whose_cut_is_not_the_log_s_is_refused() {
    let mut world = World::new().await;
    let document = world.document(RECEPTION, 1);
    let mut rana = world.online(&world.rana).await;
    let changes = world.changes(&world.rana, &document, 2);
    outcomes(&mut rana, &changes, vec![world.record(&world.rana, &document)]).await;
    let mut vera = world.online(&world.vera).await;
    let now = CutQuery { space: RECEPTION, operation: None, devices: vec![world.rana.id()], after: None };
    let list = cut_list(&mut vera, &now).await;
    assert!(list.complete);
    assert_eq!((list.heads.len(), list.heads[0].ctr), (1, 2));
    let removal = |heads| {
        let cut = SpaceCut { space: RECEPTION, cut: protocol::chain::derive_cut(heads).into() };
        Action::RemoveMember { member: world.rana.member, cuts: vec![cut] }
    };
    let wrong = world.vera.operation(world.workspace(), world.chain.head(), removal(&[]));
    vera.send(&put(&wrong)).await;
    vera.wait_for(|message| (message == RelayMessage::ChainRefused(wrong.id())).then_some(())).await;
    let right = removal(&list.heads);
    let right = world.chain.append(&world.vera, right);
    put_operation(&mut vera, &right).await;
    let behind = CutQuery { operation: Some(right.id()), devices: Vec::new(), ..now.clone() };
    let kept = cut_list(&mut vera, &behind).await;
    assert_eq!(kept.heads, list.heads, "the list stays with the operation");
    let last = list.heads.last().map(|head| (head.doc, head.device));
    let rest = cut_list(&mut vera, &CutQuery { after: last, ..behind.clone() }).await;
    assert!(rest.heads.is_empty() && rest.complete);
    let mut jonas = world.online(&world.jonas).await;
    jonas.send(&ClientMessage::GetCutList(now)).await;
    let refused = |message| matches!(message, RelayMessage::Refused(_)).then_some(());
    jonas.wait_for(refused).await;
}
