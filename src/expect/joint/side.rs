//! The integrals over one part of what the other makes of it.

use super::{
    conditional::{Conditional, Reached},
    pieces::{Piece, Place, Plan, pieces},
    sharp::sharpened,
};
use crate::{
    expect::Refusal,
    num::{
        Estimate,
        quadrature::{Goal, Quadrature, integrate},
    },
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
}

/// The integrals, in this order: probability, first and second moment about a point, density, first moment by the density, and
/// the mean by which U exceeds t.
const PARTS: usize = 6;
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
/// Integrals smaller than this, as logarithms, are those of what lies beyond the quantiles between which a part is cut.
const DEEP: f64 = -500.0;
/// First moments are taken about a point that is this part of its size beside the centre: a mean is not known better than places are.
const BESIDE: f64 = 1.0 / 256.0;
/// What rounded ranks do counts at places that weigh less than the heaviest by at most so many nats.
const HEAVY: f64 = 12.0;
/// Of a smooth integrand pieces are left out that lie so many nats below the heaviest, as do their neighbours.
const FORGOTTEN: f64 = 90.0;
/// Places within a piece at which the integrand is looked at first.
const LOOKS: usize = 9;

/// The integrals with the logarithms taken out of them.
pub(super) struct Integrals {
    parts: Quadrature<PARTS>,
    /// What first moments are taken about.
    centre: f64,
    /// By how much first moments are larger than that.
    beside: f64,
    /// What was taken out of the probability and of the density.
    scale: [f64; 2],
    /// What the rounding of places does to the integrand near an end of U.
    blur: f64,
    /// What that of ranks does to it, in units of the last place.
    ranks: f64,
    /// Whether the mean of the other part is not finite somewhere, or not known.
    endless: bool,
}

impl Side<'_> {
    /// All integrals at a threshold. Errors: the other part has no law somewhere; t is never reached.
    pub(super) fn integrals(&self, t: f64) -> Result<Integrals, Refusal> {
        let mut pieces = pieces(self.law, &self.other, self.plan, t);
        let mut seen = self.scale(&pieces, t);
        if seen.scale[0] < DEEP {
            pieces = sharpened(pieces, |v| self.level(t, v));
            seen = self.scale(&pieces, t);
        }
        let Seen { mut scale, mut centre, heights, looks } = seen;
        if !self.other.moves() {
            pieces = heaviest(pieces, &heights, scale[0]);
        }
        let ranks = self.accuracy(t, &looks, scale[0]);
        if scale[0] == f64::NEG_INFINITY {
            return Err(Refusal(format!("U never reaches {t}: P(U >= t) is 0 or below what can be represented")));
        }
        for _ in 0..MOST_SCALES {
            let (found, highest) = self.integrals_about(&pieces, (t, ranks), scale, centre)?;
            if highest.0 <= scale[0] + HIGHER {
                return Ok(found);
            }
            // A peak that the first look did not see.
            (scale[0], centre) = highest;
        }
        Err(Refusal(format!("the integrals at t = {t} leave the range of f64")))
    }

    /// The logarithm of the integrand of the probability at a place; of nothing where it is not known.
    fn level(&self, t: f64, v: f64) -> f64 {
        let place = Piece::Places(v, v).place(self.law, v);
        let reached = || self.reached(t, &place).ok().map(|reached| place.ln_weight + reached.ln_sf);
        let known = if place.ln_weight > f64::NEG_INFINITY { reached() } else { None };
        known.filter(|ln| !ln.is_nan()).unwrap_or(f64::NEG_INFINITY)
    }

    /// The integrals with logarithms and a point taken out, and the highest logarithm that was met, with its place.
    fn integrals_about(
        &self,
        pieces: &[Piece],
        (t, ranks): (f64, f64),
        scale: [f64; 2],
        centre: f64,
    ) -> Result<(Integrals, (f64, f64)), Refusal> {
        let (failed, endless) = (RefCell::new(None), Cell::new(false));
        // A deviation smaller than the rounding of places is not chased.
        let beside = BESIDE * centre.abs();
        let blur = self.blur(t, scale, centre);
        let rounded = ROUNDED * f64::EPSILON * (2.0 * scale[0].abs() + ranks);
        let highest = Cell::new((f64::NEG_INFINITY, centre));
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
            if ln_weight > highest.get().0 {
                highest.set((ln_weight, place.v));
            }
            let weight = (ln_weight - scale[0]).exp();
            let (dense, second) = match self.in_full {
                true => ((place.ln_weight + reached.ln_pdf - scale[1]).exp(), place.v - centre),
                false => (0.0, 0.0),
            };
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

    /// Near a finite end of U, what the rounding of places does: the logarithms taken out say how large the hazard of U is, or, where
    /// atoms leave no density, how far the end is.
    fn blur(&self, t: f64, scale: [f64; 2], centre: f64) -> f64 {
        let (Some(end), size) = (self.end, f64::EPSILON * t.abs().max(centre.abs())) else { return 0.0 };
        match scale[1].is_finite() {
            true => ROUNDED * size * (scale[1] - scale[0]).exp(),
            false if !self.other.moves() && t < end => TIED * size / (end - t),
            false => 0.0,
        }
    }

    fn wants_density(&self) -> bool {
        self.in_full || self.end.is_some()
    }

    /// What the other part makes of a place. Errors: it has no law there, or a parameter at which its formulas leave f64.
    fn reached(&self, t: f64, place: &Place) -> Result<Reached, Refusal> {
        let score = self.law.as_normal().map(|(mean, sd)| (place.v - mean) / sd);
        let reached = self.other.reached(t, (place.v, place.rank, score), self.wants_density())?;
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
        let (mut scale, mut centre, mut heights, mut looks) = ([f64::NEG_INFINITY; 2], 0.0, Vec::new(), Vec::new());
        for piece in pieces {
            let (low, high) = piece.range();
            let (width, mut height) = ((high - low).ln(), f64::NEG_INFINITY);
            for i in 0..LOOKS {
                let parameter = low + (high - low) * (i as f64 + 0.5) / LOOKS as f64;
                let place = piece.place(self.law, parameter);
                if place.ln_weight == f64::NEG_INFINITY {
                    continue;
                }
                let Ok(reached) = self.reached(t, &place) else { continue };
                // By what a piece as wide as this may hold.
                let [mass, dense] = [reached.ln_sf, reached.ln_pdf].map(|ln| place.ln_weight + ln + width);
                height = height.max(mass);
                looks.push((mass, place));
                if mass > scale[0] {
                    (scale[0], centre) = (mass, place.v);
                }
                let unknown = dense.is_nan() || self.other.is_unbounded(place.v);
                scale[1] = if unknown { f64::INFINITY } else { scale[1].max(dense) };
            }
            heights.push(height);
        }
        Seen { scale, centre, heights, looks }
    }
}

/// What a first look shows.
struct Seen {
    /// The largest logarithms, infinite for a density without bound or not known.
    scale: [f64; 2],
    /// The place of the first.
    centre: f64,
    /// The largest on each piece.
    heights: Vec<f64>,
    /// The logarithms at all places.
    looks: Vec<(f64, Place)>,
}

/// The pieces that count, by the largest logarithms seen on them.
fn heaviest(pieces: Vec<Piece>, heights: &[f64], top: f64) -> Vec<Piece> {
    let counts =
        |i: usize| heights[i.saturating_sub(1)..(i + 2).min(heights.len())].iter().any(|ln| *ln > top - FORGOTTEN);
    pieces.into_iter().enumerate().filter(|(i, _)| counts(*i)).map(|(_, piece)| piece).collect()
}

/// As fine as roundings let an integral be.
fn goal(rounded: f64) -> Goal {
    let reachable = rounded.min(1e-3);
    if reachable > GOAL.relative { Goal { relative: reachable, bisections: OF_ROUNDING } } else { GOAL }
}

impl Integrals {
    fn part(&self, k: usize) -> Estimate {
        Estimate::new(self.parts.value[k], self.parts.error[k] + self.rounding() * self.parts.absolute[k])
    }

    /// Rounding inside the integrand: a few units of the last place of the logarithms, and that of places.
    fn rounding(&self) -> f64 {
        f64::EPSILON * (16.0 + 2.0 * self.scale[0].abs() + self.ranks) + self.blur
    }

    /// The first moment about the centre.
    fn first(&self) -> Estimate {
        let Quadrature { value, error, absolute, .. } = self.parts;
        // What is added and taken away again has the same roundings in it.
        let size = (absolute[1] - self.beside * value[0]).abs() + 4.0 * f64::EPSILON * absolute[1];
        Estimate::new(value[1] - self.beside * value[0], error[1] + self.beside * error[0] + self.rounding() * size)
    }

    /// `ln P(U >= t)`.
    pub(super) fn ln_p(&self) -> Estimate {
        let p = self.part(0);
        Estimate::new(self.scale[0] + p.value.ln(), p.error / p.value + f64::EPSILON * self.scale[0].abs())
    }

    /// The mean of this part given `U >= t`.
    pub(super) fn mean(&self) -> Estimate {
        Estimate::closed_form(self.centre).plus(ratio(self.first(), self.part(0)))
    }

    /// The mean of this part given `U = t`, if U has a density there by what was seen.
    pub(super) fn mean_at(&self) -> Option<Estimate> {
        let (first, density) = (self.part(4), self.part(3));
        (density.value > 0.0 && self.scale[1].is_finite())
            .then(|| Estimate::closed_form(self.centre).plus(ratio(first, density)))
    }

    /// The variance of this part given `U >= t`.
    pub(super) fn variance(&self) -> Estimate {
        let (first, second) = (ratio(self.first(), self.part(0)), ratio(self.part(2), self.part(0)));
        let square = first.value * first.value;
        Estimate::new(second.value - square, second.error + 2.0 * first.value.abs() * first.error)
    }

    /// The mean of `U - t` given `U >= t`, where the law of the other part is known for each place.
    pub(super) fn excess(&self) -> Option<Estimate> {
        (!self.endless).then(|| ratio(self.part(5), self.part(0)))
    }
}

fn ratio(a: Estimate, b: Estimate) -> Estimate {
    let value = a.value / b.value;
    Estimate::new(value, (a.error + value.abs() * b.error) / b.value)
}
