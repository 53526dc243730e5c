//! Panels for an integral over v with U = V + X at t: graded towards every place where V or X = t - V varies.
//!
//! A panel near a landmark of V knows v to its last digit and has x = t - v; one near a landmark of X knows x.

use super::beyond::{FURTHEST, NEAREST, unreached};
use crate::tail::{Atom, Law};

/// Where a law varies: centres to grade towards, with the distance at which grading starts, and marks to split at.
#[derive(Clone, Debug)]
pub(super) struct Landmarks {
    centres: Vec<(f64, f64)>,
    marks: Vec<f64>,
    low: f64,
    high: f64,
    /// Where the law's own mass ends for every purpose of this route.
    reach: (f64, f64),
    /// Mass that no panel reaches.
    pub(super) unreached: Vec<Atom>,
}

/// Log survival depths at which a law's quantiles split panels.
const DEPTHS: [f64; 9] = [0.01, 0.1, 0.4, 1.0, 2.5, 6.0, 14.0, 30.0, 70.0];
/// No value of interest is carried by less than `e^-DEEPEST`.
const DEEPEST: f64 = 3e4;

impl Landmarks {
    pub(super) fn of(law: &Law) -> Self {
        let support = law.support();
        let upper = |depth: f64| law.inv_ln_sf(-depth);
        let lower = |depth: f64| law.inv_ln_cdf(-depth);
        let spread = upper(1.4) - lower(1.4);
        let spread = if spread > 0.0 && spread.is_finite() { spread } else { 1.0 };
        let mut centres = vec![(upper(std::f64::consts::LN_2), 0.25 * spread)];
        centres.extend(law.kinks().into_iter().map(|at| (at, 0.1 * spread)));
        centres.extend(law.atoms().iter().map(|atom| (atom.at, 0.1 * spread)));
        if support.low.is_finite() {
            centres.push((support.low, inner(lower(50.0) - support.low, spread)));
        }
        if support.high.is_finite() {
            centres.push((support.high, inner(support.high - upper(50.0), spread)));
        }
        centres.retain(|(at, _)| at.is_finite());
        let quantiles = DEPTHS.iter().flat_map(|&depth| [upper(depth), lower(depth)]);
        let mut marks: Vec<f64> = quantiles.filter(|x| x.is_finite()).collect();
        marks.sort_by(f64::total_cmp);
        clusters(&marks, &mut centres);
        let reach = (lower(DEEPEST).max(-FURTHEST), upper(DEEPEST).min(FURTHEST));
        Self { centres, marks, low: support.low, high: support.high, reach, unreached: unreached(law) }
    }
}

/// Adds quantiles that lie close together and far from every centre: a narrow component of a mixture needs its own origin, or
/// distances inside it are lost beside its place. A centre inside one starts its grading as finely.
fn clusters(quantiles: &[f64], centres: &mut Vec<(f64, f64)>) {
    let gaps = quantiles.windows(2).map(|pair| (pair[0], pair[1] - pair[0])).filter(|(_, gap)| *gap > 0.0);
    let mut dense: Vec<(f64, f64)> = gaps.collect();
    dense.sort_by(|a, b| a.1.total_cmp(&b.1));
    for (at, gap) in dense {
        let mut near = centres.iter_mut().filter(|(centre, _)| (at - *centre).abs() <= 1e3 * gap).peekable();
        if near.peek().is_none() {
            drop(near);
            centres.push((at, gap));
        } else {
            near.for_each(|(_, inner)| *inner = inner.min(gap));
        }
    }
}

/// The distance from an end of the support at which grading starts: that of its first `e^-50` of mass.
fn inner(distance: f64, spread: f64) -> f64 {
    distance.clamp(NEAREST, spread.max(NEAREST))
}

/// Which of the two a panel's origin belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Value,
    Error,
}

/// A stretch of the v axis, parametrised by the distance from its origin or the logarithm of that.
#[derive(Clone, Copy, Debug)]
pub(super) struct Panel {
    owner: Owner,
    /// The origin in the owner's own coordinate.
    origin: f64,
    /// Direction of v away from the origin.
    sign: f64,
    logarithmic: bool,
    /// Whether the origin is the lower end of the owner's support.
    at_low: bool,
    /// Range of the parameter.
    pub(super) range: (f64, f64),
}

/// A node: both coordinates, the Jacobian, and the exact distance to a lower end where that is the origin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) v: f64,
    pub(super) x: f64,
    pub(super) jacobian: f64,
    pub(super) above_value_low: Option<f64>,
    pub(super) above_error_low: Option<f64>,
}

impl Panel {
    pub(super) fn node(&self, parameter: f64, t: f64) -> Node {
        let (distance, jacobian) = if self.logarithmic { (parameter.exp(), parameter.exp()) } else { (parameter, 1.0) };
        let mut node = Node { v: 0.0, x: 0.0, jacobian, above_value_low: None, above_error_low: None };
        match self.owner {
            Owner::Value => {
                node.v = self.origin + self.sign * distance;
                // Subtracted in this order the distance survives even where the origin cancels against t.
                node.x = (t - self.origin) - self.sign * distance;
                node.above_value_low = self.at_low.then_some(distance);
            }
            Owner::Error => {
                node.x = self.origin - self.sign * distance;
                node.v = (t - self.origin) + self.sign * distance;
                node.above_error_low = self.at_low.then_some(distance);
            }
        }
        node
    }
}

/// A centre on the v axis.
#[derive(Clone, Copy)]
struct Centre {
    v: f64,
    inner: f64,
    owner: Owner,
    origin: f64,
    at_end: bool,
    /// Whether the end is the lower one.
    at_low: bool,
}

impl Centre {
    /// The distance to the next centre, from the owner's own coordinates where both have one owner: far out the rounded
    /// places on the v axis would leave a sliver between panels, or count one twice.
    fn gap(&self, next: &Self) -> f64 {
        if self.owner == next.owner { (next.origin - self.origin).abs() } else { next.v - self.v }
    }
}

/// The panels for threshold t; `extra` are further places on the v axis to split at.
pub(super) fn panels(value: &Landmarks, error: &Landmarks, t: f64, extra: &[f64]) -> Vec<Panel> {
    let (low, high) = value.reach;
    let inside = |v: f64| v >= low && v <= high;
    let centres = centres(value, error, t, &inside);
    let mut marks: Vec<f64> = value.marks.iter().copied().chain(error.marks.iter().map(|x| t - x)).collect();
    marks.extend(extra);
    marks.retain(|v| inside(*v));
    marks.sort_by(f64::total_cmp);
    let mut panels = Vec::new();
    let first = centres[0];
    let last = centres[centres.len() - 1];
    grade(&mut panels, first, -1.0, first.v - low, &marks);
    for pair in centres.windows(2) {
        let half = 0.5 * pair[0].gap(&pair[1]);
        grade(&mut panels, pair[0], 1.0, half, &marks);
        grade(&mut panels, pair[1], -1.0, half, &marks);
    }
    grade(&mut panels, last, 1.0, high - last.v, &marks);
    panels
}

/// The distinct centres of both laws on the v axis, in order.
fn centres(value: &Landmarks, error: &Landmarks, t: f64, inside: &impl Fn(f64) -> bool) -> Vec<Centre> {
    let of_value = value.centres.iter().map(|&(at, inner)| Centre {
        v: at,
        inner,
        owner: Owner::Value,
        origin: at,
        at_end: at == value.low || at == value.high,
        at_low: at == value.low,
    });
    let of_error = error.centres.iter().map(|&(at, inner)| Centre {
        v: t - at,
        inner,
        owner: Owner::Error,
        origin: at,
        at_end: at == error.low || at == error.high,
        at_low: at == error.low,
    });
    let mut all: Vec<Centre> = of_value.chain(of_error).filter(|centre| inside(centre.v)).collect();
    all.sort_by(|a, b| a.v.total_cmp(&b.v).then(b.at_end.cmp(&a.at_end)));
    all.dedup_by(|next, kept| {
        let same = next.v - kept.v <= 1e-13 * kept.v.abs().max(next.inner.max(kept.inner));
        if same && next.at_end && !kept.at_end {
            *kept = *next;
        }
        same
    });
    all
}

/// Panels from a centre outwards to `reach`: a linear one, then logarithmic ones that widen, split at the marks.
fn grade(panels: &mut Vec<Panel>, centre: Centre, sign: f64, reach: f64, marks: &[f64]) {
    if reach.is_nan() || reach <= 0.0 {
        return;
    }
    let inner = centre.inner.min(reach);
    let v_up_is_owner_up = centre.owner == Owner::Value;
    let at_low = centre.at_low && ((sign > 0.0) == v_up_is_owner_up);
    let panel =
        |logarithmic, range| Panel { owner: centre.owner, origin: centre.origin, sign, logarithmic, at_low, range };
    if inner > NEAREST {
        panels.push(panel(false, (0.0, inner)));
    }
    let mut breaks: Vec<f64> =
        marks.iter().map(|v| sign * (v - centre.v)).filter(|d| *d > inner && *d < reach).collect();
    breaks.iter_mut().for_each(|distance| *distance = distance.ln());
    let (mut y, end, mut width) = (inner.ln(), reach.ln(), 3.0);
    while y < end {
        breaks.push(y);
        y += width;
        width = (width * 1.3f64).min(40.0);
    }
    breaks.push(end);
    breaks.sort_by(f64::total_cmp);
    panels.extend(breaks.windows(2).filter(|pair| pair[1] > pair[0]).map(|pair| panel(true, (pair[0], pair[1]))));
}
