//! Fréchet, the limit law of heavy-tailed maxima: F(t) = exp(-t^-alpha) for t > 0.

use super::forms::{
    exp_gain, gamma_1p, ln_1m_exp_integral, ln_1m_exp_of_exp, ln_changed, ln_depth, ln_moved, plain_pdf_ratio,
    plain_sf_ratio, variance_from,
};
use crate::num::logs::ln_add_exp;
use crate::num::special::{gamma_q_fraction, ln_gamma_1p};
use crate::tail::recipe::{Start, Step};
use crate::tail::{Domain, Family, Interval, Law, Moment, Parameter, Recipe, Tail, TailClass};

/// The family.
pub static FAMILY: Family = Family {
    name: "frechet",
    formula: "S(t) = 1 - exp(-t^-alpha), t > 0",
    parameters: &[Parameter::number("alpha", Domain::Above(0.0))],
    typical: &["frechet(0.6)", "frechet(1)", "frechet(2.5)"],
    build: |arguments, spec| {
        let alpha = arguments[0].number();
        Ok(Law::new(spec, Frechet { alpha, ln_alpha: alpha.ln() }))
    },
};

#[derive(Debug)]
struct Frechet {
    alpha: f64,
    /// `ln alpha`, asked for at each place.
    ln_alpha: f64,
}

impl Tail for Frechet {
    fn support(&self) -> Interval {
        Interval::POSITIVE
    }

    fn tail_class(&self) -> TailClass {
        TailClass::RegularlyVarying { index: self.alpha, ln_coefficient: 0.0, log_power: 0.0 }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { ln_1m_exp_of_exp(-self.alpha * x.ln()) }
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { f64::NEG_INFINITY } else { -x.powf(-self.alpha) }
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        ln_1m_exp_of_exp(-self.alpha * y)
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return f64::NEG_INFINITY;
        }
        self.ln_alpha - (self.alpha + 1.0) * x.ln() - x.powf(-self.alpha)
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, x: f64) -> f64 {
        (self.alpha + 1.0 - self.alpha * x.powf(-self.alpha)) / x
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        (-ln_depth(ln_p) / self.alpha).exp()
    }

    fn recipe(&self) -> Option<Recipe> {
        Some(Recipe::from(Start::Below).then(Step::Ln).times(-1.0 / self.alpha).then(Step::Exp))
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        ln_p.abs().powf(-1.0 / self.alpha)
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 0.0 || t - v <= 0.0 {
            return plain_sf_ratio(self, t, v);
        }
        let (w, step) = (t.powf(-self.alpha), -self.alpha * ln_moved(t, v));
        if w < 1e-290 && step < 500.0 {
            return step;
        }
        // S(t-v) - S(t) = e^-w (1 - e^-(w' - w)) with w' = w e^step
        let change = -(-w).exp() * (-w * step.exp_m1()).exp_m1() / -(-w).exp_m1();
        ln_changed(change, || plain_sf_ratio(self, t, v))
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 0.0 || t - v <= 0.0 {
            return plain_pdf_ratio(self, t, v);
        }
        let moved = ln_moved(t, v);
        -(self.alpha + 1.0) * moved - exp_gain(-self.alpha * t.ln(), -self.alpha * moved)
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        let a = self.alpha;
        if a <= 1.0 {
            return f64::INFINITY;
        }
        let ln_mean = ln_gamma_1p(-1.0 / a);
        if x <= 0.0 {
            return ln_add_exp(ln_mean, (-x).ln());
        }
        let ln_w = -a * x.ln();
        if ln_w < 0.4 {
            // (1/a) int_0^w (1 - e^-v) v^(-1 - 1/a) dv
            return x.ln() + ln_w - a.ln() + ln_1m_exp_integral(ln_w.exp(), 1.0 / a);
        }
        // Mean less x, and what is below x: int_0^x exp(-t^-a) dt.
        let (w, above) = (ln_w.exp(), ln_mean - x.ln());
        let ln_gap = if above > 40.0 { above } else { above.exp_m1().ln() };
        let below = if w > 700.0 { f64::NEG_INFINITY } else { (gamma_q_fraction(-1.0 / a, w) / a).ln() - w };
        x.ln() + ln_add_exp(ln_gap, below)
    }

    fn mean(&self) -> Moment {
        if self.alpha > 1.0 { Moment::closed_form(gamma_1p(-1.0 / self.alpha)) } else { Moment::Infinite }
    }

    fn variance(&self) -> Moment {
        match self.alpha {
            a if a > 2.0 => variance_from(gamma_1p(-1.0 / a), gamma_1p(-2.0 / a)),
            a if a > 1.0 => Moment::Infinite,
            _ => Moment::Undefined,
        }
    }
}
