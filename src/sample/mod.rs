//! The Monte Carlo route: draws, totals and selections, the same to the last bit for any number of threads.
//!
//! Refuses: quadrature and densities; it never imports `expect`, and it knows no claim.

pub mod batch;
pub mod crowd;
pub mod draw;
pub mod joint;
pub mod jump;
pub mod rare;
pub mod restart;
pub mod select;
pub mod shard;
pub mod sketch;
pub mod stream;
pub mod tasks;
pub mod total;

pub use stream::{Arithmetic, Source, Stream};
