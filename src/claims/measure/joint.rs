//! What claims on dependence share: the joint route's answer, and a route of their own by integration by parts.

use super::rarity;
use crate::claim::{Context, Measured};
use crate::expect::{
    Refusal,
    joint::{JointSelector, Jointly},
};
use crate::model::{Joint, Pressure};
use crate::num::{
    Estimate,
    quadrature::{Goal, integrate},
    special::ln_normal_sf,
};
use crate::sample::{
    joint,
    shard::{SHARD, in_shards},
};

/// `E[V | U >= t]` by the integral over V, and `P(U >= t)` in words.
pub(in crate::claims) fn jointly_above(prepared: &Jointly, t: f64) -> Result<(Estimate, String), Refusal> {
    let found = prepared.above(t)?;
    Ok((found.mean_v, rarity(found.ln_p.value)))
}

/// `E[V]` of the best of n by the table of ranks.
pub(in crate::claims) fn jointly_best(prepared: &mut JointSelector, n: f64) -> Result<Estimate, Refusal> {
    let best = prepared.under(Pressure::BestOf(n))?;
    best.mean_v.finite().ok_or_else(|| Refusal(format!("E[V] of the best of {n} is not finite")))
}

/// The same for V of mean 0 by `n (n-1) int E[V; U >= u] F(u)^(n-2) f(u) du`; `above(u)` is `(P(U >= u), E[V; U >= u], f(u))`.
pub(in crate::claims) fn best_of<const K: usize>(
    ns: [f64; K],
    cuts: &[f64],
    above: impl Fn(f64) -> [f64; 3],
) -> [f64; K] {
    let panels: Vec<(f64, f64)> = cuts.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let weighed = |_: usize, u: f64| {
        let [p, first, density] = above(u);
        let ln_below = (-p).ln_1p();
        ns.map(|n| {
            if n == 2.0 || ln_below.is_finite() {
                n * (n - 1.0) * first * density * ((n - 2.0) * ln_below.max(-1e300)).exp()
            } else {
                0.0
            }
        })
    };
    integrate(weighed, &panels, Goal { relative: 1e-11, bisections: 600 }).value
}

/// How often drawn pairs reach t; `subject` names the draws.
pub(in crate::claims) fn reached(
    context: &Context<'_>,
    (both, subject): (&Joint, &str),
    t: f64,
    trials: u64,
) -> Result<Measured, Refusal> {
    let trials = context.draws(trials);
    let drawn = joint::above(both, t, trials, &context.stream(subject)).map_err(Refusal)?;
    Ok(Measured::Frequency { hits: drawn.value.count, trials })
}

/// Among drawn pairs with `U >= t`, how often V is positive.
pub(in crate::claims) fn positive(
    context: &Context<'_>,
    (both, subject): (&Joint, &str),
    t: f64,
    trials: u64,
) -> Result<Measured, Refusal> {
    let (trials, source) = (context.draws(trials), context.stream(subject));
    let pairs = joint::Pairs::new(both).map_err(Refusal)?;
    let parts = in_shards(trials, SHARD, |shard, items| -> Result<(u64, u64), String> {
        let mut stream = source.shard(shard);
        let mut counts = (0, 0);
        for _ in 0..items {
            let (v, x) = pairs.draw(&mut stream)?;
            counts = if v + x >= t { (counts.0 + u64::from(v > 0.0), counts.1 + 1) } else { counts };
        }
        Ok(counts)
    });
    let add = |a: (u64, u64), b: (u64, u64)| (a.0 + b.0, a.1 + b.1);
    let total = parts.into_iter().try_fold((0, 0), |sum, part| part.map(|part| add(sum, part)));
    let (hits, trials) = total.map_err(Refusal)?;
    Ok(Measured::Frequency { hits, trials })
}

/// `ln` of the standard normal density.
pub(in crate::claims) fn ln_phi(z: f64) -> f64 {
    -0.5 * z * z - 0.5 * std::f64::consts::TAU.ln()
}

/// A probability and `E[V; the event]`, both divided by `e^ln_unit`.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::claims) struct Parts {
    pub p: f64,
    pub first: f64,
}

impl Parts {
    pub fn plus(self, other: Self) -> Self {
        Self { p: self.p + other.p, first: self.first + other.first }
    }

    pub fn mean(self) -> f64 {
        self.first / self.p
    }
}

/// The integrals of `f` between neighbouring cuts.
pub(in crate::claims) fn between(mut cuts: Vec<f64>, f: impl Fn(f64) -> [f64; 2]) -> Parts {
    cuts.sort_by(f64::total_cmp);
    let panels: Vec<(f64, f64)> = cuts.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let [p, first] = integrate(|_, x: f64| f(x), &panels, Goal { relative: 1e-13, bisections: 1500 }).value;
    Parts { p, first }
}

/// For V normal(0, 1) and `U >= t` where a noise of density f exceeds `z(V)`: `P = int Q(v) f(z) (-z') dv` and
/// `E[V; U >= t] = int phi(v) f(z) (-z') dv`, Q the survival function, by parts from `int phi S(z) dv` and `int v phi S(z) dv`,
/// whose boundary terms are the caller's.
///
/// `course(v)` is `(ln f(z(v)), -z'(v))`.
pub(in crate::claims) fn by_parts(cuts: Vec<f64>, ln_unit: f64, course: impl Fn(f64) -> (f64, f64)) -> Parts {
    between(cuts, |v| {
        let (ln_density, slope) = course(v);
        if ln_density < -1e5 {
            return [0.0, 0.0];
        }
        let weight = |ln: f64| (ln + ln_density - ln_unit).exp() * slope;
        [weight(ln_normal_sf(v)), weight(ln_phi(v))]
    })
}

/// `P(N >= t)` and `E[N; N >= t]` for a standard normal N.
pub(in crate::claims) fn normal_beyond(t: f64, ln_unit: f64) -> Parts {
    Parts { p: (ln_normal_sf(t) - ln_unit).exp(), first: (ln_phi(t) - ln_unit).exp() }
}
