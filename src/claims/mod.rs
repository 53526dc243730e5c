//! The table of contents: every claim of the laboratory, one a file.

use crate::claim::Claim;

/// Every claim, in the order of the tables.
pub static ALL: &[&Claim] = &[];
