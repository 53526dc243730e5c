//! Pickands' estimator: any shape, from three order statistics, unchanged by shift and scale, and noisy.

use super::Shape;

/// Pickands' estimate with parameter `k`, which reaches down to the 4k-th largest value; none unless `1 <= k <= n/4`, nor
/// where ties make a spacing vanish.
///
/// `gamma = ln((X_(n-k+1) - X_(n-2k+1)) / (X_(n-2k+1) - X_(n-4k+1))) / ln 2`.
/// Pickands (1975), "Statistical inference using extreme order statistics"; variance: Dekkers and de Haan (1989), "On the
/// estimation of the extreme-value index and large quantile estimation".
///
/// ```
/// # use goodhart::fit::pickands::pickands;
/// let shape = pickands(&[0.0, 2.0, 3.0, 7.0], 1).unwrap();
/// assert!((shape.gamma - (4f64 / 3.0).log2()).abs() < 1e-15);
/// ```
pub fn pickands(ascending: &[f64], k: usize) -> Option<Shape> {
    let n = ascending.len();
    if k == 0 || 4 * k > n {
        return None;
    }
    let (top, middle, low) = (ascending[n - k], ascending[n - 2 * k], ascending[n - 4 * k]);
    let (upper, lower) = (top - middle, middle - low);
    if upper <= 0.0 || lower <= 0.0 {
        return None;
    }
    let gamma = (upper.ln() - lower.ln()) / std::f64::consts::LN_2;
    Some(Shape { k, gamma, se: (asymptotic_variance(gamma) / k as f64).sqrt() })
}

/// The variance of `sqrt(k) (estimate - gamma)` in the limit: `g^2 (2^(2g+1) + 1) / (2 (2^g - 1) ln 2)^2`.
fn asymptotic_variance(gamma: f64) -> f64 {
    let ln_2 = std::f64::consts::LN_2;
    // g / (2^g - 1) tends to 1 / ln 2 at 0.
    let ratio = if gamma.abs() < 1e-9 { 1.0 / ln_2 } else { gamma / (gamma * ln_2).exp_m1() };
    (ratio / (2.0 * ln_2)).powi(2) * ((2.0 * gamma + 1.0).exp2() + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_ties_and_too_few_values() {
        assert_eq!(pickands(&[0.0, 1.0, 1.0, 1.0], 1), None);
        assert_eq!(pickands(&[0.0, 1.0, 2.0], 1), None);
    }

    #[test]
    fn the_variance_is_continuous_at_zero() {
        assert!((asymptotic_variance(1e-6) / asymptotic_variance(0.0) - 1.0).abs() < 1e-5);
    }
}
