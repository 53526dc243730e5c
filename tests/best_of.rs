//! Best of n, divergences, quantilizers and best thresholds against tables, other formulas and identities.

#[path = "best_of/apart.rs"]
mod apart;
mod common;
#[path = "best_of/corners.rs"]
mod corners;
#[path = "best_of/divergences.rs"]
mod divergences;
#[path = "best_of/parts.rs"]
mod parts;
#[path = "best_of/peaks.rs"]
mod peaks;
#[path = "best_of/quantilizers.rs"]
mod quantilizers;
#[path = "best_of/random_number.rs"]
mod random_number;
#[path = "best_of/refusals.rs"]
mod refusals;
#[path = "best_of/tables.rs"]
mod tables;
#[path = "best_of/thresholds.rs"]
mod thresholds;

use common::law;
use goodhart::{model::Proxy, tail::Moment};

/// Standard deviation 1, as in the tables of the claims.
const T3: &str = "scaled(0.577350269189625764509148780502, student_t(3))";
/// Standard deviation 1.
const T5: &str = "scaled(0.774596669241483377035853079956, student_t(5))";
/// Standard deviation 2.
const T10: &str = "scaled(1.78885438199983175712733893437, student_t(10))";
/// Of mean 0.27 and standard deviation 1.00.
const LOGNORMAL: &str = "shifted(-1, lognormal(0, 0.6931471805599453))";

fn proxy(value: &str, error: &str) -> Proxy {
    Proxy { value: law(value), error: law(error) }
}

fn value(moment: Moment) -> f64 {
    moment.finite().unwrap_or_else(|| panic!("{moment:?} is not finite")).value
}
