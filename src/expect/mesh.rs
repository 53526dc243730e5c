//! Panels for an integral over v with U = V + X at t: graded towards every place where V or X = t - V varies.
//!
//! A panel near a landmark of V knows v to its last digit and has x = t - v; one near a landmark of X knows x.

use super::{
    beyond::NEAREST,
    landmarks::{Landmark, Landmarks},
    ties::meets,
};
use crate::num::exponentials::exp_each;

/// Which of the two a panel's origin belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
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
    /// Whether the origin is an end of the owner's support, and the panel inside of it, or a kink.
    at_corner: bool,
    /// Whether the origin is an end of the owner's support and the panel is on the outer side of it.
    outside: bool,
    /// The corner of the other law that is at the origin too.
    meets: Option<f64>,
    /// Whether it lies beyond all centres, where everything falls.
    flank: bool,
    /// Range of the parameter.
    pub(super) range: (f64, f64),
}

/// A node: both coordinates, the Jacobian, and the exact offset from a corner where that is the origin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) v: f64,
    pub(super) x: f64,
    /// `v` less the origin's place on the v axis, to the last digit.
    pub(super) step: f64,
    pub(super) jacobian: f64,
    pub(super) ln_jacobian: f64,
    /// For V and for X the corner of that law that the place is told from, and the offset from there.
    pub(super) beside: [Option<(f64, f64)>; 2],
    /// The law that has nothing there, although rounding may put the place at the end of its support.
    pub(super) without: Option<Owner>,
}

impl Owner {
    fn other(self) -> Self {
        if self == Self::Value { Self::Error } else { Self::Value }
    }
}

impl Node {
    /// The same place as the other of the two sees it.
    #[inline(always)]
    pub(super) fn flipped(self) -> Self {
        let Self { v, x, step, beside: [value, error], .. } = self;
        let without = self.without.map(Owner::other);
        Self { v: x, x: v, step: -step, beside: [error, value], without, ..self }
    }
}

impl Panel {
    /// One panel to both sides of a place of V.
    pub(super) fn across(place: f64, reach: f64) -> Self {
        Self {
            owner: Owner::Value,
            origin: place,
            sign: 1.0,
            logarithmic: false,
            at_corner: false,
            outside: false,
            meets: None,
            flank: false,
            range: (-reach, reach),
        }
    }

    /// A panel from a corner of X outwards, `up` or down on the v axis.
    pub(super) fn beside(error: &Landmarks, corner: f64, up: bool) -> Self {
        let outside = corner == error.low && up || corner == error.high && !up;
        Self {
            owner: Owner::Error,
            origin: corner,
            sign: if up { 1.0 } else { -1.0 },
            logarithmic: false,
            at_corner: !outside,
            outside,
            meets: None,
            flank: false,
            range: (0.0, f64::INFINITY),
        }
    }

    /// The same panel as the other of the two sees it, where V and X have changed their names.
    pub(super) fn flipped(self) -> Self {
        Self { owner: self.owner.other(), sign: -self.sign, ..self }
    }

    #[inline(always)]
    pub(super) fn node(&self, parameter: f64, t: f64) -> Node {
        self.node_at(parameter, if self.logarithmic { parameter.exp() } else { parameter }, t)
    }

    /// The distances from the origin at parameters, in their place.
    pub(super) fn distances(&self, parameters: &mut [f64]) {
        if self.logarithmic {
            exp_each(parameters);
        }
    }

    /// The node at a parameter whose distance is known.
    #[inline(always)]
    pub(super) fn node_at(&self, parameter: f64, distance: f64, t: f64) -> Node {
        let ln_jacobian = if self.logarithmic { parameter } else { 0.0 };
        let jacobian = if self.logarithmic { distance } else { 1.0 };
        let step = self.sign * distance;
        let from = t - self.origin;
        let beside = |offset: f64| self.at_corner.then_some((self.origin, offset));
        let others = |offset: f64| self.meets.map(|corner| (corner, offset));
        let without = self.outside.then_some(self.owner);
        match self.owner {
            // Subtracted in this order the distance survives even where the origin cancels against t.
            Owner::Value => Node {
                v: self.origin + step,
                x: self.meets.unwrap_or(from) - step,
                step,
                jacobian,
                ln_jacobian,
                beside: [beside(step), others(-step)],
                without,
            },
            Owner::Error => Node {
                v: self.meets.unwrap_or(from) + step,
                x: self.origin - step,
                step,
                jacobian,
                ln_jacobian,
                beside: [others(step), beside(-step)],
                without,
            },
        }
    }

    /// How far the place of V at a node is from where its step leads, if that may show: far from 0 a place has few digits of what is
    /// narrow there.
    #[inline(always)]
    pub(super) fn rounded(&self, node: &Node, t: f64) -> Option<f64> {
        let base = if self.owner == Owner::Value { self.origin } else { t - self.origin };
        let missed = node.step - (node.v - base);
        let scale = if self.logarithmic { node.step.abs() } else { self.range.0.abs().max(self.range.1) };
        (missed.abs() > SHOWS * scale).then_some(missed)
    }

    /// The place of the origin on the v axis, less `from`.
    pub(super) fn origin_from(&self, from: f64, t: f64) -> f64 {
        let place = if self.owner == Owner::Value { self.origin } else { t - self.origin };
        place - from
    }

    /// The side on which it lies beyond all centres, as the sign of its direction.
    pub(super) fn flank(&self) -> Option<f64> {
        self.flank.then_some(self.sign)
    }

    /// How far the logarithm of the distance goes on it; 0 where the distance itself is the parameter.
    pub(super) fn ln_width(&self) -> f64 {
        if self.logarithmic { self.range.1 - self.range.0 } else { 0.0 }
    }

    /// The panel cut at shares of its width, in increasing order.
    pub(super) fn parts(self, shares: &[f64]) -> Vec<Panel> {
        let (low, high) = self.range;
        let at = |share: f64| low + share * (high - low);
        let starts = std::iter::once(low).chain(shares.iter().map(|&share| at(share)));
        let ends = shares.iter().map(|&share| at(share)).chain([high]);
        starts.zip(ends).map(|range| Panel { range, ..self }).collect()
    }

    /// The panel cut at places on the v axis, in their increasing order or its reverse.
    pub(super) fn cut(self, places: &[f64], t: f64, into: &mut Vec<Panel>) {
        let origin = self.origin_from(0.0, t);
        let mut rest = self;
        let parameters = places.iter().filter_map(|place| {
            let distance = self.sign * (place - origin);
            let parameter = if self.logarithmic { distance.ln() } else { distance };
            (parameter > self.range.0 && parameter < self.range.1).then_some(parameter)
        });
        let mut cuts: Vec<f64> = parameters.collect();
        cuts.sort_by(f64::total_cmp);
        for cut in cuts {
            into.push(Panel { range: (rest.range.0, cut), ..rest });
            rest.range.0 = cut;
        }
        into.push(rest);
    }
}

/// Places that are rounded by less than this part of the scale of their panel are exact.
const SHOWS: f64 = 1e-13;
/// Logarithmic panels narrower than this are slivers.
const LEAST_STEP: f64 = 0.15;
/// The width of logarithmic panels where another centre's grading calls for them.
const FINE_STEP: f64 = 2.0;

/// A centre on the v axis.
#[derive(Clone, Copy)]
struct Centre<'a> {
    v: f64,
    owner: Owner,
    at_end: bool,
    /// Whether it is an end or a kink.
    at_corner: bool,
    /// Whether the end is the lower one.
    at_low: bool,
    /// Whether its law has a density.
    dense: bool,
    /// The corner of the other law that is there too.
    meets: Option<f64>,
    landmark: &'a Landmark,
}

impl Centre<'_> {
    /// The distance to the next centre, from the owner's own coordinates where both have one owner: far out the rounded
    /// places on the v axis would leave a sliver between panels, or count one twice.
    fn gap(&self, next: &Self) -> f64 {
        if self.owner == next.owner { (next.landmark.at - self.landmark.at).abs() } else { next.v - self.v }
    }

    /// The distance within which nothing of the other centres is narrower than panels from here are wide.
    fn inner(&self, all: &[Self]) -> f64 {
        let distance = |other: &Self| {
            let apart = self.gap(other).abs();
            if apart > 0.0 { apart + other.landmark.inner } else { f64::INFINITY }
        };
        all.iter().map(distance).fold(self.landmark.inner, f64::min)
    }

    /// Adds panels outwards to `reach`: a linear one, then logarithmic ones.
    fn grade(&self, panels: &mut Vec<Panel>, sign: f64, (reach, flank): (f64, bool), (from, inner): (f64, f64)) {
        if reach.is_nan() || reach <= 0.0 {
            return;
        }
        let inner = inner.min(reach);
        let owner_up = (sign > 0.0) == (self.owner == Owner::Value);
        let outside = self.at_end && self.at_low != owner_up;
        let at_corner = self.at_corner && !outside;
        let panel = |logarithmic, range| Panel {
            owner: self.owner,
            origin: self.landmark.at,
            sign,
            logarithmic,
            at_corner,
            outside,
            meets: self.meets,
            flank,
            range,
        };
        if inner > NEAREST && inner > from {
            panels.push(panel(false, (from, inner)));
        }
        let (mut y, end) = (inner.ln(), reach.ln());
        while y < self.landmark.inner.ln() - LEAST_STEP && y < end {
            let next = (y + FINE_STEP).min(self.landmark.inner.ln()).min(end);
            panels.push(panel(true, (y, next)));
            y = next;
        }
        for &next in &self.landmark.steps[usize::from(!owner_up)] {
            // The last step before the end is not left a sliver.
            let next = if end - next < LEAST_STEP { end } else { next };
            if next > y && y < end {
                panels.push(panel(true, (y, next.min(end))));
                y = next;
            }
        }
        if y < end {
            panels.push(panel(true, (y, end)));
        }
    }

    /// Adds panels to both sides, the innermost across the centre where that is smooth.
    fn spread(&self, panels: &mut Vec<Panel>, below: (f64, bool), above: (f64, bool), inner: f64) {
        let straddles = self.landmark.smooth && below.0 >= inner && above.0 >= inner;
        if straddles {
            panels.push(Panel {
                owner: self.owner,
                origin: self.landmark.at,
                sign: 1.0,
                logarithmic: false,
                at_corner: false,
                outside: false,
                meets: None,
                flank: false,
                range: (-inner, inner),
            });
        }
        let from = if straddles { inner } else { 0.0 };
        self.grade(panels, -1.0, below, (from, inner));
        self.grade(panels, 1.0, above, (from, inner));
    }
}

/// The panels for threshold t, on the v axis: where V reaches, where X reaches, or both.
pub(super) fn panels(
    (value, over_value): (&Landmarks, bool),
    (error, over_error): (&Landmarks, bool),
    t: f64,
) -> Vec<Panel> {
    let of_error = (t - error.reach.1, t - error.reach.0);
    let (low, high) = match (over_value, over_error) {
        (true, true) => (value.reach.0.min(of_error.0), value.reach.1.max(of_error.1)),
        (true, false) => value.reach,
        (false, true) => of_error,
        (false, false) => return Vec::new(),
    };
    let centres = centres(value, error, t, (low, high));
    let mut panels = Vec::with_capacity(48);
    let mut below = (centres.first().map_or(0.0, |first| first.v - low), true);
    for (i, centre) in centres.iter().enumerate() {
        let above = centres.get(i + 1).map_or((high - centre.v, true), |next| (0.5 * centre.gap(next), false));
        centre.spread(&mut panels, below, above, centre.inner(&centres));
        below = above;
    }
    panels
}

/// The distinct centres of both laws on the v axis, in order.
fn centres<'a>(value: &'a Landmarks, error: &'a Landmarks, t: f64, (low, high): (f64, f64)) -> Vec<Centre<'a>> {
    let centre = |owner, law: &Landmarks, landmark: &'a Landmark| {
        let at = landmark.at;
        Centre {
            v: if owner == Owner::Value { at } else { t - at },
            owner,
            at_end: at == law.low || at == law.high,
            at_corner: law.corners.contains(&at),
            at_low: at == law.low,
            dense: law.dense,
            meets: None,
            landmark,
        }
    };
    let of_value = value.centres.iter().map(|landmark| centre(Owner::Value, value, landmark));
    let of_error = error.centres.iter().map(|landmark| centre(Owner::Error, error, landmark));
    let inside = |centre: &Centre| centre.v >= low && centre.v <= high;
    let mut all: Vec<Centre> = of_value.chain(of_error).filter(inside).collect();
    // Far out the places of X's centres on the v axis may be one number; in its own coordinate they are not.
    let own = |centre: &Centre| if centre.owner == Owner::Value { centre.landmark.at } else { -centre.landmark.at };
    all.sort_by(|a, b| {
        let by_place = a.v.total_cmp(&b.v).then(a.owner.cmp(&b.owner));
        by_place.then(own(a).total_cmp(&own(b))).then(b.at_end.cmp(&a.at_end))
    });
    all.dedup_by(|next, kept| {
        let place = if next.owner == kept.owner { kept.landmark.at } else { kept.v };
        let same = kept.gap(next) <= 1e-13 * place.abs().max(next.landmark.inner.max(kept.landmark.inner));
        let corners = next.owner != kept.owner && next.at_corner && kept.at_corner;
        let exactly = same && corners && meets(next.landmark.at, kept.landmark.at, t);
        // Of two corners that meet the one with a singularity calls for the finer grading, and one that is an atom alone for none.
        let finer = next.landmark.inner < kept.landmark.inner || !kept.dense;
        let sharper = exactly && next.dense && finer;
        let better = (next.at_end && !kept.at_end) || (next.at_end == kept.at_end && kept.landmark.smooth) || sharper;
        if same {
            let (chosen, other) = if better { (*next, *kept) } else { (*kept, *next) };
            let known = kept.meets.filter(|_| chosen.owner == kept.owner);
            *kept = Centre { meets: exactly.then_some(other.landmark.at).or(known), ..chosen };
        }
        same
    });
    all
}
