//! Student's t: the symmetric law whose two tails are powers.

mod mills;

use self::mills::Mills;
use super::forms::density_sf_ratio;
use crate::num::logs::ln_1m_exp;
use crate::num::newton::concave_root_in_log;
use crate::num::special::{beta_inc_fraction, ln_beta};
use crate::tail::{Domain, Family, Interval, Law, Moment, Parameter, Tail, TailClass};
use std::f64::consts::LN_2;

/// The family.
pub static FAMILY: Family = Family {
    name: "student_t",
    formula: "S(x) = I(nu/(nu + x^2); nu/2, 1/2) / 2, x >= 0, I the regularised incomplete beta function",
    parameters: &[Parameter::number("nu", Domain::Above(0.0))],
    typical: &["student_t(0.5)", "student_t(1.5)", "student_t(3)", "student_t(10)", "student_t(1000)"],
    build: |arguments, spec| Ok(Law::new(spec, StudentT::new(arguments[0].number()))),
};

/// The digits that may be lost, as a factor, before the closed form of the integrated tail gives way to its expansions.
const CANCELLING: f64 = 60.0;
/// Terms of the series: it is summed for ratios below 0.6 only.
const MOST_TERMS: usize = 200;
/// Levels of the continued fraction.
const DEPTH: usize = 25;

#[derive(Debug)]
struct StudentT {
    nu: f64,
    /// `ln c` of the power law `S ~ c t^-nu`.
    ln_coefficient: f64,
    /// `ln f(0)`.
    ln_peak: f64,
    /// `ln sqrt(nu)`.
    half_ln_nu: f64,
    /// Beyond it S is that power law to the last digit.
    far: f64,
    /// Mills' ratio, where nu is not large.
    mills: Option<Box<Mills>>,
}

impl StudentT {
    fn new(nu: f64) -> Self {
        let ln_b = ln_beta(0.5 * nu, 0.5);
        // S ~ x^a / (2 a B(a, 1/2)) with a = nu/2, x ~ nu/t^2: Abramowitz and Stegun 26.5.4 and 26.7.1.
        let ln_coefficient = (0.5 * nu - 1.0) * nu.ln() - ln_b;
        let half_ln_nu = 0.5 * nu.ln();
        let ln_peak = -ln_b - half_ln_nu;
        let plain = Self { nu, ln_coefficient, ln_peak, half_ln_nu, far: 1e9 * (nu + 1.0).sqrt(), mills: None };
        let mills = Mills::of(nu, |t| t / plain.by_fraction(t).1);
        Self { mills: mills.map(Box::new), ..plain }
    }

    /// `nu/(nu + t^2)` and its complement.
    fn beta_arguments(&self, t: f64) -> (f64, f64) {
        let square = t * t;
        let total = self.nu + square;
        (self.nu / total, square / total)
    }

    /// `ln P(T > t)` for t >= 0.
    fn ln_upper(&self, t: f64) -> f64 {
        self.upper_with_density(t).0
    }

    /// `ln P(T > t)` and `ln f(t)`, for t >= 0.
    fn upper_with_density(&self, t: f64) -> (f64, f64) {
        if let (Some(mills), true) = (&self.mills, t <= self.far) {
            let (outside, inside) = self.beta_arguments(t);
            let (ln_ratio, share) = mills.ln_at(outside, inside, self.half_ln_nu);
            let ln_bulk = self.ln_bulk(t);
            let power = 0.5 * (self.nu + 1.0);
            return (self.ln_peak + ln_ratio - (power - share) * ln_bulk, self.ln_peak - power * ln_bulk);
        }
        (self.upper_with_elasticity(t).0, self.ln_pdf(t))
    }

    /// `ln(1 + t^2/nu)`.
    fn ln_bulk(&self, t: f64) -> f64 {
        if t > self.far { 2.0 * t.ln() - self.nu.ln() } else { (t * (t / self.nu)).ln_1p() }
    }

    /// `ln P(T > t)` and its elasticity `t f / S`, for t >= 0.
    fn upper_with_elasticity(&self, t: f64) -> (f64, f64) {
        if t > self.far {
            return (self.ln_coefficient - self.nu * t.ln(), self.nu);
        }
        let Some(mills) = &self.mills else { return self.by_fraction(t) };
        let (outside, inside) = self.beta_arguments(t);
        let (ln_ratio, share) = mills.ln_at(outside, inside, self.half_ln_nu);
        let ln_upper = self.ln_peak + ln_ratio - (0.5 * (self.nu + 1.0) - share) * self.ln_bulk(t);
        // The bulk is one over what is outside.
        let bulk = if share == 0.0 { 1.0 } else { outside.sqrt() };
        (ln_upper, t * bulk * (-ln_ratio).exp())
    }

    /// The same by the continued fraction of the incomplete beta function.
    fn by_fraction(&self, t: f64) -> (f64, f64) {
        let (x, y) = self.beta_arguments(t);
        let a = 0.5 * self.nu;
        if x < (a + 1.0) / (a + 2.5) {
            // t f is the power term of the incomplete beta function, and the rest of it the continued fraction.
            let twice = 2.0 * beta_inc_fraction(a, 0.5, x, y);
            return (self.ln_pdf(t) + (t / twice).ln(), twice);
        }
        let term = t * self.ln_pdf(t).exp();
        // P(|T| <= t), by the fraction of the complement.
        let inside = term / beta_inc_fraction(0.5, a, y, x);
        ((-inside).ln_1p() - LN_2, 2.0 * term / (1.0 - inside))
    }

    /// `ln E (T - x)^+ = ln [f (nu + x^2)/(nu - 1) - x S]` for nu > 1.
    fn ln_mean_excess(&self, x: f64) -> f64 {
        let (nu, square) = (self.nu, x * x);
        let first = (nu + square) / (nu - 1.0);
        if x <= 0.0 {
            return (first * self.ln_pdf(x).exp() - x * self.ln_sf(x).exp()).ln();
        }
        // f/S times the second term, which cancels the first to one part in min(x^2, nu).
        if square.min(nu) < CANCELLING {
            return self.ln_pdf(x) + (first - x / self.hazard(x)).ln();
        }
        let (w, _) = self.beta_arguments(x);
        if w < 0.6 {
            2.0 * x.ln() + self.ln_pdf(x) + self.excess_series(w).ln()
        } else {
            self.ln_sf(x) + self.excess_fraction(x).ln()
        }
    }

    /// `E (T - x)^+ / (x^2 f)` as a series of positive terms in `w = nu/(nu + x^2)`: the geometric series of
    /// `(nu + x^2)/x^2` less the hypergeometric series of `x S / (x^2 f)`, Abramowitz and Stegun 26.5.4.
    fn excess_series(&self, w: f64) -> f64 {
        let (a, mut term) = (0.5 * self.nu, 1.0 / self.nu);
        let mut coefficient = 1.0 / (self.nu * (self.nu - 1.0));
        let (mut power, mut sum) = (1.0, coefficient);
        for n in 1..MOST_TERMS {
            let n = n as f64;
            let lost = 0.5 * term / (a + n);
            term -= lost;
            coefficient += lost;
            power *= w;
            sum += power * coefficient;
            if power * coefficient < 1e-17 * sum * (1.0 - w) {
                break;
            }
        }
        sum
    }

    /// `E[T - x | T > x]` as the first of the fractions `J_n / J_(n-1)` of the moments `J_n = E ((T - x)^+)^n`, which obey
    /// `(nu-1-n) J_(n+1) + (nu-1-2n) x J_n = n (nu + x^2) J_(n-1)`; the depth suffices for `x^2` and nu above 60.
    fn excess_fraction(&self, x: f64) -> f64 {
        let (nu, square) = (self.nu, self.nu + x * x);
        let coefficients = |n: usize| ((nu - 1.0 - 2.0 * n as f64) * x, nu - 1.0 - n as f64, n as f64 * square);
        // From where a level would be its own remainder.
        let (b, a, c) = coefficients(DEPTH + 1);
        let rest = 2.0 * c / (b + (b * b + 4.0 * a * c).sqrt());
        (1..=DEPTH).rev().fold(rest, |next, n| {
            let (b, a, c) = coefficients(n);
            c / (b + a * next)
        })
    }

    /// The t with `ln P(T > t) = ln_p <= -ln 2`. The density of ln T is log-concave, so ln S is concave in ln t.
    fn upper_quantile(&self, ln_p: f64) -> f64 {
        if ln_p >= -LN_2 {
            return 0.0;
        }
        let power_law = (self.ln_coefficient - ln_p) / self.nu;
        let tangent = (-ln_p - LN_2).ln() - LN_2 - self.ln_peak;
        let start = power_law.min(tangent).exp();
        let negated = |(ln_sf, elasticity): (f64, f64)| (ln_sf, -elasticity);
        concave_root_in_log(|t| negated(self.upper_with_elasticity(t)), ln_p, start)
    }
}

impl Tail for StudentT {
    fn support(&self) -> Interval {
        Interval::REAL
    }

    fn tail_class(&self) -> TailClass {
        TailClass::RegularlyVarying { index: self.nu, ln_coefficient: self.ln_coefficient, log_power: 0.0 }
    }

    fn ln_sf(&self, x: f64) -> f64 {
        if x >= 0.0 { self.ln_upper(x) } else { ln_1m_exp(self.ln_upper(-x)) }
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        if y > self.far.ln() { self.ln_coefficient - self.nu * y } else { self.ln_upper(y.exp()) }
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        self.ln_sf(-x)
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        self.ln_peak - 0.5 * (self.nu + 1.0) * self.ln_bulk(x.abs())
    }

    fn ln_sf_and_pdf(&self, x: f64) -> (f64, f64) {
        let (upper, ln_pdf) = self.upper_with_density(x.abs());
        (if x >= 0.0 { upper } else { ln_1m_exp(upper) }, ln_pdf)
    }

    fn pdf_accuracy(&self) -> f64 {
        0.0
    }

    fn score(&self, x: f64) -> f64 {
        if x.abs() > self.far { (self.nu + 1.0) / x } else { (self.nu + 1.0) * x / (self.nu + x * x) }
    }

    fn hazard(&self, x: f64) -> f64 {
        if x > self.far {
            return self.nu / x;
        }
        if x > 0.0 { self.upper_with_elasticity(x).1 / x } else { (self.ln_pdf(x) - self.ln_sf(x)).exp() }
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        if ln_p > -LN_2 { -self.upper_quantile(ln_1m_exp(ln_p)) } else { self.upper_quantile(ln_p) }
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        -self.inv_ln_sf(ln_p)
    }

    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        // The density has its singularities at +-i sqrt(nu), and bends like a normal one before.
        let reach = self.nu.sqrt().hypot(t);
        let steepness = self.score(t).abs() + ((self.nu + 1.0).sqrt() + 2.0) / reach;
        density_sf_ratio(self, t, v, steepness)
    }

    fn ln_pdf_ratio(&self, t: f64, v: f64) -> f64 {
        // Relative growth of nu + t^2; beyond `far` nu no longer counts, and t^2 may leave f64.
        let growth = if t.abs() > self.far { v / t * (v / t - 2.0) } else { v * (v - 2.0 * t) / (self.nu + t * t) };
        if growth.is_finite() && growth > -0.5 {
            -0.5 * (self.nu + 1.0) * growth.ln_1p()
        } else {
            self.ln_pdf(t - v) - self.ln_pdf(t)
        }
    }

    fn ln_upper_integral(&self, x: f64) -> f64 {
        let excess = self.nu - 1.0;
        if excess <= 0.0 {
            f64::INFINITY
        } else if x > self.far {
            self.ln_coefficient - excess * x.ln() - excess.ln()
        } else if -x > self.far {
            (-x).ln()
        } else {
            self.ln_mean_excess(x)
        }
    }

    fn mean(&self) -> Moment {
        if self.nu > 1.0 { Moment::closed_form(0.0) } else { Moment::Undefined }
    }

    fn variance(&self) -> Moment {
        match self.nu {
            nu if nu > 2.0 => Moment::closed_form(nu / (nu - 2.0)),
            nu if nu > 1.0 => Moment::Infinite,
            _ => Moment::Undefined,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_and_the_fraction_agree() {
        for nu in [0.1, 0.5, 1.0, 2.0, 3.3, 10.0] {
            let law = StudentT::new(nu);
            assert!(law.mills.is_some(), "{nu}");
            for t in [1e-9, 0.1, 0.7, 1.0, 1.7, 3.0, 5.4, 5.6, 20.0, 1e3, 1e8] {
                let (quick, plain) = (law.upper_with_elasticity(t), law.by_fraction(t));
                assert!(
                    (quick.0 - plain.0).abs() < 4e-15 * plain.0.abs().max(1.0),
                    "nu = {nu}, t = {t}: {quick:?} {plain:?}"
                );
                assert!((quick.1 / plain.1 - 1.0).abs() < 5e-15, "nu = {nu}, t = {t}: {quick:?} {plain:?}");
                for x in [-t, t] {
                    let (ln_sf, ln_pdf) = law.ln_sf_and_pdf(x);
                    assert!(ln_sf == law.ln_sf(x) && ln_pdf == law.ln_pdf(x), "nu = {nu}, x = {x}");
                }
            }
        }
        assert!(StudentT::new(1000.0).mills.is_none());
    }
}
