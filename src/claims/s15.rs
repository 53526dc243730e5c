//! S-15: unequal minds and unequal steps: the weakest subtask decides.

use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::Refusal;
use crate::num::Estimate;
use crate::sample::draw::{draw, exceedances};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s15",
    title: "Where power differs from step to step the weakest step decides: the mean needs ess inf αQ ≥ 1, however large the average",
    statement: "Let the number Q of approaches, or the index α of one, differ from step to step at random, so that a step is Pareto(a) with a random a = αQ. Then \
        E[step] = E[a/(a-1)] if a > 1 almost surely, which is finite exactly if E[1/(a-1)] is, and infinite if P(a ≤ 1) > 0: the threshold is about ess inf a. With \
        a even on (a₁, a₂), a₁ > 1, E[step] = 1 + ln((a₂-1)/(a₁-1))/(a₂-a₁): it diverges as a₁ → 1 though the average stays; with two equally likely values it is the \
        average of theirs. A share w of steps at the least exponent a₀ makes the tail ~ w t^-a₀. Q of the law Gamma(k, rate r) gives P(step > t) = (1 + (α/r) ln t)^-k, \
        slowly varying: no mean is finite for any k and r.",
    hypotheses: "Steps are drawn independently; approaches are pure Pareto, S(t) = t^-α from t = 1 on; Q > 0 is real.",
    applies: |subject| subject.pareto_exponent().map(drop),
    source: "Derived in the proof.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![means(context)?, slow(context)?, weakest(context)?]))
}

/// The exponent of one approach, so that Q* = 2, and the average power.
const ALPHA: f64 = 0.5;
const AVERAGE: f64 = 4.0;

/// `E[step]` for a even on the interval, and for its two ends equally likely.
fn even(a: f64, b: f64) -> f64 {
    1.0 + ((b - 1.0) / (a - 1.0)).ln() / (b - a)
}

fn ends(a: f64, b: f64) -> f64 {
    0.5 * (a / (a - 1.0) + b / (b - 1.0))
}

/// The mean against the least power, the average power the same.
fn means(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Power 4 on average, α = ½: the mean time of a step as the weakest steps near Q* = 2";
    let mut panel = Panel::new(title, Axis::linear("least power among the steps"), Axis::log("mean time of a step"));
    type Of<T> = fn(f64, f64) -> T;
    let cases: [(&str, Of<f64>, Of<String>); 2] = [
        ("two kinds, half and half", ends, |q, r| format!("two_point({q}, {r}, 0.5)")),
        ("spread evenly", even, |q, r| format!("uniform({q}, {r})")),
    ];
    for (series, mean, powers) in cases {
        let of = |q: f64| mean(ALPHA * q, ALPHA * (2.0 * AVERAGE - q));
        for q in [2.05, 2.2, 2.5, 3.0, 3.6] {
            context.begin(&format!("{series}, {q}"));
            let law = context.law(&format!("powered({}, pareto({ALPHA}))", powers(q, 2.0 * AVERAGE - q)))?;
            let found = law.mean().finite().ok_or_else(|| Refusal(format!("{law}: no finite mean by quadrature")))?;
            let measured = Measured::Enclosure(Estimate::new(found.value, found.error + 1e-7 * found.value));
            let predicted = Estimate::new(of(q), 1e-12 * of(q));
            panel.rows.push(Row::new(series, q, format!("least Q = {q}"), predicted, measured));
        }
        panel.line(series, false, (1..200).map(|i| 2.0 + 0.01 * f64::from(i)).map(|q| (q, of(q))));
    }
    let equal = ALPHA * AVERAGE / (ALPHA * AVERAGE - 1.0);
    panel.line("every step with power 4", true, [2.0, 4.0].map(|q| (q, equal)));
    Ok(panel)
}

/// A Gamma law of powers against the same power for all.
fn slow(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Powers of a Gamma law with mean 4: no mean is finite";
    let mut panel = Panel::new(title, Axis::log("time t"), Axis::log("P(step > t)"));
    let approach = context.law(&format!("pareto({ALPHA})"))?;
    for (shape, places) in [(1.0, [1.3, 2.5]), (2.0, [1.3, 2.5]), (8.0, [1.2, 1.8])] {
        let (series, rate) = (format!("shape {shape}"), shape / AVERAGE);
        context.begin(&series);
        let sf = |t: f64| (1.0 + ALPHA / rate * t.ln()).powf(-shape);
        let powers = context.law(&format!("gamma({shape}, {rate})"))?;
        let law = context.law(&format!("powered({powers}, {approach})"))?;
        let trials = context.draws(800_000);
        let once = |stream: &mut crate::sample::Stream| {
            let power = draw(&*powers, stream);
            approach.inv_ln_sf(-stream.exponential() / power)
        };
        let counts = exceedances(trials, &context.stream(&series), &places, once);
        for (t, hits) in places.into_iter().zip(counts) {
            let measured = Measured::Frequency { hits, trials };
            panel.rows.push(Row::new(&series, t, format!("t = {t}, drawn"), Estimate::closed_form(sf(t)), measured));
        }
        for t in [1e2, 1e6, 1e10] {
            let found = law.ln_sf(t).exp();
            let measured = Measured::Enclosure(Estimate::new(found, 1e-9 * found));
            panel.rows.push(Row::new(&series, t, format!("t = {t:e}"), Estimate::closed_form(sf(t)), measured));
        }
        panel.line(&series, false, spread(1.0, 1e10, 100).map(|t| (t, sf(t))));
    }
    panel.line("every step with power 4", true, spread(1.0, 1e5, 20).map(|t| (t, t.powf(-ALPHA * AVERAGE))));
    Ok(panel)
}

/// A few weak steps: one in a hundred with one approach, the rest with ten.
fn weakest(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("One step in a hundred has one approach, the rest ten", Axis::log("time t"), Axis::log("P(step > t)"));
    let law = context.law(&format!("mixture(0.01, pareto({ALPHA}), min_of(10, pareto({ALPHA})))"))?;
    let mixed = context.law(&format!("powered(two_point(1, 10, 0.99), pareto({ALPHA}))"))?;
    let sf = |t: f64| 0.01 * t.powf(-ALPHA) + 0.99 * t.powf(-10.0 * ALPHA);
    for t in [1.5, 10.0, 1e3, 1e6] {
        for (series, law) in [("mixture", &law), ("random power", &mixed)] {
            let found = law.ln_sf(t).exp();
            let measured = Measured::Enclosure(Estimate::new(found, 1e-9 * found));
            panel.rows.push(Row::new(series, t, format!("t = {t:e}"), Estimate::closed_form(sf(t)), measured));
        }
        if t > 100.0 {
            // The weak steps' own part is the whole to 99 t^(-9 alpha).
            let (weak, found) = (0.01 * t.powf(-ALPHA), law.ln_sf(t).exp());
            let predicted = Estimate::new(1.0, 99.0 * t.powf(-9.0 * ALPHA) + 1e-9);
            let measured = Measured::Enclosure(Estimate::new(found / weak, 1e-9));
            panel.rows.push(Row::new("over w t^-α", t, format!("t = {t:e}"), predicted, measured).as_limit());
        }
    }
    Ok(panel.table_only())
}
