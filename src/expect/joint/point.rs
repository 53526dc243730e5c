//! One place of U under dependence: its rank, and what V gains by being above it.

use super::{Jointly, JointlyAbove};
use crate::{
    expect::{Refusal, jumps::Jump},
    model::pressure::{Rank, Tie},
    num::{Estimate, logs::ln_1m_exp},
};
use std::f64::consts::LN_2;

/// A place of U.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) u: f64,
    /// `ln P(U >= u)`.
    pub(super) ln_p: Estimate,
    /// `E[V | U >= u] - E[V]`.
    pub(super) gain: Estimate,
    /// `E[U | U >= u]`, where the mean of X is finite.
    pub(super) mean_u: Option<Estimate>,
}

impl Point {
    /// Asks the two integrations. Errors: theirs; nothing is left above u.
    pub(super) fn at(jointly: &Jointly, mean: Estimate, u: f64) -> Result<Self, Refusal> {
        let JointlyAbove { ln_p, mean_v, mean_u, .. } = jointly.answer_at(u, false)?;
        let gain = Estimate::new(mean_v.value - mean.value, mean_v.error + mean.error);
        Ok(Self { u, ln_p, gain, mean_u })
    }

    /// Above the highest atom.
    pub(super) const fn nothing(u: f64) -> Self {
        let none = Estimate::new(0.0, 0.0);
        Self { u, ln_p: Estimate::new(f64::NEG_INFINITY, 0.0), gain: none, mean_u: None }
    }

    pub(super) fn rank(&self) -> Rank {
        rank(self.ln_p.value)
    }

    /// See [`score`].
    pub(super) fn score(&self) -> f64 {
        score(self.ln_p.value)
    }

    /// `E[V - E V - common; U >= u]`.
    fn excess(&self, common: f64) -> Estimate {
        if self.ln_p.value == f64::NEG_INFINITY {
            return Estimate::new(0.0, 0.0);
        }
        let (p, gain) = (self.ln_p.value.exp(), self.gain.value - common);
        Estimate::new(p * gain, p * (self.gain.error + gain.abs() * self.ln_p.error))
    }

    /// What lies between two places that no number tells apart, as an atom: `after` is the place just above it.
    pub(super) fn jump_to(&self, after: &Self, common: f64) -> Jump {
        let (from, to) = (self.rank(), after.rank());
        let ln_mass = (from.above() - to.above()).max(0.0).ln();
        let [reached, passed] = [self, after].map(|point| point.excess(common));
        Jump { u: self.u, after: after.u, tie: Tie { from, to, ln_mass }, reached, passed }
    }
}

/// The rank of `ln P(above)`, which may exceed 0 by rounding.
pub(super) fn rank(ln_p: f64) -> Rank {
    let ln_above = ln_p.min(0.0);
    Rank { ln_above, ln_below: ln_1m_exp(ln_above) }
}

/// How many nats a rank is above the median, or minus how many below it, by the nearer end.
pub(super) fn score(ln_p: f64) -> f64 {
    if ln_p < -LN_2 { -ln_p - LN_2 } else { rank(ln_p).ln_below + LN_2 }
}
