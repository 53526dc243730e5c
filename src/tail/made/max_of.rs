//! The greatest of n independent draws, for any real n > 0: `F^n`.

use super::beside;
use super::marks::joined;
use super::ratio::{NEGLIGIBLE, ln_1m_power, ln_cdf_ratio, times};
use crate::num::logs::{ln_1m_exp, ln_sub_exp};
use crate::tail::{
    Atom, Domain, Family, Interval, Law, Parameter, Tail, TailClass, defaults,
    family::forms::{exp_gain, ln_changed},
};
use std::f64::consts::LN_2;

/// The recipe.
pub static FAMILY: Family = Family {
    name: "max_of",
    formula: "1 - (1 - S)^n, the greatest of n draws, real n",
    parameters: &[Parameter::number("n", Domain::Above(0.0)), Parameter::law("law")],
    typical: &["max_of(3, exponential)", "max_of(1e6, pareto(1.5))", "max_of(0.5, laplace)", "max_of(2, two_point)"],
    build: |arguments, spec| Ok(Law::new(spec, MaxOf::new(arguments[0].number(), arguments[1].law()))),
};

/// The law with distribution function `F^count`, for a finite count above 0.
pub fn max_of(count: f64, law: &Law) -> Result<Law, String> {
    FAMILY.member(&[count.into(), law.into()])
}

#[derive(Debug)]
struct MaxOf {
    count: f64,
    base: Law,
    atoms: Vec<Atom>,
    /// `ln count`, asked for at each place.
    ln_count: f64,
}

impl MaxOf {
    fn new(count: f64, base: &Law) -> Self {
        let mass = |at| ln_sub_exp(count * base.ln_cdf(at), count * ln_1m_exp(base.ln_sf_from(at))).exp();
        let atoms = joined(base.atoms().iter().map(|atom| Atom { at: atom.at, mass: mass(atom.at) }));
        Self { count, ln_count: count.ln(), base: base.clone(), atoms }
    }

    /// Whether `P(max > x)` is `n S(x)` to the last digit.
    fn is_far(&self, x: f64) -> bool {
        self.base.ln_sf(x) + self.ln_count.max(0.0) < NEGLIGIBLE
    }
}

impl Tail for MaxOf {
    fn support(&self) -> Interval {
        self.base.support()
    }

    fn tail_class(&self) -> TailClass {
        // P(max > t) ~ n S(t)
        self.base.tail_class().times(self.ln_count)
    }

    fn ln_sf(&self, x: f64) -> f64 {
        let ln_sf = self.base.ln_sf(x);
        // A survival function below one half has all the digits of its complement.
        let ln_cdf = if ln_sf < -LN_2 { ln_1m_exp(ln_sf) } else { self.base.ln_cdf(x) };
        ln_1m_power(self.count, ln_sf, ln_cdf)
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        self.count * self.base.ln_cdf(x)
    }

    fn ln_sf_from(&self, x: f64) -> f64 {
        let from = self.base.ln_sf_from(x);
        if from == self.base.ln_sf(x) {
            return self.ln_sf(x);
        }
        ln_1m_power(self.count, from, ln_1m_exp(from))
    }

    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    fn power_at_end(&self) -> Option<f64> {
        self.base.power_at_end()
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        let ln_pdf = self.base.ln_pdf(x);
        if ln_pdf == f64::NEG_INFINITY {
            return ln_pdf;
        }
        self.ln_count + ln_pdf + times(self.count - 1.0, self.base.ln_cdf(x))
    }

    fn ln_pdf_above_low(&self, distance: f64) -> f64 {
        let ln_pdf = self.base.ln_pdf_above_low(distance);
        if ln_pdf == f64::NEG_INFINITY {
            return ln_pdf;
        }
        self.ln_count + ln_pdf + times(self.count - 1.0, self.base.ln_cdf_above_low(distance))
    }

    fn ln_cdf_above_low(&self, distance: f64) -> f64 {
        self.count * self.base.ln_cdf_above_low(distance)
    }

    fn ln_pdf_below_high(&self, distance: f64) -> f64 {
        let ln_pdf = self.base.ln_pdf_below_high(distance);
        if ln_pdf == f64::NEG_INFINITY {
            return ln_pdf;
        }
        self.ln_count + ln_pdf + times(self.count - 1.0, beside::below_high(&*self.base, distance)[1])
    }

    fn ln_sf_below_high(&self, distance: f64) -> f64 {
        let [ln_sf, ln_cdf] = beside::below_high(&*self.base, distance);
        ln_1m_power(self.count, ln_sf, ln_cdf)
    }

    fn pdf_accuracy(&self) -> f64 {
        self.base.pdf_accuracy()
    }

    fn score(&self, x: f64) -> f64 {
        let reversed_hazard = (self.base.ln_pdf(x) - self.base.ln_cdf(x)).exp();
        self.base.score(x) - times(self.count - 1.0, reversed_hazard)
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        let ln_each = ln_p - self.ln_count;
        if ln_p < NEGLIGIBLE && ln_each < NEGLIGIBLE {
            self.base.inv_ln_sf(ln_each)
        } else {
            self.base.inv_ln_cdf(ln_1m_exp(ln_p) / self.count)
        }
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        self.base.inv_ln_cdf(ln_p / self.count)
    }

    fn kinks(&self) -> Vec<f64> {
        self.base.kinks()
    }

    fn parts(&self) -> Vec<(f64, f64)> {
        self.base.parts()
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        if self.is_far(t) && self.is_far(t - v) {
            return self.base.ln_sf_ratio(t, v);
        }
        // F(t)^n - F(t-v)^n = -F(t)^n (e^(n d) - 1) with d = ln F(t-v) - ln F(t)
        let moved = self.count * ln_cdf_ratio(&*self.base, t, v);
        let change = -exp_gain(self.ln_cdf(t) - self.ln_sf(t), moved);
        ln_changed(change, || self.ln_sf(t - v) - self.ln_sf(t))
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        self.base.ln_pdf_ratio(t, v) + times(self.count - 1.0, ln_cdf_ratio(&*self.base, t, v))
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        let ln_sf = self.base.ln_sf_at_exp(y);
        ln_1m_power(self.count, ln_sf, ln_1m_exp(ln_sf))
    }

    fn ln_cdf_at_exp(&self, y: f64) -> f64 {
        self.count * self.base.ln_cdf_at_exp(y)
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        if self.is_far(x) {
            return self.ln_count + self.base.ln_upper_integral(x);
        }
        defaults::ln_upper_integral(self, x)
    }
}
