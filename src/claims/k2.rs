//! K-2: the explicit policy that takes a heavy-tailed proxy as high as one likes at next to no divergence, and leaves V where it was.

use super::measure::{coin_and_pareto, spread};
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, condition::Conditioner};
use crate::num::Estimate;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "k2",
    title: "A free lunch at the proxy's table: give U ≥ t the mass t^(-a), and E[U] goes to infinity, KL to 0 and E[V] back to where it was",
    statement: "Let p = P(U ≥ t) and P_t = (1-w) Q(. | U < t) + w Q(. | U ≥ t) with w = c t^(-a), c > 0, 0 < a ≤ 1. Then \
        KL(P_t || Q) = (1-w) ln((1-w)/(1-p)) + w ln(w/p), and a mean is (1-w) E[. | U < t] + w E[. | U ≥ t]. If P(U ≥ t) is regularly \
        varying of index α > 1, then KL ~ w (α-a) ln t → 0, and E[U] → E[U] + c α/(α-1) for a = 1, E[U] ~ c α/(α-1) t^(1-a) → ∞ for \
        a < 1. Where E|V| < ∞ and E[V | U ≥ t] = o(t^a), E[V] returns to that of Q: K-3 says for which V. For V = ±1 and X Pareto(2) all three are given in closed form.",
    hypotheses: "P(U ≥ t) is regularly varying of index α > 1 and E|U| < ∞; for E[V], E|V| < ∞ and E[V | U ≥ t] = o(t^a). V and X may depend on \
        each other.",
    applies: |subject| {
        let proxy = subject.untied_pair()?;
        match proxy.error.tail_class().is_heavy() {
            true => Ok(()),
            false => Err(format!("the error {} is not heavy-tailed", proxy.error)),
        }
    },
    source: "Theorem 1 and figure 3 of Kwa, Thomas, Garriga-Alonso (2024), arXiv 2407.14503, for the policy; constants derived in the proof.",
    corrects: None,
    evidence,
};

/// The power a of the mass `t^-a`.
const POWERS: [f64; 3] = [0.5, 0.8, 1.0];
const THRESHOLDS: [f64; 7] = [4.0, 10.0, 1e2, 1e3, 1e4, 1e6, 1e8];

/// What a policy has: the means of U and V, and its divergence.
struct Lunch {
    mean_u: Estimate,
    mean_v: Estimate,
    kl: Estimate,
}

impl Lunch {
    /// From `p = P(U >= t)` and the means of U and V above t, those of the base being 2 and 0.
    fn of(w: f64, p: Estimate, above_u: Estimate, above_v: Estimate) -> Self {
        let mean = |base: f64, above: Estimate| {
            // (1-w) (base - p above)/(1-p) + w above, by what moves from below to above.
            let moved = (w - p.value) / (1.0 - p.value);
            let gain = above.plus(Estimate::closed_form(-base)).scaled(moved);
            Estimate::new(base + gain.value, gain.error + (above.value - base).abs() * p.error)
        };
        let kl = (1.0 - w) * ((-w).ln_1p() - (-p.value).ln_1p()) + w * (w / p.value).ln();
        let kl = Estimate::new(kl, (w / p.value + 1.0) * p.error + 4.0 * f64::EPSILON * kl.abs());
        Self { mean_u: mean(2.0, above_u), mean_v: mean(0.0, above_v), kl }
    }

    /// In closed form: `P(X > x) = x^-2` and `E[X; X > x] = 2/x`, V being 1 or -1 with equal chances.
    fn closed(w: f64, t: f64) -> Self {
        let [p, of_value, of_error] = coin_and_pareto(2.0, t);
        let exact = Estimate::closed_form;
        Self::of(w, exact(p), exact((of_error + of_value) / p), exact(of_value / p))
    }
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let t_axis = || Axis::log("threshold t");
    let mut means = Panel::new("The mean of U under the policy goes up", t_axis(), Axis::log("E[U]"));
    let mut costs = Panel::new("Its divergence goes down", t_axis(), Axis::log("KL (nats)"));
    let mut values = Panel::new("The mean of V falls back to that of the base, 0", t_axis(), Axis::log("E[V]"));
    let conditioner = Conditioner::new(&context.proxy("two_point(-1, 1, 0.5)", "pareto(2)")?);
    for a in POWERS {
        let series = format!("mass t^-{a}");
        for t in THRESHOLDS {
            context.begin(&format!("{series}, t = {t:e}"));
            let w = t.powf(-a);
            let above = conditioner.above(t)?;
            let finite = |mean: crate::tail::Moment| mean.finite().ok_or_else(|| Refusal(format!("no mean above {t}")));
            let p = above.ln_p.value.exp();
            let p = Estimate::new(p, p * above.ln_p.error);
            let found = Lunch::of(w, p, finite(above.mean_u)?, finite(above.mean_v)?);
            let truth = Lunch::closed(w, t);
            let row = |predicted: Estimate, measured: Estimate| {
                let predicted = Estimate::new(predicted.value, 1e-9 * predicted.value.abs());
                Row::new(&series, t, format!("t = {t:e}"), predicted, Measured::Enclosure(measured))
            };
            means.rows.push(row(truth.mean_u, found.mean_u));
            costs.rows.push(row(truth.kl, found.kl));
            values.rows.push(row(truth.mean_v, found.mean_v));
        }
        let curve = || spread(3.0, 2e8, 80).map(|t| (t, Lunch::closed(t.powf(-a), t)));
        means.line(&series, false, curve().map(|(t, lunch)| (t, lunch.mean_u.value)));
        costs.line(&series, false, curve().map(|(t, lunch)| (t, lunch.kl.value)));
        values.line(&series, false, curve().map(|(t, lunch)| (t, lunch.mean_v.value)));
    }
    means.line("the limit for a = 1: 2 + α/(α-1) = 4", true, [(3.0, 4.0), (2e8, 4.0)]);
    Ok(Evidence::of(vec![means, costs, values]))
}
