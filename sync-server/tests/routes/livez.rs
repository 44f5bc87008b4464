//! `GET /livez`: the process runs.

use crate::http::get;
use sync_server::{Config, Relay};

#[tokio::test]
async fn a_relay_that_runs_is_alive() {
    let relay = Relay::start(Config::in_memory()).await.unwrap();
    let alive = get(relay.local_addr(), "/livez", "").await;
    assert_eq!((alive.status, alive.body.as_slice()), (200, &b"alive\n"[..]));
    relay.stop().await;
}
