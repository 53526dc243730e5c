//! Atoms and other marked points under a change of units.

use crate::tail::{Atom, Law};

/// Atoms in increasing order, those at one point joined, those without mass left out.
pub(super) fn joined(atoms: impl IntoIterator<Item = Atom>) -> Vec<Atom> {
    let mut atoms: Vec<Atom> = atoms.into_iter().filter(|atom| atom.mass > 0.0).collect();
    atoms.sort_by(|a, b| a.at.total_cmp(&b.at));
    atoms.dedup_by(|next, kept| {
        let same = next.at == kept.at;
        kept.mass += if same { next.mass } else { 0.0 };
        same
    });
    atoms
}

/// The marked points of a law (atoms, kinks, ends of the support) and their images under an increasing map.
///
/// The inverse map in floating point may carry an image past its mark by a rounding, which would move an atom's whole
/// mass; here every point goes back to the right side of every mark, and images go back to their marks.
#[derive(Debug)]
pub(super) struct Marks {
    /// (image, mark), increasing.
    pairs: Vec<(f64, f64)>,
}

impl Marks {
    pub(super) fn new(base: &Law, map: impl Fn(f64) -> f64) -> Self {
        let support = base.support();
        let atoms = base.atoms().iter().map(|atom| atom.at);
        let marks = atoms.chain(base.kinks()).chain([support.low, support.high]).filter(|mark| mark.is_finite());
        let mut pairs: Vec<_> = marks.map(|mark| (map(mark), mark)).collect();
        pairs.sort_by(|a, b| a.1.total_cmp(&b.1));
        pairs.dedup();
        Self { pairs }
    }

    /// The point that the map carries to x, given the inverse map's rounded answer. Of several marks with the image x,
    /// the last.
    pub(super) fn back(&self, x: f64, rounded: f64) -> f64 {
        let next = self.pairs.partition_point(|pair| pair.0 <= x);
        let mut point = rounded;
        if let Some(&(image, mark)) = next.checked_sub(1).and_then(|place| self.pairs.get(place)) {
            if image == x {
                return mark;
            }
            point = point.max(mark.next_up());
        }
        self.pairs.get(next).map_or(point, |&(_, mark)| point.min(mark.next_down()))
    }

    /// Whether a mark lies between two points, so that a rounded one of them may be on its wrong side.
    pub(super) fn divide(&self, a: f64, b: f64) -> bool {
        a != b && self.pairs.iter().any(|&(_, mark)| (mark <= a) != (mark <= b) || (mark < a) != (mark < b))
    }

    /// As [`Marks::back`], but of several marks with the image x the first.
    pub(super) fn back_first(&self, x: f64, rounded: f64) -> f64 {
        let place = self.pairs.partition_point(|pair| pair.0 < x);
        match self.pairs.get(place) {
            Some(&(image, mark)) if image == x => mark,
            _ => self.back(x, rounded),
        }
    }
}
