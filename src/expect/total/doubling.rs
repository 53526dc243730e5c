//! The law of a total of n steps by adding tables: T_2m = T_m + T_m', and T_n from the powers of two in n.
//!
//! An error of the place or the width of `T_m` counts less in a larger total, since the law of the total widens; an error of its mass
//! would count n / m times, and is taken out: every table is divided by its own mass.
//!
//! Refuses: a total whose density so many panels do not resolve.

use super::{
    chart::TERMS,
    corners,
    march::{FURTHEST, Lie, Source, sides, tabulate},
    overlap::Overlap,
    step::{Step, edges},
    table::{Place, Shape, Side, Table},
};
use crate::{
    expect::Refusal,
    num::quadrature::{NODE_COUNT, nodes, rule_sums},
};

/// A tabulated total of so many steps.
#[derive(Clone, Debug)]
pub(super) struct Total {
    pub(super) table: Table,
    pub(super) steps: u64,
}

/// The table of one step.
pub(super) fn first(step: &mut Step) -> Result<Total, Refusal> {
    let lie = step.lie();
    let marched = tabulate(step, &lie)?;
    let table = Table {
        shape: lie.shape,
        sides: sides(marched.sides, lie.unit),
        unit: lie.unit,
        atom: step.atom(),
        corners: step.corners(),
        mode: lie.start,
        error: marched.left_out,
    };
    let table = table.completed()?;
    let nearest = table.ln_beyond(false);
    if lie.shape != Shape::Line && nearest > -BEYOND {
        return Err(Refusal(format!(
            "{} has mass {:.1e} at distances from its end that no f64 holds",
            step.law,
            nearest.exp()
        )));
    }
    Ok(Total { table, steps: 1 })
}

impl Total {
    /// The total of the steps of both.
    pub(super) fn plus(&self, other: &Self, same: bool) -> Result<Self, Refusal> {
        let (a, b) = (&self.table, &other.table);
        let shape = a.shape.plus(b.shape);
        let corners = corners::of_sum(&a.corners, &b.corners);
        let mut sum = Sum { overlap: Overlap { a, b, same }, shape, unit: 1.0, rest: 0.0 };
        let lie = sum.lie(&corners)?;
        let marched = tabulate(&mut sum, &lie)?;
        let (p, q) = (self.steps as f64, other.steps as f64);
        let passed_on = (p.sqrt() * a.error + q.sqrt() * b.error) / (p + q).sqrt();
        let table = Table {
            shape,
            sides: sides(marched.sides, lie.unit),
            unit: lie.unit,
            atom: a.atom * b.atom,
            corners,
            mode: lie.start,
            error: passed_on + marched.left_out + sum.rest,
        };
        let table = table.completed()?;
        Ok(Self { table, steps: self.steps + other.steps })
    }
}

/// The density of a sum as a source.
struct Sum<'a> {
    overlap: Overlap<'a>,
    shape: Shape,
    unit: f64,
    /// The most that a rule left open where the law is.
    rest: f64,
}

impl Sum<'_> {
    fn lie(&mut self, corners: &[corners::Corner]) -> Result<Lie, Refusal> {
        let (a, b) = (self.overlap.a, self.overlap.b);
        let (x, y) = (a.shape.place(a.mode.0, a.mode.1), b.shape.place(b.mode.0, b.mode.1));
        let middle = Place { up: x.up + y.up, down: x.down + y.down };
        let found = self.overlap.at(middle, a.unit);
        let found = found.ok_or_else(|| Refusal("the middle of a total is beyond the tables of its parts".into()))?;
        self.unit = a.unit * (-found.ln).exp();
        let start = match self.shape {
            Shape::Line => (usize::from(middle.up >= 0.0), middle.up.abs().max(self.unit)),
            Shape::Between(width) if middle.up > middle.down => (1, middle.down.min(0.5 * width)),
            Shape::Between(width) => (0, middle.up.min(0.5 * width)),
            Shape::Half => (0, middle.up),
        };
        let (_, panel) = a.panel_at(a.mode);
        let length = if panel.low > 0.0 { (panel.high / panel.low).ln().min(1.0) } else { 0.7 };
        Ok(Lie {
            shape: self.shape,
            start,
            length,
            unit: self.unit,
            edges: edges(self.shape, corners),
            noise: a.error.max(b.error),
            depth: super::step::DEPTH,
        })
    }
}

impl Source for Sum<'_> {
    fn values(&mut self, side: usize, chart: &super::chart::Chart, distances: &[f64; TERMS]) -> Option<[f64; TERMS]> {
        let mut values = [0.0; TERMS];
        // The ends first: they are where the tables may not reach.
        for k in [0, TERMS - 1].into_iter().chain(1..TERMS - 1) {
            let d = distances[k];
            let found = self.overlap.at(self.shape.place(side, d), chart.measure(d, self.unit))?;
            values[k] = found.ln;
            self.rest = self.rest.max(found.error * found.ln.min(0.0).exp());
        }
        Some(values)
    }
}

impl Table {
    /// The chart at a place.
    fn panel_at(&self, (side, distance): (usize, f64)) -> (usize, super::chart::Chart) {
        let side = &self.sides[side];
        let index = side.parts.get(side.part_at(distance)).map_or(0, |part| part.panel);
        (index, side.panels[index].chart)
    }

    /// The table with its mass put right and its mode found.
    fn completed(mut self) -> Result<Self, Refusal> {
        let unit = self.unit;
        let mut mass: f64 = self.atom;
        let mut best = f64::NEG_INFINITY;
        for (index, side) in self.sides.iter().enumerate() {
            mass += side.parts.iter().map(|part| side.mass(part, unit).exp()).sum::<f64>();
            for part in &side.parts {
                let middle = 0.5 * (part.low + part.high);
                let weight = if self.shape == Shape::Line { 0.0 } else { middle.ln() };
                let height = side.ln_density(middle, unit) + weight;
                if height > best {
                    best = height;
                    self.mode = (index, middle);
                }
            }
        }
        let missing = self.ln_beyond(true).max(self.ln_beyond(false));
        let ends_with_f64 = self.sides.iter().any(|side| side.last() >= FURTHEST);
        if missing < -BEYOND || !ends_with_f64 {
            if (mass - 1.0).abs() > LOST || mass.is_nan() {
                return Err(Refusal(format!(
                    "the tables of the total hold a mass of {mass}, not of 1: its density vanishes inside its support, or is too rugged"
                )));
            }
            let factor = (1.0 - self.atom) / (mass - self.atom);
            self.error += (mass - 1.0).abs();
            self.sides.iter_mut().for_each(|side| side.raise(factor.ln()));
        }
        Ok(self)
    }

    /// Roughly `ln P` of being beyond the table, above or below.
    pub(super) fn ln_beyond(&self, above: bool) -> f64 {
        let (side, last) = match (self.shape, above) {
            (Shape::Line, _) => (usize::from(above), true),
            (Shape::Half, _) => (0, above),
            (Shape::Between(_), _) => (usize::from(above), false),
        };
        // A side that is too deep to be tabulated leaves the far end of the other.
        match self.sides[side].panels.is_empty() {
            true => self.sides[1 - side].ln_beyond(true, self.unit),
            false => self.sides[side].ln_beyond(last, self.unit),
        }
    }
}

/// A table that misses more than this of its mass is not used.
const LOST: f64 = 1e-9;
/// A mass beyond a table that is below this depth does not count beside the whole.
const BEYOND: f64 = 38.0;

impl Side {
    /// `ln` of the mass of a part.
    pub(super) fn mass(&self, part: &super::table::Part, unit: f64) -> f64 {
        self.mass_between(part, part.low, part.high, unit)
    }

    /// `ln` of the mass between two distances of one part.
    pub(super) fn mass_between(&self, part: &super::table::Part, low: f64, high: f64, unit: f64) -> f64 {
        let panel = &self.panels[part.panel];
        let (from, to) = (panel.chart.share(low), panel.chart.share(high));
        let places = nodes(from, to);
        let mut values = [0.0; NODE_COUNT];
        values.iter_mut().zip(places).for_each(|(value, share)| *value = panel.series.at(share)[0]);
        let top = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (sum, _, _) = rule_sums(|i| (values[i] - top).exp(), 0.5 * (to - from));
        top + (sum * panel.chart.stretch(unit)).ln()
    }

    /// `ln` of the mass beyond the last panel, or below the first, by the slope there.
    fn ln_beyond(&self, last: bool, unit: f64) -> f64 {
        let panel = if last { self.panels.last() } else { self.panels.first() };
        let Some(panel) = panel else { return f64::NEG_INFINITY };
        let end = if last { 1.0 } else { -1.0 };
        let slope = -end * panel.series.slope().at(end)[0];
        if slope <= 0.0 {
            return 0.0;
        }
        panel.series.at(end)[0] + (panel.chart.stretch(unit) / slope).ln()
    }
}
