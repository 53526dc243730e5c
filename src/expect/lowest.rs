//! Means that are infinite below: which of them selection leaves so.
//!
//! Refuses: to compute one that is finite; only tail indices are compared, and a borderline is taken for infinite.

use super::beyond::lower_index;
use crate::model::{Pressure, Proxy};

/// The lower tail indices of V and of U, with as how many draws the lowest ranks count.
pub(super) struct Lowest {
    of_value: f64,
    of_sum: f64,
    draws: f64,
}

/// What indices at the end of f64 leave open of one.
const CLOSE: f64 = 1e-9;

impl Lowest {
    /// Under a pressure. The best of n is below x with probability `F(x)^n`; every other weight keeps a share of the lowest ranks, and
    /// so do as many draws as one.
    pub(super) fn of(proxy: &Proxy, pressure: Pressure) -> Self {
        let of_value = lower_index(&proxy.value);
        let draws = if let Pressure::BestOf(n) = pressure { n } else { 1.0 };
        Self { of_value, of_sum: of_value.min(lower_index(&proxy.error)), draws }
    }

    /// Whether `E[U^-]` of the outcome is infinite.
    pub(super) fn takes_u(&self) -> bool {
        self.of_sum * self.draws <= 1.0 + CLOSE
    }

    /// Whether `E[V^-]` of the outcome is infinite: a low V is chosen where all the other draws are low too.
    pub(super) fn takes_v(&self) -> bool {
        self.of_value + (self.draws - 1.0) * self.of_sum <= 1.0 + CLOSE
    }
}
