//! Numbers as typed on the command line, checked before anything is computed.

/// A finite number.
pub fn finite(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(x) if x.is_finite() => Ok(x),
        Ok(_) => Err("a finite number is needed".into()),
        Err(_) => Err("not a number".into()),
    }
}

/// A finite number above 0.
pub fn positive(text: &str) -> Result<f64, String> {
    finite(text).and_then(|x| if x > 0.0 { Ok(x) } else { Err("a number above 0 is needed".into()) })
}

/// A whole number of at least 1; `1e6` is one too.
pub fn count(text: &str) -> Result<u64, String> {
    let n = finite(text)?;
    let whole = n >= 1.0 && n.fract() == 0.0 && n < 9e15;
    if whole { Ok(n as u64) } else { Err("a whole number of at least 1 is needed".into()) }
}

/// A whole number of at least 0 that fits into 64 bits.
pub fn seed(text: &str) -> Result<u64, String> {
    text.trim().parse().map_err(|_| format!("a whole number from 0 to {} is needed", u64::MAX))
}

/// A number of draws: finite and at least 1.
pub fn draws(text: &str) -> Result<f64, String> {
    finite(text).and_then(|n| if n >= 1.0 { Ok(n) } else { Err("a number of draws, at least 1, is needed".into()) })
}

/// A finite number of at least 0.
pub fn at_least_zero(text: &str) -> Result<f64, String> {
    finite(text).and_then(|x| if x >= 0.0 { Ok(x) } else { Err("a number of at least 0 is needed".into()) })
}

/// A share of all draws: above 0 and at most 1.
pub fn share(text: &str) -> Result<f64, String> {
    let fine = |q: &f64| *q > 0.0 && *q <= 1.0;
    finite(text).ok().filter(fine).ok_or_else(|| "a share above 0 and at most 1 is needed".into())
}

/// A probability strictly between 0 and 1, with its text and its logarithm: `1e-400` is one too.
#[derive(Clone, Debug, PartialEq)]
pub struct Probability {
    /// As typed.
    pub text: String,
    /// Its natural logarithm.
    pub ln: f64,
}

/// Reads a probability.
pub fn probability(text: &str) -> Result<Probability, String> {
    let text = text.trim();
    let refuse = || "a probability strictly between 0 and 1 is needed".to_string();
    let value = finite(text)?;
    let ln = if value >= f64::MIN_POSITIVE { value.ln() } else { ln_below_f64(text).ok_or_else(refuse)? };
    if ln < 0.0 && ln.is_finite() { Ok(Probability { text: text.into(), ln }) } else { Err(refuse()) }
}

/// The logarithm of a positive decimal number too small for f64, by its parts.
fn ln_below_f64(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let (mantissa, exponent): (f64, f64) = (mantissa.parse().ok()?, exponent.parse().ok()?);
    (mantissa > 0.0).then(|| mantissa.ln() + exponent * std::f64::consts::LN_10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_may_leave_f64() {
        assert_eq!(probability("1e-6").unwrap().ln, 1e-6f64.ln());
        assert!((probability("2.5e-400").unwrap().ln - (2.5f64.ln() - 400.0 * 10f64.ln())).abs() < 1e-12);
        for wrong in ["0", "1", "-0.5", "nan", "inf", "0e-400", "x"] {
            assert!(probability(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        assert!(draws("0.5").is_err() && draws("nan").is_err() && draws("1e18") == Ok(1e18));
        assert!(finite("inf").is_err() && finite("1e400").is_err() && finite("-1") == Ok(-1.0));
        assert!(positive("0").is_err());
        assert!(seed("-1").is_err() && seed("abc").is_err() && seed("1.5").is_err() && seed("7") == Ok(7));
        assert!(at_least_zero("-1").is_err() && at_least_zero("0") == Ok(0.0));
        assert!(share("0").is_err() && share("1.1").is_err() && share("nan").is_err() && share("1") == Ok(1.0));
    }
}
