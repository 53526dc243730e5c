//! The critical power Q* of a law of approach times (stub).

use crate::tail::Law;

/// The critical power of a law and what decides it.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// `Q* = inf { Q : the fastest of Q approaches has a finite mean time }`; 0 or infinite where so.
    pub power: f64,
    /// Whether the mean is finite at exactly Q*; none where Q* is 0 or infinite.
    pub finite_at: Option<bool>,
    /// Why, in words.
    pub rule: String,
}

/// The critical power of a law of approach times, from its tail class.
pub fn threshold(_approach: &Law) -> Threshold {
    unimplemented!()
}
