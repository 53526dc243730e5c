//! Copulas: how the rank of X depends on the rank of V, as laws of one rank given the other.
//!
//! All of them are exchangeable: the law of V's rank given X's is the same function. Formulas: R. B. Nelsen, *An Introduction to
//! Copulas* (2006); H. Joe, *Dependence Modeling with Copulas* (2014), chapter 4.
//!
//! Refuses: a difference of nearly equal numbers; both tails of every conditional law keep their digits.

mod accuracy;

use crate::{
    model::pressure::Rank,
    num::{
        logs::{ln_1m_exp, ln_add_exp},
        special::{inv_ln_normal_sf, ln_normal_sf},
    },
    tail::Law,
};
use std::f64::consts::LN_2;

/// A copula.
#[derive(Clone, Debug)]
pub enum Copula {
    /// Of a bivariate normal law with this correlation, in (-1, 1).
    Gaussian(f64),
    /// Of a bivariate Student t law.
    StudentT {
        /// Its correlation parameter, in (-1, 1).
        correlation: f64,
        /// The law of each coordinate, and that of one given the other after scaling: `nu` and `nu + 1` degrees of freedom.
        laws: [Law; 2],
        /// The degrees of freedom.
        nu: f64,
    },
    /// Farlie, Gumbel and Morgenstern's: `a b (1 + theta (1 - a)(1 - b))`, theta in [-1, 1].
    Fgm(f64),
    /// Gumbel's: `exp -((-ln a)^theta + (-ln b)^theta)^(1/theta)`, theta at least 1; dependent in the upper tail.
    Gumbel(f64),
    /// Clayton's: `(a^-theta + b^-theta - 1)^(-1/theta)`, theta above 0; dependent in the lower tail.
    Clayton(f64),
    /// Clayton's for the ranks from above; dependent in the upper tail.
    SurvivalClayton(f64),
}

impl Copula {
    /// The law of the other rank given one: how much lies above and below `other` given that this rank is `given`.
    pub fn conditional(&self, given: Rank, other: Rank) -> Rank {
        match self {
            Self::Gaussian(correlation) => gaussian(*correlation, normal_score(given), normal_score(other)),
            Self::StudentT { correlation, laws, nu } => {
                let (scaled, _) = scaled(*correlation, *nu, score(&laws[0], given), score(&laws[0], other));
                Rank { ln_above: laws[1].ln_sf(scaled), ln_below: laws[1].ln_cdf(scaled) }
            }
            Self::Fgm(theta) => fgm(*theta, given, other),
            Self::Gumbel(theta) => below_by(gumbel(*theta, given, other).0),
            Self::Clayton(theta) => {
                let level = clayton(*theta, given, other);
                let ln_softplus = if level < -40.0 { level } else { softplus(level).ln() };
                below_by((1.0 + 1.0 / theta).ln() + ln_softplus)
            }
            Self::SurvivalClayton(theta) => flipped(Self::Clayton(*theta).conditional(flipped(given), flipped(other))),
        }
    }

    /// The logarithm of how much lies above, where the normal scores of the ranks may be known.
    pub(crate) fn ln_above(&self, given: (Rank, Option<f64>), other: (Rank, Option<f64>)) -> f64 {
        match self {
            Self::Gaussian(correlation) => {
                let [given, other] = [given, other].map(|(rank, score)| score.unwrap_or_else(|| normal_score(rank)));
                ln_normal_sf(standard(*correlation, given, other))
            }
            _ => self.conditional(given.0, other.0).ln_above,
        }
    }

    /// The logarithm of the copula's density: by how much the density of the other rank differs from 1, given one.
    pub fn ln_density(&self, given: Rank, other: Rank) -> f64 {
        match self {
            Self::Gaussian(correlation) => {
                let squared = 1.0 - correlation * correlation;
                let (a, b) = (normal_score(given), normal_score(other));
                let z = (b - correlation * a) / squared.sqrt();
                0.5 * (b - z) * (b + z) - 0.5 * squared.ln()
            }
            Self::StudentT { correlation, laws, nu } => {
                let other = score(&laws[0], other);
                let (scaled, scale) = scaled(*correlation, *nu, score(&laws[0], given), other);
                laws[1].ln_pdf(scaled) - scale.ln() - laws[0].ln_pdf(other)
            }
            Self::Fgm(theta) => {
                let size = theta.abs();
                let near = if *theta > 0.0 { given } else { flipped(given) };
                let alike = ln_add_exp(near.ln_above + other.ln_above, near.ln_below + other.ln_below);
                share_with_even(size, LN_2 + alike)
            }
            Self::Gumbel(theta) => {
                let (ln_passed, ln_slope) = gumbel(*theta, given, other);
                ln_slope - ln_passed.exp() - other.ln_below
            }
            Self::Clayton(theta) => {
                let level = clayton(*theta, given, other);
                (1.0 + theta).ln() + theta * given.ln_below
                    - (theta + 1.0) * other.ln_below
                    - (2.0 + 1.0 / theta) * softplus(level)
            }
            Self::SurvivalClayton(theta) => Self::Clayton(*theta).ln_density(flipped(given), flipped(other)),
        }
    }

    /// Its spec.
    pub fn spec(&self) -> String {
        let number = crate::tail::spec::number;
        match self {
            Self::Gaussian(rho) => format!("gaussian({})", number(*rho)),
            Self::StudentT { correlation, nu, .. } => format!("student_t({}, {})", number(*correlation), number(*nu)),
            Self::Fgm(theta) => format!("fgm({})", number(*theta)),
            Self::Gumbel(theta) => format!("gumbel({})", number(*theta)),
            Self::Clayton(theta) => format!("clayton({})", number(*theta)),
            Self::SurvivalClayton(theta) => format!("survival_clayton({})", number(*theta)),
        }
    }
}

/// One of two normal scores given the other.
fn gaussian(correlation: f64, given: f64, other: f64) -> Rank {
    let z = standard(correlation, given, other);
    Rank { ln_above: ln_normal_sf(z), ln_below: ln_normal_sf(-z) }
}

/// One normal score given the other, in units in which it is standard normal.
fn standard(correlation: f64, given: f64, other: f64) -> f64 {
    (other - correlation * given) / (1.0 - correlation * correlation).sqrt()
}

/// The rank counted from the other end.
fn flipped(rank: Rank) -> Rank {
    Rank { ln_above: rank.ln_below, ln_below: rank.ln_above }
}

/// `ln(1 + e^x)`.
fn softplus(x: f64) -> f64 {
    if x > 0.0 { x + (-x).exp().ln_1p() } else { x.exp().ln_1p() }
}

/// The normal quantile of a rank.
fn normal_score(rank: Rank) -> f64 {
    if rank.ln_above < rank.ln_below { inv_ln_normal_sf(rank.ln_above) } else { -inv_ln_normal_sf(rank.ln_below) }
}

/// The quantile of a rank in a law.
fn score(law: &Law, rank: Rank) -> f64 {
    if rank.ln_above < rank.ln_below { law.inv_ln_sf(rank.ln_above) } else { law.inv_ln_cdf(rank.ln_below) }
}

/// One coordinate of a bivariate t law given the other, in units in which it has `nu + 1` degrees of freedom, and the unit.
fn scaled(correlation: f64, nu: f64, given: f64, other: f64) -> (f64, f64) {
    let spread = ((1.0 - correlation * correlation) / (nu + 1.0)).sqrt();
    let scale = spread * nu.sqrt().hypot(given);
    ((other - correlation * given) / scale, scale)
}

/// `P(B > b | A = a) = (1 - b)(1 - theta (1 - 2a) b)`, with the last factor as a sum of positive terms; below likewise.
fn fgm(theta: f64, given: Rank, other: Rank) -> Rank {
    let size = theta.abs();
    let (toward, away) = if theta > 0.0 { (given.ln_below, given.ln_above) } else { (given.ln_above, given.ln_below) };
    let (above, below) = (other.ln_above, other.ln_below);
    Rank {
        ln_above: above + share_with_even(size, ln_add_exp(above, LN_2 + toward + below)),
        ln_below: below + share_with_even(size, ln_add_exp(below, LN_2 + away + above)),
    }
}

/// `ln(1 - size + size e^x)`: at a size of 1 it is x, however far below f64 its exponential is.
fn share_with_even(size: f64, x: f64) -> f64 {
    ln_add_exp((1.0 - size).ln(), size.ln() + x)
}

/// `ln(-ln P(B <= b | A = a))`, and the logarithm of how fast `-ln P` grows with `-ln b`.
///
/// With `x = -ln a`, `y = -ln b`, `L = ln(1 + (y/x)^theta)/theta`: `x (e^L - 1) + (theta - 1) L`.
fn gumbel(theta: f64, given: Rank, other: Rank) -> (f64, f64) {
    let (ln_x, ln_y) = (ln_depth_below(given), ln_depth_below(other));
    let (x, ln_power) = (ln_x.exp(), theta * (ln_y - ln_x));
    let level = softplus(ln_power) / theta;
    // x e^L, which is y itself far out.
    let whole = (ln_x + level).exp();
    let ln_rate = if theta == 1.0 { ln_x + level } else { (whole + theta - 1.0).ln() };
    let ln_passed = if ln_power < -40.0 {
        ln_power - theta.ln() + ln_rate
    } else {
        let first = if level < 1.0 { x * level.exp_m1() } else { whole - x };
        (first + if theta > 1.0 { (theta - 1.0) * level } else { 0.0 }).ln()
    };
    (ln_passed, ln_rate + ln_power - ln_y - softplus(ln_power))
}

/// The rank that has `e^-passed` below it, by the logarithm of `passed`.
fn below_by(ln_passed: f64) -> Rank {
    let passed = ln_passed.exp();
    Rank { ln_above: if ln_passed < -40.0 { ln_passed } else { ln_1m_exp(-passed) }, ln_below: -passed }
}

/// `ln(-ln P(below))`.
fn ln_depth_below(rank: Rank) -> f64 {
    if rank.ln_above < -40.0 { rank.ln_above } else { (-rank.ln_below).ln() }
}

/// `ln [a^theta (b^-theta - 1)]`.
fn clayton(theta: f64, given: Rank, other: Rank) -> f64 {
    let depth = -theta * other.ln_below;
    let ln_expm1 = if depth > 40.0 {
        depth
    } else if depth < 1e-15 {
        theta.ln() + ln_depth_below(other)
    } else {
        depth.exp_m1().ln()
    };
    theta * given.ln_below + ln_expm1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::quadrature::{Goal, integrate};
    use crate::tail::{Catalogue, spec::parse};

    fn all() -> Vec<Copula> {
        let law =
            |nu: f64| parse(&format!("student_t({nu})"), &Catalogue::standard(), &|_| Err(String::new())).unwrap();
        let student = |correlation, nu| Copula::StudentT { correlation, laws: [law(nu), law(nu + 1.0)], nu };
        let mut all = vec![Copula::Gaussian(-0.5), Copula::Gaussian(0.9), student(0.3, 4.0), student(-0.7, 1.5)];
        all.extend([-1.0, -0.4, 0.8, 1.0].map(Copula::Fgm));
        all.extend([1.0, 1.3, 4.0].map(Copula::Gumbel));
        all.extend([0.2, 1.0, 5.0].map(Copula::Clayton));
        all.extend([0.2, 1.0, 5.0].map(Copula::SurvivalClayton));
        all
    }

    const RANKS: [f64; 9] = [1e-12, 1e-4, 0.03, 0.2, 0.5, 0.7, 0.96, 1.0 - 1e-4, 1.0 - 1e-9];

    #[test]
    fn conditional_laws_are_laws_with_the_stated_density() {
        for copula in all() {
            for (a, b) in RANKS.iter().flat_map(|&a| RANKS.iter().map(move |&b| (a, b))) {
                let (given, other) = (Rank::from_below(a.ln()), Rank::from_below(b.ln()));
                let here = copula.conditional(given, other);
                assert!((here.above() + here.below() - 1.0).abs() < 1e-12, "{} {a} {b}: {here:?}", copula.spec());
                let both = (copula.ln_density(given, other), copula.ln_density(other, given));
                assert!((both.0 - both.1).abs() < 1e-9 * (1.0 + both.0.abs()), "{} {a} {b}: {both:?}", copula.spec());
                // The density is the slope, by a central difference.
                let step = 1e-4 * b.min(1.0 - b);
                let at = |b: f64, from_above: f64| {
                    let other = if b < 0.5 { Rank::from_below(b.ln()) } else { Rank::from_above(from_above.ln()) };
                    copula.conditional(given, other)
                };
                let (up, down) = (at(b + step, 1.0 - b - step), at(b - step, 1.0 - b + step));
                let rise =
                    if here.ln_above < here.ln_below { down.above() - up.above() } else { up.below() - down.below() };
                let slope = both.0.exp();
                let size = here.above().min(here.below()) / step;
                assert!((rise / (2.0 * step) - slope).abs() < 1e-5 * slope + 1e-9 * size, "{} {a} {b}", copula.spec());
            }
        }
    }

    #[test]
    fn the_ranks_are_uniform() {
        // The mean over a of P(B <= b | A = a) is b.
        for copula in all() {
            for b in [0.01, 0.3, 0.9] {
                let other = Rank::from_below(f64::ln(b));
                // By the depth of a on either side.
                let below = |_: usize, s: f64| [copula.conditional(Rank::from_below(-s), other).below() * (-s).exp()];
                let above = |_: usize, s: f64| [copula.conditional(Rank::from_above(-s), other).below() * (-s).exp()];
                let half = std::f64::consts::LN_2;
                let panels = [(half, 2.0), (2.0, 8.0), (8.0, 60.0)];
                let mean: f64 = integrate(below, &panels, Goal::default()).value[0]
                    + integrate(above, &panels, Goal::default()).value[0];
                assert!((mean - b).abs() < 1e-11, "{} {b}: {mean}", copula.spec());
            }
        }
    }

    #[test]
    fn far_tails_keep_their_digits() {
        // Given the middle, the far tail of X is a constant times its own: 2^(1 + theta) theta-free factors in closed form.
        let (given, other) = (Rank::from_above(-std::f64::consts::LN_2), Rank::from_above(-2000.0));
        let factor = |copula: Copula| copula.conditional(given, other).ln_above + 2000.0;
        assert!((factor(Copula::Clayton(2.0)) - (3.0 * 0.25f64).ln()).abs() < 1e-12);
        assert!((factor(Copula::Fgm(0.5)) - 0.0).abs() < 1e-12);
        // x = ln 2, y = e^-2000: (y/x)^theta/theta (x + theta - 1).
        let x = std::f64::consts::LN_2;
        let gumbel = Copula::Gumbel(2.0).conditional(given, other).ln_above;
        assert!((gumbel - (2.0 * (-2000.0 - x.ln()) - 2f64.ln() + (x + 1.0).ln())).abs() < 1e-9);
    }
}
