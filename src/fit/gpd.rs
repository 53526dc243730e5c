//! The generalised Pareto law fitted to exceedances by maximum likelihood, and its likelihood-ratio test against the
//! exponential.

mod profile;

use super::mean_excess::mean_excess;
use crate::num::special::ln_normal_sf;
use profile::Profile;

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
    let (shape, scale) = Profile::of(&unit).maximum();
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The exact quantiles of a generalised Pareto law, in place of a random sample.
    fn quantiles(shape: f64, scale: f64, count: u32) -> Vec<f64> {
        let level = |i| (f64::from(i) + 0.5) / f64::from(count);
        (0..count).rev().map(|i| scale * (-shape * f64::ln(level(i))).exp_m1() / shape).collect()
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
