//! The error function and the normal tail in logarithms, with their inverses.

use super::gamma::LN_SQRT_TWO_PI;
use crate::num::{
    chebyshev::{Nodes, Series},
    logs::ln_1m_exp,
};
use errorfunctions::RealErrorFunctions;
use std::{
    f64::consts::{FRAC_1_SQRT_2, FRAC_2_PI, LN_2, PI, SQRT_2},
    sync::LazyLock,
};

/// `ln(sqrt(pi / 2))`.
const LN_SQRT_HALF_PI: f64 = 0.225_791_352_644_727_43;

/// `ln erfc(x)` for every real x; minus infinity only where `x^2` leaves f64.
///
/// ```
/// # use goodhart::num::special::ln_erfc;
/// assert_eq!(ln_erfc(0.0), 0.0);
/// assert!((ln_erfc(1e3) + 1_000_007.480_120_721_6).abs() < 1e-9);
/// ```
pub fn ln_erfc(x: f64) -> f64 {
    if x < 0.5 {
        (-libm::erf(x)).ln_1p()
    } else if x < 5.0 {
        libm::erfc(x).ln()
    } else {
        -x * x + x.erfcx().ln()
    }
}

/// `ln erf(x)` for `x >= 0`; minus infinity at 0, NaN below.
pub fn ln_erf(x: f64) -> f64 {
    if x > 0.5 { (-libm::erfc(x)).ln_1p() } else { libm::erf(x).ln() }
}

/// `ln P(Z > z)` for a standard normal Z.
///
/// ```
/// # use goodhart::num::special::ln_normal_sf;
/// assert_eq!(ln_normal_sf(0.0), -std::f64::consts::LN_2);
/// assert!(ln_normal_sf(-30.0) < 0.0 && ln_normal_sf(-30.0) > -1e-190);
/// ```
pub fn ln_normal_sf(z: f64) -> f64 {
    if z < 0.0 {
        (-0.5 * libm::erfc(-z * FRAC_1_SQRT_2)).ln_1p()
    } else if z < 1.0 {
        (-libm::erf(z * FRAC_1_SQRT_2)).ln_1p() - LN_2
    } else {
        -0.5 * z * z + (0.5 * (z * FRAC_1_SQRT_2).erfcx()).ln()
    }
}

/// The hazard rate of a standard normal, `phi(z) / P(Z > z)`: the inverse Mills ratio.
pub fn normal_hazard(z: f64) -> f64 {
    (2.0 / PI).sqrt() / (z * FRAC_1_SQRT_2).erfcx()
}

/// `ln P(Z > z - w) - ln P(Z > z)` without cancellation, for w of any size.
///
/// Near w = 0 the integral of the hazard; in the tail an exact quadratic and a slowly varying factor.
///
/// ```
/// # use goodhart::num::special::{ln_normal_sf_ratio, normal_hazard};
/// assert!((ln_normal_sf_ratio(50.0, 1e-15) / (1e-15 * normal_hazard(50.0)) - 1.0).abs() < 1e-12);
/// ```
pub fn ln_normal_sf_ratio(z: f64, w: f64) -> f64 {
    if w.abs() * z.abs().max(1.0) < 0.05 {
        return w * GAUSS_6.iter().map(|(node, weight)| weight * normal_hazard(z - w * node)).sum::<f64>();
    }
    if z > 1.0 && z - w > 1.0 {
        let factor = ((z - w) * FRAC_1_SQRT_2).erfcx() / (z * FRAC_1_SQRT_2).erfcx();
        return w * (z - 0.5 * w) + factor.ln();
    }
    ln_normal_sf(z - w) - ln_normal_sf(z)
}

/// `ln E[(Z - z)^+] = ln [phi(z) - z P(Z > z)]` for a standard normal Z, without the cancellation of the difference.
///
/// ```
/// # use goodhart::num::special::ln_normal_upper_integral;
/// assert!((ln_normal_upper_integral(-50.0) - 50f64.ln()).abs() < 1e-15);
/// let z = 1e3f64;
/// let leading = -0.5 * z * z - 0.5 * std::f64::consts::TAU.ln() - 2.0 * z.ln();
/// assert!((ln_normal_upper_integral(z) - (leading - 3.0 / (z * z))).abs() < 1e-9);
/// ```
pub fn ln_normal_upper_integral(z: f64) -> f64 {
    if z < 1.0 {
        let density = (-0.5 * z * z).exp() * (0.25 * FRAC_2_PI).sqrt();
        (density - z * ln_normal_sf(z).exp()).ln()
    } else {
        let ln_mills = ((z * FRAC_1_SQRT_2).erfcx() * (0.5 * PI).sqrt()).ln();
        -0.5 * z * z - LN_SQRT_TWO_PI + ln_mills + normal_mean_excess(z).ln()
    }
}

/// `E[Z - z | Z > z] = h(z) - z` for a standard normal Z, the hazard less z: by subtraction where it loses little, else by
/// `1/(z + 2/(z + 3/(z + ...)))`, Laplace's fraction for the hazard one level down.
///
/// ```
/// # use goodhart::num::special::normal_mean_excess;
/// assert!((normal_mean_excess(1e4) - 1e-4).abs() < 1e-11 && (normal_mean_excess(-40.0) - 40.0).abs() < 1e-13);
/// ```
pub fn normal_mean_excess(z: f64) -> f64 {
    if z < 3.0 {
        return normal_hazard(z) - z;
    }
    let levels = 12 + (400.0 / (z * z)) as usize;
    // From where a level would be its own remainder: t = z + n/t.
    let rest = 0.5 * (z + (z * z + 4.0 * levels as f64).sqrt());
    1.0 / (2..levels).rev().fold(rest, |below, n| z + n as f64 / below)
}

/// `ln [M(a) - M(a + width)]` with Mills' ratio `M(z) = P(Z > z) / phi(z)`, for `width >= 0`: the integral of `1 - z M(z)`
/// where the difference cancels.
///
/// ```
/// # use goodhart::num::special::ln_mills_drop;
/// assert!((ln_mills_drop(0.0, 1e-9) - 1e-9f64.ln()).abs() < 1e-8);
/// ```
pub fn ln_mills_drop(a: f64, width: f64) -> f64 {
    let (high, low) = (ln_mills(a), ln_mills(a + width));
    if low - high < -0.2 {
        return high + ln_1m_exp(low - high);
    }
    let slope = |z: f64| if z < 2.0 { 1.0 - z * ln_mills(z).exp() } else { normal_mean_excess(z) / normal_hazard(z) };
    (width * GAUSS_6.iter().map(|(node, weight)| weight * slope(a + width * node)).sum::<f64>()).ln()
}

/// `ln M(z)`, M Mills' ratio `P(Z > z) / phi(z)` of a standard normal Z.
///
/// ```
/// # use goodhart::num::special::ln_mills;
/// assert!((ln_mills(0.0) - (0.5 * std::f64::consts::PI).sqrt().ln()).abs() < 1e-15);
/// ```
pub fn ln_mills(z: f64) -> f64 {
    if z < -30.0 {
        ln_normal_sf(z) + 0.5 * z * z + LN_SQRT_TWO_PI
    } else {
        (z * FRAC_1_SQRT_2).erfcx().ln() + LN_SQRT_HALF_PI
    }
}

/// Six nodes and weights of Gauss and Legendre on [0, 1].
const GAUSS_6: [(f64, f64); 6] = [
    (0.033_765_242_898_423_99, 0.085_662_246_189_585_17),
    (0.169_395_306_766_867_74, 0.180_380_786_524_069_3),
    (0.380_690_406_958_401_5, 0.233_956_967_286_345_52),
    (0.619_309_593_041_598_5, 0.233_956_967_286_345_52),
    (0.830_604_693_233_132_3, 0.180_380_786_524_069_3),
    (0.966_234_757_101_576, 0.085_662_246_189_585_17),
];

/// The z with `ln P(Z > z) = ln_p`, for `ln_p <= 0`: plus infinity at minus infinity, minus infinity at 0.
///
/// Relative error a few roundings, except near `ln_p = -ln 2` (z near 0) where it is absolute.
/// By Chebyshev series in `sqrt(-2 ln p)` as far as they reach, and Halley's iteration on the logarithm beyond.
///
/// ```
/// # use goodhart::num::special::{inv_ln_normal_sf, ln_normal_sf};
/// let z = inv_ln_normal_sf(-1e6);
/// assert!((ln_normal_sf(z) / -1e6 - 1.0).abs() < 1e-15);
/// ```
pub fn inv_ln_normal_sf(ln_p: f64) -> f64 {
    if ln_p > -LN_2 {
        return if ln_p == 0.0 { f64::NEG_INFINITY } else { -upper_normal_quantile(ln_1m_exp(ln_p)) };
    }
    upper_normal_quantile(ln_p)
}

fn upper_normal_quantile(ln_p: f64) -> f64 {
    if ln_p == f64::NEG_INFINITY {
        return f64::INFINITY;
    }
    let t = SQRT_2 * (-ln_p).sqrt();
    let stretch = QUANTILES.iter().zip(ROOTS.windows(2)).find(|(_, ends)| t < ends[1]);
    let share = |ends: &[f64]| (2.0 * t - ends[0] - ends[1]) / (ends[1] - ends[0]);
    stretch.map_or_else(|| halley(ln_p, t), |(series, ends)| t - series.at(share(ends))[0])
}

/// Stretches of `t = sqrt(-2 ln p)`, from the median on, on each of which t less the quantile is one series.
const ROOTS: [f64; 9] = [1.177_410_022_515_474_7, 1.7, 2.6, 4.5, 7.0, 11.0, 17.0, 26.0, 40.0];
const QUANTILE_TERMS: usize = 22;
static QUANTILES: LazyLock<Vec<Series<QUANTILE_TERMS, 1>>> = LazyLock::new(|| {
    let nodes = Nodes::<QUANTILE_TERMS>::new();
    let on = |ends: &[f64]| nodes.series(&nodes.on(ends[0], ends[1]).map(|t| [t - halley(-0.5 * t * t, t)]));
    ROOTS.windows(2).map(on).collect()
});

/// By Abramowitz and Stegun 26.2.22, and Halley's iteration; `t = sqrt(-2 ln p)`.
fn halley(ln_p: f64, t: f64) -> f64 {
    let mut z = t - (2.30753 + 0.27061 * t) / (1.0 + 0.99229 * t + 0.04481 * t * t);
    for _ in 0..4 {
        // Tail and hazard from one scaled error function.
        let scaled = (z * FRAC_1_SQRT_2).erfcx();
        let hazard = (2.0 / PI).sqrt() / scaled;
        let ln_sf = if z < 1.0 { ln_normal_sf(z) } else { -0.5 * z * z + (0.5 * scaled).ln() };
        let newton = (ln_sf - ln_p) / hazard;
        // The hazard's own slope is h (h - z); far out it is h to all digits.
        let slope = if z < 1e3 { hazard - z } else { 1.0 / z };
        let step = newton / (1.0 + 0.5 * newton * slope);
        z += step;
        // Convergence is cubic, in units of the tail's own scale.
        if step.abs() * (1.0 + z.abs()) <= 1e-6 && step.abs() <= 1e-6 * z.abs() {
            break;
        }
    }
    z
}

/// The logarithm of the x with `ln erf(x) = ln_p`, for `ln_p < 0`; as a logarithm because x may be below f64.
pub fn inv_ln_erf(ln_p: f64) -> f64 {
    if ln_p > -1.0 {
        // 1 - erf(x) = 2 P(Z > x sqrt 2).
        return (inv_ln_normal_sf(ln_1m_exp(ln_p) - LN_2) * FRAC_1_SQRT_2).ln();
    }
    // erf(x) = (2/sqrt pi) x (1 - x^2/3 + ...): Newton in ln x from the leading term.
    let start = ln_p + LN_SQRT_HALF_PI - 0.5 * LN_2;
    let mut ln_x = start;
    if start < -18.5 {
        return start;
    }
    for _ in 0..6 {
        let x = ln_x.exp();
        let erf = libm::erf(x);
        let elasticity = 2.0 / PI.sqrt() * x * (-x * x).exp() / erf;
        let step = (ln_p - erf.ln()) / elasticity;
        ln_x += step;
        if step.abs() <= 1e-13 {
            break;
        }
    }
    ln_x
}
