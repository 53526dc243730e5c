//! Soft best of n against other formulas, limits and draws.

mod common;
#[path = "soft_best_of/discrete.rs"]
mod discrete;
#[path = "soft_best_of/drawn.rs"]
mod drawn;
#[path = "soft_best_of/limits.rs"]
mod limits;
#[path = "soft_best_of/table.rs"]
mod table;

use common::law;
use goodhart::{model::Proxy, tail::Moment};

fn proxy(value: &str, error: &str) -> Proxy {
    Proxy { value: law(value), error: law(error) }
}

fn value(moment: Moment) -> f64 {
    moment.finite().unwrap_or_else(|| panic!("{moment:?} is not finite")).value
}
