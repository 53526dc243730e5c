//! A moment is a number with its error, infinite, or undefined: never a magic number.

use crate::num::Estimate;

/// The value of an expectation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Moment {
    /// A finite value with an error bound.
    Finite(Estimate),
    /// Plus infinity: the positive part alone diverges.
    Infinite,
    /// Minus infinity: the negative part alone diverges.
    NegativeInfinite,
    /// Both parts diverge.
    Undefined,
}

impl Moment {
    /// A finite moment from a closed form.
    pub fn closed_form(value: f64) -> Self {
        Self::Finite(Estimate::closed_form(value))
    }

    /// The finite estimate, if there is one.
    pub fn finite(self) -> Option<Estimate> {
        match self {
            Self::Finite(estimate) => Some(estimate),
            _ => None,
        }
    }

    /// The value as f64: infinities as such, undefined as NaN.
    pub fn value(self) -> f64 {
        match self {
            Self::Finite(estimate) => estimate.value,
            Self::Infinite => f64::INFINITY,
            Self::NegativeInfinite => f64::NEG_INFINITY,
            Self::Undefined => f64::NAN,
        }
    }

    /// Applies `change` to a finite value.
    pub fn map(self, change: impl FnOnce(Estimate) -> Estimate) -> Self {
        match self {
            Self::Finite(estimate) => Self::Finite(change(estimate)),
            other => other,
        }
    }

    /// The sum; infinities of opposite sign are undefined.
    ///
    /// ```
    /// # use goodhart::tail::Moment;
    /// assert_eq!(Moment::Infinite.plus(Moment::NegativeInfinite), Moment::Undefined);
    /// assert_eq!(Moment::Infinite.plus(Moment::closed_form(1.0)), Moment::Infinite);
    /// ```
    pub fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::Finite(a), Self::Finite(b)) => Self::Finite(a.plus(b)),
            (Self::Finite(_), infinite) | (infinite, Self::Finite(_)) => infinite,
            (a, b) if a == b => a,
            _ => Self::Undefined,
        }
    }
}
