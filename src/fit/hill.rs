//! Hill's estimator for every number of upper order statistics at once.

use super::Shape;
use rayon::prelude::*;

/// The sums of log-excesses over every positive order statistic of a sample, in O(n): a number for each value, from which Hill's
/// estimates and power laws above a cut-off are read.
#[derive(Clone, Debug, PartialEq)]
pub struct LogExcesses<'a> {
    upper: &'a [f64],
    sums: Vec<f64>,
}

impl<'a> LogExcesses<'a> {
    /// Of a sorted sample; values that are not positive are left out.
    pub fn of(ascending: &'a [f64]) -> Self {
        let upper = &ascending[ascending.partition_point(|&x| x <= 0.0)..];
        // sum_{i >= j} ln(x_i / x_j) by the spacings: all terms are nonnegative, so that nothing cancels.
        let mut sums: Vec<f64> = upper
            .par_windows(2)
            .with_min_len(1 << 12)
            .enumerate()
            .map(|(j, pair)| (upper.len() - 1 - j) as f64 * ln_ratio(pair[1], pair[0]))
            .collect();
        sums.extend(upper.last().map(|_| 0.0));
        let mut total = 0.0;
        for sum in sums.iter_mut().rev() {
            total += *sum;
            *sum = total;
        }
        Self { upper, sums }
    }

    /// The positive values, in increasing order.
    pub fn upper(&self) -> &'a [f64] {
        self.upper
    }

    /// `sum ln(x_i / x_place)` over the positive values from this place on.
    pub fn sum_from(&self, place: usize) -> f64 {
        self.sums[place]
    }

    /// The largest k that Hill's estimate has.
    pub fn largest_k(&self) -> usize {
        self.upper.len().saturating_sub(1)
    }

    /// Hill's estimate from the k largest values; none unless the base `X_(n-k)` is positive.
    pub fn hill(&self, k: usize) -> Option<Shape> {
        (1..=self.largest_k()).contains(&k).then(|| shape(k, self.sums[self.upper.len() - 1 - k]))
    }
}

/// Hill's estimate for k = 1, 2, ... as far as the base `X_(n-k)` is positive, in O(n).
///
/// `gamma_k = (1/k) sum_{i=1..k} ln X_(n-i+1) - ln X_(n-k)`, standard error `gamma_k / sqrt(k)`.
/// Hill (1975), "A simple general approach to inference about the tail of a distribution".
///
/// It is not shift invariant, and for a light tail it settles on no number: read it beside the others. `ascending` must
/// be sorted; entry `k - 1` of the result belongs to k.
///
/// ```
/// # use goodhart::fit::hill::hill;
/// let e = std::f64::consts::E;
/// assert!((hill(&[1.0, e, e * e])[1].gamma - 1.5).abs() < 1e-15);
/// ```
pub fn hill(ascending: &[f64]) -> Vec<Shape> {
    let sums = LogExcesses::of(ascending).sums;
    sums.iter().rev().enumerate().skip(1).map(|(k, &sum)| shape(k, sum)).collect()
}

/// The estimate from the sum of k log-excesses.
fn shape(k: usize, sum: f64) -> Shape {
    let gamma = sum / k as f64;
    Shape { k, gamma, se: gamma / (k as f64).sqrt() }
}

/// `ln(high / low)` with its digits also when the two are close.
pub(super) fn ln_ratio(high: f64, low: f64) -> f64 {
    let gap = (high - low) / low;
    if gap < 0.5 { gap.ln_1p() } else { high.ln() - low.ln() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_at_the_first_base_that_is_not_positive() {
        assert_eq!(hill(&[-1.0, 0.0, 1.0, 2.0, 4.0]).len(), 2);
        assert!(hill(&[-2.0, -1.0]).is_empty() && hill(&[]).is_empty());
    }

    #[test]
    fn the_largest_doubles_do_not_overflow() {
        assert!(hill(&[1e-300, 1e300])[0].gamma.is_finite());
    }
}
