//! The f-divergences `E f(w)` of a density ratio w that are known by name: how far they go, and the units in which they are counted.

use super::bend::Bend;
use crate::expect::Refusal;
use crate::tail::spec::number;

/// A divergence `E f(w)`, w the density ratio, f convex and 0 at 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FDivergence {
    /// `E |w - 1| / 2`.
    TotalVariation,
    /// `E (sqrt(w) - 1)^2 / 2 = 1 - E sqrt(w)`: Hellinger's distance squared.
    Hellinger,
    /// The mean of the KL divergences of both laws from their even mixture, in nats.
    JensenShannon,
    /// `E [-ln w]`: the KL divergence of the base from the policy, in nats.
    ReverseKl,
    /// That of Cressie and Read, `E (w^p - 1) / (p (p-1))`: KL at 1, reverse KL at 0, half of χ² at 2.
    Power(f64),
    /// `f'(w) = ((1 + ln w)^b - 1) / b` from 1 on, and minus the same of 1/w below: of order `w (ln w)^b`, KL at b = 1.
    LogPower(f64),
}

impl FDivergence {
    /// The name.
    pub fn name(&self) -> String {
        match self {
            Self::TotalVariation => "tv".into(),
            Self::Hellinger => "hellinger".into(),
            Self::JensenShannon => "js".into(),
            Self::ReverseKl => "reverse-kl".into(),
            Self::Power(p) => format!("power({})", number(*p)),
            Self::LogPower(b) => format!("kl-power({})", number(*b)),
        }
    }

    /// Whether the divergence is one: the order is finite, and for a power of the logarithm positive.
    pub fn is_defined(&self) -> bool {
        match *self {
            Self::Power(p) => p.is_finite(),
            Self::LogPower(b) => b > 0.0 && b.is_finite(),
            _ => true,
        }
    }

    /// Refuses a budget that is not a finite number of at least 0, or more than any policy spends.
    pub(super) fn allows(&self, budget: f64) -> Result<(), Refusal> {
        let (name, most) = (self.name(), self.most());
        if !(0.0..f64::INFINITY).contains(&budget) {
            return Err(Refusal(format!("the divergence must be a finite number of at least 0, not {budget}")));
        }
        if budget > most {
            return Err(Refusal(format!(
                "{name} is at most {most}: from there on every policy is allowed, not {budget}"
            )));
        }
        Ok(())
    }

    /// `f(0) + lim f(w)/w`: no policy is further from the base; infinite if there is no such limit.
    ///
    /// ```
    /// use goodhart::expect::divergence_ball::FDivergence;
    /// assert_eq!(FDivergence::Power(0.5).most(), 4.0 * FDivergence::Hellinger.most());
    /// assert_eq!(FDivergence::ReverseKl.most(), f64::INFINITY);
    /// ```
    pub fn most(&self) -> f64 {
        match *self {
            Self::TotalVariation | Self::Hellinger => 1.0,
            Self::JensenShannon => std::f64::consts::LN_2,
            Self::Power(p) if 0.0 < p && p < 1.0 => 1.0 / (p * (1.0 - p)),
            _ => f64::INFINITY,
        }
    }

    /// `lim f(w)/w`, the price of a mass that is put where the base has none.
    pub fn growth(&self) -> f64 {
        match self.bend() {
            None => 0.5,
            Some((bend, unit)) => bend.growth() / unit,
        }
    }

    /// How the best policies bend, and the number by which this divergence is to be multiplied to be counted as theirs; none where
    /// they do not bend.
    pub(super) fn bend(&self) -> Option<(Bend, f64)> {
        match *self {
            Self::TotalVariation => None,
            Self::Hellinger => Some((Bend::Power(0.5), 4.0)),
            Self::JensenShannon => Some((Bend::JensenShannon, 1.0)),
            Self::ReverseKl => Some((Bend::Power(0.0), 1.0)),
            Self::Power(p) => Some((Bend::Power(p), 1.0)),
            Self::LogPower(b) => Some((Bend::LogPower(b), 1.0)),
        }
    }
}
