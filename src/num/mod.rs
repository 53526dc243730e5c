//! Numbers, no probability: logs, monotone inversion, quadrature, special functions.
//!
//! Refuses: any law, any random number, any file.

pub mod cells;
pub mod chebyshev;
pub mod estimate;
pub mod exponentials;
pub mod inversion;
pub mod invert;
pub mod lanes;
pub mod logs;
pub mod nested;
pub mod newton;
pub mod quadrature;
pub mod special;

pub use estimate::Estimate;
