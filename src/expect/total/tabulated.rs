//! The law of a total: its probabilities, density and quantiles, at any depth that the tables reach.
//!
//! Refuses: what is deeper, unless a single large step decides it.

use super::{
    step::Frame,
    table::{Part, Place, Shape, Table},
};
use crate::{
    expect::Refusal,
    num::{
        Estimate,
        logs::{ln_1m_exp, ln_add_exp},
    },
    tail::Law,
};

/// The law of a total of n steps.
#[derive(Clone, Debug)]
pub struct Tabulated {
    step: Law,
    steps: u64,
    frame: Frame,
    table: Table,
    /// The parts in the order of the line, each with `ln P` of being before it and after it.
    order: Vec<Ordered>,
    /// `ln P` of being beyond the tables, below and above.
    beyond: [f64; 2],
    /// How far the density at the upper end is from that of a single large step, if such a step decides there.
    jump: Option<f64>,
}

#[derive(Clone, Copy, Debug)]
struct Ordered {
    side: usize,
    part: Part,
    before: f64,
    after: f64,
}

impl Tabulated {
    pub(super) fn new(step: &Law, steps: u64, frame: Frame, table: Table) -> Self {
        let mut order: Vec<Ordered> = Vec::new();
        let of = |side: usize| {
            table.sides[side].parts.iter().map(move |part| Ordered { side, part: *part, before: 0.0, after: 0.0 })
        };
        match table.shape {
            Shape::Line => order.extend(of(0).rev().chain(of(1))),
            Shape::Half => order.extend(of(0)),
            Shape::Between(_) => order.extend(of(0).chain(of(1).rev())),
        }
        let mut total = Self { step: step.clone(), steps, frame, table, order, beyond: [0.0; 2], jump: None };
        total.accumulate();
        total
    }

    fn accumulate(&mut self) {
        let unit = self.table.unit;
        let masses: Vec<f64> =
            self.order.iter().map(|o| self.table.sides[o.side].mass(&o.part, unit)).collect();
        self.beyond = [self.table.ln_beyond(false), self.table.ln_beyond(true)];
        let mut sum = ln_add_exp(self.beyond[0], self.table.atom.ln());
        for (ordered, mass) in self.order.iter_mut().zip(&masses) {
            ordered.before = sum;
            sum = ln_add_exp(sum, *mass);
        }
        if let Some((jump, ln_sf)) = self.single_jump() {
            self.jump = Some(jump);
            self.beyond[1] = ln_sf;
        } else if self.beyond[1] > -30.0 {
            self.beyond[1] = ln_1m_exp(sum.min(0.0));
        }
        let mut sum = self.beyond[1];
        for (ordered, mass) in self.order.iter_mut().zip(&masses).rev() {
            ordered.after = sum;
            sum = ln_add_exp(sum, *mass);
        }
    }

    /// What a single large step says at the upper end of the tables, and how far the density is from it.
    fn single_jump(&self) -> Option<(f64, f64)> {
        let last = self.order.last()?;
        if self.frame.mirrored || matches!(self.table.shape, Shape::Between(_)) || !self.step.tail_class().is_heavy() {
            return None;
        }
        let d = last.part.high;
        let x = self.frame.origin + d;
        let ln_n = (self.steps as f64).ln();
        let jump = self.table.sides[last.side].ln_density(d, self.table.unit) - ln_n - self.step.ln_pdf(x);
        (jump.abs() < 1e-9).then(|| (jump.abs(), ln_n + self.step.ln_sf(x)))
    }

    /// The place of a total on the line of the table.
    fn place(&self, x: f64) -> Place {
        let origin = self.steps as f64 * self.frame.origin;
        let up = if self.frame.mirrored { origin - x } else { x - origin };
        self.place_at(up)
    }

    fn place_at(&self, up: f64) -> Place {
        let down = if let Shape::Between(width) = self.table.shape { width - up } else { f64::INFINITY };
        Place { up, down }
    }

    /// `ln P` of being at or before a place of the table, and after it.
    fn ln_both(&self, place: Place) -> (f64, f64) {
        let (side, d) = self.table.locate(place);
        let tabled = &self.table.sides[side];
        if place.up < 0.0 && self.table.shape != Shape::Line {
            return (f64::NEG_INFINITY, 0.0);
        }
        if tabled.parts.is_empty() || d > tabled.last() || d < tabled.first() {
            return (f64::NAN, f64::NAN);
        }
        let place_in_order = self.order_of(side, d);
        let Ordered { part, before, after, .. } = self.order[place_in_order];
        let unit = self.table.unit;
        let low = if d > part.low { tabled.mass_between(&part, part.low, d, unit) } else { f64::NEG_INFINITY };
        let high = if d < part.high { tabled.mass_between(&part, d, part.high, unit) } else { f64::NEG_INFINITY };
        let (below, above) = if self.rises(side) { (low, high) } else { (high, low) };
        let (cdf, sf) = (ln_add_exp(before, below), ln_add_exp(after, above));
        if cdf < sf { (cdf, ln_1m_exp(cdf)) } else { (ln_1m_exp(sf), sf) }
    }

    fn rises(&self, side: usize) -> bool {
        match self.table.shape {
            Shape::Line => side == 1,
            _ => side == 0,
        }
    }

    fn order_of(&self, side: usize, d: f64) -> usize {
        let k = self.table.sides[side].part_at(d);
        let (zero, one) = (self.table.sides[0].parts.len(), self.table.sides[1].parts.len());
        match (self.table.shape, side) {
            (Shape::Line, 0) => zero - 1 - k,
            (Shape::Line, _) => zero + k,
            (_, 0) => k,
            _ => zero + one - 1 - k,
        }
    }

    /// `ln P(T <= x)` and `ln P(T > x)`.
    pub fn ln_tails(&self, x: f64) -> (f64, f64) {
        let (cdf, sf) = self.ln_both(self.place(x));
        if self.frame.mirrored { (sf, cdf) } else { (cdf, sf) }
    }

    /// at a distance from the lower end
    pub fn ln_tails_above_low(&self, up: f64) -> (f64, f64) {
        self.ln_both(self.place_at(up))
    }

    /// `ln f`
    pub fn ln_pdf_above_low(&self, up: f64) -> f64 {
        self.table.ln_density(self.place_at(up))
    }

    /// sizes
    pub fn describe(&self) -> String {
        format!("{} beyond {:?}, jump {:?}", self.table.describe(), self.beyond, self.jump)
    }
}

impl Table {
    pub(super) fn describe(&self) -> String {
        format!(
            "unit {:e} panels {}+{}, parts {}+{}, first {:e} last {:e} / {:e} {:e}, error {:.1e}, mode {:?} beyond {} {} atom {}",
            self.unit, self.sides[0].panels.len(),
            self.sides[1].panels.len(),
            self.sides[0].parts.len(),
            self.sides[1].parts.len(),
            self.sides[0].first(),
            self.sides[0].last(),
            self.sides[1].first(),
            self.sides[1].last(),
            self.error,
            self.mode, self.ln_beyond(false), self.ln_beyond(true), self.atom
        )
    }
}
