//! The law of U at one threshold where both densities are made of exponentials and constants: every integral is a sum of closed forms.
//!
//! On each stretch between corners the density of V times the tail or the density of X is an exponential times at most a line.
//!
//! Refuses: thresholds below which U may lie with less than a quarter; a first moment whose terms cancel. Quadrature takes over.

mod product;
mod term;

use self::{product::Product, term::Term};
use super::{answer::At, plan::Asked, sum::Sum};
use crate::{
    num::{Estimate, logs::ln_1m_exp},
    tail::Law,
};

/// What rounding may leave open of a gain, beside it; and of `E[V | U = t]`, beside the width of V.
const KNOWN: f64 = 1e-11;
const KNOWN_AT: f64 = 1e-13;

/// The terms of both laws: the density of V, and density and tail of X.
#[derive(Clone, Debug)]
pub(super) struct Exponential {
    value: Vec<Term>,
    density: Vec<Term>,
    tail: Vec<Term>,
}

/// The integrals of 1, of the distance from a point and of its square, in units of `e^ln_unit`.
struct Sums {
    ln_unit: f64,
    of: [Estimate; 3],
}

impl Exponential {
    /// If both laws are made of such pieces.
    pub(super) fn of(value: &Law, error: &Law) -> Option<Self> {
        let (of_value, of_error) = (value.exponential_pieces(), error.exponential_pieces());
        let made = !of_value.is_empty() && !of_error.is_empty();
        let density = |pieces: &[_]| pieces.iter().map(Term::density).collect();
        made.then(|| Self { value: density(&of_value), density: density(&of_error), tail: Term::tail(&of_error) })
    }

    /// The integrals against terms of X, with distances from a point; none where they leave f64 or nothing is there.
    fn sums(&self, of_error: &[Term], t: f64, from: f64) -> Option<Sums> {
        let pairs = || self.value.iter().flat_map(|value| of_error.iter().map(move |error| (value, error)));
        let products = || pairs().filter_map(|(value, error)| Product::of(value, error, t));
        let ln_unit = products().map(|product| product.ln_size()).fold(f64::NEG_INFINITY, f64::max);
        let mut of = [Estimate::new(0.0, 0.0); 3];
        for product in products() {
            let terms = product.moments(from, ln_unit);
            (0..3).for_each(|k| {
                of[k].value += terms[k].value;
                of[k].error += terms[k].error;
            });
        }
        let known = ln_unit.is_finite() && of.iter().all(|sum| sum.value.is_finite() && sum.error.is_finite());
        (known && of[0].value > 0.0).then_some(Sums { ln_unit, of })
    }
}

impl Sums {
    fn ln(&self) -> Estimate {
        let ln = self.of[0].ln();
        Estimate::new(ln.value + self.ln_unit, ln.error + 2.0 * f64::EPSILON * self.ln_unit.abs())
    }

    /// The mean distance.
    fn mean(&self) -> Estimate {
        self.of[1].over(self.of[0])
    }
}

impl Sum {
    /// What [`Sum::at`] and its like give, by closed forms.
    pub(super) fn by_exponentials(&self, t: f64, asked: Asked) -> Option<At> {
        let exponential = self.exponential.as_ref().filter(|_| t >= self.beyond && self.centred)?;
        let above = exponential.sums(&exponential.tail, t, self.centre)?;
        let deviation = above.mean();
        if deviation.error > KNOWN * deviation.value.abs() {
            return None;
        }
        let variance = match asked.second {
            true => Some(exponential.sums(&exponential.tail, t, self.centre + deviation.value)?.variance()),
            false => None,
        };
        let nothing = Estimate::new(f64::NEG_INFINITY, 0.0);
        let at = if asked.density { exponential.sums(&exponential.density, t, self.centre) } else { None };
        let deviation_at = at.as_ref().filter(|_| asked.at).map(Sums::mean);
        let rough = |at: Estimate| at.error > KNOWN_AT * self.value_marks.spread() && at.error > KNOWN * at.value.abs();
        if asked.density && at.is_none() || deviation_at.is_some_and(rough) {
            return None;
        }
        let ln_p = above.ln();
        let p = ln_p.value.exp();
        let ln_q = ln_1m_exp(ln_p.value.min(0.0));
        let ln_q = Estimate::new(ln_q, p / (1.0 - p) * ln_p.error + 2.0 * f64::EPSILON * ln_q.abs());
        let ln_density = at.map_or(nothing, |at| at.ln());
        Some(At { ln_p, ln_q, deviation: Some(deviation), variance, ln_density, deviation_at })
    }
}

impl Sums {
    /// The variance, from distances about the mean but for its rounding.
    fn variance(&self) -> Estimate {
        let (mean, square) = (self.mean(), self.of[2].over(self.of[0]));
        let squared = mean.value * mean.value;
        square.plus(Estimate::new(-squared, mean.error * (2.0 * mean.value.abs() + mean.error)))
    }
}
