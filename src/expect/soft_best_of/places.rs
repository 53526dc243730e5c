//! The law of U + noise where U takes finitely many values: plain sums.
//!
//! Refuses: more values of U than a sum at every level can serve.

use super::{
    gumbel::{between, ln_density, missed, reached},
    level::{DENSITY, Level, MISSED, OF_ERROR, OF_VALUE, PARTS, Place, REACHED},
};
use crate::{
    expect::{Refusal, discrete::Ranking},
    model::Proxy,
};

/// More values of U than this are refused.
const MOST: usize = 2000;

/// The values of U in increasing order.
#[derive(Clone, Debug)]
pub(in crate::expect) struct Places {
    steps: Vec<Step>,
}

#[derive(Clone, Copy, Debug)]
struct Step {
    u: f64,
    mass: f64,
    /// `E[V - E V; U >= u]` and `E[X - E X; U >= u]`.
    excess: [f64; 2],
    error: [f64; 2],
}

impl Places {
    pub(super) fn of(proxy: &Proxy) -> Result<Self, Refusal> {
        let values = Ranking::of(proxy)?.values();
        if values.len() > MOST {
            let count = values.len();
            return Err(Refusal(format!("soft best of n is limited to {MOST} values of U, not {count}")));
        }
        let means = [&proxy.value, &proxy.error].map(|law| law.mean().finite().map_or(f64::NAN, |mean| mean.value));
        let terms: Vec<[f64; 2]> =
            values.iter().map(|&(u, mass, v)| [mass * (v - means[0]), mass * (u - v - means[1])]).collect();
        let mut steps: Vec<Step> =
            values.iter().map(|&(u, mass, _)| Step { u, mass, excess: [0.0; 2], error: [0.0; 2] }).collect();
        for k in 0..2 {
            excesses(&mut steps, &terms, k);
        }
        Ok(Self { steps })
    }

    /// The values of U.
    pub(super) fn marks(&self) -> Vec<f64> {
        self.steps.iter().map(|step| step.u).collect()
    }

    /// U with Gumbel noise of rate `rate`.
    pub(super) fn level(&self, place: Place, rate: f64) -> Level {
        let mut level = Level { value: [0.0; PARTS], error: [0.0; PARTS] };
        let mut before: Option<f64> = None;
        for step in &self.steps {
            let g = rate * place.above(step.u);
            level.value[REACHED] += step.mass * reached(g);
            level.value[MISSED] += step.mass * missed(g);
            level.value[DENSITY] += step.mass * rate * ln_density(g).exp();
            if let Some(last) = before {
                // The noise's chance to bring a value between the two last ones to w.
                let chance = between(g, rate * (step.u - last));
                for (k, part) in [OF_VALUE, OF_ERROR].into_iter().enumerate() {
                    level.value[part] += step.excess[k] * chance;
                    level.error[part] += step.error[k] * chance;
                }
            }
            before = Some(step.u);
        }
        // The noise is measured in units of its own scale, rounded as its places are.
        for k in 0..PARTS {
            level.error[k] += 64.0 * f64::EPSILON * level.value[k].abs();
        }
        level
    }
}

/// Sums from whichever end is nearer in mass, so that neither loses its digits.
fn excesses(steps: &mut [Step], terms: &[[f64; 2]], k: usize) {
    let total: f64 = steps.iter().map(|step| step.mass).sum();
    let (mut sum, mut size, mut mass) = (0.0, 0.0, 0.0);
    for j in 0..steps.len() {
        if mass <= 0.5 * total {
            (steps[j].excess[k], steps[j].error[k]) = (-sum, size);
        }
        sum += terms[j][k];
        size += 4.0 * f64::EPSILON * terms[j][k].abs();
        mass += steps[j].mass;
    }
    let (mut sum, mut size, mut mass) = (0.0, 0.0, 0.0);
    for j in (0..steps.len()).rev() {
        sum += terms[j][k];
        size += 4.0 * f64::EPSILON * terms[j][k].abs();
        mass += steps[j].mass;
        if mass < 0.5 * total {
            (steps[j].excess[k], steps[j].error[k]) = (sum, size);
        }
    }
}
