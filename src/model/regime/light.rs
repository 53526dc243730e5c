//! Errors lighter than every exponential, or bounded: optimising the proxy optimises the value.

use super::pair::{Pair, falls_over_every_distance, mean_beyond};
use super::{Form, Regime};
use crate::tail::{TailClass, tilt::tilted_mean};

/// X bounded above: V has to make up the rest.
pub(super) fn bounded_error(pair: &Pair<'_>) -> Regime {
    let top = pair.error.support().high;
    if pair.v == TailClass::Bounded {
        let rule = "G-11: both bounded above, so U near its supremum forces V near its own";
        return Regime::finite(pair.value.support().high, rule).noting(" as t reaches sup U");
    }
    let rule = format!("G-11: X <= {top}, so V >= t - {top} whenever U >= t");
    match pair.v {
        TailClass::SuperExponential { .. } if falls_over_every_distance(pair.value) => {
            Regime::infinite(Form::power(1.0, 1.0), rule).and(Form::constant(-top))
        }
        TailClass::SuperExponential { .. } => Regime::infinite(Form::power(1.0, 1.0), rule).noting(" + O(1)"),
        _ => value_heavier(pair, &rule),
    }
}

/// X super-exponential: its tail falls by any factor over any distance.
pub(super) fn super_exponential_error(pair: &Pair<'_>) -> Regime {
    let rule = "G-8: P(X > t + d)/P(X > t) -> 0 for every d > 0, and V is";
    match (pair.v, pair.x) {
        (TailClass::Bounded, _) if falls_over_every_distance(pair.error) => {
            Regime::finite(pair.value.support().high, format!("{rule} bounded: V is driven to its supremum"))
        }
        (TailClass::Bounded, _) => Regime::unknown(
            "G-8 for a bounded V needs P(X > t + d)/P(X > t) -> 0 for every d > 0, and the tail of X is level between \
             the points of a lattice",
        ),
        (
            TailClass::SuperExponential { exponent: q, coefficient: b },
            TailClass::SuperExponential { exponent: p, coefficient: a },
        ) => normals(pair).unwrap_or_else(|| shared((p, a), (q, b))),
        _ => value_heavier(pair, &format!("G-8: X is lighter than every exponential; G-10: V is {}", pair.v.name())),
    }
}

/// Two normal laws: exact and linear.
fn normals(pair: &Pair<'_>) -> Option<Regime> {
    let ((m_v, s_v), (m_x, s_x)) = (pair.value.as_normal()?, pair.error.as_normal()?);
    let share = s_v * s_v / (s_v * s_v + s_x * s_x);
    let rule = "G-7: both normal, so E[V | U] is linear in U";
    Some(Regime::infinite(Form::power(share, 1.0), rule).and(Form::constant(m_v - share * (m_v + m_x))))
}

/// `-ln f_X ~ a x^p` and `-ln f_V ~ b v^q`: where the sum of both is least on v + x = t.
fn shared((p, a): (f64, f64), (q, b): (f64, f64)) -> Regime {
    let rule = |order: &str| format!("G-9: -ln P(X > t) ~ {a} t^{p} and -ln P(V > t) ~ {b} t^{q}, {order}");
    if p > q {
        let of_x = Form::power((b * q / (a * p)).powf(1.0 / (p - 1.0)), (q - 1.0) / (p - 1.0));
        Regime::infinite(Form::power(1.0, 1.0), rule("the error's the lighter")).and(of_x.times(-1.0))
    } else if p == q {
        let (of_x, of_v) = (a.powf(1.0 / (p - 1.0)), b.powf(1.0 / (p - 1.0)));
        Regime::infinite(Form::power(of_x / (of_x + of_v), 1.0), rule("of one exponent"))
    } else {
        let leading = Form::power((a * p / (b * q)).powf(1.0 / (q - 1.0)), (p - 1.0) / (q - 1.0));
        let regime = Regime::infinite(leading, rule("the value's the lighter: growth slower than t"));
        // v = c (t - v)^r; below r = 1/2 the place of V counts for more, and its class does not hold it.
        let next = leading.product(leading).product(Form::power(-leading.power, -1.0));
        if next.power > 1e-12 { regime.and(next) } else { regime }
    }
}

/// X lighter than V, which is at least exponential: V does all the work, and X only takes from it what its tilt gives.
pub(super) fn value_heavier(pair: &Pair<'_>, rule: &str) -> Regime {
    if let TailClass::Exponential { rate, .. } = pair.v {
        let regime = Regime::infinite(Form::power(1.0, 1.0), rule);
        return match tilted_mean(&**pair.error, rate) {
            // The mean excess of V goes up and down.
            _ if pair.v.oscillates() => regime.noting(" + O(1)"),
            Some(of_x) => regime.and(Form::constant(1.0 / rate - of_x.value)),
            None => regime.noting(" + O(1)"),
        };
    }
    let (leading, excess) = mean_beyond(pair.v);
    let regime = Regime::infinite(leading, rule);
    match excess {
        Some(excess) => regime.and(excess),
        None => regime,
    }
}
