//! D-5: under the copula of Farlie, Gumbel and Morgenstern the value ends a bounded way above or below its mean.

use super::measure::{
    joint::{best_of, between, jointly_above, jointly_best, ln_phi, reached},
    spread,
};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{
    Refusal,
    joint::{JointSelector, Jointly},
};
use crate::num::{
    Estimate,
    quadrature::{Goal, integrate},
    special::ln_normal_sf,
};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "d5",
    title: "Under the FGM copula with θ < 0 selection ends below random choice, and bounded: E[V | U ≥ t] → E[V] + θ E[V (2F(V) - 1)]",
    statement: "Let P(X > t) be regularly varying, E[V; V > t] = o(P(X > t)), F the distribution function of V, continuous as that of X, and let their copula be \
        C(a, b) = ab(1 + θ(1-a)(1-b)), -1 ≤ θ ≤ 1. Then E[V | U ≥ t] → E[V] + θ E[V(2F(V) - 1)] = (1-θ) E[V] + θ E[max(V, V')], V' an \
        independent copy: θ s/√π for V ~ N(0, s²), θ/3 for V uniform on (-1, 1).",
    hypotheses: "E|V| < ∞ and those stated.",
    applies: |_| Err("it concerns a copula".into()),
    source: "D-4. The copula is classical (R. B. Nelsen, An Introduction to Copulas, 2006, section 3.2.5).",
    corrects: None,
    evidence,
};

const THETAS: [f64; 4] = [-1.0, -0.5, 0.5, 1.0];

/// V uniform on (-1, 1), X pareto(3), so that `P(X >= x | V = v) = S + theta v (S - S^2)`: `P(U >= t)` and `E[V | U >= t]` for t >= 2 by the
/// binomial series in V/t.
fn uniform(theta: f64, t: f64) -> (f64, f64) {
    // Half the integral over (-1, 1) of v^k (t - v)^-n.
    let moment = |k: i32, n: f64| {
        let (mut term, mut sum) = (t.powf(-n), 0.0);
        for j in 0..200 {
            if (k + j) % 2 == 0 {
                sum += term / f64::from(k + j + 1);
            }
            term *= (n + f64::from(j)) / (f64::from(j + 1) * t);
        }
        sum
    };
    let part = |k: i32| moment(k, 3.0) + theta * (moment(k + 1, 3.0) - moment(k + 1, 6.0));
    (part(0), part(1) / part(0))
}

/// The same V and X for every u >= 0: `P(U >= u)`, `E[V; U >= u]` and the density of U, by the powers of `y = u - v`, from 1 or where v is 1.
fn ranked(theta: f64, u: f64) -> [f64; 3] {
    let (low, high) = ((u - 1.0).max(1.0), u + 1.0);
    let powers = |of: &dyn Fn(f64) -> [f64; 2]| {
        let found = integrate(|_, y: f64| of(y), &[(low, high)], Goal { relative: 1e-12, bisections: 40 });
        found.value.map(|part| 0.5 * part)
    };
    let [p, first] = powers(&|y| {
        let (s, v) = (y.powi(-3), u - y);
        let chance = s + theta * v * (s - s * s);
        [chance, v * chance]
    });
    let [density, _] = powers(&|y| {
        let v = u - y;
        [3.0 * y.powi(-4) + theta * v * (3.0 * y.powi(-4) - 6.0 * y.powi(-7)), 0.0]
    });
    // V above u - 1 needs no large X.
    let alone = (u - 1.0).min(1.0);
    [p + 0.5 * (1.0 - alone), first + 0.25 * (1.0 - alone * alone), density]
}

/// `E[V]` of the best of n.
fn best(theta: f64, ns: [f64; 5]) -> [f64; 5] {
    let mut cuts: Vec<f64> = vec![0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0];
    cuts.extend((1..=60).map(|k| 4.0 * 1.5f64.powi(k)));
    best_of(ns, &cuts, |u| ranked(theta, u))
}

/// V normal(0, 1), X pareto(3): the expansion in 1/t through 1/t^2, from `E[V^3 (2F(V) - 1)] = 5/(2 sqrt(pi))`.
fn expansion(theta: f64, t: f64) -> Estimate {
    let (first, third) = (theta / std::f64::consts::PI.sqrt(), 2.5 * theta / std::f64::consts::PI.sqrt());
    let value = (first + 3.0 / t + 6.0 * third / (t * t)) / (1.0 + 3.0 * first / t + 6.0 / (t * t));
    Estimate::new(value, 100.0 / t.powi(3))
}

/// The same in full, for the curve.
fn normal(theta: f64, t: f64) -> f64 {
    let weight = |v: f64| {
        let (s, rank) = ((t - v).max(1.0).powi(-3), 2.0 * ln_normal_sf(-v).exp() - 1.0);
        ln_phi(v).exp() * (s + theta * rank * s * (1.0 - s))
    };
    let mut cuts: Vec<f64> = (-18..=18).map(|k| 0.5 * f64::from(k)).collect();
    cuts.push((t - 1.0).min(9.0));
    let parts = between(cuts, |v| [weight(v), v * weight(v)]);
    parts.mean()
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let axes = || (Axis::log("threshold t"), Axis::linear("E[V | U ≥ t]; dashed: the limit"));
    let (x, y) = axes();
    let mut flat = Panel::new("V uniform(-1, 1), X pareto(3)", x, y);
    let (x, y) = axes();
    let mut bell = Panel::new("V normal(0, 1), X pareto(3)", x, y);
    let mut drawn = Panel::new("Drawn", Axis::linear("threshold t"), Axis::linear("P(U ≥ t)"));
    let mut limits = Panel::new("Far out", Axis::log("threshold t"), Axis::linear("E[V | U ≥ t]"));
    for theta in THETAS {
        let (name, copula) = (format!("θ = {theta}"), format!("fgm({theta})"));
        let joint = context.joint("uniform(-1, 1)", Some("pareto(3)"), &copula)?;
        let prepared = Jointly::new(&joint)?;
        for t in [3.0, 5.0, 10.0, 30.0, 1e2, 1e3, 1e5] {
            context.begin(&format!("uniform, {name}, t = {t}"));
            let (found, note) = jointly_above(&prepared, t)?;
            let exact = uniform(theta, t).1;
            let row = |predicted| Row::new(&name, t, format!("t = {t:e}"), predicted, Measured::Enclosure(found)).with_note(&note);
            flat.rows.push(row(Estimate::new(exact, 1e-10)));
            if t >= 100.0 {
                limits.rows.push(row(Estimate::new(theta / 3.0, 1.5 / t)).as_limit().with_lie(0.0));
            }
        }
        let p = uniform(theta, 3.0).0;
        let trials = (40_000.0 / p) as u64;
        let measured = reached(context, (&joint, &name), 3.0, trials)?;
        drawn.rows.push(Row::new(&name, 3.0, "t = 3, drawn", Estimate::new(p, 1e-10), measured));
        flat.line(&name, false, spread(2.5, 2e5, 100).map(|t| (t, uniform(theta, t).1)));
        flat.line(&name, true, [2.5, 2e5].map(|t| (t, theta / 3.0)));
        let prepared = Jointly::new(&context.joint("normal(0, 1)", Some("pareto(3)"), &copula)?)?;
        for t in [1e2, 1e3, 1e4, 1e5] {
            context.begin(&format!("normal, {name}, t = {t}"));
            let (found, note) = jointly_above(&prepared, t)?;
            let row = Row::new(&name, t, format!("t = {t:e}"), expansion(theta, t), Measured::Enclosure(found));
            bell.rows.push(row.as_limit().with_note(note));
        }
        bell.line(&name, false, spread(5.0, 2e5, 120).map(|t| (t, normal(theta, t))));
        bell.line(&name, true, [5.0, 2e5].map(|t| (t, theta / std::f64::consts::PI.sqrt())));
    }
    let [flat_best, limit_best] = best_rows(context)?;
    Ok(Evidence::of(vec![bell, flat, limits.table_only(), drawn.table_only(), flat_best, limit_best]))
}

/// Along best of n: the uniform V by integrals over U, and both far out.
fn best_rows(context: &Context<'_>) -> Result<[Panel; 2], Refusal> {
    let panel = |title: &str| Panel::new(title, Axis::log("n"), Axis::linear("E[V]"));
    let (mut flat, mut limits) = (panel("V uniform(-1, 1), X pareto(3), best of n"), panel("Best of n far out"));
    let ns = [2.0, 10.0, 1e3, 1e6, 1e9];
    for theta in THETAS {
        let copula = format!("fgm({theta})");
        let mut row = |value: &str, limit: f64, exact: [f64; 5]| -> Result<(), Refusal> {
            let mut prepared = JointSelector::new(&context.joint(value, Some("pareto(3)"), &copula)?)?;
            let name = format!("{value}, θ = {theta}");
            for (n, exact) in ns.into_iter().zip(exact).filter(|(_, exact)| exact.is_finite()) {
                context.begin(&format!("{name}, best of {n:e}"));
                let measured = Measured::Enclosure(jointly_best(&mut prepared, n)?);
                flat.rows.push(Row::new(&name, n, format!("n = {n:e}"), Estimate::new(exact, 1e-9), measured));
            }
            for n in [1e9, 1e12, 1e15] {
                context.begin(&format!("{name}, best of {n:e}"));
                let measured = Measured::Enclosure(jointly_best(&mut prepared, n)?);
                // U is of the order n^(1/3); the remainder is of the order 1/U.
                let predicted = Estimate::new(limit, 6.0 * n.powf(-1.0 / 3.0));
                limits.rows.push(Row::new(&name, n, format!("n = {n:e}"), predicted, measured).as_limit().with_lie(0.0));
            }
            Ok(())
        };
        row("uniform(-1, 1)", theta / 3.0, best(theta, ns))?;
        row("normal(0, 1)", theta / std::f64::consts::PI.sqrt(), [f64::NAN; 5])?;
    }
    Ok([flat.table_only(), limits.table_only()])
}
