//! Log ratios of survival functions and densities at nearly equal points, without cancellation.

use crate::tail::Tail;

/// Differences of logarithms larger than this are well conditioned as they stand.
const LARGE: f64 = 0.03;

/// `ln S(t - v) - ln S(t)`: the integral of the hazard over `[t - v, t]` where the difference would cancel.
pub fn ln_sf_ratio<T: Tail + ?Sized>(law: &T, t: f64, v: f64) -> f64 {
    log_ratio(law, |x| law.ln_sf(x), |x| law.hazard(x), t, v)
}

/// `ln F(t - v) - ln F(t)`: the integral of `f / F` over `[t - v, t]` where the difference would cancel.
pub fn ln_cdf_ratio<T: Tail + ?Sized>(law: &T, t: f64, v: f64) -> f64 {
    log_ratio(law, |x| law.ln_cdf(x), |x| -(law.ln_pdf(x) - law.ln_cdf(x)).exp(), t, v)
}

/// `ln f(t - v) - ln f(t)`: the integral of the score over `[t - v, t]` where the difference would cancel.
pub fn ln_pdf_ratio<T: Tail + ?Sized>(law: &T, t: f64, v: f64) -> f64 {
    log_ratio(law, |x| law.ln_pdf(x), |x| law.score(x), t, v)
}

fn log_ratio<T: Tail + ?Sized>(law: &T, level: impl Fn(f64) -> f64, slope: impl Fn(f64) -> f64, t: f64, v: f64) -> f64 {
    let (near, far) = (level(t - v), level(t));
    if near == far && near.is_infinite() {
        return f64::NAN;
    }
    let direct = near - far;
    if v == 0.0 {
        return 0.0;
    }
    // Every node may miss the sliver beyond a corner, and the rules would agree on nothing at all.
    let large = direct.is_nan() || direct.abs() >= LARGE;
    if large || has_corner_between(law, t.min(t - v), t.max(t - v)) {
        return direct;
    }
    let fine = v * gauss(&slope, t, v, &GAUSS_7);
    let coarse = v * gauss(&slope, t, v, &GAUSS_5);
    // Where the rules disagree there is an unlisted corner between, and the difference is as good as can be had.
    if (fine - coarse).abs() <= 1e-9 * fine.abs() { fine } else { direct }
}

/// Whether an end of the support, a kink or an atom lies strictly between.
fn has_corner_between<T: Tail + ?Sized>(law: &T, low: f64, high: f64) -> bool {
    let between = |x: f64| low < x && x < high;
    let support = law.support();
    between(support.low)
        || between(support.high)
        || law.atoms().iter().any(|atom| between(atom.at))
        || law.kinks().into_iter().any(between)
}

/// Mean of the slope over `[t - v, t]` by a symmetric Gauss-Legendre rule given as (node, weight) on [0, 1].
fn gauss(slope: &impl Fn(f64) -> f64, t: f64, v: f64, rule: &[(f64, f64)]) -> f64 {
    rule.iter()
        .map(|&(node, weight)| {
            let at = |u: f64| slope(t - v * u);
            let pair = if node == 0.5 { at(0.5) } else { at(node) + at(1.0 - node) };
            weight * pair
        })
        .sum()
}

/// Nodes and weights of the 5-point rule moved to [0, 1], one of each pair.
const GAUSS_5: [(f64, f64); 3] = [
    (0.5, 0.284_444_444_444_444_44),
    (0.230_765_344_947_158_46, 0.239_314_335_249_683_23),
    (0.046_910_077_030_668_004, 0.118_463_442_528_094_54),
];

/// Nodes and weights of the 7-point rule moved to [0, 1], one of each pair.
const GAUSS_7: [(f64, f64); 4] = [
    (0.5, 0.208_979_591_836_734_7),
    (0.297_077_424_311_301_4, 0.190_915_025_252_559_46),
    (0.129_234_407_200_302_8, 0.139_852_695_744_638_32),
    (0.025_446_043_828_620_736, 0.064_742_483_084_434_84),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tail::{Interval, TailClass};

    #[derive(Debug)]
    struct Plain;

    impl Tail for Plain {
        fn support(&self) -> Interval {
            Interval::POSITIVE
        }
        fn ln_sf(&self, x: f64) -> f64 {
            -x.max(0.0)
        }
        fn tail_class(&self) -> TailClass {
            TailClass::Exponential { rate: 1.0, ln_coefficient: 0.0, power: 0.0 }
        }
    }

    #[test]
    fn a_sliver_beyond_the_end_of_the_support_is_not_missed() {
        for v in [-2.02, -2.000001] {
            assert_eq!(ln_sf_ratio(&Plain, -2.0, v), 2.0 + v);
        }
        assert!((ln_sf_ratio(&Plain, 1e9, 1e-8) / 1e-8 - 1.0).abs() < 1e-8);
    }
}
