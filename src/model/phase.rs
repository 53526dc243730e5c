//! How far the mean of a proxy can be raised at a given KL divergence: what its exponential moments decide.

use super::Proxy;
use crate::tail::{Law, TailClass};

/// The phase of `sup { E_P U : KL(P || Q) <= d }`, Q the law of U: by `g = sup { s : E e^(sU) < inf }`.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// `g = 0`: infinite at every d > 0.
    Unbounded,
    /// The supremum is attained at every d, by an exponential tilt of a rate below g, which may be infinite.
    Tilt {
        /// g.
        rate: f64,
    },
    /// `0 < g < inf` and `K'(g) < inf`: beyond `d_g = g K'(g) - K(g)` no policy attains it, and it grows by `1/g` per nat.
    Escape {
        /// g.
        rate: f64,
        /// Which of the two grows: V, X or either of them.
        by: Side,
    },
}

/// One of the two parts of a proxy, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The true value V.
    Value,
    /// The error X.
    Error,
    /// V and X alike.
    Both,
}

/// The phase and what decides it, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Phased {
    /// The phase.
    pub phase: Phase,
    /// Why.
    pub rule: String,
}

/// The phase of a proxy, from the tail classes of V and X.
///
/// With independent parts `K_U = K_V + K_X`, so that g is the lesser of theirs. At a finite g the factor in front of the
/// exponential decides: with `S ~ c t^b e^(-g t)`, `K(g)` is finite iff `b < -1` and `K'(g)` iff `b < -2`.
/// Donsker and Varadhan's variational formula, with the boundary case worked out in the proof of K-1.
///
/// ```
/// use goodhart::{model::{Phase, Proxy, phase::phase}, tail::{Catalogue, spec::parse}};
/// let law = |text| parse(text, &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// let of = |value, error| phase(&Proxy { value: law(value), error: law(error) }).phase;
/// assert_eq!(of("normal(0, 1)", "student_t(3)"), Phase::Unbounded);
/// assert_eq!(of("normal(0, 1)", "laplace(2)"), Phase::Tilt { rate: 0.5 });
/// assert!(matches!(of("normal(0, 1)", "tempered_pareto(3, 1)"), Phase::Escape { .. }));
/// ```
pub fn phase(proxy: &Proxy) -> Phased {
    let (of_value, of_error) = (edge(&proxy.value), edge(&proxy.error));
    let rate = of_value.rate.min(of_error.rate);
    if rate == 0.0 {
        let heavy: Vec<String> = [("V", &proxy.value, of_value), ("X", &proxy.error, of_error)]
            .into_iter()
            .filter(|(_, _, edge)| edge.rate == 0.0)
            .map(|(name, law, _)| format!("{name} is heavy-tailed ({})", law.tail_class().name()))
            .collect();
        let rule = format!("{}: E e^(sU) is infinite for every s > 0", heavy.join(" and "));
        return Phased { phase: Phase::Unbounded, rule };
    }
    if rate == f64::INFINITY {
        let rule = "E e^(sU) is finite for every s".into();
        return Phased { phase: Phase::Tilt { rate }, rule };
    }
    let owners = [(Side::Value, of_value), (Side::Error, of_error)].map(|(side, edge)| (side, edge, edge.rate == rate));
    if owners.iter().any(|(_, edge, owns)| *owns && !edge.mean_at_edge) {
        let rule = format!("the exponential moments of U end at g = {rate}, where s K'(s) - K(s) grows without bound");
        return Phased { phase: Phase::Tilt { rate }, rule };
    }
    let by = match owners.map(|(_, _, owns)| owns) {
        [true, true] => Side::Both,
        [true, false] => Side::Value,
        _ => Side::Error,
    };
    let rule = format!("the exponential moments of U end at g = {rate}, where K'(g) is still finite");
    Phased { phase: Phase::Escape { rate, by }, rule }
}

/// Where the exponential moments of a law end.
#[derive(Clone, Copy)]
pub(crate) struct Edge {
    /// `sup { s : E e^(sV) < inf }`.
    pub(crate) rate: f64,
    /// Whether `K'` is finite there.
    pub(crate) mean_at_edge: bool,
}

pub(crate) fn edge(law: &Law) -> Edge {
    match law.tail_class() {
        TailClass::Bounded | TailClass::SuperExponential { .. } => Edge { rate: f64::INFINITY, mean_at_edge: true },
        TailClass::Exponential { rate, power, .. } => Edge { rate, mean_at_edge: power < -2.0 },
        _ => Edge { rate: 0.0, mean_at_edge: true },
    }
}
