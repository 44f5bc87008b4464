//! `cargo xtask test`: every test there is, counted.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::ops::AddAssign;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result};

use crate::{prerequisites, step, web};

/// The package whose tests drive browsers.
const JOURNEYS: &str = "e2e";
/// Each journey has several browsers; more at once than this wait for each other until they give up.
const BROWSERS_AT_ONCE: &str = "1";

/// How many tests passed and failed, over all crates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    passed: usize,
    failed: usize,
}

impl Tally {
    /// Whether everything passed and there was something to pass.
    pub(crate) fn is_green(self) -> bool {
        self.failed == 0 && 0 < self.passed
    }

    /// Counts one line of a test program's output, if it is a result.
    fn count(&mut self, line: &str) {
        let Some((_, result)) = line.split_once("test result: ") else { return };
        self.passed += number_before(result, " passed");
        self.failed += number_before(result, " failed");
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

fn number_before(text: &str, word: &str) -> usize {
    let Some((before, _)) = text.split_once(word) else { return 0 };
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Builds what the tests drive beside the PWA in `dist/` (relay, headless device, store contract), then runs all of them.
///
/// # Errors
/// If something cannot be built, so that there is nothing to count.
pub(crate) fn everything(root: &Path) -> Result<Tally> {
    prerequisites::for_relay()?;
    web::build_store_contract(root)?;
    let browser = prerequisites::for_browser_tests();
    let programs = ["build", "--locked", "--package", "sync-server", "--package", "headless", "--bins"];
    step::perform("Building relay and headless device", step::cargo(root).args(programs))?;
    println!("── Testing");
    let mut tally = run_tests(root, &["--workspace", "--exclude", JOURNEYS], &[])?;
    tally += run_tests(root, &["--package", JOURNEYS], &["--test-threads", BROWSERS_AT_ONCE])?;
    if let Err(problem) = browser {
        println!("FAILED: {problem:#}");
        tally.failed = tally.failed.max(1);
    }
    Ok(tally)
}

/// Runs `cargo test` over some packages and shows its output while counting.
fn run_tests(root: &Path, packages: &[&str], how: &[&str]) -> Result<Tally> {
    let mut cargo = step::cargo(root);
    cargo.arg("test").args(packages).args(["--locked", "--no-fail-fast", "--"]).args(how);
    // A backtrace through wasm, drivers and runtimes hides the one line that says what is wrong.
    cargo.env("RUST_BACKTRACE", "0").stdout(Stdio::piped());
    let mut child = cargo.spawn().context("cannot start cargo test")?;
    let output = child.stdout.take().context("cargo test has no output")?;
    let mut tally = Tally::default();
    for line in BufReader::new(output).lines() {
        let line = line.context("cannot read what cargo test says")?;
        println!("{line}");
        tally.count(&line);
    }
    let status = child.wait().context("cargo test got lost")?;
    if !status.success() && tally.failed == 0 {
        println!("FAILED: some tests do not compile or died");
        tally.failed = 1;
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_all_programs_are_added() {
        let mut tally = Tally::default();
        tally.count("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out");
        tally.count("test something ... ok");
        tally.count("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out");
        assert_eq!(tally.to_string(), "15 passed, 2 failed");
        assert!(!tally.is_green());
    }

    #[test]
    fn no_test_at_all_is_not_a_success() {
        assert!(!Tally::default().is_green());
    }
}
