//! D-6: under a normal copula with a heavy-tailed error the value goes to ±∞ with the sign of the correlation, slowly.

use super::measure::{
    joint::{Parts, best_of, between, jointly_above, jointly_best, ln_phi, reached},
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
    special::{inv_ln_normal_sf, ln_normal_sf, normal_hazard},
};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "d6",
    title: "Under a normal copula and a heavy-tailed error, E[V | U ≥ t] ~ ρ s √(2α ln t): any negative correlation of ranks makes selection harmful without bound",
    statement: "Let V ~ N(0, s²) and X, with P(X > t) continuous and regularly varying of index -α, have the normal copula with correlation ρ, 0 < |ρ| < 1, and \
        P(X > t) = P(N > z_t), N standard normal, λ its hazard rate. Then E[V | U ≥ t] ~ ρ s λ(z_t), the value of E[V | X ≥ t]: it tends to ∞ for \
        ρ > 0 and to -∞ for ρ < 0. If X has a density f with t f(t) = O(P(X > t)), the difference is O(ln t / t). z_t ~ √(2α ln t), but √(2α ln t) is \
        still 2 % above λ(z_t) at t = 10⁸ for a Pareto law with α = 3.",
    hypotheses: "As stated.",
    applies: |_| Err("it concerns a copula".into()),
    source: "Derived in the proof.",
    corrects: None,
    evidence,
};

const INDEX: f64 = 3.0;
const CORRELATIONS: [f64; 4] = [-0.8, -0.5, 0.5, 0.8];

/// The normal score of the threshold.
fn score(t: f64) -> f64 {
    inv_ln_normal_sf(-INDEX * t.max(1.0).ln())
}

/// V normal(0, 1), X pareto(3): over the score z of X, given which V is normal(rho z, sqrt(1 - rho^2)); in units of `P(X > t)`.
fn above(rho: f64, t: f64) -> Parts {
    let spread = (1.0 - rho * rho).sqrt();
    let ln_unit = -INDEX * t.ln();
    let mut cuts: Vec<f64> = (-20..=20).map(|j| t + f64::from(j)).filter(|x| *x > 1.0).map(score).collect();
    let last = score(t + 20.0);
    cuts.extend((1..=40).map(|k| last + 0.25 * f64::from(k)));
    cuts.extend((-36..=36).map(|k| 0.25 * f64::from(k)).filter(|z| *z < cuts[0]).collect::<Vec<_>>());
    between(cuts, |z| {
        let x = (-ln_normal_sf(z) / INDEX).exp();
        let k = (t - x - rho * z) / spread;
        let (weight, beyond) = ((ln_phi(z) - ln_unit).exp(), ln_normal_sf(k).exp());
        [weight * beyond, weight * (rho * z * beyond + spread * ln_phi(k).exp())]
    })
}

/// The same law of U in ranks: `P(U >= u)`, `E[V; U >= u]` and the density of U at u, over the score of X.
fn ranked(rho: f64, u: f64) -> [f64; 3] {
    let spread = (1.0 - rho * rho).sqrt();
    // Where V = u - X, and a few spreads around it, besides the scores themselves.
    let mut cuts: Vec<f64> = (-8..=8).map(|j| u + f64::from(j)).filter(|x| *x > 1.0).map(score).collect();
    cuts.extend((-6..=20).map(|k| 1.5 * f64::from(k)));
    cuts.sort_by(f64::total_cmp);
    let panels: Vec<(f64, f64)> = cuts.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let at = |_: usize, z: f64| {
        let x = (-ln_normal_sf(z) / INDEX).exp();
        let k = (u - x - rho * z) / spread;
        let (weight, beyond, dense) = (ln_phi(z).exp(), ln_normal_sf(k).exp(), ln_phi(k).exp());
        [weight * beyond, weight * (rho * z * beyond + spread * dense), weight * dense / spread]
    };
    integrate(at, &panels, Goal { relative: 1e-10, bisections: 200 }).value
}

/// Along best of n.
fn best_rows(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("V normal(0, 1), X pareto(3), best of n", Axis::log("n"), Axis::linear("E[V]"));
    let ns = [2.0, 10.0, 1e3, 1e6];
    let mut cuts: Vec<f64> = (-16..=12).map(|k| 0.5 * f64::from(k)).collect();
    cuts.extend((1..=30).map(|k| 6.0 * 1.5f64.powi(k)));
    for rho in [-0.5, 0.5] {
        let (name, mut prepared) = (
            format!("ρ = {rho}"),
            JointSelector::new(&context.joint("normal(0, 1)", Some("pareto(3)"), &format!("gaussian({rho})"))?)?,
        );
        for (n, exact) in ns.into_iter().zip(best_of(ns, &cuts, |u| ranked(rho, u))) {
            context.begin(&format!("{name}, best of {n:e}"));
            let measured = Measured::Enclosure(jointly_best(&mut prepared, n)?);
            let predicted = Estimate::new(exact, 1e-7 * exact.abs());
            panel.rows.push(Row::new(&name, n, format!("n = {n:e}"), predicted, measured));
        }
    }
    Ok(panel.table_only())
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut means =
        Panel::new("V normal(0, 1), X pareto(3)", Axis::log("threshold t"), Axis::linear("E[V | U ≥ t]; dashed: ρ √(2α ln t)"));
    let mut limits = Panel::new("Against ρ λ(z_t)", Axis::log("threshold t"), Axis::linear("E[V | U ≥ t]"));
    let mut drawn = Panel::new("Drawn", Axis::linear("threshold t"), Axis::linear("P(U ≥ t)"));
    for rho in CORRELATIONS {
        let name = format!("ρ = {rho}");
        let joint = context.joint("normal(0, 1)", Some("pareto(3)"), &format!("gaussian({rho})"))?;
        let prepared = Jointly::new(&joint)?;
        for t in [5.0, 10.0, 30.0, 1e2, 1e4, 1e6, 1e8] {
            context.begin(&format!("{name}, t = {t:e}"));
            let (found, note) = jointly_above(&prepared, t)?;
            let row = |predicted| Row::new(&name, t, format!("t = {t:e}"), predicted, Measured::Enclosure(found)).with_note(&note);
            let exact = above(rho, t).mean();
            means.rows.push(row(Estimate::new(exact, 1e-8 * exact.abs())));
            if t >= 1e4 {
                // The remainder is of the order ln t / t; its constant is not proved.
                let leading = rho * normal_hazard(score(t));
                let naive = rho * (2.0 * INDEX * t.ln()).sqrt();
                limits.rows.push(row(Estimate::new(leading, 10.0 * t.ln() / t)).as_limit().with_lie(naive));
            }
        }
        let p = above(rho, 4.0).p * 4f64.powf(-INDEX);
        let trials = (40_000.0 / p) as u64;
        let measured = reached(context, (&joint, &name), 4.0, trials)?;
        drawn.rows.push(Row::new(&name, 4.0, "t = 4, drawn", Estimate::new(p, 1e-8), measured));
        means.line(&name, false, spread(4.0, 1e9, 100).map(|t| (t, above(rho, t).mean())));
        means.line(&name, true, spread(4.0, 1e9, 60).map(|t| (t, rho * (2.0 * INDEX * t.ln()).sqrt())));
    }
    Ok(Evidence::of(vec![means, limits.table_only(), drawn.table_only(), best_rows(context)?]))
}
