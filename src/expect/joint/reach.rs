//! How much of a table a tilt takes, and what it does not reach.
//!
//! Refuses: more marks than anyone would wait for.

use super::{
    edge::Beyond,
    point::Point,
    table::{Mark, Table},
};
use crate::{
    expect::{Refusal, terms::times},
    num::Estimate,
};

/// Weights smaller by so many nats than the largest are nothing.
const NOTHING: f64 = 40.0;
/// The lowest rank of which rounding leaves anything, in nats.
const LOWEST: f64 = -29.0;
/// Less than this of U is hardly anything.
const HARDLY: f64 = 1e-9;
/// At most so many marks are set.
const MOST: usize = 1500;
/// What lies beyond the last mark, in units of what its last nat holds.
const BEYOND: f64 = 10.0;

/// The marks that a tilt takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    pub(super) first: usize,
    pub(super) last: usize,
    /// The mark of the largest weight.
    pub(super) peak: Point,
    pub(super) bottom: Point,
    pub(super) top: Point,
    /// How far a nat is at the lower end of the table, and how fast the weight falls at the upper one.
    nat: f64,
    falls: f64,
    /// What is left below and above the table, in units of the weight at its ends.
    rests: [f64; 2],
    /// What is beyond the last mark, if its form is known.
    pub(super) beyond: Option<Beyond>,
}

/// The height of the weight `e^(s u) P(U >= u)` at a place.
fn height(s: f64, point: &Point) -> f64 {
    s * point.u + point.ln_p.value
}

/// Extends a table as far as a tilt at the rate s asks, in full down to where nothing of U is left, and makes it known there.
/// Errors: that is too far.
pub(super) fn reach(table: &mut Table, s: f64, in_full: bool) -> Result<Reach, Refusal> {
    let scouts: Vec<Point> = table.scouts().to_vec();
    let seen = scouts.iter().map(|point| height(s, point)).fold(f64::NEG_INFINITY, f64::max);
    let mut top = table.marks.iter().map(|mark| height(s, &mark.at)).fold(seen, f64::max);
    let end = table.highest();
    loop {
        let edge = *table.edges()[1];
        top = top.max(height(s, &edge));
        // Beyond, the weight is at most that of what is left at the very end of U.
        let left = if end.is_finite() { s * (end - edge.u) } else { 0.0 };
        let further = |point: &Point| point.u > edge.u && height(s, point) > top - NOTHING;
        if height(s, &edge) + left < top - NOTHING && !scouts.iter().any(further) {
            break;
        }
        if table.marks.len() > MOST {
            return Err(Refusal(format!(
                "the tilt at the rate {s} reaches deeper into the tail of U than a table goes"
            )));
        }
        if !table.extend(true) {
            break;
        }
    }
    let first = lowest(table, s, in_full, top);
    let marks = &table.marks;
    let counts = |point: &Point| height(s, point) > top - NOTHING;
    let last = marks.iter().rposition(|mark| counts(mark.top()) || counts(&mark.at)).map_or(0, |last| last + 1);
    let last = last.clamp((first + 1).min(marks.len() - 1), marks.len() - 1);
    let of = Reach::between(table, s, (first, last));
    table.know(first, last)?;
    Ok(of)
}

/// The same up to a place, from which on the weight is of a known form.
pub(super) fn reach_to(table: &mut Table, s: f64, end: f64) -> Result<Reach, Refusal> {
    while table.edges()[1].u < end {
        if table.marks.len() > MOST || !table.extend(true) {
            return Err(Refusal(format!("the table of U does not reach {end}")));
        }
    }
    let top = table.marks.iter().map(|mark| height(s, &mark.at)).fold(f64::NEG_INFINITY, f64::max);
    let first = lowest(table, s, false, top);
    let last = table.marks.iter().position(|mark| mark.at.u >= end).unwrap_or(table.marks.len() - 1);
    let of = Reach::between(table, s, (first, last));
    table.know(first, last)?;
    Ok(of)
}

/// The mark below which nothing of a weight is left whose largest logarithm is `top`, or nothing of U.
fn lowest(table: &mut Table, s: f64, in_full: bool, top: f64) -> usize {
    let is_low = |point: &Point| point.score() < LOWEST || (!in_full && height(s, point) < top - NOTHING);
    let below = |table: &Table, point: &Point| is_low(point) && point.u < peak_of(table, s).u;
    while !below(table, table.edges()[0]) && table.extend(false) {}
    table.marks.iter().rposition(|mark| below(table, &mark.at)).unwrap_or(0)
}

/// The mark of the largest weight.
fn peak_of(table: &Table, s: f64) -> Point {
    let marks = table.marks.iter().map(|mark| mark.at);
    marks.max_by(|a, b| height(s, a).total_cmp(&height(s, b))).unwrap_or(table.marks[0].at)
}

impl Reach {
    fn between(table: &Table, s: f64, (first, last): (usize, usize)) -> Self {
        let marks = &table.marks[first..=last];
        let (bottom, top) = (marks[0].at, *marks[marks.len() - 1].top());
        let nat = |a: &Point, b: &Point| ((a.u - b.u) / (a.score() - b.score())).abs();
        let nat_below = if marks.len() > 1 && bottom.rank().ln_below > f64::NEG_INFINITY {
            nat(&marks[1].at, &bottom)
        } else {
            0.0
        };
        // How fast the weight falls with u, from the last mark but one.
        let rises = |a: &Mark, b: &Mark| (height(s, &b.at) - height(s, a.top())) / (b.at.u - a.top().u);
        let (rising, falls) = match marks {
            [first, second, .., before, last] => (rises(first, second), -rises(before, last)),
            [first, last] => (rises(first, last), -rises(first, last)),
            _ => (0.0, 0.0),
        };
        let (end, left) = (table.highest(), table.highest() - top.u);
        // Of the weight at the top: what is left beyond, if it falls on, or is no higher up to the end of U.
        let above = if top.ln_p.value == f64::NEG_INFINITY {
            0.0
        } else if falls > 0.0 {
            BEYOND * s / falls
        } else if end.is_finite() {
            s * left * (s * left).exp()
        } else {
            f64::INFINITY
        };
        let below = if rising > 0.0 { BEYOND * s / rising } else { f64::INFINITY };
        Self {
            first,
            last,
            peak: peak_of(table, s),
            bottom,
            top,
            nat: nat_below,
            falls,
            rests: [below, above],
            beyond: None,
        }
    }

    /// Mass, first moment about the centre, gain beyond the common one, second moment and gain times the moment, of w below the table;
    /// `ln` is the logarithm of the weight. Where hardly anything of U is below, nearly all is above every such w.
    pub(super) fn below(&self, s: f64, centre: f64, common: f64, ln: impl Fn(f64, f64) -> f64) -> [Estimate; 5] {
        let missed = self.bottom.rank().below();
        let gain = (self.bottom.gain.value.abs() + self.bottom.gain.error, self.bottom.gain.value - common);
        if missed > HARDLY {
            let rest = times(self.rests[0], ln(self.bottom.u, self.bottom.ln_p.value).exp());
            let far = centre - self.bottom.u + BEYOND / s;
            let gain = gain.1.abs() + gain.0;
            return [1.0, far, gain, far * far, far * gain].map(|size| Estimate::new(0.0, times(size, rest)));
        }
        let (weight, step) = (ln(self.bottom.u, 0.0).exp(), self.bottom.u - centre - 1.0 / s);
        let part = |of: f64, error: f64| Estimate::new(times(of, weight), times(error, weight));
        [
            part(1.0 - 0.5 * missed, 0.5 * missed),
            part(step, missed * step.abs()),
            part(-common, gain.0 + missed * common.abs()),
            part(step * step + 1.0 / (s * s), 0.0),
            part(-common * step, 0.0),
        ]
    }

    /// The same above the table, as errors only where its form is not known.
    pub(super) fn above(&self, centre: f64, common: f64, ln: impl Fn(&Point) -> f64) -> [Estimate; 3] {
        if let Some(beyond) = &self.beyond {
            return beyond.parts(centre, common, ln);
        }
        let rest = self.rest(&ln);
        let far = (self.top.u - centre).abs() + if self.falls > 0.0 { BEYOND / self.falls } else { 0.0 };
        let gain = (self.top.gain.value - common).abs() + self.top.gain.error;
        [1.0, far, 2.0 * gain].map(|size| Estimate::new(0.0, times(size, rest)))
    }

    /// What is left above the table, of the weight with this logarithm.
    fn rest(&self, ln: impl Fn(&Point) -> f64) -> f64 {
        if self.rests[1] == 0.0 { 0.0 } else { times(self.rests[1], ln(&self.top).exp()) }
    }

    /// The same three in a small tilt, about the mean m: what is missed of `E[e^y - 1 - y]`, of the rise of U and of that of V.
    pub(super) fn missed(&self, s: f64, m: f64) -> [f64; 3] {
        let down = m - self.bottom.u;
        let share = (s * down).clamp(0.0, 1.0) * BEYOND * self.nat;
        let rank = self.bottom.rank().below();
        let gain = self.bottom.gain.value.abs() + self.bottom.gain.error;
        let rest = self.rest(|top| s * (top.u - m) + top.ln_p.value);
        let far = (self.top.u - m).abs() + if self.falls > 0.0 { BEYOND / self.falls } else { 0.0 };
        let above =
            [1.0, 2.0 * far, 2.0 * (self.top.gain.value.abs() + self.top.gain.error)].map(|size| times(size, rest));
        let below = [s * share * rank, 2.0 * share * rank, s * BEYOND * self.nat * gain];
        std::array::from_fn(|k| below[k] + above[k])
    }
}
