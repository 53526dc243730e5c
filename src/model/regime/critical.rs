//! Exponential moments at a law's own rate, where the power of t in front of its tail makes them converge.
//!
//! Refuses: a rate that is not the tail's, and powers at which the integral diverges.

use super::pair::same;
use crate::num::quadrature::{Goal, integrate};
use crate::tail::{Law, TailClass};

/// `E e^(g (V - centre))` and `E (V - centre) e^(g (V - centre))`, the latter where it is finite.
pub(super) struct Critical {
    centre: f64,
    mgf: f64,
    first: Option<f64>,
}

/// Where quadrature hands over to the tail's own form, in units of 1/g: past it `ln S + g v` would keep too few digits.
const HANDOVER: f64 = 1e6;

impl Critical {
    /// The moments of a law with tail `C t^power e^(-g t)`, `power < -1`.
    pub(super) fn of(law: &Law, g: f64) -> Option<Self> {
        let TailClass::Exponential { rate, ln_coefficient, power } = law.tail_class() else { return None };
        if !same(rate, g) || power >= -1.0 {
            return None;
        }
        let low = law.support().low;
        let centre = if low.is_finite() { low } else { law.inv_ln_sf(-std::f64::consts::LN_2) };
        let end = centre.max(0.0) + HANDOVER / g;
        let above = |v: f64| (law.ln_sf(v) + g * (v - centre)).exp();
        let below = |v: f64| (law.ln_cdf(v) + g * (v - centre)).exp();
        // E e^(g Y) = 1 + int_0^inf g e^(g y) P(Y > y) dy - int_-inf^0 g e^(g y) P(Y <= y) dy, and likewise E Y e^(g Y).
        let weigh = |v: f64, p: f64| [g * p, (1.0 + g * (v - centre)) * p];
        let upper = integrate(|_, v| weigh(v, above(v)), &panels(law, g, centre, end), Goal::default());
        let lower = integrate(|_, v| weigh(v, below(v)), &panels(law, g, centre - 800.0 / g, centre), Goal::default());
        let beyond = |order: f64| {
            let exponent = power + order + 1.0;
            (ln_coefficient - g * centre + exponent * end.ln()).exp() / -exponent
        };
        let mgf = 1.0 + upper.value[0] + g * beyond(0.0) - lower.value[0];
        let first = || upper.value[1] + (1.0 - g * centre) * beyond(0.0) + g * beyond(1.0) - lower.value[1];
        let first = (power < -2.0 && !same(power, -2.0)).then(first).filter(|x| x.is_finite());
        (mgf.is_finite() && mgf > 0.0).then_some(Self { centre, mgf, first })
    }

    /// `ln E e^(g V)`.
    pub(super) fn ln_mgf(&self, g: f64) -> f64 {
        self.mgf.ln() + g * self.centre
    }

    /// `E[V e^(g V)] / E[e^(g V)]`, where finite.
    pub(super) fn tilted_mean(&self) -> Option<f64> {
        self.first.map(|first| self.centre + first / self.mgf)
    }
}

/// The stretches between low and high: quantiles, corners, atoms, and doublings away from the centre.
fn panels(law: &Law, g: f64, low: f64, high: f64) -> Vec<(f64, f64)> {
    let doublings = (-60..30).map(|k| 2f64.powi(k) / g).flat_map(|y| [low + y, high - y]);
    let quantiles = (0..12).map(|k| 2f64.powi(k - 4)).flat_map(|d| [law.inv_ln_sf(-d), law.inv_ln_cdf(-d)]);
    let marks = law.kinks().into_iter().chain(law.atoms().iter().map(|atom| atom.at));
    let mut cuts: Vec<f64> = doublings.chain(quantiles).chain(marks).chain([low, high]).collect();
    cuts.retain(|&v| v >= low && v <= high);
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    cuts.windows(2).map(|pair| (pair[0], pair[1])).collect()
}
