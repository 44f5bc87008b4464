//! Figures of the shipped app in a real browser, taken from outside: what goes in is key and pointer presses, what is watched is
//! the painted page, the worker's port, the store and the wire. No product code knows that it is measured.
//!
//! Each name of `cargo xtask measure` but `bundle` has a file of its own here. How each figure is taken is told there and in
//! `docs/measurements.md`.

mod cdp;
mod cold_start;
mod corpus;
mod edit;
mod figures;
mod first_sync;
mod growth;
mod idle_reconnect;
mod open_case;
mod programs;
mod reference;
mod search;
mod slowness;
mod stage;
mod tablet;
mod toll;

pub use figures::Subject;

use anyhow::{Result, bail};

/// How a measurement is taken.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Cases in the corpus; for `growth` in the largest one.
    pub cases: usize,
    /// The same seed gives the same cases.
    pub seed: u64,
    /// Worsen on purpose what is measured.
    pub plant: bool,
}

/// What the figures are promised for.
pub const CASES: usize = 10_000;

impl Options {
    /// Fewest samples: a corpus that is too small for the promise is for trying out the measurement itself.
    const fn least(self, samples: usize) -> usize {
        if self.cases < 100 { 1 } else { samples }
    }
}

/// Takes the figures of one name and prints them; the last line is JSON.
///
/// # Errors
/// If something does not work as it should, or a figure misses what it must reach.
pub async fn take(subject: Subject<'_>, options: Options) -> Result<()> {
    let (figures, stage, reference) = match subject.name {
        "edit" => edit::take(options).await,
        "cold-start" => cold_start::take(options).await,
        "search" => search::take(options).await,
        "open-case" => open_case::take(options).await,
        "first-sync" => first_sync::take(options).await,
        "idle-reconnect" => idle_reconnect::take(options).await,
        "growth" => growth::take(options).await,
        other => bail!("nothing is measured under the name {other}"),
    }?;
    figures.print(subject, stage.corpus(), &reference)
}
