//! The law of U under dependence and the gain of V above each level, tabulated between marks that are set as a pressure asks.
//!
//! Marks are a few nats apart, and at every place where U may have a corner or an atom. What lies between two of them is resolved
//! once, when a pressure first chooses there, and serves all others.
//!
//! Refuses: to go on where U ends, or where the next place is beyond f64; a pressure is told how far the table reaches.

use super::{
    Jointly,
    cuts::{Cut, cuts},
    panel::{Maker, Piece},
    point::Point,
};
use crate::{
    expect::Refusal,
    model::{
        joint::{Conditioned, Dependence, upper_end::upper_end},
        pressure::Tie,
    },
    num::Estimate,
    tail::Law,
};
use rayon::prelude::*;
use std::f64::consts::LN_2;

/// A place between pieces; at an atom of U a place just above it too.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) at: Point,
    pub(super) after: Option<Point>,
}

impl Mark {
    /// The place from which on what lies above begins.
    pub(super) fn top(&self) -> &Point {
        self.after.as_ref().unwrap_or(&self.at)
    }
}

/// The table.
#[derive(Clone, Debug)]
pub(super) struct Table {
    jointly: Jointly,
    /// The mean of V.
    pub(super) mean: Estimate,
    small: f64,
    origins: [f64; 3],
    cuts: Vec<Cut>,
    pub(super) marks: Vec<Mark>,
    /// What lies above each mark but the last, once it is known.
    pieces: Vec<Option<Vec<Piece>>>,
    /// How far apart the last two marks are, below and above.
    widths: [f64; 2],
    /// Places far out, once they are known.
    scouts: Option<Vec<Point>>,
}

/// The least and the most nats between marks that are no cuts.
const APART: (f64, f64) = (1.0, 4.5);
/// What is aimed at.
const AIM: f64 = 2.7;
/// From so many nats on marks are further apart, in proportion.
const WIDER: f64 = 40.0;
/// A step goes no further than this part of the way to an end of U.
const TOWARDS_END: f64 = 0.93;
/// An atom holds more than `e^-NARROW` of what lies above it: less is what rounding leaves of a place that is none.
const NARROW: f64 = 25.0;
/// Depths, as logarithms, of a part at places that are looked at from afar.
const SCOUTED: [f64; 9] = [-8.0, -16.0, -32.0, -64.0, -128.0, -256.0, -512.0, -1024.0, -4096.0];
/// Attempts at a mark.
const TRIES: usize = 120;

impl Table {
    /// A table with one mark. Errors: too many atoms; no place of U is known.
    pub(super) fn new(jointly: &Jointly) -> Result<Self, Refusal> {
        let value = &jointly.joint.value;
        let mean = value.mean().finite().unwrap_or(Estimate::new(f64::NAN, 0.0));
        let middles = [-LN_2, -0.3, -0.1, -1e-2, -1e-4].map(|ln_p| (ln_p, other_at(jointly, ln_p)));
        let mut found = Err(Refusal("no place of U is known".into()));
        for (ln_p, x) in middles {
            found = Point::at(jointly, mean, value.inv_ln_sf(ln_p) + x);
            if found.as_ref().is_ok_and(|point| point.score().is_finite()) {
                break;
            }
        }
        let middle = found?;
        let high = upper_end(&jointly.joint).at.unwrap_or(f64::INFINITY);
        let width = (spread(value) + (other_at(jointly, -0.3) - other_at(jointly, -1.4)).abs()).clamp(1e-300, 1e300);
        let small = 0.1 * spread(value);
        let (cuts, marks) = (cuts(jointly, high)?, vec![Mark { at: middle, after: None }]);
        // Up to rounding a cut is the end.
        let high = cuts.last().map_or(high, |last| if high.is_finite() { last.at } else { high });
        let origins = [middle.u, lower_end(jointly), high];
        let (jointly, pieces) = (jointly.clone(), Vec::new());
        let mut table = Self { jointly, mean, small, origins, cuts, marks, pieces, widths: [width; 2], scouts: None };
        // The middle may be a cut itself.
        let cut = table.cuts.iter().find(|cut| cut.at <= middle.u && middle.u <= cut.after.unwrap_or(cut.at));
        if let Some(cut) = cut {
            let at = table.maker().point(cut.at)?;
            table.marks = vec![table.mark(at, Some(cut))];
        }
        Ok(table)
    }

    pub(super) fn maker(&self) -> Maker<'_> {
        Maker { jointly: &self.jointly, mean: self.mean, scale: self.small, origins: self.origins }
    }

    /// The atoms of U, in increasing order.
    pub(super) fn ties(&self) -> Vec<Tie> {
        let atoms = self.cuts.iter().filter_map(|cut| Some((cut.at, cut.after?)));
        let tie = |(u, after): (f64, f64)| {
            let at = self.maker().point(u).ok()?;
            let after = self.maker().point(after).unwrap_or_else(|_| Point::nothing(after));
            let tie = at.jump_to(&after, 0.0).tie;
            (tie.ln_mass > tie.from.ln_above - NARROW).then_some(tie)
        };
        atoms.filter_map(tie).collect()
    }

    /// Atoms of U that no sum of atoms shows, as far as the table knows.
    pub(super) fn hidden_ties(&self) -> Vec<Tie> {
        let jumps = self.pieces.iter().flatten().flatten().filter_map(|piece| match piece {
            Piece::Jump(at, after) => Some(at.jump_to(after, 0.0).tie),
            Piece::Panel(_) => None,
        });
        jumps.filter(|tie| tie.ln_mass > tie.from.ln_above - NARROW).collect()
    }

    /// The middle of U, and about how wide it is.
    pub(super) fn scale(&self) -> [f64; 2] {
        let value = &self.jointly.joint.value;
        let of_other = (other_at(&self.jointly, -0.3) - other_at(&self.jointly, -1.4)).abs();
        [self.origins[0], spread(value) + of_other]
    }

    /// Where U may have a corner or an atom.
    pub(super) fn corners(&self) -> Vec<f64> {
        self.cuts.iter().map(|cut| cut.at).collect()
    }

    /// The lowest place of U, or of what is known of it.
    pub(super) fn lowest(&self) -> f64 {
        self.origins[1]
    }

    /// The end of U, infinite where it is not known.
    pub(super) fn highest(&self) -> f64 {
        self.origins[2]
    }

    /// Where U ends in an atom, the atom.
    pub(super) fn last_atom(&self) -> Option<Point> {
        let cut = self.cuts.last()?;
        self.maker().point(cut.after?).is_err().then(|| self.maker().point(cut.at).ok())?
    }

    /// Places at which one part is far out and the other in its middle: a second hump of a weight is seen from there.
    pub(super) fn scouts(&mut self) -> &[Point] {
        if self.scouts.is_none() {
            let value = &self.jointly.joint.value;
            let places = SCOUTED.into_iter().flat_map(|ln_p| {
                [
                    value.inv_ln_sf(ln_p) + other_at(&self.jointly, -LN_2),
                    value.inv_ln_sf(-LN_2) + other_at(&self.jointly, ln_p),
                    value.inv_ln_sf(ln_p) + other_at(&self.jointly, ln_p),
                ]
            });
            let places: Vec<f64> = places.filter(|u| u.is_finite()).collect();
            let found = places.into_par_iter().filter_map(|u| self.maker().point(u).ok());
            self.scouts = Some(found.collect());
        }
        self.scouts.as_deref().unwrap_or_default()
    }

    /// The piece that holds the level with `ln P(U >= u) = ln_p`. Errors: U is not that deep within f64.
    pub(super) fn holding(&mut self, ln_p: f64) -> Result<Piece, Refusal> {
        while self.edges()[1].ln_p.value > ln_p && self.extend(true) {}
        while self.edges()[0].ln_p.value < ln_p && self.extend(false) {}
        let beyond = || Refusal(format!("the threshold with ln P(U >= t) = {ln_p} is beyond f64"));
        // The last mark that more than this lies above; at an atom, if it does so with the atom.
        let mark = self.marks.iter().rposition(|mark| mark.at.ln_p.value >= ln_p).ok_or_else(beyond)?;
        if let Some(after) = self.marks[mark].after.filter(|after| after.ln_p.value < ln_p) {
            return Ok(Piece::Jump(self.marks[mark].at, after));
        }
        if mark + 1 >= self.marks.len() {
            return Err(beyond());
        }
        self.know(mark, mark + 1)?;
        let within = self.pieces[mark].iter().flatten();
        let holds = |piece: &&Piece| piece.ends_at() <= ln_p;
        within.clone().find(holds).or(within.last()).cloned().ok_or_else(beyond)
    }

    /// Sets a mark at the far end of a side; false where U ends, or f64 does.
    pub(super) fn extend(&mut self, up: bool) -> bool {
        let side = usize::from(up);
        let Some((mark, width)) = self.next(up) else { return false };
        self.widths[side] = width;
        if up {
            self.marks.push(mark);
            self.pieces.push(None);
        } else {
            self.marks.insert(0, mark);
            self.pieces.insert(0, None);
        }
        true
    }

    /// The marks from the last that is low, or the lowest of all, to the first with this score or the highest; set where they are
    /// missing.
    pub(super) fn covered(&mut self, is_low: impl Fn(&Point) -> bool, highest: f64) -> (usize, usize) {
        while self.edges()[1].score() < highest && self.extend(true) {}
        while !is_low(self.edges()[0]) && self.extend(false) {}
        let first = self.marks.iter().rposition(|mark| is_low(&mark.at)).unwrap_or(0);
        let last = self.marks.iter().position(|mark| mark.top().score() >= highest).unwrap_or(self.marks.len() - 1);
        (first, last)
    }

    /// The outermost places below and above.
    pub(super) fn edges(&self) -> [&Point; 2] {
        [&self.marks[0].at, self.marks[self.marks.len() - 1].top()]
    }

    /// The next mark on a side, and the width to try from there.
    fn next(&self, up: bool) -> Option<(Mark, f64)> {
        let from = self.edges()[usize::from(up)];
        let (sign, size) = (if up { 1.0 } else { -1.0 }, from.u.abs());
        let cut = self.cut_beyond(up, from.u);
        // The end of U itself is never reached.
        let ends = cut.is_some_and(|cut| cut.at == self.origins[1 + usize::from(up)] && cut.after.is_none());
        let share = if ends { TOWARDS_END } else { 1.0 };
        let reach = cut.map_or(f64::INFINITY, |cut| share * (cut.at - from.u).abs());
        let (mut near, mut far) = (0.0f64, f64::INFINITY);
        let (mut width, mut growth) = (self.widths[usize::from(up)].min(reach), 2.0f64);
        let mut last = None;
        let wider = (from.score().abs() / WIDER).max(1.0);
        let (apart_least, aim, apart_most) = (APART.0 * wider, AIM * wider, APART.1 * wider);
        for _ in 0..TRIES {
            let at_cut = width >= reach && !ends;
            let u = cut.filter(|_| at_cut).map_or(from.u + sign * width, |cut| cut.at);
            if !u.is_finite() {
                return None;
            }
            let point = self.maker().point(u).ok();
            let apart = point.as_ref().map_or(f64::INFINITY, |point| (point.score() - from.score()).abs());
            let narrow = far - near <= 64.0 * f64::EPSILON * size.max(u.abs());
            if let Some(point) = point
                && apart <= apart_most
                && (apart >= apart_least || width >= reach)
            {
                let next = if apart > 0.0 { width * (aim / apart).clamp(0.25, 4.0) } else { width };
                return Some((self.mark(point, cut.filter(|_| at_cut)), next));
            }
            if apart > apart_most {
                far = width;
                last = point
                    .filter(|point| point.score().is_finite())
                    .map(|point| (self.mark(point, cut.filter(|_| at_cut)), width))
                    .or(last);
            } else {
                near = width;
            }
            if narrow {
                // An atom that no sum of atoms shows.
                return last;
            }
            width = if far.is_infinite() {
                growth = (growth * growth).min(1e30);
                near * growth.sqrt()
            } else if near == 0.0 {
                0.25 * far
            } else if far > 4.0 * near {
                (near * far).sqrt()
            } else {
                0.5 * (near + far)
            };
            width = width.min(reach);
        }
        None
    }

    fn mark(&self, at: Point, cut: Option<&Cut>) -> Mark {
        let after = cut.and_then(|cut| cut.after);
        let after = after.map(|u| self.maker().point(u).unwrap_or_else(|_| Point::nothing(u)));
        Mark { at, after }
    }

    /// The next cut on a side.
    fn cut_beyond(&self, up: bool, u: f64) -> Option<&Cut> {
        if up { self.cuts.iter().find(|cut| cut.at > u) } else { self.cuts.iter().rev().find(|cut| cut.at < u) }
    }

    /// Makes the pieces between two marks known.
    pub(super) fn know(&mut self, first: usize, last: usize) -> Result<(), Refusal> {
        let maker = self.maker();
        let new = (first..last).into_par_iter().filter(|&i| self.pieces[i].is_none()).map(|i| {
            let (from, to) = (self.marks[i].top(), &self.marks[i + 1].at);
            maker.between(from, to).map(|pieces| (i, pieces))
        });
        for (i, pieces) in new.collect::<Result<Vec<_>, Refusal>>()? {
            self.pieces[i] = Some(pieces);
        }
        Ok(())
    }

    /// The pieces between two marks that are known, in increasing order, those at atoms among them.
    pub(super) fn pieces(&self, first: usize, last: usize) -> Vec<Piece> {
        let mut all = Vec::new();
        for i in first..=last {
            if let Some(after) = &self.marks[i].after {
                all.push(Piece::Jump(self.marks[i].at, *after));
            }
            all.extend(self.pieces.get(i).filter(|_| i < last).into_iter().flatten().flatten().cloned());
        }
        all
    }
}

/// A quantile of X, given that V is at its median where it has no law of its own.
fn other_at(jointly: &Jointly, ln_p: f64) -> f64 {
    let value = &jointly.joint.value;
    match &jointly.joint.dependence {
        Dependence::Copula { error, .. } => error.inv_ln_sf(ln_p),
        Dependence::Given(given) => match given.at(value.inv_ln_sf(-LN_2)) {
            Ok(Conditioned::Law(law)) => law.inv_ln_sf(ln_p),
            Ok(Conditioned::Point(x)) => x,
            Err(_) => 0.0,
        },
    }
}

/// The lower end of the support of U; infinite where it is not known.
fn lower_end(jointly: &Jointly) -> f64 {
    match &jointly.joint.dependence {
        Dependence::Copula { error, .. } => jointly.joint.value.support().low + error.support().low,
        Dependence::Given(_) => f64::INFINITY,
    }
}

/// The width of the middle of a law.
fn spread(law: &Law) -> f64 {
    (law.inv_ln_sf(-1.4) - law.inv_ln_sf(-0.3)).abs()
}
