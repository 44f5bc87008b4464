//! J13, J14: one tablet: several people, several tabs, and the lock.

use anyhow::{Result, ensure};
use e2e::{colleagues::vera_in, locale::text, person::Person, world::World};

const CANARY: &str = "Kanarienvogelfeder";

/// Nothing that Vera wrote stands on the page.
async fn shows_nothing_of_vera(person: &Person) -> Result<()> {
    ensure!(!person.browser.page_content().await?.contains(CANARY), "the page shows what Vera wrote");
    Ok(())
}

/// Chooses another passphrase.
async fn changes_the_passphrase(vera: &mut Person) -> Result<String> {
    let old = vera.passphrase.clone();
    vera.browser.goes_within("/mehr/sicherheit").await?;
    vera.browser.clicks("passphrase-change").await?;
    vera.browser.types("passphrase-old", &old).await?;
    vera.takes_five_words_and("passphrase-change").await?;
    vera.browser.sees(text("toast-passphrase-changed")?).await?;
    Ok(old)
}

#[tokio::test]
async fn j13_two_people_share_a_tablet_and_see_nothing_of_each_other() -> Result<()> {
    let world = World::begin()?;
    let mut vera = vera_in(&world).await?;
    vera.makes_a_case(CANARY).await?;
    vera.browser.clicks("record-contact").await?;
    vera.writes("contact.note", CANARY).await?;
    let link = vera.invites("role-coordination").await?;
    let old = changes_the_passphrase(&mut vera).await?;
    vera.locks().await?;

    // Kim sits down at the same tablet.
    let vera_passphrase = vera.passphrase.clone();
    let mut kim = Person::at(vera.browser, "Kim Muster");
    let words = kim.accepts(&link).await?;
    kim.browser.sees(text("joining-waiting")?).await?;
    shows_nothing_of_vera(&kim).await?;
    let kim_passphrase = kim.passphrase.clone();
    let mut vera = Person::at(kim.browser, "Vera Beispiel");
    vera.browser.goes_to("/heute").await?;
    vera.browser.finds("button", "=Kim Muster").await?;
    vera.browser.looks_right("gate-several-vaults").await?;

    // Neither Kim's passphrase nor the old one opens Vera's vault, and guessing slows down.
    vera.browser.clicks("=Vera Beispiel").await?;
    vera.tries_to_unlock(&kim_passphrase).await?;
    vera.browser.sees("Warten Sie 1 Sekunde.").await?;
    vera.tries_until_it_says(&old, "Bitte warten Sie noch").await?;
    vera.passphrase.clone_from(&vera_passphrase);
    vera.tries_until_it_opens(&vera_passphrase).await?;
    vera.browser.goes_within("/mehr/team").await?;
    vera.admits_whoever_says(&words).await?;
    vera.is_in_sync().await?;
    vera.locks().await?;

    let kim = Person::at(vera.browser, "Kim Muster");
    kim.unlocks_as("Kim Muster", &kim_passphrase).await?;
    kim.browser.appears(".Shell").await?;
    for place in ["/heute", "/faelle", "/kalender/liste", "/abgleich", "/mehr/orte", "/mehr/team"] {
        kim.browser.goes_within(place).await?;
        kim.browser.paints().await?;
        shows_nothing_of_vera(&kim).await?;
    }
    kim.browser.closes().await.map(drop)
}

#[tokio::test]
async fn j14_one_tab_works_and_the_lock_reaches_every_tab() -> Result<()> {
    let world = World::begin()?;
    let vera = vera_in(&world).await?;
    let case = vera.makes_a_case(CANARY).await?;
    vera.browser.goes_within("/mehr/sicherheit").await?;
    vera.browser.chooses("auto-lock", "=nach 1 Minute").await?;
    vera.browser.goes_within(&format!("{case}/kontakte")).await?;
    vera.browser.clicks("record-contact").await?;
    let first = vera.browser.tab().await?;
    vera.begins_to_write("contact.note", "Angefangen im ersten Fenster").await?;

    let second = vera.browser.opens_a_tab().await?;
    vera.browser.goes_to(&format!("{case}/kontakte")).await?;
    vera.browser.finds("heading", "other-tab-title").await?;
    shows_nothing_of_vera(&vera).await?;
    vera.browser.looks_right("gate-other-tab").await?;
    vera.browser.clicks("other-tab-take-over").await?;
    vera.unlocks().await?;
    vera.browser.sees("Angefangen im ersten Fenster").await?;

    vera.browser.turns_to(&first).await?;
    vera.browser.finds("heading", "other-tab-title").await?;
    shows_nothing_of_vera(&vera).await?;

    // Left alone for a minute in the middle of a note.
    vera.browser.turns_to(&second).await?;
    vera.begins_to_write("contact.note", ", halb fertig im zweiten").await?;
    vera.browser.waits_longer_until("document.querySelector('.Gate:not(#boot)')", 100).await?;
    for tab in [&first, &second] {
        vera.browser.turns_to(tab).await?;
        vera.browser.appears(".Gate").await?;
        shows_nothing_of_vera(&vera).await?;
    }
    vera.is_back_at_the_lock().await?;
    vera.unlocks().await?;
    vera.browser.goes_within(&format!("{case}/kontakte")).await?;
    vera.browser.sees("Angefangen im ersten Fenster, halb fertig im zweiten").await?;
    vera.browser.closes().await.map(drop)
}

#[tokio::test]
async fn j24_a_half_typed_form_stands_there_again_after_the_lock() -> Result<()> {
    const FORMS: [(&str, &str, &str, &str); 3] = [
        ("/faelle/neu", "#new-case-pseudonym", "Zugvogel", "cancel"),
        ("/termine/neu", "#appointment-start", "halb elf", "cancel"),
        ("/mehr/orte", "#site-name", "Rathaus Halbfertig", "site-add"),
    ];
    let world = World::begin()?;
    let vera = vera_in(&world).await?;
    for (path, field, typed, _) in FORMS {
        vera.browser.goes_within(path).await?;
        vera.browser.appears(field).await?.send_keys(typed).await?;
    }
    vera.locks().await?;
    let shown = vera.browser.page_content().await?;
    assert!(FORMS.iter().all(|(_, _, typed, _)| !shown.contains(typed)), "the lock screen shows a form");
    vera.unlocks().await?;
    for (path, field, typed, end) in FORMS {
        vera.browser.goes_within(path).await?;
        vera.browser.waits_until(&format!("document.querySelector('{field}')?.value === '{typed}'")).await?;
        vera.browser.clicks(end).await?;
        // One came in here, as by a shortcut: there is a way out all the same.
        let leads_to = match path {
            "/faelle/neu" => "/faelle",
            "/termine/neu" => "/heute",
            stays => stays,
        };
        vera.browser.waits_until(&format!("location.pathname === '{leads_to}'")).await?;
        vera.goes_to_place("today").await?;
        vera.browser.goes_within(path).await?;
        vera.browser.waits_until(&format!("document.querySelector('{field}')?.value === ''")).await?;
    }
    // Who came from a screen of the app goes back there.
    vera.goes_to_place("today").await?;
    vera.browser.follows("new-case").await?;
    vera.browser.clicks("cancel").await?;
    vera.browser.waits_until("location.pathname === '/heute'").await?;
    vera.browser.goes_within("/mehr/orte").await?;
    // What was sent and is refused stands there again, even if nobody waited for the answer.
    vera.browser.appears("#site-name").await?.click().await?;
    vera.browser.pastes("Glocke\u{7}").await?;
    vera.browser.clicks("site-add").await?;
    vera.goes_to_place("today").await?;
    vera.browser.goes_within("/mehr/orte").await?;
    vera.browser.waits_until("document.querySelector('#site-name')?.value === 'Glocke\\u0007'").await?;
    vera.browser.closes().await.map(drop)
}
