//! What the claims about conditioning measure by quadrature: E[V | U >= t], with a note on how rare U >= t is.

use crate::expect::{Refusal, condition::Conditioner};
use crate::num::Estimate;

/// `E[V | U >= t]`, and `P(U >= t)` in words. Refuses where the mean is not finite.
pub(super) fn value_above(prepared: &Conditioner, t: f64) -> Result<(Estimate, String), Refusal> {
    let found = prepared.above(t)?;
    let mean = found.mean_v.finite().ok_or_else(|| Refusal(format!("E[V | U >= {t}] is not finite by quadrature")))?;
    Ok((mean, rarity(found.ln_p.value)))
}

/// A probability in words, also where it leaves f64.
pub(super) fn rarity(ln_p: f64) -> String {
    if ln_p > -600.0 { format!("P(U ≥ t) = {:.3e}", ln_p.exp()) } else { format!("ln P(U ≥ t) = {ln_p:.1}") }
}

/// `count + 1` places from `low` to `high` in equal ratios.
pub(super) fn spread(low: f64, high: f64, count: u32) -> impl Iterator<Item = f64> + Clone {
    (0..=count).map(move |i| low * (high / low).powf(f64::from(i) / f64::from(count)))
}
