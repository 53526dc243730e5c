//! Whether an f-divergence holds a proxy at all: what `E f*(sU) < inf` asks of the tails of V and X (K-7, parts 5 and 6).

use super::family::FDivergence;
use crate::{
    model::Proxy,
    tail::{Law, TailClass, spec::number},
};

/// What decides.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Criterion {
    pub(super) finite: bool,
    /// In words.
    pub(super) rule: String,
    /// No policy of the optimal form bends on a scale below this.
    pub(super) least_scale: f64,
    /// Whether policies of the optimal form spend every budget, if U is not bounded above.
    pub(super) all_attained: bool,
}

/// What is asked of U.
pub(super) enum Need {
    /// To be bounded above.
    Bound,
    /// `E (U^+)^q`.
    Moment(f64),
    /// `E exp((sU)^a)` for some s > 0, of a density ratio of the order `exp((y/a)^a)`.
    Exponential(f64),
}

impl Need {
    pub(super) fn of(divergence: FDivergence) -> Self {
        match divergence {
            FDivergence::Power(1.0) => Self::Exponential(1.0),
            FDivergence::Power(p) if p > 1.0 => Self::Moment(p / (p - 1.0)),
            FDivergence::LogPower(b) => Self::Exponential(1.0 / b),
            _ => Self::Bound,
        }
    }

    pub(super) fn in_words(&self) -> String {
        match self {
            Self::Bound => "U is bounded above".into(),
            Self::Moment(q) => format!("E (U+)^{} is", number(*q)),
            Self::Exponential(1.0) => "E e^(sU) is for some s > 0".into(),
            Self::Exponential(a) => format!("E exp((sU+)^{}) is for some s > 0", number(*a)),
        }
    }

    fn is_met(&self, class: TailClass) -> bool {
        match self {
            Self::Bound => class == TailClass::Bounded,
            Self::Moment(q) => class.has_moment(*q),
            Self::Exponential(a) => class.has_exponential_of(*a),
        }
    }
}

/// The criterion for independent parts: it holds for U iff it holds for both.
pub(super) fn criterion(proxy: &Proxy, divergence: FDivergence) -> Criterion {
    let need = Need::of(divergence);
    let laws = [("V", &proxy.value), ("X", &proxy.error)];
    let fails: Vec<String> = laws
        .iter()
        .filter(|(_, law)| !need.is_met(law.tail_class()))
        .map(|(name, law)| format!("the tail of {name} ~ {law} is {}", in_words(law.tail_class())))
        .collect();
    let finite = fails.is_empty();
    let why = match (finite, &need) {
        (true, Need::Bound) => "it is".into(),
        (true, _) => "it is finite".into(),
        (false, Need::Bound) => format!("it is not: {}", fails.join(", ")),
        (false, _) => format!("it is infinite: {}", fails.join(", ")),
    };
    let rule = format!("finite iff {}; {why}", need.in_words());
    let (least_scale, all_attained) = match need {
        Need::Exponential(a) if finite => {
            let (scale, laws) = (least_scale(laws.map(|(_, law)| law), a), laws.map(|(_, law)| law.tail_class()));
            (scale, scale == 0.0 || laws.iter().any(|class| is_blocked(*class, a, scale)))
        }
        _ => (0.0, finite),
    };
    Criterion { finite, rule, least_scale, all_attained }
}

fn in_words(class: TailClass) -> String {
    match class {
        TailClass::RegularlyVarying { index, .. } => format!("{} of index {}", class.name(), number(index)),
        TailClass::Stretched { exponent, .. } | TailClass::SuperExponential { exponent, .. } => {
            format!("{} with exponent {}", class.name(), number(exponent))
        }
        _ => class.name().into(),
    }
}

/// The scale at which `exp((u/(a lambda))^a)` is beyond the moments of U: from `-ln P(U > t) ~ c t^a`, with c the lesser of both for
/// a at most 1, and `c^(-1/(a-1))` the sum of both for a above 1, where a sum far out is shared.
fn least_scale(laws: [&Law; 2], a: f64) -> f64 {
    let coefficient = |law: &Law| match law.tail_class() {
        TailClass::SuperExponential { exponent, coefficient } | TailClass::Stretched { exponent, coefficient, .. }
            if (exponent - a).abs() <= 4.0 * f64::EPSILON * a =>
        {
            coefficient
        }
        TailClass::Exponential { rate, .. } if a == 1.0 => rate,
        _ => f64::INFINITY,
    };
    let [of_value, of_error] = laws.map(coefficient);
    let both = if a > 1.0 {
        let part = |c: f64| c.powf(-1.0 / (a - 1.0));
        (part(of_value) + part(of_error)).powf(1.0 - a)
    } else {
        of_value.min(of_error)
    };
    both.powf(-1.0 / a) / a
}

/// Whether the optimal density ratio has no finite mean at the least scale, so that its divergence grows without bound on the way
/// there: with `P(U > t) ~ c t^b exp(-(t/(a scale))^a)`, a below 1, iff b is at least -1-a.
fn is_blocked(class: TailClass, a: f64, scale: f64) -> bool {
    match class {
        TailClass::Stretched { exponent, coefficient, power, .. } => {
            let own = coefficient.powf(-1.0 / exponent) / exponent;
            (exponent - a).abs() <= 4.0 * f64::EPSILON * a && own >= scale * (1.0 - 1e-12) && power >= -1.0 - a
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boundary_of_a_stretched_tail_is_held() {
        let stretched = TailClass::Stretched { exponent: 1.0 / 3.0, coefficient: 5.0, ln_coefficient: 0.0, power: 0.0 };
        let held = |b: f64| Need::of(FDivergence::LogPower(b)).is_met(stretched);
        assert!(held(3.0) && held(3.1) && !held(2.9));
        assert!(!Need::of(FDivergence::LogPower(1e3)).is_met(TailClass::SlowlyVarying));
        let normal = TailClass::SuperExponential { exponent: 2.0, coefficient: 0.5 };
        assert!(Need::of(FDivergence::LogPower(0.5)).is_met(normal));
        assert!(
            !Need::of(FDivergence::LogPower(0.49)).is_met(normal) && !Need::of(FDivergence::ReverseKl).is_met(normal)
        );
    }
}
