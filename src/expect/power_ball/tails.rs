//! What moments under a weight are taken from: the tails of U and what V gains above each place, piece by piece along the line.

/// U on the line, as far as a weight asks for it.
pub(in crate::expect) trait Tails {
    /// A piece on which both are smooth.
    type Leaf<'a>: Leaf + Copy
    where
        Self: 'a;

    /// The pieces from the lowest place to the highest.
    fn leaves(&self) -> Vec<Self::Leaf<'_>>;

    /// Whether a side reaches the end of U, so that nothing is beyond it.
    fn ended(&self, up: bool) -> bool;

    /// What is known of places below all pieces.
    fn below(&self) -> Reading;

    /// Places between pieces and how wide they are, where rounding leaves some.
    fn gaps(&self) -> Vec<(f64, f64)>;
}

/// A piece, whose places are told by a share from -1 to 1.
pub(in crate::expect) trait Leaf {
    /// The places of both ends.
    fn span(&self) -> (f64, f64);

    /// The place at a share, and how fast it moves with that, whichever way.
    fn at(&self, share: f64) -> (f64, f64);

    /// The share at a place.
    fn share(&self, u: f64) -> f64;

    /// Whether places rise with the share.
    fn rises(&self) -> bool;

    /// What is known at a share.
    fn read(&self, share: f64) -> Reading;

    /// Some places, with the logarithms of the upper and of the lower tail.
    fn levels(&self) -> Vec<(f64, [f64; 2])>;
}

/// What is known at a place.
#[derive(Clone, Copy, Debug)]
pub(in crate::expect) struct Reading {
    /// `ln P(U >= u)`.
    pub(in crate::expect) ln_p: f64,
    /// `ln P(U < u)`.
    pub(in crate::expect) ln_q: f64,
    /// `E[V - E V | U >= u]`.
    pub(in crate::expect) gain: f64,
    /// The relative error of one tail, and the error of the gain.
    pub(in crate::expect) errors: [f64; 2],
    /// Whether that is the upper tail; the other one inherits its error.
    pub(in crate::expect) upper: bool,
}
