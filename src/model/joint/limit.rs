//! The limit of E[V | U >= t] where V and X depend on each other: the mean value of extreme errors (D-4), or the place that a large U
//! comes from where errors are normal given V (D-2, D-3), or the line of a bivariate normal law (D-7).
//!
//! Refuses to guess: where a hypothesis is not met it says which.

mod bivariate;
mod normal;
mod scaled;

use super::{Copula, Dependence, Joint};
use crate::{
    model::{Limit, Proxy, Regime, regime},
    tail::{Law, Moment, TailClass, made::max_of},
};

/// Applies D-4: if X is regularly varying, V much lighter, and V given X = x tends to a law, then E[V | U >= t] tends to its mean.
///
/// ```
/// use goodhart::{model::{Limit, joint}, tail::{Catalogue, spec}};
/// let catalogue = Catalogue::standard();
/// let law = |text| spec::parse(text, &catalogue, &|_| Err("no files".into())).unwrap();
/// let both = joint::parse(law("normal(0, 1)"), Some(law("pareto(3)")), "fgm(1)", &catalogue).unwrap();
/// let Limit::Finite(limit) = joint::limit(&both).limit else { panic!() };
/// assert!((limit - 1.0 / std::f64::consts::PI.sqrt()).abs() < 1e-9);
/// ```
pub fn limit(joint: &Joint) -> Regime {
    let (copula, error) = match &joint.dependence {
        Dependence::Copula { copula, error } => (copula, error),
        Dependence::Given(given) => {
            return match given.normals() {
                Some(cases) => normal::limit(&joint.value, &cases).unwrap_or_else(Regime::unknown),
                None => scaled::limit(&joint.value, given),
            };
        }
    };
    let value = &joint.value;
    if is_independence(copula) {
        return regime(&Proxy { value: value.clone(), error: error.clone() });
    }
    if let Copula::Gaussian(rho) = copula
        && let Some(line) = bivariate::limit(value, error, *rho)
    {
        return line;
    }
    let TailClass::RegularlyVarying { index, .. } = error.tail_class() else {
        return Regime::unknown("D-4 asks for a regularly varying error, and the tail of X is not");
    };
    let Moment::Finite(mean) = value.mean() else {
        return Regime::unknown("D-4 asks for a V with a finite mean");
    };
    let end = End { value, index };
    match copula {
        Copula::Fgm(theta) => end.at_mean(|greatest| Some((1.0 - theta) * mean.value + theta * greatest(2.0)?)),
        Copula::Clayton(theta) => end.at_mean(|greatest| greatest(1.0 + theta)),
        Copula::Gaussian(rho) if *rho < 0.0 => end.at_bottom(),
        Copula::Gaussian(_) | Copula::Gumbel(_) | Copula::SurvivalClayton(_) => end.at_top(),
        Copula::StudentT { correlation, laws, nu } => {
            let leans = correlation * ((nu + 1.0) / (1.0 - correlation * correlation)).sqrt();
            // Without a correlation both ends are alike, exactly.
            let up = if leans == 0.0 { 0.5 } else { laws[1].ln_sf(-leans).exp() };
            end.at_both(up, *correlation, mean.value)
        }
    }
}

pub(super) fn is_independence(copula: &Copula) -> bool {
    match copula {
        Copula::Gaussian(rho) => *rho == 0.0,
        Copula::Fgm(theta) => *theta == 0.0,
        Copula::Gumbel(theta) => *theta == 1.0,
        _ => false,
    }
}

/// Where V goes as X grows.
struct End<'a> {
    value: &'a Law,
    /// The tail index of X.
    index: f64,
}

/// The mean of the greatest of so many draws of V.
type Greatest<'a> = dyn Fn(f64) -> Option<f64> + 'a;

impl End<'_> {
    /// Whether events in which V itself is far out do not count: `E[V; V > t] = o(P(X > t))`.
    fn is_light(&self) -> bool {
        self.value.tail_class().tail_index() > self.index + 1.0 + 1e-9
    }

    fn heavy() -> Regime {
        Regime::unknown(
            "D-4 asks for a V whose tail index is above that of X plus 1, so that a large U means a large X",
        )
    }

    /// V tends to a law with a finite mean.
    fn at_mean(&self, mean: impl Fn(&Greatest<'_>) -> Option<f64>) -> Regime {
        if !self.is_light() {
            return Self::heavy();
        }
        let greatest = |count: f64| {
            let law = max_of(count, self.value).ok()?;
            law.mean().finite().map(|mean| mean.value)
        };
        match mean(&greatest) {
            Some(limit) => Regime::finite(limit, "D-4: given a large X the law of V tends to one with this mean"),
            None => Regime::unknown("the mean of V given a large X is not finite"),
        }
    }

    /// V tends to its upper end; its size below does not matter, and a heavier V only gets there sooner.
    fn at_top(&self) -> Regime {
        let rule = "D-4: given a large X, V tends to the upper end of its law";
        match self.value.support().high {
            high if high.is_finite() => Regime::finite(high, rule),
            _ => infinite(Limit::Infinite, rule),
        }
    }

    fn at_bottom(&self) -> Regime {
        let rule = "D-4: given a large X, V tends to the lower end of its law";
        match self.value.support().low {
            _ if !self.is_light() => Self::heavy(),
            low if low.is_finite() => Regime::finite(low, rule),
            _ => infinite(Limit::NegativeInfinite, rule),
        }
    }

    /// V tends to its upper end with this probability, and else to its lower end.
    fn at_both(&self, up: f64, correlation: f64, mean: f64) -> Regime {
        let rule = "D-4: given a large X, V tends to either end of its law, with the probabilities of a Student t law";
        let support = self.value.support();
        if !self.is_light() {
            return Self::heavy();
        }
        match (support.low.is_finite(), support.high.is_finite()) {
            (true, true) => Regime::finite(up * support.high + (1.0 - up) * support.low, rule),
            (true, false) => infinite(Limit::Infinite, rule),
            (false, true) => infinite(Limit::NegativeInfinite, rule),
            // Of a symmetric V the two ends grow alike.
            (false, false) if self.value.as_normal().is_some() => match correlation {
                0.0 => Regime::finite(mean, "D-4: given X, V is symmetric about its mean"),
                up if up > 0.0 => infinite(Limit::Infinite, rule),
                _ => infinite(Limit::NegativeInfinite, rule),
            },
            _ => Regime::unknown(
                "V tends to either of its ends, both infinite, and which of them grows faster is not known for this law",
            ),
        }
    }
}

/// Whether V lies between two places.
pub(super) fn happens(value: &Law, (low, high): (f64, f64)) -> bool {
    value.ln_sf(low) > value.ln_sf(high) || value.ln_cdf(low) < value.ln_cdf(high)
}

fn infinite(limit: Limit, rule: &str) -> Regime {
    let rate = if limit == Limit::Infinite { "inf" } else { "-inf" };
    Regime { limit, ..Regime::infinite_as(rate, rule) }
}
