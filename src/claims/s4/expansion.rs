//! The median of a total of n Pareto steps, to higher order in n: the transform's own series, inverted term by term.
//!
//! Refuses: index 1 and indices from 2 on, which have files of their own.

use super::stable::{Stable, landau_inverse, landau_median};
use crate::claims::measure::series::{SAME, Term, coefficient, exponential, ln_transform, scaled_terms};
use crate::num::Estimate;

/// The median of the total, in the form `n^{1/a} (y_0 + y_1 + ...) + shift`.
#[derive(Clone, Copy, Debug)]
pub struct Median {
    /// The median of the limit law: `C_a` below index 1, `m_a` above.
    pub constant: f64,
    /// The same with its finite-n corrections, and the size of the last of them as a bound on the rest.
    pub scaled: Estimate,
    /// What is added to `n^{1/a}` times that: `n mu` above index 1, `-n a/(1-a)` and the like below.
    pub shift: f64,
}

/// The median of n steps of Pareto(a), `0 < a < 2`, a not 1.
///
/// With `s = sigma / n^{1/a}` the terms of `n ln E e^{-sT}` beyond `-Gamma(1-a) sigma^a` and the linear one (a pure shift) are of
/// order `n^{-e}`, `e = p/a - 1`; they are kept up to e = 2 below index 1 and e = 1 above.
pub fn median(a: f64, n: f64) -> Median {
    let law = Stable::new(a);
    let cut = if a < 1.0 { 2.0 } else { 1.0 };
    let one = ln_transform(a, a * (1.0 + cut));
    let scale = n.powf(1.0 / a);
    let linear = coefficient(&one, 1.0);
    let rest = scaled_terms(&one, (n, scale), &[1.0, a], |p| p / a - 1.0);
    let constant = law.median();
    let orders = orders(&rest, cut);
    let last = orders.last().copied().unwrap_or(0.0);
    let before = orders.iter().rev().find(|e| **e < last - SAME).copied().unwrap_or(0.0);
    let [best, coarser] = [last, before].map(|cut| corrected(&law, constant, &exponential(&rest, cut)));
    let scaled = Estimate::new(best, (best - coarser).abs() + 1e-10 * best.abs());
    Median { constant, scaled, shift: -n * linear }
}

/// The orders in 1/n of the products of terms, up to the cut, in increasing order.
fn orders(rest: &[Term], cut: f64) -> Vec<f64> {
    let mut all: Vec<f64> = Vec::new();
    for term in exponential(rest, cut) {
        if !all.iter().any(|e| (e - term.order).abs() < SAME) {
            all.push(term.order);
        }
    }
    all.sort_by(f64::total_cmp);
    all
}

/// Where the corrected distribution function is one half, by Newton steps from the leading median.
fn corrected(law: &Stable, start: f64, terms: &[Term]) -> f64 {
    let value = |y: f64, extra: f64| terms.iter().map(|t| t.coefficient * law.inverse(t.power + extra, y)).sum::<f64>();
    let mut y = start;
    for _ in 0..20 {
        let step = (value(y, 0.0) - 0.5) / value(y, 1.0);
        y -= step;
        if step.abs() < 1e-12 * y.abs() {
            break;
        }
    }
    y
}

/// The median of `T/n - ln n` at index 1: its limit, and the value with the first correction and a bound on the rest.
///
/// `n ln E_2(sigma/n)`, `E_2(s) = 1 + s ln s - (1-gE) s - s^2/2 + ...`: the limit is `(1 - gE) + Landau`, and the correction to the
/// exponent is `-(sigma^2 + (sigma ln sigma - l sigma)^2) / (2n)`, `l = ln n + 1 - gE`. The rest is of the order of half that, squared.
pub fn median_at_one(n: f64) -> (f64, Estimate) {
    let offset = 1.0 - EULER;
    let (landau, l) = (landau_median(), n.ln() + offset);
    let inverse = |j| landau_inverse(2.0, j, landau);
    let change = -((1.0 + l * l) * inverse(0) - 2.0 * l * inverse(1) + inverse(2)) / (2.0 * n);
    let shift = -change / landau_inverse(1.0, 0, landau);
    (offset + landau, Estimate::new(offset + landau + shift, (1.0 + l * l).powi(2) / (8.0 * n * n)))
}

/// Euler's constant.
const EULER: f64 = 0.577_215_664_901_532_9;

/// How far the median of n steps of Pareto(a) lies below `n mu`, for a well above 5: the limit `kappa_3 / (6 kappa_2)`, and the value with
/// its correction in 1/n. The rest is of the order of that correction squared, over the limit; four times that is the stated error.
///
/// Cornish, Fisher, "Moments and cumulants in the specification of distributions" (1938), at the median, up to fifth cumulants.
pub fn deficit(a: f64, n: f64) -> (f64, Estimate) {
    let m: Vec<f64> = (0..=5).map(|k| a / (a - f64::from(k))).collect();
    let (m1, m2) = (m[1], m[2]);
    let c2 = m2 - m1 * m1;
    let c3 = m[3] - 3.0 * m1 * m2 + 2.0 * m1.powi(3);
    let fourth = m[4] - 4.0 * m1 * m[3] + 6.0 * m1 * m1 * m2 - 3.0 * m1.powi(4);
    let fifth = m[5] - 5.0 * m1 * m[4] + 10.0 * m1 * m1 * m[3] - 10.0 * m1.powi(3) * m2 + 4.0 * m1.powi(5);
    let (c4, c5) = (fourth - 3.0 * c2 * c2, fifth - 10.0 * c3 * c2);
    let limit = c3 / (6.0 * c2);
    // Standardised cumulants of the sum: g_k = c_k / c2^{k/2} n^{1-k/2}.
    let g = |c: f64, k: i32| c / c2.powf(0.5 * f64::from(k)) * n.powf(1.0 - 0.5 * f64::from(k));
    let (g3, g4, g5) = (g(c3, 3), g(c4, 4), g(c5, 5));
    let next = (g5 / 40.0 - g3 * g4 / 12.0 + 17.0 * g3.powi(3) / 324.0) * (c2 * n).sqrt();
    (limit, Estimate::new(limit - next, 4.0 * next * next / limit))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Exact medians of T_n / n, from two inversions of the transform (fixed Talbot and Gil-Pelaez) made for this laboratory.
    const EXACT: [(f64, [(f64, f64); 4]); 4] = [
        (0.5, [(10.0, 35.096071), (100.0, 345.848747), (1e3, 3453.35284), (1e4, 34528.3915)]),
        (1.0, [(10.0, 4.0480677), (100.0, 6.3606054), (1e3, 8.6802109), (1e4, 10.9877319)]),
        (1.1, [(10.0, 3.4370702), (100.0, 4.8812246), (1e3, 6.0506392), (1e4, 6.9892462)]),
        (1.5, [(10.0, 2.3004769), (100.0, 2.6869274), (1e3, 2.8605745), (1e4, 2.9369515)]),
    ];

    /// The table has eight to nine digits.
    const DIGITS: f64 = 3e-8;

    #[test]
    fn the_stated_remainder_covers_the_exact_medians() {
        for (a, medians) in EXACT {
            for (n, exact) in medians {
                let (predicted, truth, unit) = if a == 1.0 {
                    (median_at_one(n).1, exact - n.ln(), exact)
                } else {
                    let (m, scale) = (median(a, n), n.powf(1.0 / a));
                    (m.scaled, (exact * n - m.shift) / scale, exact * n / scale)
                };
                let apart = (predicted.value - truth).abs();
                assert!(apart <= predicted.error + DIGITS * unit, "{a} {n}: {predicted}, exact {truth}");
            }
        }
    }

    #[test]
    fn far_out_the_corrections_are_sharp() {
        // Two parts in a hundred thousand at n = 10^4, where the limit alone is 3% off.
        let m = median(1.5, 1e4);
        let truth = (2.9369515 * 1e4 - m.shift) / 1e4f64.powf(1.0 / 1.5);
        assert!((m.scaled.value / truth - 1.0).abs() < 2e-5 && (m.constant / truth - 1.0).abs() > 0.02);
    }

    #[test]
    fn the_skewness_correction_has_its_closed_form() {
        // At a = 6 the mean is 1.2, kappa_2 is 0.06 and kappa_3 is 0.056.
        let (limit, at) = deficit(6.0, 1e6);
        assert!((limit - 0.056 / 0.36).abs() < 1e-14 && (at.value - limit).abs() < 1e-5);
    }
}
