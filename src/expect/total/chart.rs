//! The coordinate of one panel: the distance from a pole, or where the panel is wide beside that distance its logarithm.
//!
//! Refuses: to say where the pole is; distances are positive, and what they are measured from is the caller's.

use crate::num::chebyshev::Nodes;

/// How many terms the series of a panel has.
pub(super) const TERMS: usize = 16;

/// A stretch of distances, with its coordinate from -1 to 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chart {
    pub(super) low: f64,
    pub(super) high: f64,
    /// The middle of the coordinate: geometric where it is logarithmic.
    centre: f64,
    /// Half the length, of the distances or of their logarithms.
    half: f64,
    pub(super) logarithmic: bool,
}

impl Chart {
    /// The chart of `[low, high]`: logarithmic if the ratio of the ends is above `widest`.
    pub(super) fn new(low: f64, high: f64, widest: f64) -> Self {
        let logarithmic = low > 0.0 && high / low > widest;
        let (centre, half) = if logarithmic {
            (low.sqrt() * high.sqrt(), 0.5 * (high / low).ln())
        } else {
            (low + 0.5 * (high - low), 0.5 * (high - low))
        };
        Self { low, high, centre, half, logarithmic }
    }

    /// The distances at the nodes, in decreasing order.
    pub(super) fn distances(&self, nodes: &Nodes<TERMS>) -> [f64; TERMS] {
        nodes.on(-1.0, 1.0).map(|share| self.at(share))
    }

    /// The distance at a share from -1 to 1.
    pub(super) fn at(&self, share: f64) -> f64 {
        if self.logarithmic { self.centre * (self.half * share).exp() } else { self.centre + self.half * share }
    }

    pub(super) fn share(&self, distance: f64) -> f64 {
        if self.logarithmic { (distance / self.centre).ln() / self.half } else { (distance - self.centre) / self.half }
    }

    /// What the density is multiplied by before its logarithm is taken: the distance itself under a logarithm, a fixed unit
    /// otherwise.
    pub(super) fn measure(&self, distance: f64, unit: f64) -> f64 {
        if self.logarithmic { distance } else { unit }
    }

    /// The derivative of the distance with respect to the share, over [`Chart::measure`].
    pub(super) fn stretch(&self, unit: f64) -> f64 {
        if self.logarithmic { self.half } else { self.half / unit }
    }
}
