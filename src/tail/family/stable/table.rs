//! The law on all of f64 by Chebyshev series of the logarithms, made once from inversions and then a few nanoseconds a value.
//!
//! Refuses: places where the distribution function is below the smallest f64; those are inverted each.

use crate::num::{
    chebyshev::{Nodes, Series},
    inversion::Inverted,
};

/// Terms of a series.
const TERMS: usize = 20;
/// What a series may leave out, of 1 and of its own size, beside the rounding of places.
const LEFT_OUT: f64 = 2e-14;
/// A stretch is not halved more often than this: near index 1 the law is a millionth of its place and less.
const HALVINGS: u32 = 48;
/// More stretches than this are not made.
const MOST: usize = 1000;
/// The greatest place of the table, e^690.
const FURTHEST: f64 = 690.0;

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
    /// Upper ends of the stretches, and their series.
    ends: Vec<f64>,
    series: Vec<Series<TERMS, 2>>,
    /// Their derivatives by the share of the stretch.
    slopes: Vec<Series<TERMS, 2>>,
    low: f64,
    /// What is not asked of a series.
    left_out: f64,
}

impl Table {
    /// From a function that inverts at a place, from the least place and the median. Places near the median are known to a rounding of it,
    /// which is more than one of the law's own width where that is narrow: as wide as the logarithms are steep, about a centre 1.
    pub(super) fn new(coordinate: Coordinate, (least, median): (f64, f64), at: impl Fn(f64) -> Inverted) -> Self {
        let (low, middle) = (coordinate.of(least), coordinate.of(median));
        let steepness = || {
            let at = at(median);
            (at.ln_pdf.value - at.ln_cdf.value).exp()
        };
        let per_place = if let Coordinate::About(_) = coordinate { 1.0 } else { steepness() };
        let left_out = LEFT_OUT + 16.0 * f64::EPSILON * per_place * median.abs();
        let mut table =
            Self { coordinate, middle, ends: Vec::new(), series: Vec::new(), slopes: Vec::new(), low, left_out };
        let nodes = Nodes::new();
        let lower = |z: f64| {
            let found = at(coordinate.place(z));
            [found.ln_cdf.value, found.ln_pdf.value]
        };
        let upper = |z: f64| {
            let found = at(coordinate.place(z));
            [found.ln_sf.value, found.ln_pdf.value]
        };
        table.fill(&nodes, (low, middle), HALVINGS, &lower);
        table.fill(&nodes, (middle, FURTHEST), HALVINGS, &upper);
        table
    }

    fn fill(&mut self, nodes: &Nodes<TERMS>, (low, high): (f64, f64), halvings: u32, f: &dyn Fn(f64) -> [f64; 2]) {
        let values = nodes.on(low, high).map(f);
        let series = nodes.series(&values);
        let size = values.iter().flatten().fold(1.0, |most: f64, value| most.max(value.abs()));
        if halvings == 0 || self.ends.len() >= MOST || series.rest().iter().all(|&rest| rest <= self.left_out * size) {
            self.ends.push(high);
            self.slopes.push(series.slope());
            self.series.push(series);
            return;
        }
        let middle = 0.5 * (low + high);
        self.fill(nodes, (low, middle), halvings - 1, f);
        self.fill(nodes, (middle, high), halvings - 1, f);
    }

    /// `(ln P(X <= x), ln f)` below the median and `(ln P(X > x), ln f)` above it, told which; none outside the table.
    pub(super) fn at(&self, x: f64) -> Option<(bool, [f64; 2])> {
        let (index, share, _) = self.stretch(x)?;
        Some((self.coordinate.of(x) > self.middle, self.series[index].at(share)))
    }

    /// `-d ln f / dx`; none outside the table.
    pub(super) fn score(&self, x: f64) -> Option<f64> {
        let (index, share, width) = self.stretch(x)?;
        Some(-self.slopes[index].at(share)[1] * 2.0 / width * self.coordinate.rate(x))
    }

    /// Which stretch x is on, at what share of it from -1 to 1, and how wide it is.
    fn stretch(&self, x: f64) -> Option<(usize, f64, f64)> {
        let z = self.coordinate.of(x);
        if !(z >= self.low && z <= *self.ends.last()?) {
            return None;
        }
        let index = self.ends.partition_point(|&end| end < z);
        let low = if index == 0 { self.low } else { self.ends[index - 1] };
        let width = self.ends[index] - low;
        Some((index, (2.0 * z - low - self.ends[index]) / width, width))
    }
}
