//! Mills' ratio of Student's t, the survival function over the density, by Chebyshev series.

use crate::num::chebyshev::{Nodes, Series};
use std::sync::LazyLock;

/// The ratio on both sides of `t = sqrt(nu)`, in terms of `outside = nu/(nu + t^2)` and `inside = t^2/(nu + t^2)`.
#[derive(Debug)]
pub(super) struct Mills {
    /// Below, by the square root of `inside`.
    below: Series<BELOW, 1>,
    /// Above, divided by t, by `outside`.
    above: Series<ABOVE, 1>,
}

const BELOW: usize = 32;
const ABOVE: usize = 22;
/// What the last terms may come to, beside the least value.
const RESOLVED: f64 = 5e-15;

static NODES: LazyLock<(Nodes<BELOW>, Nodes<ABOVE>)> = LazyLock::new(Default::default);

impl Mills {
    /// From the ratio at any `t > 0`; none if the series would be long, as they are where nu is large.
    pub(super) fn of(nu: f64, ratio: impl Fn(f64) -> f64) -> Option<Self> {
        let at = |inside: f64, outside: f64| (nu * inside / outside).sqrt();
        let lower = NODES.0.on(0.0, 0.5f64.sqrt()).map(|root| [ratio(at(root * root, 1.0 - root * root))]);
        let upper = NODES.1.on(0.0, 0.5).map(|outside| {
            let t = at(1.0 - outside, outside);
            [ratio(t) / t]
        });
        let mills = Self { below: NODES.0.series(&lower), above: NODES.1.series(&upper) };
        let resolved = |[rest]: [f64; 1], [least]: [f64; 1]| rest <= RESOLVED * least;
        let fits =
            resolved(mills.below.rest(), mills.below.at(1.0)) && resolved(mills.above.rest(), mills.above.at(-1.0));
        fits.then_some(mills)
    }

    /// The ratio at t, with both arguments to their last digit.
    pub(super) fn at(&self, t: f64, outside: f64, inside: f64) -> f64 {
        if outside <= 0.5 {
            t * self.above.at(4.0 * outside - 1.0)[0]
        } else {
            self.below.at(8f64.sqrt() * inside.sqrt() - 1.0)[0]
        }
    }
}
