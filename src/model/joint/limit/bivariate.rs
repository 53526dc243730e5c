//! Two normal laws with a normal copula: a bivariate normal law, in which E[V | U] is linear in U (D-7).
//!
//! Refuses, by none, laws that are not exactly normal.

use crate::{
    model::{Form, Limit, Regime},
    tail::Law,
};

/// A slope that is smaller than this beside its larger term is what the rounding of the correlation leaves of 0.
const ROUNDING: f64 = 4.0 * f64::EPSILON;

/// `E[V | U = u] = E V + b (u - E U)` with `b = Cov(V, U)/Var U`; given `U >= t` the same of `E[U | U >= t] = t + o(1)`.
pub(super) fn limit(value: &Law, error: &Law, correlation: f64) -> Option<Regime> {
    let ((mean_v, sd_v), (mean_x, sd_x)) = (value.as_normal()?, error.as_normal()?);
    let (own, carried) = (sd_v, correlation * sd_x);
    let leans = own + carried;
    if leans.abs() <= ROUNDING * own {
        return Some(Regime::finite(mean_v, "D-7: both normal with a normal copula, and V and U are independent"));
    }
    // Var U as a sum of squares.
    let variance = leans * leans + (1.0 - correlation) * (1.0 + correlation) * sd_x * sd_x;
    let slope = sd_v * leans / variance;
    let rule = "D-7: both normal with a normal copula, so E[V | U] is linear in U";
    let line = Regime::infinite(Form::power(slope, 1.0), rule);
    let line = line.and(Form::constant(mean_v - slope * (mean_v + mean_x)));
    Some(if slope > 0.0 { line } else { Regime { limit: Limit::NegativeInfinite, ..line } })
}
