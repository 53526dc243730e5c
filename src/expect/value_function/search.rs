//! The root of an increasing function on the line, by Newton's steps inside a bracket that grows until it holds the root; and by it
//! the tilt of a given divergence.

use crate::num::{Estimate, logs::LN_MAX};

/// What a function is at a place.
struct Step<T> {
    /// Its value.
    value: f64,
    /// Its derivative, roughly.
    slope: f64,
    /// Values this small cannot be told from 0.
    enough: f64,
    /// What belongs to the place.
    found: T,
}

/// At most this many steps.
const MOST: usize = 100;
/// A step outwards is no longer than this, and after so many steps than that: a root so far away is one of a slow function.
const REACH: f64 = 3.0;
const PATIENCE: usize = 12;
const LONG_REACH: f64 = 60.0;

/// What belongs to the root; none if the steps do not suffice, or the function's own refusal.
fn root<T, E>(start: f64, mut f: impl FnMut(f64) -> Result<Step<T>, E>) -> Result<Option<T>, E> {
    let (mut x, mut low, mut high) = (start, f64::NEG_INFINITY, f64::INFINITY);
    for step in 0..MOST {
        let reach = if step < PATIENCE { REACH } else { LONG_REACH };
        let Step { value, slope, enough, found } = f(x)?;
        if value < 0.0 {
            low = x
        } else {
            high = x
        }
        let narrow = high - low <= 2.0 * f64::EPSILON * x.abs().max(1.0);
        if value.abs() <= enough || narrow {
            return Ok(Some(found));
        }
        // Where the slope says nothing, a step of 1 towards the root.
        let newton = if slope > 0.0 { x - value / slope } else { x - value.signum() };
        x = match (low.is_finite(), high.is_finite()) {
            (true, true) if newton > low && newton < high => newton,
            (true, true) => 0.5 * (low + high),
            // Outwards by no less and no more than a share of a scale of 1.
            (true, false) => low + (newton - low).clamp(0.1, reach),
            _ => high - (high - newton).clamp(0.1, reach),
        };
    }
    Ok(None)
}

/// What a tilt costs and holds.
pub(in crate::expect) struct Spent<T> {
    /// Its divergence.
    pub(in crate::expect) kl: Estimate,
    /// By how much that changes with the logarithm of the rate, roughly: `s^2` times the variance of what it tilts.
    pub(in crate::expect) slope: f64,
    /// Relative differences of divergences this small are none.
    pub(in crate::expect) enough: f64,
    /// What belongs to it.
    pub(in crate::expect) found: T,
}

/// What belongs to the tilt whose divergence is `kl`, its rate below `end`; the search begins at a rate.
///
/// The divergence rises with the rate s, like s^2 at first; the search is for `ln KL` over the logarithm of s, or of
/// `s / (end - s)` where the rates end.
pub(in crate::expect) fn by_divergence<T, E>(
    kl: f64,
    end: f64,
    begin: f64,
    mut tilt: impl FnMut(f64) -> Result<Spent<T>, E>,
) -> Result<Option<T>, E> {
    let share = if end.is_finite() { (begin / end).min(0.9) / (1.0 - (begin / end).min(0.9)) } else { begin };
    let rate = |x: f64| if end.is_finite() { end / (1.0 + (-x).exp()) } else { x.exp() };
    root(share.ln().clamp(-LN_MAX, LN_MAX), |x| {
        let s = rate(x);
        let Spent { kl: spent, slope, enough, found } = tilt(s)?;
        let jacobian = if end.is_finite() { 1.0 - s / end } else { 1.0 };
        let slope = slope * jacobian / spent.value;
        Ok(Step { value: (spent.value / kl).ln(), slope, enough, found })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_is_found_near_and_far_and_behind_a_jump() {
        let cube = |x: f64| -> Result<Step<f64>, ()> {
            let value = (x - 40.0).powi(3);
            Ok(Step { value, slope: 3.0 * (x - 40.0).powi(2), enough: 1e-15, found: x })
        };
        assert!((root(0.0, cube).unwrap().unwrap() - 40.0).abs() < 1e-4);
        let jump = |x: f64| -> Result<Step<f64>, ()> {
            Ok(Step { value: if x < -7.5 { -1.0 } else { 1.0 }, slope: f64::NAN, enough: 0.0, found: x })
        };
        assert!((root(3.0, jump).unwrap().unwrap() + 7.5).abs() < 1e-12);
        assert_eq!(root(0.0, |_| -> Result<Step<()>, &str> { Err("refused") }), Err("refused"));
    }
}
