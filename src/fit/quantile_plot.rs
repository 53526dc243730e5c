//! Quantile-quantile plots against the normal and the exponential law, with exact pointwise bands.

use super::{Sample, bands::uniform_order_band, moments::Moments, ranks::dense_at_the_ends};
use crate::num::special::inv_ln_normal_sf;

/// An order statistic beside what the law would have there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuantilePoint {
    /// The law's quantile, in standard units.
    pub theoretical: f64,
    /// The order statistic.
    pub observed: f64,
    /// The lower end of the central 95 % of that order statistic under the fitted law.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// No picture shows more points than this.
const POINTS: usize = 400;

/// Normal plot: the line `observed = mean + sd theoretical` is the fitted law.
pub fn normal_plot(sample: &Sample, moments: &Moments) -> Vec<QuantilePoint> {
    let n = sample.size();
    let place = |level: f64| moments.mean + moments.sd * normal_quantile(level);
    let point = |i: usize| {
        let (low, high) = uniform_order_band(i + 1, n);
        QuantilePoint {
            theoretical: normal_quantile((i as f64 + 0.5) / n as f64),
            observed: sample.ascending()[i],
            low: place(low),
            high: place(high),
        }
    };
    dense_at_the_ends(n, POINTS).into_iter().map(point).collect()
}

/// Exponential plot of the excesses over `threshold`: the line `observed = mean excess x theoretical` is the fitted law.
///
/// Points that bend up and away from the line are heavier than exponential, points that bend down lighter.
pub fn exponential_plot(ascending: &[f64], threshold: f64) -> Vec<QuantilePoint> {
    let excesses: Vec<f64> =
        ascending[ascending.partition_point(|&x| x <= threshold)..].iter().map(|x| x - threshold).collect();
    let m = excesses.len();
    let mean = excesses.iter().sum::<f64>() / m as f64;
    let point = |i: usize| {
        let (low, high) = uniform_order_band(i + 1, m);
        QuantilePoint {
            theoretical: -(-(i as f64 + 0.5) / m as f64).ln_1p(),
            observed: excesses[i],
            low: -mean * (-low).ln_1p(),
            high: -mean * (-high).ln_1p(),
        }
    };
    dense_at_the_ends(m, POINTS).into_iter().map(point).collect()
}

/// The standard normal quantile.
fn normal_quantile(level: f64) -> f64 {
    -inv_ln_normal_sf(level.ln())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::moments::moments;

    #[test]
    fn normal_quantiles_lie_on_the_line_and_inside_the_band() {
        let values = (0..2000).map(|i| 3.0 + 2.0 * normal_quantile((f64::from(i) + 0.5) / 2000.0)).collect();
        let sample = Sample::new(values).unwrap();
        for point in normal_plot(&sample, &moments(&sample)) {
            assert!(point.low < point.observed && point.observed < point.high, "{point:?}");
            assert!((point.observed - 3.0 - 2.0 * point.theoretical).abs() < 1e-9);
        }
    }

    #[test]
    fn a_power_tail_leaves_the_exponential_band_upwards() {
        let values: Vec<f64> = (0..1000).rev().map(|i| ((f64::from(i) + 0.5) / 1000.0).powf(-0.7)).collect();
        let points = exponential_plot(&values, 1.0);
        let last = points.last().unwrap();
        assert!(last.observed > last.high);
    }
}
