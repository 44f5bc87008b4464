//! `search`: how long the worker takes for each letter that somebody types, over all cases.
//!
//! Four hundred queries in four scripts, hits and misses, typed letter by letter with real key presses. A time begins when the
//! question comes out of the worker's port and ends when the list of cases goes into it. The next letter waits for the answer,
//! so that no question goes unanswered and no sample is dropped.

use super::{
    Options,
    corpus::Kept,
    figures::{Figure, Figures},
    reference::Reference,
    slowness::quarter,
    stage::Stage,
    tablet::Tablet,
};
use anyhow::{Result, ensure};
use std::collections::BTreeSet;

/// Queries that are typed.
const QUERIES: usize = 400;
/// Of a script, so many find nobody.
const MISSES: usize = 25;
/// Letters typed of a name.
const LETTERS: usize = 8;
/// The scripts: the first and the last letter that tell them, and letters whose finds show names.
const SCRIPTS: [(char, char, &str); 4] = [
    ('a', 'z', "abcdefghijklmnopqrstuvwxyz"),
    ('а', 'ї', "абвгдежзіклмнопрстухцчшюя"),
    ('ا', 'ي', "ابتثجحخدرزسشصطعفقكلمنهوي"),
    ('ა', 'ჰ', "აბგდევზთიკლმნოპრსტუფქღყშჩცძწჭხ"),
];

/// Measures.
///
/// # Errors
/// If a step does not show what it should.
pub(super) async fn take(options: Options) -> Result<(Figures, Stage, Reference)> {
    let stage = Stage::of(Kept::with(options.cases, options.seed).await?, 1)?;
    stage.renews(0).await?;
    let reference = Reference::take(&stage).await?;
    let mut figures = Figures::default();
    let key = key(&stage, options.plant.then(quarter), QUERIES).await?;
    figures.put("key_p95", key.at_most(16.0));
    Ok((figures, stage, reference))
}

/// What a letter takes in the worker.
///
/// # Errors
/// If an answer is missing.
pub(super) async fn key(stage: &Stage, slowed: Option<u32>, n_queries: usize) -> Result<Figure> {
    let queries = queries(stage, n_queries).await?;
    let tablet = stage.unlocked(0, slowed).await?;
    tablet.goes_to_place("/faelle").await?;
    tablet.waits_for("document.querySelector('.CaseLine')").await?;
    tablet.presses("#search").await?;
    let before: usize = tablet.evaluates_in_worker("stopwatch.lists.length").await?;
    let mut typed = before;
    for query in queries {
        tablet.evaluates::<bool>("document.querySelector('#search').select() ?? true").await?;
        for letter in query.chars() {
            tablet.strikes(letter).await?;
            typed += 1;
            tablet.evaluates_in_worker::<bool>(&format!("stopwatch.listed({typed})")).await?;
        }
    }
    let times: Vec<f64> = tablet
        .evaluates_in_worker(&format!("stopwatch.lists.slice({before}).map((list) => list.out - list.in)"))
        .await?;
    tablet.ends().await?;
    ensure!(times.len() == typed - before, "{} letters, {} answers", typed - before, times.len());
    Figure::p95(&times, 200)
}

/// Names that the app itself shows, and the same names backwards, which find nobody.
async fn queries(stage: &Stage, n_queries: usize) -> Result<Vec<String>> {
    let tablet = stage.unlocked(0, None).await?;
    tablet.goes_to_place("/faelle").await?;
    let mut queries = Vec::new();
    for (first, last, letters) in SCRIPTS {
        let of_script = |letter: char| letter.to_lowercase().any(|letter| (first..=last).contains(&letter));
        let mut names = BTreeSet::new();
        for letter in letters.chars() {
            names.extend(names_found(&tablet, letter).await?);
        }
        let mut names: Vec<String> = names.into_iter().filter(|name| name.chars().any(of_script)).collect();
        names.retain(|name| 2 < name.chars().count() && !name.chars().any(char::is_numeric));
        ensure!(!names.is_empty(), "the corpus has no name of the script of {first}");
        let n_script = n_queries / SCRIPTS.len();
        let n_misses = MISSES.min(n_script / 4);
        let spread = |n: usize| -> Vec<&String> {
            (0..n).filter_map(|at| names.get(at * names.len() / n.max(1))).collect()
        };
        let beginning = |name: &String| name.chars().take(LETTERS).collect::<String>();
        queries.extend(spread(n_script - n_misses).into_iter().map(beginning));
        // Doubled first, so that the end of no name begins like it.
        queries.extend(spread(n_misses).into_iter().map(|name| {
            let backwards: String = name.chars().rev().filter(|letter| letter.is_alphabetic()).collect();
            backwards.chars().take(1).chain(backwards.chars()).take(LETTERS).collect()
        }));
    }
    tablet.ends().await?;
    Ok(queries)
}

async fn names_found(tablet: &Tablet, letter: char) -> Result<Vec<String>> {
    let typed: usize = tablet.evaluates_in_worker("stopwatch.lists.length").await?;
    tablet.fills("#search", &letter.to_string()).await?;
    tablet.evaluates_in_worker::<bool>(&format!("stopwatch.listed({})", typed + 1)).await?;
    tablet.evaluates::<f64>("stopwatch.painted(() => true)").await?;
    tablet
        .evaluates(
            "[...document.querySelectorAll('.CaseLine-title .Name')].map((name) => name.textContent.trim())",
        )
        .await
}
