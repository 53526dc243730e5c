//! The integrals over one part of what the other makes of it.

use super::{
    conditional::{Conditional, Reached},
    found::{DEEP, Integrals, PARTS},
    pieces::{Piece, Place, Plan, pieces},
    share::Share,
    sharp::sharpened,
    span::Span,
};
use crate::{
    expect::Refusal,
    num::quadrature::{Goal, integrate},
    tail::Law,
};
use std::{
    cell::{Cell, RefCell},
    sync::OnceLock,
};

/// One part, and how the other depends on it.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) law: &'a Law,
    pub(super) other: Conditional<'a>,
    /// Whether second moments and the density of U are asked for.
    pub(super) in_full: bool,
    /// What the pieces for all thresholds have in common.
    pub(super) plan: &'a OnceLock<Plan>,
    /// The upper end that U may have.
    pub(super) end: Option<f64>,
    /// Where the density of U at t is integrated over this part.
    pub(super) share: &'a Share,
}

/// What the rule's error may be.
const GOAL: Goal = Goal { relative: 1e-13, bisections: 6000 };
/// What it may be in units of what the rounding of one place does, which nodes average.
const ROUNDED: f64 = 0.25;
/// Sums that differ by so many roundings, and by what two parts make of that, are the same where atoms are.
const TIED: f64 = 8.0;
/// Bisections where rounding is all that they could find.
const OF_ROUNDING: usize = 300;
/// A look that sees a logarithm higher than this above the scale is followed by another.
const HIGHER: f64 = 40.0;
/// How many such looks there may be.
const MOST_SCALES: usize = 6;
/// Places that weigh less than the heaviest by so many nats are nothing.
const NOTHING: f64 = 60.0;
/// First moments are taken about a point that is this part of its size beside the centre: a mean is not known better than places are.
const BESIDE: f64 = 1.0 / 256.0;
/// What rounded ranks do counts at places that weigh less than the heaviest by at most so many nats.
const HEAVY: f64 = 12.0;
/// Of a smooth integrand pieces are left out that lie so many nats below the heaviest, as do their neighbours.
const FORGOTTEN: f64 = 90.0;
/// Places within a piece at which the integrand is looked at first.
const LOOKS: usize = 9;

impl Side<'_> {
    /// All integrals at a threshold. Errors: the other part has no law somewhere; t is never reached.
    pub(super) fn integrals(&self, t: f64) -> Result<Integrals, Refusal> {
        let mut pieces = pieces(self.law, &self.other, self.plan, (t, &self.share.splits().collect::<Vec<f64>>()));
        let mut seen = self.scale(&pieces, t);
        if seen.scale[0] < DEEP {
            pieces = self.sharpened(pieces, t, Self::ln_mass);
            seen = self.scale(&pieces, t);
        }
        if seen.scale[1] < DEEP && self.in_full && !self.share.is_empty() {
            pieces = self.sharpened(pieces, t, Self::ln_dense);
            seen = self.scale(&pieces, t);
        }
        if !self.other.moves() {
            pieces = heaviest(pieces, &seen);
        }
        let Seen { mut scale, densest, mut centre, looks, .. } = seen;
        let ranks = self.accuracy(t, &looks, scale[0]);
        if scale[0] == f64::NEG_INFINITY {
            return Err(Refusal(format!("U never reaches {t}: P(U >= t) is 0 or below what can be represented")));
        }
        for _ in 0..MOST_SCALES {
            let blur = self.blur(t, (scale[0], densest), centre);
            let (found, highest) = self.integrals_about(&pieces, (t, ranks, blur), scale, centre)?;
            let [higher, denser] = [highest.mass > scale[0] + HIGHER, highest.dense > scale[1] + HIGHER];
            if !(higher || denser) {
                return Ok(found);
            }
            // A peak that the first look did not see.
            if higher {
                (scale[0], centre) = (highest.mass, highest.place);
            }
            scale[1] = scale[1].max(highest.dense);
        }
        Err(Refusal(format!("the integrals at t = {t} leave the range of f64")))
    }

    /// Pieces cut where the logarithm of an integrand asks for it.
    fn sharpened(&self, pieces: Vec<Piece>, t: f64, level: impl Fn(&Self, f64, &Place) -> f64) -> Vec<Piece> {
        let (mut places, mut rests, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for piece in pieces {
            match piece {
                Piece::Places(span) => places.push(span),
                Piece::Remainders(_, span) => rests.push(span),
                Piece::Atom(..) | Piece::Depths { .. } => others.push(piece),
            }
        }
        let of = |piece: Piece, at: f64| level(self, t, &piece.place(self.law, at));
        let places = sharpened(&places, |v| of(Piece::Places(Span::Plain(v, v)), v));
        let rests = sharpened(&rests, |rest| of(Piece::Remainders(t, Span::Plain(rest, rest)), rest));
        let places = places.into_iter().map(Piece::Places);
        places.chain(rests.into_iter().map(|of| Piece::Remainders(t, of))).chain(others).collect()
    }

    /// The logarithm of the integrand of the probability at a place; of nothing where it is not known.
    fn ln_mass(&self, t: f64, place: &Place) -> f64 {
        self.level(t, place, |reached| reached.ln_sf)
    }

    /// That of the density.
    fn ln_dense(&self, t: f64, place: &Place) -> f64 {
        if self.share.has(place.v) { self.level(t, place, |reached| reached.ln_pdf) } else { f64::NEG_INFINITY }
    }

    fn level(&self, t: f64, place: &Place, part: impl Fn(&Reached) -> f64) -> f64 {
        let reached = || self.reached(t, place).ok().map(|reached| place.ln_weight + part(&reached));
        let known = if place.ln_weight > f64::NEG_INFINITY { reached() } else { None };
        known.filter(|ln| !ln.is_nan()).unwrap_or(f64::NEG_INFINITY)
    }

    /// The integrals with logarithms and a point taken out, and the highest logarithm that was met, with its place.
    fn integrals_about(
        &self,
        pieces: &[Piece],
        (t, ranks, blur): (f64, f64, f64),
        scale: [f64; 2],
        centre: f64,
    ) -> Result<(Integrals, Highest), Refusal> {
        let (failed, endless) = (RefCell::new(None), Cell::new(false));
        // A deviation smaller than the rounding of places is not chased.
        let beside = BESIDE * centre.abs();
        let rounded = ROUNDED * f64::EPSILON * (2.0 * scale[0].abs() + ranks);
        let highest = Cell::new(Highest { mass: f64::NEG_INFINITY, place: centre, dense: f64::NEG_INFINITY });
        let value = |index: usize, parameter: f64| {
            let place = pieces[index].place(self.law, parameter);
            if place.ln_weight == f64::NEG_INFINITY {
                return [0.0; PARTS];
            }
            let reached = match self.reached(t, &place) {
                Ok(reached) => reached,
                // Even a certain event would not count there.
                Err(_) if place.ln_weight < scale[0] - NOTHING => return [0.0; PARTS],
                Err(refusal) => {
                    *failed.borrow_mut() = Some(refusal);
                    return [0.0; PARTS];
                }
            };
            let ln_weight = place.ln_weight + reached.ln_sf;
            let ln_dense = if self.counts(&place) { place.ln_weight + reached.ln_pdf } else { f64::NEG_INFINITY };
            highest.set(highest.get().or(ln_weight, place.v, ln_dense));
            let weight = (ln_weight - scale[0]).exp();
            let dense = (ln_dense - scale[1]).exp();
            let second = if self.in_full { place.v - centre } else { 0.0 };
            let offset = place.v - centre;
            let of = |factor: f64, weight: f64| if weight == 0.0 { 0.0 } else { factor * weight };
            let beyond = of(reached.excess, weight);
            endless.set(endless.get() || !beyond.is_finite());
            [weight, of(offset + beside, weight), of(offset * second, weight), dense, of(offset, dense), beyond]
                .map(|part| if part.is_finite() { part } else { 0.0 })
        };
        let ranges: Vec<(f64, f64)> = pieces.iter().map(Piece::range).collect();
        let parts = integrate(value, &ranges, goal(blur + rounded));
        match failed.into_inner() {
            Some(refusal) => Err(refusal),
            None => {
                let endless = endless.get();
                Ok((Integrals { parts, centre, beside, scale, blur, ranks, endless }, highest.get()))
            }
        }
    }

    /// Near a finite end of U, what the rounding of places does: the logarithms of the mass and of the densest place say how large the
    /// hazard of U is, or, where atoms leave no density, how far the end is.
    fn blur(&self, t: f64, (mass, densest): (f64, f64), centre: f64) -> f64 {
        let (Some(end), size) = (self.end, f64::EPSILON * t.abs().max(centre.abs())) else { return 0.0 };
        match densest.is_finite() {
            true => ROUNDED * size * (densest - mass).exp(),
            false if !self.other.moves() && t < end => TIED * size / (end - t),
            false => 0.0,
        }
    }

    fn wants_density(&self) -> bool {
        self.in_full || self.end.is_some()
    }

    /// Whether the density at a place is part of the answer.
    fn counts(&self, place: &Place) -> bool {
        self.in_full && self.share.has(place.v)
    }

    /// What the other part makes of a place. Errors: it has no law there, or a parameter at which its formulas leave f64.
    fn reached(&self, t: f64, place: &Place) -> Result<Reached, Refusal> {
        let score = self.law.as_normal().map(|(mean, sd)| (place.v - mean) / sd);
        let reached = self.other.reached(t, (place, score), self.wants_density())?;
        if reached.ln_sf.is_nan() {
            return Err(Refusal(format!("the law of the other part given {} = {} is not known", self.law, place.v)));
        }
        Ok(reached)
    }

    /// What rounded ranks do to the integrals, by the places that were looked at.
    fn accuracy(&self, t: f64, looks: &[(f64, Place)], top: f64) -> f64 {
        let heavy = looks.iter().filter(|(ln, _)| *ln > top - HEAVY).map(|(ln, place)| ((ln - top).exp(), place));
        let [sum, all] = heavy.fold([0.0; 2], |[sum, all], (weight, place)| {
            [sum + weight * self.other.accuracy(t, (place.v, place.rank)), all + weight]
        });
        if all > 0.0 { sum / all } else { 0.0 }
    }

    /// A first look.
    fn scale(&self, pieces: &[Piece], t: f64) -> Seen {
        let mut seen = Seen::default();
        for piece in pieces {
            let (low, high) = piece.range();
            let (width, mut heights) = ((high - low).ln(), [f64::NEG_INFINITY; 2]);
            for i in 0..LOOKS {
                let parameter = low + (high - low) * (i as f64 + 0.5) / LOOKS as f64;
                let place = piece.place(self.law, parameter);
                if place.ln_weight == f64::NEG_INFINITY {
                    continue;
                }
                let Ok(reached) = self.reached(t, &place) else { continue };
                // By what a piece as wide as this may hold.
                let [mass, dense] = [reached.ln_sf, reached.ln_pdf].map(|ln| place.ln_weight + ln + width);
                seen.looks.push((mass, place));
                if mass > seen.scale[0] {
                    (seen.scale[0], seen.centre) = (mass, place.v);
                }
                heights[0] = heights[0].max(mass);
                let known = if dense.is_nan() { f64::INFINITY } else { dense };
                let dense = if self.other.is_unbounded(place.v) { f64::INFINITY } else { known };
                seen.densest = seen.densest.max(dense);
                // Under a copula an end without bound is in the other part's share.
                if self.counts(&place) {
                    let of_share = if self.other.moves() { dense } else { known };
                    seen.scale[1] = seen.scale[1].max(of_share);
                    heights[1] = heights[1].max(of_share);
                }
            }
            seen.heights.push(heights);
        }
        seen
    }
}

/// What a first look shows.
struct Seen {
    /// The largest logarithms of the probability and, in this part's share, of the density: infinite for one without bound or not
    /// known.
    scale: [f64; 2],
    /// The largest of the density anywhere.
    densest: f64,
    /// The place of the largest of the probability.
    centre: f64,
    /// The largest on each piece.
    heights: Vec<[f64; 2]>,
    /// The logarithms of the probability at all places.
    looks: Vec<(f64, Place)>,
}

impl Default for Seen {
    fn default() -> Self {
        let nothing = f64::NEG_INFINITY;
        Self { scale: [nothing; 2], densest: nothing, centre: 0.0, heights: Vec::new(), looks: Vec::new() }
    }
}

/// The highest logarithms that an integration met, and the place of the first.
#[derive(Clone, Copy)]
struct Highest {
    mass: f64,
    place: f64,
    dense: f64,
}

impl Highest {
    fn or(mut self, mass: f64, place: f64, dense: f64) -> Self {
        if mass > self.mass {
            (self.mass, self.place) = (mass, place);
        }
        self.dense = self.dense.max(dense);
        self
    }
}

/// The pieces that count, by the largest logarithms seen on them.
fn heaviest(pieces: Vec<Piece>, seen: &Seen) -> Vec<Piece> {
    let heavy = |heights: &[f64; 2]| (0..2).any(|k| heights[k] > seen.scale[k] - FORGOTTEN);
    let near = |i: usize| &seen.heights[i.saturating_sub(1)..(i + 2).min(seen.heights.len())];
    pieces.into_iter().enumerate().filter(|(i, _)| near(*i).iter().any(heavy)).map(|(_, piece)| piece).collect()
}

/// As fine as roundings let an integral be.
fn goal(rounded: f64) -> Goal {
    let reachable = rounded.min(1e-3);
    if reachable > GOAL.relative { Goal { relative: reachable, bisections: OF_ROUNDING } } else { GOAL }
}
