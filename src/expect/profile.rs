//! The law of U and the gain of V above each level, tabulated on panels that grow and split as an integral demands.
//!
//! A node costs one integration over V and serves every n. The table begins at the ranks that the first n asks for and grows
//! from there, so that n = 1e18 costs what n = 10 costs.

mod finer;

use self::finer::heaped;
use super::{
    corners::{corners, turns},
    quantile,
    stretch::{Corner, Level, Shape, Stretch},
    stride,
    sum::Sum,
    tip::Brink,
};
use crate::model::{Pressure, Proxy, pressure::Rank};
use crate::num::{Estimate, nested::COUNTS};
use crate::tail::Law;
use rayon::prelude::*;
use std::f64::consts::LN_2;

/// The table.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    sum: Sum,
    middle: f64,
    /// The width of the two stretches at the middle.
    inner: f64,
    low: f64,
    high: f64,
    corners: Vec<Corner>,
    /// Where the law of U begins and ends to turn about a corner of one part that a narrow other part smooths.
    turns: Vec<f64>,
    pub(super) above: Vec<Stretch>,
    pub(super) below: Vec<Stretch>,
    /// A place u, with `ln P(U >= u)` and `E[(U - u)^+]`.
    excess: Option<(f64, (f64, Estimate))>,
}

/// The rule that a stretch begins with.
const FIRST_RULE: usize = 1;
/// The width of the stretches at the middle, in units of the inverse hazard there.
const INNER: f64 = 1.4;
/// A stretch below the middle that is narrower in y is not logarithmic.
const NEAR: f64 = 1.8;
/// A stretch above it that is narrower is not, either.
const BESIDE: f64 = 0.25;
/// A corner is beyond a place if it is so much further from the middle, and what else divides stretches if it is so much further.
const SAME: f64 = 8.0 * f64::EPSILON;
const APART: f64 = 1e-12;
/// The widest first stretch and the widest of all, as logarithms of distance.
const FIRST: f64 = 5.0;
const WIDEST: f64 = 8.0;
/// Tables end at the distance with this logarithm, near the end of f64.
const OUTERMOST: f64 = 690.0;
/// Deeper than this, in nats, rounding leaves a tail too few digits.
const DEEPEST: f64 = 1e8;
/// A tail that falls by less, in nats, over the outer half of a stretch varies slowly: the next may be wider than that.
const STILL: f64 = 0.5;
/// A table whose middle is further out than so many times a place costs that many units of the last digit.
const RESOLVED: f64 = 300.0;

impl Profile {
    /// A table that begins where a pressure's outcomes are.
    pub(super) fn new(proxy: &Proxy, sum: Sum, pressure: Pressure) -> Self {
        let (value, error) = (&proxy.value, &proxy.error);
        let ends = |side: fn(crate::tail::Interval) -> f64| side(value.support()) + side(error.support());
        let (low, high) = (ends(|s| s.low), ends(|s| s.high));
        // Almost no outcome is below the middle of a deep pressure, and a heavy tail is about linear in the logarithm from there.
        let depth = (pressure.depth() - stride::BULK).max(LN_2);
        let (spread, corners) = (quantile::spread(proxy), corners(proxy));
        let middle = quantile::near(proxy, &sum, depth).clamp(low, high);
        // Distances from a middle that steep mass is heaped beside would have no digits, save near 0: they are counted from there.
        let lowest = |corner: &Corner| corner.at == low && low != 0.0;
        let mut inside = corners.iter().filter(|corner| lowest(corner) || low < corner.at && corner.at < high);
        let heap = inside.find_map(|corner| heaped(&sum, *corner, middle, spread));
        let middle = heap.unwrap_or(middle);
        let at = sum.level(middle);
        let scale = (at.ln_p.value.min(at.ln_q.value) - at.ln_density.value).exp();
        let inner = if scale > 0.0 && scale.is_finite() { INNER * scale } else { 0.5 * spread };
        // Beside a heap the hazard tells nothing of how wide the rest is.
        let apart = |at: f64| corners.iter().map(|corner| (corner.at - at).abs()).fold(spread, f64::max);
        let inner = heap.map_or(inner, |at| inner.min(apart(at)));
        let mut profile = Self {
            turns: turns(&sum, middle),
            sum,
            middle,
            inner,
            low,
            high,
            corners,
            above: vec![],
            below: vec![],
            excess: None,
        };
        profile.extend([true; 2], pressure);
        profile
    }

    /// The middle of U, where the two sides meet.
    pub(super) fn middle(&self) -> f64 {
        self.middle
    }

    /// Whether places of the size of `place`, in a law as wide as `spread`, keep their digits when they are written as distances
    /// from the middle.
    pub(super) fn resolves(&self, place: f64, spread: f64) -> bool {
        self.middle.abs() <= RESOLVED * (place.abs() + spread)
    }

    /// Whether a side reaches the end of the support, so that nothing is beyond it.
    pub(super) fn ended(&self, up: bool) -> bool {
        self.side(up).last().map_or(self.reach(up) <= 0.0, |last| last.ends)
    }

    /// How far U goes from the middle on a side.
    fn reach(&self, up: bool) -> f64 {
        if up { self.high - self.middle } else { self.middle - self.low }
    }

    /// Adds one stretch at the far end of each side that wants one (below, above); returns which of them can grow no more.
    pub(super) fn extend(&mut self, wanted: [bool; 2], pressure: Pressure) -> [bool; 2] {
        let (below, above) = rayon::join(
            || wanted[0].then(|| self.next(false, pressure)),
            || wanted[1].then(|| self.next(true, pressure)),
        );
        [below, above].map(|asked| match asked {
            Some(Some(stretch)) => {
                self.side_mut(stretch.up).push(stretch);
                false
            }
            Some(None) => true,
            None => false,
        })
    }

    /// The stretches of a side, outwards.
    pub(super) fn side(&self, up: bool) -> &[Stretch] {
        if up { &self.above } else { &self.below }
    }

    fn side_mut(&mut self, up: bool) -> &mut Vec<Stretch> {
        if up { &mut self.above } else { &mut self.below }
    }

    /// The next stretch at the far end of a side, as wide as a pressure needs; none where the support or f64 ends.
    fn next(&self, up: bool, pressure: Pressure) -> Option<Stretch> {
        let reach = self.reach(up);
        let Some(last) = self.side(up).last() else {
            let end = self.next_corner(up, 0.0).min(self.inner).min(reach);
            return (end > 0.0).then(|| self.stretch(up, Shape::Linear, (0.0, end)));
        };
        let (from, edge) = (last.span.1.ln(), last.edge());
        let gone = if up { edge.ln_p } else { edge.ln_q };
        if last.ends || from > OUTERMOST - 0.01 || gone < -DEEPEST || gone.is_nan() {
            return None;
        }
        // A tail may fall ever faster: no stretch is more than twice as wide as the one before.
        let widest = if last.shape == Shape::Logarithmic { 2.0 * (last.range.1 - last.range.0) } else { FIRST };
        let still = (edge.ln_p - last.midst().ln_p).abs() < STILL;
        let width = stride::width(last, self.middle, pressure).min(if still {
            widest.max(FIRST)
        } else {
            widest.clamp(FIRST, WIDEST)
        });
        let corner = self.next_corner(up, last.span.1);
        let centre = if still { self.next_centre(up, last.span.1 * FIRST.exp()) } else { f64::INFINITY };
        let end = (from + width).min(OUTERMOST).exp().min(corner).min(centre).min(reach);
        // Not far below the middle the depth is about linear in u; and the logarithm of a distance far beside its changes loses digits.
        let near = if up { BESIDE } else { NEAR };
        let shape = if end > last.span.1 * near.exp() { Shape::Logarithmic } else { Shape::Linear };
        (end > last.span.1).then(|| self.stretch(up, shape, (last.span.1, end)))
    }

    /// The distance of the next corner of the law of U on a side, or of where one that is smoothed begins or ends, if that is apart from
    /// the last place.
    fn next_corner(&self, up: bool, last: f64) -> f64 {
        let distance = |at: f64| if up { at - self.middle } else { self.middle - at };
        let corners = self.corners.iter().map(|corner| distance(corner.at)).filter(|d| *d > last * (1.0 + SAME));
        let turns = self.turns.iter().map(|turn| distance(*turn)).filter(|d| *d > last * (1.0 + APART));
        corners.chain(turns).fold(f64::INFINITY, f64::min)
    }

    /// The distance of the next place on a side about which one of the two laws varies.
    fn next_centre(&self, up: bool, beyond: f64) -> f64 {
        let centres = self.sum.value_marks.centres.iter().chain(&self.sum.error_marks.centres);
        let distance = |at: f64| if up { at - self.middle } else { self.middle - at };
        centres.map(|centre| distance(centre.at)).filter(|d| *d > beyond).fold(f64::INFINITY, f64::min)
    }

    /// The corner of the law of U at a distance from the middle, if there is one.
    fn corner_at(&self, up: bool, distance: f64) -> Option<Corner> {
        let apart = |corner: &Corner| (if up { corner.at - self.middle } else { self.middle - corner.at }) - distance;
        self.corners.iter().copied().find(|corner| apart(corner).abs() <= 1e-12 * distance)
    }

    /// A stretch between two distances from the middle.
    fn stretch(&self, up: bool, shape: Shape, span: (f64, f64)) -> Stretch {
        let range = if shape == Shape::Logarithmic { (span.0.ln(), span.1.ln()) } else { span };
        let corners = [span.0, span.1].map(|at| self.corner_at(up, at));
        let ends = span.1 >= self.reach(up);
        let brink = |corner: Option<Corner>, at: f64, is_end: bool| {
            let corner = corner.filter(|_| !self.has_atom(up, at))?;
            if is_end { Some(Brink::end(up)) } else { self.brink(corner) }
        };
        // The far one of the stretch before is the near one of this.
        let known = self.side(up).last().and_then(|last| last.brinks[1]);
        let brinks = [known.or_else(|| brink(corners[0], span.0, false)), brink(corners[1], span.1, ends)];
        let origin = Corner { at: self.middle, blur: f64::EPSILON * self.middle.abs(), of: None };
        let levels = Vec::new();
        self.with_levels(
            Stretch {
                up,
                origin,
                upwards: up,
                shape,
                range,
                span,
                ends,
                corners,
                brinks,
                levels,
                tip: None,
                moved: None,
                hidden: Vec::new(),
            },
            FIRST_RULE,
        )
    }

    /// A stretch with the levels of a rule.
    fn with_levels(&self, mut stretch: Stretch, rule: usize) -> Stretch {
        let places = stretch.levels.len()..COUNTS[rule];
        let new: Vec<Level> = places.into_par_iter().map(|i| self.level(&stretch, stretch.node(i))).collect();
        stretch.levels.extend(new);
        stretch.look_between();
        stretch
    }

    /// `ln P(U >= u)` and `E[(U - u)^+]` at the u where the table ends above.
    pub(super) fn excess(&mut self) -> (f64, Estimate) {
        let end = self.middle + self.above.last().map_or(0.0, |last| last.span.1);
        match self.excess {
            Some((at, known)) if at == end => known,
            _ => self.excess.insert((end, self.sum.excess(&self.sum.swapped(), end))).1,
        }
    }

    /// The gain at the level nearest to a depth, if it is a number.
    pub(super) fn gain_at(&self, depth: f64) -> f64 {
        let levels = self.above.iter().chain(&self.below).flat_map(|stretch| &stretch.levels);
        let apart = |level: &&Level| (level.ln_p + depth).abs();
        let nearest = levels.min_by(|a, b| apart(a).total_cmp(&apart(b)));
        nearest.map(|level| level.gain.value).filter(|gain| gain.is_finite()).unwrap_or(0.0)
    }

    /// The ranks at the near and the far end of a stretch, as far as they are known: where U ends there, and otherwise of the next
    /// node beyond. At an atom of U they differ by what it holds.
    pub(super) fn ends_of(&self, up: bool, index: usize) -> [Option<Rank>; 2] {
        let side = self.side(up);
        let tip_at = |index: usize, far: bool| side.get(index).is_some_and(|stretch| stretch.leaves_out(far));
        let near = match index {
            0 if self.reach(!up) <= 0.0 => Some(self.end(!up)),
            0 => self.side(!up).first().map(|opposite| opposite.outset().rank()),
            _ => Some(side[index - 1].edge().rank()),
        };
        let beyond = side.get(index + 1).map(|next| next.outset().rank());
        let far = if side[index].ends { Some(self.end(up)) } else { beyond };
        let (low, high) = side[index].span;
        // What a tip holds is no concern of its neighbours.
        let tips = [
            tip_at(index, false) || if index > 0 { tip_at(index - 1, true) } else { self.tip_at_middle(!up) },
            tip_at(index, true) || tip_at(index + 1, false),
        ];
        let is_open = [!self.has_atom(up, low), side[index].ends || !self.has_atom(up, high)];
        [near.filter(|_| is_open[0] && !tips[0]), far.filter(|_| is_open[1] && !tips[1])]
    }

    /// Whether the first stretch of a side leaves out what is next to the middle.
    fn tip_at_middle(&self, up: bool) -> bool {
        self.side(up).first().is_some_and(|stretch| stretch.leaves_out(false))
    }

    /// The levels on both sides (upper, lower) of every boundary between stretches where U has no atom.
    pub(super) fn boundaries(&self) -> Vec<(&Level, &Level)> {
        let mut all = Vec::new();
        for up in [true, false] {
            let is_open = |pair: &&[Stretch]| {
                !(self.has_atom(up, pair[0].span.1) || pair[0].leaves_out(true) || pair[1].leaves_out(false))
            };
            let pairs = self.side(up).windows(2).filter(is_open);
            all.extend(
                pairs.map(
                    |pair| if up { (pair[1].outset(), pair[0].edge()) } else { (pair[0].edge(), pair[1].outset()) },
                ),
            );
        }
        let is_open = !(self.has_atom(true, 0.0) || self.tip_at_middle(true) || self.tip_at_middle(false));
        if let (Some(above), Some(below), true) = (self.above.first(), self.below.first(), is_open) {
            all.push((above.outset(), below.outset()));
        }
        all
    }

    /// Whether U has an atom at a distance from the middle.
    fn has_atom(&self, up: bool, distance: f64) -> bool {
        let place = if up { self.middle + distance } else { self.middle - distance };
        let [value, error] = [&self.sum.value, &self.sum.error].map(|law| law.atoms());
        let apart = |v: f64, x: f64| (v + x - place).abs();
        value.iter().any(|v| error.iter().any(|x| apart(v.at, x.at) <= 1e-12 * (distance + self.middle.abs())))
    }

    /// The rank of the end of U on a side: with an atom there, of what lies inwards of that.
    fn end(&self, up: bool) -> Rank {
        let of = |law: &Law| {
            let end = if up { law.support().high } else { law.support().low };
            law.atoms().iter().find(|atom| atom.at == end).map_or(f64::NEG_INFINITY, |atom| atom.mass.ln())
        };
        let ln_mass = of(&self.sum.value) + of(&self.sum.error);
        if up { Rank::from_above(ln_mass) } else { Rank::from_below(ln_mass) }
    }

    /// The width of the bulk of V.
    pub(super) fn spread_of_value(&self) -> f64 {
        self.sum.value_marks.spread()
    }

    /// How many corners the law of U has.
    pub(super) fn corners(&self) -> usize {
        self.corners.len() + self.turns.len()
    }

    /// How many levels the table has.
    pub(super) fn levels(&self) -> usize {
        self.above.iter().chain(&self.below).map(|stretch| stretch.levels.len()).sum()
    }

    /// The level so far from the origin of a stretch.
    fn level(&self, stretch: &Stretch, (apart, jacobian): (f64, f64)) -> Level {
        let u = stretch.place(apart);
        let at = match &stretch.moved {
            Some(moved) => moved.level(if stretch.upwards { apart } else { -apart }),
            None => self.sum.level(u),
        };
        if at.ln_p.value.is_nan() || at.ln_density.value.is_nan() {
            // So deep that nothing is left of U.
            let nothing = f64::NEG_INFINITY;
            let gain = Estimate::new(0.0, 0.0);
            let [ln_p, ln_q] = if stretch.up { [nothing, 0.0] } else { [0.0, nothing] };
            let (relative_error, tail_error, rank_error) = (0.0, 0.0, 0.0);
            return Level {
                ln_p,
                ln_q,
                ln_density: nothing,
                gain,
                relative_error,
                tail_error,
                rank_error,
                u,
                apart,
                jacobian,
            };
        }
        let gain = at.deviation.unwrap_or(Estimate::new(0.0, 0.0));
        // The place itself is rounded, which shows where U ends: everything there varies on the scale of the hazard, and at another
        // corner on that of the distance.
        let hazard = (at.ln_density.value - at.ln_p.value.min(at.ln_q.value)).exp();
        let beside = stretch.shape == Shape::Rooted || stretch.corners.contains(&Some(stretch.origin));
        let steepest = if beside { hazard.max(1.0 / apart) } else { hazard };
        let of_shape = if stretch.shape == Shape::Logarithmic { 1.0 + apart.ln().abs() } else { 1.0 };
        let blur = if stretch.moved.is_some() { 0.0 } else { stretch.origin.blur };
        let rounding = (blur + f64::EPSILON * apart * of_shape) * steepest;
        let tail = if stretch.up { at.ln_p } else { at.ln_q };
        // A tail moves no more with its place than what is between it and the corner, if that is of a power of the distance.
        let heaped = stretch.brink_at_origin().map_or(f64::INFINITY, |brink| {
            let rank = Rank { ln_above: at.ln_p.value, ln_below: at.ln_q.value };
            (brink.mass_to(rank) + f64::EPSILON) / tail.value.exp() / apart
        });
        let of_tail = (blur + f64::EPSILON * apart * of_shape) * steepest.min(heaped.max(hazard));
        let smaller = if at.ln_p.value < at.ln_q.value { at.ln_p } else { at.ln_q };
        Level {
            ln_p: at.ln_p.value,
            ln_q: at.ln_q.value,
            ln_density: at.ln_density.value,
            gain,
            relative_error: at.ln_p.error.min(1.0) + at.ln_density.error.min(1.0) + rounding.min(1.0),
            tail_error: tail.error.min(1.0) + of_tail.min(1.0),
            rank_error: smaller.error.min(1.0) + rounding.min(1.0),
            u,
            apart,
            jacobian,
        }
    }
}
