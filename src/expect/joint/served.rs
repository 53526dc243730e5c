//! A table as what integrals under a weight are taken from: extended until what lies beyond does not count, and made known there.
//!
//! Refuses: more marks than anyone would wait for.

use super::{
    panel::{Panel, Piece},
    point::{Point, rank},
    table::Table,
};
use crate::expect::{
    Refusal,
    power_ball::{
        tails::{Leaf, Reading, Tails},
        weight::Weighs,
    },
};
use std::f64::consts::LN_2;

/// What lies so many nats below the largest part of a moment is nothing.
const NOTHING: f64 = 41.0;
/// The lowest rank of which rounding leaves anything, in nats.
const LOWEST: f64 = -29.0;
/// At most so many marks are set.
const MOST: usize = 1500;
/// Shares of a panel at which it is looked at.
const LOOKS: [f64; 5] = [-1.0, -0.5, 0.0, 0.5, 1.0];

/// The part of a table that a weight asks for.
pub(super) struct Served {
    panels: Vec<Panel>,
    /// Atoms, and what is too narrow to be told from one.
    jumps: Vec<(Point, Point)>,
    bottom: Point,
    /// Whether the table goes up to the end of U.
    ended: bool,
}

impl Served {
    /// Extends a table. Errors: that is too far; those of the integrations at a place.
    pub(super) fn by(table: &mut Table, weight: &impl Weighs) -> Result<Self, Refusal> {
        let scouts: Vec<Point> = table.scouts().to_vec();
        let size = |point: &Point| weight.ln_size(point.u, [point.ln_p.value, point.rank().ln_below]);
        let largest = |points: &mut dyn Iterator<Item = &Point>| points.map(size).fold(f64::NEG_INFINITY, f64::max);
        let mut top = largest(&mut scouts.iter()).max(largest(&mut table.marks.iter().map(|mark| &mark.at)));
        loop {
            let edge = *table.edges()[1];
            top = top.max(size(&edge));
            let further = |point: &Point| point.u > edge.u && size(point) > top - NOTHING;
            if edge.u > weight.from() && size(&edge) < top - NOTHING && !scouts.iter().any(further) {
                break;
            }
            if table.marks.len() > MOST {
                return Err(Refusal("the weight reaches deeper into the tail of U than a table goes".into()));
            }
            if !table.extend(true) {
                break;
            }
        }
        let is_low = |point: &Point| point.score() < LOWEST || point.u <= weight.from();
        while !is_low(table.edges()[0]) && table.extend(false) {}
        let first = table.marks.iter().rposition(|mark| is_low(&mark.at)).unwrap_or(0);
        let counts = |point: &Point| point.u <= weight.from() || size(point) > top - NOTHING;
        // Above the last atom nothing is left, but what leads up to it counts.
        let last = table.marks.iter().rposition(|mark| counts(mark.top()) || counts(&mark.at));
        let last = last.map_or(0, |last| last + 1);
        let last = last.clamp((first + 1).min(table.marks.len() - 1), table.marks.len() - 1);
        table.know(first, last)?;
        let (mut panels, mut jumps) = (Vec::new(), Vec::new());
        for piece in table.pieces(first, last) {
            match piece {
                Piece::Panel(panel) => panels.push(*panel),
                Piece::Jump(at, after) => jumps.push((at, after)),
            }
        }
        let ended = table.marks[last].top().ln_p.value == f64::NEG_INFINITY;
        Ok(Self { panels, jumps, bottom: table.marks[first].at, ended })
    }
}

impl Tails for Served {
    type Leaf<'a> = &'a Panel;

    fn leaves(&self) -> Vec<&Panel> {
        self.panels.iter().collect()
    }

    fn ended(&self, up: bool) -> bool {
        if up { self.ended } else { self.bottom.rank().ln_below == f64::NEG_INFINITY }
    }

    fn below(&self) -> Reading {
        // What is not known is bounded by what the lowest place shows.
        let off = self.bottom.gain.value.abs() + self.bottom.gain.error;
        Reading { ln_p: 0.0, ln_q: self.bottom.rank().ln_below, gain: 0.0, errors: [1.0, off], upper: false }
    }

    fn gaps(&self) -> Vec<(f64, f64)> {
        self.jumps.iter().map(|(at, after)| (at.u, after.u - at.u)).collect()
    }
}

impl Leaf for &Panel {
    fn span(&self) -> (f64, f64) {
        Panel::span(self)
    }

    fn at(&self, share: f64) -> (f64, f64) {
        let place = Panel::at(self, share);
        (place.u, place.jacobian)
    }

    fn share(&self, u: f64) -> f64 {
        self.share_of(u)
    }

    fn rises(&self) -> bool {
        true
    }

    fn read(&self, share: f64) -> Reading {
        let place = Panel::at(self, share);
        let ranked = rank(place.ln_p);
        let upper = ranked.ln_above < -LN_2;
        let [of_rank, of_gain] = self.errors;
        // The series is of the upper tail, from which the lower one is what is left.
        let off = if upper { of_rank } else { (of_rank * (ranked.ln_above - ranked.ln_below).exp()).min(1.0) };
        Reading { ln_p: ranked.ln_above, ln_q: ranked.ln_below, gain: place.gain, errors: [off, of_gain], upper }
    }

    fn levels(&self) -> Vec<(f64, [f64; 2])> {
        let level = |share: f64| {
            let place = Panel::at(self, share);
            let ranked = rank(place.ln_p);
            (place.u, [ranked.ln_above, ranked.ln_below])
        };
        LOOKS.map(level).to_vec()
    }
}
