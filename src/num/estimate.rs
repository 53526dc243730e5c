//! A number with a bound on its own error.

use std::fmt;

/// A computed value and a bound on its absolute error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// A bound on `|value - truth|`; never negative.
    pub error: f64,
}

impl Estimate {
    /// A value with the given absolute error bound.
    pub const fn new(value: f64, error: f64) -> Self {
        Self { value, error }
    }

    /// A value from a closed form: a few roundings of its own size.
    ///
    /// ```
    /// # use goodhart::num::Estimate;
    /// assert!(Estimate::closed_form(2.0).error < 1e-14);
    /// ```
    pub fn closed_form(value: f64) -> Self {
        Self::new(value, 8.0 * f64::EPSILON * value.abs())
    }

    /// The error divided by the size of the value.
    pub fn relative_error(&self) -> f64 {
        if self.error == 0.0 { 0.0 } else { self.error / self.value.abs() }
    }

    /// The estimate times an exact factor.
    pub fn scaled(self, factor: f64) -> Self {
        Self::new(self.value * factor, self.error * factor.abs() + f64::EPSILON * (self.value * factor).abs())
    }

    /// The sum of two estimates; errors add.
    pub fn plus(self, other: Self) -> Self {
        let value = self.value + other.value;
        Self::new(value, self.error + other.error + f64::EPSILON * value.abs())
    }

    /// The quotient of two estimates whose relative errors are small.
    pub fn over(self, other: Self) -> Self {
        let value = self.value / other.value;
        let error = (self.error + value.abs() * other.error) / other.value.abs();
        Self::new(value, error + f64::EPSILON * value.abs())
    }

    /// The natural logarithm of a positive estimate.
    pub fn ln(self) -> Self {
        let value = self.value.ln();
        Self::new(value, self.error / self.value + f64::EPSILON * value.abs())
    }
}

impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ± {:.1e}", self.value, self.error)
    }
}
