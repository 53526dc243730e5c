//! Products and logarithms in which nothing wins over infinity.

/// A density is infinite at single points only, which carry nothing.
pub(super) fn finite_or_nothing(ln: f64) -> f64 {
    if ln == f64::INFINITY || ln.is_nan() { f64::NEG_INFINITY } else { ln }
}

/// A product in which a vanishing weight wins over an infinite offset.
pub(super) fn times(offset: f64, weight: f64) -> f64 {
    if weight == 0.0 { 0.0 } else { offset * weight }
}
