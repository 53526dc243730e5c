//! A law known by the logarithm of its density on panels, as distances from poles: its ends, or a centre if it has none.
//!
//! Refuses: more than one atom, and one that is not at the lower end.

use super::{
    chart::{Chart, TERMS},
    corners::Corner,
};
use crate::num::chebyshev::Series;

/// Which ends a law has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    /// None: distances are measured to both sides of a centre, on the left on side 0.
    Line,
    /// A lower one.
    Half,
    /// Two, so far apart: side 0 is measured from the lower one, side 1 from the upper one.
    Between(f64),
}

/// A place on the line of a law, without the loss of a difference.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// From the lower end, or from the centre.
    pub(super) up: f64,
    /// To the upper end, if there is one.
    pub(super) down: f64,
}

/// A panel: the series of `ln (f(d) measure(d))`.
#[derive(Clone, Debug)]
pub(super) struct Panel {
    pub(super) chart: Chart,
    pub(super) series: Series<TERMS, 1>,
}

impl Panel {
    pub(super) fn value(&self, distance: f64) -> f64 {
        self.series.at(self.chart.share(distance))[0]
    }
}

/// A piece of a panel on which the density varies by a few nats only, so that one rule integrates it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) panel: usize,
    /// Roughly the largest `ln f` on it.
    pub(super) top: f64,
    /// The same times its length: roughly the most that its mass can be.
    pub(super) mass: f64,
}

/// Panels on one side, in increasing order of distance.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    pub(super) panels: Vec<Panel>,
    pub(super) parts: Vec<Part>,
}

/// A tabulated law.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) shape: Shape,
    pub(super) sides: [Side; 2],
    /// The measure of panels that are not logarithmic: 1 over the largest density.
    pub(super) unit: f64,
    /// The mass of an atom at the lower end.
    pub(super) atom: f64,
    /// Where the density is not smooth.
    pub(super) corners: Vec<Corner>,
    /// The side and the distance where most is.
    pub(super) mode: (usize, f64),
    /// What the density may be wrong by, relatively, where the law is.
    pub(super) error: f64,
}

/// A density changes by at most so many nats on a part.
const NATS: f64 = 6.0;

impl Side {
    pub(super) fn first(&self) -> f64 {
        self.parts.first().map_or(0.0, |part| part.low)
    }

    pub(super) fn last(&self) -> f64 {
        self.parts.last().map_or(0.0, |part| part.high)
    }

    /// From panels that join each other.
    pub(super) fn new(panels: Vec<Panel>, unit: f64) -> Self {
        let mut parts = Vec::new();
        for (index, panel) in panels.iter().enumerate() {
            let pieces = pieces(panel);
            let edge = |k: usize| match k {
                0 => panel.chart.low,
                k if k == pieces => panel.chart.high,
                k => panel.chart.at(2.0 * k as f64 / pieces as f64 - 1.0),
            };
            for k in 0..pieces {
                let (low, high) = (edge(k), edge(k + 1));
                let ln_f = |d: f64| panel.value(d) - panel.chart.measure(d, unit).ln();
                let seen = [low.max(f64::MIN_POSITIVE), 0.5 * (low + high), high].map(ln_f);
                let top = seen.into_iter().fold(f64::NEG_INFINITY, f64::max);
                parts.push(Part { low, high, panel: index, top, mass: top + (high - low).ln() });
            }
        }
        Self { panels, parts }
    }

    /// The part that holds a distance, or the nearest one.
    pub(super) fn part_at(&self, distance: f64) -> usize {
        self.parts.partition_point(|part| part.high <= distance).min(self.parts.len().saturating_sub(1))
    }

    /// `ln f`, minus infinity where nothing is tabulated.
    pub(super) fn ln_density(&self, distance: f64, unit: f64) -> f64 {
        if self.parts.is_empty() || distance < self.first() || distance > self.last() {
            return f64::NEG_INFINITY;
        }
        let panel = &self.panels[self.parts[self.part_at(distance)].panel];
        panel.value(distance) - panel.chart.measure(distance, unit).ln()
    }

    /// `ln f`, beyond the panels as it leaves them.
    pub(super) fn ln_extended(&self, distance: f64, unit: f64) -> f64 {
        let (first, last) = (self.first(), self.last());
        if distance >= first && distance <= last {
            return self.ln_density(distance, unit);
        }
        let panel = if distance < first { &self.panels[0] } else { &self.panels[self.panels.len() - 1] };
        let end = if distance < first { -1.0 } else { 1.0 };
        let share = panel.chart.share(distance.max(f64::MIN_POSITIVE));
        let value = panel.series.at(end)[0] + panel.series.slope().at(end)[0] * (share - end);
        value - panel.chart.measure(distance.max(f64::MIN_POSITIVE), unit).ln()
    }

    /// Multiplies the density.
    pub(super) fn raise(&mut self, ln_factor: f64) {
        self.panels.iter_mut().for_each(|panel| panel.series.raise(0, ln_factor));
        for part in &mut self.parts {
            part.top += ln_factor;
            part.mass += ln_factor;
        }
    }
}

/// Into how many parts a panel is cut.
fn pieces(panel: &Panel) -> usize {
    let seen: Vec<f64> = (0..=32).map(|k| panel.series.at(k as f64 / 16.0 - 1.0)[0]).collect();
    let steepest = seen.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f64::max);
    ((steepest * 32.0 / NATS).ceil() as usize).max(1)
}

impl Table {
    /// The side of a place and its distance there.
    pub(super) fn locate(&self, place: Place) -> (usize, f64) {
        match self.shape {
            Shape::Line => (usize::from(place.up >= 0.0), place.up.abs()),
            Shape::Half => (0, place.up),
            Shape::Between(_) => {
                if place.up <= place.down {
                    (0, place.up)
                } else {
                    (1, place.down)
                }
            }
        }
    }

    pub(super) fn ln_density(&self, place: Place) -> f64 {
        let (side, distance) = self.locate(place);
        self.sides[side].ln_density(distance, self.unit)
    }
}

impl Shape {
    /// The place at a distance on a side.
    pub(super) fn place(self, side: usize, distance: f64) -> Place {
        match self {
            Self::Line => Place { up: if side == 0 { -distance } else { distance }, down: f64::INFINITY },
            Self::Half => Place { up: distance, down: f64::INFINITY },
            Self::Between(width) if side == 0 => Place { up: distance, down: width - distance },
            Self::Between(width) => Place { up: width - distance, down: distance },
        }
    }

    /// The shape of the sum.
    pub(super) fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::Between(a), Self::Between(b)) => Self::Between(a + b),
            _ => self,
        }
    }

    /// Where the two sides meet, as a distance.
    pub(super) fn join(self) -> f64 {
        if let Self::Between(width) = self { 0.5 * width } else { f64::INFINITY }
    }
}
