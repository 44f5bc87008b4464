//! The demo as a guest meets it: an ordinary invitation, let in by the colleague, everything there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "all of this is test, also what is not marked so"
)]

#[path = "two_devices/relay_process.rs"]
mod relay_process;

use std::time::Duration;

use api::{
    command::{Command, Entry},
    query::{CaseFilter, Query},
    view::View,
};
use headless::{Address, Headless, demo::Demo};
use relay_process::RelayProcess;
use tokio::time::timeout;

/// Long enough for a loaded machine; nothing waits for it when all is well.
const PATIENCE: Duration = Duration::from_secs(120);

#[tokio::test]
async fn a_guest_is_let_in_and_finds_the_day_prepared() {
    let folder = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start(&folder.path().join("relay"), 0);
    let address = Address::parse(&format!("http://127.0.0.1:{}", relay.port)).unwrap();
    let setup = relay.setup_token.clone().unwrap();
    let demo = timeout(PATIENCE, Demo::start(folder.path(), address.clone(), &setup)).await.unwrap().unwrap();
    let tickets = demo.tickets().await.unwrap();
    assert_eq!(tickets.len(), 4);

    let entry = Entry::Invitation { link: tickets[0].fragment.clone(), name: "Gast".into() };
    let words = "Anker Biene Dorf Eimer Feder";
    let guest = Headless::create(&folder.path().join("guest"), address, words, entry).await.unwrap();
    let visit = async {
        guest.opened().await.unwrap();
        let everything = Query::CaseList(CaseFilter { take: 20, ..CaseFilter::default() });
        let is_there = |view: &View| matches!(view, View::CaseList(list) if list.total == 8);
        guest.until(everything, is_there).await.unwrap();
        let is_there = |view: &View| matches!(view, View::Today(today) if today.appointments.len() == 4);
        guest.until(Query::Today, is_there).await.unwrap();
        let in_two_versions = |view: &View| {
            let View::CaseList(list) = view else { return false };
            list.lines.iter().any(|line| line.conflict && line.title.starts_with("Carmen"))
        };
        let everything = Query::CaseList(CaseFilter { take: 20, ..CaseFilter::default() });
        let View::CaseList(list) = guest.until(everything, in_two_versions).await.unwrap() else { panic!() };
        let carmen = list.lines.iter().find(|line| line.title.starts_with("Carmen")).unwrap().id;
        // Lists are there before what is in the cases.
        guest.synced().await.unwrap();
        let (reason, explanation) = ("substitution".into(), String::new());
        guest.command(Command::OpenForeignCase { case: carmen, reason, explanation }).await.unwrap();
        let both_differ = |view: &View| {
            let View::Case(case) = view else { return false };
            let root = case.file.as_ref().map(|file| file.root.as_slice()).unwrap_or_default();
            let in_two = |id: &str| root.iter().any(|field| field.id == id && field.versions.len() == 2);
            in_two("german.level") && in_two("german.evidence")
        };
        guest.until(Query::Case(carmen), both_differ).await.unwrap();
    };
    tokio::select! {
        visited = timeout(PATIENCE, visit) => visited.expect("the guest sees eight cases, four appointments and two versions"),
        ended = demo.stay() => panic!("the colleague left: {ended:?}"),
    }
    relay.end("-TERM");
}
