//! A command's surroundings: the laws, the settings, and how a spec becomes a law.

use super::{Lab, answer::Failure, input, settings::Settings};
use crate::{
    model::{Joint, Proxy, joint},
    sample::Source,
    tail::{Law, spec},
};
use std::path::Path;

/// What every command is given.
#[derive(Clone, Debug)]
pub struct Session {
    /// The laboratory.
    pub lab: Lab,
    /// The settings.
    pub settings: Settings,
}

impl Session {
    /// The law of a spec; `flag` is where it was written, for the message.
    pub fn law(&self, flag: &str, text: &str) -> Result<Law, Failure> {
        let read = |file: &str| {
            input::numbers(Path::new(file), None).map(|numbers| numbers.values).map_err(|error| error.to_string())
        };
        spec::parse(text, self.lab.catalogue(), &read).map_err(|error| Failure(format!("{flag}: {error}")))
    }

    /// The random source of a command's work on a subject.
    pub fn source(&self, command: &str, subject: &str) -> Source {
        Source::new(self.settings.seed, command, subject).with(self.settings.arithmetic)
    }

    /// The joint law of three specs, that of the error left out where `joint` says what X is.
    pub fn joint(&self, value: &str, error: Option<&str>, joint: &str) -> Result<Joint, Failure> {
        let error = error.map(|error| self.law("--error", error)).transpose()?;
        let value = self.law("--value", value)?;
        joint::parse(value, error, joint, self.lab.catalogue()).map_err(|error| Failure(format!("--joint: {error}")))
    }

    /// The proxy of two specs.
    pub fn proxy(&self, value: &str, error: &str) -> Result<Proxy, Failure> {
        Ok(Proxy { value: self.law("--value", value)?, error: self.law("--error", error)? })
    }
}
