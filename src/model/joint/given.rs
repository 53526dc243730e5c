//! X given V = v as a law whose parameters depend on v, case by case.
//!
//! ```text
//! given = "given(" case { ";" case } ")"      case = [ condition ":" ] template
//! condition = "else" | [ expression ("<" | "<=") ] "v" [ ("<" | "<=") expression ] | "v" (">" | ">=") expression
//! template = "at(" expression ")" | name [ "(" ( template | expression | name "=" ... ) { "," ... } ")" ]
//! ```
//!
//! Refuses: cases that leave a value of v without a law; conditions whose bounds depend on v.

use super::{
    built::Built,
    expression::{Expression, Function},
    growth::{Growth, growth},
    phase::Spread,
    text::split,
};
use crate::tail::{Catalogue, Law, spec};

/// X given V.
#[derive(Clone, Debug)]
pub struct Given {
    text: String,
    cases: Vec<Case>,
    catalogue: Catalogue,
}

/// Where a case holds: from `low` to `high`, with or without the ends.
#[derive(Clone, Debug)]
struct Case {
    low: (f64, bool),
    high: (f64, bool),
    template: Template,
}

/// A case in which X is `m(v) + s(v) L`, L of this law, or of one with all moments, or 0.
pub(super) struct Form<'a> {
    /// Where it begins and ends.
    pub(super) from: f64,
    pub(super) to: f64,
    /// How m can grow, and s.
    pub(super) shift: Growth,
    pub(super) scale: Growth,
    pub(super) law: Option<&'a Law>,
}

/// A case in which X is normal, or certain.
pub(super) struct Normal {
    /// Where it begins and ends.
    pub(super) low: f64,
    pub(super) high: f64,
    /// Mean and standard deviation.
    pub(super) mean: Expression,
    pub(super) sd: Expression,
}

/// A law, or the point at which X is for certain.
#[derive(Clone, Debug)]
pub enum Conditioned {
    /// X has this law.
    Law(Law),
    /// X is this number.
    Point(f64),
}

/// A spec whose numbers are expressions in v.
#[derive(Clone, Debug)]
enum Template {
    /// The point mass.
    At(Expression),
    /// A law that needs no more reading.
    Law(Built),
    /// Pieces of a spec.
    Spec(Vec<Piece>),
}

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    Number(Expression),
}

impl Given {
    /// Reads `given(...)`; a fault is the number of characters before it and what was wrong.
    pub(super) fn parse(text: &str, catalogue: &Catalogue) -> Result<Self, (usize, String)> {
        let inner = text.trim_end().strip_suffix(')').ok_or((text.len(), "a ')' is missing".to_string()))?;
        let open = inner.find('(').map_or(inner.len(), |at| at + 1);
        let mut cases = Vec::new();
        for (at, part) in split(&inner[open..], ';') {
            cases.push(Case::parse(part, catalogue).map_err(|(inside, what)| (open + at + inside, what))?);
        }
        Ok(Self { text: text.trim().to_owned(), cases, catalogue: catalogue.clone() })
    }

    /// As it was written.
    pub fn spec(&self) -> &str {
        &self.text
    }

    /// The law of X given V = v. Errors: no case holds there; a parameter leaves its domain.
    pub fn at(&self, v: f64) -> Result<Conditioned, String> {
        let case = self.cases.iter().find(|case| case.holds(v));
        let case = case.ok_or_else(|| {
            format!("no case of {} holds at v = {}: add one, such as else: at(0)", self.text, spec::number(v))
        })?;
        match &case.template {
            Template::At(point) => {
                let x = point.at(v);
                if x.is_finite() {
                    Ok(Conditioned::Point(x))
                } else {
                    Err(format!("at v = {}, X is {x}", spec::number(v)))
                }
            }
            Template::Law(law) => {
                law.at(v).map(Conditioned::Law).map_err(|error| format!("at v = {}: {error}", spec::number(v)))
            }
            Template::Spec(pieces) => {
                let text: String = pieces.iter().map(|piece| piece.at(v)).collect();
                let law = spec::parse(&text, &self.catalogue, &|_| Err("files cannot be used here".into()));
                law.map(Conditioned::Law).map_err(|error| format!("at v = {}: {error}", spec::number(v)))
            }
        }
    }

    /// `c`, if X is `c - v` for certain, whatever v.
    pub(super) fn complement(&self) -> Option<f64> {
        let of = |case: &Case| match &case.template {
            Template::At(point) => point.line().filter(|(slope, _)| *slope == -1.0).map(|(_, at_zero)| at_zero),
            Template::Law(_) | Template::Spec(_) => None,
        };
        let first = of(self.cases.first()?);
        first.filter(|_| self.cases.iter().all(|case| of(case) == first))
    }

    /// The law of X, if it is the same whatever v.
    pub(super) fn fixed(&self) -> Option<&Law> {
        match &self.cases[..] {
            [
                Case {
                    low: (f64::NEG_INFINITY, _),
                    high: (f64::INFINITY, _),
                    template: Template::Law(Built::Fixed(law)),
                },
                ..,
            ] => Some(law),
            _ => None,
        }
    }

    /// The law of X between two places that no boundary parts, if it is the same for every v there.
    pub(super) fn fixed_between(&self, (low, high): (f64, f64)) -> Option<&Law> {
        match self.case_between(low, high)?.template {
            Template::Law(Built::Fixed(ref law)) => Some(law),
            _ => None,
        }
    }

    /// The law of X between two places that no boundary parts, as a light one that is scaled and shifted, if it is of that form.
    pub(super) fn spread_between(&self, (low, high): (f64, f64)) -> Option<Spread> {
        self.case_between(low, high)?.spread()
    }

    /// The first case that holds between two places that no boundary parts.
    fn case_between(&self, low: f64, high: f64) -> Option<&Case> {
        self.cases.iter().find(|case| case.low.0 <= low && high <= case.high.0)
    }

    /// Where each case holds, and its law as a light one that is scaled and shifted, if all are of that form.
    pub(super) fn spreads(&self) -> Option<Vec<((f64, f64), Spread)>> {
        self.cases.iter().map(|case| Some(((case.low.0, case.high.0), case.spread()?))).collect()
    }

    /// The cases as fixed laws that are scaled and shifted, if all are of that form.
    pub(super) fn forms(&self) -> Option<Vec<Form<'_>>> {
        self.cases.iter().map(Case::form).collect()
    }

    /// The cases as normal laws, if all are.
    pub(super) fn normals(&self) -> Option<Vec<Normal>> {
        self.cases.iter().map(Case::normal).collect()
    }

    /// Where V + X ends given V = v, between two places of V: by stretches in increasing order; none where that is not plain.
    pub(super) fn ends_between(&self, (low, high): (f64, f64)) -> Option<Vec<((f64, f64), Expression)>> {
        let mut marks: Vec<f64> = self.boundaries().into_iter().filter(|v| low < *v && *v < high).collect();
        marks.extend([low, high]);
        marks.sort_by(f64::total_cmp);
        marks.dedup();
        let end = |over: &[f64]| {
            let own = match &self.case_between(over[0], over[1])?.template {
                Template::At(point) => point.clone(),
                Template::Law(built) => built.high()?,
                Template::Spec(_) => return None,
            };
            Some(((over[0], over[1]), Expression::Call(Function::Add, vec![Expression::V, own])))
        };
        marks.windows(2).map(end).collect()
    }

    /// Where the case changes.
    pub fn boundaries(&self) -> Vec<f64> {
        self.cases.iter().flat_map(|case| [case.low.0, case.high.0]).filter(|bound| bound.is_finite()).collect()
    }
}

impl Case {
    fn holds(&self, v: f64) -> bool {
        let above = v > self.low.0 || (self.low.1 && v == self.low.0);
        above && (v < self.high.0 || (self.high.1 && v == self.high.0))
    }

    fn spread(&self) -> Option<Spread> {
        match &self.template {
            Template::At(point) => Some(Spread::point(point)),
            Template::Law(built) => Spread::of(built),
            Template::Spec(_) => None,
        }
    }

    fn form(&self) -> Option<Form<'_>> {
        let (shift, scale, law) = match &self.template {
            Template::At(point) => (growth(point)?, Growth::Power(0.0), None),
            Template::Law(built) => match (built.form(), built.normal()) {
                (Some((shift, scale, law)), _) => (shift, scale, Some(law)),
                // All its moments are finite, so that only those of its parameters count.
                (None, Some((mean, sd))) => (growth(&mean)?, growth(&sd)?, None),
                (None, None) => return None,
            },
            Template::Spec(_) => return None,
        };
        Some(Form { from: self.low.0, to: self.high.0, shift, scale, law })
    }

    fn normal(&self) -> Option<Normal> {
        let (mean, sd) = match &self.template {
            Template::At(point) => (point.clone(), Expression::Number(0.0)),
            Template::Law(built) => built.normal()?,
            Template::Spec(_) => return None,
        };
        Some(Normal { low: self.low.0, high: self.high.0, mean, sd })
    }

    fn parse(text: &str, catalogue: &Catalogue) -> Result<Self, (usize, String)> {
        let everywhere = ((f64::NEG_INFINITY, true), (f64::INFINITY, true));
        let parts = split(text, ':');
        let ((low, high), (at, law)) = match parts[..] {
            [law] => (everywhere, law),
            [(_, condition), law] if condition.trim() == "else" => (everywhere, law),
            [(_, condition), law] => (bounds(condition)?, law),
            _ => return Err((parts[2].0, "a case has one ':' at most".into())),
        };
        let template = Template::parse(law, catalogue).map_err(|(inside, what)| (at + inside, what))?;
        Ok(Self { low, high, template })
    }
}

/// An end of an interval and whether it belongs to it.
type End = (f64, bool);

/// The interval that a condition on v names.
fn bounds(condition: &str) -> Result<(End, End), (usize, String)> {
    let wrong = || (0, format!("'{}' is not a condition such as v < 0, -1 <= v <= 1 or else", condition.trim()));
    let (mut sides, mut signs, mut rest) = (Vec::new(), Vec::new(), condition);
    while let Some(at) = rest.find(['<', '>']) {
        let closed = rest[at + 1..].starts_with('=');
        sides.push(&rest[..at]);
        signs.push((rest.as_bytes()[at] == b'<', closed));
        rest = &rest[at + 1 + usize::from(closed)..];
    }
    sides.push(rest);
    let number = |text: &str| match Expression::parse(text) {
        Ok(expression) if expression.is_constant() => Ok(expression.at(0.0)),
        _ => Err(wrong()),
    };
    let is_v = |side: usize| sides.get(side).is_some_and(|side| side.trim() == "v");
    let free = [(f64::NEG_INFINITY, true), (f64::INFINITY, true)];
    match signs[..] {
        [(true, closed)] if is_v(0) => Ok((free[0], (number(sides[1])?, closed))),
        [(false, closed)] if is_v(0) => Ok(((number(sides[1])?, closed), free[1])),
        [(true, closed)] if is_v(1) => Ok(((number(sides[0])?, closed), free[1])),
        [(false, closed)] if is_v(1) => Ok((free[0], (number(sides[0])?, closed))),
        [(true, first), (true, second)] if is_v(1) => Ok(((number(sides[0])?, first), (number(sides[2])?, second))),
        _ => Err(wrong()),
    }
}

impl Template {
    fn parse(text: &str, catalogue: &Catalogue) -> Result<Self, (usize, String)> {
        let lead = text.len() - text.trim_start().len();
        let body = text.trim();
        if let Some(inner) = body.strip_prefix("at(").and_then(|rest| rest.strip_suffix(')')) {
            return Expression::parse(inner).map(Self::At).map_err(|(at, what)| (lead + 3 + at, what));
        }
        let mut pieces = Vec::new();
        law(body, &mut pieces).map_err(|(at, what)| (lead + at, what))?;
        Ok(Built::of(body, catalogue).map_or(Self::Spec(pieces), Self::Law))
    }
}

/// Takes a call apart: what is an expression becomes one, what is not stays text for the parser of specs.
fn law(text: &str, pieces: &mut Vec<Piece>) -> Result<(), (usize, String)> {
    let (Some(open), Some(inner_end)) = (text.find('('), text.rfind(')')) else {
        pieces.push(Piece::Text(text.to_owned()));
        return Ok(());
    };
    pieces.push(Piece::Text(text[..=open].to_owned()));
    for (i, (at, argument)) in split(&text[open + 1..inner_end], ',').into_iter().enumerate() {
        if i > 0 {
            pieces.push(Piece::Text(", ".into()));
        }
        let named = argument.find('=').map_or(0, |sign| sign + 1);
        pieces.push(Piece::Text(argument[..named].to_owned()));
        let value = &argument[named..];
        match Expression::parse(value) {
            Ok(expression) => pieces.push(Piece::Number(expression)),
            // Not an expression, so it may be a law; one with v in a wrong place is an expression with a fault.
            Err(_) if !starts_with_function(value) => {
                let lead = value.len() - value.trim_start().len();
                law(value.trim(), pieces).map_err(|(inside, what)| (open + 1 + at + named + lead + inside, what))?;
            }
            Err((inside, what)) => return Err((open + 1 + at + named + inside, what)),
        }
    }
    pieces.push(Piece::Text(text[inner_end..].to_owned()));
    Ok(())
}

/// Whether a text begins like an expression.
fn starts_with_function(text: &str) -> bool {
    let text = text.trim_start();
    let functions = ["exp(", "ln(", "sqrt(", "abs(", "min(", "max(", "v"];
    functions.iter().any(|name| text.starts_with(name)) || text.starts_with(|c: char| !c.is_alphabetic())
}

impl Piece {
    fn at(&self, v: f64) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(expression) => spec::number(expression.at(v)),
        }
    }
}
