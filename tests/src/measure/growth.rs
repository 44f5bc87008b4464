//! `growth`: what a hundred times as many cases cost. Each figure at three sizes, none above three times its value at the
//! smallest.

use super::{
    Options, cold_start, corpus::Kept, figures::Figures, open_case, reference::Reference, search,
    slowness::quarter, stage::Stage,
};
use anyhow::{Context, Result};

/// No figure may grow by more than this.
const MOST_GROWTH: f64 = 3.0;
/// Queries for each size: more than 200 letters.
const QUERIES: usize = 40;

/// Measures.
///
/// # Errors
/// If a step does not show what it should.
pub(super) async fn take(options: Options) -> Result<(Figures, Stage, Reference)> {
    let mut figures = Figures::default();
    let mut first: Option<[f64; 3]> = None;
    let mut last = None;
    for cases in [options.cases / 100, options.cases / 10, options.cases] {
        // Two corpora may know their relays by the same port.
        drop(last.take());
        let mut stage = Stage::of(Kept::with(cases, options.seed).await?, 1)?;
        stage.renews(0).await?;
        let reference = Reference::take(&stage).await?;
        let slowed = (options.plant && cases == options.cases).then(quarter);
        let taken = [
            ("key", search::key(&stage, slowed, QUERIES).await?),
            ("painted", open_case::painted(&stage, slowed, options.least(200)).await?),
            ("heute", {
                stage.relay_stops();
                cold_start::heute(&stage, slowed).await?
            }),
        ];
        let smallest = *first.get_or_insert_with(|| taken.each_ref().map(|(_, figure)| figure.value()));
        for ((name, figure), smallest) in taken.into_iter().zip(smallest) {
            figures.put(format!("{name}_{cases}"), figure.at_most(MOST_GROWTH * smallest));
        }
        last = Some((stage, reference));
    }
    let (stage, reference) = last.context("three sizes were measured")?;
    Ok((figures, stage, reference))
}
