//! `E[n/T_n]` for a large n, with the first orders beyond the limit.
//!
//! Refuses: whole indices above 1.

use crate::claims::limits::series::{exponential, ln_transform, scaled_terms, summed};
use crate::num::{Estimate, special::digamma};

/// Orders in 1/n that are kept, and those whose size, twice, is the stated error.
const KEPT: f64 = 1.6;
const SEEN: f64 = 2.6;

/// Euler's constant.
const EULER: f64 = 0.577_215_664_901_532_9;

/// The limit, or the form of the statement.
pub(super) fn limit(a: f64, n: f64) -> f64 {
    if a > 1.0 {
        1.0 - 1.0 / a
    } else if a == 1.0 {
        1.0 / (n.ln() + n.ln().ln())
    } else {
        n.powf(1.0 - 1.0 / a) * libm::tgamma(1.0 + 1.0 / a) * libm::tgamma(1.0 - a).powf(-1.0 / a)
    }
}

/// With the next orders; the error is twice the size of those beyond.
pub(super) fn rate(a: f64, n: f64) -> Estimate {
    if a > 1.0 {
        above(a, n)
    } else if a == 1.0 {
        at_one(n)
    } else {
        below(a, n)
    }
}

/// `n int e^{-n mu s} (1 + sum of k s^q) ds`: each term is `k Gamma(q+1) (n mu)^{-q}/mu`.
fn above(a: f64, n: f64) -> Estimate {
    let mu = a / (a - 1.0);
    let terms = scaled_terms(&ln_transform(a, 1.0 + SEEN), (n, n * mu), &[1.0], |p| p - 1.0);
    summed(&exponential(&terms, SEEN), KEPT, |q| libm::tgamma(q + 1.0) / mu)
}

/// `n^{1-1/a} int e^{-G sigma^a} (1 + sum of k sigma^q) d sigma`: each term is `k Gamma((q+1)/a)/(a G^{(q+1)/a})`.
fn below(a: f64, n: f64) -> Estimate {
    let g = libm::tgamma(1.0 - a);
    let terms = scaled_terms(&ln_transform(a, a * (1.0 + SEEN)), (n, n.powf(1.0 / a)), &[a], |p| p / a - 1.0);
    let value = |q: f64| libm::tgamma((q + 1.0) / a) / (a * g.powf((q + 1.0) / a));
    summed(&exponential(&terms, SEEN), KEPT, value).scaled(n.powf(1.0 - 1.0 / a))
}

/// `int e^{-l sigma + sigma ln sigma} d sigma`, `l = ln n + 1 - gE`, as a series in 1/l: the j-th term is `m_j/l^{j+1}`, m_j the mean of
/// `(ln X - ln l)^j` for X of the gamma law of shape j + 1. The error is the size of the last term, and `2/n` of the whole.
fn at_one(n: f64) -> Estimate {
    let l = n.ln() + 1.0 - EULER;
    // Mean, variance and third cumulant of ln X.
    let trigamma = |shape: i32| std::f64::consts::PI.powi(2) / 6.0 - (1..shape).map(|k| f64::from(k).powi(-2)).sum::<f64>();
    let third = -2.0 * (1.202_056_903_159_594_3 - (1..4).map(|k| f64::from(k).powi(-3)).sum::<f64>());
    let mean = |shape: f64| digamma(shape) - l.ln();
    let m1 = mean(2.0);
    let m2 = mean(3.0).powi(2) + trigamma(3);
    let m3 = mean(4.0).powi(3) + 3.0 * mean(4.0) * trigamma(4) + third;
    let value = (1.0 + m1 / l + m2 / (l * l) + m3 / l.powi(3)) / l;
    Estimate::new(value, m3.abs() / l.powi(4) + 2.0 * value / n)
}
