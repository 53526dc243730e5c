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
    let largest = leaves.iter().map(size).fold(f64::MIN, f64::max);
    let ending = ending(table, end, slant);
    let last = ending.map_or(f64::INFINITY, |(_, end, top)| top.high - end.distance);
    let mut pieces = Vec::new();
    for leaf in leaves.into_iter().filter(|leaf| leaf.span().0 < last) {
        let (low, high) = leaf.span();
        // The levels do not show what is at tau, and at a pole.
        let shows = !(low <= slant.tau && slant.tau <= high) && slant.top.is_none_or(|top| high < top.high);
        if shows && size(&leaf) < largest - NOTHING {
            continue;
        }
        let mut cuts = vec![low, high.min(last)];
        cuts.extend([begins, slant.tau].into_iter().filter(|cut| low < *cut && *cut < high.min(last)));
        cuts.sort_by(f64::total_cmp);
        for pair in cuts.windows(2) {
            pieces.extend(between(leaf, (pair[0], pair[1]), slant));
        }
    }
    if let Some((leaf, end, top)) = ending {
        let range = (end.nearest(slant), end.distance.ln());
        pieces.extend(around(slant, top, range, |range| panels(leaf, range, By::End(end))));
    }
    pieces.retain(|piece| piece.range.1 > piece.range.0);
    pieces
}

/// The form of the end, where the stretches go up to where it is known, and the last of them.
pub(super) fn ending<'a, T: Tails>(table: &'a T, end: Option<End>, slant: &Slant) -> Option<(T::Leaf<'a>, End, Top)> {
    let (end, top) = end.zip(slant.top)?;
    let leaf = table.leaves().last().copied()?;
    (top.high - leaf.span().1 <= end.distance).then_some((leaf, end, top))
}

/// The pieces of a stretch between two places.
fn between<L: Leaf + Copy>(leaf: L, (low, high): (f64, f64), slant: &Slant) -> Vec<Piece<L>> {
    let (begins, width) = (slant.begins(), high - low);
    if low >= begins && low - begins < BESIDE * width && begins > f64::NEG_INFINITY {
        let nearest = if low > begins { low - begins } else { NEAREST * width };
        return panels(leaf, (nearest.ln(), (high - begins).ln()), By::Above);
    }
    match slant.top {
        Some(top) if top.high - high < BESIDE * width => {
            let (near, far) = (slant.distance(top, high), slant.distance(top, low).ln());
            let nearest = if near > 0.0 { near.ln() } else { slant.nearest(top, far) };
            around(slant, top, (nearest, far), |range| panels(leaf, range, By::Below))
        }
        _ => {
            let (a, b) = (leaf.share(low), leaf.share(high));
            vec![Piece { leaf, range: (a.min(b), a.max(b)), by: By::Share }]
        }
    }
}

/// The pieces on either side of where the density ratio is 1: places may be too coarse to be cut there.
fn around<L>(
    slant: &Slant,
    top: Top,
    (bottom, up): (f64, f64),
    panels: impl Fn((f64, f64)) -> Vec<Piece<L>>,
) -> Vec<Piece<L>> {
    let level = slant.level_below(top).ln();
    match bottom < level && level < up {
        true => [(bottom, level), (level, up)].into_iter().flat_map(panels).collect(),
        false => panels((bottom, up)),
    }
}

fn panels<L: Copy>(leaf: L, (bottom, top): (f64, f64), by: By) -> Vec<Piece<L>> {
    let count = ((top - bottom) / WIDEST).ceil().max(1.0);
    let edge = |i: f64| if i == count { top } else { bottom + (top - bottom) * (i / count) };
    (0..count as usize).map(|i| Piece { leaf, range: (edge(i as f64), edge(i as f64 + 1.0)), by }).collect()
}
