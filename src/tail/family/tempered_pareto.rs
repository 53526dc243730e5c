//! Tempered Pareto: S(t) = t^-alpha exp(-lambda (t - 1)) for t >= 1; looks heavy up to 1 / lambda, and is not.

use super::forms::{ln_moved, plain_pdf_ratio, plain_sf_ratio};
use crate::num::{logs::ln_1m_exp, special::gamma_q_fraction};
use crate::tail::{Domain, Family, Interval, Law, Parameter, Tail, TailClass, defaults};

/// Above it the continued fraction of the incomplete gamma function is quicker than a quadrature.
const FRACTION_FROM: f64 = 0.2;

/// The family.
pub static FAMILY: Family = Family {
    name: "tempered_pareto",
    formula: "S(t) = t^-alpha exp(-lambda (t - 1)), t >= 1",
    parameters: &[Parameter::number("alpha", Domain::Above(0.0)), Parameter::number("lambda", Domain::Above(0.0))],
    typical: &["tempered_pareto(0.5, 0.01)", "tempered_pareto(1.5, 1)", "tempered_pareto(1, 1e-6)"],
    build: |arguments, spec| {
        Ok(Law::new(spec, TemperedPareto { alpha: arguments[0].number(), lambda: arguments[1].number() }))
    },
};

#[derive(Debug)]
struct TemperedPareto {
    alpha: f64,
    lambda: f64,
}

impl TemperedPareto {
    /// The `ln t` of a depth: Newton steps down a convex function from an upper bound of the root.
    fn ln_at_depth(&self, depth: f64) -> f64 {
        let mut y = (depth / self.alpha).min((depth / self.lambda).ln_1p());
        for _ in 0..100 {
            let excess = self.alpha * y + self.lambda * y.exp_m1() - depth;
            let next = (y - excess / (self.alpha + self.lambda * y.exp())).max(0.0);
            if (next - y).abs() <= 2.0 * f64::EPSILON * y {
                break;
            }
            y = next;
        }
        y
    }
}

impl Tail for TemperedPareto {
    fn support(&self) -> Interval {
        Interval::new(1.0, f64::INFINITY)
    }

    fn tail_class(&self) -> TailClass {
        TailClass::Exponential { rate: self.lambda, ln_coefficient: self.lambda, power: -self.alpha }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x <= 1.0 { 0.0 } else { -self.alpha * x.ln() - self.lambda * (x - 1.0) }
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        if y <= 0.0 { 0.0 } else { -self.alpha * y - self.lambda * y.exp_m1() }
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        if x < 1.0 { f64::NEG_INFINITY } else { self.ln_sf(x) + self.hazard(x).ln() }
    }

    fn ln_pdf_above_low(&self, distance: f64) -> f64 {
        if distance < 0.0 {
            return f64::NEG_INFINITY;
        }
        let hazard = self.alpha / (1.0 + distance) + self.lambda;
        -self.alpha * distance.ln_1p() - self.lambda * distance + hazard.ln()
    }

    fn ln_cdf_above_low(&self, distance: f64) -> f64 {
        ln_1m_exp((-self.alpha * distance.ln_1p() - self.lambda * distance).min(0.0))
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, x: f64) -> f64 {
        let pareto = self.alpha / x;
        pareto + self.lambda + pareto / x / (pareto + self.lambda)
    }

    fn hazard(&self, x: f64) -> f64 {
        if x < 1.0 { 0.0 } else { self.alpha / x + self.lambda }
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        if ln_p == f64::NEG_INFINITY { f64::INFINITY } else { self.ln_at_depth(-ln_p).exp() }
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        self.inv_ln_sf(ln_1m_exp(ln_p))
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        if t <= 1.0 || t - v <= 1.0 {
            return plain_sf_ratio(self, t, v);
        }
        self.lambda * v - self.alpha * ln_moved(t, v)
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        if t < 1.0 || t - v < 1.0 {
            return plain_pdf_ratio(self, t, v);
        }
        // h(t-v) / h(t) - 1 for the hazard h = alpha / t + lambda
        let change = v / (t - v) * (self.alpha / (self.alpha + self.lambda * t));
        self.lambda * v - self.alpha * ln_moved(t, v) + change.ln_1p()
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        let z = self.lambda * x;
        if x == f64::INFINITY {
            f64::NEG_INFINITY
        } else if x >= 1.0 && z > FRACTION_FROM {
            // e^lambda lambda^(alpha - 1) Gamma(1 - alpha, z)
            self.ln_sf(x) + x.ln() + gamma_q_fraction(1.0 - self.alpha, z).ln()
        } else {
            defaults::ln_upper_integral(self, x)
        }
    }

    fn min_of(&self, power: f64) -> Option<Law> {
        FAMILY.member(&[(self.alpha * power).into(), (self.lambda * power).into()]).ok()
    }
}
