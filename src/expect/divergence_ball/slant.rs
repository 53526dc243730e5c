//! A policy of the optimal form, `w = h((U - tau)/lambda)`, and how much of its integrals a level of U carries.

use super::bend::{Bend, Slope};
use crate::expect::{power_ball::weight::Weighs, stretch::Level};

/// The density ratio `h((U - tau)/lambda)`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slant {
    pub(super) bend: Bend,
    /// Where it is 1.
    pub(super) tau: f64,
    /// On which scale it bends.
    pub(super) lambda: f64,
    /// The upper end of U, and how far y is below the largest slope of f there, where both are finite.
    pub(super) top: Option<Top>,
}

/// How a density ratio with a pole passes the upper end of U.
#[derive(Clone, Copy, Debug)]
pub(super) struct Top {
    pub(super) high: f64,
    pub(super) room: f64,
    /// Nearer to the end than this the tail of U is a power of the distance: no chart has to be finer.
    pub(super) blunt: f64,
    /// By how much V is there above its mean.
    pub(super) gain: f64,
}

/// What has fallen by so many nats is nothing.
const NOTHING: f64 = 42.0;
/// As near to the upper end as f64 goes, as a logarithm.
const LEAST: f64 = -640.0;

impl Slant {
    /// y at a place.
    pub(super) fn at(&self, u: f64) -> Slope {
        let y = (u - self.tau) / self.lambda;
        let room = match self.top {
            Some(top) => top.room + (top.high - u) / self.lambda,
            None => (u - self.begins()) / self.lambda,
        };
        Slope { y, room }
    }

    /// y at a place whose distance below the upper end is known: from that distance where the place is rounded more coarsely.
    pub(super) fn near_top(&self, u: f64, distance: f64) -> Slope {
        let below = self.below_top(distance);
        if self.is_rounded(u) { below } else { Slope { room: below.room, ..self.at(u) } }
    }

    /// How far a place is below the upper end; for tau itself so that y is 0 there.
    pub(super) fn distance(&self, top: Top, u: f64) -> f64 {
        if u == self.tau && self.is_rounded(u) { self.level_below(top) } else { top.high - u }
    }

    /// How far tau is below the upper end.
    pub(super) fn level_below(&self, top: Top) -> f64 {
        self.lambda * (self.bend.growth() - top.room)
    }

    /// The logarithm of the distance below the upper end from where on the density ratio does not change, by that of a farther place.
    pub(super) fn nearest(&self, top: Top, far: f64) -> f64 {
        ((top.room * self.lambda).ln() - NOTHING).max(LEAST).min(far)
    }

    /// Whether y is better known from a distance below the upper end than from a place.
    fn is_rounded(&self, u: f64) -> bool {
        u.abs() > self.lambda * self.bend.growth()
    }

    /// y so far above where the ratio begins.
    pub(super) fn above_begin(&self, distance: f64) -> Slope {
        let room = distance / self.lambda;
        Slope { y: self.bend.begins() + room, room }
    }

    /// y so far below the upper end.
    pub(super) fn below_top(&self, distance: f64) -> Slope {
        let room = self.top.map_or(f64::INFINITY, |top| top.room) + distance / self.lambda;
        Slope { y: self.bend.growth() - room, room }
    }

    /// y at a place, no nearer to the pole than matters.
    fn blunted(&self, u: f64) -> Slope {
        let at = self.at(u);
        match self.top {
            Some(top) if at.room < top.blunt / self.lambda => self.below_top(top.blunt),
            _ => at,
        }
    }

    /// Where the density ratio begins.
    pub(super) fn begins(&self) -> f64 {
        self.tau + self.lambda * self.bend.begins()
    }

    /// The logarithm of the largest of what the tail counts for by the logarithm of y: `|y| h'`, `y^2 h'` and `|y| |h - 1|`.
    fn ln_count(&self, at: Slope) -> f64 {
        let ln_ratio = self.bend.ln_ratio(at);
        let ln_apart = if ln_ratio > 1.0 { ln_ratio } else { ln_ratio.exp_m1().abs().ln() };
        at.y.abs().ln() + ln_apart.max(self.bend.ln_slope(at) + at.y.abs().ln_1p())
    }
}

impl Weighs for Slant {
    fn from(&self) -> f64 {
        f64::NEG_INFINITY
    }

    fn ln_size(&self, u: f64, [ln_p, ln_q]: [f64; 2]) -> f64 {
        let at = self.blunted(u);
        let size = self.ln_count(at) + if at.y > 0.0 { ln_p } else { ln_q };
        if size.is_nan() { f64::NEG_INFINITY } else { size }
    }

    fn ln_held(&self, u: f64, ln_p: f64) -> f64 {
        self.bend.ln_ratio(self.blunted(u)) + ln_p
    }

    fn ln_sizes(&self, level: &Level, upper: bool) -> [f64; 2] {
        let at = self.blunted(level.u);
        let size = self.ln_size(level.u, [level.ln_p, level.ln_q]);
        let (nearer, farther) = if upper { (level.ln_p, level.ln_q) } else { (level.ln_q, level.ln_p) };
        // The farther tail is one less the nearer.
        let of_tail = if (at.y > 0.0) == upper || size == f64::NEG_INFINITY { size } else { size + nearer - farther };
        let of_gain = at.y.abs().ln() + self.bend.ln_slope(at) + level.ln_p + level.gain.value.abs().ln();
        [of_tail, if of_gain.is_nan() { f64::NEG_INFINITY } else { of_gain }]
    }
}
