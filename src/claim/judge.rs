//! One false-alarm budget for the whole run, and the verdict on each row, in which a planted lie must fail.

use super::{Band, LIE, Row, Sense};

/// The chance of a false alarm in a whole run, shared evenly over its statistical rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Budget {
    shares: u64,
}

impl Budget {
    /// The chance that a run in which every claim is true finds any of them wrong.
    pub const TOTAL: f64 = 1e-6;
    /// Shares handed out in any case, so that judging one claim alone gives the same bands as judging them all.
    pub const SHARES: u64 = 4096;

    /// The budget of a run with this many statistical rows.
    pub fn for_rows(rows: u64) -> Self {
        Self { shares: rows.max(Self::SHARES) }
    }

    /// The false-alarm rate of one row.
    pub fn per_row(&self) -> f64 {
        Self::TOTAL / self.shares as f64
    }
}

/// What the rows say; the later outweighs the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The prediction meets the band and the planted lie misses it.
    Agrees,
    /// The same for a limit, which finitely many places cannot verify.
    Consistent,
    /// The planted lie would have passed: the check says nothing.
    TooWeak,
    /// The prediction misses the band.
    Disagrees,
}

impl Verdict {
    /// Whether the claim came through: it agrees or is consistent.
    pub fn passes(self) -> bool {
        self <= Self::Consistent
    }

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Consistent => "consistent",
            Self::TooWeak => "too weak",
            Self::Disagrees => "disagrees",
        }
    }

    /// Of a claim, from its rows; a claim without rows shows nothing and is too weak.
    pub fn of_rows(rows: impl IntoIterator<Item = Self>) -> Self {
        rows.into_iter().max().unwrap_or(Self::TooWeak)
    }
}

/// What the judge found in one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finding {
    /// The prediction as judged: the row's own, or a sabotaged one.
    pub predicted: f64,
    /// The part of it that the claim leaves open.
    pub error: f64,
    /// Where the measurement puts the truth.
    pub band: Band,
    /// The verdict.
    pub verdict: Verdict,
    /// The least relative deviation from the prediction that is sure to have been caught here.
    pub detects: f64,
    /// The distance of prediction and measurement in units of what is allowed: at most 1 where they agree.
    pub strain: f64,
}

/// Judges one row at a false-alarm rate, with its prediction multiplied by `factor` (1 for an honest run).
pub fn judge(row: &Row, false_alarm: f64, factor: f64) -> Finding {
    let (predicted, error) = (row.predicted.value * factor, row.predicted.error * factor.abs());
    let band = row.measured.band(false_alarm);
    let passes = |value: f64| match row.sense {
        Sense::Equal | Sense::Limit => band.meets(value, error),
        Sense::AtLeast => band.high >= value - error,
    };
    let verdict = if !passes(predicted) {
        Verdict::Disagrees
    } else if !row.lie.is_finite() || passes(row.lie) {
        Verdict::TooWeak
    } else if row.sense == Sense::Limit {
        Verdict::Consistent
    } else {
        Verdict::Agrees
    };
    let detects = detects(row.sense, predicted, error, &band) / unit(predicted, row.lie);
    let strain = strain(row.sense, predicted, error, &band);
    Finding { predicted, error, band, verdict, detects, strain }
}

/// What deviations are relative to: the prediction, or where that is 0 the size of which the planted lie is a twentieth.
fn unit(predicted: f64, lie: f64) -> f64 {
    if predicted == 0.0 { lie.abs() / (LIE - 1.0) } else { predicted.abs() }
}

/// The least deviation beyond which every wrong prediction misses the band.
fn detects(sense: Sense, predicted: f64, error: f64, band: &Band) -> f64 {
    let upward = band.high + error - predicted;
    let downward = if sense == Sense::AtLeast { f64::NEG_INFINITY } else { predicted + error - band.low };
    upward.max(downward).max(0.0)
}

/// The distance between prediction and measurement over the distance at which they would part.
fn strain(sense: Sense, predicted: f64, error: f64, band: &Band) -> f64 {
    let above = predicted > band.middle;
    if sense == Sense::AtLeast && !above || predicted == band.middle {
        return 0.0;
    }
    let half = if above { band.high - band.middle } else { band.middle - band.low };
    (predicted - band.middle).abs() / (half + error)
}

#[cfg(test)]
mod tests {
    use super::super::Measured;
    use super::*;
    use crate::num::Estimate;

    fn row(predicted: f64, error: f64, low: f64, high: f64) -> Row {
        let measured = Measured::Enclosure(Estimate::new(0.5 * (low + high), 0.5 * (high - low)));
        Row::new("", 1.0, "", Estimate::new(predicted, error), measured)
    }

    #[test]
    fn the_four_verdicts() {
        assert_eq!(judge(&row(1.0, 0.0, 0.99, 1.01), 1e-9, 1.0).verdict, Verdict::Agrees);
        assert_eq!(judge(&row(1.0, 0.0, 0.99, 1.01).as_limit(), 1e-9, 1.0).verdict, Verdict::Consistent);
        assert_eq!(judge(&row(1.0, 0.0, 0.9, 1.1), 1e-9, 1.0).verdict, Verdict::TooWeak);
        assert_eq!(judge(&row(1.0, 0.2, 0.99, 1.01), 1e-9, 1.0).verdict, Verdict::TooWeak);
        assert_eq!(judge(&row(1.1, 0.0, 0.99, 1.01), 1e-9, 1.0).verdict, Verdict::Disagrees);
        assert_eq!(judge(&row(1.0, 0.0, 0.99, 1.01), 1e-9, 1.05).verdict, Verdict::Disagrees);
        assert_eq!(judge(&row(f64::NAN, 0.0, 0.99, 1.01), 1e-9, 1.0).verdict, Verdict::Disagrees);
        assert_eq!(judge(&row(1.0, 0.0, 0.99, 1.01).with_lie(f64::NAN), 1e-9, 1.0).verdict, Verdict::TooWeak);
    }

    #[test]
    fn a_lower_bound_may_be_exceeded_but_not_missed() {
        let bound = |predicted| judge(&row(predicted, 0.0, 0.99, 1.01).as_lower_bound(), 1e-9, 1.0).verdict;
        assert_eq!(bound(1.0), Verdict::Agrees);
        assert_eq!(bound(0.97), Verdict::Agrees);
        assert_eq!(bound(0.9), Verdict::TooWeak, "a bound that could be raised by five per cent is not tested");
        assert_eq!(bound(1.02), Verdict::Disagrees);
    }

    #[test]
    fn detects_is_the_deviation_at_which_the_verdict_turns() {
        let honest = judge(&row(1.0, 0.001, 0.98, 1.03), 1e-9, 1.0);
        assert!((honest.detects - 0.031).abs() < 1e-12);
        let wrong = |predicted| judge(&row(predicted, 0.001, 0.98, 1.03), 1e-9, 1.0).verdict;
        assert_eq!(wrong(1.0 + 1.0001 * honest.detects), Verdict::Disagrees);
        assert!(wrong(1.0 + 0.9999 * honest.detects) != Verdict::Disagrees);
    }

    #[test]
    fn a_prediction_of_nothing_is_measured_by_its_lie() {
        let found = judge(&row(0.0, 0.02, -0.01, 0.01).with_lie(0.05), 1e-9, 1.0);
        assert_eq!(found.verdict, Verdict::Agrees);
        assert!((found.detects - 0.03).abs() < 1e-12, "a lie of 0.05 counts as five per cent");
        assert_eq!(judge(&row(0.0, 0.06, -0.01, 0.01).with_lie(0.05), 1e-9, 1.0).verdict, Verdict::TooWeak);
    }

    #[test]
    fn strain_is_one_at_the_edge() {
        let finding = judge(&row(1.02, 0.01, 0.99, 1.01), 1e-9, 1.0);
        assert!((finding.strain - 1.0).abs() < 1e-9);
        assert_eq!(judge(&row(1.0, 0.0, 1.0, 1.0), 1e-9, 1.0).strain, 0.0);
    }

    #[test]
    fn the_worst_row_decides() {
        use Verdict::{Agrees, Consistent, Disagrees, TooWeak};
        assert_eq!(Verdict::of_rows([Agrees, Agrees]), Agrees);
        assert_eq!(Verdict::of_rows([Agrees, Consistent]), Consistent);
        assert_eq!(Verdict::of_rows([TooWeak, Consistent]), TooWeak);
        assert_eq!(Verdict::of_rows([TooWeak, Disagrees, Agrees]), Disagrees);
        assert_eq!(Verdict::of_rows([]), TooWeak);
    }

    #[test]
    fn the_budget_is_shared_evenly_and_never_exceeded() {
        assert_eq!(Budget::for_rows(10), Budget::for_rows(Budget::SHARES));
        let many = Budget::for_rows(1_000_000);
        assert!((many.per_row() * 1e6 - Budget::TOTAL).abs() < 1e-18);
    }
}
