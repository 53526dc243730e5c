//! The means of V and U under a pressure, from the table of U: `E_w V = E V + int A w'(F) f du` with
//! `A = E[V - E V; U >= u] >= 0`, and `E_w U = a + int_a (1 - W) du - int^a W du`. Neither cancels.
//!
//! Refuses: pressures whose weight jumps.

use super::{
    panel::{Level, Panel},
    profile::Profile,
};
use crate::{
    model::{Pressure, pressure::Rank},
    num::{
        Estimate,
        quadrature::{NODE_COUNT, nodes, rule_sums},
    },
};
use std::collections::HashMap;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub(super) gain: bool,
    pub(super) height: bool,
}

/// The gain of V over its mean and the mean of U, as far as asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weighed {
    pub(super) gain: Estimate,
    pub(super) height: Estimate,
}

/// The integrals of a panel, in this order: the gain; what 1 - W and W add to the height; and the first order errors of the
/// gain and of the height for a relative error 1 of the interpolated curves.
type Parts = [f64; 5];
const GAIN: usize = 0;
const ABOVE: usize = 1;
const BELOW: usize = 2;
const GAIN_ERROR: usize = 3;
const HEIGHT_ERROR: usize = 4;

/// Panels are added until what lies beyond is below this part of the whole, and refined until their error is below the other.
const BEYOND: f64 = 2e-14;
const GOAL: f64 = 2e-12;
/// A panel that a few dozen refinements have not settled has no digits to give; what it lacks is in the error.
const MOST_REFINEMENTS: usize = 48;

/// Weighs the table by a pressure, growing and refining it as needed.
pub(super) fn weigh(profile: &mut Profile, pressure: Pressure, wanted: Wanted) -> Weighed {
    let weighing = Weighing { pressure, wanted };
    let start = profile.around(pressure.depth());
    let mut chain = Chain { first: start, last: start };
    let mut rough: HashMap<(u64, usize), Parts> = HashMap::new();
    let mut refinements = 0;
    for _ in 0..400 {
        let mut parts = Vec::new();
        for index in chain.first..=chain.last {
            let panel = profile.panel(index);
            let key = (panel.range.0.to_bits(), panel.levels().len() << 32 | (panel.range.1.to_bits() >> 32) as usize);
            parts.push(*rough.entry(key).or_insert_with(|| weighing.roughly(profile, index)));
        }
        if chain.grow(profile, &weighing, &parts) {
            continue;
        }
        refinements += 1;
        if refinements > MOST_REFINEMENTS || !chain.refine(profile, &parts) {
            break;
        }
    }
    weighing.finish(profile, chain)
}

/// The panels that a pressure touches, by their places in the table.
#[derive(Clone, Copy)]
struct Chain {
    first: usize,
    last: usize,
}

impl Chain {
    /// Adds a panel at an end beyond which something counts; false if both are far enough out.
    fn grow(&mut self, profile: &mut Profile, weighing: &Weighing, parts: &[Parts]) -> bool {
        let sizes = sizes(profile, *self, parts);
        for up in [true, false] {
            let index = if up { self.last } else { self.first };
            let beyond = weighing.beyond(profile, index, up);
            if (0..2).all(|k| beyond[k] <= BEYOND * sizes[k]) {
                continue;
            }
            let nats = weighing.nats(profile.panel(index), up);
            let before = profile.len();
            let Some(next) = profile.next(index, up, nats) else { continue };
            let added = profile.len() - before;
            if up {
                self.last = next;
            } else {
                // What was added below moves the rest up.
                self.first = next;
                self.last += added;
            }
            return true;
        }
        false
    }

    /// Refines the panel whose interpolation costs most; false if that is little enough.
    fn refine(&mut self, profile: &mut Profile, parts: &[Parts]) -> bool {
        let sizes = sizes(profile, *self, parts);
        let cost = |offset: usize| {
            let panel = profile.panel(self.first + offset);
            // More nodes do not mend what the nodes themselves lack.
            if panel.interpolation <= panel.inherited || panel.interpolation < 1e-15 {
                return 0.0;
            }
            let part = parts[offset];
            let share = |k: usize, size: f64| if size > 0.0 { part[k] / size } else { 0.0 };
            panel.interpolation * share(GAIN_ERROR, sizes[0]).max(share(HEIGHT_ERROR, sizes[1]))
        };
        let Some((worst, cost)) =
            (0..parts.len()).map(|k| (k, cost(k))).max_by(|a, b| a.1.total_cmp(&b.1)).filter(|worst| worst.1 > GOAL)
        else {
            return false;
        };
        let before = profile.len();
        let refined = cost.is_finite() && profile.refine(self.first + worst);
        self.last += profile.len() - before;
        refined
    }
}

/// The sizes of the gain and of the spread of the height, against which errors are measured.
fn sizes(profile: &Profile, chain: Chain, parts: &[Parts]) -> [f64; 2] {
    let gain: f64 = parts.iter().map(|part| part[GAIN].abs()).sum();
    let (low, high) = (profile.panel(chain.first).range.0, profile.panel(chain.last).range.1);
    let place = |y: f64| profile.axis().place(y).0.abs();
    let spread: f64 = parts.iter().map(|part| part[ABOVE].min(part[BELOW])).fold(0.0, f64::max);
    let typical = parts.iter().map(|part| part[HEIGHT_ERROR]).sum::<f64>();
    [gain, spread.max(typical).max(1e-3 * place(low).min(place(high)))]
}

struct Weighing {
    pressure: Pressure,
    wanted: Wanted,
}

impl Weighing {
    /// The five integrands at a coordinate.
    fn parts(&self, profile: &Profile, panel: &Panel, y: f64) -> Parts {
        self.of_level(&panel.at(y), profile.axis().place(y).1)
    }

    fn of_level(&self, level: &Level, slope: f64) -> Parts {
        let rank = Rank { ln_above: level.ln_p, ln_below: level.ln_q };
        let steepness = self.pressure.steepness(rank);
        let mut parts = [0.0; 5];
        if self.wanted.gain {
            let weight = (self.pressure.ln_slope(rank) + level.ln_p + level.ln_density).exp() * slope;
            // Below every rank that f64 knows the slope may be infinite, on nothing.
            parts[GAIN] = if weight > 0.0 && weight.is_finite() { weight * level.gain } else { 0.0 };
            parts[GAIN_ERROR] = parts[GAIN].abs() * (3.0 + steepness);
        }
        if self.wanted.height {
            let below = self.pressure.ln_below(rank).exp();
            parts[ABOVE] = self.pressure.above(rank) * slope;
            parts[BELOW] = below * slope;
            parts[HEIGHT_ERROR] = if below == 0.0 { 0.0 } else { parts[BELOW] * steepness };
        }
        parts
    }

    /// The integrals over a panel by two rules: enough to see what counts.
    fn roughly(&self, profile: &Profile, index: usize) -> Parts {
        let panel = profile.panel(index);
        let (low, high) = panel.range;
        let middle = low + 0.5 * (high - low);
        let mut total = [0.0; 5];
        for range in [(low, middle), (middle, high)] {
            let piece = self.piece(profile, index, range);
            (0..5).for_each(|k| total[k] += piece.value[k]);
        }
        total
    }

    fn piece(&self, profile: &Profile, index: usize, range: (f64, f64)) -> Piece {
        let panel = profile.panel(index);
        let values: [Parts; NODE_COUNT] = nodes(range.0, range.1).map(|y| self.parts(profile, panel, y));
        let half = 0.5 * (range.1 - range.0);
        let sums: [(f64, f64, f64); 5] = std::array::from_fn(|k| rule_sums(|i| values[i][k], half));
        Piece { index, range, value: sums.map(|sum| sum.0), error: sums.map(|sum| sum.1) }
    }

    /// What lies beyond an end of a panel, roughly: the integrands there over their rate of decay.
    fn beyond(&self, profile: &Profile, index: usize, up: bool) -> [f64; 2] {
        let panel = profile.panel(index);
        let (low, high) = panel.range;
        let step = 0.1 * (high - low);
        let (edge, inner) = if up { (high, high - step) } else { (low, low + step) };
        let (last, before) = (self.parts(profile, panel, edge), self.parts(profile, panel, inner));
        [GAIN, if up { ABOVE } else { BELOW }].map(|k| {
            let (last, before) = (last[k].abs(), before[k].abs());
            let rate = (before / last).ln() / step;
            if last == 0.0 {
                0.0
            } else if rate > 0.0 {
                last / rate
            } else {
                f64::INFINITY
            }
        })
    }

    /// How much depth the next panel at an end should cover.
    fn nats(&self, panel: &Panel, up: bool) -> f64 {
        let edge = if up { &panel.levels()[panel.levels().len() - 1] } else { &panel.levels()[0] };
        match (up, edge.ln_p < edge.ln_q) {
            (true, _) => 40.0,
            (false, true) => 5.0,
            (false, false) => 40.0 / self.pressure.power_at_bottom(),
        }
    }

    /// Integrates over the chain until the rule has no error left.
    fn finish(&self, profile: &Profile, chain: Chain) -> Weighed {
        let mut pieces: Vec<Piece> = Vec::new();
        for index in chain.first..=chain.last {
            let (low, high) = profile.panel(index).range;
            let cuts: Vec<f64> = (0..=2).map(|i| low + (high - low) * f64::from(i) / 2.0).collect();
            pieces.extend(cuts.windows(2).map(|pair| self.piece(profile, index, (pair[0], pair[1]))));
        }
        for _ in 0..12 {
            let total = |k: usize| pieces.iter().map(|piece| piece.value[k].abs()).sum::<f64>();
            let totals: [f64; 3] = std::array::from_fn(total);
            let goal = 1e-14 / (1 + pieces.len()) as f64;
            let poor = |piece: &Piece| (0..3).any(|k| piece.error[k] > goal * totals[k]);
            if !pieces.iter().any(poor) {
                break;
            }
            pieces = pieces
                .into_iter()
                .flat_map(|piece| if poor(&piece) { self.halves(profile, piece) } else { vec![piece] })
                .collect();
        }
        self.assemble(profile, chain, &pieces)
    }

    fn halves(&self, profile: &Profile, piece: Piece) -> Vec<Piece> {
        let (low, high) = piece.range;
        let middle = low + 0.5 * (high - low);
        [(low, middle), (middle, high)].map(|range| self.piece(profile, piece.index, range)).to_vec()
    }

    fn assemble(&self, profile: &Profile, chain: Chain, pieces: &[Piece]) -> Weighed {
        let (mut gain, mut gain_error, mut size) = (0.0, 0.0, 0.0);
        for piece in pieces {
            let panel = profile.panel(piece.index);
            gain += piece.value[GAIN];
            size += piece.value[GAIN].abs();
            gain_error += piece.error[GAIN] + (panel.interpolation + panel.inherited) * piece.value[GAIN_ERROR];
        }
        let ends = [(chain.last, true), (chain.first, false)].map(|(index, up)| self.beyond(profile, index, up));
        let closing = self.closing(profile, chain);
        let gain = Estimate::new(gain, gain_error + ends[1][0] + 8.0 * f64::EPSILON * size)
            .plus(closing.unwrap_or(Estimate::new(0.0, ends[0][0])));
        let height = self.height(profile, pieces).plus(Estimate::new(0.0, ends[0][1] + ends[1][1]));
        Weighed { gain, height }
    }

    /// The gain beyond the last double below the upper end of the support, where the gain hardly changes any more:
    /// `int (1 - x) w' dx = (1 - W) - (1 - x) w`.
    fn closing(&self, profile: &Profile, chain: Chain) -> Option<Estimate> {
        let panel = profile.panel(chain.last);
        if !self.wanted.gain || !profile.thins_out() || panel.range.1 < profile.axis().range().1 {
            return None;
        }
        let edge = panel.at(panel.range.1);
        let before = panel.at(panel.range.1 - 2.0_f64.min(panel.range.1 - panel.range.0));
        let rank = Rank { ln_above: edge.ln_p, ln_below: edge.ln_q };
        let share = self.pressure.above(rank) - (self.pressure.ln_weight(rank) + edge.ln_p).exp();
        let share = share.max(0.0);
        Some(Estimate::new(share * edge.gain, share * (edge.gain - before.gain).abs() + 1e-15 * edge.gain.abs()))
    }

    /// The mean of U about the boundary of pieces at which W is nearest to one half.
    fn height(&self, profile: &Profile, pieces: &[Piece]) -> Estimate {
        if !self.wanted.height {
            return Estimate::new(0.0, 0.0);
        }
        // Far below, W is 0 and above is the whole piece; the best place has least on its wrong side.
        let mut above: f64 = pieces.iter().map(|piece| piece.value[ABOVE]).sum();
        let (mut below, mut best) = (0.0, (0, above));
        for (k, piece) in pieces.iter().enumerate() {
            above -= piece.value[ABOVE];
            below += piece.value[BELOW];
            if above.max(0.0) + below < best.1 {
                best = (k + 1, above.max(0.0) + below);
            }
        }
        let at = if best.0 < pieces.len() { pieces[best.0].range.0 } else { pieces[best.0 - 1].range.1 };
        let (mut sum, mut size, mut error) = (0.0, 0.0, 0.0);
        for (k, piece) in pieces.iter().enumerate() {
            let (part, sign) = if k < best.0 { (BELOW, -1.0) } else { (ABOVE, 1.0) };
            let panel = profile.panel(piece.index);
            sum += sign * piece.value[part];
            size += piece.value[part];
            error += piece.error[part] + (panel.interpolation + panel.inherited) * piece.value[HEIGHT_ERROR];
        }
        let reference = profile.axis().place(at).0;
        Estimate::new(reference + sum, error + 8.0 * f64::EPSILON * (size + reference.abs()))
    }
}

/// A stretch of one panel with its integrals.
#[derive(Clone, Copy)]
struct Piece {
    index: usize,
    range: (f64, f64),
    value: Parts,
    error: Parts,
}
