//! A value and an error with what the rules ask of them: tail classes, hazards, means beyond t, hypotheses that classes do not hold.

use super::Form;
use crate::num::Estimate;
use crate::tail::{Law, TailClass};

/// Both summands with what the rules ask of them.
pub(super) struct Pair<'a> {
    pub(super) value: &'a Law,
    pub(super) error: &'a Law,
    /// E[V]; none where it is minus infinity.
    pub(super) mean: Option<Estimate>,
    pub(super) v: TailClass,
    pub(super) x: TailClass,
}

/// The hazard rate of a heavy tail far out.
pub(super) fn hazard(class: TailClass) -> Option<Form> {
    match class {
        TailClass::RegularlyVarying { index, .. } => Some(Form::power(index, -1.0)),
        TailClass::LogNormal { mu, sigma, .. } => {
            Some(Form { log_scale: mu.exp(), ..Form::with_log(1.0 / (sigma * sigma), -1.0, 1.0) })
        }
        TailClass::Stretched { exponent, coefficient, .. } => Some(Form::power(exponent * coefficient, exponent - 1.0)),
        _ => None,
    }
}

/// `E[V | V > t]` of a heavy tail with a finite mean: Karamata's theorem for a power tail, `t` and the mean excess
/// `1 / hazard` for tails between the powers and the exponentials.
pub(super) fn mean_beyond(class: TailClass) -> (Form, Option<Form>) {
    match class {
        TailClass::RegularlyVarying { index, log_power, .. } if same(index, 1.0) => {
            (Form::with_log(1.0 / (-log_power - 1.0), 1.0, 1.0), None)
        }
        TailClass::RegularlyVarying { index, .. } => (Form::power(index / (index - 1.0), 1.0), None),
        _ => (Form::power(1.0, 1.0), hazard(class).map(Form::inverse)),
    }
}

/// The index of the lower tail, `-d ln F(-r) / d ln r` at the end of f64; infinite where the tail ends before.
pub(in crate::model) fn lower_index(law: &Law) -> f64 {
    let depth = |y: f64| -law.ln_cdf(-y.exp());
    let (near, far) = (depth(600.0), depth(700.0));
    if far < 1e4 { (far - near) / 100.0 } else { f64::INFINITY }
}

/// Whether `P(X > t + d) / P(X > t) -> 0` can be believed for every d > 0: a survival function that stays level over
/// stretches far out belongs to a law on a lattice.
pub(super) fn falls_over_every_distance(law: &Law) -> bool {
    let level = |depth: f64| {
        let (near, far) = (law.inv_ln_sf(-depth), law.inv_ln_sf(-depth - 1.0));
        // On a lattice some tenth of the way between two quantiles carries no mass.
        let step = 0.1 * (far - near).max(1e-6 * near.abs());
        far <= near
            || (0..10).any(|k| {
                let at = near + f64::from(k) * step;
                law.ln_sf(at + step) == law.ln_sf(at)
            })
    };
    ![30.0, 100.0, 300.0].into_iter().any(level)
}

/// Equal but for rounding.
pub(super) fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
}
