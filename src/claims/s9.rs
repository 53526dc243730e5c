//! S-9: a budget of c per step: enough or not above the threshold, never enough at and below it.

mod regimes;

use super::measure::{chances, exponential, spread};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{
    Refusal,
    total::{ln_within_for_large, rate},
};
use crate::num::Estimate;
use crate::sample::{jump::far_tail, total::totals};
use regimes::{failure, mean, rate_far, success_at_mean, success_at_mean_light};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s9",
    title: "A budget of c per step: for αQ > 1 it decides whether a long task is done, for αQ ≤ 1 no c is enough",
    statement: "Let a = αQ, T_n the sum of n independent steps with P(step > t) = t^-a, t ≥ 1, p_n(c) = P(T_n ≤ c n), μ = a/(a-1) for \
        a > 1 and ∞ for a ≤ 1, and I(c) = -min_s [s c + ln(a E_(a+1)(s))], the least over s ≥ 0. For 1 < c < μ, I(c) > 0, \
        p_n ≤ e^(-n I(c)) for every n, and p_n ~ e^(-n I(c))/√(2πn s²K''(s)), K = ln(a E_(a+1)), s the minimiser: for a ≤ 1 at every \
        c. For c > μ failure is only polynomially rare: 1 - p_n ~ n^(1-a) (c-μ)^-a. At c = μ, p_n → 1/a for 1 < a < 2 and ½ for a ≥ 2. \
        As c → ∞, I(c) ~ (1-a) a^(a/(1-a)) Γ(1-a)^(1/(1-a)) c^(-a/(1-a)) for a < 1, and I(c) ~ e^(-c-γ) at a = 1.",
    hypotheses: "The approach times are pure Pareto: S(t) = t^-α from t = 1 on; the steps are independent; Q > 0 is real.",
    applies: |subject| subject.pareto_exponent().map(drop),
    source: "Cramér (1938), Bahadur and Rao (1960) below the mean; Nagaev (1969) above it; stable positivity at it; as one \
        statement, with constants and next orders, derived in the proof.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let below = "αQ = ½: every budget fails, the more generous the later";
    let at = "αQ = 1: the same, after e^c steps";
    let above = "αQ = 1.5: a budget above μ = 3 succeeds, one below fails";
    Ok(Evidence::of(vec![
        course(context, below, 0.5, &[20.0, 200.0, 2000.0], 1e5)?,
        course(context, at, 1.0, &[5.0, 10.0, 15.0], 1e9)?,
        course(context, above, 1.5, &[2.0, 2.7, 2.9, 3.0, 3.1, 3.3, 6.0], 1e5)?,
        failures(context)?,
        rates(context)?,
        slopes(context)?,
        at_mean(context)?,
        drawn(context)?,
        rare(context)?,
    ]))
}

/// `P(T <= c n)` by the formula of its regime.
fn predicted(context: &Context<'_>, a: f64, n: f64, c: f64) -> Result<Estimate, Refusal> {
    if a > 1.0 && c > mean(a) {
        let rare = failure(a, n, c);
        return Ok(Estimate::new(1.0 - rare.value, rare.error));
    }
    if a > 1.0 && c == mean(a) {
        return Ok(if a < 2.0 { success_at_mean(a, n) } else { success_at_mean_light(a, n) });
    }
    Ok(exponential(ln_within_for_large(&context.law(&format!("pareto({a})"))?, c, n)?))
}

/// Whether a prediction leaves less than two parts in a hundred open.
fn is_sharp(p: Estimate) -> bool {
    p.value > 1e-40 && p.error < 0.02 * p.value
}

/// Success against n; rows where the regime's own formula is sharp, the curve between them from the inversion.
fn course(context: &Context<'_>, title: &str, a: f64, budgets: &[f64], longest: f64) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(title, Axis::log("number of steps n"), Axis::linear("P(T(n) ≤ c n)"));
    for &c in budgets {
        let series = format!("c = {c}");
        context.begin(&format!("a = {a}, {series}"));
        for n in spread(10.0, longest, (2.0 * longest.log10()) as u32 - 2).map(f64::round) {
            let p = predicted(context, a, n, c)?;
            if is_sharp(p) {
                let [measured, _] = chances(context, a, n as u64, c)?;
                panel.rows.push(Row::new(&series, n, format!("n = {n}"), p, Measured::Enclosure(measured)));
            }
        }
        let points = spread(1.0, longest, 60).map(f64::round).map(|n| Ok((n, chances(context, a, n as u64, c)?[0].value)));
        panel.exact_line(&series, points.collect::<Result<Vec<_>, Refusal>>()?);
    }
    Ok(panel)
}

/// Above the mean: the power law of failure.
fn failures(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Twice the mean: failure falls as n^(1−αQ), no faster";
    let mut panel = Panel::new(title, Axis::log("number of steps n"), Axis::log("P(T(n) > 2μn)"));
    for a in [1.25, 1.5, 2.5, 3.5] {
        let (series, c) = (format!("a = {a}"), 2.0 * mean(a));
        for n in [1e2, 1e3, 1e4, 1e5, 1e6] {
            let p = failure(a, n, c);
            if p.error < 0.02 * p.value {
                let [_, measured] = chances(context, a, n as u64, c)?;
                panel.rows.push(Row::new(&series, n, format!("n = {n}"), p, Measured::Enclosure(measured)));
            }
        }
        panel.line(&series, false, spread(30.0, 1e6, 40).map(|n| (n, failure(a, n, c).value)));
        panel.line(&series, true, spread(30.0, 1e6, 1).map(|n| (n, n.powf(1.0 - a) * (c - mean(a)).powf(-a))));
    }
    Ok(panel)
}

/// At the mean: 1/a, or one half.
fn at_mean(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("A budget of exactly μ", Axis::log("number of steps n"), Axis::linear("P(T(n) ≤ μn)"));
    for a in [1.25, 1.5, 1.75, 6.0, 12.0] {
        let series = format!("a = {a}");
        for n in [1e2, 1e3, 1e4, 1e6] {
            let p = predicted(context, a, n, mean(a))?;
            if is_sharp(p) {
                let [measured, _] = chances(context, a, n as u64, mean(a))?;
                panel.rows.push(Row::new(&series, n, format!("n = {n}"), p, Measured::Enclosure(measured)));
            }
        }
        let points = spread(10.0, 1e6, 40).map(f64::round).map(|n| Ok((n, chances(context, a, n as u64, mean(a))?[0].value)));
        panel.exact_line(&series, points.collect::<Result<Vec<_>, Refusal>>()?);
        panel.line(&series, true, [10.0, 1e6].map(|n| (n, if a < 2.0 { 1.0 / a } else { 0.5 })));
    }
    Ok(panel)
}

/// The rate against c: it ends at the mean, or nowhere.
fn rates(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "The rate I(c): 0 from μ on, positive at every c for αQ ≤ 1";
    let mut panel = Panel::new(title, Axis::log("budget per step c"), Axis::log("I(c), nats per step"));
    for (a, places) in [(0.5, [20.0, 60.0, 200.0, 600.0]), (0.75, [400.0, 1200.0, 4000.0, 12000.0]), (1.0, [7.0, 10.0, 15.0, 20.0])] {
        let (series, law) = (format!("a = {a}"), context.law(&format!("pareto({a})"))?);
        for c in places {
            let [limit, prediction] = rate_far(a, c);
            let row = Row::new(&series, c, format!("c = {c}"), prediction, Measured::Enclosure(rate(&law, c)?));
            panel.rows.push(row.as_limit().with_note(format!("the leading form alone is {:.6e}", limit.value)));
        }
        let far = places[3];
        panel.line(&series, true, spread(5.0, far, 60).map(|c| (c, rate_far(a, c)[0].value)));
        panel.exact_line(&series, curve(&law, 1.05, far)?);
    }
    for a in [1.25, 1.5] {
        panel.exact_line(format!("a = {a}"), curve(&context.law(&format!("pareto({a})"))?, 1.05, 0.998 * mean(a))?);
    }
    Ok(panel)
}

fn curve(law: &crate::tail::Law, low: f64, high: f64) -> Result<Vec<(f64, f64)>, Refusal> {
    spread(low, high, 80).map(|c| Ok((c, rate(law, c)?.value))).collect()
}

/// `-ln p_n/n` against the rate with its prefactor, up to a million steps.
fn slopes(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::log("−ln P(T(n) ≤ c n) / n");
    let mut panel = Panel::new("The exponent per step, with the prefactor", Axis::log("number of steps n"), y);
    for (a, c) in [(0.5, 5.0), (0.5, 20.0), (1.0, 3.0), (1.0, 5.0), (1.5, 2.0), (2.5, 1.5)] {
        let (series, law) = (format!("a = {a}, c = {c}"), context.law(&format!("pareto({a})"))?);
        for n in [10u64, 100, 1000, 10_000, 100_000, 1_000_000] {
            let ln_p = ln_within_for_large(&law, c, n as f64)?;
            if ln_p.error > 0.02 * ln_p.value.abs() {
                continue;
            }
            let measured = crate::expect::total::Total::of(&law, n)?.within(c)?.ln_cdf;
            let per_step = |ln: Estimate| ln.scaled(-1.0 / n as f64);
            let measured = Measured::Enclosure(per_step(measured));
            let row = Row::new(&series, n as f64, format!("n = {n}"), per_step(ln_p), measured);
            panel.rows.push(row.with_note(format!("the limit is I(c) = {:.10}", rate(&law, c)?.value)));
        }
    }
    Ok(panel.table_only())
}

/// Tasks drawn, at the mean.
fn drawn(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Drawn, at the mean", Axis::linear("a = αQ"), Axis::linear("P(T(n) ≤ μn)"));
    for (a, n, tasks) in [(1.25, 300, 60_000), (1.5, 1000, 40_000), (6.0, 1000, 40_000)] {
        let series = format!("a = {a}");
        context.begin(&format!("{series}, drawn"));
        let sample = totals(&*context.law("pareto(0.25)")?, a / 0.25, n, tasks, &context.stream(&series));
        let hits = sample.partition_point(|t| *t <= mean(a) * n as f64) as u64;
        let measured = Measured::Frequency { hits, trials: sample.len() as u64 };
        panel.rows.push(Row::new(&series, a, format!("n = {n}"), predicted(context, a, n as f64, mean(a))?, measured));
    }
    Ok(panel.table_only())
}

/// Index, steps, budget over the mean and draws of the rows above the mean.
const RARE: [(f64, u64, f64, u64); 5] = [
    (1.25, 50, 5.0, 400_000),
    (1.5, 50, 5.0, 600_000),
    (1.5, 30, 1e3, 400_000),
    (2.5, 10, 10.0, 800_000),
    (2.5, 10, 1e4, 800_000),
];

/// Above the mean, where whole tasks that fail are too rare to be drawn: all steps but the largest are.
fn rare(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Drawn, above the mean: failure by conditional Monte Carlo";
    let mut panel = Panel::new(title, Axis::linear("a = αQ"), Axis::log("P(T(n) > c n)"));
    for (a, n, factor, draws) in RARE {
        let (series, c) = (format!("a = {a}"), factor * mean(a));
        let place = format!("n = {n}, c = {factor} μ");
        context.begin(&format!("{series}, {place}, drawn"));
        let source = context.stream(&format!("rare {series} {place}"));
        let law = context.law(&format!("pareto({a})"))?;
        let found = far_tail(&*law, n, c * n as f64, context.draws(draws), &source);
        let (high, share) = (found.ln_bound.exp(), found.share);
        let (count, mean, variance) = (share.count, share.mean * high, share.variance() * high * high);
        let measured = Measured::BoundedMean { count, mean, variance, low: 0.0, high };
        let note = format!("relative standard error {:.1e}", found.relative_error());
        panel.rows.push(Row::new(&series, a, place, failure(a, n as f64, c), measured).with_note(note));
    }
    Ok(panel.table_only())
}
