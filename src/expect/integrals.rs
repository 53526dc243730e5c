//! The law of U = V + X at one threshold, by integration over V, and over X where that is asked for: tail, density, and the first
//! two moments of V.

use super::{
    answer::{At, Reached},
    pieces,
    plan::Asked,
    sum::Sum,
    terms::add,
};
use crate::num::quadrature::Quadrature;

impl Sum {
    /// Integrates at threshold t.
    pub(super) fn at(&self, t: f64) -> At {
        self.integrated(None, t, Asked { density: true, at: true, second: false }).0
    }

    /// Integrates at threshold t, but not `E[V | U = t]`.
    pub(super) fn level(&self, t: f64) -> At {
        self.integrated(None, t, Asked { density: true, at: false, second: false }).0
    }

    /// Integrates at threshold t the tail of U and the mean of V above it alone.
    pub(super) fn above(&self, t: f64) -> At {
        self.integrated(None, t, Asked { density: false, at: false, second: false }).0
    }

    /// Integrates at threshold t, the second moment of V too, and over X in the same pass.
    pub(super) fn at_with(&self, over_error: &Self, t: f64) -> (At, Reached) {
        let (at, other) = self.integrated(Some(over_error), t, Asked { density: true, at: true, second: true });
        (at, other.expect("both sides were integrated"))
    }

    fn integrated(&self, other: Option<&Self>, t: f64, asked: Asked) -> (At, Option<Reached>) {
        let plan = self.plan(other, t, asked);
        let (sides, kept) = (&plan.sides, &plan.kept);
        let mut carried = Quadrature::NOTHING;
        for (side, atoms) in plan.atoms.iter().enumerate() {
            atoms.iter().for_each(|atom| add(&mut carried, sides.at_atom(side, atom.v, &atom.levels)));
        }
        for &(v, ln_weight) in &plan.error_atoms {
            add(&mut carried, sides.at_error_atom(v, ln_weight));
        }
        let at = |place: pieces::Place| {
            let (stretch, looks) = &kept[place.panel];
            match place.first {
                Some(i) => sides.at(stretch, &looks[i]),
                None => sides.at(stretch, &sides.look(stretch, place.parameter)),
            }
        };
        let ranges = kept.iter().map(|(stretch, _)| stretch.panel.range);
        let q = carried.plus(pieces::integrate(at, ranges, carried.absolute, plan.goal()));
        let over_error = other.zip(sides.error.as_ref());
        let reached = over_error.map(|(sum, kernel)| sum.reached(&q, kernel, plan.roundings[1]));
        (self.assemble(&q, &sides.value, plan.roundings[0]), reached)
    }
}
