//! How fast the tail of U vanishes at its upper end where V and X depend on each other: by which power of the distance.
//!
//! - A copula whose density is positive and bounded at the corner: by the sum of the powers of both parts.
//! - One whose parts are dependent in the upper tail: by the larger of both, as the rarer part is hardly ever there alone.
//! - A V of finitely many values: by the power of X given the one at whose sum U ends.
//!
//! Refuses to guess: where no rule applies there is none.

use super::{
    Copula, Dependence, Joint,
    given::{Conditioned, Given},
};
use crate::tail::Law;

/// The c for which `P(U >= high - z) ~ k z^c` as z falls to 0.
///
/// ```
/// use goodhart::{model::joint::{self, corner::power_at_end}, tail::{Catalogue, spec}};
/// let catalogue = Catalogue::standard();
/// let law = |text| spec::parse(text, &catalogue, &|_| Err("no files".into())).unwrap();
/// let of = |copula| {
///     power_at_end(&joint::parse(law("uniform(0, 1)"), Some(law("uniform(0, 2)")), copula, &catalogue).unwrap())
/// };
/// assert_eq!(of("clayton(2)"), Some(2.0));
/// assert_eq!(of("fgm(-1)"), Some(3.0));
/// assert_eq!(of("gumbel(2)"), Some(1.0));
/// assert_eq!(of("gaussian(0.5)"), None);
/// ```
pub fn power_at_end(joint: &Joint) -> Option<f64> {
    let value = &joint.value;
    match &joint.dependence {
        Dependence::Copula { copula, error } => by_copula(value.power_at_end()?, error.power_at_end()?, copula),
        Dependence::Given(given) => match given.fixed() {
            Some(error) => Some(value.power_at_end()? + error.power_at_end()?),
            None => by_value(value, given),
        },
    }
}

fn by_copula(of_value: f64, of_error: f64, copula: &Copula) -> Option<f64> {
    let both = of_value + of_error;
    match *copula {
        // The density is about 2 (s + t) at the ranks s and t below the corner.
        Copula::Fgm(-1.0) => Some(both + of_value.min(of_error)),
        Copula::Fgm(_) | Copula::Clayton(_) | Copula::Gumbel(1.0) | Copula::Gaussian(0.0) => Some(both),
        Copula::Gumbel(_) | Copula::SurvivalClayton(_) | Copula::StudentT { .. } => Some(of_value.max(of_error)),
        // Under a correlation the tail at the corner is no power.
        Copula::Gaussian(_) => None,
    }
}

/// V takes finitely many values.
fn by_value(value: &Law, given: &Given) -> Option<f64> {
    let mut ends = Vec::new();
    for atom in value.atoms() {
        match given.at(atom.at) {
            Ok(Conditioned::Law(law)) => ends.push((atom.at + law.support().high, law.power_at_end())),
            Ok(Conditioned::Point(x)) => ends.push((atom.at + x, Some(0.0))),
            Err(_) => return None,
        }
    }
    let is_all = value.atoms().iter().map(|atom| atom.mass).sum::<f64>() > 1.0 - 1e-12;
    let (_, power) = ends.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)).filter(|_| is_all)?;
    power
}
