//! S-12: the threshold for any law of approach times: the reciprocal of its tail index.

use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, steps::step_mean};
use crate::num::Estimate;
use crate::tail::{Law, Moment, TailClass};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s12",
    title: "Any law of approach times has the threshold Q* = 1/κ, κ = liminf −ln S(t)/ln t; most heavy tails have none",
    statement: "Let S be the survival function of the time of one approach and κ = liminf -ln S(t)/ln t. The fastest of Q approaches \
        (survival function S^Q, real Q > 0) has a finite mean for Q > 1/κ and an infinite one for Q < 1/κ. So lognormal and Weibull \
        times of any shape, though heavy-tailed, have no threshold (κ = ∞, Q* = 0); power laws have Q* = 1/index; slowly varying tails, \
        such as (1+ln t)^-k, are beyond any number of approaches (Q* = ∞). At Q = Q* either can happen.",
    hypotheses: "Approaches are independent and equally distributed, with any law bounded below.",
    applies: |subject| {
        let law = subject.approach()?;
        let low = law.support().low;
        if low.is_finite() { Ok(()) } else { Err(format!("{law} takes arbitrarily negative times")) }
    },
    source: "Derived in the proof; the liminf is exact because S is monotone.",
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let laws = context.typical();
    Ok(Evidence::of(vec![local(&laws), ladder(&laws)?]))
}

/// `ln t` at which the tail is looked at: at 600 the time itself is near the end of f64.
const REACH: f64 = 600.0;

/// What the class says of `-ln t / ln S(t)` at `ln t = y`, with the terms that vanish only slowly; none where it leaves constants open.
fn predicted(class: TailClass, y: f64) -> Option<(Estimate, &'static str)> {
    let (depth, rest, kind) = match class {
        TailClass::RegularlyVarying { index, ln_coefficient, log_power } => {
            // S = C t^-k (ln t)^b (1 + o(1)); what is left is o(1) in ln S, taken as at most 1 + |b| over y.
            let depth = index * y - ln_coefficient - log_power * y.ln();
            (depth, 0.01 + 4.0 * log_power.abs() * (1.0 + log_power.abs()) / y, "power law: Q* = 1/κ")
        }
        TailClass::LogNormal { mu, sigma, ln_coefficient } => {
            let z = (y - mu) / sigma;
            (
                0.5 * z * z + (z * std::f64::consts::TAU.sqrt()).ln() - ln_coefficient,
                2.0 / (z * z) + 0.01,
                "lognormal: Q* = 0",
            )
        }
        _ => return None,
    };
    let value = y / depth;
    Some((Estimate::new(value, value * (rest / depth + 1e-9)), kind))
}

/// The local threshold `-ln t / ln S(t)` far out, from the survival function alone, against what the class of the tail says.
fn local(laws: &[Law]) -> Panel {
    let x = Axis::linear("law, in the order of the catalogue");
    let mut panel = Panel::new("Local threshold at t = e⁶⁰⁰", x, Axis::log("−ln t / ln S(t)"));
    for (i, law) in laws.iter().enumerate() {
        let Some((estimate, series)) = predicted(law.tail_class(), REACH) else { continue };
        let ln_sf = law.ln_sf_at_exp(REACH);
        if !ln_sf.is_finite() {
            continue;
        }
        let measured = Measured::Enclosure(Estimate::closed_form(-REACH / ln_sf));
        let note = format!("κ = {}", law.tail_class().tail_index());
        let row = Row::new(series, (i + 1) as f64, law.spec(), estimate, measured);
        panel.rows.push(row.as_limit().with_note(note));
    }
    panel
}

/// Powers at which the mean is asked for, as multiples of Q* where there is one.
const RUNGS: [f64; 6] = [0.5, 0.8, 0.9, 1.1, 1.25, 2.0];
const PLAIN: [f64; 6] = [0.05, 0.1, 0.5, 1.0, 5.0, 50.0];

/// On a ladder of powers: the mean by the integral route is finite exactly where `t S(t)^Q` falls far out.
fn ladder(laws: &[Law]) -> Result<Panel, Refusal> {
    let x = Axis::linear("law, in the order of the catalogue");
    let mut panel =
        Panel::new("Finite or infinite mean, at six powers", x, Axis::linear("powers answered as predicted"));
    for (i, law) in laws.iter().enumerate() {
        let threshold = 1.0 / law.tail_class().tail_index();
        let has_one = threshold > 0.0 && threshold.is_finite();
        let powers = if has_one { RUNGS.map(|r| r * threshold) } else { PLAIN };
        let (mut right, mut asked) = (0, 0);
        for power in powers {
            let Some(falls) = falls_far_out(law, power) else { continue };
            let finite = match step_mean(law, power)? {
                Moment::Finite(_) => true,
                Moment::Infinite => false,
                // Two-sided laws: the question is about the upper tail alone.
                Moment::NegativeInfinite | Moment::Undefined => continue,
            };
            asked += 1;
            right += u32::from(finite == falls && finite == (power > threshold));
        }
        if asked == 0 {
            continue;
        }
        let measured = Measured::Enclosure(Estimate::new(f64::from(right), 0.0));
        let note = format!("Q* = {threshold}");
        let predicted = Estimate::new(f64::from(asked), 0.0);
        let row = Row::new("powers", (i + 1) as f64, law.spec(), predicted, measured);
        panel.rows.push(row.with_lie(f64::from(asked) - 1.0).with_note(note));
    }
    Ok(panel)
}

/// Whether `ln t + Q ln S(t)` falls between two far places; none where the law does not tell.
fn falls_far_out(law: &Law, power: f64) -> Option<bool> {
    let height = |y: f64| y + power * law.ln_sf_at_exp(y);
    // As far as the law can be asked: beyond f64 where it knows its tail in ln t.
    let reach = if height(1e6).is_nan() { REACH } else { 1e6 };
    let (near, far) = (height(0.5 * reach), height(reach));
    match (near.is_nan() || far.is_nan(), far == f64::NEG_INFINITY) {
        (true, _) => None,
        (_, true) => Some(true),
        _ => Some(far < near),
    }
}
