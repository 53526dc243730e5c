//! Terms that densities and tails are sums of: an exponential, a constant, or a line, each on a stretch.

use crate::tail::ExponentialPiece;

/// `sign e^(ln_size + slope (x - anchor))` on a stretch, times `x - anchor` where it is a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) anchor: f64,
    pub(super) ln_size: f64,
    pub(super) sign: f64,
    pub(super) slope: f64,
    pub(super) line: bool,
}

impl Term {
    pub(super) fn density(piece: &ExponentialPiece) -> Self {
        let &ExponentialPiece { low, high, anchor, ln_level, slope } = piece;
        Self { low, high, anchor, ln_size: ln_level, sign: 1.0, slope, line: false }
    }

    fn constant(low: f64, high: f64, anchor: f64, value: f64) -> Self {
        Self { low, high, anchor, ln_size: value.abs().ln(), sign: value.signum(), slope: 0.0, line: false }
    }

    /// The survival function of the law that has these pieces, in increasing order.
    pub(super) fn tail(pieces: &[ExponentialPiece]) -> Vec<Self> {
        let (mut terms, mut beyond) = (Vec::new(), 0.0);
        for piece in pieces.iter().rev() {
            let &ExponentialPiece { low, high, anchor, ln_level, slope } = piece;
            let density = Self::density(piece);
            let level = |x: f64| if x.is_finite() { (ln_level + slope * (x - anchor)).exp() } else { 0.0 };
            // What is beyond the piece, and of the exponential what its integral leaves at the upper end.
            let (constant, rest, mass) = if slope == 0.0 {
                let line = Self { anchor: high, sign: -1.0, line: true, ..density };
                (beyond, line, level(low) * (high - low))
            } else {
                let integral = Self { ln_size: ln_level - slope.abs().ln(), sign: -slope.signum(), ..density };
                (beyond + level(high) / slope, integral, (level(high) - level(low)) / slope)
            };
            if constant != 0.0 {
                terms.push(Self::constant(low, high, anchor, constant));
            }
            terms.push(rest);
            beyond += mass;
        }
        if let Some(lowest) = pieces.first().map(|piece| piece.low).filter(|low| low.is_finite()) {
            terms.push(Self::constant(f64::NEG_INFINITY, lowest, lowest, 1.0));
        }
        terms
    }
}
