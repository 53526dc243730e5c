//! What is wrong with a spec, where, and what would have been right.

use super::super::{Domain, Kind, Parameter};
use std::fmt;

/// A spec that does not name a law: the fault, and its place in the text.
///
/// The display form is the message, the text and a caret under the place, on three lines.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{problem} (at character {})\n{}", .at + 1, picture(.text, *.at))]
pub struct SpecError {
    /// The whole spec as it was given.
    pub text: String,
    /// The place of the fault: the number of characters before it.
    pub at: usize,
    /// What is wrong.
    pub problem: Problem,
}

/// The ways in which a spec can be wrong.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Problem {
    /// The name of a law was due.
    #[error("expected the name of a law, such as {example}, but found {found}")]
    ExpectedLaw {
        /// A spec that would do.
        example: String,
        /// What stands there.
        found: String,
    },
    /// No family has this name.
    #[error("unknown law `{name}`; {advice}")]
    UnknownFamily {
        /// The name as written.
        name: String,
        /// The nearest known name, or all of them.
        advice: Advice,
    },
    /// The parameter takes no form of this name.
    #[error("`{parameter}` cannot be `{name}`; {advice}")]
    UnknownForm {
        /// The parameter.
        parameter: &'static str,
        /// The name as written.
        name: String,
        /// The nearest known name, or all of them.
        advice: Advice,
    },
    /// The family has no parameter of this name.
    #[error("{signature} has no parameter `{name}`; {advice}")]
    UnknownParameter {
        /// The family and its parameters.
        signature: String,
        /// The name as written.
        name: String,
        /// The nearest known name, or all of them.
        advice: Advice,
    },
    /// A parameter was given twice.
    #[error("`{parameter}` of {signature} is given twice")]
    Repeated {
        /// The family and its parameters.
        signature: String,
        /// The parameter.
        parameter: &'static str,
    },
    /// An argument without a name after one with a name.
    #[error("an argument without a name may not follow one with a name; {signature} takes its arguments in this order")]
    PositionAfterName {
        /// The family and its parameters.
        signature: String,
    },
    /// More arguments than parameters.
    #[error("too many arguments: {signature} takes {}", arity(*.most))]
    TooMany {
        /// The family and its parameters.
        signature: String,
        /// How many it takes.
        most: usize,
    },
    /// A parameter without a default was left out.
    #[error("{signature} needs `{parameter}`: {allowed}")]
    Missing {
        /// The family and its parameters.
        signature: String,
        /// The parameter.
        parameter: &'static str,
        /// What it accepts.
        allowed: Allowed,
    },
    /// A value of the wrong kind, or none.
    #[error("`{parameter}` must be {allowed}, but found {found}")]
    WrongKind {
        /// The parameter.
        parameter: &'static str,
        /// What it accepts.
        allowed: Allowed,
        /// What stands there.
        found: String,
    },
    /// A number that the parameter does not take.
    #[error("`{parameter}` must be {domain}, but is {value}")]
    OutOfDomain {
        /// The parameter.
        parameter: &'static str,
        /// The numbers it takes.
        domain: Domain,
        /// The number as written.
        value: String,
    },
    /// An argument was followed by something other than a comma or the closing parenthesis.
    #[error("expected `,` or `)` but found {found}")]
    ExpectedCommaOrClose {
        /// What stands there.
        found: String,
    },
    /// The text ended inside a call.
    #[error("the parenthesis of `{name}(` is not closed")]
    Unclosed {
        /// The family whose parenthesis it is.
        name: &'static str,
    },
    /// A quoted file name has no end.
    #[error("the quoted file name has no closing `\"`")]
    UnclosedQuote,
    /// Something follows the law.
    #[error("expected the end of the spec but found {found}")]
    Trailing {
        /// What stands there.
        found: String,
    },
    /// Laws inside laws beyond the limit.
    #[error("laws are nested more than {} deep", super::DEPTH_LIMIT)]
    TooDeep,
    /// The file could not be read.
    #[error("cannot read `{file}`: {reason}")]
    Unreadable {
        /// The name of the file.
        file: String,
        /// Why not.
        reason: String,
    },
    /// The family refuses this combination of arguments.
    #[error("{spec}: {reason}")]
    Refused {
        /// The call in canonical form.
        spec: String,
        /// Why.
        reason: String,
    },
}

/// What would have been a known name.
#[derive(Clone, Debug, PartialEq)]
pub enum Advice {
    /// One name is close enough to be meant.
    Nearest(&'static str),
    /// None is close: all that is known.
    Known(Vec<&'static str>),
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nearest(name) => write!(f, "did you mean `{name}`?"),
            Self::Known(names) if names.is_empty() => write!(f, "it has none"),
            Self::Known(names) => write!(f, "known: {}", names.join(", ")),
        }
    }
}

/// What a parameter accepts, in words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Allowed(pub Kind);

impl From<&Parameter> for Allowed {
    fn from(parameter: &Parameter) -> Self {
        Self(parameter.kind)
    }
}

impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Number(domain, _) => write!(f, "{domain}"),
            Kind::Law => write!(f, "a law, such as pareto(1.5)"),
            Kind::File => write!(f, "the name of a file of numbers"),
            Kind::Form(forms) => {
                let forms: Vec<_> = forms.iter().map(super::super::Form::signature).collect();
                write!(f, "one of {}", forms.join(", "))
            }
        }
    }
}

fn arity(most: usize) -> String {
    match most {
        0 => "none".into(),
        1 => "1 argument".into(),
        n => format!("at most {n} arguments"),
    }
}

/// Characters shown on either side of the fault.
const WINDOW: usize = 60;

/// The text around the place, and a caret under it.
fn picture(text: &str, at: usize) -> String {
    let start = at.saturating_sub(WINDOW);
    let shown: String = text
        .chars()
        .skip(start)
        .take(2 * WINDOW)
        // A tab or a line break would part the caret from its place.
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    format!("  {shown}\n  {}^", " ".repeat(at - start))
}
