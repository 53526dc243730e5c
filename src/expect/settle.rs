//! The integrals of one pressure over the table of U, and what the table still lacks for them.
//!
//! Refuses: to stop before the table covers the ranks that the pressure chooses, however small the integrals are so far.

use super::{
    profile::{Level, Profile, Stretch},
    terms::times,
};
use crate::{
    model::{Pressure, pressure::Rank},
    num::Estimate,
    tail::Moment,
};

/// Integrals stop when the rule's error is below this part of the value.
const GOAL: f64 = 1e-12;
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
    for _ in 0..300 {
        match Integrals::of(profile, pressure, with_v, with_u).demand(profile, done) {
            Some(Demand::Extend { up }) => done[usize::from(up)] = !profile.extend(up, pressure.depth()),
            Some(Demand::Split { up, index }) => profile.split(up, index),
            None => break,
        }
    }
    let integrals = Integrals::of(profile, pressure, with_v, with_u);
    let height = if with_u { Moment::Finite(integrals.height()) } else { Moment::Infinite };
    Settled { gain: integrals.gain(), height }
}

enum Demand {
    Extend { up: bool },
    Split { up: bool, index: usize },
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

    /// What the table still lacks; `done` tells which sides (below, above) can grow no more.
    fn demand(&self, profile: &Profile, done: [bool; 2]) -> Option<Demand> {
        let sizes = [0, 1].map(|k| self.parts.iter().map(|part| part.of[k][0].abs()).sum::<f64>());
        for up in [true, false] {
            let side = usize::from(up);
            let missing = (0..2).any(|k| self.rest[side][k] > REST * sizes[k]);
            if !done[side] && (missing || !self.covered[side]) {
                return Some(Demand::Extend { up });
            }
        }
        self.worst(profile, sizes)
    }

    /// The stretch whose rule errs most, if beyond the goal and beyond what its levels inherit anyway.
    fn worst(&self, profile: &Profile, sizes: [f64; 2]) -> Option<Demand> {
        let share = |part: &Part| {
            let of = |k: usize| if sizes[k] > 0.0 { (part.of[k][1] - part.of[k][2]) / sizes[k] } else { 0.0 };
            of(0).max(of(1))
        };
        let splittable = |part: &&Part| {
            let side = if part.up { &profile.above } else { &profile.below };
            side[part.index].is_wide()
        };
        let worst = self.parts.iter().filter(splittable).max_by(|a, b| share(a).total_cmp(&share(b)))?;
        (share(worst) > GOAL).then_some(Demand::Split { up: worst.up, index: worst.index })
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
