//! How far the conditional laws of a copula may be off by the rounding of the ranks that they are made from.
//!
//! Ranks are known to a few units of their logarithm's last place. Scores and powers of them carry that on, and a strong dependence, which
//! takes differences of nearly equal ones, magnifies it.

use super::{Copula, clayton, flipped, gumbel, ln_depth_below, normal_score, scaled, score, softplus};
use crate::{model::pressure::Rank, num::special::normal_hazard};

/// Roundings in the logarithm of a rank, and in a score beside that.
const OF_RANK: f64 = 2.0;
const OF_SCORE: f64 = 4.0;

impl Copula {
    /// A bound, in units of the last place of 1, on the error of `ln P(B > b | A = a)`, beyond that of a sum of a few such numbers.
    pub fn accuracy(&self, given: Rank, other: Rank) -> f64 {
        match self {
            Self::Gaussian(correlation) => {
                let [a, b] = [given, other].map(|rank| (normal_score(rank), rank));
                let spread = (1.0 - correlation * correlation).sqrt();
                let z = (b.0 - correlation * a.0) / spread;
                let [of_a, of_b] = [a, b].map(|(score, rank)| of_score(score, rank, normal_hazard(score.abs())));
                of_ln(normal_hazard(z) * ((of_b + correlation.abs() * of_a) / spread + OF_SCORE * z.abs()))
            }
            Self::StudentT { correlation, laws, nu } => {
                let [a, b] = [given, other].map(|rank| (score(&laws[0], rank), rank));
                let (z, scale) = scaled(*correlation, *nu, a.0, b.0);
                let [of_a, of_b] = [a, b].map(|(score, rank)| of_score(score, rank, laws[0].hazard(score.abs())));
                let rounded = (of_b + correlation.abs() * of_a) / scale + 2.0 * OF_SCORE * z.abs();
                of_ln(laws[1].hazard(z) * rounded)
            }
            Self::Fgm(_) => 0.0,
            Self::Gumbel(theta) => {
                let (ln_x, ln_y) = (ln_depth_below(given), ln_depth_below(other));
                let passed = gumbel(*theta, given, other).0.exp();
                let ln_power = theta * (ln_y - ln_x);
                let whole = (ln_x + softplus(ln_power) / theta).exp();
                let rounded = 2.0 * OF_RANK + ln_x.abs() + ln_y.abs();
                let moved = (whole + theta - 1.0) * part(ln_power) * rounded + whole * (1.0 + ln_x.abs());
                of_ln(above(passed, moved))
            }
            Self::Clayton(theta) => {
                let (passed, moved) = of_clayton(*theta, given, other);
                of_ln(above(passed, moved))
            }
            Self::SurvivalClayton(theta) => of_ln(of_clayton(*theta, flipped(given), flipped(other)).1),
        }
    }
}

/// The error of a score: by that of its rank, whose logarithm falls with it at the hazard, and by its own rounding.
fn of_score(score: f64, rank: Rank, hazard: f64) -> f64 {
    let ln_p = rank.ln_above.min(rank.ln_below);
    let by_rank = OF_RANK * ln_p.abs() / hazard;
    if score.is_finite() { by_rank + OF_SCORE * score.abs() } else { 0.0 }
}

/// `-ln P(below)` by Clayton's copula, and its error.
fn of_clayton(theta: f64, given: Rank, other: Rank) -> (f64, f64) {
    let (level, depth) = (clayton(theta, given, other), -theta * other.ln_below);
    let passed = (1.0 + 1.0 / theta) * softplus(level);
    // `b^-theta - 1` loses what it is smaller than 1 by no more than its own rounding.
    let rounded = OF_RANK * (theta * given.ln_below.abs() + depth / -(-depth).exp_m1()) + level.abs();
    (passed, (1.0 + 1.0 / theta) * part(level) * rounded + passed)
}

/// How `ln(1 - e^-passed)` moves with `passed`.
fn above(passed: f64, moved: f64) -> f64 {
    moved / passed.exp_m1()
}

/// `e^x / (1 + e^x)`.
fn part(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Where a formula leaves f64 nothing is left of what it would count for.
fn of_ln(error: f64) -> f64 {
    if error.is_finite() { error } else { 0.0 }
}
