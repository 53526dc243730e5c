//! K-6: a power-law error cut off at M: the optimum under a divergence buys the largest error at once, and V only after that.

mod series;

use self::series::Capped;
use super::measure::spread;
use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row};
use crate::expect::{Refusal, value_function::ValueFunction};
use crate::num::Estimate;
use crate::tail::tilt::tilted;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "k6",
    title: "A hack worth at most M costs about (α+1) ln M nats, once: until then an optimum under KL leaves V where it was, and after that V gains",
    statement: "Let X be Pareto(α) cut off at M (its law given X ≤ M), α > 1, V independent with all exponential moments, s_M = α ln M / M, and \
        tilt by e^(sU), s = c s_M. As M → ∞: for c < 1, KL → 0 and E[X]/M → 0 (E[X] → α/(α-1) for c < 1-1/α); for c > 1, E[X]/M → 1 and \
        KL_X = (α+1) ln M + ln(s/α) + ln(1-M^-α) - 1 + o(1), which is α ln M (1 + o(1)): a transition of first order in s. For fixed s \
        the next terms are -2a/(sM) - 3(a + a²/2)/(sM)², a = α+1. So with a divergence of d = θ α ln M, 0 < θ < 1, or of any fixed d, E[V] under the tilt less \
        that under Q ~ s_M Var V → 0; with d = (α+1) ln M + b it tends to K_V'(s) - E[V], s K_V'(s) - K_V(s) + ln(s/α) - 1 = b. The moments are \
        E X^k = α (M^(k-α) - 1)/((k-α)(1 - M^-α)).",
    hypotheses: "X and V are independent; α > 1; V has all exponential moments and is not constant.",
    applies: |_| Err("it concerns Pareto laws that are cut off at M".into()),
    source: "Derived in the proof. With M → ∞ first it is theorem 1 of Kwa, Thomas, Garriga-Alonso (2024), arXiv 2407.14503.",
    corrects: None,
    evidence,
};

/// The errors, by α and M.
const ERRORS: [Capped; 3] =
    [Capped { alpha: 2.0, most: 1e2 }, Capped { alpha: 2.0, most: 1e4 }, Capped { alpha: 3.0, most: 1e6 }];
/// Rates in units of `s_M`.
const RATES: [f64; 9] = [0.2, 0.5, 0.8, 0.9, 1.0, 1.1, 1.2, 1.5, 2.5];
/// Divergences, in units of `(α+1) ln M`.
const BUDGETS: [f64; 10] = [0.003, 0.03, 0.2, 0.5, 0.7, 0.85, 1.0, 1.1, 1.3, 1.8];

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let [mut means, mut costs] = [
        Panel::new("The mean of the error jumps at s = α ln M / M", Axis::linear("s M / (α ln M)"), Axis::linear("E[X] / M")),
        Panel::new("The jump is paid at once", Axis::linear("s M / (α ln M)"), Axis::linear("KL of X / ((α+1) ln M)")),
    ];
    for error in &ERRORS {
        context.begin(&error.name());
        let law = context.law(&error.spec())?;
        for c in RATES {
            let at = tilted(&*law, c * error.critical()).ok_or_else(|| Refusal(format!("{law} tilted has not converged")))?;
            let truth = error.tilted(c * error.critical());
            let row = |predicted: f64, found: Estimate, unit: f64| {
                let predicted = Estimate::new(predicted / unit, 1e-9 * predicted.abs() / unit);
                Row::new(error.name(), c, format!("c = {c}"), predicted, Measured::Enclosure(found.scaled(1.0 / unit)))
            };
            means.rows.push(row(truth.mean, at.mean, error.most));
            costs.rows.push(row(truth.kl, at.kl, error.cost()));
        }
        let curve = || (0..=120).map(|i| 0.02 + 2.5 * f64::from(i) / 120.0).map(|c| (c, error.tilted(c * error.critical())));
        means.line(error.name(), false, curve().map(|(c, at)| (c, at.mean / error.most)));
        costs.line(error.name(), false, curve().map(|(c, at)| (c, at.kl / error.cost())));
    }
    Ok(Evidence::of(vec![means, costs, golds(context)?, remainders(context)?]))
}

/// What V gains at a divergence, V being normal: the rate of the tilt.
fn golds(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(
        "V normal(0, 1): nothing is gained until the hack is paid",
        Axis::linear("KL divergence d / ((α+1) ln M)"),
        Axis::linear("E[V]"),
    );
    for error in &ERRORS {
        context.begin(&format!("V under {}", error.name()));
        let function = ValueFunction::new(&context.proxy("normal(0, 1)", &error.spec())?)?;
        for share in BUDGETS {
            let best = function.at(share * error.cost())?;
            let found = best.mean_v.and_then(|mean| mean.finite());
            let found = found.ok_or_else(|| Refusal(format!("no mean of V at {share}")))?;
            let rate = error.rate_at(share * error.cost());
            let predicted = Estimate::new(rate, 1e-8 * rate);
            let row = Row::new(error.name(), share, format!("d = {share} (α+1) ln M"), predicted, Measured::Enclosure(found));
            panel.rows.push(row.with_note(format!("E[V] = {rate:.3e}")));
        }
        let shares = (1..=90).map(|i| 0.02 * f64::from(i));
        panel.line(error.name(), false, shares.map(|share| (share, error.rate_at(share * error.cost()))));
    }
    Ok(panel)
}

/// What the divergence of X has beyond `(α+1) ln M + ln(s/α) + ln(1 - M^-α) - 1`, in units of `1/(sM)`.
fn remainders(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(
        "What KL of X leaves beyond (α+1) ln M + ln(s/α) + ln(1-M^-α) - 1",
        Axis::log("sM"),
        Axis::linear("sM times the remainder"),
    );
    for error in &ERRORS[1..] {
        context.begin(&format!("the remainder of {}", error.name()));
        let law = context.law(&error.spec())?;
        let a = error.alpha + 1.0;
        let first = |z: f64| -2.0 * a - 3.0 * (a + 0.5 * a * a) * z;
        for product in [200.0, 400.0, 1e3, 4e3, 1e4] {
            let s = product / error.most;
            let at = tilted(&*law, s).ok_or_else(|| Refusal(format!("{law} tilted has not converged")))?;
            let found = at.kl.plus(Estimate::closed_form(-error.leading(s))).scaled(product);
            // Four times the third cumulant of the expansion, half as large again for the rest.
            let third = a * (a + 1.0) * (a + 2.0) - a * a * (a + 1.0) + a * a * a / 3.0;
            let predicted = Estimate::new(first(1.0 / product), 6.0 * third / (product * product) + 1e-9 * product);
            panel.rows.push(Row::new(error.name(), product, format!("sM = {product}"), predicted, Measured::Enclosure(found)));
        }
        panel.line(error.name(), false, spread(150.0, 1.3e4, 60).map(|product| (product, first(1.0 / product))));
    }
    Ok(panel)
}
