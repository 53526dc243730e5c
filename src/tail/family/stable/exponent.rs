//! The logarithm of the transform of a totally skewed stable law, in Nolan's parametrisation S1 with scale 1.
//!
//! Refuses: two-sided laws.

use crate::num::inversion::{Lip, Transform};
use num_complex::Complex64;
use std::f64::consts::{FRAC_2_PI, FRAC_PI_2, LN_2, PI};

/// `ln E e^{-sX} = -s^alpha / cos(pi alpha/2)`; `(2/pi) s ln s` for alpha = 1 (Samorodnitsky, Taqqu 1994, proposition 1.2.12).
#[derive(Clone, Copy, Debug)]
pub(in crate::tail::family) struct Exponent {
    alpha: f64,
    /// `-1/cos(pi alpha/2)`.
    factor: f64,
    /// `d arg / d r^alpha` on the lip: `2 sin(pi alpha/2)`.
    turn: f64,
    /// `d ln|.| / d r^alpha` on the lip: `-cos(pi alpha)/cos(pi alpha/2)`.
    rise: f64,
}

impl Exponent {
    pub(in crate::tail::family) fn new(alpha: f64) -> Self {
        // cos(pi alpha/2) = -sin(pi (alpha-1)/2), which keeps its digits near alpha = 1.
        let cos = -(FRAC_PI_2 * (alpha - 1.0)).sin();
        let whole = -(PI * (alpha - 1.0)).cos();
        // Likewise sin(pi alpha/2) near alpha = 2.
        let sine = (FRAC_PI_2 * (2.0 - alpha)).sin();
        Self { alpha, factor: -1.0 / cos, turn: 2.0 * sine, rise: -whole / cos }
    }
}

impl Exponent {
    /// `ln s` where `K'(s) = -x`, for x on the light side; NaN on the heavy one.
    pub(super) fn ln_saddle(&self, x: f64) -> f64 {
        let Self { alpha, factor, .. } = *self;
        if alpha == 1.0 { -FRAC_PI_2 * x - 1.0 } else { (-x / (alpha * factor)).ln() / (alpha - 1.0) }
    }
}

impl Transform for Exponent {
    fn ln(&self, s: Complex64, ln_s: Complex64) -> Complex64 {
        if self.alpha == 1.0 { s * ln_s * FRAC_2_PI } else { (ln_s * self.alpha).exp() * self.factor }
    }

    fn ln_real(&self, s: f64, ln_s: f64) -> [f64; 3] {
        if self.alpha == 1.0 {
            return [s * ln_s, s * (ln_s + 1.0), s].map(|term| FRAC_2_PI * term);
        }
        let value = self.factor * (self.alpha * ln_s).exp();
        [value, self.alpha * value, self.alpha * (self.alpha - 1.0) * value]
    }

    fn lip(&self, r: f64, ln_r: f64) -> Lip {
        if self.alpha == 1.0 {
            let ln_modulus = -FRAC_2_PI * r * ln_r;
            return Lip { ln_modulus, angle: 2.0 * r, ln_angle: LN_2 + ln_r, rise: ln_modulus - FRAC_2_PI * r };
        }
        let power = (self.alpha * ln_r).exp();
        let ln_modulus = self.rise * power;
        let ln_angle = self.turn.ln() + self.alpha * ln_r;
        Lip { ln_modulus, angle: self.turn * power, ln_angle, rise: self.alpha * ln_modulus }
    }
}
