//! E-10: heavy tails alone make no threshold: lognormal and stretched exponential approach times have none.

use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Published, Row};
use crate::expect::{Refusal, steps::step_mean};
use crate::num::{Estimate, special::gamma};
use crate::sample::total::totals;
use crate::tail::Tail;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "e10",
    title: "Lognormal and stretched exponential approach times are heavy-tailed and have no threshold: the mean step is finite at every Q > 0",
    statement: "Let S be the survival function of the time of one approach, S^Q that of a step. If S is lognormal(μ, σ), E[step^q] is finite for every Q > 0 and \
        q > 0; for Weibull times S(t) = e^(-t^k), k > 0, E[step] = Γ(1+1/k) Q^(-1/k). So a total of n steps has a finite mean and grows like n at every power, \
        and Q* = 0. A threshold 0 < Q* < ∞ needs a tail like a power: Q* = 1/κ, κ = liminf -ln S(t)/ln t (S-12). What lognormal times do have is a slow \
        onset: ln E[step] ~ σ²/(2Q) as Q → 0.",
    hypotheses: "As stated; Q > 0 is real.",
    applies: |_| Err("it concerns two families of laws".into()),
    source: "S-12; the onset by Laplace's method, in the proof.",
    corrects: Some(Published {
        statement: "That there is a threshold of cognitive power, below which long tasks are out of reach, is true for many different heavy-tailed distributions of \
            the times.",
        place: "The shortform post on LessWrong that proposes the model of independent steps and approaches; its remark on which distributions it holds for.",
        finding: "It holds for power laws and whatever decays like them (Pareto, Burr, Student t, Fréchet, log-gamma, Lévy), each with its own Q* = 1/κ; so \
            \"many\" stands. It does not follow from heavy tails: two of the commonest, the lognormal and the stretched exponential, have Q* = 0, and slowly varying \
            tails have Q* = ∞. In an experiment at one length of task a lognormal law can look as if it had a threshold (the onset above).",
    }),
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![means(context)?, onset(context)?, drawn(context)?]))
}

/// `E[step^q] = q int t^(q-1) S^Q dt` for lognormal(0, sigma) times, by the trapezoidal rule in `z = ln t/sigma`: the integrand is
/// analytic, and falls at both ends.
fn lognormal_moment(normal: &dyn Tail, sigma: f64, power: f64, q: f64) -> Estimate {
    const STEP: f64 = 1.0 / 16.0;
    let rate = q * sigma;
    let (low, high) = (-45.0 / rate, (rate + (rate * rate + 90.0 * power).sqrt()) / power + 2.0);
    let count = ((high - low) / STEP) as i32;
    let term = |i: i32| {
        let z = low + STEP * f64::from(i);
        (rate * z + power * normal.ln_sf(z)).exp()
    };
    let value = rate * STEP * (0..=count).map(term).sum::<f64>();
    Estimate::new(value, 1e-10 * value)
}

fn mean_of(law: &crate::tail::Law, power: f64) -> Result<Estimate, Refusal> {
    step_mean(law, power)?.finite().ok_or_else(|| Refusal(format!("a step of {law} has no finite mean at Q = {power}")))
}

/// The mean step against the power, with a power law beside.
fn means(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "A power law diverges at Q*; lognormal and Weibull times never do";
    let mut panel = Panel::new(title, Axis::log("power Q"), Axis::log("mean time of a step"));
    let normal = context.law("normal(0, 1)")?;
    let powers = [0.1, 0.2, 0.5, 1.0, 3.0, 10.0];
    for sigma in [1.0, 1.5] {
        let (series, law) = (format!("lognormal(0, {sigma}): Q* = 0"), context.law(&format!("lognormal(0, {sigma})"))?);
        let of = |q: f64| lognormal_moment(&*normal, sigma, q, 1.0);
        for q in powers {
            panel.rows.push(Row::new(&series, q, format!("Q = {q}"), of(q), Measured::Enclosure(mean_of(&law, q)?)));
        }
        panel.line(&series, false, spread(0.1, 20.0, 80).map(|q| (q, of(q).value)));
    }
    for k in [0.5, 0.3] {
        let (series, law) = (format!("weibull({k}): Q* = 0"), context.law(&format!("weibull({k})"))?);
        let of = |q: f64| gamma(1.0 + 1.0 / k) * q.powf(-1.0 / k);
        for q in powers {
            let measured = Measured::Enclosure(mean_of(&law, q)?);
            panel.rows.push(Row::new(&series, q, format!("Q = {q}"), Estimate::closed_form(of(q)), measured));
        }
        panel.line(&series, false, spread(0.1, 20.0, 80).map(|q| (q, of(q))));
    }
    let (series, law) = ("pareto(1): Q* = 1", context.law("pareto(1)")?);
    for q in [1.001, 1.1, 3.0, 10.0] {
        let predicted = Estimate::closed_form(q / (q - 1.0));
        panel.rows.push(Row::new(series, q, format!("Q = {q}"), predicted, Measured::Enclosure(mean_of(&law, q)?)));
    }
    panel.line(series, false, spread(1e-6, 19.0, 300).map(|x| (1.0 + x, 1.0 + 1.0 / x)));
    panel.line(series, true, [(1.0, 0.1), (1.0, 1e6)]);
    Ok(panel)
}

/// `Q ln E[step]` levels off at `sigma^2/2`, where a threshold would make it infinite at some Q > 0.
fn onset(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Lognormal times: Q ln E[step] stays finite, down to any power";
    let mut panel = Panel::new(title, Axis::log("power Q"), Axis::linear("Q ln E[step]"));
    let normal = context.law("normal(0, 1)")?;
    for sigma in [1.0, 1.5, 2.0] {
        let (series, law) = (format!("σ = {sigma}"), context.law(&format!("lognormal(0, {sigma})"))?);
        let of = |q: f64| lognormal_moment(&*normal, sigma, q, 1.0).ln().scaled(q);
        for q in [0.02, 0.05, 0.1, 0.2] {
            let measured = Measured::Enclosure(mean_of(&law, q)?.ln().scaled(q));
            panel.rows.push(Row::new(&series, q, format!("Q = {q}"), of(q), measured));
        }
        panel.line(&series, false, spread(0.01, 0.5, 60).map(|q| (q, of(q).value)));
        panel.line(&series, true, [0.01, 0.5].map(|q| (q, 0.5 * sigma * sigma)));
    }
    Ok(panel)
}

/// A budget of half as much again as the mean is enough, by Chebyshev's bound; below a threshold none would be (S-9).
fn drawn(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Drawn: half an approach, budget 1.5 E[T(n)]", Axis::log("number of steps n"), Axis::linear("P(T(n) ≤ 1.5 E[T(n)])"));
    let (law, normal, power) = (context.law("lognormal(0, 1)")?, context.law("normal(0, 1)")?, 0.5);
    let [mean, square] = [1.0, 2.0].map(|q| lognormal_moment(&*normal, 1.0, power, q).value);
    for n in [1000u64, 3000] {
        context.begin(&format!("drawn, n = {n}"));
        let sample = totals(&*law, power, n, 4000, &context.stream(&format!("lognormal {n}")));
        let hits = sample.partition_point(|t| *t <= 1.5 * n as f64 * mean) as u64;
        let measured = Measured::Frequency { hits, trials: sample.len() as u64 };
        let bound = 1.0 - (square / (mean * mean) - 1.0) / (0.25 * n as f64);
        let row = Row::new("lognormal(0, 1), Q = ½", n as f64, format!("n = {n}"), Estimate::closed_form(bound), measured);
        panel.rows.push(row.as_lower_bound());
    }
    Ok(panel.table_only())
}
