//! Ranks as pairs of logarithms, and integrals over ranks that reach both ends.

use crate::num::{
    Estimate,
    logs::ln_1m_exp,
    quadrature::{Goal, integrate},
};
use std::f64::consts::LN_2;

/// A place among all draws: how much lies above and how much below.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rank {
    /// `ln P(above)`.
    pub ln_above: f64,
    /// `ln P(below)`.
    pub ln_below: f64,
}

impl Rank {
    /// The lowest rank.
    pub const BOTTOM: Self = Self { ln_above: 0.0, ln_below: f64::NEG_INFINITY };
    /// The highest rank.
    pub const TOP: Self = Self { ln_above: f64::NEG_INFINITY, ln_below: 0.0 };

    /// The rank that has `e^ln_above` above it.
    pub fn from_above(ln_above: f64) -> Self {
        Self { ln_above, ln_below: ln_1m_exp(ln_above) }
    }

    /// The rank that has `e^ln_below` below it.
    pub fn from_below(ln_below: f64) -> Self {
        Self { ln_above: ln_1m_exp(ln_below), ln_below }
    }

    /// `P(above)`.
    pub fn above(&self) -> f64 {
        self.ln_above.exp()
    }

    /// `P(below)`.
    pub fn below(&self) -> f64 {
        self.ln_below.exp()
    }
}

/// Depth below which nothing on the lower half counts.
const LOWEST: f64 = -80.0;

/// `int f dx` over the ranks between two, where f varies most at upper depth `depth` and is split at the upper depths `cuts`.
///
/// Both halves are integrated in the logarithm of the nearer end, so that a weight of any power is resolved.
pub(crate) fn over_ranks<const K: usize>(
    (from, to): (Rank, Rank),
    depth: f64,
    cuts: &[f64],
    f: impl Fn(Rank) -> [f64; K],
) -> [Estimate; K] {
    let deepest = -(depth + 80.0);
    // The lower half in ln(below), rising; the upper half in -ln(above), rising.
    let lower = (from.ln_below.max(LOWEST), to.ln_below.min(-LN_2));
    let upper = (-from.ln_above.min(-LN_2), -to.ln_above.max(deepest));
    let mut panels = stretches(lower, &[]);
    let halves = panels.len();
    panels.extend(stretches(upper, cuts));
    let q = integrate(
        |i, y| {
            let rank = if i < halves { Rank::from_below(y) } else { Rank::from_above(-y) };
            let jacobian = if i < halves { y.exp() } else { (-y).exp() };
            f(rank).map(|part| part * jacobian)
        },
        &panels,
        Goal { relative: 1e-15, bisections: 400 },
    );
    // The ends of a short stretch are rounded, and so is the depth inside the integrand.
    std::array::from_fn(|k| Estimate::new(q.value[k], q.error[k] + f64::EPSILON * (8.0 + 2.0 * depth) * q.absolute[k]))
}

/// A range in pieces of about three nats.
fn stretches((low, high): (f64, f64), cuts: &[f64]) -> Vec<(f64, f64)> {
    if high.is_nan() || low.is_nan() || high <= low {
        return Vec::new();
    }
    let count = ((high - low) / 3.0).ceil().max(1.0);
    let mut breaks: Vec<f64> = (0..=count as usize).map(|i| low + (high - low) * (i as f64 / count)).collect();
    breaks.extend(cuts.iter().filter(|cut| **cut > low && **cut < high));
    breaks.sort_by(f64::total_cmp);
    breaks.windows(2).map(|pair| (pair[0], pair[1])).collect()
}
