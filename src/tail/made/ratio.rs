//! Log ratios of made laws from those of their base.

use crate::tail::{Tail, defaults, family::forms::ln_changed};

/// `ln F(t - v) - ln F(t)` from the base's ratio of survival functions, or in the lower tail from its densities.
pub(super) fn ln_cdf_ratio(base: &dyn Tail, t: f64, v: f64) -> f64 {
    if base.ln_cdf(t) < -20.0 {
        return defaults::ln_cdf_ratio(base, t, v);
    }
    // F(t-v) / F(t) - 1 = -(S(t-v) - S(t)) / F(t)
    let change = -(base.ln_sf(t) - base.ln_cdf(t)).exp() * base.ln_sf_ratio(t, v).exp_m1();
    ln_changed(change, || base.ln_cdf(t - v) - base.ln_cdf(t))
}

/// `factor * value`, 0 for a zero factor even of an infinite value.
pub(super) fn times(factor: f64, value: f64) -> f64 {
    if factor == 0.0 { 0.0 } else { factor * value }
}

/// Below this logarithm a probability p is so small that `1 - (1 - p)^n` is `n p` to the last digit.
pub(super) const NEGLIGIBLE: f64 = -37.0;

/// `ln(1 - (1 - p)^power)` from `ln p` and `ln(1 - p)`.
pub(super) fn ln_1m_power(power: f64, ln_p: f64, ln_1m_p: f64) -> f64 {
    let first_order = power.ln() + ln_p;
    if ln_p < NEGLIGIBLE && first_order < NEGLIGIBLE {
        first_order
    } else {
        crate::num::logs::ln_1m_exp(power * ln_1m_p)
    }
}
