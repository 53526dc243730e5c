//! Where the scales of the best policies end, where `-ln P(U > u)` is of the same order as the logarithm of their density ratio.

use crate::tail::TailClass;

/// Where they end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Least {
    /// No policy of the optimal form bends on a scale below this.
    pub(super) scale: f64,
    /// Whether there may be a policy on that very scale, beyond whose divergence none of the form spends.
    pub(super) is_reached: bool,
    /// V's share of a U that is far out, if it is known.
    pub(super) share: Option<f64>,
}

impl Least {
    /// Every scale has its policy.
    pub(super) const NONE: Self = Self { scale: 0.0, is_reached: false, share: None };

    /// By the tails of independent V and X, `-ln P(. > t) ~ c t^a` where they count, for density ratios of the order `exp((u/(a scale))^a)`.
    ///
    /// For a at most 1 U has the lesser of both c, and the part it is of; for a above 1 a sum far out is shared in proportion to
    /// `c^(-1/(a-1))`, and of the sum of these is that of U.
    pub(super) fn of(classes: [TailClass; 2], a: f64) -> Self {
        let [of_value, of_error] = classes.map(|class| class.exponential_up_to(a).powf(a));
        let (both, share) = if a > 1.0 {
            let [value, error] = [of_value, of_error].map(|c| c.powf(-1.0 / (a - 1.0)));
            ((value + error).powf(1.0 - a), Some(value / (value + error)))
        } else {
            let is_one = (of_value / of_error - 1.0).abs() > ALIKE;
            (of_value.min(of_error), is_one.then_some(if of_value < of_error { 1.0 } else { 0.0 }))
        };
        if both == f64::INFINITY {
            return Self::NONE;
        }
        let scale = both.powf(-1.0 / a) / a;
        Self { scale, is_reached: !classes.iter().any(|class| is_blocked(*class, a, both)), share }
    }
}

/// Coefficients that differ by less are the same.
const ALIKE: f64 = 1e-12;

/// Whether the optimal density ratio has no finite mean at the least scale, so that its divergence grows without bound on the way
/// there: with `P(U > t) ~ t^b exp(-c t^a)`, a at most 1, iff b is at least -1-a.
fn is_blocked(class: TailClass, a: f64, coefficient: f64) -> bool {
    let is_least = class.exponential_up_to(a).powf(a) <= coefficient * (1.0 + ALIKE);
    match class {
        TailClass::Stretched { power, .. } | TailClass::Exponential { power, .. } => is_least && power >= -1.0 - a,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_of_the_same_order_have_a_least_scale() {
        let normal = |variance: f64| TailClass::SuperExponential { exponent: 2.0, coefficient: 0.5 / variance };
        let both = Least::of([normal(9.0), normal(16.0)], 2.0);
        assert!((both.scale - 0.5 * 50f64.sqrt()).abs() < 1e-14 && both.is_reached, "{both:?}");
        assert!((both.share.expect("known") - 0.36).abs() < 1e-14);
        assert_eq!(Least::of([normal(1.0), TailClass::Bounded], 1.5), Least::NONE);
        let weibull = |c: f64| TailClass::Stretched { exponent: 0.5, coefficient: c, ln_coefficient: 0.0, power: 0.0 };
        let other = Least::of([weibull(2.0), weibull(1.0)], 0.5);
        assert_eq!(other, Least { scale: 2.0, is_reached: false, share: Some(0.0) });
        assert_eq!(Least::of([weibull(1.0), weibull(1.0)], 0.5).share, None);
    }
}
