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
    source: "Chebyshev's association inequality (Harris 1960 in general form); the same monotonicity is used in the proof of \
        theorem 6 of Kwa, Thomas, Garriga-Alonso (2024).",
    corrects: None,
    evidence,
};

/// Chance of the higher of the two values 1 and 2.
const HIGH: f64 = 0.4;

/// The name of the dashed line.
const FLOOR: &str = "E[V], without selection";

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let value = context.law(&format!("two_point(1, 2, {HIGH})"))?;
    let curves = curves(context, &value)?;
    let mut drawn_rows =
        Panel::new("Every error, drawn given U ≥ t", Axis::named(""), Axis::linear("E[V | U ≥ t]")).table_only();
    let mut depths =
        Panel::new("Any error, at three depths: never left of E[V]", Axis::named(""), Axis::linear("E[V | U ≥ t]"));
    let mut left_out = Vec::new();
    let laws = context.typical();
    for (i, error) in context.some_of(&laws, 20).iter().enumerate() {
        context.begin(error.spec());
        let (at, proxy) = ((i + 1) as f64, Proxy { value: value.clone(), error: error.clone() });
        let mut keep = |row: Result<Option<Row>, Refusal>| match row {
            Ok(row) => depths.rows.extend(row),
            Err(Refusal(reason)) => left_out.push(format!("{error}: {reason}")),
        };
        keep(barely_selected(&proxy, at));
        for (depth, series) in [(1.0, "error passes with chance 1/e"), (12.0, "error passes with chance e⁻¹²")] {
            let Some(t) = threshold_at(error, depth) else { continue };
            keep(integrated(&proxy, at, series, t).map(Some));
            let source = format!("{error} {depth}");
            let drawn = drawn(context, &proxy, t, &source);
            let place = format!("{error}, t = {t:.4}");
            drawn_rows.rows.extend(drawn.map(|found| found.row(series, at, place)));
        }
    }
    let [mut each_family, rest] = depths.one_per_family();
    let end = each_family.names().len() as f64 + 0.5;
    each_family.line(FLOOR, true, [0.5, end].map(|at| (at, BASELINE)));
    Ok(Evidence { panels: vec![curves, each_family, rest, drawn_rows], left_out })
}

/// `E[V]`.
const BASELINE: f64 = 1.0 + HIGH;

/// Four errors along t: one that leaves the value all its advantage, one that leaves it a share, two under which the gain
/// rises and falls back to the floor.
fn curves(context: &Context<'_>, value: &Law) -> Result<Panel, Refusal> {
    let title = "V is 1 or 2: no curve crosses the floor";
    let mut panel = Panel::new(title, Axis::log("threshold t"), Axis::linear("E[V | U ≥ t]"));
    for spec in ["normal(0, 1)", "exponential(1)", "weibull(0.5)", "student_t(2)"] {
        let series = format!("X {spec}");
        context.begin(&series);
        let proxy = Proxy { value: value.clone(), error: context.law(spec)? };
        for t in [1.0, 3.0, 10.0, 100.0, 1000.0, 10_000.0] {
            let found = drawn(context, &proxy, t, &format!("{spec} at {t}"));
            panel.rows.extend(found.map(|found| found.row(&series, t, format!("t = {t}"))));
        }
        let places = (0..=120).map(|i| 0.3 * (1e4f64 / 0.3).powf(f64::from(i) / 120.0));
        panel.line(&series, false, places.map(|t| (t, closed_form(&proxy.error, t).0.value)));
    }
    panel.line(FLOOR, true, [0.3, 1e4].map(|t| (t, BASELINE)));
    Ok(panel)
}

/// A threshold a hair below this depth of the error, seen from the lower value, so that no rounding decides whether an atom
/// reaches it; none beyond f64 or beyond reach.
fn threshold_at(error: &Law, depth: f64) -> Option<f64> {
    let quantile = 1.0 + error.inv_ln_sf(-depth);
    let t = quantile - 1e-9 * quantile.abs().max(1.0);
    (t.is_finite() && error.ln_sf_from(t - 2.0) > f64::NEG_INFINITY).then_some(t)
}

/// `E[V | U >= t]` for the two values in closed form, and `ln P(U >= t)`.
fn closed_form(error: &Law, t: f64) -> (Estimate, f64) {
    let ln_low = (1.0 - HIGH).ln() + error.ln_sf_from(t - 1.0);
    let ln_high = HIGH.ln() + error.ln_sf_from(t - 2.0);
    let ln_p = ln_add_exp(ln_low, ln_high);
    (Estimate::new(1.0 + (ln_high - ln_p).exp(), 1e-9), ln_p)
}

/// The closed form with what draws from the law of V given `U >= t` say.
struct Drawn {
    predicted: Estimate,
    measured: Measured,
    note: String,
}

impl Drawn {
    fn row(self, series: &str, at: f64, place: String) -> Row {
        Row::new(series, at, place, self.predicted, self.measured).with_note(self.note)
    }
}

/// Draws; none where the proxy cannot reach t.
fn drawn(context: &Context<'_>, proxy: &Proxy, t: f64, subject: &str) -> Option<Drawn> {
    let (predicted, ln_p) = closed_form(&proxy.error, t);
    let value = kept_above(proxy, t, context.draws(60_000), &context.stream(subject))?.value;
    let measured =
        Measured::BoundedMean { count: value.count, mean: value.mean, variance: value.variance(), low: 1.0, high: 2.0 };
    Some(Drawn { predicted, measured, note: format!("ln P(U ≥ t) = {ln_p:.3}; E[V] = {BASELINE}") })
}

/// The closed form against quadrature.
fn integrated(proxy: &Proxy, at: f64, series: &str, t: f64) -> Result<Row, Refusal> {
    let (predicted, ln_p) = closed_form(&proxy.error, t);
    let mean = above(proxy, t)?.mean_v.finite().ok_or_else(|| Refusal("no finite mean by quadrature".into()))?;
    let row = Row::new(series, at, proxy.error.spec(), predicted, Measured::Enclosure(mean));
    Ok(row.with_note(format!("t = {t:.4}; ln P(U ≥ t) = {ln_p:.3}")))
}

/// A threshold that nearly every proxy passes: there the gain is small, so that a bound five per cent higher would be wrong.
/// None where an atom stands in the way of such a threshold.
fn barely_selected(proxy: &Proxy, at: f64) -> Result<Option<Row>, Refusal> {
    let t = 1.0 + low_quantile(&proxy.error);
    let found = above(proxy, t)?;
    if found.ln_p.value < -0.03 {
        return Ok(None);
    }
    let mean = found.mean_v.finite().ok_or_else(|| Refusal("no finite mean by quadrature".into()))?;
    let (bound, measured) = (Estimate::closed_form(BASELINE), Measured::Enclosure(mean));
    let row = Row::new("nearly all pass: the bound", at, proxy.error.spec(), bound, measured);
    Ok(Some(row.as_lower_bound().with_note(format!("t = {t:.4}; ln P(U ≥ t) = {:.4}", found.ln_p.value))))
}

/// The quantile of level 1/50.
fn low_quantile(law: &Law) -> f64 {
    law.inv_ln_cdf(0.02f64.ln())
}
