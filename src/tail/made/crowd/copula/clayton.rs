//! Times that are short together: given a Gamma frailty M each is above t with chance `1 - e^(-M x)`, independently.

use super::{Chance, Leading, Rule, ln_sum_around, powered};
use crate::num::special::ln_gamma;
use crate::tail::family::forms::{ln_1m_exp_of_exp, ln_1p_exp, ln_depth};
use std::f64::consts::LN_2;

/// `E (1 - e^(-M x))^Q` with `x = (1-s)^-theta - 1` and M of the law Gamma(1/theta, 1), by a sum at equal steps of `ln M`.
#[derive(Debug)]
pub(super) struct GammaFrailty {
    theta: f64,
    power: f64,
    step: f64,
}

impl GammaFrailty {
    pub(super) fn new(theta: f64, power: f64) -> Self {
        // The integrand is analytic to pi/2 on either side of the axis, and as wide as a Gamma law's logarithm.
        Self { theta, power, step: (0.45 / (1.0 / theta + power.max(1.0)).sqrt()).min(0.2) }
    }

    /// `ln E e^f(ln M)`.
    fn ln_mean(&self, ln_start: f64, f: impl Fn(f64) -> f64) -> f64 {
        let shape = 1.0 / self.theta;
        let term = |j: f64| {
            let y = ln_start + j * self.step;
            f(y) + shape * y - y.exp()
        };
        ln_sum_around(term) + self.step.ln() - ln_gamma(shape)
    }

    /// `ln x`.
    fn ln_x(&self, s: Chance) -> f64 {
        let ln_u = self.theta.ln() + if s.ln < s.ln_not { ln_depth(s.ln) } else { (-s.ln_not).ln() };
        let u = ln_u.exp();
        if u > 30.0 { u + (-(-u).exp()).ln_1p() } else { u + ln_1m_exp_of_exp(ln_u) }
    }

    /// `1 - e^(-M x)` from the logarithm of `M x`.
    fn one(ln_depth: f64) -> Chance {
        Chance { ln: ln_1m_exp_of_exp(ln_depth), ln_not: -ln_depth.exp() }
    }

    /// About where M is for Q times beyond a place, against the rate `1 + x`.
    fn ln_start(&self, ln_x: f64) -> f64 {
        (1.0 / self.theta + self.power).ln() - ln_1p_exp(ln_x)
    }
}

impl Rule for GammaFrailty {
    fn both(&self, s: Chance) -> Chance {
        let ln_x = self.ln_x(s);
        // Where most M are beyond 1/x all times are.
        let ln = self.ln_mean(self.ln_start(ln_x.min(0.0)), |y| powered(self.power, Self::one(y + ln_x)).ln);
        if ln < -LN_2 {
            return Chance::of(ln);
        }
        Chance::without(self.ln_mean(self.ln_start(ln_x), |y| powered(self.power, Self::one(y + ln_x)).ln_not))
    }

    fn ln_slope(&self, s: Chance) -> f64 {
        let ln_x = self.ln_x(s);
        let each = |y: f64| {
            let p = Self::one(y + ln_x);
            (self.power - 1.0) * p.ln + y + p.ln_not
        };
        let ln_mean = self.ln_mean(self.ln_start(ln_x), each);
        self.power.ln() + ln_mean + self.theta.ln() - (1.0 + self.theta) * s.ln_not
    }

    /// `E M^Q (theta s)^Q`.
    fn leading(&self) -> Leading {
        let shape = 1.0 / self.theta;
        let ln_moment = ln_gamma(shape + self.power) - ln_gamma(shape);
        Leading::plain(ln_moment + self.power * self.theta.ln(), self.power)
    }
}
