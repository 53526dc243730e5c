//! Several functions on one stretch of a line, by their Chebyshev series.
//!
//! Refuses: to say that they are resolved; the last coefficients are given, and the caller judges.

/// The nodes at which N terms of a series are found.
#[derive(Clone, Debug)]
pub struct Nodes<const N: usize> {
    /// `cos(k angle_j)` for coefficient k and node j.
    cosines: [[f64; N]; N],
}

/// K functions on one stretch.
#[derive(Clone, Debug)]
pub struct Series<const N: usize, const K: usize> {
    coefficients: [[f64; K]; N],
    /// How many of the coefficients count.
    used: usize,
}

/// Coefficients this small beside the largest of their function are left out.
const NOTHING: f64 = 1e-18;

impl<const N: usize> Nodes<N> {
    /// The zeros of the Chebyshev polynomial of degree N, for at least two terms.
    pub fn new() -> Self {
        let angle = |j: usize| std::f64::consts::PI * (j as f64 + 0.5) / N as f64;
        Self { cosines: std::array::from_fn(|k| std::array::from_fn(|j| (k as f64 * angle(j)).cos())) }
    }

    /// The nodes of a stretch, in decreasing order; none is an end of it.
    pub fn on(&self, low: f64, high: f64) -> [f64; N] {
        let (middle, half) = (0.5 * (low + high), 0.5 * (high - low));
        self.cosines[1].map(|cosine| middle + half * cosine)
    }

    /// The series of functions from their values at the nodes of a stretch.
    ///
    /// ```
    /// use goodhart::num::chebyshev::Nodes;
    /// let nodes = Nodes::<16>::new();
    /// let series = nodes.series(&nodes.on(0.0, 2.0).map(|x| [x.exp(), x.sin()]));
    /// let [exp, sin] = series.at(0.5);
    /// assert!((exp - 1.5f64.exp()).abs() < 1e-14 && (sin - 1.5f64.sin()).abs() < 1e-14);
    /// ```
    pub fn series<const K: usize>(&self, values: &[[f64; K]; N]) -> Series<N, K> {
        let coefficients: [[f64; K]; N] = std::array::from_fn(|k| {
            let factor = if k == 0 { 1.0 } else { 2.0 } / N as f64;
            let mut sums = [0.0; K];
            for (value, cosine) in values.iter().zip(&self.cosines[k]) {
                (0..K).for_each(|part| sums[part] += value[part] * cosine);
            }
            sums.map(|sum| factor * sum)
        });
        let largest: [f64; K] =
            std::array::from_fn(|part| coefficients.iter().map(|row| row[part].abs()).fold(0.0, f64::max));
        let counts = |row: &[f64; K]| (0..K).any(|part| row[part].abs() > NOTHING * largest[part]);
        let used = coefficients.iter().rposition(counts).map_or(1, |last| last + 1);
        Series { coefficients, used }
    }
}

impl<const N: usize> Default for Nodes<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize, const K: usize> Series<N, K> {
    /// The functions at a share of the stretch from -1 to 1, by Clenshaw's recurrence.
    pub fn at(&self, share: f64) -> [f64; K] {
        let twice = 2.0 * share;
        let (mut last, mut before) = ([0.0; K], [0.0; K]);
        for row in self.coefficients[1..self.used].iter().rev() {
            for part in 0..K {
                let next = row[part] + twice * last[part] - before[part];
                before[part] = last[part];
                last[part] = next;
            }
        }
        std::array::from_fn(|part| self.coefficients[0][part] + share * last[part] - before[part])
    }

    /// The size of the last three coefficients: roughly what the series leave out.
    pub fn rest(&self) -> [f64; K] {
        std::array::from_fn(|part| self.coefficients[N - 3..].iter().map(|row| row[part].abs()).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_polynomial_is_met_everywhere_and_leaves_no_rest() {
        let f = |x: f64| [x.powi(7) - 3.0 * x, 2.0];
        let nodes = Nodes::<20>::new();
        let series = nodes.series(&nodes.on(-1.0, 3.0).map(f));
        for share in [-1.0, -0.3, 0.0, 0.77, 1.0] {
            let (got, truth) = (series.at(share), f(1.0 + 2.0 * share));
            assert!((got[0] - truth[0]).abs() < 1e-11 && (got[1] - 2.0).abs() < 1e-14, "{share}: {got:?} {truth:?}");
        }
        assert!(series.rest()[0] < 1e-11);
    }

    #[test]
    fn a_corner_leaves_a_rest() {
        let nodes = Nodes::<20>::new();
        let series = nodes.series(&nodes.on(0.0, 1.0).map(|x| [(x - 0.3).abs()]));
        assert!(series.rest()[0] > 1e-4);
    }
}
