//! J9: every screen of the app, on a phone, a tablet upright and lying, light and dark: nothing sticks out sideways,
//! everything to press is large enough for a thumb, axe finds nothing, and a picture of it lies in `target/screens`.

use anyhow::{Context, Result, ensure};
use client::route::Route;
use e2e::{
    browser::{Browser, Window, pictures},
    colleagues::vera_in,
    pages::field::Fill,
    person::Person,
    relay::repository,
    world::World,
};

const WINDOWS: [Window; 3] = [Window(360, 800), Window(820, 1180), Window(1180, 820)];
const SCHEMES: [&str; 2] = ["light", "dark"];
/// The narrowest screen: a phone held far away, or a page enlarged to four times its size (WCAG 1.4.10).
const NARROWEST: Window = Window(320, 640);
/// Too small for a thumb, unless it is a link within a sentence, or hidden from sight; with its name and size.
const SMALL_TARGETS: &str = include_str!("screens/small_targets.js");
/// What axe finds: the rule and the elements that break it.
const AXE: &str = include_str!("screens/axe.js");

/// Looks at the screen in every size and scheme and returns what is wrong with it.
async fn faults_of(browser: &Browser, name: &str) -> Result<Vec<String>> {
    let axe = std::fs::read_to_string(repository().join("node_modules/axe-core/axe.min.js"))
        .context("axe-core is not installed: run `npm ci`")?;
    browser.evaluates::<bool>(&format!("{axe}; true")).await?;
    std::fs::create_dir_all(pictures())?;
    let mut faults = Vec::new();
    for scheme in SCHEMES {
        browser.prefers(scheme).await?;
        for window in WINDOWS {
            let Window(width, height) = window;
            browser.has_window(window).await?;
            browser.paints().await?;
            let picture = format!("{name}-{width}x{height}-{scheme}");
            browser.photographs(&pictures().join(format!("{picture}.png"))).await?;
            let found: Vec<String> = browser.evaluates(SMALL_TARGETS).await?;
            faults.extend(found.into_iter().map(|fault| format!("{picture}: {fault}")));
            let found: Vec<String> = browser.evaluates(AXE).await?;
            faults.extend(found.into_iter().map(|fault| format!("{picture}: {fault}")));
        }
    }
    browser.has_window(NARROWEST).await?;
    browser.paints().await?;
    let found: Vec<String> = browser.evaluates(SMALL_TARGETS).await?;
    // Seven days of 44 pixels are wider than 320 beside a scroll bar.
    let narrow = found.into_iter().filter(|fault| !fault.starts_with("a.Month-number"));
    faults.extend(narrow.map(|fault| format!("{name} at 320 pixels: {fault}")));
    Ok(faults)
}

/// Fails with everything that was found.
fn nothing_of(faults: &[String]) -> Result<()> {
    ensure!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    Ok(())
}

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
        faults.extend(faults_of(&vera.browser, &name_of(&route)).await?);
    }
    vera.browser.closes().await?;
    nothing_of(&faults)
}

#[tokio::test]
async fn j9_the_first_screens_and_the_lock_fit_and_are_readable() -> Result<()> {
    let world = World::begin()?;
    let stranger = world.new_browser().await?;
    stranger.goes_to("/").await?;
    stranger.appears(".Gate").await?;
    let mut faults = faults_of(&stranger, "gate-empty").await?;
    let (_, setup) = world.setup_link.split_once("/#").context("a setup link has a fragment")?;
    stranger.goes_to(&format!("/#{setup}")).await?;
    stranger.finds("textbox", "own-name").await?;
    faults.extend(faults_of(&stranger, "gate-begin").await?);
    stranger.goes_to("/rescue.html").await?;
    stranger.appears("#restart").await?;
    faults.extend(faults_of(&stranger, "rescue").await?);
    stranger.lacks("WebAssembly").await?;
    stranger.goes_to("/").await?;
    stranger.appears("#boot-unsupported h1").await?;
    faults.extend(faults_of(&stranger, "unsupported").await?);
    stranger.closes().await?;

    let mut vera = Person::at(world.new_browser().await?, "Vera Beispiel");
    vera.founds(&world.setup_link, "Beratungsstelle Nord").await?;
    faults.extend(faults_of(&vera.browser, "gate-kit").await?);
    vera.prints_the_kit().await?;
    vera.browser.finds("textbox", "kit-words").await?;
    faults.extend(faults_of(&vera.browser, "gate-kit-check").await?);
    vera.proves_the_kit().await?;
    vera.stands_in_today().await?;
    faults.extend(faults_of(&vera.browser, "heute-leer").await?);
    vera.goes_to_place("cases").await?;
    faults.extend(faults_of(&vera.browser, "faelle-leer").await?);
    let link = vera.invites_a_colleague().await?;
    let mut jonas = Person::at(world.new_browser().await?, "Jonas Muster");
    jonas.accepts(&link).await?;
    faults.extend(faults_of(&jonas.browser, "gate-joining").await?);
    vera.six_words().await?;
    faults.extend(faults_of(&vera.browser, "mehr-team-admits").await?);
    vera.locks().await?;
    faults.extend(faults_of(&vera.browser, "gate-locked").await?);
    vera.browser.closes().await?;
    jonas.browser.closes().await?;
    nothing_of(&faults)
}
