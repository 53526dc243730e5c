//! A law whose numbers are expressions in v, taken apart once so that it need not be read again at every v.
//!
//! Refuses, by none, whatever is not plainly a call of known families; the parser of specs then says what is wrong with it.

use super::{
    expression::{Expression, Function},
    growth::{Growth, growth},
    text::split,
};
use crate::tail::{Argument, Catalogue, Family, Kind, Law, spec};

/// Such a law.
#[derive(Clone, Debug)]
pub(super) enum Built {
    /// The same for every v.
    Fixed(Law),
    /// A member of a family.
    Member(&'static Family, Vec<Slot>),
}

/// An argument.
#[derive(Clone, Debug)]
pub(super) enum Slot {
    Number(Expression),
    Law(Built),
}

impl Built {
    /// Takes a text apart.
    pub(super) fn of(text: &str, catalogue: &Catalogue) -> Option<Self> {
        let text = text.trim();
        let Some(open) = text.find('(') else {
            return spec::parse(text, catalogue, &|_| Err(String::new())).ok().map(Self::Fixed);
        };
        let family = catalogue.families().iter().find(|family| family.name == text[..open].trim()).copied()?;
        let mut slots = vec![None; family.parameters.len()];
        let mut named = false;
        for (position, (_, argument)) in split(text[open + 1..].strip_suffix(')')?, ',').into_iter().enumerate() {
            let (slot, value) = match argument.split_once('=') {
                Some((name, value)) => {
                    named = true;
                    (family.parameters.iter().position(|parameter| parameter.name == name.trim())?, value)
                }
                None if named => return None,
                None => (position, argument),
            };
            let argument = match family.parameters.get(slot)?.kind {
                Kind::Number(..) => Slot::Number(Expression::parse(value).ok()?),
                Kind::Law => Slot::Law(Self::of(value, catalogue)?),
                Kind::File => return None,
                // Its numbers are fixed, and so must the law be.
                Kind::Form(_) => return spec::parse(text, catalogue, &|_| Err(String::new())).ok().map(Self::Fixed),
            };
            if slots[slot].replace(argument).is_some() {
                return None;
            }
        }
        let filled = slots.into_iter().zip(family.parameters).map(|(slot, parameter)| match parameter.kind {
            Kind::Number(_, default) => slot.or(default.map(|number| Slot::Number(Expression::Number(number)))),
            _ => slot,
        });
        let member = Self::Member(family, filled.collect::<Option<Vec<Slot>>>()?);
        if member.is_constant() { member.at(0.0).ok().map(Self::Fixed) } else { Some(member) }
    }

    /// A fixed law that is scaled and shifted by expressions, with how these can grow: of the shift, and of the scale.
    pub(super) fn form(&self) -> Option<(Growth, Growth, &Law)> {
        match self {
            Self::Fixed(law) => Some((Growth::Power(0.0), Growth::Power(0.0), law)),
            Self::Member(family, slots) => {
                let [Slot::Number(number), Slot::Law(of)] = &slots[..] else { return None };
                let (number, (shift, scale, law)) = (growth(number)?, of.form()?);
                match family.name {
                    "scaled" => Some((shift.times(number), scale.times(number), law)),
                    "shifted" => Some((shift.larger(number), scale, law)),
                    _ => None,
                }
            }
        }
    }

    /// Mean and standard deviation of a normal law.
    pub(super) fn normal(&self) -> Option<(Expression, Expression)> {
        let call = |function, a: &Expression, b: &Expression| Expression::Call(function, vec![a.clone(), b.clone()]);
        match self {
            Self::Fixed(law) => law.as_normal().map(|(mean, sd)| (Expression::Number(mean), Expression::Number(sd))),
            Self::Member(family, slots) => match (family.name, &slots[..]) {
                ("normal", [Slot::Number(mean), Slot::Number(sd)]) => Some((mean.clone(), sd.clone())),
                ("scaled", [Slot::Number(by), Slot::Law(of)]) => {
                    let (mean, sd) = of.normal()?;
                    Some((call(Function::Multiply, by, &mean), call(Function::Multiply, by, &sd)))
                }
                ("shifted", [Slot::Number(by), Slot::Law(of)]) => {
                    let (mean, sd) = of.normal()?;
                    Some((call(Function::Add, by, &mean), sd))
                }
                _ => None,
            },
        }
    }

    /// Its upper end, infinite if it has none; none if that is not plain.
    pub(super) fn high(&self) -> Option<Expression> {
        let call = |function, a: Expression, b: Expression| Expression::Call(function, vec![a, b]);
        match self {
            Self::Fixed(law) => Some(Expression::Number(law.support().high)),
            Self::Member(family, slots) => match (family.name, &slots[..]) {
                ("normal", _) => Some(Expression::Number(f64::INFINITY)),
                ("uniform", [_, Slot::Number(high)]) | ("two_point", [_, Slot::Number(high), _]) => Some(high.clone()),
                ("scaled", [Slot::Number(by), Slot::Law(of)]) => Some(call(Function::Multiply, by.clone(), of.high()?)),
                ("shifted", [Slot::Number(by), Slot::Law(of)]) => Some(call(Function::Add, by.clone(), of.high()?)),
                ("truncated" | "clipped", [Slot::Law(of), Slot::Number(high)]) => match of.high()? {
                    Expression::Number(f64::INFINITY) => Some(high.clone()),
                    own => Some(call(Function::Min, own, high.clone())),
                },
                _ => None,
            },
        }
    }

    fn is_constant(&self) -> bool {
        match self {
            Self::Fixed(_) => true,
            Self::Member(_, slots) => slots.iter().all(|slot| match slot {
                Slot::Number(expression) => expression.is_constant(),
                Slot::Law(law) => law.is_constant(),
            }),
        }
    }

    /// The law at v. Errors: a number outside its domain, in words.
    pub(super) fn at(&self, v: f64) -> Result<Law, String> {
        match self {
            Self::Fixed(law) => Ok(law.clone()),
            Self::Member(family, slots) => {
                let arguments = slots.iter().map(|slot| match slot {
                    Slot::Number(expression) => Ok(Argument::Number(expression.at(v))),
                    Slot::Law(law) => law.at(v).map(Argument::Law),
                });
                family.member(&arguments.collect::<Result<Vec<Argument>, String>>()?)
            }
        }
    }
}
