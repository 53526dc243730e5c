//! Quantiles by bracketing from the survival function.

use crate::num::invert::first_at_most;
use crate::tail::Tail;

/// The upper quantile `inf { x : ln_sf(x) <= ln_p }`; infinity where it is beyond f64.
pub fn inv_ln_sf<T: Tail + ?Sized>(law: &T, ln_p: f64) -> f64 {
    quantile(law, |x| law.ln_sf(x), ln_p)
}

/// The quantile `inf { x : ln_cdf(x) >= ln_p }`; minus infinity where it is beyond f64.
pub fn inv_ln_cdf<T: Tail + ?Sized>(law: &T, ln_p: f64) -> f64 {
    quantile(law, |x| -law.ln_cdf(x), -ln_p)
}

/// `inf { x in the support : f(x) <= level }` for nonincreasing f.
fn quantile<T: Tail + ?Sized>(law: &T, f: impl Fn(f64) -> f64, level: f64) -> f64 {
    let support = law.support();
    if f(support.low) <= level {
        return support.low;
    }
    let start = if support.low.is_finite() {
        support.low
    } else if support.high.is_finite() {
        support.high
    } else {
        0.0
    };
    let up = f(start) > level;
    let Some((low, high)) = bracket(&f, level, start, up, support) else {
        return if up { support.high } else { support.low };
    };
    first_at_most(&f, level, low, high)
}

/// Walks away from `start` by ever faster growing steps until the level is crossed; none if f64 ends first.
fn bracket(
    f: &impl Fn(f64) -> f64,
    level: f64,
    start: f64,
    up: bool,
    support: crate::tail::Interval,
) -> Option<(f64, f64)> {
    let scale = if start == 0.0 { 1.0 } else { start.abs() };
    // Downwards in size first, so that a tiny distance from the start is bracketed as tightly as a huge one.
    let crossed = |x: f64| (f(x) > level) != up;
    let at = |step: f64| {
        let x = if up { start + step } else { start - step };
        x.clamp(support.low.max(-f64::MAX), support.high.min(f64::MAX))
    };
    let mut step = scale;
    let mut ratio = 2.0f64;
    if crossed(at(step)) {
        let mut outer = step;
        while step > f64::MIN_POSITIVE && at(step) != start {
            step = (outer / ratio).max(f64::MIN_POSITIVE);
            if !crossed(at(step)) || step == f64::MIN_POSITIVE {
                break;
            }
            outer = step;
            ratio = (ratio * ratio).min(1e16);
        }
        let inner = if crossed(at(step)) { start } else { at(step) };
        return Some(ordered(inner, at(outer)));
    }
    loop {
        let inner = at(step);
        step *= ratio;
        ratio = (ratio * ratio).min(1e16);
        let outer = at(step);
        if crossed(outer) {
            return Some(ordered(inner, outer));
        }
        if step.is_infinite() || outer == inner {
            return None;
        }
    }
}

fn ordered(a: f64, b: f64) -> (f64, f64) {
    if a < b { (a, b) } else { (b, a) }
}
