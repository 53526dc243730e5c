//! The tail class of a mixture: the heavier part's, constants added where the parts tie.

use crate::num::logs::ln_add_exp;
use crate::tail::TailClass;
use std::cmp::Ordering;

/// The class of the sum of two tails.
pub(super) fn heavier(a: TailClass, b: TailClass) -> TailClass {
    match heaviness(&a, &b) {
        Ordering::Greater => a,
        Ordering::Less => b,
        Ordering::Equal => match constant(&a).zip(constant(&b)) {
            Some((ours, other)) => a.times(ln_add_exp(ours, other) - ours),
            None => a,
        },
    }
}

fn constant(class: &TailClass) -> Option<f64> {
    match *class {
        TailClass::Exponential { ln_coefficient, .. }
        | TailClass::Stretched { ln_coefficient, .. }
        | TailClass::LogNormal { ln_coefficient, .. }
        | TailClass::RegularlyVarying { ln_coefficient, .. } => Some(ln_coefficient),
        _ => None,
    }
}

/// Which of two tails, constants aside, is heavier.
fn heaviness(a: &TailClass, b: &TailClass) -> Ordering {
    use TailClass as T;
    let lighter_if_greater = |pairs: &[(f64, f64)]| {
        pairs.iter().map(|(x, y)| y.total_cmp(x)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    };
    match (a, b) {
        (T::SuperExponential { exponent: e, coefficient: c }, T::SuperExponential { exponent: f, coefficient: d }) => {
            lighter_if_greater(&[(*e, *f), (*c, *d)])
        }
        (
            T::Stretched { exponent: e, coefficient: c, power: p, .. },
            T::Stretched { exponent: f, coefficient: d, power: q, .. },
        ) => lighter_if_greater(&[(*e, *f), (*c, *d), (-p, -q)]),
        (T::Exponential { rate: r, power: p, .. }, T::Exponential { rate: s, power: q, .. }) => {
            lighter_if_greater(&[(*r, *s), (-p, -q)])
        }
        (T::LogNormal { mu: m, sigma: s, .. }, T::LogNormal { mu: n, sigma: t, .. }) => {
            lighter_if_greater(&[(-s, -t), (-m, -n)])
        }
        (T::RegularlyVarying { index: i, log_power: p, .. }, T::RegularlyVarying { index: j, log_power: q, .. }) => {
            lighter_if_greater(&[(*i, *j), (-p, -q)])
        }
        _ => rank(a).cmp(&rank(b)),
    }
}

fn rank(class: &TailClass) -> u8 {
    match class {
        TailClass::Bounded => 0,
        TailClass::SuperExponential { .. } => 1,
        TailClass::Exponential { .. } => 2,
        TailClass::Stretched { .. } => 3,
        TailClass::LogNormal { .. } => 4,
        TailClass::RegularlyVarying { .. } => 5,
        TailClass::SlowlyVarying => 6,
    }
}
