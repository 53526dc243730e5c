//! E-1: an error that is normal where |V| ≤ 1 and absent elsewhere drives the value to 1, not to 0.

mod slab;

use self::slab::Slab;
use super::{
    d2,
    measure::{joint::{jointly_above, positive, reached}, rarity, spread},
};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Published, Row};
use crate::expect::{Refusal, joint::Jointly};
use crate::model::Joint;
use crate::num::Estimate;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "e1",
    title: "An error of standard deviation 2 where |V| ≤ 1 and none elsewhere: E[V | U ≥ t] falls to 0.31 at t = 3.6, then rises to 1, not to 0",
    statement: "Let V ~ N(0, 1), X given V = v normal of mean 0 and variance σ² for |v| ≤ 1 and 0 otherwise, h the normal hazard rate, \
        λ = h((t-1)/σ)/σ - 1. Then E[V | U ≥ t] → 1: with ε = (2 + 1/λ)/(e^(2λ) - 1) and a part of P(V ≥ t) that vanishes faster, \
        1 - 1/λ - ε ≤ E[V | U ≥ t] ≤ 1 - 1/λ + 3(1 + σ⁻²)/λ³ + ε, so that it is 1 - σ²/t - σ²(1+σ²)/t² + O(t⁻³): 1 - 4/t - 20/t² for \
        σ = 2, where it is 0.740 at t = 1, has a minimum of 0.31394 at t = 3.5915 and is 0.569 at t = 10, when P(U ≥ t) = 4.3e-7.",
    hypotheses: "As stated; σ ≥ 1 (for σ < 1 the proxy is reached without an error, and E[V | U ≥ t] ~ t); for the bounds λ > 0.",
    applies: |_| Err("it concerns one joint law".into()),
    source: "Derived in the proof.",
    corrects: Some(Published {
        statement: "If V ~ N(0, 1), and X given V is N(0, 4) for V in [-1, 1] and 0 otherwise, then E[V | X+V ≥ t] → 0.",
        place: "Kwa, Thomas, Garriga-Alonso, Catastrophic Goodhart (NeurIPS 2024, arXiv 2407.14503), section \"Discussion and Limitations\", \
            \"Independence assumptions\", footnote; before that, with \"I think\", a comment on \"When is Goodhart catastrophic?\" (LessWrong, \
            post fuSaKr6t6Zuh6GKaQ, comment FoWFntM9FjMhxdc3X).",
        finding: "The limit is 1, the upper end of the values that have an error, whether 4 is the variance or the standard deviation. The curve \
            turns at P(U ≥ t) = 0.028 and is back at its value at t = 2 only where P(U ≥ t) is 4e-7. The point stands: without independence \
            a conditionally normal, unbiased error can keep V bounded. An error for which the limit is 0 is in D-2. Rows carry 0 as their lie.",
    }),
    evidence,
};

const PUBLISHED: &str = "error only where |V| ≤ 1, sd 2 (published)";
const WIDER: &str = "the same with sd 4";
const CORRECT: &str = "sd 2 exp(-V²/2): does fall to 0 (D-2)";

fn joint(context: &Context<'_>, sigma: f64) -> Result<Joint, Refusal> {
    context.joint("normal(0, 1)", None, &format!("given(-1 <= v <= 1: normal(0, {sigma}); else: at(0))"))
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let means = means(context)?;
    Ok(Evidence::of(vec![means, chances(context)?, remainders(context)?, signs(context)?]))
}

/// The curve that turns, with that of D-2, which does not.
fn means(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("The published example turns and rises to 1", Axis::log("threshold t"), Axis::linear("E[V | U ≥ t]"));
    for (name, sigma) in [(PUBLISHED, 2.0), (WIDER, 4.0)] {
        context.begin(name);
        let prepared = Jointly::new(&joint(context, sigma)?)?;
        let slab = Slab { sigma };
        for t in [1.5, 2.0, 3.0, 3.6, 5.0, 8.0, 10.0, 20.0, 40.0, 80.0, 160.0] {
            let (found, note) = jointly_above(&prepared, t)?;
            let predicted = Estimate::new(slab.mean(t), 1e-10);
            let row = Row::new(name, t, format!("t = {t}"), predicted, Measured::Enclosure(found));
            panel.rows.push(row.with_lie(0.0).with_note(note));
        }
        panel.line(name, false, spread(1.0, 200.0, 160).map(|t| (t, slab.mean(t))));
    }
    panel.line(CORRECT, false, spread(1.0, 200.0, 160).map(|t| (t, d2::mean_above(t))));
    panel.line("limit 1", true, [(1.0, 1.0), (200.0, 1.0)]);
    panel.line("as published: 0", true, [(1.0, 0.0), (200.0, 0.0)]);
    Ok(panel)
}

/// Why draws do not show it.
fn chances(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel =
        Panel::new("Ten million draws end at t = 10 (sd 2), half-way up", Axis::log("threshold t"), Axis::log("P(U ≥ t)"));
    for (name, sigma) in [(PUBLISHED, 2.0), (WIDER, 4.0)] {
        let joint = joint(context, sigma)?;
        let slab = Slab { sigma };
        for t in [2.0, 3.0] {
            context.begin(&format!("{name}, drawn at t = {t}"));
            let trials = (40_000.0 / slab.ln_p(t).exp()) as u64;
            let subject = format!("{name}, t = {t}");
            let measured = reached(context, (&joint, &subject), t, trials)?;
            let predicted = Estimate::new(slab.ln_p(t).exp(), 1e-9);
            panel.rows.push(Row::new(name, t, format!("t = {t}, drawn"), predicted, measured));
        }
        let prepared = Jointly::new(&joint)?;
        for t in [5.0, 8.0, 10.0, 14.0] {
            let p = prepared.above(t)?.ln_p;
            let measured = Estimate::new(p.value.exp(), p.error * p.value.exp());
            let predicted = slab.ln_p(t).exp();
            let predicted = Estimate::new(predicted, 1e-9 * predicted);
            let row = Row::new(name, t, format!("t = {t}"), predicted, Measured::Enclosure(measured));
            panel.rows.push(row.with_note(rarity(p.value)));
        }
        panel.line(name, false, spread(1.0, 16.0, 60).map(|t| (t, slab.ln_p(t).exp())));
    }
    panel.line("one in ten million", true, [(1.0, 1e-7), (16.0, 1e-7)]);
    Ok(panel)
}

/// The two bounds of the statement.
fn remainders(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Between the two bounds", Axis::log("threshold t"), Axis::log("1 - E[V | U ≥ t]"));
    let prepared = Jointly::new(&joint(context, 2.0)?)?;
    for t in [20.0, 40.0, 80.0, 160.0] {
        let (found, note) = jointly_above(&prepared, t)?;
        let gap = Estimate::new(1.0 - found.value, found.error);
        let predicted = Slab { sigma: 2.0 }.gap(t);
        let row = Row::new(PUBLISHED, t, format!("t = {t}"), predicted, Measured::Enclosure(gap));
        panel.rows.push(row.with_lie(1.0).with_note(note));
    }
    panel.line(PUBLISHED, false, spread(20.0, 160.0, 40).map(|t| (t, 1.0 - Slab { sigma: 2.0 }.mean(t))));
    panel.line("σ²/t", true, [20.0, 160.0].map(|t| (t, 4.0 / t)));
    Ok(panel.table_only())
}

/// How often V is positive among draws with `U >= t`; the lie is that the proxy says nothing of it.
fn signs(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Drawn", Axis::linear("threshold t"), Axis::linear("P(V > 0 | U ≥ t)"));
    for (name, sigma) in [(PUBLISHED, 2.0), (WIDER, 4.0)] {
        let joint = joint(context, sigma)?;
        for t in [2.0, 3.6] {
            context.begin(&format!("{name}, signs at t = {t}"));
            let subject = format!("{name}, signs at t = {t}");
            let measured = positive(context, (&joint, &subject), t, 400_000)?;
            let predicted = Estimate::new(Slab { sigma }.positive(t), 1e-9);
            let row = Row::new(name, t, format!("t = {t}"), predicted, measured);
            panel.rows.push(row.with_lie(0.5));
        }
    }
    Ok(panel.table_only())
}
