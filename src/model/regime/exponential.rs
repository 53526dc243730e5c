//! Errors with an exponential tail: the third regime, in which the value levels off.

use super::{Form, Pair, Regime};
use crate::tail::{TailClass, tilt::tilted_mean};

/// X of exponential type with some rate g.
pub(super) fn error(pair: &Pair<'_>) -> Regime {
    let TailClass::Exponential { rate: g, power: error_power, .. } = pair.x else {
        return Regime::unknown("the error is not of exponential type");
    };
    match pair.v {
        TailClass::Exponential { rate, power, .. } if same(rate, g) => equal_rates(power, error_power),
        TailClass::Exponential { rate, .. } if rate < g => Regime::infinite(
            Form::power(1.0, 1.0),
            format!("G-10: V is exponential with the smaller rate {rate} < {g}"),
        ),
        TailClass::Bounded | TailClass::SuperExponential { .. } | TailClass::Exponential { .. } => plateau(pair, g),
        TailClass::RegularlyVarying { index, .. } => {
            Regime::infinite(Form::power(index / (index - 1.0), 1.0), "G-10: V is heavy-tailed and X is not")
        }
        _ => Regime::infinite(Form::power(1.0, 1.0), "G-10: V is heavy-tailed and X is not"),
    }
}

fn plateau(pair: &Pair<'_>, g: f64) -> Regime {
    let rule =
        format!("G-6: X has exponential rate {g} and E e^(s V) is finite for some s > {g}: the limit is K_V'({g})");
    match tilted_mean(&**pair.value, g) {
        Some(limit) => Regime::finite(limit.value, rule),
        None => Regime::unknown(format!("the tilt of V by e^({g} v) could not be integrated")),
    }
}

/// Equal rates with powers t^p in front of both tails: V takes a beta-distributed share of t.
fn equal_rates(value_power: f64, error_power: f64) -> Regime {
    if value_power > -1.0 && error_power > -1.0 {
        let share = (value_power + 1.0) / (value_power + error_power + 2.0);
        let rule = "G-6 at equal rates: U has tail t^(p+q+1) e^(-g t), and V/t given U = t is Beta(p+1, q+1)";
        return Regime::infinite(Form::power(share, 1.0), rule);
    }
    Regime::unknown("equal exponential rates with a power of t at or below -1 in front of one tail")
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 4.0 * f64::EPSILON * a
}
