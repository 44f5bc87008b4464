//! J21: what comes from the relay: both of two bookings.

use anyhow::Result;
use e2e::{colleagues::vera_and_jonas_in, world::World};

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
