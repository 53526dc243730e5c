//! The table of contents: every claim of the laboratory, one a file.

mod s4;

use crate::claim::Claim;

/// Every claim, in the order of the tables.
pub static ALL: &[&Claim] = &[];
