//! The far tail of a total of n Pareto steps: the powers of s in its transform that are not whole, inverted term by term.
//!
//! Refuses: whole indices but 1, where logarithms of x come in.

use crate::claims::limits::series::{Series, less_one, product};
use crate::num::Estimate;

/// Powers of 1/x kept beyond the first.
const KEPT: f64 = 4.0;

/// `P(T > x) / (n x^-a)`, with the size of the last two terms kept, or at index 1 the square of the second, as its error.
///
/// A term `c s^p` of `(E e^{-sT_1})^n` gives `-c x^-p / Gamma(1-p)`, which is nothing for whole p (Watson's lemma on the branch cut).
pub fn ratio(a: f64, n: u32, x: f64) -> Estimate {
    if a == 1.0 {
        let second = second(a, n, x);
        return Estimate::new(1.0 + second, 2.0 * second * second);
    }
    let terms = terms(a, n);
    let values: Vec<f64> = terms.iter().map(|(p, c)| c * x.powf(a - p)).collect();
    let last: f64 = values.iter().rev().take(2).map(|value| value.abs()).sum();
    let sum: f64 = values.iter().rev().sum();
    Estimate::new(sum, last + 4.0 * f64::EPSILON)
}

/// The second term of that ratio.
pub fn second(a: f64, n: u32, x: f64) -> f64 {
    let others = f64::from(n) - 1.0;
    if a == 1.0 {
        return others * x.ln() / x;
    }
    let gamma = libm::tgamma;
    // 1/Gamma(1-2a) is 0 at a = 1/2, where the shift comes next.
    let two = if a == 0.5 { 0.0 } else { -0.5 * others * gamma(1.0 - a).powi(2) / gamma(1.0 - 2.0 * a) };
    let shift = others * a * a / (a - 1.0);
    if a < 1.0 && a != 0.5 { two * x.powf(-a) } else { shift / x }
}

/// `(p, c)` of the terms `c x^-p`, over the first coefficient n, in increasing order of p.
fn terms(a: f64, n: u32) -> Series {
    let top = a + KEPT;
    let mut one = less_one(a, top);
    one.push((0.0, 1.0));
    let total = (1..n).fold(one.clone(), |power, _| product(&power, &one, top));
    let whole = |p: f64| (p - p.round()).abs() < 1e-9;
    let kept = total.into_iter().filter(|(p, _)| !whole(*p));
    let mut terms: Series = kept.map(|(p, c)| (p, -c / (libm::tgamma(1.0 - p) * f64::from(n)))).collect();
    terms.sort_by(|one, other| one.0.total_cmp(&other.0));
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two steps of Pareto(3/2): `P(T > x) = (x-1)^-3/2 + integral from 1 to x-1 of 3/2 t^-5/2 (x-t)^-3/2 dt`, by the midpoint rule in ln t
    /// on either side of x/2.
    #[test]
    fn two_steps_have_their_convolution() {
        let (a, x) = (1.5, 1000.0f64);
        let count = 200_000;
        let half = |low: f64, high: f64, f: &dyn Fn(f64) -> f64| {
            let step = (high / low).ln() / f64::from(count);
            let node = |i| low * ((f64::from(i) + 0.5) * step).exp();
            (0..count).map(|i| f(node(i)) * node(i)).sum::<f64>() * step
        };
        let density = |t: f64| a * t.powf(-a - 1.0);
        let near = half(1.0, 0.5 * x, &|t| density(t) * (x - t).powf(-a));
        let far = half(1.0, 0.5 * x, &|u| density(x - u) * u.powf(-a));
        let truth = ((x - 1.0).powf(-a) + near + far) / (2.0 * x.powf(-a));
        let found = ratio(a, 2, x);
        assert!((found.value - truth).abs() < found.error + 1e-9, "{found} {truth}");
        assert!(found.error < 1e-6, "{found}");
        assert!((second(a, 2, x) / (truth - 1.0) - 1.0).abs() < 0.02, "{truth}");
    }
}
