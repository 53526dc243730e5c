//! The limit laws of totals of heavy steps, how far a total of n steps is from them, and the series of a step's transform.

pub(super) mod normed;
pub(super) mod series;
pub(super) mod stable;
pub(super) mod threshold;
