//! Where X is not smooth: the corners that part the line, and what is too narrow for the rule.

use super::{
    super::{beyond::FURTHEST, landmarks::Landmarks},
    piece::{END, LONGEST},
};

/// Corners of X nearer than this to the mean of V, in its standard deviations, part the line.
const CLEAR: f64 = 9.0;
/// The quartiles of X, and those of its parts, are at least so far apart,
const WIDE: f64 = 0.12;
/// or so wide beside its distance from a corner that parts the line.
const WIDE_BESIDE: f64 = 0.3;

/// What parts the line.
pub(super) struct Parted {
    /// Corners of X with their places in standard deviations of V from its mean, increasing in the latter.
    pub(super) corners: Vec<(f64, f64)>,
    /// How far from the mean of V the first place is, in the same unit, that is not smooth and parts nothing.
    pub(super) clear: f64,
    /// Whether V reaches something of X that is narrower than V: one change of the sums may miss it by chance.
    pub(super) narrow: bool,
}

/// What X, of which `x` is at the mean of V, parts the line by; none if it has something too narrow for the rule there.
pub(super) fn parted(marks: &Landmarks, x: f64, sd: f64) -> Option<Parted> {
    if x.abs() >= FURTHEST {
        return None;
    }
    let place = |at: f64| (x - at) / sd;
    let mut corners: Vec<(f64, f64)> = marks.corners.iter().map(|&at| (at, place(at))).collect();
    corners.sort_by(|a, b| a.1.total_cmp(&b.1));
    corners.dedup_by(|a, b| a.0 == b.0);
    let beyond = corners.iter().filter(|corner| corner.1.abs() > CLEAR).map(|corner| corner.1.abs());
    let mut clear = beyond.fold(END, f64::min);
    corners.retain(|corner| corner.1.abs() <= CLEAR);
    let mut narrow = false;
    for &(at, width) in &marks.bumps {
        narrow |= width < sd && place(at).abs() < CLEAR;
        let beside = corners.iter().map(|corner| (at - corner.0).abs()).fold(f64::INFINITY, f64::min);
        if width < (WIDE * sd).min(WIDE_BESIDE * beside) {
            clear = clear.min(place(at).abs());
        }
    }
    let near = corners.windows(2).all(|pair| pair[1].1 - pair[0].1 <= LONGEST);
    (near && clear > CLEAR).then_some(Parted { corners, clear, narrow })
}
