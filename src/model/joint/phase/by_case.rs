//! The rule for a V without atoms where X given V = v is, case by case, the same law for every v or within bounds: the expectation of
//! `e^(sU)` is a sum over the cases, and in each V and X are as good as independent.
//!
//! Refuses, by none: atoms of V; a case in which X is neither.

use super::JointPhase;
use crate::{
    model::{
        Phase,
        joint::{Given, limit::happens},
        phase::{Edge, Side, edge},
    },
    tail::Law,
};

/// Values of V without a boundary between them, and the law of X there; none where X is within bounds.
struct Region<'a> {
    over: (f64, f64),
    error: Option<&'a Law>,
}

/// The regions that V reaches, if the rule applies.
fn regions<'a>(value: &Law, given: &'a Given) -> Option<Vec<Region<'a>>> {
    if !value.atoms().is_empty() {
        return None;
    }
    let support = value.support();
    let mut marks = vec![support.low, support.high];
    marks.extend(given.boundaries().into_iter().filter(|mark| support.low < *mark && *mark < support.high));
    marks.sort_by(f64::total_cmp);
    let overs = marks.windows(2).map(|pair| (pair[0], pair[1])).filter(|over| happens(value, *over));
    let region = |over: (f64, f64)| {
        let error = given.fixed_between(over);
        let is_within = || {
            let spread = given.spread_between(over)?;
            let is_short = over.0.is_finite() && over.1.is_finite();
            (spread.is_bounded() || is_short && spread.is_locally_bounded()).then_some(())
        };
        if error.is_none() {
            is_within()?;
        }
        Some(Region { over, error })
    };
    overs.map(region).collect()
}

/// Where the exponential moments of the parts of U end.
fn ends(value: &Law, regions: &[Region<'_>]) -> Vec<(Side, Edge)> {
    let of_error = |region: &Region<'_>| region.error.map(|law| (Side::Error, edge(law)));
    let upper = regions.iter().any(|region| region.over.1 == f64::INFINITY);
    regions.iter().filter_map(of_error).chain(upper.then(|| (Side::Value, edge(value)))).collect()
}

pub(super) fn phase(value: &Law, given: &Given) -> Option<JointPhase> {
    let regions = regions(value, given)?;
    let ends = ends(value, &regions);
    let rate = ends.iter().map(|(_, edge)| edge.rate).fold(f64::INFINITY, f64::min);
    let cases = "X given V = v being in each case the same law for every v, or within bounds";
    let own: Vec<&(Side, Edge)> = ends.iter().filter(|(_, edge)| edge.rate == rate).collect();
    let of = |side: Side| own.iter().any(|(of, _)| *of == side);
    let (phase, rule) = match rate {
        0.0 => (Phase::Unbounded, "E e^(sU) is infinite for every s > 0".to_string()),
        f64::INFINITY => (Phase::Tilt { rate }, "E e^(sU) is finite for every s".to_string()),
        _ if own.iter().all(|(_, edge)| edge.mean_at_edge) => {
            let by = match (of(Side::Value), of(Side::Error)) {
                (true, true) => Side::Both,
                (true, false) => Side::Value,
                _ => Side::Error,
            };
            let rule = format!("the exponential moments of U end at g = {rate}, where K'(g) is still finite");
            (Phase::Escape { rate, by }, rule)
        }
        _ => (
            Phase::Tilt { rate },
            format!("the exponential moments of U end at g = {rate}, where s K'(s) - K(s) grows without bound"),
        ),
    };
    Some(JointPhase::decided(phase, format!("{rule}; {cases}")))
}

/// The largest power b of the laws of X with a tail `c t^b e^(-g t)`; not a number where none has.
pub(super) fn edge_power(value: &Law, given: &Given, power: impl Fn(&Law) -> f64) -> f64 {
    let regions = regions(value, given).unwrap_or_default();
    regions.iter().filter_map(|region| region.error).map(power).fold(f64::NAN, f64::max)
}
