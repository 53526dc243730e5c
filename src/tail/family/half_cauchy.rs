//! Half-Cauchy: S(t) = (2/pi) arctan(scale / t) for t >= 0.

use super::cauchy::{angle_gained, ln_1p_square, ln_angle};
use super::forms::{ln_changed, plain_pdf_ratio, plain_sf_ratio};
use crate::tail::{Domain, Family, Interval, Law, Moment, Parameter, Tail, TailClass};
use std::f64::consts::{FRAC_2_PI, FRAC_PI_2, LN_2};

/// The family.
pub static FAMILY: Family = Family {
    name: "half_cauchy",
    formula: "S(t) = (2/pi) arctan(scale / t), t >= 0",
    parameters: &[Parameter::optional("scale", Domain::Above(0.0), 1.0)],
    typical: &["half_cauchy", "half_cauchy(0.01)"],
    build: |arguments, spec| Ok(Law::new(spec, HalfCauchy { scale: arguments[0].number() })),
};

#[derive(Debug)]
struct HalfCauchy {
    scale: f64,
}

impl Tail for HalfCauchy {
    fn support(&self) -> Interval {
        Interval::POSITIVE
    }

    fn tail_class(&self) -> TailClass {
        TailClass::RegularlyVarying { index: 1.0, ln_coefficient: (FRAC_2_PI * self.scale).ln(), log_power: 0.0 }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x <= 0.0 {
            0.0
        } else if x < self.scale {
            (-FRAC_2_PI * x.atan2(self.scale)).ln_1p()
        } else {
            FRAC_2_PI.ln() + ln_angle(self.scale, x)
        }
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        if x <= 0.0 {
            f64::NEG_INFINITY
        } else if x < self.scale {
            FRAC_2_PI.ln() + ln_angle(x, self.scale)
        } else {
            (-FRAC_2_PI * self.scale.atan2(x)).ln_1p()
        }
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        let ln_scale = self.scale.ln();
        if y - ln_scale > 21.0 { FRAC_2_PI.ln() + ln_scale - y } else { self.ln_sf(y.exp()) }
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        if x < 0.0 {
            return f64::NEG_INFINITY;
        }
        FRAC_2_PI.ln() - self.scale.ln() - ln_1p_square(x / self.scale)
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
            self.scale * (-FRAC_PI_2 * ln_p.exp_m1()).tan()
        } else if ln_p > -21.0 {
            self.scale / (FRAC_PI_2 * ln_p.exp()).tan()
        } else {
            (self.scale.ln() + FRAC_2_PI.ln() - ln_p).exp()
        }
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        if ln_p > -LN_2 {
            self.scale / (-FRAC_PI_2 * ln_p.exp_m1()).tan()
        } else if ln_p > -21.0 {
            self.scale * (FRAC_PI_2 * ln_p.exp()).tan()
        } else {
            (self.scale.ln() - FRAC_2_PI.ln() + ln_p).exp()
        }
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 0.0 || t - v <= 0.0 {
            return plain_sf_ratio(self, t, v);
        }
        let change = angle_gained(self.scale, t, v) / self.scale.atan2(t);
        ln_changed(change, || plain_sf_ratio(self, t, v))
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        if t < 0.0 || t - v < 0.0 {
            return plain_pdf_ratio(self, t, v);
        }
        let size = self.scale.hypot(t);
        let change = (v / size) * ((v - 2.0 * t) / size);
        -ln_changed(change, || ln_1p_square((t - v) / self.scale) - ln_1p_square(t / self.scale))
    }

    fn ln_upper_integral(&self, _x: f64) -> f64 {
        f64::INFINITY
    }

    fn mean(&self) -> Moment {
        Moment::Infinite
    }

    fn variance(&self) -> Moment {
        Moment::Undefined
    }
}
