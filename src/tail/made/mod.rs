//! Laws made from laws, one recipe a file.

mod scaled;

pub use scaled::scaled;

use super::Family;

/// Every recipe, in the order of the tables.
pub static ALL: &[&Family] = &[&scaled::FAMILY];
