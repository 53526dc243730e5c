//! Lomax (Pareto of the second kind): S(t) = (1 + t)^-alpha for t >= 0.

use super::forms::{ln_1p_exp, plain_pdf_ratio, plain_sf_ratio};
use crate::num::logs::ln_1m_exp;
use crate::num::special::ExponentialIntegral;
use crate::tail::recipe::{Start, Step};
use crate::tail::{Domain, Family, Interval, Laplace, Law, Moment, Parameter, Recipe, Tail, TailClass};

/// The family.
pub static FAMILY: Family = Family {
    name: "lomax",
    formula: "S(t) = (1 + t)^-alpha, t >= 0",
    parameters: &[Parameter::number("alpha", Domain::Above(0.0))],
    typical: &["lomax(0.7)", "lomax(1)", "lomax(2.5)", "lomax(30)"],
    build: |arguments, spec| {
        let alpha = arguments[0].number();
        Ok(Law::new(spec, Lomax { alpha, ln_alpha: alpha.ln() }))
    },
};

#[derive(Debug)]
struct Lomax {
    alpha: f64,
    /// `ln alpha`, asked for at each place.
    ln_alpha: f64,
}

/// `ln((1 + t - v) / (1 + t))`.
fn ln_moved_from_one(t: f64, v: f64) -> f64 {
    if v < 0.5 * (1.0 + t) { (-v / (1.0 + t)).ln_1p() } else { (t - v).ln_1p() - t.ln_1p() }
}

impl Tail for Lomax {
    fn support(&self) -> Interval {
        Interval::POSITIVE
    }

    fn tail_class(&self) -> TailClass {
        TailClass::RegularlyVarying { index: self.alpha, ln_coefficient: 0.0, log_power: 0.0 }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { -self.alpha * x.ln_1p() }
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        -self.alpha * ln_1p_exp(y)
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        if x < 0.0 { f64::NEG_INFINITY } else { self.ln_alpha - (self.alpha + 1.0) * x.ln_1p() }
    }

    fn ln_sf_and_pdf(&self, x: f64) -> (f64, f64) {
        if x < 0.0 {
            return (0.0, f64::NEG_INFINITY);
        }
        let ln_sf = -self.alpha * x.ln_1p();
        (ln_sf, self.ln_alpha + ln_sf - x.ln_1p())
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, x: f64) -> f64 {
        (self.alpha + 1.0) / (1.0 + x)
    }

    fn hazard(&self, x: f64) -> f64 {
        if x < 0.0 { 0.0 } else { self.alpha / (1.0 + x) }
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        (ln_p.abs() / self.alpha).exp_m1()
    }

    fn recipe(&self) -> Option<Recipe> {
        Some(Recipe::from(Start::Above).times(1.0 / self.alpha).then(Step::ExpM1))
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        self.inv_ln_sf(ln_1m_exp(ln_p))
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 0.0 || t - v <= 0.0 { plain_sf_ratio(self, t, v) } else { -self.alpha * ln_moved_from_one(t, v) }
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        if t < 0.0 || t - v < 0.0 {
            return plain_pdf_ratio(self, t, v);
        }
        -(self.alpha + 1.0) * ln_moved_from_one(t, v)
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        let excess = self.alpha - 1.0;
        if excess <= 0.0 {
            f64::INFINITY
        } else if x <= 0.0 {
            (1.0 / excess - x).ln()
        } else {
            -excess * x.ln_1p() - excess.ln()
        }
    }

    fn min_of(&self, power: f64) -> Option<Law> {
        FAMILY.member(&[(self.alpha * power).into()]).ok()
    }

    fn laplace(&self) -> Option<Laplace> {
        (self.alpha <= ExponentialIntegral::STEEPEST).then(|| Laplace::new(0.0, ExponentialIntegral::new(self.alpha)))
    }

    fn mean(&self) -> Moment {
        if self.alpha > 1.0 { Moment::closed_form(1.0 / (self.alpha - 1.0)) } else { Moment::Infinite }
    }

    fn variance(&self) -> Moment {
        match self.alpha {
            a if a > 2.0 => Moment::closed_form(a / ((a - 1.0).powi(2) * (a - 2.0))),
            a if a > 1.0 => Moment::Infinite,
            _ => Moment::Undefined,
        }
    }
}
