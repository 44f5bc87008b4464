//! J18: the disk is full: nothing that was saved is lost, what is not saved is said, and it is saved once there is room.

use anyhow::Result;
use e2e::{colleagues::vera_in, locale::text, world::World};

/// No room for anything more than there is.
const NONE: u32 = 1;
const ENOUGH: u32 = 1_000_000_000;

#[tokio::test]
async fn j18_a_full_disk_loses_nothing_and_says_what_is_not_saved() -> Result<()> {
    let world = World::begin()?;
    let mut vera = vera_in(&world).await?;
    let case = vera.makes_a_case("Farhad").await?;
    vera.browser.goes_within(&format!("{case}/person")).await?;
    vera.writes("person.pronunciation", "Far-HAD").await?;
    vera.is_in_sync().await?;

    // Before the first use: Chromium remembers for a while how much room there was.
    vera.browser.restarts().await?;
    vera.browser.has_room_for(NONE).await?;
    vera.browser.goes_to(&format!("{case}/person")).await?;
    vera.unlocks().await?;
    assert_eq!(vera.reads("person.pronunciation").await?, "Far-HAD");
    vera.begins_to_write("person.call_name", "Fari").await?;
    vera.browser.appears("[data-field='person.call_name'] [data-safety=refused]").await?;
    vera.browser.sees(text("refusal-storage-full")?).await?;
    vera.browser.looks_right("fall-ohne-platz").await?;

    vera.browser.has_room_for(ENOUGH).await?;
    vera.browser
        .waits_longer_until(
            "document.querySelector(`[data-field='person.call_name'] [data-safety=saved]`)",
            60,
        )
        .await?;
    vera.browser.restarts().await?;
    vera.browser.goes_to(&format!("{case}/person")).await?;
    vera.unlocks().await?;
    assert_eq!(vera.reads("person.pronunciation").await?, "Far-HAD");
    assert_eq!(vera.reads("person.call_name").await?, "Fari");
    vera.is_in_sync().await?;
    vera.browser.closes().await.map(drop)
}
