//! What an expression in v is like far out: `c |v|^d (1 + o(1))` as v goes to either end, as far as its form tells.
//!
//! Refuses, by none, sums whose leading terms cancel, growing exponentials, and logarithms of what grows.

use super::expression::{Expression, Function};

/// A leading term; with `c = 0` what falls faster than every power.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Leading {
    pub(super) coefficient: f64,
    pub(super) degree: f64,
}

const NOTHING: Leading = Leading { coefficient: 0.0, degree: f64::NEG_INFINITY };

impl Leading {
    /// The leading term, if it is one.
    fn new(coefficient: f64, degree: f64) -> Option<Self> {
        (coefficient.is_finite() && coefficient != 0.0).then_some(Self { coefficient, degree })
    }

    fn times(self, other: Self) -> Option<Self> {
        if self == NOTHING || other == NOTHING {
            return Some(NOTHING);
        }
        Self::new(self.coefficient * other.coefficient, self.degree + other.degree)
    }

    fn plus(self, other: Self) -> Option<Self> {
        match (self.degree, other.degree) {
            (a, b) if a > b => Some(self),
            (a, b) if a < b => Some(other),
            _ if self == NOTHING => Some(NOTHING),
            (degree, _) => Self::new(self.coefficient + other.coefficient, degree),
        }
    }

    fn raised(self, power: f64) -> Option<Self> {
        match self {
            NOTHING if power > 0.0 => Some(NOTHING),
            NOTHING => None,
            Self { coefficient, degree } => Self::new(coefficient.powf(power), degree * power),
        }
    }

    fn negated(self) -> Self {
        Self { coefficient: -self.coefficient, ..self }
    }

    /// The sign of the difference to another far out, if leading terms tell.
    fn above(self, other: Self) -> Option<bool> {
        let difference = self.plus(other.negated())?;
        (difference != NOTHING).then_some(difference.coefficient > 0.0)
    }
}

/// The leading term as v goes to plus or, if `sign` is negative, to minus infinity.
pub(super) fn leading(expression: &Expression, sign: f64) -> Option<Leading> {
    let (function, arguments) = match expression {
        Expression::Number(0.0) => return Some(NOTHING),
        Expression::Number(value) => return Leading::new(*value, 0.0),
        Expression::V => return Leading::new(sign, 1.0),
        Expression::Call(function, arguments) => (function, arguments),
    };
    let of = |i: usize| leading(&arguments[i], sign);
    let first = of(0)?;
    match function {
        Function::Add => first.plus(of(1)?),
        Function::Subtract => first.plus(of(1)?.negated()),
        Function::Multiply => first.times(of(1)?),
        Function::Divide => first.times(of(1)?.raised(-1.0)?),
        Function::Negate => Some(first.negated()),
        Function::Abs => Some(Leading { coefficient: first.coefficient.abs(), ..first }),
        Function::Sqrt => first.raised(0.5),
        Function::Power => arguments[1].is_constant().then(|| arguments[1].at(0.0)).and_then(|power| match power {
            0.0 => Leading::new(1.0, 0.0),
            power => first.raised(power),
        }),
        Function::Max | Function::Min => {
            let other = of(1)?;
            let highest = *function == Function::Max;
            if first == other { Some(first) } else { Some(if first.above(other)? == highest { first } else { other }) }
        }
        Function::Exp => match first {
            Leading { degree, .. } if degree < 0.0 => Leading::new(1.0, 0.0),
            Leading { coefficient, degree: 0.0 } => Leading::new(coefficient.exp(), 0.0),
            Leading { coefficient, .. } => (coefficient < 0.0).then_some(NOTHING),
        },
        Function::Ln => (first.degree == 0.0).then(|| Leading::new(first.coefficient.ln(), 0.0))?,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_tell_what_leads() {
        let of = |text: &str, sign: f64| {
            leading(&Expression::parse(text).expect("an expression"), sign).map(|at| (at.coefficient, at.degree))
        };
        assert_eq!(of("sqrt(1 + 4*v^2)", -1.0), Some((2.0, 1.0)));
        assert_eq!(of("1 + 0.5*abs(v)", -1.0), Some((0.5, 1.0)));
        assert_eq!(of("2*exp(-v^2/2)", 1.0), Some((0.0, f64::NEG_INFINITY)));
        assert_eq!(of("max(0, -v)", -1.0), Some((1.0, 1.0)));
        assert_eq!(of("max(0, -v)", 1.0), Some((0.0, f64::NEG_INFINITY)));
        assert_eq!(of("3*v^3/(1 + v^2) - v", -1.0), Some((-2.0, 1.0)));
        assert_eq!(of("exp(1/v) + 2", 1.0), Some((3.0, 0.0)));
        // Faster than every power; what cancels; a logarithm.
        assert_eq!((of("exp(v)", 1.0), of("v - v", 1.0), of("ln(v)", 1.0)), (None, None, None));
    }
}
