//! `Bootstrap` and `FetchDocs`: a newcomer gets cards first, then bodies, and nothing twice.

use crate::{
    socket::{Socket, newcomer},
    world::{UNIT, World, outcomes},
};
use protocol::{
    envelope::Envelope,
    ids::{DocumentId, Seq},
    message::{BootstrapPhase, BundledDocument, ClientMessage, Refusal, RelayMessage},
};

const FIRST: DocumentId = DocumentId::from_bytes([0; 16]);

/// Asks until nothing follows.
async fn bootstrap(socket: &mut Socket, at: Seq, phase: BootstrapPhase) -> Vec<BundledDocument> {
    let (mut after, mut all) = (FIRST, Vec::new());
    loop {
        socket.send(&ClientMessage::Bootstrap { at, space: UNIT, phase, after }).await;
        loop {
            let RelayMessage::Bundle { documents, complete, .. } = socket.next().await else {
                panic!("no bundle")
            };
            let continued = documents.last().is_some_and(|last| last.state.heads.is_empty());
            after = documents.last().map_or(after, |last| last.state.doc);
            all.extend(documents);
            if complete {
                return all;
            }
            if !continued {
                break;
            }
        }
    }
}

async fn with_documents(n: u8, n_changes: u32) -> World {
    let world = World::new().await;
    let mut jonas = world.online(&world.jonas).await;
    for salt in 1..=n {
        let document = world.document(UNIT, salt);
        let changes = world.changes(&world.jonas, &document, n_changes);
        outcomes(&mut jonas, &changes, vec![world.record(&world.jonas, &document)]).await;
    }
    world
}

#[tokio::test]
async fn rs11_a_newcomer_gets_every_newest_card_and_then_every_body() {
    let world = with_documents(5, 3).await;
    let (mut vera, at) = world.newcomer(&world.vera).await;
    assert_eq!(at, Seq(15));
    let cards = bootstrap(&mut vera, at, BootstrapPhase::Cards).await;
    assert!(cards.is_sorted_by_key(|document| document.state.doc) && cards.len() == 5);
    for document in &cards {
        let card = Envelope::parse(&document.envelopes[0]).unwrap();
        assert_eq!((card.header.ctr, card.body.is_some(), card.card.is_some()), (3, false, true));
        assert_eq!((document.state.heads[0].ctr, document.envelopes.len()), (3, 1));
        assert_eq!(document.records.len(), 1, "a newcomer's key records come with the cards");
    }
    let bodies = bootstrap(&mut vera, Seq(15), BootstrapPhase::Bodies).await;
    let ctrs = |document: &BundledDocument| -> Vec<u32> {
        document.envelopes.iter().map(|bytes| Envelope::parse(bytes).unwrap().header.ctr).collect()
    };
    assert!(bodies.len() == 5 && bodies.iter().all(|document| ctrs(document) == [1, 2, 3]));
    assert!(bodies.iter().all(|document| document.records.is_empty()));
}

/// A key record that came without a row, before the first sync, belongs to a document that no bundle lists.
#[tokio::test]
async fn rs11_after_a_first_sync_come_the_key_records_that_no_bundle_brought() {
    let world = with_documents(3, 1).await;
    let later = world.document(UNIT, 4);
    let mut jonas = world.online(&world.jonas).await;
    let record = world.record(&world.jonas, &later);
    jonas.send(&ClientMessage::KeysPut { boxes: Vec::new(), records: vec![record.clone()] }).await;
    assert_eq!(jonas.next().await, RelayMessage::KeysKept);
    let (mut vera, at) = world.newcomer(&world.vera).await;
    bootstrap(&mut vera, at, BootstrapPhase::Cards).await;
    vera.send(&ClientMessage::Applied { seq: at }).await;
    let change = world.changes(&world.jonas, &later, 1);
    outcomes(&mut jonas, &change, Vec::new()).await;
    let RelayMessage::Keys { records, .. } = vera.next().await else { panic!("keys come before rows") };
    assert_eq!(records, [record], "and none of those that the bundles brought");
    assert!(matches!(vera.next().await, RelayMessage::Events { .. }));
}

#[tokio::test]
async fn rs11_a_document_born_after_the_greeting_comes_as_an_event_only() {
    let world = with_documents(2, 1).await;
    let mut vera = world.online(&world.vera).await;
    let cards = bootstrap(&mut vera, Seq(1), BootstrapPhase::Cards).await;
    assert_eq!(cards.iter().map(|it| it.state.doc).collect::<Vec<_>>(), [world.document(UNIT, 1).id]);
}

#[tokio::test]
async fn rs11_a_document_larger_than_a_frame_is_continued_in_the_next() {
    let world = World::new().await;
    let document = world.document(UNIT, 1);
    let mut jonas = world.online(&world.jonas).await;
    let (mut prev, mut records) = (crate::world::NOTHING, vec![world.record(&world.jonas, &document)]);
    for ctr in 1..=6 {
        let body = vec![7; 250 * 1024];
        let draft = crate::device::Draft {
            kind: protocol::envelope::Kind::Change,
            document: &document,
            ctr,
            prev,
            chain_head: world.chain.head(),
            body: &body,
            card: b"",
        };
        let change = world.jonas.envelope(world.workspace(), draft);
        prev = change.id();
        outcomes(&mut jonas, &[change], std::mem::take(&mut records)).await;
    }
    let mut vera = world.online(&world.vera).await;
    let parts = bootstrap(&mut vera, Seq(6), BootstrapPhase::Bodies).await;
    assert!(1 < parts.len() && parts.iter().all(|part| part.state.doc == document.id));
    assert!(parts.iter().rev().skip(1).all(|part| part.state.heads.is_empty()));
    assert_eq!(parts.iter().map(|part| part.envelopes.len()).sum::<usize>(), 6);
}

#[tokio::test]
async fn rs11_a_fetched_document_comes_whole_with_its_keys() {
    let world = with_documents(2, 2).await;
    let mut vera = world.online(&world.vera).await;
    let document = world.document(UNIT, 2);
    vera.send(&ClientMessage::FetchDocs { docs: vec![document.id] }).await;
    let RelayMessage::DocBundle(documents) = vera.next().await else { panic!("no bundle") };
    assert_eq!(documents[0].records, [world.record(&world.jonas, &document)]);
    assert_eq!(documents[0].envelopes.len(), 2);
}

#[tokio::test]
async fn rs11_a_space_that_is_not_ours_is_not_bundled() {
    let world = with_documents(1, 1).await;
    let mut rana = world.authenticated(&world.rana).await;
    rana.send(&ClientMessage::Hello(newcomer())).await;
    rana.until_quiet().await;
    for phase in [BootstrapPhase::Cards, BootstrapPhase::Bodies] {
        rana.send(&ClientMessage::Bootstrap { at: Seq(9), space: UNIT, phase, after: FIRST }).await;
        assert_eq!(rana.next().await, RelayMessage::Refused(Refusal::NotAllowed));
    }
}
