//! Probabilities and quantiles from a table of densities: masses of panels, summed from both ends of the line.
//!
//! Refuses: what lies beyond the tables, unless a single large step decides it.

use super::{
    jump::Jumps,
    table::{Part, Place, Shape, Table},
    tabulated::Tails,
};
use crate::num::{
    Estimate,
    logs::{ln_1m_exp, ln_add_exp},
};
use std::f64::consts::LN_2;

/// The law of a total with a density.
#[derive(Clone, Debug)]
pub(super) struct Dense {
    pub(super) extent: Extent,
    /// What a single large step does.
    jumps: Jumps,
    pub(super) table: Table,
    /// The parts in the order of the line.
    order: Vec<Ordered>,
    /// `ln P` of being beyond the tables, below and above.
    beyond: [f64; 2],
    /// How far the density at the upper end is from that of a single large step, if such a step decides there.
    jump: Option<f64>,
}

/// Where a total lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    /// What the table is measured from.
    pub(super) origin: f64,
    /// Whether the table runs from the upper end down.
    pub(super) mirrored: bool,
    /// The ends of the support.
    pub(super) low: f64,
    pub(super) high: f64,
}

/// A part with `ln P` of being before it and after it.
#[derive(Clone, Copy, Debug)]
struct Ordered {
    side: usize,
    part: Part,
    before: f64,
    after: f64,
}

/// How well a single large step must explain the density at the end of the tables.
const JUMP: f64 = 1e-9;
/// What is beyond the tables by the slope at their end, it is not wrong by more than this share of itself.
const GUESSED: f64 = 0.5;
/// A probability that is in doubt by more than this is refused, in units of 1 and its own depth.
const IN_DOUBT: f64 = 1e-8;
/// Above this, what is beyond the tables is what is left of 1.
const OPEN: f64 = -30.0;

impl Dense {
    pub(super) fn new(extent: Extent, jumps: Jumps, table: Table) -> Self {
        let mut order: Vec<Ordered> = Vec::new();
        let of = |side: usize| {
            table.sides[side].parts.iter().map(move |part| Ordered { side, part: *part, before: 0.0, after: 0.0 })
        };
        match table.shape {
            Shape::Line => order.extend(of(0).rev().chain(of(1))),
            Shape::Half => order.extend(of(0)),
            Shape::Between(_) => order.extend(of(0).chain(of(1).rev())),
        }
        let mut dense = Self { extent, jumps, table, order, beyond: [0.0; 2], jump: None };
        dense.accumulate();
        dense
    }

    fn accumulate(&mut self) {
        let unit = self.table.unit;
        let masses: Vec<f64> = self.order.iter().map(|o| self.table.sides[o.side].mass(&o.part, unit)).collect();
        self.beyond = [self.table.ln_beyond(false), self.table.ln_beyond(true)];
        let mut sum = ln_add_exp(self.beyond[0], self.table.atom.ln());
        for (ordered, mass) in self.order.iter_mut().zip(&masses) {
            ordered.before = sum;
            sum = ln_add_exp(sum, *mass);
        }
        if let Some((jump, ln_sf)) = self.single_jump() {
            (self.jump, self.beyond[1]) = (Some(jump), ln_sf);
        } else if self.beyond[1] > OPEN {
            self.beyond[1] = ln_1m_exp(sum.min(0.0));
        }
        let mut sum = self.beyond[1];
        for (ordered, mass) in self.order.iter_mut().zip(&masses).rev() {
            ordered.after = sum;
            sum = ln_add_exp(sum, *mass);
        }
    }

    /// What a single large step says at the upper end of the tables, `P(T > x) ~ n P(step > x)`, and how far the density is
    /// from it.
    fn single_jump(&self) -> Option<(f64, f64)> {
        let last = self.order.last()?;
        let bounded = matches!(self.table.shape, Shape::Between(_));
        if self.extent.mirrored || bounded || !self.jumps.is_heavy() {
            return None;
        }
        let up = last.part.high;
        let jump = self.table.sides[last.side].ln_density(up, self.table.unit) - self.jumps.ln_pdf(up);
        (jump.abs() < JUMP).then(|| (jump.abs(), self.jumps.ln_sf(up)))
    }

    pub(super) fn origin(&self) -> f64 {
        self.extent.origin
    }

    /// The place of a total on the line of the table.
    fn place(&self, x: f64, absolute: bool) -> Place {
        let offset = if absolute { x - self.origin() } else { x };
        let up = if self.extent.mirrored { -offset } else { offset };
        let down = if let Shape::Between(width) = self.table.shape { width - up } else { f64::INFINITY };
        Place { up, down }
    }

    /// Both tails; none beyond the tables.
    pub(super) fn tails(&self, x: f64, absolute: bool) -> Option<Tails> {
        let place = self.place(x, absolute);
        let (before, after) = self.sums(place)?;
        let (ln_cdf, ln_sf) = if self.extent.mirrored { (after, before) } else { (before, after) };
        let moved = if absolute { f64::EPSILON * self.origin().abs() } else { 0.0 };
        let rate = (self.table.ln_density(place) - before.min(after)).exp();
        let moved = if moved > 0.0 && rate.is_finite() { moved * rate } else { 0.0 };
        let error = self.error(before.min(after), before < after) + moved;
        (error < IN_DOUBT * (1.0 - before.min(after).max(-1e300))).then(|| Tails::of(ln_cdf, ln_sf, error))
    }

    /// `ln P` of the larger tail at a point beyond the tables, which differs from 0 by less than f64 holds; none of the smaller one.
    pub(super) fn certain(&self, x: f64, absolute: bool, upper: bool) -> Option<Estimate> {
        let place = self.place(x, absolute);
        let (side, distance) = self.table.mode;
        let below = place.up < self.table.shape.place(side, distance).up;
        let ln_missing = self.beyond[usize::from(!below)];
        let larger = upper != self.extent.mirrored;
        (larger == below && ln_missing < OPEN && self.sums(place).is_none())
            .then(|| Estimate::new(0.0, 2.0 * ln_missing.exp().max(f64::MIN_POSITIVE)))
    }

    /// What a probability may be wrong by, relatively: the shift of a table counts more in the tail, and beyond its end it is
    /// only guessed.
    fn error(&self, ln_p: f64, below: bool) -> f64 {
        if ln_p == f64::NEG_INFINITY {
            return 0.0;
        }
        let depth = -ln_p.min(0.0);
        let guessed = match (below, self.jump) {
            (false, Some(jump)) => jump + 1e-15,
            (false, None) if self.beyond[1] > OPEN => 4.0 * f64::EPSILON * (-self.beyond[1]).exp(),
            _ => GUESSED,
        };
        let beyond = guessed * (self.beyond[usize::from(!below)] - ln_p).exp().min(1.0);
        self.table.error * (1.0 + (2.0 * depth).sqrt()) + 16.0 * f64::EPSILON * (1.0 + depth) + beyond
    }

    /// `ln P` of being at or before a place of the table, and after it.
    fn sums(&self, place: Place) -> Option<(f64, f64)> {
        let (none, all) = (f64::NEG_INFINITY, 0.0);
        let line = self.table.shape == Shape::Line;
        if place.up < 0.0 && !line {
            return Some((none, all));
        }
        if place.down <= 0.0 {
            return Some((all, none));
        }
        if place.up == 0.0 && !line {
            return Some((self.table.atom.ln(), (-self.table.atom).ln_1p()));
        }
        let (side, d) = self.table.locate(place);
        let tabled = &self.table.sides[side];
        if d > tabled.last() && self.jump.is_some() && self.rises(side) {
            let ln_sf = self.jumps.ln_sf(place.up);
            return Some((ln_1m_exp(ln_sf), ln_sf));
        }
        if tabled.parts.is_empty() || d > tabled.last() || d < tabled.first() {
            return None;
        }
        let Ordered { part, before, after, .. } = self.order[self.order_of(side, d)];
        let unit = self.table.unit;
        let low = if d > part.low { tabled.mass_between(&part, part.low, d, unit) } else { none };
        let high = if d < part.high { tabled.mass_between(&part, d, part.high, unit) } else { none };
        let (below, above) = if self.rises(side) { (low, high) } else { (high, low) };
        Some((ln_add_exp(before, below), ln_add_exp(after, above)))
    }

    /// Whether distances grow along the line on a side.
    fn rises(&self, side: usize) -> bool {
        if self.table.shape == Shape::Line { side == 1 } else { side == 0 }
    }

    /// The rank on the line of the part that holds a distance.
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

    pub(super) fn density(&self, x: f64, absolute: bool) -> Option<Estimate> {
        let place = self.place(x, absolute);
        let line = self.table.shape == Shape::Line;
        if (place.up < 0.0 && !line) || place.down < 0.0 {
            return Some(Estimate::new(f64::NEG_INFINITY, 0.0));
        }
        let ln = self.table.ln_density(place);
        let tails = self.tails(x, absolute)?;
        if ln == f64::NEG_INFINITY {
            let far = self.jump.filter(|_| tails.ln_sf < tails.ln_cdf)?;
            return Some(Estimate::new(self.jumps.ln_pdf(place.up), far + tails.error));
        }
        Some(Estimate::new(ln, tails.error + 4.0 * f64::EPSILON * ln.abs()))
    }

    /// The offset from the origin at which a tail has a probability; none beyond the tables.
    pub(super) fn quantile(&self, ln_p: f64, upper: bool) -> Option<Estimate> {
        // On the line of the table, and by the smaller of the two tails.
        let after = upper != self.extent.mirrored;
        let (ln_p, after) = if ln_p > -LN_2 { (ln_1m_exp(ln_p), !after) } else { (ln_p, after) };
        let sign = if self.extent.mirrored { -1.0 } else { 1.0 };
        if !after && ln_p <= self.table.atom.ln() {
            return Some(Estimate::new(0.0, 0.0));
        }
        if after && ln_p < self.beyond[1] && self.jump.is_some() {
            let up = self.jumps.inv_ln_sf(ln_p);
            return Some(Estimate::new(up, up.abs() * (self.error(ln_p, false) + 8.0 * f64::EPSILON)));
        }
        if !after && ln_p > ln_1m_exp(self.beyond[1].min(0.0)) {
            return None;
        }
        let error = self.error(ln_p, !after);
        if error > IN_DOUBT * (1.0 - ln_p) {
            return None;
        }
        let place = if after {
            self.order.partition_point(|ordered| ordered.after > ln_p)
        } else {
            self.order.partition_point(|ordered| ordered.before < ln_p).checked_sub(1)?
        };
        let ordered = self.order.get(place)?;
        let d = self.root(ordered, ln_p, after);
        let up = self.table.shape.place(ordered.side, d).up;
        let rate = (self.table.sides[ordered.side].ln_density(d, self.table.unit) - ln_p).exp();
        Some(Estimate::new(sign * up, error / rate + 4.0 * f64::EPSILON * up.abs()))
    }

    /// The distance on a part at which a tail has a probability: Newton's method in the coordinate of its panel, kept in a bracket.
    fn root(&self, ordered: &Ordered, ln_p: f64, after: bool) -> f64 {
        let Ordered { side, part, .. } = *ordered;
        let tabled = &self.table.sides[side];
        let panel = &tabled.panels[part.panel];
        let unit = self.table.unit;
        let counts_from_low = self.rises(side) != after;
        let known = if after { ordered.after } else { ordered.before };
        let (mut low, mut high) = (panel.chart.share(part.low), panel.chart.share(part.high));
        let mut share = 0.5 * (low + high);
        for _ in 0..60 {
            let d = panel.chart.at(share).clamp(part.low, part.high);
            let (from, to) = if counts_from_low { (part.low, d) } else { (d, part.high) };
            let found = ln_add_exp(known, tabled.mass_between(&part, from, to, unit));
            let over = found - ln_p;
            if (over > 0.0) == counts_from_low {
                high = share;
            } else {
                low = share;
            }
            let rate = (panel.series.at(share)[0] - found).exp() * panel.chart.stretch(unit);
            let step = if counts_from_low { -over / rate } else { over / rate };
            let next = share + step;
            let next = if next > low && next < high { next } else { 0.5 * (low + high) };
            if (next - share).abs() <= 1e-16 * (1.0 + share.abs()) || over.abs() <= 1e-16 * ln_p.abs() {
                break;
            }
            share = next;
        }
        panel.chart.at(share)
    }
}
