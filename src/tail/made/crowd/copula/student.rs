//! Equally correlated normals over one common chi: given that, they are the normals of the one-factor integral.

use super::normal::{LN_SQRT_TAU, OneFactor, normal_tail};
use super::{Chance, LN_DEEP, Leading, Rule, Tabled, ln_sum_around};
use crate::num::special::ln_gamma;
use crate::tail::{Catalogue, Law, spec};
use std::f64::consts::LN_2;

/// `E G(t R)`, G the chance that all of Q normals are beyond a place and `R^2` Chi-square(nu)/nu, by a sum at equal steps of `ln R`.
#[derive(Debug)]
pub(super) struct OneFactorT {
    normals: Tabled<OneFactor>,
    nu: f64,
    /// The law of one.
    one: Law,
    step: f64,
    /// `ln lambda` of `D(s) ~ lambda s`.
    ln_dependence: f64,
}

/// From this place on what is left out of `D(s) ~ lambda s`, of the order of its square's inverse, is below the last digit.
const FAR: f64 = 1e10;

impl OneFactorT {
    pub(super) fn new(rho: f64, nu: f64, power: f64) -> Result<Self, String> {
        let no_files = |_: &str| Err(String::new());
        let text = format!("student_t({})", spec::number(nu));
        let one = spec::parse(&text, &Catalogue::standard(), &no_files).map_err(|error| error.to_string())?;
        // Without correlation any small one serves as none.
        let normals = OneFactor::new(rho.max(1e-18), power);
        let step = (0.3 / nu.sqrt()).min(0.1);
        // Of R only the density near 0 counts: a ratio of int u^(nu-1) G(u) du for Q and for one.
        let all = |normals: &OneFactor| ln_sum_around(|j| 0.5 * nu * j * step + normals.at((0.5 * j * step).exp()).ln);
        let ln_dependence = all(&normals) - all(&OneFactor::new(0.5, 1.0));
        Ok(Self { normals: Tabled::new(normals), nu, one, step, ln_dependence })
    }

    /// `ln E e^f(R)`.
    fn ln_mean(&self, ln_start: f64, f: impl Fn(f64) -> f64) -> f64 {
        let nu = self.nu;
        let term = |j: f64| {
            let y = ln_start + j * self.step;
            f(y.exp()) + nu * y - 0.5 * nu * (2.0 * y).exp()
        };
        ln_sum_around(term) + self.step.ln() + 0.5 * nu * (0.5 * nu).ln() + LN_2 - ln_gamma(0.5 * nu)
    }

    /// The chance that all normals are beyond z.
    fn all_beyond(&self, z: f64) -> Chance {
        self.normals.both(normal_tail(z))
    }

    /// The logarithm of minus its slope.
    fn ln_density(&self, z: f64) -> f64 {
        self.normals.ln_slope(normal_tail(z)) - 0.5 * z * z - LN_SQRT_TAU
    }

    /// The quantile of one.
    fn score(&self, s: Chance) -> f64 {
        if s.ln < s.ln_not { self.one.inv_ln_sf(s.ln) } else { self.one.inv_ln_cdf(s.ln_not) }
    }

    /// About where R is when times are beyond t, or short of it.
    fn ln_start(&self, t: f64) -> f64 {
        -0.5 * (t * t / (self.nu + 1.0)).ln_1p()
    }
}

impl Rule for OneFactorT {
    fn both(&self, s: Chance) -> Chance {
        let t = self.score(s);
        if t > FAR {
            return Chance::of(self.ln_dependence + s.ln);
        }
        let ln = self.ln_mean(self.ln_start(t.max(0.0)), |r| self.all_beyond(t * r).ln);
        if ln < -LN_2 {
            return Chance::of(ln);
        }
        Chance::without(self.ln_mean(self.ln_start(t.min(0.0)), |r| self.all_beyond(t * r).ln_not))
    }

    fn ln_slope(&self, s: Chance) -> f64 {
        let t = self.score(s);
        if t > FAR {
            return self.ln_dependence;
        }
        self.ln_mean(self.ln_start(t), |r| r.ln() + self.ln_density(t * r)) - self.one.ln_pdf(t)
    }

    fn leading(&self) -> Leading {
        Leading::plain(self.ln_dependence, 1.0)
    }

    /// Where the square of the place is e^60 nu.
    fn ln_deep(&self) -> f64 {
        (30.0 * self.nu).ln().max(LN_DEEP)
    }
}
