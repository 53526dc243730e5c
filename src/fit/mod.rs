//! Tail estimation from data: what a finite sample can, and cannot, say about a tail.
//!
//! Order statistics are written ascending, `X_(1) <= ... <= X_(n)`, and `k` counts the upper ones above the base
//! `X_(n-k)`. A shape `gamma` (or `xi`) above 0 means a power tail of index `1/gamma`, 0 an exponential-like tail, below 0 a
//! finite end point.
//!
//! Refuses: files, pictures, random numbers, and to conclude anything from one estimator alone.

mod bands;
pub mod clauset;
pub mod diagnosis;
pub mod gpd;
pub mod hill;
pub mod histogram;
pub mod mean_excess;
pub mod moment;
pub mod moments;
pub mod pickands;
pub mod quantile_plot;
pub mod ranks;
pub mod sample;
pub mod verdict;

pub use diagnosis::{Centre, Diagnosis, Options, diagnose};
pub use gpd::Gpd;
pub use sample::{Sample, SampleError};
pub use verdict::{Reading, Verdict};

/// An estimate of a tail's shape from the `k` largest values, with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// How many upper order statistics it uses.
    pub k: usize,
    /// The estimate.
    pub gamma: f64,
    /// Its asymptotic standard error.
    pub se: f64,
}
