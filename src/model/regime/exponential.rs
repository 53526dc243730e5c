//! Errors with an exponential tail: the third regime, in which the value levels off.

use super::pair::{Pair, same};
use super::{Form, Regime, equal_rates, light::value_heavier};
use crate::tail::{Law, TailClass, tilt::tilted_mean};

/// X with `P(X > t) ~ C t^power e^(-g t)`.
pub(super) fn error(pair: &Pair<'_>, g: f64, power: f64) -> Regime {
    if pair.x.oscillates() && is_integrable(pair.v, g) {
        return Regime::unknown(format!(
            "X has exponential rate {g}, but P(X > t) e^({g} t) goes up and down for ever: P(X > t - v)/P(X > t) has no limit, \
             and E[V | U >= t] need not have one"
        ));
    }
    match pair.v {
        TailClass::Exponential { rate, .. } if same(rate, g) => equal_rates::both(pair, g),
        TailClass::Exponential { rate, .. } if rate < g => {
            value_heavier(pair, &format!("G-10: V is exponential with the smaller rate, {rate} < {g}"))
        }
        TailClass::Exponential { rate, .. } => plateau(pair, (g, power), &format!("V has the larger rate {rate}")),
        TailClass::Bounded => plateau(pair, (g, power), "V is bounded"),
        TailClass::SuperExponential { .. } => plateau(pair, (g, power), "V is super-exponential"),
        _ => value_heavier(pair, &format!("G-10: V is heavy ({}), and X is not", pair.v.name())),
    }
}

/// Whether V is so light that `E e^(g V)` is finite.
fn is_integrable(v: TailClass, g: f64) -> bool {
    match v {
        TailClass::Exponential { rate, power, .. } if same(rate, g) => power < -1.0,
        TailClass::Exponential { rate, .. } => rate > g,
        _ => matches!(v, TailClass::Bounded | TailClass::SuperExponential { .. }),
    }
}

/// `P(X > t - v)/P(X > t) = e^(g v) (1 - power v/t + ...)`: the limit K_V'(g), and a term of order 1/t if power is not 0.
fn plateau(pair: &Pair<'_>, (g, power): (f64, f64), why: &str) -> Regime {
    let rule = format!("G-6: X has exponential rate {g} and E e^(s V) is finite for some s > {g}, as {why}: K_V'({g})");
    let Some(limit) = tilted_mean(&**pair.value, g) else {
        return Regime::unknown(format!(
            "the limit is K_V'({g}) by G-6, but V tilted by e^({g} v) could not be integrated"
        ));
    };
    let regime = Regime::finite(limit.value, rule);
    match tilted_variance(pair.value, g) {
        Some(variance) if power != 0.0 => regime.and(Form::power(-power * variance, -1.0)),
        None if power != 0.0 => regime.noting(" + O(1/t)"),
        _ => regime.noting(", up to o(1/t) if P(X > t) = C e^(-g t) (1 + o(1/t))"),
    }
}

/// `K''(g)`, the slope of the tilted mean.
fn tilted_variance(law: &Law, g: f64) -> Option<f64> {
    let step = 1e-3 * g;
    Some((tilted_mean(&**law, g + step)?.value - tilted_mean(&**law, g - step)?.value) / (2.0 * step))
}
