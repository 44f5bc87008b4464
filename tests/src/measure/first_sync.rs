//! `first-sync`: a device that was just let in fetches everything: when can it be worked with, when is everything stored?
//!
//! The clock starts when the relay tells the waiting device that it was let in. *Usable*: the list counts every case, fifty rows
//! are painted, and it says no longer that more comes, which is true once the last card is verified and stored; search then finds
//! cases by a name that stands in their person sheets and by a number that stands in their case files. *Stored*: the device tells
//! the relay, behind the last bundle, that everything up to here is durable; the store is then counted.

use super::{
    Options,
    corpus::{Kept, accepts, shows_cases, weigh},
    figures::{Figure, Figures},
    open_case::finds,
    programs::link_in,
    reference::Reference,
    stage::Stage,
    tablet::{PATIENCE, Tablet},
    toll::{Frame, Way, device_says, relay_says},
};
use anyhow::{Result, bail, ensure};
use std::time::{Duration, Instant};

/// Newcomers, one after the other.
const RUNS: usize = 3;
/// With `--plant` the line breaks whenever so many bytes have come down.
const BREAKS_AFTER: u64 = 4 << 20;

/// One newcomer.
#[derive(Clone, Copy, Debug)]
struct Newcomer {
    usable: f64,
    stored: f64,
    bytes_down: f64,
}

/// Measures.
///
/// # Errors
/// If a step does not show what it should.
pub(super) async fn take(options: Options) -> Result<(Figures, Stage, Reference)> {
    let stage = Stage::of(Kept::with(options.cases, options.seed).await?, 0)?;
    let reference = Reference::take(&stage).await?;
    let colleague = stage.colleague()?;
    let mut newcomers = Vec::new();
    for run in 0..RUNS {
        let link = link_in(&colleague.says("Gerät: ", |_| ())?)?;
        stage.toll.breaks_after(if options.plant { BREAKS_AFTER } else { 0 });
        newcomers.push(newcomer(&stage, &format!("newcomer-{run}"), &link).await?);
        stage.toll.breaks_after(0);
    }
    let of = |part: fn(&Newcomer) -> f64| newcomers.iter().map(part).collect::<Vec<_>>();
    let mut figures = Figures::default();
    figures.put("usable", Figure::worst(&of(|it| it.usable), "ms")?.at_most(3_000.0));
    figures.put("stored", Figure::worst(&of(|it| it.stored), "ms")?.at_most(8_000.0));
    figures.put("bytes_down", Figure::worst(&of(|it| it.bytes_down), "B")?);
    Ok((figures, stage, reference))
}

async fn newcomer(stage: &Stage, name: &str, link: &str) -> Result<Newcomer> {
    let begun = stage.toll.frames().len();
    let tablet = stage.fresh_tablet(name, None).await?;
    accepts(&tablet, link).await?;
    // The first screen of whoever was let in; the clock started before, on the wire.
    tablet.waits_for("document.querySelector('.Places a[href=\"/faelle\"]')").await?;
    tablet.goes_to_place("/faelle").await?;
    let cases = stage.corpus().cases;
    let rows = cases.min(50);
    let looks = format!(
        "{} && {rows} <= document.querySelectorAll('.CaseLine').length && !document.querySelector('.CaseList-filling')",
        shows_cases(cases)
    );
    let usable = tablet.paints(&looks).await?;
    finds_everybody(&tablet, cases).await?;
    let frames = || -> Vec<Frame> { stage.toll.frames().into_iter().skip(begun).collect() };
    let stored = is_stored(&frames).await?;
    let kept = weigh(&tablet).await?;
    ensure!(
        stage.corpus().envelopes <= kept.envelopes + kept.unread,
        "{} envelopes are not {}",
        kept.envelopes + kept.unread,
        stage.corpus().envelopes
    );
    tablet.ends().await?;
    let frames = frames();
    let Some(admitted) = frames.iter().find(|frame| frame.message == Some(relay_says::ADMITTED)) else {
        bail!("nobody was let in");
    };
    let own = |frame: &&Frame| frame.connection >= admitted.connection && frame.way == Way::Down;
    let down = frames.iter().filter(own).filter(|frame| (admitted.at..=stored).contains(&frame.at));
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let bytes_down = down.map(|frame| frame.bytes).sum::<u64>() as f64;
    Ok(Newcomer { usable: usable - admitted.at, stored: stored - admitted.at, bytes_down })
}

/// Cases from all over the corpus are found at once: by number, then by the name that was found.
async fn finds_everybody(tablet: &Tablet, cases: usize) -> Result<()> {
    for number in (0..5).map(|fifth| 1 + fifth * (cases - 1) / 4) {
        finds(tablet, number).await?;
        let name: String =
            tablet.evaluates("document.querySelector('.CaseLine-title .Name').textContent").await?;
        tablet.fills("#search", &name).await?;
        let found = format!(
            "[...document.querySelectorAll('.CaseLine-title .Name')].some((name) => name.textContent === {name:?})"
        );
        tablet.waits_for(&found).await?;
    }
    Ok(())
}

/// When the device said that everything is durable: its first such word behind the last bundle.
async fn is_stored(frames: &impl Fn() -> Vec<Frame>) -> Result<f64> {
    let until = Instant::now() + 4 * PATIENCE;
    let mut n_before = 0;
    while Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        let frames = frames();
        let last = frames.iter().rfind(|frame| frame.message == Some(relay_says::BUNDLE));
        let said = last.and_then(|last| {
            frames.iter().find(|frame| {
                last.at <= frame.at && frame.message == Some(device_says::APPLIED) && frame.way == Way::Up
            })
        });
        match said {
            Some(said) if frames.len() == n_before => return Ok(said.at),
            Some(_) | None => n_before = frames.len(),
        }
    }
    bail!("the first sync does not end")
}
