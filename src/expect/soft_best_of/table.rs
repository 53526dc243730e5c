//! U, where it has a density, as functions that cost next to nothing: charts on stretches that are halved until resolved.
//!
//! Refuses: more atoms of U than noise at every level can be added to.

use super::{
    gumbel::{BREAKS, between, ln_density, missed, reached},
    level::{DENSITY, Level, MISSED, OF_ERROR, OF_VALUE, PARTS, Place, REACHED},
};
use crate::{
    expect::{Refusal, answer::At, corners::corners, discrete::Ranking, quantile, sum::Sum},
    model::Proxy,
    num::{
        Estimate,
        chebyshev::{Nodes, Series},
        quadrature::{Goal, integrate},
    },
};
use rayon::prelude::*;
use std::sync::LazyLock;

/// U on every stretch that noise of one rate can bring into play.
#[derive(Clone, Debug)]
pub(in crate::expect) struct Table {
    middle: f64,
    scale: f64,
    panels: Vec<Panel>,
    /// The atoms of U and their masses.
    atoms: Vec<(f64, f64)>,
    corners: Vec<f64>,
    /// The upper end of U.
    high: f64,
}

/// What is known of U as a whole.
pub(in crate::expect) struct Outline {
    /// About its median, and how wide it is.
    pub(in crate::expect) middle: f64,
    pub(in crate::expect) scale: f64,
    /// The ends of its support.
    pub(in crate::expect) low: f64,
    pub(in crate::expect) high: f64,
    /// Where its law may bend.
    pub(in crate::expect) corners: Vec<f64>,
    /// Its atoms and their masses.
    pub(in crate::expect) atoms: Vec<(f64, f64)>,
}

/// The quantities of U at a place.
pub(in crate::expect) type AtPlace<'a> = dyn Fn(f64) -> [Estimate; PARTS] + Sync + 'a;

/// A stretch of `y` with `u = middle + scale sinh y`.
#[derive(Clone, Debug)]
struct Panel {
    /// Its ends in u and in y.
    u: (f64, f64),
    y: (f64, f64),
    chart: Series<NODES, PARTS>,
    /// The largest of each quantity, and the error of each.
    largest: [f64; PARTS],
    error: [f64; PARTS],
}

/// How many nodes a chart has.
const NODES: usize = 20;
/// What is left out of a chart, relative to its largest value.
const RESOLVED: f64 = 1e-12;
/// Charts may end where the chance that any of n draws lies beyond is `e^-BEYOND`; downwards they go as deep.
pub(in crate::expect) const BEYOND: f64 = 48.0;
/// What counts for nothing.
const NOTHING: f64 = 1e-17;
/// More atoms than this are refused.
const MOST_ATOMS: usize = 100;
/// A stretch changes the nearer tail by about so many nats.
const NATS: f64 = 4.0;
/// Rests this small beside a chart's largest value may be rounding.
const ROUNDING: f64 = 1e-8;
/// The least of a tail on a stretch, relative to its largest.
const STEEPEST: f64 = 1e-2;
/// A stretch is narrow beside the noise below this, in units of the noise.
const NARROW: f64 = 0.5;
/// Charts are halved no further than this part of their place.
const NARROWEST: f64 = 1e-13;

static CHART: LazyLock<Nodes<NODES>> = LazyLock::new(Nodes::new);

impl Table {
    /// U as deep as `depth` needs, for noise of rate `rate`; `wanted` tells whether V and X have means to take deviations from.
    pub(super) fn new(proxy: &Proxy, depth: f64, rate: f64, wanted: [bool; 2]) -> Result<Self, Refusal> {
        let both = !proxy.value.atoms().is_empty() && !proxy.error.atoms().is_empty();
        let atoms = if both { Ranking::of(proxy)?.masses() } else { Vec::new() };
        let sums = Sum::both(proxy);
        let outline = Outline {
            middle: quantile::near(proxy, &sums.0, std::f64::consts::LN_2),
            scale: quantile::spread(proxy),
            low: proxy.value.support().low + proxy.error.support().low,
            high: proxy.value.support().high + proxy.error.support().high,
            corners: corners(proxy).iter().map(|corner| corner.at).collect(),
            atoms,
        };
        Self::by(outline, depth, rate, &|u| at(&sums, wanted, u))
    }

    /// The same of whatever knows U at each place.
    pub(in crate::expect) fn by(outline: Outline, depth: f64, rate: f64, at: &AtPlace<'_>) -> Result<Self, Refusal> {
        let count = outline.atoms.len();
        if count > MOST_ATOMS {
            return Err(Refusal(format!(
                "soft best of n with a density is limited to {MOST_ATOMS} atoms of U, not {count}"
            )));
        }
        let Outline { middle, scale, low, high, corners, atoms } = outline;
        let builder = Builder { at, middle, scale, low, high, rate, marks: &corners };
        let mut panels = builder.side(false, BEYOND);
        panels.reverse();
        panels.extend(builder.side(true, depth + BEYOND));
        Ok(Self { middle, scale, panels, atoms, corners, high })
    }

    /// Where W may vary within a few nats: the ends of all stretches.
    pub(super) fn edges(&self) -> Vec<f64> {
        let first = self.panels.first().map(|panel| panel.u.0);
        first.into_iter().chain(self.panels.iter().map(|panel| panel.u.1)).collect()
    }

    /// The corners of the law of U, its atoms, and where it ends.
    pub(super) fn corners(&self) -> &[f64] {
        &self.corners
    }

    pub(super) fn atoms(&self) -> Vec<f64> {
        self.atoms.iter().map(|atom| atom.0).collect()
    }

    pub(super) fn middle(&self) -> f64 {
        self.middle
    }

    /// The spread of U, roughly.
    pub(super) fn scale(&self) -> f64 {
        self.scale
    }

    pub(super) fn high(&self) -> f64 {
        self.high
    }

    /// U with Gumbel noise of rate `rate`: every quantity of U averaged over the noise, `int q(w - g/rate) e^(-g - e^-g) dg`.
    pub(super) fn level(&self, place: Place, rate: f64) -> Level {
        let pieces = self.pieces(place, rate);
        let q = integrate(
            |i, noise| self.integrand(&pieces[i], place, noise, rate),
            &pieces.iter().map(|piece| piece.range).collect::<Vec<_>>(),
            Goal { relative: 1e-13, bisections: 60 },
        );
        let mut level = Level { value: q.value, error: q.error };
        for piece in &pieces {
            let panel = &self.panels[piece.panel];
            (0..PARTS).for_each(|k| level.error[k] += piece.chance * panel.error[k]);
        }
        if let (Some(first), Some(last)) = (self.panels.first(), self.panels.last()) {
            level.value[REACHED] += reached(rate * place.above(first.u.0));
            level.value[MISSED] += missed(rate * place.above(last.u.1));
        }
        for &(u, mass) in &self.atoms {
            level.value[DENSITY] += mass * rate * ln_density(rate * place.above(u)).exp();
        }
        (0..PARTS).for_each(|k| level.error[k] += 32.0 * f64::EPSILON * q.absolute[k]);
        level
    }

    /// The stretches of noise that count at a place.
    fn pieces(&self, place: Place, rate: f64) -> Vec<Piece> {
        let (least, most) = (BREAKS[0], BREAKS[BREAKS.len() - 1]);
        let mut pieces: Vec<Piece> = Vec::new();
        for (index, panel) in self.panels.iter().enumerate() {
            let (top, width) = (rate * place.above(panel.u.1), rate * (panel.u.1 - panel.u.0));
            let narrow = width < NARROW;
            let (from, ends) = if narrow { (top, (0.0, width)) } else { (0.0, (top, rate * place.above(panel.u.0))) };
            let (low, high) = (ends.0.max(least - from), ends.1.min(most - from));
            if low.is_nan() || high.is_nan() || low >= high {
                continue;
            }
            let mut last = low;
            for cut in BREAKS.into_iter().map(|cut| cut - from).filter(|cut| *cut > low && *cut < high).chain([high]) {
                let chance = between(from + last, cut - last);
                pieces.push(Piece { panel: index, narrow, from, range: (last, cut), chance });
                last = cut;
            }
        }
        let roughly: Vec<[f64; PARTS]> = pieces.iter().map(|piece| self.roughly(piece, place, rate)).collect();
        let mut total = [0.0; PARTS];
        roughly.iter().for_each(|part| (0..PARTS).for_each(|k| total[k] += part[k].abs()));
        let counts = |piece: &Piece| {
            let largest = &self.panels[piece.panel].largest;
            let share = piece.largest_density() * (piece.range.1 - piece.range.0);
            (0..PARTS).any(|k| share * largest[k] > NOTHING * total[k])
        };
        pieces.retain(counts);
        pieces
    }

    /// The integrals over a piece by one node.
    fn roughly(&self, piece: &Piece, place: Place, rate: f64) -> [f64; PARTS] {
        let width = piece.range.1 - piece.range.0;
        self.integrand(piece, place, 0.5 * (piece.range.0 + piece.range.1), rate).map(|part| part * width)
    }

    fn integrand(&self, piece: &Piece, place: Place, noise: f64, rate: f64) -> [f64; PARTS] {
        let panel = &self.panels[piece.panel];
        let origin = if piece.narrow { panel.u.1 - self.middle } else { place.above(self.middle) };
        let y = ((origin - noise / rate) / self.scale).asinh();
        let share = (2.0 * y - panel.y.0 - panel.y.1) / (panel.y.1 - panel.y.0);
        let weight = ln_density(piece.from + noise).exp();
        panel.chart.at(share.clamp(-1.0, 1.0)).map(|part| part * weight)
    }
}

/// A stretch of the noise whose outcomes come from one stretch of U.
struct Piece {
    panel: usize,
    /// Whether that stretch is narrow beside the noise: then places are told from its upper end, for the noise is rounded by more.
    narrow: bool,
    /// Where the noise is counted from: the noise that leads to that end, or 0.
    from: f64,
    range: (f64, f64),
    /// The chance of the noise to be there.
    chance: f64,
}

impl Piece {
    /// The largest density of the noise on the piece; its mode is 0.
    fn largest_density(&self) -> f64 {
        ln_density(0f64.clamp(self.from + self.range.0, self.from + self.range.1)).exp()
    }
}

/// Builds the stretches from the middle outwards.
struct Builder<'a> {
    at: &'a AtPlace<'a>,
    middle: f64,
    scale: f64,
    low: f64,
    high: f64,
    rate: f64,
    marks: &'a [f64],
}

impl Builder<'_> {
    /// The stretches of one side, from the middle outwards, until nothing that counts is beyond.
    fn side(&self, up: bool, depth: f64) -> Vec<Panel> {
        let mut panels: Vec<Panel> = Vec::new();
        let (mut at, mut width) = ((self.middle, 0.0f64), 0.5f64);
        let end = if up { self.high } else { self.low };
        let mut largest = [0.0f64; 2];
        while at.1.abs() < 700.0 && (if up { at.0 < end } else { at.0 > end }) {
            let next = self.next(up, at, width);
            let range = if up { (at, next) } else { (next, at) };
            let mut fresh = Vec::new();
            self.resolve(range, None, &mut fresh);
            if !up {
                fresh.reverse();
            }
            let Some(last) = fresh.last() else { break };
            for (k, part) in [OF_VALUE, OF_ERROR].into_iter().enumerate() {
                largest[k] = fresh.iter().map(|panel| panel.largest[part]).fold(largest[k], f64::max);
            }
            let done = self.is_done(up, depth, last, largest);
            let edge = last.chart.at(if up { 1.0 } else { -1.0 });
            let fall = (edge[DENSITY] / if up { edge[REACHED] } else { edge[MISSED] }).abs() * self.slope(next.1);
            let step = if fall > 0.0 && fall.is_finite() { NATS / fall } else { 1.0 };
            width = step.min(2.0 * width).clamp(1e-6, 1.0);
            panels.append(&mut fresh);
            if done {
                break;
            }
            at = next;
        }
        panels
    }

    /// `du / dy`.
    fn slope(&self, y: f64) -> f64 {
        self.scale * y.cosh()
    }

    /// The end of a stretch of some width, or the next mark before it.
    fn next(&self, up: bool, (u, y): (f64, f64), width: f64) -> (f64, f64) {
        let y_next = if up { y + width } else { y - width };
        let there = self.middle + self.scale * y_next.sinh();
        let ahead = |mark: &f64| if up { *mark > u && *mark <= there } else { *mark < u && *mark >= there };
        let all = self.marks.iter().copied().chain([self.low, self.high]).filter(ahead);
        let mark = if up { all.fold(f64::INFINITY, f64::min) } else { all.fold(f64::NEG_INFINITY, f64::max) };
        if mark.is_finite() { (mark, ((mark - self.middle) / self.scale).asinh()) } else { (there, y_next) }
    }

    /// Whether what lies beyond a stretch counts for nothing: its mass, and the deviations in units of the largest so far.
    fn is_done(&self, up: bool, depth: f64, last: &Panel, largest: [f64; 2]) -> bool {
        let (mass, edge) = if up { (REACHED, last.u.1) } else { (MISSED, last.u.0) };
        // Beyond this the noise itself is rarer than anything asked for.
        let far = (edge - self.middle).abs() * self.rate > depth + 60.0;
        let small = (-depth).exp() * (self.rate * self.scale).min(1.0);
        let vanished = [OF_VALUE, OF_ERROR].into_iter().zip(largest).all(|(k, top)| last.largest[k] <= small * top);
        let deep = last.largest[mass] < (-depth).exp();
        deep && (far || vanished) || last.largest[mass] < 1e-299
    }

    /// A stretch, halved until its chart is resolved or halving no longer helps.
    fn resolve(&self, range: ((f64, f64), (f64, f64)), whole: Option<&Panel>, into: &mut Vec<Panel>) {
        let panel = self.panel(range);
        let (low, high) = range;
        let narrow = high.1 - low.1 <= NARROWEST * low.1.abs().max(high.1.abs()).max(1e-3);
        if narrow || self.is_resolved(&panel, whole) {
            into.push(panel);
            return;
        }
        let y = 0.5 * (low.1 + high.1);
        let middle = (self.middle + self.scale * y.sinh(), y);
        self.resolve((low, middle), Some(&panel), into);
        self.resolve((middle, high), Some(&panel), into);
    }

    fn panel(&self, (low, high): ((f64, f64), (f64, f64))) -> Panel {
        let levels: Vec<[Estimate; PARTS]> =
            CHART.on(low.1, high.1).into_par_iter().map(|y| (self.at)(self.middle + self.scale * y.sinh())).collect();
        let values: [[f64; PARTS]; NODES] = std::array::from_fn(|j| levels[j].map(|part| part.value));
        let most = |of: &dyn Fn(&Estimate) -> f64| -> [f64; PARTS] {
            std::array::from_fn(|k| levels.iter().map(|level| of(&level[k])).fold(0.0, f64::max))
        };
        let chart = CHART.series(&values);
        let (largest, inherited, rest) = (most(&|e| e.value.abs()), most(&|e| e.error), chart.rest());
        let error = std::array::from_fn(|k| inherited[k] + rest[k] + 4.0 * f64::EPSILON * largest[k]);
        Panel { u: (low.0, high.0), y: (low.1, high.1), chart, largest, error }
    }

    /// Whether the chart shows all that the levels know, or what it misses is too narrow to count.
    fn is_resolved(&self, panel: &Panel, whole: Option<&Panel>) -> bool {
        let rest = panel.chart.rest();
        let before = whole.map(|whole| whole.chart.rest());
        let width = panel.u.1 - panel.u.0;
        // Where the noise is wider than U, what counts is the share of U.
        let share = (self.rate.max(self.scale.recip()) * width).min(1.0);
        let mass = panel.largest[REACHED].min(panel.largest[MISSED]);
        !self.is_steep(panel, width)
            && (0..PARTS).all(|k| {
                let known = panel.error[k] - rest[k];
                let small = rest[k] <= RESOLVED * panel.largest[k] || rest[k] * share <= RESOLVED * panel.largest[k];
                let narrow = k == DENSITY && rest[k] * width <= 0.1 * RESOLVED * mass;
                // What halving does not make smaller is rounding; it is stated as an error.
                let stuck =
                    before.is_some_and(|before| rest[k] > 0.3 * before[k]) && rest[k] < ROUNDING * panel.largest[k];
                // Below the normal numbers there are no digits to find.
                small || narrow || stuck || rest[k] <= known.max(f64::MIN_POSITIVE)
            })
    }

    /// Whether a tail falls so far on a stretch wider than the noise that its small end would have few digits, as it does where
    /// U ends.
    fn is_steep(&self, panel: &Panel, width: f64) -> bool {
        let falls = |end: f64, k: usize| panel.chart.at(end)[k] < STEEPEST * panel.largest[k];
        self.rate * width > 1.0 && (falls(1.0, REACHED) || falls(-1.0, MISSED))
    }
}

/// The quantities of U at one place.
fn at(sums: &(Sum, Sum), wanted: [bool; 2], u: f64) -> [Estimate; PARTS] {
    let nothing = Estimate::new(0.0, 0.0);
    let by_value = sums.0.at(u);
    let power = |ln: Estimate| {
        let value = ln.value.exp();
        if value > 0.0 { Estimate::new(value, value * ln.error.min(1.0)) } else { nothing }
    };
    let (p, q, density) = (power(by_value.ln_p), power(by_value.ln_q), power(by_value.ln_density));
    let excess = |at: &At| match at.deviation {
        Some(gain) if p.value > 0.0 => {
            Estimate::new(p.value * gain.value, p.value * gain.error + p.error * gain.value.abs())
        }
        _ => nothing,
    };
    let of_value = if wanted[0] { excess(&by_value) } else { nothing };
    let of_error = if wanted[1] { excess(&sums.1.at(u)) } else { nothing };
    [p, q, density, of_value, of_error]
}
