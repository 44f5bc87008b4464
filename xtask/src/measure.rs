//! `cargo xtask measure NAME`: figures of the shipped app, as one line of JSON that a later run can be compared with.
//!
//! `bundle` weighs files and is taken here. Everything else is taken in real browsers by the program `measure` of the package
//! `e2e`, which this builds and starts.

mod bundle;

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};

use crate::{prerequisites, step, web};

pub(crate) use bundle::bundle_does_not_grow;

/// What to measure.
#[derive(Args)]
pub(crate) struct Options {
    /// Which figures.
    name: Name,
    /// Worsen on purpose what is measured, to see that the figures notice.
    #[arg(long)]
    plant: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Name {
    /// What a browser downloads before the app works without a network.
    Bundle,
    /// A note is written: until it is durable, until a colleague sees it, what it weighs.
    Edit,
    /// From a new process to the passphrase and from there to the day, without a network.
    ColdStart,
    /// A letter of a search over all cases.
    Search,
    /// From the list to a long case.
    OpenCase,
    /// A new device fetches everything.
    FirstSync,
    /// A device that has everything comes back into the network.
    IdleReconnect,
    /// The same with a hundred times as many cases.
    Growth,
}

/// What of the repository was measured.
struct State {
    commit: String,
    /// Was anything changed since the commit?
    dirty: bool,
}

/// Builds the app as it is shipped, takes the figures and prints them; the last line is JSON.
///
/// # Errors
/// If something cannot be built or measured, or a figure misses what it must reach.
pub(crate) fn perform(root: &Path, options: &Options) -> Result<()> {
    web::build(root, false)?;
    let commit = git(root, &["rev-parse", "HEAD"])?;
    let dirty = !git(root, &["status", "--porcelain"])?.is_empty();
    let state = State { commit, dirty };
    match options.name {
        Name::Bundle => bundle::measure(root, state, options.plant),
        Name::Edit
        | Name::ColdStart
        | Name::Search
        | Name::OpenCase
        | Name::FirstSync
        | Name::IdleReconnect
        | Name::Growth => in_browsers(root, state, options),
    }
}

fn in_browsers(root: &Path, state: State, options: &Options) -> Result<()> {
    prerequisites::for_relay()?;
    prerequisites::for_browser_tests()?;
    let programs = ["sync-server", "headless", "e2e"].iter().flat_map(|name| ["--package", name]);
    let mut cargo = step::cargo(root);
    cargo.args(["build", "--release", "--locked", "--bins"]).args(programs);
    step::perform("Building relay, headless device and stopwatch", &mut cargo)?;
    let name = options.name.to_possible_value().context("every name has a word")?;
    let mut measure = Command::new(root.join("target/release/measure"));
    measure.arg(name.get_name()).args(["--commit", &state.commit]);
    measure.args(state.dirty.then_some("--dirty")).args(options.plant.then_some("--plant"));
    let status = measure.status().context("cannot start the measurement")?;
    ensure!(status.success(), "{} was not measured, or misses what it must reach", name.get_name());
    Ok(())
}

fn git(root: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new("git").current_dir(root).args(arguments).output();
    let output = output.context("`git` is not installed or not on the PATH")?;
    ensure!(output.status.success(), "git cannot name the commit");
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
