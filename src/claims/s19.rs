//! S-19: approaches that fail together, and approaches that end together.

use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::Refusal;
use crate::num::Estimate;
use crate::sample::{
    crowd::{Linked, least_joined},
    draw::exceedances,
};
use crate::tail::made::{
    SurvivalCopula::{self, Clayton, Gaussian, Gumbel, MarshallOlkin, StudentT, SurvivalClayton},
    dependent_min_of,
};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s19",
    title: "Approaches that are long together are worth one, however many; at equal rank correlation copulas differ from no help to full help",
    statement: "Let C be the copula of the survival functions of Q approaches, S that of one. Clayton's, θ > 0: P(step > t) = (Q S^-θ - Q + 1)^(-1/θ) ~ Q^(-1/θ) S: the tail \
        index is that of one approach for every Q, and so is that for Student's t copula. Marshall and Olkin's, where of the unit rate at which an approach ends, in units \
        of its depth -ln S, the share c ends all at once: P(step > t) = S^(c+(1-c)Q); for Pareto(α) and l = cα the index is l + Q(α-l) and Q* = (1-l)/(α-l). Clayton's for the \
        times instead, E (1-e^(-Mx))^Q: ~ θ^Q Γ(Q+1/θ)/Γ(1/θ) S^Q, the index of Q independent approaches. So it is dependence among long times that costs, and no rank \
        correlation tells how much.",
    hypotheses: "One continuous law for all approaches; θ > 0, 0 ≤ c < 1, 0 ≤ ρ < 1; for real Q the formulas are taken as definitions.",
    applies: |subject| subject.approach().map(drop),
    source: "Nelsen, An Introduction to Copulas (2006); Joe, Dependence Modeling with Copulas (2014); derived in the proof.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![together(context)?, shocks(context)?, worth(context)?, drawn(context)?]))
}

const ALPHA: f64 = 1.5;

/// Clayton's copula: parallel lines.
fn together(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Clayton's copula, θ = 1, α = 3/2: more approaches lower the line and never tilt it";
    let mut panel = Panel::new(title, Axis::log("time t"), Axis::log("P(step > t)"));
    let approach = context.law(&format!("pareto({ALPHA})"))?;
    let linked = Linked::new(Clayton(1.0), None);
    for (power, places) in [(1u32, [1.5, 2.5]), (2, [1.3, 2.0]), (8, [1.1, 1.4]), (64, [1.01, 1.04])] {
        let (series, q) = (format!("Q = {power}"), f64::from(power));
        context.begin(&series);
        let sf = |t: f64| (q * t.powf(ALPHA) - q + 1.0).recip();
        let trials = context.draws(800_000);
        let once = |stream: &mut _| least_joined(&linked, power, &approach, stream);
        for (t, hits) in places.into_iter().zip(exceedances(trials, &context.stream(&series), &places, once)) {
            let measured = Measured::Frequency { hits, trials };
            panel.rows.push(Row::new(&series, t, format!("t = {t}, drawn"), Estimate::new(sf(t), 1e-13), measured));
        }
        let law = dependent_min_of(Clayton(1.0), q, &approach).map_err(Refusal)?;
        for t in [1e2, 1e4] {
            let found = law.ln_sf(t).exp();
            let measured = Measured::Enclosure(Estimate::new(found, 1e-12 * found));
            panel.rows.push(Row::new(&series, t, format!("t = {t:e}"), Estimate::closed_form(sf(t)), measured));
        }
        panel.line(&series, false, spread(1.0, 1e4, 60).map(|t| (t, sf(t))));
    }
    let independent = |t: f64| t.powf(-8.0 * ALPHA);
    panel.line("8 independent ones", true, spread(1.0, 3.0, 10).map(|t| (t, independent(t))));
    Ok(panel)
}

/// Marshall and Olkin's copula: common shocks.
fn shocks(context: &Context<'_>) -> Result<Panel, Refusal> {
    let (alpha, common) = (0.75, 0.5);
    let title = "Common shocks at rate l = ½ of α = ¾: index l + Q(α − l), 1 at Q* = 2";
    let mut panel = Panel::new(title, Axis::log("time t"), Axis::log("P(step > t)"));
    let approach = context.law(&format!("pareto({alpha})"))?;
    let linked = Linked::new(MarshallOlkin(common / alpha), None);
    for (power, places) in [(1u32, [2.0, 5.0]), (2, [1.6, 3.0]), (8, [1.3, 1.7])] {
        let (series, a) = (format!("Q = {power}"), common + f64::from(power) * (alpha - common));
        context.begin(&format!("shocks, {series}"));
        let trials = context.draws(800_000);
        let once = |stream: &mut _| least_joined(&linked, power, &approach, stream);
        let source = context.stream(&format!("shocks, {series}"));
        for (t, hits) in places.into_iter().zip(exceedances(trials, &source, &places, once)) {
            let predicted = Estimate::closed_form(f64::powf(t, -a));
            panel.rows.push(Row::new(&series, t, format!("t = {t}"), predicted, Measured::Frequency { hits, trials }));
        }
        panel.line(&series, false, spread(1.0, 100.0, 30).map(|t| (t, t.powf(-a))));
    }
    Ok(panel)
}

/// A name, the copula at Kendall's tau 1/2, and what Q approaches are worth far out.
type Case = (&'static str, SurvivalCopula, fn(f64) -> f64);

/// `sin(pi tau/2)` for normal and t copulas, `1 - 1/theta`, `theta/(theta + 2)` and `c/(2 - c)` for the others.
fn equal_in_rank() -> [Case; 6] {
    let rho = std::f64::consts::FRAC_1_SQRT_2;
    [
        ("Clayton for the times: long ones are free", SurvivalClayton(2.0), |q| q),
        ("common shocks", MarshallOlkin(2.0 / 3.0), |q| (2.0 + q) / 3.0),
        ("Gumbel", Gumbel(2.0), f64::sqrt),
        ("normal", Gaussian(rho), |q| q / (1.0 + (q - 1.0) * std::f64::consts::FRAC_1_SQRT_2)),
        ("Clayton: long together", Clayton(2.0), |_| 1.0),
        ("Student t", StudentT(rho, 4.0), |_| 1.0),
    ]
}

/// What Q approaches are worth, by the slope of the library's laws between two depths.
fn worth(context: &Context<'_>) -> Result<Panel, Refusal> {
    const DEPTH: f64 = 1e4;
    let title = "One rank correlation, τ = ½, and every answer to what Q approaches are worth";
    let mut panel = Panel::new(title, Axis::log("number of approaches Q"), Axis::log("worth in independent approaches"));
    let one = context.law("pareto(1)")?;
    for (name, copula, worth) in equal_in_rank() {
        context.begin(name);
        for power in [2.0, 5.0, 20.0, 100.0] {
            let law = dependent_min_of(copula, power, &one).map_err(Refusal)?;
            let slope = (law.ln_sf_at_exp(DEPTH) - law.ln_sf_at_exp(2.0 * DEPTH)) / DEPTH;
            let measured = Measured::Enclosure(Estimate::new(slope, 1e-9 * slope));
            // The normal copula's power of the depth, (q - Q)/2, changes the slope by its ln 2 over the depth.
            let rest = if let Gaussian(_) = copula { (power - worth(power)) / DEPTH } else { 1e-9 };
            let row = Row::new(name, power, format!("Q = {power}"), Estimate::new(worth(power), rest), measured);
            panel.rows.push(row.as_limit());
        }
        panel.line(name, false, spread(1.0, 100.0, 60).map(|q| (q, worth(q))));
    }
    Ok(panel)
}

/// Each of those copulas drawn, beside the library's law.
fn drawn(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Drawn: four approaches at τ = ½", Axis::named(""), Axis::linear("P(step > t)")).table_only();
    let (one, t4) = (context.law("pareto(1)")?, context.law("student_t(4)")?);
    for (name, copula, _) in equal_in_rank() {
        context.begin(&format!("drawn, {name}"));
        let law = dependent_min_of(copula, 4.0, &one).map_err(Refusal)?;
        let places = [0.6f64, 0.25].map(|p| law.inv_ln_sf(p.ln()));
        let linked = Linked::new(copula, matches!(copula, StudentT(..)).then(|| t4.clone()));
        let trials = context.draws(400_000);
        let once = |stream: &mut _| least_joined(&linked, 4, &one, stream);
        for (t, hits) in places.into_iter().zip(exceedances(trials, &context.stream(&format!("drawn, {name}")), &places, once)) {
            let (at, predicted) = ((panel.rows.len() + 1) as f64, Estimate::new(law.ln_sf(t).exp(), 1e-10));
            let place = format!("{name}, t = {t:.6}");
            panel.rows.push(Row::new("τ = ½", at, place, predicted, Measured::Frequency { hits, trials }));
        }
    }
    Ok(panel)
}
