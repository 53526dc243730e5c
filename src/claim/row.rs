//! The evidence of a claim: panels of rows (where, predicted, measured). Verdict, table, data file and figure are
//! renderings of the same rows, so that a figure cannot drift from its test.

use crate::num::Estimate;
use std::sync::Arc;

/// How an axis is scaled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Equal steps for equal differences.
    Linear,
    /// Equal steps for equal ratios.
    Log,
}

/// An axis of a panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Its label, with the symbol and unit, in Unicode (Greek, superscripts).
    pub label: String,
    /// Its scale.
    pub scale: Scale,
}

impl Axis {
    /// A linear axis.
    pub fn linear(label: impl Into<String>) -> Self {
        Self { label: label.into(), scale: Scale::Linear }
    }

    /// A logarithmic axis.
    pub fn log(label: impl Into<String>) -> Self {
        Self { label: label.into(), scale: Scale::Log }
    }
}

/// What was measured, in a form that gives a band at any error rate.
#[derive(Clone, Debug)]
pub enum Measured {
    /// A number with a rigorous or cross-checked error bound: the band does not depend on the error rate.
    Enclosure(Estimate),
    /// How often an event happened: exact binomial (Clopper-Pearson) band for its probability.
    Frequency {
        /// How often it happened.
        hits: u64,
        /// Out of how many.
        trials: u64,
    },
    /// A quantile of a sample: distribution-free band by order statistics.
    Quantile {
        /// The sample in increasing order.
        sorted: Arc<[f64]>,
        /// The level of the quantile, in (0, 1).
        level: f64,
    },
    /// The mean of independent values that lie in [low, high]: empirical Bernstein band.
    BoundedMean {
        /// How many values.
        count: u64,
        /// Their mean.
        mean: f64,
        /// Their sample variance.
        variance: f64,
        /// Lower bound of every value.
        low: f64,
        /// Upper bound of every value.
        high: f64,
    },
}

/// One check: at a place, what the claim predicts and what a route that does not know the claim measures.
#[derive(Clone, Debug)]
pub struct Row {
    /// The series it belongs to (one line and one set of points in the picture), e.g. "a = 0.5".
    pub series: String,
    /// The horizontal coordinate.
    pub at: f64,
    /// The place in words, e.g. "n = 1000".
    pub place: String,
    /// What the claim predicts; its error is the part that the claim itself leaves open (rounding, or a stated remainder).
    pub predicted: Estimate,
    /// What was measured.
    pub measured: Measured,
    /// The planted lie: a nearby wrong prediction that must be rejected.
    pub lie: f64,
    /// What a reader must know, e.g. that a limit sets in only at P = 1e-20.
    pub note: Option<String>,
}

/// A line through predictions at more places than the rows have.
#[derive(Clone, Debug)]
pub struct Line {
    /// The series whose colour it takes.
    pub series: String,
    /// Its points, in order.
    pub points: Vec<(f64, f64)>,
    /// Dashed: a limit or an asymptote beside the exact prediction.
    pub dashed: bool,
}

/// One panel of the picture, and the rows behind it.
#[derive(Clone, Debug)]
pub struct Panel {
    /// Its title; empty where the claim's own title says it all.
    pub title: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// The checks.
    pub rows: Vec<Row>,
    /// Predictions as lines.
    pub lines: Vec<Line>,
}

/// Everything that a claim shows for itself.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// One or more panels.
    pub panels: Vec<Panel>,
}
