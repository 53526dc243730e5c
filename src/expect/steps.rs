//! The mean time of a step, by quadrature of the survival function of the fastest approach.

use super::Refusal;
use crate::tail::{Law, Moment, defaults::mean_of_power};

/// The mean time of the fastest of `power` approaches, `E min = int S^power`; real `power > 0`.
///
/// Errors: the power is not a positive finite number.
pub fn step_mean(approach: &Law, power: f64) -> Result<Moment, Refusal> {
    if !(power > 0.0 && power.is_finite()) {
        return Err(Refusal(format!("the power must be a finite number above 0, not {power}")));
    }
    Ok(mean_of_power(&**approach, power))
}
