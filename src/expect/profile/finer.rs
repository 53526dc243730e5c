//! The table made finer: by the next rule, by halves, and beside a corner with a steep density by the logarithm of the distance.
//!
//! Refuses: to see into the tip that grading leaves out at a corner; what is there others add.

use super::{FIRST_RULE, Profile};
use crate::expect::{
    corners::moved,
    stretch::{Corner, Stretch},
    sum::Sum,
    tip::{Brink, Tip},
};
use rayon::prelude::*;
use std::sync::Arc;

/// The rule of the halves of a stretch for which the finest was too coarse.
const HALVES_RULE: usize = 2;
/// More corners than this are those of a law in pieces, beside which nothing is heaped.
const MANY: usize = 64;
/// What lies within so many times the blur of a corner is beside it, if it is more than rounding.
const BLURRED: f64 = 16.0;
const ROUNDING: f64 = 1e-13;
/// Mass is heaped beside a corner if more than that part of all is so near to it, in units of the spread of U or of the place,
/// whichever is larger.
const HEAPED: (f64, f64) = (1e-5, 1e-8);

impl Profile {
    /// Makes stretches, given by side and index, finer: by a finer rule, or by halving; beside a corner with a steep density
    /// by grading, whose tip is for others to add.
    pub(in crate::expect) fn improve(&mut self, mut places: Vec<(bool, usize)>) {
        // From the far end inwards, so that the places of those still to come stay as they are.
        places.sort_unstable_by(|a, b| b.cmp(a));
        let profile = &*self;
        let better = |(up, index): (bool, usize)| (up, index, profile.better(&profile.side(up)[index]));
        let better: Vec<_> = places.into_par_iter().map(better).collect();
        for (up, index, stretches) in better {
            self.side_mut(up).splice(index..=index, stretches);
        }
    }

    fn better(&self, stretch: &Stretch) -> Vec<Stretch> {
        if let Some(graded) = self.graded(stretch) {
            return graded;
        }
        match (stretch.finer(), stretch.rooted()) {
            (Some(rule), _) => vec![self.with_levels(stretch.clone(), rule)],
            (None, Some(rooted)) => vec![self.with_levels(rooted, HALVES_RULE)],
            (None, None) => stretch.halves().map(|half| self.with_levels(half, HALVES_RULE)).into(),
        }
    }

    /// A stretch beside a corner, if the density is steep there, in pieces by the logarithm of the distance; with levels.
    fn graded(&self, stretch: &Stretch) -> Option<Vec<Stretch>> {
        let far = [false, true].into_iter().find(|&far| stretch.is_steep(far))?;
        if stretch.corners[usize::from(!far)].is_some() {
            return Some(stretch.halves().map(|half| self.with_levels(half, FIRST_RULE)).into());
        }
        let (corner, brink) = (stretch.corners[usize::from(far)]?, stretch.brinks[usize::from(far)]?);
        let moved = self.moved(corner);
        let at_end = far && stretch.ends;
        let scale = if at_end { self.scale_at_end(stretch.up) } else { stretch.span.1 - stretch.span.0 };
        let pieces = stretch.graded(far, scale, moved.is_some() || corner.blur == 0.0)?;
        let with_levels = |piece| self.with_levels(Stretch { moved: moved.clone(), ..piece }, FIRST_RULE);
        let mut pieces: Vec<Stretch> = pieces.into_iter().map(with_levels).collect();
        let innermost = if far { pieces.last_mut() } else { pieces.first_mut() }?;
        let beside = if far { *innermost.edge() } else { *innermost.outset() };
        innermost.tip = Some(Tip::of(brink, self.level(innermost, innermost.apart(-1.0)), &beside));
        Some(pieces)
    }

    /// U with a corner at 0.
    fn moved(&self, corner: Corner) -> Option<Arc<Sum>> {
        moved([&self.sum.value, &self.sum.error], corner).map(|proxy| Arc::new(Sum::new(&proxy)))
    }

    /// What lies above a corner of U inside its support, by its own place where mass is heaped beside it.
    pub(super) fn brink(&self, corner: Corner) -> Option<Brink> {
        let beside = BLURRED * corner.blur;
        let is_heaped = || {
            let [below, above] = [corner.at - beside, corner.at + beside].map(|u| self.sum.level(u).ln_p.value.exp());
            below - above > ROUNDING
        };
        let moved = if self.corners.len() <= MANY && is_heaped() { self.moved(corner) } else { None };
        Brink::at(&moved.map_or_else(|| self.sum.level(corner.at), |sum| sum.level(0.0)))
    }

    /// The distance of the end of V on a side from its mean: V is the same for all outcomes that are much nearer to the end of U.
    fn scale_at_end(&self, up: bool) -> f64 {
        let support = self.sum.value.support();
        ((if up { support.high } else { support.low }) - self.sum.centre()).abs()
    }
}

/// The place of a corner beside which mass is heaped, if the middle is there.
pub(super) fn heaped(sum: &Sum, corner: Corner, middle: f64, spread: f64) -> Option<f64> {
    let (mass, near) = (HEAPED.0, HEAPED.1 * spread.max(corner.at.abs()));
    if (corner.at - middle).abs() >= near {
        return None;
    }
    let ranks = [corner.at - 2.0 * near, corner.at, corner.at + 2.0 * near].map(|u| sum.level(u).ln_p.value.exp());
    (ranks[0] - ranks[1] > mass || ranks[1] - ranks[2] > mass).then_some(corner.at)
}
