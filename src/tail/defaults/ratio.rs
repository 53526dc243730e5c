//! Log ratios of survival functions and densities at nearly equal points, without cancellation.

use crate::tail::Tail;

/// Differences of logarithms larger than this are well conditioned as they stand.
const LARGE: f64 = 0.03;

/// `ln S(t - v) - ln S(t)`: the integral of the hazard over `[t - v, t]` where the difference would cancel.
pub fn ln_sf_ratio<T: Tail + ?Sized>(law: &T, t: f64, v: f64) -> f64 {
    log_ratio(|x| law.ln_sf(x), |x| law.hazard(x), t, v)
}

/// `ln F(t - v) - ln F(t)`: the integral of `f / F` over `[t - v, t]` where the difference would cancel.
pub fn ln_cdf_ratio<T: Tail + ?Sized>(law: &T, t: f64, v: f64) -> f64 {
    log_ratio(|x| law.ln_cdf(x), |x| -(law.ln_pdf(x) - law.ln_cdf(x)).exp(), t, v)
}

/// `ln f(t - v) - ln f(t)`: the integral of the score over `[t - v, t]` where the difference would cancel.
pub fn ln_pdf_ratio<T: Tail + ?Sized>(law: &T, t: f64, v: f64) -> f64 {
    log_ratio(|x| law.ln_pdf(x), |x| law.score(x), t, v)
}

fn log_ratio(level: impl Fn(f64) -> f64, slope: impl Fn(f64) -> f64, t: f64, v: f64) -> f64 {
    let (near, far) = (level(t - v), level(t));
    if near == far && near.is_infinite() {
        return f64::NAN;
    }
    let direct = near - far;
    if v == 0.0 {
        return 0.0;
    }
    if direct.is_nan() || direct.abs() >= LARGE {
        return direct;
    }
    let fine = v * gauss(&slope, t, v, &GAUSS_7);
    let coarse = v * gauss(&slope, t, v, &GAUSS_5);
    // Where the rules disagree there is a corner between, and the difference is as good as can be had.
    if (fine - coarse).abs() <= 1e-9 * fine.abs() { fine } else { direct }
}

/// Mean of the slope over `[t - v, t]` by a symmetric Gauss-Legendre rule given as (node, weight) on [0, 1].
fn gauss(slope: &impl Fn(f64) -> f64, t: f64, v: f64, rule: &[(f64, f64)]) -> f64 {
    rule.iter()
        .map(|&(node, weight)| {
            let at = |u: f64| slope(t - v * u);
            let pair = if node == 0.5 { at(0.5) } else { at(node) + at(1.0 - node) };
            weight * pair
        })
        .sum()
}

/// Nodes and weights of the 5-point rule moved to [0, 1], one of each pair.
const GAUSS_5: [(f64, f64); 3] = [
    (0.5, 0.284_444_444_444_444_44),
    (0.230_765_344_947_158_46, 0.239_314_335_249_683_23),
    (0.046_910_077_030_668_004, 0.118_463_442_528_094_54),
];

/// Nodes and weights of the 7-point rule moved to [0, 1], one of each pair.
const GAUSS_7: [(f64, f64); 4] = [
    (0.5, 0.208_979_591_836_734_7),
    (0.297_077_424_311_301_4, 0.190_915_025_252_559_46),
    (0.129_234_407_200_302_8, 0.139_852_695_744_638_32),
    (0.025_446_043_828_620_736, 0.064_742_483_084_434_84),
];
