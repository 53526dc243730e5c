//! S-22: Luby's sequence, which knows nothing of the law, beside the best cutoff, which knows it all.

mod sequence;

use super::{
    measure::{spread, unnamed},
    s21::best_cutoff,
};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{
    Refusal,
    restart::{Luby, bound},
};
use crate::num::Estimate;
use crate::sample::{
    draw::{hits, summary},
    restart::{luby, time},
};
use sequence::{cost, left};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s22",
    title: "Luby's sequence of cutoffs 1, 1, 2, 1, 1, 2, 4, … needs to know only a base time: at most 16 (log₂(E*/u) + 6) times what the best one costs, and 1.6 to 3 times for Pareto(α), α ≥ 0.03, from u = 1",
    statement: "Let u be a base time, and let approaches be abandoned at u times 1, 1, 2, 1, 1, 2, 4, 1, 1, 2, 1, 1, 2, 4, 8, … With \
        L_k = L_(k-1)² S(2^k u) and C_k = (1 + L_(k-1)) C_(k-1) + L_(k-1)² E[min(T, 2^k u)], L_0 = S(u), C_0 = E[min(T, u)], \
        a step takes lim C_k on average, finite for every law, and L_k is the chance that it takes longer than (k+1) 2^k u. If T ≥ u, the mean is at most \
        16 E* (log₂(E*/u) + 6), E* being the cost of the best fixed cutoff. For P(T > t) = t^-α, t ≥ 1, and u = 1 it is \
        E* log₂(1/α)/(2e ln 2) (1 + o(1)) as α → 0.",
    hypotheses: "Approaches are independent, equally distributed and never negative; the bound: none finishes before u.",
    applies: |subject| {
        let law = subject.approach()?;
        let low = law.support().low;
        if low >= 0.0 { Ok(()) } else { Err(format!("{law} takes times down to {low}")) }
    },
    source: "The sequence and a bound O(E* log E*) in whole units of time: Luby, Sinclair, Zuckerman (1993); this bound, the recursion and the limit: the proof.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![ratios(context)?, progress(context)?, units(context)?, bounds(context)?, far(context)?, drawn(context)?]))
}

/// The mean time by the recursion on quadratures.
fn recursion(context: &Context<'_>, alpha: f64, unit: f64) -> Result<Estimate, Refusal> {
    Ok(Luby::new(&unnamed(&context.law(&format!("pareto({alpha})"))?), unit)?.cost)
}

/// How many times the best cutoff's cost.
fn ratios(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "What not knowing the law costs: Luby's sequence over the best cutoff";
    let mut panel = Panel::new(title, Axis::log("tail exponent of one approach α"), Axis::linear("mean time / E*"));
    for unit in [1.0, 2.0, 4.0] {
        let series = format!("u = {unit}");
        context.begin(&series);
        let ratio = |alpha: f64| cost(alpha, unit) * alpha / best_cutoff(alpha);
        for alpha in [0.05, 0.1, 0.2, 0.5, 1.0, 1.5, 3.0] {
            let measured = recursion(context, alpha, unit)?.scaled(alpha / best_cutoff(alpha));
            let predicted = Estimate::new(ratio(alpha), 1e-11 * ratio(alpha));
            panel.rows.push(Row::new(&series, alpha, format!("α = {alpha}"), predicted, Measured::Enclosure(measured)));
        }
        panel.line(&series, false, spread(0.03, 5.0, 120).map(|alpha| (alpha, ratio(alpha))));
    }
    panel.line("the best cutoff", true, [0.03, 5.0].map(|alpha| (alpha, 1.0)));
    Ok(panel)
}

/// The chance of not being done, against the time spent.
fn progress(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "α = ½: not done by t, never giving up, by Luby's sequence, at the best cutoff";
    let mut panel = Panel::new(title, Axis::linear("time t"), Axis::log("P(step > t)"));
    let (alpha, series) = (0.5, "Luby's sequence, u = 1");
    let (law, trials) = (context.law("pareto(0.5)")?, context.draws(400_000));
    context.begin("drawn");
    for attempts in [3usize, 5, 7, 10, 14] {
        let cutoffs = || luby().map(|times| times as f64).take(attempts);
        let length: f64 = cutoffs().sum();
        let once = |stream: &mut crate::sample::Stream| time(&*law, cutoffs(), stream) >= length;
        let hits = hits(trials, &context.stream(&format!("{attempts} approaches")), once);
        let predicted = Estimate::closed_form(left(alpha, 1.0, attempts));
        let measured = Measured::Frequency { hits, trials };
        let row = Row::new(series, length, format!("t = {length}"), predicted, measured);
        panel.rows.push(row.with_note(format!("{attempts} approaches given up")));
    }
    let tau = best_cutoff(alpha);
    let at_best = |t: f64| tau.powf(-alpha * (t / tau).floor()) * (t % tau).max(1.0).powf(-alpha);
    let places = || (0..=320).map(|i| 0.125 * f64::from(i));
    panel.line(series, false, places().map(|t| (t, sequence::survival(alpha, 1.0, t))));
    panel.line("the best cutoff", false, places().map(|t| (t, at_best(t))));
    panel.line("never giving up", true, places().skip(8).map(|t| (t, t.powf(-alpha))));
    Ok(panel)
}

/// The base time matters little once it is below the best cutoff.
fn units(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "The base time: too short costs a logarithm, too long is paid in full";
    let mut panel = Panel::new(title, Axis::log("base time u"), Axis::log("mean time / E*"));
    for alpha in [0.1, 0.5, 1.0] {
        let series = format!("α = {alpha}");
        context.begin(&series);
        let ratio = |unit: f64| cost(alpha, unit) * alpha / best_cutoff(alpha);
        for unit in [0.01, 0.1, 0.7, 3.0, 30.0] {
            let measured = recursion(context, alpha, unit)?.scaled(alpha / best_cutoff(alpha));
            let predicted = Estimate::new(ratio(unit), 1e-11 * ratio(unit));
            panel.rows.push(Row::new(&series, unit, format!("u = {unit}"), predicted, Measured::Enclosure(measured)));
        }
        panel.line(&series, false, spread(0.005, 100.0, 200).map(|unit| (unit, ratio(unit))));
    }
    Ok(panel)
}

/// The bound holds, with much to spare; a bound that is true of half as much would be too.
fn bounds(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::log("16 E* (log₂ E* + 6) over the mean time");
    let mut panel = Panel::new("The proved bound is safe and far from tight", Axis::log("α"), y).table_only();
    for alpha in [0.01, 0.1, 0.5, 1.0, 2.0] {
        let least = best_cutoff(alpha) / alpha;
        let measured = Estimate::closed_form(bound(least, 1.0)).over(recursion(context, alpha, 1.0)?);
        let own = 16.0 * least * (least.log2() + 6.0) / cost(alpha, 1.0);
        let row = Row::new("u = 1", alpha, format!("α = {alpha}"), Estimate::new(own, 1e-10 * own), Measured::Enclosure(measured));
        panel.rows.push(row.with_note(format!("at least 1 is claimed; {own:.3}")));
        if own < 1.0 {
            return Err(Refusal(format!("the bound fails at α = {alpha}")));
        }
    }
    Ok(panel)
}

/// Very heavy tails: the logarithm shows.
fn far(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::linear("2e ln 2 · mean time / (E* log₂(1/α))");
    let mut panel = Panel::new("As α → 0", Axis::log("α"), y).table_only();
    for alpha in [1e-30f64, 1e-60, 1e-100] {
        let leading = (1.0 / alpha).log2() / (2.0 * std::f64::consts::LN_2) / alpha;
        let measured = recursion(context, alpha, 1.0)?.scaled(1.0 / leading);
        // The next term is of order 1/log, with a constant that is not proved.
        let predicted = Estimate::new(1.0, 2.0 / (1.0 / alpha).log2());
        let row = Row::new("u = 1", alpha, format!("α = {alpha:e}"), predicted, Measured::Enclosure(measured));
        panel.rows.push(row.as_limit());
    }
    Ok(panel)
}

/// The mean time spent in the first 2^(k+1) - 1 approaches, drawn.
fn drawn(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Drawn: a block of the sequence", Axis::log("α"), Axis::log("mean time spent")).table_only();
    for (alpha, k) in [(0.25, 5u32), (0.5, 4), (1.0, 3), (2.0, 2)] {
        let (law, attempts) = (context.law(&format!("pareto({alpha})"))?, (1usize << (k + 1)) - 1);
        context.begin(&format!("α = {alpha}, drawn"));
        let blocks = Luby::new(&law, 1.0)?.blocks;
        let block = blocks.get(k as usize).ok_or_else(|| Refusal(format!("no block {k} at α = {alpha}")))?;
        let cutoffs = || luby().map(|times| times as f64).take(attempts);
        let once = |stream: &mut crate::sample::Stream| time(&*law, cutoffs(), stream);
        let found = summary(context.draws(400_000), &context.stream(&format!("mean at {alpha}")), once);
        let (mean, variance) = (found.mean, found.variance());
        let measured = Measured::BoundedMean { count: found.count, mean, variance, low: 0.0, high: block.length };
        let place = format!("α = {alpha}, {attempts} approaches");
        panel.rows.push(Row::new("u = 1", alpha, place, block.spent, measured));
    }
    Ok(panel)
}
