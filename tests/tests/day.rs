//! J1–J3, J5, J6: the counselling day, in real browsers against a real relay.

use anyhow::Result;
use e2e::{
    colleagues::{vera_and_jonas_in, vera_in},
    world::{World, folder_holds_nothing_of},
};

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
async fn j3_a_day_without_a_network_reaches_the_colleague() -> Result<()> {
    let mut world = World::begin()?;
    let (mut vera, jonas) = vera_and_jonas_in(&world).await?;
    vera.makes_a_case("Ahmad Khalid al-Mithal").await?;
    vera.makes_an_appointment_at("10:15").await?;
    vera.is_in_sync().await?;
    vera.browser.has_the_app().await?;
    world.relay.stop()?;
    vera.is_offline().await?;

    vera.goes_to_place("today").await?;
    vera.browser.follows("=Ahmad Khalid al-Mithal").await?;
    vera.browser.clicks("record-contact").await?;
    vera.writes("contact.note", "Hat das Zeugnis aus Aleppo dabei.").await?;
    vera.makes_a_case("Işıl Örnek").await?;
    vera.makes_an_appointment_at("14:45").await?;
    vera.browser.restarts().await?;
    vera.browser.goes_to("/heute").await?;
    vera.unlocks().await?;
    vera.browser.sees("14:45").await?;
    vera.is_offline().await?;
    vera.browser.looks_right("heute-offline").await?;
    vera.goes_to_place("sync").await?;
    vera.browser.finds("link", "=Işıl Örnek").await?;
    vera.browser.looks_right("abgleich-offline").await?;
    vera.makes_a_case("Nguyễn Thị Ví Dụ").await?;
    vera.locks().await?;
    vera.unlocks().await?;
    vera.is_offline().await?;

    world.relay.start_again()?;
    vera.is_in_sync().await?;
    jonas.is_in_sync().await?;
    jonas.opens_the_case("vi du", "Nguyễn Thị Ví Dụ").await?;
    jonas.opens_a_colleagues_case("mithal", "Ahmad Khalid al-Mithal").await?;
    jonas.browser.sees("Hat das Zeugnis aus Aleppo dabei.").await?;
    jonas.goes_to_place("today").await?;
    jonas.browser.finds("link", "=Işıl Örnek").await?;
    jonas.browser.sees("14:45").await?;
    vera.browser.closes().await?;
    jonas.browser.closes().await.map(drop)
}

#[tokio::test]
async fn j5_what_was_called_saved_survives_a_killed_browser() -> Result<()> {
    let world = World::begin()?;
    let mut vera = vera_in(&world).await?;
    let case = vera.makes_a_case("Farhad").await?;
    vera.browser.goes_within(&format!("{case}/person")).await?;
    vera.writes("person.pronunciation", "Far-HAD").await?;
    vera.browser.is_killed_and_restarts().await?;
    vera.browser.goes_to(&format!("{case}/person")).await?;
    vera.unlocks().await?;
    vera.browser.finds("heading", "=Farhad").await?;
    assert_eq!(vera.reads("person.pronunciation").await?, "Far-HAD");
    vera.browser.closes().await.map(drop)
}

#[tokio::test]
async fn j6_a_locked_tablet_shows_and_holds_nothing_readable() -> Result<()> {
    let world = World::begin()?;
    let vera = vera_in(&world).await?;
    let canary = "Kanarienvogelfeder";
    let case = vera.makes_a_case(canary).await?;
    vera.browser.clicks("record-contact").await?;
    vera.writes("contact.note", canary).await?;
    vera.is_in_sync().await?;
    vera.opens_the_case(canary, canary).await?;
    vera.browser.goes_within("/faelle/neu").await?;
    vera.browser.appears("#new-case-name").await?.send_keys(canary).await?;
    vera.browser.goes_within(&format!("{case}/kontakte")).await?;
    vera.begins_to_write("contact.note", &format!(" {canary} und mitten im W")).await?;
    vera.locks().await?;
    assert!(!vera.browser.page_content().await?.contains(canary), "the locked page shows a typed word");
    world.relay_holds_nothing_of(canary)?;
    let profile = vera.browser.closes().await?;
    folder_holds_nothing_of(canary, profile.path())
}
