//! P(V > t)/P(X > t) for two tails of which X's is heavy: what every rule for heavy errors turns on.
//!
//! Refuses: constants that the tail classes do not hold.

use super::{Form, pair::same};
use crate::tail::TailClass::{self, LogNormal, RegularlyVarying, SlowlyVarying, Stretched};
use std::cmp::Ordering;

/// How the two tails compare at infinity.
pub(super) enum Ratio {
    /// The ratio falls faster than every power of t.
    Vanishing,
    /// It falls as a power of t, by a factor that is not known.
    PowerOver(&'static str),
    /// It grows faster than every power of t.
    Exploding,
    /// It behaves as a form; its coefficient may be NaN, and then the powers of ln t are not known either.
    Like(Form),
    /// The classes do not tell.
    Unknown(&'static str),
}

/// Compares the tails.
pub(super) fn ratio(v: TailClass, x: TailClass) -> Ratio {
    match (v, x) {
        (SlowlyVarying, _) => Ratio::Unknown("V is slowly varying, so that its mean is infinite"),
        (
            RegularlyVarying { index: beta, ln_coefficient: c_v, log_power: b_v },
            RegularlyVarying { index: alpha, ln_coefficient: c_x, log_power: b_x },
        ) => {
            let power = if same(alpha, beta) { 0.0 } else { alpha - beta };
            Ratio::Like(Form::with_log((c_v - c_x).exp(), power, b_v - b_x))
        }
        (RegularlyVarying { index, .. }, SlowlyVarying) if !same(index, 1.0) => {
            Ratio::PowerOver("the slowly varying tail of X")
        }
        (RegularlyVarying { .. }, SlowlyVarying) => Ratio::Unknown(
            "V has tail index 1 and X is slowly varying: c = lim E[V; V > t]/P(X > t) turns on the powers of ln t in the \
             tail of X, which its class does not hold (G-3)",
        ),
        (RegularlyVarying { .. }, _) => Ratio::Exploding,
        (_, RegularlyVarying { .. } | SlowlyVarying) => Ratio::Vanishing,
        (LogNormal { mu: m, sigma: s, ln_coefficient: c }, LogNormal { mu: n, sigma: r, ln_coefficient: d }) => {
            lognormal((m, s, c), (n, r, d))
        }
        (LogNormal { .. }, _) => Ratio::Exploding,
        (_, LogNormal { .. }) => Ratio::Vanishing,
        (
            Stretched { exponent: k, coefficient: b, ln_coefficient: c, power: p },
            Stretched { exponent: j, coefficient: a, ln_coefficient: d, power: q },
        ) => match compare(k, j).then(compare(b, a)) {
            Ordering::Less => Ratio::Exploding,
            Ordering::Greater => Ratio::Vanishing,
            Ordering::Equal => Ratio::Like(Form::power((c - d).exp(), p - q)),
        },
        (Stretched { .. }, _) => Ratio::Exploding,
        _ => Ratio::Vanishing,
    }
}

/// Numbers that agree but for rounding are equal.
fn compare(a: f64, b: f64) -> Ordering {
    if same(a, b) { Ordering::Equal } else { a.total_cmp(&b) }
}

/// G-16: tails of lognormal laws, compared by spread and then by the means of the logarithms: at equal spreads
/// `exp(-((ln t - m)^2 - (ln t - n)^2)/(2 s^2)) = t^((m - n)/s^2) e^((n^2 - m^2)/(2 s^2))`.
fn lognormal((m, s, c): (f64, f64, f64), (n, r, d): (f64, f64, f64)) -> Ratio {
    if !same(s, r) {
        return if s > r { Ratio::Exploding } else { Ratio::Vanishing };
    }
    let square = s * s;
    let power = if same(n - m, square) { -1.0 } else { (m - n) / square };
    Ratio::Like(Form::power(((n - m) * (n + m) / (2.0 * square) + c - d).exp(), power))
}
