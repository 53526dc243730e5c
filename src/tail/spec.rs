//! Specs: laws written as calls, positional or by name.
//!
//! Refuses: reading files itself; the caller hands in how a file's numbers are loaded.
//!
//! ```text
//! law      = name [ "(" [ argument { "," argument } ] ")" ]
//! argument = [ name "=" ] ( number | law | file | form )
//! form     = name [ "(" [ [ name "=" ] number { "," [ name "=" ] number } ] ")" ]
//! ```

mod error;
mod nearest;

pub use error::{Advice, Allowed, Problem, SpecError};

use super::{Argument, Catalogue, Domain, Family, Form, Kind, Law, Parameter};
pub use nearest::nearest;

/// How deep laws may be nested in laws.
pub const DEPTH_LIMIT: usize = 32;

/// Builds the law that a spec names; `read` loads the numbers of a file named in it.
///
/// Fails, with the place, on anything that is not exactly one law; never panics.
///
/// ```
/// # use goodhart::tail::{Catalogue, spec::parse};
/// let law = parse("pareto(alpha = 1.50)", &Catalogue::standard(), &|_| Err("no files here".into())).unwrap();
/// assert_eq!(law.spec(), "pareto(1.5)");
/// ```
pub fn parse(
    text: &str,
    catalogue: &Catalogue,
    read: &dyn Fn(&str) -> Result<Vec<f64>, String>,
) -> Result<Law, SpecError> {
    let mut parser = Parser { chars: text.chars().collect(), at: 0, catalogue, read };
    let law = parser.law(1).and_then(|law| parser.end().map(|()| law));
    law.map_err(|(at, problem)| SpecError { text: text.to_owned(), at, problem })
}

/// The form that a text names, out of those that a parameter takes, with its numbers.
///
/// Fails, with the place, on anything else.
///
/// ```
/// # use goodhart::tail::{made::Count, spec::parse_form};
/// let argument = parse_form("poisson(3)", &Count::PARAMETER).unwrap();
/// assert_eq!(argument.form(), ("poisson", &[3.0, 0.0][..]));
/// assert!(parse_form("poison(3)", &Count::PARAMETER).is_err());
/// ```
pub fn parse_form(text: &str, parameter: &'static Parameter) -> Result<Argument, SpecError> {
    let (catalogue, read) = (Catalogue::empty(), |_: &str| Err("no files".to_string()));
    let mut parser = Parser { chars: text.chars().collect(), at: 0, catalogue: &catalogue, read: &read };
    let nothing = Form { name: "", parameters: &[] };
    let argument = parser.value(nothing, parameter, 1).and_then(|argument| parser.end().map(|()| argument));
    argument.map_err(|(at, problem)| SpecError { text: text.to_owned(), at, problem })
}

/// The canonical text of a call: positional, every argument written.
///
/// ```
/// # use goodhart::tail::{Argument, spec::call};
/// assert_eq!(call("burr", &[Argument::Number(0.7), Argument::Number(2.0)]), "burr(0.7, 2)");
/// ```
pub fn call(name: &str, arguments: &[Argument]) -> String {
    if arguments.is_empty() {
        return name.to_owned();
    }
    let arguments: Vec<_> = arguments.iter().map(argument_text).collect();
    format!("{name}({})", arguments.join(", "))
}

fn argument_text(argument: &Argument) -> String {
    match argument {
        Argument::Number(value) => number(*value),
        Argument::Law(law) => law.spec().to_owned(),
        Argument::Data(_, file) if file.contains([')', ',']) || file.trim() != file => format!("\"{file}\""),
        Argument::Data(_, file) => file.clone(),
        Argument::Form(form, numbers) => {
            call(form.name, &numbers.iter().copied().map(Argument::Number).collect::<Vec<_>>())
        }
    }
}

/// The shortest decimal text that reads back as the same double.
///
/// ```
/// # use goodhart::tail::spec::number;
/// assert_eq!((number(0.1).as_str(), number(2.0).as_str(), number(1e300).as_str()), ("0.1", "2", "1e300"));
/// ```
pub fn number(value: f64) -> String {
    if value == 0.0 || (1e-5..1e16).contains(&value.abs()) { format!("{value}") } else { format!("{value:e}") }
}

/// A fault and the number of characters before it.
type Fault = (usize, Problem);

struct Parser<'a> {
    chars: Vec<char>,
    at: usize,
    catalogue: &'a Catalogue,
    read: &'a dyn Fn(&str) -> Result<Vec<f64>, String>,
}

impl Parser<'_> {
    fn law(&mut self, depth: usize) -> Result<Law, Fault> {
        self.skip_space();
        let start = self.at;
        if depth > DEPTH_LIMIT {
            return Err((start, Problem::TooDeep));
        }
        let family = self.family()?;
        let arguments = self.arguments(family.form(), depth)?;
        let spec = call(family.name, &arguments);
        (family.build)(&arguments, &spec).map_err(|reason| (start, Problem::Refused { spec, reason }))
    }

    fn family(&mut self) -> Result<&'static Family, Fault> {
        let start = self.at;
        let Some(name) = self.name() else {
            return Err((start, Problem::ExpectedLaw { example: "pareto(1.5)".into(), found: self.found() }));
        };
        let families = self.catalogue.families();
        families.iter().find(|family| family.name == name).copied().ok_or_else(|| {
            let advice = advice(&name, families.iter().map(|family| family.name));
            (start, Problem::UnknownFamily { name, advice })
        })
    }

    /// The arguments in the order of the parameters, defaults filled in.
    fn arguments(&mut self, form: Form, depth: usize) -> Result<Vec<Argument>, Fault> {
        let mut given = vec![None; form.parameters.len()];
        let end_of_name = self.at;
        self.skip_space();
        let end = if self.peek() == Some('(') {
            self.at += 1;
            self.list(form, depth, &mut given)?
        } else {
            self.at = end_of_name;
            end_of_name
        };
        let filled = form.parameters.iter().zip(given).map(|(parameter, argument)| {
            argument.or(default(parameter)).ok_or_else(|| {
                let (signature, allowed) = (form.signature(), parameter.into());
                (end, Problem::Missing { signature, parameter: parameter.name, allowed })
            })
        });
        filled.collect()
    }

    /// What stands between the parentheses; returns the place of the closing one.
    fn list(&mut self, form: Form, depth: usize, given: &mut [Option<Argument>]) -> Result<usize, Fault> {
        let open = self.at - 1;
        self.skip_space();
        let mut position = Some(0);
        while !(position == Some(0) && self.peek() == Some(')')) {
            let start = self.at;
            let slot = self.slot(form, &mut position)?;
            let parameter = &form.parameters[slot];
            if given[slot].is_some() {
                return Err((start, Problem::Repeated { signature: form.signature(), parameter: parameter.name }));
            }
            given[slot] = Some(self.value(form, parameter, depth)?);
            self.skip_space();
            match self.peek() {
                Some(',') => self.at += 1,
                Some(')') => break,
                None => return Err((open, Problem::Unclosed { name: form.name })),
                Some(_) => return Err((self.at, Problem::ExpectedCommaOrClose { found: self.found() })),
            }
            self.skip_space();
        }
        self.at += 1;
        Ok(self.at - 1)
    }

    /// Which parameter the next argument is for; consumes `name =`. `position` is None once a name was used.
    fn slot(&mut self, form: Form, position: &mut Option<usize>) -> Result<usize, Fault> {
        let start = self.at;
        let parameters = form.parameters;
        if let Some(name) = self.name_before_equals() {
            *position = None;
            return parameters.iter().position(|parameter| parameter.name == name).ok_or_else(|| {
                let advice = advice(&name, parameters.iter().map(|parameter| parameter.name));
                (start, Problem::UnknownParameter { signature: form.signature(), name, advice })
            });
        }
        let slot = position.ok_or_else(|| (start, Problem::PositionAfterName { signature: form.signature() }))?;
        *position = Some(slot + 1);
        if slot < parameters.len() {
            Ok(slot)
        } else {
            Err((start, Problem::TooMany { signature: form.signature(), most: parameters.len() }))
        }
    }

    fn value(&mut self, form: Form, parameter: &'static Parameter, depth: usize) -> Result<Argument, Fault> {
        self.skip_space();
        match parameter.kind {
            Kind::Number(domain, _) => self.number(parameter, domain),
            Kind::File => self.file(form, parameter),
            Kind::Form(forms) => self.form(parameter, forms, depth),
            Kind::Law => {
                let is_name = self.peek().is_some_and(starts_name);
                let token = self.token();
                let known = self.catalogue.families().iter().any(|family| family.name == token);
                if !is_name || (!known && token.parse::<f64>().is_ok()) {
                    return Err(self.wrong_kind(parameter));
                }
                self.law(depth + 1).map(Argument::Law)
            }
        }
    }

    fn number(&mut self, parameter: &'static Parameter, domain: Domain) -> Result<Argument, Fault> {
        let token = self.token();
        let value: f64 = token.parse().map_err(|_| self.wrong_kind(parameter))?;
        if !domain.contains(value) {
            return Err((self.at, Problem::OutOfDomain { parameter: parameter.name, domain, value: token }));
        }
        self.at += token.chars().count();
        Ok(Argument::Number(value))
    }

    /// One of a few names, with its numbers.
    fn form(&mut self, parameter: &'static Parameter, forms: &'static [Form], depth: usize) -> Result<Argument, Fault> {
        let start = self.at;
        let wrong = self.wrong_kind(parameter);
        let Some(name) = self.name() else { return Err(wrong) };
        let Some(form) = forms.iter().find(|form| form.name == name) else {
            let advice = advice(&name, forms.iter().map(|form| form.name));
            return Err((start, Problem::UnknownForm { parameter: parameter.name, name, advice }));
        };
        let numbers = self.arguments(*form, depth)?.iter().map(Argument::number).collect();
        Ok(Argument::Form(*form, numbers))
    }

    /// Raw text to the closing parenthesis (to the comma, if other arguments may follow), or a quoted string.
    fn file(&mut self, form: Form, parameter: &'static Parameter) -> Result<Argument, Fault> {
        let start = self.at;
        let quoted = self.peek() == Some('"');
        let alone = form.parameters.len() == 1;
        let ends = |c: char| if quoted { c == '"' } else { c == ')' || (c == ',' && !alone) };
        self.at += usize::from(quoted);
        let text: String = self.chars[self.at..].iter().take_while(|c| !ends(**c)).collect();
        let file = if quoted { text.as_str() } else { text.trim() };
        let end = self.at + text.chars().count();
        if quoted && end == self.chars.len() {
            return Err((start, Problem::UnclosedQuote));
        }
        if file.is_empty() {
            self.at = start;
            return Err(self.wrong_kind(parameter));
        }
        self.at = end + usize::from(quoted);
        let unreadable = |reason| (start, Problem::Unreadable { file: file.to_owned(), reason });
        Ok(Argument::Data((self.read)(file).map_err(unreadable)?, file.to_owned()))
    }

    fn wrong_kind(&self, parameter: &'static Parameter) -> Fault {
        let (allowed, found) = (parameter.into(), self.found());
        (self.at, Problem::WrongKind { parameter: parameter.name, allowed, found })
    }

    fn end(&mut self) -> Result<(), Fault> {
        self.skip_space();
        if self.at == self.chars.len() { Ok(()) } else { Err((self.at, Problem::Trailing { found: self.found() })) }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// Consumes a name, if one starts here.
    fn name(&mut self) -> Option<String> {
        let name: String = self.chars[self.at..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect();
        if !name.starts_with(starts_name) {
            return None;
        }
        self.at += name.chars().count();
        Some(name)
    }

    /// Consumes `name =`, or nothing.
    fn name_before_equals(&mut self) -> Option<String> {
        let start = self.at;
        let name = self.name();
        self.skip_space();
        if name.is_some() && self.peek() == Some('=') {
            self.at += 1;
            return name;
        }
        self.at = start;
        None
    }

    /// The text from here to the next delimiter, not consumed.
    fn token(&self) -> String {
        let ends = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | '=' | '"');
        self.chars[self.at..].iter().take_while(|c| !ends(**c)).collect()
    }

    /// What stands here, for a message.
    fn found(&self) -> String {
        let token = self.token();
        let Some(first) = self.peek() else { return "the end".into() };
        if token.is_empty() {
            format!("`{first}`")
        } else if token.parse::<f64>().is_ok() {
            format!("the number `{token}`")
        } else if self.catalogue.families().iter().any(|family| family.name == token) {
            format!("the law `{token}`")
        } else {
            format!("`{token}`")
        }
    }
}

fn starts_name(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn default(parameter: &Parameter) -> Option<Argument> {
    match parameter.kind {
        Kind::Number(_, value) => value.map(Argument::Number),
        Kind::Law | Kind::File | Kind::Form(_) => None,
    }
}

fn advice(typed: &str, names: impl Iterator<Item = &'static str> + Clone) -> Advice {
    nearest(typed, names.clone()).map_or_else(|| Advice::Known(names.collect()), Advice::Nearest)
}
