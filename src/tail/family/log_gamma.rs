//! Log-gamma: ln X is gamma; a power tail times a power of the logarithm.

use super::gamma::Gamma;
use crate::num::{
    logs::ln_add_exp,
    special::{gamma_q_fraction, ln_gamma},
};
use crate::tail::{Domain, Family, Interval, Law, Moment, Parameter, Tail, TailClass, defaults};

/// The family.
pub static FAMILY: Family = Family {
    name: "log_gamma",
    formula: "S(t) = Gamma(shape, rate ln t) / Gamma(shape), t >= 1",
    parameters: &[Parameter::number("shape", Domain::Above(0.0)), Parameter::number("rate", Domain::Above(0.0))],
    typical: &["log_gamma(0.5, 1)", "log_gamma(2, 1)", "log_gamma(2, 3)", "log_gamma(5, 2)"],
    build: |arguments, spec| {
        let ln = Gamma::new(arguments[0].number(), arguments[1].number());
        Ok(Law::new(spec, LogGamma { ln }))
    },
};

#[derive(Debug)]
struct LogGamma {
    /// The law of the logarithm.
    ln: Gamma,
}

impl Tail for LogGamma {
    fn support(&self) -> Interval {
        Interval::new(1.0, f64::INFINITY)
    }

    fn tail_class(&self) -> TailClass {
        // Q(a, y) ~ y^(a-1) e^-y / Gamma(a) at y = rate ln t.
        let Gamma { shape, rate, .. } = self.ln;
        let log_power = shape - 1.0;
        TailClass::RegularlyVarying { index: rate, ln_coefficient: log_power * rate.ln() - ln_gamma(shape), log_power }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x <= 1.0 { 0.0 } else { self.ln.ln_sf(x.ln()) }
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        self.ln.ln_sf(y)
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        if x <= 1.0 { f64::NEG_INFINITY } else { self.ln.ln_cdf(x.ln()) }
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        if x < 1.0 || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        self.ln.ln_pdf(x.ln()) - x.ln()
    }

    fn ln_pdf_above_low(&self, distance: f64) -> f64 {
        let y = distance.ln_1p();
        if distance == f64::INFINITY { f64::NEG_INFINITY } else { self.ln.ln_pdf(y) - y }
    }

    fn ln_cdf_above_low(&self, distance: f64) -> f64 {
        self.ln.ln_cdf(distance.max(0.0).ln_1p())
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, x: f64) -> f64 {
        (1.0 + self.ln.score(x.ln())) / x
    }

    fn hazard(&self, x: f64) -> f64 {
        if x < 1.0 { 0.0 } else { self.ln.hazard(x.ln()) / x }
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        self.ln.inv_ln_sf(ln_p).exp()
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        self.ln.inv_ln_cdf(ln_p).exp()
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 1.0 || t - v <= 1.0 {
            return self.ln_sf(t - v) - self.ln_sf(t);
        }
        self.ln.ln_sf_ratio(t.ln(), -(-v / t).ln_1p())
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 1.0 || t - v <= 1.0 {
            return self.ln_pdf(t - v) - self.ln_pdf(t);
        }
        let shift = (-v / t).ln_1p();
        self.ln.ln_pdf_ratio(t.ln(), -shift) - shift
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        let Gamma { shape, rate, .. } = self.ln;
        if rate <= 1.0 {
            return f64::INFINITY;
        }
        if x < 1.0 {
            let ln_mean_less_1 = (-shape * (-1.0 / rate).ln_1p()).exp_m1().ln();
            return ln_add_exp(ln_mean_less_1, (1.0 - x).ln());
        }
        if x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        let y = x.ln();
        // Both terms of E[X; X > x] - x S(x) are x y^shape e^(-rate y) times a fraction, and differ by their share 1/rate.
        let (low, high) = ((rate - 1.0) * y, rate * y);
        if low > shape + 1.0 && rate < 30.0 {
            let fractions = gamma_q_fraction(shape, low) - gamma_q_fraction(shape, high);
            return y + self.ln.incomplete.ln_density_term(high) + fractions.ln();
        }
        defaults::ln_upper_integral(self, x)
    }

    fn mean(&self) -> Moment {
        let Gamma { shape, rate, .. } = self.ln;
        if rate > 1.0 { Moment::closed_form((-shape * (-1.0 / rate).ln_1p()).exp()) } else { Moment::Infinite }
    }

    fn variance(&self) -> Moment {
        let Gamma { shape, rate, .. } = self.ln;
        match rate {
            // E X^2 / (E X)^2 = [(rate - 1)^2 / (rate (rate - 2))]^shape.
            r if r > 2.0 => {
                let mean = self.mean().value();
                Moment::closed_form(mean * mean * (shape * (1.0 / (r * (r - 2.0))).ln_1p()).exp_m1())
            }
            r if r > 1.0 => Moment::Infinite,
            _ => Moment::Undefined,
        }
    }
}
