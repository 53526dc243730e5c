//! The integrals at one threshold where V is normal and X smooth but for few corners: the trapezoidal rule on each piece of the line.
//!
//! For an integrand that is analytic within a of the line its error falls as `exp(-2 pi a / h)` with the step h (Trefethen and
//! Weideman, SIAM Review 56 (2014), theorem 5.1), so that halving the step squares it. What is left after a step is judged by
//! how fast the changes of the last two have fallen, and where that is an extrapolation by how fast the Fourier transform of the
//! integrand falls. Where density and moment were asked for they are compared with each other: `E[(V - m); U >= t] = sd^2 f_U(t)`
//! (Stein's identity).
//!
//! What X is worth above t comes from its integrated tail: `E[(U - t)^+] = E[I_X(t - V)]`, I_X the integral of S_X.
//!
//! Refuses: an atom or a narrow part of X where V has mass; corners far from each other; steps that do not agree. Panels take over.

mod corners;
mod outside;
mod piece;
mod sums;

use self::{
    corners::{Parted, parted},
    piece::{HALVINGS, Piece, Place, Range},
    sums::{OVER, SUMS, Sums, Terms},
};
use super::{
    answer::At,
    kernel::{DENSITY, EXCESS, Kernel, Levels, PARTS, REACHED, Scale, Wanted, exp_above},
    mesh::{Node, Panel},
    middle,
    origin::Origin,
    plan::Asked,
    sides::ALL,
    sum::Sum,
};
use crate::num::{Estimate, quadrature::Quadrature};
use std::f64::consts::TAU;

pub(super) use self::piece::END;

/// Terms below the largest by this factor do not count.
const QUIET: f64 = 1e-20;
/// What may be left open, beside the integral.
const GOAL: f64 = 1e-11;
/// Differences above this are not those of a rule that converges.
const HOPELESS: f64 = 0.03;
/// What Stein's identity may miss.
const STEIN: f64 = 1e-9;
/// How much of what rounding moves two neighbours may have missed.
const MOVED: f64 = 4.0;

/// A normal V with a smooth X.
struct Lattice<'a> {
    kernel: Kernel<'a>,
    pieces: Vec<Piece>,
    sd: f64,
    /// Up to how many standard deviations from the mean of V the pieces are all that counts.
    clear: f64,
    /// Whether X has something narrow there.
    narrow: bool,
    /// Whether the excess of U over t is asked for.
    over: bool,
}

/// A place that was looked at.
#[derive(Clone, Copy)]
struct Look {
    panel: Panel,
    node: Node,
    levels: Levels,
}

/// What a lattice shows.
pub(super) struct Found {
    pub(super) at: At,
    /// `E[U - t | U >= t]`, if it was asked for and X has an upper mean.
    pub(super) over: Option<Estimate>,
}

impl Sum {
    /// What [`Sum::at`] and its like give, if V is normal and X smooth but for few corners as far as V reaches; and the excess of U
    /// if that is asked for.
    pub(super) fn on_lattice(&self, t: f64, asked: Asked, over: bool) -> Option<Found> {
        let (mean, sd) = self.value.as_normal()?;
        if !self.error.atoms().is_empty() {
            return None;
        }
        let Parted { corners, clear, narrow } = parted(&self.error_marks, t - mean, sd)?;
        let pieces =
            if corners.is_empty() { vec![Piece::line(mean, sd)] } else { Piece::between(&corners, &self.error_marks) };
        let missed = t < self.beyond || self.beyond.is_nan();
        let Asked { density, at, second } = asked;
        let kernel = self.kernel(t, Wanted { second, missed, density, at });
        let over = over && self.error.ln_upper_integral(t - mean) < f64::INFINITY;
        Lattice { kernel, pieces, sd, clear, narrow, over }.integrated(self)
    }
}

impl Lattice<'_> {
    fn integrated(mut self, sum: &Sum) -> Option<Found> {
        let looks: Vec<Vec<Look>> =
            self.pieces.iter().map(|piece| piece.places(0, piece.whole()).map(|p| self.look(p)).collect()).collect();
        let all = || looks.iter().flatten();
        let seen = || all().map(|look| (look.node.v, &look.levels, 0.0));
        self.kernel.scale = Scale::NOTHING;
        seen().for_each(|(_, levels, ln_width)| self.kernel.scale.include(levels, ln_width));
        let (scale, wanted) = (self.kernel.scale, self.kernel.wanted);
        let seen_at_all = |wanted: bool, ln: f64| !wanted || ln.is_finite();
        let all_seen = seen_at_all(true, scale.reached)
            && seen_at_all(wanted.density, scale.density)
            && seen_at_all(wanted.missed, scale.missed);
        if !all_seen {
            return None;
        }
        self.kernel.centre(seen());
        let depth = middle::depth(seen(), &scale).max(-scale.reached);
        let jitter = |level, top| looks.iter().map(|piece| jitter(piece, level, top)).fold(0.0, f64::max);
        let rounding = f64::EPSILON * (8.0 + 4.0 * depth) + jitter(|l| l.sf.0, scale.reached);
        let moved = if wanted.missed { MOVED * jitter(|l| l.ln_cdf, scale.missed) } else { 0.0 };
        let (q, over) = self.refined(&looks, rounding)?;
        let over = self
            .over
            .then(|| Estimate::new(over.value, over.error + 4.0 * rounding * over.value).over(q.estimate(REACHED)));
        self.is_stein(&q).then(|| Found { at: sum.assemble(&q, &self.kernel, rounding, moved), over })
    }

    /// The logarithms at a place.
    fn look(&self, place: Place) -> Look {
        let Place { panel, distance, ln_jacobian } = place;
        let node = panel.node(self.sd * distance, self.kernel.t);
        let z = (panel.origin_from(self.kernel.mean, self.kernel.t) + node.step) / self.sd;
        let ln_weight = ln_jacobian - 0.5 * (z * z + TAU.ln());
        Look { panel, node, levels: self.kernel.levels(&panel, &node, ln_weight) }
    }

    /// The integrands at a place that was looked at.
    fn terms(&self, look: &Look) -> Terms {
        let mut terms = [0.0; SUMS];
        terms[..PARTS].copy_from_slice(&self.kernel.at_node(&look.panel, &look.node, &look.levels));
        if self.over {
            let ln_integral = self.kernel.error.ln_upper_integral(look.node.x);
            terms[OVER] = exp_above(look.levels.ln_weight + ln_integral, self.kernel.scale.reached);
        }
        terms
    }

    /// Halves the step until the sums no longer change; none if they still do. The kernel's integrals, and that of the excess.
    fn refined(&self, looks: &[Vec<Look>], rounding: f64) -> Option<(Quadrature<ALL>, Estimate)> {
        let mut found = Sums::nothing();
        looks.iter().for_each(|piece| found.take(0, 0, piece.iter().map(|look| self.terms(look))));
        found.halve();
        let ranges = loud(&found);
        let outside = self.outside(&found.sizes)?;
        for pass in 1..=HALVINGS {
            for (piece, range) in self.pieces.iter().zip(&ranges) {
                let terms = piece.places(pass, *range).map(|place| self.terms(&self.look(place)));
                found.take(pass, Piece::number(pass, *range), terms);
            }
            found.halve();
            let enough = GOAL.max(rounding);
            let left = found.left((enough, rounding), self.narrow);
            // The first change of all may miss something narrow by chance.
            if left <= enough && !(pass == 1 && self.narrow) {
                let known = (0..SUMS).all(|k| outside[k] <= GOAL * found.sizes[k]);
                return known.then(|| found.whole(left, outside));
            }
            if found.changes[1] > HOPELESS {
                return None;
            }
        }
        None
    }

    /// Whether the first moment above t is what the density at t makes it, where both are known.
    fn is_stein(&self, q: &Quadrature<ALL>) -> bool {
        let Self { kernel, sd, .. } = self;
        if !kernel.wanted.density {
            return true;
        }
        let shift = if let Origin::Middle(middle) = kernel.above { middle - kernel.mean } else { 0.0 };
        let moment = q.value[EXCESS] + shift * q.value[REACHED];
        let size = q.absolute[EXCESS] + shift.abs() * q.absolute[REACHED];
        let by_density = sd * sd * q.value[DENSITY] * (kernel.scale.density - kernel.scale.reached).exp();
        (moment - by_density).abs() <= (STEIN + kernel.error.pdf_accuracy()) * size.max(by_density)
    }
}

/// The places of the first pass, piece by piece, between which all of the integrands is.
fn loud(first: &Sums) -> Vec<Range> {
    let mut tops = [0.0f64; SUMS];
    first.runs().flatten().for_each(|terms| (0..SUMS).for_each(|k| tops[k] = tops[k].max(terms[k].abs())));
    let is_loud = |terms: &Terms| (0..SUMS).any(|k| terms[k].abs() > QUIET * tops[k]);
    let range = |run: &[Terms]| match (run.iter().position(is_loud), run.iter().rposition(is_loud)) {
        (Some(first), Some(last)) => Range(first.saturating_sub(1) as i32, (last + 1).min(run.len() - 1) as i32),
        _ => Range(0, 0),
    };
    first.runs().map(range).collect()
}

/// What the rounding of places comes to in a probability, relative to it.
fn jitter(looks: &[Look], level: fn(&Levels) -> f64, top: f64) -> f64 {
    let between = |pair: &[Look]| {
        let [a, b] = [&pair[0], &pair[1]];
        let jitter = middle::jitter((a.node.x, &a.levels), (b.node.x, &b.levels), level);
        let ln = |look: &Look| look.levels.ln_weight + level(&look.levels) - top;
        if jitter.is_finite() { jitter * ln(a).max(ln(b)).exp() } else { 0.0 }
    };
    looks.windows(2).map(between).fold(0.0, f64::max).min(1.0)
}
