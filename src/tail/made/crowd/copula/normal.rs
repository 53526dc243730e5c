//! Equally correlated normals: one shared factor and one of each one's own, so that given the shared one they are independent.

use super::{Chance, Leading, Rule, SurvivalCopula, ln_sum_around, powered};
use crate::num::special::{inv_ln_normal_sf, ln_normal_sf};
use std::f64::consts::LN_2;

/// `ln sqrt(2 pi)`.
const LN_SQRT_TAU: f64 = 0.918_938_533_204_672_8;

/// From this place on, on either side, the leading behaviour is all that f64 shows, and rounding would blur the sums.
const FAR: f64 = 1e5;

/// `E P(N > z | Y)^Q` for `N = sqrt(rho) Y + sqrt(1-rho) Z`.
///
/// The integral over Y is a sum at equal steps, whose error falls as `e^(-2 pi w / step)`: w is the distance of the zeros of the normal
/// tail from the real axis, or what the width of the integrand allows.
#[derive(Clone, Debug)]
pub(super) struct OneFactor {
    rho: f64,
    power: f64,
    step: f64,
}

impl OneFactor {
    pub(super) fn new(rho: f64, power: f64) -> Self {
        let odds = (1.0 - rho) / rho;
        // The width of the integrand where it is narrowest; the zeros of erfc are 2.8 from the axis.
        let narrowest = (odds / (odds + power.max(1.0))).sqrt();
        Self { rho, power, step: (0.5 * narrowest).min(0.4 * odds.sqrt()) }
    }

    /// `ln E e^f`, f a function of the own factor w at which N is z, and of the normal tail there.
    fn ln_mean(&self, z: f64, start: f64, f: impl Fn(Chance, f64) -> f64) -> f64 {
        let (shared, own) = (self.rho.sqrt(), (1.0 - self.rho).sqrt());
        let term = |j: f64| {
            let y = start + j * self.step;
            let w = (z - shared * y) / own;
            f(Chance { ln: ln_normal_sf(w), ln_not: ln_normal_sf(-w) }, w) - 0.5 * y * y
        };
        ln_sum_around(term) + self.step.ln() - LN_SQRT_TAU
    }

    /// Where Y is when `power` of the normals are beyond z.
    fn summit(&self, z: f64, power: f64) -> f64 {
        power * self.rho.sqrt() * z / (1.0 + (power - 1.0) * self.rho)
    }

    /// `P(all > z)` and its complement.
    pub(super) fn at(&self, z: f64) -> Chance {
        if z > FAR {
            let depth = -ln_normal_sf(z);
            let Leading { ln_constant, power, depth_power } = self.leading();
            return Chance::of(ln_constant - power * depth + depth_power * depth.ln());
        }
        if z < -FAR {
            return Chance::without(self.power.ln() + ln_normal_sf(-z));
        }
        let ln = self.ln_mean(z, self.summit(z.max(0.0), self.power), |p, _| powered(self.power, p).ln);
        if ln < -LN_2 {
            return Chance::of(ln);
        }
        Chance::without(self.ln_mean(z, self.summit(z.min(0.0), 1.0), |p, _| powered(self.power, p).ln_not))
    }

    /// `ln(-d P(all > z) / dz)`.
    pub(super) fn ln_density(&self, z: f64) -> f64 {
        if z > FAR {
            // The hazard of one is z.
            return self.at(z).ln + (self.leading().power * z).ln();
        }
        if z < -FAR {
            return self.power.ln() - 0.5 * z * z - LN_SQRT_TAU;
        }
        let others = self.power - 1.0;
        let summit = if z > 0.0 { self.summit(z, self.power) } else { self.summit(z, 1.0) };
        let ln_mean = self.ln_mean(z, summit, |p, w| others * p.ln - 0.5 * w * w);
        self.power.ln() + ln_mean - 0.5 * (-self.rho).ln_1p() - LN_SQRT_TAU
    }
}

/// The normal quantile of a survival probability.
fn score(s: Chance) -> f64 {
    if s.ln < s.ln_not { inv_ln_normal_sf(s.ln) } else { -inv_ln_normal_sf(s.ln_not) }
}

impl Rule for OneFactor {
    fn both(&self, s: Chance) -> Chance {
        self.at(score(s))
    }

    fn ln_slope(&self, s: Chance) -> f64 {
        let z = score(s);
        self.ln_density(z) + 0.5 * z * z + LN_SQRT_TAU
    }

    /// By Laplace's method, with `s ~ phi(z)/z`: `q = Q/(1 + (Q-1) rho)` and a power `(q - Q)/2` of the depth `z^2/2`.
    fn leading(&self) -> Leading {
        let Self { rho, power, .. } = *self;
        let (copula, spread) = (SurvivalCopula::Gaussian(rho), 1.0 + (power - 1.0) * rho);
        let q = copula.effective(power);
        // sqrt((1-rho)/spread) (2 pi)^(-Q/2) (z sqrt(1-rho)/spread)^-Q (s z sqrt(2 pi))^q, and z = sqrt(2 depth).
        let of_own = 0.5 * ((-rho).ln_1p() - spread.ln()) - power * (0.5 * (-rho).ln_1p() - spread.ln());
        let ln_constant = of_own + (q - power) * (LN_SQRT_TAU + 0.5 * LN_2);
        Leading { ln_constant, power: q, depth_power: copula.depth_power(power) }
    }
}
