//! Where the exponential moments of U = V + X end if V and X depend on each other, and so the phase of its value function (K-1).
//!
//! Refuses to guess: where no rule applies it says what is not known, and up to which rate the moments are known to be finite.

mod by_case;
mod by_copula;
mod by_law;
mod spread;

pub(in crate::model::joint) use spread::Spread;

use super::{Conditioned, Dependence, Joint};
use crate::{
    model::{Phase, phase::Phased},
    tail::{Atom, Law, TailClass},
};

/// What is known.
#[derive(Clone, Debug, PartialEq)]
pub struct JointPhase {
    /// The phase, if it is determined.
    pub phase: Option<Phase>,
    /// `E e^(sU)` is known to be finite for `0 <= s < finite_below`.
    pub finite_below: f64,
    /// Why, in words.
    pub rule: String,
}

/// Applies the rules.
///
/// ```
/// use goodhart::{model::{Phase, joint::{self, phase::phase}}, tail::{Catalogue, spec}};
/// let catalogue = Catalogue::standard();
/// let law = |text| spec::parse(text, &catalogue, &|_| Err("no files".into())).unwrap();
/// let of = |value, error, copula| {
///     phase(&joint::parse(law(value), Some(law(error)), copula, &catalogue).unwrap()).phase
/// };
/// assert_eq!(of("normal(0, 1)", "student_t(3)", "gaussian(-0.9)"), Some(Phase::Unbounded));
/// assert_eq!(of("laplace(1)", "laplace(1)", "fgm(1)"), Some(Phase::Tilt { rate: 1.0 }));
/// // Both are far out together.
/// assert_eq!(of("laplace(1)", "laplace(1)", "gumbel(2)"), Some(Phase::Tilt { rate: 0.5 }));
/// ```
pub fn phase(joint: &Joint) -> JointPhase {
    if joint.constant().is_some() {
        let rule = "U is the same for certain, and so is its mean under every policy";
        return JointPhase::decided(Phase::Tilt { rate: f64::INFINITY }, rule);
    }
    match &joint.dependence {
        Dependence::Copula { copula, error } => by_copula::phase(&joint.value, copula, error),
        Dependence::Given(given) => by_law::phase(&joint.value, given),
    }
}

/// b in `P(U >= t) ~ c t^b e^(-g t)` where the exponential moments of U end at g with a finite mean: the largest power of the parts that
/// have this end. Not a number where none has.
pub(crate) fn edge_power(joint: &Joint, g: f64) -> f64 {
    let power = |law: &Law| match law.tail_class() {
        TailClass::Exponential { rate, power, .. } if (rate - g).abs() <= 1e-12 * g => power,
        _ => f64::NAN,
    };
    let of_error = match &joint.dependence {
        Dependence::Copula { error, .. } => power(error),
        Dependence::Given(given) => match given.fixed() {
            Some(error) => power(error),
            None if joint.value.atoms().is_empty() => by_case::edge_power(&joint.value, given, power),
            None => {
                let at = |atom: &Atom| match given.at(atom.at) {
                    Ok(Conditioned::Law(law)) => power(&law),
                    _ => f64::NAN,
                };
                joint.value.atoms().iter().map(at).fold(f64::NAN, f64::max)
            }
        },
    };
    power(&joint.value).max(of_error)
}

impl JointPhase {
    /// A phase and why.
    fn decided(phase: Phase, rule: impl Into<String>) -> Self {
        let finite_below = match phase {
            Phase::Unbounded => 0.0,
            Phase::Tilt { rate } | Phase::Escape { rate, .. } => rate,
        };
        Self { phase: Some(phase), finite_below, rule: rule.into() }
    }

    /// The phase that independent parts with the same laws have, and why that is so here too.
    fn as_independent(phased: Phased, why: &str) -> Self {
        Self::decided(phased.phase, format!("{}; {why}", phased.rule))
    }

    /// Finite below a rate, and what is not known.
    fn finite_below(rate: f64, rule: impl Into<String>) -> Self {
        Self { phase: None, finite_below: rate, rule: rule.into() }
    }
}
