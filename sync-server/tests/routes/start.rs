//! Starting: one clear sentence for each thing that stands in the way, and stopping in good order.

use crate::{
    socket::Socket,
    world::{World, token_of},
};
use protocol::message::{ClientMessage, Refusal, RelayMessage};
use sync_server::{Config, Origin, Relay, Storage, make_setup_link};

fn in_directory(directory: &std::path::Path) -> Config {
    Config { storage: Storage::Directory(directory.to_owned()), ..Config::in_memory() }
}

#[tokio::test]
async fn a_taken_port_gets_one_clear_sentence() {
    let relay = Relay::start(Config::in_memory()).await.unwrap();
    let second =
        Relay::start(Config { listen: relay.local_addr(), ..Config::in_memory() }).await.unwrap_err();
    let expected = format!("{} is taken by another program; choose another port", relay.local_addr());
    assert_eq!(second.to_string(), expected);
}

#[tokio::test]
async fn a_directory_that_cannot_be_written_gets_one_clear_sentence() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    std::fs::write(&file, "").unwrap();
    let refused = Relay::start(in_directory(&file)).await.unwrap_err().to_string();
    assert!(
        refused.starts_with(&format!("the data directory {} cannot be written", file.display())),
        "{refused}"
    );
}

#[tokio::test]
async fn two_relays_do_not_share_a_directory() {
    let directory = tempfile::tempdir().unwrap();
    let first = Relay::start(in_directory(directory.path())).await.unwrap();
    let second = Relay::start(in_directory(directory.path())).await.unwrap_err().to_string();
    assert!(second.starts_with("another relay is already running on the data directory"), "{second}");
    first.stop().await;
    Relay::start(in_directory(directory.path())).await.unwrap().stop().await;
}

#[tokio::test]
async fn files_of_a_newer_relay_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    Relay::start(in_directory(directory.path())).await.unwrap().stop().await;
    let file = rusqlite::Connection::open(directory.path().join("log.db")).unwrap();
    file.execute_batch("PRAGMA user_version = 2").unwrap();
    drop(file);
    let refused = Relay::start(in_directory(directory.path())).await.unwrap_err().to_string();
    assert!(refused.ends_with("log.db is of version 2, and this relay knows version 1"), "{refused}");
}

#[tokio::test]
async fn rs1_a_new_start_voids_the_link_of_the_last_and_a_founded_relay_makes_none() {
    let directory = tempfile::tempdir().unwrap();
    let first = Relay::start(in_directory(directory.path())).await.unwrap();
    let void = first.setup_link().unwrap().to_owned();
    first.stop().await;
    let world = World::on(in_directory(directory.path())).await;
    let mut socket = Socket::open(world.address()).await;
    let genesis = crate::device::Device::new(60).genesis();
    socket.send(&ClientMessage::Found { token: token_of(&void).into(), genesis }).await;
    socket.is_refused_and_closed(Refusal::SetupToken).await;
    world.relay.stop().await;
    let again = Relay::start(in_directory(directory.path())).await.unwrap();
    assert_eq!(again.setup_link(), None);
    again.stop().await;
}

#[tokio::test]
async fn rs1_another_workspace_is_founded_by_another_link_while_the_relay_runs() {
    let directory = tempfile::tempdir().unwrap();
    let world = World::on(in_directory(directory.path())).await;
    let origin = Origin::parse("https://relay.example.org").unwrap();
    let link = make_setup_link(directory.path(), &origin).await.unwrap();
    assert!(link.starts_with("https://relay.example.org/#setup="));
    let genesis = crate::device::Device::new(60).genesis();
    let mut socket = Socket::open(world.address()).await;
    socket.send(&ClientMessage::Found { token: token_of(&link).into(), genesis: genesis.clone() }).await;
    assert_eq!(socket.next().await, RelayMessage::Founded(genesis.derive_workspace_id()));
}

#[tokio::test]
async fn a_relay_that_stops_says_goodbye_to_its_sockets() {
    let world = World::new().await;
    let mut jonas = world.online(&world.jonas).await;
    let stopping = tokio::spawn(world.relay.stop());
    jonas.is_refused_and_closed(Refusal::ShuttingDown).await;
    stopping.await.unwrap();
}
