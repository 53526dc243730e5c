//! S-17: approaches joined by Gumbel's copula: Q of them are worth a root of Q.

use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::Refusal;
use crate::model::Crowd;
use crate::num::Estimate;
use crate::sample::{
    crowd::{Linked, least_joined},
    draw::exceedances,
};
use crate::tail::made::SurvivalCopula::Gumbel;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s17",
    title: "Approaches joined by Gumbel's copula are worth Q^(1/θ) independent ones, exactly, so that Q* = α^-θ",
    statement: "Let the survival functions of the Q approaches be joined by Gumbel's copula, P(T_1 > t_1, ...) = exp -(Σ (-ln S(t_j))^θ)^(1/θ), θ ≥ 1. Then \
        P(step > t) = S(t)^(Q^(1/θ)) for every t: Q approaches are worth exactly Q^(1/θ) independent ones. For Pareto(α) approaches a step is Pareto(αQ^(1/θ)), \
        and its mean is finite exactly for Q > Q* = α^-θ: with θ = 2 the number needed is squared.",
    hypotheses: "One continuous law for all approaches; θ ≥ 1; for real Q the formula is taken as the definition. For the mean: S(t) = t^-α from t = 1 on.",
    applies: |subject| subject.approach().map(drop),
    source: "The copula is Gumbel's (1960), also called logistic; derived in the proof.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![tails(context)?, needed(context)?, means(context)?]))
}

const ALPHA: f64 = 0.8;
const THETA: f64 = 2.0;

/// Every approach drawn, by a shared stable frailty.
fn tails(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "θ = 2, α = 0.8: four times as many approaches double the slope (dashed: if they were independent)";
    let mut panel = Panel::new(title, Axis::log("time t"), Axis::log("P(step > t)"));
    let approach = context.law(&format!("pareto({ALPHA})"))?;
    let linked = Linked::new(Gumbel(THETA), None);
    for (power, places) in [(1u32, [2.0, 5.0]), (4, [1.5, 2.0]), (16, [1.2, 1.5]), (64, [1.1, 1.25])] {
        let (series, a) = (format!("Q = {power}"), ALPHA * f64::from(power).sqrt());
        context.begin(&series);
        let trials = context.draws(800_000);
        let once = |stream: &mut _| least_joined(&linked, power, &approach, stream);
        for (t, hits) in places.into_iter().zip(exceedances(trials, &context.stream(&series), &places, once)) {
            let predicted = Estimate::closed_form(f64::powf(t, -a));
            panel.rows.push(Row::new(&series, t, format!("t = {t}"), predicted, Measured::Frequency { hits, trials }));
        }
        let end = f64::min(30.0, 1e-4f64.powf(-1.0 / a));
        panel.line(&series, false, spread(1.0, end, 40).map(|t| (t, t.powf(-a))));
        panel.line(&series, true, spread(1.0, 1e-4f64.powf(-1.0 / (ALPHA * f64::from(power))).min(30.0), 20)
            .map(|t| (t, t.powf(-ALPHA * f64::from(power)))));
    }
    Ok(panel)
}

/// The power at which the library's step has index 1, by bisection on its tail.
fn needed(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("How many approaches a finite mean needs", Axis::linear("tail exponent of one approach α"), Axis::log("Q*"));
    for theta in [1.0, 1.5, 2.0, 3.0] {
        let series = format!("θ = {theta}");
        context.begin(&series);
        for alpha in [0.3, 0.5, 0.7, 0.9] {
            let approach = context.law(&format!("pareto({alpha})"))?;
            let index = |q: f64| {
                let step = Crowd::Joined(Gumbel(theta)).step(q, &approach).map_err(Refusal)?;
                Ok::<_, Refusal>(-step.ln_sf_at_exp(1e3) / 1e3)
            };
            let (mut low, mut high) = (0.5f64, 1e3f64);
            for _ in 0..50 {
                let middle = (low * high).sqrt();
                if index(middle)? < 1.0 { low = middle } else { high = middle }
            }
            let measured = Measured::Enclosure(Estimate::new(high, 1e-9 * high));
            let predicted = Estimate::closed_form(f64::powf(alpha, -theta));
            panel.rows.push(Row::new(&series, alpha, format!("α = {alpha}"), predicted, measured));
        }
        panel.line(&series, false, (5..=20).map(|i| 0.05 * f64::from(i)).map(|alpha| (alpha, alpha.powf(-theta))));
    }
    Ok(panel)
}

/// The mean of a step by drawing `min(1/T)`, which is bounded: `E[1/step] = a/(a+1)`.
fn means(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("E[1/step]", Axis::log("power Q"), Axis::linear("E[1/step]")).table_only();
    let approach = context.law(&format!("pareto({ALPHA})"))?;
    for (power, theta) in [(3u32, 1.5), (9, 2.0), (30, 3.0)] {
        let (series, a) = (format!("θ = {theta}"), ALPHA * f64::from(power).powf(1.0 / theta));
        let linked = Linked::new(Gumbel(theta), None);
        let once = |stream: &mut _| least_joined(&linked, power, &approach, stream).recip();
        let found = crate::sample::draw::summary(context.draws(400_000), &context.stream(&format!("{series} inverse")), once);
        let measured =
            Measured::BoundedMean { count: found.count, mean: found.mean, variance: found.variance(), low: 0.0, high: 1.0 };
        let predicted = Estimate::closed_form(a / (a + 1.0));
        panel.rows.push(Row::new(&series, f64::from(power), format!("Q = {power}, θ = {theta}"), predicted, measured));
    }
    Ok(panel)
}
