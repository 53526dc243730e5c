//! Laplace: density exp(-|t| / scale) / (2 scale).

use super::forms::{ln_changed, plain_sf_ratio};
use crate::num::logs::ln_1m_exp;
use crate::tail::{Domain, ExponentialPiece, Family, Interval, Law, Moment, Parameter, Tail, TailClass};
use std::f64::consts::LN_2;

/// The family.
pub static FAMILY: Family = Family {
    name: "laplace",
    formula: "S(t) = exp(-t / scale) / 2 for t >= 0, 1 - exp(t / scale) / 2 for t < 0",
    parameters: &[Parameter::optional("scale", Domain::Above(0.0), 1.0)],
    typical: &["laplace", "laplace(0.2)", "laplace(5)"],
    build: |arguments, spec| {
        let scale = arguments[0].number();
        Ok(Law::new(spec, Laplace { scale, ln_width: (2.0 * scale).ln() }))
    },
};

#[derive(Debug)]
struct Laplace {
    scale: f64,
    /// `ln(2 scale)`, asked for at each place.
    ln_width: f64,
}

impl Tail for Laplace {
    fn support(&self) -> Interval {
        Interval::REAL
    }

    fn tail_class(&self) -> TailClass {
        TailClass::Exponential { rate: 1.0 / self.scale, ln_coefficient: -LN_2, power: 0.0 }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        let z = x / self.scale;
        if z >= 0.0 { -z - LN_2 } else { (-0.5 * z.exp()).ln_1p() }
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        self.ln_sf(-x)
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        self.ln_sf(y.exp())
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        -(x / self.scale).abs() - self.ln_width
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, x: f64) -> f64 {
        if x == 0.0 { 0.0 } else { x.signum() / self.scale }
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        let z = if ln_p <= -LN_2 { -ln_p - LN_2 } else { LN_2 + ln_1m_exp(ln_p) };
        self.scale * z
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        -self.inv_ln_sf(ln_p)
    }

    fn kinks(&self) -> Vec<f64> {
        vec![0.0]
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        let (z, step) = (t / self.scale, v / self.scale);
        if t >= 0.0 && t - v >= 0.0 {
            step
        } else if t < 0.0 && t - v < 0.0 {
            // S(t-v) - S(t) = (e^z - e^(z - step)) / 2
            let change = -0.5 * z.exp() * (-step).exp_m1() / self.ln_sf(t).exp();
            ln_changed(change, || plain_sf_ratio(self, t, v))
        } else {
            plain_sf_ratio(self, t, v)
        }
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        let same_side = (t >= 0.0) == (t - v >= 0.0);
        let change = if !same_side {
            t.abs() - (t - v).abs()
        } else if t >= 0.0 {
            v
        } else {
            -v
        };
        change / self.scale
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        let z = x / self.scale;
        self.scale.ln() + if z >= 0.0 { -z - LN_2 } else { (0.5 * z.exp() - z).ln() }
    }

    fn exponential_pieces(&self) -> Vec<ExponentialPiece> {
        let piece = |low: f64, high: f64, slope: f64| ExponentialPiece {
            low,
            high,
            anchor: 0.0,
            ln_level: -self.ln_width,
            slope,
        };
        let rate = 1.0 / self.scale;
        vec![piece(f64::NEG_INFINITY, 0.0, rate), piece(0.0, f64::INFINITY, -rate)]
    }

    fn mean(&self) -> Moment {
        Moment::closed_form(0.0)
    }

    fn variance(&self) -> Moment {
        Moment::closed_form(2.0 * self.scale * self.scale)
    }
}
