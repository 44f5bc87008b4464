//! J23: the main job in English, on the narrowest screen.

use anyhow::{Result, ensure};
use client::route::Route;
use e2e::{
    browser::Window,
    locale::{Language, texts},
    person::Person,
    world::World,
};
use std::collections::HashSet;

/// The texts on the page, one for each element that holds words.
const WORDS: &str = "return [...document.querySelectorAll('body *')]
    .filter(element => element.childElementCount === 0 && element.getClientRects().length)
    .map(element => element.textContent.replace(/[\\u2068\\u2069]/g, '').trim()).filter(text => text)";

/// What the page says in German although it could say it in English.
async fn german_words(person: &Person) -> Result<Vec<String>> {
    let english: HashSet<&str> = texts(Language::English).values().copied().collect();
    let german: HashSet<&str> = texts(Language::German).values().copied().collect();
    let words: Vec<String> = person.browser.runs(WORDS).await?;
    Ok(words
        .into_iter()
        .filter(|word| german.contains(word.as_str()) && !english.contains(word.as_str()))
        .collect())
}

#[tokio::test]
async fn j23_the_main_job_is_done_in_english_on_a_narrow_screen() -> Result<()> {
    let mut world = World::begin()?;
    let mut vera = Person::at(world.new_browser_in(Language::English).await?, "Vera Beispiel");
    vera.browser.has_window(Window(320, 640)).await?;
    vera.sets_up(&world.setup_link, "Beratungsstelle Nord").await?;
    let case = vera.makes_a_case("Ahmad Khalid al-Mithal").await?;
    vera.makes_an_appointment_at("10:15").await?;
    vera.is_in_sync().await?;
    vera.browser.has_the_app().await?;
    world.relay.stop()?;
    vera.is_offline().await?;
    vera.goes_to_place("today").await?;
    vera.browser.follows("=Ahmad Khalid al-Mithal").await?;
    vera.browser.clicks("record-contact").await?;
    vera.writes("contact.note", "Brought the certificate from Aleppo.").await?;
    vera.locks().await?;
    vera.unlocks().await?;
    world.relay.start_again()?;
    vera.is_in_sync().await?;
    for route in Route::ALL {
        let address =
            if let Route::Case(_, tab) = route { format!("{case}/{}", tab.word()) } else { route.path() };
        vera.browser.goes_within(&address).await?;
        vera.browser
            .waits_until("document.querySelector('#heading') && !document.querySelector('[aria-busy=true]')")
            .await?;
        let german = german_words(&vera).await?;
        ensure!(german.is_empty(), "{address} speaks German: {german:?}");
    }
    vera.browser.closes().await.map(drop)
}
