//! Means and variances by quadrature of the two tails, in the logarithm of the distance.

use crate::num::{
    Estimate,
    logs::LN_MAX,
    quadrature::{Goal, integrate},
};
use crate::tail::{Moment, Tail, TailClass};

/// The mean, from `E X = c + int_c^inf S - int_-inf^c F`.
pub fn mean<T: Tail + ?Sized>(law: &T) -> Moment {
    mean_of_power(law, 1.0)
}

/// The mean of the law with survival function `S^power` (the least of `power` draws), `power > 0`.
pub fn mean_of_power<T: Tail + ?Sized>(law: &T, power: f64) -> Moment {
    let origin = origin(law, power);
    let upper = Side { law, power, origin, order: 1.0, up: true }.moment();
    let lower = Side { law, power, origin, order: 1.0, up: false }.moment();
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
    match (Side { law, power, origin: 0.0, order, up: true }.moment()) {
        Some(value) => Moment::Finite(value),
        None => Moment::Infinite,
    }
}

/// The variance, from `2 int r S(m + r) dr + 2 int r F(m - r) dr` about the mean m.
pub fn variance<T: Tail + ?Sized>(law: &T) -> Moment {
    let Some(mean) = law.mean().finite() else { return Moment::Undefined };
    let side = |up| Side { law, power: 1.0, origin: mean.value, order: 2.0, up }.moment();
    match (side(true), side(false)) {
        (Some(up), Some(down)) => Moment::Finite(up.plus(down)),
        _ => Moment::Infinite,
    }
}

/// Where the two tails are split: the lower end of the support if it has one, else the median.
fn origin<T: Tail + ?Sized>(law: &T, power: f64) -> f64 {
    let low = law.support().low;
    if low.is_finite() { low } else { law.inv_ln_sf(-std::f64::consts::LN_2 / power) }
}

/// One side of a moment: `int_0^inf order r^(order-1) G(origin +- r) dr` with G the tail on that side.
struct Side<'a, T: ?Sized> {
    law: &'a T,
    power: f64,
    origin: f64,
    order: f64,
    up: bool,
}

impl<T: Tail + ?Sized> Side<'_, T> {
    /// The integral, or none if it diverges.
    fn moment(&self) -> Option<Estimate> {
        let support = self.law.support();
        let end = if self.up { support.high - self.origin } else { self.origin - support.low };
        if end <= 0.0 {
            return Some(Estimate::new(0.0, 0.0));
        }
        let bounded = end.is_finite();
        if !bounded && !self.converges() {
            return None;
        }
        let panels = self.panels(end);
        let q = integrate(|_, y| [self.integrand(y), y * self.integrand(y)], &panels, Goal::default());
        // The exponent y - ... is known to a few units of y's last digit.
        let rounding = 8.0 * f64::EPSILON * (4.0 * q.absolute[0] + q.absolute[1]);
        let sum = Estimate::new(q.value[0], q.error[0] + rounding + self.displacement(q.value[0]));
        Some(if bounded { sum } else { sum.plus(self.rest(panels[panels.len() - 1].1)) })
    }

    /// What the rounding of `origin +- r` costs: `order E[r^(order-1)]` times it, by Lyapunov's inequality in terms of the moment.
    fn displacement(&self, moment: f64) -> f64 {
        let lower_order = moment.abs().powf((self.order - 1.0) / self.order);
        if self.origin == 0.0 { 0.0 } else { 2.0 * f64::EPSILON * self.origin.abs() * self.order * lower_order }
    }

    /// What lies beyond `y`, by the decay there; an error as large unless the decay is known to be a logarithm's.
    fn rest(&self, y: f64) -> Estimate {
        let last = self.integrand(y);
        match self.logarithmic_decay() {
            Some(excess) => Estimate::new(last * y / excess, 10.0 * last / excess),
            None => Estimate::new(0.0, if last == 0.0 { 0.0 } else { last / self.decay(y).max(1e-300) }),
        }
    }

    /// Where only a power of `ln t` makes the integral converge: how far that power is beyond -1.
    fn logarithmic_decay(&self) -> Option<f64> {
        match self.law.tail_class() {
            TailClass::RegularlyVarying { index, log_power, .. }
                if self.up && (index * self.power - self.order).abs() < 1e-12 =>
            {
                Some(-log_power * self.power - 1.0)
            }
            _ => None,
        }
    }

    /// `ln G(origin +- e^y)`; beyond f64 the origin is lost beside the distance.
    fn ln_tail(&self, y: f64) -> f64 {
        if y >= LN_MAX {
            let upper = self.law.ln_sf_at_exp(y);
            return if self.up { self.power * upper } else { f64::NAN };
        }
        let distance = y.exp();
        if self.up {
            self.power * self.law.ln_sf(self.origin + distance)
        } else if self.power == 1.0 {
            self.law.ln_cdf(self.origin - distance)
        } else {
            crate::num::logs::ln_1m_exp(self.power * self.law.ln_sf(self.origin - distance))
        }
    }

    /// The integrand in `y = ln r`.
    fn integrand(&self, y: f64) -> f64 {
        let value = self.order * (self.order * y + self.ln_tail(y)).exp();
        if value.is_nan() { 0.0 } else { value }
    }

    /// Whether the integral converges: by the tail class above, by the local index at the end of f64 below.
    fn converges(&self) -> bool {
        if self.up {
            return self.law.tail_class().power_has_moment(self.power, self.order);
        }
        let far = self.ln_tail(700.0);
        far < -1e3 || (self.ln_tail(600.0) - far) / 100.0 > self.order * (1.0 + 1e-9)
    }

    /// The exponential rate at which the integrand decays in y near `y`.
    fn decay(&self, y: f64) -> f64 {
        let slope = self.ln_tail(y - 1.0) - self.ln_tail(y) - self.order;
        if slope.is_nan() { 0.0 } else { slope }
    }

    /// Panels in y from where the distance is negligible to where the tail is, split at corners and atoms.
    fn panels(&self, end: f64) -> Vec<(f64, f64)> {
        let typical = self.typical_distance(end);
        let mut breaks: Vec<f64> = self.corners().into_iter().filter(|y| *y < end.ln()).collect();
        let start = typical.ln() - 45.0 / self.order.min(1.0);
        let mut y = start;
        let mut step = 3.0;
        let furthest = if self.logarithmic_decay().is_some() { 1e5 } else { 1e12 };
        let top = self.integrand(typical.ln()).max(f64::MIN_POSITIVE);
        loop {
            breaks.push(y);
            if y >= end.ln() {
                break;
            }
            if y > typical.ln() {
                let here = self.integrand(y);
                if here < 1e-17 * top * self.decay(y).min(1.0) || self.ln_tail(y).is_nan() || y > furthest {
                    break;
                }
                step *= if y > 60.0 { 1.5 } else { 1.0 };
            }
            y = (y + step).min(end.ln());
        }
        breaks.retain(|b| *b >= start && *b <= y);
        breaks.sort_by(f64::total_cmp);
        breaks.dedup();
        breaks.windows(2).map(|pair| (pair[0], pair[1])).collect()
    }

    /// A distance at which the tail has begun to fall.
    fn typical_distance(&self, end: f64) -> f64 {
        let ln_half = -std::f64::consts::LN_2;
        let quantile = if self.up {
            self.law.inv_ln_sf((ln_half + self.ln_tail(f64::NEG_INFINITY).min(0.0)) / self.power) - self.origin
        } else {
            self.origin - self.law.inv_ln_cdf(2.0 * ln_half)
        };
        if quantile > 0.0 && quantile.is_finite() { quantile.min(end) } else { end.min(1.0) }
    }

    /// Corners and atoms on this side, as logarithms of distances.
    fn corners(&self) -> Vec<f64> {
        let atoms = self.law.atoms().iter().map(|atom| atom.at);
        let sign = if self.up { 1.0 } else { -1.0 };
        let support = self.law.support();
        let all = self.law.kinks().into_iter().chain(atoms).chain([support.low, support.high]);
        all.map(|x| sign * (x - self.origin)).filter(|r| *r > 0.0 && r.is_finite()).map(f64::ln).collect()
    }
}

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
