//! A histogram with bins by the rule of Freedman and Diaconis.

use super::Sample;

/// Bins of equal width from the smallest value to the largest.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// The lower end of the first bin.
    pub start: f64,
    /// The width of each bin.
    pub width: f64,
    /// How many values fall in each; the last bin is closed above.
    pub counts: Vec<usize>,
}

/// More bins than this no picture can show; a heavy tail asks for far more.
const MOST_BINS: f64 = 400.0;

/// Bins of width `2 IQR / n^(1/3)`, at most 400 of them; Sturges' rule where the interquartile range is 0.
/// Freedman and Diaconis (1981), "On the histogram as a density estimator: L2 theory".
pub fn histogram(sample: &Sample) -> Histogram {
    let (low, high, n) = (sample.min(), sample.max(), sample.size() as f64);
    // Halves first: the range of two huge values of opposite sign overflows.
    let range = (high / 2.0 - low / 2.0) * 2.0;
    let ideal = 2.0 * (sample.quantile(0.75) - sample.quantile(0.25)) / n.cbrt();
    let wanted = if ideal > 0.0 { (range / ideal).ceil() } else { n.log2().ceil() + 1.0 };
    let bins = wanted.clamp(1.0, MOST_BINS) as usize;
    let width = range.min(f64::MAX) / bins as f64;
    let mut counts = vec![0; bins];
    for x in sample.ascending() {
        counts[(((x - low) / width) as usize).min(bins - 1)] += 1;
    }
    Histogram { start: low, width, counts }
}

impl Histogram {
    /// The density that each bin estimates: its count over `n width`.
    pub fn densities(&self) -> impl Iterator<Item = f64> + '_ {
        let total = self.counts.iter().sum::<usize>() as f64 * self.width;
        self.counts.iter().map(move |&count| count as f64 / total)
    }

    /// The middle of each bin.
    pub fn middles(&self) -> impl Iterator<Item = f64> + '_ {
        (0..self.counts.len()).map(|i| self.start + (i as f64 + 0.5) * self.width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_counted_once() {
        let values: Vec<f64> = (0..1000).map(|i| f64::from(i).sqrt()).collect();
        let bins = histogram(&Sample::new(values).unwrap());
        assert_eq!(bins.counts.iter().sum::<usize>(), 1000);
        let mass: f64 = bins.densities().map(|d| d * bins.width).sum();
        assert!((mass - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_huge_outlier_is_no_obstacle() {
        let mut values: Vec<f64> = (0..100).map(f64::from).collect();
        values.push(1e300);
        assert_eq!(histogram(&Sample::new(values).unwrap()).counts.len(), 400);
    }
}
