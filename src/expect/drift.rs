//! `ln S_X(t - v) - ln S_X(t - m)` for v near m, as a polynomial: what the nodes of one threshold ask for a hundred times.

use crate::num::chebyshev::{Nodes, Series};
use std::sync::LazyLock;

/// How many terms: an even number, so that no node is at m itself.
const TERMS: usize = 20;
/// What the last terms may come to, beside the first.
const RESOLVED: f64 = 1e-13;

static NODES: LazyLock<Nodes<TERMS>> = LazyLock::new(Nodes::new);

/// The difference of logarithms within some distance of m.
#[derive(Clone, Debug)]
pub(super) struct Drift {
    reach: f64,
    /// The difference over `v - m`, which keeps its digits where both vanish.
    slope: Series<TERMS, 1>,
}

impl Drift {
    /// From a precise difference at an offset `v - m`; none if a polynomial does not show it as far as `reach`.
    pub(super) fn of(difference: impl Fn(f64) -> f64, reach: f64) -> Option<Self> {
        let slopes = NODES.on(-reach, reach).map(|offset| [difference(offset) / offset]);
        let slope = NODES.series(&slopes);
        let resolved = slope.rest()[0] <= RESOLVED * slope.at(0.0)[0].abs();
        resolved.then_some(Self { reach, slope })
    }

    /// The difference at an offset, if it is within reach.
    pub(super) fn at(&self, offset: f64) -> Option<f64> {
        let share = offset / self.reach;
        (share.abs() <= 1.0).then(|| offset * self.slope.at(share)[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_power_keeps_its_digits_however_near() {
        let exact = |v: f64| -3.0 * (-v / 1e6).ln_1p();
        let drift = Drift::of(exact, 10.0).unwrap();
        for v in [-9.9, -1e-3, 1e-12, 0.4, 10.0] {
            assert!((drift.at(v).unwrap() / exact(v) - 1.0).abs() < 1e-15, "{v}");
        }
        assert_eq!(drift.at(0.0), Some(0.0));
        assert!(drift.at(10.1).is_none());
    }

    #[test]
    fn a_corner_is_not_taken_for_a_polynomial() {
        assert!(Drift::of(|v| v.max(0.3), 1.0).is_none());
        assert!(Drift::of(|_| f64::NAN, 1.0).is_none());
    }
}
