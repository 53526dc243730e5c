//! What no ensemble cures: a part of the error that its models share, and a divergence that buys any mean.

use super::ensemble::{Ensemble, Rule};
use super::{ERROR, VALUE};
use crate::claim::{Axis, Context, Measured, Panel, Row};
use crate::claims::g4::sum_sf;
use crate::claims::measure::spread;
use crate::expect::{Refusal, condition::Conditioner, value_function::ValueFunction};
use crate::model::{Phase, Proxy};
use crate::num::Estimate;

/// The indices of the models' own errors and of the error that they share.
const OWN: f64 = 1.4;
const SHARED: f64 = 2.3;
const COIN: &str = "two_point(-1, 1, 0.5)";

/// The least of m errors `C + Y_i`: the tail is that of C as soon as the least of the `Y_i` has a lighter one.
pub(super) fn shared(context: &Context<'_>) -> Result<[Panel; 2], Refusal> {
    let title = format!("Errors C + Y of m models, Y Pareto({OWN}), C Pareto({SHARED}) shared: the least of m");
    let mut panel = Panel::new(title, Axis::log("t"), Axis::log("P(error of the ensemble > t)"));
    let y = Axis::linear("E[V | U ≥ t] · t / least index");
    let mut gains = Panel::new("V = ±1 beside it", Axis::log("threshold t"), y).table_only();
    for m in [1u32, 2, 4] {
        let (series, index) = (format!("shared part, least of {m}"), f64::from(m) * OWN);
        context.begin(&series);
        let own = |t: f64| sum_sf(SHARED, index, t);
        // P(C + min Y >= t) by the library's integral over both parts.
        let sum = Conditioner::new(&context.proxy(&format!("pareto({SHARED})"), &format!("min_of({m}, pareto({OWN}))"))?);
        let library = |t: f64| {
            let ln_p = sum.value_above(t)?.ln_p;
            Ok::<_, Refusal>(Estimate::new(ln_p.value.exp(), ln_p.error * ln_p.value.exp()))
        };
        for t in [6.0, 40.0, 300.0, 3e3] {
            let (predicted, place) = (own(t), format!("t = {t}"));
            panel.rows.push(Row::new(&series, t, &place, predicted, Measured::Enclosure(library(t)?)));
            if t > 100.0 {
                let (high, low) = (library(t - 1.0)?, library(t + 1.0)?);
                let least = SHARED.min(index);
                let found = high.plus(low.scaled(-1.0)).over(high.plus(low)).scaled(t / least);
                // What the sum's other index and its next order add.
                let open = 3.0 * t.powf(-(index - SHARED).abs()) + 5.0 / t;
                let row = Row::new(&series, t, place, Estimate::new(1.0, open), Measured::Enclosure(found));
                gains.rows.extend((open < 0.1).then(|| row.as_limit().with_lie(1.12)));
            }
        }
        panel.line(&series, false, spread(4.0, 3e3, 60).map(|t| (t, own(t).value)));
    }
    panel.line("the shared part alone", true, [4.0f64, 3e3].map(|t| (t, t.powf(-SHARED))));
    Ok([panel, gains])
}

/// The tail of an ensemble of Pareto errors as a sum of powers `factor t^-(count own)`.
type Powers = &'static [(f64, f64)];

/// At hardly any divergence every ensemble's proxy can be raised as far as one likes.
pub(super) fn bought(context: &Context<'_>) -> Result<[Panel; 2], Refusal> {
    let title = format!("V = ±1, errors Pareto({OWN}): mixing in U ≥ t at KL ≤ 0.01 nats");
    let mut panel = Panel::new(title, Axis::log("threshold t"), Axis::log("E[U] gained by the policy"));
    let cases: [(&str, String, Powers); 4] = [
        ("one model", format!("pareto({OWN})"), &[(1.0, 1.0)]),
        ("median of 3", format!("median_of(3, pareto({OWN}))"), &[(3.0, 2.0), (-2.0, 3.0)]),
        ("least of 3", format!("min_of(3, pareto({OWN}))"), &[(1.0, 3.0)]),
        ("least of 5", format!("min_of(5, pareto({OWN}))"), &[(1.0, 5.0)]),
    ];
    for (series, error, powers) in cases {
        context.begin(&format!("{series}, bought"));
        let conditioner = Conditioner::new(&context.proxy(COIN, &error)?);
        let mean = powers.iter().map(|(factor, k)| factor * k * OWN / (k * OWN - 1.0)).sum::<f64>();
        for t in [10.0, 1e2, 1e4, 1e6, 1e8] {
            let above = conditioner.above(t)?;
            let reached = above.mean_u.finite().ok_or_else(|| Refusal(format!("no mean of U above {t}")))?;
            let found = reached.plus(Estimate::closed_form(-mean)).scaled(BUDGET / -above.ln_p.value);
            let own = gained(powers, mean, t);
            let predicted = Estimate::new(own, 1e-9 * own);
            panel.rows.push(Row::new(series, t, format!("t = {t:e}"), predicted, Measured::Enclosure(found)));
        }
        panel.line(series, false, spread(10.0, 1e8, 60).map(|t| (t, gained(powers, mean, t))));
    }
    Ok([panel, phases(context)?])
}

const BUDGET: f64 = 0.01;

/// What `(1-w) Q + w Q(. | U >= t)` gains, `w = 0.01 / -ln P(U >= t)`, V = ±1 with equal chances: from the powers of the error's tail.
fn gained(powers: Powers, mean: f64, t: f64) -> f64 {
    let (mut p, mut first) = (0.0, 0.0);
    for (factor, k) in powers {
        let a = k * OWN;
        for v in [1.0, -1.0] {
            let x: f64 = t - v;
            p += 0.5 * factor * x.powf(-a);
            // E[X; X > x] and v P(X > x).
            first += 0.5 * factor * (a / (a - 1.0) * x.powf(1.0 - a) + v * x.powf(-a));
        }
    }
    BUDGET / -p.ln() * (first / p - mean)
}

/// How many of the ensembles of each rule, m up to 9, have an unbounded mean at every divergence, by the library's phase.
fn phases(context: &Context<'_>) -> Result<Panel, Refusal> {
    let x = Axis::named("");
    let mut panel = Panel::new("Ensembles whose E[U] a divergence does not bound", x, Axis::linear("number")).table_only();
    let sizes = [1u32, 3, 5, 7, 9];
    for rule in [Rule::Mean, Rule::Median, Rule::Least] {
        let mut unbounded = 0.0;
        for m in sizes {
            let error = match rule {
                Rule::Mean => Ensemble::new(rule, m).law(),
                Rule::Median => context.law(&format!("median_of({m}, {ERROR})"))?,
                Rule::Least => context.law(&format!("min_of({m}, {ERROR})"))?,
            };
            let function = ValueFunction::new(&Proxy { value: context.law(VALUE)?, error })?;
            unbounded += f64::from(u8::from(function.phase().phase == Phase::Unbounded && !function.at(1e-6)?.attained));
        }
        let all = Estimate::closed_form(sizes.len() as f64);
        let (at, found) = ((panel.rows.len() + 1) as f64, Measured::Enclosure(Estimate::closed_form(unbounded)));
        let row = Row::new("unbounded", at, format!("{rule:?}, m = 1, 3, 5, 7, 9"), all, found);
        panel.rows.push(row.with_lie(sizes.len() as f64 - 1.0));
    }
    Ok(panel)
}
