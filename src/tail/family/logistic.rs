//! Logistic: S(t) = 1 / (1 + exp(t / scale)).

use super::forms::{ln_1p_exp, ln_changed, plain_sf_ratio};
use crate::num::logs::ln_1m_exp;
use crate::tail::recipe::{Start, Step};
use crate::tail::{Domain, Family, Interval, Law, Moment, Parameter, Recipe, Tail, TailClass};
use std::f64::consts::PI;

/// The family.
pub static FAMILY: Family = Family {
    name: "logistic",
    formula: "S(t) = 1 / (1 + exp(t / scale))",
    parameters: &[Parameter::optional("scale", Domain::Above(0.0), 1.0)],
    typical: &["logistic", "logistic(0.3)"],
    build: |arguments, spec| Ok(Law::new(spec, Logistic { scale: arguments[0].number() })),
};

#[derive(Debug)]
struct Logistic {
    scale: f64,
}

impl Tail for Logistic {
    fn support(&self) -> Interval {
        Interval::REAL
    }

    fn tail_class(&self) -> TailClass {
        TailClass::Exponential { rate: 1.0 / self.scale, ln_coefficient: 0.0, power: 0.0 }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        -ln_1p_exp(x / self.scale)
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        self.ln_sf(-x)
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        self.ln_sf(y.exp())
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        let z = x.abs() / self.scale;
        -z - 2.0 * (-z).exp().ln_1p() - self.scale.ln()
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, x: f64) -> f64 {
        (0.5 * x / self.scale).tanh() / self.scale
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        self.scale * (ln_1m_exp(ln_p) - ln_p)
    }

    fn recipe(&self) -> Option<Recipe> {
        Some(Recipe::from(Start::Odds).then(Step::Ln).times(self.scale))
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        -self.inv_ln_sf(ln_p)
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        // (1 + e^z) / (1 + e^(z - step)) - 1 = (e^step - 1) F(t - v)
        let change = (v / self.scale).exp_m1() * self.ln_cdf(t - v).exp();
        ln_changed(change, || plain_sf_ratio(self, t, v))
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        // f = S F / scale, and F(t) = S(-t).
        self.ln_sf_ratio(t, v) + self.ln_sf_ratio(-t, -v)
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        let z = x / self.scale;
        // scale ln(1 + e^-z)
        self.scale.ln() + if z > 40.0 { -z } else { ln_1p_exp(-z).ln() }
    }

    fn mean(&self) -> Moment {
        Moment::closed_form(0.0)
    }

    fn variance(&self) -> Moment {
        Moment::closed_form((PI * self.scale).powi(2) / 3.0)
    }
}
