//! The transform of a Pareto step near 0 as a series in powers that need not be whole, and what is made of its powers.
//!
//! Refuses: whole indices, at which there are logarithms.

use crate::num::Estimate;

/// A sum of `coefficient * s^power`.
pub(in crate::claims) type Series = Vec<(f64, f64)>;

/// Powers closer than this are one power.
pub(in crate::claims) const SAME: f64 = 1e-9;

/// A term `coefficient * s^power` of some order in one over what is large.
#[derive(Clone, Copy, Debug)]
pub(in crate::claims) struct Term {
    pub(in crate::claims) power: f64,
    pub(in crate::claims) coefficient: f64,
    pub(in crate::claims) order: f64,
}

fn add(series: &mut Series, power: f64, coefficient: f64) {
    match series.iter_mut().find(|(p, _)| (p - power).abs() < SAME) {
        Some((_, c)) => *c += coefficient,
        None => series.push((power, coefficient)),
    }
}

/// The product, without powers above `top`.
pub(in crate::claims) fn product(a: &Series, b: &Series, top: f64) -> Series {
    let mut result = Series::new();
    for (p, c) in a {
        for (q, d) in b.iter().filter(|(q, _)| p + q <= top + SAME) {
            add(&mut result, p + q, c * d);
        }
    }
    result
}

/// `sum over k >= 1 of coefficient(k) x^k`, up to `s^top`, for an x of positive powers.
pub(in crate::claims) fn composed(x: &Series, top: f64, coefficient: impl Fn(i32) -> f64) -> Series {
    let mut result = Series::new();
    let mut power: Series = x.iter().copied().filter(|(p, _)| *p <= top + SAME).collect();
    let mut k = 1;
    while !power.is_empty() {
        power.iter().for_each(|(p, c)| add(&mut result, *p, coefficient(k) * c));
        power = product(&power, x, top);
        k += 1;
    }
    result
}

/// `E e^{-sT} - 1` of one Pareto(a) step, up to `s^top`.
///
/// `E e^{-sT} = a E_{a+1}(s) = 1 - Gamma(1-a) s^a - a sum over k >= 1 of (-s)^k / (k! (k-a))` (DLMF 8.19.10, a not whole).
pub(in crate::claims) fn less_one(a: f64, top: f64) -> Series {
    let mut x = vec![(a, -libm::tgamma(1.0 - a))];
    let mut ratio = 1.0;
    for k in 1..=(top + SAME) as u32 {
        let k = f64::from(k);
        ratio *= -1.0 / k;
        add(&mut x, k, -a * ratio / (k - a));
    }
    x
}

/// `ln E e^{-sT}` of one Pareto(a) step, up to `s^top`.
pub(in crate::claims) fn ln_transform(a: f64, top: f64) -> Series {
    composed(&less_one(a, top), top, |k| if k % 2 == 1 { 1.0 } else { -1.0 } / f64::from(k))
}

/// The coefficient of a power; 0 where there is none.
pub(in crate::claims) fn coefficient(series: &Series, power: f64) -> f64 {
    series.iter().find(|(p, _)| (p - power).abs() < SAME).map_or(0.0, |(_, c)| *c)
}

/// The terms of `exp` of some terms, without products of order above the cut; terms of one power and order are one.
pub(in crate::claims) fn exponential(terms: &[Term], cut: f64) -> Vec<Term> {
    let one = Term { power: 0.0, coefficient: 1.0, order: 0.0 };
    let (mut layer, mut result, mut m) = (vec![one], vec![one], 1.0);
    while !layer.is_empty() {
        let mut next = Vec::new();
        for a in &layer {
            for b in terms.iter().filter(|b| a.order + b.order <= cut + SAME) {
                let coefficient = a.coefficient * b.coefficient / m;
                merge(&mut next, Term { power: a.power + b.power, coefficient, order: a.order + b.order });
            }
        }
        next.iter().for_each(|term| merge(&mut result, *term));
        layer = next;
        m += 1.0;
    }
    result
}

fn merge(terms: &mut Vec<Term>, new: Term) {
    let same = |t: &&mut Term| (t.power - new.power).abs() < SAME && (t.order - new.order).abs() < SAME;
    match terms.iter_mut().find(same) {
        Some(term) => term.coefficient += new.coefficient,
        None => terms.push(new),
    }
}

/// The sum of `coefficient * value(power)` over the terms of order up to `cut`; the error is twice the size of those beyond it.
pub(in crate::claims) fn summed(terms: &[Term], cut: f64, value: impl Fn(f64) -> f64) -> Estimate {
    let (mut sum, mut rest) = (0.0, 0.0);
    for Term { power, coefficient, order } in terms {
        let term = coefficient * value(*power);
        if *order <= cut + SAME { sum += term } else { rest += term.abs() }
    }
    Estimate::new(sum, 2.0 * rest + 1e-13 * f64::abs(sum))
}

/// `n ln E e^{-sT}` without the terms of some powers, as terms of order `order(power)` in 1/n up to `cut`, where `s = sigma / unit`.
pub(in crate::claims) fn scaled_terms(
    series: &Series,
    (n, unit): (f64, f64),
    without: &[f64],
    order: impl Fn(f64) -> f64,
) -> Vec<Term> {
    let kept = series.iter().filter(|(p, _)| !without.iter().any(|q| (p - q).abs() < SAME));
    kept.map(|(p, c)| Term { power: *p, coefficient: c * n / unit.powf(*p), order: order(*p) }).collect()
}

/// `1/Gamma(x)`, which is 0 at 0, -1, -2, ...
pub(in crate::claims) fn reciprocal_gamma(x: f64) -> f64 {
    if x < 0.5 && (x - x.round()).abs() < SAME { 0.0 } else { 1.0 / libm::tgamma(x) }
}
