//! The band of a measurement at a given false-alarm rate: exact, without a law of large numbers.

use super::Measured;
use super::binomial::{clopper_pearson, quantile_ranks};

/// Where the truth lies but for the false-alarm rate, and the measurement itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Lower end.
    pub low: f64,
    /// The measured value.
    pub middle: f64,
    /// Upper end.
    pub high: f64,
}

impl Band {
    /// Whether the band meets `[value - error, value + error]`.
    pub fn meets(&self, value: f64, error: f64) -> bool {
        value + error >= self.low && value - error <= self.high
    }
}

impl Measured {
    /// The band at a false-alarm rate in (0, 1): the truth is outside it with chance at most that.
    ///
    /// ```
    /// # use goodhart::claim::Measured;
    /// let band = Measured::Frequency { hits: 500, trials: 1000 }.band(1e-9);
    /// assert!(band.low < 0.41 && band.low > 0.40 && band.high < 0.60);
    /// ```
    pub fn band(&self, false_alarm: f64) -> Band {
        match self {
            Self::Enclosure(estimate) => {
                let (middle, error) = (estimate.value, estimate.error);
                Band { low: middle - error, middle, high: middle + error }
            }
            Self::Frequency { hits, trials } => {
                let (low, high) = clopper_pearson(*hits, *trials, false_alarm);
                Band { low, middle: *hits as f64 / *trials as f64, high }
            }
            Self::Quantile { sorted, level } => quantile_band(sorted, *level, false_alarm),
            Self::BoundedMean { count, mean, variance, low, high } => {
                let reach = bernstein(*count, *variance, high - low, false_alarm);
                Band { low: (mean - reach).max(*low), middle: *mean, high: (mean + reach).min(*high) }
            }
        }
    }
}

/// The band between two order statistics.
fn quantile_band(sorted: &[f64], level: f64, false_alarm: f64) -> Band {
    let size = sorted.len() as u64;
    let (low, high) = quantile_ranks(size, level, false_alarm);
    let rank = |rank: u64| sorted[rank as usize - 1];
    let middle = ((size as f64 * level).ceil() as u64).clamp(1, size);
    Band { low: low.map_or(f64::NEG_INFINITY, rank), middle: rank(middle), high: high.map_or(f64::INFINITY, rank) }
}

/// How far the mean of independent values in an interval of this width lies from its expectation, but for `false_alarm`.
///
/// Maurer and Pontil, "Empirical Bernstein bounds and sample variance penalization" (2009), theorem 4, used at both ends.
fn bernstein(count: u64, variance: f64, width: f64, false_alarm: f64) -> f64 {
    if count < 2 {
        return width;
    }
    let (n, ln_inverse) = (count as f64, (4.0 / false_alarm).ln());
    (2.0 * variance * ln_inverse / n).sqrt() + 7.0 * width * ln_inverse / (3.0 * (n - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enclosure_is_its_own_band() {
        let band = Measured::Enclosure(crate::num::Estimate::new(2.0, 0.5)).band(1e-9);
        assert_eq!((band.low, band.middle, band.high), (1.5, 2.0, 2.5));
        assert!(band.meets(2.6, 0.2) && !band.meets(2.6, 0.05) && !band.meets(1.0, 0.4));
    }

    #[test]
    fn the_bernstein_band_has_the_width_of_its_theorem() {
        let measured = Measured::BoundedMean { count: 1001, mean: 0.5, variance: 0.04, low: 0.0, high: 1.0 };
        let band = measured.band(0.1);
        let ln = 40.0f64.ln();
        let reach = (2.0 * 0.04 * ln / 1001.0).sqrt() + 7.0 * ln / 3000.0;
        assert!((band.high - 0.5 - reach).abs() < 1e-15 && (0.5 - band.low - reach).abs() < 1e-15);
    }

    #[test]
    fn bands_cover_the_truth_as_often_as_they_say_and_not_always() {
        let source = crate::sample::Source::new(5, "bands", "coverage");
        let (runs, rate, size) = (4000u64, 0.1, 99);
        let mut missed = [0u64; 3];
        for run in 0..runs {
            let mut stream = source.shard(run);
            let mut sample: Vec<f64> = (0..size).map(|_| stream.uniform()).collect();
            let hits = sample.iter().filter(|u| **u < 0.3).count() as u64;
            let mean = sample.iter().sum::<f64>() / size as f64;
            let variance = sample.iter().map(|u| (u - mean).powi(2)).sum::<f64>() / (size - 1) as f64;
            sample.sort_by(f64::total_cmp);
            let measured = [
                (Measured::Frequency { hits, trials: size }, 0.3),
                (Measured::Quantile { sorted: sample.into(), level: 0.3 }, 0.3),
                (Measured::BoundedMean { count: size, mean, variance, low: 0.0, high: 1.0 }, 0.5),
            ];
            for (count, (measured, truth)) in missed.iter_mut().zip(measured) {
                *count += u64::from(!measured.band(rate).meets(truth, 0.0));
            }
        }
        // At most a tenth; the two exact bands must also not be far wider than they need to be.
        assert!(missed.iter().all(|m| *m < 400 + 120), "{missed:?}");
        assert!(missed[0] > 120 && missed[1] > 120, "{missed:?}");
    }
}
