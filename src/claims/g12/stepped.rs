//! A long-tailed law that is not subexponential: its depth rises only on [100^k/2, 100^k], by 10^k each.

use crate::num::Estimate;
use crate::tail::{Interval, Law, Moment, Tail, TailClass};

/// Rises kept; beyond 100^7 the last slope goes on.
const RISES: i32 = 8;

#[derive(Debug)]
struct Stepped;

/// Where the k-th rise ends.
fn end(k: i32) -> f64 {
    100f64.powi(k)
}

/// The slope of the k-th rise.
fn slope(k: i32) -> f64 {
    2.0 * 0.1f64.powi(k)
}

/// The depth before the k-th rise: `1 + 10 + ... + 10^(k-1)`.
fn depth_before(k: i32) -> f64 {
    (10f64.powi(k) - 1.0) / 9.0
}

/// The rise that x lies on, or the next; and whether x lies on it.
fn rise(x: f64) -> (i32, bool) {
    let k = (0..RISES - 1).find(|k| x <= end(*k)).unwrap_or(RISES - 1);
    (k, x >= 0.5 * end(k))
}

/// `-ln P(X > x)`.
pub(super) fn depth(x: f64) -> f64 {
    let (k, rising) = rise(x);
    depth_before(k) + if rising { slope(k) * (x - 0.5 * end(k)) } else { 0.0 }
}

/// The corners of the depth.
pub(super) fn corners() -> impl Iterator<Item = f64> {
    (0..RISES).flat_map(|k| [0.5 * end(k), end(k)])
}

impl Tail for Stepped {
    fn support(&self) -> Interval {
        Interval::new(0.5, f64::INFINITY)
    }

    fn ln_sf(&self, x: f64) -> f64 {
        -depth(x)
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        match rise(x) {
            (k, true) => slope(k).ln() - depth(x),
            _ => f64::NEG_INFINITY,
        }
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        let k = (0..RISES - 1).find(|k| -ln_p <= depth_before(k + 1)).unwrap_or(RISES - 1);
        0.5 * end(k) + (-ln_p - depth_before(k)) / slope(k)
    }

    fn kinks(&self) -> Vec<f64> {
        corners().skip(1).collect()
    }

    /// Of the depth at its peaks, 10/9 of the root; no class of the laboratory holds the whole of it.
    fn tail_class(&self) -> TailClass {
        TailClass::Stretched { exponent: 0.5, coefficient: 10.0 / 9.0, ln_coefficient: f64::NAN, power: 0.0 }
    }

    fn mean(&self) -> Moment {
        let part = |k: i32| {
            let start = if k == 0 { 0.0 } else { end(k - 1) };
            (-depth_before(k)).exp() * (0.5 * end(k) - start - (-10f64.powi(k)).exp_m1() / slope(k))
        };
        let mean: f64 = (0..RISES).map(part).sum();
        Moment::Finite(Estimate::closed_form(mean))
    }
}

/// The law.
pub(super) fn law() -> Law {
    Law::new("stepped", Stepped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quantile_is_the_inverse_of_the_depth() {
        let law = law();
        for p in [1e-9, 0.3, 1.0, 1.5, 11.0, 11.5, 111.0, 5000.0] {
            let x = law.inv_ln_sf(-p);
            // At depth 1e-9 the place is 0.5 to within its own rounding.
            assert!((depth(x) - p).abs() <= 1e-12 * p + 4.0 * f64::EPSILON, "{p}: {x}");
        }
        assert_eq!(law.ln_sf(60.0), -(1.0 + 2.0), "a fifth of the rise that ends at 100");
    }
}
