//! A stretch of the table of U: the levels at the nodes of a nested rule, and integrals over them.

use crate::num::{
    Estimate,
    nested::{self, COUNTS},
};

/// U at one level: depths of both tails, density, and `E[V | U >= u]` minus the centre of V, with relative errors.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    pub(super) ln_p: f64,
    pub(super) ln_q: f64,
    pub(super) ln_density: f64,
    pub(super) gain: f64,
    /// Relative error of `p`, of the density and of the gain together.
    pub(super) relative_error: f64,
    /// `du` over the panel's parameter.
    pub(super) jacobian: f64,
}

/// A stretch of the u axis at distances `e^y` or y from the middle, on one side of it.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub(super) up: bool,
    pub(super) range: (f64, f64),
    pub(super) logarithmic: bool,
    /// The levels at the nodes, in the order of the nested rules.
    pub(super) levels: Vec<Level>,
}

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
    pub(super) fn integrate(&self, f: impl Fn(&Level) -> f64) -> [f64; 3] {
        let of = |level: &Level| {
            let value = level.jacobian * f(level);
            [value, value.abs() * level.relative_error]
        };
        let values: Vec<[f64; 2]> = self.levels.iter().map(of).collect();
        let half = 0.5 * (self.range.1 - self.range.0);
        let rule = self.rule();
        let ([value, inherited], _) = nested::sums(rule, &values, half);
        let error = match rule {
            1 => (value - nested::sums(0, &values, half).0[0]).abs(),
            _ => nested::errors(rule, &values, half)[0],
        };
        [value, error, inherited]
    }

    /// The level nearest the far end.
    pub(super) fn edge(&self) -> &Level {
        self.levels.last().expect("no stretch is empty")
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

/// The error of a conditional mean as a share of it.
pub(super) fn relative(gain: Estimate) -> f64 {
    let relative = if gain.value == 0.0 { 0.0 } else { gain.error / gain.value.abs() };
    if relative.is_nan() { 1.0 } else { relative.min(1.0) }
}
