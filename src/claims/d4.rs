//! D-4: with a regularly varying error and a light value the limit is the mean value of extreme errors, whatever the dependence.

use super::measure::{
    joint::{Parts, by_parts, jointly_above, ln_phi, normal_beyond, reached},
    spread,
};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, joint::Jointly};
use crate::num::Estimate;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "d4",
    title: "Whatever the dependence, E[V | U ≥ t] tends to the mean of V over extreme errors: of the limit law of V given X = x as x → ∞",
    statement: "Let P(X > t) be regularly varying of index -α, α > 0. 1: if the law of V given X = x tends weakly to that of some V∞ as x → ∞, V is uniformly \
        integrable given X = x ≥ x₀, and E[V; V > δt, X < (1-δ)t] = o(P(X > t)) for every δ in (0, 1), as is the case if E[V; V > t] = o(P(X > t)), then \
        P(U ≥ t) ~ P(X > t) and E[V | U ≥ t] → E[V∞]. 2: if P(V ≤ K | X = x) → 0 for every K and V⁻ is uniformly integrable given \
        X = x ≥ x₀, it tends to ∞. 3: if P(V ≥ -K | X = x) → 0 for every K, P(V < -δx | X = x) → 0 for every δ > 0, V⁺ is uniformly integrable given \
        X = x ≥ x₀ and the last condition of 1 holds, it tends to -∞. Examples for V ~ N(0, 1), Y pareto(3): X = e^(V/4) Y has V∞ ~ N(3/4, 1); X = Y for \
        V < 0, 0 above, has V∞ = V given V < 0; X = Y - 2V has V∞ = V.",
    hypotheses: "Those stated; E|V| < ∞. X and V may depend on each other in any way.",
    applies: |_| Err("it asks for the law of V given X = x far out, which two laws side by side do not tell".into()),
    source: "Derived in the proof.",
    corrects: None,
    evidence,
};

/// Below this V a normal law has nothing left that matters.
const LOW: f64 = -12.0;
const INDEX: f64 = 3.0;

fn ln_pareto_density(y: f64) -> f64 {
    INDEX.ln() - (INDEX + 1.0) * y.ln()
}

fn pareto_sf(y: f64) -> f64 {
    y.max(1.0).powf(-INDEX)
}

/// Panels half wide from LOW to `high`.
fn cuts(high: f64) -> Vec<f64> {
    let count = (2.0 * (high - LOW)).ceil();
    (0..=count as u32).map(|k| LOW + (high - LOW) * f64::from(k) / count).collect()
}

/// `X = e^(V/4) Y`: `U >= t` is `Y >= (t - V) e^(-V/4)`, in units of `P(Y > t)`.
fn scaled(t: f64) -> Parts {
    let least = |v: f64| (t - v) * (-0.25 * v).exp();
    // Y is at least 1: from here on every v reaches t.
    let (mut low, mut high) = (LOW, t);
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if least(middle) > 1.0 { low = middle } else { high = middle }
    }
    let ln_unit = -INDEX * t.ln();
    let course = |v: f64| (ln_pareto_density(least(v)), (-0.25 * v).exp() * (1.0 + 0.25 * (t - v)));
    let parts = by_parts(cuts(low.min(14.0)), ln_unit, course);
    Parts { p: parts.p + pareto_sf(least(LOW)) / ln_unit.exp(), ..parts }
}

/// `X = Y` for V < 0 and 0 above, likewise.
fn below_zero(t: f64) -> Parts {
    let ln_unit = -INDEX * t.ln();
    let parts = by_parts(cuts(0.0), ln_unit, |v| (ln_pareto_density(t - v), 1.0));
    let p = parts.p + pareto_sf(t - LOW) / ln_unit.exp() - 0.5;
    Parts { p, first: parts.first - ln_phi(0.0).exp() }.plus(normal_beyond(t, ln_unit))
}

/// `X = Y - 2V`: `U = Y + W` with `W = -V`, likewise.
fn moved(t: f64) -> Parts {
    let ln_unit = -INDEX * t.ln();
    let parts = by_parts(cuts((t - 1.0).min(14.0)), ln_unit, |w| (ln_pareto_density(t - w), 1.0));
    Parts { p: parts.p + pareto_sf(t - LOW) / ln_unit.exp(), first: -parts.first }
}

/// A joint law of V normal(0, 1) and X given V.
struct Example {
    name: &'static str,
    given: &'static str,
    exact: fn(f64) -> Parts,
    limit: f64,
    /// `t (E[V | U >= t] - limit)` in the limit.
    slope: f64,
}

fn examples() -> [Example; 3] {
    let half = (2.0 / std::f64::consts::PI).sqrt();
    [
        Example { name: "X = e^(V/4) Y", given: "given(scaled(exp(v/4), pareto(3)))", exact: scaled, limit: 0.75, slope: 3.0 },
        Example {
            name: "X = Y where V < 0, else 0",
            given: "given(v < 0: pareto(3); else: at(0))",
            exact: below_zero,
            limit: -half,
            slope: 3.0 * (1.0 - half * half),
        },
        Example { name: "X = Y - 2V", given: "given(shifted(-2*v, pareto(3)))", exact: moved, limit: 0.0, slope: -3.0 },
    ]
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut means =
        Panel::new("Three errors built from one Y, pareto(3)", Axis::log("threshold t"), Axis::linear("E[V | U ≥ t]; dashed: E[V∞]"));
    let mut limits = Panel::new("Far out", Axis::log("threshold t"), Axis::linear("E[V | U ≥ t]"));
    let mut drawn = Panel::new("Drawn", Axis::linear("threshold t"), Axis::linear("P(U ≥ t)"));
    for example in &examples() {
        let joint = context.joint("normal(0, 1)", None, example.given)?;
        let prepared = Jointly::new(&joint)?;
        for t in [5.0, 10.0, 30.0, 1e2, 1e3, 1e4] {
            context.begin(&format!("{}, t = {t}", example.name));
            let (found, note) = jointly_above(&prepared, t)?;
            let place = format!("t = {t:e}");
            let row = |predicted| Row::new(example.name, t, &place, predicted, Measured::Enclosure(found)).with_note(&note);
            let mean = (example.exact)(t).mean();
            means.rows.push(row(Estimate::new(mean, 1e-9)));
            if t >= 100.0 {
                // The constant of the next order is not proved.
                let predicted = Estimate::new(example.limit + example.slope / t, 30.0 / (t * t));
                let row = row(predicted).as_limit();
                limits.rows.push(if example.limit == 0.0 { row.with_lie(-example.slope / t) } else { row });
            }
        }
        let t = 2.0;
        let p = (example.exact)(t).p * t.powf(-INDEX);
        let trials = (25_000.0 / p) as u64;
        let measured = reached(context, (&joint, example.name), t, trials)?;
        drawn.rows.push(Row::new(example.name, t, "t = 2, drawn", Estimate::new(p, 1e-9), measured));
        means.line(example.name, false, spread(3.0, 2e4, 140).map(|t| (t, (example.exact)(t).mean())));
        means.line(example.name, true, [3.0, 2e4].map(|t| (t, example.limit)));
    }
    Ok(Evidence::of(vec![means, worst_index(context)?, limits.table_only(), drawn.table_only()]))
}

/// The tail index of X is 2+V: extreme errors come where it is least.
fn worst_index(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(
        "V uniform(0, 1), X pareto(2+V): the heaviest tail takes all",
        Axis::log("threshold t"),
        Axis::linear("E[V | U ≥ t]"),
    );
    let name = "X pareto(2+V), V∞ = 0";
    let prepared = Jointly::new(&context.joint("uniform(0, 1)", None, "given(pareto(2 + v))")?)?;
    let leading = |t: f64| 1.0 / t.ln() - 1.0 / (t - 1.0);
    for t in [1e2, 1e3, 1e4, 1e6, 1e9, 1e12] {
        let (found, note) = jointly_above(&prepared, t)?;
        let row = Row::new(name, t, format!("t = {t:e}"), Estimate::new(leading(t), 0.5 / t), Measured::Enclosure(found));
        panel.rows.push(row.as_limit().with_note(note));
    }
    panel.line(name, false, spread(20.0, 1e13, 80).map(|t| (t, leading(t))));
    panel.line("limit 0", true, [(20.0, 0.0), (1e13, 0.0)]);
    panel.line("E[V] = 1/2", true, [(20.0, 0.5), (1e13, 0.5)]);
    Ok(panel)
}

