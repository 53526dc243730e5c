//! Levy: the totally skewed stable law of index 1/2, a first passage time.

use super::{
    forms::{density_sf_ratio, plain_sf_ratio},
    stable::Exponent,
};
use crate::num::logs::ln_1m_exp;
use crate::num::special::{inv_ln_erf, inv_ln_normal_sf, ln_erf, ln_erfc};
use crate::tail::{Domain, Family, Interval, Laplace, Law, Moment, Parameter, Tail, TailClass};
use std::f64::consts::{FRAC_2_PI, LN_2, PI};

/// The family.
pub static FAMILY: Family = Family {
    name: "levy",
    formula: "S(x) = erf(sqrt(scale / (2 x))), x > 0",
    parameters: &[Parameter::optional("scale", Domain::Above(0.0), 1.0)],
    typical: &["levy(1)", "levy(3)"],
    build: |arguments, spec| Ok(Law::new(spec, Levy { scale: arguments[0].number() })),
};

#[derive(Debug)]
struct Levy {
    scale: f64,
}

impl Levy {
    fn root(&self, x: f64) -> f64 {
        (0.5 * self.scale / x).sqrt()
    }

    /// `ln sqrt(2 scale / pi)`: erf(w) ~ 2 w / sqrt(pi).
    fn ln_coefficient(&self) -> f64 {
        0.5 * (FRAC_2_PI * self.scale).ln()
    }
}

impl Tail for Levy {
    fn support(&self) -> Interval {
        Interval::POSITIVE
    }

    fn tail_class(&self) -> TailClass {
        TailClass::RegularlyVarying { index: 0.5, ln_coefficient: self.ln_coefficient(), log_power: 0.0 }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        match x {
            x if x <= 0.0 => 0.0,
            // Here erf is linear to the last digit.
            x if x / self.scale > 1e18 => self.ln_coefficient() - 0.5 * x.ln(),
            x => ln_erf(self.root(x)),
        }
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        if y - self.scale.ln() > 42.0 { self.ln_coefficient() - 0.5 * y } else { self.ln_sf(y.exp()) }
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        match x {
            x if x <= 0.0 => f64::NEG_INFINITY,
            x if x / self.scale > 1e18 => ln_1m_exp(self.ln_sf(x)),
            x => ln_erfc(self.root(x)),
        }
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        if x <= 0.0 || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        0.5 * (self.scale / (2.0 * PI)).ln() - 0.5 * self.scale / x - 1.5 * x.ln()
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, x: f64) -> f64 {
        (1.5 - 0.5 * self.scale / x) / x
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        if ln_p > -LN_2 {
            return self.inv_ln_cdf(ln_1m_exp(ln_p));
        }
        (self.scale.ln() - LN_2 - 2.0 * inv_ln_erf(ln_p)).exp()
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        if ln_p > -LN_2 {
            return self.inv_ln_sf(ln_1m_exp(ln_p));
        }
        // F(x) = 2 P(Z > sqrt(scale/x)).
        let z = inv_ln_normal_sf(ln_p - LN_2);
        self.scale / (z * z)
    }

    fn hazard(&self, x: f64) -> f64 {
        // x f / S tends to 1/2 where f and S are powers.
        if x / self.scale > 1e18 { 0.5 / x } else { (self.ln_pdf(x) - self.ln_sf(x)).exp() }
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 0.0 || t - v <= 0.0 {
            return plain_sf_ratio(self, t, v);
        }
        let steepness = self.score(t).abs() + ((self.scale / t).sqrt() + 2.0) / t;
        density_sf_ratio(self, t, v, steepness)
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        if t > 0.0 && t - v > 0.0 {
            -0.5 * self.scale / t * (v / (t - v)) - 1.5 * (-v / t).ln_1p()
        } else {
            self.ln_pdf(t - v) - self.ln_pdf(t)
        }
    }

    fn ln_upper_integral(&self, _x: f64) -> f64 {
        f64::INFINITY
    }

    fn sum_of(&self, count: f64) -> Option<Law> {
        FAMILY.member(&[(count * count * self.scale).into()]).ok()
    }

    fn laplace(&self) -> Option<Laplace> {
        Some(Laplace::new(0.0, Exponent::new(0.5)).scaled(self.scale))
    }

    fn mean(&self) -> Moment {
        Moment::Infinite
    }

    fn variance(&self) -> Moment {
        Moment::Undefined
    }
}
