//! What no finite computation can find: how a law's upper tail behaves at infinity.

/// The class of an upper tail, with the constants that the limit theorems need.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TailClass {
    /// The support ends at a finite point.
    Bounded,
    /// `-ln S(t) ~ coefficient t^exponent` with `exponent > 1` (normal: `exponent` 2, `coefficient` 1/(2 sd^2)).
    SuperExponential {
        /// The power of t, above 1.
        exponent: f64,
        /// The factor of that power.
        coefficient: f64,
    },
    /// `S(t) ~ e^ln_coefficient t^power e^(-rate t)`.
    Exponential {
        /// The exponential rate, positive.
        rate: f64,
        /// Logarithm of the constant factor; NaN where there is none: `S(t) t^-power e^(rate t)` stays between two bounds but
        /// goes up and down for ever.
        ln_coefficient: f64,
        /// The power of t in front (convolution-equivalent below -1).
        power: f64,
    },
    /// `S(t) ~ e^ln_coefficient t^power exp(-coefficient t^exponent)` with `0 < exponent < 1`: heavy, all moments finite.
    Stretched {
        /// The power of t in the exponent, in (0, 1).
        exponent: f64,
        /// The factor of that power.
        coefficient: f64,
        /// Logarithm of the constant factor in front; NaN where it is not known.
        ln_coefficient: f64,
        /// The power of t in front.
        power: f64,
    },
    /// Asymptotic to a constant times the tail of exp(normal(mu, sigma)): heavy, all moments finite.
    LogNormal {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
        /// Logarithm of the factor against that lognormal's own tail.
        ln_coefficient: f64,
    },
    /// `S(t) ~ e^ln_coefficient t^-index (ln t)^log_power`, `index > 0`.
    RegularlyVarying {
        /// The tail index: moments below it are finite.
        index: f64,
        /// Logarithm of the constant factor.
        ln_coefficient: f64,
        /// The power of `ln t`; decides whether the moment at the index is finite.
        log_power: f64,
    },
    /// `S(ct)/S(t) -> 1` for every c: no power moment is finite.
    SlowlyVarying,
}

impl TailClass {
    /// `liminf of -ln S(t) / ln t`: the moment of order p of the positive part is finite below it and infinite above.
    ///
    /// ```
    /// # use goodhart::tail::TailClass;
    /// let pareto = TailClass::RegularlyVarying { index: 1.5, ln_coefficient: 0.0, log_power: 0.0 };
    /// assert_eq!(pareto.tail_index(), 1.5);
    /// assert_eq!(TailClass::SlowlyVarying.tail_index(), 0.0);
    /// assert_eq!(TailClass::Bounded.tail_index(), f64::INFINITY);
    /// ```
    pub fn tail_index(&self) -> f64 {
        match *self {
            Self::RegularlyVarying { index, .. } => index,
            Self::SlowlyVarying => 0.0,
            _ => f64::INFINITY,
        }
    }

    /// The k for which `-ln S(t)` is of the order of `t^k`: infinite for a bounded tail, 0 where it is less than every power.
    ///
    /// ```
    /// # use goodhart::tail::TailClass;
    /// assert_eq!(TailClass::SuperExponential { exponent: 2.0, coefficient: 0.5 }.exponent(), 2.0);
    /// assert_eq!(TailClass::SlowlyVarying.exponent(), 0.0);
    /// ```
    pub fn exponent(&self) -> f64 {
        match *self {
            Self::Bounded => f64::INFINITY,
            Self::SuperExponential { exponent, .. } | Self::Stretched { exponent, .. } => exponent,
            Self::Exponential { .. } => 1.0,
            _ => 0.0,
        }
    }

    /// Whether `E exp((s X^+)^power)` is finite for some s > 0.
    pub fn has_exponential_of(&self, power: f64) -> bool {
        self.exponent() >= power * (1.0 - 4.0 * f64::EPSILON)
    }

    /// The s up to which it is finite, from `-ln S(t) ~ c t^power`; infinite where the tail falls faster.
    pub fn exponential_up_to(&self, power: f64) -> f64 {
        let is_own = |exponent: f64| (exponent - power).abs() <= 4.0 * f64::EPSILON * power;
        match *self {
            Self::SuperExponential { exponent, coefficient } | Self::Stretched { exponent, coefficient, .. }
                if is_own(exponent) =>
            {
                coefficient.powf(1.0 / power)
            }
            Self::Exponential { rate, .. } if is_own(1.0) => rate,
            _ if self.has_exponential_of(power) => f64::INFINITY,
            _ => 0.0,
        }
    }

    /// Whether `E[(X^+)^order]` is finite.
    pub fn has_moment(&self, order: f64) -> bool {
        self.power_has_moment(1.0, order)
    }

    /// Whether `E[(Y^+)^order]` is finite for Y with survival function `S^power`, the least of `power` draws:
    /// iff `power index > order`, and at equality iff `int S^power t^(order-1) dt` converges by its logarithm alone.
    pub fn power_has_moment(&self, power: f64, order: f64) -> bool {
        match *self {
            Self::RegularlyVarying { index, log_power, .. } if at_boundary(power * index, order) => {
                log_power * power < -1.0
            }
            _ => order < power * self.tail_index(),
        }
    }

    /// The class of `e^ln_factor S`: the constant in front moves, where the class has one. What a maximum of n draws
    /// (`S_max ~ n S`) and a component of a mixture need.
    pub fn times(mut self, ln_factor: f64) -> Self {
        match &mut self {
            Self::Exponential { ln_coefficient, .. }
            | Self::Stretched { ln_coefficient, .. }
            | Self::LogNormal { ln_coefficient, .. }
            | Self::RegularlyVarying { ln_coefficient, .. } => *ln_coefficient += ln_factor,
            Self::Bounded | Self::SuperExponential { .. } | Self::SlowlyVarying => {}
        }
        self
    }

    /// Whether the tail is heavy: no exponential moment is finite.
    pub fn is_heavy(&self) -> bool {
        matches!(
            self,
            Self::Stretched { .. } | Self::LogNormal { .. } | Self::RegularlyVarying { .. } | Self::SlowlyVarying
        )
    }

    /// Whether `S(t - v)/S(t)` has no limit although the tail has an exponential rate.
    pub fn oscillates(&self) -> bool {
        matches!(self, Self::Exponential { ln_coefficient, .. } if ln_coefficient.is_nan())
    }

    /// The name of the class in the field's own words.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Bounded => "bounded",
            Self::SuperExponential { .. } => "super-exponential",
            Self::Exponential { .. } => "exponential",
            Self::Stretched { .. } => "stretched exponential",
            Self::LogNormal { .. } => "lognormal type",
            Self::RegularlyVarying { .. } => "regularly varying",
            Self::SlowlyVarying => "slowly varying",
        }
    }
}

/// Equal but for the rounding of the parameters' own product.
fn at_boundary(product: f64, order: f64) -> bool {
    (product - order).abs() <= 2.0 * f64::EPSILON * order
}
