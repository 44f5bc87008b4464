//! `GET /readyz`: the relay can write.

use crate::http::get;
use sync_server::{Config, Relay, Storage};

#[tokio::test]
async fn a_relay_that_can_write_is_ready() {
    let relay = Relay::start(Config::in_memory()).await.unwrap();
    let ready = get(relay.local_addr(), "/readyz", "").await;
    assert_eq!((ready.status, ready.body.as_slice()), (200, &b"ready\n"[..]));
    relay.stop().await;
}

#[tokio::test]
async fn a_relay_that_cannot_write_says_so_until_it_can() {
    let directory = tempfile::tempdir().unwrap();
    let config = Config { storage: Storage::Directory(directory.path().to_owned()), ..Config::in_memory() };
    let relay = Relay::start(config).await.unwrap();
    let other = rusqlite::Connection::open(directory.path().join("log.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let ready = get(relay.local_addr(), "/readyz", "").await;
    assert_eq!(ready.status, 503);
    other.execute_batch("ROLLBACK").unwrap();
    loop {
        if get(relay.local_addr(), "/readyz", "").await.status == 200 {
            break;
        }
    }
    relay.stop().await;
}
