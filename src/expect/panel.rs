//! The law of U on a stretch of its axis, interpolated between Chebyshev points.
//!
//! The logarithms of tail, density and gain are far smoother than any integrand made of them, so that a few integrations over
//! V serve a sharp weight at every n.

use std::f64::consts::PI;

/// U at one place: depths of both tails, density, and `E[V | U >= u]` minus the mean of V, with a relative error.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    pub(super) ln_p: f64,
    pub(super) ln_q: f64,
    pub(super) ln_density: f64,
    pub(super) gain: f64,
    /// Relative error of `p`, of the density and of the gain together.
    pub(super) relative_error: f64,
}

/// A stretch of the coordinate with levels at its Chebyshev points.
#[derive(Clone, Debug)]
pub(super) struct Panel {
    pub(super) range: (f64, f64),
    /// Actual coordinates of the nodes, the same on [-1, 1], increasing, and their barycentric weights.
    coordinates: Vec<f64>,
    nodes: Vec<f64>,
    weights: Vec<f64>,
    levels: Vec<Level>,
    /// The nearer tail, the density and the gain.
    curves: [Curve; 3],
    /// Whether the nearer tail is the upper one.
    upper: bool,
    /// Relative error of what is interpolated, and that of the levels themselves.
    pub(super) interpolation: f64,
    pub(super) inherited: f64,
}

/// A positive function by its logarithms, or by its values where some vanish.
#[derive(Clone, Debug)]
struct Curve {
    logarithmic: bool,
    values: Vec<f64>,
}

/// How many points a stretch may have; each set contains the one before.
const COUNTS: [usize; 3] = [9, 17, 33];
/// Nodes stay this share of the stretch away from its ends, which may be corners of the law.
const MARGIN: f64 = 1e-9;

impl Panel {
    /// The coordinates of the nodes of the first set.
    pub(super) fn first_nodes(range: (f64, f64)) -> Vec<f64> {
        (0..COUNTS[0]).map(|k| node(range, COUNTS[0], k)).collect()
    }

    /// Coordinates of the nodes that the next larger set adds; none if this is the largest.
    pub(super) fn further_nodes(&self) -> Option<Vec<f64>> {
        let count = *COUNTS.iter().find(|count| **count > self.levels.len())?;
        Some((0..count).filter(|k| k % 2 == 1).map(|k| node(self.range, count, k)).collect())
    }

    /// From levels at the nodes, each with its actual coordinate, in increasing order.
    pub(super) fn new(range: (f64, f64), levels: Vec<(f64, Level)>) -> Self {
        let count = levels.len();
        let half = 0.5 * (range.1 - range.0);
        let nominal: Vec<f64> =
            (0..count).map(|k| -(PI * k as f64 / (count - 1) as f64).cos() * (1.0 - MARGIN)).collect();
        let coordinates: Vec<f64> = levels.iter().map(|(y, _)| *y).collect();
        let actual = levels.iter().map(|(y, _)| ((y - range.0) - half) / half);
        let closest = nominal[1] - nominal[0];
        // A place is rounded to a double; the interpolant knows, unless the rounding is all there is.
        let nodes: Vec<f64> =
            actual.zip(&nominal).map(|(a, &n)| if (a - n).abs() < 0.05 * closest { a } else { n }).collect();
        let weights = barycentric(&nodes);
        let levels: Vec<Level> = levels.into_iter().map(|(_, level)| level).collect();
        let centre = &levels[count / 2];
        let upper = centre.ln_p <= centre.ln_q;
        let tail = |level: &Level| if upper { level.ln_p } else { level.ln_q };
        let curves = [
            Curve::of_logarithms(levels.iter().map(tail).collect()),
            Curve::of_logarithms(levels.iter().map(|level| level.ln_density).collect()),
            Curve::of_values(levels.iter().map(|level| level.gain).collect()),
        ];
        let interpolation = curves.iter().map(Curve::tail_of_coefficients).sum();
        let inherited = levels.iter().map(|level| level.relative_error).fold(0.0, f64::max);
        Self { range, coordinates, nodes, weights, levels, curves, upper, interpolation, inherited }
    }

    /// The levels at the nodes in increasing order.
    pub(super) fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// The coordinates of the nodes.
    pub(super) fn coordinates(&self) -> impl Iterator<Item = f64> + '_ {
        self.coordinates.iter().copied()
    }

    /// The level at a coordinate.
    pub(super) fn at(&self, y: f64) -> Level {
        let half = 0.5 * (self.range.1 - self.range.0);
        let x = ((y - self.range.0) - half) / half;
        let [tail, density, gain] = self.interpolate(x);
        let tail = self.curves[0].logarithm(tail).min(0.0);
        let other = crate::num::logs::ln_1m_exp(tail);
        let (ln_p, ln_q) = if self.upper { (tail, other) } else { (other, tail) };
        Level {
            ln_p,
            ln_q,
            ln_density: self.curves[1].logarithm(density),
            gain: if self.curves[2].logarithmic { gain.exp() } else { gain },
            relative_error: self.interpolation + self.inherited,
        }
    }

    fn interpolate(&self, x: f64) -> [f64; 3] {
        let (mut sums, mut total) = ([0.0; 3], 0.0);
        for (k, (node, weight)) in self.nodes.iter().zip(&self.weights).enumerate() {
            let distance = x - node;
            if distance == 0.0 {
                return std::array::from_fn(|i| self.curves[i].values[k]);
            }
            let share = weight / distance;
            total += share;
            (0..3).for_each(|i| sums[i] += share * self.curves[i].values[k]);
        }
        sums.map(|sum| sum / total)
    }
}

impl Curve {
    fn of_logarithms(values: Vec<f64>) -> Self {
        if values.iter().all(|value| value.is_finite()) {
            return Self { logarithmic: true, values };
        }
        let plain = values.iter().map(|value| if value.is_finite() { value.exp() } else { 0.0 }).collect();
        Self { logarithmic: false, values: plain }
    }

    fn of_values(values: Vec<f64>) -> Self {
        if values.iter().all(|value| *value > 0.0) {
            return Self { logarithmic: true, values: values.into_iter().map(f64::ln).collect() };
        }
        Self { logarithmic: false, values }
    }

    fn logarithm(&self, value: f64) -> f64 {
        if self.logarithmic { value } else { value.max(0.0).ln() }
    }

    /// The largest of the last three Chebyshev coefficients: the relative error of the interpolant where they decay.
    fn tail_of_coefficients(&self) -> f64 {
        let last = self.values.len() - 1;
        let coefficient = |k: usize| {
            let term = |(j, value): (usize, &f64)| {
                let end = if j == 0 || j == last { 0.5 } else { 1.0 };
                end * value * (PI * (j * k) as f64 / last as f64).cos()
            };
            (2.0 / last as f64 * self.values.iter().enumerate().map(term).sum::<f64>()).abs()
        };
        let tail = [last - 2, last - 1, last].map(coefficient).into_iter().fold(0.0, f64::max);
        if self.logarithmic {
            return tail;
        }
        let size = self.values.iter().map(|value| value.abs()).fold(0.0, f64::max);
        if size == 0.0 { 0.0 } else { tail / size }
    }
}

/// The k-th of so many Chebyshev points of the second kind, in increasing order.
fn node((low, high): (f64, f64), count: usize, k: usize) -> f64 {
    let x = -(PI * k as f64 / (count - 1) as f64).cos() * (1.0 - MARGIN);
    low + 0.5 * (high - low) * (1.0 + x)
}

/// The barycentric weights of any nodes on [-1, 1] (Berrut and Trefethen, SIAM Review 46, 2004, eq. 3.2).
fn barycentric(nodes: &[f64]) -> Vec<f64> {
    let weight = |j: usize| {
        let others = nodes.iter().enumerate().filter(|(k, _)| *k != j);
        // The factor 2 keeps the product near 1.
        others.map(|(_, node)| 2.0 * (nodes[j] - node)).product::<f64>().recip()
    };
    (0..nodes.len()).map(weight).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(y: f64) -> Level {
        Level { ln_p: -y * y - 1.0, ln_q: -0.1, ln_density: -2.0 * y, gain: y.exp(), relative_error: 0.0 }
    }

    #[test]
    fn a_larger_set_contains_the_smaller_and_reproduces_smooth_curves() {
        let range = (1.0, 3.0);
        let small = Panel::new(range, Panel::first_nodes(range).into_iter().map(|y| (y, level(y))).collect());
        let mut all = Panel::first_nodes(range);
        all.extend(small.further_nodes().unwrap());
        all.sort_by(f64::total_cmp);
        assert_eq!(all.len(), 17);
        let large = Panel::new(range, all.iter().map(|&y| (y, level(y))).collect());
        for y in [1.0, 1.234, 2.5, 3.0] {
            let (got, truth) = (large.at(y), level(y));
            assert!((got.ln_p - truth.ln_p).abs() < 1e-13 && (got.gain / truth.gain - 1.0).abs() < 1e-13);
            assert!((small.at(y).gain / truth.gain - 1.0).abs() <= small.interpolation + 1e-14);
        }
    }
}
