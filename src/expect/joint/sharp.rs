//! Cuts for thresholds so deep that what counts of one part lies between two of its quantiles: around every peak of the integrand,
//! and at boundaries that it piles up against.
//!
//! Refuses: to look for peaks that no look at a piece hints at.

use super::pieces::Piece;
use crate::expect::peaks::peaks;

/// Looks at each piece.
const LOOKS: usize = 9;
/// A rise towards an end of a piece, in nats since the nearest look, that halving copes with.
const RESOLVED: f64 = 20.0;
/// What lies this far below the highest that was seen is nothing.
const NEGLIGIBLE: f64 = 60.0;
/// Distances from an end, in units of what a nat takes there, at which its neighbourhood is cut.
const CUTS: [f64; 4] = [1.7, 5.0, 12.0, 40.0];

/// The pieces, cut where the logarithm of the integrand at a place, `level`, asks for it.
pub(super) fn sharpened(pieces: Vec<Piece>, level: impl Fn(f64) -> f64) -> Vec<Piece> {
    let looks: Vec<Vec<(f64, f64)>> = pieces.iter().map(|piece| looks(piece, &level)).collect();
    let mut places = Vec::new();
    peaks(&level, &[], looks.iter().flatten().copied(), &mut places);
    let ends: Vec<[(f64, f64); 2]> = pieces.iter().map(|piece| ends(piece).map(|v| (v, level(v)))).collect();
    let seen = looks.iter().flatten().chain(ends.iter().flatten());
    let top = seen.map(|(_, ln)| *ln).filter(|ln| ln.is_finite()).fold(f64::NEG_INFINITY, f64::max);
    for (looks, ends) in looks.iter().zip(&ends) {
        let (Some(first), Some(last)) = (looks.first(), looks.last()) else { continue };
        for (end, nearest) in [(ends[0], first), (ends[1], last)] {
            if end.1 > top - NEGLIGIBLE && end.1 - nearest.1 > RESOLVED {
                places.extend(beside(end, nearest.0 - end.0, &level));
            }
        }
    }
    pieces.into_iter().flat_map(|piece| cut(piece, &places)).collect()
}

/// Places inside a piece in increasing order, with the levels there; none of a piece that is not one of places.
fn looks(piece: &Piece, level: &impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    let [low, high] = bounds(piece);
    let share = |i: usize| (i as f64 + 0.5) / LOOKS as f64;
    let at = |i: usize| match *piece {
        Piece::Logarithms(sign, near, far) => {
            let part = if sign > 0.0 { share(i) } else { 1.0 - share(i) };
            sign * (near + (far - near) * part).exp()
        }
        _ => low + (high - low) * share(i),
    };
    let count = if low < high { LOOKS } else { 0 };
    (0..count).map(|i| (at(i), level(at(i)))).collect()
}

/// The places where a piece begins and ends; one and the same of a piece that is not one of places.
fn bounds(piece: &Piece) -> [f64; 2] {
    match *piece {
        Piece::Places(low, high) => [low, high],
        Piece::Logarithms(sign, near, far) if sign > 0.0 => [near.exp(), far.exp()],
        Piece::Logarithms(_, near, far) => [-far.exp(), -near.exp()],
        Piece::Atom(..) | Piece::Depths { .. } => [0.0; 2],
    }
}

/// The ends as seen from inside, where no other case holds.
fn ends(piece: &Piece) -> [f64; 2] {
    let [low, high] = bounds(piece);
    if low < high { [low.next_up(), high.next_down()] } else { [low, high] }
}

/// Places beside an end from which the level falls towards a look so far away.
fn beside((end, top): (f64, f64), towards: f64, level: &impl Fn(f64) -> f64) -> impl Iterator<Item = f64> {
    let mut width = towards;
    for _ in 0..500 {
        if top - level(end + width) < 1.0 || end + width == end {
            break;
        }
        width *= 0.5;
    }
    let inside = move |share: &f64| *share * width.abs() < towards.abs();
    CUTS.into_iter().filter(inside).map(move |share| end + share * width)
}

/// A piece cut at the places that are in it.
fn cut(piece: Piece, places: &[f64]) -> Vec<Piece> {
    let parts = |marks: Vec<f64>, part: &dyn Fn(f64, f64) -> Piece| {
        marks.windows(2).filter(|ends| ends[0] < ends[1]).map(|ends| part(ends[0], ends[1])).collect()
    };
    let marks = |low: f64, high: f64, of: &dyn Fn(f64) -> f64| {
        let inside = places.iter().map(|&v| of(v)).filter(|at| *at > low && *at < high);
        let mut marks: Vec<f64> = inside.chain([low, high]).collect();
        marks.sort_by(f64::total_cmp);
        marks
    };
    match piece {
        Piece::Places(low, high) => parts(marks(low, high, &|v| v), &Piece::Places),
        Piece::Logarithms(sign, near, far) => {
            parts(marks(near, far, &|v| (sign * v).ln()), &|a, b| Piece::Logarithms(sign, a, b))
        }
        other => vec![other],
    }
}
