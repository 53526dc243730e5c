//! `P(T <= c n)` for n Pareto steps in each regime of c, with the first orders in 1/n: above the mean, at it, and the rate far below.
//!
//! Refuses: whole indices above 1.

use crate::claims::limits::series::{exponential, ln_transform, reciprocal_gamma, scaled_terms, summed};
use crate::num::Estimate;
use std::f64::consts::PI;

/// Orders in 1/n that are kept beside the leading term, and those whose size, twice, is the stated error.
const KEPT: f64 = 1.6;
const SEEN: f64 = 2.6;

/// The mean of a step, for an index above 1.
pub(super) fn mean(a: f64) -> f64 {
    a / (a - 1.0)
}

/// `P(T > c n)` for c above the mean: `n y^-a`, `y = n (c - mu)`, and the next orders.
///
/// A term `k s^q` of `E e^{-s(T - n mu)}` contributes `-k y^{-q}/Gamma(1-q)`; `n c_p s^p` is of order p - 1.
pub(super) fn failure(a: f64, n: f64, c: f64) -> Estimate {
    let y = n * (c - mean(a));
    let order = |p: f64| p - 1.0;
    let terms = scaled_terms(&ln_transform(a, SEEN + a), (n, y), &[1.0], order);
    let all = exponential(&terms, a - 1.0 + SEEN);
    summed(&all, a - 1.0 + KEPT, |q| if q == 0.0 { 0.0 } else { -reciprocal_gamma(1.0 - q) })
}

/// `P(T <= mu n)` for an index in (1, 2): 1/a and the next orders.
///
/// With `G = Gamma(1-a) < 0`, a term `k s^q` contributes `k sin(pi q/a) Gamma(q/a)/(pi a |G|^{q/a})`.
pub(super) fn success_at_mean(a: f64, n: f64) -> Estimate {
    let size = libm::tgamma(1.0 - a).abs();
    let order = |p: f64| p / a - 1.0;
    let terms = scaled_terms(&ln_transform(a, a * (1.0 + SEEN)), (n, n.powf(1.0 / a)), &[1.0, a], order);
    let value = |q: f64| {
        let x = q / a;
        if q == 0.0 { 1.0 / a } else { (PI * x).sin() * libm::tgamma(x) / (PI * a * size.powf(x)) }
    };
    summed(&exponential(&terms, SEEN), KEPT, value)
}

/// `P(T <= mu n)` for an index above 5: `1/2 + g/(6 sqrt(2 pi n))`, g the skewness of a step, without what is of order `n^{-3/2}`; the
/// error is `g^3 n^{-3/2}`.
pub(super) fn success_at_mean_light(a: f64, n: f64) -> Estimate {
    let skewness = 2.0 * (1.0 + a) / (a - 3.0) * ((a - 2.0) / a).sqrt();
    Estimate::new(0.5 + skewness / (6.0 * (2.0 * PI * n).sqrt()), (skewness / n.sqrt()).powi(3))
}

/// Euler's constant.
const EULER: f64 = 0.577_215_664_901_532_9;

/// The rate for a large c at an index up to 1, and the same with the next order; the error is four times that, squared.
pub(super) fn rate_far(a: f64, c: f64) -> [Estimate; 2] {
    let (first, next) = if a == 1.0 {
        // The least of `s c + x`, x = s ln s - (1 - gE) s, is at ln s = -c - gE; then ln(1 + x + s^2/2) - x.
        let s = (-c - EULER).exp();
        (s, 0.5 * s * s * (1.0 + (1.0 + c).powi(2)))
    } else {
        // The least of `s c - G s^a`, and what `-G^2 s^2a/2 + a s/(1-a)` is there.
        let g = libm::tgamma(1.0 - a);
        let s = (a * g / c).powf(1.0 / (1.0 - a));
        let first = (1.0 - a) * (a.powf(a) * g).powf(1.0 / (1.0 - a)) * c.powf(-a / (1.0 - a));
        (first, 0.5 * (g * s.powf(a)).powi(2) - a * s / (1.0 - a))
    };
    let error = 4.0 * next * next / first;
    [Estimate::closed_form(first), Estimate::new(first + next, error)]
}
