//! Sample moments: size, centre, spread, skewness, kurtosis and extremes.

use super::Sample;

/// The moments of a sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// How many values.
    pub n: usize,
    /// The mean.
    pub mean: f64,
    /// The standard deviation, divisor n.
    pub sd: f64,
    /// The third central moment over sd^3.
    pub skewness: f64,
    /// The fourth central moment over sd^4, minus 3.
    pub excess_kurtosis: f64,
    /// The smallest value.
    pub min: f64,
    /// The largest value.
    pub max: f64,
}

/// The moments of a sample, by two passes over values scaled to at most 1 so that no power overflows.
pub fn moments(sample: &Sample) -> Moments {
    let scale = sample.min().abs().max(sample.max().abs());
    let unit: Vec<f64> = sample.ascending().iter().map(|x| x / scale).collect();
    let n = unit.len() as f64;
    let rough = unit.iter().sum::<f64>() / n;
    let mean = rough + unit.iter().map(|x| x - rough).sum::<f64>() / n;
    let central = |power| unit.iter().map(|x| (x - mean).powi(power)).sum::<f64>() / n;
    let variance = central(2);
    Moments {
        n: unit.len(),
        mean: mean * scale,
        sd: variance.sqrt() * scale,
        skewness: central(3) / variance.powf(1.5),
        excess_kurtosis: central(4) / variance.powi(2) - 3.0,
        min: sample.min(),
        max: sample.max(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_one_to_five() {
        let m = moments(&Sample::new(vec![1.0, 2.0, 3.0, 4.0, 5.0]).unwrap());
        assert!((m.mean - 3.0).abs() < 1e-14 && (m.sd - 2f64.sqrt()).abs() < 1e-14);
        assert!(m.skewness.abs() < 1e-14 && (m.excess_kurtosis + 1.3).abs() < 1e-13);
    }

    #[test]
    fn huge_values_do_not_overflow() {
        let m = moments(&Sample::new(vec![-1e300, 1e300, 0.0]).unwrap());
        assert!(m.sd.is_finite() && (m.excess_kurtosis + 1.5).abs() < 1e-12);
    }
}
