//! The two parts of a proxy as commands are given them: independent, or with a joint law.

use super::{answer::Failure, session::Session};
use crate::{
    model::{Joint, Proxy},
    tail::Law,
};
use serde_json::{Value, json};

/// The laws of V and X, and how they depend on each other.
#[derive(Clone, Debug, clap::Args)]
pub struct Specs {
    /// The law of the true value V, e.g. "normal(0, 1)"
    #[arg(long, value_name = "SPEC")]
    value: String,
    /// The law of the error X, e.g. "pareto(3)"; left out where --joint says what X is for each v
    #[arg(long, value_name = "SPEC", required_unless_present = "joint")]
    error: Option<String>,
    /// How X depends on V: a copula such as "clayton(2)", or "given(v < 0: normal(0, sqrt(1 + v^2)); else: at(0))"
    #[arg(long, value_name = "SPEC")]
    joint: Option<String>,
}

/// Both parts.
#[derive(Clone, Debug)]
pub enum Parts {
    /// Independent ones.
    Independent(Proxy),
    /// Dependent ones.
    Dependent(Joint),
}

impl Specs {
    /// The laws that the specs name.
    pub fn parts(&self, session: &Session) -> Result<Parts, Failure> {
        let error = self.error.as_deref();
        match &self.joint {
            Some(joint) => session.joint(&self.value, error, joint).map(Parts::Dependent),
            None => session.proxy(&self.value, error.unwrap_or_default()).map(Parts::Independent),
        }
    }
}

impl Parts {
    /// The law of V.
    pub fn value(&self) -> &Law {
        match self {
            Self::Independent(proxy) => &proxy.value,
            Self::Dependent(joint) => &joint.value,
        }
    }

    /// For people.
    pub fn in_words(&self) -> String {
        let (value, others) = match self {
            Self::Independent(proxy) => (&proxy.value, format!("X ~ {}", proxy.error)),
            Self::Dependent(joint) => {
                let error = joint.error().map_or(String::new(), |error| format!("X ~ {error}, "));
                (&joint.value, format!("{error}{}", joint.spec()))
            }
        };
        format!("V ~ {value}, {others}, U = V + X")
    }

    /// Adds the specs to an answer for programs.
    pub fn describe(&self, json: &mut Value) {
        match self {
            Self::Independent(proxy) => {
                json["value"] = json!(proxy.value.spec());
                json["error"] = json!(proxy.error.spec());
            }
            Self::Dependent(joint) => {
                json["value"] = json!(joint.value.spec());
                json["error"] = json!(joint.error().map(|error| error.spec()));
                json["joint"] = json!(joint.spec());
            }
        }
    }
}
