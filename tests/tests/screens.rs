//! J9: every screen of the app, on a phone, a tablet upright and lying, light and dark: nothing sticks out sideways,
//! everything to press is large enough for a thumb, axe finds nothing, and a picture of it lies in `target/screens`.

use anyhow::{Context, Result};
use client::route::Route;
use e2e::{
    colleagues::vera_in, locale::text, pages::field::Fill, person::Person, screens::nothing_of, world::World,
};

/// A few people, appointments, steps and notes, so that the screens have something to show; returns the first case.
async fn fills_the_day(vera: &Person) -> Result<String> {
    vera.adds_a_site("Rathaus Beispielstadt", "Zimmer 3").await?;
    let case = vera.makes_a_case("Ahmad Khalid al-Mithal").await?;
    for time in ["9:30", "9:45"] {
        vera.makes_an_appointment_at(time).await?;
    }
    vera.browser.clicks("list-steps-add").await?;
    vera.fills("step.text", Fill::Types("Beglaubigte Übersetzung nachreichen")).await?;
    vera.fills("step.due", Fill::Types("2.11.2026")).await?;
    vera.browser.goes_within(&format!("{case}/abschluesse")).await?;
    vera.browser.clicks("list-qualifications-add").await?;
    vera.fills("qualification.title_german", Fill::Types("Krankenpflegerin")).await?;
    vera.browser.goes_within(&format!("{case}/person")).await?;
    vera.fills("person.original_script_name", Fill::Types("أحمد خالد المثال")).await?;
    vera.fills("person.counselling_language", Fill::Picks(3)).await?;
    vera.browser.clicks("record-contact").await?;
    vera.writes("contact.note", "Hat das Zeugnis aus Aleppo dabei. Fragt nach Kosten und Dauer.").await?;
    for name in ["Işıl Örnek", "Nguyễn Thị Ví Dụ", "Олена Зразкова"] {
        vera.makes_a_case(name).await?;
        vera.makes_an_appointment_at("11:15").await?;
    }
    Ok(case)
}

/// A screen's name for its pictures.
fn name_of(route: &Route) -> String {
    let words = route.path();
    let words = words.split('/').filter(|word| !word.is_empty() && word.len() < 30);
    words.collect::<Vec<_>>().join("-")
}

/// The address of a screen, about this case.
fn address_of(route: &Route, case: &str) -> String {
    if let Route::Case(_, tab) = route { format!("{case}/{}", tab.word()) } else { route.path() }
}

#[tokio::test]
async fn j9_every_screen_fits_is_reachable_and_readable() -> Result<()> {
    let world = World::begin()?;
    let vera = vera_in(&world).await?;
    let case = fills_the_day(&vera).await?;
    vera.is_in_sync().await?;
    let mut faults = Vec::new();
    for route in Route::ALL {
        let address = address_of(&route, &case);
        vera.browser.goes_within(&address).await?;
        vera.browser.paints().await?;
        vera.browser
            .waits_until(&format!(
                "location.pathname === '{address}' && document.querySelector('#heading') && !document.querySelector('[aria-busy=true]')"
            ))
            .await?;
        faults.extend(vera.browser.faults_of(&name_of(&route)).await?);
    }
    vera.browser.closes().await?;
    nothing_of(&faults)
}

#[tokio::test]
async fn j9_the_first_screens_and_the_lock_fit_and_are_readable() -> Result<()> {
    let mut world = World::begin()?;
    let stranger = world.new_browser().await?;
    stranger.goes_to("/").await?;
    stranger.appears(".Gate").await?;
    let mut faults = stranger.faults_of("gate-empty").await?;
    let (_, setup) = world.setup_link.split_once("/#").context("a setup link has a fragment")?;
    stranger.goes_to(&format!("/#{setup}")).await?;
    stranger.finds("textbox", "own-name").await?;
    faults.extend(stranger.faults_of("gate-begin").await?);
    stranger.goes_to("/rescue.html").await?;
    stranger.appears("#restart").await?;
    faults.extend(stranger.faults_of("rescue").await?);
    stranger.lacks("WebAssembly").await?;
    stranger.goes_to("/").await?;
    stranger.appears("#boot-unsupported h1").await?;
    faults.extend(stranger.faults_of("unsupported").await?);
    stranger.closes().await?;

    let mut vera = Person::at(world.new_browser().await?, "Vera Beispiel");
    vera.founds(&world.setup_link, "Beratungsstelle Nord").await?;
    faults.extend(vera.browser.faults_of("gate-kit").await?);
    vera.prints_the_kit().await?;
    let kit = vera.kit.clone();
    vera.browser.finds("textbox", "kit-words").await?;
    faults.extend(vera.browser.faults_of("gate-kit-check").await?);
    vera.proves_the_kit().await?;
    vera.stands_in_today().await?;
    faults.extend(vera.browser.faults_of("heute-leer").await?);
    vera.goes_to_place("cases").await?;
    faults.extend(vera.browser.faults_of("faelle-leer").await?);
    let link = vera.invites_a_colleague().await?;
    let mut jonas = Person::at(world.new_browser().await?, "Jonas Muster");
    jonas.accepts(&link).await?;
    faults.extend(jonas.browser.faults_of("gate-joining").await?);
    vera.six_words().await?;
    faults.extend(vera.browser.faults_of("mehr-team-admits").await?);
    vera.locks().await?;
    faults.extend(vera.browser.faults_of("gate-locked").await?);
    vera.browser.closes().await?;
    jonas.browser.closes().await?;
    let mut again = Person::at(world.new_browser().await?, "Vera Beispiel");
    faults.extend(comes_back_while_the_relay_is_away(&mut world, &mut again, &kit).await?);
    again.browser.closes().await?;
    nothing_of(&faults)
}

#[tokio::test]
async fn j9_setting_up_without_a_network_fits_and_is_readable() -> Result<()> {
    let mut world = World::begin()?;
    let mut vera = Person::at(world.new_browser().await?, "Vera Beispiel");
    vera.begins_to_found(&world.setup_link, "Beratungsstelle Nord").await?;
    vera.browser.appears("#passphrase-proposal:not(:empty)").await?;
    let mut faults = vera.browser.faults_of("gate-passphrase").await?;
    world.relay.stop()?;
    vera.takes_the_five_words().await?;
    vera.browser.finds("heading", "founding-title").await?;
    vera.browser.sees(text("joining-offline")?).await?;
    faults.extend(vera.browser.faults_of("gate-founding-offline").await?);
    // A relay that nobody has set up gives out a new link each time it starts.
    world.relay.start_again()?;
    vera.browser.sees(text("relay-setup-token")?).await?;
    faults.extend(vera.browser.faults_of("gate-founding-refused").await?);
    vera.browser.closes().await?;
    nothing_of(&faults)
}

/// Types the words from paper and waits for a relay that does not answer.
async fn comes_back_while_the_relay_is_away(
    world: &mut World,
    vera: &mut Person,
    kit: &str,
) -> Result<Vec<String>> {
    vera.types_the_paper(kit).await?;
    let mut faults = vera.browser.faults_of("gate-kit-words").await?;
    vera.browser.clicks("continue").await?;
    vera.browser.appears("#passphrase-proposal:not(:empty)").await?;
    world.relay.stop()?;
    vera.takes_the_five_words().await?;
    vera.browser.finds("heading", "recovering-title").await?;
    faults.extend(vera.browser.faults_of("gate-recovering-offline").await?);
    world.relay.start_again()?;
    vera.stands_in_today().await?;
    Ok(faults)
}
