//! Asymptotic forms: a constant times a power of t times a power of ln t.

use std::fmt;

/// `coefficient t^power (ln(t / log_scale))^log_power`: a term of an expansion for large t.
///
/// The scale of the logarithm is 1 but for lognormal tails, whose hazard is `ln(t / e^mu) / (sigma^2 t)`.
///
/// ```
/// use goodhart::model::Form;
/// assert_eq!(Form::power(3.0, 0.5).at(4.0), 6.0);
/// assert_eq!(Form::power(2.0, -1.0).to_string(), "2/t");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Form {
    /// The constant factor.
    pub coefficient: f64,
    /// The power of t.
    pub power: f64,
    /// The power of the logarithm.
    pub log_power: f64,
    /// What t is divided by under the logarithm.
    pub log_scale: f64,
}

impl Form {
    /// A number.
    pub const fn constant(value: f64) -> Self {
        Self::power(value, 0.0)
    }

    /// `coefficient t^power`.
    pub const fn power(coefficient: f64, power: f64) -> Self {
        Self::with_log(coefficient, power, 0.0)
    }

    /// `coefficient t^power (ln t)^log_power`.
    pub const fn with_log(coefficient: f64, power: f64, log_power: f64) -> Self {
        Self { coefficient, power, log_power, log_scale: 1.0 }
    }

    /// The value at t, for t above the scale of the logarithm where there is one.
    pub fn at(&self, t: f64) -> f64 {
        let log = if self.log_power == 0.0 { 1.0 } else { (t / self.log_scale).ln().powf(self.log_power) };
        self.coefficient * t.powf(self.power) * log
    }

    /// The form times a number.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self { coefficient: self.coefficient * factor, ..self }
    }

    /// The product of two forms; the scale of the logarithm is that of the factor which has one.
    #[must_use]
    pub fn product(self, other: Self) -> Self {
        Self {
            coefficient: self.coefficient * other.coefficient,
            power: self.power + other.power,
            log_power: self.log_power + other.log_power,
            log_scale: if self.log_power == 0.0 { other.log_scale } else { self.log_scale },
        }
    }

    /// One over the form.
    #[must_use]
    pub fn inverse(self) -> Self {
        let Self { coefficient, power, log_power, log_scale } = self;
        Self { coefficient: 1.0 / coefficient, power: -power, log_power: -log_power, log_scale }
    }

    /// The order of magnitude beside another form: greater if this one outgrows it by more than every constant.
    /// Powers that agree but for rounding count as equal.
    pub fn order(&self, other: &Self) -> std::cmp::Ordering {
        let apart = |a: f64, b: f64| if (a - b).abs() <= 1e-12 { std::cmp::Ordering::Equal } else { a.total_cmp(&b) };
        apart(self.power, other.power).then(apart(self.log_power, other.log_power))
    }
}

/// A number to six digits, without trailing zeros.
pub(super) fn number(x: f64) -> String {
    let rounded = format!("{x:.5e}").parse::<f64>().unwrap_or(x);
    if rounded == 0.0 || (1e-4..1e6).contains(&rounded.abs()) { format!("{rounded}") } else { format!("{rounded:e}") }
}

/// `t^p` and `(ln t)^q` as they are written: none for exponent 0, no exponent for 1.
fn raised(base: &str, exponent: f64) -> Option<String> {
    let wrapped = |base: &str| if base.contains(' ') { format!("({base})") } else { base.into() };
    match exponent {
        0.0 => None,
        1.0 => Some(base.into()),
        p => Some(format!("{}^{}", wrapped(base), number(p))),
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let log = if self.log_scale == 1.0 { "ln t".into() } else { format!("ln(t / {})", number(self.log_scale)) };
        let above = [raised("t", self.power.max(0.0)), raised(&log, self.log_power.max(0.0))];
        let below = [raised("t", (-self.power).max(0.0)), raised(&log, (-self.log_power).max(0.0))];
        let above: Vec<_> = above.into_iter().flatten().collect();
        let below: Vec<_> = below.into_iter().flatten().collect();
        match (self.coefficient, above.is_empty()) {
            (1.0, false) => f.write_str(&above.join(" "))?,
            (c, true) => f.write_str(&number(c))?,
            (c, false) => write!(f, "{} {}", number(c), above.join(" "))?,
        }
        match below.len() {
            0 => Ok(()),
            1 => write!(f, "/{}", if below[0].contains(' ') { format!("({})", below[0]) } else { below[0].clone() }),
            _ => write!(f, "/({})", below.join(" ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Form;

    #[test]
    fn forms_are_written_as_a_reader_would() {
        let written = |c, p, q| Form::with_log(c, p, q).to_string();
        assert_eq!(written(1.5, 0.0, 0.0), "1.5");
        assert_eq!(written(1.0, 1.0, 0.0), "t");
        assert_eq!(written(-2.0, 0.5, 1.0), "-2 t^0.5 ln t");
        assert_eq!(written(3.0, -1.0, 2.0), "3 (ln t)^2/t");
        assert_eq!(written(3.0, 1.0, -1.0), "3 t/(ln t)");
        assert_eq!(written(1.0, -2.0, -1.0), "1/(t^2 ln t)");
        assert_eq!(Form { log_scale: 2.5, ..Form::with_log(4.0, -1.0, 1.0) }.to_string(), "4 ln(t / 2.5)/t");
    }

    #[test]
    fn the_order_of_two_forms_is_by_power_and_then_by_logarithm() {
        let (small, large) = (Form::with_log(9.0, 0.5, 3.0), Form::with_log(1.0, 0.5 + 1e-9, 0.0));
        assert!(small.order(&large).is_lt());
        assert!(Form::power(2.0, 1.0).order(&Form::power(7.0, 1.0 + 1e-15)).is_eq());
    }
}
