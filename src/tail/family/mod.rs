//! The families, one a file.

mod pareto;

use super::Family;

/// Every family, in the order of the tables.
pub static ALL: &[&Family] = &[&pareto::FAMILY];
