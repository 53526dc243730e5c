//! How an expression in v behaves as v goes to plus or minus infinity.
//!
//! Refuses, by none, where leading terms cancel, and growth or decay between powers and exponentials.

use super::expression::{Expression, Function};

/// Where v goes, with `w = |v|`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Leading {
    /// To 0, faster than any power.
    Gone,
    /// `~ coefficient w^power`, the coefficient not 0.
    Power { coefficient: f64, power: f64 },
    /// Of this sign, the logarithm of its size being `~ rate w`, `rate > 0`.
    Exponential { sign: f64, rate: f64 },
}

use Leading::{Exponential, Gone, Power};

/// What counts as the same number.
const SAME: f64 = 1e-12;

/// The behaviour as v goes to plus infinity, or to minus infinity.
pub(super) fn leading(expression: &Expression, upwards: bool) -> Option<Leading> {
    let (function, arguments) = match expression {
        Expression::Number(value) => return constant(*value),
        Expression::V => return Some(Power { coefficient: if upwards { 1.0 } else { -1.0 }, power: 1.0 }),
        Expression::Call(..) if expression.is_constant() => return constant(expression.at(0.0)),
        Expression::Call(function, arguments) => (function, arguments),
    };
    let a = leading(&arguments[0], upwards)?;
    let second = || leading(&arguments[1], upwards);
    match function {
        Function::Add => a.plus(second()?),
        Function::Subtract => a.plus(second()?.negated()),
        Function::Multiply => a.times(second()?),
        Function::Divide => a.over(second()?),
        Function::Power if arguments[1].is_constant() => a.raised(arguments[1].at(0.0)),
        Function::Power | Function::Ln => None,
        Function::Negate => Some(a.negated()),
        Function::Exp => a.exponentiated(),
        Function::Sqrt => a.raised(0.5),
        Function::Abs => Some(if a.sign() < 0.0 { a.negated() } else { a }),
        Function::Min | Function::Max => {
            let b = second()?;
            // What is left of a - b decides; the same constants are both.
            let ahead = if a == b { 0.0 } else { a.plus(b.negated())?.sign() };
            Some(if (ahead > 0.0) == (*function == Function::Max) { a } else { b })
        }
    }
}

fn constant(value: f64) -> Option<Leading> {
    match value {
        0.0 => Some(Gone),
        value if value.is_finite() => Some(Power { coefficient: value, power: 0.0 }),
        _ => None,
    }
}

impl Leading {
    /// Coefficient and power, those of nothing where it is gone; none if it is no power.
    pub(super) fn term(self) -> Option<(f64, f64)> {
        match self {
            Gone => Some((0.0, f64::NEG_INFINITY)),
            Power { coefficient, power } => Some((coefficient, power)),
            Exponential { .. } => None,
        }
    }

    fn sign(self) -> f64 {
        match self {
            Gone => 0.0,
            Power { coefficient, .. } => coefficient.signum(),
            Exponential { sign, .. } => sign,
        }
    }

    fn negated(self) -> Self {
        match self {
            Gone => Gone,
            Power { coefficient, power } => Power { coefficient: -coefficient, power },
            Exponential { sign, rate } => Exponential { sign: -sign, rate },
        }
    }

    fn plus(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Gone, rest) | (rest, Gone) => Some(rest),
            (Power { coefficient: a, power: p }, Power { coefficient: b, power: q }) if p == q => {
                ((a + b).abs() > SAME * (a.abs() + b.abs())).then_some(Power { coefficient: a + b, power: p })
            }
            (Power { power: p, .. }, Power { power: q, .. }) => Some(if p > q { self } else { other }),
            (Power { .. }, Exponential { .. }) => Some(other),
            (Exponential { .. }, Power { .. }) => Some(self),
            (Exponential { sign: a, rate: j }, Exponential { sign: b, rate: k }) => match () {
                () if (j - k).abs() > SAME * j => Some(if j > k { self } else { other }),
                () => (a == b).then_some(self),
            },
        }
    }

    fn times(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Gone, Exponential { .. }) | (Exponential { .. }, Gone) => None,
            (Gone, _) | (_, Gone) => Some(Gone),
            (Power { coefficient: a, power: p }, Power { coefficient: b, power: q }) => {
                Some(Power { coefficient: a * b, power: p + q })
            }
            (Power { coefficient, .. }, Exponential { sign, rate })
            | (Exponential { sign, rate }, Power { coefficient, .. }) => {
                Some(Exponential { sign: sign * coefficient.signum(), rate })
            }
            (Exponential { sign: a, rate: j }, Exponential { sign: b, rate: k }) => {
                Some(Exponential { sign: a * b, rate: j + k })
            }
        }
    }

    fn over(self, other: Self) -> Option<Self> {
        match other {
            Gone => None,
            Power { coefficient, power } => self.times(Power { coefficient: 1.0 / coefficient, power: -power }),
            Exponential { .. } => (!matches!(self, Exponential { .. })).then_some(Gone),
        }
    }

    fn raised(self, by: f64) -> Option<Self> {
        match self {
            _ if by == 0.0 => constant(1.0),
            Gone => (by > 0.0).then_some(Gone),
            // No power is not a number.
            Power { coefficient, power } => {
                let coefficient = coefficient.powf(by);
                (!coefficient.is_nan()).then_some(Power { coefficient, power: power * by })
            }
            Exponential { .. } if by < 0.0 => Some(Gone),
            Exponential { sign, rate } => {
                let sign = sign.powf(by);
                (!sign.is_nan()).then_some(Exponential { sign, rate: rate * by })
            }
        }
    }

    fn exponentiated(self) -> Option<Self> {
        match self {
            Gone => constant(1.0),
            Power { power, .. } if power < 0.0 => constant(1.0),
            Power { coefficient, power: 0.0 } => constant(coefficient.exp()),
            Power { coefficient, power } if coefficient < 0.0 => (power >= 1.0).then_some(Gone),
            Power { coefficient, power } => (power == 1.0).then_some(Exponential { sign: 1.0, rate: coefficient }),
            Exponential { sign, .. } => (sign < 0.0).then_some(Gone),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_terms_are_what_large_values_show() {
        let power = |coefficient: f64, power: f64| Some(Power { coefficient, power });
        let exponential = |sign: f64, rate: f64| Some(Exponential { sign, rate });
        for (text, up, down) in [
            ("sqrt(1 + v^2)", power(1.0, 1.0), power(1.0, 1.0)),
            ("3*abs(v)^0.5 - 2", power(3.0, 0.5), power(3.0, 0.5)),
            ("2*exp(-v^2/2)", Some(Gone), Some(Gone)),
            ("max(2*exp(-v^2/2), 0.5)", power(0.5, 0.0), power(0.5, 0.0)),
            ("1 + exp(v)", exponential(1.0, 1.0), power(1.0, 0.0)),
            ("v*exp(2*v)", exponential(1.0, 2.0), Some(Gone)),
            ("-2*min(v, 0)", Some(Gone), power(2.0, 1.0)),
            ("(1 + 2*v^2)/(3 + v^2)", power(2.0, 0.0), power(2.0, 0.0)),
            ("v^3", power(1.0, 3.0), power(-1.0, 3.0)),
            ("2/(1 + exp(-v))", power(2.0, 0.0), Some(Gone)),
            ("v - abs(v)", None, power(-2.0, 1.0)),
            ("exp(sqrt(abs(v)))", None, None),
            ("exp(-v)*exp(2*v)", None, None),
            ("ln(1 + v^2)", None, None),
        ] {
            let expression = Expression::parse(text).expect("an expression");
            assert_eq!([true, false].map(|upwards| leading(&expression, upwards)), [up, down], "{text}");
            // At w = 600, where the leading term of these is the whole to within a percent, or less than any number.
            for (leading, v) in [(up, 600.0), (down, -600.0)] {
                let found = expression.at(v);
                match leading {
                    Some(Gone) => assert!(found.abs() < 1e-200, "{text}: {found}"),
                    Some(Power { coefficient, power }) => {
                        assert!((found / (coefficient * 600f64.powf(power)) - 1.0).abs() < 0.03, "{text}: {found}");
                    }
                    Some(Exponential { sign, rate }) if 600.0 * rate < 700.0 => {
                        assert!((found * sign).ln() / (600.0 * rate) - 1.0 < 0.01, "{text}: {found}");
                    }
                    _ => {}
                }
            }
        }
    }
}
