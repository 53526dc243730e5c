//! U as charts on stretches, as far out and as fine as the moments of one threshold need.
//!
//! Refuses: to grow beyond f64 or beyond a number of levels; what is then left open shows in the errors.

use super::{
    chart::Chart,
    tails::{Leaf, Reading, Tails},
    weight::Weighs,
};
use crate::{
    expect::{profile::Profile, quantile::spread, stretch::Stretch, sum::Sum},
    model::{Pressure, Proxy},
    num::logs::ln_1m_exp,
};
use std::f64::consts::LN_2;

/// The charts of U, from the middle downwards and upwards.
#[derive(Clone, Debug)]
pub(in crate::expect) struct Table {
    profile: Profile,
    charts: [Vec<Chart>; 2],
    /// Whether each side can grow no more.
    done: [bool; 2],
    /// Places far out, and the logarithm of the least that is above them.
    scouts: Vec<(f64, f64)>,
}

/// A stretch with its chart.
#[derive(Clone, Copy)]
pub(in crate::expect) struct Charted<'a> {
    stretch: &'a Stretch,
    chart: &'a Chart,
    /// The places of both ends.
    span: (f64, f64),
}

/// A table of the whole of U begins at its median.
const FIRST: Pressure = Pressure::BestOf(2.0);
/// What lies so many nats below the largest part of a moment is nothing.
const NOTHING: f64 = 41.0;
/// Scouts are so far apart in the logarithm of the distance, and go so deep.
const STEP: f64 = 0.125;
const MOST_SCOUTS: u32 = 12_000;
const DEEPEST: f64 = -1e7;
/// A density ratio that holds so much, as a logarithm, is none.
const TOO_MUCH: f64 = 1.0;
/// What a chart may miss.
const RESOLVED: f64 = 2e-13;
/// By how much the tail may fall on the stretch where a weight begins, charted as it is.
const STEEPEST: f64 = 30.0;
/// A table with more levels than this is not made finer.
const MOST_LEVELS: usize = 4000;
/// How often a table may grow or be made finer for one threshold.
const MOST_ROUNDS: usize = 1000;

impl Table {
    pub(in crate::expect) fn new(proxy: &Proxy) -> Self {
        Self {
            profile: Profile::new(proxy, Sum::new(proxy), FIRST),
            charts: [vec![], vec![]],
            done: [false; 2],
            scouts: scouts(proxy),
        }
    }

    /// Grows and refines the charts until the moments under a weight are resolved; not beyond where it holds far too much, then the
    /// logarithm of how much that is at the least.
    pub(in crate::expect) fn serve(&mut self, weight: &impl Weighs) -> Option<f64> {
        let mut stale = [false, true].iter().any(|up| self.charts[usize::from(*up)].len() != self.side(*up).len());
        for _ in 0..MOST_ROUNDS {
            let held = self.held(weight);
            if held > TOO_MUCH {
                return Some(held);
            }
            let top = self.top(weight).max(self.scouted(weight, f64::NEG_INFINITY));
            let short = [false, true].map(|up| self.is_short(up, weight, top));
            if short == [false; 2] {
                break;
            }
            let ended = self.profile.extend(short, FIRST);
            (0..2).for_each(|side| self.done[side] |= ended[side]);
            stale = true;
        }
        for _ in 0..MOST_ROUNDS {
            if stale {
                self.chart();
            }
            let coarse = self.coarse(weight);
            if coarse.is_empty() || self.profile.levels() > MOST_LEVELS {
                break;
            }
            self.profile.improve(coarse);
            stale = true;
        }
        None
    }

    /// The logarithm of what a weight holds at the least, as far as any level shows.
    fn held(&self, weight: &impl Weighs) -> f64 {
        let levels = self.profile.above.iter().flat_map(|stretch| &stretch.levels);
        levels.map(|level| weight.ln_held(level.u, level.ln_p)).fold(f64::NEG_INFINITY, f64::max)
    }

    fn side(&self, up: bool) -> &Vec<Stretch> {
        if up { &self.profile.above } else { &self.profile.below }
    }

    /// The logarithm of the largest part of the moments that any level shows.
    fn top(&self, weight: &impl Weighs) -> f64 {
        let levels = self.profile.above.iter().chain(&self.profile.below).flat_map(|stretch| &stretch.levels);
        levels.map(|level| weight.ln_size(level.u, [level.ln_p, level.ln_q])).fold(f64::NEG_INFINITY, f64::max)
    }

    fn is_short(&self, up: bool, weight: &impl Weighs, top: f64) -> bool {
        let Some(last) = self.side(up).last() else { return !self.done[usize::from(up)] };
        let edge = last.edge();
        let open = !self.done[usize::from(up)] && !last.ends;
        let counts = |size: f64| size > top - NOTHING;
        open && (counts(weight.ln_size(edge.u, [edge.ln_p, edge.ln_q]))
            || up && (edge.u <= weight.from() || counts(self.scouted(weight, edge.u))))
    }

    /// The logarithm of the largest part of the moments that is seen from afar beyond a place: a steep weight may count there again.
    fn scouted(&self, weight: &impl Weighs, beyond: f64) -> f64 {
        let sizes = self.scouts.iter().filter(|(u, _)| *u > beyond).map(|&(u, ln_p)| weight.ln_size(u, [ln_p, 0.0]));
        sizes.fold(f64::NEG_INFINITY, f64::max)
    }

    fn chart(&mut self) {
        self.charts = [false, true].map(|up| self.side(up).iter().map(Chart::of).collect());
    }

    /// The stretches that count and whose charts miss too much.
    fn coarse(&self, weight: &impl Weighs) -> Vec<(bool, usize)> {
        let all = [false, true].map(|up| (0..self.side(up).len()).map(move |index| (up, index))).into_iter().flatten();
        let sizes: Vec<_> = all.map(|place| (place, self.sizes(place, weight))).collect();
        let tops = [0, 1].map(|k| sizes.iter().map(|(_, size)| size[k]).fold(f64::NEG_INFINITY, f64::max));
        let shares = |size: &[f64; 2]| [0, 1].map(|k| (size[k] - tops[k]).exp());
        let coarse = sizes.iter().filter(|(place, size)| self.is_coarse(*place, weight, shares(size)));
        coarse.map(|(place, _)| *place).collect()
    }

    /// The largest of what the tail and the gain count on a stretch, and at the levels next to it: beside a corner most may be nearer to
    /// an end than any level of its own.
    fn sizes(&self, (up, index): (bool, usize), weight: &impl Weighs) -> [f64; 2] {
        let side = self.side(up);
        let before = match index {
            0 => self.side(!up).first().map(Stretch::outset),
            _ => Some(side[index - 1].edge()),
        };
        let beside = before.into_iter().chain(side.get(index + 1).map(Stretch::outset));
        let sizes = side[index].levels.iter().chain(beside).map(|level| weight.ln_sizes(level, up));
        sizes.fold([f64::NEG_INFINITY; 2], |most, size| [most[0].max(size[0]), most[1].max(size[1])])
    }

    /// Whether the chart of a stretch misses more than its share of the moments allows.
    fn is_coarse(&self, (up, index): (bool, usize), weight: &impl Weighs, shares: [f64; 2]) -> bool {
        let (stretch, chart) = (&self.side(up)[index], &self.charts[usize::from(up)][index]);
        let (ends, from) = (self.ends(stretch), weight.from());
        if ends.1 <= from || stretch.finer().is_none() && !stretch.is_wide() {
            return false;
        }
        // Where the weight begins on a stretch only what lies above it matters.
        let inside = up && from > ends.0 && from < ends.1;
        let above = stretch.levels.iter().filter(|level| level.u >= from).map(|level| level.ln_p);
        let least = if inside { above.fold(f64::NEG_INFINITY, f64::max) } else { f64::INFINITY };
        let missed = chart.coarseness(least);
        let floor = if inside { 1.0 } else { 0.0 };
        inside && chart.steepness(least) > STEEPEST || (0..2).any(|k| missed[k] * shares[k].max(floor) > RESOLVED)
    }

    /// The places of both ends of a stretch.
    fn ends(&self, stretch: &Stretch) -> (f64, f64) {
        let middle = self.profile.middle();
        if stretch.up {
            (middle + stretch.span.0, middle + stretch.span.1)
        } else {
            (middle - stretch.span.1, middle - stretch.span.0)
        }
    }
}

/// Places by factors of their distance from the middle, with the chance that one part alone goes beyond while the other one is above its
/// median.
fn scouts(proxy: &Proxy) -> Vec<(f64, f64)> {
    let laws = [&proxy.value, &proxy.error];
    let middles = laws.map(|law| law.inv_ln_sf(-LN_2));
    let (middle, spread) = (middles[0] + middles[1], spread(proxy));
    let places = (0..MOST_SCOUTS).map(|i| middle + spread * (STEP * f64::from(i)).exp()).take_while(|u| u.is_finite());
    let at = |u: f64| laws[0].ln_sf(u - middles[1]).max(laws[1].ln_sf(u - middles[0])) - LN_2;
    places.map(|u| (u, at(u))).take_while(|(_, ln_p)| *ln_p > DEEPEST).collect()
}

impl Tails for Table {
    type Leaf<'a> = Charted<'a>;

    fn leaves(&self) -> Vec<Charted<'_>> {
        let side = |up: bool| {
            let charts = &self.charts[usize::from(up)];
            let charted = |(stretch, chart)| Charted { stretch, chart, span: self.ends(stretch) };
            self.side(up).iter().zip(charts).map(charted)
        };
        side(false).rev().chain(side(true)).collect()
    }

    fn ended(&self, up: bool) -> bool {
        self.profile.ended(up)
    }

    fn below(&self) -> Reading {
        Reading { ln_p: 0.0, ln_q: f64::NEG_INFINITY, gain: 0.0, errors: [0.0; 2], upper: false }
    }

    /// What is left out next to a corner: the tail is no less or more there than beside it by more than the mass that is heaped there.
    fn gaps(&self) -> Vec<(f64, f64)> {
        let all = self.side(false).iter().chain(self.side(true));
        let tips = all.filter(|stretch| stretch.tip.is_some());
        tips.map(|stretch| (stretch.origin.at, stretch.apart(-1.0).0)).collect()
    }
}

impl Leaf for Charted<'_> {
    fn span(&self) -> (f64, f64) {
        self.span
    }

    fn at(&self, share: f64) -> (f64, f64) {
        self.stretch.at(share)
    }

    fn share(&self, u: f64) -> f64 {
        self.stretch.share(u)
    }

    fn rises(&self) -> bool {
        self.stretch.upwards
    }

    fn read(&self, share: f64) -> Reading {
        let charted = self.chart.at(share);
        let other = ln_1m_exp(charted.ln_tail);
        let upper = self.stretch.up;
        let (ln_p, ln_q) = if upper { (charted.ln_tail, other) } else { (other, charted.ln_tail) };
        Reading { ln_p, ln_q, gain: charted.gain, errors: self.chart.errors(share, charted.ln_tail), upper }
    }

    fn levels(&self) -> Vec<(f64, [f64; 2])> {
        self.stretch.levels.iter().map(|level| (level.u, [level.ln_p, level.ln_q])).collect()
    }
}
