//! Where the law of U has corners, and where those that a narrow law or part of one smooths begin and end.
//!
//! Refuses: more places than a table can be split at; there are none then.

use super::{jumps::MOST, landmarks::Landmarks, stretch::Corner, sum::Sum};
use crate::{
    model::Proxy,
    tail::{Law, made::shifted},
};

/// The width of a turn, as a share of its distance from the middle, that a stretch from there could overlook.
const TURN: f64 = 0.6;
/// A part of U is narrow if it is so much narrower than all of it, or than it is far from the middle.
const NARROW: f64 = 0.3;
/// How far from its middle a part of a mixture is smooth enough, in units of its quartiles' distance.
const PART: f64 = 5.0;
/// From there on its tail is graded by this ratio of distances, up to this share of the distance from the middle: a light one is
/// gone before long, and a heavy one varies as slowly.
const GRADED: f64 = 4.0;
const FAR: f64 = 0.5;

/// Corners of the law of U: sums of ends, corners and atoms of both, if there are few.
pub(super) fn corners(proxy: &Proxy) -> Vec<Corner> {
    let [value, error] = [&proxy.value, &proxy.error].map(sharp);
    let sum = |v: f64, x: f64| Corner { at: v + x, blur: f64::EPSILON * (v.abs() + x.abs()), of: Some((v, x)) };
    let mut corners: Vec<Corner> = value.iter().flat_map(|&v| error.iter().map(move |&x| sum(v, x))).collect();
    corners.sort_by(|a, b| a.at.total_cmp(&b.at));
    corners.dedup_by(|next, kept| {
        let is_same = next.at == kept.at;
        if is_same && next.of != kept.of {
            kept.of = None;
        }
        is_same
    });
    if corners.len() > MOST { Vec::new() } else { corners }
}

/// Ends, corners and atoms of a law.
fn sharp(law: &Law) -> Vec<f64> {
    let ends = [law.support().low, law.support().high];
    let atoms = law.atoms().iter().take(200).map(|atom| atom.at);
    law.kinks().into_iter().chain(atoms).chain(ends).filter(|x| x.is_finite()).collect()
}

/// The proxy moved so that a corner is at 0, where f64 tells distances from it to all digits; none where what is special in each of the two
/// laws there is not moved without rounding.
pub(super) fn moved(proxy: [&Law; 2], corner: Corner) -> Option<Proxy> {
    let (v, x) = corner.of.filter(|_| corner.blur > 0.0)?;
    let moved = |law: &Law, by: f64| {
        let is_atom = law.atoms().iter().any(|atom| atom.at == by);
        match by {
            0.0 => Some(law.clone()),
            _ if is_atom => shifted(-by, law).ok(),
            _ => law.unshifted(by),
        }
    };
    Some(Proxy { value: moved(proxy[0], v)?, error: moved(proxy[1], x)? })
}

/// Where a law, or a part of one, is, and the distance of its quartiles; 0 for what is sharp.
struct Piece {
    at: f64,
    width: f64,
}

/// The parts of a law, or all of it, and what is sharp in it.
fn pieces(law: &Law, marks: &Landmarks) -> Vec<Piece> {
    let parts = match law.parts() {
        parts if parts.is_empty() => vec![(0.5 * (marks.bulk.0 + marks.bulk.1), marks.spread())],
        parts => parts,
    };
    let known = parts.into_iter().filter(|(at, width)| at.is_finite() && *width > 0.0 && width.is_finite());
    known.chain(sharp(law).into_iter().map(|at| (at, 0.0))).map(|(at, width)| Piece { at, width }).collect()
}

/// Where U turns about the centres of one law by the width of the other, if that is narrow beside their distance from the middle; and
/// where a narrow part of U, or what is sharp in one law and smoothed by a part of the other, begins and ends: a rule whose nodes are
/// further apart would not see it.
pub(super) fn turns(sum: &Sum, middle: f64) -> Vec<f64> {
    let laws = [(&sum.value, &sum.value_marks), (&sum.error, &sum.error_marks)];
    let mut turns = Vec::new();
    for ((_, marks), (_, other)) in [(laws[0], laws[1]), (laws[1], laws[0])] {
        let (low, high) = other.body;
        let narrow = |at: f64| high - low < TURN * (at + 0.5 * (low + high) - middle).abs();
        let centres = marks.centres.iter().map(|centre| centre.at).filter(|at| narrow(*at));
        turns.extend(centres.flat_map(|at| [at + low, at + high]));
    }
    let width = laws.map(|(_, marks)| marks.spread()).iter().sum::<f64>();
    // The scale of two laws without parts is the table's own.
    let plain = laws.iter().all(|(law, _)| law.parts().is_empty());
    let [value, error] = laws.map(|(law, marks)| if plain { Vec::new() } else { pieces(law, marks) });
    for (v, x) in value.iter().flat_map(|v| error.iter().map(move |x| (v, x))) {
        let (at, wide) = (v.at + x.at, v.width + x.width);
        if wide > 0.0 && wide < NARROW * width.max((at - middle).abs()) {
            let far = (FAR * (at - middle).abs()).max(PART * wide);
            let reaches = std::iter::successors(Some(PART * wide), |reach| Some(GRADED * reach));
            turns.extend(reaches.take_while(|&reach| reach <= far).flat_map(|reach| [at - reach, at + reach]));
        }
    }
    if turns.len() > MOST { Vec::new() } else { turns }
}
