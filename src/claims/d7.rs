//! D-7: between two correlated normal laws the value is linear in the proxy, and falls if the error outweighs it.

use super::measure::joint::{between, jointly_above, jointly_best, ln_phi, reached};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{
    Refusal,
    joint::{JointSelector, Jointly},
};
use crate::num::{
    Estimate,
    special::{ln_normal_sf, normal_hazard},
};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "d7",
    title: "Two correlated normal laws: the value falls as the proxy rises exactly if ρ < -s_V/s_X; light tails do not protect from dependence",
    statement: "Let (V, X) be jointly normal with mean 0, standard deviations s_V, s_X > 0 and correlation ρ, |ρ| < 1, s_U² = s_V² + s_X² + 2ρ s_V s_X and \
        b = s_V (s_V + ρ s_X)/s_U². Then E[V | U = t] = b t and E[V | U ≥ t] = b s_U λ(t/s_U), λ the normal hazard rate. b < 0 if and only if \
        ρ < -s_V/s_X, which needs s_X > s_V; b = 0 at equality, when V and U are independent; b > 1 if and only if ρ < -s_X/s_V. \
        The best of n has E[V] = b s_U m_n, m_n the mean of the greatest of n standard normal draws.",
    hypotheses: "As stated.",
    applies: |_| Err("it concerns a pair with a correlation; without one it is G-7".into()),
    source: "Classical: the regression of V on U.",
    corrects: None,
    evidence,
};

/// Standard deviations of V and X.
const PAIRS: [[f64; 2]; 2] = [[1.0, 2.0], [2.0, 1.0]];

/// `s_U` and the slope.
fn line([sv, sx]: [f64; 2], rho: f64) -> (f64, f64) {
    let su = (sv * sv + sx * sx + 2.0 * rho * sv * sx).sqrt();
    (su, sv * (sv + rho * sx) / (su * su))
}

/// The mean of the greatest of n standard normal draws.
fn greatest(n: f64) -> f64 {
    let cuts = (-48..=80).map(|k| 0.25 * f64::from(k)).collect();
    let density = |z: f64| (n.ln() + ln_phi(z) + (n - 1.0) * ln_normal_sf(-z)).exp();
    between(cuts, |z| [density(z), z * density(z)]).mean()
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut slopes =
        Panel::new("The slope changes sign at ρ = -s_V/s_X", Axis::linear("correlation ρ"), Axis::linear("E[V | U = t] / t"));
    let mut means = Panel::new("V normal(0, 1), X normal(0, 2)", Axis::linear("threshold t"), Axis::linear("E[V | U ≥ t]"));
    let mut drawn = Panel::new("Drawn", Axis::linear("threshold t"), Axis::linear("P(U ≥ t)"));
    for pair @ [sv, sx] in PAIRS {
        let name = format!("s_V = {sv}, s_X = {sx}");
        let (value, error) = (format!("normal(0, {sv})"), format!("normal(0, {sx})"));
        for rho in [-0.9, -0.75, -0.5, -0.25, 0.3, 0.6, 0.9] {
            context.begin(&format!("{name}, ρ = {rho}"));
            let joint = context.joint(&value, Some(&error), &format!("gaussian({rho})"))?;
            let prepared = Jointly::new(&joint)?;
            let (su, b) = line(pair, rho);
            let t = 3.0 * su;
            let at = prepared.above(t)?.mean_v_at;
            let at = at.ok_or_else(|| Refusal(format!("no E[V | U = {t}]")))?.scaled(1.0 / t);
            let row = Row::new(&name, rho, format!("ρ = {rho}, t = {t:.4}"), Estimate::new(b, 1e-9), Measured::Enclosure(at));
            slopes.rows.push(if b == 0.0 { row.with_lie(0.02) } else { row });
            let measured = reached(context, (&joint, &format!("{name}, ρ = {rho}")), su, 200_000)?;
            let place = format!("ρ = {rho}, t = s_U, drawn");
            drawn.rows.push(Row::new(&name, rho, place, Estimate::closed_form(ln_normal_sf(1.0).exp()), measured));
        }
        slopes.line(&name, false, (-99..=99).map(|k| 0.01 * f64::from(k)).map(|rho| (rho, line(pair, rho).1)));
    }
    slopes.line("0", true, [(-1.0, 0.0), (1.0, 0.0)]);
    for rho in [-0.9, -0.7, -0.5, 0.0, 0.5] {
        let name = format!("ρ = {rho}");
        let prepared = Jointly::new(&context.joint("normal(0, 1)", Some("normal(0, 2)"), &format!("gaussian({rho})"))?)?;
        let (su, b) = line(PAIRS[0], rho);
        let mean = |t: f64| b * su * normal_hazard(t / su);
        for t in [1.0, 3.0, 6.0, 12.0, 24.0] {
            let (found, note) = jointly_above(&prepared, t)?;
            let predicted = Estimate::new(mean(t), 1e-9 * mean(t).abs() + 1e-9);
            let row = Row::new(&name, t, format!("t = {t}"), predicted, Measured::Enclosure(found)).with_note(note);
            means.rows.push(if b == 0.0 { row.with_lie(0.01) } else { row });
        }
        means.line(&name, false, (0..=60).map(|k| 0.4 * f64::from(k)).map(|t| (t, mean(t))));
    }
    Ok(Evidence::of(vec![slopes, means, drawn.table_only(), best_of(context)?]))
}

/// Along best of n.
fn best_of(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("V normal(0, 1), X normal(0, 2), best of n", Axis::log("n"), Axis::linear("E[V]"));
    for rho in [-0.9, -0.7, -0.5, 0.5] {
        let name = format!("ρ = {rho}");
        let mut prepared =
            JointSelector::new(&context.joint("normal(0, 1)", Some("normal(0, 2)"), &format!("gaussian({rho})"))?)?;
        let (su, b) = line(PAIRS[0], rho);
        for n in [2.0, 10.0, 1e3, 1e6, 1e12] {
            context.begin(&format!("{name}, best of {n:e}"));
            let mean = b * su * greatest(n);
            let (predicted, found) = (Estimate::new(mean, 1e-9 * mean.abs() + 1e-9), jointly_best(&mut prepared, n)?);
            let row = Row::new(&name, n, format!("n = {n:e}"), predicted, Measured::Enclosure(found));
            panel.rows.push(if b == 0.0 { row.with_lie(0.01) } else { row });
        }
    }
    Ok(panel.table_only())
}
