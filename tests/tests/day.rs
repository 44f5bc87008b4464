//! J1–J7: the counselling day, in real browsers against a real relay.

use anyhow::Result;
use e2e::{
    person::Person,
    world::{World, folder_holds_nothing_of},
};

/// Vera founds the workspace.
async fn vera_in(world: &World) -> Result<Person> {
    let mut vera = Person::at(world.new_browser().await?, "Vera Beispiel");
    vera.sets_up(&world.setup_link, "Beratungsstelle Nord").await?;
    Ok(vera)
}

/// Vera and Jonas, who was invited, compared and let in.
async fn vera_and_jonas_in(world: &World) -> Result<(Person, Person)> {
    let vera = vera_in(world).await?;
    let link = vera.invites_a_colleague().await?;
    let mut jonas = Person::at(world.new_browser().await?, "Jonas Muster");
    let words = jonas.accepts(&link).await?;
    vera.admits_whoever_says(&words).await?;
    jonas.stands_in_today().await?;
    Ok((vera, jonas))
}

#[tokio::test]
async fn j1_the_setup_link_leads_to_the_first_day() -> Result<()> {
    let world = World::begin()?;
    let vera = vera_in(&world).await?;
    vera.is_in_sync().await?;
    vera.goes_to_place("cases").await?;
    vera.browser.closes().await.map(drop)
}

#[tokio::test]
async fn j2_an_invited_colleague_sees_the_case() -> Result<()> {
    let world = World::begin()?;
    let (vera, jonas) = vera_and_jonas_in(&world).await?;
    vera.makes_a_case("Олена Зразкова").await?;
    vera.is_in_sync().await?;
    jonas.opens_the_case("olena", "Олена Зразкова").await?;
    world.relay_holds_nothing_of("Зразкова")?;
    vera.browser.closes().await?;
    jonas.browser.closes().await.map(drop)
}

#[tokio::test]
async fn j3_a_case_written_without_a_network_reaches_the_colleague() -> Result<()> {
    let mut world = World::begin()?;
    let (mut vera, jonas) = vera_and_jonas_in(&world).await?;
    vera.makes_a_case("Ahmad Khalid al-Mithal").await?;
    vera.is_in_sync().await?;
    world.relay.stop()?;
    vera.is_offline().await?;
    vera.makes_a_case("Işıl Örnek").await?;
    vera.browser.restarts().await?;
    vera.browser.goes_to("/").await?;
    vera.unlocks().await?;
    vera.opens_the_case("mithal", "Ahmad Khalid al-Mithal").await?;
    vera.makes_a_case("Nguyễn Thị Ví Dụ").await?;
    world.relay.start_again()?;
    vera.is_in_sync().await?;
    jonas.opens_the_case("isil", "Işıl Örnek").await?;
    jonas.opens_the_case("vi du", "Nguyễn Thị Ví Dụ").await?;
    vera.browser.closes().await?;
    jonas.browser.closes().await.map(drop)
}

#[tokio::test]
async fn j5_what_was_called_saved_survives_a_killed_browser() -> Result<()> {
    let world = World::begin()?;
    let mut vera = vera_in(&world).await?;
    let path = vera.makes_a_case("Farhad").await?;
    vera.browser.goes_within(&format!("{}/person", path.trim_end_matches('/'))).await?;
    vera.writes("person.pronunciation", "Far-HAD").await?;
    vera.browser.is_killed_and_restarts().await?;
    vera.browser.goes_to(&path).await?;
    vera.unlocks().await?;
    vera.opens_the_case("farhad", "Farhad").await?;
    vera.browser.goes_within(&format!("{}/person", path.trim_end_matches('/'))).await?;
    vera.browser.sees("Far-HAD").await?;
    vera.browser.closes().await.map(drop)
}

#[tokio::test]
async fn j6_a_locked_tablet_shows_and_holds_nothing_readable() -> Result<()> {
    let world = World::begin()?;
    let vera = vera_in(&world).await?;
    let canary = "Kanarienvogelfeder";
    vera.makes_a_case(canary).await?;
    vera.is_in_sync().await?;
    vera.locks().await?;
    assert!(!vera.browser.page_content().await?.contains(canary), "the locked page shows a typed word");
    world.relay_holds_nothing_of(canary)?;
    let profile = vera.browser.closes().await?;
    folder_holds_nothing_of(canary, profile.path())
}
