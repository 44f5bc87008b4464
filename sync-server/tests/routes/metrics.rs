//! `/metrics`: on its own address only, and without a name in it.

use crate::{
    http::get,
    world::{UNIT, World, outcomes},
};
use sync_server::Config;

#[tokio::test]
async fn metrics_are_counted_and_not_shown_to_the_public() {
    let metrics = Some(([127, 0, 0, 1], 0).into());
    let world = World::on(Config { metrics, ..Config::in_memory() }).await;
    let document = world.document(UNIT, 1);
    let mut jonas = world.online(&world.jonas).await;
    let changes = world.changes(&world.jonas, &document, 3);
    outcomes(&mut jonas, &changes, vec![world.record(&world.jonas, &document)]).await;
    assert_eq!(get(world.address(), "/metrics", "").await.status, 404);
    let text =
        String::from_utf8(get(world.relay.metrics_addr().unwrap(), "/metrics", "").await.body).unwrap();
    assert!(
        text.contains("relay_envelopes_stored_total 3\n") && text.contains("relay_devices 1\n"),
        "{text}"
    );
    for id in [world.workspace().to_string(), world.jonas.id().to_string(), document.id.to_string()] {
        assert!(!text.contains(&id[..8]));
    }
}
