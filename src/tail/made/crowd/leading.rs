//! How a map of chances behaves near 0, and the class of tails that this makes of a class.

use crate::tail::{Law, TailClass};

/// `D(s) ~ e^ln_constant s^power (-ln s)^depth_power` as s falls to 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leading {
    /// Logarithm of the constant factor.
    pub ln_constant: f64,
    /// The power of s: how many independent approaches the crowd is worth far out. 0 where D falls less than every power.
    pub power: f64,
    /// The power of the depth `-ln s`; NaN where D is not of this form.
    pub depth_power: f64,
}

impl Leading {
    /// `e^ln_constant s^power`.
    pub const fn plain(ln_constant: f64, power: f64) -> Self {
        Self { ln_constant, power, depth_power: 0.0 }
    }

    /// The class of `D(S)`; none where the laboratory has no class for it.
    pub(super) fn class(self, base: &Law) -> Result<TailClass, String> {
        let class = if self.power > 0.0 { self.powered(base.tail_class()) } else { self.mixed(base.tail_class()) };
        class.ok_or_else(|| {
            format!(
                "no class of tails is known for such a mixture of powers of the tail of {base}, so that it is refused"
            )
        })
    }

    /// For a positive power: the class stays, its numbers move.
    fn powered(self, class: TailClass) -> Option<TailClass> {
        let Self { ln_constant, power: q, depth_power: b } = self;
        let of_depth = |ln_unit: f64| if b == 0.0 { 0.0 } else { b * ln_unit };
        let made = match class {
            TailClass::SuperExponential { exponent, coefficient } => {
                return Some(TailClass::SuperExponential { exponent, coefficient: q * coefficient });
            }
            TailClass::Exponential { rate, ln_coefficient, power } => TailClass::Exponential {
                rate: q * rate,
                ln_coefficient: ln_constant + q * ln_coefficient + of_depth(rate.ln()),
                power: q * power + b,
            },
            TailClass::Stretched { exponent, coefficient, ln_coefficient, power } => TailClass::Stretched {
                exponent,
                coefficient: q * coefficient,
                ln_coefficient: ln_constant + q * ln_coefficient + of_depth(coefficient.ln()),
                power: q * power + b * exponent,
            },
            TailClass::LogNormal { mu, sigma, ln_coefficient } => TailClass::LogNormal {
                mu,
                sigma: sigma / q.sqrt(),
                // A power of ln t beside it is no constant.
                ln_coefficient: if q == 1.0 && b == 0.0 { ln_coefficient + ln_constant } else { f64::NAN },
            },
            TailClass::RegularlyVarying { index, ln_coefficient, log_power } => TailClass::RegularlyVarying {
                index: q * index,
                ln_coefficient: ln_constant + q * ln_coefficient + of_depth(index.ln()),
                log_power: q * log_power + b,
            },
            same => same,
        };
        (!b.is_nan() || matches!(class, TailClass::LogNormal { .. } | TailClass::Bounded | TailClass::SlowlyVarying))
            .then_some(made)
    }

    /// For a D that falls less than every power: a power of the depth at most.
    fn mixed(self, class: TailClass) -> Option<TailClass> {
        let Self { ln_constant, depth_power: b, .. } = self;
        // With depth `coefficient t^exponent`.
        let regular = |exponent: f64, coefficient: f64| {
            let (index, ln_coefficient) = (-b * exponent, ln_constant + b * coefficient.ln());
            (!b.is_nan()).then_some(TailClass::RegularlyVarying { index, ln_coefficient, log_power: 0.0 })
        };
        match class {
            TailClass::Bounded => Some(class),
            TailClass::SuperExponential { exponent, coefficient }
            | TailClass::Stretched { exponent, coefficient, .. } => regular(exponent, coefficient),
            TailClass::Exponential { rate, .. } => regular(1.0, rate),
            // The depth is of the order of (ln t)^2.
            TailClass::LogNormal { .. } => (!b.is_nan()).then_some(TailClass::SlowlyVarying),
            TailClass::RegularlyVarying { .. } | TailClass::SlowlyVarying => Some(TailClass::SlowlyVarying),
        }
    }
}
