//! Hill's estimator for every number of upper order statistics at once.

use super::Shape;

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
    let positive = ascending.len() - ascending.partition_point(|&x| x <= 0.0);
    let upper = &ascending[ascending.len() - positive..];
    let mut estimates = Vec::with_capacity(positive.saturating_sub(1));
    // gamma_k as a sum of log-spacings: gamma_k = ((k-1) gamma_{k-1} + k (ln X_(n-k+1) - ln X_(n-k))) / k,
    // all terms nonnegative, so that nothing cancels.
    let mut total = 0.0;
    for (k, pair) in upper.windows(2).rev().enumerate().map(|(i, pair)| (i + 1, pair)) {
        total += k as f64 * ln_ratio(pair[1], pair[0]);
        let gamma = total / k as f64;
        estimates.push(Shape { k, gamma, se: gamma / (k as f64).sqrt() });
    }
    estimates
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
