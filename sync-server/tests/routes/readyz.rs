//! `/livez` and `/readyz`.

use crate::http::get;
use sync_server::{Config, Relay};

#[tokio::test]
async fn a_relay_that_can_write_is_alive_and_ready() {
    let relay = Relay::start(Config::in_memory()).await.unwrap();
    for path in ["/livez", "/readyz"] {
        assert_eq!(get(relay.local_addr(), path, "").await.status, 200, "{path}");
    }
    relay.stop().await;
}
