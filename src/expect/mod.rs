//! The integral route: expectations by quadrature, each with an error bound, or a refusal.
//!
//! Refuses: random numbers; it never imports `sample`.

pub mod best_of;
pub mod best_threshold;
pub mod condition;
mod cornered;
mod corners;
pub mod divergence_ball;
pub mod joint;
pub mod portfolio;
pub mod power_ball;
pub mod quantilizer;
pub mod raised;
pub mod restart;
pub mod soft_best_of;
pub mod steps;
pub mod together;
pub mod total;
pub mod value_function;

mod answer;
mod beyond;
mod climb;
mod discrete;
mod drift;
mod excess;
mod exponential;
mod far;
mod gap;
mod graded;
mod integrals;
mod jumps;
mod kernel;
mod landmarks;
mod lattice;
mod layers;
mod lowest;
mod mesh;
mod middle;
mod normal;
mod origin;
mod peaks;
mod pieces;
mod plan;
mod probes;
mod profile;
mod quantile;
mod reconcile;
mod settle;
mod sides;
mod stretch;
mod stride;
mod sum;
mod terms;
mod ties;
mod tip;
mod unseen;

/// Why a value is not given: a refusal is better than a guess.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(pub String);

/// Refuses a law whose mean is finite but is not an f64.
fn mean_within_range(law: &crate::tail::Law) -> Result<(), Refusal> {
    match law.mean() {
        crate::tail::Moment::Finite(mean) if !mean.value.is_finite() => {
            Err(Refusal(format!("the mean of {law} is finite, but larger than the largest f64")))
        }
        _ => Ok(()),
    }
}

/// Refuses a law of times that can be negative.
fn times_from_0(law: &crate::tail::Law) -> Result<(), Refusal> {
    let low = law.support().low;
    if low >= 0.0 {
        return Ok(());
    }
    Err(Refusal(format!("{law} takes times down to {low}, and times are at or above 0")))
}
