//! The line cut into pieces on which the moments under a weight are smooth: charted stretches, and panels by the logarithm of the
//! distance from where the weight begins.

use super::{tails::Leaf, weight::Weight};

/// Panels are at most so wide in the logarithm of the distance from where the weight begins.
const WIDEST: f64 = 2.0;
/// Nearer to there than this part of a panel everything but the weight is linear.
const NEAREST: f64 = 1e-7;
/// A stretch that begins nearer to there than this part of its own scale is taken by the logarithm of the distance.
const BESIDE: f64 = 0.6;

/// A piece of the line on which the integrals are taken.
#[derive(Clone, Copy)]
pub(super) struct Piece<L> {
    /// None below all that U reaches.
    pub(super) leaf: Option<L>,
    pub(super) range: (f64, f64),
    pub(super) by: By,
}

/// What a piece is integrated in.
#[derive(Clone, Copy)]
pub(super) enum By {
    /// The share of its stretch.
    Share,
    /// The logarithm of the distance from where the weight begins, in units.
    Distance,
}

/// How the line is cut for one weight.
pub(super) struct Cuts<L> {
    pub(super) leaves: Vec<L>,
    pub(super) weight: Weight,
    /// What distances are measured in.
    pub(super) unit: f64,
}

impl<L: Leaf + Copy> Cuts<L> {
    /// The stretches that count, cut into panels.
    pub(super) fn pieces(&self) -> Vec<Piece<L>> {
        let (tau, centred) = (self.weight.tau, self.weight.about.is_some());
        let mut pieces = Vec::new();
        let mut lowest = f64::INFINITY;
        for &leaf in &self.leaves {
            let (low, high) = leaf.span();
            lowest = lowest.min(low);
            if high <= tau && !centred {
                continue;
            }
            let whole = Piece { leaf: Some(leaf), range: (-1.0, 1.0), by: By::Share };
            if high <= tau || low > tau && low - tau > BESIDE * local_scale(&leaf, low, high) {
                pieces.push(whole);
                continue;
            }
            if low < tau && centred {
                pieces.push(Piece { range: ordered(leaf.share(low), leaf.share(tau)), ..whole });
            }
            pieces.extend(self.by_distance(Some(leaf), low.max(tau), high));
        }
        if !centred && tau < lowest {
            pieces.extend(self.by_distance(None, tau, lowest));
        }
        if let Some(mean) = self.weight.about {
            pieces = pieces.into_iter().flat_map(|piece| self.split(piece, mean)).collect();
        }
        pieces.retain(|piece| piece.range.1 > piece.range.0);
        pieces
    }

    /// A piece in two where it holds the mean.
    fn split(&self, piece: Piece<L>, mean: f64) -> Vec<Piece<L>> {
        let cut = match (piece.by, piece.leaf) {
            (By::Distance, _) => ((mean - self.weight.tau) / self.unit).ln(),
            (_, Some(leaf)) if leaf.span().0 < mean && mean < leaf.span().1 => leaf.share(mean),
            _ => return vec![piece],
        };
        let Piece { leaf, range: (low, high), by } = piece;
        if !(low < cut && cut < high) {
            return vec![piece];
        }
        [(low, cut), (cut, high)].map(|range| Piece { leaf, range, by }).into()
    }

    /// Panels by distance between two places.
    fn by_distance(&self, leaf: Option<L>, low: f64, high: f64) -> Vec<Piece<L>> {
        let tau = self.weight.tau;
        let top = ((high - tau) / self.unit).ln();
        let bottom = if low > tau { ((low - tau) / self.unit).ln() } else { self.nearest_to(high) };
        let count = ((top - bottom) / WIDEST).ceil().max(1.0);
        let edge = |i: f64| if i == count { top } else { bottom + (top - bottom) * (i / count) };
        let panel = |i: usize| Piece { leaf, range: (edge(i as f64), edge((i + 1) as f64)), by: By::Distance };
        (0..count as usize).map(panel).collect()
    }

    /// The logarithm of the distance, in units, at which panels begin where the weight begins on a stretch that ends at `high`.
    pub(super) fn nearest_to(&self, high: f64) -> f64 {
        ((high - self.weight.tau) / self.unit).ln() + NEAREST.ln()
    }
}

/// How fast places move at the lower end of a stretch, or on the whole where that is a corner.
fn local_scale(leaf: &impl Leaf, low: f64, high: f64) -> f64 {
    let slope = leaf.at(leaf.share(low)).1;
    if slope > 0.0 { slope } else { 0.02 * (high - low) }
}

fn ordered(a: f64, b: f64) -> (f64, f64) {
    if a < b { (a, b) } else { (b, a) }
}
