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
    /// How many pairs of coefficients count, an even and an odd one each.
    pairs: usize,
}

/// Last coefficients this small beside the largest of their function are rounding, and left out.
const ROUNDING: f64 = 4.0 * f64::EPSILON;

impl<const N: usize> Nodes<N> {
    /// The zeros of the Chebyshev polynomial of degree N, for an even number of terms.
    pub fn new() -> Self {
        const { assert!(N >= 4 && N.is_multiple_of(2), "a series has an even number of terms, at least four") };
        // Whole turns are taken off while the angle is a fraction of integers, and what is left is at most half a turn.
        let cosine = |k: usize, j: usize| {
            let part = k * (2 * j + 1) % (4 * N);
            (std::f64::consts::PI * part.min(4 * N - part) as f64 / (2 * N) as f64).cos()
        };
        Self { cosines: std::array::from_fn(|k| std::array::from_fn(|j| cosine(k, j))) }
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
        let counts = |row: &[f64; K]| (0..K).any(|part| row[part].abs() > ROUNDING * largest[part]);
        let pairs = coefficients.iter().rposition(counts).map_or(1, |last| last / 2 + 1);
        Series { coefficients, pairs }
    }
}

impl<const N: usize> Default for Nodes<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize, const K: usize> Series<N, K> {
    /// The functions at a share of the stretch from -1 to 1.
    ///
    /// Clenshaw's recurrence, for the even terms and for the odd ones over the share: with `y = 2 share^2 - 1` both
    /// `T_2k(share)` and `T_2k+1(share) / share` obey that of Chebyshev in y, and neither waits for the other.
    pub fn at(&self, share: f64) -> [f64; K] {
        let y = 2.0 * share * share - 1.0;
        let twice = 2.0 * y;
        let (mut last, mut before) = ([[0.0; K]; 2], [[0.0; K]; 2]);
        for pair in self.coefficients[2..2 * self.pairs].chunks_exact(2).rev() {
            for parity in 0..2 {
                for part in 0..K {
                    let next = pair[parity][part] + twice * last[parity][part] - before[parity][part];
                    before[parity][part] = last[parity][part];
                    last[parity][part] = next;
                }
            }
        }
        std::array::from_fn(|part| {
            let even = self.coefficients[0][part] + y * last[0][part] - before[0][part];
            let odd = self.coefficients[1][part] + (twice - 1.0) * last[1][part] - before[1][part];
            even + share * odd
        })
    }

    /// The derivatives with respect to the share.
    ///
    /// ```
    /// use goodhart::num::chebyshev::Nodes;
    /// let nodes = Nodes::<16>::new();
    /// let series = nodes.series(&nodes.on(-1.0, 1.0).map(|x| [x.exp()]));
    /// assert!((series.slope().at(0.3)[0] - 0.3f64.exp()).abs() < 1e-12);
    /// ```
    pub fn slope(&self) -> Self {
        let mut coefficients = [[0.0; K]; N];
        for k in (1..N).rev() {
            let before = if k + 1 < N { coefficients[k + 1] } else { [0.0; K] };
            let row = self.coefficients[k];
            coefficients[k - 1] = std::array::from_fn(|part| before[part] + 2.0 * k as f64 * row[part]);
        }
        coefficients[0] = coefficients[0].map(|first| 0.5 * first);
        Self { coefficients, pairs: self.pairs }
    }

    /// Up to which term the coefficients of one function are above a size, 1 for its constant alone.
    ///
    /// ```
    /// use goodhart::num::chebyshev::Nodes;
    /// let nodes = Nodes::<16>::new();
    /// let series = nodes.series(&nodes.on(-1.0, 1.0).map(|x| [x * x]));
    /// assert_eq!(series.terms_above(0, 1e-14), 3);
    /// ```
    pub fn terms_above(&self, part: usize, size: f64) -> usize {
        self.coefficients.iter().rposition(|row| row[part].abs() > size).map_or(1, |last| last + 1)
    }

    /// The coefficients of the powers of the share: for a few terms only, since those of high powers cancel each other.
    ///
    /// ```
    /// use goodhart::num::chebyshev::Nodes;
    /// let nodes = Nodes::<4>::new();
    /// let powers = nodes.series(&nodes.on(-1.0, 1.0).map(|x| [3.0 + x * x])).powers();
    /// assert!((powers[0][0] - 3.0).abs() < 1e-14 && powers[1][0].abs() < 1e-14 && (powers[2][0] - 1.0).abs() < 1e-14);
    /// ```
    pub fn powers(&self) -> [[f64; K]; N] {
        let unit = |one: usize| -> [f64; N] { std::array::from_fn(|power| f64::from(u8::from(power == one))) };
        // T_(k+1) = 2 x T_k - T_(k-1), also from T_0 = 1 on with x for T_(-1).
        let (mut sums, mut before, mut last) = ([[0.0; K]; N], unit(1), unit(0));
        for row in &self.coefficients {
            (0..N).for_each(|power| (0..K).for_each(|part| sums[power][part] += last[power] * row[part]));
            let next: [f64; N] =
                std::array::from_fn(|power| (if power == 0 { 0.0 } else { 2.0 * last[power - 1] }) - before[power]);
            (before, last) = (last, next);
        }
        sums
    }

    /// Adds a constant to one of the functions.
    pub fn raise(&mut self, part: usize, by: f64) {
        self.coefficients[0][part] += by;
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
