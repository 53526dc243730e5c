//! The density of a sum of two tabulated variables at one place: the integral of the product of their densities.
//!
//! Every term is positive, so that a density of e^-1000 keeps its digits. The line is cut wherever one of the two changes panels,
//! the shorter of two distances is the variable, and a stretch that cannot matter beside the largest is left out.
//!
//! Refuses: a place where what lies beyond the tables may count.

use super::table::{Part, Place, Shape, Side, Table};
use crate::num::quadrature::{NODE_COUNT, nodes, rule_sums};

/// Two tabulated variables to be added.
pub(super) struct Overlap<'a> {
    pub(super) a: &'a Table,
    pub(super) b: &'a Table,
    /// Whether the two are one law, so that half of the line is enough.
    pub(super) same: bool,
}

/// What is found at one place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Density {
    /// `ln (f measure)`.
    pub(super) ln: f64,
    /// What the rules leave open, relatively.
    pub(super) error: f64,
}

/// One side of each: the distance on `other` is the offset less that on `lead`, or the offset and that on `lead`.
struct Zone<'a> {
    lead: (&'a Side, f64),
    other: (&'a Side, f64),
    offset: f64,
    falling: bool,
    weight: f64,
    /// How far sides of these shapes go at most.
    joins: (f64, f64),
}

/// A stretch of the variable on which neither changes parts.
struct Stretch {
    low: f64,
    high: f64,
    lead: usize,
    other: usize,
    zone: usize,
    /// Roughly the logarithm of the most that it can hold.
    top: f64,
}

/// What is below the largest by so many nats is rounding.
const QUIET: f64 = 38.0;
/// What is beyond the tables must be below the whole by so many.
const BEYOND: f64 = 37.0;
/// By how much the rule's own error overstates what it leaves open on a stretch of an analytic function: 20 terms of 32 are
/// compared, and the power 3/2 of their difference is the error of all, without the factor `200^1.5`.
const PESSIMISM: f64 = 1000.0;
/// Where the other distance hardly moves with the variable, and then does, in units of the offset and in nats.
const BENDS: [f64; 4] = [-5.0, -2.0, 1.5, 4.0];

impl Overlap<'_> {
    /// `ln (f(place) measure)`; none where the tables do not reach.
    pub(super) fn at(&self, place: Place, measure: f64) -> Option<Density> {
        let zones = self.zones(place);
        let mut stretches = Vec::with_capacity(64);
        let mut beyond = f64::NEG_INFINITY;
        for (index, zone) in zones.iter().enumerate() {
            beyond = beyond.max(zone.beyond());
            zone.cut(index, &mut stretches);
        }
        let atoms = self.beside_atoms(place, measure);
        let best = stretches.iter().max_by(|x, y| x.top.total_cmp(&y.top));
        let base = best.map_or(atoms, |stretch| zones[stretch.zone].middle(stretch)).max(atoms);
        if !base.is_finite() {
            return None;
        }
        let first = best.map_or(0.0, |stretch| stretch.top) - 20.0;
        let (mut sum, mut error) = ((atoms - base).exp(), 0.0);
        let ln_units = base - measure.ln();
        for round in 0..2 {
            let least = if round == 0 { first } else { first.min(sum.ln() + ln_units - QUIET) };
            let wanted = |stretch: &&Stretch| (stretch.top >= first) == (round == 0) && stretch.top >= least;
            for stretch in stretches.iter().filter(wanted) {
                let zone = &zones[stretch.zone];
                let (value, rest) = zone.integral(stretch, base, measure);
                sum += zone.weight * value;
                error += zone.weight * rest;
            }
        }
        let ln = base + sum.ln();
        (sum > 0.0 && ln.is_finite() && ln - measure.ln() > beyond + BEYOND)
            .then_some(Density { ln, error: error / sum })
    }

    /// The logarithm of what the atoms contribute.
    fn beside_atoms(&self, place: Place, measure: f64) -> f64 {
        let of = |atom: f64, table: &Table| {
            let down = if let Shape::Between(width) = table.shape { width - place.up } else { f64::INFINITY };
            if atom == 0.0 || down < 0.0 {
                return f64::NEG_INFINITY;
            }
            atom.ln() + table.ln_density(Place { up: place.up, down }) + measure.ln()
        };
        crate::num::logs::ln_add_exp(of(self.a.atom, self.b), of(self.b.atom, self.a))
    }

    fn zones(&self, place: Place) -> Vec<Zone<'_>> {
        let mut zones = Vec::with_capacity(4);
        let (a, b) = (self.a, self.b);
        let Place { up, down } = place;
        let sides = if a.shape == Shape::Half { 1 } else { 2 };
        for i in 0..sides {
            for j in 0..sides {
                let offset = match (a.shape, b.shape, i, j) {
                    (Shape::Line, _, 0, 0) | (Shape::Line, _, 1, 0) => -up,
                    (_, Shape::Between(width), 0, 1) => width - up,
                    (Shape::Between(width), _, 1, 0) => up - width,
                    (Shape::Between(_), _, 1, 1) => down,
                    _ => up,
                };
                self.pair(i, j, offset, &mut zones);
            }
        }
        zones
    }

    /// The one or two zones of a side of each.
    fn pair<'s>(&'s self, i: usize, j: usize, offset: f64, zones: &mut Vec<Zone<'s>>) {
        let (a, b) = ((&self.a.sides[i], self.a.unit), (&self.b.sides[j], self.b.unit));
        let joins = (self.a.shape.join(), self.b.shape.join());
        let weight = if self.same { 2.0 } else { 1.0 };
        let falling = i == j;
        let by_a = Zone { lead: a, other: b, offset, falling, weight, joins };
        let by_b = Zone { lead: b, other: a, offset, falling, weight, joins: (joins.1, joins.0) };
        if falling {
            if offset > 0.0 {
                zones.push(by_a);
                if !self.same {
                    zones.push(by_b);
                }
            }
        } else if !self.same || i == 0 {
            zones.push(if offset >= 0.0 { by_a } else { Zone { offset: -offset, ..by_b } });
        }
    }
}

impl Zone<'_> {
    fn other_at(&self, v: f64) -> f64 {
        if self.falling { self.offset - v } else { self.offset + v }
    }

    fn furthest(&self) -> f64 {
        if self.falling { 0.5 * self.offset } else { f64::INFINITY }
    }

    /// The range of the variable, whatever is tabulated.
    fn natural(&self) -> (f64, f64) {
        let (a, b) = self.joins;
        if self.falling {
            ((self.offset - b).max(0.0), (0.5 * self.offset).min(a))
        } else {
            (0.0, a.min(b - self.offset))
        }
    }

    /// The range of the variable on which both are tabulated.
    fn range(&self) -> (f64, f64) {
        let ((lead, _), (other, _)) = (self.lead, self.other);
        let (low, high) = if self.falling {
            (self.offset - other.last(), self.offset - other.first())
        } else {
            (other.first() - self.offset, other.last() - self.offset)
        };
        (lead.first().max(low), lead.last().min(high).min(self.furthest()))
    }

    /// Roughly the logarithm of the most that the densities beyond the tables can add, from how they fall at their ends.
    fn beyond(&self) -> f64 {
        let ((lead, lead_unit), (other, other_unit)) = (self.lead, self.other);
        if lead.parts.is_empty() || other.parts.is_empty() {
            return f64::NEG_INFINITY;
        }
        let (nearest, furthest) = self.natural();
        if nearest >= furthest {
            return f64::NEG_INFINITY;
        }
        let both = |v: f64| lead.ln_extended(v, lead_unit) + other.ln_extended(self.other_at(v), other_unit);
        let mut most = f64::NEG_INFINITY;
        if lead.last() < furthest {
            let end = if furthest.is_finite() { furthest } else { lead.last() };
            most = most.max(both(lead.last()).max(both(end)) + lead.last().ln());
        }
        if other.last() < self.joins.1 {
            if !self.falling {
                most = most.max(both((other.last() - self.offset).max(0.0)) + other.last().ln());
            } else if self.offset > other.last() {
                let from = self.offset - other.last();
                let missed = lead.parts.iter().take_while(|part| part.low < from);
                let missed =
                    missed.map(|part| part.mass + other.ln_extended(self.other_at(part.high.min(from)), other_unit));
                most = missed.fold(most, f64::max);
            }
        }
        if lead.first() > nearest && lead.first() < furthest {
            most = most.max(both(lead.first()) + lead.first().ln());
        }
        let nearest_other = if self.falling { 0.5 * self.offset } else { self.offset };
        if other.first() > nearest_other {
            let v = if self.falling { self.offset - other.first() } else { other.first() - self.offset };
            most = most.max(both(v.max(0.0)) + other.first().ln());
        }
        most
    }

    /// Cuts the range wherever one of the two changes parts.
    fn cut(&self, zone: usize, stretches: &mut Vec<Stretch>) {
        let (mut v, end) = self.range();
        if v >= end || self.lead.0.parts.is_empty() || self.other.0.parts.is_empty() {
            return;
        }
        let (leads, others) = (&self.lead.0.parts, &self.other.0.parts);
        let bends = BENDS.map(|nats| 0.5 * self.offset * nats.exp());
        let mut p = self.lead.0.part_at(v);
        let mut q = self.other.0.part_at(self.other_at(v));
        loop {
            let meets = self.leaves(&others[q]);
            let next = leads[p].high.min(meets).min(end);
            let next = if self.lead.0.panels[leads[p].panel].chart.logarithmic {
                bends.iter().fold(next, |next, bend| if *bend > v { next.min(*bend) } else { next })
            } else {
                next
            };
            if next > v {
                let top = (leads[p].mass + others[q].top).min(leads[p].top + others[q].mass);
                stretches.push(Stretch { low: v, high: next, lead: p, other: q, zone, top });
                v = next;
            }
            if v >= end {
                return;
            }
            if leads[p].high <= v {
                p += 1;
            }
            if meets <= v {
                q = if self.falling { q.wrapping_sub(1) } else { q + 1 };
            }
            if p >= leads.len() || q >= others.len() {
                return;
            }
        }
    }

    /// Where the variable leaves a part of the other.
    fn leaves(&self, part: &Part) -> f64 {
        if self.falling { self.offset - part.low } else { part.high - self.offset }
    }

    /// The sum of the two values in the middle of a stretch.
    fn middle(&self, stretch: &Stretch) -> f64 {
        let v = stretch.low + 0.5 * (stretch.high - stretch.low);
        let (lead, other) = (self.lead.0, self.other.0);
        lead.panels[lead.parts[stretch.lead].panel].value(v)
            + other.panels[other.parts[stretch.other].panel].value(self.other_at(v))
    }

    /// The integral over a stretch times the measure, in units of `e^base`, and what the rule leaves open.
    fn integral(&self, stretch: &Stretch, base: f64, measure: f64) -> (f64, f64) {
        let ((lead, lead_unit), (other, other_unit)) = (self.lead, self.other);
        let p = &lead.panels[lead.parts[stretch.lead].panel];
        let q = &other.panels[other.parts[stretch.other].panel];
        // In the coordinate of the leading panel, where its series needs no logarithm.
        let (from, to) = (p.chart.share(stretch.low), p.chart.share(stretch.high));
        let width = 0.5 * (to - from) * p.chart.stretch(lead_unit);
        let mut values = [0.0; NODE_COUNT];
        for (value, share) in values.iter_mut().zip(nodes(from, to)) {
            let w = self.other_at(p.chart.at(share));
            let ln = p.series.at(share)[0] + q.value(w) - base;
            *value = ln.exp() * (width * measure / q.chart.measure(w, other_unit));
        }
        let (value, error, _) = rule_sums(|i| values[i], 1.0);
        (value, error / PESSIMISM)
    }
}
