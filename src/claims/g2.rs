//! G-2: selection seen through the size-biased value: an identity, at every threshold.

use super::measure::rarity;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, condition::Conditioner};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::sample::draw::{draw, summary};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "g2",
    title: "E[V | U ≥ t] is E[V] times a ratio of two tails: that of X + V*, V* being V weighted by its size, and that of X + V",
    statement: "Let V ≥ 0 with 0 < E[V] < ∞ be independent of X, and let V*, independent of X, have the law v P(V ∈ dv)/E[V]. Then for \
        every t with P(X+V ≥ t) > 0: E[V | X+V ≥ t] = E[V] P(X+V* ≥ t)/P(X+V ≥ t). For V of either sign, with V* of the law \
        |v| P(V ∈ dv)/E|V|: E[V; X+V ≥ t] = E|V| E[sign(V*); X+V* ≥ t]. V exponential(λ) has V* gamma(2, λ); \
        gamma(k, λ): gamma(k+1, λ); Pareto(β): Pareto(β-1); lognormal(m, s): lognormal(m+s², s); normal(0, s): ± s times a Rayleigh law.",
    hypotheses: "X and V are independent; 0 < E|V| < ∞. Nothing is asked of X.",
    applies: |subject| {
        let proxy = subject.pair()?;
        proxy.value.mean().finite().map(drop).ok_or(format!("{} has no finite mean", proxy.value))
    },
    source: "One line of Fubini; size-biasing is classical. Reduces every limit of E[V | U ≥ t] to tails of convolutions.",
    corrects: None,
    evidence,
};

/// A value, its size-biased law, and an error beside it.
const PAIRS: [(&str, &str, &str); 6] = [
    ("exponential(1)", "gamma(2, 1)", "normal(0, 1)"),
    ("gamma(0.5, 1)", "gamma(1.5, 1)", "logistic(1)"),
    ("pareto(3)", "pareto(2)", "student_t(2)"),
    ("pareto(1.5)", "pareto(0.5)", "cauchy(1)"),
    ("lognormal(0, 1)", "lognormal(1, 1)", "weibull(0.5)"),
    ("uniform(0, 1)", "max_of(2, uniform(0, 1))", "laplace(1)"),
];

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![identity(context)?, signed(context)?]))
}

/// The mean by one integral, the two tails by two others.
fn identity(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::log("E[V | U ≥ t] / E[V]");
    let mut panel = Panel::new("Lines: P(X+V* ≥ t) / P(X+V ≥ t). Points: the mean itself", Axis::log("threshold t"), y);
    for (value, biased, error) in PAIRS {
        let series = format!("V {value}, X {error}");
        context.begin(&series);
        let proxy = context.proxy(value, error)?;
        let mean = proxy.value.mean().finite().ok_or_else(|| Refusal(format!("{value} has no finite mean")))?;
        let (plain, weighted) = (Conditioner::new(&proxy), Conditioner::new(&context.proxy(biased, error)?));
        let mut points = Vec::new();
        for t in [0.3, 1.0, 2.0, 4.0, 8.0, 20.0, 60.0, 200.0] {
            if value.starts_with("exponential") && t > 30.0 {
                continue;
            }
            context.begin(&format!("{series}, t = {t}"));
            let found = plain.above(t)?;
            let (above, below) = (weighted.above(t)?.ln_p, found.ln_p);
            let ratio = (above.value - below.value).exp();
            let predicted = Estimate::new(ratio, ratio * (above.error + below.error + 1e-13));
            let value = found.mean_v.finite().ok_or_else(|| Refusal(format!("E[V | U >= {t}] is not finite")))?;
            let row = Row::new(&series, t, format!("t = {t}"), predicted, Measured::Enclosure(value.over(mean)));
            panel.rows.push(row.with_note(rarity(below.value)));
            points.push((t, ratio));
        }
        panel.line(&series, false, points);
    }
    Ok(panel)
}

/// Values of either sign: draws of V* and its sign against the mean by quadrature.
fn signed(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Values of either sign, V* drawn with its sign";
    let mut panel = Panel::new(title, Axis::linear("threshold t"), Axis::linear("E[V; U ≥ t] / E|V|"));
    let root = std::f64::consts::SQRT_2;
    let normal = (format!("scaled({root}, weibull(2))"), (2.0 / std::f64::consts::PI).sqrt());
    let uniform = ("max_of(2, uniform(0, 1))".to_owned(), 0.5);
    let cases = [
        ("normal(0, 1)", &normal, "normal(0, 1)", [-1.0, 0.0, 0.5, 1.0]),
        ("normal(0, 1)", &normal, "cauchy(1)", [-1.0, -0.25, 0.5, 1.0]),
        ("uniform(-1, 1)", &uniform, "shifted(-1, exponential(1))", [-1.0, -0.5, 0.0, 0.5]),
    ];
    for (value, (size, absolute), error, thresholds) in cases {
        let series = format!("V {value}, X {error}");
        context.begin(&series);
        let proxy = context.proxy(value, error)?;
        let (prepared, size) = (Conditioner::new(&proxy), context.law(size)?);
        let mut points = Vec::new();
        for t in thresholds {
            let found = prepared.above(t)?;
            let mean = found.mean_v.finite().ok_or_else(|| Refusal(format!("E[V | U >= {t}] is not finite")))?;
            let p = found.ln_p.value.exp();
            let predicted = Estimate::new(mean.value * p / absolute, (mean.error + 1e-11) * p / absolute);
            let signs = signs_above(
                context,
                &Proxy { value: size.clone(), error: proxy.error.clone() },
                t,
                &format!("{series} {t}"),
            );
            panel.rows.push(Row::new(&series, t, format!("t = {t}"), predicted, signs));
            points.push((t, predicted.value));
        }
        panel.line(&series, false, points);
    }
    Ok(panel)
}

/// The mean of `sign(V*)` where `X + V* >= t`, else 0, for a V* of symmetric law and this size.
fn signs_above(context: &Context<'_>, sized: &Proxy, t: f64, subject: &str) -> Measured {
    let found = summary(context.draws(400_000), &context.stream(subject), |stream| {
        let sign = if stream.uniform() < 0.5 { -1.0 } else { 1.0 };
        let reached = sign * draw(&*sized.value, stream) + draw(&*sized.error, stream) >= t;
        if reached { sign } else { 0.0 }
    });
    Measured::BoundedMean { count: found.count, mean: found.mean, variance: found.variance(), low: -1.0, high: 1.0 }
}
