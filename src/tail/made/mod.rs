//! Laws made from laws, one recipe a file.

use super::Family;

/// Every recipe, in the order of the tables.
pub static ALL: &[&Family] = &[];
