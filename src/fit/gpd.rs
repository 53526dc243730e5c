//! The generalised Pareto law fitted to exceedances by maximum likelihood, and its likelihood-ratio test against the
//! exponential.

use super::mean_excess::mean_excess;
use crate::num::special::ln_normal_sf;

/// A generalised Pareto fit over one threshold: `P(Y > y) = (1 + xi y / scale)^(-1/xi)`, exponential at `xi = 0`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gpd {
    /// The threshold.
    pub threshold: f64,
    /// How many values exceed it, strictly.
    pub exceedances: usize,
    /// The shape xi; -1 where the likelihood rises all the way to that bound.
    pub shape: f64,
    /// `(1 + xi) / sqrt(m)`; none for `xi <= -1/2`, where the usual theory of the estimator fails.
    pub shape_se: Option<f64>,
    /// The scale.
    pub scale: f64,
    /// Twice the log likelihood ratio against the exponential.
    pub likelihood_ratio: f64,
    /// Its p-value: a chi-squared law with one degree of freedom.
    pub p_value: f64,
    /// The coefficient of variation of the excesses: 1 for an exponential, above it for a heavier tail.
    pub variation: f64,
}

/// The fit over `threshold`; none with fewer than 3 exceedances, or where they are all equal. `ascending` must be sorted.
///
/// The likelihood is maximised over the shapes above -1, where it is bounded: Grimshaw (1993), "Computing maximum
/// likelihood estimates for the generalized Pareto distribution"; standard error: Smith (1987), "Estimating tails of
/// probability distributions".
pub fn gpd(ascending: &[f64], threshold: f64) -> Option<Gpd> {
    let above = mean_excess(ascending, threshold)?;
    let first = ascending.len() - above.exceedances;
    let unit: Vec<f64> = ascending[first..].iter().map(|x| (x - threshold) / above.mean).collect();
    if unit.len() < 3 || unit[0] == unit[unit.len() - 1] || !above.mean.is_finite() {
        return None;
    }
    let m = unit.len() as f64;
    let (shape, scale) = Profile { unit: &unit }.maximum();
    let likelihood_ratio = (2.0 * m * (-scale.ln() - shape)).max(0.0);
    let squares = unit.iter().map(|y| (y - 1.0).powi(2)).sum::<f64>();
    Some(Gpd {
        threshold,
        exceedances: unit.len(),
        shape,
        shape_se: (shape > -0.5).then(|| (1.0 + shape) / m.sqrt()),
        scale: scale * above.mean,
        likelihood_ratio,
        p_value: 2.0 * ln_normal_sf(likelihood_ratio.sqrt()).exp(),
        variation: (squares / (m - 1.0)).sqrt(),
    })
}

/// The log likelihood with the scale maximised out, as a function of `theta = xi / scale`, for excesses of mean 1.
struct Profile<'a> {
    unit: &'a [f64],
}

impl Profile<'_> {
    /// The shape `xi(theta) = mean ln(1 + theta y)` and the scale `xi / theta`, which at 0 is the mean.
    fn shape_and_scale(&self, theta: f64) -> (f64, f64) {
        if theta == 0.0 {
            return (0.0, 1.0);
        }
        let shape = self.average(|y| (theta * y).ln_1p());
        (shape, shape / theta)
    }

    /// The log likelihood per value, up to a constant.
    fn ln_likelihood(&self, theta: f64) -> f64 {
        let (shape, scale) = self.shape_and_scale(theta);
        -scale.ln() - shape
    }

    /// The derivative of [`Profile::ln_likelihood`].
    fn slope(&self, theta: f64) -> f64 {
        let (_, scale) = self.shape_and_scale(theta);
        let scale_slope = self.average(|y| y * y * ln_1p_over_z_slope(theta * y));
        let shape_slope = self.average(|y| y / (1.0 + theta * y));
        -scale_slope / scale - shape_slope
    }

    fn average(&self, f: impl Fn(f64) -> f64) -> f64 {
        self.unit.iter().map(|&y| f(y)).sum::<f64>() / self.unit.len() as f64
    }

    /// The shape and the scale of the highest local maximum with a shape above -1; the end point there if none is higher.
    fn maximum(&self) -> (f64, f64) {
        let grid = self.grid();
        let heights: Vec<f64> = grid.iter().map(|&theta| self.ln_likelihood(theta)).collect();
        let peaks = (1..grid.len() - 1).filter(|&i| heights[i] >= heights[i - 1] && heights[i] >= heights[i + 1]);
        let refined = peaks.filter_map(|i| self.stationary(grid[i - 1], grid[i + 1]));
        let best = refined.max_by(|&a, &b| self.ln_likelihood(a).total_cmp(&self.ln_likelihood(b)));
        let largest = self.unit[self.unit.len() - 1];
        match best {
            Some(theta) if self.ln_likelihood(theta) >= -largest.ln() + 1.0 => self.shape_and_scale(theta),
            _ => (-1.0, largest),
        }
    }

    /// Values of theta from the bound `xi = -1` to far beyond any shape that data show.
    fn grid(&self) -> Vec<f64> {
        let lowest = -1.0 / self.unit[self.unit.len() - 1];
        let below = (0..60).rev().map(|i| lowest * (1.0 - (-0.25 * f64::from(i)).exp()));
        let above = (0..120).map(|i| (-7.0 + 0.5 * f64::from(i)).exp());
        below.chain(above).filter(|&theta| self.shape_and_scale(theta).0 > -1.0).collect()
    }

    /// The point where the slope falls through 0 between two values of theta, by bisection.
    fn stationary(&self, mut low: f64, mut high: f64) -> Option<f64> {
        if !(self.slope(low) > 0.0 && self.slope(high) < 0.0) {
            return None;
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if self.slope(middle) > 0.0 { low = middle } else { high = middle }
        }
        Some(0.5 * (low + high))
    }
}

/// The derivative of `ln(1 + z) / z`.
fn ln_1p_over_z_slope(z: f64) -> f64 {
    if z.abs() < 1e-2 {
        // sum over j of (-1)^j j z^(j-1) / (j+1), which keeps the digits that the closed form loses.
        return -(1..=9).rev().map(f64::from).fold(0.0, |sum, j| j / (j + 1.0) - z * sum);
    }
    (z / (1.0 + z) - z.ln_1p()) / (z * z)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The exact quantiles of a generalised Pareto law, in place of a random sample.
    fn quantiles(shape: f64, scale: f64, count: u32) -> Vec<f64> {
        let level = |i| (f64::from(i) + 0.5) / f64::from(count);
        (0..count).rev().map(|i| scale * (-shape * f64::ln(level(i))).exp_m1() / shape).collect()
    }

    #[test]
    fn the_series_meets_the_closed_form() {
        for z in [-0.0099_f64, 0.0099] {
            let closed = (z / (1.0 + z) - z.ln_1p()) / (z * z);
            assert!((ln_1p_over_z_slope(z) / closed - 1.0).abs() < 1e-10);
        }
        assert_eq!(ln_1p_over_z_slope(0.0), -0.5);
    }

    #[test]
    fn finds_the_shape_of_exact_quantiles() {
        for shape in [-0.4, -0.2, 0.1, 0.5, 1.0, 3.0] {
            let fit = gpd(&quantiles(shape, 2.0, 20_000), 0.0).unwrap();
            assert!((fit.shape - shape).abs() < 3e-3, "{shape}: {fit:?}");
            assert!((fit.scale / 2.0 - 1.0).abs() < 5e-3, "{shape}: {fit:?}");
        }
    }

    #[test]
    fn the_exponential_is_not_rejected_and_a_uniform_is() {
        assert!(gpd(&quantiles(1e-9, 1.0, 2000), 0.0).unwrap().p_value > 0.5);
        let uniform: Vec<f64> = (0..200).map(f64::from).collect();
        let fit = gpd(&uniform, -0.5).unwrap();
        assert!(fit.shape < -0.9 && fit.shape_se.is_none() && fit.p_value < 1e-10, "{fit:?}");
    }

    #[test]
    fn does_not_depend_on_the_scale() {
        let values = quantiles(0.3, 1.0, 500);
        let huge: Vec<f64> = values.iter().map(|y| y * 1e200).collect();
        let (a, b) = (gpd(&values, 0.0).unwrap(), gpd(&huge, 0.0).unwrap());
        assert!((a.shape - b.shape).abs() < 1e-10 && (b.scale / 1e200 / a.scale - 1.0).abs() < 1e-10);
    }
}
