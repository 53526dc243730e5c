//! V normal(0, 1) with a normal error where |V| ≤ 1 and none elsewhere, by integrals over the proxy: its density, and the mean of V at
//! each proxy, are those of a normal law cut off at -1 and 1.

use crate::claims::measure::joint::{Parts, between, ln_phi};
use crate::num::{
    Estimate,
    special::{ln_normal_sf, normal_hazard},
};

/// The error's standard deviation.
#[derive(Clone, Copy)]
pub(super) struct Slab {
    pub(super) sigma: f64,
}

/// At one proxy u: the logarithm of its density, `E[V | U = u]` and `P(V > 0 | U = u)`, from the values in [-1, 1] alone.
struct At {
    ln_density: f64,
    mean: f64,
    positive: f64,
}

impl Slab {
    /// Given `U = u` and |V| ≤ 1, V is normal(u/s^2, sigma/s), s^2 = 1 + sigma^2, cut off at -1 and 1.
    fn at(self, u: f64) -> At {
        let s = 1f64.hypot(self.sigma);
        let (middle, spread) = (u / (s * s), self.sigma / s);
        let (x, y) = ((middle - 1.0) / spread, (middle + 1.0) / spread);
        let below = |z: f64| (ln_normal_sf(z) - ln_normal_sf(x)).exp();
        let mass = 1.0 - below(y);
        let drop = normal_hazard(x) * -(0.5 * (x * x - y * y)).exp_m1() / mass;
        At {
            ln_density: ln_phi(u / s) - s.ln() + ln_normal_sf(x) + mass.ln(),
            mean: 1.0 + spread * (x - drop),
            positive: (1.0 - below(middle / spread)) / mass,
        }
    }

    /// Over `u >= t >= 1`, with the values above 1, which have no error; in units of `e^ln_unit`. `view` is what is averaged.
    fn above(self, t: f64, view: impl Fn(&At, f64) -> [f64; 2]) -> (Parts, f64) {
        let unit = self.at(t).ln_density.max(ln_phi(t));
        let step = self.sigma.min((1.0 + self.sigma * self.sigma) / t);
        let cuts = (0..=45).map(|k| t + step * f64::from(k)).collect();
        let parts = between(cuts, |u| {
            let at = self.at(u);
            let (error, none) = ((at.ln_density - unit).exp(), (ln_phi(u) - unit).exp());
            let [with, without] = view(&at, u);
            [error + none, error * with + none * without]
        });
        (parts, unit)
    }

    /// `E[V | U >= t]`.
    pub(super) fn mean(self, t: f64) -> f64 {
        self.above(t, |at, u| [at.mean, u]).0.mean()
    }

    /// `P(V > 0 | U >= t)`.
    pub(super) fn positive(self, t: f64) -> f64 {
        self.above(t, |at, _| [at.positive, 1.0]).0.mean()
    }

    /// `ln P(U >= t)`.
    pub(super) fn ln_p(self, t: f64) -> f64 {
        let (parts, unit) = self.above(t, |_, _| [0.0, 0.0]);
        unit + parts.p.ln()
    }

    /// `1 - E[V | U >= t]` between the bounds of the statement.
    pub(super) fn gap(self, t: f64) -> Estimate {
        let lambda = normal_hazard((t - 1.0) / self.sigma) / self.sigma - 1.0;
        let curvature = 1.0 + 1.0 / (self.sigma * self.sigma);
        let half = 1.5 * curvature / lambda.powi(3);
        let end = (2.0 + 1.0 / lambda) / (2.0 * lambda).exp_m1();
        Estimate::new(1.0 / lambda - half, half + end)
    }
}
