//! S-24: what Q processors gain: the speed-up of independent runs of one approach.

use super::measure::{spread, unnamed};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, portfolio::speed_up};
use crate::num::Estimate;
use crate::sample::draw::{least_of, summary};
use crate::tail::Moment;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s24",
    title: "Q processors speed up a step by E[T]/E[min]: exactly Q for exponential times, at most α/(α−1) for Pareto times with a mean, infinitely if only many have one",
    statement: "Let T ≥ 0 be the time of one of Q independent runs, S = e^-Λ its survival function, and let the first to finish count: the speed-up is \
        E[T]/E[min_Q] = ∫ S/∫ S^Q. If Λ(t)/t rises it is at most Q, if it falls at least Q, and both only for exponential times; \
        as Q → ∞ it tends to E[T]/inf T. For P(T > t) = t^-α, t ≥ 1, it is (αQ - 1)/(Q(α - 1)) if α > 1, which rises to α/(α - 1); infinite if α ≤ 1 < αQ; \
        and without a meaning if αQ ≤ 1. Weibull times of shape k have Q^(1/k), exponential ones that begin at s have (s + 1)/(s + 1/Q).",
    hypotheses: "Runs are independent and equally distributed; processors cost nothing.",
    applies: |subject| {
        let law = subject.approach()?;
        let low = law.support().low;
        if low >= 0.0 { Ok(()) } else { Err(format!("{law} takes times down to {low}")) }
    },
    source: "The comparison with Q is of the kind of Barlow and Proschan (1975); derived in the proof.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![courses(context)?, exponents(context)?, kinds(context)?, others(context)?, drawn(context)?]))
}

/// `(alpha Q - 1)/(Q (alpha - 1))`.
fn of_pareto(alpha: f64, q: f64) -> f64 {
    (alpha * q - 1.0) / (q * (alpha - 1.0))
}

/// The speed-up by quadrature, where it is finite.
fn measured(context: &Context<'_>, spec: &str, q: f64) -> Result<Estimate, Refusal> {
    let found = speed_up(&unnamed(&context.law(spec)?), q)?;
    found.finite().ok_or_else(|| Refusal(format!("{spec} at Q = {q}: the speed-up is {found:?}")))
}

/// Speed-up against the number of processors.
fn courses(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "A least time caps the speed-up; without one it grows for ever";
    let mut panel = Panel::new(title, Axis::log("processors Q"), Axis::log("speed-up E[T]/E[min]"));
    type Form = fn(f64) -> f64;
    let cases: [(&str, &str, Form); 6] = [
        ("Pareto, α = 1.05", "pareto(1.05)", |q| of_pareto(1.05, q)),
        ("Pareto, α = 1.5", "pareto(1.5)", |q| of_pareto(1.5, q)),
        ("Pareto, α = 4", "pareto(4)", |q| of_pareto(4.0, q)),
        ("exponential", "exponential(1)", |q| q),
        ("exponential after 0.1", "shifted(0.1, exponential(1))", |q| 1.1 / (0.1 + 1.0 / q)),
        ("Weibull, shape ½", "weibull(0.5)", |q| q * q),
    ];
    for (series, spec, form) in cases {
        context.begin(series);
        // The highest are left to the lines.
        for q in [1.5, 2.0, 4.0, 16.0, 64.0].into_iter().filter(|q| form(*q) < 1e3) {
            let predicted = Estimate::new(form(q), 1e-11 * form(q));
            let found = measured(context, spec, q)?;
            panel.rows.push(Row::new(series, q, format!("Q = {q}"), predicted, Measured::Enclosure(found)));
        }
        let farthest = if form(100.0) > 1000.0 { 30.0 } else { 100.0 };
        panel.line(series, false, spread(1.0, farthest, 100).map(|q| (q, form(q))));
        let cap = form(1e12);
        if cap < 1e3 {
            panel.line(series, true, [1.0, 100.0].map(|q| (q, cap)));
        }
    }
    Ok(panel)
}

/// Speed-up of Pareto times against the exponent: it runs off to infinity at the threshold.
fn exponents(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "The speed-up is infinite from α = 1 down to 1/Q (dashed: infinitely many)";
    let mut panel = Panel::new(title, Axis::linear("tail exponent of one approach α"), Axis::log("speed-up"));
    for q in [2.0, 4.0, 16.0] {
        let series = format!("Q = {q}");
        context.begin(&series);
        for alpha in [1.02, 1.1, 1.25, 1.5, 2.0, 3.0] {
            let value = of_pareto(alpha, q);
            let found = measured(context, &format!("pareto({alpha})"), q)?;
            let predicted = Estimate::new(value, 1e-11 * value);
            panel.rows.push(Row::new(&series, alpha, format!("α = {alpha}"), predicted, Measured::Enclosure(found)));
        }
        panel.line(&series, false, (1..=240).map(|i| 1.0 + 0.0125 * f64::from(i)).map(|alpha| (alpha, of_pareto(alpha, q))));
    }
    panel.line("Q = ∞: α/(α − 1)", true, (1..=240).map(|i| 1.0 + 0.0125 * f64::from(i)).map(|alpha| (alpha, alpha / (alpha - 1.0))));
    Ok(panel)
}

/// Finite, infinite or without a meaning, at five numbers of processors.
fn kinds(context: &Context<'_>) -> Result<Panel, Refusal> {
    let y = Axis::linear("numbers of processors told rightly");
    let mut panel = Panel::new("Finite, infinite or without a meaning", Axis::named(""), y).table_only();
    for (i, alpha) in [0.1, 0.25, 0.5, 0.9, 1.0, 1.1].into_iter().enumerate() {
        let law = unnamed(&context.law(&format!("pareto({alpha})"))?);
        let powers = [1.0, 1.5, 3.0, 5.0, 20.0];
        let mut right = 0;
        for q in powers {
            let found = speed_up(&law, q)?;
            let expected = match found {
                Moment::Finite(_) => alpha > 1.0,
                Moment::Infinite => alpha <= 1.0 && alpha * q > 1.0,
                _ => alpha * q <= 1.0,
            };
            right += u32::from(expected);
        }
        let measured = Measured::Enclosure(Estimate::new(f64::from(right), 0.0));
        let row = Row::new("powers", (i + 1) as f64, format!("pareto({alpha})"), Estimate::new(5.0, 0.0), measured);
        panel.rows.push(row.with_lie(4.0));
    }
    Ok(panel)
}

/// Further closed forms: rising, falling and other hazard rates.
fn others(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Further laws", Axis::named(""), Axis::linear("speed-up")).table_only();
    let cases = [
        ("uniform(0, 1)", 3.0, 2.0, "rising: (Q + 1)/2"),
        ("gamma(2, 1)", 2.0, 1.6, "rising: 8/5"),
        ("gamma(2, 1)", 3.0, 27.0 / 13.0, "rising: 27/13"),
        ("lomax(1.5)", 4.0, 10.0, "falling: (αQ - 1)/(α - 1)"),
        ("weibull(2)", 9.0, 3.0, "rising: Q^(1/2)"),
        ("lognormal(0, 1)", 2.0, 1.0 / libm::erfc(0.5), "1/erfc(1/2)"),
    ];
    for (i, (spec, q, value, form)) in cases.into_iter().enumerate() {
        let predicted = Estimate::new(value, 1e-11 * value);
        let found = Measured::Enclosure(measured(context, spec, q)?);
        let place = format!("{spec}, Q = {q}");
        panel.rows.push(Row::new("speed-up", (i + 1) as f64, place, predicted, found).with_note(form));
    }
    Ok(panel)
}

/// Runs drawn: the mean of the first to finish, counted up to a bound.
fn drawn(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Drawn: E[min(min_Q, 10)]", Axis::linear("Q"), Axis::log("mean")).table_only();
    let most = 10.0f64;
    for (alpha, q) in [(0.5, 4u32), (1.5, 1), (1.5, 3), (4.0, 2)] {
        let (law, a) = (context.law(&format!("pareto({alpha})"))?, alpha * f64::from(q));
        context.begin(&format!("α = {alpha}, Q = {q}, drawn"));
        let value = 1.0 + (1.0 - most.powf(1.0 - a)) / (a - 1.0);
        let once = |stream: &mut crate::sample::Stream| least_of(&*law, q, stream).min(most);
        let sample = summary(context.draws(200_000), &context.stream(&format!("{alpha}, {q}")), once);
        let (mean, variance) = (sample.mean, sample.variance());
        let measured = Measured::BoundedMean { count: sample.count, mean, variance, low: 0.0, high: most };
        let place = format!("α = {alpha}, Q = {q}");
        panel.rows.push(Row::new("least", f64::from(q), place, Estimate::closed_form(value), measured));
    }
    Ok(panel)
}
