//! A coordinate on the line of U: near its middle linear, further out logarithmic in the distance from the middle, and towards
//! an end of the support logarithmic in the distance from that end.

/// The line of U from the lower to the upper end of its support, cut at its middle.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    middle: f64,
    below: Side,
    above: Side,
}

/// One side of the middle.
#[derive(Clone, Copy, Debug)]
struct Side {
    /// Where the logarithm takes over.
    scale: f64,
    /// The distance to the end; may be infinite.
    reach: f64,
    /// The largest coordinate at which neighbouring places are different doubles.
    last: f64,
}

impl Axis {
    pub(super) fn new(middle: f64, scale: f64, (low, high): (f64, f64)) -> Self {
        let side = |end: f64| {
            let reach = (end - middle).abs();
            let scale = scale.min(reach);
            let room = if reach.is_finite() { (end.abs() * 1e-13).max(reach * 1e-100) } else { 1.0 };
            let last =
                if reach.is_finite() { (reach / room).ln() + (reach / scale).ln_1p() } else { (1e300 / scale).ln() };
            Side { scale, reach, last: last.min(690.0) }
        };
        Self { middle, below: side(low), above: side(high) }
    }

    /// The range of the coordinate.
    pub(super) fn range(&self) -> (f64, f64) {
        (-self.below.last, self.above.last)
    }

    /// Whether the range of the coordinate stops short of the upper end because doubles do.
    pub(super) fn ends_above(&self) -> bool {
        self.above.reach.is_finite()
    }

    /// The place of a coordinate and the derivative of the place.
    pub(super) fn place(&self, y: f64) -> (f64, f64) {
        let (side, sign) = if y < 0.0 { (&self.below, -1.0) } else { (&self.above, 1.0) };
        let (distance, to_end, slope) = side.at(y.abs());
        // Near an end the distance from that end has the digits.
        let u = if to_end < distance {
            self.middle + sign * side.reach - sign * to_end
        } else {
            self.middle + sign * distance
        };
        (u, slope)
    }

    /// The coordinate of a place.
    pub(super) fn coordinate(&self, u: f64) -> f64 {
        if u < self.middle { -self.below.coordinate(self.middle - u) } else { self.above.coordinate(u - self.middle) }
    }
}

impl Side {
    /// Distances from the middle and to the end, and the derivative: `(1 + d/s) / (1 - d/R) = e^y`.
    fn at(&self, y: f64) -> (f64, f64, f64) {
        let (s, growth) = (self.scale, y.exp());
        if self.reach.is_infinite() {
            return (s * y.exp_m1(), f64::INFINITY, s * growth);
        }
        let denominator = 1.0 + growth * (s / self.reach);
        let distance = s * y.exp_m1() / denominator;
        let to_end = (self.reach + s) / denominator;
        (distance, to_end, growth * to_end * (s / self.reach) / denominator)
    }

    fn coordinate(&self, distance: f64) -> f64 {
        let grown = (distance / self.scale).ln_1p();
        if self.reach.is_infinite() { grown } else { grown - (-(distance / self.reach)).ln_1p() }
    }
}

#[cfg(test)]
mod tests {
    use super::Axis;

    #[test]
    fn coordinates_come_back_and_slopes_are_derivatives() {
        for ends in [(f64::NEG_INFINITY, f64::INFINITY), (-1.0, f64::INFINITY), (-1.0, 1e6), (f64::NEG_INFINITY, 0.5)] {
            let axis = Axis::new(0.3, 0.2, ends);
            for step in -40..=40 {
                let y = f64::from(step) * 0.2;
                let (u, slope) = axis.place(y);
                assert!(u > ends.0 && u < ends.1, "{ends:?}: {u}");
                assert!((axis.coordinate(u) - y).abs() < 1e-9 * (1.0 + y.abs()), "{ends:?}: {y} {u}");
                let h = 1e-6;
                let numeric = (axis.place(y + h).0 - axis.place(y - h).0) / (2.0 * h);
                assert!(step == 0 || (numeric / slope - 1.0).abs() < 1e-3, "{ends:?}: {y} {numeric} {slope}");
            }
        }
    }
}
