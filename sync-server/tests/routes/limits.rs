//! What a connection may take: time for the head of a request, headers, bytes, and one of so many places.

use crate::http::get;
use std::time::Duration;
use sync_server::{Config, Patience, Relay};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// Longer than any of this takes.
const LONG: Duration = Duration::from_secs(20);
/// Long enough for a relay to answer if it answers at all.
const MOMENT: Duration = Duration::from_millis(300);

#[tokio::test]
async fn a_request_whose_head_does_not_end_is_ended() {
    let patience = Patience { head: Duration::from_millis(100), ..Patience::default() };
    let relay = Relay::start(Config { patience, ..Config::in_memory() }).await.unwrap();
    for begun in ["", "GET /livez HTTP/1.1\r\nhost: relay\r\nx"] {
        let mut slow = TcpStream::connect(relay.local_addr()).await.unwrap();
        slow.write_all(begun.as_bytes()).await.unwrap();
        let mut said = Vec::new();
        timeout(LONG, slow.read_to_end(&mut said)).await.expect("it is closed").unwrap();
        assert!(!said.starts_with(b"HTTP/1.1 200"), "{begun:?}");
    }
    relay.stop().await;
}

#[tokio::test]
async fn a_head_with_more_headers_or_bytes_than_anybody_needs_is_refused() {
    let relay = Relay::start(Config::in_memory()).await.unwrap();
    // Two more come with every request of this test.
    let headers = |n: usize| (2..n).map(|at| format!("x-{at}: y\r\n")).collect::<String>();
    let long = |n: usize| format!("x-long: {}\r\n", "y".repeat(n));
    for (head, status) in
        [(headers(64), 200), (headers(65), 431), (long(12 << 10), 200), (long(17 << 10), 431)]
    {
        let response = get(relay.local_addr(), "/livez", &head).await;
        assert_eq!(response.status, status, "{} bytes", head.len());
    }
    relay.stop().await;
}

#[tokio::test]
async fn a_connection_beyond_the_last_place_waits_until_one_is_free() {
    let relay = Relay::start(Config { most_connections: 1, ..Config::in_memory() }).await.unwrap();
    let first = TcpStream::connect(relay.local_addr()).await.unwrap();
    let second = get(relay.local_addr(), "/livez", "");
    tokio::pin!(second);
    assert!(timeout(MOMENT, &mut second).await.is_err(), "nobody answers yet");
    drop(first);
    assert_eq!(timeout(LONG, second).await.expect("there is a place now").status, 200);
    relay.stop().await;
}
