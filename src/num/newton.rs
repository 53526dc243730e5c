//! Newton's method in the logarithm of x, for functions that are concave there.
//!
//! Refuses: functions that are not; it has no bracket.

/// The `x > 0` with `f(x) = level`, where `f(e^y)` is concave and monotone in y.
///
/// `f` gives the value and its elasticity `df / d ln x`. By concavity every tangent lies above the curve, so that after one
/// step all the iterates are on one side of the root and approach it without overshooting; x is multiplied by the
/// exponential of each step, which loses no digits however large or small x is. Gives 0 or infinity where x leaves f64.
///
/// ```
/// # use goodhart::num::newton::concave_root_in_log;
/// let root = concave_root_in_log(|x: f64| (-x - x.ln(), -x - 1.0), -1e5, 2e5);
/// assert!((root + root.ln() - 1e5).abs() < 1e-10);
/// ```
pub fn concave_root_in_log(f: impl Fn(f64) -> (f64, f64), level: f64, start: f64) -> f64 {
    let mut x = start;
    let mut last = f64::INFINITY;
    for _ in 0..200 {
        if x == 0.0 || x.is_infinite() {
            break;
        }
        let (value, elasticity) = f(x);
        let step = (level - value) / elasticity;
        // A step that no longer shrinks is rounding.
        if step.is_nan() || (step.abs() < 1e-10 && step.abs() >= 0.5 * last) {
            break;
        }
        x *= step.exp();
        // Convergence is quadratic: the next step would be about (step / last)^2 step.
        if step.abs() <= f64::EPSILON || (last < 0.1 && (step / last).powi(2) * step.abs() < 1e-17) {
            break;
        }
        last = step.abs();
    }
    x
}
