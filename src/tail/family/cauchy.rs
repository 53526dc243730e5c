//! Cauchy: S(t) = arctan2(scale, t) / pi.

use super::forms::{ln_changed, plain_sf_ratio};
use crate::tail::{Domain, Family, Interval, Law, Moment, Parameter, Tail, TailClass};
use std::f64::consts::{LN_2, PI};

/// The family.
pub static FAMILY: Family = Family {
    name: "cauchy",
    formula: "S(t) = arctan2(scale, t) / pi",
    parameters: &[Parameter::optional("scale", Domain::Above(0.0), 1.0)],
    typical: &["cauchy", "cauchy(0.01)", "cauchy(30)"],
    build: |arguments, spec| Ok(Law::new(spec, Cauchy { scale: arguments[0].number() })),
};

/// Beyond this many scales `arctan(1 / z)` is `1 / z` to the last digit.
const FAR: f64 = 1e9;

/// `ln arctan(scale / x)` for `x > 0`, also where the quotient underflows.
pub(super) fn ln_angle(scale: f64, x: f64) -> f64 {
    if x > FAR * scale { scale.ln() - x.ln() } else { scale.atan2(x).ln() }
}

/// The angle between `t - v + i scale` and `t + i scale`: what `arctan2(scale, t)` gains when t falls by v.
pub(super) fn angle_gained(scale: f64, t: f64, v: f64) -> f64 {
    let size = t.abs().max(scale);
    (scale * (v / size)).atan2(scale * (scale / size) + (t / size) * (t - v))
}

/// `ln(1 + z^2)` for every z.
pub(super) fn ln_1p_square(z: f64) -> f64 {
    if z.abs() > FAR { 2.0 * z.abs().ln() } else { (z * z).ln_1p() }
}

#[derive(Debug)]
struct Cauchy {
    scale: f64,
}

impl Tail for Cauchy {
    fn support(&self) -> Interval {
        Interval::REAL
    }

    fn tail_class(&self) -> TailClass {
        TailClass::RegularlyVarying { index: 1.0, ln_coefficient: (self.scale / PI).ln(), log_power: 0.0 }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x > 0.0 { ln_angle(self.scale, x) - PI.ln() } else { (-self.scale.atan2(-x) / PI).ln_1p() }
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        self.ln_sf(-x)
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        let ln_scale = self.scale.ln();
        if y - ln_scale > FAR.ln() { ln_scale - y - PI.ln() } else { self.ln_sf(y.exp()) }
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        -(PI * self.scale).ln() - ln_1p_square(x / self.scale)
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, x: f64) -> f64 {
        let z = x / self.scale;
        2.0 / (self.scale * (z + 1.0 / z))
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        if ln_p > -LN_2 {
            -self.scale / (-PI * ln_p.exp_m1()).tan()
        } else if ln_p > -FAR.ln() {
            self.scale / (PI * ln_p.exp()).tan()
        } else {
            (self.scale.ln() - PI.ln() - ln_p).exp()
        }
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        -self.inv_ln_sf(ln_p)
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        let change = angle_gained(self.scale, t, v) / self.scale.atan2(t);
        ln_changed(change, || plain_sf_ratio(self, t, v))
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        // (s^2 + (t-v)^2) / (s^2 + t^2) - 1 = v (v - 2t) / (s^2 + t^2)
        let size = self.scale.hypot(t);
        let change = (v / size) * ((v - 2.0 * t) / size);
        -ln_changed(change, || ln_1p_square((t - v) / self.scale) - ln_1p_square(t / self.scale))
    }

    fn ln_upper_integral(&self, _x: f64) -> f64 {
        f64::INFINITY
    }

    fn sum_of(&self, count: f64) -> Option<Law> {
        FAMILY.member(&[(count * self.scale).into()]).ok()
    }

    fn mean(&self) -> Moment {
        Moment::Undefined
    }

    fn variance(&self) -> Moment {
        Moment::Undefined
    }
}
