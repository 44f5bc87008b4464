//! `cargo xtask ci`: the stages every change passes, with the time each one takes.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::{measure, prerequisites, step, test, tidy, web};

/// One stage: its name and what it does.
type Stage = (&'static str, fn(&Path) -> Result<()>);

const STAGES_BEFORE_TESTS: [Stage; 7] = [
    ("fmt", fmt),
    ("tidy", tidy),
    ("clippy", clippy),
    ("clippy-wasm", clippy_wasm),
    ("docs", docs),
    ("web", |root| web::build(root, false)),
    ("bundle", measure::bundle_does_not_grow),
];

/// Runs all stages; the first one that fails ends it. The last line is the tests' `N passed, N failed`.
///
/// # Errors
/// If a stage before the tests fails.
pub(crate) fn all_stages(root: &Path) -> Result<ExitCode> {
    if std::env::var_os("CARGO_INCREMENTAL").is_none_or(|value| value != "0") {
        return again_without_incremental_compilation();
    }
    let mut times = Vec::new();
    for (name, stage) in STAGES_BEFORE_TESTS {
        timed(name, &mut times, || stage(root)).inspect_err(|_| println!("{name} failed"))?;
    }
    let tally = timed("test", &mut times, || test::everything(root))?;
    println!("{}\n{tally}", times.join("\n"));
    Ok(if tally.is_green() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Incremental compilation costs time and disk where everything is compiled once.
fn again_without_incremental_compilation() -> Result<ExitCode> {
    let program = std::env::current_exe().context("this program does not know where it lies")?;
    let status = Command::new(program).arg("ci").env("CARGO_INCREMENTAL", "0").status();
    let status = status.context("cannot start again")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn timed<T>(name: &str, times: &mut Vec<String>, stage: impl FnOnce() -> Result<T>) -> Result<T> {
    let started = Instant::now();
    let outcome = stage();
    let line = format!("{name:<12} {:>5} s", started.elapsed().as_secs());
    println!("── {line}");
    times.push(line);
    outcome
}

fn fmt(root: &Path) -> Result<()> {
    step::perform("fmt", step::cargo(root).args(["fmt", "--all", "--check"]))
}

fn tidy(root: &Path) -> Result<()> {
    let findings = tidy::findings(root)?;
    for finding in &findings {
        println!("{finding}");
    }
    ensure!(findings.is_empty(), "tidy has {} findings", findings.len());
    Ok(())
}

fn clippy(root: &Path) -> Result<()> {
    let arguments = ["clippy", "--workspace", "--all-targets", "--locked", "--", "--deny", "warnings"];
    step::perform("clippy", step::cargo(root).args(arguments))
}

fn clippy_wasm(root: &Path) -> Result<()> {
    prerequisites::for_web(root)?;
    let target =
        ["clippy", "--package", "client", "--package", "worker", "--target", "wasm32-unknown-unknown"];
    step::perform(
        "clippy for wasm",
        step::cargo(root).args(target).args(["--locked", "--", "--deny", "warnings"]),
    )
}

fn docs(root: &Path) -> Result<()> {
    let arguments = ["doc", "--workspace", "--no-deps", "--locked"];
    step::perform("docs", step::cargo(root).args(arguments).env("RUSTDOCFLAGS", "--deny warnings"))
}
