//! Whether an f-divergence holds a proxy at all: what `E f*(sU) < inf` asks of the tails of V and X (K-7, parts 5 and 6).

use super::{family::FDivergence, least::Least};
use crate::{
    model::Proxy,
    tail::{TailClass, spec::number},
};

/// What decides.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Criterion {
    pub(super) finite: bool,
    /// In words.
    pub(super) rule: String,
    /// Where the scales of policies end.
    pub(super) least: Least,
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
    let least = match need {
        Need::Exponential(a) if finite => Least::of(laws.map(|(_, law)| law.tail_class()), a),
        _ => Least::NONE,
    };
    Criterion { finite, rule, least }
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
