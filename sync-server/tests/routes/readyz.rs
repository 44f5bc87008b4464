//! `GET /readyz`: the relay can write.

use crate::http::get;
use sync_server::{Config, Relay};

#[tokio::test]
async fn a_relay_that_can_write_is_ready() {
    let relay = Relay::start(Config::in_memory()).await.unwrap();
    let ready = get(relay.local_addr(), "/readyz", "").await;
    assert_eq!((ready.status, ready.body.as_slice()), (200, &b"ready\n"[..]));
    relay.stop().await;
}
