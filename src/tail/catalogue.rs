//! Families of laws: each owns its name, its parameters' names and domains, and its typical members.

use super::Law;
use std::fmt;

/// The values a numeric parameter may take; always finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Domain {
    /// Any finite number.
    Real,
    /// Any finite number above the bound.
    Above(f64),
    /// Any finite number at or above the bound.
    AtLeast(f64),
    /// Strictly between the bounds.
    Between(f64, f64),
}

impl Domain {
    /// Whether the value is allowed.
    ///
    /// ```
    /// # use goodhart::tail::Domain;
    /// assert!(Domain::Above(0.0).contains(0.5) && !Domain::Above(0.0).contains(0.0));
    /// assert!(!Domain::Real.contains(f64::NAN));
    /// ```
    pub fn contains(&self, value: f64) -> bool {
        value.is_finite()
            && match *self {
                Self::Real => true,
                Self::Above(low) => value > low,
                Self::AtLeast(low) => value >= low,
                Self::Between(low, high) => value > low && value < high,
            }
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Real => write!(f, "any finite number"),
            Self::Above(low) => write!(f, "a finite number > {low}"),
            Self::AtLeast(low) => write!(f, "a finite number >= {low}"),
            Self::Between(low, high) => write!(f, "a number strictly between {low} and {high}"),
        }
    }
}

/// What a parameter is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A number in a domain, with a default if it may be left out.
    Number(Domain, Option<f64>),
    /// Another law.
    Law,
    /// A file of numbers.
    File,
    /// A name with numbers of its own, out of a few: not a law, but what a law is made with.
    Form(&'static [Form]),
}

/// A name with numbers, such as `poisson(mean)` where a number of draws is random.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Form {
    /// Its name in a spec.
    pub name: &'static str,
    /// Its parameters, in order: numbers only, where it is an argument.
    pub parameters: &'static [Parameter],
}

impl Form {
    /// `name(parameter, ...)`.
    pub fn signature(&self) -> String {
        let names: Vec<_> = self.parameters.iter().map(|p| p.name).collect();
        format!("{}({})", self.name, names.join(", "))
    }
}

/// One parameter of a family.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// Its name in a spec.
    pub name: &'static str,
    /// What it accepts.
    pub kind: Kind,
}

impl Parameter {
    /// A number that must be given.
    pub const fn number(name: &'static str, domain: Domain) -> Self {
        Self { name, kind: Kind::Number(domain, None) }
    }

    /// A number with a default.
    pub const fn optional(name: &'static str, domain: Domain, default: f64) -> Self {
        Self { name, kind: Kind::Number(domain, Some(default)) }
    }

    /// A law.
    pub const fn law(name: &'static str) -> Self {
        Self { name, kind: Kind::Law }
    }

    fn check(&self, argument: &Argument) -> Result<(), String> {
        match (self.kind, argument) {
            (Kind::Number(domain, _), Argument::Number(value)) if !domain.contains(*value) => {
                Err(format!("`{}` must be {domain}, but is {value}", self.name))
            }
            (Kind::Number(..), Argument::Number(_))
            | (Kind::Law, Argument::Law(_))
            | (Kind::File, Argument::Data(..)) => Ok(()),
            (Kind::Form(forms), Argument::Form(form, numbers))
                if forms.contains(form) && form.parameters.len() == numbers.len() =>
            {
                form.parameters
                    .iter()
                    .zip(numbers)
                    .try_for_each(|(parameter, number)| parameter.check(&(*number).into()))
            }
            (kind, _) => Err(format!("`{}` must be {}", self.name, super::spec::Allowed(kind))),
        }
    }
}

/// A checked value for a parameter.
#[derive(Clone, Debug)]
pub enum Argument {
    /// A number inside its domain.
    Number(f64),
    /// A law.
    Law(Law),
    /// The numbers of a file, and the name it was given by.
    Data(Vec<f64>, String),
    /// A form and its numbers.
    Form(Form, Vec<f64>),
}

impl From<f64> for Argument {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<&Law> for Argument {
    fn from(law: &Law) -> Self {
        Self::Law(law.clone())
    }
}

impl Argument {
    /// The number; panics if the parameter is not one, which only a wrong family can cause.
    pub fn number(&self) -> f64 {
        match self {
            Self::Number(value) => *value,
            other => unreachable!("the family reads {other:?} as a number"),
        }
    }

    /// The law; panics if the parameter is not one, which only a wrong family can cause.
    pub fn law(&self) -> &Law {
        match self {
            Self::Law(law) => law,
            other => unreachable!("the family reads {other:?} as a law"),
        }
    }

    /// The name of the form and its numbers; panics if the parameter is none, which only a wrong family can cause.
    pub fn form(&self) -> (&'static str, &[f64]) {
        match self {
            Self::Form(form, numbers) => (form.name, numbers),
            other => unreachable!("the family reads {other:?} as a form"),
        }
    }
}

/// A family of laws, or a way to make a law from laws.
///
/// `build` receives one checked [`Argument`] per parameter, in order, and the canonical spec text; it may still refuse a
/// combination (say `low >= high`) in words.
#[derive(Clone, Copy)]
pub struct Family {
    /// Its name in a spec.
    pub name: &'static str,
    /// The survival function, or the recipe, in one line.
    pub formula: &'static str,
    /// The parameters, in order.
    pub parameters: &'static [Parameter],
    /// Specs of typical members: the tests and tables run over these.
    pub typical: &'static [&'static str],
    /// Builds the law.
    pub build: fn(&[Argument], spec: &str) -> Result<Law, String>,
}

impl fmt::Debug for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Family({})", self.signature())
    }
}

impl Family {
    /// Its name and parameters.
    pub fn form(&self) -> Form {
        Form { name: self.name, parameters: self.parameters }
    }

    /// `name(parameter, ...)`.
    pub fn signature(&self) -> String {
        self.form().signature()
    }

    /// The member with these arguments, one for each parameter, under its canonical spec.
    ///
    /// Refuses, in words, a wrong number of arguments, a wrong kind, and a number outside its domain.
    ///
    /// ```
    /// # use goodhart::tail::Catalogue;
    /// let pareto = Catalogue::standard().families().iter().copied().find(|family| family.name == "pareto").unwrap();
    /// assert_eq!(pareto.member(&[1.5.into()]).unwrap().spec(), "pareto(1.5)");
    /// assert!(pareto.member(&[0.0.into()]).is_err());
    /// ```
    pub fn member(&self, arguments: &[Argument]) -> Result<Law, String> {
        if arguments.len() != self.parameters.len() {
            return Err(format!("{} was given {} arguments", self.signature(), arguments.len()));
        }
        for (parameter, argument) in self.parameters.iter().zip(arguments) {
            parameter.check(argument)?;
        }
        (self.build)(arguments, &super::spec::call(self.name, arguments))
    }
}

/// An ordered list of families; the order is the order of every table.
#[derive(Clone, Debug)]
pub struct Catalogue {
    families: Vec<&'static Family>,
}

impl Catalogue {
    /// The families and made laws that come with the laboratory.
    pub fn standard() -> Self {
        let families = super::family::ALL.iter().chain(super::made::ALL).copied().collect();
        Self { families }
    }

    /// No families at all.
    pub(super) fn empty() -> Self {
        Self { families: Vec::new() }
    }

    /// Adds a family; one of the same name is replaced.
    pub fn with(mut self, family: &'static Family) -> Self {
        self.families.retain(|known| known.name != family.name);
        self.families.push(family);
        self
    }

    /// The families, in order.
    pub fn families(&self) -> &[&'static Family] {
        &self.families
    }
}
