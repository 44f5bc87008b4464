//! J17: what bad input gets: kept as it is, or refused at its field with a sentence, and never cut unseen.

use anyhow::{Context, Result, ensure};
use e2e::{colleagues::vera_in, locale::text, person::Person, world::World};

/// Names as people bear them: mononyms, other scripts, from right to left, with marks and signs that fonts forget.
const NAMES: [&str; 8] = [
    "Sukarno",
    "أحمد خالد المثال",
    "דוד לדוגמה",
    "Nguyễn Thị Ví Dụ",
    "ᚱᚢᚾᛟ Þórðardóttir",
    "阮氏例 (例)",
    "O’Brien-Müller, Dr. Ĳsbrand",
    "Zoë 👩🏽‍⚕️ 🇺🇦",
];
/// As many characters as a pasted letter of complaint with all its attachments.
const LONG: usize = 100_000;
/// What people write behind it.
const MORE: &str = " Rückfrage am 3.12.";

/// Empties a field and pastes into it.
async fn pastes_into(person: &Person, mark: &str, text: &str) -> Result<()> {
    Person::replaces(&person.browser.appears(mark).await?, "").await?;
    person.browser.pastes(text).await
}

/// Pastes into a field of the open case; it stays open.
async fn pastes_into_field(person: &Person, field: &str, text: &str) -> Result<()> {
    person.begins_to_write(field, "").await?;
    pastes_into(person, &format!("[data-field='{field}'] .Input"), text).await
}

/// The field says why it does not take what stands in it, and keeps it as it was written, also after it was left.
async fn is_refused_at(person: &Person, field: &str, said: &str, kept: &str) -> Result<()> {
    let mark = format!("[data-field='{field}']");
    person.browser.appears(&format!("{mark} .TextField-error")).await?;
    person.browser.sees(said).await?;
    person.browser.runs::<()>("document.activeElement.blur()").await?;
    person.browser.paints().await?;
    let there: String =
        person.browser.runs(&format!("return document.querySelector(`{mark} .Input`)?.value ?? ''")).await?;
    ensure!(there == kept, "{field} kept {} of {} characters", there.chars().count(), kept.chars().count());
    Ok(())
}

/// Every name makes a case and stands in its heading as it was typed.
async fn every_name_is_kept(vera: &Person) -> Result<()> {
    for name in NAMES {
        vera.browser.goes_within("/faelle/neu").await?;
        pastes_into(vera, "#new-case-name", name).await?;
        vera.browser.clicks("new-case-make").await?;
        vera.browser.finds("heading", &format!("={name}")).await?;
        let whole: String = vera.browser.runs("return document.querySelector('h1').textContent").await?;
        ensure!(whole.replace(['\u{2068}', '\u{2069}'], "") == name, "{name} became {whole}");
    }
    // Nobody without any name, also not out of blanks.
    vera.browser.goes_within("/faelle/neu").await?;
    pastes_into(vera, "#new-case-name", " \u{a0} ").await?;
    vera.browser.appears("button[type=submit]:disabled").await?;
    pastes_into(vera, "#new-case-name", "Glocke\u{7}").await?;
    vera.browser.clicks("new-case-make").await?;
    vera.browser.sees(text("fault-control-character")?).await?;
    vera.browser.misses("heading", "=Glocke").await
}

/// Fields that take one line, a day, a time or a number refuse with a sentence.
async fn fields_refuse_with_a_sentence(vera: &Person, case: &str) -> Result<()> {
    vera.browser.goes_within(&format!("{case}/person")).await?;
    let long = "x".repeat(LONG);
    pastes_into_field(vera, "person.address_form", &long).await?;
    is_refused_at(vera, "person.address_form", "Es wurde nichts abgeschnitten.", &long).await?;
    pastes_into_field(vera, "person.pronunciation", "Far\u{7}HAD").await?;
    is_refused_at(vera, "person.pronunciation", text("fault-control-character")?, "Far\u{7}HAD").await?;
    vera.browser.goes_within(&format!("{case}/hintergrund")).await?;
    for (field, typed) in [("background.birth_date", "31.2.1990"), ("german.date", "0.13.2026")] {
        pastes_into_field(vera, field, typed).await?;
        is_refused_at(vera, field, text("fault-impossible-date")?, typed).await?;
    }
    pastes_into_field(vera, "background.birth_year", "-7e9").await?;
    is_refused_at(vera, "background.birth_year", "Bitte eine Zahl von", "-7e9").await?;
    // Whoever goes on without a pause hears of it, too.
    vera.begins_to_write("background.entry_year", "zweitausend").await?;
    vera.browser.goes_within(&format!("{case}/ueberblick")).await?;
    vera.browser.sees("Bitte eine Zahl von").await
}

/// A note takes what people paste, whole, and is written on.
async fn a_note_takes_a_hundred_thousand_characters(vera: &mut Person, case: &str) -> Result<()> {
    let long: String = "Zeugnis 📜 شهادة свідоцтво\n".chars().cycle().take(LONG).collect();
    vera.browser.goes_within(&format!("{case}/kontakte")).await?;
    vera.browser.clicks("record-contact").await?;
    pastes_into_field(vera, "contact.note", &long).await?;
    vera.browser.appears("[data-field='contact.note'] [data-safety=saved]").await?;
    vera.writes("contact.note", MORE).await?;
    vera.browser.restarts().await?;
    vera.browser.goes_to(&format!("{case}/kontakte")).await?;
    vera.unlocks().await?;
    let kept = vera.reads("contact.note").await?;
    ensure!(kept == format!("{long}{MORE}"), "{} of {LONG} characters are left", kept.chars().count());
    Ok(())
}

#[tokio::test]
async fn j17_bad_input_is_kept_or_refused_with_a_sentence() -> Result<()> {
    let world = World::begin()?;
    let mut vera = vera_in(&world).await?;
    let case = vera.makes_a_case(NAMES[0]).await?;
    every_name_is_kept(&vera).await.context("names")?;
    fields_refuse_with_a_sentence(&vera, &case).await?;
    a_note_takes_a_hundred_thousand_characters(&mut vera, &case).await?;
    vera.browser.goes_within("/heute").await?;
    vera.is_in_sync().await?;
    vera.browser.closes().await.map(drop)
}
