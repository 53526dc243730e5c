//! E-4: two signs in a worked example, found from the printed numbers themselves.

use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Published, Row};
use crate::expect::Refusal;
use crate::num::Estimate;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "e4",
    title: "The printed 13.35 nats and gain of 0.02571 are α(ln α + 1339.70) and α(2.2377 + 0.3329); the paper prints a minus in each",
    statement: "Let P be the base with chance 1-α and one fixed outcome of log-probability ln q and reward r with chance α. To first order \
        KL(P || base) = α(ln α - ln q), and the mean reward rises by α(r - m), m the base's. With α = 0.01, ln q = -1339.70, r = 2.2377 and \
        m = -0.3329 these are 13.351 and 0.025706. Conversely a divergence of 13.35 ± 0.005 needs ln q = -1339.6 ± 0.5, and a gain \
        of 0.02571 ± 0.000005 needs m = -0.3333 ± 0.0006: the base's mean reward is negative.",
    hypotheses: "q is far below α. The printed numbers are rounded at their last digit.",
    applies: |_| Err("it concerns the numbers of one example".into()),
    source: "Arithmetic; the first-order form is proved in the proof.",
    corrects: Some(Published {
        statement: "The policy that takes the highest-reward input found by the search α = 1 % of the time and is the base model otherwise has \
            the divergence α(ln α - 1339.70) = 13.35 nats, and a reward about α(2.2377 - 0.3329) = 0.02571 above the base's.",
        place: "Kwa, Thomas, Garriga-Alonso, Catastrophic Goodhart (arXiv 2407.14503), section Results, last paragraph, on the inputs found by accelerated coordinate gradient \
            (TeX source in the authors' repository).",
        finding: "Each expression has a minus where its result has a plus: as printed they are -13.44 and 0.01905, and the results are those of the other sign. What follows from them, little reward for much divergence, stands. \
            Apart from the arithmetic: 2.2377 is not the highest reward of the search. The script plots_acg.py takes the first of the rewards in ascending order, \
            which is the lowest; data/rewards_28.txt in the same repository has 8.3729, with which the gain would be 0.0871, still little. And 1339.70 is a sum of log-probabilities \
            gathered without the shift by one place that a model which predicts the next token needs.",
    }),
    evidence,
};

/// The printed numbers, each with half a unit of its last digit.
const SHARE: f64 = 0.01;
const MINUS_LN_Q: Estimate = Estimate::new(1339.70, 0.005);
const REWARD: Estimate = Estimate::new(2.2377, 5e-5);
const MINUS_MEAN: Estimate = Estimate::new(0.3329, 5e-5);
const DIVERGENCE: Estimate = Estimate::new(13.35, 0.005);
const GAIN: Estimate = Estimate::new(0.02571, 5e-6);

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    context.begin("the printed numbers");
    let minus = |printed: Estimate| printed.scaled(-1.0);
    let kl = Example {
        title: "The divergence",
        quantity: "KL (nats)",
        corrected: ("α(ln α + 1339.70)", |share| share * (share.ln() + MINUS_LN_Q.value)),
        printed: ("as printed: α(ln α - 1339.70)", |share| share * (share.ln() - MINUS_LN_Q.value)),
        result: DIVERGENCE,
        rounding: SHARE * MINUS_LN_Q.error,
    };
    let gain = Example {
        title: "The gain",
        quantity: "mean reward above the base's",
        corrected: ("α(2.2377 + 0.3329)", |share| share * (REWARD.value + MINUS_MEAN.value)),
        printed: ("as printed: α(2.2377 - 0.3329)", |share| share * (REWARD.value - MINUS_MEAN.value)),
        result: GAIN,
        rounding: SHARE * (REWARD.error + MINUS_MEAN.error),
    };
    // The inputs that the printed results need.
    let mut inputs = Panel::new("What the printed results need", Axis::named(""), Axis::linear("")).table_only();
    let needed_ln_q = Estimate::closed_form(SHARE.ln()).plus(minus(DIVERGENCE.scaled(1.0 / SHARE)));
    let needed_mean = REWARD.plus(minus(GAIN.scaled(1.0 / SHARE)));
    for (at, place, input, found) in
        [(1.0, "log-probability ln q", MINUS_LN_Q, needed_ln_q), (2.0, "the base's mean reward m", MINUS_MEAN, needed_mean)]
    {
        let row = Row::new("from the result back", at, place, minus(input), Measured::Enclosure(found));
        inputs.rows.push(row.with_lie(input.value).with_note("the lie: the sign as printed"));
    }
    Ok(Evidence::of(vec![kl.panel(), gain.panel(), inputs]))
}

/// One of the two expressions, as it is printed and as its result needs it.
struct Example {
    title: &'static str,
    quantity: &'static str,
    corrected: (&'static str, fn(f64) -> f64),
    printed: (&'static str, fn(f64) -> f64),
    result: Estimate,
    /// What the rounding of the inputs leaves open.
    rounding: f64,
}

impl Example {
    fn panel(&self) -> Panel {
        let x = Axis::linear("share α of the fixed outcome");
        let mut panel = Panel::new(self.title, x, Axis::linear(self.quantity));
        let ((series, corrected), (other, printed)) = (self.corrected, self.printed);
        let predicted = Estimate::new(corrected(SHARE), self.rounding);
        let row = Row::new(series, SHARE, "α = 0.01", predicted, Measured::Enclosure(self.result));
        panel.rows.push(row.with_lie(printed(SHARE)).with_note("measured: the printed result, ± half a unit of its last digit"));
        panel.line(series, false, spread(1e-4, 0.015, 60).map(|share| (share, corrected(share))));
        panel.line(other, true, spread(1e-4, 0.015, 60).map(|share| (share, printed(share))));
        panel
    }
}
