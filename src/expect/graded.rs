//! Stretches that end where U does in a density steeper than every root: pieces by the logarithm of the distance, up to a tip.
//!
//! Refuses: to go on to the end itself; the tip is left out, and its level kept for others to add it.

use super::stretch::{Shape, Stretch};

/// The power of the distance from its end at which a tail vanishes there, below which roots do not resolve it.
const STEEP: f64 = 0.7;
/// A tip reaches no further than this part of the scale.
const TIP: f64 = 1e-14;
/// The widest piece of a graded stretch, as a logarithm of the distance.
const WIDE: f64 = 8.0;

impl Stretch {
    /// The same stretch in the logarithm of the distance from the end of U, if it ends there in a density that is steeper than
    /// every root, in pieces towards the end; without levels. What is next to the end, beside a scale, is its tip and left out.
    pub(super) fn graded(&self, scale: f64) -> Option<Vec<Self>> {
        let end = self.corners[1].filter(|_| self.ends && self.tip.is_none())?;
        let width = self.span.1 - self.span.0;
        // Where places beside the end are blurred, they err as much at the tip as the tip does.
        let tip = (TIP * scale).max((end.blur * scale).sqrt());
        let least = tip.min(width / WIDE.exp()).max(f64::MIN_POSITIVE);
        let edge = self.edge();
        let (tail, apart) = (if self.up { edge.ln_p } else { edge.ln_q }, (end.at - edge.u).abs());
        if (edge.ln_density - tail).exp() * apart >= STEEP {
            return None;
        }
        let pieces = ((width / least).ln() / WIDE).ceil().max(1.0);
        let cut = |k: f64| width * (least / width).powf(k / pieces);
        let piece = |k: usize| {
            let (outer, inner) = (cut(k as f64), cut((k + 1) as f64));
            Self {
                origin: end,
                upwards: !self.up,
                shape: Shape::Logarithmic,
                range: (inner.ln(), outer.ln()),
                span: (self.span.1 - outer, self.span.1 - inner),
                ends: (k + 1) as f64 == pieces,
                corners: [self.corners[0].filter(|_| k == 0), None],
                levels: Vec::new(),
                hidden: Vec::new(),
                ..self.clone()
            }
        };
        Some((0..pieces as usize).map(piece).collect())
    }
}
