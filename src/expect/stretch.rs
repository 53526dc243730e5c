//! A stretch of the table of U: the levels at the nodes of a nested rule, and integrals over them.

use super::{
    sum::Sum,
    tip::{Brink, Tip},
};
use crate::{
    model::pressure::Rank,
    num::{
        Estimate,
        nested::{self, COUNTS},
    },
};
use std::sync::Arc;

/// U at one level: depths of both tails, density, and `E[V | U >= u]` minus the centre of V.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    pub(super) ln_p: f64,
    pub(super) ln_q: f64,
    pub(super) ln_density: f64,
    pub(super) gain: Estimate,
    /// Relative error of `p` and of the density together.
    pub(super) relative_error: f64,
    /// That of the nearer tail on its side of the table alone.
    pub(super) tail_error: f64,
    /// That of the smaller of the two tails.
    pub(super) rank_error: f64,
    /// Its place.
    pub(super) u: f64,
    /// How far that is from the origin of its stretch, to all digits.
    pub(super) apart: f64,
    /// By how much that moves with the node of a rule on `[-1, 1]`.
    pub(super) jacobian: f64,
}

impl Level {
    pub(super) fn rank(&self) -> Rank {
        Rank { ln_above: self.ln_p, ln_below: self.ln_q }
    }

    /// Whether more lies between two levels, so far apart, than a density that is largest at one of them could bring there.
    pub(super) fn hides(&self, other: &Self, distance: f64) -> bool {
        let upper = self.ln_p.max(other.ln_p) < self.ln_q.max(other.ln_q);
        let tail = |level: &Self| if upper { level.ln_p } else { level.ln_q }.exp();
        let mass = (tail(self) - tail(other)).abs();
        let rounding = (self.rank_error + other.rank_error + LEAST) * tail(self).max(tail(other));
        mass > rounding + ACCOUNTED * self.ln_density.max(other.ln_density).exp() * distance
    }
}

/// How many times the larger density at two levels is that between them.
const ACCOUNTED: f64 = 4.0;
/// Less than this part of what lies beyond is not looked for.
const LEAST: f64 = 1e-12;

/// How far a place is from the origin of its stretch, by the parameter in which a rule's nodes are spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    /// The distance itself.
    Linear,
    /// Its logarithm.
    Logarithmic,
    /// Its fourth root, for distances from a corner: a root of the distance is smooth in it.
    Rooted,
}

impl Shape {
    /// The distance at a parameter, and its derivative.
    fn distance(self, parameter: f64) -> (f64, f64) {
        match self {
            Self::Linear => (parameter, 1.0),
            Self::Logarithmic => (parameter.exp(), parameter.exp()),
            Self::Rooted => (parameter.powi(4), 4.0 * parameter.powi(3)),
        }
    }

    /// The parameter of a distance.
    fn parameter(self, distance: f64) -> f64 {
        match self {
            Self::Linear => distance,
            Self::Logarithmic => distance.ln(),
            Self::Rooted => distance.sqrt().sqrt(),
        }
    }
}

/// A place where the law of U may have a corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Corner {
    pub(super) at: f64,
    /// How near to it f64 can tell places apart.
    pub(super) blur: f64,
    /// The places of V and of X that add up to it, if only these do.
    pub(super) of: Option<(f64, f64)>,
}

/// A stretch of the u axis, on one side of the middle of the table.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub(super) up: bool,
    /// What distances are counted from, the middle or a corner, and whether upwards.
    pub(super) origin: Corner,
    pub(super) upwards: bool,
    pub(super) shape: Shape,
    /// The parameters of its ends.
    pub(super) range: (f64, f64),
    /// The distances of its near and far ends from the middle.
    pub(super) span: (f64, f64),
    /// Whether U ends at its far end.
    pub(super) ends: bool,
    /// Where the law of U may have a corner: at the near end, at the far end.
    pub(super) corners: [Option<Corner>; 2],
    /// What lies above these corners, where U has no atom.
    pub(super) brinks: [Option<Brink>; 2],
    /// The levels at the nodes, in the order of the nested rules.
    pub(super) levels: Vec<Level>,
    /// What it leaves out next to its origin, a corner of U.
    pub(super) tip: Option<Tip>,
    /// U with the corner at 0 that distances are counted from, where that is needed to tell them.
    pub(super) moved: Option<Arc<Sum>>,
    /// Ranks between neighbouring nodes that the density there does not account for.
    pub(super) hidden: Vec<[Rank; 2]>,
}

/// What a rule may miss of a power of the distance to a corner, in units of what the rule before it misses.
const AT_CORNER: f64 = 0.05;
/// How far the fall of the coefficients is believed, on the way from what the rule before misses: a bump much narrower than the
/// stretch hides behind the coefficients of all else.
const TRUST: f64 = 0.7;
/// By how many nats a density has fallen at the node nearest to a corner at which it vanishes faster than a power.
const VANISHING: f64 = 16.0;
/// No stretch is halved that is narrower than this part of the parameter.
const NARROW: f64 = 1e-9;
/// Nor one narrower than so many of the steps in which f64 tells its places apart.
const RESOLVED: f64 = 8.0;
/// The finest rule.
const LAST: usize = COUNTS.len() - 1;

impl Stretch {
    /// Which of the nested rules the levels are for.
    pub(super) fn rule(&self) -> usize {
        COUNTS.iter().rposition(|&count| count <= self.levels.len()).expect("no stretch has fewer levels")
    }

    /// The next finer rule, if there is one.
    pub(super) fn finer(&self) -> Option<usize> {
        Some(self.rule() + 1).filter(|rule| *rule <= LAST)
    }

    /// How far the i-th node is from the origin, and by how much that changes with the node.
    pub(super) fn node(&self, i: usize) -> (f64, f64) {
        self.apart(nested::node(i))
    }

    /// How far a share of the stretch from -1 to 1 is from the origin, and by how much that changes with the share.
    pub(super) fn apart(&self, share: f64) -> (f64, f64) {
        let half = 0.5 * (self.range.1 - self.range.0);
        let (distance, slope) = self.shape.distance(self.range.0 + half * (1.0 + share));
        // At a corner itself the law may have no density.
        (if self.shape == Shape::Rooted { distance.max(self.origin.blur) } else { distance }, half * slope)
    }

    /// The place so far from the origin.
    pub(super) fn place(&self, apart: f64) -> f64 {
        if self.upwards { self.origin.at + apart } else { self.origin.at - apart }
    }

    /// The place at a share of the stretch, and by how much it moves with the share.
    pub(super) fn at(&self, share: f64) -> (f64, f64) {
        let (apart, slope) = self.apart(share);
        (self.place(apart), slope)
    }

    /// The share at which a place of the stretch is.
    pub(super) fn share(&self, u: f64) -> f64 {
        let distance = if self.upwards { u - self.origin.at } else { self.origin.at - u };
        let half = 0.5 * (self.range.1 - self.range.0);
        ((self.shape.parameter(distance.max(0.0)) - self.range.0) / half - 1.0).clamp(-1.0, 1.0)
    }

    /// The same stretch counted from its corner, if it has one at one end only, is counted from elsewhere, and the density does not
    /// vanish there faster than a power; without levels.
    pub(super) fn rooted(&self) -> Option<Self> {
        if self.tip.is_some() {
            return None;
        }
        let (origin, upwards, nearest) = match self.corners {
            [Some(near), None] => (near, self.up, self.levels.len() - 2),
            [None, Some(far)] => (far, !self.up, self.levels.len() - 1),
            _ => return None,
        };
        let densest = self.levels.iter().map(|level| level.ln_density).fold(f64::NEG_INFINITY, f64::max);
        if self.levels[nearest].ln_density < densest - VANISHING {
            return None;
        }
        let range = (0.0, (self.span.1 - self.span.0).sqrt().sqrt());
        let rooted = || Self {
            origin,
            upwards,
            shape: Shape::Rooted,
            range,
            levels: Vec::new(),
            hidden: Vec::new(),
            ..self.clone()
        };
        (self.shape != Shape::Rooted).then(rooted)
    }

    /// Whether more lies between a corner and the node nearest to it than the density there could bring, and it matters.
    pub(super) fn hides_at_corner(&self, far: bool, matters: impl Fn([Rank; 2]) -> bool) -> bool {
        let (Some(corner), Some(brink)) = (self.corners[usize::from(far)], &self.brinks[usize::from(far)]) else {
            return false;
        };
        let level = if far { self.edge() } else { self.outset() };
        let accounted = ACCOUNTED * level.ln_density.exp() * (level.u - corner.at).abs();
        let tail = level.ln_p.min(level.ln_q).exp();
        let hidden = brink.mass_to(level.rank()) - accounted - (level.rank_error + LEAST) * tail;
        !self.leaves_out(far) && hidden > 0.0 && matters([brink.rank, level.rank()])
    }

    /// What lies above the corner that its distances are counted from, if it is one of its ends.
    pub(super) fn brink_at_origin(&self) -> Option<&Brink> {
        let end = usize::from(self.upwards != self.up);
        self.brinks[end].as_ref().filter(|_| self.corners[end] == Some(self.origin))
    }

    /// Whether it leaves out what is next to its far end, or to its near one.
    pub(super) fn leaves_out(&self, far: bool) -> bool {
        self.tip.is_some() && (self.upwards != self.up) == far
    }

    /// Both halves, without levels.
    pub(super) fn halves(&self) -> [Self; 2] {
        let cut = 0.5 * (self.range.0 + self.range.1);
        let outwards = self.upwards == self.up;
        // From where the stretch and what it leaves out begin.
        let inner = if self.tip.is_some() { 0.0 } else { self.shape.distance(self.range.0).0 };
        let width = self.shape.distance(cut).0 - inner;
        let at = if outwards { self.span.0 + width } else { self.span.1 - width };
        let half = |range: (f64, f64), span, ends, is_far: bool| Self {
            range,
            span,
            ends,
            corners: beside(self.corners, is_far),
            brinks: beside(self.brinks, is_far),
            tip: self.tip.filter(|_| range.0 == self.range.0),
            levels: Vec::new(),
            hidden: Vec::new(),
            ..self.clone()
        };
        let ranges = [(self.range.0, cut), (cut, self.range.1)];
        let [near, far] = if outwards { ranges } else { [ranges[1], ranges[0]] };
        [half(near, (self.span.0, at), false, false), half(far, (at, self.span.1), self.ends, true)]
    }

    /// Integral, error of the rule, and error inherited from the levels, of a function of the level.
    pub(super) fn integrate(&self, f: impl Fn(&Level) -> Estimate) -> [f64; 3] {
        let of = |level: &Level| {
            let value = f(level).scaled(level.jacobian);
            [value.value, value.error]
        };
        let values: Vec<[f64; 2]> = self.levels.iter().map(of).collect();
        let rule = self.rule();
        let ([value, inherited], _) = nested::sums(rule, &values, 1.0);
        let coarser = (value - nested::sums(rule - 1, &values, 1.0).0[0]).abs();
        let error = match rule {
            1 => coarser,
            // At a corner there may be a power of the distance, whose coefficients do not fall by a constant factor.
            _ if self.corners != [None; 2] && self.tip.is_none() => {
                nested::errors(rule, &values, 1.0)[0].max(AT_CORNER * coarser)
            }
            _ => nested::errors(rule, &values, 1.0)[0].powf(TRUST) * coarser.powf(1.0 - TRUST),
        };
        [value, error, inherited]
    }

    /// Whether a share of all draws, monotone in u, steps by more than `most` from one node to the next, or to what it is at the
    /// ends, near and far, where that is known.
    pub(super) fn steps_over(&self, most: f64, share: impl Fn(&Level) -> f64, ends: [Option<f64>; 2]) -> bool {
        let apart = |a: f64, b: f64| (a - b).abs() > most;
        let shares = [self.outset(), self.edge()].map(&share);
        if (0..2).any(|side| ends[side].is_some_and(|end| apart(shares[side], end))) {
            return true;
        }
        if !apart(shares[0], shares[1]) {
            return false;
        }
        self.neighbours().into_iter().any(|(a, b)| apart(share(a), share(b)))
    }

    /// Looks for what its levels do not account for.
    pub(super) fn look_between(&mut self) {
        let pairs = self.neighbours();
        let hidden = pairs.iter().filter(|(a, b)| a.hides(b, b.apart - a.apart));
        self.hidden = hidden.map(|(a, b)| [a.rank(), b.rank()]).collect();
    }

    /// Levels next to each other, from its origin outwards.
    pub(super) fn neighbours(&self) -> Vec<(&Level, &Level)> {
        let mut levels: Vec<&Level> = self.levels.iter().collect();
        levels.sort_by(|a, b| a.apart.total_cmp(&b.apart));
        levels.windows(2).map(|pair| (pair[0], pair[1])).collect()
    }

    /// The level in its midst.
    pub(super) fn midst(&self) -> &Level {
        &self.levels[0]
    }

    /// The level nearest the far end.
    pub(super) fn edge(&self) -> &Level {
        self.outermost(self.upwards == self.up)
    }

    /// The level nearest the near end.
    pub(super) fn outset(&self) -> &Level {
        self.outermost(self.upwards != self.up)
    }

    /// The level of the largest parameter, or of the least.
    fn outermost(&self, largest: bool) -> &Level {
        let last = self.levels.len() - 1;
        &self.levels[if largest { last } else { last - 1 }]
    }

    /// Whether halving it leaves two stretches that f64 can tell apart.
    pub(super) fn is_wide(&self) -> bool {
        let (low, high) = self.range;
        if self.span.1 - self.span.0 <= RESOLVED * self.origin.blur {
            return false;
        }
        match self.shape {
            Shape::Linear => high - low > NARROW * high.abs().max(low.abs()),
            Shape::Logarithmic => high - low > NARROW * low.abs().max(1.0),
            Shape::Rooted => high.powi(4) > self.origin.blur.max(f64::MIN_POSITIVE),
        }
    }
}

/// What is at the near end, or at the far one.
fn beside<T: Copy>(ends: [Option<T>; 2], is_far: bool) -> [Option<T>; 2] {
    if is_far { [None, ends[1]] } else { [ends[0], None] }
}
