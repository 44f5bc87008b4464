//! Cases to measure with: written once by a headless device through the ordinary path, joined once by two browsers, kept under
//! `target/measure` and copied for each measurement.
//!
//! A corpus is made anew when anything changed that decides what lies on disk: [`FORMATS`]. A change of the app alone does not
//! count; the app in a kept profile is renewed before it is measured, as it is on any tablet.

use super::{
    programs::{colleague, free_port, link_in, origin, relay},
    tablet::Tablet,
};
use crate::relay::repository;
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Sources that decide what relay, headless device and browser keep.
const FORMATS: [&str; 12] = [
    "shared/protocol/src",
    "shared/sealing/src",
    "shared/casework/src",
    "client/vault/src/compact.rs",
    "client/worker/src/indexed_db.rs",
    "client/vault/src/index",
    "client/vault/src/index.rs",
    "client/vault/src/rows",
    "client/vault/src/rows.rs",
    "client/headless/src/corpus",
    "client/headless/src/corpus.rs",
    "sync-server/src/store/sqlite",
];
/// Cases at the beginning of every corpus that have sixty contacts; the others have two.
pub(super) const LONG_CASES: usize = 40;

/// What was measured with.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Corpus {
    seed: u64,
    pub(super) cases: usize,
    /// Envelopes that a device of the unit holds.
    pub(super) envelopes: u64,
    /// Their length.
    bytes: u64,
}

/// Where a corpus lies and how to get in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) corpus: Corpus,
    /// The port that the profiles know the relay by.
    pub(super) port: u16,
    /// Of the two browsers.
    pub(super) passphrases: Vec<String>,
    #[serde(skip)]
    pub(super) folder: PathBuf,
}

/// The two browsers' profiles.
pub(super) const PROFILES: [&str; 2] = ["first", "second"];

impl Kept {
    /// The corpus of this many cases; makes it if it is not there.
    ///
    /// # Errors
    /// If it cannot be made.
    pub(super) async fn with(cases: usize, seed: u64) -> Result<Self> {
        let name = format!("{cases}-{seed}-{}", format_hash()?);
        let folder = repository().join("target/measure/corpus").join(name);
        let label = folder.join("corpus.json");
        if !label.exists() {
            if folder.exists() {
                std::fs::remove_dir_all(&folder)?;
            }
            make(&folder, cases, seed).await.context("the corpus cannot be made")?;
        }
        let kept: Self = serde_json::from_str(&std::fs::read_to_string(label)?)?;
        Ok(Self { folder, ..kept })
    }
}

/// One name for all formats of the working tree.
fn format_hash() -> Result<String> {
    let output = Command::new("git")
        .current_dir(repository())
        .args(["ls-files", "--stage", "--"])
        .args(FORMATS)
        .output()
        .context("`git` is not installed")?;
    ensure!(output.status.success() && !output.stdout.is_empty(), "git knows none of {FORMATS:?}");
    // FNV-1a: names a folder, protects nothing.
    let hash = output.stdout.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Ok(format!("{hash:016x}"))
}

#[expect(clippy::print_stderr, reason = "says that it is at work for many minutes")]
async fn make(folder: &Path, cases: usize, seed: u64) -> Result<()> {
    let port = free_port()?;
    let origin = origin(port);
    let data = folder.join("relay");
    std::fs::create_dir_all(&data)?;
    let relay = relay(&data, port, &origin)?;
    let setup = link_in(&relay.says("#setup=", |_| ())?)?;
    let colleague = colleague(&folder.join("devices"), &origin, cases, (seed, &setup))?;
    let mut links = Vec::new();
    for _ in PROFILES {
        let line = colleague.says("Gerät: ", |line| eprintln!("making {cases} cases: {line}"))?;
        links.push(link_in(&line)?);
    }
    let (mut passphrases, mut weight) = (Vec::new(), Weight::default());
    for (profile, link) in PROFILES.iter().zip(links) {
        eprintln!("making {cases} cases: the {profile} browser joins");
        let profile = folder.join(profile);
        std::fs::create_dir_all(&profile)?;
        let tablet = Tablet::starts(&profile, &origin, None).await?;
        passphrases.push(joins(&tablet, &link).await?);
        weight = holds_all(&tablet, cases).await?;
        tablet.waits_for("navigator.serviceWorker.controller").await?;
        tablet.ends().await?;
    }
    let corpus = Corpus { seed, cases, envelopes: weight.envelopes, bytes: weight.bytes };
    let kept = Kept { corpus, port, passphrases, folder: PathBuf::new() };
    std::fs::write(folder.join("corpus.json"), serde_json::to_string(&kept)?)?;
    Ok(())
}

/// Follows the invitation of a further device up to *Heute*; returns the passphrase.
///
/// # Errors
/// If a step does not show what it should.
pub(super) async fn joins(tablet: &Tablet, link: &str) -> Result<String> {
    let passphrase = accepts(tablet, link).await?;
    tablet.waits_for("document.querySelector('.Today')").await?;
    Ok(passphrase)
}

/// The same up to the moment when somebody has to let the device in.
///
/// # Errors
/// If a step does not show what it should.
pub(super) async fn accepts(tablet: &Tablet, link: &str) -> Result<String> {
    let (_, fragment) = link.split_once("/#").context("an invitation has a fragment")?;
    tablet.goes_to(&format!("/#{fragment}")).await?;
    tablet.fills(".Gate-form input", "Vera Muster").await?;
    tablet.presses(".Gate-form button[type=submit]").await?;
    tablet.waits_for("document.querySelector('#passphrase-proposal')?.textContent").await?;
    let passphrase: String =
        tablet.evaluates("document.querySelector('#passphrase-proposal').textContent").await?;
    tablet.fills("#passphrase-again", &passphrase).await?;
    tablet.presses(".Gate-form button[type=submit]").await?;
    Ok(passphrase)
}

/// What a browser's store holds.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(super) struct Weight {
    pub(super) envelopes: u64,
    pub(super) bytes: u64,
    /// Rows that nobody has looked at yet.
    pub(super) unread: u64,
}

/// Waits until the browser shows all cases, nothing more comes and the worker has judged everything that came; returns what its
/// store holds then.
async fn holds_all(tablet: &Tablet, cases: usize) -> Result<Weight> {
    tablet.goes_to_place("/faelle").await?;
    for _ in 0..20 {
        if tablet.waits_for(&shows_cases(cases)).await.is_ok() {
            break;
        }
    }
    let at_work = || tablet.evaluates_in_worker::<u64>("stopwatch.transactions");
    loop {
        tablet.waits_for("document.querySelector('.SyncBadge[data-kind=good]')").await?;
        let before = at_work().await?;
        tokio::time::sleep(std::time::Duration::from_secs(5)).await;
        let now = weigh(tablet).await?;
        if now.unread == 0 && at_work().await? == before && cases as u64 <= now.envelopes {
            return Ok(now);
        }
    }
}

/// True when the list counts so many cases.
pub(super) fn shows_cases(cases: usize) -> String {
    format!("document.querySelector('.CaseList-count')?.textContent.replace(/\\D/g, '') === '{cases}'")
}

/// Weighs the envelopes in the browser's store.
///
/// # Errors
/// If it cannot be read.
pub(super) async fn weigh(tablet: &Tablet) -> Result<Weight> {
    tablet.evaluates(include_str!("weigh.js")).await
}

/// Copies a folder with everything in it.
///
/// # Errors
/// If that does not work.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    let copied = Command::new("cp").args(["-a", "--reflink=auto"]).arg(from).arg(to).status()?;
    ensure!(copied.success(), "{} cannot be copied", from.display());
    Ok(())
}
