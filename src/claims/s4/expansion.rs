//! The median of a total of n Pareto steps, to higher order in n: the transform's own series, inverted term by term.
//!
//! Refuses: index 1 and indices from 2 on, which have files of their own.

use super::stable::{Stable, landau_inverse, landau_median};
use crate::num::Estimate;

/// A sum of `coefficient * s^power`.
type Series = Vec<(f64, f64)>;

/// Powers closer than this are one power.
const SAME: f64 = 1e-9;

fn add(series: &mut Series, power: f64, coefficient: f64) {
    match series.iter_mut().find(|(p, _)| (p - power).abs() < SAME) {
        Some((_, c)) => *c += coefficient,
        None => series.push((power, coefficient)),
    }
}

/// The product, without powers above `top`.
fn product(a: &Series, b: &Series, top: f64) -> Series {
    let mut result = Series::new();
    for (p, c) in a {
        for (q, d) in b.iter().filter(|(q, _)| p + q <= top + SAME) {
            add(&mut result, p + q, c * d);
        }
    }
    result
}

/// `ln E e^{-sT}` of one Pareto(a) step, up to `s^top`.
///
/// `E e^{-sT} = a E_{a+1}(s) = 1 - Gamma(1-a) s^a - a sum over k >= 1 of (-s)^k / (k! (k-a))` (DLMF 8.19.10, a not whole).
fn ln_transform(a: f64, top: f64) -> Series {
    let mut x = vec![(a, -libm::tgamma(1.0 - a))];
    let mut ratio = 1.0;
    for k in 1..=(top + SAME) as u32 {
        let k = f64::from(k);
        ratio *= -1.0 / k;
        add(&mut x, k, -a * ratio / (k - a));
    }
    let mut result = Series::new();
    let mut power = x.clone();
    let mut m = 1.0;
    while !power.is_empty() {
        let sign = if m as u32 % 2 == 1 { 1.0 } else { -1.0 };
        power.iter().for_each(|(p, c)| add(&mut result, *p, sign * c / m));
        power = product(&power, &x, top);
        m += 1.0;
    }
    result
}

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
    let linear = one.iter().find(|(p, _)| (p - 1.0).abs() < SAME).map_or(0.0, |(_, c)| *c);
    let rest: Series = one
        .into_iter()
        .filter(|(p, _)| (p - 1.0).abs() > SAME && (p - a).abs() > SAME)
        .map(|(p, c)| (p, c * n / scale.powf(p)))
        .collect();
    let constant = law.median();
    let orders = orders(&rest, a, cut);
    let last = orders.last().copied().unwrap_or(0.0);
    let before = orders.iter().rev().find(|e| **e < last - SAME).copied().unwrap_or(0.0);
    let [best, coarser] = [last, before].map(|cut| corrected(&law, constant, &exponential(&rest, a, cut)));
    let scaled = Estimate::new(best, (best - coarser).abs() + 1e-10 * best.abs());
    Median { constant, scaled, shift: -n * linear }
}

/// The orders in 1/n of the products of terms, up to the cut, in increasing order.
fn orders(rest: &Series, a: f64, cut: f64) -> Vec<f64> {
    let mut all = vec![0.0];
    let mut i = 0;
    while i < all.len() {
        for (p, _) in rest {
            let order: f64 = all[i] + p / a - 1.0;
            if order <= cut + SAME && !all.iter().any(|e| (e - order).abs() < SAME) {
                all.push(order);
            }
        }
        i += 1;
    }
    all.sort_by(f64::total_cmp);
    all
}

/// `exp` of the terms, without products of order above the cut, as `(power of sigma, coefficient)`.
fn exponential(rest: &Series, a: f64, cut: f64) -> Series {
    // Powers alone do not tell the order of a product, so orders ride along.
    let terms: Vec<_> = rest.iter().map(|(p, c)| (*p, *c, p / a - 1.0)).collect();
    let mut layer = vec![(0.0, 1.0, 0.0)];
    let mut result: Series = vec![(0.0, 1.0)];
    let mut m = 1.0;
    while !layer.is_empty() {
        let mut next = Vec::new();
        for (p, c, e) in &layer {
            for (q, d, f) in &terms {
                if e + f <= cut + SAME {
                    next.push((p + q, c * d / m, e + f));
                }
            }
        }
        next.iter().for_each(|(p, c, _)| add(&mut result, *p, *c));
        layer = next;
        m += 1.0;
    }
    result
}

/// Where the corrected distribution function is one half, by Newton steps from the leading median.
fn corrected(law: &Stable, start: f64, series: &Series) -> f64 {
    let value = |y: f64, extra: f64| series.iter().map(|(q, c)| c * law.inverse(q + extra, y)).sum::<f64>();
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
