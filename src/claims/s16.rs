//! S-16: a difficulty that all approaches share: more of them cannot help against it.

use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::Refusal;
use crate::num::Estimate;
use crate::sample::{crowd::least_stretched, draw::exceedances};
use crate::tail::{
    Law, defaults,
    made::{min_of, product},
};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s16",
    title: "A difficulty that all approaches share caps the tail index of a step at its own: min(γ, αQ), and where it has no mean no Q suffices",
    statement: "Let the times of the Q approaches to a step be W Y_1, ..., W Y_Q, W > 0 shared and independent of the Y_j, which are independent of each other with \
        survival function S. Then P(step > t) = E S(t/W)^Q and E[step] = E[W] E[min Y]: finite exactly if both are, so that Q* is what it is without W if E[W] is finite, and \
        there is none if not. If the index of Y is α, that of W γ, the index of a step is min(γ, αQ), with P(step > t) ~ E[min Y^γ] P(W > t) for αQ > γ. For \
        Pareto laws, b = αQ ≠ γ: P(step > t) = (γ t^-b - b t^-γ)/(γ - b), t ≥ 1.",
    hypotheses: "As stated. For the indices both tails are regularly varying.",
    applies: |subject| subject.approach().map(drop),
    source: "Breiman, \"On some limit theorems similar to the arc-sin law\" (1965), for the product of two tails; the rest in the proof.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![tails(context)?, index(context)?, means(context)?]))
}

/// The index of one approach's own time, and the powers.
const ALPHA: f64 = 0.5;
const POWERS: [u32; 4] = [1, 2, 4, 16];

/// The law of a step whose difficulty is Pareto.
fn step(context: &Context<'_>, shared: f64, power: f64) -> Result<Law, Refusal> {
    let fastest = min_of(power, &context.law(&format!("pareto({ALPHA})"))?).map_err(Refusal)?;
    product(&context.law(&format!("pareto({shared})"))?, &fastest).map_err(Refusal)
}

/// `P(WY > t)` for Pareto factors with different exponents.
fn sf(a: f64, b: f64, t: f64) -> f64 {
    (a * t.powf(-b) - b * t.powf(-a)) / (a - b)
}

fn tails(context: &Context<'_>) -> Result<Panel, Refusal> {
    let shared = 1.2;
    let title = format!("A shared Pareto({shared}) difficulty, α = ½: beyond Q = 2.4 the slope stays at {shared}");
    let mut panel = Panel::new(title, Axis::log("time t"), Axis::log("P(step > t)"));
    let (difficulty, approach) = (context.law(&format!("pareto({shared})"))?, context.law(&format!("pareto({ALPHA})"))?);
    for power in POWERS {
        let (series, b) = (format!("Q = {power}"), ALPHA * f64::from(power));
        context.begin(&series);
        let law = step(context, shared, f64::from(power))?;
        let places = [1.6, 3.0];
        let trials = context.draws(1_000_000);
        let once = |stream: &mut _| least_stretched(&difficulty, power, &approach, stream);
        for (t, hits) in places.into_iter().zip(exceedances(trials, &context.stream(&series), &places, once)) {
            let predicted = Estimate::new(sf(shared, b, t), 1e-12);
            panel.rows.push(Row::new(&series, t, format!("t = {t}, drawn"), predicted, Measured::Frequency { hits, trials }));
        }
        for t in [1e2, 1e4, 1e6] {
            let (found, predicted) = (law.ln_sf(t).exp(), sf(shared, b, t));
            let measured = Measured::Enclosure(Estimate::new(found, 1e-9 * found));
            panel.rows.push(Row::new(&series, t, format!("t = {t:e}"), Estimate::new(predicted, 1e-12 * predicted), measured));
        }
        panel.line(&series, false, spread(1.0, 1e6, 60).map(|t| (t, sf(shared, b, t))));
    }
    panel.line("the difficulty alone", true, [1.0f64, 1e6].map(|t| (t, t.powf(-shared))));
    Ok(panel)
}

/// The index against Q, between `t = e^300` and `e^600`.
fn index(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "A step has a finite mean where its index is above 1: under a difficulty of index 0.8 nowhere";
    let mut panel = Panel::new(title, Axis::log("power Q"), Axis::linear("tail index of a step"));
    for shared in [0.8, 1.2, 2.5] {
        let series = format!("shared difficulty of index {shared}");
        context.begin(&series);
        for power in [1.0, 2.0, 3.0, 4.0, 8.0, 30.0] {
            let (law, b) = (step(context, shared, power)?, ALPHA * power);
            let slope = (law.ln_sf_at_exp(300.0) - law.ln_sf_at_exp(600.0)) / 300.0;
            let rest = 1e-9 + f64::exp(-300.0 * (b - shared).abs());
            let (predicted, measured) = (Estimate::new(b.min(shared), rest), Estimate::new(slope, 1e-9));
            let row = Row::new(&series, power, format!("Q = {power}"), predicted, Measured::Enclosure(measured));
            panel.rows.push(row.as_limit());
        }
        panel.line(&series, false, spread(0.8, 40.0, 200).map(|q| (q, (ALPHA * q).min(shared))));
    }
    panel.line("1: the mean diverges at and below", true, [0.8, 40.0].map(|q| (q, 1.0)));
    Ok(panel)
}

/// `E[step]` from the tail of the product alone, beside the product of the two means.
fn means(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("The mean of a step is a product", Axis::log("power Q"), Axis::log("E[step]")).table_only();
    for shared in [1.2, 3.0] {
        for power in [2.5, 4.0, 16.0] {
            let (law, b) = (step(context, shared, power)?, ALPHA * power);
            context.begin(&format!("mean, {shared}, {power}"));
            let found = defaults::mean(&*law).finite().ok_or_else(|| Refusal(format!("{law}: no finite mean by quadrature")))?;
            let predicted = Estimate::closed_form(shared / (shared - 1.0) * b / (b - 1.0));
            let series = format!("shared index {shared}");
            let measured = Measured::Enclosure(Estimate::new(found.value, found.error + 1e-8 * found.value));
            panel.rows.push(Row::new(series, power, format!("Q = {power}"), predicted, measured));
        }
    }
    Ok(panel)
}
