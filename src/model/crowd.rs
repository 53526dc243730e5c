//! How the approaches to a step go together: how many there are, and how their times depend on each other.

use super::{Threshold, threshold};
use crate::tail::{
    Law, TailClass,
    made::{Count, SurvivalCopula, attempt_of, dependent_min_of, fastest_of, min_of, product},
};

/// The approaches to one step.
#[derive(Clone, Debug)]
pub enum Crowd {
    /// Independent of each other, a given number.
    Independent,
    /// Independent of each other, a random number for each step.
    Counted(Count),
    /// A given number, their ranks joined by a copula.
    Joined(SurvivalCopula),
    /// A given number, each time stretched by one difficulty of the step with this law.
    Shared(Law),
}

impl Crowd {
    /// With this law of a difficulty that is shared; refuses one that can be 0 or negative.
    pub fn shared(difficulty: Law) -> Result<Self, String> {
        if difficulty.support().low < 0.0 || difficulty.atoms().iter().any(|atom| atom.at <= 0.0) {
            return Err(format!("{difficulty} is not confined to positive numbers"));
        }
        Ok(Self::Shared(difficulty))
    }

    /// The law of the time of a step: of the fastest of `power` approaches, or of the random number there are, given that there is one.
    ///
    /// Errors, in words: a law for which the crowd is not defined, or whose tail is of no known class.
    pub fn step(&self, power: f64, approach: &Law) -> Result<Law, String> {
        match self {
            Self::Independent => min_of(power, approach),
            Self::Counted(count) => fastest_of(*count, approach),
            Self::Joined(copula) => dependent_min_of(*copula, power, approach),
            Self::Shared(difficulty) => product(difficulty, &min_of(power, approach)?),
        }
    }

    /// The law of the time of a step for a mind that gives up in time: as [`Crowd::step`], but a step without approaches is not left out.
    /// It is there with its chance, and takes longer than any cutoff.
    ///
    /// Errors: those of [`Crowd::step`].
    ///
    /// ```
    /// use goodhart::{model::Crowd, tail::{Catalogue, made::Count, spec::parse}};
    /// let law = parse("pareto(0.5)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
    /// let step = Crowd::Counted(Count::parse("poisson(3)").unwrap()).attempt(1.0, &law).unwrap();
    /// // P(T > 4) = e^{-3 P(T_1 <= 4)}
    /// assert!((step.ln_sf(4.0) + 1.5).abs() < 1e-14);
    /// ```
    pub fn attempt(&self, power: f64, approach: &Law) -> Result<Law, String> {
        match self {
            Self::Counted(count) => attempt_of(*count, approach),
            _ => self.step(power, approach),
        }
    }

    /// How many independent approaches this crowd is worth in the far tail: the ratio of the tail index of a step to that of an approach.
    /// None where that index is 0 or infinite.
    pub fn effective(&self, power: f64, approach: &Law) -> Option<f64> {
        let index = approach.tail_class().tail_index();
        (index > 0.0 && index.is_finite()).then(|| match self {
            Self::Independent => power,
            Self::Counted(count) => count.least.max(1.0),
            Self::Joined(copula) => copula.effective(power),
            Self::Shared(difficulty) => power.min(difficulty.tail_class().tail_index() / index),
        })
    }

    /// `ln P(a step has no approach at all)`: such a step is never done.
    pub fn ln_none(&self) -> f64 {
        if let Self::Counted(count) = self { count.ln_none() } else { f64::NEG_INFINITY }
    }

    /// The critical number of approaches, above which a step has a finite mean time. Where their number is random it is what the least
    /// number that there can be has to exceed.
    ///
    /// ```
    /// use goodhart::{model::Crowd, tail::{Catalogue, made::SurvivalCopula::Gaussian, spec::parse}};
    /// let law = parse("pareto(0.75)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
    /// // (1 - 0.5)/(0.75 - 0.5), and none where the correlation reaches the index.
    /// assert_eq!(Crowd::Joined(Gaussian(0.5)).threshold(&law).power, 2.0);
    /// assert_eq!(Crowd::Joined(Gaussian(0.75)).threshold(&law).power, f64::INFINITY);
    /// ```
    pub fn threshold(&self, approach: &Law) -> Threshold {
        match self {
            Self::Independent => threshold(approach),
            Self::Counted(count) => counted(count, threshold(approach), approach),
            Self::Joined(copula) => joined(*copula, approach),
            Self::Shared(difficulty) => shared(difficulty, threshold(approach)),
        }
    }
}

fn counted(count: &Count, alone: Threshold, approach: &Law) -> Threshold {
    let least = count.least.max(1.0);
    let finite = approach.tail_class().power_has_moment(least, 1.0);
    let verdict = if finite { "finite" } else { "infinite" };
    let rule = format!(
        "the least number of approaches with which a step can be done decides, not their mean {}: it is {least}, so that the mean \
         time of a step is {verdict}; {}",
        count.mean(),
        alone.rule
    );
    Threshold { rule, ..alone }
}

fn joined(copula: SurvivalCopula, approach: &Law) -> Threshold {
    let (class, spec) = (approach.tail_class(), copula.spec());
    let index = class.tail_index();
    let words = match copula {
        SurvivalCopula::Gaussian(rho) if index <= rho => {
            format!(
                "{spec}: Q approaches are worth Q/(1 + (Q-1) {rho}), less than 1/{rho} however many, and the index {index} needs 1/{index}"
            )
        }
        SurvivalCopula::Gaussian(rho) => {
            format!("{spec}: Q approaches are worth Q/(1 + (Q-1) {rho}), and Q* = (1 - {rho})/({index} - {rho})")
        }
        SurvivalCopula::Gumbel(theta) => {
            format!("{spec}: Q approaches are worth Q^(1/{theta}), and Q* = {index}^-{theta}")
        }
        SurvivalCopula::MarshallOlkin(share) => {
            format!(
                "{spec}: Q approaches are worth {share} + {} Q, and Q* = (1/{index} - {share})/(1 - {share})",
                1.0 - share
            )
        }
        SurvivalCopula::Clayton(_) | SurvivalCopula::StudentT(..) => {
            format!("{spec}: long times come together, and any number of approaches has the tail index {index} of one")
        }
        SurvivalCopula::SurvivalClayton(_) => format!("{spec}: long times come as if independent, and Q* = 1/{index}"),
    };
    let power = match copula {
        SurvivalCopula::Clayton(_) | SurvivalCopula::StudentT(..) => {
            if class.power_has_moment(1.0, 1.0) {
                0.0
            } else {
                f64::INFINITY
            }
        }
        _ => copula.needed(1.0 / index),
    };
    let finite_at = (power > 0.0 && power.is_finite()).then(|| match class {
        // S^(1/index) is c (ln t)^(b/index) / t, and the copula adds a power of ln t of its own.
        TailClass::RegularlyVarying { log_power, .. } => log_power / index + copula.depth_power(power) < -1.0,
        _ => false,
    });
    let at = match finite_at {
        None => String::new(),
        Some(finite) => format!("; at Q* the mean is {}", if finite { "finite" } else { "infinite" }),
    };
    Threshold { power, finite_at, rule: format!("{words}{at}") }
}

fn shared(difficulty: &Law, alone: Threshold) -> Threshold {
    match difficulty.mean().finite() {
        Some(_) => Threshold {
            rule: format!(
                "the mean of the shared difficulty {difficulty} is finite and a factor of that of the step; {}",
                alone.rule
            ),
            ..alone
        },
        None => Threshold {
            power: f64::INFINITY,
            finite_at: None,
            rule: format!(
                "the shared difficulty {difficulty} has an infinite mean, and so has every step, however many approaches there are"
            ),
        },
    }
}
