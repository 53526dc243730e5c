//! The law on all of f64 by Chebyshev series of the logarithms, made from inversions where they are asked for and then a few nanoseconds a
//! value.
//!
//! Refuses: places where the distribution function is below the smallest f64, and those where series are not resolved; they are inverted
//! each.

use crate::num::{cells::Cells, inversion::Inverted};

/// What a series may leave out, of 1 and of its own size, beside the rounding of places.
const LEFT_OUT: f64 = 2e-14;
/// The greatest place of the table, e^690; the least of a positive law is no less than e^-690.
const FURTHEST: f64 = 690.0;
/// Cells below the median, of one width, and above it, each twice as wide as the one before.
const CELLS: u32 = 10;

/// How places are measured: by their logarithm, or on both sides of a centre.
#[derive(Clone, Copy, Debug)]
pub(super) enum Coordinate {
    Logarithm,
    About(f64),
}

impl Coordinate {
    fn of(self, x: f64) -> f64 {
        match self {
            Self::Logarithm => x.ln(),
            Self::About(centre) => (x - centre).asinh(),
        }
    }

    /// `dz/dx`.
    fn rate(self, x: f64) -> f64 {
        match self {
            Self::Logarithm => 1.0 / x,
            Self::About(centre) => 1.0 / (x - centre).hypot(1.0),
        }
    }

    fn place(self, z: f64) -> f64 {
        match self {
            Self::Logarithm => z.exp(),
            Self::About(centre) => centre + z.sinh(),
        }
    }
}

/// The logarithms of the smaller of both probabilities and of the density.
#[derive(Debug)]
pub(super) struct Table {
    coordinate: Coordinate,
    /// Where the distribution function gives way to the survival function.
    middle: f64,
    cells: Cells<2>,
}

impl Table {
    /// From a function that inverts at a place, from the least place and the median. Places near the median are known to a rounding of it,
    /// which is more than one of the law's own width where that is narrow: as wide as the logarithms are steep, about a centre 1.
    pub(super) fn new(coordinate: Coordinate, (least, median): (f64, f64), at: impl Fn(f64) -> Inverted) -> Self {
        let (low, middle) = (coordinate.of(least).max(-FURTHEST), coordinate.of(median));
        let steepness = || {
            let at = at(median);
            (at.ln_pdf.value - at.ln_cdf.value).exp()
        };
        let per_place = if let Coordinate::About(_) = coordinate { 1.0 } else { steepness() };
        let left_out = LEFT_OUT + 16.0 * f64::EPSILON * per_place * median.abs();
        let below = (0..CELLS).map(|k| low + (middle - low) * f64::from(k) / f64::from(CELLS));
        let above = (0..=CELLS).map(|k| middle + (FURTHEST - middle) * 0.5f64.powi((CELLS - k) as i32));
        let ends = below.chain([middle]).chain(above).collect();
        Self { coordinate, middle, cells: Cells::new(ends, Vec::new()).leaving_out(left_out) }
    }

    /// `(ln P(X <= x), ln f)` below the median and `(ln P(X > x), ln f)` above it, told which; none where there is no series.
    pub(super) fn at(&self, x: f64, inverted: impl Fn(f64) -> Inverted) -> Option<(bool, [f64; 2])> {
        let z = self.coordinate.of(x);
        Some((z > self.middle, self.cells.at(z, &|z| self.logarithms(z, &inverted))?))
    }

    /// `-d ln f / dx`; none where there is no series.
    pub(super) fn score(&self, x: f64, inverted: impl Fn(f64) -> Inverted) -> Option<f64> {
        let [_, slope] = self.cells.slope(self.coordinate.of(x), &|z| self.logarithms(z, &inverted))?;
        Some(-slope * self.coordinate.rate(x))
    }

    fn logarithms(&self, z: f64, inverted: &impl Fn(f64) -> Inverted) -> [f64; 2] {
        let at = inverted(self.coordinate.place(z));
        let tail = if z > self.middle { at.ln_sf } else { at.ln_cdf };
        [tail.value, at.ln_pdf.value]
    }
}
