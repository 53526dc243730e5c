//! Exponential: S(t) = exp(-rate t) for t >= 0.

use super::{
    forms::{plain_pdf_ratio, plain_sf_ratio},
    gamma,
};
use crate::num::logs::ln_1m_exp;
use crate::tail::recipe::Start;
use crate::tail::{Domain, ExponentialPiece, Family, Interval, Law, Moment, Parameter, Recipe, Tail, TailClass};

/// The family.
pub static FAMILY: Family = Family {
    name: "exponential",
    formula: "S(t) = exp(-rate t), t >= 0",
    parameters: &[Parameter::optional("rate", Domain::Above(0.0), 1.0)],
    typical: &["exponential", "exponential(0.1)", "exponential(3)"],
    build: |arguments, spec| {
        let rate = arguments[0].number();
        Ok(Law::new(spec, Exponential { rate, ln_rate: rate.ln() }))
    },
};

#[derive(Debug)]
struct Exponential {
    rate: f64,
    /// `ln rate`, asked for at each place.
    ln_rate: f64,
}

impl Tail for Exponential {
    fn support(&self) -> Interval {
        Interval::POSITIVE
    }

    fn tail_class(&self) -> TailClass {
        TailClass::Exponential { rate: self.rate, ln_coefficient: 0.0, power: 0.0 }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { -self.rate * x }
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        self.ln_sf(y.exp())
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        if x < 0.0 { f64::NEG_INFINITY } else { self.ln_rate - self.rate * x }
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, _x: f64) -> f64 {
        self.rate
    }

    fn hazard(&self, x: f64) -> f64 {
        if x < 0.0 { 0.0 } else { self.rate }
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        ln_p.abs() / self.rate
    }

    fn recipe(&self) -> Option<Recipe> {
        Some(Recipe::from(Start::Above).times(1.0 / self.rate))
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        self.inv_ln_sf(ln_1m_exp(ln_p))
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 0.0 || t - v <= 0.0 { plain_sf_ratio(self, t, v) } else { self.rate * v }
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        if t < 0.0 || t - v < 0.0 { plain_pdf_ratio(self, t, v) } else { self.rate * v }
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        if x <= 0.0 { (1.0 / self.rate - x).ln() } else { -self.rate * x - self.ln_rate }
    }

    fn min_of(&self, power: f64) -> Option<Law> {
        FAMILY.member(&[(self.rate * power).into()]).ok()
    }

    fn sum_of(&self, count: f64) -> Option<Law> {
        gamma::FAMILY.member(&[count.into(), self.rate.into()]).ok()
    }

    fn exponential_pieces(&self) -> Vec<ExponentialPiece> {
        let (low, high) = (0.0, f64::INFINITY);
        vec![ExponentialPiece { low, high, anchor: low, ln_level: self.ln_rate, slope: -self.rate }]
    }

    fn mean(&self) -> Moment {
        Moment::closed_form(1.0 / self.rate)
    }

    fn variance(&self) -> Moment {
        Moment::closed_form(1.0 / (self.rate * self.rate))
    }
}
