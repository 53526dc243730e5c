//! The rules for a copula. Let V and X have the exponential rates `g_V` and `g_X`, 0 for heavy tails and infinite for light ones.
//!
//! - Every copula here leaves the other part above its median with a chance of at least a power of `P(X > x)`: for all but a normal
//!   one with a negative correlation at least a constant times `P(X > x)` itself. So a heavy tail of V or of X is one of U.
//! - By Hölder's inequality `E e^(sU)` is finite for `s (1/g_V + 1/g_X) < 1`.
//! - With a density that is bounded where either rank is high, and bounded away from 0 where the other one is in a part of its range,
//!   U has exponential moments exactly where it has them with independent parts (fgm, clayton).
//! - With upper tail dependence both are far out together: Hölder's bound is the end (gumbel, survival_clayton, student_t).
//! - With a normal copula `V ~ z^2 / (2 g_V)`, `X ~ y^2 / (2 g_X)` in normal scores, and a quadratic form decides.

use super::JointPhase;
use crate::{
    model::{
        Phase, Proxy,
        joint::{Copula, limit::is_independence},
        phase::{Edge, edge, phase as independent},
    },
    tail::{Law, TailClass},
};

pub(super) fn phase(value: &Law, copula: &Copula, error: &Law) -> JointPhase {
    let plain = independent(&Proxy { value: value.clone(), error: error.clone() });
    let (v, x) = (Part::of(value), Part::of(error));
    if is_independence(copula) {
        return JointPhase::decided(plain.phase, plain.rule);
    }
    if v.edge.rate == 0.0 || x.edge.rate == 0.0 {
        let why = "under this copula the other part stays above its median often enough that U inherits a heavy tail";
        return JointPhase::as_independent(plain, why);
    }
    if v.edge.rate == f64::INFINITY && x.edge.rate == f64::INFINITY {
        return JointPhase::as_independent(plain, "by Hölder's inequality, whatever the dependence");
    }
    if v.is_bounded() || x.is_bounded() {
        return JointPhase::as_independent(
            plain,
            "U is within bounds of the part that is not bounded, whatever the dependence",
        );
    }
    match copula {
        Copula::Fgm(_) | Copula::Clayton(_) => JointPhase::as_independent(
            plain,
            "as with independent parts, since the density of the copula is bounded where either part is high",
        ),
        Copula::Gumbel(_) | Copula::SurvivalClayton(_) | Copula::StudentT { .. } => together(&v, &x),
        Copula::Gaussian(rho) if *rho > 0.0 => normal(&v, &x, *rho),
        Copula::Gaussian(_) => opposed(&v, &x),
    }
}

/// One part.
struct Part<'a> {
    law: &'a Law,
    edge: Edge,
    /// b in `S ~ c t^b e^(-g t)`, where that is its tail.
    power: f64,
}

impl<'a> Part<'a> {
    fn of(law: &'a Law) -> Self {
        let power = match law.tail_class() {
            TailClass::Exponential { power, .. } => power,
            _ => f64::NEG_INFINITY,
        };
        Self { law, edge: edge(law), power }
    }

    fn is_bounded(&self) -> bool {
        let support = self.law.support();
        support.low.is_finite() && support.high.is_finite()
    }

    fn has_end(&self) -> bool {
        self.edge.rate.is_finite()
    }
}

/// `sup { s : s (1/g_V + 1/g_X) < 1 }`.
fn hoelder(v: &Part<'_>, x: &Part<'_>) -> f64 {
    1.0 / (1.0 / v.edge.rate + 1.0 / x.edge.rate)
}

/// The tilts end at a rate without bound, or it is not known whether they do so.
fn ended(rate: f64, without_bound: bool, why: &str) -> JointPhase {
    if without_bound {
        let rule =
            format!("the exponential moments of U end at g = {rate}, where s K'(s) - K(s) grows without bound; {why}");
        JointPhase::decided(Phase::Tilt { rate }, rule)
    } else {
        let rule =
            format!("the exponential moments of U end at g = {rate}, and whether K'(g) is finite is not known; {why}");
        JointPhase::finite_below(rate, rule)
    }
}

/// Upper tail dependence: `P(U > q_V(e) + q_X(e)) >= c e` with the quantiles `(ln 1/e + b ln ln 1/e)/g`.
fn together(v: &Part<'_>, x: &Part<'_>) -> JointPhase {
    let rate = hoelder(v, x);
    let why = "where V is far out X is so too, with a positive chance";
    match (v.has_end(), x.has_end()) {
        (true, true) => ended(rate, rate * (v.power / v.edge.rate + x.power / x.edge.rate) >= -2.0, why),
        (true, false) => ended(rate, v.power >= -2.0, "the other part is above its median often enough"),
        _ => ended(rate, x.power >= -2.0, "the other part is above its median often enough"),
    }
}

/// A normal copula with a positive correlation: the root of `(1 - (1-rho^2) s/g_V)(1 - (1-rho^2) s/g_X) = rho^2`.
fn normal(v: &Part<'_>, x: &Part<'_>, rho: f64) -> JointPhase {
    let (a, b) = (1.0 / v.edge.rate, 1.0 / x.edge.rate);
    let rate = 2.0 / (a + b + (a - b).hypot(2.0 * rho * (a * b).sqrt()));
    let why = "in normal scores the exponents of V, X and the copula are quadratic forms";
    match (v.has_end(), x.has_end()) {
        (true, true) => ended(rate, v.power >= -0.5 && x.power >= -0.5, why),
        (true, false) => ended(rate, v.power >= -2.0, why),
        _ => ended(rate, x.power >= -2.0, why),
    }
}

/// A normal copula with a negative correlation: never sooner than with independent parts; not later either where the other part is bounded below.
fn opposed(v: &Part<'_>, x: &Part<'_>) -> JointPhase {
    let rate = v.edge.rate.min(x.edge.rate);
    let holds = |own: &Part<'_>, other: &Part<'_>| {
        own.edge.rate == rate && own.power >= -2.0 && other.law.support().low.is_finite()
    };
    if holds(v, x) || holds(x, v) {
        return ended(rate, true, "the other part is bounded below");
    }
    JointPhase::finite_below(
        rate,
        format!(
            "E e^(sU) is finite for every s < {rate}, as with independent parts; under a negative correlation the other part is carried down \
             as one grows, and whether it stays finite beyond is not known"
        ),
    )
}
