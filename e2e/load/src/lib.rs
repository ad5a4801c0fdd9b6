//! What the load generator counts with: samples, the figures made of them, and their targets.
//!
//! A figure is one row of the table that `cargo xtask bench` prints. Nothing here measures anything.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Measured values of one kind, sorted.
#[derive(Debug, Clone)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// Takes values in any order; `None` when there are none.
    #[must_use]
    pub fn new(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        (!values.is_empty()).then_some(Self(values))
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The value that so many percent of all are not above (nearest rank).
    #[must_use]
    pub fn percentile(&self, percent: f64) -> f64 {
        let rank = (percent / 100.0 * self.0.len() as f64).ceil() as usize;
        self.0[rank.clamp(1, self.0.len()) - 1]
    }

    /// The largest value.
    #[must_use]
    pub fn max(&self) -> f64 {
        self.percentile(100.0)
    }
}

/// What a figure is held against.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Not more than this.
    AtMost(f64),
    /// Not less than this.
    AtLeast(f64),
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// What was measured.
    pub name: String,
    /// What of the samples the value is: `p99`, `median`, `ratio`.
    pub measure: String,
    /// The value.
    pub value: f64,
    /// Its unit; empty for a ratio.
    pub unit: String,
    /// How many samples it was made of.
    pub samples: usize,
    /// What it is held against, where something is promised.
    pub target: Option<Target>,
    /// Other values of the same samples, by name.
    pub details: BTreeMap<String, f64>,
}

impl Figure {
    /// A percentile of times in milliseconds, with the others as details.
    #[must_use]
    pub fn time(
        name: impl Into<String>,
        percent: u8,
        samples: &Samples,
        target: Option<f64>,
    ) -> Self {
        let details = [50.0, 95.0, 99.0]
            .into_iter()
            .map(|percent| (format!("p{percent}"), samples.percentile(percent)))
            .chain([("max".to_owned(), samples.max())]);
        Self {
            name: name.into(),
            measure: format!("p{percent}"),
            value: samples.percentile(f64::from(percent)),
            unit: "ms".to_owned(),
            samples: samples.count(),
            target: target.map(Target::AtMost),
            details: details.collect(),
        }
    }

    /// One number relative to another.
    #[must_use]
    pub fn ratio(
        name: impl Into<String>,
        value: f64,
        samples: usize,
        target: Target,
        details: impl IntoIterator<Item = (&'static str, f64)>,
    ) -> Self {
        let details = details.into_iter();
        Self {
            name: name.into(),
            measure: "ratio".to_owned(),
            value,
            unit: String::new(),
            samples,
            target: Some(target),
            details: details
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_value_that_was_measured() {
        let samples = Samples::new((1..=200).rev().map(f64::from).collect()).expect("samples");
        let values = [0.0, 50.0, 95.0, 99.0, 100.0].map(|percent| samples.percentile(percent));
        assert_eq!(values, [1.0, 100.0, 190.0, 198.0, 200.0]);
        assert!(Samples::new(Vec::new()).is_none());
    }

    #[test]
    fn a_late_tablet_shows_in_the_99th_percentile_of_fifty() {
        let mut values = vec![5.0; 49];
        values.push(90.0);
        let samples = Samples::new(values).expect("samples");
        assert_eq!(samples.percentile(95.0), 5.0);
        let figure = Figure::time("turns", 99, &samples, Some(25.0));
        assert_eq!(
            (figure.value, figure.target),
            (90.0, Some(Target::AtMost(25.0)))
        );
    }
}
