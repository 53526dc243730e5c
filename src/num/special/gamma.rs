//! The gamma function in logarithms, and the digamma function.

use std::f64::consts::PI;

/// `ln(sqrt(2 pi))`.
pub(super) const LN_SQRT_TWO_PI: f64 = 0.918_938_533_204_672_8;
/// Euler's constant.
const EULER: f64 = 0.577_215_664_901_532_9;

/// `ln Gamma(x)` for `x > 0`.
///
/// ```
/// # use goodhart::num::special::ln_gamma;
/// assert!((ln_gamma(5.0) - 24f64.ln()).abs() < 1e-15);
/// ```
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma_r(x).0
}

/// `Gamma(x)`; infinite beyond x = 171.6.
pub fn gamma(x: f64) -> f64 {
    libm::tgamma(x)
}

/// `ln Gamma(1 + x)` for `x > -1`, with relative accuracy near 0.
///
/// Abramowitz and Stegun 6.1.33 near 0.
pub fn ln_gamma_1p(x: f64) -> f64 {
    /// zeta(k) - 1 for k = 2, 3, ...
    const ZETA_LESS_1: [f64; 16] = [
        0.644_934_066_848_226_4,
        0.202_056_903_159_594_3,
        0.082_323_233_711_138_19,
        0.036_927_755_143_369_93,
        0.017_343_061_984_449_14,
        0.008_349_277_381_922_827,
        0.004_077_356_197_944_339,
        0.002_008_392_826_082_214_4,
        0.000_994_575_127_818_085_3,
        0.000_494_188_604_119_464_6,
        0.000_246_086_553_308_048_3,
        0.000_122_713_347_578_489_15,
        6.124_813_505_870_483e-5,
        3.058_823_630_702_049e-5,
        1.528_225_940_865_187e-5,
        7.637_197_637_899_762e-6,
    ];
    if x.abs() > 0.1 {
        return ln_gamma(1.0 + x);
    }
    // Sum of (-x)^k/k is x - ln(1+x), so that only zeta(k) - 1 is summed.
    let mut sum = 0.0;
    for (index, zeta) in ZETA_LESS_1.iter().enumerate().rev() {
        let k = (index + 2) as f64;
        sum = sum * -x + zeta / k;
    }
    x * ((1.0 - EULER) + x * sum) - x.ln_1p()
}

/// The Stirling error: `ln Gamma(x + 1) - [(x + 1/2) ln x - x + ln sqrt(2 pi)]` for `x > 0`.
///
/// Abramowitz and Stegun 6.1.41.
pub fn stirling_error(x: f64) -> f64 {
    if x < 10.0 {
        return ln_gamma_1p(x) - (x + 0.5) * x.ln() + x - LN_SQRT_TWO_PI;
    }
    const SERIES: [f64; 8] = [
        1.0 / 12.0,
        -1.0 / 360.0,
        1.0 / 1260.0,
        -1.0 / 1680.0,
        1.0 / 1188.0,
        -691.0 / 360_360.0,
        1.0 / 156.0,
        -3617.0 / 122_400.0,
    ];
    let w = 1.0 / (x * x);
    SERIES.iter().rev().fold(0.0, |sum, term| sum * w + term) / x
}

/// The digamma function `d ln Gamma(x) / dx` for real x that is not 0, -1, -2, ...
///
/// Recurrence to `x >= 10`, then Abramowitz and Stegun 6.3.18; reflection 6.3.7 below 0.
///
/// ```
/// # use goodhart::num::special::digamma;
/// assert!((digamma(1.0) + 0.577_215_664_901_532_9).abs() < 1e-15);
/// ```
pub fn digamma(x: f64) -> f64 {
    if x <= 0.0 {
        return digamma(1.0 - x) - PI / (PI * x).tan();
    }
    let (mut x, mut shift) = (x, 0.0);
    while x < 10.0 {
        shift += 1.0 / x;
        x += 1.0;
    }
    const SERIES: [f64; 7] =
        [1.0 / 12.0, -1.0 / 120.0, 1.0 / 252.0, -1.0 / 240.0, 1.0 / 132.0, -691.0 / 32760.0, 1.0 / 12.0];
    let w = 1.0 / (x * x);
    let series = SERIES.iter().rev().fold(0.0, |sum, term| sum * w + term) * w;
    x.ln() - 0.5 / x - series - shift
}
