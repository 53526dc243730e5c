//! The parts of the line between the corners of X, in standard deviations of V, and the places of the trapezoidal rule on each.
//!
//! On the whole line the rule is taken as it stands. From a corner outwards the distance is `ln(1 + exp(u - e^(-u-1)))`, double
//! exponential at the corner and all but linear further out; between two corners the substitution is `tanh(pi/2 sinh(u))`
//! (Takahasi and Mori, Publ. RIMS 9 (1974)). Both are analytic within about 1.5 of the line, so that one step serves all pieces.

use super::super::{landmarks::Landmarks, mesh::Panel};
use std::sync::LazyLock;

/// The rule begins with this step
pub(super) const STEP: f64 = 0.75;
/// and halves it at most so often.
pub(super) const HALVINGS: usize = 3;
/// The lattice ends so many standard deviations from the mean of V.
pub(in super::super) const END: f64 = 14.0;

/// Where the first pass begins on the whole line, from a corner, and between two; in steps.
const LINE_FROM: i32 = -19;
const HALF_FROM: i32 = -10;
const BETWEEN_FROM: i32 = -14;
/// Between two corners u goes slower than the variable of the rule by this.
const SLOWER: f64 = 0.5;
/// From a corner outwards the substitution is double exponential where u is less than minus this.
const LATE: f64 = 1.0;
/// The furthest that two corners of one piece are apart.
pub(super) const LONGEST: f64 = 6.0;

/// A part of the line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    shape: Shape,
    /// The last place of the first pass.
    last: i32,
}

#[derive(Clone, Copy, Debug)]
enum Shape {
    /// All of it.
    Line(Panel),
    /// From a corner outwards.
    Half(Panel),
    /// Between two corners this far apart, each with the panel that leads from it towards the other.
    Between([Panel; 2], f64),
}

/// A place: on which panel, how far from its origin, and the logarithm of what a unit of the rule's variable is worth there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) panel: Panel,
    pub(super) distance: f64,
    pub(super) ln_jacobian: f64,
}

/// A stretch of places of the first pass, ends included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range(pub(super) i32, pub(super) i32);

impl Piece {
    /// The line without corners.
    pub(super) fn line(mean: f64, sd: f64) -> Self {
        Self { shape: Shape::Line(Panel::across(mean, END * sd)), last: 2 * -LINE_FROM }
    }

    /// The pieces between corners of X, given by their places and how many standard deviations of V above its mean they are, in
    /// increasing order of the latter.
    pub(super) fn between(corners: &[(f64, f64)], error: &Landmarks) -> Vec<Self> {
        let (Some(&first), Some(&last)) = (corners.first(), corners.last()) else { return Vec::new() };
        let half = |(at, z): (f64, f64), up: bool| {
            let reach = if up { END - z } else { END + z };
            Self { shape: Shape::Half(Panel::beside(error, at, up)), last: (reach / STEP).ceil() as i32 - HALF_FROM }
        };
        let between = |pair: &[(f64, f64)]| {
            let panels = [Panel::beside(error, pair[0].0, true), Panel::beside(error, pair[1].0, false)];
            Self { shape: Shape::Between(panels, pair[1].1 - pair[0].1), last: 2 * -BETWEEN_FROM }
        };
        let inner = corners.windows(2).map(between);
        std::iter::once(half(first, false)).chain(inner).chain([half(last, true)]).collect()
    }

    /// All places of the first pass.
    pub(super) fn whole(&self) -> Range {
        Range(0, self.last)
    }

    /// The places of a pass on a stretch: of the first one all, of a later one those between what the passes before have.
    pub(super) fn places(&self, pass: usize, range: Range) -> impl Iterator<Item = Place> {
        let end = if pass == 0 { range.1 + 1 } else { range.1 << (pass - 1) };
        (Self::number(pass, range) as i32..end).map(move |i| self.place(pass, i))
    }

    /// The number of the first of these places.
    pub(super) fn number(pass: usize, Range(from, _): Range) -> usize {
        (if pass == 0 { from } else { from << (pass - 1) }) as usize
    }

    fn place(&self, pass: usize, i: i32) -> Place {
        match self.shape {
            Shape::Line(panel) => Place { panel, distance: variable(LINE_FROM, pass, i), ln_jacobian: 0.0 },
            Shape::Half(panel) => {
                let (distance, ln_jacobian) = HALF[pass][i as usize];
                Place { panel, distance, ln_jacobian }
            }
            Shape::Between(panels, length) => {
                let count = (2 * -BETWEEN_FROM) << pass.saturating_sub(1);
                let last = if pass == 0 { count } else { count - 1 };
                let (panel, i) = if 2 * i <= last { (panels[0], i) } else { (panels[1], last - i) };
                let (share, ln_jacobian) = BETWEEN[pass][i as usize];
                Place { panel, distance: share * length, ln_jacobian: ln_jacobian + length.ln() }
            }
        }
    }
}

/// The rule's variable at a place of a pass that begins so many steps from 0.
fn variable(from: i32, pass: usize, i: i32) -> f64 {
    let start = STEP * f64::from(from);
    match pass {
        0 => start + STEP * f64::from(i),
        _ => start + STEP / f64::from(1 << (pass - 1)) * (f64::from(i) + 0.5),
    }
}

/// A substitution at every place of every pass.
fn table(from: i32, steps: i32, by: impl Fn(f64) -> (f64, f64)) -> [Vec<(f64, f64)>; HALVINGS + 1] {
    std::array::from_fn(|pass| {
        let count = if pass == 0 { steps + 1 } else { steps << (pass - 1) };
        (0..count).map(|i| by(variable(from, pass, i))).collect()
    })
}

/// The distance from a corner, and the logarithm of its derivative.
static HALF: LazyLock<[Vec<(f64, f64)>; HALVINGS + 1]> = LazyLock::new(|| {
    let furthest = (2.0 * END / STEP).ceil() as i32 + 1;
    table(HALF_FROM, furthest - HALF_FROM, |u| {
        let bend = (-u - LATE).exp();
        let inner = u - bend;
        let distance = if inner > 0.0 { inner + (-inner).exp().ln_1p() } else { inner.exp().ln_1p() };
        (distance, inner - distance + bend.ln_1p())
    })
});

/// The distance from the nearer of two corners as a share of theirs from each other, and the logarithm of its derivative.
static BETWEEN: LazyLock<[Vec<(f64, f64)>; HALVINGS + 1]> = LazyLock::new(|| {
    use std::f64::consts::PI;
    table(BETWEEN_FROM, -BETWEEN_FROM, |variable| {
        let u = SLOWER * variable;
        // Towards the lower end, `tanh(y) + 1 = 2 e^2y / (1 + e^2y)`.
        let ln_odds = PI * u.sinh();
        let ln_share = ln_odds - ln_odds.exp().ln_1p();
        let ln_rate = (SLOWER * PI * u.cosh()).ln();
        (ln_share.exp(), ln_share - ln_odds.exp().ln_1p() + ln_rate)
    })
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tail::{Catalogue, Law, spec};

    fn error_marks() -> Landmarks {
        let law: Law =
            spec::parse("uniform(-1, 1)", &Catalogue::standard(), &|_| Err("no files here".into())).expect("a law");
        Landmarks::of(&law)
    }

    #[test]
    fn the_pieces_together_measure_any_function_on_the_line() {
        let marks = error_marks();
        // Corners of X at 1 and -1 are places of V at t - 1 and t + 1: here t = 0.25 and a unit of V is a unit of the line.
        let t = 0.25;
        let pieces = Piece::between(&[(1.0, t - 1.0), (-1.0, t + 1.0)], &marks);
        assert_eq!(pieces.len(), 3);
        let normal = |z: f64| (-0.5 * z * z).exp() / std::f64::consts::TAU.sqrt();
        let kinked = |z: f64| normal(z) * if (z - t).abs() < 1.0 { 1.0 } else { 3.0 };
        let sum = |pass: usize| -> f64 {
            let all = pieces.iter().flat_map(|piece| piece.places(pass, piece.whole()));
            all.map(|place| kinked(place.panel.node(place.distance, t).v) * place.ln_jacobian.exp()).sum()
        };
        let inside = 0.5 * (libm::erf(1.25 / 2f64.sqrt()) + libm::erf(0.75 / 2f64.sqrt()));
        let truth = 3.0 - 2.0 * inside;
        let mut found = STEP * sum(0);
        for pass in 1..=HALVINGS {
            found = 0.5 * (found + STEP / f64::from(1 << (pass - 1)) * sum(pass));
            let goal = [1e-5, 1e-11, 1e-14][pass - 1];
            assert!((found - truth).abs() < goal, "pass {pass}: {found} {truth}");
        }
    }
}
