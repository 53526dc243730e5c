//! The upper end of U, `ess sup U`, where V and X depend on each other, and what V is there.
//!
//! - The density of every copula here is positive inside the unit square: U ends where both parts end.
//! - A V of finitely many values: at the highest of the ends that X has given each.
//! - A V with a density on an interval: where `v + h(v)` is highest, X given V = v ending at h(v).
//! - None if X given V = v has none about some v, or if V has none and X given V = v is not carried down as v grows.
//!
//! Refuses to guess: where no rule applies it says so.

use super::{
    Dependence, Joint,
    bounds::{Stretch, highest},
    expression::{Expression, Function},
    given::{Conditioned, Given},
    growth::Growth,
    limit::happens,
    moment::about,
};
use crate::tail::Law;

/// Bounds of the end that are no further apart, beside its size or 1, are one number.
const SHARP: f64 = 1e-12;

/// What is known of the upper end.
#[derive(Clone, Debug, PartialEq)]
pub struct UpperEnd {
    /// Where it is, infinite if U is unbounded; none where no rule tells.
    pub at: Option<f64>,
    /// What V is there, if that is one number.
    pub value: Option<f64>,
    /// Why, in words.
    pub why: String,
}

/// Applies the rules.
///
/// ```
/// use goodhart::{model::joint::{self, upper_end::upper_end}, tail::{Catalogue, spec}};
/// let catalogue = Catalogue::standard();
/// let law = |text| spec::parse(text, &catalogue, &|_| Err("no files".into())).unwrap();
/// let both = joint::parse(law("uniform(0, 1)"), Some(law("uniform(0, 2)")), "clayton(2)", &catalogue).unwrap();
/// assert_eq!(upper_end(&both).at, Some(3.0));
/// let given = joint::parse(law("uniform(0, 1)"), None, "given(uniform(-v, v))", &catalogue).unwrap();
/// assert_eq!((upper_end(&given).at, upper_end(&given).value), (Some(2.0), Some(1.0)));
/// let given = joint::parse(law("uniform(0, 1)"), None, "given(gumbel(1 + v))", &catalogue).unwrap();
/// assert_eq!(upper_end(&given).at, Some(f64::INFINITY));
/// ```
pub fn upper_end(joint: &Joint) -> UpperEnd {
    let value = &joint.value;
    match &joint.dependence {
        Dependence::Copula { error, .. } => of_both(value, error),
        Dependence::Given(given) => match given.fixed() {
            Some(error) => of_both(value, error),
            None => by_law(value, given),
        },
    }
}

fn of_both(value: &Law, error: &Law) -> UpperEnd {
    let [of_value, of_error] = [value, error].map(|law| law.support().high);
    match of_value + of_error {
        end if end.is_finite() => {
            UpperEnd { at: Some(end), value: Some(of_value), why: format!("it ends at {end}, where both parts end") }
        }
        _ if of_value.is_finite() => unbounded("X is unbounded, and V does not make up for it"),
        _ => unbounded("V is unbounded, and X does not make up for it"),
    }
}

fn unbounded(why: impl Into<String>) -> UpperEnd {
    UpperEnd { at: Some(f64::INFINITY), value: None, why: why.into() }
}

fn by_law(value: &Law, given: &Given) -> UpperEnd {
    if value.atoms().iter().map(|atom| atom.mass).sum::<f64>() > 1.0 - 1e-12 {
        return of_discrete(value, given);
    }
    let is_open = |v: f64| matches!(given.at(v), Ok(Conditioned::Law(law)) if law.support().high == f64::INFINITY);
    if let Some(v) = about(value, is_open) {
        return unbounded(format!("X given V = v is unbounded about v = {v:.3}"));
    }
    let ends = given.ends_between((value.support().low, value.support().high));
    if let Some(ends) = ends.filter(|_| value.atoms().is_empty() && value.parts().is_empty()) {
        return of_density(value, &ends);
    }
    let still = |growth: &Growth| *growth == Growth::Power(0.0);
    let stays = given.forms().is_some_and(|forms| {
        let mut forms = forms.iter().filter(|form| happens(value, (form.from, form.to)));
        forms.all(|form| still(&form.shift) && still(&form.scale))
    });
    if stays && value.support().high == f64::INFINITY {
        return unbounded("V is unbounded, and X given V = v is not carried down as v grows");
    }
    unknown(
        "where V + X ends is known for a V with a density on one interval, or of finitely many values, and an X given V = v that is certain, \
         uniform, a fixed law, or one of them scaled, shifted, truncated or clipped by expressions in v",
    )
}

fn unknown(why: impl Into<String>) -> UpperEnd {
    UpperEnd { at: None, value: None, why: why.into() }
}

/// V has a density, and given V = v the sum ends at these expressions in v.
fn of_density(value: &Law, ends: &[((f64, f64), Expression)]) -> UpperEnd {
    let ends: Vec<((f64, f64), Expression)> = ends
        .iter()
        .filter(|(over, _)| happens(value, *over))
        .map(|(over, of)| (*over, of.quadratic().map_or_else(|| of.clone(), polynomial)))
        .collect();
    let grows = |((low, high), of): &((f64, f64), Expression)| {
        of.quadratic().is_some_and(|of| {
            let towards = |infinite: bool, sign: f64| infinite && (of[2] > 0.0 || of[2] == 0.0 && sign * of[1] > 0.0);
            towards(*low == f64::NEG_INFINITY, -1.0) || towards(*high == f64::INFINITY, 1.0)
        })
    };
    if ends.iter().any(grows) {
        return unbounded("V is unbounded, and X given V = v is not carried down as far as V goes up");
    }
    let top = highest(ends.iter().map(|(over, of)| Stretch { of, over: *over }).collect());
    let (least, most) = top.value;
    if !most.is_finite() || most - least > SHARP * (1.0 + most.abs()) {
        return unknown(format!(
            "V + X ends between {least} and {most} by bounds of the expressions in v, and more is not known"
        ));
    }
    // At a place that is known the expression itself is the better number.
    let own = |v: f64| ends.iter().find(|((low, high), _)| *low <= v && v <= *high).map(|(_, of)| of.at(v));
    let at = top.at.and_then(own).filter(|at| (at - least).abs() <= SHARP * (1.0 + most.abs())).unwrap_or(least);
    let place = top.at.map_or(String::new(), |v| format!(", at V = {v}"));
    UpperEnd { at: Some(at), value: top.at, why: format!("given each value of V it is, and it ends at {at}{place}") }
}

/// `a + b v + c v^2` with nothing in it that is 0.
fn polynomial([a, b, c]: [f64; 3]) -> Expression {
    let call = |function, of: [Expression; 2]| Expression::Call(function, of.into());
    let times = |by: f64, of: Expression| call(Function::Multiply, [Expression::Number(by), of]);
    let square = || call(Function::Power, [Expression::V, Expression::Number(2.0)]);
    let mut sum = Expression::Number(a);
    if b != 0.0 {
        sum = call(Function::Add, [sum, times(b, Expression::V)]);
    }
    if c != 0.0 {
        sum = call(Function::Add, [sum, times(c, square())]);
    }
    sum
}

/// V takes finitely many values.
fn of_discrete(value: &Law, given: &Given) -> UpperEnd {
    let mut ends = Vec::new();
    for atom in value.atoms() {
        match given.at(atom.at) {
            Ok(Conditioned::Law(law)) => ends.push((atom.at + law.support().high, atom.at)),
            Ok(Conditioned::Point(x)) => ends.push((atom.at + x, atom.at)),
            Err(why) => return UpperEnd { at: None, value: None, why },
        }
    }
    let end = ends.iter().map(|(end, _)| *end).fold(f64::NEG_INFINITY, f64::max);
    if end == f64::INFINITY {
        return unbounded("X is unbounded given some value of V");
    }
    let values: Vec<f64> = ends.iter().filter(|(at, _)| *at == end).map(|(_, v)| *v).collect();
    let value = values.first().copied().filter(|_| values.len() == 1);
    UpperEnd { at: Some(end), value, why: format!("given each value of V it is, and it ends at {end}") }
}
