//! What claims share: E[V | U >= t] by quadrature with a note on how rare U >= t is, places for curves, and a pair in closed form.

pub(super) mod joint;

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

/// `P(U >= t)`, `E[V; U >= t]` and `E[X; U >= t]` in closed form, t >= 2, for V = 1 or -1 with equal chances and an independent X with
/// `P(X > x) = x^-alpha`, so that `E[X; X > x] = alpha/(alpha - 1) x^(1 - alpha)`.
pub(super) fn coin_and_pareto(alpha: f64, t: f64) -> [f64; 3] {
    let [(up, far_up), (down, far_down)] =
        [t - 1.0, t + 1.0].map(|x| (x.powf(-alpha), alpha / (alpha - 1.0) * x.powf(1.0 - alpha)));
    [0.5 * (up + down), 0.5 * (up - down), 0.5 * (far_up + far_down)]
}
