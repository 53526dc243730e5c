//! A power-law density fitted above the cut-off that makes the fit look best, after Clauset, Shalizi and Newman.

mod search;
mod tail;

use super::hill::LogExcesses;
use search::Search;

/// How the distance between the sample and the fitted law is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// `max_i |(i-1)/m - F(x_(i))|`, the empirical distribution just below each value: what the authors' `plfit.m` does.
    Below,
    /// `sup |F_m - F|`, the Kolmogorov-Smirnov distance.
    TwoSided,
}

impl Distance {
    /// How far a step of the empirical distribution reaches above its lower end, in places.
    fn reach(self) -> f64 {
        match self {
            Self::Below => 0.0,
            Self::TwoSided => 1.0,
        }
    }
}

/// The fit at the chosen cut-off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PowerLaw {
    /// The cut-off: the power law is fitted to the values at or above it.
    pub xmin: f64,
    /// The exponent of the *density*, `1 + m / sum ln(x / xmin)`: one more than the tail index.
    pub alpha: f64,
    /// Its standard error, `(alpha - 1) / sqrt(m)`; the choice of the cut-off is not in it.
    pub alpha_se: f64,
    /// The distance that the cut-off minimises.
    pub distance: f64,
    /// How many values are at or above the cut-off.
    pub tail: usize,
}

/// The first of the distinct positive values but the largest that minimises the distance; none with fewer than two.
///
/// Clauset, Shalizi and Newman (2009), "Power-law distributions in empirical data", sections 3.1 and 3.3. `ascending` must be
/// sorted. The result is that of the full search; whole blocks of candidates are left out that a bound shows to be worse than the best.
///
/// ```
/// # use goodhart::fit::clauset::{Distance, power_law};
/// // Exact quantiles of density exponent 2.5 from 3 up, with a crowd of others below.
/// let mut values: Vec<f64> = (0..1000).map(|i| 1.0 + f64::from(i) * 0.001).collect();
/// values.extend((0..1000).rev().map(|i| 3.0 * ((f64::from(i) + 0.5) / 1000.0).powf(-1.0 / 1.5)));
/// let fit = power_law(&values, Distance::TwoSided).unwrap();
/// assert!((fit.alpha - 2.5).abs() < 0.01 && (fit.xmin - 3.0).abs() < 0.01);
/// ```
pub fn power_law(ascending: &[f64], distance: Distance) -> Option<PowerLaw> {
    least_distant(&LogExcesses::of(ascending), distance)
}

/// [`power_law`] of a sample whose log-excesses are known.
pub fn least_distant(excesses: &LogExcesses, distance: Distance) -> Option<PowerLaw> {
    let (distance, start) = Search::new(excesses, distance)?.least();
    let upper = excesses.upper();
    let tail = upper.len() - start;
    let index = tail as f64 / excesses.sum_from(start);
    Some(PowerLaw { xmin: upper[start], alpha: 1.0 + index, alpha_se: index / (tail as f64).sqrt(), distance, tail })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, word for word: the least distance and its cut-off.
    fn full_search(ascending: &[f64], two_sided: bool) -> (f64, f64) {
        let mut best = (f64::INFINITY, 0.0);
        for (j, &xmin) in ascending.iter().enumerate() {
            if xmin <= 0.0 || xmin == ascending[ascending.len() - 1] || (j > 0 && ascending[j - 1] == xmin) {
                continue;
            }
            let tail = &ascending[j..];
            let m = tail.len() as f64;
            let ln = |x: &f64| ((x - xmin) / xmin).ln_1p();
            let index = m / tail.iter().map(ln).sum::<f64>();
            let worst = tail.iter().enumerate().fold(0f64, |worst, (i, x)| {
                let cdf = -(-index * ln(x)).exp_m1();
                let above = if two_sided { ((i as f64 + 1.0) / m - cdf).abs() } else { 0.0 };
                worst.max((i as f64 / m - cdf).abs()).max(above)
            });
            if worst < best.0 - 1e-13 {
                best = (worst, xmin);
            }
        }
        best
    }

    fn agrees(mut values: Vec<f64>, name: &str) {
        values.sort_by(f64::total_cmp);
        for (distance, two_sided) in [(Distance::Below, false), (Distance::TwoSided, true)] {
            let (least, xmin) = full_search(&values, two_sided);
            let Some(found) = power_law(&values, distance) else {
                assert_eq!(least, f64::INFINITY, "{name}");
                continue;
            };
            assert!((found.distance - least).abs() < 1e-12, "{name}: {} for {least}", found.distance);
            assert_eq!(found.xmin, xmin, "{name}");
        }
    }

    /// Levels in (0, 1) without order, by the golden ratio or by squares.
    fn levels(count: u32, seed: f64) -> impl Iterator<Item = f64> {
        (1..=count).map(move |i| (f64::from(i) * 0.618_033_988_749_895 + f64::from(i * i % 1009) * seed).fract())
    }

    /// A quantile function and its name.
    type Shape = (&'static str, fn(f64) -> f64);

    const SHAPES: [Shape; 8] = [
        ("Pareto", |u| u.powf(-0.7)),
        ("bent", |u| (2.0 * (1.0 - u) - u.ln()).powi(2)),
        ("slowly varying", |u| u.powf(-9.0)),
        ("exponential", |u| -u.ln()),
        ("uniform", |u| u),
        ("of either sign", |u| u.powf(-1.5) - 2.0),
        ("two powers", |u| if u < 0.1 { 10f64.powf(1.0 / 3.0) * u.powf(-1.0 / 3.0) } else { u.powf(-0.1) }),
        ("near one place", |u| 1e6 + u.ln()),
    ];

    #[test]
    fn leaving_blocks_out_changes_nothing() {
        for (name, shape) in SHAPES {
            for (count, seed) in [(2, 0.0), (3, 0.1), (10, 0.3), (77, 0.0), (400, 0.013), (1500, 0.37)] {
                agrees(levels(count, seed).map(|u| shape(u.max(1e-9))).collect(), &format!("{name}, {count}"));
            }
        }
    }

    #[test]
    fn ties_change_nothing() {
        for (name, shape) in SHAPES {
            for unit in [1.0, 0.1, 1e-3] {
                let rounded = |u: f64| (shape(u.max(1e-9)) / unit).ceil() * unit;
                let values: Vec<f64> = levels(900, 0.05).map(rounded).collect();
                if values.iter().filter(|&&x| x > 0.0).any(|&x| x != values[0]) {
                    agrees(values, &format!("{name} by {unit}"));
                }
            }
        }
    }

    #[test]
    fn needs_two_distinct_positive_values() {
        assert_eq!(power_law(&[-1.0, 0.0, 2.0, 2.0], Distance::Below), None);
        assert_eq!(power_law(&[], Distance::Below), None);
        assert_eq!(power_law(&[1.0, 2.0], Distance::Below).unwrap().tail, 2);
    }
}
