//! The generalised exponential integral `a e^s E_{a+1}(s)` of real order in the plane cut along the negative axis, and on the cut.
//!
//! Refuses: orders `a <= 0`. It is the transform `E exp(-s (T-1))` of a time T with `P(T > t) = t^-a`, which is why its
//! logarithm keeps relative accuracy at s = 0.

use super::{digamma, ln_gamma_1p};
use crate::num::{
    inversion::{Lip, Transform},
    quadrature,
};
use num_complex::Complex64;
use std::f64::consts::PI;

/// Below this `|s| + Re s` the power series loses less than a digit; above it the continued fraction needs at most 100 terms.
const NEAR_THE_CUT: f64 = 2.0;
/// Beyond this `|s|` near the cut the asymptotic series is exact in f64, and `e^|s|` would soon overflow.
const FAR: f64 = 600.0;
/// Beyond this multiple of `a + 1` the function is `a/s` to the last digit.
const BEYOND: f64 = 1e17;

/// `L(s) = a e^s E_{a+1}(s)`, `E_p(s) = integral over (1, inf) of e^{-st} t^{-p} dt` (DLMF 8.19.3), for one order.
#[derive(Clone, Copy, Debug)]
pub struct ExponentialIntegral {
    a: f64,
    /// The whole number nearest to a, and `a - m`: the terms of the series that part at their common pole.
    m: f64,
    delta: f64,
    /// `[ln(pi delta / sin(pi delta)) - ln Gamma(m+1+delta) + ln Gamma(m+1)] / delta`.
    level: f64,
    /// `ln(pi a / Gamma(a+1))`: the angle on the lip is `r^a` times that near 0.
    ln_jump: f64,
}

impl ExponentialIntegral {
    /// Inversions of sums were seen to fail at an index of 1000 and to hold at 500; steeper laws go another way.
    pub const STEEPEST: f64 = 500.0;

    /// The function of order `a > 0`.
    pub fn new(a: f64) -> Self {
        debug_assert!(a > 0.0 && a.is_finite());
        let m = a.round();
        let delta = a - m;
        // ln(pi delta / sin(pi delta)) = ln Gamma(1+delta) + ln Gamma(1-delta) (DLMF 5.5.3).
        let reflection = if delta == 0.0 { 0.0 } else { (ln_gamma_1p(delta) + ln_gamma_1p(-delta)) / delta };
        let ln_jump = (PI * a).ln() - ln_gamma_1p(a);
        Self { a, m, delta, level: reflection - mean_digamma(m + 1.0, delta), ln_jump }
    }

    /// The order a.
    pub fn order(&self) -> f64 {
        self.a
    }

    /// `a E_{a+1}(s) - 1` by its power series (DLMF 8.19.10), the two terms with a pole at whole a taken together.
    fn less_one(&self, s: Complex64, ln_s: Complex64) -> Complex64 {
        let Self { a, m, .. } = *self;
        let pair = self.pair(ln_s);
        let real = s.im == 0.0;
        let size = s.norm();
        let mut term = Complex64::from(1.0);
        let mut sum = if m == 0.0 { -((ln_s + self.level) * a).exp() } else { Complex64::ZERO };
        let mut k = 0.0;
        loop {
            k += 1.0;
            term = if real { Complex64::from(term.re * -s.re / k) } else { term * -s / k };
            sum += if k == m { term * pair * a } else { term * (a / (a - k)) };
            if k > m && k > size && term.norm() * (a / (k - a).max(0.5)) <= 1e-17 * sum.norm() {
                break;
            }
        }
        sum
    }

    /// `-(e^{delta w} - 1)/delta` with `w = ln s + level`: what the two terms with a pole leave of `(-s)^m a/m!`.
    fn pair(&self, ln_s: Complex64) -> Complex64 {
        let w = ln_s + self.level;
        if self.delta == 0.0 { -w } else { -exp_m1(w * self.delta) / self.delta }
    }

    /// The continued fraction of `a e^s E_{a+1}(s)` (DLMF 8.19.17, contracted), evaluated from its tail.
    fn fraction(&self, s: Complex64, size: f64) -> Complex64 {
        let p = self.a + 1.0;
        // Its error falls as exp(-4 Re sqrt(N s)), and (Re sqrt s)^2 = (|s| + Re s)/2.
        let terms = (180.0 / (size + s.re)).ceil() + 10.0;
        let mut k = terms;
        let mut f = s + (p + 2.0 * k);
        while k >= 1.0 {
            f = s + (p + 2.0 * (k - 1.0)) - f.conj() * (k * (p + k - 1.0) / f.norm_sqr());
            k -= 1.0;
        }
        self.a / f
    }

    /// `ln L` and its first two derivatives from the same fraction and its derivatives, of which none cancels.
    fn real_fraction(&self, s: f64) -> [f64; 3] {
        let p = self.a + 1.0;
        let mut k = (90.0 / s).ceil() + 10.0;
        let (mut f, mut first, mut second) = (s + (p + 2.0 * k), 1.0, 0.0);
        while k >= 1.0 {
            let part = k * (p + k - 1.0) / f;
            let slope = first / f;
            second = part * (second / f - 2.0 * slope * slope);
            first = 1.0 + part * slope;
            f = s + (p + 2.0 * (k - 1.0)) - part;
            k -= 1.0;
        }
        let slope = first / f;
        [(self.a / f).ln(), -s * slope, s * s * (slope * slope - second / f)]
    }

    /// `a/s sum of (a+1)_k (-1/s)^k` (DLMF 8.20.2), cut at its smallest term.
    fn asymptotic(&self, s: Complex64) -> Complex64 {
        let (mut term, mut sum) = (Complex64::from(1.0), Complex64::from(1.0));
        let mut k = 1.0;
        while k < 400.0 {
            let next = term * (-(self.a + k)) / s;
            if next.norm() >= term.norm() || next.norm() < 1e-17 {
                break;
            }
            term = next;
            sum += term;
            k += 1.0;
        }
        sum * self.a / s
    }
}

impl Transform for ExponentialIntegral {
    fn ln(&self, s: Complex64, ln_s: Complex64) -> Complex64 {
        let size = s.norm();
        if size > BEYOND * (self.a + 1.0) {
            return self.a.ln() - ln_s;
        }
        if size + s.re >= NEAR_THE_CUT {
            return self.fraction(s, size).ln();
        }
        if size > FAR {
            return self.asymptotic(s).ln();
        }
        s + ln_1p(self.less_one(s, ln_s))
    }

    fn ln_real(&self, s: f64, ln_s: f64) -> [f64; 3] {
        if s > BEYOND * (self.a + 1.0) {
            return [self.a.ln() - ln_s, -1.0, 1.0];
        }
        if 2.0 * s >= NEAR_THE_CUT {
            return self.real_fraction(s);
        }
        let ln = self.ln(Complex64::from(s), Complex64::from(ln_s)).re;
        let (value, drop) = (ln.exp(), -ln.exp_m1());
        // s L' = s L - a (1-L), from E_p' = -E_{p-1} and p E_{p+1} = e^{-s} - s E_p (DLMF 8.19.13, 8.19.12).
        let first = s * value - self.a * drop;
        let second = s * first + self.a * (first + drop);
        let slope = first / value;
        [ln, slope, second / value - slope * slope]
    }

    fn lip(&self, r: f64, ln_r: f64) -> Lip {
        // The jump across the cut: L(r e^{i pi}) - conj = -2 pi i a r^a e^{-r} / Gamma(a+1) (DLMF 8.19.18).
        let (real, imaginary) = if r > FAR {
            (self.asymptotic(Complex64::from(-r)).re, 0.0)
        } else {
            let less_one = self.less_one(Complex64::from(-r), Complex64::new(ln_r, PI));
            (less_one.re, less_one.im)
        };
        if r > FAR {
            return Lip { ln_modulus: real.abs().ln(), angle: PI, ln_angle: PI.ln(), rise: -1.0 };
        }
        let value = Complex64::new(1.0 + real, imaginary);
        let modulus = ln_1p(Complex64::new(real, imaginary)).re;
        // s (ln L)' = s - a (1 - L)/L, s = -r and L = e^{-r} value.
        let scaled = value * (-r).exp();
        let rise = -r - self.a * ((Complex64::from(1.0) - scaled) / scaled).re;
        let angle = -imaginary.atan2(1.0 + real);
        let ln_angle = if angle > 1e-290 { angle.ln() } else { self.ln_jump + self.a * ln_r };
        Lip { ln_modulus: modulus - r, angle, ln_angle, rise }
    }

    fn noise(&self, size: f64) -> f64 {
        8.0 * size.min(1.0)
    }
}

/// The mean of digamma over `(x, x + width)`, that is `[ln Gamma(x + width) - ln Gamma(x)]/width`; `|width| <= 1/2 < x`.
fn mean_digamma(x: f64, width: f64) -> f64 {
    let nodes = quadrature::nodes(0.0, width);
    quadrature::rule_sums(|i| digamma(x + nodes[i]), 0.5).0
}

/// `ln(1 + z)`, the real part without cancellation at 0.
pub(crate) fn ln_1p(z: Complex64) -> Complex64 {
    let ln_norm = if z.re < -0.5 { (1.0 + z.re).hypot(z.im).ln() } else { 0.5 * (2.0 * z.re + z.norm_sqr()).ln_1p() };
    Complex64::new(ln_norm, z.im.atan2(1.0 + z.re))
}

/// `e^z - 1`, without cancellation at 0.
pub(crate) fn exp_m1(z: Complex64) -> Complex64 {
    let (sin, cos) = z.im.sin_cos();
    let half = (0.5 * z.im).sin();
    Complex64::new(z.re.exp_m1() * cos - 2.0 * half * half, z.re.exp() * sin)
}
