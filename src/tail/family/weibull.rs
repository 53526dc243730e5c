//! Weibull: S(t) = exp(-t^shape) for t >= 0.

use super::forms::{gamma_1p, ln_depth, ln_moved, ln_power, plain_pdf_ratio, plain_sf_ratio, variance_from};
use crate::num::{
    logs::{ln_1m_exp, ln_add_exp},
    special::{ln_gamma_1p, ln_gamma_q},
};
use crate::tail::recipe::{Start, Step};
use crate::tail::{Domain, Family, Interval, Law, Moment, Parameter, Recipe, Tail, TailClass, made};

/// The family.
pub static FAMILY: Family = Family {
    name: "weibull",
    formula: "S(t) = exp(-t^shape), t >= 0",
    parameters: &[Parameter::number("shape", Domain::Above(0.0))],
    typical: &["weibull(0.3)", "weibull(0.5)", "weibull(1)", "weibull(3)"],
    build: |arguments, spec| {
        let shape = arguments[0].number();
        Ok(Law::new(spec, Weibull { shape, ln_shape: shape.ln() }))
    },
};

#[derive(Debug)]
struct Weibull {
    shape: f64,
    /// `ln shape`, asked for at each place.
    ln_shape: f64,
}

impl Tail for Weibull {
    fn support(&self) -> Interval {
        Interval::POSITIVE
    }

    fn tail_class(&self) -> TailClass {
        match self.shape {
            exponent if exponent < 1.0 => {
                TailClass::Stretched { exponent, coefficient: 1.0, ln_coefficient: 0.0, power: 0.0 }
            }
            exponent if exponent > 1.0 => TailClass::SuperExponential { exponent, coefficient: 1.0 },
            _ => TailClass::Exponential { rate: 1.0, ln_coefficient: 0.0, power: 0.0 },
        }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { -x.powf(self.shape) }
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return f64::NEG_INFINITY;
        }
        let depth = x.powf(self.shape);
        if depth < 1e-9 { self.shape * x.ln() - 0.5 * depth } else { ln_1m_exp(-depth) }
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        -(self.shape * y).exp()
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        if x < 0.0 {
            return f64::NEG_INFINITY;
        }
        let depth = x.powf(self.shape);
        if depth == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        self.ln_shape + ln_power(x, self.shape - 1.0) - depth
    }

    fn ln_sf_and_pdf(&self, x: f64) -> (f64, f64) {
        let depth = if x > 0.0 { x.powf(self.shape) } else { f64::INFINITY };
        if depth == f64::INFINITY {
            return (self.ln_sf(x), self.ln_pdf(x));
        }
        (-depth, self.ln_shape + ln_power(x, self.shape - 1.0) - depth)
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, x: f64) -> f64 {
        (self.shape * x.powf(self.shape) - (self.shape - 1.0)) / x
    }

    fn hazard(&self, x: f64) -> f64 {
        if x < 0.0 { 0.0 } else { self.shape * x.powf(self.shape - 1.0) }
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        ln_p.abs().powf(1.0 / self.shape)
    }

    fn recipe(&self) -> Option<Recipe> {
        Some(Recipe::from(Start::Above).then(Step::Ln).times(1.0 / self.shape).then(Step::Exp))
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        (ln_depth(ln_p) / self.shape).exp()
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 0.0 || t - v <= 0.0 {
            return plain_sf_ratio(self, t, v);
        }
        -t.powf(self.shape) * (self.shape * ln_moved(t, v)).exp_m1()
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 0.0 || t - v <= 0.0 {
            return plain_pdf_ratio(self, t, v);
        }
        (self.shape - 1.0) * ln_moved(t, v) + self.ln_sf_ratio(t, v)
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        // Gamma(1/k, x^k) / k
        let shape = 1.0 / self.shape;
        if x <= 0.0 {
            ln_add_exp(ln_gamma_1p(shape), (-x).ln())
        } else {
            ln_gamma_1p(shape) + ln_gamma_q(shape, x.powf(self.shape))
        }
    }

    fn min_of(&self, power: f64) -> Option<Law> {
        let same = FAMILY.member(&[self.shape.into()]).ok()?;
        made::scaled(power.powf(-1.0 / self.shape), &same).ok()
    }

    fn mean(&self) -> Moment {
        Moment::closed_form(gamma_1p(1.0 / self.shape))
    }

    fn variance(&self) -> Moment {
        variance_from(gamma_1p(1.0 / self.shape), gamma_1p(2.0 / self.shape))
    }
}
