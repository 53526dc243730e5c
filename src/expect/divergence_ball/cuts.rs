//! The line cut into pieces on which the integrals under a slant are smooth: charted stretches, and panels by the logarithm of the
//! distance from where the density ratio begins or has its pole.

use super::{
    end::End,
    slant::{Slant, Top},
};
use crate::expect::power_ball::{
    tails::{Leaf, Tails},
    weight::Weighs,
};

/// Panels are at most so wide in the logarithm of a distance.
const WIDEST: f64 = 2.0;
/// Nearer to where the ratio begins than this part of a stretch nothing is left.
const NEAREST: f64 = 1e-30;
/// What is so many nats smaller than the largest is nothing.
const NOTHING: f64 = 60.0;
/// A stretch nearer than this part of its own width is taken by the logarithm of the distance.
const BESIDE: f64 = 0.6;

/// A piece of the line on which the integrals are taken.
#[derive(Clone, Copy)]
pub(super) struct Piece<L> {
    pub(super) leaf: L,
    pub(super) range: (f64, f64),
    pub(super) by: By,
}

/// What a piece is integrated in.
#[derive(Clone, Copy)]
pub(super) enum By {
    /// The share of its stretch.
    Share,
    /// The logarithm of the distance above where the ratio begins.
    Above,
    /// The logarithm of the distance below the upper end.
    Below,
    /// The same where the tail is a power of the distance.
    End(End),
}

/// The pieces that count.
pub(super) fn pieces<'a, T: Tails>(table: &'a T, end: Option<End>, slant: &Slant) -> Vec<Piece<T::Leaf<'a>>> {
    let begins = slant.begins();
    let leaves = table.leaves();
    let size = |leaf: &T::Leaf<'a>| {
        leaf.levels().into_iter().map(|(u, tails)| slant.ln_size(u, tails)).fold(f64::MIN, f64::max)
    };
    let top = leaves.iter().map(size).fold(f64::MIN, f64::max);
    let mut pieces = Vec::new();
    for leaf in leaves {
        let (low, high) = leaf.span();
        // The levels do not show what is at tau, and at a pole.
        let shows = !(low <= slant.tau && slant.tau <= high) && slant.top.is_none_or(|top| high < top.high);
        if shows && size(&leaf) < top - NOTHING {
            continue;
        }
        let mut cuts = vec![low, high];
        cuts.extend([begins, slant.tau].into_iter().filter(|cut| low < *cut && *cut < high));
        cuts.sort_by(f64::total_cmp);
        for pair in cuts.windows(2) {
            pieces.extend(between(leaf, (pair[0], pair[1]), end, slant));
        }
    }
    if let Some((leaf, end, top)) = beyond(table, end, slant) {
        let from = (top.high - leaf.span().1).ln();
        pieces.extend(panels(leaf, (end.nearest(slant).min(from), from), By::End(end)));
    }
    pieces.retain(|piece| piece.range.1 > piece.range.0);
    pieces
}

/// The last stretch, where it does not go up to an end whose form is known from there on.
fn beyond<'a, T: Tails>(table: &'a T, end: Option<End>, slant: &Slant) -> Option<(T::Leaf<'a>, End, Top)> {
    let leaf = table.leaves().last().copied().filter(|leaf| !table.ended(true) && is_reached(end, slant, *leaf))?;
    Some((leaf, end?, slant.top?))
}

/// Whether a stretch goes up to where the form of the end is known.
pub(super) fn is_reached(end: Option<End>, slant: &Slant, leaf: impl Leaf) -> bool {
    end.zip(slant.top).is_some_and(|(end, top)| top.high - leaf.span().1 <= end.distance)
}

/// The pieces of a stretch between two places.
fn between<L: Leaf + Copy>(leaf: L, (low, high): (f64, f64), end: Option<End>, slant: &Slant) -> Vec<Piece<L>> {
    let (begins, width) = (slant.begins(), high - low);
    if low >= begins && low - begins < BESIDE * width && begins > f64::NEG_INFINITY {
        let nearest = if low > begins { low - begins } else { NEAREST * width };
        return panels(leaf, (nearest.ln(), (high - begins).ln()), By::Above);
    }
    match slant.top {
        Some(top) if top.high - high < BESIDE * width => {
            let (near, far) = (slant.distance(top, high), slant.distance(top, low).ln());
            match end.filter(|end| near < end.distance) {
                Some(end) => {
                    let nearest = if near > 0.0 { near.ln() } else { end.nearest(slant) };
                    let ends = end.distance.ln().min(far);
                    let mut all = panels(leaf, (nearest, ends), By::End(end));
                    all.extend(panels(leaf, (ends, far), By::Below));
                    all
                }
                None => {
                    let nearest = if near > 0.0 { near.ln() } else { slant.nearest(top, far) };
                    panels(leaf, (nearest, far), By::Below)
                }
            }
        }
        _ => {
            let (a, b) = (leaf.share(low), leaf.share(high));
            vec![Piece { leaf, range: (a.min(b), a.max(b)), by: By::Share }]
        }
    }
}

fn panels<L: Copy>(leaf: L, (bottom, top): (f64, f64), by: By) -> Vec<Piece<L>> {
    let count = ((top - bottom) / WIDEST).ceil().max(1.0);
    let edge = |i: f64| if i == count { top } else { bottom + (top - bottom) * (i / count) };
    (0..count as usize).map(|i| Piece { leaf, range: (edge(i as f64), edge(i as f64 + 1.0)), by }).collect()
}
