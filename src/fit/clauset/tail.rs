//! How far the values at or above a candidate are from the power law fitted to them.

use super::{super::hill::ln_ratio, Distance};
use std::collections::VecDeque;

/// The values at or above a candidate, and the index fitted to them.
pub(super) struct Tail<'a> {
    pub(super) values: &'a [f64],
    pub(super) index: f64,
    pub(super) distance: Distance,
}

/// More than the rounding of a distribution function: nothing is left out for a difference that small.
pub(super) const ROUNDING: f64 = 1e-14;

impl Tail<'_> {
    fn fitted_cdf(&self, i: usize) -> f64 {
        -(-self.index * ln_ratio(self.values[i], self.values[0])).exp_m1()
    }

    fn deviation(&self, i: usize, cdf: f64) -> f64 {
        let m = self.values.len() as f64;
        (cdf - i as f64 / m).abs().max(((i as f64 + self.distance.reach()) / m - cdf).abs())
    }

    /// The largest deviation and its place; or, where it exceeds `limit`, the largest at `telling` and at the first `looks` places beside.
    ///
    /// Stretches of the sample that cannot hold the largest are left out.
    pub(super) fn largest_deviation(&self, limit: f64, telling: usize, looks: usize) -> (f64, usize) {
        let last = self.values.len() - 1;
        let mut largest = (0.0, 0);
        let look = |i: usize, largest: &mut (f64, usize)| {
            let cdf = self.fitted_cdf(i);
            let deviation = self.deviation(i, cdf);
            if deviation > largest.0 {
                *largest = (deviation, i);
            }
            (i, cdf)
        };
        look(telling, &mut largest);
        if largest.0 > limit && looks == 0 {
            return largest;
        }
        let ends = (look(0, &mut largest), look(last, &mut largest));
        let mut looked = 2;
        // Breadth first: long stretches are split before short ones.
        let mut open = VecDeque::from([ends]);
        while let Some((low, high)) = open.pop_front() {
            if high.0 - low.0 < 2 || self.bound(low, high) + ROUNDING <= largest.0 {
                continue;
            }
            if largest.0 > limit && looked >= looks {
                break;
            }
            let middle = look(low.0 + (high.0 - low.0) / 2, &mut largest);
            looked += 1;
            open.extend([(low, middle), (middle, high)]);
        }
        largest
    }

    /// No place strictly between two others deviates more than this, since both distributions increase.
    fn bound(&self, (low, low_cdf): (usize, f64), (high, high_cdf): (usize, f64)) -> f64 {
        let m = self.values.len() as f64;
        let sample_above = (high as f64 - 1.0 + self.distance.reach()) / m - low_cdf;
        let law_above = high_cdf - (low as f64 + 1.0) / m;
        sample_above.max(law_above)
    }
}
