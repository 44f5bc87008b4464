//! `idle-reconnect`: a device that has everything comes back into the network: what is said after it proved who it is?
//!
//! A round trip is a turn: the device says something that the relay answers. Bytes are those of the WebSocket's frames, the
//! larger direction.

use super::{
    Options,
    corpus::Kept,
    figures::{Figure, Figures},
    open_case::{finds, opens},
    reference::Reference,
    stage::Stage,
    tablet::Tablet,
    toll::{Frame, Way, relay_says},
};
use anyhow::{Context, Result};
use std::time::Duration;

/// Times that the line is cut.
const CUTS: usize = 5;
/// Longer than anything that follows a greeting: no card, checkpoint or ping comes later than this on its account.
const QUIET: Duration = Duration::from_secs(12);

/// What was said after the greeting began.
#[derive(Clone, Copy, Debug)]
struct Greeting {
    round_trips: f64,
    bytes: f64,
}

/// Measures.
///
/// # Errors
/// If a step does not show what it should.
pub(super) async fn take(options: Options) -> Result<(Figures, Stage, Reference)> {
    let stage = Stage::of(Kept::with(options.cases, options.seed).await?, 1)?;
    stage.renews(0).await?;
    let reference = Reference::take(&stage).await?;
    let tablet = stage.unlocked(0, None).await?;
    tablet.waits_for("document.querySelector('.SyncBadge[data-kind=good]')").await?;
    if options.plant {
        finds(&tablet, 1).await?;
        opens(&tablet).await?;
        tablet.presses(".Case a[href$='/kontakte']").await?;
    }
    tokio::time::sleep(QUIET).await;
    let mut greetings = Vec::new();
    for cut in 0..CUTS {
        greetings.push(comes_back(&stage, &tablet, options.plant.then_some(cut)).await?);
    }
    tablet.ends().await?;
    let of = |part: fn(&Greeting) -> f64| greetings.iter().map(part).collect::<Vec<_>>();
    let mut figures = Figures::default();
    figures.put("round_trips", Figure::worst(&of(|it| it.round_trips), "")?.at_most(1.0));
    figures.put("bytes_each_way", Figure::worst(&of(|it| it.bytes), "B")?.at_most(1_024.0));
    Ok((figures, stage, reference))
}

/// Cuts the line, lets the device come back and counts. With `--plant` somebody wrote meanwhile, so it is not idle.
async fn comes_back(stage: &Stage, tablet: &Tablet, writes: Option<usize>) -> Result<Greeting> {
    let begun = stage.toll.frames().len();
    stage.toll.shuts();
    tablet
        .waits_for(
            "document.querySelector('.SyncBadge') && !document.querySelector('.SyncBadge[data-kind=good]')",
        )
        .await?;
    if let Some(number) = writes {
        let field = ".Contact [data-field='contact.note']";
        if number == 0 {
            tablet.presses(&format!("{field} .Field-value")).await?;
        }
        tablet.types(&format!("x{number} ")).await?;
        tablet.waits_for(&format!("document.querySelector(\"{field} [data-safety=saved]\")")).await?;
    }
    stage.toll.opens();
    tablet.waits_for("document.querySelector('.SyncBadge[data-kind=good]')").await?;
    tokio::time::sleep(QUIET).await;
    let frames: Vec<Frame> = stage.toll.frames().into_iter().skip(begun).collect();
    let proven = frames.iter().rposition(|frame| frame.message == Some(relay_says::AUTHENTICATED));
    let said = frames.get(proven.context("the device did not come back")? + 1..).unwrap_or_default();
    Ok(greeting(said))
}

fn greeting(frames: &[Frame]) -> Greeting {
    // Pings and pongs of the socket itself are no talk, but they weigh.
    let ways: Vec<Way> =
        frames.iter().filter(|frame| frame.message.is_some()).map(|frame| frame.way).collect();
    let round_trips = ways.windows(2).filter(|pair| **pair == [Way::Up, Way::Down]).count();
    let bytes = |way| frames.iter().filter(|frame| frame.way == way).map(|frame| frame.bytes).sum::<u64>();
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    Greeting { round_trips: round_trips as f64, bytes: bytes(Way::Up).max(bytes(Way::Down)) as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_answered_is_a_round_trip() {
        let frame = |way, message, bytes| Frame { at: 0.0, way, message, bytes, connection: 0 };
        let said = [
            frame(Way::Up, Some(3), 100),
            frame(Way::Down, Some(6), 200),
            frame(Way::Down, Some(25), 50),
            frame(Way::Up, Some(7), 20),
            frame(Way::Down, None, 2),
        ];
        let Greeting { round_trips, bytes } = greeting(&said);
        assert_eq!((round_trips as u32, bytes as u32), (1, 252));
    }
}
