//! Sums and differences of numbers that are known by their logarithms.

/// `ln(1 - e^x)` for `x <= 0`, without cancellation at either end.
///
/// Domain: `x <= 0`; NaN outside. Method: Maechler, "Accurately computing log(1 - exp(-|a|))" (2012), eq. 7.
///
/// ```
/// # use goodhart::num::logs::ln_1m_exp;
/// assert_eq!(ln_1m_exp(-1e-300), 1e-300f64.ln());
/// assert_eq!(ln_1m_exp(-40.0), -(-40.0f64).exp());
/// ```
pub fn ln_1m_exp(x: f64) -> f64 {
    if x > -std::f64::consts::LN_2 { (-x.exp_m1()).ln() } else { (-x.exp()).ln_1p() }
}

/// `ln(e^a + e^b)`.
pub fn ln_add_exp(a: f64, b: f64) -> f64 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    // What is less than half of the last digit of `high`.
    let lost = low - high < -42.0 && high.abs() > 0.1;
    if lost || low == f64::NEG_INFINITY || high == f64::INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

/// `ln(e^a - e^b)` for `a >= b`; NaN where `a < b`.
pub fn ln_sub_exp(a: f64, b: f64) -> f64 {
    if b == f64::NEG_INFINITY {
        a
    } else if a == b {
        f64::NEG_INFINITY
    } else {
        a + ln_1m_exp(b - a)
    }
}

/// `ln(sum of e^x)` over a slice; minus infinity for an empty one.
pub fn ln_sum_exp(terms: &[f64]) -> f64 {
    let top = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if top.is_infinite() {
        return top;
    }
    top + terms.iter().map(|x| (x - top).exp()).sum::<f64>().ln()
}

/// The largest y for which `e^y` is comfortably an f64.
pub const LN_MAX: f64 = 709.0;
