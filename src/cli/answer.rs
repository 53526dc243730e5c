//! What a command answers, and how it reaches the terminal.

use serde_json::Value;
use std::{
    fmt,
    io::{self, Write},
};

/// How a run ended; the exit code of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All agrees: 0.
    Agrees,
    /// Something disagrees, is too weak or is refused: 1.
    Disagrees,
    /// Nothing could be computed: 2.
    CouldNotRun,
}

impl Outcome {
    /// The exit code.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The outcome where so many of the rows were refused.
    pub fn of_refusals(refused: usize, rows: usize) -> Self {
        match refused {
            0 => Self::Agrees,
            some if some < rows => Self::Disagrees,
            _ => Self::CouldNotRun,
        }
    }
}

/// The answer of a command, in both forms.
#[derive(Clone, Debug)]
pub struct Answer {
    /// For people.
    pub text: String,
    /// For programs: one object.
    pub json: Value,
    /// How it ended.
    pub outcome: Outcome,
}

impl Answer {
    /// Why it is not an answer to all that was asked, in one line: the first reason, and how many more there are; none if it is one, or
    /// if what it says of itself is no refusal.
    pub fn complaint(&self) -> Option<String> {
        let mut reasons = Vec::new();
        refusals(&self.json, false, &mut reasons);
        let first = reasons.first().filter(|_| self.outcome != Outcome::Agrees)?;
        let line = first.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(match reasons.len() - 1 {
            0 => format!("refused: {line}"),
            more => format!("refused: {line} (and {more} more)"),
        })
    }
}

/// The texts under keys that say why something was refused, in their order.
fn refusals<'a>(value: &'a Value, is_reason: bool, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| refusals(value, key.ends_with("refused"), found))
        }
        Value::Array(values) => values.iter().for_each(|value| refusals(value, is_reason, found)),
        Value::String(why) if is_reason => found.push(why),
        _ => {}
    }
}

/// Why a command could not run, in words: exit code 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(pub String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Writes to standard output; a reader that has gone away (`| head`) is no fault.
pub fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
