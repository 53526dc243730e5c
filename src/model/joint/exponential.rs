//! Whether `E exp((s U^+)^a)` is finite for some s > 0 where V and X depend on each other, and from which s on it may not be.
//!
//! - By convexity it is finite where those of V and X are, below the s with `1/s = 1/s_V + 1/s_X`.
//! - An exponential moment of U that is finite has them all for a at most 1.
//! - It is infinite where that of one part is and the other part is bounded below, or stays above some place with a chance that does
//!   not vanish as the first grows: every copula but a normal one with a negative correlation leaves such a chance.
//!
//! Refuses to guess: where no rule applies it says so.

use super::{
    Copula, Dependence, Joint,
    given::{Conditioned, Form, Given},
    growth::Growth,
    limit::happens,
    moment::about,
    phase::phase,
};
use crate::tail::Law;

/// What is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Exponential {
    /// Whether it is finite for some s > 0, if that is determined.
    pub is_finite: Option<bool>,
    /// Below this s it is finite; beyond, nothing is said.
    pub up_to: f64,
    /// Why, in words.
    pub why: String,
}

/// Applies the rules for a power `a > 0`.
///
/// ```
/// use goodhart::{model::joint::{self, exponential::exponential}, tail::{Catalogue, spec}};
/// let catalogue = Catalogue::standard();
/// let law = |text| spec::parse(text, &catalogue, &|_| Err("no files".into())).unwrap();
/// let of = |error, copula, power| {
///     exponential(&joint::parse(law("normal(0, 1)"), Some(law(error)), copula, &catalogue).unwrap(), power).is_finite
/// };
/// assert_eq!(of("laplace(1)", "gaussian(-0.5)", 0.5), Some(true));
/// assert_eq!(of("laplace(1)", "clayton(2)", 2.0), Some(false));
/// assert_eq!(of("lognormal(0, 1)", "gaussian(-0.5)", 0.5), None);
/// ```
pub fn exponential(joint: &Joint, power: f64) -> Exponential {
    let known = match &joint.dependence {
        Dependence::Copula { copula, error } => by_copula([("V", &joint.value), ("X", error)], copula, power),
        Dependence::Given(given) => match given.fixed() {
            Some(error) => of_parts([&joint.value, error], power),
            None => by_law(&joint.value, given, power),
        },
    };
    match known.is_finite {
        Some(_) => known,
        None => light(joint, power).unwrap_or(known),
    }
}

fn finite(up_to: f64, why: &str) -> Exponential {
    Exponential { is_finite: Some(true), up_to, why: why.into() }
}

fn infinite(why: impl Into<String>) -> Exponential {
    Exponential { is_finite: Some(false), up_to: 0.0, why: why.into() }
}

fn unknown(why: impl Into<String>) -> Exponential {
    Exponential { is_finite: None, up_to: 0.0, why: why.into() }
}

/// By an exponential moment of U.
fn light(joint: &Joint, power: f64) -> Option<Exponential> {
    let below = phase(joint).finite_below;
    let up_to = if power < 1.0 { f64::INFINITY } else { below };
    (below > 0.0 && power <= 1.0).then(|| finite(up_to, "an exponential moment of U is"))
}

/// Those of both parts.
fn of_parts(laws: [&Law; 2], power: f64) -> Exponential {
    let [of_value, of_error] = laws.map(|law| law.tail_class().exponential_up_to(power));
    match 1.0 / (1.0 / of_value + 1.0 / of_error) {
        0.0 => infinite("that of V or of X is not, and they are independent"),
        up_to => finite(up_to, "those of V and X are, by convexity whatever the dependence"),
    }
}

fn by_copula(parts: [(&str, &Law); 2], copula: &Copula, power: f64) -> Exponential {
    let lacks = |law: &Law| !law.tail_class().has_exponential_of(power);
    let swapped = [parts[1], parts[0]];
    let mut pairs = [parts, swapped].into_iter().filter(|[(_, law), _]| lacks(law)).peekable();
    let Some([(name, law), _]) = pairs.peek().copied() else {
        return of_parts(parts.map(|(_, law)| law), power);
    };
    let tail = format!("the tail of {name} ~ {law} is {}", law.tail_class().name());
    let stays = !matches!(copula, Copula::Gaussian(rho) if *rho < 0.0);
    if stays {
        return infinite(format!("{tail}, and the other part stays up often enough under this copula"));
    }
    match pairs.find(|[_, (_, other)]| other.support().low.is_finite()) {
        Some([(name, law), (other, _)]) => {
            infinite(format!("the tail of {name} ~ {law} is {}, and {other} is bounded below", law.tail_class().name()))
        }
        None => unknown(format!(
            "{tail}, but under a negative correlation the other part is carried down, and what is left is not known"
        )),
    }
}

fn by_law(value: &Law, given: &Given, power: f64) -> Exponential {
    if value.atoms().iter().map(|atom| atom.mass).sum::<f64>() > 1.0 - 1e-12 {
        return of_discrete(value, given, power);
    }
    let lacks =
        |v: f64| matches!(given.at(v), Ok(Conditioned::Law(law)) if !law.tail_class().has_exponential_of(power));
    if let Some(v) = about(value, lacks) {
        return infinite(format!("that of X given V = v is infinite about v = {v:.3}"));
    }
    let Some(forms) = given.forms() else {
        return unknown(
            "X given V = v is not a fixed law, a normal or a certain one, scaled and shifted by expressions in v",
        );
    };
    let forms: Vec<&Form<'_>> = forms.iter().filter(|form| happens(value, (form.from, form.to))).collect();
    let support = value.support();
    let is_bounded = support.low.is_finite() && support.high.is_finite();
    let still = |growth: &Growth| *growth == Growth::Power(0.0);
    let is_held = |form: &&Form<'_>| is_bounded || still(&form.shift) && still(&form.scale);
    let falls = |law: Option<&Law>| match law {
        Some(law) => law.tail_class().exponential_up_to(power) == f64::INFINITY,
        // A normal law, or a certain X.
        None => power < 2.0,
    };
    if !value.tail_class().has_exponential_of(power) {
        return match forms.iter().all(is_held) {
            true => infinite("that of V is, and X given V = v is not carried down as v grows"),
            false => unknown("that of V is infinite, and whether X given V = v makes up for it is not known"),
        };
    }
    let up_to = value.tail_class().exponential_up_to(power);
    match up_to == f64::INFINITY && forms.iter().all(is_held) && forms.iter().all(|form| falls(form.law)) {
        true => finite(up_to, "those of V and of the parts of X given V are, by convexity"),
        false => unknown("X given V = v may grow too fast with v, and more is not known"),
    }
}

/// V takes finitely many values.
fn of_discrete(value: &Law, given: &Given, power: f64) -> Exponential {
    let mut up_to = f64::INFINITY;
    for atom in value.atoms() {
        match given.at(atom.at) {
            Ok(Conditioned::Law(law)) => up_to = up_to.min(law.tail_class().exponential_up_to(power)),
            Ok(Conditioned::Point(_)) => {}
            Err(why) => return unknown(why),
        }
    }
    match up_to {
        0.0 => infinite("that of X given some value of V is"),
        _ => finite(up_to, "those of X given each value of V are"),
    }
}
