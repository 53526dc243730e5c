//! The line cut into pieces on which the integrals under a slant are smooth: charted stretches, and panels by the logarithm of the
//! distance from where the density ratio begins or has its pole.

use super::slant::Slant;
use crate::expect::power_ball::table::{Leaf, Table};

/// Panels are at most so wide in the logarithm of a distance.
const WIDEST: f64 = 2.0;
/// Nearer to where the ratio begins than this part of a stretch nothing is left.
const NEAREST: f64 = 1e-30;
/// A stretch nearer than this part of its own width is taken by the logarithm of the distance.
const BESIDE: f64 = 0.6;
/// Nearer to the upper end of U than this part of the last stretch its tail is a power of the distance.
const AT_END: f64 = 1e-5;
/// As near to the upper end as f64 goes.
const LEAST: f64 = -640.0;
/// What has fallen by so many nats is nothing.
const NOTHING: f64 = 42.0;

/// A piece of the line on which the integrals are taken.
#[derive(Clone, Copy)]
pub(super) struct Piece<'a> {
    pub(super) leaf: Leaf<'a>,
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

/// The tail of U near its upper end: `ln P(U >= high - z) = ln_p + power (ln z - ln_distance)`.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    pub(super) ln_distance: f64,
    pub(super) ln_p: f64,
    pub(super) power: f64,
    /// `E[V - E V | U >= u]`, and the errors of the tail (relative) and of that.
    pub(super) gain: f64,
    pub(super) errors: [f64; 2],
}

/// The pieces that count.
pub(super) fn pieces<'a>(table: &'a Table, slant: &Slant) -> Vec<Piece<'a>> {
    let begins = slant.begins();
    let mut pieces = Vec::new();
    for leaf in table.leaves() {
        let (low, high) = table.span(&leaf);
        let mut cuts = vec![low, high];
        cuts.extend([begins, slant.tau].into_iter().filter(|cut| low < *cut && *cut < high));
        cuts.sort_by(f64::total_cmp);
        for pair in cuts.windows(2) {
            pieces.extend(between(leaf, (pair[0], pair[1]), slant));
        }
    }
    pieces.retain(|piece| piece.range.1 > piece.range.0);
    pieces
}

/// The pieces of a stretch between two places.
fn between<'a>(leaf: Leaf<'a>, (low, high): (f64, f64), slant: &Slant) -> Vec<Piece<'a>> {
    let (begins, width) = (slant.begins(), high - low);
    if low >= begins && low - begins < BESIDE * width && begins > f64::NEG_INFINITY {
        let nearest = if low > begins { low - begins } else { NEAREST * width };
        return panels(leaf, (nearest.ln(), (high - begins).ln()), By::Above);
    }
    match slant.top {
        Some(top) if top.high - high < BESIDE * width => {
            if leaf.stretch.ends && leaf.stretch.up && high >= top.high {
                let end = End::of(leaf, top.high, AT_END * width);
                let mut all = panels(leaf, (end.ln_distance, width.ln()), By::Below);
                all.extend(panels(leaf, (end.nearest(slant), end.ln_distance), By::End(end)));
                all
            } else {
                panels(leaf, ((top.high - high).ln(), (top.high - low).ln()), By::Below)
            }
        }
        _ => {
            let (a, b) = (leaf.stretch.share(low), leaf.stretch.share(high));
            vec![Piece { leaf, range: (a.min(b), a.max(b)), by: By::Share }]
        }
    }
}

fn panels(leaf: Leaf<'_>, (bottom, top): (f64, f64), by: By) -> Vec<Piece<'_>> {
    let count = ((top - bottom) / WIDEST).ceil().max(1.0);
    let edge = |i: f64| if i == count { top } else { bottom + (top - bottom) * (i / count) };
    (0..count as usize).map(|i| Piece { leaf, range: (edge(i as f64), edge(i as f64 + 1.0)), by }).collect()
}

impl End {
    /// From the chart of the last stretch, two octaves of the distance out.
    fn of(leaf: Leaf<'_>, high: f64, distance: f64) -> Self {
        let read = |distance: f64| {
            let share = leaf.stretch.share(high - distance);
            (leaf.chart.at(share), share)
        };
        let ((near, share), (far, _)) = (read(distance), read(4.0 * distance));
        let power = ((far.ln_tail - near.ln_tail) / 4f64.ln()).max(0.0);
        let errors = leaf.chart.errors(share, near.ln_tail);
        Self { ln_distance: distance.ln(), ln_p: near.ln_tail, power, gain: near.gain, errors }
    }

    /// The logarithm of the distance from where on nothing more counts: below the room above the upper end, or by the tail alone.
    pub(super) fn nearest(&self, slant: &Slant) -> f64 {
        let room = slant.top.map_or(0.0, |top| top.room * slant.lambda);
        let by_room = room.ln().min(self.ln_distance) - NOTHING / (1.0 + self.power);
        let over = self.power - slant.bend.pole();
        let by_tail = if over > 0.0 { self.ln_distance - NOTHING / over } else { f64::NEG_INFINITY };
        by_room.max(by_tail).max(LEAST).min(self.ln_distance)
    }
}
