//! `open-case`: from the press on a line of the list to the painted case: sixty contacts, never opened since the app started.

use super::{
    Options,
    corpus::{Kept, LONG_CASES},
    figures::{Figure, Figures},
    reference::Reference,
    slowness::quarter,
    stage::Stage,
    tablet::Tablet,
};
use anyhow::Result;
use futures::join;

/// New processes; each opens every long case once.
const ROUNDS: usize = 5;

/// What was measured, in ms.
#[derive(Debug, Default)]
struct Painted {
    /// From the press to the overview.
    cases: Vec<f64>,
}

/// Measures.
///
/// # Errors
/// If a step does not show what it should.
pub(super) async fn take(options: Options) -> Result<(Figures, Stage, Reference)> {
    let stage = Stage::of(Kept::with(options.cases, options.seed).await?, 1)?;
    stage.renews(0).await?;
    let reference = Reference::take(&stage).await?;
    let painted = open(&stage, options.plant.then(quarter)).await?;
    let mut figures = Figures::default();
    figures.put("painted_p95", Figure::p95(&painted.cases, options.least(200))?.at_most(150.0));
    Ok((figures, stage, reference))
}

/// From the press to the painted case.
///
/// # Errors
/// If a step does not show what it should.
pub(super) async fn painted(stage: &Stage, slowed: Option<u32>, least: usize) -> Result<Figure> {
    Figure::p95(&open(stage, slowed).await?.cases, least)
}

async fn open(stage: &Stage, slowed: Option<u32>) -> Result<Painted> {
    let mut painted = Painted::default();
    for _ in 0..ROUNDS {
        let tablet = stage.unlocked(0, slowed).await?;
        for number in 1..=LONG_CASES.min(stage.corpus().cases) {
            finds(&tablet, number).await?;
            painted.cases.push(opens(&tablet).await?);
        }
        tablet.ends().await?;
    }
    Ok(painted)
}

/// Finds a case of the corpus by its number.
///
/// # Errors
/// If the list does not show it alone.
pub(super) async fn finds(tablet: &Tablet, number: usize) -> Result<()> {
    let number = format!("MUSTER-{number:05}");
    tablet.goes_to_place("/faelle").await?;
    tablet.waits_for("document.querySelector('.CaseList')").await?;
    tablet.fills("#search", &number).await?;
    let alone = format!(
        "document.querySelectorAll('.CaseLine').length === 1 && document.querySelector('.CaseLine').textContent.includes({number:?})"
    );
    tablet.waits_for(&alone).await
}

/// Opens the one case in the list; returns how long that took.
///
/// # Errors
/// If it is not painted.
pub(super) async fn opens(tablet: &Tablet) -> Result<f64> {
    let path: String =
        tablet.evaluates("new URL(document.querySelector('.CaseLine-link').href).pathname").await?;
    let looks =
        format!("location.pathname.startsWith({path:?}) && document.querySelector('.Case .Overview .Panel')");
    let (painted, pressed) = join!(tablet.paints(&looks), tablet.presses(".CaseLine-link"));
    pressed?;
    Ok(painted? - tablet.evaluates::<f64>("stopwatch.last('click')").await?)
}
