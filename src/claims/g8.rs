//! G-8: under a super-exponential error, selection by the proxy drives the value as high as it goes.

use super::measure::value_above;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row, Subject};
use crate::expect::{Refusal, condition::Conditioner};
use crate::num::Estimate;
use crate::num::special::{ln_normal_sf, normal_hazard};
use crate::tail::TailClass;

pub(super) mod poisson;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "g8",
    title: "Under a super-exponential error the value is driven to its supremum; a bounded value asks that of the error at every scale",
    statement: "Let X and V be independent, V with a finite mean. If P(X > t+1)/P(X > t) → 0 and V is unbounded above, then \
        E[V | X+V ≥ t] → ∞. If V is bounded above and P(X > t+d)/P(X > t) → 0 for every d > 0, then E[V | X+V ≥ t] → sup V. The single \
        shift d = 1 is not enough for the second: for X Poisson and V uniform(0, 1/2) the value at t = k + s, k whole, tends to \
        (s + 1/2)/2 for 0 < s < 1/2 and is exactly E[V] = 1/4 for 1/2 ≤ s ≤ 1.",
    hypotheses: "X and V are independent; E|V| < ∞; P(X > t) > 0 for every t, with ratios P(X > t+d)/P(X > t) → 0 for d = 1 or for \
        every d > 0 as stated.",
    applies,
    source: "The unbounded case is theorem 6 of Kwa, Thomas, Garriga-Alonso (2024); the bounded case and its counterexample are \
        derived in the proof.",
    corrects: None,
    evidence,
};

fn applies(subject: Subject<'_>) -> Result<(), String> {
    let pair = subject.pair()?;
    let TailClass::SuperExponential { .. } = pair.error.tail_class() else {
        return Err(format!("{} is not lighter than every exponential, or is bounded", pair.error));
    };
    if !pair.error.atoms().is_empty() && pair.value.tail_class() == TailClass::Bounded {
        return Err(format!("{} has atoms: between them its tail does not fall", pair.error));
    }
    pair.value.mean().finite().map(drop).ok_or_else(|| format!("{} has no finite mean", pair.value))
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![unbounded(context)?, bounded(context)?, sawtooth(context)?]))
}

/// V exponential(1), X normal(0, 1): `E[V; U > t] = P(X + gamma(2) > t)`, a closed form in the normal tail.
fn exponential_value(t: f64) -> f64 {
    // In units of the density of the normal law at t.
    let ln_unit = -0.5 * t * t - 0.5 * std::f64::consts::TAU.ln();
    let own = (ln_normal_sf(t) - ln_unit).exp();
    let carried = (0.5 - t + ln_normal_sf(1.0 - t) - ln_unit).exp();
    // e^(1/2 - t) phi(t - 1) is phi(t).
    (own + carried + (t - 1.0) * carried + 1.0) / (own + carried)
}

/// A value as a function of the threshold.
type Form = fn(f64) -> f64;

/// V Pareto or exponential or normal: each grows without bound, at its own pace.
fn unbounded(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "V unbounded, X standard normal";
    let mut panel = Panel::new(title, Axis::linear("threshold t"), Axis::linear("E[V | U ≥ t]"));
    let root = 2f64.sqrt();
    let forms: [(&str, Form); 2] =
        [("exponential(1)", exponential_value), ("normal(0, 1)", |t| normal_hazard(t / 2f64.sqrt()) / 2f64.sqrt())];
    for (value, form) in forms {
        let series = format!("V {value}");
        context.begin(&series);
        let prepared = Conditioner::new(&context.proxy(value, &format!("scaled({root}, normal(0, {}))", 1.0 / root))?);
        for t in [-2.0, 0.0, 2.0, 4.0, 8.0, 14.0, 20.0] {
            let (found, note) = value_above(&prepared, t)?;
            let predicted = Estimate::new(form(t), 1e-10 * form(t));
            panel
                .rows
                .push(Row::new(&series, t, format!("t = {t}"), predicted, Measured::Enclosure(found)).with_note(note));
        }
        panel.line(&series, false, (0..=110).map(|i| -2.0 + 0.2 * f64::from(i)).map(|t| (t, form(t))));
    }
    Ok(panel)
}

/// The share of the higher of two values that selection still misses, in closed form; and for uniform(0, 1) under a normal
/// error to leading order.
fn bounded(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "V bounded: the gap to sup V = 1 closes";
    let mut panel = Panel::new(title, Axis::linear("threshold t"), Axis::log("1 − E[V | U ≥ t]"));
    let series = "V is 0 or 1, X weibull(2)";
    context.begin(series);
    let gap = |t: f64| 1.0 / (1.0 + (2.0 * t - 1.0).exp() * 0.2 / 0.8);
    let prepared = Conditioner::new(&context.proxy("two_point(0, 1, 0.2)", "weibull(2)")?);
    for t in [1.2, 2.0, 4.0, 6.0, 9.0] {
        let (found, note) = value_above(&prepared, t)?;
        let measured = Measured::Enclosure(found.scaled(-1.0).plus(Estimate::new(1.0, 0.0)));
        let predicted = Estimate::new(gap(t), 1e-13 * gap(t));
        panel.rows.push(Row::new(series, t, format!("t = {t}"), predicted, measured).with_note(note));
    }
    panel.line(series, false, (0..=40).map(|i| 1.0 + 0.2 * f64::from(i)).map(|t| (t, gap(t))));
    let series = "V uniform(0, 1), X normal(0, 1)";
    context.begin(series);
    let prepared = Conditioner::new(&context.proxy("uniform(0, 1)", "normal(0, 1)")?);
    let leading = |t: f64| 1.0 / normal_hazard(t - 1.0);
    for t in [15.0, 25.0, 40.0] {
        let (found, note) = value_above(&prepared, t)?;
        let measured = Measured::Enclosure(found.scaled(-1.0).plus(Estimate::new(1.0, 0.0)));
        let predicted = Estimate::new(leading(t), 4.0 * leading(t).powi(3) + 40.0 * (1.0 - t).exp());
        let row = Row::new(series, t, format!("t = {t}, leading form"), predicted, measured);
        panel.rows.push(row.as_limit().with_note(note));
    }
    panel.line(series, true, (0..=68).map(|i| 8.0 + 0.5 * f64::from(i)).map(|t| (t, leading(t))));
    Ok(panel)
}

/// X Poisson(1), V uniform(0, 1/2).
fn sawtooth(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "X Poisson(1), V uniform(0, 1/2): no limit";
    let mut panel = Panel::new(title, Axis::linear("threshold t"), Axis::linear("E[V | U ≥ t]"));
    let prepared = Conditioner::new(&poisson::proxy(context)?);
    for t in [0.25, 0.75, 2.2, 2.4, 2.75, 8.25, 8.45, 8.8, 20.1, 20.25, 20.9] {
        let (found, note) = value_above(&prepared, t)?;
        let predicted = Estimate::new(poisson::value(t), 1e-11);
        let row = Row::new("exact", t, format!("t = {t}"), predicted, Measured::Enclosure(found)).with_note(note);
        panel.rows.push(row);
    }
    panel.line("exact", false, (0..=4300).map(|i| 0.005 * f64::from(i)).map(|t| (t, poisson::value(t))));
    panel.line("sup V", true, [(0.0, 0.5), (21.5, 0.5)]);
    panel.line("E[V]", true, [(0.0, 0.25), (21.5, 0.25)]);
    Ok(panel)
}
