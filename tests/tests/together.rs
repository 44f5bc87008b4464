//! J4: two people write the same at the same time.

use anyhow::Result;
use e2e::{colleagues::vera_and_jonas_in, locale::text, pages::field::Fill, person::Person, world::World};

/// A field, what Vera puts there and what Jonas puts there.
type Both = (&'static str, Fill<'static>, Fill<'static>);

/// One field of each kind that can hold two versions, by the tab it is written on.
const FIELDS: [(&str, &[Both]); 3] = [
    (
        "kontakte",
        &[
            ("contact.date", Fill::Types("3.2.2026"), Fill::Types("4.2.2026")),
            ("contact.start", Fill::Types("9:15"), Fill::Types("9:45")),
            ("contact.duration_minutes", Fill::Types("30"), Fill::Types("45")),
            ("contact.mode", Fill::Picks(1), Fill::Picks(2)),
            ("contact.topics", Fill::Ticks(1), Fill::Ticks(2)),
            ("contact.site", Fill::Picks(1), Fill::Picks(2)),
        ],
    ),
    ("hintergrund", &[("case.substitute", Fill::Picks(1), Fill::Picks(2))]),
    (
        "person",
        &[
            ("person.pronunciation", Fill::Types("Far-HAD"), Fill::Types("FAR-had")),
            ("person.interpreter_needed", Fill::Picks(1), Fill::Picks(2)),
        ],
    ),
];

/// Goes to a tab of the case where all its fields are in sight.
async fn stands_at(person: &Person, case: &str, tab: &str) -> Result<()> {
    person.browser.goes_within(&format!("{case}/{tab}")).await?;
    if tab == "kontakte" { person.shows_all_of_the_contact().await } else { Ok(()) }
}

/// Adds words to the note and fills every field with what this person puts there.
async fn writes_everywhere(
    person: &Person,
    case: &str,
    words: &str,
    of: fn(&Both) -> Fill<'static>,
) -> Result<()> {
    person.browser.goes_within(&format!("{case}/kontakte")).await?;
    person.writes("contact.note", words).await?;
    for (tab, fields) in FIELDS {
        stands_at(person, case, tab).await?;
        for both in fields {
            person.fills(both.0, of(both)).await?;
        }
    }
    Ok(())
}

/// Sees two versions of every field.
async fn sees_two_versions_of(person: &Person, fields: &[Both]) -> Result<()> {
    for (field, ..) in fields {
        let second = format!("[data-field='{field}'] .Versions-choice ~ .Versions-choice");
        person.browser.appears(&second).await?;
    }
    person.browser.sees("2 Fassungen").await
}

/// Takes the first version of every field by one tap each.
async fn takes_the_first_of(person: &Person, fields: &[Both]) -> Result<()> {
    for (field, ..) in fields {
        person.browser.appears(&format!("[data-field='{field}'] .Versions-choice")).await?.click().await?;
        person
            .browser
            .waits_until(&format!("!document.querySelector(`[data-field='{field}'] .Versions`)"))
            .await?;
    }
    Ok(())
}

/// The values this person sees; the own name instead of the word for oneself.
async fn reads_all(person: &Person, fields: &[Both]) -> Result<Vec<String>> {
    let mut values = Vec::new();
    for (field, ..) in fields {
        let value = person.reads(field).await?;
        values.push(if value == text("me")? { person.name.to_owned() } else { value });
    }
    Ok(values)
}

#[tokio::test]
async fn j4_two_people_write_the_same_note_and_fields_offline() -> Result<()> {
    let mut world = World::begin()?;
    let (vera, jonas) = vera_and_jonas_in(&world).await?;
    vera.adds_a_site("Rathaus Beispielstadt", "Zimmer 3").await?;
    vera.adds_a_site("Bibliothek Musterdorf", "").await?;
    let case = vera.makes_a_case("Farhad").await?;
    vera.browser.clicks("record-contact").await?;
    vera.writes("contact.note", "Erstes Gespräch.").await?;
    jonas.opens_a_colleagues_case("farhad", "Farhad").await?;
    jonas.browser.sees("Erstes Gespräch.").await?;
    jonas.is_in_sync().await?;
    vera.is_in_sync().await?;

    world.relay.stop()?;
    vera.is_offline().await?;
    jonas.is_offline().await?;
    writes_everywhere(&vera, &case, " Vera war dabei.", |both| both.1).await?;
    writes_everywhere(&jonas, &case, " Jonas kam dazu.", |both| both.2).await?;
    world.relay.start_again()?;
    vera.is_in_sync().await?;
    jonas.is_in_sync().await?;

    for person in [&vera, &jonas] {
        person.browser.goes_within(&format!("{case}/kontakte")).await?;
        person.browser.sees("Vera war dabei.").await?;
        person.browser.sees("Jonas kam dazu.").await?;
    }
    assert_eq!(vera.reads("contact.note").await?, jonas.reads("contact.note").await?);
    for (tab, fields) in FIELDS {
        for person in [&vera, &jonas] {
            stands_at(person, &case, tab).await?;
            sees_two_versions_of(person, fields).await?;
        }
        takes_the_first_of(&vera, fields).await?;
        jonas.browser.waits_until("!document.querySelector('.Versions')").await?;
        assert_eq!(reads_all(&vera, fields).await?, reads_all(&jonas, fields).await?);
    }
    vera.browser.closes().await?;
    jonas.browser.closes().await.map(drop)
}
