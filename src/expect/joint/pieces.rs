//! The pieces of the line over which one part is integrated: between its quantiles, and where the other part bends.

use super::conditional::Conditional;
use crate::{model::pressure::Rank, num::logs::ln_sub_exp, tail::Law};

/// Depths, in nats from either end, at which quantiles are boundaries.
pub(super) const DEPTHS: [f64; 14] = [0.75, 1.1, 1.7, 2.6, 4.0, 6.0, 9.0, 14.0, 21.0, 32.0, 60.0, 150.0, 350.0, 700.0];
/// What lies deeper than this is nothing.
const DEEPEST: f64 = 1e5;
/// Places between two boundaries at which moving landmarks are followed.
const FOLLOWED: usize = 24;
/// Pieces on which the place changes by more than this factor are integrated in its logarithm.
const FAR: f64 = 8.0;

/// A piece.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece {
    /// An interval of places.
    Places(f64, f64),
    /// An interval far from 0, on the side of this sign: of logarithms of places.
    Logarithms(f64, f64, f64),
    /// The ranks that an atom covers, as shares of its mass from below.
    Atom { at: f64, mass: f64, below: Rank },
}

/// A place, its rank and the logarithm of the weight of what surrounds it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) v: f64,
    pub(super) rank: Rank,
    pub(super) ln_weight: f64,
}

impl Piece {
    /// The range of its parameter.
    pub(super) fn range(&self) -> (f64, f64) {
        match *self {
            Self::Places(low, high) | Self::Logarithms(_, low, high) => (low, high),
            Self::Atom { .. } => (0.0, 1.0),
        }
    }

    /// The place at a parameter.
    pub(super) fn place(&self, law: &Law, parameter: f64) -> Place {
        let of = |v: f64, ln_jacobian: f64| {
            let rank = Rank { ln_above: law.ln_sf(v), ln_below: law.ln_cdf(v) };
            let ln_pdf = law.ln_pdf(v);
            let ln_pdf = if ln_pdf == f64::INFINITY || ln_pdf.is_nan() { f64::NEG_INFINITY } else { ln_pdf };
            // An end itself has no rank, and carries nothing.
            let inside = rank.ln_above > f64::NEG_INFINITY && rank.ln_below > f64::NEG_INFINITY;
            Place { v, rank, ln_weight: if inside { ln_pdf + ln_jacobian } else { f64::NEG_INFINITY } }
        };
        match *self {
            Self::Places(..) => of(parameter, 0.0),
            Self::Logarithms(sign, ..) => of(sign * parameter.exp(), parameter),
            Self::Atom { at, mass, below } => {
                let [low, high] = [below.below() + parameter * mass, below.above() - parameter * mass];
                Place { v: at, rank: Rank { ln_above: high.ln(), ln_below: low.ln() }, ln_weight: mass.ln() }
            }
        }
    }
}

/// All pieces for a threshold.
pub(super) fn pieces(law: &Law, other: &Conditional<'_>, t: f64) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = law.atoms().iter().map(|atom| atom_piece(law, atom.at, atom.mass)).collect();
    if law.atoms().iter().map(|atom| atom.mass).sum::<f64>() > 1.0 - 1e-12 {
        return pieces;
    }
    let ends = [law.inv_ln_cdf(-DEEPEST).max(-1e300), law.inv_ln_sf(-DEEPEST).min(1e300)];
    let mut marks = own_marks(law);
    marks.extend(other.boundaries());
    let inside = |marks: &mut Vec<f64>| {
        marks.extend(ends);
        marks.retain(|v| *v >= ends[0] && *v <= ends[1]);
        marks.sort_by(f64::total_cmp);
        marks.dedup_by(|a, b| (*a - *b).abs() <= 1e-13 * a.abs());
    };
    inside(&mut marks);
    if other.moves() {
        marks.extend(crossings(&marks, other, t));
    } else {
        marks.extend(other.landmarks(0.0).iter().map(|x| t - x));
    }
    inside(&mut marks);
    pieces.extend(marks.windows(2).flat_map(|ends| between(ends[0], ends[1])));
    pieces
}

fn atom_piece(law: &Law, at: f64, mass: f64) -> Piece {
    let from = law.ln_sf_from(at);
    let ln_below = if law.ln_cdf(at) > mass.ln() { ln_sub_exp(law.ln_cdf(at), mass.ln()) } else { f64::NEG_INFINITY };
    Piece::Atom { at, mass, below: Rank { ln_above: from, ln_below } }
}

/// Corners and quantiles of the part that is integrated over.
fn own_marks(law: &Law) -> Vec<f64> {
    let mut marks = vec![0.0];
    marks.extend(law.kinks());
    marks.extend(DEPTHS.iter().flat_map(|&depth| [law.inv_ln_sf(-depth), law.inv_ln_cdf(-depth)]));
    // A threshold far out asks for deeper ones.
    let deep = [1.5e3, 5e3, 2e4];
    marks.extend(deep.iter().flat_map(|&depth| [law.inv_ln_sf(-depth), law.inv_ln_cdf(-depth)]));
    marks
}

/// Where `v + landmark(v)` crosses t, by bisection between places at which it lies on different sides.
fn crossings(marks: &[f64], other: &Conditional<'_>, t: f64) -> Vec<f64> {
    let excess = |v: f64| other.landmarks(v).into_iter().map(|x| v + x - t).collect::<Vec<f64>>();
    let mut found = Vec::new();
    for ends in marks.windows(2) {
        // Not the ends themselves, where another case may hold.
        let place = |i: usize| ends[0] + (ends[1] - ends[0]) * (i as f64 + 1e-9) / (FOLLOWED as f64 + 2e-9);
        let mut before = (place(0), excess(place(0)));
        for i in 1..=FOLLOWED {
            let here = (place(i), excess(place(i)));
            for k in 0..before.1.len().min(here.1.len()) {
                if before.1[k] * here.1[k] < 0.0 && before.1.len() == here.1.len() {
                    found.push(bisected(|v| excess(v).get(k).copied().unwrap_or(f64::NAN), before.0, here.0));
                }
            }
            before = here;
        }
    }
    found
}

fn bisected(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    let rising = f(high) > 0.0;
    for _ in 0..200 {
        let middle = low + 0.5 * (high - low);
        if middle <= low || middle >= high {
            break;
        }
        if (f(middle) > 0.0) == rising { high = middle } else { low = middle }
    }
    high
}

/// The pieces between two marks: by places, or where they are far apart beside their distance from 0 by logarithms.
fn between(low: f64, high: f64) -> Vec<Piece> {
    if low > 0.0 && high > FAR * low {
        vec![Piece::Logarithms(1.0, low.ln(), high.ln())]
    } else if high < 0.0 && low < FAR * high {
        vec![Piece::Logarithms(-1.0, (-high).ln(), (-low).ln())]
    } else {
        vec![Piece::Places(low, high)]
    }
}
