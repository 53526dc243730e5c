//! Burr (type XII): S(t) = (1 + t^c)^-k for t >= 0.

use super::forms::{gamma_1p, ln_1p_exp, ln_changed, ln_moved, plain_pdf_ratio, plain_sf_ratio};
use crate::num::{
    Estimate,
    logs::{ln_1m_exp, ln_add_exp},
    special::{ln_beta, ln_beta_inc},
};
use crate::tail::recipe::{Start, Step};
use crate::tail::{Domain, Family, Interval, Law, Moment, Parameter, Recipe, Tail, TailClass, defaults};

/// The family.
pub static FAMILY: Family = Family {
    name: "burr",
    formula: "S(t) = (1 + t^c)^-k, t >= 0",
    parameters: &[Parameter::number("c", Domain::Above(0.0)), Parameter::number("k", Domain::Above(0.0))],
    typical: &["burr(0.7, 1.5)", "burr(2, 1)", "burr(5, 0.3)"],
    build: |arguments, spec| Ok(Law::new(spec, Burr { c: arguments[0].number(), k: arguments[1].number() })),
};

/// Also the log-logistic law, at `k = 1`.
#[derive(Debug)]
pub(super) struct Burr {
    pub(super) c: f64,
    pub(super) k: f64,
}

impl Burr {
    /// `ln(1 + x^c)` for `x >= 0`, also where the power overflows.
    fn ln_base(&self, x: f64) -> f64 {
        self.ln_base_with(x, x.ln())
    }

    /// The same with the logarithm of x.
    fn ln_base_with(&self, x: f64, ln_x: f64) -> f64 {
        if x > 1.0 { ln_1p_exp(self.c * ln_x) } else { x.powf(self.c).ln_1p() }
    }

    /// `ln f(x)` for x in `[0, inf)`, with the logarithms of x and of `1 + x^c`.
    fn ln_pdf_with(&self, ln_x: f64, ln_base: f64) -> f64 {
        let ln_power = if self.c == 1.0 { 0.0 } else { (self.c - 1.0) * ln_x };
        (self.c * self.k).ln() + ln_power - (self.k + 1.0) * ln_base
    }

    /// `x^c / (1 + x^c)`.
    fn share(&self, x: f64) -> f64 {
        1.0 / (1.0 + x.powf(-self.c))
    }

    /// `E X^order = k B(k - order/c, 1 + order/c) = G(k - order/c) G(1 + order/c) / G(k)`; None where a gamma function
    /// leaves f64.
    fn raw_moment(&self, order: f64) -> Option<Estimate> {
        let step = order / self.c;
        let rest = self.k - step;
        let value = self.k / rest * gamma_1p(rest) * gamma_1p(step) / gamma_1p(self.k);
        // The rounding of k - order/c counts most where that is nearly 0.
        let error = f64::EPSILON * value * (32.0 + 4.0 * (self.k + step) * (1.0 + 1.0 / rest + (1.0 + self.k).ln()));
        (value.is_normal() && self.k < 150.0).then_some(Estimate::new(value, error))
    }
}

impl Tail for Burr {
    fn support(&self) -> Interval {
        Interval::POSITIVE
    }

    fn tail_class(&self) -> TailClass {
        TailClass::RegularlyVarying { index: self.c * self.k, ln_coefficient: 0.0, log_power: 0.0 }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { -self.k * self.ln_base(x) }
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return f64::NEG_INFINITY;
        }
        let ln_power = self.c * x.ln();
        // 1 - (1 + z)^-k ~ k z
        if ln_power < -300.0 { self.k.ln() + ln_power } else { ln_1m_exp(self.ln_sf(x)) }
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        -self.k * ln_1p_exp(self.c * y)
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        if x < 0.0 || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        let ln_x = x.ln();
        self.ln_pdf_with(ln_x, self.ln_base_with(x, ln_x))
    }

    fn ln_sf_and_pdf(&self, x: f64) -> (f64, f64) {
        if x <= 0.0 || x == f64::INFINITY {
            return (self.ln_sf(x), self.ln_pdf(x));
        }
        let ln_x = x.ln();
        let ln_base = self.ln_base_with(x, ln_x);
        (-self.k * ln_base, self.ln_pdf_with(ln_x, ln_base))
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, x: f64) -> f64 {
        ((self.k + 1.0) * self.c * self.share(x) - (self.c - 1.0)) / x
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        let ln_base = ln_p.abs() / self.k;
        // x^c = e^ln_base - 1
        let ln_power = if ln_base > 40.0 { ln_base } else { ln_base.exp_m1().ln() };
        (ln_power / self.c).exp()
    }

    fn recipe(&self) -> Option<Recipe> {
        let ln_power = if self.k == 1.0 {
            Recipe::from(Start::Odds).then(Step::Ln)
        } else {
            Recipe::from(Start::Above).times(1.0 / self.k).then(Step::LnExpM1)
        };
        Some(ln_power.times(1.0 / self.c).then(Step::Exp))
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        if ln_p < -300.0 { ((ln_p - self.k.ln()) / self.c).exp() } else { self.inv_ln_sf(ln_1m_exp(ln_p)) }
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 0.0 || t - v <= 0.0 {
            return plain_sf_ratio(self, t, v);
        }
        // (1 + (t-v)^c) / (1 + t^c) - 1
        let change = self.share(t) * (self.c * ln_moved(t, v)).exp_m1();
        -self.k * ln_changed(change, || self.ln_base(t - v) - self.ln_base(t))
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 0.0 || t - v <= 0.0 {
            return plain_pdf_ratio(self, t, v);
        }
        (self.c - 1.0) * ln_moved(t, v) + (self.k + 1.0) / self.k * self.ln_sf_ratio(t, v)
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        // int_x^inf (1 + t^c)^-k dt = B_u(k - 1/c, 1/c) / c with u = 1 / (1 + x^c)
        let (a, b) = (self.k - 1.0 / self.c, 1.0 / self.c);
        if !self.tail_class().has_moment(1.0) || a <= 0.0 {
            return f64::INFINITY;
        }
        if x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        if x <= 0.0 {
            return ln_add_exp(ln_beta(a, b) - self.c.ln(), (-x).ln());
        }
        let ln_u = -self.ln_base(x);
        if ln_u < -45.0 {
            return a * ln_u - a.ln() - self.c.ln();
        }
        ln_beta(a, b) + ln_beta_inc(a, b, ln_u.exp(), self.share(x)) - self.c.ln()
    }

    fn min_of(&self, power: f64) -> Option<Law> {
        FAMILY.member(&[self.c.into(), (self.k * power).into()]).ok()
    }

    fn mean(&self) -> Moment {
        if !self.tail_class().has_moment(1.0) {
            return Moment::Infinite;
        }
        self.raw_moment(1.0).map_or_else(|| defaults::mean(self), Moment::Finite)
    }

    fn variance(&self) -> Moment {
        let class = self.tail_class();
        if !class.has_moment(1.0) {
            return Moment::Undefined;
        }
        if !class.has_moment(2.0) {
            return Moment::Infinite;
        }
        let (Some(first), Some(second)) = (self.raw_moment(1.0), self.raw_moment(2.0)) else {
            return defaults::variance(self);
        };
        let value = second.value - first.value.powi(2);
        Moment::Finite(Estimate::new(value, second.error + 3.0 * first.value * first.error))
    }
}
