//! Pieces of log survival functions that several families share, each accurate at both ends.

use crate::num::{Estimate, logs::ln_1m_exp, special::gamma};
use crate::tail::{Moment, Tail};

/// `ln(1 + e^x)`.
pub fn ln_1p_exp(x: f64) -> f64 {
    if x > 0.0 { x + (-x).exp().ln_1p() } else { x.exp().ln_1p() }
}

/// `ln(1 - exp(-w))` from `ln w`, also where w itself underflows.
pub fn ln_1m_exp_of_exp(ln_w: f64) -> f64 {
    let w = ln_w.exp();
    // ln((1 - e^-w) / w) = -w/2 + w^2/24 - ...
    if w < 1e-4 { ln_w - 0.5 * w + w * w / 24.0 } else { ln_1m_exp(-w) }
}

/// `e^(x + step) - e^x`, without cancellation and without overflow on the way.
pub fn exp_gain(x: f64, step: f64) -> f64 {
    if step > 1.0 { (x + step).exp() - x.exp() } else { x.exp() * step.exp_m1() }
}

/// `ln [w^(b-1) int_0^w (1 - e^-v) v^(-1-b) dv]` for `0 <= w <= 2` and `0 <= b < 1`, by its alternating series.
pub fn ln_1m_exp_integral(w: f64, b: f64) -> f64 {
    let (mut power, mut sum) = (1.0, 0.0);
    for k in 1..40 {
        let k = f64::from(k);
        power *= if k == 1.0 { 1.0 } else { -w / k };
        let term = power / (k - b);
        sum += term;
        if term.abs() < 1e-17 * sum {
            break;
        }
    }
    sum.ln()
}

/// `ln w` for the w with `1 - exp(-w) = e^ln_p`, also where that underflows.
pub fn ln_depth(ln_p: f64) -> f64 {
    // w = p + p^2/2 + ...
    if ln_p < -30.0 { ln_p + 0.5 * ln_p.exp() } else { (-ln_1m_exp(ln_p)).ln() }
}

/// `ln((t - v) / t)` for `t > 0`, `t - v >= 0`.
pub fn ln_moved(t: f64, v: f64) -> f64 {
    // Where v is more than half of t the subtraction t - v is exact and the quotient v / t is not.
    if v < 0.5 * t { (-v / t).ln_1p() } else { ((t - v) / t).ln() }
}

/// `exponent * ln x`, 0 for a zero exponent even at `x = 0`.
pub fn ln_power(x: f64, exponent: f64) -> f64 {
    if exponent == 0.0 { 0.0 } else { exponent * x.ln() }
}

/// `ln(1 + change)` where the change is known without cancellation and harmless to take the logarithm of; otherwise the
/// plain difference, which is then accurate because it is not small.
pub fn ln_changed(change: f64, plain: impl FnOnce() -> f64) -> f64 {
    if change > -0.5 && change < f64::MAX { change.ln_1p() } else { plain() }
}

/// `Gamma(1 + x)` for `x > -1`.
pub fn gamma_1p(x: f64) -> f64 {
    gamma(1.0 + x)
}

/// The variance from the first two moments about 0, with the error that their cancellation leaves.
pub fn variance_from(first: f64, second: f64) -> Moment {
    let (value, lost) = (second - first * first, 16.0 * f64::EPSILON * second);
    if value.is_finite() { Moment::Finite(Estimate::new(value.max(0.0), lost)) } else { Moment::Infinite }
}

/// `ln S(t - v) - ln S(t)` by plain subtraction: for points outside the support, where nothing can cancel.
pub fn plain_sf_ratio(law: &dyn Tail, t: f64, v: f64) -> f64 {
    law.ln_sf(t - v) - law.ln_sf(t)
}

/// `ln S(t - v) - ln S(t) = ln(1 + h(t) int f(t - u)/f(t) du)`, for a law whose density ratio has a closed form that is
/// smooth between t and `t - v`; one hazard and a few densities.
///
/// Within `1 / steepness` of t in the complex plane the density may change by a few e-folds only. For an analytic function
/// bounded by M on the disc, the n-point rule over the share q of its radius errs by about `M (q/4)^(2n)`.
pub fn density_sf_ratio(law: &dyn Tail, t: f64, v: f64, steepness: f64) -> f64 {
    let share = v.abs() * steepness;
    let mean = |rule: &[(f64, f64)]| -> f64 {
        rule.iter().map(|&(node, weight)| weight * law.ln_pdf_ratio(t, node * v).exp()).sum()
    };
    let growth = match share {
        share if share < 4e-3 => v * mean(&GAUSS_3),
        share if share < 0.15 => v * mean(&GAUSS_6),
        _ => return plain_sf_ratio(law, t, v),
    };
    let hazard = law.hazard(t);
    if hazard.is_finite() { (hazard * growth).ln_1p() } else { plain_sf_ratio(law, t, v) }
}

/// Three nodes and weights of Gauss and Legendre on [0, 1].
const GAUSS_3: [(f64, f64); 3] = [
    (0.112_701_665_379_258_31, 0.277_777_777_777_777_8),
    (0.5, 0.444_444_444_444_444_4),
    (0.887_298_334_620_741_7, 0.277_777_777_777_777_8),
];

/// Six nodes and weights of Gauss and Legendre on [0, 1].
const GAUSS_6: [(f64, f64); 6] = [
    (0.033_765_242_898_423_99, 0.085_662_246_189_585_17),
    (0.169_395_306_766_867_74, 0.180_380_786_524_069_3),
    (0.380_690_406_958_401_5, 0.233_956_967_286_345_52),
    (0.619_309_593_041_598_5, 0.233_956_967_286_345_52),
    (0.830_604_693_233_132_3, 0.180_380_786_524_069_3),
    (0.966_234_757_101_576, 0.085_662_246_189_585_17),
];

/// `ln f(t - v) - ln f(t)` by plain subtraction.
pub fn plain_pdf_ratio(law: &dyn Tail, t: f64, v: f64) -> f64 {
    law.ln_pdf(t - v) - law.ln_pdf(t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_the_extreme_value_laws_join_smoothly() {
        for ln_w in [1e-4f64.ln() - 1e-12, 1e-4f64.ln() + 1e-12, -30.0 - 1e-9, -30.0 + 1e-9] {
            let direct = (-(-ln_w.exp()).exp_m1()).ln();
            assert!((ln_1m_exp_of_exp(ln_w) - direct).abs() < 1e-14, "{ln_w}");
            assert!((ln_depth(direct) - ln_w).abs() < 1e-13, "{ln_w}");
        }
        assert_eq!(ln_1m_exp_of_exp(-1e5), -1e5);
        assert_eq!(ln_depth(-1e5), -1e5);
    }

    #[test]
    fn a_move_keeps_its_digits() {
        assert!((ln_moved(1e12, 1e-3) / -1e-15 - 1.0).abs() < 1e-15);
        let tiny = 2f64.powi(-50);
        assert!((ln_moved(3.0, 3.0 - tiny) / (tiny / 3.0).ln() - 1.0).abs() < 1e-15);
        assert!((ln_moved(2.0, -2.0) - 2f64.ln()).abs() < 1e-16);
    }
}
