//! K-7: what the library finds at a divergence, against policies whose threshold is known beforehand.

use super::spread;
use crate::claim::{Axis, Context, Measured, Panel, Row};
use crate::expect::{Refusal, power_ball::PowerBall};
use crate::num::Estimate;
use crate::tail::Moment;

/// A policy in closed form: its divergence in nats, and the means of U and V under it.
struct Known {
    nats: f64,
    mean_u: f64,
    mean_v: f64,
}

/// U of law gamma(2, 1), the sum of two exponential laws, at the orders 3/2, 2 and 3.
pub(super) fn orders(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(
        "What the library finds: V and X exponential(1), by the order p",
        Axis::log("Rényi divergence of order p, in nats"),
        Axis::linear("sup E[U] and E[V] there"),
    );
    let proxy = context.proxy("exponential(1)", "exponential(1)")?;
    for k in [2.0, 1.0, 0.5] {
        let order = 1.0 + 1.0 / k;
        let mut ball = PowerBall::new(&proxy, order)?;
        for tau in [0.3, 1.0, 3.0, 10.0] {
            context.begin(&format!("p = {order}, τ = {tau}"));
            compare(&mut panel, &mut ball, &format!("p = {order}"), tau, &of_gamma(k, tau))?;
        }
        let curve = || (0..=60).map(|i| of_gamma(k, 0.2 * f64::from(i)));
        panel.line(format!("p = {order}, U"), false, curve().map(|known| (known.nats, known.mean_u)));
        panel.line(format!("p = {order}, V"), false, curve().map(|known| (known.nats, known.mean_v)));
    }
    Ok(panel)
}

/// A heavy error at χ².
pub(super) fn heavy(context: &Context<'_>) -> Result<Panel, Refusal> {
    let mut panel = Panel::new(
        "What the library finds at p = 2: V two_point(-1, 1, 0.5), X pareto(3)",
        Axis::log("Rényi divergence of order 2, in nats"),
        Axis::log("sup E[U] and E[V] there"),
    );
    let mut ball = PowerBall::new(&context.proxy("two_point(-1, 1, 0.5)", "pareto(3)")?, 2.0)?;
    for tau in [2.0, 5.0, 30.0, 1e3, 1e5] {
        context.begin(&format!("τ = {tau}"));
        compare(&mut panel, &mut ball, "X pareto(3)", tau, &of_coin(tau))?;
    }
    panel.line("X pareto(3), U", false, spread(2.0, 2e5, 60).map(|tau| (of_coin(tau).nats, of_coin(tau).mean_u)));
    panel.line("X pareto(3), V", false, spread(2.0, 2e5, 60).map(|tau| (of_coin(tau).nats, of_coin(tau).mean_v)));
    Ok(panel)
}

/// A row for the mean of U and one for that of V, at the divergence of a policy that is known.
fn compare(panel: &mut Panel, ball: &mut PowerBall, name: &str, tau: f64, known: &Known) -> Result<(), Refusal> {
    let best = ball.at(known.nats)?;
    let found = [("U", Some(best.mean_u), known.mean_u), ("V", best.mean_v, known.mean_v)];
    for (part, mean, truth) in found {
        let mean = mean.and_then(Moment::finite).ok_or_else(|| Refusal(format!("no mean of {part} at τ = {tau}")))?;
        let predicted = Estimate::new(truth, 1e-9 * truth);
        let place = format!("τ = {tau}, {part}");
        let row = Row::new(format!("{name}, {part}"), known.nats, place, predicted, Measured::Enclosure(mean));
        panel.rows.push(row);
    }
    Ok(())
}

/// `E((U-τ)⁺)^j = e^-τ (Γ(j+2) + τ Γ(j+1))` for τ at least 0 and j = k, k + 1; V has half of U.
fn of_gamma(k: f64, tau: f64) -> Known {
    // Γ(k + 1).
    let gamma = if k == 0.5 { 0.5 * std::f64::consts::PI.sqrt() } else { k };
    let (lower, upper) = (gamma * (k + 1.0 + tau), gamma * (k + 1.0) * (k + 2.0 + tau));
    let mean_u = tau + upper / lower;
    Known { nats: k * upper.ln() - (k + 1.0) * lower.ln() + tau, mean_u, mean_v: 0.5 * mean_u }
}

/// `E(X-x)⁺ = x^-2/2` and `E((X-x)⁺)² = 1/x` for x at least 1, V being 1 or -1 with equal chances.
fn of_coin(tau: f64) -> Known {
    let (up, down) = (tau - 1.0, tau + 1.0);
    let first = |x: f64| 0.5 / (x * x);
    let (lower, upper) = (0.5 * (first(up) + first(down)), 0.5 * (1.0 / up + 1.0 / down));
    let nats = (upper / (lower * lower)).ln();
    Known { nats, mean_u: tau + upper / lower, mean_v: 0.5 * (first(up) - first(down)) / lower }
}
