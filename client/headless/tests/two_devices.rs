//! Whole devices, a real relay, no screen: what one person writes arrives at another, and nothing is lost on the way.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "all of this is test, also what is not marked so"
)]

#[path = "two_devices/relay_process.rs"]
mod relay_process;
#[path = "two_devices/unit.rs"]
mod unit;

use std::time::Duration;

use api::{
    command::{Command, FieldChange, Role},
    field::{EntryState, Place, Sheet, Value},
    ids::CaseId,
    query::{CaseFilter, Query},
    view::{CaseLine, CaseView, DocumentSync, LinkState, View},
};
use headless::{
    Headless,
    plan::{CasePlan, CaseSheet},
};
use tokio::time::timeout;
use unit::{Unit, eventually};

/// Typed into fields and looked for where it must not be.
const CANARY: &str = "Kanarienvogel-7319";

/// A case with a note that nobody else should read.
fn a_case(name: &str, note: &str) -> CasePlan {
    let contact =
        vec![("contact.mode", Value::Code("phone".into())), ("contact.note", Value::Text(note.into()))];
    CasePlan::named(name)
        .person("person.call_name", Value::Text(format!("{CANARY} call name")))
        .file("background.residence_place", Value::Text(format!("{CANARY} place")))
        .entry(CaseSheet::File, "contacts", contact)
}

async fn titles(device: &Headless) -> Vec<String> {
    let filter = CaseFilter { take: 100, ..CaseFilter::default() };
    let View::CaseList(list) = device.query(Query::CaseList(filter)).await.unwrap() else {
        panic!("no list")
    };
    list.lines.iter().map(|line| line.title.clone()).collect()
}

/// Waits for so many cases with both of their documents: the name is in one, who is responsible in the other.
async fn shows_cases(device: &Headless, count: u32) {
    let filter = CaseFilter { take: 100, ..CaseFilter::default() };
    let is_whole = |line: &CaseLine| !line.title.is_empty() && line.responsible.is_some();
    let has = |view: &View| matches!(view, View::CaseList(list) if list.total == count && list.lines.iter().all(|line| is_whole(line)));
    eventually("the list of cases", device.until(Query::CaseList(filter), has)).await;
}

async fn shows(device: &Headless, case: CaseId, is_there: impl Fn(&CaseView) -> bool) -> Box<CaseView> {
    // Before its first document has come, a device answers that there is no such case.
    let filter = CaseFilter { take: 100, ..CaseFilter::default() };
    let is_listed =
        |view: &View| matches!(view, View::CaseList(list) if list.lines.iter().any(|line| line.id == case));
    eventually("the case in the list", device.until(Query::CaseList(filter), is_listed)).await;
    let is_there = |view: &View| matches!(view, View::Case(case) if is_there(case));
    match eventually("the case", device.until(Query::Case(case), is_there)).await {
        View::Case(case) => case,
        other => panic!("another view: {other:?}"),
    }
}

fn contacts(case: &CaseView) -> &[EntryState] {
    let file = case.file.as_ref().unwrap();
    file.lists.iter().find(|(name, _)| name == "contacts").map_or(&[], |(_, entries)| entries)
}

fn note(contact: &EntryState) -> String {
    match &contact.fields.iter().find(|field| field.id == "contact.note").unwrap().value {
        Value::Text(text) => text.clone(),
        other => panic!("no text: {other:?}"),
    }
}

/// (J1) The shortest way through everything: keystrokes here, words there.
#[tokio::test]
async fn a_case_written_by_one_arrives_at_the_other() {
    let unit = Unit::founded().await;
    let (vera, jonas) = (&unit.lead, unit.joined_by("Jonas Beispiel", Role::Counsellor).await);

    let case = a_case("Olena Prykladenko", "Zeugnis fehlt noch.").write(vera).await.unwrap();
    eventually("vera is synced", vera.synced()).await;
    shows_cases(&jonas, 1).await;
    assert_eq!(titles(&jonas).await, ["Olena Prykladenko"]);

    jonas
        .command(Command::OpenForeignCase { case, reason: "substitution".into(), explanation: String::new() })
        .await
        .unwrap();
    let seen = shows(&jonas, case, |case| case.file.is_some() && !contacts(case).is_empty()).await;
    assert_eq!(note(&contacts(&seen)[0]), "Zeugnis fehlt noch.");
    shows(vera, case, |case| case.line.sync == DocumentSync::Arrived).await;
    shows(&jonas, case, |case| DocumentSync::OnTheRelay <= case.line.sync).await;
}

/// (J2) Two people without a network write at the end and at the beginning of one note; both texts stay.
#[tokio::test]
async fn two_people_write_one_note_without_a_network_and_both_texts_stay() {
    let mut unit = Unit::founded().await;
    let jonas = unit.joined_by("Jonas Beispiel", Role::Counsellor).await;
    let case = a_case("Işıl Örnek", "Mitte").write(&unit.lead).await.unwrap();
    eventually("vera is synced", unit.lead.synced()).await;
    shows_cases(&jonas, 1).await;
    jonas
        .command(Command::OpenForeignCase { case, reason: "substitution".into(), explanation: String::new() })
        .await
        .unwrap();
    shows(&jonas, case, |case| case.file.is_some() && !contacts(case).is_empty()).await;

    unit.stop_relay().await;
    writes_note(&unit.lead, case, "Anfang Mitte").await;
    writes_note(&jonas, case, "Mitte Ende").await;
    unit.start_relay().await;

    for device in [&unit.lead, &jonas] {
        device.command(Command::SyncNow).await.unwrap();
        let merged =
            |case: &CaseView| contacts(case).first().is_some_and(|it| note(it) == "Anfang Mitte Ende");
        shows(device, case, merged).await;
    }
}

async fn writes_note(device: &Headless, case: CaseId, text: &str) {
    let view = shows(device, case, |case| case.file.is_some()).await;
    let edit = Command::Edit {
        sheet: Sheet::CaseFile(case),
        place: Place::Entry("contacts".into(), contacts(&view)[0].id),
        field: "contact.note".into(),
        change: FieldChange::Set(Value::Text(text.into())),
        seen: view.file.as_ref().unwrap().version.clone(),
    };
    device.command(edit).await.unwrap();
}

/// (J4) Two different answers to one question stand side by side until somebody chooses.
#[tokio::test]
async fn two_answers_to_one_question_stand_side_by_side_until_somebody_chooses() {
    let mut unit = Unit::founded().await;
    let jonas = unit.joined_by("Jonas Beispiel", Role::Counsellor).await;
    let case = a_case("Carmen Ejemplo", "–").write(&unit.lead).await.unwrap();
    eventually("vera is synced", unit.lead.synced()).await;
    shows_cases(&jonas, 1).await;
    jonas
        .command(Command::OpenForeignCase { case, reason: "substitution".into(), explanation: String::new() })
        .await
        .unwrap();
    shows(&jonas, case, |case| case.file.is_some()).await;

    unit.stop_relay().await;
    CasePlan::named("")
        .file("german.level", Value::Code("c1".into()))
        .write_steps(&unit.lead, case)
        .await
        .unwrap();
    CasePlan::named("")
        .file("german.level", Value::Code("b2".into()))
        .write_steps(&jonas, case)
        .await
        .unwrap();
    unit.start_relay().await;
    for device in [&unit.lead, &jonas] {
        device.command(Command::SyncNow).await.unwrap();
        shows(device, case, |case| versions_of_german(case) == 2).await;
    }

    let view = shows(&jonas, case, |case| case.file.is_some()).await;
    let seen = view.file.as_ref().unwrap().version.clone();
    let (sheet, place, field) = (Sheet::CaseFile(case), Place::Root, "german.level".to_owned());
    jonas
        .command(Command::Edit {
            sheet,
            place,
            field,
            change: FieldChange::Choose(Value::Code("b2".into())),
            seen,
        })
        .await
        .unwrap();
    for device in [&unit.lead, &jonas] {
        shows(device, case, |case| versions_of_german(case) == 0).await;
    }
}

fn versions_of_german(case: &CaseView) -> usize {
    let root = &case.file.as_ref().unwrap().root;
    root.iter().find(|field| field.id == "german.level").map_or(0, |field| field.versions.len())
}

/// (S2, S4) A relay that is killed, not stopped, has everything it acknowledged; what came meanwhile arrives afterwards.
#[tokio::test]
async fn a_killed_relay_loses_nothing() {
    let mut unit = Unit::founded().await;
    let jonas = unit.joined_by("Jonas Beispiel", Role::Counsellor).await;
    a_case("Farhad", "vor dem Absturz").write(&unit.lead).await.unwrap();
    eventually("vera is synced", unit.lead.synced()).await;

    unit.kill_relay().await;
    let link_is_down =
        |view: &View| matches!(view, View::SyncBadge(badge) if badge.link == LinkState::Offline);
    eventually("vera notices", unit.lead.until(Query::SyncBadge, link_is_down)).await;
    a_case("Nguyễn Thị Ví Dụ", "ohne Netz").write(&unit.lead).await.unwrap();
    unit.start_relay().await;

    for device in [&unit.lead, &jonas] {
        device.command(Command::SyncNow).await.unwrap();
    }
    eventually("vera is synced", unit.lead.synced()).await;
    shows_cases(&jonas, 2).await;
}

/// (S1) A device that ends and is opened again has what it said was saved, and sends it then.
#[tokio::test]
async fn a_device_opened_again_sends_what_it_saved_without_a_network() {
    let mut unit = Unit::founded().await;
    let jonas = unit.joined_by("Jonas Beispiel", Role::Counsellor).await;
    unit.stop_relay().await;
    a_case("Łukasz Przykładowy", "im Dorfgemeinschaftshaus").write(&unit.lead).await.unwrap();
    unit.reopen_lead().await;
    assert_eq!(titles(&unit.lead).await, ["Łukasz Przykładowy"]);
    unit.start_relay().await;
    for device in [&unit.lead, &jonas] {
        device.command(Command::SyncNow).await.unwrap();
    }
    shows_cases(&jonas, 1).await;
}

/// (A2) Nothing that was typed is readable in the relay's files.
#[tokio::test]
async fn the_relays_files_contain_no_word_that_was_typed() {
    let mut unit = Unit::founded().await;
    a_case(CANARY, CANARY).write(&unit.lead).await.unwrap();
    eventually("vera is synced", unit.lead.synced()).await;
    unit.stop_relay().await;
    let (files, bytes) = unit.relay_files();
    assert!(2 <= files && 10_000 < bytes.len(), "precondition: {files} files with {} bytes", bytes.len());
    assert!(!contains(&bytes, CANARY.as_bytes()) && !contains(&bytes, b"Vera"));
}

/// (A10) Nor in the device's own file while it is locked.
#[tokio::test]
async fn a_locked_devices_file_contains_no_word_that_was_typed() {
    let mut unit = Unit::founded().await;
    a_case(CANARY, CANARY).write(&unit.lead).await.unwrap();
    let bytes = unit.lock_lead_and_read_its_file().await;
    assert!(10_000 < bytes.len(), "precondition: {} bytes", bytes.len());
    assert!(!contains(&bytes, CANARY.as_bytes()) && !contains(&bytes, b"Vera"));
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

/// [MB] Reception sees who comes, and holds no case file.
#[tokio::test]
async fn reception_sees_the_person_and_no_case_file() {
    let unit = Unit::founded().await;
    let rita = unit.joined_by("Rita Empfang", Role::Reception).await;
    let case = a_case("Ahmad Khalid al-Mithal", "nur für die Beratung").write(&unit.lead).await.unwrap();
    eventually("vera is synced", unit.lead.synced()).await;
    let seen = shows(&rita, case, |case| !case.line.title.is_empty()).await;
    assert_eq!(seen.line.title, "Ahmad Khalid al-Mithal");
    eventually("rita is synced", rita.synced()).await;
    let seen = shows(&rita, case, |_| true).await;
    assert!(seen.file.is_none());
}

/// [SY] What is written while somebody is let in may come before what was written earlier: a screen that is open says what is
/// there, and does not stay empty. Eight newcomers, because it depends on which comes first.
#[tokio::test]
async fn a_newcomer_sees_what_was_there_before_on_a_screen_that_is_open() {
    let unit = Unit::founded().await;
    for n in 0..8 {
        let newcomer = unit.joined_by(&format!("Empfang {n}"), Role::Reception).await;
        let has_come = |view: &View| matches!(view, View::Sheet(sheet) if !sheet.root.is_empty() && !sheet.lists.is_empty());
        eventually("the unit's settings", newcomer.until(Query::UnitSettings, has_come)).await;
    }
}

/// [MB] Coordination sees no case at all.
#[tokio::test]
async fn coordination_sees_no_case() {
    let unit = Unit::founded().await;
    let kim = unit.joined_by("Kim Koordination", Role::Coordination).await;
    a_case("Svitlana Prymirova", "nichts für die Koordination").write(&unit.lead).await.unwrap();
    eventually("vera is synced", unit.lead.synced()).await;
    let site = Command::AddEntry {
        sheet: Sheet::Directory,
        list: "sites".into(),
        fields: vec![("site.name".into(), Value::Text("Rathaus Musterhausen".into()))],
    };
    unit.lead.command(site).await.unwrap();
    let has_site = |view: &View| matches!(view, View::Sites(sites) if sites.len() == 1);
    eventually("kim sees the site", kim.until(Query::Sites, has_site)).await;
    assert!(
        timeout(Duration::from_millis(200), async { titles(&kim).await })
            .await
            .unwrap_or_default()
            .is_empty()
    );
}
