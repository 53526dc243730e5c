//! What an f-divergence ball asks of a joint law: its integrals under a weight, how wide U is and how it ends.
//!
//! Refuses: what the table refuses; a U without a finite mean.

use super::{JointValueFunction, served::Served};
use crate::{
    expect::{
        Refusal,
        power_ball::{tails::Tails, weight::Weighs},
    },
    num::Estimate,
    tail::Moment,
};

/// Where U ends in an atom.
#[derive(Clone, Copy, Debug)]
pub(in crate::expect) struct LastAtom {
    pub(in crate::expect) u: f64,
    pub(in crate::expect) ln_mass: Estimate,
    /// The mean of V there.
    pub(in crate::expect) mean_v: Moment,
}

impl JointValueFunction {
    /// The part of the table that a weight asks for. Errors: that is too far; those of the integrations at a place.
    pub(in crate::expect) fn served<W: Weighs>(&mut self, weight: &W) -> Result<impl Tails + use<W>, Refusal> {
        Served::by(&mut self.selector().table, weight)
    }

    /// The mean of U, which has to be finite, and about how far U is from it.
    pub(in crate::expect) fn mean_and_spread(&mut self) -> Result<(Estimate, f64), Refusal> {
        let (mean, _, spread) = self.place_and_spread()?;
        let mean = mean.ok_or_else(|| Refusal("U must have a mean, and that of X is not finite".into()))?;
        Ok((mean, spread))
    }

    /// The mean of U, if it is finite; where U is about, by its mean or its median; and about how far U is from there: as is the mean
    /// of the upper half.
    pub(in crate::expect) fn place_and_spread(&mut self) -> Result<(Option<Estimate>, f64, f64), Refusal> {
        let mean = self.means().1.finite().filter(|mean| mean.value.is_finite());
        let half = self.selector().quantilizer(0.5)?;
        let centre = mean.map_or(half.t, |mean| mean.value);
        let apart = half.mean_u.finite().map_or(f64::NAN, |half| half.value - centre);
        Ok((mean, centre, if apart > 0.0 { apart } else { 1.0 }))
    }

    /// `ln P(U >= u)`, and by how much V is above its mean there; none where that is not known.
    pub(in crate::expect) fn level(&self, u: f64) -> Option<[Estimate; 2]> {
        self.table().maker().point(u).ok().map(|point| [point.ln_p, point.gain])
    }

    /// The last atom, if U ends in one.
    pub(in crate::expect) fn ends_in(&self) -> Option<LastAtom> {
        let atom = self.last_atom()?;
        Some(LastAtom { u: atom.u, ln_mass: atom.ln_p, mean_v: self.means().0.map(|mean| mean.plus(atom.gain)) })
    }
}
