//! Exact pointwise bands for order statistics of a uniform sample, from which those of any law follow.

use crate::num::invert::first_at_most;

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
    let survival = |x: f64| 1.0 - beta_cdf(a, b, x);
    let target = 1.0 - level;
    let low = if survival(mean / spread) > target { mean / spread } else { 0.0 };
    let high = if mean * spread < 1.0 && survival(mean * spread) <= target { mean * spread } else { 1.0 };
    first_at_most(survival, target, low, high)
}

/// The regularised incomplete beta function, by its continued fraction with as many terms as it takes.
///
/// Abramowitz and Stegun, eq. 26.5.8; evaluated by Lentz's method.
fn beta_cdf(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_cdf_below_mean(b, a, 1.0 - x);
    }
    beta_cdf_below_mean(a, b, x)
}

fn beta_cdf_below_mean(a: f64, b: f64, x: f64) -> f64 {
    let ln_beta = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    let front = (a * x.ln() + b * (-x).ln_1p() - ln_beta).exp() / a;
    let (mut c, mut d) = (1.0, 1.0 / (1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for step in 1..100_000 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / (1.0 + term * d);
            c = 1.0 + term / c;
            change = c * d;
            fraction *= change;
        }
        if (change - 1.0).abs() < 1e-13 {
            break;
        }
    }
    front * fraction
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
