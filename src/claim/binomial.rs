//! Exact binomial tails, and the chances at which they take a given value: for Clopper-Pearson and order-statistic bands.
//!
//! Refuses: the normal approximation.

use std::f64::consts::TAU;

/// `ln P(N = k)` for N binomial: Loader's saddle-point form, which keeps its digits for any n.
///
/// Loader, "Fast and accurate computation of binomial probabilities" (2000).
pub fn ln_mass(k: u64, n: u64, p: f64) -> f64 {
    let (kf, nf, rest) = (k as f64, n as f64, (n - k) as f64);
    if k == 0 {
        return nf * (-p).ln_1p();
    }
    if k == n {
        return nf * p.ln();
    }
    let series = stirling_error(n) - stirling_error(k) - stirling_error(n - k);
    series - deviance(kf, nf * p) - deviance(rest, nf * (1.0 - p)) + 0.5 * (nf / (TAU * kf * rest)).ln()
}

/// `ln k! - ln(sqrt(2 pi k) (k/e)^k)`.
fn stirling_error(k: u64) -> f64 {
    let x = k as f64;
    if k < 16 {
        let ln_factorial = (2..=k).map(|i| i as f64).product::<f64>().ln();
        return if k == 0 { 0.0 } else { ln_factorial - (x + 0.5) * x.ln() + x - 0.5 * TAU.ln() };
    }
    let y = 1.0 / (x * x);
    (1.0 / 12.0 - y * (1.0 / 360.0 - y * (1.0 / 1260.0 - y * (1.0 / 1680.0 - y / 1188.0)))) / x
}

/// `x ln(x/m) + m - x` without cancellation where x is near m.
fn deviance(x: f64, m: f64) -> f64 {
    let apart = (x - m) / (x + m);
    if apart.abs() > 0.1 {
        return x * (x / m).ln() + m - x;
    }
    // Loader's series: (x - m)^2/(x + m) + 2 x sum of v^(2j+1)/(2j+1), v = (x - m)/(x + m).
    let (square, mut power) = (apart * apart, 2.0 * x * apart);
    let mut sum = (x - m) * apart;
    for j in 1..60 {
        power *= square;
        let next = sum + power / f64::from(2 * j + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// `ln P(N >= k)`.
pub fn ln_at_least(k: u64, n: u64, p: f64) -> f64 {
    if k == 0 {
        return 0.0;
    }
    if k > n {
        return f64::NEG_INFINITY;
    }
    if (k as f64) < n as f64 * p {
        // The lower side has the smaller sum.
        return (-lower_sum(k - 1, n, p).exp()).ln_1p();
    }
    upper_sum(k, n, p)
}

/// `ln P(N <= k)`.
pub fn ln_at_most(k: u64, n: u64, p: f64) -> f64 {
    if k >= n { 0.0 } else { ln_at_least(n - k, n, 1.0 - p) }
}

/// `ln P(N >= k)` by summing upward from the largest term, for k at or above the mean.
fn upper_sum(k: u64, n: u64, p: f64) -> f64 {
    let odds = p / (1.0 - p);
    let (mut term, mut sum) = (1.0, 1.0);
    for i in k..n {
        term *= (n - i) as f64 / (i + 1) as f64 * odds;
        sum += term;
        if term < 1e-17 * sum {
            break;
        }
    }
    ln_mass(k, n, p) + f64::ln(sum)
}

/// `ln P(N <= k)` by summing downward from the largest term, for k at or below the mean.
fn lower_sum(k: u64, n: u64, p: f64) -> f64 {
    upper_sum(n - k, n, 1.0 - p)
}

/// The exact two-sided band of Clopper and Pearson (1934) for a probability: misses it with chance at most `false_alarm`.
pub fn clopper_pearson(hits: u64, trials: u64, false_alarm: f64) -> (f64, f64) {
    let ln_side = (0.5 * false_alarm).ln();
    let low = if hits == 0 { 0.0 } else { chance(|p| ln_at_least(hits, trials, p) <= ln_side) };
    let high = if hits == trials { 1.0 } else { chance(|p| ln_at_most(hits, trials, p) > ln_side) };
    (low, high)
}

/// The largest p at which `holds` (true below a point, false above), by bisection in the log-odds.
fn chance(holds: impl Fn(f64) -> bool) -> f64 {
    let p = |z: f64| 1.0 / (1.0 + (-z).exp());
    let (mut low, mut high) = (-700.0, 37.0);
    for _ in 0..64 {
        let middle = 0.5 * (low + high);
        if holds(p(middle)) { low = middle } else { high = middle }
    }
    p(0.5 * (low + high))
}

/// Ranks (from 1) `(l, u)` such that the `level` quantile lies in `[X_(l), X_(u)]` but for a chance of at most `false_alarm`, for any
/// law; none on a side where the sample is too small.
pub fn quantile_ranks(size: u64, level: f64, false_alarm: f64) -> (Option<u64>, Option<u64>) {
    let ln_side = (0.5 * false_alarm).ln();
    let middle = ((size as f64 * level) as u64).min(size);
    // P(quantile < X_(l)) <= P(N <= l - 1) and P(quantile > X_(u)) <= P(N >= u).
    let lower = last(0, middle, |l| l == 0 || ln_at_most(l - 1, size, level) <= ln_side);
    let upper = last(0, size + 1 - middle, |back| ln_at_least(size + 1 - back, size, level) <= ln_side);
    let upper = size + 1 - upper;
    ((lower > 0).then_some(lower), (upper <= size).then_some(upper))
}

/// The last of `low..=high` at which `holds`, which is true at `low` and false from some point on.
fn last(mut low: u64, mut high: u64, holds: impl Fn(u64) -> bool) -> u64 {
    if holds(high) {
        return high;
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if holds(middle) { low = middle } else { high = middle }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Binomial, DiscreteCDF};

    #[test]
    fn tails_agree_with_an_independent_incomplete_beta() {
        for (n, p) in [(10, 0.3), (1000, 0.02), (1000, 0.5), (50_000, 0.1)] {
            let oracle = Binomial::new(p, n).unwrap();
            let mean = (n as f64 * p) as u64;
            let sd = (n as f64 * p * (1.0 - p)).sqrt() as u64 + 1;
            for k in [mean.saturating_sub(4 * sd) + 1, mean, mean + sd, (mean + 5 * sd).min(n)] {
                let truth = oracle.sf(k - 1);
                assert!((ln_at_least(k, n, p).exp() / truth - 1.0).abs() < 1e-9, "{n} {p} {k}");
                let truth = oracle.cdf(k);
                assert!((ln_at_most(k, n, p).exp() / truth - 1.0).abs() < 1e-9, "{n} {p} {k}");
            }
        }
    }

    #[test]
    fn masses_sum_to_one() {
        for (n, p) in [(1, 0.4), (17, 0.01), (300, 0.7)] {
            let sum: f64 = (0..=n).map(|k| ln_mass(k, n, p).exp()).sum();
            assert!((sum - 1.0).abs() < 1e-13, "{n} {p} {sum}");
        }
    }

    #[test]
    fn bands_take_exactly_their_share_at_each_end() {
        for (hits, trials) in [(3, 10), (500, 1_000_000), (49_990_000, 100_000_000)] {
            for rate in [0.05, 1e-9] {
                let (low, high) = clopper_pearson(hits, trials, rate);
                let at_low = ln_at_least(hits, trials, low).exp();
                let at_high = ln_at_most(hits, trials, high).exp();
                assert!((at_low / (0.5 * rate) - 1.0).abs() < 1e-6, "{hits}/{trials} {rate}: {at_low}");
                assert!((at_high / (0.5 * rate) - 1.0).abs() < 1e-6, "{hits}/{trials} {rate}: {at_high}");
            }
        }
    }

    #[test]
    fn the_ends_of_the_band_have_closed_forms_at_no_hits() {
        // Nothing in n trials: p with (1-p)^n = rate/2.
        let (low, high) = clopper_pearson(0, 20, 0.05);
        assert_eq!(low, 0.0);
        assert!((high - (1.0 - 0.025f64.powf(0.05))).abs() < 1e-14);
        let (low, high) = clopper_pearson(20, 20, 0.05);
        assert!((low - 0.025f64.powf(0.05)).abs() < 1e-14 && high == 1.0);
    }

    #[test]
    fn ranks_are_the_tightest_that_hold() {
        let (n, level, rate) = (1000, 0.5, 1e-6);
        let (low, high) = quantile_ranks(n, level, rate);
        let (low, high) = (low.unwrap(), high.unwrap());
        assert!(ln_at_most(low - 1, n, level).exp() <= rate / 2.0 && ln_at_most(low, n, level).exp() > rate / 2.0);
        assert!(ln_at_least(high, n, level).exp() <= rate / 2.0 && ln_at_least(high - 1, n, level).exp() > rate / 2.0);
        assert_eq!(low + high, n + 1);
        assert_eq!(quantile_ranks(10, 0.5, 1e-6), (None, None));
        assert_eq!(quantile_ranks(10, 0.5, 0.05), (Some(2), Some(9)));
    }
}
