//! The tail of U near its upper end, where that is finite: a power of the distance, times what is smooth.

use super::slant::{Slant, Top};
use crate::{
    expect::{quantile::spread, sum::Sum},
    model::{Joint, Proxy, joint::corner::power_at_end},
    num::Estimate,
    tail::Law,
};
use std::f64::consts::PI;

/// `ln P(U >= high - z) = power ln(z/distance) + r(z)` within a distance, r and the gain of V being smooth.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    pub(super) distance: f64,
    /// The power, and whether it is so by a rule.
    pub(super) power: f64,
    pub(super) is_ruled: bool,
    /// r at the nodes, and by how much `E[V - E V | U >= u]` is there below what it is at the end, in units of z/distance.
    values: [[f64; 2]; NODES],
    /// The gain at the end itself.
    gain: f64,
    /// The relative error of the tail, and the error of the gain.
    pub(super) errors: [f64; 2],
}

/// What a place is known by: `ln P(U >= u)` and `E[V - E V | U >= u]`.
pub(super) type Level = [Estimate; 2];

/// Chebyshev's nodes of the first kind.
const NODES: usize = 7;
/// The distance within which the form is looked for at first, as a part of the spread and of the next corner's distance, and by what it
/// falls where it does not hold there.
const WITHIN: f64 = 0.02;
const INSIDE: f64 = 0.25;
const NEARER: f64 = 0.1;
/// So small an error is not made smaller, after so many attempts.
const SMALL: f64 = 3e-12;
const TRIES: i32 = 5;
/// Shares of the distance at which the form is checked.
const CHECKS: [f64; 2] = [0.08, 0.65];
/// Polynomials through the nodes are at most so much larger than the values.
const LEBESGUE: f64 = 3.0;
/// An octave of the distance from which a power that no rule gives is taken, as a part of it.
const OCTAVE: f64 = 1e-3;
/// As near to the upper end as f64 goes, as a logarithm.
const LEAST: f64 = -640.0;
/// What has fallen by so many nats is nothing.
const NOTHING: f64 = 42.0;
/// Powers that differ by less are the same.
const ALIKE: f64 = 8.0 * f64::EPSILON;
/// The same where no rule gives them.
const ABOUT_ALIKE: f64 = 1e-4;

impl End {
    /// That of independent parts, where the end and V there are known.
    pub(super) fn of(proxy: &Proxy) -> Option<Self> {
        let parts = [&proxy.value, &proxy.error];
        let [high_v, high_x] = parts.map(|law| law.support().high);
        let mean_v = proxy.value.mean().finite()?.value;
        let sum = Sum::new(proxy);
        let level = |u: f64| {
            let level = sum.level(u);
            level.deviation.map(|gain| [level.ln_p, gain])
        };
        let [of_value, of_error] = parts.map(|law| law.power_at_end());
        let power = of_value.zip(of_error).map(|(value, error)| value + error);
        Self::found((high_v + high_x, high_v - mean_v), within(spread(proxy), &parts), power, level)
    }

    /// That of dependent parts, where a rule gives the power.
    pub(super) fn of_joint(
        joint: &Joint,
        (high, gain): (f64, f64),
        spread: f64,
        level: impl Fn(f64) -> Option<Level>,
    ) -> Option<Self> {
        let laws: Vec<&Law> = [Some(&joint.value), joint.error()].into_iter().flatten().collect();
        Self::found((high, gain), within(spread, &laws), Some(power_at_end(joint)?), level)
    }

    /// The best of a few attempts.
    fn found(
        (high, gain): (f64, f64),
        within: f64,
        power: Option<f64>,
        level: impl Fn(f64) -> Option<Level>,
    ) -> Option<Self> {
        if !(high.is_finite() && gain.is_finite()) {
            return None;
        }
        let mut best: Option<Self> = None;
        for distance in (0..TRIES).map(|k| within * NEARER.powi(k)) {
            let Some(found) = Self::fitted((high, gain), distance, power, &level) else { continue };
            if best.is_none_or(|best| found.errors[0] < best.errors[0]) {
                best = Some(found);
            }
            if found.errors[0] < SMALL {
                break;
            }
        }
        best
    }

    fn fitted(
        (high, gain): (f64, f64),
        distance: f64,
        power: Option<f64>,
        level: &impl Fn(f64) -> Option<Level>,
    ) -> Option<Self> {
        let at = |share: f64| level(high - share * distance);
        let is_ruled = power.is_some();
        let power = match power {
            Some(power) => power,
            None => ((at(2.0 * OCTAVE)?[0].value - at(OCTAVE)?[0].value) / 2f64.ln()).max(0.0),
        };
        let mut found = Self { distance, power, is_ruled, values: [[0.0; 2]; NODES], gain, errors: [0.0; 2] };
        for (i, share) in nodes().into_iter().enumerate() {
            let [ln_p, of_v] = at(share)?;
            found.values[i] = [ln_p.value - power * share.ln(), (gain - of_v.value) / share];
            let rounding = f64::EPSILON * (4.0 + power.max(1.0) * high.abs() / (share * distance));
            let errors = [ln_p.error + rounding, of_v.error + rounding * (gain - of_v.value).abs()];
            (0..2).for_each(|k| found.errors[k] = found.errors[k].max(LEBESGUE * errors[k]));
        }
        for share in CHECKS {
            let ([ln_p, of_v], (known, gain)) = (at(share)?, found.at(share * distance));
            found.errors[0] += (ln_p.value - known).abs();
            found.errors[1] += (of_v.value - gain).abs();
        }
        (power.is_finite() && found.errors.iter().all(|error| error.is_finite())).then_some(found)
    }

    /// `ln P(U >= high - z)` and the gain of V above that place.
    pub(super) fn at(&self, z: f64) -> (f64, f64) {
        self.at_ln(z.ln())
    }

    /// The same by the logarithm of z.
    pub(super) fn at_ln(&self, ln_z: f64) -> (f64, f64) {
        let ln_share = ln_z - self.distance.ln();
        let share = ln_share.exp();
        let [smooth, less] = through(&self.values, share);
        ((self.power * ln_share + smooth).min(0.0), self.gain - share * less)
    }

    /// Whether a density ratio that grows towards the end by a power of the distance has no mean there; none where that is not told.
    pub(super) fn holds_all(&self, pole: f64) -> Option<bool> {
        let (over, alike) = (self.power - pole, if self.is_ruled { ALIKE } else { ABOUT_ALIKE });
        match over.abs() <= alike * pole.max(1.0) {
            // At equal powers the integral diverges like a logarithm.
            true => self.is_ruled.then_some(true),
            false => Some(over < 0.0),
        }
    }

    /// The logarithm of the distance from where on nothing more counts: below the room above the upper end, or by the tail alone.
    pub(super) fn nearest(&self, slant: &Slant) -> f64 {
        let (room, from) = (slant.top.map_or(0.0, |top: Top| top.room * slant.lambda), self.distance.ln());
        let by_room = room.ln().min(from) - NOTHING / (1.0 + self.power);
        let over = self.power - slant.bend.pole();
        // Down to the scale itself outcomes are taken from.
        let by_tail =
            if over > 0.0 { from.min(slant.lambda.ln()) - NOTHING / over.min(1.0) } else { f64::NEG_INFINITY };
        by_room.max(by_tail).max(LEAST).min(from)
    }
}

/// How near to the end no law has a corner, and the form is to be expected.
fn within(spread: f64, laws: &[&Law]) -> f64 {
    let corners = laws.iter().flat_map(|law| {
        let (support, atoms) = (law.support(), law.atoms().iter().map(|atom| atom.at));
        let high = support.high;
        law.kinks().into_iter().chain(atoms).chain([support.low]).map(move |at| high - at).filter(|z| *z > 0.0)
    });
    (WITHIN * spread).min(INSIDE * corners.fold(f64::INFINITY, f64::min))
}

fn nodes() -> [f64; NODES] {
    std::array::from_fn(|i| 0.5 + 0.5 * (PI * (i as f64 + 0.5) / NODES as f64).cos())
}

/// The polynomials through values at the nodes, in the second barycentric form.
fn through(values: &[[f64; 2]; NODES], share: f64) -> [f64; 2] {
    let (mut sums, mut total) = ([0.0; 2], 0.0);
    for (i, (node, value)) in nodes().into_iter().zip(values).enumerate() {
        if share == node {
            return *value;
        }
        let sign = if i % 2 == 0 { 1.0 } else { -1.0 };
        let term = sign * (PI * (i as f64 + 0.5) / NODES as f64).sin() / (share - node);
        total += term;
        (0..2).for_each(|k| sums[k] += term * value[k]);
    }
    sums.map(|sum| sum / total)
}
