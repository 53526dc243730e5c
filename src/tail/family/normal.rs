//! Normal: the law that no proxy need fear.

use crate::num::special::{
    inv_ln_normal_sf, ln_normal_sf, ln_normal_sf_ratio, ln_normal_upper_integral, normal_hazard,
};
use crate::tail::{Domain, Family, Interval, Law, Moment, Parameter, Tail, TailClass};

/// `ln(sqrt(2 pi))`.
pub(super) const LN_SQRT_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// The family.
pub static FAMILY: Family = Family {
    name: "normal",
    formula: "S(x) = erfc((x - mean) / (sd sqrt 2)) / 2",
    parameters: &[Parameter::optional("mean", Domain::Real, 0.0), Parameter::optional("sd", Domain::Above(0.0), 1.0)],
    typical: &["normal(0, 1)", "normal(1.5, 0.5)", "normal(0, 10)"],
    build: |arguments, spec| {
        let sd = arguments[1].number();
        Ok(Law::new(spec, Normal { mean: arguments[0].number(), sd, ln_sd: sd.ln() }))
    },
};

#[derive(Debug)]
struct Normal {
    mean: f64,
    sd: f64,
    /// `ln sd`, asked for at each place.
    ln_sd: f64,
}

impl Normal {
    fn standard(&self, x: f64) -> f64 {
        (x - self.mean) / self.sd
    }
}

impl Tail for Normal {
    fn support(&self) -> Interval {
        Interval::REAL
    }

    fn tail_class(&self) -> TailClass {
        TailClass::SuperExponential { exponent: 2.0, coefficient: 0.5 / (self.sd * self.sd) }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        ln_normal_sf(self.standard(x))
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        ln_normal_sf(-self.standard(x))
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        let z = self.standard(x);
        -0.5 * z * z - LN_SQRT_TWO_PI - self.ln_sd
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, x: f64) -> f64 {
        self.standard(x) / self.sd
    }

    fn hazard(&self, x: f64) -> f64 {
        normal_hazard(self.standard(x)) / self.sd
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        self.mean + self.sd * inv_ln_normal_sf(ln_p)
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        self.mean - self.sd * inv_ln_normal_sf(ln_p)
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        ln_normal_sf_ratio(self.standard(t), v / self.sd)
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        let w = v / self.sd;
        w * (self.standard(t) - 0.5 * w)
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        self.ln_sd + ln_normal_upper_integral(self.standard(x))
    }

    fn sum_of(&self, count: f64) -> Option<Law> {
        FAMILY.member(&[(count * self.mean).into(), (count.sqrt() * self.sd).into()]).ok()
    }

    fn as_normal(&self) -> Option<(f64, f64)> {
        Some((self.mean, self.sd))
    }

    fn mean(&self) -> Moment {
        Moment::closed_form(self.mean)
    }

    fn variance(&self) -> Moment {
        Moment::closed_form(self.sd * self.sd)
    }
}
