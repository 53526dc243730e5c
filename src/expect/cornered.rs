//! The tail of X at a node beside one of its corners, whose place has lost the distance from it.
//!
//! Refuses: corners inside the support without an atom; there the place is as good.

use super::{kernel::Kernel, mesh::Node};
use crate::num::logs::ln_1m_exp;

/// Nearer to a corner than this part of its own size, a place has few digits of the distance.
const BESIDE: f64 = 1e-3;

impl Kernel<'_> {
    /// The atom of X just above a node, if the place of the node is not told from it.
    #[inline(always)]
    pub(super) fn atom_above(&self, node: &Node) -> Option<f64> {
        let (corner, offset) = node.beside[1]?;
        let blurred = offset < 0.0 && corner + offset == corner;
        (blurred && self.error.atoms().iter().any(|atom| atom.at == corner)).then_some(corner)
    }

    /// Whether a node is so near to a corner of X that its distance from the mean of V does not tell the side.
    #[inline(always)]
    pub(super) fn at_corner(&self, node: &Node) -> bool {
        let scale = |corner: f64| corner.abs() + self.mean.abs() + self.t.abs();
        node.beside[1].is_some_and(|(corner, offset)| offset.abs() < 1e-14 * scale(corner))
    }

    /// The logarithm of the tail of X at a node: beside an end that is not 0, from the offset, whose digits the place has lost.
    #[inline(always)]
    pub(super) fn ln_error_sf(&self, node: &Node) -> f64 {
        if let Some(atom) = self.atom_above(node) {
            return self.error.ln_sf_from(atom);
        }
        match node.beside[1] {
            Some((corner, offset)) if corner != 0.0 && offset.abs() < BESIDE * corner.abs() => {
                self.ln_error_sf_beside(corner, offset).unwrap_or_else(|| self.error.ln_sf(node.x))
            }
            _ => self.error.ln_sf(node.x),
        }
    }

    /// The logarithm of the tail of X at an offset from an end without an atom; none at another corner.
    #[cold]
    fn ln_error_sf_beside(&self, corner: f64, offset: f64) -> Option<f64> {
        let support = self.error.support();
        if self.error.atoms().iter().any(|atom| atom.at == corner) {
            None
        } else if corner == support.low && offset > 0.0 {
            Some(ln_1m_exp(self.error.ln_cdf_above_low(offset)))
        } else if corner == support.high && offset < 0.0 {
            Some(self.error.ln_sf_below_high(-offset))
        } else {
            None
        }
    }
}
