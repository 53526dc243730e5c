//! The law of U and the gain of V above each level, tabulated on panels that grow and split as an integral demands.
//!
//! A node costs one integration over V and serves every n. The table begins at the ranks that the first n asks for and grows
//! from there, so that n = 1e18 costs what n = 10 costs.

use super::{jumps::MOST, quantile, sum::Sum};
use crate::model::Proxy;
use crate::num::quadrature::{NODE_COUNT, nodes, rule_sums};
use rayon::prelude::*;

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

/// A stretch of the u axis at distances `e^y` or y from the middle.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    range: (f64, f64),
    logarithmic: bool,
    levels: Vec<Level>,
}

/// The table.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    sum: Sum,
    middle: f64,
    /// The half width of the two stretches at the middle.
    inner: f64,
    low: f64,
    high: f64,
    marks: Vec<f64>,
    pub(super) above: Vec<Stretch>,
    pub(super) below: Vec<Stretch>,
}

/// Nats that one new stretch covers where most outcomes lie, and far from there.
const STRIDES: (f64, f64) = (4.0, 12.0);
/// Depths within this of that of the pressure are near.
const NEAR: f64 = 6.0;
/// The widest first stretch and the widest of all, as logarithms of distance.
const FIRST: f64 = 2.5;
const WIDEST: f64 = 8.0;

impl Profile {
    /// A table that begins near the place of depth `depth`.
    pub(super) fn new(proxy: &Proxy, sum: Sum, depth: f64) -> Self {
        let (value, error) = (&proxy.value, &proxy.error);
        let ends = |side: fn(crate::tail::Interval) -> f64| side(value.support()) + side(error.support());
        let (low, high) = (ends(|s| s.low), ends(|s| s.high));
        let middle = quantile::near(proxy, &sum, depth.max(std::f64::consts::LN_2)).clamp(low, high);
        let at = sum.at(middle);
        let scale = (at.ln_p.value.min(at.ln_q.value) - at.ln_density.value).exp();
        let spread = quantile::spread(proxy);
        let inner = if scale > 0.0 && scale.is_finite() { scale } else { 0.5 * spread };
        let mut profile = Self { sum, middle, inner, low, high, marks: marks(proxy), above: vec![], below: vec![] };
        profile.extend(true, depth);
        profile.extend(false, depth);
        profile
    }

    /// The middle of U, where the two sides meet.
    pub(super) fn middle(&self) -> f64 {
        self.middle
    }

    /// Whether a side reaches the end of the support, so that nothing is beyond it.
    pub(super) fn ended(&self, up: bool) -> bool {
        let (reach, side) =
            if up { (self.high - self.middle, &self.above) } else { (self.middle - self.low, &self.below) };
        side.last().map_or(reach <= 0.0, |last| {
            let end = if last.logarithmic { reach.ln() } else { reach };
            last.range.1 >= end
        })
    }

    /// Adds one stretch at the far end of a side, as fine as outcomes at a depth need; false where the support or f64 ends.
    pub(super) fn extend(&mut self, up: bool, depth: f64) -> bool {
        let reach = if up { self.high - self.middle } else { self.middle - self.low };
        let side = if up { &self.above } else { &self.below };
        let Some(last) = side.last() else {
            let end = self.next_mark(up, 0.0).min(self.inner).min(reach);
            return self.push(up, false, (0.0, end), reach);
        };
        let from = if last.logarithmic { last.range.1 } else { last.range.1.ln() };
        if from >= reach.ln() || from > 690.0 {
            return false;
        }
        let edge = last.edge();
        let gone = if up { edge.ln_p } else { edge.ln_q };
        if gone < -2e4 || gone.is_nan() {
            return false;
        }
        let stride = if (-edge.ln_p - depth).abs() < NEAR { STRIDES.0 } else { STRIDES.1 };
        // The nearer tail changes by about `hazard distance` nats per unit of y.
        let fall = (edge.ln_density - edge.ln_p.min(edge.ln_q)).exp() * from.exp();
        // A tail may fall ever faster: no stretch is more than twice as wide as the one before.
        let widest = if last.logarithmic { 2.0 * (last.range.1 - last.range.0) } else { FIRST };
        let width = (stride / fall.max(1e-3)).min(widest.clamp(FIRST, WIDEST));
        let mark = self.next_mark(up, from.exp() * (1.0 + 1e-12)).ln();
        let end = (from + width).min(mark).min(reach.ln());
        self.push(up, true, (from, end), reach)
    }

    /// The distance of the next corner of the law of U on a side.
    fn next_mark(&self, up: bool, beyond: f64) -> f64 {
        let distance = |mark: f64| if up { mark - self.middle } else { self.middle - mark };
        self.marks.iter().map(|&mark| distance(mark)).filter(|d| *d > beyond).fold(f64::INFINITY, f64::min)
    }

    fn push(&mut self, up: bool, logarithmic: bool, range: (f64, f64), reach: f64) -> bool {
        if range.1 <= range.0 || reach <= 0.0 {
            return false;
        }
        let stretch = self.stretch(up, logarithmic, range);
        if up {
            self.above.push(stretch)
        } else {
            self.below.push(stretch)
        }
        true
    }

    fn stretch(&self, up: bool, logarithmic: bool, range: (f64, f64)) -> Stretch {
        let levels = nodes(range.0, range.1).into_par_iter().map(|y| self.level(up, logarithmic, y)).collect();
        Stretch { range, logarithmic, levels }
    }

    fn level(&self, up: bool, logarithmic: bool, parameter: f64) -> Level {
        let (distance, jacobian) = if logarithmic { (parameter.exp(), parameter.exp()) } else { (parameter, 1.0) };
        let u = if up { self.middle + distance } else { self.middle - distance };
        let at = self.sum.at(u);
        if at.ln_p.value.is_nan() || at.ln_density.value.is_nan() {
            // So deep that nothing is left of U.
            let nothing = f64::NEG_INFINITY;
            return Level { ln_p: nothing, ln_q: 0.0, ln_density: nothing, gain: 0.0, relative_error: 0.0, jacobian };
        }
        let gain = at.deviation.unwrap_or(crate::num::Estimate::new(0.0, 0.0));
        let relative = if gain.value == 0.0 { 0.0 } else { gain.error / gain.value.abs() };
        let relative = if relative.is_nan() { 1.0 } else { relative.min(1.0) };
        // The place itself is rounded, which shows where U ends: everything there varies on the scale of the hazard.
        let hazard = (at.ln_density.value - at.ln_p.value.min(at.ln_q.value)).exp();
        let rounding = f64::EPSILON * u.abs() * hazard;
        Level {
            ln_p: at.ln_p.value,
            ln_q: at.ln_q.value,
            ln_density: at.ln_density.value,
            gain: gain.value,
            relative_error: relative + at.ln_p.error.min(1.0) + at.ln_density.error.min(1.0) + rounding.min(1.0),
            jacobian,
        }
    }

    /// Halves a stretch.
    pub(super) fn split(&mut self, up: bool, index: usize) {
        let side = if up { &self.above } else { &self.below };
        let Stretch { range: (low, high), logarithmic, .. } = side[index];
        let middle = 0.5 * (low + high);
        let halves = [(low, middle), (middle, high)].map(|range| self.stretch(up, logarithmic, range));
        let side = if up { &mut self.above } else { &mut self.below };
        side.splice(index..=index, halves);
    }
}

impl Stretch {
    /// Integral, error of the rule, and error inherited from the levels, of a function of the level.
    pub(super) fn integrate(&self, f: impl Fn(&Level) -> f64) -> [f64; 3] {
        let values: Vec<f64> = self.levels.iter().map(|level| level.jacobian * f(level)).collect();
        let half = 0.5 * (self.range.1 - self.range.0);
        let (value, rule_error, _) = rule_sums(|i| values[i], half);
        let (inherited, _, _) = rule_sums(|i| values[i].abs() * self.levels[i].relative_error, half);
        [value, rule_error, inherited]
    }

    /// The level nearest the far end.
    pub(super) fn edge(&self) -> &Level {
        &self.levels[NODE_COUNT - 1]
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

/// Corners of the law of U: sums of ends, corners and atoms of both, if there are few.
pub(super) fn marks(proxy: &Proxy) -> Vec<f64> {
    let [value, error] = [&proxy.value, &proxy.error].map(|law| {
        let ends = [law.support().low, law.support().high];
        let atoms = law.atoms().iter().take(200).map(|atom| atom.at);
        law.kinks().into_iter().chain(atoms).chain(ends).filter(|x| x.is_finite()).collect::<Vec<_>>()
    });
    let mut marks: Vec<f64> = value.iter().flat_map(|v| error.iter().map(move |x| v + x)).collect();
    marks.sort_by(f64::total_cmp);
    marks.dedup();
    if marks.len() > MOST { Vec::new() } else { marks }
}
