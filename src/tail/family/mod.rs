//! The families, one a file.

mod gamma;
mod levy;
mod log_cauchy;
mod log_gamma;
mod lognormal;
mod normal;
mod pareto;
mod student_t;

use super::Family;

/// Every family, in the order of the tables.
#[rustfmt::skip]
pub static ALL: &[&Family] = &[
    &normal::FAMILY,
    &student_t::FAMILY,
    &gamma::FAMILY,
    &lognormal::FAMILY,
    &pareto::FAMILY,
    &levy::FAMILY,
    &log_gamma::FAMILY,
    &log_cauchy::FAMILY,
];
