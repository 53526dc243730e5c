//! D-9: six copulas with the same margins: what the copula does where X is extreme decides the limit.

mod ranks;

use self::ranks::Copula;
use super::measure::{
    joint::{between, jointly_above, ln_phi, positive},
    spread,
};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, joint::Jointly};
use crate::num::{Estimate, special::ln_normal_sf};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "d9",
    title: "Six copulas, the same margins: E[V | U ≥ t] tends to the mean of the best of 1+θ draws (Clayton), to θ/√π (FGM) or to ±∞, by the copula's upper edge",
    statement: "Let X be Pareto(α), V ~ N(0, 1), C their copula, h(w) = lim ∂C(u, w)/∂u as u → 1. If h is continuous with h(0+) = 0, h(1-) = 1, V∞ has the \
        distribution function h(F(v)) and E[V | U ≥ t] → E[V∞]: Clayton(θ), h = w^(1+θ), the mean of the best of 1+θ draws of V, \
        1/√π for θ = 1, 3/(2√π) for θ = 2; FGM(θ), θ/√π. Gumbel(θ > 1) and survival Clayton(θ > 0), h = 0: E[V | U ≥ t] ~ √(2α ln t). \
        Student t(ρ, ν): V → -∞ with probability h = T_{ν+1}(-ρ √((ν+1)/(1-ρ²))), else → +∞, E[V | U ≥ t] ~ (1-2h) √(2α ln t) for ρ ≠ 0: \
        unlike the normal copula's, ρ √(2α ln t).",
    hypotheses: "As stated; θ > 0 for Clayton, |ρ| < 1, ν > 0.",
    applies: |_| Err("it concerns copulas".into()),
    source: "D-4, D-5, D-6 and the proof. Copulas: R. B. Nelsen, An Introduction to Copulas (2006).",
    corrects: None,
    evidence,
};

const INDEX: f64 = 3.0;

/// A copula's name in pictures, its spec and its conditional law.
struct Case {
    name: &'static str,
    spec: &'static str,
    copula: Copula,
    /// The mean and variance of V∞, where it is a law.
    end: Option<(f64, f64)>,
}

fn cases(context: &Context<'_>) -> Result<[Case; 6], Refusal> {
    let pi = std::f64::consts::PI;
    let student = Copula::StudentT { rho: -0.5, nu: 4.0, laws: [context.law("student_t(4)")?, context.law("student_t(5)")?] };
    Ok([
        Case { name: "Gumbel, θ = 1.5", spec: "gumbel(1.5)", copula: Copula::Gumbel(1.5), end: None },
        Case { name: "survival Clayton, θ = 1", spec: "survival_clayton(1)", copula: Copula::SurvivalClayton(1.0), end: None },
        Case {
            name: "Clayton, θ = 1",
            spec: "clayton(1)",
            copula: Copula::Clayton(1.0),
            end: Some((1.0 / pi.sqrt(), 1.0 - 1.0 / pi)),
        },
        Case { name: "FGM, θ = -1", spec: "fgm(-1)", copula: Copula::Fgm(-1.0), end: Some((-1.0 / pi.sqrt(), 1.0 - 1.0 / pi)) },
        Case { name: "normal, ρ = -0.5", spec: "gaussian(-0.5)", copula: Copula::Gaussian(-0.5), end: None },
        Case { name: "Student t, ρ = -0.5, ν = 4", spec: "student_t(-0.5, 4)", copula: student, end: None },
    ])
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut means =
        Panel::new("V normal(0, 1), X pareto(3)", Axis::log("threshold t"), Axis::linear("E[V | U ≥ t]; dashed: the limit"));
    let mut limits = Panel::new("Far out", Axis::log("threshold t"), Axis::linear("E[V | U ≥ t]"));
    let mut drawn = Panel::new("Drawn", Axis::named(""), Axis::linear("P(V > 0 | U ≥ 3)"));
    for (i, case) in cases(context)?.iter().enumerate() {
        let joint = context.joint("normal(0, 1)", Some("pareto(3)"), case.spec)?;
        let prepared = Jointly::new(&joint)?;
        for t in [5.0, 10.0, 1e2, 1e4] {
            context.begin(&format!("{}, t = {t}", case.name));
            let (found, note) = jointly_above(&prepared, t)?;
            let exact = case.copula.mean_above(INDEX, t);
            let place = format!("t = {t:e}");
            let row = |predicted| Row::new(case.name, t, &place, predicted, Measured::Enclosure(found)).with_note(&note);
            means.rows.push(row(Estimate::new(exact, 1e-6 * exact.abs())));
            if let (Some((mean, variance)), true) = (case.end, t >= 100.0) {
                // The next order is that of an independent V∞ (G-5); it is not proved here.
                let predicted = Estimate::new(mean + INDEX * variance / t, 50.0 / (t * t));
                limits.rows.push(row(predicted).as_limit());
            }
        }
        let measured = positive(context, (&joint, case.name), 3.0, 500_000)?;
        let predicted = Estimate::new(case.copula.positive(INDEX, 3.0), 1e-8);
        let place = (i + 1) as f64;
        drawn.rows.push(Row::new("drawn", place, case.name, predicted, measured));
        let places = spread(4.0, 28.0, 10).chain(spread(40.0, 1e5, 7));
        means.line(case.name, false, places.map(|t| (t, case.copula.mean_above(INDEX, t))));
        if let Some((mean, _)) = case.end {
            means.line(case.name, true, [4.0, 1e5].map(|t| (t, mean)));
        }
    }
    Ok(Evidence::of(vec![means, by_parameter(context)?, limits.table_only(), drawn.table_only()]))
}

/// A limit by the copula's parameter.
type Limit = fn(f64) -> f64;
/// Parameters of the FGM and of the Clayton copula.
const THETAS: [[f64; 6]; 2] = [[-1.0, -0.6, -0.2, 0.2, 0.6, 1.0], [0.25, 0.5, 1.0, 2.0, 3.0, 4.0]];

/// `theta/sqrt(pi)` (D-5).
fn fgm(theta: f64) -> f64 {
    theta / std::f64::consts::PI.sqrt()
}

/// The limit against the copula's parameter.
fn by_parameter(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel =
        Panel::new("The limit (marks: at t = 10⁶)", Axis::linear("the copula's parameter θ"), Axis::linear("lim E[V | U ≥ t]"));
    let t = 1e6;
    let cases: [(&str, &str, Limit); 2] = [("FGM", "fgm", fgm), ("Clayton: best of 1+θ", "clayton", best_of)];
    for ((name, family, limit), thetas) in cases.into_iter().zip(&THETAS) {
        for theta in thetas {
            context.begin(&format!("{family}({theta}), t = {t:e}"));
            let joint = context.joint("normal(0, 1)", Some("pareto(3)"), &format!("{family}({theta})"))?;
            let (found, note) = jointly_above(&Jointly::new(&joint)?, t)?;
            let predicted = Estimate::new(limit(*theta), 5.0 / t);
            let row = Row::new(name, *theta, format!("θ = {theta}"), predicted, Measured::Enclosure(found));
            panel.rows.push(row.as_limit().with_note(note));
        }
        let (low, high) = (if family == "fgm" { -1.0 } else { 0.0 }, thetas[thetas.len() - 1]);
        let at = |k: i32| low + (high - low) * f64::from(k) / 60.0;
        panel.line(name, false, (0..=60).map(|k| (at(k), limit(at(k)))));
    }
    panel.line("E[V] = 0", true, [(-1.0, 0.0), (4.0, 0.0)]);
    Ok(panel)
}

/// The mean of the best of 1+θ draws of a standard normal law: `(1+θ) int v Phi^θ phi dv`.
fn best_of(theta: f64) -> f64 {
    let cuts = (-20..=20).map(|k| 0.5 * f64::from(k)).collect();
    let density = |v: f64| (1.0 + theta) * (ln_phi(v) + theta * ln_normal_sf(-v)).exp();
    between(cuts, |v| [density(v), v * density(v)]).mean()
}
