//! The integral route: expectations by quadrature, each with an error bound, or a refusal.
//!
//! Refuses: random numbers; it never imports `sample`.

pub mod best_of;
pub mod condition;
pub mod steps;

mod discrete;
mod mesh;
mod normal;
mod peaks;
mod profile;
mod sum;

/// Why a value is not given: a refusal is better than a guess.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(pub String);
