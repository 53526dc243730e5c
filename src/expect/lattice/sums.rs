//! The sums of the trapezoidal rule, step by step, and what the last two changes say is left.

use super::super::{kernel::PARTS, sides::ALL};
use super::piece::STEP;
use crate::num::{Estimate, quadrature::Quadrature};

/// What is summed: the parts of the kernel, and the mean excess of U over t.
pub(super) const OVER: usize = PARTS;
pub(super) const SUMS: usize = PARTS + 1;
/// Terms or sums of them.
pub(super) type Terms = [f64; SUMS];

/// The integrals by the rule of one step.
pub(super) struct Sums {
    step: f64,
    values: Terms,
    /// The integrals of the sizes of the integrands.
    pub(super) sizes: Terms,
    /// By how much the last two halvings changed any of the integrals, relative to their sizes.
    pub(super) changes: [f64; 2],
    evaluations: usize,
}

/// Sums of terms, and of their sizes.
#[derive(Clone, Copy, Default)]
struct Total {
    values: Terms,
    sizes: Terms,
    count: usize,
}

impl Total {
    fn of(terms: impl Iterator<Item = Terms>) -> Self {
        terms.fold(Self::default(), |mut total, terms| {
            for (k, term) in terms.iter().enumerate() {
                total.values[k] += term;
                total.sizes[k] += term.abs();
            }
            total.count += 1;
            total
        })
    }
}

impl Sums {
    /// From the terms of the first pass.
    pub(super) fn first<'a>(terms: impl Iterator<Item = &'a Terms>) -> Self {
        let total = Total::of(terms.copied());
        let scaled = |terms: Terms| terms.map(|term| STEP * term);
        let (values, sizes) = (scaled(total.values), scaled(total.sizes));
        Self { step: STEP, values, sizes, changes: [f64::INFINITY; 2], evaluations: total.count }
    }

    /// With the terms between those that are summed already.
    pub(super) fn halve(&mut self, between: impl Iterator<Item = Terms>) {
        let total = Total::of(between);
        let mean = |old: &Terms, new: &Terms| std::array::from_fn(|k| 0.5 * (old[k] + self.step * new[k]));
        let (values, sizes) = (mean(&self.values, &total.values), mean(&self.sizes, &total.sizes));
        let change = largest_change(&self.values, &values, &sizes);
        *self = Self {
            step: 0.5 * self.step,
            values,
            sizes,
            changes: [self.changes[1], change],
            evaluations: self.evaluations + total.count,
        };
    }

    /// What is left of any of the integrals, relative to its size: the changes fall ever faster.
    ///
    /// One change alone says no more than itself. That of the first halving is free of what a normal density is missed by, for it
    /// is below `1e-14` at that step already; two changes therefore fall as what is left will.
    pub(super) fn left(&self) -> f64 {
        let [before, last] = self.changes;
        if before.is_finite() && last < before { last * (last / before) } else { last }
    }

    /// The kernel's integrals, and that of the excess, with what was left outside of each.
    pub(super) fn whole(&self, outside: Terms) -> (Quadrature<ALL>, Estimate) {
        let error = |k: usize| (self.left() + 4.0 * f64::EPSILON) * self.sizes[k] + outside[k];
        let mut q = Quadrature { evaluations: self.evaluations, ..Quadrature::NOTHING };
        q.value[..PARTS].copy_from_slice(&self.values[..PARTS]);
        q.absolute[..PARTS].copy_from_slice(&self.sizes[..PARTS]);
        (0..PARTS).for_each(|k| q.error[k] = error(k));
        (q, Estimate::new(self.values[OVER], error(OVER)))
    }
}

fn largest_change(old: &Terms, new: &Terms, sizes: &Terms) -> f64 {
    let change = |k: usize| if sizes[k] > 0.0 { (new[k] - old[k]).abs() / sizes[k] } else { 0.0 };
    (0..SUMS).map(change).fold(0.0, f64::max)
}
