//! Approaches drawn one by one and given up.

use super::{best_cutoff, cost_at};
use crate::claim::{Axis, Context, Measured, Panel, Row};
use crate::expect::Refusal;
use crate::num::Estimate;
use crate::sample::{
    draw::{hits, summary},
    restart::time,
};
use std::iter::repeat_n;

/// How often a step is not done by t.
pub(super) fn tails(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "The tail with restarts at the best cutoff is exponential (dashed: without)";
    let mut panel = Panel::new(title, Axis::linear("t"), Axis::log("P(step > t)"));
    for alpha in [0.5, 1.0, 2.0] {
        let (series, tau) = (format!("α = {alpha}"), best_cutoff(alpha));
        context.begin(&format!("{series}, drawn"));
        let law = context.law(&format!("pareto({alpha})"))?;
        let trials = context.draws(400_000);
        let survival = |t: f64| {
            let before = (t / tau).floor();
            tau.powf(-alpha * before) * (t - before * tau).max(1.0).powf(-alpha)
        };
        for share in [0.6, 1.2, 2.7, 4.0, 5.6] {
            let t = share * tau;
            // As many approaches as can be given up by then, and one more.
            let attempts = share.floor() as usize + 1;
            let done = |spent: f64| spent > t;
            let once = |stream: &mut crate::sample::Stream| done(time(&*law, repeat_n(tau, attempts), stream));
            let hits = hits(trials, &context.stream(&format!("{series}, t = {share} tau")), once);
            let predicted = Estimate::closed_form(survival(t));
            if predicted.value * trials as f64 > 40_000.0 {
                let measured = Measured::Frequency { hits, trials };
                panel.rows.push(Row::new(&series, t, format!("t = {share} τ*"), predicted, measured));
            }
        }
        panel.line(&series, false, (0..=400).map(|i| 0.05 * f64::from(i)).map(|t| (t, survival(t))));
        panel.line(&series, true, (10..=200).map(|i| 0.1 * f64::from(i)).map(|t| (t, t.powf(-alpha))));
    }
    Ok(panel)
}

/// The mean time spent in so many approaches, `E(tau) (1 - S(tau)^k)`: bounded, and E(tau) but for what it says.
pub(super) fn means(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new("Drawn: at most k approaches", Axis::linear("τ"), Axis::log("mean time spent"));
    let shares = [(0.25, 1.0), (0.5, 1.0), (0.5, 3.0), (1.0, 1.0), (1.0, 0.6), (2.0, 1.0)];
    for (alpha, share) in shares {
        let (series, tau) = (format!("α = {alpha}"), share * best_cutoff(alpha));
        let law = context.law(&format!("pareto({alpha})"))?;
        let attempts = 30;
        let left = (-alpha * f64::from(attempts) * tau.ln()).exp();
        let predicted = Estimate::closed_form(-(left - 1.0) * cost_at(alpha, tau));
        let once = |stream: &mut crate::sample::Stream| time(&*law, repeat_n(tau, attempts as usize), stream);
        let found = summary(context.draws(400_000), &context.stream(&format!("{series}, {share}")), once);
        let high = f64::from(attempts) * tau;
        let (mean, variance) = (found.mean, found.variance());
        let measured = Measured::BoundedMean { count: found.count, mean, variance, low: 0.0, high };
        let row = Row::new(&series, tau, format!("τ = {share} τ*, k = {attempts}"), predicted, measured);
        panel.rows.push(row.with_note(format!("E(τ) = {:.9}", cost_at(alpha, tau))));
    }
    Ok(panel.table_only())
}
