//! What lies between two nodes of the table that the density at both does not account for: mass, or outcomes of a pressure.
//!
//! Refuses: to say where they are; a finer rule, or halves, will see them.

use super::{
    profile::Profile,
    stretch::{Corner, Level, Stretch},
    tip::Brink,
};
use crate::model::{Pressure, pressure::Rank};

/// How many times the larger density at two nodes is that between them.
const ACCOUNTED: f64 = 4.0;
/// Fewer outcomes than this part of all are not looked for.
const LEAST: f64 = 1e-9;

/// Whether the nodes of a stretch, or one of them and a neighbour's or a corner, have outcomes between them that neither sees.
pub(super) fn hides_outcomes(profile: &Profile, (up, index): (bool, usize), pressure: Pressure) -> bool {
    let side = profile.side(up);
    let stretch = &side[index];
    let near = match index {
        0 => profile.side(!up).first().map(Stretch::outset),
        _ => Some(side[index - 1].edge()),
    };
    let far = side.get(index + 1).map(Stretch::outset);
    let inside = || stretch.neighbours().into_iter().any(|(a, b)| between(a, b, b.apart - a.apart, pressure));
    share(stretch.outset().rank(), stretch.edge().rank(), pressure) > LEAST && inside()
        || [near, far].into_iter().enumerate().any(|(end, other)| beside(stretch, end == 1, other, pressure))
}

/// The same beside an end of a stretch.
fn beside(stretch: &Stretch, far: bool, other: Option<&Level>, pressure: Pressure) -> bool {
    let level = if far { stretch.edge() } else { stretch.outset() };
    match (stretch.corners[usize::from(far)], &stretch.brinks[usize::from(far)], other) {
        _ if stretch.leaves_out(far) => false,
        (Some(corner), Some(brink), _) => at_corner(brink, level, (level.u - corner.at).abs(), pressure),
        (Some(_), None, _) | (None, _, None) => false,
        (None, _, Some(other)) => between(level, other, (level.u - other.u).abs(), pressure),
    }
}

fn between(a: &Level, b: &Level, distance: f64, pressure: Pressure) -> bool {
    let accounted = ACCOUNTED * density(a, pressure).max(density(b, pressure)) * distance;
    share(a.rank(), b.rank(), pressure) > accounted + unsure(a, pressure) + unsure(b, pressure) + LEAST
}

fn at_corner(brink: &Brink, level: &Level, distance: f64, pressure: Pressure) -> bool {
    let accounted = ACCOUNTED * density(level, pressure) * distance;
    share(brink.rank, level.rank(), pressure) > accounted + 2.0 * unsure(level, pressure) + LEAST
}

fn share(a: Rank, b: Rank, pressure: Pressure) -> f64 {
    (pressure.above(a) - pressure.above(b)).abs()
}

/// The density of outcomes.
fn density(level: &Level, pressure: Pressure) -> f64 {
    (pressure.ln_weight(level.rank()) + level.ln_density).exp()
}

/// What the share of outcomes above a level errs by.
fn unsure(level: &Level, pressure: Pressure) -> f64 {
    let rank = level.rank();
    let moved = pressure.above(rank).min(pressure.ln_below(rank).exp());
    level.rank_error * pressure.steepness(rank) * moved.max(LEAST)
}

/// Whether something lies between a stretch and one of its neighbours that neither sees: a stretch beside a corner knows of that.
pub(super) fn hides_beside(profile: &Profile, (up, index): (bool, usize), matters: impl Fn([Rank; 2]) -> bool) -> bool {
    let side = profile.side(up);
    let stretch = &side[index];
    let before = match index {
        0 => profile.side(!up).first().map(Stretch::outset),
        _ => Some(side[index - 1].edge()),
    };
    let beside = [(before, stretch.outset()), (side.get(index + 1).map(Stretch::outset), stretch.edge())];
    let hides = |(other, own): (Option<&Level>, &Level), corner: Option<Corner>| {
        let other = other.filter(|other| corner.is_none() && own.hides(other, (own.u - other.u).abs()));
        other.is_some_and(|other| matters([own.rank(), other.rank()]))
    };
    [false, true].into_iter().any(|far| stretch.hides_at_corner(far, &matters))
        || beside.into_iter().zip(stretch.corners).any(|(pair, corner)| hides(pair, corner))
}
