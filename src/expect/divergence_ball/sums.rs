//! What a slant costs and brings: five integrals, or five sums where U takes countably few values.

use super::{integrals::COUNT, slant::Slant};
use crate::{
    expect::{Refusal, discrete::Ranking},
    model::Proxy,
    num::Estimate,
};

/// The integrals under a slant, w the density ratio.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sums {
    /// `E (w - 1)^+`.
    pub(super) above: Estimate,
    /// `E (1 - w)^+`.
    pub(super) below: Estimate,
    /// `E f(w)`.
    pub(super) spent: Estimate,
    /// `E [f*(y) - y]`.
    pub(super) surplus: Estimate,
    /// `E [(V - E V) w]`.
    pub(super) gain: Estimate,
}

impl Sums {
    pub(super) fn of([above, below, spent, surplus, gain]: [Estimate; COUNT]) -> Self {
        Self { above, below, spent, surplus, gain }
    }

    /// What is known where the mass is far above 1, by its logarithm.
    pub(super) fn too_much(ln_mass: f64) -> Self {
        let unknown = Estimate::new(f64::NAN, 0.0);
        let above = Estimate::new(ln_mass.min(MOST).exp(), 0.0);
        Self { above, below: Estimate::new(1.0, 0.0), spent: unknown, surplus: unknown, gain: unknown }
    }

    /// `E w - 1`.
    pub(super) fn excess(&self) -> f64 {
        self.above.value - self.below.value
    }
}

/// As far as f64 goes, as a logarithm.
const MOST: f64 = 700.0;

/// The values of U in increasing order, each with its mass and with `E[V | U = u] - E[V]`.
#[derive(Clone, Debug)]
pub(super) struct Atoms {
    places: Vec<(f64, f64, f64)>,
}

impl Atoms {
    pub(super) fn of(proxy: &Proxy) -> Result<Self, Refusal> {
        Ranking::of(proxy).map(|ranking| Self { places: ranking.gains() })
    }

    /// The sums under a slant.
    pub(super) fn sums(&self, slant: &Slant) -> Sums {
        let mut parts = [[0.0; 2]; COUNT];
        for &(u, mass, value) in &self.places {
            let at = slant.at(u);
            let less = slant.bend.ln_ratio(at).exp_m1();
            let spent = slant.bend.spent(at);
            let ends = if at.y > 0.0 { [less, 0.0] } else { [0.0, -less] };
            // w V: of the constant part nothing is left, as V is taken from its mean.
            let terms = [ends[0], ends[1], spent, at.y * less - spent, less * value];
            for (part, term) in parts.iter_mut().zip(terms) {
                *part = [part[0] + mass * term, part[1] + mass * term.abs()];
            }
        }
        let rounding = f64::EPSILON * (16.0 + self.places.len() as f64);
        Sums::of(parts.map(|[sum, size]| Estimate::new(sum, rounding * size)))
    }
}
