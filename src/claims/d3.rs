//! D-3: an unbiased, conditionally normal error that grows with |V| for V < 0 makes selection harmful without bound.

use super::measure::{
    joint::{Parts, by_parts, jointly_above, ln_phi, normal_beyond, reached},
    spread,
};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, joint::Jointly};
use crate::num::{Estimate, special::ln_normal_sf};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "d3",
    title: "An unbiased error, normal given V, can be worse than none: E[V | U ≥ t] = -√t - 1/4 + O(1/√t) → -∞",
    statement: "Let V ~ N(0, 1), X given V = v normal with mean 0 and variance 1+v² for v < 0, and X = 0 for v ≥ 0. Then E[X | V] = 0, all laws of X \
        given V are light-tailed, and E[V | U ≥ t] = -√t - 1/4 + O(1/√t) → -∞: a high proxy means a V far down, where errors are wide.",
    hypotheses: "As stated.",
    applies: |_| Err("it concerns one joint law".into()),
    source: "Derived in the proof.",
    corrects: None,
    evidence,
};

const NAME: &str = "sd √(1+V²) for V < 0, none above";

/// Over `w = -v > 0` by parts, with what V does alone; in units of `e^ln_unit`.
fn above(t: f64) -> (Parts, f64) {
    let z = |w: f64| (t + w) / 1f64.hypot(w);
    let root = t.sqrt();
    let ln_unit = (ln_phi(z(root)) + ln_phi(root)).max(ln_normal_sf(t));
    let course = |w: f64| (ln_phi(z(w)), (t * w - 1.0) / 1f64.hypot(w).powi(3));
    let mut cuts = vec![0.0, 1.0 / t, root + 9.0];
    cuts.extend((-12..=12).map(|k| root + 0.5 * f64::from(k)).filter(|w| *w > 0.0));
    let Parts { p, first } = by_parts(cuts, ln_unit, course);
    let end = (ln_normal_sf(t) - ln_unit).exp();
    let below = Parts { p: p + 0.5 * end, first: -first - ln_phi(0.0).exp() * end };
    (below.plus(normal_beyond(t, ln_unit)), ln_unit)
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut means = Panel::new("Selection drives V down without bound", Axis::log("threshold t"), Axis::linear("E[V | U ≥ t]"));
    let mut rest = Panel::new("What is left beyond -√t is -1/4", Axis::log("threshold t"), Axis::linear("E[V | U ≥ t] + √t"));
    let mut drawn = Panel::new("Drawn", Axis::linear("threshold t"), Axis::linear("P(U ≥ t)"));
    let joint = context.joint("normal(0, 1)", None, "given(v < 0: normal(0, sqrt(1 + v^2)); else: at(0))")?;
    let prepared = Jointly::new(&joint)?;
    for t in [1.5, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0, 400.0, 1600.0] {
        context.begin(&format!("t = {t}"));
        let (found, note) = jointly_above(&prepared, t)?;
        let (mean, place) = (above(t).0.mean(), format!("t = {t}"));
        let predicted = Estimate::new(mean, 1e-9 * mean.abs());
        let row = |predicted, found| Row::new(NAME, t, &place, predicted, Measured::Enclosure(found)).with_note(&note);
        means.rows.push(row(predicted, found));
        if t >= 50.0 {
            // The order of the remainder is proved, its constant is not.
            let left = Estimate::new(found.value + t.sqrt(), found.error);
            rest.rows.push(row(Estimate::new(-0.25, 0.5 / t.sqrt()), left).as_limit().with_lie(0.0));
        }
    }
    for t in [1.0, 2.0] {
        let (parts, ln_unit) = above(t);
        let p = parts.p * ln_unit.exp();
        let trials = (40_000.0 / p) as u64;
        let measured = reached(context, (&joint, &format!("t = {t}")), t, trials)?;
        drawn.rows.push(Row::new(NAME, t, format!("t = {t}, drawn"), Estimate::new(p, 1e-9), measured));
    }
    means.line(NAME, false, spread(1.0, 2000.0, 160).map(|t| (t, above(t).0.mean())));
    means.line("-√t - 1/4", true, spread(4.0, 2000.0, 80).map(|t| (t, -t.sqrt() - 0.25)));
    means.line("E[V] = 0", true, [(1.0, 0.0), (2000.0, 0.0)]);
    rest.line(NAME, false, spread(20.0, 2000.0, 80).map(|t| (t, above(t).0.mean() + t.sqrt())));
    rest.line("-1/4", true, [(20.0, -0.25), (2000.0, -0.25)]);
    Ok(Evidence::of(vec![means, rest, drawn.table_only()]))
}
