//! Where the law of U has corners, and where those that a narrow law or part of one smooths begin and end.
//!
//! Refuses: more places than a table can be split at; there are none then.

use super::{jumps::MOST, stretch::Corner, sum::Sum};
use crate::{model::Proxy, tail::Law};

/// The width of a turn, as a share of its distance from the middle, that a stretch from there could overlook.
const TURN: f64 = 0.6;
/// How far from its middle a part of a mixture is smooth enough, in units of its quartiles' distance.
const PART: f64 = 5.0;

/// Corners of the law of U: sums of ends, corners and atoms of both, if there are few.
pub(super) fn corners(proxy: &Proxy) -> Vec<Corner> {
    let [value, error] = [&proxy.value, &proxy.error].map(sharp);
    let sum = |v: f64, x: f64| Corner { at: v + x, blur: f64::EPSILON * (v.abs() + x.abs()) };
    let mut corners: Vec<Corner> = value.iter().flat_map(|&v| error.iter().map(move |&x| sum(v, x))).collect();
    corners.sort_by(|a, b| a.at.total_cmp(&b.at));
    corners.dedup_by_key(|corner| corner.at);
    if corners.len() > MOST { Vec::new() } else { corners }
}

/// Ends, corners and atoms of a law.
fn sharp(law: &Law) -> Vec<f64> {
    let ends = [law.support().low, law.support().high];
    let atoms = law.atoms().iter().take(200).map(|atom| atom.at);
    law.kinks().into_iter().chain(atoms).chain(ends).filter(|x| x.is_finite()).collect()
}

/// Where U turns about the centres of one law by the width of the other, if that is narrow beside their distance from the middle, and
/// about what is sharp in one by the width of a narrow part of the other: a rule whose nodes are further apart would not see it.
pub(super) fn turns(sum: &Sum, middle: f64) -> Vec<f64> {
    let laws = [(&sum.value, &sum.value_marks), (&sum.error, &sum.error_marks)];
    let mut turns = Vec::new();
    for ((law, marks), (_, other)) in [(laws[0], laws[1]), (laws[1], laws[0])] {
        let (low, high) = other.body;
        let narrow = |at: f64| high - low < TURN * (at + 0.5 * (low + high) - middle).abs();
        let centres = marks.centres.iter().map(|centre| centre.at).filter(|at| narrow(*at));
        turns.extend(centres.flat_map(|at| [at + low, at + high]));
        let points = sharp(law).into_iter().map(|at| (at, 0.0));
        for (at, width) in points.chain(marks.narrow.iter().copied()) {
            let around = |&(part, wide): &(f64, f64)| {
                let reach = PART * (width + wide);
                [at + part - reach, at + part + reach]
            };
            // A law without narrow parts is one part.
            let whole = [(0.5 * (other.bulk.0 + other.bulk.1), other.bulk.1 - other.bulk.0)];
            let parts = if other.narrow.is_empty() && width > 0.0 { &whole[..] } else { &other.narrow };
            turns.extend(parts.iter().flat_map(around));
        }
    }
    if turns.len() > MOST { Vec::new() } else { turns }
}
