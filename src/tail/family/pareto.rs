//! Pareto: S(t) = t^-alpha for t >= 1.

use super::forms::{ln_moved, plain_pdf_ratio, plain_sf_ratio};
use crate::num::special::ExponentialIntegral;
use crate::tail::recipe::{Start, Step};
use crate::tail::{Domain, Family, Interval, Laplace, Law, Moment, Parameter, Recipe, Tail, TailClass};

/// The family.
pub static FAMILY: Family = Family {
    name: "pareto",
    formula: "S(t) = t^-alpha, t >= 1",
    parameters: &[Parameter::number("alpha", Domain::Above(0.0))],
    typical: &["pareto(0.5)", "pareto(1)", "pareto(1.5)", "pareto(3)"],
    build: |arguments, spec| {
        let alpha = arguments[0].number();
        Ok(Law::new(spec, Pareto { alpha, ln_alpha: alpha.ln() }))
    },
};

#[derive(Debug)]
struct Pareto {
    alpha: f64,
    /// `ln alpha`, asked for at each place.
    ln_alpha: f64,
}

impl Tail for Pareto {
    fn support(&self) -> Interval {
        Interval::new(1.0, f64::INFINITY)
    }

    fn tail_class(&self) -> TailClass {
        TailClass::RegularlyVarying { index: self.alpha, ln_coefficient: 0.0, log_power: 0.0 }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x <= 1.0 { 0.0 } else { -self.alpha * x.ln() }
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        -self.alpha * y.max(0.0)
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        if x < 1.0 { f64::NEG_INFINITY } else { self.ln_alpha - (self.alpha + 1.0) * x.ln() }
    }

    fn ln_cdf_above_low(&self, distance: f64) -> f64 {
        crate::num::logs::ln_1m_exp(-self.alpha * distance.ln_1p())
    }

    fn ln_sf_and_pdf(&self, x: f64) -> (f64, f64) {
        if x < 1.0 {
            return (0.0, f64::NEG_INFINITY);
        }
        let ln_x = x.ln();
        (-self.alpha * ln_x, self.ln_alpha - (self.alpha + 1.0) * ln_x)
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, x: f64) -> f64 {
        (self.alpha + 1.0) / x
    }

    fn hazard(&self, x: f64) -> f64 {
        if x < 1.0 { 0.0 } else { self.alpha / x }
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        (-ln_p / self.alpha).exp()
    }

    fn recipe(&self) -> Option<Recipe> {
        Some(Recipe::from(Start::Above).times(1.0 / self.alpha).then(Step::Exp))
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        self.inv_ln_sf(crate::num::logs::ln_1m_exp(ln_p))
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 1.0 || t - v <= 1.0 { plain_sf_ratio(self, t, v) } else { -self.alpha * ln_moved(t, v) }
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        if t < 1.0 || t - v < 1.0 { plain_pdf_ratio(self, t, v) } else { -(self.alpha + 1.0) * ln_moved(t, v) }
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        let excess = self.alpha - 1.0;
        if excess <= 0.0 {
            f64::INFINITY
        } else if x <= 1.0 {
            (1.0 / excess + (1.0 - x)).ln()
        } else {
            -excess * x.ln() - excess.ln()
        }
    }

    fn min_of(&self, power: f64) -> Option<Law> {
        FAMILY.member(&[(self.alpha * power).into()]).ok()
    }

    fn laplace(&self) -> Option<Laplace> {
        (self.alpha <= ExponentialIntegral::STEEPEST).then(|| Laplace::new(1.0, ExponentialIntegral::new(self.alpha)))
    }

    fn mean(&self) -> Moment {
        let alpha = self.alpha;
        if alpha > 1.0 { Moment::closed_form(alpha / (alpha - 1.0)) } else { Moment::Infinite }
    }

    fn variance(&self) -> Moment {
        let alpha = self.alpha;
        match alpha {
            a if a > 2.0 => Moment::closed_form(a / ((a - 1.0).powi(2) * (a - 2.0))),
            a if a > 1.0 => Moment::Infinite,
            _ => Moment::Undefined,
        }
    }
}
