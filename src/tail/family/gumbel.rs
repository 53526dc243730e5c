//! Gumbel, the limit law of maxima: F(t) = exp(-exp(-t / scale)).

use super::forms::{exp_gain, ln_1m_exp_integral, ln_1m_exp_of_exp, ln_changed, ln_depth, plain_sf_ratio};
use crate::num::special::gamma_q_fraction;
use crate::tail::recipe::{Start, Step};
use crate::tail::{Domain, Family, Interval, Law, Moment, Parameter, Recipe, Tail, TailClass};
use std::f64::consts::PI;

/// The family.
pub static FAMILY: Family = Family {
    name: "gumbel",
    formula: "S(t) = 1 - exp(-exp(-t / scale))",
    parameters: &[Parameter::optional("scale", Domain::Above(0.0), 1.0)],
    typical: &["gumbel", "gumbel(2.5)"],
    build: |arguments, spec| {
        let scale = arguments[0].number();
        Ok(Law::new(spec, Gumbel { scale, ln_scale: scale.ln() }))
    },
};

/// Euler's constant.
const EULER_GAMMA: f64 = 0.577_215_664_901_532_9;

#[derive(Debug)]
struct Gumbel {
    scale: f64,
    /// `ln scale`, asked for at each place.
    ln_scale: f64,
}

impl Tail for Gumbel {
    fn support(&self) -> Interval {
        Interval::REAL
    }

    fn tail_class(&self) -> TailClass {
        TailClass::Exponential { rate: 1.0 / self.scale, ln_coefficient: 0.0, power: 0.0 }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        ln_1m_exp_of_exp(-x / self.scale)
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        -(-x / self.scale).exp()
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        self.ln_sf(y.exp())
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        let w = (-x / self.scale).exp();
        if w == f64::INFINITY { f64::NEG_INFINITY } else { -x / self.scale - w - self.ln_scale }
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, x: f64) -> f64 {
        -(-x / self.scale).exp_m1() / self.scale
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        -self.scale * ln_depth(ln_p)
    }

    fn recipe(&self) -> Option<Recipe> {
        Some(Recipe::from(Start::Below).then(Step::Ln).times(-self.scale))
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        -self.scale * (-ln_p).ln()
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        let (z, step) = (t / self.scale, v / self.scale);
        if z > 600.0 && z - step > 40.0 {
            return step;
        }
        // S(t-v) - S(t) = e^-w (1 - e^-(w' - w)) with w = e^-z, w' = e^(step - z)
        let w = (-z).exp();
        let change = -(-w).exp() * (-w * step.exp_m1()).exp_m1() / -(-w).exp_m1();
        ln_changed(change, || plain_sf_ratio(self, t, v))
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        let step = v / self.scale;
        step - exp_gain(-t / self.scale, step)
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        // int_0^w (1 - e^-v)/v dv at w = e^-z, the entire exponential integral
        let z = x / self.scale;
        let integral = if z > 40.0 {
            -z
        } else if z > -0.4 {
            ln_1m_exp_integral((-z).exp(), 0.0) - z
        } else {
            let w = (-z).exp();
            let beyond = if w > 700.0 { 0.0 } else { (-w).exp() * gamma_q_fraction(0.0, w) };
            (EULER_GAMMA - z + beyond).ln()
        };
        self.ln_scale + integral
    }

    fn mean(&self) -> Moment {
        Moment::closed_form(EULER_GAMMA * self.scale)
    }

    fn variance(&self) -> Moment {
        Moment::closed_form((PI * self.scale).powi(2) / 6.0)
    }
}
