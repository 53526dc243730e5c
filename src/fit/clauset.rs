//! A power-law density fitted above the cut-off that makes the fit look best, after Clauset, Shalizi and Newman.

use super::hill::ln_ratio;
use std::collections::VecDeque;

/// How the distance between the sample and the fitted law is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// `max_i |(i-1)/m - F(x_(i))|`, the empirical distribution just below each value: what the authors' `plfit.m` does.
    Below,
    /// `sup |F_m - F|`, the Kolmogorov-Smirnov distance.
    TwoSided,
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
/// sorted. A candidate is given up as soon as its distance exceeds the best one, and stretches of the sample that
/// cannot hold the largest deviation are skipped: the result is that of the full search.
pub fn power_law(ascending: &[f64], distance: Distance) -> Option<PowerLaw> {
    let upper = &ascending[ascending.partition_point(|&x| x <= 0.0)..];
    let ln_sums = ln_sums(upper);
    let logs: Vec<f64> = upper.iter().map(|x| x.ln()).collect();
    let largest = *upper.last()?;
    let candidates: Vec<usize> =
        (0..upper.len()).filter(|&i| upper[i] < largest && (i == 0 || upper[i - 1] < upper[i])).collect();
    let mut best: Option<(f64, usize)> = None;
    // Where the last candidate deviated most: its neighbour deviates there too, and is given up after one look.
    let mut telling = 0;
    for &start in coarse_first(&candidates) {
        let tail = Tail { logs: &logs[start..], index: (upper.len() - start) as f64 / ln_sums[start], distance };
        let limit = best.map_or(f64::INFINITY, |(least, _)| least);
        let (found, place) = tail.largest_deviation(limit, telling.max(start) - start);
        telling = start + place;
        if found <= limit && best.is_none_or(|(least, first)| found < least || start < first) {
            best = Some((found, start));
        }
    }
    let (distance, start) = best?;
    let tail = upper.len() - start;
    let index = tail as f64 / ln_sums[start];
    Some(PowerLaw { xmin: upper[start], alpha: 1.0 + index, alpha_se: index / (tail as f64).sqrt(), distance, tail })
}

/// `sum_{i >= j} ln(x_i / x_j)` for every j, as sums of spacings, so that nothing cancels.
fn ln_sums(upper: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; upper.len()];
    for j in (0..upper.len().saturating_sub(1)).rev() {
        sums[j] = sums[j + 1] + (upper.len() - j - 1) as f64 * ln_ratio(upper[j + 1], upper[j]);
    }
    sums
}

/// Every 64th candidate first: a good one found early lets most of the others be given up at once.
fn coarse_first(candidates: &[usize]) -> impl Iterator<Item = &usize> {
    let coarse = candidates.iter().step_by(64);
    let fine = candidates.iter().enumerate().filter(|(i, _)| i % 64 != 0).map(|(_, start)| start);
    coarse.chain(fine)
}

/// The values at or above a candidate, and the index fitted to them.
struct Tail<'a> {
    logs: &'a [f64],
    index: f64,
    distance: Distance,
}

/// More than the rounding of a distribution function: no stretch is skipped for a difference that small.
const ROUNDING: f64 = 1e-14;

impl Tail<'_> {
    fn fitted_cdf(&self, i: usize) -> f64 {
        -(-self.index * (self.logs[i] - self.logs[0])).exp_m1()
    }

    /// How far a step of the empirical distribution reaches above its lower end, in places.
    fn reach(&self) -> f64 {
        match self.distance {
            Distance::Below => 0.0,
            Distance::TwoSided => 1.0,
        }
    }

    fn deviation(&self, i: usize, cdf: f64) -> f64 {
        let m = self.logs.len() as f64;
        (cdf - i as f64 / m).abs().max(((i as f64 + self.reach()) / m - cdf).abs())
    }

    /// The largest deviation and its place; or the first that is seen to exceed `limit`, looking at `telling` first.
    fn largest_deviation(&self, limit: f64, telling: usize) -> (f64, usize) {
        let last = self.logs.len() - 1;
        let mut largest = (0.0, 0);
        let look = |i: usize, largest: &mut (f64, usize)| {
            let cdf = self.fitted_cdf(i);
            let deviation = self.deviation(i, cdf);
            if deviation > largest.0 {
                *largest = (deviation, i);
            }
            (i, cdf)
        };
        look(telling, &mut largest);
        let ends = (look(0, &mut largest), look(last, &mut largest));
        // Breadth first: long stretches are split before short ones.
        let mut open = VecDeque::from([ends]);
        while let Some((low, high)) = open.pop_front() {
            if largest.0 > limit {
                break;
            }
            if high.0 - low.0 < 2 || self.bound(low, high) + ROUNDING <= largest.0 {
                continue;
            }
            let middle = look(low.0 + (high.0 - low.0) / 2, &mut largest);
            open.extend([(low, middle), (middle, high)]);
        }
        largest
    }

    /// No place strictly between two others deviates more than this, since both distributions increase.
    fn bound(&self, (low, low_cdf): (usize, f64), (high, high_cdf): (usize, f64)) -> f64 {
        let m = self.logs.len() as f64;
        let sample_above = (high as f64 - 1.0 + self.reach()) / m - low_cdf;
        let law_above = high_cdf - (low as f64 + 1.0) / m;
        sample_above.max(law_above)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, word for word.
    fn full_search(ascending: &[f64], two_sided: bool) -> (f64, f64) {
        let mut best = (f64::INFINITY, 0.0);
        for (j, &xmin) in ascending.iter().enumerate() {
            if xmin == ascending[ascending.len() - 1] || (j > 0 && ascending[j - 1] == xmin) {
                continue;
            }
            let tail = &ascending[j..];
            let m = tail.len() as f64;
            let index = m / tail.iter().map(|x| (x / xmin).ln()).sum::<f64>();
            let worst = tail.iter().enumerate().fold(0f64, |worst, (i, x)| {
                let cdf = 1.0 - (x / xmin).powf(-index);
                let above = if two_sided { ((i as f64 + 1.0) / m - cdf).abs() } else { 0.0 };
                worst.max((i as f64 / m - cdf).abs()).max(above)
            });
            if worst < best.0 - 1e-13 {
                best = (worst, xmin);
            }
        }
        best
    }

    #[test]
    fn skipping_changes_nothing() {
        // A lognormal-like and a Pareto-like sample without randomness: a golden-ratio sequence through two quantile functions.
        let levels: Vec<f64> = (1..=700).map(|i| (f64::from(i) * 0.618_033_988_749_895).fract()).collect();
        for shape in [|u: f64| u.powf(-0.7), |u: f64| (2.0 * (1.0 - u) - u.ln()).powi(2)] {
            let mut values: Vec<f64> = levels.iter().map(|&u| shape(u)).collect();
            values.sort_by(f64::total_cmp);
            for (distance, two_sided) in [(Distance::Below, false), (Distance::TwoSided, true)] {
                let found = power_law(&values, distance).unwrap();
                let (least, xmin) = full_search(&values, two_sided);
                assert_eq!(found.xmin, xmin);
                assert!((found.distance - least).abs() < 1e-12);
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
