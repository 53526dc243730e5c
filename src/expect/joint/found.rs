//! What the integrals over one part say, with what roundings do to them.

use super::share::Dense;
use crate::num::{Estimate, quadrature::Quadrature};

/// The integrals, in this order: probability, first and second moment about a point, density, first moment by the density, and
/// the mean by which U exceeds t.
pub(super) const PARTS: usize = 6;
/// Integrals smaller than this, as logarithms, are those of what lies beyond the quantiles between which a part is cut.
pub(super) const DEEP: f64 = -500.0;

/// The integrals with the logarithms taken out of them.
pub(super) struct Integrals {
    pub(super) parts: Quadrature<PARTS>,
    /// What first moments are taken about.
    pub(super) centre: f64,
    /// By how much first moments are larger than that.
    pub(super) beside: f64,
    /// What was taken out of the probability and of the density.
    pub(super) scale: [f64; 2],
    /// What the rounding of places does to the integrand near an end of U.
    pub(super) blur: f64,
    /// What that of ranks does to it, in units of the last place.
    pub(super) ranks: f64,
    /// Whether the mean of the other part is not finite somewhere, or not known.
    pub(super) endless: bool,
}

impl Integrals {
    fn part(&self, k: usize) -> Estimate {
        Estimate::new(self.parts.value[k], self.parts.error[k] + self.rounding() * self.parts.absolute[k])
    }

    /// Rounding inside the integrand: a few units of the last place of the logarithms, and that of places.
    fn rounding(&self) -> f64 {
        f64::EPSILON * (16.0 + 2.0 * self.scale[0].abs() + self.ranks) + self.blur
    }

    /// The first moment about the centre.
    fn first(&self) -> Estimate {
        let Quadrature { value, error, absolute, .. } = self.parts;
        // What is added and taken away again has the same roundings in it.
        let shared = (absolute[1] - self.beside * value[0]).abs() + 4.0 * f64::EPSILON * absolute[1];
        // So deep every place has roundings of its own, and the centre may be the very mean.
        let size = if self.scale[0] < DEEP { shared.max((value[0] * value[2]).sqrt()) } else { shared };
        Estimate::new(value[1] - self.beside * value[0], error[1] + self.beside * error[0] + self.rounding() * size)
    }

    /// `ln P(U >= t)`.
    pub(super) fn ln_p(&self) -> Estimate {
        let p = self.part(0);
        Estimate::new(self.scale[0] + p.value.ln(), p.error / p.value + f64::EPSILON * self.scale[0].abs())
    }

    /// The mean of this part given `U >= t`.
    pub(super) fn mean(&self) -> Estimate {
        Estimate::closed_form(self.centre).plus(ratio(self.first(), self.part(0)))
    }

    /// The density of U at t that is in this part's share, as a logarithm, and the mean of this part there; none where it is not known.
    pub(super) fn dense(&self) -> Option<Dense> {
        if self.scale[1] == f64::NEG_INFINITY {
            return Some(Dense { ln: Estimate::new(f64::NEG_INFINITY, 0.0), mean: Estimate::closed_form(self.centre) });
        }
        let (first, density) = (self.part(4), self.part(3));
        (density.value > 0.0 && self.scale[1].is_finite()).then(|| Dense {
            ln: Estimate::new(self.scale[1] + density.value.ln(), density.error / density.value),
            mean: Estimate::closed_form(self.centre).plus(ratio(first, density)),
        })
    }

    /// The variance of this part given `U >= t`.
    pub(super) fn variance(&self) -> Estimate {
        let (first, second) = (ratio(self.first(), self.part(0)), ratio(self.part(2), self.part(0)));
        let square = first.value * first.value;
        Estimate::new(second.value - square, second.error + 2.0 * first.value.abs() * first.error)
    }

    /// The mean of `U - t` given `U >= t`, where the law of the other part is known for each place.
    pub(super) fn excess(&self) -> Option<Estimate> {
        (!self.endless).then(|| ratio(self.part(5), self.part(0)))
    }
}

fn ratio(a: Estimate, b: Estimate) -> Estimate {
    let value = a.value / b.value;
    Estimate::new(value, (a.error + value.abs() * b.error) / b.value)
}
