//! S-8: how many steps are done by time t: a rate above the threshold, a random fraction of t^(αQ) below.

mod renewal;

use super::limits::{
    series::{exponential, ln_transform, scaled_terms, summed},
    stable::Stable,
};
use super::measure::{chances, spread};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::Refusal;
use crate::num::Estimate;
use crate::sample::{draw::Summary, total::steps_done};
use renewal::{exact, expected, expected_at_one, luck, spread_of};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s8",
    title: "Steps done by time t: for αQ > 1 about t(1 − 1/(αQ)) of them, for αQ < 1 about t^(αQ), times a luck that never averages out",
    statement: "Let a = αQ, steps be independent with P(step > t) = t^-a, t ≥ 1, and N(t) the number done by time t. Then \
        P(N(t) ≥ n) = P(T_n ≤ t). For a > 1, E N(t)/t → 1 - 1/a; at a = 1, E N(t) ~ t/ln t; for 0 < a < 1, E N(t) ~ t^a sin(πa)/(πa), and \
        N(t)/t^a converges in law to Y^-a, Y the positive stable law E e^(-sY) = exp(-Γ(1-a) s^a) (a Mittag-Leffler law; at a = ½ \
        P(N > x √t) → erfc(x √π/2)). So sd N(t)/E N(t) → √(2Γ(1+a)²/Γ(1+2a) - 1) > 0 for a < 1, and N(t)/E N(t) → 1 in probability for a ≥ 1.",
    hypotheses: "The approach times are pure Pareto: S(t) = t^-α from t = 1 on; the steps are independent; Q > 0 is real.",
    applies: |subject| subject.pareto_exponent().map(drop),
    source: "Renewal theorem; Feller, Trans. Amer. Math. Soc. 67 (1949) and Feller II, XI.5 and XIV.3 for a < 1; next orders derived in the proof.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let mut rate = Panel::new("Steps per unit of time", Axis::log("time t"), Axis::log("E[N(t)] / t"));
    let title = "What luck decides: as much at any time below the threshold";
    let mut luck = Panel::new(title, Axis::log("time t"), Axis::linear("sd N(t) / E[N(t)]"));
    for a in [0.5, 0.75, 1.0, 1.5, 2.5] {
        counted(context, a, &mut rate, &mut luck)?;
    }
    Ok(Evidence::of(vec![rate, luck, below(context)?, above(context)?, drawn(context)?, drawn_means(context)?]))
}

/// Mean and spread of N at one index.
fn counted(context: &Context<'_>, a: f64, rate: &mut Panel, spreads: &mut Panel) -> Result<(), Refusal> {
    let series = format!("a = {a}");
    let times: &[f64] = if a < 1.0 { &[30.0, 100.0, 1e3, 1e4, 1e5] } else { &[30.0, 100.0, 300.0, 1e3, 3e3] };
    for &t in if a == 0.75 { &times[..4] } else { times } {
        context.begin(&format!("{series}, t = {t}"));
        let (found, place) = (exact(context, a, t)?, format!("t = {t}"));
        let predicted = if a == 1.0 { expected_at_one(t) } else { expected(a, t)[0] };
        if predicted.error < 0.02 * predicted.value {
            let measured = Measured::Enclosure(found[0].scaled(1.0 / t));
            rate.rows.push(Row::new(&series, t, &place, predicted.scaled(1.0 / t), measured));
        }
        if a == 1.0 {
            continue;
        }
        let predicted = spread_of(expected(a, t));
        if predicted.error < 0.02 * predicted.value {
            spreads.rows.push(Row::new(&series, t, &place, predicted, Measured::Enclosure(spread_of(found))));
        }
    }
    let end = times[times.len() - 1];
    let of = |t: f64| if a == 1.0 { expected_at_one(t) } else { expected(a, t)[0] };
    rate.line(&series, false, spread(30.0, end, 40).map(|t| (t, of(t).value / t)));
    let limit = |t: f64| match a {
        a if a > 1.0 => 1.0 - 1.0 / a,
        1.0 => 1.0 / t.ln(),
        _ => t.powf(a - 1.0) * (std::f64::consts::PI * a).sin() / (std::f64::consts::PI * a),
    };
    rate.line(&series, true, spread(30.0, end, 20).map(|t| (t, limit(t))));
    if a != 1.0 {
        spreads.line(&series, false, spread(30.0, end, 40).map(|t| (t, spread_of(expected(a, t)).value)));
        spreads.line(&series, true, [30.0, end].map(|t| (t, luck(a))));
    }
    Ok(())
}

/// `P(T_n <= t)` for an index below 1: the limit law of `T_n n^{-1/a}`, shifted, with orders up to 2 in 1/n; the error is twice
/// the size of the orders beyond 1.2.
fn chance_below(a: f64, n: f64, t: f64) -> Estimate {
    let (law, unit) = (Stable::new(a), n.powf(1.0 / a));
    let terms = scaled_terms(&ln_transform(a, 3.0 * a), (n, unit), &[a], |p| p / a - 1.0);
    summed(&exponential(&terms, 2.0), 1.2, |q| law.inverse(q, t / unit))
}

/// Below the threshold: the law of `N/t^a` settles on a law that is no point.
fn below(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "αQ = ½: the law of N(t)/√t settles, spread out";
    let mut panel = Panel::new(title, Axis::linear("x"), Axis::linear("P(N(t) ≥ x √t)"));
    for t in [100.0, 10_000.0, 1e8] {
        let series = format!("t = {t}");
        context.begin(&format!("a = 0.5, {series}"));
        for n in [0.2, 0.5, 0.8, 1.2, 1.8].map(|x| f64::round(x * f64::sqrt(t))) {
            let predicted = chance_below(0.5, n, t);
            if predicted.error < 0.02 * predicted.value {
                let [measured, _] = chances(context, 0.5, n as u64, t / n)?;
                let (x, place) = (n / t.sqrt(), format!("t = {t}, n = {n}"));
                let limit = libm::erfc(0.5 * std::f64::consts::PI.sqrt() * x);
                let row = Row::new(&series, x, place, predicted, Measured::Enclosure(measured));
                panel.rows.push(row.with_note(format!("the limit law has {limit:.6}")));
            }
        }
        panel.exact_line(&series, law(context, 0.5, t, t.sqrt(), 3.0)?);
    }
    let limit = (0..=60).map(|i| f64::from(i) * 0.05).map(|x| (x, libm::erfc(0.5 * std::f64::consts::PI.sqrt() * x)));
    panel.line("limit: erfc(x√π/2)", true, limit);
    Ok(panel)
}

/// Above it: it settles on one point.
fn above(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "αQ = 1.5: the law of N(t)/t settles on ⅓";
    let mut panel = Panel::new(title, Axis::linear("x"), Axis::linear("P(N(t) ≥ x t)"));
    for t in [100.0, 10_000.0, 1e8] {
        panel.exact_line(format!("t = {t}"), law(context, 1.5, t, t, 0.7)?);
    }
    panel.line("limit", true, [(0.0, 1.0), (1.0 / 3.0, 1.0), (1.0 / 3.0, 0.0), (0.7, 0.0)]);
    Ok(panel)
}

/// `P(N(t) >= x unit)` from x near 0 to `far`.
fn law(context: &Context<'_>, a: f64, t: f64, unit: f64, far: f64) -> Result<Vec<(f64, f64)>, Refusal> {
    let places = (1..=150).map(|i| (f64::from(i) / 150.0 * far * unit).round().max(1.0));
    places.map(|n| Ok((n / unit, chances(context, a, n as u64, t / n)?[0].value))).collect()
}

/// How many steps each of some tasks has done by time t, counted as they are drawn.
fn counts(context: &Context<'_>, a: f64, t: f64, tasks: u64) -> Result<Vec<u64>, Refusal> {
    let subject = format!("a = {a}, t = {t}, drawn");
    context.begin(&subject);
    let approach = context.law("pareto(0.25)")?;
    Ok(steps_done(&*approach, a / 0.25, t, context.draws(tasks), &context.stream(&subject)))
}

/// Tasks drawn for the law of N.
const TASKS: u64 = 100_000;

/// The law of N below the threshold, by drawing steps until the time is up.
fn drawn(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "αQ = ½, drawn: the law of N(t)";
    let mut panel = Panel::new(title, Axis::linear("x"), Axis::linear("P(N(t) ≥ x √t)")).table_only();
    for (t, places) in [(100.0, [2.0, 5.0, 8.0]), (10_000.0, [20.0, 50.0, 80.0])] {
        let counts = counts(context, 0.5, t, TASKS)?;
        for n in places {
            let hits = counts.iter().filter(|count| **count as f64 >= n).count() as u64;
            let measured = Measured::Frequency { hits, trials: counts.len() as u64 };
            let place = format!("t = {t}, n = {n}");
            panel.rows.push(Row::new(format!("t = {t}"), n / t.sqrt(), place, chance_below(0.5, n, t), measured));
        }
    }
    Ok(panel)
}

/// Index, time, and tasks drawn for the mean of N.
const MEANS: [(f64, f64, u64); 5] =
    [(0.5, 100.0, 200_000), (0.75, 1e3, 80_000), (1.0, 1e3, 40_000), (1.5, 1e3, 40_000), (2.5, 300.0, 40_000)];

/// The rate of steps on both sides of the threshold, likewise: N(t) <= t, as a step takes at least 1.
fn drawn_means(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Steps per unit of time, drawn";
    let mut panel = Panel::new(title, Axis::log("time t"), Axis::log("E[N(t)] / t")).table_only();
    for (a, t, tasks) in MEANS {
        let mut rate = Summary::EMPTY;
        counts(context, a, t, tasks)?.iter().for_each(|count| rate.push(*count as f64 / t));
        let Summary { count, mean, .. } = rate;
        let measured = Measured::BoundedMean { count, mean, variance: rate.variance(), low: 0.0, high: 1.0 };
        let predicted = if a == 1.0 { expected_at_one(t) } else { expected(a, t)[0] };
        panel.rows.push(Row::new(format!("a = {a}"), t, format!("t = {t}"), predicted.scaled(1.0 / t), measured));
    }
    Ok(panel)
}
