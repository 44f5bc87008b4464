//! What a measurement says in the end: one line of JSON, and which figure misses what it must reach.

use super::{corpus::Corpus, reference::Reference};
use anyhow::{Result, ensure};
use serde::Serialize;
use std::collections::BTreeMap;

/// One figure.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Figure {
    value: f64,
    unit: &'static str,
    samples: usize,
    #[serde(skip)]
    at_most: Option<f64>,
}

/// All figures of one name.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub(super) struct Figures(BTreeMap<String, Figure>);

/// The whole line.
#[derive(Debug, Serialize)]
struct Report<'a> {
    name: &'a str,
    commit: &'a str,
    dirty: bool,
    corpus: &'a Corpus,
    reference: &'a Reference,
    figures: &'a Figures,
}

/// What was measured, at which state of the repository.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The name of the measurement.
    pub name: &'a str,
    /// The commit the app was built from.
    pub commit: &'a str,
    /// Was anything changed since?
    pub dirty: bool,
}

impl Figure {
    /// The 95th percentile of times in ms: no sample is left out.
    ///
    /// # Errors
    /// If there are fewer than `least` samples.
    pub(super) fn p95(samples: &[f64], least: usize) -> Result<Self> {
        ensure!(least <= samples.len(), "{} samples are not {least}", samples.len());
        let mut sorted = samples.to_vec();
        sorted.sort_by(f64::total_cmp);
        // The smallest value that 95 of 100 samples do not exceed.
        let place = (sorted.len() * 95).div_ceil(100).saturating_sub(1);
        let value = sorted.get(place).copied().unwrap_or(f64::NAN);
        Ok(Self { value: tenths(value), unit: "ms", samples: sorted.len(), at_most: None })
    }

    /// The worst of few samples.
    ///
    /// # Errors
    /// If there is none.
    pub(super) fn worst(samples: &[f64], unit: &'static str) -> Result<Self> {
        ensure!(!samples.is_empty(), "there is no sample");
        let value = samples.iter().copied().fold(f64::MIN, f64::max);
        Ok(Self { value: tenths(value), unit, samples: samples.len(), at_most: None })
    }

    /// What it must reach.
    pub(super) const fn at_most(mut self, bar: f64) -> Self {
        self.at_most = Some(bar);
        self
    }

    /// Its value.
    pub(super) const fn value(&self) -> f64 {
        self.value
    }
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

impl Figures {
    /// Takes one more.
    pub(super) fn put(&mut self, name: impl Into<String>, figure: Figure) {
        self.0.insert(name.into(), figure);
    }

    /// Prints the line.
    ///
    /// # Errors
    /// If a figure misses its bar; the line is printed all the same.
    #[expect(clippy::print_stdout, reason = "a command line answers on stdout")]
    pub(super) fn print(&self, subject: Subject<'_>, corpus: &Corpus, reference: &Reference) -> Result<()> {
        let Subject { name, commit, dirty } = subject;
        let report = Report { name, commit, dirty, corpus, reference, figures: self };
        println!("{}", serde_json::to_string(&report)?);
        let missed = self.missed();
        ensure!(missed.is_empty(), "missed: {}", missed.join("; "));
        Ok(())
    }

    fn missed(&self) -> Vec<String> {
        let misses = |(name, figure): (&String, &Figure)| {
            let bar = figure.at_most.filter(|bar| *bar < figure.value || figure.value.is_nan())?;
            Some(format!("{name} is {} {}, at most {bar}", figure.value, figure.unit))
        };
        self.0.iter().filter_map(misses).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nineteen_of_twenty_do_not_exceed_the_95th_percentile() {
        let samples: Vec<f64> = (1..=20).rev().map(f64::from).collect();
        assert!((Figure::p95(&samples, 20).unwrap().value() - 19.0).abs() < f64::EPSILON);
        assert!(Figure::p95(&samples, 21).is_err());
    }

    #[test]
    fn a_missed_bar_is_named() {
        let mut figures = Figures::default();
        figures.put("slow", Figure::worst(&[3.04, 2.0], "ms").unwrap().at_most(3.0));
        figures.put("fast", Figure::worst(&[2.0], "ms").unwrap().at_most(2.0));
        assert!(figures.missed().is_empty(), "a tenth of the unit is what is told");
        figures.put("slow", Figure::worst(&[3.06], "ms").unwrap().at_most(3.0));
        assert_eq!(figures.missed(), ["slow is 3.1 ms, at most 3"]);
    }
}
