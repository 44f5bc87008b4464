//! J11, J12: what lies on paper or leaves the app: the recovery kit, *Heute* and *Fall* in print, one appointment as a file.

use anyhow::{Context, Result, ensure};
use e2e::{person::Person, world::World};

/// Elements that are of no use on paper.
const TO_PRESS: &str = "[...document.querySelectorAll('nav, .Button, select, input, .SyncBadge, .Toasts')]
    .filter(element => element.getClientRects().length && getComputedStyle(element).visibility !== 'hidden')
    .map(element => element.outerHTML.slice(0, 80))";

/// Looks at the page on paper: nothing to press, at least a page, these words.
async fn lies_on_paper(person: &Person, words: &[&str]) -> Result<()> {
    person.browser.looks_at_paper(true).await?;
    let to_press: Vec<String> = person.browser.evaluates(TO_PRESS).await?;
    ensure!(to_press.is_empty(), "to press on paper: {to_press:?}");
    for word in words {
        person.browser.sees(word).await?;
    }
    person.browser.looks_at_paper(false).await?;
    let pdf = person.browser.prints().await?;
    let pages = pdf.windows(11).filter(|part| *part == b"/Type /Page").count();
    ensure!(pdf.starts_with(b"%PDF") && 0 < pages, "no page came out");
    Ok(())
}

/// The calendar file of the first appointment of today.
async fn exports(person: &Person, key: &str) -> Result<String> {
    person.browser.keeps_what_it_offers().await?;
    if !person.browser.has(".Slot .Menu[open]").await? {
        person.browser.appears(".Slot .Menu summary").await?.click().await?;
    }
    person.browser.clicks(key).await?;
    person.browser.offered().await
}

#[tokio::test]
async fn j11_j12_everything_comes_back_from_paper_and_paper_is_worth_reading() -> Result<()> {
    let world = World::begin()?;
    let mut vera = Person::at(world.new_browser().await?, "Vera Beispiel");
    vera.founds(&world.setup_link, "Beratungsstelle Nord").await?;
    // No way around the test: neither another address nor a new start.
    vera.browser.goes_to("/faelle").await?;
    vera.unlocks().await?;
    vera.browser.finds("heading", "kit").await?;
    vera.prints_the_kit().await?;
    vera.browser.misses("link", "today").await?;
    let paper = std::mem::take(&mut vera.kit);
    let (_, all_but_first) = paper.split_once(' ').context("a kit has many words")?;
    vera.browser.types("kit-words", all_but_first).await?;
    vera.browser.clicks("kit-check").await?;
    vera.browser.sees(e2e::locale::text("refusal-bad-words")?).await?;
    Person::replaces(&vera.browser.finds("textbox", "kit-words").await?, &paper).await?;
    vera.browser.clicks("kit-check").await?;
    vera.browser.finds("link", "today").await?;

    let case = vera.makes_a_case("Ahmad Khalid al-Mithal").await?;
    vera.makes_an_appointment_at("10:15").await?;
    vera.browser.clicks("record-contact").await?;
    vera.writes("contact.note", "Hat das Zeugnis aus Aleppo dabei.").await?;
    vera.is_in_sync().await?;
    lies_on_paper(&vera, &["Ahmad Khalid al-Mithal", "Aleppo"]).await?;
    vera.goes_to_place("today").await?;
    vera.browser.finds("link", "=Ahmad Khalid al-Mithal").await?;
    lies_on_paper(&vera, &["Ahmad Khalid al-Mithal", "10:15"]).await?;
    let nameless = exports(&vera, "appointment-export").await?;
    ensure!(nameless.contains("BEGIN:VEVENT") && nameless.contains("T101500"), "{nameless}");
    ensure!(!nameless.contains("Ahmad") && !nameless.contains("Mithal"), "nobody asked for the name");
    let named = exports(&vera, "appointment-export-name").await?;
    ensure!(named.contains("Ahmad Khalid al-Mithal"), "{named}");
    vera.browser.closes().await?;

    let mut again = Person::at(world.new_browser().await?, "Vera Beispiel");
    again.comes_back_from_paper(&paper).await?;
    again.is_in_sync().await?;
    again.browser.finds("link", "=Ahmad Khalid al-Mithal").await?;
    again.browser.goes_within(&format!("{case}/kontakte")).await?;
    again.browser.sees("Hat das Zeugnis aus Aleppo dabei.").await?;
    again.browser.goes_within("/mehr/team").await?;
    again.browser.waits_until("document.querySelectorAll('.Member li').length === 3").await?;
    again.browser.sees(e2e::locale::text("device-kit")?).await?;
    again.browser.closes().await.map(drop)
}
