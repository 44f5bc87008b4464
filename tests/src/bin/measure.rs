//! Takes figures of the shipped app; `cargo xtask measure` builds what they need and starts it.

use clap::Parser;
use e2e::measure::{CASES, Options, Subject, take};

/// What to measure, and what the result is called.
#[derive(Debug, Parser)]
struct Line {
    /// Which figures.
    name: String,
    /// The commit the app was built from.
    #[arg(long)]
    commit: String,
    /// Something was changed since.
    #[arg(long)]
    dirty: bool,
    /// Worsen on purpose what is measured.
    #[arg(long)]
    plant: bool,
    /// Cases in the corpus.
    #[arg(long, default_value_t = CASES)]
    cases: usize,
    /// The same seed gives the same cases.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Line { name, commit, dirty, plant, cases, seed } = Line::parse();
    take(Subject { name: &name, commit: &commit, dirty }, Options { cases, seed, plant }).await
}
