//! A table built outwards from where the law is, panel by panel, each as wide as its series resolves.
//!
//! Refuses: a law that so many panels do not resolve.

use super::{
    chart::{Chart, TERMS},
    table::{Panel, Shape, Side},
};
use crate::{expect::Refusal, num::chebyshev::Nodes};

/// A density to be tabulated.
pub(super) trait Source {
    /// `ln (f measure)` at the distances of a chart on a side, and what each leaves open; none where it is not known.
    fn values(&mut self, side: usize, chart: &Chart, distances: &[f64; TERMS]) -> Option<[f64; TERMS]>;
}

/// How a law lies, as far as it is known before it is tabulated.
#[derive(Clone, Debug)]
pub(super) struct Lie {
    pub(super) shape: Shape,
    /// The side and the distance to start from.
    pub(super) start: (usize, f64),
    /// How long the first panel may be, in nats.
    pub(super) length: f64,
    pub(super) unit: f64,
    /// The edges that no panel may cross, as distances on each side.
    pub(super) edges: [Vec<f64>; 2],
    /// What the values may be wrong by: finer than that nothing is resolved.
    pub(super) noise: f64,
    /// How deep the table goes, in nats.
    pub(super) depth: f64,
}

/// Beyond these distances nothing is tabulated: squares and quotients stay f64.
pub(super) const NEAREST: f64 = 1e-290;
pub(super) const FURTHEST: f64 = 1e300;
/// Panels of less than this ratio are as well linear.
const NARROW: f64 = 1.1;
/// After so many halvings for want of values a side ends.
const MISSES: usize = 5;
/// The longest panel, in nats.
const LONGEST: f64 = 150.0;
/// A panel changes by roughly so many nats at most, so that the last one does not go far deeper than is wanted.
const STEEPEST: f64 = 250.0;
/// A panel shorter than this beside its distance is taken as it is.
const SHORTEST: f64 = 1e-12;
/// What a series may leave out, and in roundings of its largest value.
const LEFT_OUT: f64 = 8e-15;
/// How much of what the values may be wrong by a series need not follow.
const NOISE: f64 = 0.02;
/// Where half the length leaves out more than this share, and less than [`NOISY`], it is not the length that is at fault.
const STALLED: f64 = 0.3;
const NOISY: f64 = 1e-10;
/// No law needs more panels.
const MOST: usize = 800;

/// Panels on both sides, with what their series leave out.
pub(super) struct Marched {
    pub(super) sides: [Vec<Panel>; 2],
    pub(super) left_out: f64,
}

struct March<'a, S> {
    source: &'a mut S,
    lie: &'a Lie,
    nodes: Nodes<TERMS>,
    done: Marched,
    tried: usize,
    /// Panels wider than this ratio are logarithmic.
    widest: f64,
    /// What the last panel that was too long left out; infinite after one that was not.
    failed: f64,
    /// What shorter panels did not improve: the values themselves are no better.
    floor: f64,
}

impl Lie {
    /// Panels wider than this ratio are logarithmic from the start: about a centre a density is smooth.
    fn widest(&self) -> f64 {
        if self.shape == Shape::Line { 3.0 } else { NARROW }
    }
}

/// Tabulates a density.
pub(super) fn tabulate(source: &mut impl Source, lie: &Lie) -> Result<Marched, Refusal> {
    let done = Marched { sides: [Vec::new(), Vec::new()], left_out: 0.0 };
    let mut march =
        March { source, lie, nodes: Nodes::new(), done, tried: 0, widest: NARROW, failed: f64::INFINITY, floor: 0.0 };
    march.all()?;
    let mut done = march.done;
    done.sides.iter_mut().for_each(|side| side.sort_by(|x, y| x.chart.low.total_cmp(&y.chart.low)));
    Ok(done)
}

impl<S: Source> March<'_, S> {
    fn all(&mut self) -> Result<(), Refusal> {
        let (side, start) = self.lie.start;
        let join = self.lie.shape.join();
        let high = self.up(side, start, self.lie.length)?;
        let low = self.down(side, start, self.lie.length)?;
        match self.lie.shape {
            Shape::Line if low == 0.0 => {
                let first = self.done.sides[side].iter().map(|panel| panel.chart.high).fold(f64::INFINITY, f64::min);
                self.up_from_centre(1 - side, first)?;
            }
            Shape::Between(_) if high >= join => {
                self.down(1 - side, join, self.lie.length)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// From a distance on upwards; how far it came.
    fn up(&mut self, side: usize, from: f64, length: f64) -> Result<f64, Refusal> {
        let (mut low, mut length, mut missed) = (from, length, 0);
        self.widest = self.lie.widest();
        let join = self.lie.shape.join().min(FURTHEST);
        while low < join {
            let edge = self.lie.edges[side].iter().copied().find(|edge| *edge > low * (1.0 + 1e-14)).unwrap_or(join);
            let high = (low * length.exp()).min(edge).min(join);
            // What would be left to the edge is no panel of its own.
            let high = if (edge / high).ln() < 0.3 * length { edge.min(join) } else { high };
            match self.panel(side, low, high)? {
                Ok(growth) => {
                    length = ((high / low).ln() * growth).min(LONGEST);
                    low = high;
                    if self.is_deep(side, true) {
                        break;
                    }
                }
                Err(known) => {
                    length = 0.5 * (high / low).ln();
                    missed = if known { 0 } else { missed + 1 };
                    if missed > MISSES {
                        break;
                    }
                }
            }
        }
        Ok(low)
    }

    /// From a distance on downwards; how far it came.
    fn down(&mut self, side: usize, from: f64, length: f64) -> Result<f64, Refusal> {
        let (mut high, mut length, mut missed) = (from, length, 0);
        self.widest = self.lie.widest();
        while high > NEAREST {
            let edge = self.lie.edges[side].iter().rev().copied().find(|edge| *edge < high * (1.0 - 1e-14));
            let edge = edge.unwrap_or(0.0);
            let mut low = (high * (-length).exp()).max(NEAREST).max(edge);
            if edge > 0.0 && (low / edge).ln() < 0.3 * length {
                low = edge;
            }
            if self.lie.shape == Shape::Line && edge == 0.0 && low < 0.4 * high {
                low = 0.0;
            }
            let long = if low > 0.0 { (high / low).ln() } else { 2.0 };
            match self.panel(side, low, high)? {
                Ok(growth) => {
                    length = (long * growth).min(LONGEST);
                    high = low;
                    if self.is_deep(side, false) {
                        break;
                    }
                }
                Err(known) => {
                    length = 0.5 * long;
                    missed = if known { 0 } else { missed + 1 };
                    if missed > MISSES {
                        break;
                    }
                }
            }
        }
        Ok(high)
    }

    /// From a centre on, where the first panel has no ratio.
    fn up_from_centre(&mut self, side: usize, width: f64) -> Result<(), Refusal> {
        let mut width = self.lie.edges[side].iter().copied().find(|edge| *edge > 0.0).map_or(width, |e| e.min(width));
        for _ in 0..60 {
            match self.panel(side, 0.0, width)? {
                Ok(_) => return self.up(side, width, 0.7).map(|_| ()),
                Err(_) => width *= 0.5,
            }
        }
        Ok(())
    }

    /// Whether the last panel ends as deep as is wanted.
    fn is_deep(&self, side: usize, up: bool) -> bool {
        let Some(panel) = self.done.sides[side].last() else { return false };
        panel.series.at(if up { 1.0 } else { -1.0 })[0] < -self.lie.depth
    }

    /// The largest number that roundings of the values are relative to: of the logarithms, and of the distance by its slope.
    fn size(&self, chart: &Chart, values: &[f64; TERMS]) -> f64 {
        let size = values.iter().fold(0.0f64, |size, value| size.max(value.abs()));
        let scale = (chart.high / self.lie.unit).ln().abs();
        let slope = (values[0] - values[TERMS - 1]).abs() / (chart.high - chart.low);
        size + scale + slope * chart.high
    }

    /// Tries a panel: by how much the next may be longer, or whether a shorter one may do.
    fn panel(&mut self, side: usize, low: f64, high: f64) -> Result<Result<f64, bool>, Refusal> {
        self.tried += 1;
        if self.tried > MOST {
            return Err(Refusal(format!("{MOST} panels do not resolve the density of the total")));
        }
        let chart = Chart::new(low, high, self.widest);
        let short = (high - low) < SHORTEST * high || (low > 0.0 && high / low < 1.0 + 1e-7 && low > 1e-3 * high);
        let Some(values) = self.source.values(side, &chart, &chart.distances(&self.nodes)) else {
            return Ok(Err(false));
        };
        let series = self.nodes.series(&values.map(|value| [value]));
        let tolerance =
            LEFT_OUT + NOISE * self.lie.noise + self.floor + 8.0 * f64::EPSILON * self.size(&chart, &values);
        let terms = series.terms_above(0, tolerance);
        let rest = series.rest()[0];
        if terms + 2 > TERMS && !short {
            if rest < STALLED * self.failed || rest > NOISY {
                self.failed = rest;
                return Ok(Err(true));
            }
            self.floor = self.floor.max(rest);
        }
        self.failed = f64::INFINITY;
        let weight = values.iter().copied().fold(f64::NEG_INFINITY, f64::max).min(0.0).exp();
        self.done.left_out += weight * rest;
        let change = (series.at(1.0)[0] - series.at(-1.0)[0]).abs();
        self.done.sides[side].push(Panel { chart, series });
        if terms > 10 && low > 0.0 && high > 1.3 * low {
            self.widest = NARROW;
        }
        let growth: f64 = match terms {
            0..=5 => 3.0,
            6..=8 => 1.8,
            9..=10 => 1.4,
            11..=12 => 1.15,
            _ => 1.0,
        };
        Ok(Ok(growth.min((STEEPEST / change).max(0.5))))
    }
}

/// The sides of a table from marched panels.
pub(super) fn sides(panels: [Vec<Panel>; 2], unit: f64) -> [Side; 2] {
    panels.map(|panels| Side::new(panels, unit))
}
