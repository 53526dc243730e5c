//! The tip of U: outcomes so near to its end that V is about the same for all of them, and only their ranks differ.
//!
//! Refuses: to say where they are; the law of U may vary there by more factors than f64 has places.

use super::{stretch::Level, terms::times};
use crate::{
    model::{Pressure, pressure::Rank},
    num::Estimate,
};

/// What lies between a level and the end of U on its side.
pub(super) struct Tip {
    up: bool,
    /// How far apart the two are: V varies by no more.
    width: f64,
    /// How likely the outcome is to lie there.
    share: f64,
    /// What it adds to the gain.
    pub(super) gain: Estimate,
}

impl Tip {
    /// So wide, beyond a level, with gains counted from `common`: `int A w' dx` over its ranks by parts, where
    /// `A = E[V - E V - common; rank above x]` is linear in x if V is the same for all.
    pub(super) fn beyond(level: &Level, width: f64, pressure: Pressure, up: bool, common: f64) -> Self {
        let rank = level.rank();
        let weight = |rank: Rank| pressure.ln_weight(rank).exp();
        let above = times(level.gain.value - common, rank.above());
        // Below A is what all have more than those below.
        let (reached, mass, share) = if up {
            (above, rank.above(), pressure.above(rank))
        } else {
            (above + common, rank.below(), pressure.ln_below(rank).exp())
        };
        if mass == 0.0 {
            return Self { up, width, share, gain: Estimate::new(0.0, 0.0) };
        }
        let (mean, here) = (share / mass, weight(rank));
        let (risen, all) =
            if up { (mean - here, 0.0) } else { (here - mean, -times(common, here - weight(Rank::BOTTOM))) };
        let of_level = level.gain.error * rank.above() + reached.abs() * level.rank_error + width * mass;
        let rounding = 8.0 * f64::EPSILON * (reached.abs() * (here + mean) + all.abs());
        Self { up, width, share, gain: Estimate::new(all + times(reached, risen), of_level * risen.abs() + rounding) }
    }

    /// What it adds to the height: `P(outcome > u)` over places above the one that heights are counted from, `-P(outcome < u)` over those
    /// below, of which only the share at either end is known.
    pub(super) fn height(&self, is_above: bool) -> Estimate {
        // It falls from the share to nothing, or rises from all but the share to all.
        let half = 0.5 * self.share;
        let sign = if is_above { 1.0 } else { -1.0 };
        let part = if is_above == self.up { half } else { 1.0 - half };
        Estimate::new(sign * part * self.width, half * self.width)
    }
}
