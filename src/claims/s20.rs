//! S-20: learning along the task, and steps that are taken side by side.

use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{
    Refusal,
    total::{Side, Total},
};
use crate::model::{Task, task::Group};
use crate::num::{Estimate, special::ln_gamma};
use crate::sample::total::task_totals;
use crate::tail::made::max_of;
use std::f64::consts::LN_2;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s20",
    title: "Learning: the first, hardest steps decide the mean and the far tail of a task, the later ones its pace; side by side, n steps take n^(1/a)",
    statement: "Let step k be Pareto(a_k), a_k = αQ_k, independent. P(T_n > t) ~ m t^-a as t → ∞, a the least of the a_k and m the number of steps that have it: one step with \
        αQ_k ≤ 1 makes E[T_n] infinite. Yet if a fixed number of first steps has any a_k > 0 and all later ones have a_k = a > 1, T_n/n → a/(a-1) in probability; if \
        a_k → ∞, T_n/n → 1. So a mind that learns may have an infinite mean and yet a linear typical time. Steps that are taken side by side take M_n = max: for \
        steps of one index a, med M_n = (1 - 2^(-1/n))^(-1/a) ~ (n/ln 2)^(1/a) for every a > 0, and E[M_n] = Γ(n+1)Γ(1-1/a)/Γ(n+1-1/a), finite for a > 1 only: \
        parallelism removes the sum, not the tail.",
    hypotheses: "Steps are independent; approach times are pure Pareto; Q_k > 0 is real.",
    applies: |subject| subject.pareto_exponent().map(drop),
    source: "Derived in the proof; the tail of a sum by its largest term is Feller's (II, VIII.8).",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![pace(context)?, tails(context)?, parallel(context)?, drawn(context)?]))
}

/// Steps that are hard to begin with, and their index and that of the others.
const HARD: u64 = 5;
const FIRST: f64 = 0.7;
const LATER: f64 = 3.0;

/// A task of steps in groups of equal index.
fn task(context: &Context<'_>, groups: impl IntoIterator<Item = (f64, u64)>) -> Result<Task, Refusal> {
    let group = |(a, count): (f64, u64)| Ok(Group { step: context.law(&format!("pareto({a})"))?, count });
    let groups = groups.into_iter().filter(|(_, count)| *count > 0).map(group).collect::<Result<_, Refusal>>()?;
    Task::new(groups).map_err(Refusal)
}

/// The minds of the pictures, by the indices of their steps.
fn mind(context: &Context<'_>, k: usize, n: u64) -> Result<Task, Refusal> {
    match k {
        0 => task(context, [(FIRST, n)]),
        1 => task(context, [(FIRST, HARD.min(n)), (LATER, n.saturating_sub(HARD))]),
        2 => task(context, (1..=n).map(|k| (FIRST * (k as f64).sqrt(), 1))),
        _ => task(context, [(LATER, n)]),
    }
}

/// How they are called.
const MINDS: [&str; 4] =
    ["never learns: αQ = 0.7", "αQ = 0.7 for 5 steps, then 3", "αQ = 0.7 √k at step k", "always αQ = 3"];

fn median(context: &Context<'_>, k: usize, n: u64) -> Result<Estimate, Refusal> {
    Ok(Total::of_task(mind(context, k, n)?)?.quantile(Side::Lower, -LN_2)?.scaled(1.0 / n as f64))
}

/// The median time per step.
fn pace(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Typical time per step: what is learned decides, not what was hard";
    let mut panel = Panel::new(title, Axis::log("number of steps n"), Axis::log("med T(n) / n"));
    for (k, series) in MINDS.iter().enumerate() {
        context.begin(series);
        // One transform a step: the mind that learns all along is asked for shorter tasks.
        let longest = if k == 2 { 300.0 } else { 1e5 };
        let points = spread(1.0, longest, 16).map(|n| Ok((n.round(), median(context, k, n.round() as u64)?.value)));
        panel.exact_line(*series, points.collect::<Result<Vec<_>, Refusal>>()?);
    }
    let (series, mean) = (MINDS[1], LATER / (LATER - 1.0));
    for n in [10_000u64, 100_000] {
        // The hard steps take a time that does not grow; the others vary by sqrt n.
        let error = 6.0 * (HARD as f64).powf(1.0 / FIRST) / n as f64 + 0.1 / (n as f64).sqrt();
        let row = Row::new(
            series,
            n as f64,
            format!("n = {n}"),
            Estimate::new(mean, error),
            Measured::Enclosure(median(context, 1, n)?),
        );
        panel.rows.push(row.as_limit());
    }
    panel.line("3/2", true, [(1.0, mean), (1e5, mean)]);
    Ok(panel)
}

/// The chance of a long task: that of one long hard step.
fn tails(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "The far tail of 1000 steps is that of the five hard ones";
    let mut panel = Panel::new(title, Axis::log("time per step t/n"), Axis::log("P(T(n) > t)"));
    let n = 1000u64;
    for k in [1, 3] {
        let total = Total::of_task(mind(context, k, n)?)?;
        let at = |c: f64| Ok((c, total.within(c)?.ln_sf.value.exp()));
        panel.exact_line(MINDS[k], spread(1.4, 1e6, 90).map(at).collect::<Result<Vec<_>, Refusal>>()?);
    }
    let total = Total::of_task(mind(context, 1, n)?)?;
    let leading = |c: f64| HARD as f64 * (c * n as f64).powf(-FIRST);
    for c in [1e4, 1e5, 1e6, 1e8] {
        let (t, value) = (c * n as f64, leading(c));
        // Two hard steps share the time, and the others take 3/2 each.
        let error = value * (3.0 * value + 3.0 * FIRST * 1.5 / c + 10.0 / t.powf(1.0 - FIRST).max(t.powf(FIRST)));
        let ln_sf = total.within(c)?.ln_sf;
        let found = Estimate::new(ln_sf.value.exp(), ln_sf.value.exp() * ln_sf.error);
        let row =
            Row::new(MINDS[1], c, format!("t = {c:e} n"), Estimate::new(value, error), Measured::Enclosure(found));
        panel.rows.push(row.as_limit());
    }
    panel.line("5 t^−0.7", true, spread(10.0, 1e6, 1).map(|c| (c, leading(c))));
    Ok(panel)
}

/// Steps side by side: the longest of them.
fn parallel(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Side by side: the longest of n steps grows as n^(1/a)";
    let mut panel = Panel::new(title, Axis::log("number of steps n"), Axis::log("median of the longest"));
    for a in [0.5, 1.0, 1.5, 3.0] {
        let (series, law) = (format!("a = {a}"), context.law(&format!("pareto({a})"))?);
        let closed = |n: f64| (-(-LN_2 / n).exp_m1()).powf(-1.0 / a);
        for n in [10.0, 1e3, 1e6] {
            let longest = max_of(n, &law).map_err(Refusal)?;
            let measured = Measured::Enclosure(Estimate::closed_form(longest.inv_ln_sf(-LN_2)));
            panel.rows.push(Row::new(&series, n, format!("n = {n}"), Estimate::closed_form(closed(n)), measured));
            let mean = || (ln_gamma(n + 1.0) + ln_gamma(1.0 - 1.0 / a) - ln_gamma(n + 1.0 - 1.0 / a)).exp();
            if let Some(found) = longest.mean().finite() {
                let predicted = Estimate::new(mean(), 1e-14 * mean() * n.ln() * n);
                panel.rows.push(Row::new(
                    format!("{series}: mean"),
                    n,
                    format!("n = {n}"),
                    predicted,
                    Measured::Enclosure(found),
                ));
            } else if a > 1.0 {
                return Err(Refusal(format!("the longest of {n} steps has no mean at a = {a}")));
            }
        }
        panel.line(&series, false, spread(1.0, 1e6, 60).map(|n| (n, closed(n))));
        panel.line(&series, true, spread(10.0, 1e6, 1).map(|n| (n, (n / LN_2).powf(1.0 / a))));
    }
    Ok(panel)
}

/// Tasks drawn.
fn drawn(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Drawn", Axis::log("number of steps n"), Axis::log("quantile of T(n) / n"));
    for (k, n, tasks) in [(1, 50u64, 100_000), (1, 1000, 20_000), (2, 100, 60_000)] {
        context.begin(&format!("{}, n = {n}, drawn", MINDS[k]));
        let task = mind(context, k, n)?;
        let sample = task_totals(&task, tasks, &context.stream(&format!("{} {n}", MINDS[k])));
        let total = Total::of_task(task)?;
        for level in [0.5f64, 0.95] {
            let per_step: Vec<f64> = sample.iter().map(|t| t / n as f64).collect();
            let measured = Measured::Quantile { sorted: per_step.into(), level };
            let predicted = total.quantile(Side::Lower, level.ln())?.scaled(1.0 / n as f64);
            let row = Row::new(MINDS[k], n as f64, format!("n = {n}, quantile {level}"), predicted, measured);
            panel.rows.push(row.with_lie(1.3 * predicted.value));
        }
    }
    Ok(panel.table_only())
}
