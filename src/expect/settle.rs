//! The integrals of one pressure over the table of U, and what the table still lacks for them.
//!
//! Refuses: to stop before the table covers the ranks that the pressure chooses, however small the integrals are so far.

use super::{
    gap,
    profile::Profile,
    stretch::{Level, Stretch},
    terms::times,
    unseen::{hides_beside, hides_outcomes},
};
use crate::{
    model::{Pressure, pressure::Rank},
    num::Estimate,
    tail::Moment,
};

/// Integrals stop when the rule's errors are together below about this part of the value.
const GOAL: f64 = 1e-11;
/// The most outcomes between two nodes of a stretch that its rule can be trusted with.
const MOST_BETWEEN: f64 = 0.5;
/// How often a table may grow or be made finer for one pressure, beside once for each corner of U.
const MOST_ROUNDS: usize = 200;
/// A table with more levels than this, and so many for each corner of U, is not made finer.
const MOST_LEVELS: usize = 4000;
const LEVELS_AT_CORNER: usize = 80;
/// Where a rule is still too coarse at the end, two of them may agree better with each other than with the truth.
const DOUBT: f64 = 10.0;
/// A side ends where its last stretch could hide no more than this part of the value.
const REST: f64 = 3e-13;
/// Of a gain below this part of the spread of V fewer digits are known.
const LEAST: f64 = 1e-12;
/// The ranks that count reach at least to where so few outcomes are beyond.
const SEEN: f64 = 0.02;

/// What is to be integrated.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub(super) pressure: Pressure,
    /// The gain of V.
    pub(super) value: bool,
    /// The height of U.
    pub(super) height: bool,
    /// Whether the outcomes at atoms of U are for others to add.
    pub(super) atoms: bool,
}

/// What was integrated: the part of `E[V] - E V` where U has a density, and `E[U]`.
pub(super) struct Settled {
    pub(super) gain: Estimate,
    pub(super) height: Moment,
}

/// Grows and splits the profile until both integrals for this pressure have settled.
pub(super) fn settle(profile: &mut Profile, asked: Asked) -> Settled {
    if !asked.value && !asked.height {
        return Settled { gain: Estimate::new(0.0, 0.0), height: Moment::Infinite };
    }
    let (mut done, mut open, mut settled) = ([false; 2], true, false);
    for _ in 0..MOST_ROUNDS + profile.corners() {
        let integrals = Integrals::closed(profile, asked, done);
        let short = integrals.short(done);
        open = short != [false; 2];
        if open {
            let ended = profile.extend(short, asked.pressure);
            (0..2).for_each(|side| done[side] |= ended[side]);
            continue;
        }
        let coarse = integrals.coarse(profile, asked.pressure);
        settled = coarse.is_empty();
        if settled || profile.levels() > MOST_LEVELS + LEVELS_AT_CORNER * profile.corners() {
            break;
        }
        profile.improve(coarse);
    }
    let doubt = match (open, settled) {
        // Outcomes are where the table does not reach.
        (true, _) => f64::INFINITY,
        (false, false) => DOUBT,
        (false, true) => 1.0,
    };
    let integrals = Integrals::closed(profile, asked, done);
    let height = if asked.height { Moment::Finite(integrals.height(doubt)) } else { Moment::Infinite };
    let gain = integrals.gain(doubt);
    // Of a gain that almost all outcomes share, what the levels inherit is no concern.
    let common = if asked.value && !asked.atoms { profile.gain_at(asked.pressure.depth()) } else { 0.0 };
    let from_common = Integrals::of(profile, Asked { height: false, ..asked }, common).gain(doubt);
    Settled { gain: if from_common.error < gain.error { from_common } else { gain }, height }
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
    /// The height beyond the outermost stretch above.
    beyond: Estimate,
    /// Whether each side reaches past the ranks that the pressure chooses.
    covered: [bool; 2],
    /// The gain of outcomes between two nodes that f64 puts at one place.
    unresolved: Estimate,
    /// What the integrals are counted from: a gain that outcomes have, and a boundary of stretches where they are.
    from: [f64; 2],
    /// What the tips add to both integrals.
    tips: [Estimate; 2],
    /// Gains below this need not be known to all their digits.
    least: f64,
}

impl Integrals {
    /// The integrals with the height beyond the table, where all else above is there.
    fn closed(profile: &mut Profile, asked: Asked, done: [bool; 2]) -> Self {
        let mut integrals = Self::of(profile, asked, 0.0);
        if asked.height && !profile.ended(true) && !integrals.short(done)[1] {
            integrals.close(profile, asked.pressure);
        }
        integrals
    }

    /// With gains counted from `common`.
    fn of(profile: &Profile, asked: Asked, common: f64) -> Self {
        let (pressure, depth) = (asked.pressure, asked.pressure.depth());
        let gain = |l: &Level| {
            // Where nothing is left below the slope may be infinite; where the weight vanishes the gain may be beyond f64.
            let nothing = l.ln_q.min(l.ln_density) == f64::NEG_INFINITY;
            let weight = if nothing { 0.0 } else { (pressure.ln_slope(l.rank()) + l.ln_p + l.ln_density).exp() };
            let apart = l.gain.value - common;
            let inherited = l.relative_error * (1.0 + pressure.steepness(l.rank()));
            Estimate::new(times(apart, weight), times(l.gain.error + apart.abs() * inherited, weight))
        };
        // What the smaller of the two tails errs by, the share of outcomes below does steepness times as much.
        let of_weight = |value: f64, l: &Level| {
            let moved = pressure.ln_below(l.rank()).exp();
            Estimate::new(value, times(pressure.steepness(l.rank()), moved * l.rank_error))
        };
        let exceeds = |l: &Level| of_weight(pressure.above(l.rank()), l);
        let falls_short = |l: &Level| of_weight(-pressure.ln_below(l.rank()).exp(), l);
        // Stretches between the middle and the reference count on the other side of it.
        let beyond = |l: &Level| -l.ln_p <= depth;
        let crossed = [
            profile.below.iter().take_while(|s| !beyond(s.edge())).count(),
            profile.above.iter().take_while(|s| beyond(s.edge())).count(),
        ];
        let reference = match crossed {
            [0, 0] => profile.middle(),
            [down, 0] => profile.middle() - profile.below[down - 1].span.1,
            [_, up] => profile.middle() + profile.above[up - 1].span.1,
        };
        let shared = common * -pressure.ln_weight(Rank::BOTTOM).exp_m1();
        let mut integrals = Self {
            parts: Vec::new(),
            rest: [[0.0; 2]; 2],
            beyond: Estimate::new(0.0, 0.0),
            covered: [false; 2],
            unresolved: if asked.value { unresolved(profile, pressure, common) } else { Estimate::new(0.0, 0.0) },
            from: [shared, reference],
            tips: [Estimate::new(0.0, 0.0); 2],
            least: LEAST * profile.spread_of_value(),
        };
        for up in [false, true] {
            let side = if up { &profile.above } else { &profile.below };
            let crossed = if up || crossed[1] == 0 { crossed[usize::from(up)] } else { 0 };
            for (index, stretch) in side.iter().enumerate() {
                let is_above = up == (index >= crossed);
                let height: &dyn Fn(&Level) -> Estimate = if is_above { &exceeds } else { &falls_short };
                let of = [integral(stretch, &gain, asked.value), integral(stretch, height, asked.height)];
                integrals.parts.push(Part { up, index, of });
                if let Some(tip) = &stretch.tip {
                    let of = [
                        asked.value.then(|| tip.gain(pressure, common)),
                        asked.height.then(|| tip.height(pressure, is_above)),
                    ];
                    (0..2).for_each(|k| {
                        integrals.tips[k] = of[k].map_or(integrals.tips[k], |of| integrals.tips[k].plus(of))
                    });
                }
            }
            let Some(edge) = side.last().map(Stretch::edge) else { continue };
            // What lies beyond falls at least as fast as the nearer tail.
            let width = (edge.ln_p.min(edge.ln_q) - edge.ln_density).exp();
            let at = |f: &dyn Fn(&Level) -> Estimate, on: bool| {
                if on { times(width, f(edge).value).abs() } else { 0.0 }
            };
            if !profile.ended(up) {
                // The height beyond the table is known, once it is wanted.
                let height = if up { 0.0 } else { at(&falls_short, asked.height) };
                integrals.rest[usize::from(up)] = [at(&gain, asked.value), height];
            }
            integrals.covered[usize::from(up)] = outside(up, edge, pressure) <= SEEN;
        }
        integrals
    }

    /// Adds the height beyond the outermost stretch above: the outcome is higher than any u out there as often as one draw, times
    /// a mean of weights between w(u) and w(1).
    fn close(&mut self, profile: &mut Profile, pressure: Pressure) {
        let (ln_p, beyond) = profile.excess();
        let (least, most) = (pressure.ln_weight(Rank::from_above(ln_p)).exp(), pressure.ln_top().exp());
        let spread = (most - least).max(0.0);
        // For a weight linear in the rank and an exponential tail it is this one.
        self.beyond = beyond.scaled(most - 0.25 * spread);
        self.rest[1][1] = 0.75 * spread * beyond.value;
    }

    fn total(&self, which: usize) -> [f64; 3] {
        let mut total = [0.0; 3];
        for part in &self.parts {
            total.iter_mut().zip(part.of[which]).for_each(|(sum, part)| *sum += part);
        }
        total
    }

    /// How large each integral is, for its error to be measured against.
    fn sizes(&self) -> [f64; 2] {
        let of_parts = |k: usize| self.parts.iter().map(|part| part.of[k][0].abs()).sum::<f64>();
        [of_parts(0).max(self.from[0].abs()).max(self.least), of_parts(1)]
    }

    /// The sides (below, above) that do not reach far enough, of those that are not `done`.
    fn short(&self, done: [bool; 2]) -> [bool; 2] {
        let sizes = self.sizes();
        let missing = |side: usize| (0..2).any(|k| self.rest[side][k] > REST * sizes[k]);
        [0, 1].map(|side| !done[side] && (missing(side) || !self.covered[side]))
    }

    /// The stretches whose rules err by more than their share of the goal, and than their levels inherit anyway; and those where
    /// most outcomes lie between two nodes, as of a pressure that came after the table, or any that the density at the nodes does
    /// not account for: their rules see nothing.
    fn coarse(&self, profile: &Profile, pressure: Pressure) -> Vec<(bool, usize)> {
        let blind = |part: &Part| {
            let ends = profile.ends_of(part.up, part.index).map(|end| end.map(|rank| pressure.above(rank)));
            let stretch = &profile.side(part.up)[part.index];
            stretch.steps_over(MOST_BETWEEN, |level| pressure.above(level.rank()), ends)
        };
        let counts = |[a, b]: [Rank; 2]| (pressure.above(a) - pressure.above(b)).abs() > GOAL;
        let hides = |part: &Part| {
            let stretch = &profile.side(part.up)[part.index];
            stretch.hidden.iter().copied().any(counts) || hides_beside(profile, (part.up, part.index), counts)
        };
        let (sizes, limit) = (self.sizes(), GOAL / (4 + self.parts.len()) as f64);
        let errs = |part: &&Part| {
            let stretch = &profile.side(part.up)[part.index];
            let beyond = |k: usize| part.of[k][1] - part.of[k][2] > limit * sizes[k];
            let unseen = || hides_outcomes(profile, (part.up, part.index), pressure);
            (beyond(0) || beyond(1) || blind(part) || hides(part) || unseen())
                && (stretch.finer().is_some() || stretch.is_wide())
        };
        self.parts.iter().filter(errs).map(|part| (part.up, part.index)).collect()
    }

    fn gain(&self, doubt: f64) -> Estimate {
        self.estimate(0, doubt)
    }

    fn height(&self, doubt: f64) -> Estimate {
        self.estimate(1, doubt).plus(self.beyond)
    }

    /// One of the integrals, the rules' errors times a doubt.
    fn estimate(&self, which: usize, doubt: f64) -> Estimate {
        let [value, rule, inherited] = self.total(which);
        let (least, unresolved) =
            if which == 0 { (GOAL * self.least, self.unresolved) } else { (0.0, Estimate::new(0.0, 0.0)) };
        let rest = 4.0 * (self.rest[0][which] + self.rest[1][which]) + least;
        Estimate::closed_form(self.from[which])
            .plus(Estimate::new(value, doubt * rule + inherited + rest))
            .plus(unresolved)
            .plus(self.tips[which])
    }
}

/// The gain of outcomes between the last node of a stretch and the first of the next, where most of them are there.
fn unresolved(profile: &Profile, pressure: Pressure, common: f64) -> Estimate {
    let share = |level: &Level| pressure.above(level.rank());
    let most = |(upper, lower): &(&Level, &Level)| share(lower) - share(upper) > MOST_BETWEEN;
    let gaps = profile.boundaries().into_iter().filter(most);
    gaps.fold(Estimate::new(0.0, 0.0), |sum, (upper, lower)| sum.plus(gap::between(upper, lower, pressure, common)))
}

/// How likely outcomes are to lie beyond a level on a side.
fn outside(up: bool, level: &Level, pressure: Pressure) -> f64 {
    if up { pressure.above(level.rank()) } else { pressure.ln_below(level.rank()).exp() }
}

fn integral(stretch: &Stretch, f: &dyn Fn(&Level) -> Estimate, wanted: bool) -> [f64; 3] {
    if wanted { stretch.integrate(f) } else { [0.0; 3] }
}
