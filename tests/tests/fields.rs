//! J7, J8: every field of the schema is written in the browser, and no word of it is readable at the relay.

use anyhow::{Context, Result, bail};
use casework::schema::{DocumentKind, Entries, FieldKind, Found, ListSpec};
use e2e::{colleagues::vera_in, pages::field::Fill, person::Person, world::World};
use std::collections::BTreeMap;

/// Eight letters and digits, as short as the shortest field; every typed text begins with the first six.
const CANARY: &str = "Zeisig";

/// Every field of a case that people edit, in the order of the tables, each with a number of its own.
fn editable_fields() -> impl Iterator<Item = (usize, Found)> {
    let documents = [DocumentKind::PersonSheet, DocumentKind::CaseFile];
    documents
        .into_iter()
        .flat_map(|kind| kind.spec().fields())
        .filter(|found| found.list.is_none_or(|list| list.entries == Entries::Edited))
        .enumerate()
}

/// The tab of a case on which a field is written.
fn tab_of(found: &Found) -> &'static str {
    match (found.document, found.list.map(|list| list.id)) {
        (_, Some("steps")) => "ueberblick",
        (_, Some("contacts")) => "kontakte",
        (_, Some("qualifications")) => "abschluesse",
        (DocumentKind::PersonSheet, _) => "person",
        _ => "hintergrund",
    }
}

/// Goes to a tab of the case and makes sure that all its fields are in sight.
async fn stands_at(person: &Person, case: &str, tab: &str) -> Result<()> {
    person.browser.goes_within(&format!("{case}/{tab}")).await?;
    person.browser.finds("link", &format!("tab-{tab}")).await?;
    if tab == "kontakte" {
        person.shows_all_of_the_contact().await?;
    }
    Ok(())
}

/// Makes one entry in every list of the case.
async fn makes_every_entry(person: &Person, case: &str) -> Result<()> {
    let mut lists: Vec<(&str, &'static ListSpec)> =
        editable_fields().filter_map(|(_, found)| Some((tab_of(&found), found.list?))).collect();
    lists.dedup();
    for (tab, list) in lists {
        person.browser.goes_within(&format!("{case}/{tab}")).await?;
        if list.id == "contacts" {
            person.browser.clicks("record-contact").await?;
            person.browser.appears(".Contact").await?;
        } else {
            let first = list.fields.first().context("an entry has fields")?.id;
            person.browser.clicks(&format!("list-{}-add", list.id)).await?;
            person.browser.appears(&format!("[data-field='{first}']")).await?;
        }
    }
    Ok(())
}

/// Puts something into a field, typed words beginning with the canary.
async fn fills_any(person: &Person, number: usize, found: &Found) -> Result<String> {
    let id = found.field.id;
    let typed = match found.field.kind {
        FieldKind::Line { .. } | FieldKind::Text => format!("{CANARY}{number:02}"),
        FieldKind::Date => "3.2.2026".to_owned(),
        FieldKind::Time => "9:15".to_owned(),
        FieldKind::Number { min, .. } => min.to_string(),
        FieldKind::Codes(_) => return person.fills(id, Fill::Ticks(1)).await,
        FieldKind::Code(_) | FieldKind::Flag | FieldKind::Member | FieldKind::Site => {
            return person.fills(id, Fill::Picks(1)).await;
        }
        FieldKind::Case => bail!("{id} holds a case: no form of a case has such a field"),
    };
    person.fills(id, Fill::Types(&typed)).await
}

/// Writes into every text of the settings.
async fn fills_the_settings(person: &Person) -> Result<()> {
    person.browser.goes_within("/mehr/stelle").await?;
    person.browser.finds("textbox", "unit-name").await?;
    let n_texts: usize =
        person.browser.runs("return document.querySelectorAll('main .Input:not(select)').length").await?;
    for number in 0..n_texts {
        let panel = "main .Input:not(select)";
        let input = person.browser.all(panel).await?.into_iter().nth(number).context("a text is gone")?;
        Person::replaces(&input, &format!("{CANARY}t{number}")).await?;
        let button = format!(
            "[...document.querySelectorAll('main .Input:not(select)')][{number}].closest('.Form').querySelector('button')"
        );
        person.browser.waits_until(&format!("!{button}.disabled")).await?;
        person.browser.runs::<()>(&format!("{button}.click()")).await?;
        person.browser.waits_until(&format!("{button}.disabled")).await?;
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
    jonas.browser.closes().await?;
    vera.adds_a_site(&format!("{CANARY} Haus"), &format!("{CANARY} 3")).await?;
    fills_the_settings(&vera).await?;
    let case = vera.makes_a_case(&format!("{CANARY} Beispiel")).await?;
    makes_every_entry(&vera, &case).await?;

    let mut shown = BTreeMap::new();
    let mut here = "";
    for (number, found) in editable_fields() {
        let tab = tab_of(&found);
        if tab != here {
            stands_at(&vera, &case, tab).await?;
            here = tab;
        }
        let words = fills_any(&vera, number, &found)
            .await
            .with_context(|| format!("{} cannot be written on the tab {tab}", found.field.id))?;
        shown.insert(found.field.id, words);
    }
    vera.opens_the_case(CANARY, &shown["person.full_name"]).await?;
    vera.is_in_sync().await?;
    for typed in [CANARY, vera.name, vera.passphrase.as_str(), jonas.name, jonas.passphrase.as_str()] {
        world.relay_holds_nothing_of(typed)?;
        world.traffic_holds_nothing_of(typed)?;
    }

    vera.browser.restarts().await?;
    vera.browser.goes_to(&case).await?;
    vera.unlocks().await?;
    here = "";
    for (_, found) in editable_fields() {
        let tab = tab_of(&found);
        if tab != here {
            stands_at(&vera, &case, tab).await?;
            here = tab;
        }
        assert_eq!(Some(&vera.reads(found.field.id).await?), shown.get(found.field.id), "{}", found.field.id);
    }
    vera.browser.closes().await.map(drop)
}
