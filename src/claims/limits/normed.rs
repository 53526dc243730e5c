//! The law of a total of n Pareto steps on the scale of its limit, to higher order in n: the transform's own series, inverted term by term.
//!
//! Refuses: whole indices, where logarithms of s come in.

use super::stable::Stable;
use crate::num::Estimate;

/// A sum of `coefficient * s^power`.
pub type Series = Vec<(f64, f64)>;

/// Powers closer than this are one power.
const SAME: f64 = 1e-9;

fn add(series: &mut Series, power: f64, coefficient: f64) {
    match series.iter_mut().find(|(p, _)| (p - power).abs() < SAME) {
        Some((_, c)) => *c += coefficient,
        None => series.push((power, coefficient)),
    }
}

/// The product, without powers above `top`.
pub fn product(a: &Series, b: &Series, top: f64) -> Series {
    let mut result = Series::new();
    for (p, c) in a {
        for (q, d) in b.iter().filter(|(q, _)| p + q <= top + SAME) {
            add(&mut result, p + q, c * d);
        }
    }
    result
}

/// `E e^{-sT} - 1` of one Pareto(a) step, up to `s^top`, a not whole.
///
/// `E e^{-sT} = a E_{a+1}(s) = 1 - Gamma(1-a) s^a - a sum over k >= 1 of (-s)^k / (k! (k-a))` (DLMF 8.19.10).
pub fn transform(a: f64, top: f64) -> Series {
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
fn ln_transform(a: f64, top: f64) -> Series {
    let x = transform(a, top);
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

/// A total T of n steps as `shift + scale * y`: `E e^{-sigma y}` is the transform of the limit law times `exp` of a sum of smaller terms.
///
/// With `s = sigma/scale` the terms of `n ln E e^{-sT}` beyond that of the limit law and the linear one (a pure shift) are of order
/// `n^{-e}`, `e = p/i - 1` for a term `s^p`, `i = min(a, 2)` the index of the limit law.
#[derive(Clone, Debug)]
pub struct Normed {
    /// The limit law.
    pub law: Stable,
    /// `n^{1/a}` below index 2, the standard deviation above.
    pub scale: f64,
    /// `n a/(a-1)`, whatever its sign; where a is 1/2, 1/3, ... a term of another order is linear too and joins it.
    pub shift: f64,
    index: f64,
    rest: Series,
    orders: Vec<f64>,
}

impl Normed {
    /// The total of n steps of Pareto(a), a > 0 not whole, with terms up to the order `n^-cut`.
    pub fn new(a: f64, n: f64, cut: f64) -> Self {
        assert!(a > 0.0 && a.fract() != 0.0, "no series without logarithms at index {a}");
        let index = a.min(2.0);
        let one = ln_transform(a, index * (1.0 + cut));
        let coefficient = |power: f64| one.iter().find(|(p, _)| (p - power).abs() < SAME).map_or(0.0, |(_, c)| *c);
        // Half the variance is the coefficient of s^2.
        let (law, scale) = if a < 2.0 {
            (Stable::new(a), n.powf(1.0 / a))
        } else {
            (Stable::NORMAL, (2.0 * coefficient(2.0) * n).sqrt())
        };
        let shift = -n * coefficient(1.0);
        let smaller = |p: f64| (p - 1.0).abs() > SAME && (p - index).abs() > SAME;
        let rest: Series = one.iter().filter(|(p, _)| smaller(*p)).map(|(p, c)| (*p, c * n / scale.powf(*p))).collect();
        let orders = orders(&rest, index, cut);
        Self { law, scale, shift, index, rest, orders }
    }

    /// The same with terms of the first so many orders.
    pub fn of_orders(a: f64, n: f64, count: usize) -> Self {
        let mut cut = 1.0;
        loop {
            let found = Self::new(a, n, cut);
            if let Some(last) = found.orders.get(count) {
                return Self::new(a, n, *last);
            }
            cut += 0.5;
        }
    }

    /// `P(y <= at) - G(at)`, G the limit law, with the sizes of the last two orders kept as its error: one of them may vanish by chance.
    pub fn beyond_limit(&self, at: f64) -> Estimate {
        let [best, coarser, coarsest] = self.best([0, 1, 2]).map(|series| inverse(&self.law, &series[1..], 0.0, at));
        Estimate::new(best, (best - coarser).abs() + (coarser - coarsest).abs() + 1e-12)
    }

    /// Its leading term alone.
    pub fn leading(&self, at: f64) -> f64 {
        let first = self.orders.get(1).copied().unwrap_or(0.0);
        inverse(&self.law, &exponential(&self.rest, self.index, first)[1..], 0.0, at)
    }

    /// The median of y, with the size of the last order kept as its error.
    pub fn median(&self) -> Estimate {
        let limit = self.law.median();
        let [best, coarser] = self.best([0, 1]).map(|series| corrected(&self.law, limit, &series));
        Estimate::new(best, (best - coarser).abs() + 1e-10 * best.abs())
    }

    /// The transform over that of the limit law, without so many of the last orders kept.
    fn best<const N: usize>(&self, without: [usize; N]) -> [Series; N] {
        let cut = |back: usize| self.orders.iter().rev().nth(back).copied().unwrap_or(0.0);
        without.map(|back| exponential(&self.rest, self.index, cut(back)))
    }
}

/// The sum of the terms `sigma^(q + extra)` inverted: of the distribution function for extra = 0, of the density for 1.
fn inverse(law: &Stable, series: &[(f64, f64)], extra: f64, at: f64) -> f64 {
    series.iter().map(|(q, c)| c * law.inverse(q + extra, at)).sum()
}

/// The orders in 1/n of the products of terms, up to the cut, in increasing order.
fn orders(rest: &Series, index: f64, cut: f64) -> Vec<f64> {
    let mut all = vec![0.0];
    let mut i = 0;
    while i < all.len() {
        for (p, _) in rest {
            let order: f64 = all[i] + p / index - 1.0;
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
fn exponential(rest: &Series, index: f64, cut: f64) -> Series {
    // Powers alone do not tell the order of a product, so orders ride along.
    let terms: Vec<_> = rest.iter().map(|(p, c)| (*p, *c, p / index - 1.0)).collect();
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
fn corrected(law: &Stable, start: f64, series: &[(f64, f64)]) -> f64 {
    let mut y = start;
    for _ in 0..20 {
        let step = (inverse(law, series, 0.0, y) - 0.5) / inverse(law, series, 1.0, y);
        y -= step;
        if step.abs() < 1e-12 * y.abs() {
            break;
        }
    }
    y
}
