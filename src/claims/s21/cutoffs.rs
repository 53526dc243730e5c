//! Pareto times in closed form: the cost of a cutoff, and the best one by its own equation.

use crate::num::invert::first_at_most;

/// `int_1^tau s^-alpha ds`, also where alpha is near 1.
fn over_powers(alpha: f64, tau: f64) -> f64 {
    let (y, x) = (tau.ln(), (1.0 - alpha) * tau.ln());
    // (e^x - 1)/x y
    if x.abs() < 1e-8 { y * (1.0 + 0.5 * x) } else { y * x.exp_m1() / x }
}

/// `E(tau) = (1 + int_1^tau s^-alpha ds)/(1 - tau^-alpha)`.
pub(in crate::claims) fn cost_at(alpha: f64, tau: f64) -> f64 {
    (1.0 + over_powers(alpha, tau)) / -(-alpha * tau.ln()).exp_m1()
}

/// The root of `int_1^tau (tau - s) s^(-alpha-1) ds = 1`, which rises in tau.
pub(in crate::claims) fn best_cutoff(alpha: f64) -> f64 {
    let lacking = |tau: f64| 1.0 - (tau * over_powers(alpha + 1.0, tau) - over_powers(alpha, tau));
    first_at_most(lacking, 0.0, 1.0, 10.0 + 2.0 * alpha)
}
