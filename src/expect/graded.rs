//! Stretches beside a corner of U at which its density is steeper than every root: pieces by the logarithm of the distance, up to a tip.
//!
//! Refuses: to go on to the corner itself; the tip is left out, for others to add it.

use super::stretch::{Shape, Stretch};

/// The power of the distance from a corner that the mass there is of, below which roots do not resolve it.
const STEEP: f64 = 0.7;
/// Less mass than this is not looked at, nor what is less than so many times its error.
const LEAST: f64 = 1e-16;
const KNOWN: f64 = 16.0;
/// A tip reaches no further than this part of the scale.
const TIP: f64 = 1e-14;
/// The widest piece of a graded stretch, as a logarithm of the distance.
const WIDE: f64 = 8.0;

impl Stretch {
    /// Whether the mass beside a corner, beyond what there is at the corner itself, is of a power of the distance that is steeper than
    /// every root.
    pub(super) fn is_steep(&self, far: bool) -> bool {
        let (Some(corner), Some(brink)) = (self.corners[usize::from(far)], &self.brinks[usize::from(far)]) else {
            return false;
        };
        let level = if far { self.edge() } else { self.outset() };
        let mass = brink.mass_to(level.rank());
        let rounding = LEAST + KNOWN * level.rank_error * level.ln_p.min(level.ln_q).exp();
        self.tip.is_none() && mass > rounding && level.ln_density.exp() * (corner.at - level.u).abs() < STEEP * mass
    }

    /// The same stretch by the logarithm of the distance from a corner, in pieces outwards from the middle; without levels. What is next
    /// to the corner, beside a scale, is its tip and left out; the piece beside it is the first or the last.
    pub(super) fn graded(&self, far: bool, scale: f64, is_exact: bool) -> Option<Vec<Self>> {
        let corner = self.corners[usize::from(far)]?;
        let width = self.span.1 - self.span.0;
        // Where places beside the corner are blurred, they err as much at the tip as the tip does.
        let blur = if is_exact { 0.0 } else { corner.blur };
        let tip = (TIP * scale).max((blur * scale).sqrt());
        let least = tip.min(width / WIDE.exp()).max(f64::MIN_POSITIVE);
        let count = ((width / least).ln() / WIDE).ceil().max(1.0) as usize;
        let cut = |k: usize| width * (least / width).powf(k as f64 / count as f64);
        let piece = |k: usize| {
            let (outer, inner) = (cut(k), cut(k + 1));
            let (first, last) = (k == 0, k + 1 == count);
            // The tip is within the span of the last.
            let inmost = if last { 0.0 } else { inner };
            let span = if far {
                (self.span.1 - outer, self.span.1 - inmost)
            } else {
                (self.span.0 + inmost, self.span.0 + outer)
            };
            let (is_nearest, is_farthest) = if far { (first, last) } else { (last, first) };
            let [near_corner, far_corner] = self.corners;
            let [near_brink, far_brink] = self.brinks;
            Self {
                origin: corner,
                upwards: self.up != far,
                shape: Shape::Logarithmic,
                range: (inner.ln(), outer.ln()),
                span,
                ends: self.ends && is_farthest,
                corners: [near_corner.filter(|_| is_nearest), far_corner.filter(|_| is_farthest)],
                brinks: [near_brink.filter(|_| is_nearest), far_brink.filter(|_| is_farthest)],
                levels: Vec::new(),
                hidden: Vec::new(),
                ..self.clone()
            }
        };
        let pieces = (0..count).map(piece);
        Some(if far { pieces.collect() } else { pieces.rev().collect() })
    }
}
