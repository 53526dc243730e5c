//! The bridge: the fastest of Q approaches and the least of m errors are one minimum, drawn by one function and known by one law.

use super::ERROR;
use crate::claim::{Axis, Context, Measured, Panel, Row};
use crate::claims::{measure::spread, s18::factor::Factor};
use crate::expect::Refusal;
use crate::model::{Crowd, Limit, Proxy, regime};
use crate::num::Estimate;
use crate::sample::{
    crowd::{Linked, least_joined},
    draw::exceedances,
};
use crate::tail::made::SurvivalCopula::{self, Clayton, Gaussian, Gumbel, StudentT};

/// Approaches, or models.
const MANY: u32 = 4;

/// A name, how the four depend on each other, and `ln P(least > t)` from the depth of one.
type Case = (&'static str, SurvivalCopula, fn(f64) -> f64);

fn cases() -> [Case; 4] {
    [
        ("independent", Gaussian(0.0), |h| -4.0 * h),
        ("Gumbel, θ = 2", Gumbel(2.0), |h| -2.0 * h),
        ("normal, ρ = ½", Gaussian(0.5), |h| Factor::new(0.5, 4.0).ln_all_beyond(h)),
        ("Clayton, θ = 2", Clayton(2.0), |h| -0.5 * (4.0 * (2.0 * h).exp() - 3.0).ln()),
    ]
}

/// `P(least > t)` against `P(one > t)`: the law of one, be it a time or an error, does not matter.
pub(super) fn lemma(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "One lemma: the fastest of 4 approaches and the least of 4 errors, on one curve";
    let mut panel = Panel::new(title, Axis::log("P(one > t)"), Axis::log("P(least > t)"));
    let kinds = [("times", context.law("pareto(0.8)")?), ("errors", context.law(ERROR)?)];
    for (series, copula, ln_least) in cases() {
        let linked = Linked::new(copula, None);
        for (kind, law) in &kinds {
            context.begin(&format!("bridge, {series}, {kind}"));
            let shares = [0.5f64, 0.8];
            let places = [1, 0].map(|i| law.inv_ln_sf(shares[i].ln()));
            let trials = context.draws(1_000_000);
            let source = context.stream(&format!("bridge, {series}, {kind}"));
            let once = |stream: &mut _| least_joined(&linked, MANY, law, stream);
            for (t, hits) in places.into_iter().zip(exceedances(trials, &source, &places, once)) {
                let h = -law.ln_sf(t);
                let predicted = Estimate::new(ln_least(h).exp(), 1e-9);
                let place = format!("{kind} {law}, t = {t:.4}, drawn");
                panel.rows.push(Row::new(series, (-h).exp(), place, predicted, Measured::Frequency { hits, trials }));
            }
            let made = Crowd::Joined(copula).step(f64::from(MANY), law).map_err(Refusal)?;
            for p in [1e-2f64, 1e-4] {
                let t = law.inv_ln_sf(p.ln());
                let (found, h) = (made.ln_sf(t).exp(), -law.ln_sf(t));
                let predicted = Estimate::new(ln_least(h).exp(), 1e-9 * ln_least(h).exp());
                let measured = Measured::Enclosure(Estimate::new(found, 1e-10 * found));
                panel.rows.push(Row::new(series, (-h).exp(), format!("{kind} {law}, P = {p:e}"), predicted, measured));
            }
        }
        panel.line(series, false, spread(1e-4, 0.97, 60).map(|p| (p, ln_least(-p.ln()).exp())));
    }
    Ok(panel)
}

/// The index of a value at which the least of four dependent errors begins to keep it, by bisection on the library's rule for limits.
pub(super) fn boundary(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "The border under the least of 4 dependent errors of index 3/2: β = αq + 1";
    let mut panel = Panel::new(title, Axis::named(""), Axis::linear("tail index β of the value")).table_only();
    let error = context.law("pareto(1.5)")?;
    let dependent = cases().map(|(name, copula, _)| (name, copula)).into_iter();
    for ((name, copula), worth) in dependent.chain([("Student t", StudentT(0.5, 4.0))]).zip([4.0, 2.0, 1.6, 1.0, 1.0]) {
        context.begin(&format!("border, {name}"));
        let error = Crowd::Joined(copula).step(f64::from(MANY), &error).map_err(Refusal)?;
        let falls_back = |beta: f64| {
            let proxy = Proxy { value: context.law(&format!("pareto({beta})"))?, error: error.clone() };
            let mean = proxy.value.mean().value();
            Ok::<_, Refusal>(matches!(regime(&proxy).limit, Limit::Finite(limit) if (limit - mean).abs() < 1e-9 * mean))
        };
        let (mut low, mut high) = (1.01, 20.0);
        for _ in 0..40 {
            let middle = 0.5 * (low + high);
            if falls_back(middle)? { high = middle } else { low = middle }
        }
        let (at, found) = ((panel.rows.len() + 1) as f64, Measured::Enclosure(Estimate::new(high, 1e-9)));
        panel.rows.push(Row::new("β", at, name, Estimate::closed_form(1.5 * worth + 1.0), found));
    }
    Ok(panel)
}
