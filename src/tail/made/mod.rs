//! Laws made from laws, one recipe a file.

mod beside;
mod centred;
mod clipped;
mod crowd;
mod empirical;
mod marks;
mod max_of;
mod min_of;
mod mixture;
mod order_of;
mod product;
mod ratio;
mod restarted;
mod root;
mod scaled;
mod shifted;
mod truncated;

pub use centred::centred;
pub use clipped::clipped;
pub use crowd::{Count, Leading, More, SurvivalCopula, attempt_of, dependent_min_of, fastest_of, powered};
pub use empirical::empirical;
pub use max_of::max_of;
pub use min_of::min_of;
pub use mixture::mixture;
pub use order_of::{median_of, order_of};
pub use product::product;
pub use restarted::restarted;
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
    &order_of::FAMILY,
    &order_of::MEDIAN,
    &crowd::FASTEST,
    &crowd::DEPENDENT,
    &crowd::POWERED,
    &product::FAMILY,
    &truncated::FAMILY,
    &clipped::FAMILY,
    &restarted::FAMILY,
    &mixture::FAMILY,
    &empirical::FAMILY,
];
