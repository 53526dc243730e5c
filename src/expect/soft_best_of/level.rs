//! What is known of W = U + noise at one place.

use crate::model::pressure::Rank;

/// The quantities, in this order: `P(>= w)`, `P(< w)`, the density, `E[V - E V; >= w]` and `E[X - E X; >= w]`.
pub(super) const REACHED: usize = 0;
pub(super) const MISSED: usize = 1;
pub(super) const DENSITY: usize = 2;
pub(super) const OF_VALUE: usize = 3;
pub(super) const OF_ERROR: usize = 4;
pub(in crate::expect) const PARTS: usize = 5;

/// A place as an origin and an offset: near an atom of U the offset keeps its own digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) origin: f64,
    pub(super) offset: f64,
}

impl Place {
    /// How far it is above a point.
    pub(super) fn above(&self, point: f64) -> f64 {
        (self.origin - point) + self.offset
    }

    pub(super) fn value(&self) -> f64 {
        self.origin + self.offset
    }
}

/// The quantities at one place with absolute errors.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    pub(super) value: [f64; PARTS],
    pub(super) error: [f64; PARTS],
}

impl Level {
    pub(super) fn rank(&self) -> Rank {
        let [p, q, ..] = self.value;
        let ln = |small: f64, large: f64| if large < 0.5 { (-large).ln_1p() } else { small.ln() };
        Rank { ln_above: ln(p, q), ln_below: ln(q, p) }
    }

    /// The error of `ln P(< w)`.
    pub(super) fn error_of_ln_below(&self) -> f64 {
        let [p, q, ..] = self.value;
        if p < q { self.error[REACHED] / q } else { self.error[MISSED] / q }
    }
}
