//! S-1: the fastest of Q Pareto approaches is again Pareto, with Q times the exponent.

use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::Refusal;
use crate::num::Estimate;
use crate::sample::draw::{exceedances, hits, least_of};
use crate::tail::Law;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s1",
    title: "The fastest of Q Pareto(α) approaches is Pareto(αQ)",
    statement: "If Q independent approaches each take longer than t with probability t^-α (t ≥ 1), the fastest of them takes longer \
        than t with probability t^-αQ. For any law of approach times, P(fastest > t) = S(t)^Q.",
    hypotheses: "The approaches are independent and equally distributed; Q is a whole number, or S^Q is read as the law of a step.",
    applies: |subject| subject.approach().map(drop),
    source: "Elementary; the model of independent steps with a choice of approaches.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let [each_family, rest] = catalogue(context).one_per_family();
    Ok(Evidence::of(vec![pareto(context)?, each_family, rest]))
}

/// How many approaches, and the times at which the minimum is compared.
const POWERS: [(u32, [f64; 3]); 4] =
    [(1, [2.0, 10.0, 1000.0]), (2, [2.0, 8.0, 60.0]), (4, [1.5, 3.0, 9.0]), (8, [1.2, 1.7, 3.0])];

fn pareto(context: &Context<'_>) -> Result<Panel, Refusal> {
    let alpha = 0.5;
    let law = context.law(&format!("pareto({alpha})"))?;
    let mut panel = Panel::new("Pareto(½): slope −Q/2", Axis::log("time t"), Axis::log("P(fastest of Q approaches > t)"));
    for (q, times) in context.some_of(&POWERS, 3) {
        let (q, series) = (*q, format!("Q = {q}"));
        context.begin(&series);
        let trials = context.draws(4_000_000);
        let counts = exceedances(trials, &context.stream(&series), &times[..], |s| least_of(&*law, q, s));
        let sf = |t: f64| t.powf(-alpha * f64::from(q));
        for (t, hits) in times.iter().zip(counts) {
            let predicted = Estimate::closed_form(sf(*t));
            let place = format!("t = {t}");
            panel.rows.push(Row::new(&series, *t, place, predicted, Measured::Frequency { hits, trials }));
        }
        let points = (0..=40).map(|i| times[2].powf(f64::from(i) / 40.0)).map(|t| (t, sf(t)));
        panel.line(&series, false, points);
    }
    Ok(panel)
}

/// The same for the faster of two, for every law of the laboratory, where the chance is near 4/5 and a few draws tell.
fn catalogue(context: &Context<'_>) -> Panel {
    let title = "Any law: P(faster of two > t) = S(t)²";
    let mut panel = Panel::new(title, Axis::named(""), Axis::linear("P(faster of two > t), where S(t)² = 0.8"));
    let laws = context.typical();
    for (i, law) in context.some_of(&laws, 12).iter().enumerate() {
        let (t, predicted) = often_exceeded(law);
        if !(0.75..0.85).contains(&predicted) {
            continue;
        }
        context.begin(law.spec());
        let trials = context.draws(14_000);
        let hits = hits(trials, &context.stream(law.spec()), |s| least_of(&**law, 2, s) > t);
        let measured = Measured::Frequency { hits, trials };
        let predicted = Estimate::new(predicted, 1e-9);
        let row = Row::new("S(t)²", (i + 1) as f64, law.spec(), predicted, measured);
        panel.rows.push(row.with_note(format!("t = {t:.6}")));
    }
    panel
}

/// A time that the faster of two exceeds with chance 4/5, or as near as the law has one, and the chance of it.
fn often_exceeded(law: &Law) -> (f64, f64) {
    let t = law.inv_ln_sf(0.5 * 0.8f64.ln());
    (t, (2.0 * law.ln_sf(t)).exp())
}
