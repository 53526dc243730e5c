//! A single large step: what decides the far tail of a total of heavy-tailed steps.
//!
//! Refuses: nothing; whether a total is that far out, the tables say.

use super::step::Frame;
use crate::{
    model::task::Group,
    num::{invert::first_at_most, logs::ln_sum_exp},
    tail::Law,
};

/// The sum over all steps of the chance that one of them is beyond a place: `P(T > t) ~ sum of P(step > t)`.
#[derive(Clone, Debug)]
pub(super) struct Jumps(Vec<Jump>);

/// Steps of one law: the logarithm of their number, and where they are measured from.
#[derive(Clone, Debug)]
struct Jump {
    step: Law,
    ln_count: f64,
    origin: f64,
}

impl Jumps {
    /// Of groups with their frames.
    pub(super) fn of(groups: &[Group], frames: &[Frame]) -> Self {
        let jump = |(group, frame): (&Group, &Frame)| Jump {
            step: group.step.clone(),
            ln_count: (group.count as f64).ln(),
            origin: frame.origin,
        };
        Self(groups.iter().zip(frames).map(jump).collect())
    }

    /// Whether a step can be large by itself.
    pub(super) fn is_heavy(&self) -> bool {
        self.0.iter().any(|jump| jump.step.tail_class().is_heavy())
    }

    /// `ln` of the sum of the chances to be `up` beyond the origin.
    pub(super) fn ln_sf(&self, up: f64) -> f64 {
        self.ln_sum(|jump| jump.ln_sf(up))
    }

    /// `ln` of the sum of the densities there.
    pub(super) fn ln_pdf(&self, up: f64) -> f64 {
        self.ln_sum(|jump| jump.ln_count + jump.step.ln_pdf(jump.origin + up))
    }

    /// How far beyond the origin that sum of chances has a logarithm.
    pub(super) fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        let alone = |jump: &Jump| jump.step.inv_ln_sf(ln_p - jump.ln_count) - jump.origin;
        if let [jump] = &self.0[..] {
            return alone(jump);
        }
        // Beyond the furthest of those of single groups, and not beyond all of them at a share of the chance each.
        let low = self.0.iter().map(alone).fold(f64::NEG_INFINITY, f64::max);
        let shared = |jump: &Jump| jump.step.inv_ln_sf(ln_p - jump.ln_count - (self.0.len() as f64).ln()) - jump.origin;
        let high = self.0.iter().map(shared).fold(low, f64::max);
        if high == f64::INFINITY { high } else { first_at_most(|up| self.ln_sf(up), ln_p, low, high) }
    }

    fn ln_sum(&self, of: impl Fn(&Jump) -> f64) -> f64 {
        match &self.0[..] {
            [jump] => of(jump),
            jumps => ln_sum_exp(&jumps.iter().map(of).collect::<Vec<_>>()),
        }
    }
}

impl Jump {
    fn ln_sf(&self, up: f64) -> f64 {
        self.ln_count + self.step.ln_sf(self.origin + up)
    }
}
