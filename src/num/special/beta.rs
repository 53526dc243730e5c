//! The regularised incomplete beta function in logarithms.

use super::gamma::LN_SQRT_TWO_PI;
use super::{deviance, stirling_error};
use crate::num::logs::ln_1m_exp;

/// More terms than any parameters below 1e8 need.
const MOST_TERMS: usize = 1_000_000;

/// `ln B(a, b)` for `a, b > 0`, without cancelling large logarithms of gamma functions.
///
/// ```
/// # use goodhart::num::special::ln_beta;
/// assert!((ln_beta(2.0, 3.0) + 12f64.ln()).abs() < 1e-15);
/// ```
pub fn ln_beta(a: f64, b: f64) -> f64 {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    let total = a + b;
    // Stirling's form of each factor, the powers paired: (a/n)^a (b/n)^b.
    let powers = -large * (small / large).ln_1p() + small * (small / total).ln();
    powers + 0.5 * (total / (a * b)).ln() + LN_SQRT_TWO_PI + stirling_error(a) + stirling_error(b)
        - stirling_error(total)
}

/// `ln I_x(a, b)`, the regularised incomplete beta function, given x and `one_minus_x` so that neither is rounded away.
///
/// Domain: `a, b > 0`, `x, one_minus_x` in `[0, 1]`. Minus infinity at `x = 0`.
///
/// ```
/// # use goodhart::num::special::ln_beta_inc;
/// assert!((ln_beta_inc(3.0, 1.0, 1e-200, 1.0) - 3.0 * 1e-200f64.ln()).abs() < 1e-10);
/// ```
pub fn ln_beta_inc(a: f64, b: f64, x: f64, one_minus_x: f64) -> f64 {
    if x <= 0.0 {
        f64::NEG_INFINITY
    } else if one_minus_x <= 0.0 {
        0.0
    } else if direct(a, b, x) {
        ln_power_term(a, b, x, one_minus_x) - beta_inc_fraction(a, b, x, one_minus_x).ln()
    } else {
        ln_1m_exp(ln_power_term(a, b, x, one_minus_x) - beta_inc_fraction(b, a, one_minus_x, x).ln())
    }
}

/// `ln(1 - I_x(a, b)) = ln I_{1-x}(b, a)`.
///
/// ```
/// # use goodhart::num::special::ln_beta_inc_c;
/// assert!((ln_beta_inc_c(1.0, 3.0, 1.0, 1e-200) - 3.0 * 1e-200f64.ln()).abs() < 1e-10);
/// ```
pub fn ln_beta_inc_c(a: f64, b: f64, x: f64, one_minus_x: f64) -> f64 {
    ln_beta_inc(b, a, one_minus_x, x)
}

/// Where the continued fraction in x converges quickly.
fn direct(a: f64, b: f64, x: f64) -> bool {
    x < (a + 1.0) / (a + b + 2.0)
}

/// `ln [x^a y^b / B(a, b)]` with y = 1 - x, as two deviances from the mode: Loader (2000).
fn ln_power_term(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let total = a + b;
    let excess = b * x - a * y;
    let powers = -a * deviance(excess / a, x * total / a) - b * deviance(-excess / b, y * total / b);
    powers + 0.5 * (a * (b / total)).ln() - LN_SQRT_TWO_PI + stirling_error(total)
        - stirling_error(a)
        - stirling_error(b)
}

/// The continued fraction of `x^a y^b / [B(a, b) I_x(a, b)]` by modified Lentz, with `y = 1 - x`; it tends to `a` at `x = 0`.
///
/// Quick for `x < (a + 1)/(a + b + 2)`. DiDonato and Morris, "Algorithm 708" (1992), eq. 9.
///
/// ```
/// # use goodhart::num::special::beta_inc_fraction;
/// assert!((beta_inc_fraction(2.0, 1.0, 0.25, 0.75) - 2.0 * 0.75).abs() < 1e-15);
/// ```
pub fn beta_inc_fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let lambda = a * y - b * x;
    let alpha = |n: f64| {
        let two = a + 2.0 * n - 1.0;
        (a + n - 1.0) * (a + b + n - 1.0) * n * (b - n) * x * x / (two * two)
    };
    let beta = |n: f64| {
        n + n * (b - n) * x / (a + 2.0 * n - 1.0) + (a + n) / (a + 2.0 * n + 1.0) * (lambda + 1.0 + n * (1.0 + y))
    };
    // beta(0) without its 0/0 at a = 1.
    let mut c = a * (lambda + 1.0) / (a + 1.0);
    let (mut d, mut value) = (0.0, c);
    for n in 1..MOST_TERMS {
        let n = n as f64;
        let (top, bottom) = (alpha(n), beta(n));
        d = 1.0 / nonzero(bottom + top * d);
        c = nonzero(bottom + top / c);
        let factor = c * d;
        value *= factor;
        if (factor - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    value
}

fn nonzero(value: f64) -> f64 {
    if value.abs() < 1e-300 { 1e-300 } else { value }
}
