//! What a stretch leaves out next to a corner of U: outcomes so near to it that V does not depend on where they are, only ranks differ.
//!
//! Refuses: to say where they are; the law of U may vary there by more factors than f64 has places.

use super::{answer::At, stretch::Level, terms::times};
use crate::{
    model::{Pressure, pressure::Rank},
    num::Estimate,
};

/// A corner of U, without what is beside it on one side: what lies above it, and what V gains there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Brink {
    pub(super) rank: Rank,
    /// Relative error of the smaller of both tails.
    rank_error: f64,
    gain: Estimate,
}

/// What lies between a corner of U and a level.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tip {
    brink: Brink,
    level: Level,
    /// How far V's mean at the level is from that of the tip.
    bend: f64,
}

impl Brink {
    /// The end of U on a side.
    pub(super) const fn end(up: bool) -> Self {
        Self { rank: if up { Rank::TOP } else { Rank::BOTTOM }, rank_error: 0.0, gain: Estimate::new(0.0, 0.0) }
    }

    /// By an integration there, if it knows.
    pub(super) fn at(found: &At) -> Option<Self> {
        let [above, below] = [found.ln_p, found.ln_q];
        let rank = Rank { ln_above: above.value.min(0.0), ln_below: below.value.min(0.0) };
        let rank_error = if above.value < below.value { above.error } else { below.error };
        let is_known = !(above.value.is_nan() || below.value.is_nan());
        found.deviation.filter(|_| is_known).map(|gain| Self { rank, rank_error, gain })
    }

    /// What lies between it and a rank.
    pub(super) fn mass_to(&self, rank: Rank) -> f64 {
        between(self.rank, rank, Rank::above, Rank::below)
    }
}

/// By how much something differs between two ranks, counted from the nearer end.
fn between(a: Rank, b: Rank, above: impl Fn(&Rank) -> f64, below: impl Fn(&Rank) -> f64) -> f64 {
    let upper = a.ln_above.max(b.ln_above) < a.ln_below.max(b.ln_below);
    if upper { (above(&a) - above(&b)).abs() } else { (below(&a) - below(&b)).abs() }
}

impl Tip {
    /// Between a corner and a level, beside which there is another.
    pub(super) fn of(brink: Brink, level: Level, beside: &Level) -> Self {
        let mut tip = Self { brink, level, bend: 0.0 };
        let excess = |level: &Level| times(level.gain.value, level.rank().above());
        let there = (excess(&level) - excess(beside)) / signed(level.rank(), beside.rank());
        let bend = (there - tip.value_per_mass(0.0)).abs();
        tip.bend = if bend.is_finite() { bend } else { level.gain.value.abs() + brink.gain.value.abs() };
        tip
    }

    /// `E[V - E V - common]` of what it holds.
    fn value_per_mass(&self, common: f64) -> f64 {
        let [corner, level] = self.excesses(common);
        (level - corner) / signed(self.level.rank(), self.brink.rank)
    }

    /// `E[V - E V - common; rank above]` of the corner and of the level.
    fn excesses(&self, common: f64) -> [f64; 2] {
        [(self.brink.gain, self.brink.rank), (self.level.gain, self.level.rank())]
            .map(|(gain, rank)| times(gain.value - common, rank.above()))
    }

    /// What it adds to the gain: `int A w' dx` over its ranks by parts, where `A = E[V - E V - common; rank above x]` is linear in x.
    pub(super) fn gain(&self, pressure: Pressure, common: f64) -> Estimate {
        let (corner, level) = (self.brink.rank, self.level.rank());
        let mass = self.brink.mass_to(level);
        if mass == 0.0 {
            return Estimate::new(0.0, 0.0);
        }
        let weight = |rank: Rank| pressure.ln_weight(rank).exp();
        let (at_corner, at_level) = (weight(corner), weight(level));
        let [below, above] = self.excesses(common);
        let (below, above) = (times(below, at_corner), times(above, at_level));
        let sign = if level.ln_above < corner.ln_above { 1.0 } else { -1.0 };
        let outcomes = between(corner, level, |rank| pressure.above(*rank), |rank| pressure.ln_below(*rank).exp());
        let chosen = times(self.value_per_mass(common), outcomes);
        let gain_errors = self.brink.gain.error * corner.above() + self.level.gain.error * level.above();
        let of_rank = [(corner, self.brink.rank_error), (level, self.level.rank_error)]
            .map(|(rank, error)| self.value_per_mass(common).abs() * rank.ln_above.min(rank.ln_below).exp() * error)
            .iter()
            .sum::<f64>();
        let unsure = (gain_errors + of_rank + self.bend * mass) * (at_level - at_corner).abs();
        let rounding = 8.0 * f64::EPSILON * (below.abs() + above.abs() + chosen.abs());
        Estimate::new(sign * (above - below) + chosen, unsure + rounding)
    }

    /// What it adds to the height: `P(outcome > u)` over places above the one that heights are counted from, `-P(outcome < u)` over those
    /// below, of which only the shares at both ends are known.
    pub(super) fn height(&self, pressure: Pressure, is_above: bool) -> Estimate {
        let share = |rank: Rank| if is_above { pressure.above(rank) } else { -pressure.ln_below(rank).exp() };
        let (corner, level) = (share(self.brink.rank), share(self.level.rank()));
        let half = 0.5 * self.level.apart;
        Estimate::new(half * (corner + level), half * (corner - level).abs())
    }
}

/// How much more lies above one rank than above another.
fn signed(a: Rank, b: Rank) -> f64 {
    let upper = a.ln_above.max(b.ln_above) < a.ln_below.max(b.ln_below);
    if upper { a.above() - b.above() } else { b.below() - a.below() }
}
