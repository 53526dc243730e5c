//! S-13: lognormal approach times have no threshold, and at any one length of task look as if they had one.

mod bracket;

use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{
    Refusal,
    total::{Side, Total},
};
use crate::num::Estimate;
use crate::sample::total::totals;
use crate::tail::made::min_of;
use bracket::median_between;
use std::f64::consts::LN_2;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s13",
    title: "Lognormal times have no threshold, but tasks of n < e^(σ²/(2Q)) steps behave as below one: the apparent threshold is σ²/(2 ln n)",
    statement: "Let one approach take lognormal(0, σ) time, a step the fastest of Q (survival function S^Q), L = σ²/(2Q), n = e^(cL). Every mean is finite \
        (Q* = 0), and for fixed σ and Q, med T_n ~ n E[step]. Yet as L → ∞ at fixed c, (ln med T_n)/L → 2√c for c ≤ 1 and 1 + c for c ≥ 1: up to \
        n = e^L steps the median grows as n^(1/√c), like that of a power law of index √c < 1, and in proportion to n only beyond. In Q, at a fixed n, the \
        change is at Q_n = σ²/(2 ln n), which falls to 0 no faster than 1/ln n. For any n and any b, with m and v the mean and variance of min(step, b): \
        med T_n ≥ nm - √(nv), and med T_n ≤ nm + k√(nv) where n P(step > b) + 1/(1+k²) ≤ ½.",
    hypotheses: "Approaches are lognormal, independent; steps are independent; Q > 0 is real.",
    applies: |_| Err("it concerns one family of laws".into()),
    source: "The random energy model (Derrida 1981; Bovier, Kurkova, Löwe 2002) read as a task; the bounds by Cantelli's inequality, in the proof.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![experiment(context)?, pace(context)?, growth(context)?, drawn(context)?]))
}

/// The exact median of the total of n steps.
fn median(context: &Context<'_>, spec: &str, power: f64, n: u64) -> Result<Estimate, Refusal> {
    let step = min_of(power, &context.law(spec)?).map_err(Refusal)?;
    Total::of(&step, n)?.quantile(Side::Lower, -LN_2)
}

/// Two experiments: how the median grows from n to 10 n, against the power.
fn experiment(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "An experiment at one length sees a threshold either way";
    let mut panel = Panel::new(title, Axis::log("power Q"), Axis::linear("growth of the median, d ln med / d ln n"));
    let powers: Vec<f64> = spread(0.25, 2.5, 6).collect();
    for n in [30u64, 3000] {
        for (spec, name) in [("lognormal(0, 3)", "lognormal, σ = 3: Q* = 0"), ("pareto(1)", "Pareto, α = 1: Q* = 1")]
        {
            let series = format!("{name}; n = {n} to {}", 10 * n);
            context.begin(&series);
            let slope = |q: f64| {
                let [short, long] = [n, 10 * n].map(|n| median(context, spec, q, n));
                Ok((q, (long?.value / short?.value).log10()))
            };
            panel.line(
                &series,
                spec.starts_with('p'),
                powers.iter().map(|&q| slope(q)).collect::<Result<Vec<_>, Refusal>>()?,
            );
        }
    }
    Ok(panel)
}

/// The median pace beside the mean pace, exact, with the bounds of the statement.
fn pace(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "The median pace is the mean pace only after e^(σ²/2) steps";
    let mut panel = Panel::new(title, Axis::log("number of steps n"), Axis::linear("med T(n) / E[T(n)]"));
    for sigma in [2.0f64, 3.0, 4.0] {
        let series = format!("σ = {sigma}: e^(σ²/2) = {:.0}", (0.5 * sigma * sigma).exp());
        context.begin(&series);
        let (spec, mean) = (format!("lognormal(0, {sigma})"), (0.5 * sigma * sigma).exp());
        let mut points = Vec::new();
        for n in [1u64, 10, 100, 1000, 10_000, 100_000] {
            let found = median(context, &spec, 1.0, n)?.scaled(1.0 / (n as f64 * mean));
            points.push((n as f64, found.value));
            if n >= 10 {
                let (low, high) = median_between(context, sigma, n)?;
                let bounds = [low, high].map(|median| median / (n as f64 * mean));
                let predicted = Estimate::new(0.5 * (bounds[0] + bounds[1]), 0.5 * (bounds[1] - bounds[0]));
                let row = Row::new(&series, n as f64, format!("n = {n}"), predicted, Measured::Enclosure(found));
                panel.rows.push(
                    row.with_lie(2.1 * bounds[1])
                        .with_note(format!("the bounds are {:.4} and {:.4}", bounds[0], bounds[1])),
                );
            }
        }
        panel.exact_line(&series, points);
        panel.line(&series, true, [0.0, 1.0].map(|height| (mean, height)));
    }
    Ok(panel)
}

/// On the scale of L the growth has a corner at n = e^L.
fn growth(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::linear("ln med T(n) / L");
    let mut panel = Panel::new("The growth of the median freezes below n = e^L", Axis::linear("c = ln n / L"), y);
    for sigma in [3.0f64, 4.0] {
        let l = 0.5 * sigma * sigma;
        let series = format!("σ = {sigma}: L = {l}");
        context.begin(&series);
        for c in [0.25, 0.5, 0.75, 1.0, 1.25, 1.5] {
            let n = (c * l).exp().round();
            let (low, high) = median_between(context, sigma, n as u64)?;
            let bounds = [low, high].map(|median| median.ln() / l);
            let predicted = Estimate::new(0.5 * (bounds[0] + bounds[1]), 0.5 * (bounds[1] - bounds[0]));
            let found = median(context, &format!("lognormal(0, {sigma})"), 1.0, n as u64)?.ln().scaled(1.0 / l);
            let row = Row::new(&series, n.ln() / l, format!("n = {n}"), predicted, Measured::Enclosure(found));
            panel.rows.push(row.with_lie(bounds[1] + 1.1 * (bounds[1] - bounds[0])));
        }
    }
    let limit = |c: f64| if c < 1.0 { 2.0 * c.sqrt() } else { 1.0 + c };
    panel.line("L → ∞", true, (1..=80).map(|k| 0.02 * f64::from(k)).map(|c| (c, limit(c))));
    Ok(panel)
}

/// Tasks drawn, against the exact medians.
fn drawn(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Drawn", Axis::log("number of steps n"), Axis::log("med T(n) / n"));
    for (sigma, power, n, tasks) in
        [(3.0, 1.0, 10u64, 200_000), (3.0, 1.0, 1000, 20_000), (4.0, 1.0, 100, 100_000), (3.0, 0.5, 100, 100_000)]
    {
        let (spec, series) = (format!("lognormal(0, {sigma})"), format!("σ = {sigma}, Q = {power}"));
        context.begin(&format!("{series}, n = {n}, drawn"));
        let sample = totals(&*context.law(&spec)?, power, n, tasks, &context.stream(&format!("{series} {n}")));
        let per_step: Vec<f64> = sample.iter().map(|t| t / n as f64).collect();
        let measured = Measured::Quantile { sorted: per_step.into(), level: 0.5 };
        let predicted = median(context, &spec, power, n)?.scaled(1.0 / n as f64);
        panel
            .rows
            .push(Row::new(&series, n as f64, format!("n = {n}"), predicted, measured).with_lie(1.2 * predicted.value));
    }
    Ok(panel.table_only())
}
