//! Log-Pareto: S(t) = (1 + ln t)^-k for t >= 1; no power of it has a mean.

use super::forms::{ln_changed, ln_moved, plain_pdf_ratio, plain_sf_ratio};
use crate::num::logs::ln_1m_exp;
use crate::tail::recipe::{Start, Step};
use crate::tail::{Domain, Family, Interval, Law, Moment, Parameter, Recipe, Tail, TailClass};

/// The family.
pub static FAMILY: Family = Family {
    name: "log_pareto",
    formula: "S(t) = (1 + ln t)^-k, t >= 1",
    parameters: &[Parameter::number("k", Domain::Above(0.0))],
    typical: &["log_pareto(1)", "log_pareto(2)", "log_pareto(8)"],
    build: |arguments, spec| {
        let k = arguments[0].number();
        Ok(Law::new(spec, LogPareto { k, ln_k: k.ln() }))
    },
};

#[derive(Debug)]
struct LogPareto {
    k: f64,
    /// `ln k`, asked for at each place.
    ln_k: f64,
}

impl Tail for LogPareto {
    fn support(&self) -> Interval {
        Interval::new(1.0, f64::INFINITY)
    }

    fn tail_class(&self) -> TailClass {
        TailClass::SlowlyVarying
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x <= 1.0 { 0.0 } else { -self.k * x.ln().ln_1p() }
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        -self.k * y.max(0.0).ln_1p()
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        if x < 1.0 || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        self.ln_k - x.ln() - (self.k + 1.0) * x.ln().ln_1p()
    }

    fn ln_sf_and_pdf(&self, x: f64) -> (f64, f64) {
        if x < 1.0 || x == f64::INFINITY {
            return (self.ln_sf(x), self.ln_pdf(x));
        }
        let ln_x = x.ln();
        let twice = ln_x.ln_1p();
        (-self.k * twice, self.ln_k - ln_x - (self.k + 1.0) * twice)
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, x: f64) -> f64 {
        (1.0 + (self.k + 1.0) / (1.0 + x.ln())) / x
    }

    fn hazard(&self, x: f64) -> f64 {
        if x < 1.0 { 0.0 } else { self.k / (1.0 + x.ln()) / x }
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        (ln_p.abs() / self.k).exp_m1().exp()
    }

    fn recipe(&self) -> Option<Recipe> {
        Some(Recipe::from(Start::Above).times(1.0 / self.k).then(Step::ExpM1).then(Step::Exp))
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        self.inv_ln_sf(ln_1m_exp(ln_p))
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 1.0 || t - v <= 1.0 {
            return plain_sf_ratio(self, t, v);
        }
        let change = ln_moved(t, v) / (1.0 + t.ln());
        -self.k * ln_changed(change, || (t - v).ln().ln_1p() - t.ln().ln_1p())
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        if t < 1.0 || t - v < 1.0 {
            return plain_pdf_ratio(self, t, v);
        }
        (self.k + 1.0) / self.k * self.ln_sf_ratio(t, v) - ln_moved(t, v)
    }

    fn min_of(&self, power: f64) -> Option<Law> {
        FAMILY.member(&[(self.k * power).into()]).ok()
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
