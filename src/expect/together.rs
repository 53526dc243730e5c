//! How V and U move together given U >= t: covariance, both variances, correlation.
//!
//! Refuses: what conditioning refuses. A correlation is undefined where a variance is infinite, though the covariance need not be.

use super::{
    Refusal,
    beyond::lower_index,
    condition::{Conditional, Conditioner},
    normal,
    sum::Sum,
};
use crate::{
    num::Estimate,
    tail::{Law, Moment},
};

/// Second moments given that the proxy reaches t.
#[derive(Clone, Copy, Debug)]
pub struct Together {
    /// The threshold.
    pub t: f64,
    /// `Cov(V, U | U >= t)`: infinite where `E[V^2; U >= t]` is, undefined where a mean is not finite.
    pub covariance: Moment,
    /// `Var(V | U >= t)`.
    pub variance_v: Moment,
    /// `Var(U | U >= t)`.
    pub variance_u: Moment,
    /// Their correlation; undefined where one of the variances is infinite.
    pub correlation: Moment,
}

impl Conditioner {
    /// Second moments given `U >= t`; `Var(U | U >= t) = Cov(V, U | U >= t) + Cov(X, U | U >= t)`.
    ///
    /// Errors: as for [`Conditioner::above`].
    pub fn together(&self, t: f64) -> Result<Together, Refusal> {
        Ok(self.together_with(&self.above(t)?))
    }

    /// The same beside an answer of this conditioner, which need not be integrated again.
    pub fn together_with(&self, above: &Conditional) -> Together {
        let t = above.t;
        if let Some(exact) = normal::together(self.proxy(), t, above.variance_v) {
            return exact;
        }
        let finite = above.mean_v.finite().is_some() && above.mean_u.finite().is_some();
        let (value, error) = (&self.proxy().value, &self.proxy().error);
        let covariance = |law: &Law, other: &Law, sum: &Sum| {
            if !finite {
                return Moment::Undefined;
            }
            if !law.tail_class().has_moment(2.0) {
                return Moment::Infinite;
            }
            // Far below, V U is V times a U that X has brought up to t at least.
            let indices = lower_index(law) + other.tail_class().tail_index();
            if indices <= 2.0 + 1e-9 && law.variance().finite().is_none() {
                return Moment::NegativeInfinite;
            }
            let known = sum.covariance(t).map(|(_, covariance)| covariance);
            known.filter(is_number).map_or(Moment::Undefined, Moment::Finite)
        };
        let of_value = covariance(value, error, self.over_value());
        let variance_u = of_value.plus(covariance(error, value, self.over_error()));
        let correlation = correlation(of_value, above.variance_v, variance_u);
        Together { t, covariance: of_value, variance_v: above.variance_v, variance_u, correlation }
    }
}

fn is_number(estimate: &Estimate) -> bool {
    estimate.value.is_finite() && estimate.error.is_finite()
}

/// `Cov / sqrt(Var Var)`: undefined unless both variances are finite and not 0, and anything from -1 to 1 where their errors do not tell
/// them from 0.
pub(super) fn correlation(covariance: Moment, variance_v: Moment, variance_u: Moment) -> Moment {
    let (Moment::Finite(c), Moment::Finite(v), Moment::Finite(u)) = (covariance, variance_v, variance_u) else {
        return Moment::Undefined;
    };
    if v.value <= 0.0 || u.value <= 0.0 {
        return Moment::Undefined;
    }
    if v.value <= v.error || u.value <= u.error {
        return Moment::Finite(Estimate::new(0.0, 1.0));
    }
    let spread = v.value.sqrt() * u.value.sqrt();
    let value = (c.value / spread).clamp(-1.0, 1.0);
    let relative = v.error / (v.value - v.error) + u.error / (u.value - u.error);
    Moment::Finite(Estimate::new(value, c.error / spread + value.abs() * (relative + 4.0 * f64::EPSILON)))
}
