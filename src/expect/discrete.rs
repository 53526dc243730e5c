//! Best of n where V and X both take countably few values: sums instead of integrals.

use super::Refusal;
use crate::{
    model::{
        Pressure, Proxy,
        pressure::{Rank, Tie},
    },
    num::Estimate,
    tail::Moment,
};

/// The values of U in increasing order.
#[derive(Clone, Debug)]
pub(super) struct Ranking {
    places: Vec<Place>,
    ties: Vec<Tie>,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    u: f64,
    mass: f64,
    /// `E[V | U = u]`.
    value: f64,
    /// The largest of the values that this is the mean of, in size.
    size: f64,
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
                    last.size = last.size.max(v.abs());
                }
                _ => places.push(Place { u, mass, value: v, size: v.abs() }),
            }
        }
        let ties = ties(&places);
        Ok(Self { places, ties })
    }

    /// The values of U with their masses, in increasing order.
    pub(super) fn masses(&self) -> Vec<(f64, f64)> {
        self.places.iter().map(|place| (place.u, place.mass)).collect()
    }

    /// The values of U with their masses and `E[V | U = u]`, in increasing order.
    pub(super) fn values(&self) -> Vec<(f64, f64, f64)> {
        self.places.iter().map(|place| (place.u, place.mass, place.value)).collect()
    }

    /// The values of U in increasing order, each with its mass and with `E[V | U = u] - E[V]`.
    pub(super) fn gains(&self) -> Vec<(f64, f64, f64)> {
        let mean: f64 = self.places.iter().map(|place| place.mass * place.value).sum();
        self.places.iter().map(|place| (place.u, place.mass, place.value - mean)).collect()
    }

    /// The atoms of U as ranks, in increasing order.
    pub(super) fn ties(&self) -> &[Tie] {
        &self.ties
    }

    /// `E[V]` and `E[U]` under a pressure, ties broken at random: an atom is chosen with probability `W(F(u)) - W(F(u-))`.
    pub(super) fn means(&self, pressure: Pressure) -> (Moment, Moment) {
        let (mut value, mut proxy) = (Estimate::new(0.0, 0.0), Estimate::new(0.0, 0.0));
        let rounding = f64::EPSILON * (8.0 + self.places.len() as f64);
        for (place, tie) in self.places.iter().zip(&self.ties) {
            let ln_chosen = pressure.ln_chosen(tie);
            let chosen = ln_chosen.exp();
            // What is left of an atom across a boundary is a difference of ranks.
            let missed = match pressure {
                Pressure::Top(q) if tie.from.above() > q && tie.to.above() < q => 1.0,
                _ if chosen == 0.0 => 0.0,
                _ => chosen * (1.0 - ln_chosen.min(0.0)),
            };
            value = value.plus(Estimate::new(chosen * place.value, rounding * missed * place.size));
            proxy = proxy.plus(Estimate::new(chosen * place.u, rounding * missed * place.u.abs()));
        }
        (Moment::Finite(value), Moment::Finite(proxy))
    }

    /// The boundary of the top share q, and `E[V]` and `E[U]` there.
    pub(super) fn top(&self, q: f64) -> (f64, Moment, Moment) {
        let boundary = self.ties.iter().rposition(|tie| tie.from.above() >= q).unwrap_or(0);
        let (value, proxy) = self.means(Pressure::Top(q));
        (self.places[boundary].u, value, proxy)
    }

    /// The threshold u that maximises `E[V | U >= u]`, with `ln P(U >= u)`; none if it is the largest value of U.
    pub(super) fn best_threshold(&self) -> Option<(f64, f64, Moment)> {
        let (mut mass, mut first) = (0.0, 0.0);
        let mut best: Option<(usize, f64)> = None;
        for (k, place) in self.places.iter().enumerate().rev() {
            mass += place.mass;
            first += place.mass * place.value;
            if best.is_none_or(|(_, height)| first / mass > height) {
                best = Some((k, first / mass));
            }
        }
        let (k, height) = best.filter(|(k, _)| k + 1 < self.places.len())?;
        Some((self.places[k].u, self.ties[k].from.ln_above, self.moment(height)))
    }

    fn moment(&self, x: f64) -> Moment {
        let size = self.places.iter().map(|place| place.value.abs().max(place.u.abs())).fold(0.0, f64::max);
        Moment::Finite(Estimate::new(x, f64::EPSILON * (8.0 + self.places.len() as f64) * size))
    }
}

/// The ranks of each place, summed from the nearer end so that neither tail loses its digits.
fn ties(places: &[Place]) -> Vec<Tie> {
    let running = |masses: &mut dyn Iterator<Item = f64>| {
        let mut total = 0.0;
        let mut sums = vec![0.0];
        sums.extend(masses.map(|mass| {
            total += mass;
            total
        }));
        sums
    };
    let below = running(&mut places.iter().map(|place| place.mass));
    let mut above = running(&mut places.iter().rev().map(|place| place.mass));
    above.reverse();
    let rank = |k: usize| match k {
        0 => Rank::BOTTOM,
        k if k == places.len() => Rank::TOP,
        k if above[k] < below[k] => Rank::from_above(above[k].ln()),
        k => Rank::from_below(below[k].ln()),
    };
    places
        .iter()
        .enumerate()
        .map(|(k, place)| Tie { from: rank(k), to: rank(k + 1), ln_mass: place.mass.ln() })
        .collect()
}
