//! J21, J22: what comes from the relay: both of two bookings, and something damaged.

use anyhow::Result;
use e2e::{colleagues::vera_and_jonas_in, locale::text, pages::field::Fill, person::Person, world::World};

#[tokio::test]
async fn j21_two_book_the_same_hour_offline_and_both_see_both_bookings() -> Result<()> {
    let mut world = World::begin()?;
    let (vera, jonas) = vera_and_jonas_in(&world).await?;
    let farhad = vera.makes_a_case("Farhad").await?;
    vera.keeps_a_slot_free_at("14:00").await?;
    vera.is_in_sync().await?;
    jonas.opens_a_colleagues_case("farhad", "Farhad").await?;
    jonas.goes_to_place("today").await?;
    jonas.browser.appears(".Slot[data-free]").await?;
    jonas.is_in_sync().await?;
    vera.is_in_sync().await?;
    world.relay.stop()?;
    vera.is_offline().await?;
    jonas.is_offline().await?;

    // The same person at overlapping hours, and one slot for two people.
    vera.makes_a_case("Mehmet").await?;
    vera.gives_the_free_slot_to("Mehmet").await?;
    vera.browser.goes_within(&farhad).await?;
    vera.makes_an_appointment_at("10:15").await?;
    jonas.makes_a_case("Olena Zrazkova").await?;
    jonas.gives_the_free_slot_to("Olena Zrazkova").await?;
    jonas.browser.goes_within(&farhad).await?;
    jonas.makes_an_appointment_at("10:45").await?;

    world.relay.start_again()?;
    vera.is_in_sync().await?;
    jonas.is_in_sync().await?;
    for person in [&vera, &jonas] {
        person.sees_overlaps_of(&["Farhad", "Farhad", "Mehmet", "Olena Zrazkova"]).await?;
        person.browser.sees("10:15").await?;
        person.browser.sees("10:45").await?;
    }
    vera.browser.closes().await?;
    jonas.browser.closes().await.map(drop)
}

/// *Abgleich* says which case, from whom and why.
async fn is_told_of_the_damage(jonas: &Person) -> Result<()> {
    jonas.goes_to_place("sync").await?;
    jonas.browser.finds("heading", "quarantine-title").await?;
    let panels = "[...document.querySelectorAll('.Panel')]";
    let here =
        format!("{panels}.find(panel => panel.textContent.startsWith('{}'))", text("quarantine-title")?);
    for said in [text("quarantine-malformed")?, "Nordlicht", "Vera Beispiel"] {
        jonas.browser.waits_until(&format!("{here}?.textContent.includes('{said}')")).await?;
    }
    Ok(())
}

#[tokio::test]
async fn j22_a_damaged_envelope_is_shown_with_case_sender_and_reason_and_blocks_nothing() -> Result<()> {
    let mut world = World::begin()?;
    let (vera, jonas) = vera_and_jonas_in(&world).await?;
    let case = vera.makes_a_case("Nordlicht").await?;
    vera.is_in_sync().await?;
    jonas.opens_a_colleagues_case("nordlicht", "Nordlicht").await?;
    jonas.is_in_sync().await?;
    jonas.locks().await?;

    vera.browser.goes_within(&format!("{case}/person")).await?;
    vera.fills("person.pronunciation", Fill::Types("Nord-LICHT")).await?;
    vera.is_in_sync().await?;
    world.relay.stop()?;
    vera.is_offline().await?;
    world.relay.damages_the_newest_envelope()?;
    world.relay.start_again()?;
    vera.is_in_sync().await?;
    vera.makes_a_case("Südwind").await?;
    vera.is_in_sync().await?;

    jonas.unlocks().await?;
    jonas.is_in_sync().await?;
    jonas.goes_to_place("today").await?;
    jonas.browser.sees("ließ sich nicht öffnen").await?;
    is_told_of_the_damage(&jonas).await?;
    jonas.browser.looks_right("abgleich-verwahrt").await?;
    jonas.is_in_sync().await?;
    jonas.browser.clicks("quarantine-retry").await?;
    is_told_of_the_damage(&jonas).await?;

    // The case itself and every other one can be read and written.
    jonas.browser.follows("=Nordlicht").await?;
    jonas.browser.goes_within(&format!("{case}/person")).await?;
    jonas.fills("person.call_name", Fill::Types("Nori")).await?;
    jonas.opens_the_case("südwind", "Südwind").await?;
    jonas.makes_a_case("Westwind").await?;
    jonas.is_in_sync().await?;
    vera.opens_the_case("westwind", "Westwind").await?;
    vera.browser.goes_within(&format!("{case}/person")).await?;
    vera.browser.sees("Nori").await?;
    assert_eq!(vera.reads("person.pronunciation").await?, "Nord-LICHT");
    vera.browser.closes().await?;
    jonas.browser.closes().await.map(drop)
}
