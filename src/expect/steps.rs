//! The mean time of a step, by quadrature of the survival function of the fastest approach.

use super::Refusal;
use crate::tail::{Law, Moment, made::min_of};

/// The mean time of the fastest of `power` approaches, `E min = int S^power`; real `power > 0`.
///
/// Errors: the power is not a positive finite number.
pub fn step_mean(approach: &Law, power: f64) -> Result<Moment, Refusal> {
    min_of(power, approach).map(|fastest| fastest.mean()).map_err(Refusal)
}
