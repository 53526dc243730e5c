//! Gamma: an exponential tail behind a power.

use super::forms::{density_sf_ratio, plain_sf_ratio};
use crate::num::logs::ln_1m_exp;
use crate::num::newton::concave_root_in_log;
use crate::num::special::{
    IncompleteGamma, gamma_q_fraction, gamma_q_fraction_rest, inv_ln_normal_sf, ln_gamma, ln_gamma_1p,
};
use crate::tail::{Domain, Family, Interval, Law, Moment, Parameter, Tail, TailClass};
use std::f64::consts::LN_2;

/// The family.
pub static FAMILY: Family = Family {
    name: "gamma",
    formula: "S(x) = Gamma(shape, rate x) / Gamma(shape), x > 0",
    parameters: &[Parameter::number("shape", Domain::Above(0.0)), Parameter::optional("rate", Domain::Above(0.0), 1.0)],
    typical: &["gamma(0.5, 1)", "gamma(2, 1)", "gamma(5, 2)", "gamma(100, 1)"],
    build: |arguments, spec| Ok(Law::new(spec, Gamma::new(arguments[0].number(), arguments[1].number()))),
};

#[derive(Debug)]
pub(super) struct Gamma {
    pub(super) shape: f64,
    pub(super) rate: f64,
    pub(super) incomplete: IncompleteGamma,
}

impl Gamma {
    pub(super) fn new(shape: f64, rate: f64) -> Self {
        Self { shape, rate, incomplete: IncompleteGamma::new(shape) }
    }

    /// The quantile of `rate X` at `ln_p <= -ln 2` from below. The density of ln X is log-concave, so both ln S and ln F
    /// are concave in ln x.
    fn lower_quantile(&self, ln_p: f64) -> f64 {
        let a = self.shape;
        if ln_p == f64::NEG_INFINITY {
            return 0.0;
        }
        // F is below x^a / Gamma(a + 1).
        let bound = ((ln_p + ln_gamma_1p(a)) / a).exp().min(a + 1.0);
        let start = self.cubed_normal(-inv_ln_normal_sf(ln_p)).filter(|x| *x > bound && *x < a).unwrap_or(bound);
        concave_root_in_log(|x| self.incomplete.ln_p_with_elasticity(x), ln_p, start)
    }

    /// The quantile of `rate X` at `ln_p <= -ln 2` from above.
    fn upper_quantile(&self, ln_p: f64) -> f64 {
        if ln_p == f64::NEG_INFINITY {
            return f64::INFINITY;
        }
        let a = self.shape;
        let bound = a + (2.0 * a * -ln_p).sqrt() - ln_p;
        let cubed = if -ln_p < 10.0 * a { self.cubed_normal(inv_ln_normal_sf(ln_p)) } else { None };
        let start = cubed.filter(|x| *x < bound && *x > 0.5 * a).unwrap_or_else(|| self.far_quantile(ln_p).min(bound));
        let negated = |(ln_q, elasticity): (f64, f64)| (ln_q, -elasticity);
        concave_root_in_log(|x| negated(self.incomplete.ln_q_with_elasticity(x)), ln_p, start)
    }

    /// The cube root of a gamma variable is nearly normal: Wilson and Hilferty (1931).
    fn cubed_normal(&self, z: f64) -> Option<f64> {
        let ninth = 1.0 / (9.0 * self.shape);
        (self.shape >= 0.5).then(|| self.shape * (1.0 - ninth + z * ninth.sqrt()).powi(3))
    }

    /// The root of `x - (a - 1) ln x = -ln p - ln Gamma(a)`, nearly.
    fn far_quantile(&self, ln_p: f64) -> f64 {
        let (power, level) = (self.shape - 1.0, -ln_p - ln_gamma(self.shape));
        let far = |x: f64| level + power * x.max(1.0).ln();
        far(far(-ln_p)).max(0.1)
    }
}

impl Tail for Gamma {
    fn support(&self) -> Interval {
        Interval::POSITIVE
    }

    fn tail_class(&self) -> TailClass {
        // Gamma(a, x) ~ x^(a-1) e^-x: Abramowitz and Stegun 6.5.32.
        let power = self.shape - 1.0;
        TailClass::Exponential { rate: self.rate, ln_coefficient: power * self.rate.ln() - ln_gamma(self.shape), power }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        self.incomplete.ln_q(self.rate * x)
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        self.incomplete.ln_p(self.rate * x)
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        let power = self.shape - 1.0;
        if x < 0.0 || self.rate * x == f64::INFINITY {
            f64::NEG_INFINITY
        } else if x == 0.0 {
            if power == 0.0 { self.rate.ln() } else { power * f64::NEG_INFINITY }
        } else {
            self.incomplete.ln_density_term(self.rate * x) - x.ln()
        }
    }

    fn ln_sf_and_pdf(&self, x: f64) -> (f64, f64) {
        let y = self.rate * x;
        if y <= self.shape + 1.0 || y == f64::INFINITY {
            return (self.ln_sf(x), self.ln_pdf(x));
        }
        // Both share their power term.
        let ln_term = self.incomplete.ln_density_term(y);
        (ln_term + gamma_q_fraction(self.shape, y).ln(), ln_term - x.ln())
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, x: f64) -> f64 {
        self.rate - (self.shape - 1.0) / x
    }

    fn hazard(&self, x: f64) -> f64 {
        if self.rate * x == f64::INFINITY {
            return self.rate;
        }
        if self.rate * x > self.shape + 1.0 {
            self.incomplete.ln_q_with_elasticity(self.rate * x).1 / x
        } else {
            (self.ln_pdf(x) - self.ln_sf(x)).exp()
        }
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        let quantile = if ln_p > -LN_2 { self.lower_quantile(ln_1m_exp(ln_p)) } else { self.upper_quantile(ln_p) };
        quantile / self.rate
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        let quantile = if ln_p > -LN_2 { self.upper_quantile(ln_1m_exp(ln_p)) } else { self.lower_quantile(ln_p) };
        quantile / self.rate
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 0.0 || t - v <= 0.0 {
            return plain_sf_ratio(self, t, v);
        }
        let power = (self.shape - 1.0).abs();
        let steepness = self.score(t).abs() + (power.sqrt() + 2.0) / t;
        density_sf_ratio(self, t, v, steepness)
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        if t > 0.0 && t - v > 0.0 {
            (self.shape - 1.0) * (-v / t).ln_1p() + self.rate * v
        } else {
            self.ln_pdf(t - v) - self.ln_pdf(t)
        }
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        let (a, y) = (self.shape, self.rate * x);
        if y <= 0.0 {
            return (a - y).ln() - self.rate.ln();
        }
        if y == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        // With D = y^a e^-y / Gamma(a): rate E (X - x)^+ = (a - y) Q(a, y) + D.
        let ln_d = self.incomplete.ln_density_term(y);
        let unscaled = if y > a + 1.0 {
            // Q = D / (y + 1 - a + (a - 1) r), which leaves Q (1 + (a - 1) r).
            let rest = (a - 1.0) * gamma_q_fraction_rest(a, y);
            ln_d - (y - (a - 1.0) + rest).ln() + rest.ln_1p()
        } else {
            ((a - y) * self.incomplete.ln_q(y).exp() + ln_d.exp()).ln()
        };
        unscaled - self.rate.ln()
    }

    fn sum_of(&self, count: f64) -> Option<Law> {
        FAMILY.member(&[(count * self.shape).into(), self.rate.into()]).ok()
    }

    fn mean(&self) -> Moment {
        Moment::closed_form(self.shape / self.rate)
    }

    fn variance(&self) -> Moment {
        Moment::closed_form(self.shape / (self.rate * self.rate))
    }
}
