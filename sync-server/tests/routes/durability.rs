//! A relay process is killed, and nothing that was acknowledged is missing.

use crate::{
    device::Device,
    socket::newcomer,
    world::{Chain, UNIT, a_staffed_chain, authenticated, found, outcomes},
};
use protocol::{
    ids::{EnvelopeId, Epoch, Seq},
    message::{ClientMessage, PushOutcome, RelayMessage},
};
use std::{net::SocketAddr, path::Path, process::Stdio};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

struct Process {
    child: Child,
    address: SocketAddr,
    setup_link: Option<String>,
}

impl Process {
    async fn start(data: &Path, setup_awaited: bool) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sync-server"))
            .args(["--listen", "127.0.0.1:0", "--metrics", "off", "--log", "warn", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let listening = lines.next_line().await.unwrap().expect("it says where it is");
        let address = listening.strip_prefix("listening on ").unwrap().parse().unwrap();
        let mut setup_link = None;
        if setup_awaited {
            let line = lines.next_line().await.unwrap().expect("it says how to begin");
            setup_link = Some(line.strip_prefix("to found a workspace, open once: ").unwrap().to_owned());
        }
        Self { child, address, setup_link }
    }
}

async fn push_until_killed(
    process: &mut Process,
    chain: &Chain,
    device: &Device,
    salt: u8,
) -> Vec<(EnvelopeId, Seq)> {
    let workspace = chain.workspace();
    let document = crate::device::Document::new(workspace, UNIT, salt);
    let mut socket = authenticated(process.address, workspace, device).await;
    socket.send(&ClientMessage::Hello(newcomer())).await;
    let mut records = vec![device.key_record(workspace, &document, Epoch(1), chain.head())];
    let (mut prev, mut acknowledged) = (crate::world::NOTHING, Vec::new());
    for ctr in 1..=25 {
        let draft = crate::device::Draft {
            kind: protocol::envelope::Kind::Change,
            document: &document,
            ctr,
            prev,
            chain_head: chain.head(),
            body: b"sealed",
            card: b"",
        };
        let change = device.envelope(workspace, draft);
        prev = change.id();
        match outcomes(&mut socket, &[change], std::mem::take(&mut records)).await.as_slice() {
            [PushOutcome::Stored(seq)] => acknowledged.push((prev, *seq)),
            other => panic!("{other:?}"),
        }
    }
    process.child.kill().await.unwrap();
    acknowledged
}

/// (RS2)
#[tokio::test]
async fn rs2_a_relay_that_is_killed_has_everything_it_acknowledged() {
    let data = tempfile::tempdir().unwrap();
    let (chain, [vera, jonas, _]) = a_staffed_chain();
    let mut process = Process::start(data.path(), true).await;
    found(process.address, process.setup_link.as_ref().unwrap(), &chain, &vera).await;
    let mut acknowledged = Vec::new();
    for round in 1..=3 {
        acknowledged.extend(push_until_killed(&mut process, &chain, &jonas, round).await);
        process = Process::start(data.path(), false).await;
    }
    let mut socket = authenticated(process.address, chain.workspace(), &vera).await;
    let (chain_len, chain_head) = (chain.roster.len(), chain.head());
    let zero = protocol::message::DigestOf { space: UNIT, digest: [0; 32].into() };
    let first = protocol::digest::SpaceDigest::default().after(Seq(1), acknowledged[0].0);
    let digests = vec![protocol::message::DigestOf { digest: first.0.into(), ..zero }];
    let hello = protocol::message::Hello { since: Seq(1), digests, chain_len, chain_head, ..newcomer() };
    socket.send(&ClientMessage::Hello(hello)).await;
    let mut found = vec![acknowledged[0]];
    while found.len() < acknowledged.len() {
        let rows = socket
            .wait_for(
                |message| if let RelayMessage::Events { rows, .. } = message { Some(rows) } else { None },
            )
            .await;
        assert!(
            !rows.is_empty(),
            "{} of {} are missing",
            acknowledged.len() - found.len(),
            acknowledged.len()
        );
        found.extend(rows.into_iter().map(|row| (row.envelope_id, row.seq)));
    }
    assert_eq!(found, acknowledged, "every one, at its place, once");
}

/// (RS2)
#[cfg(unix)]
#[tokio::test]
async fn a_relay_that_is_asked_to_stop_ends_well_and_empties_its_write_ahead_log() {
    let data = tempfile::tempdir().unwrap();
    let mut process = Process::start(data.path(), true).await;
    let id = process.child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
    assert!(process.child.wait().await.unwrap().success());
    let left = std::fs::metadata(data.path().join("log.db-wal")).map_or(0, |file| file.len());
    assert_eq!(left, 0);
}
