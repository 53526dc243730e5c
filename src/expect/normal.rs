//! The one pair that has a closed form at every threshold: two normal laws.
//!
//! Gaussian regression (Gao, Schulman and Hilton, arXiv 2210.10760, eq. 1): with r = sV^2 / sU^2,
//! `E[V | U = t] = mV + r (t - mU)` and `E[V | U >= t] = mV + (sV^2 / sU) h((t - mU) / sU)`, h the normal hazard.

use super::{
    condition::Conditional,
    together::{Together, correlation},
};
use crate::model::Proxy;
use crate::num::{Estimate, special};
use crate::tail::Moment;

/// The exact answer if both laws are normal.
pub(super) fn above(proxy: &Proxy, t: f64) -> Option<Conditional> {
    let (mean_v, sd_v) = proxy.value.as_normal()?;
    let (mean_x, sd_x) = proxy.error.as_normal()?;
    let sd_u = sd_v.hypot(sd_x);
    let mean_u = mean_v + mean_x;
    let z = (t - mean_u) / sd_u;
    let ln_p = special::ln_normal_sf(z);
    let hazard = special::normal_hazard(z);
    let share = sd_v * (sd_v / sd_u);
    // The rounding of z itself moves ln P by z^2 units of the last place.
    let rounding = f64::EPSILON * (4.0 * ln_p.abs() + 4.0 * z * z + 2.0);
    let moment = |value: f64, size: f64| Moment::Finite(Estimate::new(value, 16.0 * f64::EPSILON * size));
    // Var(U | U >= t) / sU^2 = 1 - h (h - z); V is regressed on U.
    let spread = normal_spread(z, hazard);
    let variance = sd_v * sd_v * ((sd_x / sd_u).powi(2) + (sd_v / sd_u).powi(2) * spread.value);
    let variance_error = sd_v * sd_v * ((sd_v / sd_u).powi(2) * spread.error + 16.0 * f64::EPSILON);
    Some(Conditional {
        t,
        variance_v: Moment::Finite(Estimate::new(variance, variance_error)),
        ln_p: Estimate::new(ln_p, rounding.min(8.0 * ln_p.abs())),
        mean_v: moment(mean_v + share * hazard, mean_v.abs() + share * hazard * (1.0 + z.abs().min(1.0))),
        gain: Some(Estimate::new(share * hazard, 16.0 * f64::EPSILON * share * hazard * (1.0 + z.abs().min(1.0)))),
        mean_v_at: Some(moment(
            mean_v + share / sd_u * (t - mean_u),
            mean_v.abs() + share / sd_u * (t.abs() + mean_u.abs()),
        )),
        mean_u: moment(mean_u + sd_u * hazard, mean_u.abs() + sd_u * hazard),
    })
}

/// The exact second moments if both laws are normal.
pub(super) fn together(proxy: &Proxy, t: f64, variance_v: Moment) -> Option<Together> {
    let (mean_v, sd_v) = proxy.value.as_normal()?;
    let (mean_x, sd_x) = proxy.error.as_normal()?;
    let sd_u = sd_v.hypot(sd_x);
    let z = (t - (mean_v + mean_x)) / sd_u;
    let spread = normal_spread(z, special::normal_hazard(z));
    let moment = |factor: f64| Moment::Finite(spread.scaled(factor));
    let (covariance, variance_u) = (moment(sd_v * sd_v), moment(sd_u * sd_u));
    Some(Together {
        t,
        covariance,
        variance_v,
        variance_u,
        correlation: correlation(covariance, variance_v, variance_u),
    })
}

/// `Var(Z | Z >= z) = 1 - h (h - z)` for a standard normal Z of hazard h.
///
/// From z = 3 on by the continued fraction `h = z + 1/(z + e)`, `e = 2/(z + f)`, `f = 3/(z + 4/(z + ...))` of the hazard
/// (Abramowitz and Stegun 26.2.14), which turns it into `((z - f)/(z + f) + e^2) / (z + e)^2`, where nothing cancels.
fn normal_spread(z: f64, hazard: f64) -> Estimate {
    if z < 3.0 {
        let value = 1.0 - hazard * (hazard - z);
        return Estimate::new(value, 8.0 * f64::EPSILON * (1.0 + hazard * (hazard + z.abs())));
    }
    let levels = 12 + (600.0 / (z * z)) as u32;
    let f = (3..=levels).rev().fold(0.0, |rest, k| f64::from(k) / (z + rest));
    let e = 2.0 / (z + f);
    let root = z + e;
    Estimate::closed_form(((z - f) / (z + f) + e * e) / root / root)
}
