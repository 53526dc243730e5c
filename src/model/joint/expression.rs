//! Expressions in v: numbers, v, `+ - * / ^`, parentheses and a few functions.
//!
//! Refuses: other variables, and to guess what a misspelt function means.
//!
//! ```text
//! sum = term { ("+" | "-") term }    term = signed { ("*" | "/") signed }
//! signed = [ "-" ] power             power = atom [ "^" signed ]
//! atom = number | "v" | "(" sum ")" | function "(" sum { "," sum } ")"
//! ```

/// An expression in v.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expression {
    Number(f64),
    V,
    Call(Function, Vec<Self>),
}

/// What is applied to the values of expressions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Function {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Negate,
    Exp,
    Ln,
    Sqrt,
    Abs,
    Min,
    Max,
}

/// The functions that are written by name, with how many arguments they take.
const NAMED: [(&str, Function, usize); 6] = [
    ("exp", Function::Exp, 1),
    ("ln", Function::Ln, 1),
    ("sqrt", Function::Sqrt, 1),
    ("abs", Function::Abs, 1),
    ("min", Function::Min, 2),
    ("max", Function::Max, 2),
];

impl Expression {
    /// The value at v.
    pub(super) fn at(&self, v: f64) -> f64 {
        match self {
            Self::Number(value) => *value,
            Self::V => v,
            Self::Call(function, arguments) => {
                let first = arguments[0].at(v);
                let second = || arguments[1].at(v);
                match function {
                    Function::Add => first + second(),
                    Function::Subtract => first - second(),
                    Function::Multiply => first * second(),
                    Function::Divide => first / second(),
                    Function::Power => power(first, second()),
                    Function::Negate => -first,
                    Function::Exp => first.exp(),
                    Function::Ln => first.ln(),
                    Function::Sqrt => first.sqrt(),
                    Function::Abs => first.abs(),
                    Function::Min => first.min(second()),
                    Function::Max => first.max(second()),
                }
            }
        }
    }

    /// Slope and value at 0, if it is linear by its form.
    pub(super) fn line(&self) -> Option<(f64, f64)> {
        self.quadratic().filter(|of| of[2] == 0.0).map(|of| (of[1], of[0]))
    }

    /// The coefficients of 1, v and v^2, if by its form it is a polynomial of a degree of at most 2.
    pub(super) fn quadratic(&self) -> Option<[f64; 3]> {
        if self.is_constant() {
            return Some([self.at(0.0), 0.0, 0.0]);
        }
        let Self::Call(function, arguments) = self else { return Some([0.0, 1.0, 0.0]) };
        let first = arguments[0].quadratic()?;
        let second = || arguments[1].quadratic();
        match function {
            Function::Add => second().map(|other| std::array::from_fn(|k| first[k] + other[k])),
            Function::Subtract => second().map(|other| std::array::from_fn(|k| first[k] - other[k])),
            Function::Negate => Some(first.map(|of| -of)),
            Function::Multiply => product(first, second()?),
            Function::Divide if arguments[1].is_constant() => Some(first.map(|of| of / arguments[1].at(0.0))),
            Function::Power if arguments[1] == Self::Number(2.0) => product(first, first),
            _ => None,
        }
    }

    /// Whether it is the same for every v.
    pub(super) fn is_constant(&self) -> bool {
        match self {
            Self::Number(_) => true,
            Self::V => false,
            Self::Call(_, arguments) => arguments.iter().all(Self::is_constant),
        }
    }

    /// Whether its form says that it is the same for v and -v.
    pub(super) fn is_even(&self) -> bool {
        self.parity() == Some(true)
    }

    /// Whether it is even, or odd.
    fn parity(&self) -> Option<bool> {
        let Self::Call(function, of) = self else { return Some(*self != Self::V) };
        let first = of[0].parity()?;
        match function {
            Function::Negate => Some(first),
            Function::Abs => Some(true),
            Function::Add | Function::Subtract => (first == of[1].parity()?).then_some(first),
            Function::Multiply | Function::Divide => Some(first == of[1].parity()?),
            Function::Power if matches!(of[1], Self::Number(power) if power % 2.0 == 0.0) => Some(true),
            Function::Power | Function::Min | Function::Max => (first && of[1].parity()?).then_some(true),
            Function::Exp | Function::Ln | Function::Sqrt => first.then_some(true),
        }
    }

    /// Reads a whole text; a fault is the number of characters before it and what was wrong.
    pub(super) fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut reader = Reader { chars: text.chars().collect(), at: 0 };
        let expression = reader.sum()?;
        match reader.peek() {
            None => Ok(expression),
            Some(found) => Err((reader.at, format!("'{found}' was not expected here"))),
        }
    }
}

/// A square is exact.
fn power(base: f64, exponent: f64) -> f64 {
    if exponent == 2.0 { base * base } else { base.powf(exponent) }
}

struct Reader {
    chars: Vec<char>,
    at: usize,
}

type Read = Result<Expression, (usize, String)>;

impl Reader {
    /// The next character that is not a space.
    fn peek(&mut self) -> Option<char> {
        while self.chars.get(self.at).is_some_and(|c| c.is_whitespace()) {
            self.at += 1;
        }
        self.chars.get(self.at).copied()
    }

    fn takes(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn sum(&mut self) -> Read {
        let mut sum = self.term()?;
        loop {
            let function = match self.peek() {
                Some('+') => Function::Add,
                Some('-') => Function::Subtract,
                _ => return Ok(sum),
            };
            self.at += 1;
            sum = Expression::Call(function, vec![sum, self.term()?]);
        }
    }

    fn term(&mut self) -> Read {
        let mut term = self.signed()?;
        loop {
            let function = match self.peek() {
                Some('*') => Function::Multiply,
                Some('/') => Function::Divide,
                _ => return Ok(term),
            };
            self.at += 1;
            term = Expression::Call(function, vec![term, self.signed()?]);
        }
    }

    fn signed(&mut self) -> Read {
        if self.takes('-') {
            return Ok(match self.signed()? {
                Expression::Number(value) => Expression::Number(-value),
                other => Expression::Call(Function::Negate, vec![other]),
            });
        }
        let base = self.atom()?;
        if self.takes('^') { Ok(Expression::Call(Function::Power, vec![base, self.signed()?])) } else { Ok(base) }
    }

    fn atom(&mut self) -> Read {
        let start = self.at;
        match self.peek() {
            Some('(') => {
                self.at += 1;
                let inner = self.sum()?;
                self.closed().map(|()| inner)
            }
            Some(c) if c.is_ascii_digit() || c == '.' => self.number(),
            Some(c) if c.is_alphabetic() => self.named(),
            Some(c) => Err((self.at, format!("a number, v or a function was expected, not '{c}'"))),
            None => Err((start, "an expression was expected, but the text ends".into())),
        }
    }

    fn closed(&mut self) -> Result<(), (usize, String)> {
        if self.takes(')') { Ok(()) } else { Err((self.at, "a ')' is missing".into())) }
    }

    fn number(&mut self) -> Read {
        let start = self.at;
        let digits = |reader: &mut Self| {
            while reader.chars.get(reader.at).is_some_and(|c| c.is_ascii_digit() || *c == '.') {
                reader.at += 1;
            }
        };
        digits(self);
        if matches!(self.chars.get(self.at), Some('e' | 'E')) {
            let sign = usize::from(matches!(self.chars.get(self.at + 1), Some('+' | '-')));
            if self.chars.get(self.at + 1 + sign).is_some_and(char::is_ascii_digit) {
                self.at += 1 + sign;
                digits(self);
            }
        }
        let text: String = self.chars[start..self.at].iter().collect();
        text.parse().map(Expression::Number).map_err(|_| (start, format!("'{text}' is not a number")))
    }

    fn named(&mut self) -> Read {
        let start = self.at;
        while self.chars.get(self.at).is_some_and(|c| c.is_alphanumeric() || *c == '_') {
            self.at += 1;
        }
        let name: String = self.chars[start..self.at].iter().collect();
        if name == "v" {
            return Ok(Expression::V);
        }
        let known = NAMED.iter().find(|(known, ..)| *known == name);
        let Some(&(_, function, count)) = known.filter(|_| self.takes('(')) else {
            let names = NAMED.map(|(name, ..)| name).join(", ");
            return Err((start, format!("'{name}' is neither v nor one of the functions {names}")));
        };
        let mut arguments = vec![self.sum()?];
        while self.takes(',') {
            arguments.push(self.sum()?);
        }
        if arguments.len() != count {
            return Err((start, format!("{name} takes {count} argument(s), not {}", arguments.len())));
        }
        self.closed().map(|()| Expression::Call(function, arguments))
    }
}

/// A product of polynomials, if its degree is at most 2.
fn product(a: [f64; 3], b: [f64; 3]) -> Option<[f64; 3]> {
    let is_low = a[2] * b[1] == 0.0 && a[1] * b[2] == 0.0 && a[2] * b[2] == 0.0;
    is_low.then(|| [a[0] * b[0], a[0] * b[1] + a[1] * b[0], a[0] * b[2] + a[1] * b[1] + a[2] * b[0]])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_follow_the_usual_order() {
        let at = |text: &str, v: f64| Expression::parse(text).unwrap().at(v);
        for (text, v, value) in [
            ("1+2*3", 0.0, 7.0),
            ("-v^2", 3.0, -9.0),
            ("2^-1", 0.0, 0.5),
            ("2^3^2", 0.0, 512.0),
            ("1 - 2 - 3", 0.0, -4.0),
            ("sqrt(1 + v^2) / 2", -3f64.sqrt(), 1.0),
            ("max(v, -v) + min(1, 2)", -4.0, 5.0),
            ("1e-3*v", 2.0, 0.002),
            ("8/4/2", 0.0, 1.0),
            ("exp(ln(abs(v)))", -2.0, 2.0),
        ] {
            assert!((at(text, v) - value).abs() < 1e-15, "{text}");
        }
        assert!(Expression::parse("2*exp(1)").unwrap().is_constant());
        assert!(!Expression::parse("2*exp(v)").unwrap().is_constant());
    }

    #[test]
    fn faults_are_placed() {
        for (text, at) in
            [("1+", 2), ("w", 0), ("sin(v)", 0), ("(1", 2), ("1 2", 2), ("max(v)", 0), ("1+*2", 2), ("1.2.3", 0)]
        {
            assert_eq!(Expression::parse(text).unwrap_err().0, at, "{text}");
        }
    }
}
