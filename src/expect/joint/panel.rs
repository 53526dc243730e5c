//! Series of the rank of U and of the gain of V on one piece of the u axis, halved until they are resolved.
//!
//! Refuses: to hide what it could not resolve; each panel says what its series leave out.

use super::{Jointly, point::Point};
use crate::{
    expect::Refusal,
    num::{
        Estimate,
        chebyshev::{Nodes, Series},
    },
};
use rayon::prelude::*;
use std::sync::LazyLock;

/// How many terms a series has.
const TERMS: usize = 16;
static NODES: LazyLock<Nodes<TERMS>> = LazyLock::new(Nodes::new);
/// A panel is halved while its series leave out more than this, in nats and in units of the gain, times the nats that it covers.
const GOAL: f64 = 2e-13;
/// What a series leaves out, in units of its last coefficients.
const LEFT_OUT: f64 = 2.0;
/// A panel whose ends lie at distances from an origin that differ by more than this factor is measured by their logarithm.
const FAR: f64 = 2.5;
/// The most halvings.
const DEEPEST: usize = 60;

/// How a place depends on the parameter of a panel.
#[derive(Clone, Copy, Debug)]
enum Shape {
    /// It is the parameter.
    Linear,
    /// It is an origin plus or minus the exponential of the parameter.
    Logarithmic { origin: f64, sign: f64 },
}

/// What tables are made of.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// Where U has a density.
    Panel(Box<Panel>),
    /// An atom of U, or what is too narrow to be told from one.
    Jump(Point, Point),
}

/// A panel.
#[derive(Clone, Debug)]
pub(super) struct Panel {
    shape: Shape,
    range: (f64, f64),
    /// `ln P(U >= u)` and the gain of V.
    of_u: Series<TERMS, 2>,
    slope: Series<TERMS, 2>,
    /// Bounds on the errors of both.
    pub(super) errors: [f64; 2],
}

/// What a panel knows of one place.
pub(super) struct Place {
    pub(super) u: f64,
    /// How fast u grows with the share of the panel.
    pub(super) jacobian: f64,
    pub(super) ln_p: f64,
    /// How fast that grows with the share.
    pub(super) slope: f64,
    pub(super) gain: f64,
}

impl Piece {
    pub(super) fn panel(&self) -> Option<&Panel> {
        match self {
            Self::Panel(panel) => Some(panel),
            Self::Jump(..) => None,
        }
    }

    /// The two places of an atom.
    pub(super) fn jump(&self) -> Option<(&Point, &Point)> {
        match self {
            Self::Panel(_) => None,
            Self::Jump(at, after) => Some((at, after)),
        }
    }

    /// `ln P(U >= u)` at its upper end.
    pub(super) fn ends_at(&self) -> f64 {
        match self {
            Self::Panel(panel) => panel.at(1.0).ln_p,
            Self::Jump(_, after) => after.ln_p.value,
        }
    }
}

/// What panels are made from.
pub(super) struct Maker<'a> {
    pub(super) jointly: &'a Jointly,
    /// The mean of V.
    pub(super) mean: Estimate,
    /// A gain that counts as large.
    pub(super) scale: f64,
    /// The middle of U and the ends of its support.
    pub(super) origins: [f64; 3],
}

impl Maker<'_> {
    pub(super) fn point(&self, u: f64) -> Result<Point, Refusal> {
        Point::at(self.jointly, self.mean, u)
    }

    /// The pieces between two places.
    pub(super) fn between(&self, from: &Point, to: &Point) -> Result<Vec<Piece>, Refusal> {
        let shape = self.shape(from.u, to.u);
        self.resolved(shape, (shape.parameter(from.u), shape.parameter(to.u)), DEEPEST)
    }

    /// By the logarithm of the distance from the middle or from an end, if that varies much.
    fn shape(&self, from: f64, to: f64) -> Shape {
        let candidates = self.origins.into_iter().filter(|origin| origin.is_finite()).map(|origin| {
            let (a, b) = (from - origin, to - origin);
            let factor = if a * b > 0.0 { (a / b).max(b / a) } else { 1.0 };
            (factor, Shape::Logarithmic { origin, sign: a.signum() })
        });
        let best = candidates.filter(|(factor, _)| *factor > FAR).max_by(|a, b| a.0.total_cmp(&b.0));
        best.map_or(Shape::Linear, |(_, shape)| shape)
    }

    fn resolved(&self, shape: Shape, range: (f64, f64), depth: usize) -> Result<Vec<Piece>, Refusal> {
        // In the order of places, whichever way the parameter runs.
        let (low, high) = (shape.place(range.0), shape.place(range.1));
        if high - low <= 64.0 * f64::EPSILON * low.abs().max(high.abs()).max(self.scale) {
            return Ok(vec![Piece::Jump(self.point(low)?, self.point(high)?)]);
        }
        let points: Vec<Result<Point, Refusal>> =
            NODES.on(range.0, range.1).into_par_iter().map(|at| self.point(shape.place(at))).collect();
        let points = points.into_iter().collect::<Result<Vec<Point>, Refusal>>()?;
        let panel = Panel::of(shape, range, &points);
        if depth == 0 || panel.is_resolved(&points, self.scale) {
            return Ok(vec![Piece::Panel(Box::new(panel))]);
        }
        let middle = 0.5 * (range.0 + range.1);
        let (first, second) = rayon::join(
            || self.resolved(shape, (range.0, middle), depth - 1),
            || self.resolved(shape, (middle, range.1), depth - 1),
        );
        let mut pieces = first?;
        pieces.extend(second?);
        Ok(pieces)
    }
}

impl Shape {
    fn place(self, parameter: f64) -> f64 {
        match self {
            Self::Linear => parameter,
            Self::Logarithmic { origin, sign } => origin + sign * parameter.exp(),
        }
    }

    fn parameter(self, place: f64) -> f64 {
        match self {
            Self::Linear => place,
            Self::Logarithmic { origin, sign } => (sign * (place - origin)).ln(),
        }
    }
}

impl Panel {
    fn of(shape: Shape, range: (f64, f64), points: &[Point]) -> Self {
        let values: [[f64; 2]; TERMS] = std::array::from_fn(|i| [points[i].ln_p.value, points[i].gain.value]);
        let of_u = NODES.series(&values);
        let (inherited, rest) = (inherited(points), of_u.rest());
        let errors = std::array::from_fn(|k| inherited[k] + LEFT_OUT * rest[k]);
        Self { shape, range, slope: of_u.slope(), of_u, errors }
    }

    /// Whether what the series leave out does not count, or is what the points themselves do not know.
    fn is_resolved(&self, points: &[Point], scale: f64) -> bool {
        let (rest, inherited) = (self.of_u.rest(), inherited(points));
        let largest = points.iter().map(|point| point.gain.value.abs()).fold(scale, f64::max);
        let covered = (points[0].score() - points[TERMS - 1].score()).abs().min(1.0);
        let fine = |k: usize, unit: f64| rest[k] * covered <= GOAL * unit || rest[k] <= 2.0 * inherited[k];
        fine(0, 1.0) && fine(1, largest)
    }

    /// How often the distance from the origin of its places grows by the factor e.
    pub(super) fn folds(&self) -> f64 {
        match self.shape {
            Shape::Linear => 0.0,
            Shape::Logarithmic { .. } => (self.range.1 - self.range.0).abs(),
        }
    }

    /// The places of both ends.
    pub(super) fn span(&self) -> (f64, f64) {
        (self.shape.place(self.range.0), self.shape.place(self.range.1))
    }

    /// The share at a place.
    pub(super) fn share_of(&self, u: f64) -> f64 {
        let (from, to) = self.range;
        2.0 * (self.shape.parameter(u) - from) / (to - from) - 1.0
    }

    /// By how much the mean above a place rises with a nat.
    pub(super) fn worth(&self, share: f64) -> f64 {
        let [nats, gain] = self.slope.at(share);
        gain / nats
    }

    /// What is known at a share from -1 to 1.
    pub(super) fn at(&self, share: f64) -> Place {
        let half = 0.5 * (self.range.1 - self.range.0);
        let parameter = self.range.0 + half * (1.0 + share);
        let u = self.shape.place(parameter);
        let jacobian = match self.shape {
            Shape::Linear => half,
            Shape::Logarithmic { origin, .. } => half * (u - origin),
        };
        let ([ln_p, gain], [slope, _]) = (self.of_u.at(share), self.slope.at(share));
        Place { u, jacobian, ln_p, slope, gain }
    }

    /// The place near a share, at most this far, where the gain is largest.
    pub(super) fn summit(&self, share: f64, reach: f64) -> f64 {
        let rises = |share: f64| self.slope.at(share)[1] > 0.0;
        let (mut low, mut high) = ((share - reach).max(-1.0), (share + reach).min(1.0));
        if !rises(low) || rises(high) {
            return self.at(share).u;
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if rises(middle) { low = middle } else { high = middle }
        }
        self.at(low).u
    }

    /// The share at which `ln P(U >= u)` passes a level, by bisection.
    pub(super) fn share_at(&self, ln_p: f64) -> f64 {
        let (mut low, mut high) = (-1.0f64, 1.0f64);
        while high - low > 4.0 * f64::EPSILON {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                break;
            }
            if self.at(middle).ln_p > ln_p { low = middle } else { high = middle }
        }
        0.5 * (low + high)
    }
}

/// What points do not know of rank and gain: by their integrations, and because places are rounded.
fn inherited(points: &[Point]) -> [f64; 2] {
    let largest = |of: fn(&Point) -> f64| points.iter().map(of).fold(0.0, f64::max);
    let mut errors = [largest(|point| point.ln_p.error), largest(|point| point.gain.error)];
    for pair in points.windows(2) {
        let moved = f64::EPSILON * pair[0].u.abs().max(pair[1].u.abs()) / (pair[1].u - pair[0].u).abs();
        let steps = [pair[1].ln_p.value - pair[0].ln_p.value, pair[1].gain.value - pair[0].gain.value];
        (0..2).for_each(|k| errors[k] = errors[k].max(moved * steps[k].abs()));
    }
    errors
}
