//! Equally correlated normals: one shared factor and one of each one's own, so that given the shared one they are independent.

use super::{Chance, Leading, Rule, SurvivalCopula, ln_sum_around, powered};
use crate::num::special::{inv_ln_normal_sf, ln_normal_sf, normal_hazard};
use std::f64::consts::LN_2;

/// `ln sqrt(2 pi)`.
pub(super) const LN_SQRT_TAU: f64 = 0.918_938_533_204_672_8;

/// What the leading behaviour may leave out, of 1.
const LEFT_OUT: f64 = 1e-17;

/// Steps to a summit, which need not be met: a sum goes on from where they end.
const STEPS: usize = 40;

/// `E P(N > z | Y)^Q` for `N = sqrt(rho) Y + sqrt(1-rho) Z`.
///
/// The integrals over Y are sums at equal steps, whose error falls as `e^(-2 pi w / step)`: w is the width of the strip about the real
/// axis in which the integrand keeps its size. Its curvature sets that, and where Q chances fall from 1 to 0 a phase of `sqrt(2 ln Q)`
/// times the width in the own factor.
#[derive(Clone, Debug)]
pub(super) struct OneFactor {
    rho: f64,
    power: f64,
    /// What the factors count.
    shared: f64,
    own: f64,
    /// The widest of a sum.
    step: f64,
}

/// Where a sum begins, and its step.
#[derive(Clone, Copy)]
struct Nodes {
    start: f64,
    step: f64,
}

impl OneFactor {
    pub(super) fn new(rho: f64, power: f64) -> Self {
        let (shared, own) = (rho.sqrt(), (1.0 - rho).sqrt());
        let of_own = 0.4 / (1.0 + 1.7 * power.max(1.0).ln().sqrt());
        Self { rho, power, shared, own, step: own * (of_own / shared).min(0.5) }
    }

    fn spread(&self) -> f64 {
        1.0 + (self.power - 1.0) * self.rho
    }

    /// From here on, on either side, the leading behaviour is all that f64 shows: it leaves out `Q/w^2` of a logarithm of `q z^2/2`, w the
    /// own factor's place.
    fn far(&self) -> f64 {
        let own_per_place = self.own / self.spread();
        (self.power.max(1.0) / (LEFT_OUT * own_per_place * own_per_place)).powf(0.25)
    }

    /// The own factor that makes z beside a shared one.
    fn own_factor(&self, z: f64, y: f64) -> f64 {
        (z - self.shared * y) / self.own
    }

    /// About the summit over y of `a ln P(N > w) - b w^2/2 - y^2/2`, w the own factor: Newton's steps from where the tail is a square.
    fn nodes(&self, z: f64, a: f64, b: f64) -> Nodes {
        let ratio = self.shared / self.own;
        let mut y = (a + b) * self.shared * z / (1.0 + (a + b - 1.0) * self.rho);
        let mut step = self.step;
        for _ in 0..STEPS {
            let w = self.own_factor(z, y);
            let hazard = normal_hazard(w);
            let curvature = 1.0 + ratio * ratio * (a * (hazard * (hazard - w)).clamp(0.0, 1.0) + b);
            let move_by = (ratio * (a * hazard + b * w) - y) / curvature;
            step = self.step.min(0.5 / curvature.sqrt());
            if move_by.abs() < step {
                break;
            }
            y += move_by;
        }
        Nodes { start: y, step }
    }

    /// `ln E e^f`, f a function of the own factor at which N is z.
    fn ln_mean(&self, z: f64, Nodes { start, step }: Nodes, f: impl Fn(f64) -> f64) -> f64 {
        let term = |j: f64| {
            let y = start + j * step;
            f(self.own_factor(z, y)) - 0.5 * y * y
        };
        ln_sum_around(term) + step.ln() - LN_SQRT_TAU
    }

    /// `P(all > z)` and its complement.
    pub(super) fn at(&self, z: f64) -> Chance {
        if z > self.far() {
            let depth = -ln_normal_sf(z);
            let Leading { ln_constant, power, depth_power } = self.leading();
            return Chance::of(ln_constant - power * depth + depth_power * depth.ln());
        }
        if z < -self.far() {
            return Chance::without(self.power.ln() + ln_normal_sf(-z));
        }
        let ln = self.ln_mean(z, self.nodes(z, self.power, 0.0), |w| self.power * ln_normal_sf(w));
        if ln < -LN_2 {
            return Chance::of(ln);
        }
        // About where one is short of z: the mirror image.
        let nodes = self.nodes(-z, 1.0, 0.0);
        let nodes = Nodes { start: -nodes.start, ..nodes };
        Chance::without(self.ln_mean(z, nodes, |w| powered(self.power, normal_tail(w)).ln_not))
    }

    /// `ln(-d ln P(all > z) / dz)` for z above 0, as the mean hazard of an own factor, whose digits the depth does not cost.
    fn ln_hazard(&self, z: f64) -> f64 {
        if z > self.far() {
            // The hazard of one is z.
            return (self.leading().power * z).ln();
        }
        let Nodes { start, step } = self.nodes(z, self.power, 0.0);
        let exponent = |j: f64| {
            let y = start + j * step;
            let w = self.own_factor(z, y);
            (self.power * ln_normal_sf(w) - 0.5 * y * y, w)
        };
        let top = exponent(0.0).0;
        let all = ln_sum_around(|j| exponent(j).0 - top);
        let hazards = ln_sum_around(|j| {
            let (exponent, w) = exponent(j);
            (exponent - top) + normal_hazard(w).ln()
        });
        hazards - all + (self.power / self.own).ln()
    }

    /// `ln(-d P(all > z) / dz)`.
    pub(super) fn ln_density(&self, z: f64) -> f64 {
        if z > self.far() {
            return self.ln_hazard(z) + self.at(z).ln;
        }
        if z < -self.far() {
            return self.power.ln() - 0.5 * z * z - LN_SQRT_TAU;
        }
        let others = self.power - 1.0;
        let ln_mean = self.ln_mean(z, self.nodes(z, others, 1.0), |w| others * ln_normal_sf(w) - 0.5 * w * w);
        self.power.ln() + ln_mean - self.own.ln() - LN_SQRT_TAU
    }
}

/// `P(N > z)` of a standard normal.
pub(super) fn normal_tail(z: f64) -> Chance {
    Chance { ln: ln_normal_sf(z), ln_not: ln_normal_sf(-z) }
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

    fn ln_elasticity(&self, s: Chance) -> f64 {
        let z = score(s);
        if z > 0.0 {
            return self.ln_hazard(z) - normal_hazard(z).ln();
        }
        self.ln_slope(s) + s.ln - self.both(s).ln
    }

    /// By Laplace's method, with `s ~ phi(z)/z`: `q = Q/(1 + (Q-1) rho)` and a power `(q - Q)/2` of the depth `z^2/2`.
    fn leading(&self) -> Leading {
        let Self { rho, power, .. } = *self;
        let (copula, spread) = (SurvivalCopula::Gaussian(rho), self.spread());
        let q = copula.effective(power);
        // sqrt((1-rho)/spread) (2 pi)^(-Q/2) (z sqrt(1-rho)/spread)^-Q (s z sqrt(2 pi))^q, and z = sqrt(2 depth).
        let of_own = 0.5 * ((-rho).ln_1p() - spread.ln()) - power * (0.5 * (-rho).ln_1p() - spread.ln());
        let ln_constant = of_own + (q - power) * (LN_SQRT_TAU + 0.5 * LN_2);
        Leading { ln_constant, power: q, depth_power: copula.depth_power(power) }
    }

    fn ln_deep(&self) -> f64 {
        2.0 * self.far().ln() - LN_2
    }
}
