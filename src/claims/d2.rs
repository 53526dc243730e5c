//! D-2: an unbiased, conditionally normal error that is small where |V| is large drives the value back to 0.

use super::measure::{
    joint::{Parts, by_parts, jointly_above, ln_phi, normal_beyond, reached},
    rarity, spread,
};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, joint::Jointly};
use crate::model::Joint;
use crate::num::{Estimate, special::ln_normal_sf};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "d2",
    title: "An unbiased error, normal given V but smaller where V is larger, brings the value back to its mean: E[V | U ≥ t] = 1/t - 3/t³ + O(t⁻⁵)",
    statement: "Let V ~ N(0, 1) and X given V = v normal with mean 0 and standard deviation 2 exp(-v²/2). Then E[V | U ≥ t] = \
        1/t - 3/t³ + O(t⁻⁵) → 0 = E[V], while with an independent normal error it would rise like t/5. At every t, with z(v) = (t-v) e^(v²/2)/2, φ the normal \
        density and Q its survival function, E[V; U ≥ t] = -∫ φ(v) φ(z) z' dv and P(U ≥ t) = -∫ Q(v) φ(z) z' dv.",
    hypotheses: "As stated.",
    applies: |_| Err("it concerns one joint law".into()),
    source: "Derived in the proof; it does what the example corrected in E-1 was built for.",
    corrects: None,
    evidence,
};

const NAME: &str = "sd 2 exp(-V²/2)";

/// Integrals over the values, in units of `e^ln_unit`.
fn above(t: f64) -> (Parts, f64) {
    // The least noise that reaches t is about t/2, at v near 1/t.
    let z = |v: f64| 0.5 * (t - v) * (0.5 * v * v).exp();
    let ln_unit = ln_phi(z(1.0 / t)).max(ln_normal_sf(t));
    let course = |v: f64| (ln_phi(z(v)), 0.5 * (0.5 * v * v).exp() * (1.0 - v * (t - v)));
    let mut cuts: Vec<f64> = (-16..=16).map(|k| (1.0 + 2.0 * f64::from(k)) / t.max(2.0)).collect();
    cuts.extend([-8.0, -4.0, -2.0, -1.0, 1.0, 2.0, 4.0, 8.0]);
    // Near v = t the noise hardly matters: there V reaches t by itself.
    let width = 2.0 * (-0.5 * t * t).exp();
    let near = 12.0 * width < 1e-3;
    if near {
        let end = t - 1.0 / t;
        cuts.retain(|v| *v < end);
        cuts.push(end);
        return (by_parts(cuts, ln_unit, course).plus(normal_beyond(t, ln_unit)), ln_unit);
    }
    cuts.extend((0..12).flat_map(|k| [t - width * 2f64.powi(k), t + width * 2f64.powi(k)]));
    (by_parts(cuts, ln_unit, course), ln_unit)
}

/// `E[V | U >= t]`.
pub(super) fn mean_above(t: f64) -> f64 {
    above(t).0.mean()
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut means = Panel::new("Back to E[V] = 0 like 1/t", Axis::log("threshold t"), Axis::log("E[V | U ≥ t]"));
    let mut remainder =
        Panel::new("What is left beyond 1/t is -3/t³", Axis::log("threshold t"), Axis::linear("t³ (E[V | U ≥ t] - 1/t)"));
    let mut chances = Panel::new("How rare", Axis::log("threshold t"), Axis::linear("ln P(U ≥ t)")).table_only();
    let joint = context.joint("normal(0, 1)", None, "given(normal(0, max(2*exp(-v^2/2), 1e-100)))")?;
    let prepared = Jointly::new(&joint)?;
    for t in [1.0, 2.0, 5.0, 7.0, 10.0, 20.0, 40.0, 80.0] {
        context.begin(&format!("t = {t}"));
        let (found, note) = jointly_above(&prepared, t)?;
        let (parts, ln_unit) = above(t);
        let place = format!("t = {t}");
        let predicted = Estimate::new(parts.mean(), 1e-8 * parts.mean());
        means.rows.push(Row::new(NAME, t, &place, predicted, Measured::Enclosure(found)).with_note(&note));
        let ln_p = ln_unit + parts.p.ln();
        let row = Row::new("ln P", t, &place, Estimate::new(ln_p, 1e-7), Measured::Enclosure(prepared.above(t)?.ln_p));
        chances.rows.push(row.with_note(rarity(ln_p)));
        if t >= 10.0 {
            let scaled = Estimate::new(found.value - 1.0 / t, found.error).scaled(t.powi(3));
            // The order of the remainder is proved, its constant is not.
            let row = Row::new(NAME, t, &place, Estimate::new(-3.0, 80.0 / (t * t)), Measured::Enclosure(scaled));
            remainder.rows.push(row.as_limit().with_lie(0.0).with_note(note));
        }
    }
    means.line(NAME, false, spread(1.0, 100.0, 120).map(|t| (t, mean_above(t))));
    means.line("1/t", true, [(2.0, 0.5), (100.0, 0.01)]);
    means.line("independent, sd 2: about t/5", true, [(5.0, 1.0), (100.0, 20.0)]);
    remainder.line("-3", true, [(10.0, -3.0), (80.0, -3.0)]);
    remainder.line(NAME, false, spread(10.0, 80.0, 60).map(|t| (t, t.powi(3) * (mean_above(t) - 1.0 / t))));
    let drawn = drawn(context, &joint)?;
    Ok(Evidence::of(vec![means, remainder, chances, drawn]))
}

/// How often draws reach t.
fn drawn(context: &Context<'_>, joint: &Joint) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Drawn", Axis::linear("threshold t"), Axis::linear("P(U ≥ t)"));
    for t in [1.0, 2.0] {
        context.begin(&format!("drawn at t = {t}"));
                let (parts, ln_unit) = above(t);
        let p = parts.p * ln_unit.exp();
        let trials = (40_000.0 / p) as u64;
        let measured = reached(context, (joint, &format!("t = {t}")), t, trials)?;
        let predicted = Estimate::new(p, 1e-9);
        panel.rows.push(Row::new(NAME, t, format!("t = {t}, drawn"), predicted, measured));
    }
    Ok(panel.table_only())
}
