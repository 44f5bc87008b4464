//! J20: a start that does not come to an end, and a browser that cannot hold the app, are told in words.

use anyhow::{Result, ensure};
use e2e::world::World;

#[tokio::test]
async fn j20_a_start_that_hangs_and_a_browser_too_old_are_told() -> Result<()> {
    let world = World::begin()?;
    let slow = world.new_browser().await?;
    slow.waits_for_ever_for("*.wasm").await?;
    slow.goes_to("/").await?;
    slow.waits_longer_until("document.querySelector('#boot-slow:not([hidden])')", 30).await?;
    slow.looks_right("boot-slow").await?;
    slow.appears("#boot-slow a").await?.click().await?;
    slow.waits_until("location.pathname === '/rescue.html' && document.querySelector('#report').value")
        .await?;
    slow.closes().await?;
    // The page is there and the vault is not: nothing that could be used, so nobody may take it for started.
    let half = world.new_browser().await?;
    half.waits_for_ever_for("*/worker.*.wasm").await?;
    half.goes_to("/").await?;
    half.waits_longer_until("document.querySelector('#boot-slow:not([hidden])')", 30).await?;
    ensure!(half.has("#boot:not([hidden])").await?, "a blank page");
    half.closes().await?;
    let old = world.new_browser().await?;
    old.lacks("WebAssembly").await?;
    old.goes_to("/").await?;
    old.appears("#boot-unsupported h1").await?;
    ensure!(!old.has("#app *").await?, "the app has started");
    old.closes().await.map(drop)
}
