//! From integrals to what they say of U and V at one threshold, each number with what the rules and rounding leave open.

use super::{
    kernel::{DENSITY, EXCESS, EXCESS_AT, Kernel, MISSED, PARTS, REACHED, SECOND},
    origin::Origin,
    reconcile::{log_of, reconcile},
    sides::ALL,
    sum::Sum,
};
use crate::num::{Estimate, logs::ln_1m_exp, quadrature::Quadrature};

/// What one integration gives.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    /// `ln P(U >= t)`.
    pub(super) ln_p: Estimate,
    /// `ln P(U < t)`.
    pub(super) ln_q: Estimate,
    /// `E[V | U >= t]` minus the centre, if `P(U >= t) > 0`; meaningless where the mean of V is plus infinity.
    pub(super) deviation: Option<Estimate>,
    /// `E[V | U >= t]` itself, where that comes from a point of its own: a far centre would take its digits.
    pub(super) mean: Option<Estimate>,
    /// `Var(V | U >= t)`, if it was asked for; meaningless where it is infinite.
    pub(super) variance: Option<Estimate>,
    /// Logarithm of the density of U at t (of its part without atoms); minus infinity if there is none.
    pub(super) ln_density: Estimate,
    /// `E[V | U = t]` minus the centre, by the densities.
    pub(super) deviation_at: Option<Estimate>,
    /// `E[V | U = t]` itself, where that comes from a point of its own.
    pub(super) mean_at: Option<Estimate>,
}

/// What the integration over the other of the two gives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reached {
    /// `ln P(U >= t)`.
    pub(super) ln_p: Estimate,
    /// `E[X | U >= t]` minus the centre of X, if `P(U >= t) > 0`.
    pub(super) deviation: Option<Estimate>,
    /// `E[X | U >= t]` itself, where that comes from a point of its own.
    pub(super) mean: Option<Estimate>,
}

impl Sum {
    /// What was integrated over V.
    pub(super) fn assemble(&self, q: &Quadrature<ALL>, kernel: &Kernel, rounding: f64, moved: f64) -> At {
        let base = if self.dense { self.value.pdf_accuracy() } else { 0.0 };
        let density_accuracy = base + self.error.pdf_accuracy();
        let part = |k: usize, relative: f64| Estimate::new(q.value[k], q.error[k] + relative * q.absolute[k]);
        let reached = part(REACHED, rounding + base);
        let density = part(DENSITY, rounding + density_accuracy);
        let excess = part(EXCESS, factor(kernel.above) * rounding + moved + base);
        let excess_at = part(EXCESS_AT, factor(kernel.at) * rounding + density_accuracy);
        let ln_p = log_of(reached, kernel.scale.reached);
        let (ln_p, ln_q) = if kernel.wanted.missed {
            reconcile(ln_p, log_of(part(MISSED, rounding + moved + base), kernel.scale.missed))
        } else {
            let p = ln_p.value.exp();
            let ln_q = ln_1m_exp(ln_p.value.min(0.0));
            (ln_p, Estimate::new(ln_q, p / (1.0 - p) * ln_p.error + 2.0 * f64::EPSILON * ln_q.abs()))
        };
        let from_middle = (reached.value > 0.0).then(|| excess.over(reached));
        let variance = from_middle.filter(|_| kernel.wanted.second).map(|mean| {
            let raw = part(SECOND, 4.0 * rounding + base).over(reached);
            Estimate::new(-mean.value * mean.value, 2.0 * mean.value.abs() * mean.error + mean.error * mean.error)
                .plus(raw)
        });
        let at = (kernel.wanted.at && density.value > 0.0).then(|| {
            let mut at = excess_at.over(density);
            if let Origin::Middle(middle) = kernel.at {
                // Where a narrow error says where V is, the rounding of t - x shows.
                at.error += 0.5 * f64::EPSILON * (kernel.t.abs() + middle.abs());
            }
            at
        });
        At {
            ln_p,
            ln_q,
            deviation: from_middle.map(|mean| self.deviation(kernel.above, mean)),
            mean: from_middle.and_then(|mean| of_its_own(kernel.above, mean)),
            variance,
            ln_density: log_of(density, kernel.scale.density),
            deviation_at: at.map(|mean| self.deviation(kernel.at, mean)),
            mean_at: at.and_then(|mean| of_its_own(kernel.at, mean)),
        }
    }

    /// What was integrated of this law as the other one's error.
    pub(super) fn reached(&self, q: &Quadrature<ALL>, kernel: &Kernel, rounding: f64) -> Reached {
        let base = if self.dense { self.value.pdf_accuracy() } else { 0.0 };
        let part = |k: usize, relative: f64| Estimate::new(q.value[k], q.error[k] + relative * q.absolute[k]);
        let reached = part(PARTS, rounding + base);
        let excess = part(PARTS + 1, factor(kernel.above) * rounding + base);
        let from_middle = (reached.value > 0.0).then(|| excess.over(reached));
        Reached {
            ln_p: log_of(reached, kernel.scale.reached),
            deviation: from_middle.map(|mean| self.deviation(kernel.above, mean)),
            mean: from_middle.and_then(|mean| of_its_own(kernel.above, mean)),
        }
    }

    /// A deviation from the centre, from one that may have been taken elsewhere.
    fn deviation(&self, origin: Origin, mean: Estimate) -> Estimate {
        match origin {
            Origin::Mean { .. } => mean,
            Origin::Middle(middle) => {
                Estimate::new(middle - self.centre, 2.0 * f64::EPSILON * (middle.abs() + self.centre.abs())).plus(mean)
            }
        }
    }
}

/// A mean from its distance to a point, unless that point is the mean without a threshold.
fn of_its_own(origin: Origin, from_there: Estimate) -> Option<Estimate> {
    match origin {
        Origin::Mean { .. } => None,
        Origin::Middle(middle) => Some(Estimate::new(middle, 0.0).plus(from_there)),
    }
}

/// Roundings of a first moment: differences of logarithms above 0.03 are taken as they stand, with up to forty times their own.
pub(super) fn factor(origin: Origin) -> f64 {
    if matches!(origin, Origin::Mean { .. }) { 40.0 } else { 4.0 }
}
