//! How the integrals at one threshold are to be taken: what is wanted, where it counts, and what rounding leaves.

use super::{
    beyond::Lump,
    drift::Drift,
    far::Far,
    kernel::{AtomTerm, DENSITY, EXCESS, EXCESS_AT, Kernel, MISSED, PARTS, REACHED, Scale, Wanted},
    lattice,
    mesh::panels,
    origin::Origin,
    pieces::Aim,
    probes::{Looks, Probes},
    sides::{Sides, Stretch},
    sum::Sum,
    terms::finite_or_nothing,
};
use crate::tail::Law;

/// What the rule's error may be, beside the integral.
const GOAL: f64 = 1e-11;
/// Logarithms of the error's functions that change less than this over the bulk of V leave V near its unconditional law.
const NEAR: f64 = 0.1;
/// Where they change more than this, the conditional law has left the bulk of V.
const AWAY: f64 = 3.0;
/// Logarithms of probabilities above this are those of certain events, as far as differences to them go.
const CERTAIN: f64 = -1e-6;
/// How much of what rounding moves the coarse first look may have missed.
const MOVED: f64 = 4.0;
/// How far from a place, as a share of the distance to the nearest landmark, a function may be a polynomial.
const APART: f64 = 0.45;
/// A polynomial that reaches less far than so many times the width of V's bulk serves too few nodes.
const WORTH: f64 = 1.0;

/// What is asked for beside the law of U and the mean of V above t.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    /// The density of U.
    pub(super) density: bool,
    /// `E[V | U = t]`.
    pub(super) at: bool,
    /// The second moment of V above t.
    pub(super) second: bool,
}

/// How the integrals at one threshold are to be taken.
pub(super) struct Plan<'a> {
    pub(super) sides: Sides<'a>,
    pub(super) kept: Vec<(Stretch, Looks)>,
    /// Of V, and of X where that is integrated over.
    pub(super) atoms: [Vec<AtomTerm>; 2],
    pub(super) error_atoms: Vec<(f64, f64)>,
    /// What rounding leaves open of the integral over V, and of that over X.
    pub(super) roundings: [f64; 2],
    /// What the rounding of places leaves open of the complementary probability, and of the moment that comes from there.
    pub(super) moved: f64,
}

impl Plan<'_> {
    /// How well a part is to be known, `place` telling where among those asked for another part is.
    pub(super) fn aim(&self, part: usize, place: impl Fn(usize) -> Option<usize>) -> Aim {
        let moved = if [MISSED, EXCESS].contains(&part) { self.moved } else { 0.0 };
        let goal = GOAL.max(self.roundings[0]).max(self.roundings[1]).max(moved);
        Aim { goal, moved, beside: self.beside(part).and_then(|(other, factor)| Some((place(other)?, factor))) }
    }

    /// The probability that a first moment belongs to, and how far from the mean and from 0 the point is that the moment is taken
    /// from: it will be added to either.
    fn beside(&self, part: usize) -> Option<(usize, f64)> {
        let Sides { value, error, .. } = &self.sides;
        let apart = |origin: Origin, kernel: &Kernel| match origin {
            Origin::Middle(middle) => (middle - kernel.mean).abs().min(middle.abs()),
            Origin::Mean { .. } => 0.0,
        };
        match part {
            EXCESS => Some((REACHED, apart(value.above, value))),
            EXCESS_AT => Some((DENSITY, apart(value.at, value))),
            _ if part == PARTS + EXCESS => error.as_ref().map(|error| (PARTS + REACHED, apart(error.above, error))),
            _ => None,
        }
    }
}

impl Sum {
    /// Looks at the integrands at t, and decides where and how to integrate them.
    pub(super) fn plan<'a>(&'a self, other: Option<&'a Self>, t: f64, asked: Asked) -> Plan<'a> {
        let missed = t < self.beyond || self.beyond.is_nan();
        let Asked { density, at, second } = asked;
        let value = self.kernel(t, Wanted { second, missed, density, at });
        // What X misses below t may be all that moves its mean.
        let nothing_else = Wanted { second: false, missed, density: false, at: false };
        let error = other.map(|sum| sum.kernel(t, nothing_else));
        let over_error = other.is_some_and(|other| other.dense);
        let mesh = panels((&self.value_marks, self.dense), (&self.error_marks, over_error), t);
        // Where U all but reaches t with one of the two at its mean, what is left to gain of that one is as small as what a far lump
        // leaves out; and a lump has no second moment.
        let uncertain = |kernel: &Kernel| kernel.ln_sf < CERTAIN;
        let of = |side, sum: &Self| Far::of((side, &sum.value), sum.error_marks.body.0, &mesh, t);
        let far_value = (self.dense && !missed && !second && uncertain(&value)).then(|| of(0, self)).flatten();
        let far_error =
            other.filter(|sum| sum.dense && error.as_ref().is_some_and(uncertain)).and_then(|sum| of(1, sum));
        let of_error =
            other.zip(error.as_ref()).map_or(vec![], |(sum, kernel)| sum.atom_terms(kernel, far_error.as_ref()));
        let atoms = [self.atom_terms(&value, far_value.as_ref()), of_error];
        let error_atoms = if asked.density { self.error_atom_terms(t) } else { Vec::new() };
        let mut sides = Sides { value, error, far: [far_value, far_error] };
        let mut probes = Probes::of(&sides, mesh);
        let of_error = self.error_marks.corners.iter().map(|corner| t - corner);
        let corners: Vec<f64> = self.value_marks.corners.iter().copied().chain(of_error).collect();
        probes.sharpen(&sides, &corners);
        probes.layered(&sides);
        let mut roundings = [0.0; 2];
        for (side, kernel) in [Some(&mut sides.value), sides.error.as_mut()].into_iter().flatten().enumerate() {
            kernel.scale = probes.scale(side);
            atoms[side].iter().for_each(|atom| kernel.scale.include(&atom.levels, 0.0));
            if side == 0 {
                error_atoms.iter().for_each(|atom| kernel.scale.density = kernel.scale.density.max(atom.1));
            }
            probes.centre(side, kernel, &atoms[side]);
            let depth = probes.depth(side, &kernel.scale).max(-kernel.scale.reached);
            // Rounding inside the integrand: a few units of the last place of the logarithms at the dominant place.
            roundings[side] =
                f64::EPSILON * (8.0 + 4.0 * depth) + probes.jitter(side, |l| l.sf.0, kernel.scale.reached).min(1.0);
        }
        // Where the smaller probability is that of a corner, all of it may be near places that rounding moves.
        let jitter = || probes.jitter(0, |l| l.ln_cdf, sides.value.scale.missed);
        let moved = if missed { (MOVED * jitter()).min(1.0) } else { 0.0 };
        let kept = probes.relevant(&sides);
        Plan { sides, kept, atoms, error_atoms, roundings, moved }
    }

    /// The integrands at t, with deviations taken from the mean where V stays near its unconditional law.
    pub(super) fn kernel(&self, t: f64, wanted: Wanted) -> Kernel<'_> {
        let error = &self.error;
        let at = t - self.centre;
        let bulk = self.value_marks.bulk;
        let change = |there: f64, level: &dyn Fn(f64) -> f64| {
            let apart = |v: f64| (level(t - v) - there).abs();
            if there.is_finite() { apart(bulk.0).max(apart(bulk.1)) } else { f64::INFINITY }
        };
        let origin = |change: f64| {
            let near = if self.dense { (self.centre - bulk.0).abs().max((bulk.1 - self.centre).abs()) } else { 0.0 };
            let still = self.centred && change < NEAR;
            if still { Origin::Mean { near: 2.0 * near } } else { Origin::Middle(self.centre) }
        };
        let ln_sf = error.ln_sf(at);
        let drifts = change(ln_sf, &|x| error.ln_sf(x));
        let density = |x: f64| finite_or_nothing(error.ln_pdf(x));
        let ln_pdf = if wanted.at { density(at) } else { f64::NEG_INFINITY };
        let (above, at) = (origin(drifts), origin(change(ln_pdf, &density)));
        let (value, dense, mean) = (&self.value, self.dense, self.centre);
        let drift = if wanted.missed || drifts > AWAY { None } else { self.drift(t - mean) };
        Kernel { value, error, dense, t, mean, ln_sf, ln_pdf, drift, above, at, wanted, scale: Scale::NOTHING }
    }

    /// How `ln S_X` changes around x where V makes it, as far as V goes and no landmark of X is near.
    fn drift(&self, x: f64) -> Option<Drift> {
        let (low, high) = self.value_marks.body;
        let lattice = self.value.as_normal().map_or(0.0, |(_, sd)| lattice::END * sd);
        let body = (self.centre - low).max(high - self.centre).max(lattice);
        let gap = self.error_marks.centres.iter().map(|landmark| (landmark.at - x).abs()).fold(f64::INFINITY, f64::min);
        let reach = body.min(APART * gap);
        let worth = self.dense && reach.is_finite() && reach > WORTH * self.value_marks.spread();
        if !worth {
            return None;
        }
        let there = self.error.ln_sf(x);
        let difference = |offset: f64| {
            let direct = self.error.ln_sf(x - offset) - there;
            if direct.abs() < 0.1 { self.error.ln_sf_ratio(x, offset) } else { direct }
        };
        Drift::of(difference, reach)
    }

    /// The atoms of V, and its mass that no panel reaches or needs to.
    fn atom_terms(&self, kernel: &Kernel, far: Option<&Far>) -> Vec<AtomTerm> {
        let unreached = self.value_marks.unreached.iter().filter(|lump| far.is_none_or(|far| lump.at < far.from));
        let all = lumps(&self.value).chain(unreached.copied()).chain(far.map(|far| far.lump));
        all.map(|Lump { at, ln_mass }| AtomTerm { v: at, levels: kernel.atom_levels(at, ln_mass) }).collect()
    }

    /// What the atoms of X add to the density of U: the density of V at `t - x`, as (v, logarithm).
    fn error_atom_terms(&self, t: f64) -> Vec<(f64, f64)> {
        if !self.dense {
            return Vec::new();
        }
        let all = lumps(&self.error).chain(self.error_marks.unreached.iter().copied());
        all.map(|Lump { at, ln_mass }| (t - at, ln_mass + finite_or_nothing(self.value.ln_pdf(t - at)))).collect()
    }
}

/// The atoms of a law.
fn lumps(law: &Law) -> impl Iterator<Item = Lump> {
    law.atoms().iter().map(|atom| Lump { at: atom.at, ln_mass: atom.mass.ln() })
}
