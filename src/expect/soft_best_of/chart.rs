//! Several functions on one stretch of a line, by their Chebyshev series.
//!
//! Refuses: to say that they are resolved; the last coefficients are given, and the caller judges.

/// How many nodes a stretch has.
pub(super) const NODES: usize = 20;

/// The nodes of a stretch, in decreasing order; none is an end of it.
pub(super) fn nodes(low: f64, high: f64) -> [f64; NODES] {
    let (middle, half) = (0.5 * (low + high), 0.5 * (high - low));
    std::array::from_fn(|j| middle + half * angle(j).cos())
}

fn angle(j: usize) -> f64 {
    std::f64::consts::PI * (j as f64 + 0.5) / NODES as f64
}

/// K functions on one stretch.
#[derive(Clone, Debug)]
pub(super) struct Chart<const K: usize> {
    coefficients: [[f64; K]; NODES],
}

impl<const K: usize> Chart<K> {
    /// From the values at [`nodes`].
    pub(super) fn new(values: &[[f64; K]; NODES]) -> Self {
        let coefficients = std::array::from_fn(|k| {
            let factor = if k == 0 { 1.0 } else { 2.0 } / NODES as f64;
            std::array::from_fn(|part| {
                let terms = values.iter().enumerate().map(|(j, value)| value[part] * (k as f64 * angle(j)).cos());
                factor * terms.sum::<f64>()
            })
        });
        Self { coefficients }
    }

    /// The functions at a share of the stretch from -1 to 1, by Clenshaw's recurrence.
    pub(super) fn at(&self, share: f64) -> [f64; K] {
        let twice = 2.0 * share;
        let (mut last, mut before) = ([0.0; K], [0.0; K]);
        for row in self.coefficients[1..].iter().rev() {
            for part in 0..K {
                let next = row[part] + twice * last[part] - before[part];
                before[part] = last[part];
                last[part] = next;
            }
        }
        std::array::from_fn(|part| self.coefficients[0][part] + share * last[part] - before[part])
    }

    /// The size of the last coefficients: roughly what the series leave out.
    pub(super) fn rest(&self) -> [f64; K] {
        std::array::from_fn(|part| self.coefficients[NODES - 3..].iter().map(|row| row[part].abs()).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_polynomial_is_met_everywhere_and_leaves_no_rest() {
        let f = |x: f64| [x.powi(7) - 3.0 * x, 2.0];
        let chart = Chart::new(&nodes(-1.0, 3.0).map(f));
        for share in [-1.0, -0.3, 0.0, 0.77, 1.0] {
            let (got, truth) = (chart.at(share), f(1.0 + 2.0 * share));
            assert!((got[0] - truth[0]).abs() < 1e-11 && (got[1] - 2.0).abs() < 1e-14, "{share}: {got:?} {truth:?}");
        }
        assert!(chart.rest()[0] < 1e-11);
    }

    #[test]
    fn a_corner_leaves_a_rest() {
        let chart = Chart::new(&nodes(0.0, 1.0).map(|x| [(x - 0.3).abs()]));
        assert!(chart.rest()[0] > 1e-4);
    }
}
