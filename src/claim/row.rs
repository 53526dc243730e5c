//! A row of evidence: where, predicted, measured. Verdict, table, data file and figure are renderings of the same rows, so
//! that a figure cannot drift from its test.

use crate::num::Estimate;
use std::sync::Arc;

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

/// How a prediction is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// It holds at this very place, within its stated error.
    Equal,
    /// It is a limit, set beside a finite place: agreement is consistency, never proof.
    Limit,
    /// It is a lower bound.
    AtLeast,
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
    /// How the prediction is meant.
    pub sense: Sense,
    /// The planted lie: a nearby wrong prediction that must be rejected.
    pub lie: f64,
    /// What a reader must know, e.g. that a limit sets in only at P = 1e-20.
    pub note: Option<String>,
}

/// By how much a planted lie differs from its prediction unless a row says otherwise.
pub const LIE: f64 = 1.05;

impl Row {
    /// A check of an equation, with a lie of five per cent.
    ///
    /// ```
    /// # use goodhart::{claim::{Measured, Row}, num::Estimate};
    /// let row = Row::new("a = 2", 10.0, "n = 10", Estimate::closed_form(2.0), Measured::Frequency { hits: 3, trials: 9 });
    /// assert_eq!(row.lie, 2.1);
    /// ```
    pub fn new(
        series: impl Into<String>,
        at: f64,
        place: impl Into<String>,
        predicted: Estimate,
        measured: Measured,
    ) -> Self {
        let lie = LIE * predicted.value;
        let (series, place) = (series.into(), place.into());
        Self { series, at, place, predicted, measured, sense: Sense::Equal, lie, note: None }
    }

    /// The same row with the prediction meant as a limit.
    pub fn as_limit(self) -> Self {
        Self { sense: Sense::Limit, ..self }
    }

    /// The same row with the prediction meant as a lower bound.
    pub fn as_lower_bound(self) -> Self {
        Self { sense: Sense::AtLeast, ..self }
    }

    /// The same row with another planted lie.
    pub fn with_lie(self, lie: f64) -> Self {
        Self { lie, ..self }
    }

    /// The same row with a note.
    pub fn with_note(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }
}

impl Measured {
    /// Whether the measurement is random, so that its band takes a share of the run's false-alarm budget.
    pub fn is_statistical(&self) -> bool {
        !matches!(self, Self::Enclosure(_))
    }
}
