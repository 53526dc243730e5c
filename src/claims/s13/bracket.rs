//! Bounds for the median of a total of lognormal steps, at every n: by steps cut off at b, and Cantelli's inequality.

use crate::claim::Context;
use crate::expect::Refusal;

/// What `P(some step > b)` is taken to be, the best of these.
const SHARES: u32 = 49;

/// The two bounds of the median of n lognormal(0, sigma) steps.
pub(super) fn median_between(context: &Context<'_>, sigma: f64, n: u64) -> Result<(f64, f64), Refusal> {
    let (normal, n) = (context.law("normal(0, 1)")?, n as f64);
    // Mean and variance of min(step, b) at the b with S(b) = p.
    let cut = |p: f64| {
        let z = normal.inv_ln_sf(p.ln());
        let (b, below) = ((sigma * z).exp(), |x: f64| normal.ln_cdf(x).exp());
        let first = (0.5 * sigma * sigma).exp() * below(z - sigma) + b * p;
        let second = (2.0 * sigma * sigma).exp() * below(z - 2.0 * sigma) + b * b * p;
        (n * first, n * (second - first * first))
    };
    let share = |k: u32| 0.5 * f64::from(k) / f64::from(SHARES + 1);
    let above = |p: f64| {
        let (mean, variance) = cut(p / n);
        mean + ((0.5 + p) / (0.5 - p) * variance).sqrt()
    };
    let below = |p: f64| {
        let (mean, variance) = cut((p / n).min(0.9));
        mean - variance.sqrt()
    };
    let high = (1..=SHARES).map(|k| above(share(k))).fold(f64::INFINITY, f64::min);
    // The largest step alone is above its own median half of the time.
    let largest = (sigma * normal.inv_ln_sf((-(-std::f64::consts::LN_2 / n).exp_m1()).ln())).exp();
    let low = (-12..=12).map(|k| below((0.5 * f64::from(k)).exp())).fold(largest, f64::max);
    Ok((low, high))
}
