//! The integral of one tail of a law against a power of the distance, in the logarithm of the distance.

use crate::num::{
    Estimate,
    logs::LN_MAX,
    quadrature::{Goal, integrate},
};
use crate::tail::{Tail, TailClass};

/// `int_0^end order r^(order-1) G(origin +- r) / e^ln_unit dr` with G the tail on that side of `S^power`.
pub(super) struct Side<'a, T: ?Sized> {
    pub(super) law: &'a T,
    pub(super) power: f64,
    pub(super) origin: f64,
    pub(super) order: f64,
    pub(super) up: bool,
    /// How far the integral goes.
    pub(super) end: f64,
    /// The logarithm of its unit, so that tails far below f64 can be integrated.
    pub(super) ln_unit: f64,
    /// When the quadrature is good enough.
    pub(super) goal: Goal,
}

impl<'a, T: Tail + ?Sized> Side<'a, T> {
    /// The side up to the end of the support.
    pub(super) fn whole(law: &'a T, power: f64, origin: f64, order: f64, up: bool) -> Self {
        let support = law.support();
        let end = if up { support.high - origin } else { origin - support.low };
        Self { law, power, origin, order, up, end, ln_unit: 0.0, goal: Goal::default() }
    }

    /// The integral, or none if it diverges.
    pub(super) fn moment(&self) -> Option<Estimate> {
        let end = self.end;
        if end <= 0.0 {
            return Some(Estimate::new(0.0, 0.0));
        }
        let bounded = end.is_finite();
        if !bounded && !self.converges() {
            return None;
        }
        let panels = self.panels();
        let q = integrate(|_, y| [self.integrand(y), y * self.integrand(y)], &panels, self.goal);
        // The exponent y - ... is known to a few units of y's last digit.
        let rounding = 8.0 * f64::EPSILON * (4.0 * q.absolute[0] + q.absolute[1]);
        let sum = Estimate::new(q.value[0], q.error[0] + rounding + self.displacement(q.value[0]));
        let last = panels.last().filter(|_| !bounded);
        Some(last.map_or(sum, |panel| sum.plus(self.rest(panel.1))))
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
        let value = self.order * (self.order * y + (self.ln_tail(y) - self.ln_unit)).exp();
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
    fn panels(&self) -> Vec<(f64, f64)> {
        let end = self.end;
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
