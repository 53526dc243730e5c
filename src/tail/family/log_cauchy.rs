//! Log-Cauchy: ln X is Cauchy; a slowly varying tail that leaves f64 before it leaves the body.

use crate::tail::{Domain, Family, Interval, Law, Moment, Parameter, Tail, TailClass};
use std::f64::consts::{FRAC_1_PI, LN_2, PI};

/// The family.
pub static FAMILY: Family = Family {
    name: "log_cauchy",
    formula: "S(x) = 1/2 - atan(ln x / sigma) / pi, x > 0",
    parameters: &[Parameter::optional("sigma", Domain::Above(0.0), 1.0)],
    typical: &["log_cauchy(1)", "log_cauchy(2.5)"],
    build: |arguments, spec| {
        let sigma = arguments[0].number();
        Ok(Law::new(spec, LogCauchy { sigma, ln_width: (PI * sigma).ln() }))
    },
};

#[derive(Debug)]
struct LogCauchy {
    sigma: f64,
    /// `ln(pi sigma)`, asked for at each place.
    ln_width: f64,
}

impl LogCauchy {
    fn standard(&self, x: f64) -> f64 {
        x.ln() / self.sigma
    }

    /// `ln x` at which `ln P(X > x) = ln_p`: the upper quantile of the Cauchy law.
    fn upper_logarithm(&self, ln_p: f64) -> f64 {
        if ln_p > -LN_2 {
            return -self.upper_logarithm(crate::num::logs::ln_1m_exp(ln_p));
        }
        // cot(pi p), and e^-ln(pi p) where p leaves f64.
        if ln_p < -40.0 { self.sigma * FRAC_1_PI * (-ln_p).exp() } else { self.sigma / (PI * ln_p.exp()).tan() }
    }
}

/// `arccot z` in `[0, pi]`: pi times the upper probability of a standard Cauchy law.
fn arccot(z: f64) -> f64 {
    f64::atan2(1.0, z)
}

/// `ln P(C > z)` for a standard Cauchy C.
fn ln_cauchy_sf(z: f64) -> f64 {
    if z > 0.0 { (FRAC_1_PI * arccot(z)).ln() } else { (-FRAC_1_PI * arccot(-z)).ln_1p() }
}

impl Tail for LogCauchy {
    fn support(&self) -> Interval {
        Interval::POSITIVE
    }

    fn tail_class(&self) -> TailClass {
        TailClass::SlowlyVarying
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { self.ln_sf_at_exp(x.ln()) }
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        ln_cauchy_sf(y / self.sigma)
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { f64::NEG_INFINITY } else { self.ln_cdf_at_exp(x.ln()) }
    }

    fn ln_cdf_at_exp(&self, y: f64) -> f64 {
        ln_cauchy_sf(-y / self.sigma)
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        if x <= 0.0 || x == f64::INFINITY {
            return if x == 0.0 { f64::INFINITY } else { f64::NEG_INFINITY };
        }
        let z = self.standard(x);
        -self.ln_width - (z * z).ln_1p() - x.ln()
    }

    fn ln_sf_and_pdf(&self, x: f64) -> (f64, f64) {
        if x <= 0.0 || x == f64::INFINITY {
            return (self.ln_sf(x), self.ln_pdf(x));
        }
        let ln_x = x.ln();
        let z = ln_x / self.sigma;
        (ln_cauchy_sf(z), -self.ln_width - (z * z).ln_1p() - ln_x)
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, x: f64) -> f64 {
        let z = self.standard(x);
        (1.0 + 2.0 / (self.sigma * (z + 1.0 / z))) / x
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        self.upper_logarithm(ln_p).exp()
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        (-self.upper_logarithm(ln_p)).exp()
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 0.0 || t - v <= 0.0 {
            return self.ln_sf(t - v) - self.ln_sf(t);
        }
        let z = self.standard(t);
        let w = -(-v / t).ln_1p() / self.sigma;
        // arccot(z - w) - arccot(z) is the angle between the two points z + i.
        let growth = f64::atan2(w, 1.0 + z * (z - w)) / arccot(z);
        if growth > -0.5 { growth.ln_1p() } else { self.ln_sf(t - v) - self.ln_sf(t) }
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 0.0 || t - v <= 0.0 {
            return self.ln_pdf(t - v) - self.ln_pdf(t);
        }
        let shift = (-v / t).ln_1p();
        let (z, w) = (self.standard(t), shift / self.sigma);
        let growth = w * (2.0 * z + w) / (1.0 + z * z);
        if growth > -0.5 { -growth.ln_1p() - shift } else { self.ln_pdf(t - v) - self.ln_pdf(t) }
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
