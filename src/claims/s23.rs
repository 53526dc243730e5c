//! S-23: a mind that must run its approaches side by side, beside one that gives them up.

use super::{
    measure::{spread, unnamed},
    s21::{best_cutoff, found},
};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{
    Refusal,
    portfolio::{best, best_whole, work},
};
use crate::num::Estimate;
use crate::sample::draw::{least_of, summary};
use std::f64::consts::E;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s23",
    title: "A mind that has to run all Q approaches pays Q E[min]: least at twice the threshold, 4/α, and always more than restarts at the best cutoff",
    statement: "Let P(T > t) = t^-α, t ≥ 1. Q approaches run side by side until the first finishes cost Q E[min_Q] = αQ²/(αQ - 1) of work for \
        Q > 1/α, infinitely much else. Over real Q this is least at Q = 2/α, twice the threshold, where it is 4/α. The best whole number of approaches is \
        the Q with (2Q+1)/(Q(Q+1)) ≤ α ≤ (2Q-1)/(Q(Q-1)), and 1 for α ≥ 3/2; where Q and Q + 1 tie, the work is 1 + 1/(4Q(Q+1)) times 4/α. \
        For every α > 0 and every whole Q the work exceeds E*, the cost of restarts at the best cutoff; as α → 0, 4/α against e/α.",
    hypotheses: "The approach times are pure Pareto: S(t) = t^-α from t = 1 on; approaches are independent; running Q of them takes Q units of work per unit of time.",
    applies: |subject| subject.pareto_exponent().map(drop),
    source: "Derived in the proof.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![courses(context)?, least(context)?, powers(context)?, whole(context)?, apart(context)?, drawn(context)?]))
}

/// `alpha Q^2/(alpha Q - 1)`.
fn work_at(alpha: f64, power: f64) -> f64 {
    if alpha * power > 1.0 { alpha * power * power / (alpha * power - 1.0) } else { f64::INFINITY }
}

/// The best whole number of approaches by the statement's inequalities.
fn whole_at(alpha: f64) -> f64 {
    let near = (2.0 / alpha).floor().max(1.0);
    if alpha * near * (near + 1.0) >= 2.0 * near + 1.0 { near } else { near + 1.0 }
}

/// Work against the number of approaches.
fn courses(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Work of Q approaches side by side: least at 2Q* (dashed: restarts at the best cutoff)";
    let mut panel = Panel::new(title, Axis::log("approaches Q"), Axis::log("mean work of a step"));
    for alpha in [0.1, 0.25, 0.5, 1.0] {
        let series = format!("α = {alpha}: Q* = {}", 1.0 / alpha);
        let law = unnamed(&context.law(&format!("pareto({alpha})"))?);
        context.begin(&series);
        for multiple in [1.1, 1.3, 2.0, 4.0, 8.0] {
            let q = multiple / alpha;
            let measured = work(&law, q)?.finite().ok_or_else(|| Refusal(format!("{law}: infinite at Q = {q}")))?;
            let predicted = Estimate::new(work_at(alpha, q), 1e-12 * work_at(alpha, q));
            let place = format!("Q = {multiple} Q*");
            panel.rows.push(Row::new(&series, q, place, predicted, Measured::Enclosure(measured)));
        }
        panel.line(&series, false, spread(1.04 / alpha, 100.0, 160).map(|q| (q, work_at(alpha, q))));
        panel.line(&series, true, [1.0, 100.0].map(|q| (q, best_cutoff(alpha) / alpha)));
    }
    Ok(panel)
}

/// Exponents at which prices are compared.
const EXPONENTS: [f64; 8] = [0.05, 0.1, 0.25, 0.5, 0.7, 1.0, 1.4, 2.0];

/// The least work, beside restarts.
fn least(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "α times the least cost: to run side by side is always dearer than to give up";
    let mut panel = Panel::new(title, Axis::log("tail exponent of one approach α"), Axis::linear("α · mean cost"));
    let [real, rounded, restarts] = ["side by side, real Q", "side by side, whole Q", "restarts at the best cutoff"];
    context.begin("least work");
    for alpha in EXPONENTS {
        let law = unnamed(&context.law(&format!("pareto({alpha})"))?);
        let place = format!("α = {alpha}");
        let found_real = best(&law)?.ok_or_else(|| Refusal(format!("{law}: no least work is found")))?;
        let rows = [
            (real, 4.0, found_real.work),
            (rounded, alpha * work_at(alpha, whole_at(alpha)), best_whole(&law)?.work),
            (restarts, best_cutoff(alpha), found(&law)?.1),
        ];
        for (series, value, measured) in rows {
            let measured = Measured::Enclosure(measured.scaled(alpha));
            panel.rows.push(Row::new(series, alpha, &place, Estimate::new(value, 1e-11 * value), measured));
        }
    }
    panel.line(real, false, [0.03, 2.0].map(|alpha| (alpha, 4.0)));
    panel.line(rounded, false, spread(0.03, 3.0, 600).map(|alpha| (alpha, alpha * work_at(alpha, whole_at(alpha)))));
    panel.line(restarts, false, spread(0.03, 3.0, 100).map(|alpha| (alpha, best_cutoff(alpha))));
    panel.line("e", true, [0.03, 3.0].map(|alpha| (alpha, E)));
    Ok(panel)
}

/// Where the work is least.
fn powers(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("The best number of approaches", Axis::log("α"), Axis::log("Q")).table_only();
    for alpha in EXPONENTS {
        let law = unnamed(&context.law(&format!("pareto({alpha})"))?);
        let found = best(&law)?.ok_or_else(|| Refusal(format!("{law}: no least work is found")))?;
        let value = 2.0 / alpha;
        let row = Row::new("real Q", alpha, format!("α = {alpha}"), Estimate::closed_form(value), Measured::Enclosure(found.power));
        panel.rows.push(row);
        let measured = Measured::Enclosure(best_whole(&law)?.power);
        let value = whole_at(alpha);
        let row = Row::new("whole Q", alpha, format!("α = {alpha}"), Estimate::new(value, 0.0), measured);
        panel.rows.push(row.with_lie(value + 1.0));
    }
    Ok(panel)
}

/// Where two whole numbers tie.
fn whole(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Where Q and Q + 1 tie", Axis::linear("Q"), Axis::linear("α work/4")).table_only();
    for q in [1.0, 2.0, 3.0, 10.0] {
        let alpha = (2.0 * q + 1.0) / (q * (q + 1.0));
        let law = unnamed(&context.law(&format!("pareto({alpha})"))?);
        for power in [q, q + 1.0] {
            let measured = work(&law, power)?.finite().ok_or_else(|| Refusal(format!("{law}: infinite at Q = {power}")))?;
            let value = 1.0 + 0.25 / (q * (q + 1.0));
            let predicted = Estimate::new(value, 1e-12);
            let measured = Measured::Enclosure(measured.scaled(0.25 * alpha));
            panel.rows.push(Row::new("tie", power, format!("Q = {power}, α = {alpha:.4}"), predicted, measured));
        }
    }
    Ok(panel)
}

/// Far below every threshold: `4/e` times as dear.
fn apart(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::linear("side by side / restarts");
    let mut panel = Panel::new("As α → 0: 4/e", Axis::log("α"), y).table_only();
    for alpha in [1e-2, 1e-3] {
        let law = unnamed(&context.law(&format!("pareto({alpha})"))?);
        let side_by_side = best(&law)?.ok_or_else(|| Refusal(format!("{law}: no least work is found")))?.work;
        let (_, restarts) = found(&law)?;
        // tau* = e (1 + alpha/8 ...): below alpha/4 of what it tends to.
        let predicted = Estimate::new(4.0 / E, 0.25 * alpha * 4.0 / E);
        let measured = Measured::Enclosure(side_by_side.over(restarts));
        panel.rows.push(Row::new("4/e", alpha, format!("α = {alpha}"), predicted, measured).as_limit());
    }
    Ok(panel)
}

/// Approaches drawn side by side; the work is counted up to a bound.
fn drawn(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::log("E[Q min(min_Q, 20)]");
    let mut panel = Panel::new("Drawn: work, counted up to 20 units of time", Axis::linear("Q"), y).table_only();
    let most = 20.0f64;
    for (alpha, q) in [(0.25, 8u32), (0.5, 4), (0.5, 3), (1.0, 2), (1.5, 1)] {
        let (law, a) = (context.law(&format!("pareto({alpha})"))?, alpha * f64::from(q));
        context.begin(&format!("α = {alpha}, Q = {q}, drawn"));
        // E min(M, b) = 1 + int_1^b t^-a dt
        let value = f64::from(q) * (1.0 + (1.0 - most.powf(1.0 - a)) / (a - 1.0));
        let once = |stream: &mut crate::sample::Stream| f64::from(q) * least_of(&*law, q, stream).min(most);
        let sample = summary(context.draws(200_000), &context.stream(&format!("{alpha}, {q}")), once);
        let (mean, variance, high) = (sample.mean, sample.variance(), f64::from(q) * most);
        let measured = Measured::BoundedMean { count: sample.count, mean, variance, low: 0.0, high };
        let place = format!("α = {alpha}, Q = {q}");
        panel.rows.push(Row::new("work", f64::from(q), place, Estimate::closed_form(value), measured));
    }
    Ok(panel)
}
