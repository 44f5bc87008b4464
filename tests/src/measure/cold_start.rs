//! `cold-start`: from a new browser process to the passphrase, and from the right passphrase to *Heute*; no relay.
//!
//! *Unlocked* is the moment at which the passphrase proved right: the worker, which reads the slot, derives the key and only
//! then reads the device's own row, asks the store for that row. What the derivation takes before is by design (it slows down
//! whoever guesses) and is told beside it, from the key press on.

use super::{
    Options,
    corpus::Kept,
    figures::{Figure, Figures},
    reference::Reference,
    slowness::quarter,
    stage::Stage,
    tablet::NamedKey,
};
use anyhow::{Context, Result};

/// New processes for each figure.
const STARTS: usize = 20;

/// One start.
#[derive(Clone, Copy, Debug)]
struct Start {
    /// From the request for the page to the painted field, in ms.
    field: f64,
    /// From the right passphrase to *Heute* painted and free for input, in ms.
    heute: f64,
    /// The same from the press of Enter.
    from_enter: f64,
}

/// Measures.
///
/// # Errors
/// If a step does not show what it should.
pub(super) async fn take(options: Options) -> Result<(Figures, Stage, Reference)> {
    let mut stage = Stage::of(Kept::with(options.cases, options.seed).await?, 1)?;
    stage.renews(0).await?;
    let reference = Reference::take(&stage).await?;
    stage.relay_stops();
    let (full, quarter) =
        if options.plant { (Some(quarter()), Some(quarter() / 4)) } else { (None, Some(quarter())) };
    let fast = starts(&stage, full).await?;
    let slow = starts(&stage, quarter).await?;
    let of = |starts: &[Start], part: fn(&Start) -> f64| {
        Figure::p95(&starts.iter().map(part).collect::<Vec<_>>(), STARTS)
    };
    let mut figures = Figures::default();
    figures.put("heute_p95", of(&fast, |start| start.heute)?.at_most(1_000.0));
    figures.put("heute_4x_p95", of(&slow, |start| start.heute)?.at_most(3_000.0));
    figures.put("passphrase_field_p95", of(&fast, |start| start.field)?.at_most(1_000.0));
    figures.put("enter_to_heute_p95", of(&fast, |start| start.from_enter)?);
    figures.put("enter_to_heute_4x_p95", of(&slow, |start| start.from_enter)?);
    Ok((figures, stage, reference))
}

/// From unlocked to *Heute*, over as many new processes as a 95th percentile needs here.
///
/// # Errors
/// If a step does not show what it should.
pub(super) async fn heute(stage: &Stage, slowed: Option<u32>) -> Result<Figure> {
    let starts = starts(stage, slowed).await?;
    Figure::p95(&starts.iter().map(|start| start.heute).collect::<Vec<_>>(), STARTS)
}

async fn starts(stage: &Stage, slowed: Option<u32>) -> Result<Vec<Start>> {
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(start(stage, slowed).await?);
    }
    Ok(starts)
}

async fn start(stage: &Stage, slowed: Option<u32>) -> Result<Start> {
    let tablet = stage.tablet(0, slowed).await?;
    tablet.goes_to("/heute").await?;
    tablet.waits_for("stopwatch.first['#passphrase']").await?;
    let field: f64 = tablet.evaluates("stopwatch.first['#passphrase'] - performance.timeOrigin").await?;
    // It has the focus; nobody has to press it first.
    tablet.types(stage.passphrase(0)?).await?;
    let reads_before: usize = tablet.evaluates_in_worker("stopwatch.reads.length").await?;
    tablet.strikes_key(NamedKey::Enter).await?;
    tablet.waits_for("stopwatch.first['.Today']").await?;
    let heute: f64 = tablet.evaluates("stopwatch.first['.Today']").await?;
    let enter: f64 = tablet.evaluates("stopwatch.last('keydown')").await?;
    let reads: Vec<f64> = tablet.evaluates_in_worker("stopwatch.reads").await?;
    // The first read is the slot.
    let unlocked = *reads.get(reads_before + 1).context("the worker reads no row after the slot")?;
    tablet.ends().await?;
    Ok(Start { field, heute: heute - unlocked, from_enter: heute - enter })
}
