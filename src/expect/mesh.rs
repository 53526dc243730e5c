//! Panels for an integral over v with U = V + X at t: graded towards every place where V or X = t - V varies.
//!
//! A panel near a landmark of V knows v to its last digit and has x = t - v; one near a landmark of X knows x.

mod centres;

use self::centres::centres;
use super::landmarks::Landmarks;
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
