//! What claims share: E[V | U >= t] by quadrature with a note on how rare U >= t is, places for curves, a
//! pair in closed form.

pub(super) mod joint;
mod unnamed;

pub(super) use unnamed::unnamed;

use crate::claim::Context;
use crate::expect::{Refusal, condition::Conditioner, total::Total};
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

/// `inf over 0 < s < g of (K(s) + d)/s`, which falls and then rises in s: the most that a mean can be, or can gain, at a divergence of d,
/// K being the logarithm of `E e^(sU)`, finite below g.
pub(super) fn least_bound(k: impl Fn(f64) -> f64, g: f64, d: f64) -> f64 {
    let bound = |s: f64| (k(s) + d) / s;
    // In x = ln s, or ln s/(g - s) where the rates end.
    let rate = |x: f64| if g.is_finite() { g / (1.0 + (-x).exp()) } else { x.exp() };
    let (mut low, mut high) = (-12.0, if g.is_finite() { 34.0 } else { 16.0 });
    let golden = 0.5 * (5f64.sqrt() - 1.0);
    for _ in 0..90 {
        let (a, b) = (high - golden * (high - low), low + golden * (high - low));
        if bound(rate(a)) < bound(rate(b)) { high = b } else { low = a }
    }
    bound(rate(0.5 * (low + high)))
}

/// `P(T <= c n)` and `P(T > c n)` for the total of n Pareto(a) steps, by inversion.
pub(super) fn chances(context: &Context<'_>, a: f64, n: u64, c: f64) -> Result<[Estimate; 2], Refusal> {
    let at = Total::of(&context.law(&format!("pareto({a})"))?, n)?.within(c)?;
    Ok([at.ln_cdf, at.ln_sf].map(exponential))
}

/// The exponential of an estimate.
pub(super) fn exponential(ln: Estimate) -> Estimate {
    let value = ln.value.exp();
    Estimate::new(value, value * ln.error.exp_m1())
}
