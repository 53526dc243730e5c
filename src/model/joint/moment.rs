//! Whether the moment `E (U^+)^q` is finite where V and X depend on each other.
//!
//! - An exponential moment of U that is finite has them all.
//! - By Minkowski's inequality it is finite where those of `V^+` and `X^+` are.
//! - `V^+ <= U^+ + X^-`, so that it is infinite where that of `V^+` is and that of `X^-` is not; and likewise with X.
//! - It is infinite where the other part stays above some place with a chance that does not vanish as one grows: every copula but a
//!   normal one with a negative correlation rho leaves such a chance. That one leaves `P(V > v)^(rho^2/(1-rho^2))`, up to logarithms.
//!
//! Refuses to guess: where no rule applies it says so.

use super::{
    Copula, Dependence, Joint,
    given::{Conditioned, Form, Given},
    growth::Growth,
    limit::happens,
    phase::phase,
};
use crate::{model::regime::lower_index, tail::Law};

/// What is known of the moment.
#[derive(Clone, Debug, PartialEq)]
pub struct UpperMoment {
    /// Whether it is finite, if that is determined.
    pub is_finite: Option<bool>,
    /// Why, in words.
    pub why: String,
}

/// Beside an index, orders that differ by less are not told apart.
const MARGIN: f64 = 1e-9;
/// Depths of V, as logarithms, at which the law of X is looked at.
const LOOKS: [f64; 7] = [-std::f64::consts::LN_2, -0.5, -1.0, -0.1, -3.0, -1e-3, -7.0];

/// Applies the rules to the moment of order `q >= 1`.
///
/// ```
/// use goodhart::{model::joint::{self, moment::upper_moment}, tail::{Catalogue, spec}};
/// let catalogue = Catalogue::standard();
/// let law = |text| spec::parse(text, &catalogue, &|_| Err("no files".into())).unwrap();
/// let of = |error, copula, q| {
///     upper_moment(&joint::parse(law("normal(0, 1)"), Some(law(error)), copula, &catalogue).unwrap(), q).is_finite
/// };
/// assert_eq!(of("pareto(3)", "clayton(2)", 2.0), Some(true));
/// assert_eq!(of("pareto(2)", "gaussian(-0.9)", 2.0), Some(false));
/// ```
pub fn upper_moment(joint: &Joint, q: f64) -> UpperMoment {
    if phase(joint).finite_below > 0.0 {
        return known(true, "every moment of U+ is, for an exponential one is");
    }
    match &joint.dependence {
        Dependence::Copula { copula, error } => by_copula([("V", &joint.value), ("X", error)], copula, q),
        Dependence::Given(given) => by_law(&joint.value, given, q),
    }
}

fn known(is_finite: bool, why: impl Into<String>) -> UpperMoment {
    UpperMoment { is_finite: Some(is_finite), why: why.into() }
}

fn by_copula(parts: [(&str, &Law); 2], copula: &Copula, q: f64) -> UpperMoment {
    let lacks = |(_, law): &(&str, &Law)| !law.tail_class().has_moment(q);
    let swapped = [parts[1], parts[0]];
    let pairs: Vec<_> = [parts, swapped].into_iter().filter(|pair| lacks(&pair[0])).collect();
    if pairs.is_empty() {
        return known(true, "those of V+ and X+ are, by Minkowski's inequality whatever the dependence");
    }
    let index = |law: &Law| law.tail_class().tail_index();
    for [(name, law), (other, lower)] in &pairs {
        if has_lower(lower, q) {
            return known(false, format!("the tail index of {name} is {}, and {other} falls less far", index(law)));
        }
    }
    let of = pairs.iter().map(|[(name, law), _]| (*name, index(law)));
    let (name, least) = of.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or(("U", f64::NAN));
    match copula {
        Copula::Gaussian(rho) if *rho < 0.0 && q <= least / (1.0 - rho * rho) + MARGIN => UpperMoment {
            is_finite: None,
            why: format!(
                "the tail index of {name} is {least}, but under a negative correlation the other part is carried down by as heavy a lower \
                 tail, and what is left is not known"
            ),
        },
        _ => known(
            false,
            format!("the tail index of {name} is {least}, and the other part stays up often enough under this copula"),
        ),
    }
}

/// Whether `E (X^-)^q` is finite.
fn has_lower(law: &Law, q: f64) -> bool {
    law.support().low.is_finite() || lower_index(law) > q + MARGIN
}

fn by_law(value: &Law, given: &Given, q: f64) -> UpperMoment {
    if value.atoms().iter().map(|atom| atom.mass).sum::<f64>() > 1.0 - 1e-12 {
        return of_discrete(value, given, q);
    }
    if let Some(v) = lacking(value, given, q) {
        return known(false, format!("that of X+ given V = v is infinite about v = {v:.3}"));
    }
    let unknown = |why: &str| UpperMoment { is_finite: None, why: why.into() };
    let Some(forms) = given.forms() else {
        return unknown(
            "X given V = v is not a fixed law, a normal or a certain one, scaled and shifted by expressions in v",
        );
    };
    let forms: Vec<&Form<'_>> = forms.iter().filter(|form| happens(value, (form.from, form.to))).collect();
    let has_value = value.tail_class().has_moment(q);
    let grows = |growth: &Growth| *growth != Growth::Power(0.0);
    let is_tame = forms.iter().all(|form| has_moments(value, form, q));
    let stays = forms.iter().all(|form| !grows(&form.shift) && !grows(&form.scale));
    match has_value {
        true if is_tame => known(true, "those of V+ and of the parts of X+ given V are, by Minkowski's inequality"),
        true => unknown("V has too few moments for the growth of X given V = v, and more is not known"),
        false if stays => known(false, "that of V+ is infinite, and X given V = v is not carried down as v grows"),
        false => unknown("that of V+ is infinite, and whether X given V = v makes up for it is not known"),
    }
}

/// V takes finitely many values.
fn of_discrete(value: &Law, given: &Given, q: f64) -> UpperMoment {
    for atom in value.atoms() {
        match given.at(atom.at) {
            Ok(Conditioned::Law(law)) if !law.tail_class().has_moment(q) => {
                return known(false, format!("that of X+ given V = {} is infinite", atom.at));
            }
            Ok(_) => {}
            Err(why) => return UpperMoment { is_finite: None, why },
        }
    }
    known(true, "those of X+ given each value of V are")
}

/// A place of V about which the moment of X given V is infinite: an atom, or on both sides.
fn lacking(value: &Law, given: &Given, q: f64) -> Option<f64> {
    about(value, |v| matches!(given.at(v), Ok(Conditioned::Law(law)) if !law.tail_class().has_moment(q)))
}

/// A place of V about which something holds: an atom, or on both sides.
pub(super) fn about(value: &Law, holds: impl Fn(f64) -> bool) -> Option<f64> {
    let atom = value.atoms().iter().map(|atom| atom.at).find(|at| holds(*at));
    let places = LOOKS.into_iter().map(|ln_p| [0.999, 1.0, 1.001].map(|factor| value.inv_ln_sf(factor * ln_p)));
    let about = |places: &[f64; 3]| places.iter().all(|v| holds(*v)) && places[0] < places[2];
    atom.or_else(|| places.into_iter().find(about).map(|places| places[1]))
}

/// Whether in a case `X = m(V) + s(V) L` the moments of m, s and L are finite.
fn has_moments(value: &Law, form: &Form<'_>, q: f64) -> bool {
    let support = value.support();
    let is_bounded = support.low.is_finite() && support.high.is_finite();
    let grown = |growth: &Growth| match growth {
        _ if is_bounded => true,
        Growth::Exponential => value.as_normal().is_some(),
        Growth::Power(0.0) => true,
        Growth::Power(degree) => value.tail_class().tail_index().min(lower_index(value)) > degree * q + MARGIN,
    };
    form.law.is_none_or(|law| law.tail_class().has_moment(q)) && grown(&form.shift) && grown(&form.scale)
}
