//! The limit laws of totals of heavy steps, and how far a total of n steps is from them.

pub(super) mod normed;
pub(super) mod stable;
pub(super) mod threshold;
