//! Mills' ratio of Student's t, the survival function over the density, by Chebyshev series.

use crate::num::chebyshev::{Nodes, Series};
use std::sync::LazyLock;

/// The logarithm of the ratio on both sides of `t = sqrt(nu)`, in terms of `outside = nu/(nu + t^2)` and
/// `inside = t^2/(nu + t^2)`.
#[derive(Debug)]
pub(super) struct Mills {
    /// Below, by the square root of `inside`.
    below: Series<BELOW, 1>,
    /// Above, less `ln sqrt(nu + t^2)`, by `outside`.
    above: Series<ABOVE, 1>,
}

const BELOW: usize = 32;
const ABOVE: usize = 24;
/// What the last terms may come to.
const RESOLVED: f64 = 2e-15;

static NODES: LazyLock<(Nodes<BELOW>, Nodes<ABOVE>)> = LazyLock::new(Default::default);

impl Mills {
    /// From the ratio at any `t > 0`; none if the series would be long, as they are where nu is large.
    pub(super) fn of(nu: f64, ratio: impl Fn(f64) -> f64) -> Option<Self> {
        let at = |inside: f64, outside: f64| (nu * inside / outside).sqrt();
        let lower = NODES.0.on(0.0, 0.5f64.sqrt()).map(|root| [ratio(at(root * root, 1.0 - root * root)).ln()]);
        let upper = NODES.1.on(0.0, 0.5).map(|outside| {
            let t = at(1.0 - outside, outside);
            [(ratio(t) / t).ln() + 0.5 * (-outside).ln_1p()]
        });
        let mills = Self { below: NODES.0.series(&lower), above: NODES.1.series(&upper) };
        (mills.below.rest()[0] <= RESOLVED && mills.above.rest()[0] <= RESOLVED).then_some(mills)
    }

    /// The logarithm of the ratio at t, with both arguments to their last digit: in two parts, the second of which counts in
    /// units of `ln (1 + t^2/nu)`.
    pub(super) fn ln_at(&self, outside: f64, inside: f64, half_ln_nu: f64) -> (f64, f64) {
        if outside <= 0.5 {
            (half_ln_nu + self.above.at(4.0 * outside - 1.0)[0], 0.5)
        } else {
            (self.below.at(8f64.sqrt() * inside.sqrt() - 1.0)[0], 0.0)
        }
    }
}
