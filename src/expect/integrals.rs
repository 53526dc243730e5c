//! The law of U = V + X at one threshold, by integration over V, and over X where that is asked for: tail, density, and the first
//! two moments of V.

use super::{
    answer::{At, Reached},
    kernel::{DENSITY, EXCESS, MISSED, PARTS, REACHED},
    lattice::Found,
    pieces::{self, Integrand},
    plan::{Asked, Plan},
    sides::ALL,
    sum::Sum,
    terms::add,
};
use crate::num::{Estimate, quadrature::Quadrature};

/// A mean of U that is a smaller part of the threshold is not taken from an excess over it.
const MOST_CANCELLED: f64 = 4.0;

impl Sum {
    /// Integrates at threshold t.
    pub(super) fn at(&self, t: f64) -> At {
        self.integrated(t, Asked { density: true, at: true, second: false })
    }

    /// Integrates at threshold t, but not `E[V | U = t]`.
    pub(super) fn level(&self, t: f64) -> At {
        self.integrated(t, Asked { density: true, at: false, second: false })
    }

    /// Integrates at threshold t the tail of U and the mean of V above it alone.
    pub(super) fn above(&self, t: f64) -> At {
        self.integrated(t, Asked { density: false, at: false, second: false })
    }

    /// Integrates at threshold t, the second moment of V too, and over X; in the same pass where V is not normal.
    pub(super) fn at_with(&self, over_error: &Self, t: f64) -> (At, Reached) {
        let asked = Asked { density: true, at: true, second: true };
        if let Some(at) = self.by_exponentials(t, asked)
            && let Some(reached) = self.other_by_exponentials(over_error, t, &at)
        {
            return (at, reached);
        }
        let Some(Found { at, over }) = self.on_lattice(t, asked, true) else {
            let (at, other) = self.by_panels(Some(over_error), t, asked);
            return (at, other.expect("both sides were integrated"));
        };
        let Some(over) = over else { return (at, Reached { ln_p: at.ln_p, deviation: None, mean: None }) };
        let reached = at.deviation.and_then(|deviation| {
            let mean_u = Estimate::closed_form(t).plus(over);
            // Far below all of U its mean would be what two large numbers leave of each other.
            let fine = t.abs() <= MOST_CANCELLED * mean_u.value.abs();
            let of_value = at.mean.unwrap_or(Estimate::new(self.centre, 0.0).plus(deviation));
            let apart =
                mean_u.plus(deviation.scaled(-1.0)).plus(Estimate::closed_form(-self.centre - over_error.centre));
            let mean = Some(mean_u.plus(of_value.scaled(-1.0)));
            fine.then_some(Reached { ln_p: at.ln_p, deviation: Some(apart), mean })
        });
        let by_panels = || {
            let At { ln_p, deviation, mean, .. } = over_error.above(t);
            Reached { ln_p, deviation, mean }
        };
        (at, reached.unwrap_or_else(by_panels))
    }

    fn integrated(&self, t: f64, asked: Asked) -> At {
        if let Some(at) = self.by_exponentials(t, asked) {
            return at;
        }
        self.on_lattice(t, asked, false).map_or_else(|| self.by_panels(None, t, asked).0, |found| found.at)
    }

    /// Integrates at threshold t by panels, over X too where that is given.
    pub(super) fn by_panels(&self, other: Option<&Self>, t: f64, asked: Asked) -> (At, Option<Reached>) {
        let plan = self.plan(other, t, asked);
        // Sums over parts that nobody asked for would take as long as the others.
        let q = match asked {
            _ if other.is_some() || asked.second || asked.at => plan.integrate(std::array::from_fn::<_, ALL, _>(|k| k)),
            Asked { density: true, .. } => plan.integrate([REACHED, EXCESS, DENSITY, MISSED]),
            _ => plan.integrate([REACHED, EXCESS, MISSED]),
        };
        let over_error = other.zip(plan.sides.error.as_ref());
        let reached = over_error.map(|(sum, kernel)| sum.reached(&q, kernel, plan.roundings[1]));
        (self.assemble(&q, &plan.sides.value, plan.roundings[0], plan.moved), reached)
    }
}

impl Plan<'_> {
    /// The integrals of the given parts; the others are left at nothing.
    fn integrate<const K: usize>(&self, parts: [usize; K]) -> Quadrature<ALL> {
        let carried = self.carried();
        let ranges = self.kept.iter().map(|(stretch, _)| stretch.panels[0].range);
        let place = |part: usize| parts.iter().position(|&k| k == part);
        let aims = parts.map(|k| self.aim(k, place));
        let found = pieces::integrate(&Parts { plan: self, parts }, ranges, parts.map(|k| carried.absolute[k]), aims);
        let mut all = Quadrature { evaluations: found.evaluations, ..Quadrature::NOTHING };
        for (i, k) in parts.into_iter().enumerate() {
            (all.value[k], all.error[k], all.absolute[k]) = (found.value[i], found.error[i], found.absolute[i]);
        }
        carried.plus(all)
    }

    /// What the atoms of both laws carry.
    fn carried(&self) -> Quadrature<ALL> {
        let mut carried = Quadrature::NOTHING;
        for (side, atoms) in self.atoms.iter().enumerate() {
            atoms.iter().for_each(|atom| add(&mut carried, self.sides.at_atom(side, atom.v, &atom.levels)));
        }
        for &(v, ln_weight) in &self.error_atoms {
            add(&mut carried, self.sides.at_error_atom(v, ln_weight));
        }
        // A far tail is the last of the atoms, and all of its spread is in its place.
        for (side, first) in [0, PARTS].into_iter().enumerate() {
            if let (Some(far), Some(atom)) = (&self.sides.far[side], self.atoms[side].last()) {
                carried.error[first + EXCESS] +=
                    far.rounding * self.sides.at_atom(side, atom.v, &atom.levels)[first + REACHED];
            }
        }
        carried
    }
}

/// Some of the integrands of a plan, by their places among all.
struct Parts<'a, const K: usize> {
    plan: &'a Plan<'a>,
    parts: [usize; K],
}

impl<const K: usize> Integrand<K> for Parts<'_, K> {
    fn at(&self, panel: usize, parameters: &[f64], into: &mut [[f64; K]]) {
        let stretch = &self.plan.kept[panel].0;
        self.plan.sides.at_each(stretch, parameters, |i, all| into[i] = self.parts.map(|k| all[k]));
    }

    fn first(&self, panel: usize, parameters: &[f64], into: &mut [[f64; K]]) {
        let (stretch, looks) = &self.plan.kept[panel];
        let all = looks.iter().take(parameters.len()).map(|look| self.plan.sides.at(stretch, look));
        into.iter_mut().zip(all).for_each(|(into, all)| *into = self.parts.map(|k| all[k]));
    }
}
