//! The law of a total of n Pareto steps on the scale of its limit, to higher order in n: the transform's own series, inverted term by term.
//!
//! Refuses: whole indices, where logarithms of s come in.

use super::{
    series::{SAME, Term, coefficient, exponential, ln_transform, scaled_terms},
    stable::Stable,
};
use crate::num::Estimate;

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
    /// The transform over that of the limit law, the first term being 1.
    terms: Vec<Term>,
    orders: Vec<f64>,
}

impl Normed {
    /// The total of n steps of Pareto(a), a > 0 not whole, with terms up to the order `n^-cut`.
    pub fn new(a: f64, n: f64, cut: f64) -> Self {
        assert!(a > 0.0 && a.fract() != 0.0, "no series without logarithms at index {a}");
        let index = a.min(2.0);
        let one = ln_transform(a, index * (1.0 + cut));
        // Half the variance is the coefficient of s^2.
        let (law, scale) = if a < 2.0 {
            (Stable::new(a), n.powf(1.0 / a))
        } else {
            (Stable::NORMAL, (2.0 * coefficient(&one, 2.0) * n).sqrt())
        };
        let shift = -n * coefficient(&one, 1.0);
        let smaller = scaled_terms(&one, (n, scale), &[1.0, index], |p| p / index - 1.0);
        let terms = exponential(&smaller, cut);
        let orders = orders(&terms);
        Self { law, scale, shift, terms, orders }
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
        let [best, coarser, coarsest] = [0, 1, 2].map(|back| inverse(&self.law, &self.best(back)[1..], 0.0, at));
        Estimate::new(best, (best - coarser).abs() + (coarser - coarsest).abs() + 1e-12)
    }

    /// Its leading term alone.
    pub fn leading(&self, at: f64) -> f64 {
        let first = self.orders.get(1).copied().unwrap_or(0.0);
        inverse(&self.law, &self.up_to(first)[1..], 0.0, at)
    }

    /// The median of y, with the size of the last order kept as its error.
    pub fn median(&self) -> Estimate {
        let limit = self.law.median();
        let [best, coarser] = [0, 1].map(|back| corrected(&self.law, limit, &self.best(back)));
        Estimate::new(best, (best - coarser).abs() + 1e-10 * best.abs())
    }

    /// The terms without so many of the last orders kept.
    fn best(&self, without: usize) -> Vec<Term> {
        self.up_to(self.orders.iter().rev().nth(without).copied().unwrap_or(0.0))
    }

    /// The terms of order up to the cut.
    fn up_to(&self, cut: f64) -> Vec<Term> {
        self.terms.iter().copied().filter(|term| term.order <= cut + SAME).collect()
    }
}

/// The sum of the terms `sigma^(q + extra)` inverted: of the distribution function for extra = 0, of the density for 1.
fn inverse(law: &Stable, terms: &[Term], extra: f64, at: f64) -> f64 {
    terms.iter().map(|term| term.coefficient * law.inverse(term.power + extra, at)).sum()
}

/// The orders of some terms, each once, in increasing order.
fn orders(terms: &[Term]) -> Vec<f64> {
    let mut all: Vec<f64> = terms.iter().map(|term| term.order).collect();
    all.sort_by(f64::total_cmp);
    all.dedup_by(|next, kept| *next - *kept < SAME);
    all
}

/// Where the corrected distribution function is one half, by Newton steps from the leading median.
fn corrected(law: &Stable, start: f64, terms: &[Term]) -> f64 {
    let mut y = start;
    for _ in 0..20 {
        let step = (inverse(law, terms, 0.0, y) - 0.5) / inverse(law, terms, 1.0, y);
        y -= step;
        if step.abs() < 1e-12 * y.abs() {
            break;
        }
    }
    y
}
