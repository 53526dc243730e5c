//! The pieces over which one part is integrated: between its quantiles, where the other part bends, and by depth near finite ends.

use super::{conditional::Conditional, span::Span};
use crate::{
    model::pressure::Rank,
    tail::{Atom, Law},
};
use std::{f64::consts::LN_2, sync::OnceLock};

/// Depths, in nats from either end, at which quantiles are boundaries.
pub(super) const DEPTHS: [f64; 14] = [0.75, 1.1, 1.7, 2.6, 4.0, 6.0, 9.0, 14.0, 21.0, 32.0, 60.0, 150.0, 350.0, 700.0];
/// The depth from which on a part with a finite end is integrated by depth.
const SHALLOW: f64 = 2.0;
/// What lies deeper than this beside a finite end is nothing.
const DEEPEST: f64 = 1e5;
/// A tail goes on to this depth, as far as f64 does.
const ENDLESS: f64 = 1e20;
/// Depths that are boundaries because a threshold far out asks for them.
const DEEP: [f64; 7] = [1.5e3, 5e3, 2e4, 1e5, 1e7, 1e10, 1e15];
/// Places further from 0 are known by their depth only.
const FARTHEST: f64 = 1e300;
/// Places between two boundaries at which moving landmarks are followed.
const FOLLOWED: usize = 24;
/// Where the other part has to make up for less than this share of a threshold, what it has to make up for is the parameter.
const BESIDE: f64 = 1.0 / 64.0;

/// A piece.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece {
    /// A span of places.
    Places(Span),
    /// A span of what the other part has to make up for, `t - v`, for this threshold.
    Remainders(f64, Span),
    /// An atom whose rank does not matter.
    Atom(f64, f64),
    /// A span of depths from the lower end (or from the upper): for atoms, and where places are too near to an end to be told
    /// apart.
    Depths { from_below: bool, low: f64, high: f64 },
}

/// A place, its rank and the logarithm of the weight of what surrounds it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) v: f64,
    /// What the other part has to make up for, where it is known better than by `t - v`.
    pub(super) rest: Option<f64>,
    pub(super) rank: Rank,
    pub(super) ln_weight: f64,
}

impl Piece {
    /// The range of its parameter.
    pub(super) fn range(&self) -> (f64, f64) {
        match *self {
            Self::Places(span) | Self::Remainders(_, span) => span.range(),
            Self::Depths { low, high, .. } => (low, high),
            Self::Atom(..) => (0.0, 1.0),
        }
    }

    /// The place at a parameter.
    pub(super) fn place(&self, law: &Law, parameter: f64) -> Place {
        let of = |v: f64, ln_jacobian: f64, rest: Option<f64>| {
            let rank = Rank { ln_above: law.ln_sf(v), ln_below: law.ln_cdf(v) };
            let ln_pdf = law.ln_pdf(v);
            let ln_pdf = if ln_pdf == f64::INFINITY || ln_pdf.is_nan() { f64::NEG_INFINITY } else { ln_pdf };
            // An end itself has no rank, and carries nothing.
            let inside = rank.ln_above > f64::NEG_INFINITY && rank.ln_below > f64::NEG_INFINITY;
            Place { v, rest, rank, ln_weight: if inside { ln_pdf + ln_jacobian } else { f64::NEG_INFINITY } }
        };
        match *self {
            Self::Places(span) => {
                let (v, ln_jacobian) = span.at(parameter);
                of(v, ln_jacobian, None)
            }
            Self::Remainders(t, span) => {
                let (rest, ln_jacobian) = span.at(parameter);
                of(t - rest, ln_jacobian, Some(rest))
            }
            Self::Atom(v, mass) => Place { v, rest: None, rank: Rank::BOTTOM, ln_weight: mass.ln() },
            Self::Depths { from_below: true, .. } => {
                let (v, rank) = (law.inv_ln_cdf(-parameter), Rank::from_below(-parameter));
                Place { v, rest: None, rank, ln_weight: -parameter }
            }
            Self::Depths { from_below: false, .. } => {
                let (v, rank) = (law.inv_ln_sf(-parameter), Rank::from_above(-parameter));
                Place { v, rest: None, rank, ln_weight: -parameter }
            }
        }
    }
}

/// What the pieces for all thresholds have in common.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// The depths from which on a part is integrated by depth.
    depths: [f64; 2],
    /// The places there.
    ends: [f64; 2],
    /// Boundaries that do not depend on the threshold.
    marks: Vec<f64>,
    /// Between each two of them, places at which moving landmarks are followed.
    followed: Vec<Vec<Followed>>,
}

/// A place of this part, and landmarks of the other part there.
type Followed = (f64, Vec<f64>);

impl Plan {
    fn of(law: &Law, other: &Conditional<'_>) -> Self {
        // Near a finite end ranks go on where places cannot be told apart.
        let support = law.support();
        let depths = [support.low, support.high].map(|end| match end.is_finite() && !other.moves() {
            true => SHALLOW,
            false => ENDLESS,
        });
        let ends = [law.inv_ln_cdf(-depths[0]).max(-FARTHEST), law.inv_ln_sf(-depths[1]).min(FARTHEST)];
        // And on the far side of the largest places, which a tail slower than every power reaches early.
        let depths = [depths[0].min(-law.ln_cdf(-FARTHEST)), depths[1].min(-law.ln_sf(FARTHEST))];
        let mut marks = own_marks(law);
        marks.extend(other.boundaries());
        let marks = inside(marks, ends);
        let followed = marks.windows(2).map(|ends| {
            // Not the ends themselves, where another case may hold.
            let share = |i: usize| (i as f64 + 1e-9) / (FOLLOWED as f64 + 2e-9);
            let span = Span::between(ends[0], ends[1]);
            let (low, high) = span.range();
            let places = (0..=FOLLOWED).map(|i| span.at(low + (high - low) * share(i)).0);
            let mut places: Vec<Followed> = places.map(|v| (v, moving(law, other, v))).collect();
            places.sort_by(|a, b| a.0.total_cmp(&b.0));
            places
        });
        Self { depths, ends, followed: followed.collect(), marks }
    }
}

/// Marks between two ends, in order.
fn inside(mut marks: Vec<f64>, ends: [f64; 2]) -> Vec<f64> {
    let same = |a: f64, b: f64| (a - b).abs() <= 1e-13 * a.abs();
    // The ends themselves are kept, and not what all but meets them.
    marks.retain(|v| *v > ends[0] && *v < ends[1] && !ends.iter().any(|end| same(*end, *v)));
    marks.extend(ends);
    marks.sort_by(f64::total_cmp);
    marks.dedup_by(|a, b| same(*a, *b));
    marks
}

/// All pieces for a threshold, cut at some places, too.
pub(super) fn pieces(
    law: &Law,
    other: &Conditional<'_>,
    plan: &OnceLock<Plan>,
    (t, splits): (f64, &[f64]),
) -> Vec<Piece> {
    if !other.moves() && !law.atoms().is_empty() {
        return by_depth(law, other, (t, splits), [LN_2; 2]);
    }
    let mut pieces: Vec<Piece> = law.atoms().iter().map(|atom| Piece::Atom(atom.at, atom.mass)).collect();
    if law.atoms().iter().map(|atom| atom.mass).sum::<f64>() > 1.0 - 1e-12 {
        return pieces;
    }
    let plan = plan.get_or_init(|| Plan::of(law, other));
    let crossings = crossings(plan, other, law, t);
    let mut marks = plan.marks.clone();
    marks.extend(splits);
    if other.moves() {
        pieces.extend(beside(&marks, &crossings, (t, plan.ends)));
        marks.extend(window(t));
    } else {
        marks.extend(other.landmarks(0.0).iter().map(|x| t - x));
    }
    marks.extend(crossings.iter().map(|crossing| crossing.0));
    let marks = inside(marks, plan.ends);
    let is_beside = |ends: &&[f64]| other.moves() && is_in(window(t), 0.5 * (ends[0] + ends[1]));
    let apart = marks.windows(2).filter(|ends| !is_beside(ends));
    pieces.extend(apart.map(|ends| Piece::Places(Span::between(ends[0], ends[1]))));
    pieces.extend(by_depth(law, other, (t, splits), plan.depths));
    pieces
}

/// The places beside which the other part has little to make up for.
fn window(t: f64) -> [f64; 2] {
    [t - BESIDE * t.abs(), t + BESIDE * t.abs()]
}

fn is_in([low, high]: [f64; 2], v: f64) -> bool {
    (low..=high).contains(&v)
}

/// The pieces by what the other part has to make up for, where that is little: there places may be too near to t to be told apart.
fn beside(marks: &[f64], crossings: &[(f64, f64)], (t, ends): (f64, [f64; 2])) -> Vec<Piece> {
    let [low, high] = window(t);
    let (low, high) = (low.max(ends[0]), high.min(ends[1]));
    if low >= high {
        return Vec::new();
    }
    let mut rests: Vec<f64> = marks.iter().filter(|&&v| is_in([low, high], v)).map(|v| t - v).collect();
    rests.extend(crossings.iter().filter(|crossing| is_in([low, high], crossing.0)).map(|crossing| crossing.1));
    let rests = inside(rests, [t - high, t - low]);
    rests.windows(2).map(|ends| Piece::Remainders(t, Span::between(ends[0], ends[1]))).collect()
}

/// Pieces by depths, beyond these depths from the lower and from the upper end.
fn by_depth(law: &Law, other: &Conditional<'_>, (t, splits): (f64, &[f64]), from: [f64; 2]) -> Vec<Piece> {
    let side = |from_below: bool, from: f64| {
        let depth = |v: f64| if from_below { -law.ln_cdf(v) } else { -law.ln_sf(v) };
        let mut marks: Vec<f64> = vec![from, 1.5e3, 5e3, 2e4, DEEPEST];
        marks.extend(DEPTHS);
        marks.extend(other.landmarks(0.0).iter().map(|x| depth(t - x)));
        marks.extend(splits.iter().map(|&split| depth(split)));
        // Both sides of every jump.
        let before = |atom: &Atom| [depth(atom.at), depth(atom.at.next_down()), depth(atom.at.next_up())];
        marks.extend(law.atoms().iter().take(200).flat_map(before));
        marks.retain(|depth| *depth >= from && *depth <= DEEPEST);
        marks.sort_by(f64::total_cmp);
        marks.dedup();
        let piece = |ends: &[f64]| Piece::Depths { from_below, low: ends[0], high: ends[1] };
        marks.windows(2).map(piece).collect::<Vec<Piece>>()
    };
    [(true, from[0]), (false, from[1])].into_iter().flat_map(|(below, from)| side(below, from)).collect()
}

/// Corners and quantiles of the part that is integrated over.
fn own_marks(law: &Law) -> Vec<f64> {
    let mut marks = vec![0.0];
    marks.extend(law.kinks());
    marks.extend(DEPTHS.iter().flat_map(|&depth| [law.inv_ln_sf(-depth), law.inv_ln_cdf(-depth)]));
    marks.extend(DEEP.iter().flat_map(|&depth| [law.inv_ln_sf(-depth), law.inv_ln_cdf(-depth)]));
    marks
}

/// The landmarks that move with v.
fn moving(law: &Law, other: &Conditional<'_>, v: f64) -> Vec<f64> {
    if other.moves() {
        other.landmarks(v)
    } else {
        other.extremes(Rank { ln_above: law.ln_sf(v), ln_below: law.ln_cdf(v) })
    }
}

/// Where `v + landmark(v)` crosses t, by bisection between places at which it lies on different sides, and the landmark there.
fn crossings(plan: &Plan, other: &Conditional<'_>, law: &Law, t: f64) -> Vec<(f64, f64)> {
    let mut found = Vec::new();
    for places in &plan.followed {
        for pair in places.windows(2) {
            let [(low, before), (high, here)] = pair else { continue };
            if before.len() != here.len() {
                continue;
            }
            for (k, (a, b)) in before.iter().zip(here).enumerate() {
                if (low + a - t) * (high + b - t) < 0.0 {
                    let one = |v: f64| match other.moves() {
                        true => other.landmark(v, k),
                        false => moving(law, other, v).get(k).copied(),
                    };
                    let at = bisected(|v| one(v).map_or(f64::NAN, |x| v + x - t), *low, *high);
                    found.push((at, one(at).unwrap_or(t - at)));
                }
            }
        }
    }
    found
}

fn bisected(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    let rising = f(high) > 0.0;
    for _ in 0..200 {
        let middle = low + 0.5 * (high - low);
        if middle <= low || middle >= high {
            break;
        }
        if (f(middle) > 0.0) == rising { high = middle } else { low = middle }
    }
    high
}
