//! The moment estimator of Dekkers, Einmahl and de Haan: Hill's estimate corrected so that any shape can be found.

use super::Shape;

/// The moment estimate from the `k` largest values; none unless `1 <= k < n` and the base `X_(n-k)` is positive, nor where
/// the k log-excesses are all equal.
///
/// With `M_j = (1/k) sum_{i=1..k} (ln X_(n-i+1) - ln X_(n-k))^j`: `gamma = M_1 + 1 - (1/2) / (1 - M_1^2 / M_2)`.
/// Dekkers, Einmahl and de Haan (1989), "A moment estimator for the index of an extreme-value distribution"; the
/// asymptotic variances are theirs as well.
pub fn moment_estimate(ascending: &[f64], k: usize) -> Option<Shape> {
    let base_place = ascending.len().checked_sub(k + 1)?;
    let base = ascending[base_place];
    if k == 0 || base <= 0.0 {
        return None;
    }
    let excesses: Vec<f64> = ascending[base_place + 1..].iter().map(|&x| super::hill::ln_ratio(x, base)).collect();
    let count = k as f64;
    let first = excesses.iter().sum::<f64>() / count;
    let second = excesses.iter().map(|e| e * e).sum::<f64>() / count;
    // M_2 - M_1^2 as a sum of squares keeps its digits.
    let spread = excesses.iter().map(|e| (e - first).powi(2)).sum::<f64>() / count;
    if spread <= 0.0 {
        return None;
    }
    let gamma = first + 1.0 - 0.5 * second / spread;
    Some(Shape { k, gamma, se: (asymptotic_variance(gamma) / count).sqrt() })
}

/// The variance of `sqrt(k) (estimate - gamma)` in the limit.
fn asymptotic_variance(gamma: f64) -> f64 {
    if gamma >= 0.0 {
        return 1.0 + gamma * gamma;
    }
    let g = gamma;
    (1.0 - g).powi(2)
        * (1.0 - 2.0 * g)
        * (4.0 - 8.0 * (1.0 - 2.0 * g) / (1.0 - 3.0 * g)
            + (5.0 - 11.0 * g) * (1.0 - 2.0 * g) / ((1.0 - 3.0 * g) * (1.0 - 4.0 * g)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variance_is_continuous_at_zero() {
        assert!((asymptotic_variance(-1e-12) - 1.0).abs() < 1e-10);
    }

    #[test]
    fn refuses_a_base_that_is_not_positive() {
        assert_eq!(moment_estimate(&[-1.0, 1.0, 2.0], 2), None);
        assert_eq!(moment_estimate(&[1.0, 2.0, 3.0], 3), None);
        assert_eq!(moment_estimate(&[1.0, 2.0, 2.0], 2), None);
    }
}
