//! A value V and an error X that depend on each other: by a copula, or by a law of X for each v.
//!
//! Refuses: dependence that neither form can say; a law of X beside one given V.

pub mod copula;
pub mod corner;
pub mod exponential;
pub mod given;
pub mod limit;
pub mod moment;
pub mod phase;
pub mod upper_end;

mod bounds;
mod built;
mod expression;
mod growth;
mod leading;
mod text;

pub use copula::Copula;
pub use given::{Conditioned, Given};
pub use limit::limit;

use crate::tail::{Catalogue, Law, spec};

/// A proxy `U = V + X` whose parts are dependent.
#[derive(Clone, Debug)]
pub struct Joint {
    /// The law of the true value V.
    pub value: Law,
    /// How X depends on it.
    pub dependence: Dependence,
}

/// How the error X depends on the value V.
#[derive(Clone, Debug)]
pub enum Dependence {
    /// X has this law, and its rank depends on V's by the copula.
    Copula {
        /// The copula.
        copula: Copula,
        /// The law of X.
        error: Law,
    },
    /// For each v a law of X.
    Given(Given),
}

/// Why a text is no joint law.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{problem}\n  {text}\n  {:>1$}", "^", at + 1)]
pub struct JointError {
    /// What was typed.
    pub text: String,
    /// The number of characters before the fault.
    pub at: usize,
    /// What is wrong.
    pub problem: String,
}

/// The forms of a joint law, for messages.
pub const FORMS: &str = "gaussian(rho), student_t(rho, nu), fgm(theta), gumbel(theta), clayton(theta), survival_clayton(theta) \
     or given([CONDITION:] LAW; ...), such as given(v < 0: normal(0, sqrt(1 + v^2)); else: at(0))";

/// The forms of a copula.
const COPULAS: [&str; 6] =
    ["gaussian(rho)", "student_t(rho, nu)", "fgm(theta)", "gumbel(theta)", "clayton(theta)", "survival_clayton(theta)"];

/// Builds the joint law that a text names, for a value and, with a copula, an error.
///
/// Errors, with the place: a parenthesis without its other one; an unknown name; a parameter outside its domain; an error missing beside a copula, or given beside
/// `given(...)`.
///
/// ```
/// use goodhart::{model::joint, tail::{Catalogue, spec}};
/// let catalogue = Catalogue::standard();
/// let law = |text| spec::parse(text, &catalogue, &|_| Err("no files".into())).unwrap();
/// let both = joint::parse(law("normal(0, 1)"), Some(law("pareto(3)")), "clayton(2)", &catalogue).unwrap();
/// assert_eq!(both.spec(), "clayton(2)");
/// let given = joint::parse(law("normal(0, 1)"), None, "given(normal(0, 2*exp(-v^2/2)))", &catalogue);
/// assert!(given.is_ok());
/// ```
pub fn parse(value: Law, error: Option<Law>, text: &str, catalogue: &Catalogue) -> Result<Joint, JointError> {
    let fault = |(at, problem): (usize, String)| JointError { text: text.to_owned(), at, problem };
    let name = text.split('(').next().unwrap_or_default().trim();
    text::balanced(text).map_err(fault)?;
    let dependence = match (name, error) {
        ("given", Some(_)) => Err((0, "given(...) says what X is; leave out the law of the error".to_string())),
        ("given", None) => given(text, &value, catalogue).map(Dependence::Given),
        (_, error) => copula(text, name, catalogue).and_then(|copula| match error {
            Some(error) => Ok(Dependence::Copula { copula, error }),
            None => Err((0, "a copula needs the law of the error beside it".to_string())),
        }),
    };
    dependence.map(|dependence| Joint { value, dependence }).map_err(fault)
}

/// Reads `given(...)` and tries it in the middle of V, so that a wrong name is found at once.
fn given(text: &str, value: &Law, catalogue: &Catalogue) -> Result<Given, (usize, String)> {
    let given = Given::parse(text, catalogue)?;
    for ln_p in [-1e-3, -0.1, -0.5, -std::f64::consts::LN_2, -1.0, -3.0, -7.0] {
        given.at(value.inv_ln_sf(ln_p)).map_err(|problem| (0, problem))?;
    }
    Ok(given)
}

/// Reads a copula.
fn copula(text: &str, name: &str, catalogue: &Catalogue) -> Result<Copula, (usize, String)> {
    let open = text.find('(').map_or(text.len(), |at| at + 1);
    let inner =
        text.trim_end().strip_suffix(')').filter(|inner| inner.len() >= open).map_or("", |inner| &inner[open..]);
    let Some(form) = COPULAS.into_iter().find(|form| form.split('(').next() == Some(name)) else {
        return Err((0, format!("this is not a joint law; they are {FORMS}")));
    };
    if inner.trim().is_empty() {
        return Err((0, format!("{form} needs its parameters")));
    }
    let mut numbers = Vec::new();
    for (at, part) in text::split(inner, ',') {
        numbers
            .push(part.trim().parse::<f64>().map_err(|_| (open + at, format!("'{}' is not a number", part.trim())))?);
    }
    let within = |allowed: bool, copula: Copula, domain: &str| {
        if allowed {
            Ok(copula)
        } else {
            Err((open, format!("the parameter of {name} must be {domain}, not {}", numbers[0])))
        }
    };
    match (name, &numbers[..]) {
        ("gaussian", &[rho]) => within(rho.abs() < 1.0, Copula::Gaussian(rho), "above -1 and below 1"),
        ("student_t", &[rho, nu]) => student_t(rho, nu, catalogue).map_err(|problem| (open, problem)),
        ("fgm", &[theta]) => within(theta.abs() <= 1.0, Copula::Fgm(theta), "from -1 to 1"),
        ("gumbel", &[theta]) => {
            within((1.0..=1e6).contains(&theta), Copula::Gumbel(theta), "at least 1 and at most 1e6")
        }
        ("clayton", &[theta]) => within(theta > 0.0 && theta <= 1e6, Copula::Clayton(theta), "above 0 and at most 1e6"),
        ("survival_clayton", &[theta]) => {
            within(theta > 0.0 && theta <= 1e6, Copula::SurvivalClayton(theta), "above 0 and at most 1e6")
        }
        (_, numbers) => Err((open, format!("{form} does not take {} parameters", numbers.len()))),
    }
}

fn student_t(correlation: f64, nu: f64, catalogue: &Catalogue) -> Result<Copula, String> {
    if correlation.abs() >= 1.0 || correlation.is_nan() {
        return Err("the correlation of student_t must be above -1 and below 1".into());
    }
    let law = |nu: f64| {
        let text = format!("student_t({})", spec::number(nu));
        spec::parse(&text, catalogue, &|_| Err(String::new())).map_err(|error| error.to_string())
    };
    Ok(Copula::StudentT { correlation, laws: [law(nu)?, law(nu + 1.0)?], nu })
}

impl Joint {
    /// The text that names the dependence.
    pub fn spec(&self) -> String {
        match &self.dependence {
            Dependence::Copula { copula, .. } => copula.spec(),
            Dependence::Given(given) => given.spec().to_owned(),
        }
    }

    /// U, if it is one number for certain: `given(at(c - v))`.
    pub fn constant(&self) -> Option<f64> {
        match &self.dependence {
            Dependence::Copula { .. } => None,
            Dependence::Given(given) => given.complement(),
        }
    }

    /// The law of X where it is one law.
    pub fn error(&self) -> Option<&Law> {
        match &self.dependence {
            Dependence::Copula { error, .. } => Some(error),
            Dependence::Given(_) => None,
        }
    }
}
