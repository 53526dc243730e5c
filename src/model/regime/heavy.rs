//! Subexponential errors: the value falls back to its mean unless its own tail is heavy enough.
//!
//! For X subexponential and `c = lim E[V; V > t] / P(X > t)`, the limit is `E[V] + c` (G-3): the rules below find c.

use super::{Pair, Regime};
use crate::tail::TailClass::{self, LogNormal, RegularlyVarying, SlowlyVarying, Stretched};

/// X stretched exponential, lognormal type, regularly or slowly varying.
pub(super) fn error(pair: &Pair<'_>) -> Regime {
    if !pair.v.is_heavy() {
        return back_to_mean(pair, "G-5: X is subexponential and V is light-tailed");
    }
    match (pair.v, pair.x) {
        (RegularlyVarying { .. }, RegularlyVarying { .. }) => power_laws(pair),
        (RegularlyVarying { index, .. }, SlowlyVarying) if index > 1.0 => {
            back_to_mean(pair, "G-4 with index 0: X is slowly varying and E[V; V > t] vanishes as a power")
        }
        (_, RegularlyVarying { .. } | SlowlyVarying) if pair.v.tail_index() == f64::INFINITY => {
            back_to_mean(pair, "G-3 with c = 0: X is regularly varying and V has all moments")
        }
        (RegularlyVarying { index, .. }, _) => {
            Regime::infinite(format!("{} t", index / (index - 1.0)), "G-10: V has a power tail and X is lighter")
        }
        (LogNormal { .. }, Stretched { .. }) => {
            Regime::infinite("t", "G-10: a lognormal tail outweighs a stretched one")
        }
        (Stretched { .. }, LogNormal { .. }) => {
            back_to_mean(pair, "G-3 with c = 0: a lognormal tail outweighs a stretched one")
        }
        (Stretched { exponent: k, coefficient: b, .. }, Stretched { exponent: j, coefficient: a, .. }) => {
            stretched(pair, (k, b), (j, a))
        }
        (LogNormal { .. }, LogNormal { .. }) => lognormals(pair),
        _ => Regime::unknown("no rule for a slowly varying error beside a value whose mean is barely finite"),
    }
}

fn back_to_mean(pair: &Pair<'_>, rule: &str) -> Regime {
    let mean = pair.mean.value;
    let rate = match (pair.value.variance().finite(), hazard(pair.x)) {
        (Some(variance), Some(hazard)) => format!("{mean} + {} {hazard}", variance.value),
        _ => format!("{mean}"),
    };
    Regime::finite(mean, rate, rule)
}

/// The hazard rate of the error far out, as text (G-5: it multiplies Var V).
fn hazard(x: TailClass) -> Option<String> {
    match x {
        RegularlyVarying { index, .. } => Some(format!("* {index}/t")),
        LogNormal { mu, sigma, .. } => Some(format!("* (ln t - {mu})/({} t)", sigma * sigma)),
        Stretched { exponent, coefficient, .. } => Some(format!("* {} t^{}", exponent * coefficient, exponent - 1.0)),
        _ => None,
    }
}

/// Two power laws: G-4.
fn power_laws(pair: &Pair<'_>) -> Regime {
    let (
        RegularlyVarying { index: beta, ln_coefficient: c_v, log_power: b_v },
        RegularlyVarying { index: alpha, ln_coefficient: c_x, log_power: b_x },
    ) = (pair.v, pair.x)
    else {
        return Regime::unknown("not two power laws");
    };
    let lift = beta / (beta - 1.0);
    let ratio = (c_v - c_x).exp();
    let logs = b_v - b_x;
    let log = if logs == 0.0 { String::new() } else { format!(" (ln t)^{logs}") };
    if same(beta, alpha + 1.0) {
        return border(pair, ratio * lift, logs);
    }
    if same(beta, alpha) {
        let share = ratio / (1.0 + ratio);
        let rate = if logs == 0.0 { format!("{} t", share * lift) } else { "of order t, up to powers of ln t".into() };
        return Regime::infinite(rate, "G-4, equal indices: V carries a fixed share of the large sums");
    }
    if beta < alpha {
        return Regime::infinite(
            format!("{lift} t"),
            format!("G-4: the value's index {beta} is below the error's {alpha}"),
        );
    }
    if beta < alpha + 1.0 {
        let rate = format!("{} t^{}{log}", ratio * lift, 1.0 + alpha - beta);
        return Regime::infinite(
            rate,
            format!("G-4: {alpha} < {beta} < {alpha} + 1: the error is heavier, and yet V grows"),
        );
    }
    back_to_mean(pair, &format!("G-4: the value's index {beta} exceeds the error's {alpha} by more than one"))
}

/// `beta = alpha + 1`: the slowly varying factors decide, and where they agree so do the constants.
fn border(pair: &Pair<'_>, constant: f64, logs: f64) -> Regime {
    let rule = "G-4 on the border beta = alpha + 1";
    if logs < 0.0 {
        back_to_mean(pair, &format!("{rule}: the value's logarithmic factor is the smaller"))
    } else if logs > 0.0 {
        Regime::infinite(
            format!("{constant} (ln t)^{logs}"),
            format!("{rule}: the value's logarithmic factor is the larger"),
        )
    } else {
        let limit = pair.mean.value + constant;
        Regime::finite(limit, format!("E[V] + {constant} = {limit}"), rule)
    }
}

fn stretched(pair: &Pair<'_>, (k, b): (f64, f64), (j, a): (f64, f64)) -> Regime {
    let heavier = k < j || same(k, j) && b < a && !same(a, b);
    if same(k, j) && same(a, b) {
        Regime::unknown("equal stretched-exponential tails: the factors in front decide")
    } else if heavier {
        Regime::infinite("t", "G-10: both stretched exponential, V the heavier")
    } else {
        back_to_mean(pair, "G-3 with c = 0: both stretched exponential, X the heavier")
    }
}

/// G-16: two lognormal tails, compared by spread and then by a shift of the logarithm.
fn lognormals(pair: &Pair<'_>) -> Regime {
    let (
        LogNormal { mu: m_v, sigma: s_v, ln_coefficient: c_v },
        LogNormal { mu: m_x, sigma: s_x, ln_coefficient: c_x },
    ) = (pair.v, pair.x)
    else {
        return Regime::unknown("not two lognormal tails");
    };
    let square = s_v * s_v;
    let gap = m_x - m_v;
    if !same(s_v, s_x) {
        return if s_v > s_x {
            Regime::infinite("t", "G-16: the value's logarithm spreads wider")
        } else {
            back_to_mean(pair, "G-16: the error's logarithm spreads wider")
        };
    }
    if same(gap, square) {
        // E[V; V > t] is E[V] times the tail of the law whose log-mean is larger by sigma^2: that of X.
        let constant = (c_v - c_x + m_v + 0.5 * square).exp();
        if constant.is_nan() {
            return Regime::unknown("equal lognormal tails whose constants are not known");
        }
        let limit = pair.mean.value + constant;
        Regime::finite(limit, format!("E[V] + {constant} = {limit}"), "G-16 on the border mX - mV = sigma^2")
    } else if gap > square {
        back_to_mean(pair, "G-16: equal spreads, mX - mV > sigma^2")
    } else {
        Regime::infinite(
            format!("t^{} up to constants", (1.0 - gap / square).min(1.0)),
            "G-16: equal spreads, mX - mV < sigma^2",
        )
    }
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
}
