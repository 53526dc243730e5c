//! Means and variances by quadrature of the two tails.

use super::side::Side;
use crate::num::Estimate;
use crate::tail::{Moment, Tail};

/// The mean, from `E X = c + int_c^inf S - int_-inf^c F`.
pub fn mean<T: Tail + ?Sized>(law: &T) -> Moment {
    mean_of_power(law, 1.0)
}

/// The mean of the law with survival function `S^power` (the least of `power` draws), `power > 0`.
pub fn mean_of_power<T: Tail + ?Sized>(law: &T, power: f64) -> Moment {
    let origin = origin(law, power);
    let upper = Side::whole(law, power, origin, 1.0, true).moment();
    let lower = Side::whole(law, power, origin, 1.0, false).moment();
    match (upper, lower) {
        (Some(up), Some(down)) => {
            Moment::Finite(Estimate::closed_form(origin).plus(up).plus(Estimate::new(-down.value, down.error)))
        }
        (None, Some(_)) => Moment::Infinite,
        (Some(_), None) => Moment::NegativeInfinite,
        (None, None) => Moment::Undefined,
    }
}

/// `E[Y^order]` for Y with survival function `S^power`, on a support that starts at or above 0.
pub fn moment_of_power<T: Tail + ?Sized>(law: &T, power: f64, order: f64) -> Moment {
    match Side::whole(law, power, 0.0, order, true).moment() {
        Some(value) => Moment::Finite(value),
        None => Moment::Infinite,
    }
}

/// The variance, from `2 int r S(m + r) dr + 2 int r F(m - r) dr` about the mean m.
pub fn variance<T: Tail + ?Sized>(law: &T) -> Moment {
    let Some(mean) = law.mean().finite() else { return Moment::Undefined };
    let side = |up| Side::whole(law, 1.0, mean.value, 2.0, up).moment();
    match (side(true), side(false)) {
        (Some(up), Some(down)) => Moment::Finite(up.plus(down)),
        _ => Moment::Infinite,
    }
}

/// Where the two tails are split: the lower end of the support if it has one, else the median; this too where it is so far from the end
/// that no rule from there would see where the tail falls.
fn origin<T: Tail + ?Sized>(law: &T, power: f64) -> f64 {
    let low = law.support().low;
    let [lower, median, upper] = [0.1, std::f64::consts::LN_2, 2.3].map(|depth| law.inv_ln_sf(-depth / power));
    if low.is_finite() && upper - lower >= NARROW * (median - low) { low } else { median }
}

/// A law is far from its lower end if nine tenths of it are within so small a part of the distance.
const NARROW: f64 = 0.1;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tail::{Interval, TailClass};

    /// A law as a user writes it: three methods and nothing else.
    #[derive(Debug)]
    struct Bare {
        index: f64,
        log_power: f64,
    }

    impl Tail for Bare {
        fn support(&self) -> Interval {
            Interval::new(1.0, f64::INFINITY)
        }
        fn ln_sf(&self, x: f64) -> f64 {
            self.ln_sf_at_exp(x.max(1.0).ln())
        }
        fn ln_sf_at_exp(&self, y: f64) -> f64 {
            -self.index * y + self.log_power * y.ln_1p()
        }
        fn tail_class(&self) -> TailClass {
            TailClass::RegularlyVarying { index: self.index, ln_coefficient: 0.0, log_power: self.log_power }
        }
    }

    fn check(moment: Moment, truth: f64) {
        let estimate = moment.finite().expect("finite");
        assert!((estimate.value - truth).abs() <= estimate.error, "{estimate} against {truth}");
        assert!(estimate.relative_error() < 2e-9, "{estimate}");
    }

    #[test]
    fn pareto_means_come_out_right_up_to_the_threshold() {
        for index in [1.0001, 1.01, 1.2, 2.0, 50.0] {
            check(mean(&Bare { index, log_power: 0.0 }), index / (index - 1.0));
        }
        assert_eq!(mean(&Bare { index: 1.0, log_power: 0.0 }), Moment::Infinite);
        check(mean_of_power(&Bare { index: 0.5, log_power: 0.0 }, 2.5), 5.0);
    }

    #[test]
    fn at_the_threshold_a_logarithm_decides() {
        check(mean(&Bare { index: 1.0, log_power: -2.0 }), 2.0);
        check(mean(&Bare { index: 1.0, log_power: -3.0 }), 1.5);
        assert_eq!(mean(&Bare { index: 1.0, log_power: -1.0 }), Moment::Infinite);
    }

    #[test]
    fn variances_about_the_mean() {
        check(variance(&Bare { index: 3.0, log_power: 0.0 }), 0.75);
        assert_eq!(variance(&Bare { index: 2.0, log_power: 0.0 }), Moment::Infinite);
    }

    #[test]
    fn default_density_ratio_and_quantile() {
        let law = Bare { index: 1.5, log_power: 0.0 };
        for x in [1.001f64, 3.0, 1e6, 1e100] {
            let truth = 1.5f64.ln() - 2.5 * x.ln();
            assert!((law.ln_pdf(x) - truth).abs() < 1e-9, "{x}: {} {truth}", law.ln_pdf(x));
        }
        let ratio = law.ln_sf_ratio(1e12, 3.0);
        assert!((ratio / 4.5e-12 - 1.0).abs() < 1e-9, "{ratio}");
        for ln_p in [-1e-12, -0.5, -30.0, -900.0] {
            assert!((law.inv_ln_sf(ln_p) / (-ln_p / 1.5f64).exp() - 1.0).abs() < 1e-13, "{ln_p}");
        }
        assert_eq!(law.inv_ln_sf(-2000.0), f64::INFINITY);
    }
}
