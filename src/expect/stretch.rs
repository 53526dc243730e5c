//! A stretch of the table of U: the levels at the nodes of a nested rule, and integrals over them.

use crate::{
    model::pressure::Rank,
    num::{
        Estimate,
        nested::{self, COUNTS},
    },
};

/// U at one level: depths of both tails, density, and `E[V | U >= u]` minus the centre of V.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    pub(super) ln_p: f64,
    pub(super) ln_q: f64,
    pub(super) ln_density: f64,
    pub(super) gain: Estimate,
    /// Relative error of `p` and of the density together.
    pub(super) relative_error: f64,
    /// `du` over the panel's parameter.
    pub(super) jacobian: f64,
}

impl Level {
    pub(super) fn rank(&self) -> Rank {
        Rank { ln_above: self.ln_p, ln_below: self.ln_q }
    }
}

/// A stretch of the u axis at distances `e^y` or y from the middle, on one side of it.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub(super) up: bool,
    pub(super) range: (f64, f64),
    pub(super) logarithmic: bool,
    /// Whether U ends at its far end.
    pub(super) ends: bool,
    /// Whether the law of U may have a corner at one of its ends.
    pub(super) at_corner: bool,
    /// The levels at the nodes, in the order of the nested rules.
    pub(super) levels: Vec<Level>,
}

/// What a rule may miss of a power of the distance to a corner, in units of what the rule before it misses.
const AT_CORNER: f64 = 0.05;
/// How far the fall of the coefficients is believed, on the way from what the rule before misses: a bump much narrower than the
/// stretch hides behind the coefficients of all else.
const TRUST: f64 = 0.7;
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

    /// The parameters of the nodes of a rule that the one before lacks.
    pub(super) fn parameters(range: (f64, f64), from: usize, to: usize) -> Vec<f64> {
        let half = 0.5 * (range.1 - range.0);
        (from..to).map(|i| range.0 + half * (1.0 + nested::node(i))).collect()
    }

    /// Integral, error of the rule, and error inherited from the levels, of a function of the level.
    pub(super) fn integrate(&self, f: impl Fn(&Level) -> Estimate) -> [f64; 3] {
        let of = |level: &Level| {
            let value = f(level).scaled(level.jacobian);
            [value.value, value.error]
        };
        let values: Vec<[f64; 2]> = self.levels.iter().map(of).collect();
        let half = 0.5 * (self.range.1 - self.range.0);
        let rule = self.rule();
        let ([value, inherited], _) = nested::sums(rule, &values, half);
        let coarser = (value - nested::sums(rule - 1, &values, half).0[0]).abs();
        let error = match rule {
            1 => coarser,
            // At a corner there may be a power of the distance, whose coefficients do not fall by a constant factor.
            _ if self.at_corner => nested::errors(rule, &values, half)[0].max(AT_CORNER * coarser),
            _ => nested::errors(rule, &values, half)[0].powf(TRUST) * coarser.powf(1.0 - TRUST),
        };
        [value, error, inherited]
    }

    /// The i-th node's distance from the middle, and the level there.
    pub(super) fn node(&self, i: usize) -> (f64, &Level) {
        let parameter = Self::parameters(self.range, i, i + 1)[0];
        (if self.logarithmic { parameter.exp() } else { parameter }, &self.levels[i])
    }

    /// The node nearest the far end.
    pub(super) fn edge(&self) -> (f64, &Level) {
        self.node(self.levels.len() - 1)
    }

    /// Whether halving it leaves two stretches that f64 can tell apart.
    pub(super) fn is_wide(&self) -> bool {
        let (low, high) = self.range;
        let size = if self.logarithmic { 1.0 } else { high.abs() };
        high - low > 1e-9 * size.max(low.abs())
    }

    /// The distance of the far end from the middle.
    pub(super) fn end(&self) -> f64 {
        if self.logarithmic { self.range.1.exp() } else { self.range.1 }
    }
}
