//! Errors lighter than every exponential, or bounded: optimising the proxy optimises the value.

use super::{Form, Pair, Regime};
use crate::tail::TailClass;

/// X bounded above: V has to make up the rest.
pub(super) fn bounded_error(pair: &Pair<'_>, top: f64) -> Regime {
    if pair.v == TailClass::Bounded {
        let rule = "both bounded above: U near its supremum forces V near its own";
        return Regime::finite(pair.value.support().high, rule).noting(" as t reaches sup U");
    }
    Regime::infinite(growth(pair), format!("G-11: X <= {top}, so V >= t - {top} whenever U >= t"))
}

/// X super-exponential: its tail falls by any factor over any distance.
pub(super) fn super_exponential_error(pair: &Pair<'_>) -> Regime {
    if pair.v == TailClass::Bounded {
        let rule = "G-8: P(X > t + d)/P(X > t) -> 0 for every d > 0, and V is bounded: V is driven to its supremum";
        return Regime::finite(pair.value.support().high, rule);
    }
    let rule = "G-8: P(X > t + d)/P(X > t) -> 0 for every d > 0, and V is unbounded with a finite mean";
    Regime::infinite(growth(pair), rule)
}

/// How fast V follows t when the error is light, by exponents (G-9) or because V's own tail is the heavier (G-10).
fn growth(pair: &Pair<'_>) -> Form {
    match (pair.v, pair.x) {
        (TailClass::RegularlyVarying { index, .. }, _) => Form::power(index / (index - 1.0), 1.0),
        (
            TailClass::SuperExponential { exponent: q, coefficient: b },
            TailClass::SuperExponential { exponent: p, coefficient: a },
        ) => shared(p, a, q, b),
        _ => Form::power(1.0, 1.0),
    }
}

/// `-ln f_X ~ a x^p` and `-ln f_V ~ b v^q`: where the sum of both is least on v + x = t.
fn shared(p: f64, a: f64, q: f64, b: f64) -> Form {
    if p > q {
        Form::power(1.0, 1.0)
    } else if p == q {
        let (of_x, of_v) = (a.powf(1.0 / (p - 1.0)), b.powf(1.0 / (p - 1.0)));
        Form::power(of_x / (of_x + of_v), 1.0)
    } else {
        Form::power((a * p / (b * q)).powf(1.0 / (q - 1.0)), (p - 1.0) / (q - 1.0))
    }
}
