//! Upper quantiles of U = V + X by Newton steps on the depth, kept inside a bracket.

use super::{Refusal, sum::Sum};
use crate::{model::Proxy, tail::Law};

/// The t with `ln P(U >= t) = ln_p`; where U jumps across it, the atom.
pub(super) fn quantile(proxy: &Proxy, ln_p: f64) -> Result<f64, Refusal> {
    let sum = Sum::new(proxy);
    let start = guess(proxy, -ln_p);
    let beyond = || Refusal(format!("the threshold with ln P(U >= t) = {ln_p} is beyond f64"));
    if !start.is_finite() {
        return Err(beyond());
    }
    search(|t| depth_and_hazard(&sum, t), -ln_p, start, spread(proxy)).ok_or_else(beyond)
}

/// `-ln P(U >= t)` and the hazard there.
fn depth_and_hazard(sum: &Sum, t: f64) -> (f64, f64) {
    let at = sum.level(t);
    (-at.ln_p.value, (at.ln_density.value - at.ln_p.value).exp())
}

/// A place whose depth is that within half a nat, or as near as a few steps come.
pub(super) fn near(proxy: &Proxy, sum: &Sum, depth: f64) -> f64 {
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    let (mut t, mut reach) = (guess(proxy, depth), spread(proxy));
    if !t.is_finite() {
        t = f64::MAX.sqrt().copysign(t);
    }
    for _ in 0..60 {
        let (found, hazard) = depth_and_hazard(sum, t);
        if (found - depth).abs() < 0.5 {
            break;
        }
        if found < depth {
            low = t
        } else {
            high = t
        }
        let newton = t + (depth - found) / hazard;
        reach *= 2.0;
        t = match (low.is_finite(), high.is_finite()) {
            (true, true) if newton > low && newton < high => newton,
            (true, true) if high - low <= 1e-12 * high.abs().max(low.abs()) => break,
            (true, true) => low + 0.5 * (high - low),
            // A step that is not a number is the shortest of these.
            (true, false) => newton.max(low + 0.1 * reach).min(low + reach.max(low.abs())),
            _ => newton.min(high - 0.1 * reach).max(high - reach.max(high.abs())),
        };
    }
    t
}

/// A place where the depth of U is roughly `depth`: the largest sum of quantiles whose depths add up to it.
pub(super) fn guess(proxy: &Proxy, depth: f64) -> f64 {
    let half = std::f64::consts::LN_2;
    if depth <= 2.0 * half {
        // Near the middle the depths of both are about that of the sum.
        return proxy.value.inv_ln_sf(-depth) + proxy.error.inv_ln_sf(-depth);
    }
    let place = |share: f64| {
        let first = half + share * (depth - 2.0 * half);
        proxy.value.inv_ln_sf(-first) + proxy.error.inv_ln_sf(-(depth - first))
    };
    [0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0].into_iter().map(place).fold(f64::NEG_INFINITY, f64::max)
}

/// The logarithms of the ranks between which a law is about as wide as it is; the later ones where all places between the earlier ones
/// are about the same, beside its standard deviation.
const RANKS: [(f64, f64); 5] = [(-1.4, -0.3), (-3.0, -0.05), (-5.0, -7e-3), (-9.0, -1e-4), (-18.0, -1e-8)];
/// So small a part of the standard deviation is none.
const SAME: f64 = 1e-6;

/// The spread of U, roughly.
pub(super) fn spread(proxy: &Proxy) -> f64 {
    let laws = [&proxy.value, &proxy.error];
    let deviation = |law: &Law| law.variance().finite().map_or(0.0, |variance| variance.value.max(0.0).sqrt());
    let between = |(high, low): (f64, f64)| -> f64 {
        laws.iter().map(|law| (law.inv_ln_sf(high) - law.inv_ln_sf(low)).abs()).sum()
    };
    let plain = between(RANKS[0]);
    // Asked for only where it may decide: some laws integrate theirs.
    let least = if plain > 1e-12 { 0.0 } else { SAME * laws.iter().map(|law| deviation(law)).fold(0.0, f64::hypot) };
    let found = RANKS.into_iter().map(between).find(|width| *width > least);
    found.unwrap_or(least / SAME).clamp(1e-300, 1e300)
}

/// The t at which a nondecreasing depth reaches `level`: Newton steps, bisection where they leave the bracket.
fn search(f: impl Fn(f64) -> (f64, f64), level: f64, start: f64, spread: f64) -> Option<f64> {
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    let (mut t, mut reach) = (start, spread);
    for _ in 0..400 {
        let (depth, hazard) = f(t);
        // Not yet deep enough: P(U >= t) > p.
        if depth <= level {
            low = t
        } else {
            high = t
        }
        let bracketed = low.is_finite() && high.is_finite();
        if bracketed && high - low <= 2.0 * f64::EPSILON * low.abs().max(high.abs()) {
            break;
        }
        let newton = t + (level - depth) / hazard;
        if (newton - t).abs() <= f64::EPSILON * t.abs() {
            return Some(newton);
        }
        t = if newton > low && newton < high && (newton - t).abs() <= reach.max(t.abs()) {
            newton
        } else if high.is_infinite() {
            reach *= 2.0;
            low + reach
        } else if low.is_infinite() {
            reach *= 2.0;
            high - reach
        } else {
            low + 0.5 * (high - low)
        };
        if !t.is_finite() {
            return None;
        }
    }
    Some(if low.is_finite() { low } else { high })
}
