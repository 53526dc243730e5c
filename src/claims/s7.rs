//! S-7: the rate at which a task of n steps is completed, E[n/T_n].

mod finite;

use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, total::Total};
use crate::num::Estimate;
use crate::sample::total::totals;
use finite::{limit, rate};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s7",
    title: "The completion rate E[n/T_n] tends to 1 − 1/(αQ) for αQ > 1 and to 0 otherwise: like 1/ln n at αQ = 1, like n^(1−1/(αQ)) below",
    statement: "Let a = αQ and T_n be the sum of n independent steps with P(step > t) = t^-a, t ≥ 1. For every n, \
        E[n/T_n] = n ∫₀^∞ (a E_(a+1)(s))^n ds. As n → ∞ it tends to 1 - 1/a for a > 1; at a = 1 it is 1/(ln n + ln ln n + o(1)); for a < 1 \
        it is n^(1-1/a) Γ(1+1/a) Γ(1-a)^(-1/a) (1 + o(1)), (2/π)/n at a = ½.",
    hypotheses: "The approach times are pure Pareto: S(t) = t^-α from t = 1 on; the steps are independent; Q > 0 is real.",
    applies: |subject| subject.pareto_exponent().map(drop),
    source: "Derived in the proof.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![courses(context)?, transition(context)?, at_one(context)?, drawn(context)?]))
}

/// `E[n/T_n]` by quadrature of the transform.
fn exact(context: &Context<'_>, a: f64, n: u64) -> Result<Estimate, Refusal> {
    let inverse = Total::of(&context.law(&format!("pareto({a})"))?, n)?.mean_inverse()?;
    inverse.finite().map(|mean| mean.scaled(n as f64)).ok_or_else(|| Refusal(format!("E[1/T] is infinite at a = {a}")))
}

/// Against n, on both sides of the threshold.
fn courses(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Steps done per unit of time: a limit above 0 for αQ > 1 only";
    let mut panel = Panel::new(title, Axis::log("number of steps n"), Axis::log("E[n/T(n)]"));
    for a in [0.5, 0.75, 0.9, 1.0, 1.25, 1.5, 2.5] {
        let series = format!("a = {a}");
        context.begin(&series);
        for n in [10u64, 100, 1000, 10_000, 1_000_000, 100_000_000] {
            let predicted = rate(a, n as f64);
            if predicted.error < 0.02 * predicted.value {
                let measured = Measured::Enclosure(exact(context, a, n)?);
                panel.rows.push(Row::new(&series, n as f64, format!("n = {n}"), predicted, measured));
            }
        }
        let points = spread(1.0, 1e8, 48).map(f64::round).map(|n| Ok((n, exact(context, a, n as u64)?.value)));
        panel.exact_line(&series, points.collect::<Result<Vec<_>, Refusal>>()?);
        panel.line(&series, true, spread(100.0, 1e8, 24).map(|n| (n, limit(a, n))));
    }
    Ok(panel)
}

/// Against the power, ever longer tasks: the transition.
fn transition(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "The longer the task, the sharper the threshold";
    let mut panel = Panel::new(title, Axis::linear("a = αQ"), Axis::linear("E[n/T(n)]"));
    for n in [10u64, 1000, 1_000_000, 1_000_000_000_000] {
        let series = format!("n = 10^{}", (n as f64).log10().round());
        context.begin(&series);
        for a in [0.6, 0.8, 1.0, 1.3, 1.6, 2.4, 2.8] {
            let predicted = rate(a, n as f64);
            if predicted.error < 0.02 * predicted.value {
                let measured = Measured::Enclosure(exact(context, a, n)?);
                panel.rows.push(Row::new(&series, a, format!("a = {a}"), predicted, measured));
            }
        }
        let places = (0..=64).map(|i| 0.4 + f64::from(i) * 0.04);
        let points = places.map(|a| Ok((a, exact(context, a, n)?.value)));
        panel.exact_line(&series, points.collect::<Result<Vec<_>, Refusal>>()?);
    }
    panel.line("1 − 1/a", true, (0..=40).map(|i| 1.0 + 0.05 * f64::from(i)).map(|a| (a, 1.0 - 1.0 / a)));
    Ok(panel)
}

/// At the threshold: what is left of `1/E - ln n - ln ln n`.
fn at_one(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::linear("1 / E[n/T(n)]");
    let mut panel = Panel::new("At αQ = 1: ln n + ln ln n, not ln n", Axis::log("number of steps n"), y);
    let series = "a = 1";
    for n in [10_000u64, 1_000_000, 100_000_000, 10_000_000_000, 1_000_000_000_000] {
        let n_real = n as f64;
        let over = |rate: Estimate| Estimate::closed_form(1.0).over(rate);
        let measured = Measured::Enclosure(over(exact(context, 1.0, n)?));
        let row = Row::new(series, n_real, format!("n = {n}"), over(rate(1.0, n_real)), measured);
        let leading = n_real.ln() + n_real.ln().ln();
        panel.rows.push(row.with_note(format!("ln n + ln ln n = {leading:.4}, ln n = {:.4}", n_real.ln())));
    }
    panel.line(series, false, spread(1e4, 1e12, 60).map(|n| (n, 1.0 / rate(1.0, n).value)));
    panel.line("ln n + ln ln n", true, spread(1e4, 1e12, 60).map(|n| (n, n.ln() + n.ln().ln())));
    panel.line("ln n", true, spread(1e4, 1e12, 60).map(|n| (n, n.ln())));
    Ok(panel)
}

/// Tasks drawn.
fn drawn(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Drawn", Axis::log("number of steps n"), Axis::log("E[n/T(n)]"));
    for (a, n, tasks) in [(0.75, 300u64, 100_000), (1.5, 100, 60_000), (2.5, 30, 60_000)] {
        let series = format!("a = {a}");
        context.begin(&format!("{series}, drawn"));
        let sample = totals(&*context.law("pareto(0.25)")?, a / 0.25, n, tasks, &context.stream(&series));
        let count = sample.len() as f64;
        let mean = sample.iter().map(|t| n as f64 / t).sum::<f64>() / count;
        let variance = sample.iter().map(|t| (n as f64 / t - mean).powi(2)).sum::<f64>() / (count - 1.0);
        let measured = Measured::BoundedMean { count: sample.len() as u64, mean, variance, low: 0.0, high: 1.0 };
        panel.rows.push(Row::new(&series, n as f64, format!("n = {n}"), rate(a, n as f64), measured));
    }
    Ok(panel.table_only())
}
