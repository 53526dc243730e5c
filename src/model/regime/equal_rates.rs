//! Value and error of one exponential rate g: the powers of t in front of both tails decide.
//!
//! With tails `C t^power e^(-g t)`, a power below -1 leaves `E e^(g V)` finite (convolution equivalence), and one below -2
//! `E V e^(g V)` too.

use super::critical::Critical;
use super::pair::{Pair, same};
use super::{Form, Regime};
use crate::num::special::ln_gamma;
use crate::tail::TailClass;
use std::cmp::Ordering::{Equal, Greater, Less};

/// `C t^power`, what stands before `e^(-g t)`.
#[derive(Clone, Copy)]
struct Front {
    ln_coefficient: f64,
    power: f64,
}

impl Front {
    fn of(class: TailClass) -> Self {
        match class {
            TailClass::Exponential { ln_coefficient, power, .. } => Self { ln_coefficient, power },
            _ => Self { ln_coefficient: f64::NAN, power: f64::NAN },
        }
    }

    /// Its power beside -1, and with it whether `int C t^power dt` converges.
    fn side(&self, exponent: f64) -> std::cmp::Ordering {
        if same(self.power, exponent) { Equal } else { self.power.total_cmp(&exponent) }
    }
}

/// The rule for tails of one rate.
pub(super) fn both(pair: &Pair<'_>, g: f64) -> Regime {
    let (v, x) = (Front::of(pair.v), Front::of(pair.x));
    match (v.side(-1.0), x.side(-1.0)) {
        (Less, Less) => convolution_equivalent(pair, g, v, x),
        (Less, _) => value_integrable(pair, g, v, x),
        (_, Less) => Regime::infinite(
            Form::power(1.0, 1.0),
            "G-10: one rate, E e^(g X) is finite and E e^(g V) is not, so V is the heavier",
        ),
        (of_v, of_x) => shares((of_v, v), (of_x, x)),
    }
}

/// Both powers below -1: G-3 with g > 0.
fn convolution_equivalent(pair: &Pair<'_>, g: f64, v: Front, x: Front) -> Regime {
    let (Some(of_v), Some(of_x)) = (Critical::of(pair.value, g), Critical::of(pair.error, g)) else {
        return Regime::unknown("G-3 asks for E e^(g V) and E e^(g X), which could not be integrated");
    };
    // P(V > t) E e^(g X) / (P(X > t) E e^(g V)), up to t^(v.power - x.power)
    let ln_share = v.ln_coefficient - x.ln_coefficient + of_x.ln_mgf(g) - of_v.ln_mgf(g);
    let share = Form::power(ln_share.exp(), v.power - x.power);
    let carried = share.product(Form::power(1.0, 1.0));
    let rule =
        |case: &str| format!("G-3: X is convolution-equivalent with rate {g} (E e^({g} X) is finite), and {case}");
    if v.side(x.power).is_eq() {
        let part = share.coefficient / (1.0 + share.coefficient);
        return Regime::infinite(Form::power(part, 1.0), rule("both tails are of one order"));
    }
    if share.power > 0.0 {
        return Regime::infinite(Form::power(1.0, 1.0), rule("P(X > t)/P(V > t) -> 0"));
    }
    match (carried.order(&Form::constant(1.0)), of_v.tilted_mean()) {
        (Greater, _) => Regime::infinite(carried, rule("c = lim E[V; V > t]/P(X > t) is infinite")),
        (_, None) => Regime::unknown("G-3 asks for E V e^(g V), which could not be integrated"),
        (Less, Some(mean)) => Regime::finite(mean, rule("c = lim E[V; V > t]/P(X > t) = 0: K_V'(g)")),
        (Equal, Some(mean)) => Regime::finite(
            mean + carried.coefficient,
            rule(&format!("(E[V e^({g} V)] + c E e^({g} X))/E e^({g} V) with c > 0")),
        ),
    }
}

/// `E e^(g V)` finite and `E e^(g X)` infinite: P(U > t) ~ E e^(g V) P(X > t).
fn value_integrable(pair: &Pair<'_>, g: f64, v: Front, x: Front) -> Regime {
    let Some(of_v) = Critical::of(pair.value, g) else {
        return Regime::unknown(format!("E e^({g} V) is finite but could not be integrated"));
    };
    let rule = |case: &str| format!("G-6 at equal rates: E e^({g} V) is finite, E e^({g} X) is not, and {case}");
    if v.side(-2.0).is_lt() {
        return match of_v.tilted_mean() {
            Some(mean) => Regime::finite(mean, rule(&format!("E V e^({g} V) is finite: the limit is K_V'({g})"))),
            None => Regime::unknown(format!("E V e^({g} V) is finite but could not be integrated")),
        };
    }
    // int v f_V(v) P(X > t - v) dv with f_V ~ g C v^power e^(-g v), against P(X > t) E e^(g V)
    let constant = g * (v.ln_coefficient - of_v.ln_mgf(g)).exp();
    let growth = match (v.side(-2.0), x.side(-1.0)) {
        (Equal, Equal) => Form::with_log(2.0 * constant, 0.0, 1.0),
        (Equal, _) => Form::with_log(constant, 0.0, 1.0),
        (_, Equal) => Form::with_log(constant, v.power + 2.0, 1.0),
        _ => Form::power(constant * beta(v.power + 2.0, x.power + 1.0), v.power + 2.0),
    };
    Regime::infinite(growth, rule(&format!("E V e^({g} V) is infinite")))
}

/// Both powers at least -1: V takes its share of t.
fn shares((of_v, v): (std::cmp::Ordering, Front), (of_x, x): (std::cmp::Ordering, Front)) -> Regime {
    let rule = "G-6 at equal rates: U has a tail of higher order, over which V and X share t";
    let leading = match (of_v, of_x) {
        (Equal, Equal) => Form::power(0.5, 1.0),
        (Equal, _) => Form::with_log(1.0 / (x.power + 1.0), 1.0, -1.0),
        (_, Equal) => Form::power(1.0, 1.0),
        _ => Form::power((v.power + 1.0) / (v.power + x.power + 2.0), 1.0),
    };
    let words = if (of_v, of_x) == (Greater, Greater) { ": V/t given U = t tends to a beta law" } else { "" };
    Regime::infinite(leading, format!("{rule}{words}"))
}

/// Euler's beta function.
fn beta(a: f64, b: f64) -> f64 {
    (ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)).exp()
}
