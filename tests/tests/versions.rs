//! J19: a new version is offered and taken without losing a word; one that does not start, and a fault in the one that runs, lead
//! to help, and nothing is lost there either.

use anyhow::{Result, ensure};
use e2e::{
    app_folder::{AppFolder, Program},
    colleagues::vera_in,
    locale::text,
    pages::field::Fill,
    person::Person,
    world::World,
};

const NOTE: &str = "Kanarienvogelfeder";
/// Somebody comes back to the tab: the app asks whether there is a new version.
const COMES_BACK: &str = "document.dispatchEvent(new Event('visibilitychange')) || true";
/// The version that is there was looked at, and is not to be had.
const NOTHING_COMES: &str = "navigator.serviceWorker.getRegistration().then(async (kept) => {
    const found = new Promise((done) => kept.addEventListener('updatefound', () => done(kept.installing)));
    kept.update().catch(() => {});
    const coming = await found;
    while (coming.state === 'installing') {
        await new Promise((done) => coming.addEventListener('statechange', done, { once: true }));
    }
    return coming.state === 'redundant' && kept.waiting === null;
})";
/// Nothing can be drawn any more: what draws panics. What is then written to the console is kept across the next page.
const DRAWS_NOTHING: &str = "(() => {
    sessionStorage.setItem('said', '');
    for (const level of ['debug', 'log', 'info', 'warn', 'error']) {
        console[level] = (...words) => sessionStorage.setItem('said', sessionStorage.getItem('said') + words.join());
    }
    const fails = () => { throw new Error('Kanarienvogelfeder'); };
    document.createElement = document.createElementNS = Node.prototype.cloneNode = fails;
    return true;
})()";
/// From now on the page keeps the worker that it speaks with.
const KEEPS_THE_WORKER: &str = "(() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (...sent) { window.vault = this; return post.apply(this, sent); };
    return true;
})()";

/// The name of the build that runs.
async fn build_of(person: &Person) -> Result<String> {
    person.browser.runs("return document.querySelector('meta[name=build]').content").await
}

/// A new version is offered while Vera writes, waits for her, and is taken with every word she typed.
async fn an_update_is_taken_without_losing_a_word(vera: &Person, app: &AppFolder, case: &str) -> Result<()> {
    app.publishes_an_incomplete_one("0000000000000001")?;
    ensure!(vera.browser.evaluates::<bool>(NOTHING_COMES).await?, "an incomplete version waits");
    app.publishes("0000000000000002", "Der Kalender zeigt Feiertage.")?;
    vera.browser.goes_within(&format!("{case}/kontakte")).await?;
    vera.begins_to_write("contact.note", " Und noch").await?;
    vera.browser.evaluates::<bool>(COMES_BACK).await?;
    vera.browser.sees(text("update-ready")?).await?;
    vera.browser.sees("Der Kalender zeigt Feiertage.").await?;
    vera.browser.looks_right("update-ready").await?;
    vera.browser.clicks("update-later").await?;
    vera.browser.misses("button", "update-now").await?;
    // The tap left the field; it is a text to read again.
    vera.reads("contact.note").await?;
    vera.writes("contact.note", " ein Satz.").await?;
    ensure!(build_of(vera).await? != "0000000000000002", "nobody took it yet");
    vera.browser.goes_to(&format!("{case}/kontakte")).await?;
    vera.unlocks().await?;
    vera.shows_all_of_the_contact().await?;
    // What cannot be saved keeps the version that is there.
    vera.begins_to_write("contact.date", "31.2.2026").await?;
    vera.browser.clicks("update-now").await?;
    vera.browser.sees(text("toast-update-not-now")?).await?;
    vera.fills("contact.date", Fill::Types("3.2.2026")).await?;
    vera.begins_to_write("contact.note", " Letztes Wort.").await?;
    vera.browser.clicks("update-now").await?;
    vera.browser
        .waits_until("document.querySelector('meta[name=build]').content === '0000000000000002'")
        .await?;
    vera.unlocks().await?;
    vera.browser.goes_within(&format!("{case}/kontakte")).await?;
    vera.browser.sees(&format!("{NOTE} Und noch ein Satz. Letztes Wort.")).await?;
    vera.browser.misses("button", "update-now").await
}

/// A version that does not start leads to the rescue page, which saves the sealed data and loads a mended program.
async fn a_broken_version_leads_to_help(
    vera: &Person,
    app: &AppFolder,
    program: Program,
    builds: [&str; 2],
) -> Result<()> {
    app.publishes_a_broken_one(program, builds[0])?;
    vera.browser.evaluates::<bool>(COMES_BACK).await?;
    vera.browser.clicks("update-now").await?;
    vera.browser.waits_until("location.pathname === '/rescue.html'").await?;
    vera.browser.keeps_what_it_offers().await?;
    vera.browser.appears("#export").await?.click().await?;
    let file = vera.browser.offered().await?;
    ensure!(
        file.contains("sprechtag-rescue/1") && file.contains("\"envelopes\""),
        "the data are not in the file"
    );
    ensure!(!file.contains(NOTE), "the file is readable");
    app.is_mended(program, builds[1])?;
    vera.browser.appears("#renew").await?.click().await?;
    vera.unlocks().await?;
    vera.browser.has_the_app().await
}

/// A panic of the page, and a worker that cannot go on, lead to the rescue page, which says the place in the sources and nothing
/// else.
async fn a_fault_leads_to_help(vera: &Person) -> Result<()> {
    vera.browser.evaluates::<bool>(DRAWS_NOTHING).await?;
    vera.browser.goes_within("/faelle").await?;
    vera.browser.waits_until("location.pathname === '/rescue.html'").await?;
    let report: String =
        vera.browser.runs("return document.querySelector('#report').value + location.href").await?;
    ensure!(report.contains(".rs:") && !report.contains(NOTE), "{report}");
    let said: String = vera.browser.runs("return sessionStorage.getItem('said')").await?;
    ensure!(!said.contains(NOTE), "the console says {said}");
    vera.browser.appears("#restart").await?.click().await?;
    vera.unlocks().await?;
    vera.browser.evaluates::<bool>(KEEPS_THE_WORKER).await?;
    vera.goes_to_place("cases").await?;
    vera.browser.evaluates::<bool>("vault.postMessage(new Uint8Array([255, 255, 255])) || true").await?;
    vera.browser.waits_until("location.pathname === '/rescue.html'").await?;
    vera.browser.appears("#restart").await?.click().await?;
    vera.unlocks().await
}

#[tokio::test]
async fn j19_versions_come_and_fail_without_losing_a_word() -> Result<()> {
    let app = AppFolder::copied()?;
    let world = World::begin_serving(&app)?;
    let vera = vera_in(&world).await?;
    let case = vera.makes_a_case("Farhad").await?;
    vera.browser.clicks("record-contact").await?;
    vera.writes("contact.note", NOTE).await?;
    vera.browser.has_the_app().await?;
    an_update_is_taken_without_losing_a_word(&vera, &app, &case).await?;
    a_broken_version_leads_to_help(&vera, &app, Program::Page, ["0000000000000003", "0000000000000004"])
        .await?;
    a_broken_version_leads_to_help(&vera, &app, Program::Vault, ["0000000000000005", "0000000000000006"])
        .await?;
    a_fault_leads_to_help(&vera).await?;
    vera.browser.goes_within(&format!("{case}/kontakte")).await?;
    vera.browser.sees(&format!("{NOTE} Und noch ein Satz. Letztes Wort.")).await?;
    vera.browser.closes().await.map(drop)
}
