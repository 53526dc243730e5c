//! A sample fit for study: at least two finite values that are not all equal, in increasing order.

use rayon::slice::ParallelSliceMut;
use std::fmt;

/// A checked sample in increasing order.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    ascending: Vec<f64>,
    tied: usize,
}

/// Why a list of numbers is not a sample that a tail can be read from.
#[derive(Clone, Debug, PartialEq)]
pub enum SampleError {
    /// No value at all.
    Empty,
    /// A single value.
    Single,
    /// Every value is this one.
    AllEqual(f64),
    /// A value that is NaN or infinite: its index from 1, and how many there are.
    NotFinite {
        /// Index of the first, from 1.
        first: usize,
        /// How many values are not finite.
        count: usize,
    },
}

impl fmt::Display for SampleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "no values; at least 2 different ones are needed"),
            Self::Single => write!(f, "only one value; at least 2 different ones are needed"),
            Self::AllEqual(value) => write!(f, "all values equal {value}; at least 2 different ones are needed"),
            Self::NotFinite { first, count } => {
                write!(f, "value {first} is NaN or infinite ({count} such in all); every value must be finite")
            }
        }
    }
}

impl std::error::Error for SampleError {}

impl Sample {
    /// Checks and sorts the values.
    ///
    /// ```
    /// # use goodhart::fit::{Sample, SampleError};
    /// assert_eq!(Sample::new(vec![2.0, 1.0, 2.0]).unwrap().ascending(), [1.0, 2.0, 2.0]);
    /// assert_eq!(Sample::new(vec![3.0, 3.0]), Err(SampleError::AllEqual(3.0)));
    /// ```
    pub fn new(mut values: Vec<f64>) -> Result<Self, SampleError> {
        if let Some(first) = values.iter().position(|x| !x.is_finite()) {
            let count = values.iter().filter(|x| !x.is_finite()).count();
            return Err(SampleError::NotFinite { first: first + 1, count });
        }
        sort(&mut values);
        match values.as_slice() {
            [] => Err(SampleError::Empty),
            [_] => Err(SampleError::Single),
            [low, .., high] if low == high => Err(SampleError::AllEqual(*low)),
            _ => {
                let tied = tied(&values);
                Ok(Self { ascending: values, tied })
            }
        }
    }

    /// The values in increasing order.
    pub fn ascending(&self) -> &[f64] {
        &self.ascending
    }

    /// How many values there are.
    pub fn size(&self) -> usize {
        self.ascending.len()
    }

    /// How many values share their value with another.
    pub fn tied(&self) -> usize {
        self.tied
    }

    /// The smallest value.
    pub fn min(&self) -> f64 {
        self.ascending[0]
    }

    /// The largest value.
    pub fn max(&self) -> f64 {
        self.ascending[self.size() - 1]
    }

    /// The sample quantile at `level` in [0, 1], linear between order statistics (Hyndman and Fan's type 7).
    pub fn quantile(&self, level: f64) -> f64 {
        let place = level.clamp(0.0, 1.0) * (self.size() - 1) as f64;
        let below = place.floor() as usize;
        let above = (below + 1).min(self.size() - 1);
        let (low, high) = (self.ascending[below], self.ascending[above]);
        low + (place - below as f64) * (high - low)
    }

    /// The same sample measured from `origin`.
    pub fn measured_from(&self, origin: f64) -> Vec<f64> {
        self.ascending.iter().map(|x| x - origin).collect()
    }
}

/// Sorts by the order of [`f64::total_cmp`], on all cores: as integers in that order, which compare at half the cost.
fn sort(values: &mut Vec<f64>) {
    // In both directions the vector keeps its memory.
    let mut places: Vec<i64> = std::mem::take(values).into_iter().map(|x| flipped(x.to_bits() as i64)).collect();
    places.par_sort_unstable();
    *values = places.into_iter().map(|place| f64::from_bits(flipped(place) as u64)).collect();
}

/// The bits of a number of negative sign in reverse order, but for the sign: its own inverse.
fn flipped(bits: i64) -> i64 {
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

fn tied(ascending: &[f64]) -> usize {
    ascending.chunk_by(|a, b| a == b).map(<[f64]>::len).filter(|&run| run > 1).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_has_no_tail() {
        assert_eq!(Sample::new(vec![]), Err(SampleError::Empty));
        assert_eq!(Sample::new(vec![1.0]), Err(SampleError::Single));
        let error = Sample::new(vec![1.0, f64::NAN, f64::INFINITY]).unwrap_err();
        assert_eq!(error, SampleError::NotFinite { first: 2, count: 2 });
    }

    #[test]
    fn sorts_as_total_order_does() {
        let mut values: Vec<f64> = (1..5000).map(|i| (f64::from(i) * 0.618).fract() - 0.5).collect();
        values.extend([f64::MAX, f64::MIN, 0.0, -0.0, f64::MIN_POSITIVE, -1e-320]);
        let mut expected = values.clone();
        expected.sort_by(f64::total_cmp);
        let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(Sample::new(values).unwrap().ascending()), bits(&expected));
    }

    #[test]
    fn counts_ties_and_takes_signed_zeros_as_equal() {
        assert_eq!(Sample::new(vec![1.0, 2.0, 1.0, 3.0, 3.0, 3.0]).unwrap().tied(), 5);
        assert_eq!(Sample::new(vec![0.0, -0.0, 1.0]).unwrap().tied(), 2);
    }

    #[test]
    fn quantiles_are_linear_between_order_statistics() {
        let sample = Sample::new(vec![4.0, 1.0, 2.0, 3.0]).unwrap();
        assert_eq!(sample.quantile(0.5), 2.5);
        assert_eq!((sample.quantile(0.0), sample.quantile(1.0)), (1.0, 4.0));
    }
}
