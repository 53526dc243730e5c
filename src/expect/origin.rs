//! The point that deviations of V are measured from, and terms of first moments about it.

use super::terms::times;

/// A point that deviations are measured from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Origin {
    /// The mean of V, with the offsets for which the error's function changes little.
    Mean {
        /// The largest such offset.
        near: f64,
    },
    /// A point in the middle of the conditional law.
    Middle(f64),
}

/// Weights this deep may be below f64 where their products with a place far out are not.
const DEEP: f64 = -650.0;

/// A place times a weight, given with its logarithm: at the mean less what it is there, by the logarithm of their ratio.
#[inline(always)]
pub(super) fn first_moment(origin: Origin, place: f64, (here, ln_here): (f64, f64), ratio: f64, ln_there: f64) -> f64 {
    let (place, lift) = if ln_here < DEEP { lifted(place) } else { (place, 0.0) };
    let here = if lift == 0.0 { here } else { (ln_here + lift).exp() };
    match origin {
        Origin::Mean { .. } => moved(place, here, ratio, ln_there + lift),
        Origin::Middle(_) => times(place, here),
    }
}

/// The square of a place times a weight, given with its logarithm: either may leave f64 where their product does not.
#[inline(always)]
pub(super) fn second_moment(place: f64, (here, ln_here): (f64, f64)) -> f64 {
    if ln_here < DEEP { (ln_here + 2.0 * place.abs().ln()).exp() } else { times(place * place, here) }
}

/// A place as its sign and the logarithm of its size, which the logarithm of a weight takes up.
#[cold]
fn lifted(place: f64) -> (f64, f64) {
    let ln = place.abs().ln();
    if ln.is_finite() { (place.signum(), ln) } else { (place, 0.0) }
}

/// A place times `here - there` for `here = e^ratio there`, from `here` and the logarithm of `there`.
fn moved(place: f64, here: f64, ratio: f64, ln_there: f64) -> f64 {
    if ratio.is_nan() {
        0.0
    } else if ratio > -0.5 {
        // In this order: far out both the weight and the change may be tiny.
        -times(place, here) * (-ratio).exp_m1()
    } else {
        times(place, ln_there.exp()) * ratio.exp_m1()
    }
}
