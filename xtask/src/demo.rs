//! A relay with people around it: the demo's week, or as many cases as a measurement needs.
//!
//! Everything is made by headless devices through the ordinary path, once; what was made completely carries a stamp,
//! and what carries another stamp than today's is made anew.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::run::{self, RunningRelay};

/// How many cases, and where.
#[derive(Args)]
pub(crate) struct Options {
    /// How many fictitious cases.
    #[arg(long, default_value_t = 1_000)]
    cases: usize,
    /// The same seed gives the same cases.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The port on 127.0.0.1.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The folder for relay and devices.
    #[arg(long, default_value = "data/corpus")]
    data: PathBuf,
}

/// Shows the demo, whose appointments lie around today.
///
/// # Errors
/// If a program cannot be started or the folder cannot be written.
pub(crate) fn show_week(root: &Path, port: u16, data: &Path) -> Result<()> {
    let day = berlin_day(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs());
    println!("Making the demo; each person below has a single-use link. Ctrl+C ends it.");
    live(root, port, data, &format!("day {day}"), &["demo"])
}

/// Writes cases for measuring and keeps relay and colleague running.
///
/// # Errors
/// As [`show_week`], and if something cannot be built.
pub(crate) fn show_cases(root: &Path, options: &Options) -> Result<()> {
    let data = root.join(&options.data);
    run::build(root, options.port, &data, &["headless"])?;
    let (cases, seed) = (options.cases.to_string(), options.seed.to_string());
    let arguments = ["corpus", "--cases", &cases, "--seed", &seed];
    live(root, options.port, &data, &arguments.join(" "), &arguments)
}

/// Days since 1970 in Germany's winter time; in summer the day changes an hour late, which a demo can bear.
fn berlin_day(seconds: u64) -> u64 {
    (seconds + 3_600) / 86_400
}

/// Runs the relay and the headless devices beside it until the devices end.
fn live(root: &Path, port: u16, data: &Path, stamp: &str, arguments: &[&str]) -> Result<()> {
    let stamp_file = data.join("made");
    let is_made = std::fs::read_to_string(&stamp_file).is_ok_and(|made| made == stamp);
    if !is_made {
        clear(data)?;
    }
    let awaited = if is_made { "listening on" } else { "#setup=" };
    let (_relay, line) = RunningRelay::start(root, port, &data.join("relay"), awaited)?;
    let mut devices = Command::new(root.join("target/release/headless"));
    devices.args(arguments).args(["--relay", &run::origin(port)]).arg("--folder").arg(data.join("devices"));
    if !is_made {
        let link = line.split_whitespace().find(|word| word.contains("#setup="));
        devices.args(["--setup", link.context("the relay gives no setup link")?]);
    }
    let mut devices = Devices(devices.stdout(Stdio::piped()).spawn().context("cannot start the devices")?);
    let output = devices.0.stdout.take().context("the devices have no output")?;
    for line in BufReader::new(output).lines() {
        let line = line.context("cannot read what the devices say")?;
        println!("{line}");
        if line == "ready" {
            std::fs::write(&stamp_file, stamp).context("cannot note what was made")?;
        }
    }
    let ended = devices.0.wait().context("the devices got lost")?;
    if !ended.success() {
        bail!("the devices stopped ({ended})");
    }
    Ok(())
}

/// Takes away what an earlier run made, and nothing else that lies in the folder.
fn clear(data: &Path) -> Result<()> {
    for made in ["relay", "devices"].map(|name| data.join(name)) {
        if made.exists() {
            std::fs::remove_dir_all(&made).with_context(|| format!("cannot empty {}", made.display()))?;
        }
    }
    std::fs::create_dir_all(data.join("relay")).with_context(|| format!("cannot make {}", data.display()))
}

/// The headless devices; they end with their owner.
struct Devices(Child);

impl Drop for Devices {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_changes_at_midnight_in_germany() {
        // 2026-11-21 22:59:59 and 23:00:00 UTC.
        assert_eq!(berlin_day(1_795_301_999) + 1, berlin_day(1_795_302_000));
    }

    #[test]
    fn only_what_was_made_is_taken_away() {
        let data = std::env::temp_dir().join(format!("sprechtag-demo-{}", std::process::id()));
        for folder in ["relay", "devices", "mine"] {
            std::fs::create_dir_all(data.join(folder)).unwrap();
        }
        std::fs::write(data.join("relay/log"), "x").unwrap();
        clear(&data).unwrap();
        let left =
            [data.join("mine").exists(), data.join("relay/log").exists(), data.join("devices").exists()];
        std::fs::remove_dir_all(&data).unwrap();
        assert_eq!(left, [true, false, false]);
    }
}
