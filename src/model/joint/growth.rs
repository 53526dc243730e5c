//! How fast an expression in v can grow, as far as its form tells.
//!
//! Refuses, by none, quotients by anything but numbers, powers that are not numbers, and logarithms: they may be unbounded anywhere.

use super::expression::{Expression, Function};

/// A bound of the size of an expression.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Growth {
    /// At most a multiple of `1 + |v|^d`.
    Power(f64),
    /// At most a multiple of `e^(k |v|)` for some k.
    Exponential,
}

impl Growth {
    pub(super) fn larger(self, other: Self) -> Self {
        self.joined(other, f64::max)
    }

    pub(super) fn times(self, other: Self) -> Self {
        self.joined(other, |a, b| a + b)
    }

    fn joined(self, other: Self, powers: impl Fn(f64, f64) -> f64) -> Self {
        match (self, other) {
            (Self::Power(a), Self::Power(b)) => Self::Power(powers(a, b)),
            _ => Self::Exponential,
        }
    }
}

/// The growth of an expression.
pub(super) fn growth(expression: &Expression) -> Option<Growth> {
    let Expression::Call(function, arguments) = expression else {
        return Some(Growth::Power(if *expression == Expression::V { 1.0 } else { 0.0 }));
    };
    let of = |i: usize| growth(&arguments[i]);
    let number = |i: usize| arguments[i].is_constant().then(|| arguments[i].at(0.0));
    match function {
        Function::Add | Function::Subtract | Function::Min | Function::Max => Some(of(0)?.larger(of(1)?)),
        Function::Multiply => Some(of(0)?.times(of(1)?)),
        Function::Divide => number(1).filter(|by| *by != 0.0).and(of(0)),
        Function::Negate | Function::Abs => of(0),
        Function::Sqrt => Some(raised(of(0)?, 0.5)),
        Function::Power => match number(1) {
            Some(power) if power >= 0.0 => Some(raised(of(0)?, power)),
            _ => None,
        },
        Function::Exp if is_nonpositive(&arguments[0]) => Some(Growth::Power(0.0)),
        Function::Exp => match of(0)? {
            Growth::Power(0.0) => Some(Growth::Power(0.0)),
            Growth::Power(power) if power <= 1.0 => Some(Growth::Exponential),
            _ => None,
        },
        Function::Ln => None,
    }
}

fn raised(growth: Growth, power: f64) -> Growth {
    match growth {
        Growth::Power(degree) => Growth::Power(degree * power),
        Growth::Exponential => Growth::Exponential,
    }
}

/// Whether the form says that an expression is never above 0.
fn is_nonpositive(expression: &Expression) -> bool {
    match expression {
        Expression::Number(value) => *value <= 0.0,
        Expression::V => false,
        Expression::Call(Function::Negate, of) => is_nonnegative(&of[0]),
        Expression::Call(Function::Multiply | Function::Divide, of) => {
            (is_nonpositive(&of[0]) && is_nonnegative(&of[1])) || (is_nonnegative(&of[0]) && is_nonpositive(&of[1]))
        }
        Expression::Call(Function::Add, of) => is_nonpositive(&of[0]) && is_nonpositive(&of[1]),
        Expression::Call(..) => false,
    }
}

/// Whether the form says that an expression is never below 0.
fn is_nonnegative(expression: &Expression) -> bool {
    match expression {
        Expression::Number(value) => *value >= 0.0,
        Expression::V => false,
        Expression::Call(Function::Abs | Function::Exp | Function::Sqrt, _) => true,
        Expression::Call(Function::Power, of) => match of[1] {
            Expression::Number(power) => power % 2.0 == 0.0 || is_nonnegative(&of[0]),
            _ => false,
        },
        Expression::Call(Function::Add | Function::Multiply | Function::Divide, of) => of.iter().all(is_nonnegative),
        Expression::Call(..) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Growth> {
        growth(&Expression::parse(text).expect("an expression"))
    }

    #[test]
    fn forms_tell_growth() {
        let power = |degree: f64| Some(Growth::Power(degree));
        for (text, found) in [
            ("3", power(0.0)),
            ("2*v - 1", power(1.0)),
            ("sqrt(1 + v^2)", power(1.0)),
            ("abs(v)^0.5/2", power(0.5)),
            ("v*v^2", power(3.0)),
            ("max(v, v^2)", power(2.0)),
            ("exp(-v^2/2)", power(0.0)),
            ("2*exp(-abs(v))", power(0.0)),
            ("exp(v/4)", Some(Growth::Exponential)),
            ("v*exp(-v)", Some(Growth::Exponential)),
            ("exp(v^2)", None),
            ("1/v", None),
            ("ln(1 + v^2)", None),
            ("v^-1", None),
        ] {
            assert_eq!(of(text), found, "{text}");
        }
    }
}
