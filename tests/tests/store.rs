//! J10: the store's contract over the browser's own database, in the worker that ships.

use anyhow::Result;
use e2e::{
    browser::{Browser, Driver},
    locale::Language,
    relay::{RelayProcess, repository},
};

/// Runs one part of the contract in a fresh profile.
async fn check(wanted: &str, room_bytes: Option<u32>) -> Result<String> {
    let (relay, _) = RelayProcess::start_serving(repository().join("target/store-contract"))?;
    let driver = Driver::start()?;
    let browser = Browser::open(&driver, &relay.origin(), Language::German).await?;
    if let Some(bytes) = room_bytes {
        // Before the first use: Chromium remembers for a while how much room there was.
        browser.has_room_for(bytes).await?;
    }
    browser.goes_to("/").await?;
    let answer: String = browser.evaluates(&format!("checkStore('{wanted}')")).await?;
    browser.closes().await?;
    Ok(answer)
}

#[tokio::test]
async fn j10_the_browsers_store_keeps_the_contract() -> Result<()> {
    assert_eq!(check("all", None).await?, "ok");
    Ok(())
}

#[tokio::test]
async fn j10_a_full_browser_loses_nothing_that_was_saved() -> Result<()> {
    assert_eq!(check("full", Some(200_000)).await?, "ok");
    Ok(())
}
