//! Lognormal: ln X is normal; heavy, yet every moment is finite.

use super::normal::LN_SQRT_TWO_PI;
use crate::num::logs::ln_add_exp;
use crate::num::special::{inv_ln_normal_sf, ln_mills_drop, ln_normal_sf, ln_normal_sf_ratio, normal_hazard};
use crate::tail::{Domain, Family, Interval, Law, Moment, Parameter, Tail, TailClass};

/// The family.
pub static FAMILY: Family = Family {
    name: "lognormal",
    formula: "S(x) = erfc((ln x - mu) / (sigma sqrt 2)) / 2, x > 0",
    parameters: &[Parameter::optional("mu", Domain::Real, 0.0), Parameter::optional("sigma", Domain::Above(0.0), 1.0)],
    typical: &["lognormal(0, 1)", "lognormal(0, 3)", "lognormal(1, 0.25)"],
    build: |arguments, spec| {
        let sigma = arguments[1].number();
        Ok(Law::new(spec, Lognormal { mu: arguments[0].number(), sigma, ln_sigma: sigma.ln() }))
    },
};

#[derive(Debug)]
struct Lognormal {
    mu: f64,
    sigma: f64,
    /// `ln sigma`, asked for at each place.
    ln_sigma: f64,
}

impl Lognormal {
    fn standard(&self, ln_x: f64) -> f64 {
        (ln_x - self.mu) / self.sigma
    }
}

impl Tail for Lognormal {
    fn support(&self) -> Interval {
        Interval::POSITIVE
    }

    fn tail_class(&self) -> TailClass {
        TailClass::LogNormal { mu: self.mu, sigma: self.sigma, ln_coefficient: 0.0 }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { self.ln_sf_at_exp(x.ln()) }
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        ln_normal_sf(self.standard(y))
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { f64::NEG_INFINITY } else { ln_normal_sf(-self.standard(x.ln())) }
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        if x <= 0.0 || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        let z = self.standard(x.ln());
        -0.5 * z * z - LN_SQRT_TWO_PI - self.ln_sigma - x.ln()
    }

    fn ln_sf_and_pdf(&self, x: f64) -> (f64, f64) {
        if x <= 0.0 || x == f64::INFINITY {
            return (self.ln_sf(x), self.ln_pdf(x));
        }
        let ln_x = x.ln();
        let z = self.standard(ln_x);
        (ln_normal_sf(z), -0.5 * z * z - LN_SQRT_TWO_PI - self.ln_sigma - ln_x)
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, x: f64) -> f64 {
        (1.0 + self.standard(x.ln()) / self.sigma) / x
    }

    fn hazard(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { normal_hazard(self.standard(x.ln())) / (self.sigma * x) }
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        (self.mu + self.sigma * inv_ln_normal_sf(ln_p)).exp()
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        (self.mu - self.sigma * inv_ln_normal_sf(ln_p)).exp()
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 0.0 || t - v <= 0.0 {
            return self.ln_sf(t - v) - self.ln_sf(t);
        }
        ln_normal_sf_ratio(self.standard(t.ln()), -(-v / t).ln_1p() / self.sigma)
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 0.0 || t - v <= 0.0 {
            return self.ln_pdf(t - v) - self.ln_pdf(t);
        }
        let shift = (-v / t).ln_1p();
        let w = shift / self.sigma;
        -shift - w * (self.standard(t.ln()) + 0.5 * w)
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        let ln_mean = self.mu + 0.5 * self.sigma * self.sigma;
        if x <= 0.0 {
            return ln_add_exp(ln_mean, (-x).ln());
        }
        let z = self.standard(x.ln());
        if z == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        // Black's formula in Mills' ratios M, of whichever of call and put is out of the money: E (X - x)^+ is
        // x phi(z) [M(z - sigma) - M(z)], and E (x - X)^+ is x phi(z) [M(-z) - M(sigma - z)].
        let scale = x.ln() - 0.5 * z * z - LN_SQRT_TWO_PI;
        if z > 0.5 * self.sigma {
            scale + ln_mills_drop(z - self.sigma, self.sigma)
        } else {
            let gap = self.sigma * (0.5 * self.sigma - z);
            let ln_gap = if gap > 40.0 { gap } else { gap.exp_m1().ln() };
            ln_add_exp(x.ln() + ln_gap, scale + ln_mills_drop(-z, self.sigma))
        }
    }

    fn mean(&self) -> Moment {
        Moment::closed_form((self.mu + 0.5 * self.sigma.powi(2)).exp())
    }

    fn variance(&self) -> Moment {
        let square = self.sigma.powi(2);
        Moment::closed_form(square.exp_m1() * (2.0 * self.mu + square).exp())
    }
}
