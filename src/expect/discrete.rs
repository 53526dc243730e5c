//! Best of n where V and X both take countably few values: sums instead of integrals.

use super::{Refusal, best_of::BestOf};
use crate::{model::Proxy, num::Estimate, num::logs::ln_1m_exp, tail::Moment};

/// The values of U in increasing order.
#[derive(Clone, Debug)]
pub(super) struct Ranking {
    places: Vec<Place>,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    u: f64,
    mass: f64,
    /// `E[V | U = u]`.
    value: f64,
    /// `ln P(U <= u)`.
    ln_cdf: f64,
}

/// More pairs of atoms than this are refused.
const MOST_PAIRS: usize = 4_000_000;

impl Ranking {
    /// Ranks all sums of two atoms; sums that differ by rounding only are one place.
    pub(super) fn of(proxy: &Proxy) -> Result<Self, Refusal> {
        let (values, errors) = (proxy.value.atoms(), proxy.error.atoms());
        if values.len().saturating_mul(errors.len()) > MOST_PAIRS {
            return Err(Refusal(format!("best of n is limited to {MOST_PAIRS} pairs of atoms")));
        }
        let mut pairs: Vec<(f64, f64, f64)> =
            values.iter().flat_map(|v| errors.iter().map(move |x| (v.at + x.at, v.mass * x.mass, v.at))).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut places: Vec<Place> = Vec::new();
        for (u, mass, v) in pairs {
            match places.last_mut() {
                Some(last) if u - last.u <= 8.0 * f64::EPSILON * u.abs() => {
                    last.value += (v - last.value) * mass / (last.mass + mass);
                    last.mass += mass;
                }
                _ => places.push(Place { u, mass, value: v, ln_cdf: 0.0 }),
            }
        }
        accumulate(&mut places);
        Ok(Self { places })
    }

    /// The best of n with ties broken at random: place k is chosen with probability `F_k^n - F_(k-1)^n`.
    pub(super) fn best_of(&self, n: f64) -> BestOf {
        let (mut value, mut proxy, mut kl) = (0.0, 0.0, 0.0);
        let mut before = f64::NEG_INFINITY;
        for place in &self.places {
            let ln_chosen = n * place.ln_cdf + ln_1m_exp((n * (before - place.ln_cdf)).min(0.0));
            let chosen = ln_chosen.exp();
            value += chosen * place.value;
            proxy += chosen * place.u;
            kl += if chosen > 0.0 { chosen * (ln_chosen - place.mass.ln()) } else { 0.0 };
            before = place.ln_cdf;
        }
        let size = self.places.iter().map(|place| place.value.abs().max(place.u.abs())).fold(0.0, f64::max);
        let rounding = f64::EPSILON * (8.0 + self.places.len() as f64);
        let moment = |x: f64| Moment::Finite(Estimate::new(x, rounding * size));
        BestOf { n, mean_v: moment(value), mean_u: moment(proxy), kl: Estimate::new(kl, rounding * (1.0 + kl.abs())) }
    }
}

/// Fills in the distribution function, from the nearer end so that neither tail loses its digits.
fn accumulate(places: &mut [Place]) {
    let mut from_below = 0.0;
    let below: Vec<f64> = places
        .iter()
        .map(|place| {
            from_below += place.mass;
            from_below
        })
        .collect();
    let mut above = 0.0f64;
    for (place, below) in places.iter_mut().zip(below).rev() {
        place.ln_cdf = if above < 0.5 { (-above).ln_1p() } else { below.ln() };
        above += place.mass;
    }
}
