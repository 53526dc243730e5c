//! Numbers for people: ten digits, or as many as the error leaves; copied text can be typed back in.
//!
//! Refuses: axis labels, which have their own notation.

use crate::num::Estimate;

/// How many digits are shown when the error does not say otherwise.
pub const DIGITS: usize = 10;

/// A number with at most the given count of significant digits and no idle zeros.
///
/// ```
/// use goodhart::render::numbers::significant;
/// assert_eq!(significant(2.0 / 3.0, 10), "0.6666666667");
/// assert_eq!(significant(1.5e-20, 10), "1.5e-20");
/// assert_eq!(significant(f64::INFINITY, 10), "inf");
/// ```
pub fn significant(value: f64, digits: usize) -> String {
    if value == 0.0 || !value.is_finite() {
        return plain(value);
    }
    let scientific = format!("{:.*e}", digits.max(1) - 1, value);
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..digits.max(6) as i32).contains(&exponent) {
        let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
        return trimmed(&format!("{value:.decimals$}"));
    }
    format!("{}e{exponent}", trimmed(mantissa))
}

fn plain(value: f64) -> String {
    match value {
        v if v.is_nan() => "undefined".into(),
        v if v == f64::INFINITY => "inf".into(),
        v if v == f64::NEG_INFINITY => "-inf".into(),
        _ => "0".into(),
    }
}

fn trimmed(text: &str) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text.to_owned() }
}

/// An abscissa that may lie outside the range of f64: its infinity is not the law's.
pub fn abscissa(value: f64) -> String {
    if value.is_infinite() { "beyond f64".into() } else { significant(value, DIGITS) }
}

/// How many significant digits an error bound leaves, between 1 and ten.
fn reliable_digits(estimate: &Estimate) -> usize {
    let relative = estimate.relative_error();
    if relative <= 0.0 || !relative.is_finite() {
        return DIGITS;
    }
    (1.0 - relative.log10()).floor().clamp(1.0, DIGITS as f64) as usize
}

/// A value with its error, as in `0.66667 ± 3e-6`.
pub fn with_error(estimate: &Estimate) -> String {
    if !estimate.value.is_finite() {
        return plain(estimate.value);
    }
    let digits = reliable_digits(estimate).max(2);
    format!("{} ± {}", significant(estimate.value, digits), significant(estimate.error, 2))
}

/// A value with its error in units of the last two digits, as in `0.66667(12)`; without brackets where the error is below
/// the tenth digit.
pub fn bracketed(estimate: &Estimate) -> String {
    let Estimate { value, error } = *estimate;
    let decimals = 1 - error.log10().floor() as i32;
    let too_fine = error == 0.0 || error < value.abs() * 1e-10;
    if !value.is_finite() || !error.is_finite() || too_fine || !(0..=12).contains(&decimals) {
        return if too_fine { significant(value, DIGITS) } else { with_error(estimate) };
    }
    let last = (error * 10f64.powi(decimals)).ceil();
    format!("{value:.*}({last})", decimals as usize)
}

/// A number for a machine: the shortest text that reads back to the same bits; empty for NaN.
pub fn exact(value: f64) -> String {
    match value {
        v if v.is_nan() => String::new(),
        v if v == 0.0 || !v.is_finite() || (1e-5..1e16).contains(&v.abs()) => format!("{v}"),
        v => format!("{v:e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_follow_the_error() {
        assert_eq!(with_error(&Estimate::new(2.0 / 3.0, 3e-6)), "0.666667 ± 3e-6");
        assert_eq!(with_error(&Estimate::new(f64::INFINITY, 0.0)), "inf");
        assert_eq!(bracketed(&Estimate::new(0.123456789, 1.2e-4)), "0.12346(12)");
        assert_eq!(bracketed(&Estimate::new(2.0, 1e-15)), "2");
    }

    #[test]
    fn large_and_small_numbers_stay_short() {
        assert_eq!(significant(123456.0, 10), "123456");
        assert_eq!(significant(-1e300, 10), "-1e300");
        assert_eq!(significant(999999.96, 7), "1000000");
        assert_eq!(abscissa(f64::INFINITY), "beyond f64");
    }

    #[test]
    fn exact_numbers_read_back_to_the_same_bits() {
        for v in [1.0 / 3.0, 5e-324, 1.7976931348623157e308, -2.5e-7, 1e15, f64::NEG_INFINITY] {
            assert_eq!(exact(v).parse::<f64>().unwrap().to_bits(), v.to_bits());
        }
    }
}
