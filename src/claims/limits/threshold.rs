//! The law of a total of n Pareto steps on the scale of its limit at the indices 1 and 2, where logarithms of n come in.

use super::stable::{landau_inverse, normal_inverse};
use crate::num::Estimate;

/// Euler's constant.
const EULER: f64 = 0.577_215_664_901_532_9;

/// `ln n + 1 - gE`, about which `T/n` has the Landau law.
pub fn landau_centre(n: f64) -> f64 {
    n.ln() + 1.0 - EULER
}

/// `P(T/n - l <= y) - P(Landau <= y)`, `l = ln n + 1 - gE`, at index 1: its leading term, and a bound on the order of the rest.
///
/// `n ln E_2(sigma/n)`, `E_2(s) = 1 + s ln s - (1-gE) s - s^2/2 + ...`: the correction to the exponent is
/// `-(sigma^2 + (sigma ln sigma - l sigma)^2) / (2n)`, and the rest is of the order of half that, squared.
pub fn beyond_landau(n: f64, y: f64) -> Estimate {
    let l = landau_centre(n);
    let inverse = |j| landau_inverse(2.0, j, y);
    let change = -((1.0 + l * l) * inverse(0) - 2.0 * l * inverse(1) + inverse(2)) / (2.0 * n);
    Estimate::new(change, (1.0 + l * l).powi(2) / (8.0 * n * n))
}

/// Orders of `1/ln n` kept at index 2.
const KEPT: u32 = 4;

/// The total of n steps of Pareto(2): `2n + scale * y`, y nearly standard normal.
///
/// `ln 2 E_3(s) = -2s - s^2 (ln s + gE + 1/2) - s^3 (2 ln s + 2 gE - 2/3) + ...`. At `scale^2 = 2n (ln scale - gE - 1/2)`, which is `n ln n`
/// to leading order, `n ln E e^{-sT} + 2ns` at `s = sigma/scale` is `sigma^2/2 - e sigma^2 ln sigma`, `e = n/scale^2 ~ 1/ln n`.
#[derive(Clone, Copy, Debug)]
pub struct AtTwo {
    /// The unit of y.
    pub scale: f64,
    n: f64,
    /// `e`.
    pub lag: f64,
}

impl AtTwo {
    /// The total of n steps, n at least 20.
    pub fn new(n: f64) -> Self {
        let mut scale = (n * n.ln()).sqrt();
        // The map contracts by the factor e.
        for _ in 0..200 {
            scale = (2.0 * n * (scale.ln() - EULER - 0.5)).sqrt();
        }
        Self { scale, n, lag: n / (scale * scale) }
    }

    /// `P(y <= at) - P(N <= at)`, and the last order kept as the size of the rest.
    pub fn beyond_normal(&self, at: f64) -> Estimate {
        let (mut sum, mut last, mut factor) = (0.0, 0.0, 1.0);
        for k in 1..=KEPT {
            factor *= -self.lag / f64::from(k);
            last = factor * normal_inverse(2 * k, k, at);
            sum += last;
        }
        let cubic = self.cubic(at);
        Estimate::new(sum + cubic, last.abs() + 4.0 * self.lag * cubic.abs())
    }

    /// Its leading term alone.
    pub fn leading(&self, at: f64) -> f64 {
        -self.lag * normal_inverse(2, 1, at)
    }

    /// The term `-s^3 (2 ln s + 2 gE - 2/3)`.
    fn cubic(&self, at: f64) -> f64 {
        let constant = 2.0 / 3.0 - 2.0 * EULER + 2.0 * self.scale.ln();
        self.n / self.scale.powi(3) * (constant * normal_inverse(3, 0, at) - 2.0 * normal_inverse(3, 1, at))
    }
}
