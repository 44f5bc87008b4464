//! J7, J8: every field of the schema is written in the browser, and no word of it is readable at the relay.

use anyhow::{Context, Result, bail, ensure};
use casework::schema::{FieldKind, Found};
use e2e::{
    colleagues::vera_in,
    locale::text,
    pages::{
        every_field::{appointment_fields, by_place, unvisited},
        field::Fill,
    },
    person::Person,
    world::World,
};
use std::collections::BTreeMap;

/// As short as the shortest field with two signs behind it; every typed text begins with it.
const CANARY: &str = "Zeisig";

/// What each field shows, by its name.
type Shown = BTreeMap<&'static str, String>;

/// The canary with a number of its own, always in two signs.
fn canary(number: usize) -> String {
    format!("{CANARY}{number:02x}")
}

/// Puts something into a field, typed words beginning with the canary.
async fn fills_any(person: &Person, number: usize, found: &Found) -> Result<String> {
    let id = found.field.id;
    let typed = match found.field.kind {
        FieldKind::Line { .. } | FieldKind::Text => canary(number),
        FieldKind::Date => "3.2.2026".to_owned(),
        FieldKind::Time => "9:15".to_owned(),
        FieldKind::Number { min, .. } => min.to_string(),
        FieldKind::Codes(_) => return person.fills(id, Fill::Ticks(1)).await,
        FieldKind::Code(_) | FieldKind::Flag | FieldKind::Member | FieldKind::Site => {
            return person.fills(id, Fill::Picks(1)).await;
        }
        FieldKind::Case => bail!("{id} holds a case: only appointments do"),
    };
    person.fills(id, Fill::Types(&typed)).await
}

/// Calls `each` for every field where it stands.
async fn everywhere(
    person: &Person,
    case: &str,
    mut each: impl AsyncFnMut(usize, Found) -> Result<()>,
) -> Result<()> {
    let mut number = 0;
    for (place, fields) in by_place() {
        person.stands_at(case, place).await?;
        for found in fields {
            let id = found.field.id;
            each(number, found).await.with_context(|| format!("{id} at {place:?}"))?;
            number += 1;
        }
    }
    Ok(())
}

/// Makes an appointment with a site, says what became of it, and finds every field of it in the history of the case.
async fn fills_an_appointment(vera: &Person, case: &str, shown: &mut Shown) -> Result<()> {
    vera.browser.goes_within(&format!("{case}/ueberblick")).await?;
    vera.browser.follows("new-appointment").await?;
    vera.browser.appears("#appointment-start").await?.send_keys("11:45").await?;
    let site = shown.get("contact.site").context("a contact has a site")?;
    vera.browser.chooses("field-appointment-site", &format!("={site}")).await?;
    vera.browser.clicks("new-appointment-make").await?;
    vera.browser.sees("11:45").await?;
    vera.says_of_the_appointment("attended").await?;
    vera.browser.goes_within(&format!("{case}/verlauf")).await?;
    for found in appointment_fields() {
        let label = text(&format!("field-{}", found.field.id.replace('.', "-")))?;
        let is_told = format!(
            "[...document.querySelectorAll('.History-what')].some(line => line.textContent === '{label}')"
        );
        vera.browser.waits_until(&is_told).await.with_context(|| format!("{label} is not told"))?;
        shown.insert(found.field.id, label.to_owned());
    }
    Ok(())
}

/// A colleague opens the case and says why; whoever looks after it reads when, who and what for.
async fn is_asked_why(
    vera: &Person,
    (jonas, renamed): (&Person, &str),
    case: &str,
    shown: &mut Shown,
) -> Result<()> {
    jonas.browser.goes_within(&format!("{case}/ueberblick")).await?;
    let explanation = format!("{CANARY} ruft an");
    jonas.browser.appears("#access-explanation").await?.send_keys(&explanation).await?;
    jonas.gives_a_reason_if_asked().await?;
    jonas.is_in_sync().await?;
    vera.browser.goes_within(&format!("{case}/verlauf")).await?;
    vera.browser.sees(&explanation).await?;
    let access = vera.browser.reads(".History-line").await?;
    let told = [renamed, &explanation, text("code-access_reasons-substitution")?];
    ensure!(told.iter().all(|told| access.contains(told)), "{access} does not tell all of {told:?}");
    ensure!(access.contains(':'), "{access} does not tell when");
    for field in ["access.member", "access.at_ms", "access.reason", "access.explanation"] {
        shown.insert(field, explanation.clone());
    }
    Ok(())
}

/// Closes the case and reads what that wrote.
async fn closes(vera: &Person, case: &str, shown: &mut Shown) -> Result<()> {
    vera.browser.goes_within(&format!("{case}/hintergrund")).await?;
    vera.closes_the_case("code-closing_reasons-moved_away").await?;
    for found in casework::schema::fields().filter(|found| found.field.by_act) {
        shown.insert(found.field.id, vera.reads(found.field.id).await?);
    }
    Ok(())
}

/// A colleague joins by an invitation that says for whom it is.
async fn joins(world: &World, vera: &Person) -> Result<Person> {
    vera.browser.goes_within("/mehr/team").await?;
    vera.browser.types("invite-name", &format!("{CANARY} am Dienstag")).await?;
    let link = vera.invites_a_colleague().await?;
    let mut jonas = Person::at(world.new_browser().await?, "Jonas Muster");
    let words = jonas.accepts(&link).await?;
    vera.admits_whoever_says(&words).await?;
    jonas.stands_in_today().await?;
    Ok(jonas)
}

#[tokio::test]
async fn j7_j8_every_field_is_written_and_the_relay_reads_no_word() -> Result<()> {
    let world = World::begin_overheard()?;
    let mut vera = vera_in(&world).await?;
    let (jonas, renamed) = (joins(&world, &vera).await?, format!("{CANARY} Muster"));
    vera.names(jonas.name, &renamed).await?;
    vera.adds_a_site(&format!("{CANARY} Haus"), &format!("{CANARY} 3")).await?;
    let case = vera.makes_a_case(&format!("{CANARY} Beispiel")).await?;
    vera.makes_every_entry(&case).await?;

    let mut shown = Shown::new();
    everywhere(&vera, &case, async |number, found| {
        shown.insert(found.field.id, fills_any(&vera, number, &found).await?);
        Ok(())
    })
    .await?;
    let written = shown.clone();
    fills_an_appointment(&vera, &case, &mut shown).await?;
    vera.is_in_sync().await?;
    is_asked_why(&vera, (&jonas, &renamed), &case, &mut shown).await?;
    jonas.browser.closes().await?;
    vera.opens_the_case(CANARY, &written["person.full_name"]).await?;
    vera.is_in_sync().await?;
    for typed in [CANARY, vera.name, vera.passphrase.as_str(), jonas.name, jonas.passphrase.as_str()] {
        world.relay_holds_nothing_of(typed)?;
        world.traffic_holds_nothing_of(typed)?;
    }

    vera.browser.restarts().await?;
    vera.browser.goes_to(&case).await?;
    vera.unlocks().await?;
    everywhere(&vera, &case, async |_, found| {
        let id = found.field.id;
        assert_eq!(Some(&vera.reads(id).await?), written.get(id), "{id}");
        Ok(())
    })
    .await?;
    vera.browser.goes_within(&format!("{case}/verlauf")).await?;
    vera.browser.sees(&shown["access.explanation"]).await?;
    vera.browser.goes_within("/kalender/liste").await?;
    vera.browser.sees("11:45").await?;
    vera.browser.sees(text("code-appointment_status-attended")?).await?;
    closes(&vera, &case, &mut shown).await?;
    let unvisited = unvisited(&shown.keys().copied().collect());
    ensure!(unvisited.is_empty(), "nobody wrote {unvisited:?}");
    vera.browser.closes().await.map(drop)
}
