//! The chance that all of Q equally correlated normals are beyond a place, by adaptive quadrature over their shared factor.

use crate::num::{
    quadrature::{Goal, integrate},
    special::{inv_ln_normal_sf, ln_normal_sf},
};

/// Q normals `sqrt(rho) Y + sqrt(1 - rho) Z_i`.
#[derive(Clone, Copy, Debug)]
pub(in crate::claims) struct Factor {
    rho: f64,
    power: f64,
}

impl Factor {
    pub fn new(rho: f64, power: f64) -> Self {
        Self { rho, power }
    }

    /// The logarithm of `P(all > z)`, z the place beyond which one is with chance `e^-h`.
    pub fn ln_all_beyond(&self, h: f64) -> f64 {
        let (top, [all, _]) = self.integrals(inv_ln_normal_sf(-h));
        top + all.ln()
    }

    /// `d ln P(all > z) / d ln P(one > z)`.
    pub fn slope(&self, h: f64) -> f64 {
        let z = inv_ln_normal_sf(-h);
        let (_, [all, first]) = self.integrals(z);
        // phi(z)/P(N > z).
        let hazard = crate::num::special::normal_hazard(z);
        self.power / (1.0 - self.rho).sqrt() * first / all / hazard
    }

    /// `int phi(y) P(w)^Q` and the same with the hazard of w, in units of `e^top`; w is the own factor that is needed given y.
    fn integrals(&self, z: f64) -> (f64, [f64; 2]) {
        let (shared, own) = (self.rho.sqrt(), (1.0 - self.rho).sqrt());
        let own_factor = |y: f64| (z - shared * y) / own;
        let height = |y: f64| self.power * ln_normal_sf(own_factor(y)) - 0.5 * y * y;
        // The summit of a concave function, by thirds.
        let (mut low, mut high) = (z.min(0.0) - 10.0, 10.0 + 2.0 * z.max(0.0) / shared);
        for _ in 0..200 {
            let (a, b) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
            if height(a) < height(b) { low = a } else { high = b }
        }
        let (summit, top) = (low, height(low));
        let panels: Vec<(f64, f64)> = (-20..20).map(|i| 0.5 * f64::from(i)).map(|y| (summit + y, summit + y + 0.5)).collect();
        let at = |y: f64| {
            let weight = (height(y) - top).exp();
            [weight, weight * crate::num::special::normal_hazard(own_factor(y))]
        };
        let found = integrate(|_, y| at(y), &panels, Goal { relative: 1e-12, bisections: 400 });
        (top - 0.5 * std::f64::consts::TAU.ln(), found.value)
    }
}
