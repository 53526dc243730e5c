//! G-5: with a light-tailed value and a heavy-tailed error, what selection still gains dies like the hazard rate of the error.

use super::measure::value_above;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row, Subject};
use crate::expect::{Refusal, condition::Conditioner};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::tail::{Law, TailClass};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "g5",
    title: "Under a heavy-tailed error the gain in value dies as slowly as the hazard rate: E[V | U ≥ t] − E[V] ~ h(t) Var V",
    statement: "Let X be heavy-tailed with a smooth hazard rate h(t) → 0 and V with an exponential moment, independent. Then \
        E[V | X+V ≥ t] - E[V] = h(t) Var V + o(h(t)): α Var V / t for a Pareto(α) error, k t^(k-1) Var V for Weibull of shape k < 1, \
        about ln t Var V / (σ² t) for a lognormal with parameter σ. For V normal(0, s) the next term is s⁴ (h'' - 2hh')/2.",
    hypotheses: "X and V are independent; the hazard rate h of X is eventually continuous and positive, h → 0, h(t-v)/h(t) → 1 for \
        every v, and h(s) ≤ C h(t) for s ≥ t/2 (so for every h of negative regular variation); E V² < ∞ and E e^(εV) < ∞ for some \
        ε > 0. For the second order V is normal, h^(j)(t) = O(h(t) t^-j) and h(t) = O(t^-δ) for some δ > 0.",
    applies,
    source: "Derived in the proof by expanding S(t-v)/S(t).",
    corrects: None,
    evidence,
};

fn applies(subject: Subject<'_>) -> Result<(), String> {
    let Proxy { value, error } = subject.pair()?;
    if !error.tail_class().is_heavy() {
        return Err(format!("{error} is not heavy-tailed: its hazard rate does not fall to 0"));
    }
    match value.tail_class() {
        TailClass::Bounded | TailClass::SuperExponential { .. } | TailClass::Exponential { .. } => Ok(()),
        _ => Err(format!("{value} is not light-tailed")),
    }
}

/// The hazard rate with its first two derivatives, by central differences over a thirtieth of t.
fn hazard(law: &Law, t: f64) -> [f64; 3] {
    // Known per unit of ln t, where heavy tails are smooth: a five-point rule.
    let step = 1.0 / 32.0;
    let g = |i: i32| law.hazard(t * (f64::from(i) * step).exp());
    let (m2, m1, o, p1, p2) = (g(-2), g(-1), g(0), g(1), g(2));
    let first = (m2 - 8.0 * m1 + 8.0 * p1 - p2) / (12.0 * step);
    let second = (-m2 + 16.0 * m1 - 30.0 * o + 16.0 * p1 - p2) / (12.0 * step * step);
    [o, first / t, (second - first) / (t * t)]
}

/// `E[V | U >= t]` for V normal(0, 1), to second order; the error is the size of the next order, and a
/// thousandth for what the far wings of V see of a rate that is not quite smooth.
fn predicted(law: &Law, t: f64) -> Estimate {
    let [h, first, second] = hazard(law, t);
    let next = 0.5 * (second - 2.0 * h * first);
    let value = h + next;
    Estimate::new(value, 6.0 * next * next / h + 1e-3 * h)
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut evidence = Evidence::of(vec![along(context)?]);
    catalogue(context, &mut evidence)?;
    Ok(evidence)
}

/// Three errors along t.
fn along(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("V standard normal, four errors", Axis::log("threshold t"), Axis::log("E[V | U ≥ t] − E[V]"));
    let errors = [("pareto(1.5)", 20.0), ("pareto(3)", 30.0), ("lognormal(0, 1)", 60.0), ("weibull(0.5)", 100.0)];
    for (spec, first) in errors {
        context.begin(spec);
        let proxy = context.proxy("normal(0, 1)", spec)?;
        let prepared = Conditioner::new(&proxy);
        for t in [first, 10.0 * first, 100.0 * first, 1e4 * first] {
            let (gain, note) = value_above(&prepared, t)?; // E[V] = 0
            let predicted = predicted(&proxy.error, t);
            let row = Row::new(spec, t, format!("t = {t}"), predicted, Measured::Enclosure(gain));
            panel.rows.push(row.with_note(note));
        }
        let places = (0..=48).map(|i| first * 10f64.powf(f64::from(i) / 12.0));
        panel.line(spec, false, places.clone().map(|t| (t, predicted(&proxy.error, t).value)));
        panel.line(spec, true, places.map(|t| (t, proxy.error.hazard(t))));
    }
    Ok(panel)
}

/// Every heavy-tailed law of the laboratory, where its hazard rate has fallen below 1/50 and the expansion is sharp: the
/// gain in units of `h(t) Var V`.
fn catalogue(context: &Context<'_>, evidence: &mut Evidence) -> Result<(), Refusal> {
    let y = Axis::linear("(E[V | U ≥ t] − E[V]) / (h(t) Var V), where h(t) < 1/50");
    let mut panel = Panel::new("Any heavy-tailed error: the ratio tends to 1", Axis::named(""), y);
    let value = context.law("normal(0, 1)")?;
    for (i, error) in context.typical().iter().enumerate() {
        let proxy = Proxy { value: value.clone(), error: error.clone() };
        if applies(Subject::Pair(&proxy)).is_err() {
            continue;
        }
        context.begin(error.spec());
        match ratio(&proxy, (i + 1) as f64) {
            Ok(row) => panel.rows.push(row),
            Err(Refusal(reason)) => evidence.left_out.push(reason),
        }
    }
    let [each_family, rest] = panel.one_per_family();
    let mut each_family = each_family.sorted_by_prediction();
    let names = each_family.names().len() as f64;
    each_family.line("leading order: h(t) Var V", true, [(0.5, 1.0), (names + 0.5, 1.0)]);
    evidence.panels.extend([each_family, rest]);
    Ok(())
}

/// The gain over its leading order, with the next order predicted.
fn ratio(proxy: &Proxy, at: f64) -> Result<Row, Refusal> {
    let error = &proxy.error;
    let nowhere = || Refusal(format!("{error}: its hazard rate is nowhere both small and slowly varying on the grid"));
    let t = where_hazard_has_fallen(error).ok_or_else(nowhere)?;
    let (gain, note) = value_above(&Conditioner::new(proxy), t).map_err(|why| Refusal(format!("X {error}: {why}")))?;
    let unit = 1.0 / error.hazard(t);
    let (predicted, measured) = (predicted(error, t).scaled(unit), Measured::Enclosure(gain.scaled(unit)));
    let row = Row::new("with the next order", at, error.spec(), predicted, measured);
    Ok(row.with_note(format!("t = {t:.4}; {note}")))
}

/// The first place of a grid beyond which the hazard rate stays below 1/50 and at which the next orders are within a hundredth.
fn where_hazard_has_fallen(law: &Law) -> Option<f64> {
    let grid = (0..400).map(|i| 5.0 * 10f64.powf(f64::from(i) / 40.0));
    let places: Vec<f64> = grid.filter(|t| law.ln_sf(*t) > -600.0).collect();
    let last_high = places.iter().rposition(|t| law.hazard(*t) > 0.02)?;
    let sharp = |t: &f64| {
        let predicted = predicted(law, *t);
        // V reaches six standard deviations: over that distance the rate must keep its size.
        predicted.error < 0.01 * predicted.value && law.hazard(t - 6.0) < 1.5 * law.hazard(*t)
    };
    places.into_iter().skip(last_high + 1).find(sharp)
}
