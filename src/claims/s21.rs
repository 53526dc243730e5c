//! S-21: restarts remove the threshold: what a step costs a mind that can give up.

mod cutoffs;
mod drawn;

use super::measure::{spread, unnamed};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{
    Refusal,
    restart::{Policy, best, cost},
};
use crate::num::Estimate;
use crate::tail::Law;
pub(super) use cutoffs::{best_cutoff, cost_at};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s21",
    title: "The threshold is a statement about minds that cannot abandon a step: restarted at the best cutoff a step takes finite time at every α",
    statement: "Let T ≥ 0 be the time of an approach, S its survival function, F = 1 - S and h its hazard rate. If each approach is abandoned at \
        cutoff τ and a fresh independent one is begun, a step takes E(τ) = ∫₀^τ S(t) dt/F(τ) on average, finite wherever F(τ) > 0, and its \
        survival function S(τ)^k S(t - kτ) on [kτ, (k+1)τ) falls exponentially. E'(τ) = (S/F)(1 - hE), so that h(τ*) E(τ*) = 1 at an interior optimum. \
        If h falls, E falls to its infimum 1/h(0+) as τ → 0; if h rises, giving up never pays. \
        For P(T > t) = t^-α, t ≥ 1, any α > 0, exactly one cutoff is best: the root of ∫₁^τ (τ - s) s^(-α-1) ds = 1, \
        and E* = τ*/α. τ* rises with α from e; E* α → e as α → 0; E* = 3 + 2√2 at α = ½, -W₋₁(-e⁻²) at α = 1, 1 + √3/2 at α = 2.",
    hypotheses: "Approaches are independent, equally distributed and never negative, and nothing of one that is abandoned is of use to the next.",
    applies: |subject| {
        let law = subject.approach()?;
        let low = law.support().low;
        if low >= 0.0 { Ok(()) } else { Err(format!("{law} takes times down to {low}")) }
    },
    source: "The cost and the first-order condition are standard (Luby, Sinclair, Zuckerman 1993); for Pareto times derived in the proof.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![
        costs(context)?,
        optimum(context)?,
        cutoff(context)?,
        every_law(context)?,
        hazards(context)?,
        drawn::tails(context)?,
        drawn::means(context)?,
    ]))
}

/// A Pareto law without its closed forms.
fn pareto(context: &Context<'_>, alpha: f64) -> Result<Law, Refusal> {
    Ok(unnamed(&context.law(&format!("pareto({alpha})"))?))
}

/// The best cutoff that is found by search, and its cost.
pub(super) fn found(law: &Law) -> Result<(Estimate, Estimate), Refusal> {
    let best = best(law)?;
    match best.policy {
        Policy::At(cutoff) => Ok((cutoff, best.cost)),
        other => Err(Refusal(format!("{law} has no best cutoff: {other:?}"))),
    }
}

/// Cost against the cutoff.
fn costs(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Give up too early or too late: the cost of a step (dashed: never giving up)";
    let mut panel = Panel::new(title, Axis::log("cutoff τ"), Axis::log("mean time of a step E(τ)"));
    for alpha in [0.25, 0.5, 1.0, 2.0] {
        let without = if alpha > 1.0 { format!("{}", alpha / (alpha - 1.0)) } else { "∞".into() };
        let series = format!("α = {alpha}: {without} without restarts");
        context.begin(&series);
        let law = pareto(context, alpha)?;
        for tau in [1.2, 1.6, 6.0, 12.0, 40.0, 100.0] {
            let measured = cost(&law, tau)?.finite().ok_or_else(|| Refusal(format!("{law}: infinite at τ = {tau}")))?;
            let predicted = Estimate::closed_form(cost_at(alpha, tau));
            panel.rows.push(Row::new(&series, tau, format!("τ = {tau}"), predicted, Measured::Enclosure(measured)));
        }
        let tau = best_cutoff(alpha);
        let (_, measured) = found(&law)?;
        let predicted = Estimate::new(tau / alpha, 1e-12 * tau / alpha);
        let row = Row::new(&series, tau, "the best τ", predicted, Measured::Enclosure(measured));
        panel.rows.push(row.with_note(format!("τ* = {tau:.12}")));
        panel.line(&series, false, spread(1.02, 200.0, 160).map(|tau| (tau, cost_at(alpha, tau))));
        if alpha > 1.0 {
            panel.line(&series, true, [1.02, 200.0].map(|tau| (tau, alpha / (alpha - 1.0))));
        }
    }
    let best = spread(0.02, 4.0, 60).map(|alpha| (best_cutoff(alpha), best_cutoff(alpha) / alpha));
    panel.line("the best cutoff, α from 0.02 to 4", true, best);
    Ok(panel)
}

/// The tail exponents of the other panels.
const EXPONENTS: [f64; 12] = [0.05, 0.1, 0.25, 0.5, 0.75, 0.95, 1.0, 1.05, 1.5, 2.0, 3.0, 5.0];

/// Least cost against the tail exponent: nothing happens at the threshold.
fn optimum(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Nothing happens at α = 1 to a mind that can give up";
    let mut panel = Panel::new(title, Axis::log("tail exponent of one approach α"), Axis::log("mean time of a step"));
    let series = "restarts at the best cutoff";
    context.begin(series);
    for alpha in EXPONENTS {
        let value = best_cutoff(alpha) / alpha;
        let (_, measured) = found(&pareto(context, alpha)?)?;
        let predicted = Estimate::new(value, 1e-12 * value);
        panel.rows.push(Row::new(series, alpha, format!("α = {alpha}"), predicted, Measured::Enclosure(measured)));
    }
    panel.line(series, false, spread(0.03, 8.0, 120).map(|alpha| (alpha, best_cutoff(alpha) / alpha)));
    panel.line("never giving up", false, spread(1.003, 8.0, 160).map(|alpha| (alpha, alpha / (alpha - 1.0))));
    panel.line("e/α", true, spread(0.03, 2.0, 1).map(|alpha| (alpha, std::f64::consts::E / alpha)));
    Ok(panel)
}

/// The best cutoff itself.
fn cutoff(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::linear("best cutoff τ*");
    let mut panel = Panel::new("The best cutoff: e and more, in units of the least time", Axis::log("α"), y);
    let series = "τ*";
    for alpha in EXPONENTS {
        let value = best_cutoff(alpha);
        let (measured, _) = found(&pareto(context, alpha)?)?;
        let predicted = Estimate::new(value, 1e-12 * value);
        panel.rows.push(Row::new(series, alpha, format!("α = {alpha}"), predicted, Measured::Enclosure(measured)));
    }
    for (alpha, value, form) in [
        (0.5, 1.5 + 2f64.sqrt(), "3/2 + √2"),
        (1.0, 3.146_193_220_620_582_6, "-W₋₁(-e⁻²)"),
        (2.0, 2.0 + 3f64.sqrt(), "2 + √3"),
    ] {
        let (measured, _) = found(&pareto(context, alpha)?)?;
        let row = Row::new("closed forms", alpha, form, Estimate::closed_form(value), Measured::Enclosure(measured));
        panel.rows.push(row);
    }
    panel.line(series, false, spread(0.03, 8.0, 120).map(|alpha| (alpha, best_cutoff(alpha))));
    panel.line("e", true, [0.03, 8.0].map(|alpha| (alpha, std::f64::consts::E)));
    Ok(panel.table_only())
}

/// Laws with an interior optimum: hazard times cost is 1 there, the cost taken from the law with restarts.
fn every_law(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::linear("h(τ*) E(τ*)");
    let mut panel = Panel::new("At an interior optimum the hazard rate is the rate of success", Axis::named(""), y);
    let specs = [
        "pareto(0.5)",
        "lognormal(0, 1)",
        "lognormal(0, 2)",
        "burr(2, 0.4)",
        "frechet(0.5)",
        "levy(1)",
        "half_cauchy(1)",
        "log_gamma(2, 1)",
        "mixture(0.3, lognormal(0, 0.2), lognormal(4, 0.3))",
        "min_of(3, lognormal(0, 1))",
    ];
    for (i, spec) in specs.into_iter().enumerate() {
        let law = context.law(spec)?;
        let (cutoff, _) = found(&law)?;
        let cost = cost(&law, cutoff.value)?.finite().ok_or_else(|| Refusal(format!("{law}: no finite cost")))?;
        let slack = 1e-9 + law.pdf_accuracy() + cost.relative_error();
        let measured = Measured::Enclosure(Estimate::new(law.hazard(cutoff.value) * cost.value, slack));
        let row = Row::new("h E", (i + 1) as f64, spec, Estimate::closed_form(1.0), measured);
        panel.rows.push(row.with_note(format!("τ* = {:.9}, E* = {:.9}", cutoff.value, cost.value)));
    }
    Ok(panel.table_only())
}

/// Laws whose hazard rate falls or rises: the infimum at no time, or no restart at all.
fn hazards(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Falling and rising hazard rates", Axis::named(""), Axis::log("least mean time"));
    let cases: [(&str, f64, Policy); 7] = [
        ("lomax(0.5)", 2.0, Policy::Vanishing),
        ("lomax(3)", 1.0 / 3.0, Policy::Vanishing),
        ("burr(1, 0.25)", 4.0, Policy::Vanishing),
        ("uniform(0, 3)", 1.5, Policy::Never),
        ("gamma(2, 1)", 2.0, Policy::Never),
        ("shifted(1, exponential(2))", 1.5, Policy::Never),
        ("exponential(2)", 0.5, Policy::Never),
    ];
    for (i, (spec, value, policy)) in cases.into_iter().enumerate() {
        let found = best(&context.law(spec)?)?;
        if found.policy != policy {
            return Err(Refusal(format!("{spec}: {:?} is found best, not {policy:?}", found.policy)));
        }
        let series = if policy == Policy::Never { "rising: E[T]" } else { "falling: 1/h(0+), not attained" };
        let measured = Measured::Enclosure(found.cost);
        panel.rows.push(Row::new(series, (i + 1) as f64, spec, Estimate::new(value, 2e-12 * value), measured));
    }
    Ok(panel.table_only())
}
