//! `edit`: somebody writes a note in bursts with pauses; when is it durable, when does a colleague see it, what does it weigh?
//!
//! A pause of 300 ms ends a burst. *Durable* is from the end of that pause to the painted word "gespeichert", which stands for
//! one strict commit (S1). *The other screen* is from the same moment to the painted text in another browser with the same
//! note open, through the relay. Bytes are everything that goes up the wire for one edit, acknowledgements and frames included.

use super::{
    Options,
    corpus::Kept,
    figures::{Figure, Figures},
    open_case::{finds, opens},
    reference::Reference,
    slowness::quarter,
    stage::Stage,
    tablet::{NamedKey, Tablet},
    toll::{Frame, Way, device_says},
};
use anyhow::{Context, Result};
use futures::join;
use std::time::Duration;

/// Edits of a note.
const NOTES: usize = 200;
/// Edits of what lists show.
const PLACES: usize = 20;
/// After so long without a key a thought is finished.
const PAUSE_MS: f64 = 300.0;
/// The first case of the corpus that is not a long one.
const CASE: usize = 41;

/// Where a note is read, and written.
const NOTE: &str = ".Contact [data-field='contact.note']";
/// A field that is part of the card.
const PLACE: &str = "[data-field='background.residence_place']";

/// What was measured.
#[derive(Debug, Default)]
struct Written {
    durable: Vec<f64>,
    elsewhere: Vec<f64>,
    bytes: Vec<f64>,
}

/// Measures.
///
/// # Errors
/// If a step does not show what it should.
pub(super) async fn take(options: Options) -> Result<(Figures, Stage, Reference)> {
    let stage = Stage::of(Kept::with(options.cases, options.seed).await?, 2)?;
    stage.renews(0).await?;
    stage.renews(1).await?;
    let reference = Reference::take(&stage).await?;
    let slowed = options.plant.then(quarter);
    let (writer, reader) = (stage.unlocked(0, slowed).await?, stage.unlocked(1, None).await?);
    for tablet in [&writer, &reader] {
        finds(tablet, CASE.min(options.cases)).await?;
        opens(tablet).await?;
    }
    // More words in each burst weigh more; a line holds one sentence of them, a note six.
    let sentence = "Ratsuchende bringt das Zeugnis, die Übersetzung und den Lebenslauf mit. ";
    let burst = |n| if options.plant { sentence.repeat(n) } else { String::new() };
    let places = writes(&stage, (&writer, &reader), PLACE, (&burst(1), PLACES)).await?;
    for tablet in [&writer, &reader] {
        tablet.presses(".Case a[href$='/kontakte']").await?;
        tablet.waits_for(&format!("document.querySelector({NOTE:?})")).await?;
    }
    let notes = writes(&stage, (&writer, &reader), NOTE, (&burst(6), NOTES)).await?;
    writer.ends().await?;
    reader.ends().await?;
    let mut figures = Figures::default();
    figures.put("durable_p95", Figure::p95(&notes.durable, NOTES)?.at_most(50.0));
    figures.put("other_screen_p95", Figure::p95(&notes.elsewhere, NOTES)?.at_most(250.0));
    figures.put("bytes_up", Figure::worst(&notes.bytes, "B")?.at_most(700.0));
    figures.put("bytes_up_with_card", Figure::worst(&places.bytes, "B")?.at_most(1_400.0));
    Ok((figures, stage, reference))
}

/// Opens a field and writes into it, burst after burst.
async fn writes(
    stage: &Stage,
    (writer, reader): (&Tablet, &Tablet),
    field: &str,
    (burst, times): (&str, usize),
) -> Result<Written> {
    writer.presses(&format!("{field} .Field-value")).await?;
    writer
        .waits_for(&format!("document.activeElement === document.querySelector(\"{field} .Input\")"))
        .await?;
    let mut written = Written::default();
    for number in 0..times {
        let begun = stage.toll.frames().len();
        let word = format!("x{number:03}");
        let looks = format!("document.querySelector(\"{field}\")?.textContent.includes('{word}')");
        let (seen, saved) = join!(reader.paints(&looks), bursts(writer, field, (burst, &word)));
        let (pause_ended, saved) = saved?;
        written.durable.push(saved - pause_ended);
        written.elsewhere.push(seen? - pause_ended);
        written.bytes.push(weight(stage, begun).await?);
        let holds = if burst.is_empty() { 40 } else { 1 };
        clears(writer, field, (number, holds)).await?;
    }
    writer.strikes_key(NamedKey::Escape).await?;
    Ok(written)
}

/// Types a burst; returns when its pause ended and when it was called saved.
async fn bursts(writer: &Tablet, field: &str, (burst, word): (&str, &str)) -> Result<(f64, f64)> {
    for character in format!("{burst}{word} ").chars() {
        writer.strikes(character).await?;
        if burst.is_empty() {
            // Somebody types fast.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    let last: f64 = writer.evaluates("stopwatch.last('input')").await?;
    let saved = format!("document.querySelector(\"{field} [data-safety]\")?.dataset.safety === 'saved'");
    Ok((last + PAUSE_MS, writer.paints(&saved).await?))
}

/// Bytes that the writer sent since the frame of this number, once nothing more follows.
async fn weight(stage: &Stage, begun: usize) -> Result<f64> {
    let mut n_before = 0;
    loop {
        tokio::time::sleep(Duration::from_millis(150)).await;
        let frames = stage.toll.frames();
        let since: Vec<&Frame> = frames.iter().skip(begun).collect();
        if since.len() == n_before {
            let pushed = |frame: &&&Frame| frame.way == Way::Up && frame.message == Some(device_says::PUSH);
            let writer = since.iter().find(pushed).context("no edit was sent")?.connection;
            let sent = since.iter().filter(|frame| frame.way == Way::Up && frame.connection == writer);
            #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
            return Ok(sent.map(|frame| frame.bytes).sum::<u64>() as f64);
        }
        n_before = since.len();
    }
}

/// Keeps a field from growing without end: after as many bursts as it holds its text is taken out again, which is not measured.
async fn clears(writer: &Tablet, field: &str, (number, holds): (usize, usize)) -> Result<()> {
    if (number + 1) % holds != 0 {
        return Ok(());
    }
    writer.evaluates::<bool>(&format!("document.querySelector(\"{field} .Input\").select() ?? true")).await?;
    writer.types("Kurz. ").await?;
    let saved = format!("document.querySelector(\"{field} [data-safety]\")?.dataset.safety === 'saved'");
    writer.waits_for(&saved).await?;
    tokio::time::sleep(Duration::from_millis(1_000)).await;
    Ok(())
}
