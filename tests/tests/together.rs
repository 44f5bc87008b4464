//! J4: two people write the same at the same time, everywhere.

use anyhow::{Context, Result, bail, ensure};
use casework::schema::{FieldKind, Found};
use e2e::{
    colleagues::vera_and_jonas_in,
    locale::text,
    pages::{
        day::Change,
        every_field::{Place, appointment_fields, by_place},
        field::Fill,
    },
    person::Person,
    world::World,
};

/// Whoever is responsible for a case and hands it over has to give a reason from then on: it comes last.
const HANDED_OVER: &str = "case.responsible";

const BY_VERA: Change = Change {
    day: "morgen",
    start: "10:15",
    minutes: "45",
    case: "Amina",
    counsellor: "=Jonas Muster",
    kind: "code-appointment_kinds-phone",
    site: "=Altes Rathaus",
};
const BY_JONAS: Change = Change {
    day: "übermorgen",
    start: "11:20",
    minutes: "30",
    case: "Farhad",
    counsellor: "with-nobody-yet",
    kind: "code-appointment_kinds-video",
    site: "=Zentralbibliothek",
};

/// Which of the two writes.
#[derive(Clone, Copy)]
enum Hand {
    Vera,
    Jonas,
}

impl Hand {
    /// What each of them types into a text, no longer than the shortest field.
    const fn word(self) -> &'static str {
        match self {
            Self::Vera => "Amsel",
            Self::Jonas => "Buchfink",
        }
    }

    const fn number(self) -> usize {
        match self {
            Self::Vera => 1,
            Self::Jonas => 2,
        }
    }

    /// Another answer than the other one gives, and another than what stands there.
    async fn fills(self, person: &Person, found: &Found) -> Result<String> {
        let (id, number) = (found.field.id, self.number());
        let typed = match found.field.kind {
            FieldKind::Line { .. } | FieldKind::Text => self.word().to_owned(),
            FieldKind::Date => format!("{number}.2.2026"),
            FieldKind::Time => format!("9:{number}5"),
            FieldKind::Number { min, .. } => (min + i64::try_from(number)?).to_string(),
            FieldKind::Codes(_) => return person.fills(id, Fill::Ticks(number)).await,
            // The first member is there from the beginning.
            FieldKind::Member => return person.fills(id, Fill::Picks(number + 1)).await,
            FieldKind::Code(_) | FieldKind::Flag | FieldKind::Site => {
                return person.fills(id, Fill::Picks(number)).await;
            }
            FieldKind::Case => bail!("{id} holds a case: only appointments do"),
        };
        person.fills(id, Fill::Types(&typed)).await
    }
}

async fn writes_everywhere(person: &Person, case: &str, hand: Hand) -> Result<()> {
    for (place, fields) in by_place() {
        person.stands_at(case, place).await?;
        for found in fields.iter().filter(|found| found.field.id != HANDED_OVER) {
            let id = found.field.id;
            hand.fills(person, found).await.with_context(|| format!("{} fills {id}", person.name))?;
        }
    }
    person.stands_at(case, Place::Tab("hintergrund")).await?;
    person.picks_and_leaves(HANDED_OVER, hand.number() + 1).await?;
    person.gives_a_reason_if_asked().await
}

/// Sees two versions of every field, and of a text both words.
async fn sees_both(person: &Person, fields: &[&str], texts: &[&str]) -> Result<()> {
    for field in fields {
        let second = format!("[data-field='{field}'] .Versions-choice ~ .Versions-choice");
        person.browser.appears(&second).await.with_context(|| format!("{field} has no two versions"))?;
    }
    for field in texts {
        let read = person.reads(field).await?;
        ensure!(read.contains("Amsel") && read.contains("Buchfink"), "{field} lost a word: {read}");
    }
    Ok(())
}

/// Takes the first version of every field by one tap each.
async fn takes_the_first_of(person: &Person, case: &str, place: Place, fields: &[&str]) -> Result<()> {
    for field in fields {
        person.browser.appears(&format!("[data-field='{field}'] .Versions-choice")).await?.click().await?;
        let is_settled = format!(
            "!document.querySelector(`[data-field='{field}'] .Versions`) || document.querySelector('.Reasons')"
        );
        person.browser.waits_until(&is_settled).await.with_context(|| format!("{field} is not settled"))?;
        if person.browser.has(".Reasons").await? {
            person.stands_at(case, place).await?;
        }
    }
    Ok(())
}

/// The values this person sees; the own name instead of the word for oneself.
async fn reads_all(person: &Person, fields: &[&str]) -> Result<Vec<String>> {
    let mut values = Vec::new();
    for field in fields {
        let value = person.reads(field).await?;
        values.push(if value == text("me")? { person.name.to_owned() } else { value });
    }
    Ok(values)
}

/// Both see both versions at this place, one settles them, and both see the same.
async fn settle(people: [&Person; 2], case: &str, place: Place, fields: &[Found]) -> Result<()> {
    let is_text = |found: &&Found| matches!(found.field.kind, FieldKind::Text);
    let (texts, others): (Vec<_>, Vec<_>) = fields.iter().partition(is_text);
    let ids = |founds: Vec<&Found>| founds.iter().map(|found| found.field.id).collect::<Vec<_>>();
    let (texts, others) = (ids(texts), ids(others));
    for person in people {
        person.stands_at(case, place).await?;
        sees_both(person, &others, &texts).await.with_context(|| format!("{} at {place:?}", person.name))?;
    }
    let [settles, follows] = people;
    takes_the_first_of(settles, case, place, &others).await?;
    follows.browser.waits_until("!document.querySelector('.Versions')").await?;
    assert_eq!(reads_all(settles, &others).await?, reads_all(follows, &others).await?, "{place:?}");
    assert_eq!(reads_all(settles, &texts).await?, reads_all(follows, &texts).await?, "{place:?}");
    Ok(())
}

/// A case with an entry in every list, two sites, and three members to choose from.
async fn prepares(vera: &Person, jonas: &Person) -> Result<String> {
    vera.adds_a_site("Altes Rathaus", "Zimmer 3").await?;
    vera.adds_a_site("Zentralbibliothek", "").await?;
    let case = vera.makes_a_case("Farhad").await?;
    vera.makes_every_entry(&case).await?;
    jonas.opens_a_colleagues_case("farhad", "Farhad").await?;
    vera.is_in_sync().await?;
    jonas.is_in_sync().await?;
    for place in [Place::Tab("person"), Place::Tab("abschluesse"), Place::Tab("ueberblick")] {
        jonas.stands_at(&case, place).await?;
    }
    Ok(case)
}

/// Somebody is invited, comes in once and goes again.
async fn a_third_member_joins(world: &World, vera: &Person) -> Result<()> {
    let link = vera.invites("role-reception").await?;
    let mut rana = Person::at(world.new_browser().await?, "Rana Empfang");
    let words = rana.accepts(&link).await?;
    vera.admits_whoever_says(&words).await?;
    rana.stands_in_today().await?;
    rana.browser.closes().await.map(drop)
}

#[tokio::test]
async fn j4_two_people_write_every_field_of_the_schema_offline() -> Result<()> {
    let mut world = World::begin()?;
    let (vera, jonas) = vera_and_jonas_in(&world).await?;
    a_third_member_joins(&world, &vera).await?;
    let case = prepares(&vera, &jonas).await?;

    world.relay.stop()?;
    vera.is_offline().await?;
    jonas.is_offline().await?;
    tokio::try_join!(
        writes_everywhere(&vera, &case, Hand::Vera),
        writes_everywhere(&jonas, &case, Hand::Jonas)
    )?;
    world.relay.start_again()?;
    vera.is_in_sync().await?;
    jonas.is_in_sync().await?;

    for (place, mut fields) in by_place() {
        fields.sort_by_key(|found| found.field.id == HANDED_OVER);
        if place == Place::Tab("person") {
            vera.stands_at(&case, place).await?;
            vera.browser.appears(".Versions").await?;
            vera.browser.looks_right("fall-zwei-fassungen").await?;
        }
        settle([&vera, &jonas], &case, place, &fields).await?;
    }
    vera.browser.closes().await?;
    jonas.browser.closes().await.map(drop)
}

#[tokio::test]
async fn j4_two_people_change_every_field_of_an_appointment_and_close_a_case_offline() -> Result<()> {
    let mut world = World::begin()?;
    let (vera, jonas) = vera_and_jonas_in(&world).await?;
    vera.adds_a_site("Altes Rathaus", "Zimmer 3").await?;
    vera.adds_a_site("Zentralbibliothek", "").await?;
    vera.makes_a_case("Farhad").await?;
    let case = vera.makes_a_case("Amina").await?;
    vera.keeps_a_slot_free_at("9:30").await?;
    jonas.opens_a_colleagues_case("amina", "Amina").await?;
    jonas.goes_to_place("today").await?;
    jonas.browser.appears(".Slot[data-free]").await?;
    vera.is_in_sync().await?;
    jonas.is_in_sync().await?;

    world.relay.stop()?;
    vera.is_offline().await?;
    jonas.is_offline().await?;
    for (person, change, status) in [(&vera, &BY_VERA, "attended"), (&jonas, &BY_JONAS, "no_show")] {
        person.changes_all_of_the_slot(change).await?;
        person.browser.goes_within("/kalender/liste").await?;
        person.says_of_the_appointment(status).await?;
    }
    for (person, reason) in [(&vera, "moved_away"), (&jonas, "no_more_contact")] {
        person.browser.goes_within(&format!("{case}/hintergrund")).await?;
        person.closes_the_case(&format!("code-closing_reasons-{reason}")).await?;
        person.reads("case.closing_reason").await?;
    }
    world.relay.start_again()?;
    vera.is_in_sync().await?;
    jonas.is_in_sync().await?;

    let mut differing: Vec<&str> = appointment_fields().map(|found| found.field.id).collect();
    differing.sort_by_key(|field| *field == "appointment.date");
    for person in [&vera, &jonas] {
        person.browser.goes_within("/kalender/liste").await?;
        sees_both(person, &differing, &[]).await?;
    }
    jonas.browser.looks_right("kalender-zwei-fassungen").await?;
    for field in differing {
        vera.browser.appears(&format!("[data-field='{field}'] .Versions-choice")).await?.click().await?;
        vera.browser.waits_until(&format!("!document.querySelector(`[data-field='{field}']`)")).await?;
    }
    for person in [&vera, &jonas] {
        person.browser.waits_until("!document.querySelector('.Versions')").await?;
        person.browser.waits_until("document.querySelectorAll('.AppointmentLine').length === 1").await?;
    }
    let line = ".AppointmentLine-what";
    assert_eq!(vera.browser.reads(line).await?, jonas.browser.reads(line).await?);

    let reason = "case.closing_reason";
    vera.browser.goes_within(&format!("{case}/hintergrund")).await?;
    jonas.browser.goes_within(&format!("{case}/hintergrund")).await?;
    sees_both(&vera, &[reason], &[]).await?;
    takes_the_first_of(&vera, &case, Place::Tab("hintergrund"), &[reason]).await?;
    jonas.browser.waits_until("!document.querySelector('.Versions')").await?;
    assert_eq!(vera.reads(reason).await?, jonas.reads(reason).await?);
    vera.browser.closes().await?;
    jonas.browser.closes().await.map(drop)
}
