//! J15, J16: the people of a unit: what each role and a second device gets to see, and how a colleague's case is opened.

use anyhow::{Result, ensure};
use e2e::{colleagues::vera_and_jonas_in, locale::text, pages::field::Fill, person::Person, world::World};

const NAME: &str = "Ahmad Khalid al-Mithal";
const NOTE: &str = "Kanarienvogelfeder";

/// Somebody follows a link and is let in.
async fn joins(world: &World, vera: &Person, link: &str, name: &'static str) -> Result<Person> {
    let mut newcomer = Person::at(world.new_browser().await?, name);
    let words = newcomer.accepts(link).await?;
    vera.browser.goes_within("/mehr/team").await?;
    vera.admits_whoever_says(&words).await?;
    newcomer.browser.appears(".Shell").await?;
    Ok(newcomer)
}

/// The tabs of the case on the screen.
async fn tabs_of(person: &Person) -> Result<Vec<String>> {
    person.browser.appears(".Tabs a").await?;
    person.browser.runs("return [...document.querySelectorAll('.Tabs a')].map(tab => tab.textContent)").await
}

/// Nothing of the case file stands on any screen of the case.
async fn sees_no_case_file(person: &Person, case: &str) -> Result<()> {
    for tab in ["ueberblick", "kontakte", "person", "hintergrund", "abschluesse", "verlauf"] {
        person.browser.goes_within(&format!("{case}/{tab}")).await?;
        person.browser.paints().await?;
        ensure!(!person.browser.page_content().await?.contains(NOTE), "{tab} shows the note");
    }
    Ok(())
}

async fn reception_sees_people_and_days(world: &World, vera: &Person, case: &str) -> Result<()> {
    let link = vera.invites("role-reception").await?;
    let rana = joins(world, vera, &link, "Rana Empfang").await?;
    rana.goes_to_place("today").await?;
    rana.browser.finds("link", &format!("={NAME}")).await?;
    rana.browser.sees("10:15").await?;
    rana.browser.looks_right("heute-empfang").await?;
    // Whoever has no case file is not offered to write in one.
    rana.browser.misses("button", "begin-counselling").await?;
    rana.browser.misses("link", "quick-note").await?;
    rana.opens_the_case("mithal", NAME).await?;
    let expected = ["tab-ueberblick", "tab-person", "tab-verlauf"].map(text);
    let expected = expected.into_iter().collect::<Result<Vec<_>>>()?;
    assert_eq!(tabs_of(&rana).await?, expected);
    sees_no_case_file(&rana, case).await?;
    rana.browser.goes_within(&format!("{case}/person")).await?;
    rana.fills("person.reception_note", Fill::Types("Kommt mit Kinderwagen")).await?;
    rana.is_in_sync().await?;
    rana.browser.goes_within("/mehr/stelle").await?;
    rana.browser.sees(text("unit-read-only")?).await?;
    rana.browser.looks_right("mehr-stelle-empfang").await?;
    vera.names("Rana Empfang", "Rana Muster").await?;
    rana.browser.sees("Rana Muster").await?;
    rana.browser.closes().await?;
    vera.browser.goes_within(&format!("{case}/person")).await?;
    vera.browser.sees("Kommt mit Kinderwagen").await
}

async fn coordination_sees_the_directory(world: &World, vera: &Person, case: &str) -> Result<()> {
    let link = vera.invites("role-coordination").await?;
    let kim = joins(world, vera, &link, "Kim Koordination").await?;
    for place in ["today", "cases", "calendar"] {
        kim.browser.misses("link", place).await?;
    }
    for place in ["/heute", "/faelle", "/kalender/liste", "/abgleich", "/mehr/papierkorb"] {
        kim.browser.goes_within(place).await?;
        kim.browser.paints().await?;
        ensure!(!kim.browser.page_content().await?.contains("Mithal"), "{place} shows a name");
    }
    sees_no_case_file(&kim, case).await?;
    kim.browser.goes_within("/mehr/orte").await?;
    kim.browser.sees("Rathaus Beispielstadt").await?;
    kim.browser.looks_right("mehr-orte-koordination").await?;
    kim.browser.goes_within("/heute").await?;
    kim.browser.looks_right("heute-koordination").await?;
    kim.browser.closes().await.map(drop)
}

async fn a_second_own_device_sees_everything(world: &World, vera: &Person, case: &str) -> Result<()> {
    let link = vera.invites_an_own_device().await?;
    let phone = joins(world, vera, &link, "Vera am Telefon").await?;
    phone.opens_the_case("mithal", NAME).await?;
    phone.browser.goes_within(&format!("{case}/kontakte")).await?;
    phone.browser.sees(NOTE).await?;
    phone.browser.goes_within("/mehr/team").await?;
    phone.browser.sees("Vera Beispiel").await?;
    ensure!(!phone.browser.page_content().await?.contains("Vera am Telefon"), "it is nobody new");
    phone.browser.closes().await.map(drop)
}

/// Jonas opens Vera's case, and she sees why.
async fn a_colleagues_case_is_opened_with_a_reason(vera: &Person, jonas: &Person, case: &str) -> Result<()> {
    jonas.opens_the_case("mithal", NAME).await?;
    jonas.browser.finds("heading", "foreign-title").await?;
    jonas.browser.looks_right("fall-grund").await?;
    ensure!(!jonas.browser.page_content().await?.contains(NOTE), "it is open without a reason");
    jonas.browser.clicks("code-access_reasons-handover").await?;
    jonas.browser.goes_within(&format!("{case}/kontakte")).await?;
    jonas.browser.sees(NOTE).await?;
    jonas.is_in_sync().await?;
    vera.browser.goes_within(&format!("{case}/verlauf")).await?;
    for said in ["list-accesses", "code-access_reasons-handover"] {
        vera.browser.sees(text(said)?).await?;
    }
    vera.browser.sees(jonas.name).await
}

/// Vera puts the contact away, and Jonas, who sees that it was her, takes it out of the trash again.
async fn a_colleague_takes_it_out_of_the_trash(vera: &Person, jonas: &Person, case: &str) -> Result<()> {
    vera.browser.goes_within(&format!("{case}/kontakte")).await?;
    vera.shows_all_of_the_contact().await?;
    vera.browser.clicks("remove").await?;
    vera.is_in_sync().await?;
    jonas.browser.goes_within("/mehr/papierkorb").await?;
    jonas.browser.appears(".Lines-line").await?;
    jonas
        .browser
        .waits_until("document.querySelector('.Lines-line').textContent.includes('Vera Beispiel')")
        .await?;
    jonas.browser.appears(".Lines-line .Button").await?.click().await?;
    jonas.browser.sees(text("trash-empty")?).await?;
    jonas.is_in_sync().await?;
    vera.browser.sees(NOTE).await
}

/// Jonas closes it, Vera opens it again, and he is asked once a day, not after every start.
async fn it_is_closed_and_opened_again(vera: &Person, jonas: &mut Person, case: &str) -> Result<()> {
    jonas.closes_the_case("code-closing_reasons-referred").await?;
    jonas.browser.sees(text("case-closed")?).await?;
    jonas.browser.looks_right("fall-geschlossen").await?;
    vera.browser.goes_within(&format!("{case}/ueberblick")).await?;
    vera.browser.sees(text("case-closed")?).await?;
    vera.reopens_the_case().await?;
    vera.browser
        .waits_until("!document.querySelector('.Case-chips').textContent.includes('geschlossen')")
        .await?;
    jonas.browser.restarts().await?;
    jonas.browser.goes_to(&format!("{case}/kontakte")).await?;
    jonas.unlocks().await?;
    jonas.browser.sees(NOTE).await
}

/// Whoever substitutes is not asked why, the first time either.
async fn a_substitute_opens_a_case_without_a_reason(vera: &Person, jonas: &Person) -> Result<()> {
    let case = vera.makes_a_case("Nordlicht").await?;
    vera.browser.goes_within(&format!("{case}/hintergrund")).await?;
    jonas.opens_the_case("nordlicht", "Nordlicht").await?;
    jonas.browser.finds("heading", "foreign-title").await?;
    vera.fills("case.substitute", Fill::Picks(2)).await?;
    jonas.browser.follows("tab-hintergrund").await?;
    ensure!(!jonas.browser.has(".Reasons").await?, "a substitute is asked why");
    jonas.reads("case.substitute").await.map(drop)
}

#[tokio::test]
async fn j15_j16_everybody_sees_what_the_role_needs_and_a_colleagues_case_asks_why() -> Result<()> {
    let world = World::begin()?;
    let (vera, mut jonas) = vera_and_jonas_in(&world).await?;
    vera.adds_a_site("Rathaus Beispielstadt", "Zimmer 3").await?;
    let case = vera.makes_a_case(NAME).await?;
    vera.makes_an_appointment_at("10:15").await?;
    vera.browser.clicks("record-contact").await?;
    vera.writes("contact.note", NOTE).await?;
    vera.is_in_sync().await?;
    reception_sees_people_and_days(&world, &vera, &case).await?;
    coordination_sees_the_directory(&world, &vera, &case).await?;
    a_second_own_device_sees_everything(&world, &vera, &case).await?;
    a_colleagues_case_is_opened_with_a_reason(&vera, &jonas, &case).await?;
    a_colleague_takes_it_out_of_the_trash(&vera, &jonas, &case).await?;
    jonas.browser.goes_within(&format!("{case}/kontakte")).await?;
    it_is_closed_and_opened_again(&vera, &mut jonas, &case).await?;
    a_substitute_opens_a_case_without_a_reason(&vera, &jonas).await?;
    vera.browser.closes().await?;
    jonas.browser.closes().await.map(drop)
}
