//! Both tails of a law at a distance from an end of its support, the smaller of the two from the distance itself.

use crate::num::logs::ln_1m_exp;
use crate::tail::Tail;
use std::f64::consts::LN_2;

/// `[ln P(X > low + d), ln P(X <= low + d)]`.
pub(super) fn above_low<T: Tail + ?Sized>(law: &T, distance: f64) -> [f64; 2] {
    let ln_cdf = law.ln_cdf_above_low(distance);
    // Far from the end the distribution function has lost the digits of its complement.
    let ln_sf = if ln_cdf < -LN_2 { ln_1m_exp(ln_cdf) } else { law.ln_sf(law.support().low + distance) };
    [ln_sf, ln_cdf]
}

/// `[ln P(X > high - d), ln P(X <= high - d)]`.
pub(super) fn below_high<T: Tail + ?Sized>(law: &T, distance: f64) -> [f64; 2] {
    let ln_sf = law.ln_sf_below_high(distance);
    let ln_cdf = if ln_sf < -LN_2 { ln_1m_exp(ln_sf) } else { law.ln_cdf(law.support().high - distance) };
    [ln_sf, ln_cdf]
}
