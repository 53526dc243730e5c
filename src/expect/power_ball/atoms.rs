//! The moments of `((U - tau)^+)^k` where V and X both take countably few values: sums.

use super::{policy::Moments, weight::Weight};
use crate::{
    expect::{Refusal, discrete::Ranking},
    model::{Proxy, pressure::convex::phi},
    num::Estimate,
};

/// The values of U in increasing order, each with its mass and with `E[V | U = u] - E[V]`.
#[derive(Clone, Debug)]
pub(super) struct Atoms {
    places: Vec<(f64, f64, f64)>,
}

impl Atoms {
    pub(super) fn of(proxy: &Proxy) -> Result<Self, Refusal> {
        Ranking::of(proxy).map(|ranking| Self { places: ranking.gains() })
    }

    pub(super) fn moments(&self, weight: Weight) -> Moments {
        let (unit, ln_unit) = match weight.about {
            Some(mean) => (mean - weight.tau, 0.0),
            None => self.peak(&weight),
        };
        let mut sums = [[0.0; 2]; 3];
        for &(u, mass, value) in &self.places {
            let parts = match weight.about {
                Some(mean) => from_constant((u - mean) / unit, weight.k, value).map(|part| mass * part),
                None if u <= weight.tau => continue,
                None => {
                    let above = (u - weight.tau) / unit;
                    let lower = (weight.k * above.ln() + mass.ln() - ln_unit).exp();
                    [lower, lower * above, lower * value]
                }
            };
            for (sum, part) in sums.iter_mut().zip(parts) {
                *sum = [sum[0] + part, sum[1] + part.abs()];
            }
        }
        let rounding = f64::EPSILON * (16.0 + 8.0 * weight.k + self.places.len() as f64);
        let [first, second, of_value] = sums.map(|[sum, size]| Estimate::new(sum, rounding * size));
        Moments { weight, unit, ln_unit, first, second, of_value }
    }

    /// The distance at which the larger moment has most, and the logarithm of the mass there.
    fn peak(&self, weight: &Weight) -> (f64, f64) {
        let size = |(u, mass, _): &&(f64, f64, f64)| (weight.k + 1.0) * (u - weight.tau).ln() + mass.ln();
        let above = self.places.iter().filter(|place| place.0 > weight.tau);
        let largest = above.max_by(|a, b| size(a).total_cmp(&size(b)));
        largest.map_or((1.0, 0.0), |&(u, mass, _)| (u - weight.tau, mass.ln()))
    }
}

/// `r^k - 1 - k y`, what `r^(k+1) - 1 - (k+1) y` is more than p times that, and `(r^k - 1) v`, `r = (1 + y)^+`.
fn from_constant(y: f64, k: f64, v: f64) -> [f64; 3] {
    let p = 1.0 + 1.0 / k;
    if y <= -1.0 {
        return [-1.0 - k * y, p - 1.0, -v];
    }
    let ln = y.ln_1p();
    let lower = (k - 1.0) * phi(k, ln);
    [lower, k * phi(k + 1.0, ln) - p * lower, (k * ln).exp_m1() * v]
}
