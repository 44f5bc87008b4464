//! J26 to J28: taken back with one tap or two keys, done without a mouse, and set up as somebody likes it.

use anyhow::{Result, ensure};
use e2e::{
    colleagues::{vera_and_jonas_in, vera_in},
    locale::text,
    pages::field::Fill,
    person::Person,
    world::World,
};
use thirtyfour::prelude::Key;

/// Presses the way back in the message at the foot of the page.
async fn takes_it_back(vera: &Person) -> Result<()> {
    vera.browser.clicks("undo").await
}

#[tokio::test]
async fn j26_one_tap_or_two_keys_take_it_back() -> Result<()> {
    let world = World::begin()?;
    let vera = vera_in(&world).await?;
    let case = vera.makes_a_case("Farhad").await?;
    vera.makes_an_appointment_at("9:30").await?;
    vera.browser.goes_within(&format!("{case}/person")).await?;
    vera.fills("person.call_name", Fill::Types("Fari")).await?;
    vera.fills("person.call_name", Fill::Types("Hadi")).await?;
    takes_it_back(&vera).await?;
    vera.browser
        .waits_until(
            "document.querySelector(`[data-field='person.call_name'] .Field-value`)?.textContent === 'Fari'",
        )
        .await?;

    // A choice, by the keys.
    vera.fills("person.interpreter_needed", Fill::Picks(1)).await?;
    vera.browser.appears(".Toast").await?;
    vera.browser.runs::<()>("document.activeElement.blur()").await?;
    vera.browser.presses(Key::Control + "z").await?;
    vera.browser
        .waits_until(
            "document.querySelector(`[data-field='person.interpreter_needed'] .Field-value[data-empty]`)",
        )
        .await?;

    // An entry that was put away.
    vera.browser.goes_within(&format!("{case}/kontakte")).await?;
    vera.browser.clicks("record-contact").await?;
    vera.writes("contact.note", "Erstes Gespräch.").await?;
    vera.browser.appears(".Contact").await?;
    vera.browser.clicks("remove").await?;
    vera.browser.waits_until("!document.querySelector('.Contact')").await?;
    takes_it_back(&vera).await?;
    vera.browser.sees("Erstes Gespräch.").await?;

    // An appointment moved by its menu.
    vera.browser.goes_within("/kalender/liste").await?;
    vera.moves_the_appointment_to("16:45").await?;
    vera.browser.sees("16:45").await?;
    takes_it_back(&vera).await?;
    vera.browser.sees("09:30").await?;

    // A whole case.
    vera.browser.goes_within(&case).await?;
    vera.browser.clicks("case-menu").await?;
    vera.browser.clicks("case-trash").await?;
    vera.browser.finds("heading", "cases").await?;
    vera.browser.misses("link", "=Farhad").await?;
    takes_it_back(&vera).await?;
    vera.browser.finds("link", "=Farhad").await?;
    vera.browser.closes().await.map(drop)
}

#[tokio::test]
async fn j27_the_main_job_is_done_by_keys_alone() -> Result<()> {
    let world = World::begin()?;
    let vera = vera_in(&world).await?;
    // A new case: n, the name, Enter.
    vera.browser.presses("n").await?;
    vera.browser.waits_until("document.activeElement.id === 'new-case-name'").await?;
    vera.browser.presses("Farhad").await?;
    vera.browser.presses(Key::Enter).await?;
    vera.browser.finds("heading", "=Farhad").await?;
    vera.browser.tabs_to("button", "record-contact").await?;
    vera.browser.presses(Key::Enter).await?;
    vera.browser.waits_until("document.activeElement.tagName === 'TEXTAREA'").await?;
    vera.browser.presses("Nur mit Tasten.").await?;
    vera.browser.appears("[data-field='contact.note'] [data-safety=saved]").await?;
    vera.browser.presses(Key::Escape).await?;
    ensure!(vera.reads("contact.note").await? == "Nur mit Tasten.", "it was not kept");
    // Found by a letter of the name: /, typing, along to the line, Enter.
    for (key, place) in [("h", "today"), ("k", "calendar"), ("a", "sync"), ("f", "cases")] {
        vera.browser.presses(key).await?;
        vera.browser.finds("heading", place).await?;
    }
    vera.browser.presses("/").await?;
    vera.browser.waits_until("document.activeElement.id === 'search'").await?;
    vera.browser.presses("farh").await?;
    vera.browser.waits_until("document.querySelectorAll('.CaseLine-link').length === 1").await?;
    vera.browser.tabs_to("link", "=Farhad").await?;
    vera.browser.presses(Key::Enter).await?;
    vera.browser.finds("heading", "=Farhad").await?;
    // Locked and opened again without a mouse.
    vera.browser.tabs_to("link", "more").await?;
    vera.browser.presses(Key::Enter).await?;
    vera.browser.tabs_to("link", "section-sicherheit").await?;
    vera.browser.presses(Key::Enter).await?;
    vera.browser.tabs_to("button", "lock-now").await?;
    vera.browser.presses(Key::Enter).await?;
    vera.browser.appears("#passphrase").await?;
    vera.browser.waits_until("document.activeElement.id === 'passphrase'").await?;
    vera.browser.presses(vera.passphrase.as_str()).await?;
    vera.browser.presses(Key::Enter).await?;
    vera.browser.appears(".Shell").await?;
    // Whoever does not want single keys goes nowhere by accident.
    vera.browser.presses("?").await?;
    vera.browser.finds("heading", "section-tasten").await?;
    vera.browser.tabs_to("checkbox", "shortcuts-on").await?;
    vera.browser.presses(" ").await?;
    vera.browser.runs::<()>("document.activeElement.blur()").await?;
    vera.browser.presses("h").await?;
    vera.browser.paints().await?;
    vera.browser.finds("heading", "section-tasten").await?;
    vera.browser.closes().await.map(drop)
}

#[tokio::test]
async fn j28_language_theme_and_filters_are_as_somebody_chose_them() -> Result<()> {
    let world = World::begin()?;
    let (mut vera, jonas) = vera_and_jonas_in(&world).await?;
    jonas.makes_a_case("Işıl").await?;
    jonas.is_in_sync().await?;
    jonas.browser.closes().await?;
    vera.makes_a_case("Farhad").await?;
    vera.makes_a_case("Olena").await?;
    vera.closes_the_case("code-closing_reasons-referred").await?;
    vera.browser.sees(text("case-closed")?).await?;
    vera.goes_to_place("cases").await?;
    vera.browser.finds("link", "=Işıl").await?;
    for (filter, there, gone) in [
        ("filter-closed", "Olena", "Farhad"),
        ("filter-open", "Farhad", "Olena"),
        ("filter-mine", "Farhad", "Işıl"),
    ] {
        vera.browser.clicks(filter).await?;
        vera.browser.finds("link", &format!("={there}")).await?;
        vera.browser.misses("link", &format!("={gone}")).await?;
    }
    vera.browser.clicks("filter-mine").await?;
    vera.browser.clicks("filter-all").await?;
    for name in ["=Farhad", "=Olena", "=Işıl"] {
        vera.browser.finds("link", name).await?;
    }
    vera.browser.goes_within("/mehr/anzeige").await?;
    vera.browser.chooses("theme", "theme-dark").await?;
    let ground = "getComputedStyle(document.body).backgroundColor";
    vera.browser.waits_until("document.documentElement.dataset.kernTheme === 'dark'").await?;
    let dark: String = vera.browser.evaluates(ground).await?;
    vera.browser.chooses("theme", "theme-light").await?;
    vera.browser.waits_until("document.documentElement.dataset.kernTheme === 'light'").await?;
    ensure!(vera.browser.evaluates::<String>(ground).await? != dark, "both themes look the same");
    vera.browser.chooses("hand", "hand-left").await?;
    vera.browser.chooses("language", "=English").await?;
    vera.browser.waits_until("document.documentElement.lang === 'en-GB'").await?;
    vera.browser.restarts().await?;
    vera.browser.goes_to("/mehr/anzeige").await?;
    let kept = "document.documentElement.lang === 'en-GB' && document.documentElement.dataset.kernTheme === 'light' && document.documentElement.dataset.hand === 'left'";
    vera.browser.waits_until(kept).await?;
    vera.browser.sees("Locked").await?;
    vera.browser.closes().await.map(drop)
}
