//! Subexponential errors: the value falls back to its mean unless its own tail is heavy enough.
//!
//! For X subexponential and `c = lim E[V; V > t]/P(X > t)`, the limit is `E[V] + c` (G-3). The rules find `c(t)`, the same
//! quotient before the limit, as `P(V > t)/P(X > t)` times `E[V | V > t]`.

use super::pair::{Pair, hazard, lower_index, mean_beyond};
use super::ratio::{Ratio, ratio};
use super::{Form, Limit, Regime, light::value_heavier};
use crate::tail::TailClass::{self, LogNormal, RegularlyVarying, Stretched};
use std::cmp::Ordering::{Equal, Greater, Less};

/// X stretched exponential, lognormal type, regularly or slowly varying.
pub(super) fn error(pair: &Pair<'_>) -> Regime {
    if !pair.v.is_heavy() {
        let rule = match pair.v {
            TailClass::Bounded => "G-11: V is bounded above and X is long-tailed".to_string(),
            _ => format!("G-5: X is subexponential ({}) and V is light ({})", pair.x.name(), pair.v.name()),
        };
        return back_to_mean(pair, &rule, None);
    }
    let subject = subject(pair);
    match ratio(pair.v, pair.x) {
        Ratio::Vanishing => back_to_mean(pair, &format!("{subject}: the error's tail is the heavier, c = 0"), None),
        Ratio::PowerOver(what) => back_to_mean(
            pair,
            &format!("{subject}: E[V; V > t] falls as a power and {what} does not, c = 0"),
            Some("of the order of E[V; V > t]/P(X > t)"),
        ),
        Ratio::Exploding => value_heavier(pair, &format!("{subject}: the value's tail is the heavier (G-10)")),
        Ratio::Like(form) => compared(pair, &subject, form),
        Ratio::Unknown(why) => Regime::unknown(why),
    }
}

/// Which theorem speaks, and of what.
fn subject(pair: &Pair<'_>) -> String {
    match (pair.v, pair.x) {
        (RegularlyVarying { index: beta, .. }, RegularlyVarying { index: alpha, .. }) => {
            format!("G-4: power tails of index {alpha} (X) and {beta} (V)")
        }
        (LogNormal { mu, sigma, .. }, LogNormal { mu: n, sigma: r, .. }) => {
            format!("G-16: lognormal tails ({n}, {r}) (X) and ({mu}, {sigma}) (V)")
        }
        (Stretched { exponent: k, coefficient: b, .. }, Stretched { exponent: j, coefficient: a, .. }) => {
            format!("G-3: stretched tails exp(-{a} t^{j}) (X) and exp(-{b} t^{k}) (V)")
        }
        _ => format!("G-3: tails {} (X) and {} (V)", pair.x.name(), pair.v.name()),
    }
}

/// Tails within powers of each other: `share = P(V > t)/P(X > t)`.
fn compared(pair: &Pair<'_>, subject: &str, share: Form) -> Regime {
    let (beyond, _) = mean_beyond(pair.v);
    let carried = share.product(beyond);
    let one = Form::constant(1.0);
    // Constants that are not known (NaN) leave room for powers of ln t: then only a power of t decides.
    let hidden = share.coefficient.is_nan();
    if hidden && carried.power.abs() <= 1e-12 {
        return Regime::unknown(format!(
            "{subject}, on the border: c = lim E[V; V > t]/P(X > t) turns on factors in front that the classes do not hold (G-3)"
        ));
    }
    match (share.order(&one), carried.order(&one)) {
        (_, Less) => {
            let regime = back_to_mean(pair, &format!("{subject}: c = lim E[V; V > t]/P(X > t) = 0"), None);
            if hidden { regime } else { with_own_tail(pair, regime, carried) }
        }
        (_, Equal) => border(pair, subject, carried.coefficient),
        (Less, Greater) => growing(
            carried,
            hidden,
            format!(
                "{subject}: the error is the heavier, but c = lim E[V; V > t]/P(X > t) is infinite, and so V grows"
            ),
        ),
        (Equal, Greater) => {
            let part = share.coefficient / (1.0 + share.coefficient);
            growing(beyond.times(part), hidden, format!("{subject}: V carries a fixed share of the large sums"))
        }
        (Greater, Greater) => growing(beyond, false, format!("{subject}: the value's tail is the heavier (G-10)")),
    }
    .lower_tail_permitting(pair)
}

fn growing(leading: Form, hidden: bool, rule: String) -> Regime {
    if hidden {
        Regime::infinite_as(format!("of order t^{}, up to slower factors", super::form::number(leading.power)), rule)
    } else {
        Regime::infinite(leading, rule)
    }
}

/// `c` positive and finite: the border, where constants decide.
fn border(pair: &Pair<'_>, subject: &str, constant: f64) -> Regime {
    let rule = format!(
        "{subject}: on the border, E[V] + c with c = lim E[V; V > t]/P(X > t) = {}",
        super::form::number(constant)
    );
    match pair.mean {
        Some(mean) => Regime::finite(mean.value + constant, rule),
        None => pulled_down(pair, &rule),
    }
}

/// The limit E[V], with the term `h_X(t) Var V` where both are known (G-5).
fn back_to_mean(pair: &Pair<'_>, rule: &str, order: Option<&str>) -> Regime {
    let Some(mean) = pair.mean else { return pulled_down(pair, rule) };
    let regime = Regime::finite(mean.value, rule);
    match (pair.value.variance().finite(), hazard(pair.x), order) {
        (Some(variance), Some(hazard), None) => regime.and(hazard.times(variance.value)),
        (None, _, None) => regime.noting(" + a remainder above the order of the hazard of X, as Var V is infinite"),
        (_, None, None) => regime.noting(" + o(1/t)"),
        (_, _, Some(order)) => regime.noting(&format!(" + a remainder {order}")),
    }
}

/// The remainder of G-4: the larger of `h_X(t) Var V` and `c(t)`, or both where they are of one order.
fn with_own_tail(pair: &Pair<'_>, regime: Regime, carried: Form) -> Regime {
    let (Some(mean), RegularlyVarying { index: beta, .. }) = (pair.mean, pair.v) else { return regime };
    let plain = Regime::finite(mean.value, regime.rule.clone());
    match regime.next {
        Some(hazard) => match carried.order(&hazard) {
            Less => regime,
            Equal => plain.and(Form { coefficient: hazard.coefficient + carried.coefficient, ..carried }),
            Greater => plain.and(carried),
        },
        // Without a variance the lower tail may give a term t^(1 - its index), which is less if the upper index is too.
        None if lower_index(pair.value) >= beta - 1e-9 => plain.and(carried),
        None => regime,
    }
}

/// `E[V]` is minus infinity and X too heavy to tame it.
fn pulled_down(pair: &Pair<'_>, rule: &str) -> Regime {
    let when = if super::tamed(pair.value, pair.error) { "to -inf" } else { "-inf for every t" };
    Regime {
        limit: Limit::NegativeInfinite,
        leading: None,
        next: None,
        rate: when.into(),
        rule: format!("{rule}; the limit is E[V] = -inf, by Fatou's lemma on the lower tail of V"),
    }
}

impl Regime {
    /// Withdraws a growth that the lower tail of V may undo.
    fn lower_tail_permitting(self, pair: &Pair<'_>) -> Self {
        if pair.mean.is_some() || self.limit != Limit::Infinite {
            return self;
        }
        Self::unknown(
            "E[V] = -inf: the lower tail of V pulls down and its upper tail up, by powers of t of which the class holds \
             only the upper (G-3 asks for E|V| finite)",
        )
    }
}
