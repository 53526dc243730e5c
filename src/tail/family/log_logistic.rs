//! Log-logistic: S(t) = 1 / (1 + t^c) for t >= 0, the Burr law with k = 1.

use super::burr::Burr;
use crate::tail::{Domain, Family, Law, Parameter};

/// The family.
pub static FAMILY: Family = Family {
    name: "log_logistic",
    formula: "S(t) = 1 / (1 + t^c), t >= 0",
    parameters: &[Parameter::number("c", Domain::Above(0.0))],
    typical: &["log_logistic(0.8)", "log_logistic(2)", "log_logistic(6)"],
    build: |arguments, spec| Ok(Law::new(spec, Burr { c: arguments[0].number(), k: 1.0 })),
};
