//! S-11: what more power buys above the threshold, and what it buys below it.

use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{
    Refusal,
    steps::step_mean,
    total::{Side, Total},
};
use crate::num::Estimate;
use crate::tail::Law;
use std::f64::consts::LN_2;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s11",
    title: "Above the threshold speed is 1 − Q*/Q: twice Q* is half of top speed, eleven times Q* ten elevenths of it",
    statement: "Let P(step > t) = t^-a, t ≥ 1, a = αQ, Q* = 1/α. For Q > Q* a step takes 1 + 1/(αQ - 1) on average, so that the speed of a long task is \
        1 - 1/(αQ) = 1 - Q*/Q of the greatest, and d ln speed/d ln Q = 1/(αQ - 1). Time per step is within a factor 1 + e of the least exactly for \
        Q ≥ (1 + 1/e) Q*: a factor 2 at 2Q*, 1.5 at 3Q*, 1.1 at 11Q*, 1.01 at 101Q*. The median total of n steps grows as n^max(1, Q*/Q), \
        up to a factor ln n at Q = Q*.",
    hypotheses: "The approach times are pure Pareto: S(t) = t^-α from t = 1 on; the steps are independent; Q > 0 is real.",
    applies: |subject| subject.pareto_exponent().map(drop),
    source: "S-2 and S-4; the rest is one line each, in the proof.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![speed(context)?, growth(context)?, needed(context)?, elasticity(context)?]))
}

/// The speed `1/E[step]` by quadrature of the fastest approach's survival function.
fn measured_speed(law: &Law, power: f64) -> Result<Estimate, Refusal> {
    let mean = step_mean(law, power)?.finite().ok_or_else(|| Refusal(format!("a step has no finite mean at Q = {power}")))?;
    Ok(Estimate::closed_form(1.0).over(mean))
}

/// Exponents of one approach in the picture.
const EXPONENTS: [f64; 3] = [1.0, 0.5, 0.2];

/// Speed against power.
fn speed(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("A long task's speed, in units of the greatest", Axis::log("power Q"), Axis::linear("speed"));
    for alpha in EXPONENTS {
        let (series, law) = (format!("α = {alpha}: Q* = {}", 1.0 / alpha), context.law(&format!("pareto({alpha})"))?);
        for multiple in [1.1, 1.5, 2.0, 3.0, 5.0, 11.0] {
            let q = multiple / alpha;
            let measured = Measured::Enclosure(measured_speed(&law, q)?);
            let place = format!("Q = {multiple} Q*");
            panel.rows.push(Row::new(&series, q, place, Estimate::closed_form(1.0 - 1.0 / multiple), measured));
        }
        panel.line(&series, false, spread(0.3, 100.0, 240).map(|q| (q, (1.0 - 1.0 / (alpha * q)).max(0.0))));
        panel.line(&series, true, [0.0, 1.0].map(|height| (1.0 / alpha, height)));
    }
    Ok(panel)
}

/// Lengths of task between which the growth of the median is taken.
const LENGTHS: [u64; 2] = [1_000_000, 10_000_000];

/// `d ln med T_n/d ln n` between the two lengths, from exact medians.
fn exponent(context: &Context<'_>, a: f64) -> Result<Estimate, Refusal> {
    let law = context.law(&format!("pareto({a})"))?;
    let median = |n: u64| Ok(Total::of(&law, n)?.quantile(Side::Lower, -LN_2)?.ln());
    let [low, high] = LENGTHS.map(median);
    let (low, high): (Estimate, Estimate) = (low?, high?);
    let decades = (LENGTHS[1] as f64 / LENGTHS[0] as f64).ln();
    Ok(Estimate::new((high.value - low.value) / decades, (high.error + low.error) / decades))
}

/// The map of growth exponents over both parameters.
fn growth(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Growth of the median total with n, from n = 10⁶ to 10⁷";
    let mut panel = Panel::new(title, Axis::log("tail exponent of one approach α"), Axis::log("power Q"));
    context.begin("the map");
    // Steps of both axes are equal in the logarithm, so that αQ has few values.
    const CELLS: i32 = 30;
    let width = 1.5 / f64::from(CELLS);
    let edge = |low: f64, i: i32| low * 10f64.powf(f64::from(i) * width);
    for sum in 0..2 * CELLS - 1 {
        let a = 0.05 * 10f64.powf(f64::from(sum + 1) * width);
        let slope = exponent(context, a)?.value;
        let (kind, shade) = match slope {
            s if s < 1.02 => ("n: linear", 0.4),
            s if s < 1.15 => ("up to n^1.15: about the threshold", 0.5),
            s if s < 2.0 => ("up to n²", 0.5),
            s if s < 4.0 => ("up to n⁴", 0.6),
            _ => ("beyond n⁴", 0.9),
        };
        for i in (sum - CELLS + 1).max(0)..=sum.min(CELLS - 1) {
            let j = sum - i;
            panel.tile((edge(0.05, i), edge(0.05, i + 1)), (edge(1.0, j), edge(1.0, j + 1)), kind, shade);
        }
    }
    panel.line("Q* = 1/α", false, [(0.05, 20.0), (1.0, 1.0)]);
    for (alpha, q) in [(0.1, 2.5), (0.1, 5.0), (0.4, 1.25), (0.5, 4.0), (0.25, 10.0), (2.0, 2.0)] {
        let a = alpha * q;
        let predicted = f64::max(1.0, 1.0 / a);
        // The median's own correction changes by less than this over the decade.
        let error = 0.2 * (LENGTHS[0] as f64).powf(-(1.0 / a - 1.0).abs().min(0.5)) * 10.0;
        let row = Row::new("αQ", a, format!("α = {alpha}, Q = {q}"), Estimate::new(predicted, error), Measured::Enclosure(exponent(context, a)?));
        panel.rows.push(row.as_limit());
        panel.spot(alpha, q, if predicted == 1.0 { "n".into() } else { format!("n^{predicted}") });
    }
    Ok(panel)
}

/// The power at which time per step is `1 + e`, found by bisection on the quadrature.
fn needed(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Power for a time within a factor 1 + e of the least", Axis::log("e"), Axis::log("Q/Q*"));
    let (alpha, series) = (0.25, "α = 0.25");
    let law = context.law(&format!("pareto({alpha})"))?;
    for e in [1.0, 0.5, 0.1, 0.01] {
        let (mut low, mut high) = (1.0f64, 1000.0f64);
        for _ in 0..45 {
            let middle = (low * high).sqrt();
            if measured_speed(&law, middle / alpha)?.value < 1.0 / (1.0 + e) { low = middle } else { high = middle }
        }
        let measured = Measured::Enclosure(Estimate::new(0.5 * (low + high), 1e-9 * high));
        panel.rows.push(Row::new(series, e, format!("e = {e}"), Estimate::closed_form(1.0 + 1.0 / e), measured));
    }
    Ok(panel.table_only())
}

/// `d ln speed/d ln Q` by differences.
fn elasticity(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("What a per cent of power buys", Axis::log("Q/Q*"), Axis::log("d ln speed / d ln Q"));
    let alpha = 0.5;
    let law = context.law(&format!("pareto({alpha})"))?;
    let h = 1e-4f64;
    for multiple in [1.2, 1.5, 2.0, 3.0, 11.0] {
        let at = |factor: f64| Ok(measured_speed(&law, multiple * factor / alpha)?.value.ln());
        let (up, down): (Result<f64, Refusal>, Result<f64, Refusal>) = (at(h.exp()), at((-h).exp()));
        let slope = (up? - down?) / (2.0 * h);
        // Differences leave h^2 times the third derivative, and rounding.
        let measured = Measured::Enclosure(Estimate::new(slope, 1e-5 * slope));
        let place = format!("Q = {multiple} Q*");
        panel.rows.push(Row::new("α = 0.5", multiple, place, Estimate::closed_form(1.0 / (multiple - 1.0)), measured));
    }
    Ok(panel.table_only())
}
