//! S-2: the mean time of a step is finite exactly above the threshold αQ = 1, and the ladder of higher moments.

use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, steps::step_mean};
use crate::num::Estimate;
use crate::sample::draw::summary;
use crate::tail::{Interval, Law, Moment, Tail, TailClass};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "s2",
    title: "The mean time of a step is finite exactly when αQ > 1, and is then αQ/(αQ − 1)",
    statement: "Let P(step > t) = t^-a, t ≥ 1, a = αQ. Then E[step^q] = a/(a - q) for a > q and is infinite otherwise: the mean needs \
        Q > 1/α, a finite variance Q > 2/α, the moment of order q a power Q > q/α. At and below the threshold the mean cut at c ≥ 1 is \
        1 + (c^(1-a) - 1)/(1 - a) (1 + ln c at a = 1), which grows without bound.",
    hypotheses: "The approach times are pure Pareto: S(t) = t^-α from t = 1 on.",
    applies: |subject| subject.pareto_exponent().map(drop),
    source: "Elementary; the threshold for the mean is the model's own, the ladder of moments follows.",
    corrects: None,
    evidence,
};

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![above(context)?, below(context)?]))
}

/// A law raised to a power: `P(T^q > x) = S(x^{1/q})`, known to the quadrature by that alone.
#[derive(Debug)]
struct Raised {
    law: Law,
    power: f64,
}

impl Tail for Raised {
    fn support(&self) -> Interval {
        let Interval { low, high } = self.law.support();
        Interval::new(low.powf(self.power), high.powf(self.power))
    }

    fn ln_sf(&self, x: f64) -> f64 {
        self.law.ln_sf(x.max(0.0).powf(1.0 / self.power))
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        self.law.ln_sf_at_exp(y / self.power)
    }

    fn tail_class(&self) -> TailClass {
        match self.law.tail_class() {
            TailClass::RegularlyVarying { index, .. } => {
                TailClass::RegularlyVarying { index: index / self.power, ln_coefficient: 0.0, log_power: 0.0 }
            }
            other => other,
        }
    }
}

/// Moments above their thresholds: the closed form against quadrature of S^Q.
fn above(context: &Context<'_>) -> Result<Panel, Refusal> {
    let alpha = 0.5;
    let law = context.law(&format!("pareto({alpha})"))?;
    let title = "The q-th moment is finite for Q > q/α only (α = ½)";
    let mut panel = Panel::new(title, Axis::log("power Q"), Axis::log("q-th moment of the time of a step"));
    for (order, powers) in [
        (1.0, [2.1, 2.5, 3.0, 4.0, 8.0, 20.0]),
        (2.0, [4.2, 5.0, 6.0, 8.0, 12.0, 20.0]),
        (3.0, [6.2, 7.0, 8.0, 10.0, 14.0, 20.0]),
    ] {
        let series = format!("q = {order}");
        let raised = Law::new(format!("{law}^{order}"), Raised { law: law.clone(), power: order });
        let moment = |q: f64| alpha * q / (alpha * q - order);
        for q in powers {
            let Moment::Finite(measured) = step_mean(&raised, q)? else {
                return Err(Refusal(format!("E[step^{order}] is not finite by quadrature at Q = {q}")));
            };
            let measured = Measured::Enclosure(measured);
            panel.rows.push(Row::new(&series, q, format!("Q = {q}"), Estimate::closed_form(moment(q)), measured));
        }
        let (low, high): (f64, f64) = (powers[0], 20.0);
        panel.line(
            &series,
            false,
            (0..=200).map(|i| low * (high / low).powf(f64::from(i) / 200.0)).map(|q| (q, moment(q))),
        );
        panel.line(&series, true, [1.0, 40.0].map(|height| (order / alpha, height)));
    }
    Ok(panel)
}

/// At and below the threshold: the mean of min(T, c) keeps growing with the cut c, as the formula says.
fn below(context: &Context<'_>) -> Result<Panel, Refusal> {
    let alpha = 0.25;
    let law = context.law(&format!("pareto({alpha})"))?;
    let mut panel =
        Panel::new("Mean of a step cut at c, for αQ ≤ 1", Axis::log("cut c"), Axis::log("E[min(step, c)]"));
    for power in [2.0, 3.0, 4.0] {
        let a = alpha * power;
        let series = format!("αQ = {a}");
        let mean = |c: f64| if a == 1.0 { 1.0 + c.ln() } else { 1.0 + (c.powf(1.0 - a) - 1.0) / (1.0 - a) };
        for c in [10.0, 100.0, 1000.0, 1e4] {
            context.begin(&format!("{series}, c = {c}"));
            // The spread of min(T, c) about its mean grows with the cut.
            let count = context.draws(if c < 500.0 { 600_000 } else { (3.0 * c) as u64 * 600 });
            let source = context.stream(&format!("{series} {c}"));
            let sum = summary(count, &source, |s| law.inv_ln_sf(-s.exponential() / power).min(c));
            let measured = Measured::BoundedMean { count, mean: sum.mean, variance: sum.variance(), low: 1.0, high: c };
            panel.rows.push(Row::new(&series, c, format!("c = {c}"), Estimate::closed_form(mean(c)), measured));
        }
        panel.line(&series, false, (0..=40).map(|i| 10f64.powf(f64::from(i) / 10.0)).map(|c| (c, mean(c))));
    }
    Ok(panel)
}
