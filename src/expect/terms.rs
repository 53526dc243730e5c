//! Products, sums and logarithms of terms, in which nothing wins over infinity.

use crate::num::quadrature::Quadrature;

/// A density is infinite at single points only, which carry nothing.
pub(super) fn finite_or_nothing(ln: f64) -> f64 {
    if ln == f64::INFINITY || ln.is_nan() { f64::NEG_INFINITY } else { ln }
}

/// A product in which a vanishing weight wins over an infinite offset.
pub(super) fn times(offset: f64, weight: f64) -> f64 {
    if weight == 0.0 { 0.0 } else { offset * weight }
}

/// Adds the terms of an atom to integrals.
pub(super) fn add<const K: usize>(q: &mut Quadrature<K>, parts: [f64; K]) {
    for (k, part) in parts.into_iter().enumerate() {
        q.value[k] += part;
        q.absolute[k] += part.abs();
        q.error[k] += 2.0 * f64::EPSILON * part.abs();
    }
}
