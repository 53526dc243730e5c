//! The mean time of a step, by quadrature (stub).

use super::Refusal;
use crate::tail::{Law, Moment};

/// The mean time of the fastest of `power` approaches; real power > 0.
pub fn step_mean(_approach: &Law, _power: f64) -> Result<Moment, Refusal> {
    unimplemented!()
}
