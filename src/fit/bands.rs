//! Exact pointwise bands for order statistics of a uniform sample, from which those of any law follow.

use crate::num::{invert::first_at_most, special::ln_beta_inc_c};

/// The probability that each end of a band leaves out.
const SIDE: f64 = 0.025;

/// The central 95 % of the law of the `rank`-th smallest of `size` uniform draws (rank from 1): Beta(rank, size - rank + 1).
pub fn uniform_order_band(rank: usize, size: usize) -> (f64, f64) {
    let (a, b) = (rank as f64, (size - rank + 1) as f64);
    (beta_quantile(a, b, SIDE), beta_quantile(a, b, 1.0 - SIDE))
}

/// The quantile of a Beta law with both parameters at least 1, to about 1e-9.
fn beta_quantile(a: f64, b: f64, level: f64) -> f64 {
    // Six standard deviations on the log scale, then the ends, bracket the quantile.
    let mean = a / (a + b);
    let spread = (6.0 * ((1.0 - mean) / (a + b + 1.0) / mean).sqrt()).exp();
    let survival = |x: f64| ln_beta_inc_c(a, b, x, 1.0 - x);
    let target = (-level).ln_1p();
    let low = if survival(mean / spread) > target { mean / spread } else { 0.0 };
    let high = if mean * spread < 1.0 && survival(mean * spread) <= target { mean * spread } else { 1.0 };
    first_at_most(survival, target, low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extremes_have_closed_forms() {
        for size in [2, 10, 1000, 300_000] {
            let n = size as f64;
            let (low, high) = uniform_order_band(1, size);
            assert!((low / -((-SIDE).ln_1p() / n).exp_m1() - 1.0).abs() < 1e-6, "{size}");
            assert!((high / -(SIDE.ln() / n).exp_m1() - 1.0).abs() < 1e-6, "{size}");
            let (low, _) = uniform_order_band(size, size);
            assert!((low - SIDE.powf(1.0 / n)).abs() < 1e-9, "{size}");
        }
    }

    #[test]
    fn the_middle_is_symmetric_and_nearly_normal() {
        let (low, high) = uniform_order_band(5001, 10_001);
        assert!((low + high - 1.0).abs() < 1e-8);
        let sd = 0.5 / 10_003f64.sqrt();
        assert!(((high - 0.5) / sd - 1.95996).abs() < 1e-3);
    }
}
