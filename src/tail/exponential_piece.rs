//! A stretch on which a density is an exponential, or constant: what sums of laws made of such stretches have closed forms by.
//!
//! Refuses: to be a law; the pieces of one say nothing of atoms.

/// `f(x) = e^(ln_level + slope (x - anchor))` on a stretch, which is bounded where that does not fall.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExponentialPiece {
    /// Where it begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
    /// Where the density has its level: a finite end.
    pub anchor: f64,
    /// The logarithm of the density there.
    pub ln_level: f64,
    /// The slope of the logarithm of the density.
    pub slope: f64,
}

impl ExponentialPiece {
    /// The same of `X + shift`.
    pub fn shifted(self, shift: f64) -> Self {
        Self { low: self.low + shift, high: self.high + shift, anchor: self.anchor + shift, ..self }
    }
}
