//! Laws made from laws, one recipe a file.

mod centred;
mod clipped;
mod empirical;
mod marks;
mod max_of;
mod min_of;
mod mixture;
mod ratio;
mod scaled;
mod shifted;
mod truncated;

pub use centred::centred;
pub use clipped::clipped;
pub use empirical::empirical;
pub use max_of::max_of;
pub use min_of::min_of;
pub use mixture::mixture;
pub use scaled::scaled;
pub use shifted::shifted;
pub use truncated::truncated;

use super::Family;

/// Every recipe, in the order of the tables.
pub static ALL: &[&Family] = &[
    &scaled::FAMILY,
    &shifted::FAMILY,
    &centred::FAMILY,
    &min_of::FAMILY,
    &max_of::FAMILY,
    &truncated::FAMILY,
    &clipped::FAMILY,
    &mixture::FAMILY,
    &empirical::FAMILY,
];
