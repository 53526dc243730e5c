//! G-1: with an independent error, selecting by the proxy is never worse than not selecting.

use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, condition::above};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::num::logs::ln_add_exp;
use crate::sample::select::kept_above;
use crate::tail::Law;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "g1",
    title: "With an independent error, selection by the proxy is never worse than none: E[V | U ≥ t] ≥ E[V]",
    statement: "Let X and V be independent, E|V| < ∞ and P(X+V ≥ t) > 0. Then E[V | X+V ≥ t] ≥ E[V], whatever the two laws are. The \
        gain is Cov(V, G(V))/E[G(V)], G(v) = P(X ≥ t-v), and G is nondecreasing. Hence true value below the baseline under selection \
        by a threshold or best of n shows that value and error are dependent.",
    hypotheses: "X and V are independent and V has a mean.",
    applies: |subject| {
        let proxy = subject.pair()?;
        proxy.value.mean().finite().map(drop).ok_or(format!("{} has no finite mean", proxy.value))
    },
    source: "Chebyshev's association inequality (Harris 1960 in general form); stated for this use by Kwa, Thomas, Garriga-Alonso (2024).",
    evidence,
};

/// Chance of the higher of the two values 1 and 2.
const HIGH: f64 = 0.4;

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let x = || Axis::linear("error law, in the order of the catalogue");
    let mut exact = Panel::new("Values 1 or 2, drawn given U ≥ t", x(), Axis::linear("E[V | U ≥ t]"));
    let mut integral = Panel::new("Values 1 or 2, by quadrature", x(), Axis::linear("E[V | U ≥ t]"));
    let mut bound = Panel::new("The bound where it is nearly sharp", x(), Axis::linear("E[V | U ≥ t] / E[V]"));
    let two = context.law(&format!("two_point(1, 2, {HIGH})"))?;
    let baseline = 1.0 + HIGH;
    let mut left_out = Vec::new();
    let laws = context.typical();
    let kept = context.some_of(&laws, 20);
    for (i, error) in kept.iter().enumerate() {
        context.begin(error.spec());
        let (at, proxy) = ((i + 1) as f64, Proxy { value: two.clone(), error: error.clone() });
        for (series, depth) in [("shallow", 1.0), ("deep", 12.0)] {
            let Some(t) = threshold_at(error, depth) else { continue };
            exact.rows.extend(drawn(context, &proxy, at, series, t));
            match integrated(&proxy, at, t) {
                Ok(row) => integral.rows.push(row),
                Err(Refusal(reason)) => left_out.push(format!("{error}: {reason}")),
            }
        }
        match barely_selected(&proxy, at, baseline) {
            Ok(row) => bound.rows.extend(row),
            Err(Refusal(reason)) => left_out.push(format!("{error}: {reason}")),
        }
    }
    let ends = [1.0, kept.len() as f64];
    exact.line("shallow", true, ends.map(|at| (at, baseline)));
    bound.line("E[V]", true, ends.map(|at| (at, 1.0)));
    Ok(Evidence { panels: vec![exact, integral, bound], left_out })
}

/// A threshold at this depth of the error, seen from the lower value; none beyond f64 or beyond reach.
fn threshold_at(error: &Law, depth: f64) -> Option<f64> {
    let t = 1.0 + error.inv_ln_sf(-depth);
    (t.is_finite() && error.ln_sf_from(t - 2.0) > f64::NEG_INFINITY).then_some(t)
}

/// `E[V | U >= t]` for the two values in closed form, and `ln P(U >= t)`.
fn closed_form(error: &Law, t: f64) -> (Estimate, f64) {
    let ln_low = (1.0 - HIGH).ln() + error.ln_sf_from(t - 1.0);
    let ln_high = HIGH.ln() + error.ln_sf_from(t - 2.0);
    let ln_p = ln_add_exp(ln_low, ln_high);
    (Estimate::new(1.0 + (ln_high - ln_p).exp(), 1e-9), ln_p)
}

/// The closed form against draws from the law of V given `U >= t`.
fn drawn(context: &Context<'_>, proxy: &Proxy, at: f64, series: &str, t: f64) -> Option<Row> {
    let error = &proxy.error;
    let (predicted, ln_p) = closed_form(error, t);
    let drawn = kept_above(proxy, t, context.draws(60_000), &context.stream(&format!("{error} {series}")))?;
    let value = drawn.value;
    let measured =
        Measured::BoundedMean { count: value.count, mean: value.mean, variance: value.variance(), low: 1.0, high: 2.0 };
    let note = format!("ln P(U ≥ t) = {ln_p:.3}; E[V] = {}", 1.0 + HIGH);
    Some(Row::new(series, at, format!("{error}, t = {t:.4}"), predicted, measured).with_note(note))
}

/// The closed form against quadrature.
fn integrated(proxy: &Proxy, at: f64, t: f64) -> Result<Row, Refusal> {
    let (predicted, ln_p) = closed_form(&proxy.error, t);
    let mean = above(proxy, t)?.mean_v.finite().ok_or_else(|| Refusal("no finite mean by quadrature".into()))?;
    let row = Row::new("quadrature", at, format!("{}, t = {t:.4}", proxy.error), predicted, Measured::Enclosure(mean));
    Ok(row.with_note(format!("ln P(U ≥ t) = {ln_p:.3}")))
}

/// A threshold that nearly every proxy passes: there the gain is small, so that a bound five per cent higher would be wrong.
/// None where an atom stands in the way of such a threshold.
fn barely_selected(proxy: &Proxy, at: f64, baseline: f64) -> Result<Option<Row>, Refusal> {
    let t = 1.0 + low_quantile(&proxy.error);
    let found = above(proxy, t)?;
    if found.ln_p.value < -0.03 {
        return Ok(None);
    }
    let mean = found.mean_v.finite().ok_or_else(|| Refusal("no finite mean by quadrature".into()))?;
    let measured = Measured::Enclosure(mean.scaled(1.0 / baseline));
    let place = format!("{}, t = {t:.4}", proxy.error);
    Ok(Some(Row::new("E[V]", at, place, Estimate::closed_form(1.0), measured).as_lower_bound()))
}

/// The quantile of level 1/50.
fn low_quantile(law: &Law) -> f64 {
    law.inv_ln_cdf(0.02f64.ln())
}
