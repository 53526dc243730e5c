//! The integrals of one pressure over the table of U, and what the table still lacks for them.
//!
//! Refuses: to stop before the table covers the ranks that the pressure chooses, however small the integrals are so far.

use super::{
    profile::Profile,
    stretch::{Level, Stretch},
    terms::times,
};
use crate::{
    model::{Pressure, pressure::Rank},
    num::Estimate,
    tail::Moment,
};

/// Integrals stop when the rule's errors are together below about this part of the value.
const GOAL: f64 = 4e-12;
/// How often a table may grow or be made finer for one pressure.
const MOST_ROUNDS: usize = 200;
/// A table with more levels than this is not made finer.
const MOST_LEVELS: usize = 4000;
/// A side ends where its last stretch could hide no more than this part of the value.
const REST: f64 = 1e-14;
/// The ranks that count reach at least this far on both sides of the pressure's depth, in nats.
const REACH: f64 = 4.0;

/// What was integrated: the part of `E[V] - E V` where U has a density, and `E[U]`.
pub(super) struct Settled {
    pub(super) gain: Estimate,
    pub(super) height: Moment,
}

/// Grows and splits the profile until both integrals for this pressure have settled.
pub(super) fn settle(profile: &mut Profile, pressure: Pressure, with_v: bool, with_u: bool) -> Settled {
    let mut done = [false; 2];
    for _ in 0..MOST_ROUNDS {
        let integrals = Integrals::of(profile, pressure, with_v, with_u);
        let short = integrals.short(done);
        if short != [false; 2] {
            let ended = profile.extend(short, pressure.depth());
            (0..2).for_each(|side| done[side] |= ended[side]);
            continue;
        }
        let coarse = integrals.coarse(profile);
        if coarse.is_empty() || profile.levels() > MOST_LEVELS {
            break;
        }
        profile.improve(coarse);
    }
    let integrals = Integrals::of(profile, pressure, with_v, with_u);
    let height = if with_u { Moment::Finite(integrals.height()) } else { Moment::Infinite };
    Settled { gain: integrals.gain(), height }
}

/// The parts of one stretch.
struct Part {
    up: bool,
    index: usize,
    /// The gain of V and the height of U, each `[value, rule's error, inherited error]`.
    of: [[f64; 3]; 2],
}

/// The integrals of one pressure over every stretch.
struct Integrals {
    parts: Vec<Part>,
    /// What the outermost stretch on each side (below, above) leaves out, roughly.
    rest: [[f64; 2]; 2],
    /// Whether each side reaches past the ranks that the pressure chooses.
    covered: [bool; 2],
    /// The place from which heights are measured: a boundary of stretches where the outcomes are.
    reference: f64,
}

impl Integrals {
    fn of(profile: &Profile, pressure: Pressure, value: bool, proxy: bool) -> Self {
        let depth = pressure.depth();
        // Where the weight vanishes the gain may be beyond f64.
        let gain = |l: &Level| times(l.gain, (pressure.ln_slope(rank(l)) + l.ln_p + l.ln_density).exp());
        let exceeds = |l: &Level| pressure.above(rank(l));
        let falls_short = |l: &Level| -pressure.ln_below(rank(l)).exp();
        // Stretches between the middle and the reference count on the other side of it.
        let beyond = |l: &Level| -l.ln_p <= depth;
        let crossed = [
            profile.below.iter().take_while(|s| !beyond(s.edge())).count(),
            profile.above.iter().take_while(|s| beyond(s.edge())).count(),
        ];
        let reference = match crossed {
            [0, 0] => profile.middle(),
            [down, 0] => profile.middle() - profile.below[down - 1].end(),
            [_, up] => profile.middle() + profile.above[up - 1].end(),
        };
        let mut integrals = Self { parts: Vec::new(), rest: [[0.0; 2]; 2], covered: [false; 2], reference };
        for up in [false, true] {
            let side = if up { &profile.above } else { &profile.below };
            let crossed = if up || crossed[1] == 0 { crossed[usize::from(up)] } else { 0 };
            for (index, stretch) in side.iter().enumerate() {
                let is_above = up == (index >= crossed);
                let height: &dyn Fn(&Level) -> f64 = if is_above { &exceeds } else { &falls_short };
                let of = [integral(stretch, &gain, value), integral(stretch, height, proxy)];
                integrals.parts.push(Part { up, index, of });
            }
            let Some(edge) = side.last().map(Stretch::edge) else { continue };
            let height: &dyn Fn(&Level) -> f64 = if up { &exceeds } else { &falls_short };
            let at = |f: &dyn Fn(&Level) -> f64, on: bool| if on { (edge.jacobian * f(edge)).abs() } else { 0.0 };
            if !profile.ended(up) {
                integrals.rest[usize::from(up)] = [at(&gain, value), at(height, proxy)];
            }
            let reached = if up { -edge.ln_p >= depth + REACH } else { -edge.ln_p <= (depth - REACH).max(0.05) };
            integrals.covered[usize::from(up)] = reached;
        }
        integrals
    }

    fn total(&self, which: usize) -> [f64; 3] {
        let mut total = [0.0; 3];
        for part in &self.parts {
            total.iter_mut().zip(part.of[which]).for_each(|(sum, part)| *sum += part);
        }
        total
    }

    fn sizes(&self) -> [f64; 2] {
        [0, 1].map(|k| self.parts.iter().map(|part| part.of[k][0].abs()).sum::<f64>())
    }

    /// The sides (below, above) that do not reach far enough, of those that are not `done`.
    fn short(&self, done: [bool; 2]) -> [bool; 2] {
        let sizes = self.sizes();
        let missing = |side: usize| (0..2).any(|k| self.rest[side][k] > REST * sizes[k]);
        [0, 1].map(|side| !done[side] && (missing(side) || !self.covered[side]))
    }

    /// The stretches whose rules err by more than their share of the goal, and than their levels inherit anyway.
    fn coarse(&self, profile: &Profile) -> Vec<(bool, usize)> {
        let (sizes, limit) = (self.sizes(), GOAL / (4 + self.parts.len()) as f64);
        let errs = |part: &&Part| {
            let side = if part.up { &profile.above } else { &profile.below };
            let beyond = |k: usize| part.of[k][1] - part.of[k][2] > limit * sizes[k];
            (beyond(0) || beyond(1)) && (side[part.index].finer().is_some() || side[part.index].is_wide())
        };
        self.parts.iter().filter(errs).map(|part| (part.up, part.index)).collect()
    }

    fn gain(&self) -> Estimate {
        self.estimate(0)
    }

    fn height(&self) -> Estimate {
        Estimate::closed_form(self.reference).plus(self.estimate(1))
    }

    fn estimate(&self, which: usize) -> Estimate {
        let [value, rule, inherited] = self.total(which);
        Estimate::new(value, rule + inherited + 4.0 * (self.rest[0][which] + self.rest[1][which]))
    }
}

fn rank(level: &Level) -> Rank {
    Rank { ln_above: level.ln_p, ln_below: level.ln_q }
}

fn integral(stretch: &Stretch, f: &dyn Fn(&Level) -> f64, wanted: bool) -> [f64; 3] {
    if wanted { stretch.integrate(f) } else { [0.0; 3] }
}
