//! The law of U = V + X at one threshold, by integration over V: tail, density, and the first two moments of V.

use super::{
    excess::Excess,
    kernel::{DENSITY, EXCESS, EXCESS_AT, Kernel, Levels, MISSED, Origin, PARTS, REACHED, SECOND, Scale, Wanted},
    mesh::{Landmarks, panels},
    pieces,
    probes::{Looks, Probes},
    reconcile::{log_of, reconcile},
    sides::{ALL, Sides, Stretch},
    terms::{finite_or_nothing, times},
};
use crate::model::Proxy;
use crate::num::{
    Estimate,
    logs::ln_1m_exp,
    quadrature::{Goal, Quadrature, integrate},
};
use crate::tail::Law;

/// U = V + X, prepared for many thresholds.
#[derive(Clone, Debug)]
pub(super) struct Sum {
    value: Law,
    error: Law,
    value_marks: Landmarks,
    error_marks: Landmarks,
    /// The mean of V, or where there is none a point in its middle.
    centre: f64,
    /// Whether `centre` is the mean.
    centred: bool,
    /// Whether V has a part with a density.
    dense: bool,
    /// From here on `P(U >= t)` is at most one half, by the upper quartiles.
    beyond: f64,
}

/// What one integration gives.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    /// `ln P(U >= t)`.
    pub(super) ln_p: Estimate,
    /// `ln P(U < t)`.
    pub(super) ln_q: Estimate,
    /// `E[V | U >= t]` minus the centre, if `P(U >= t) > 0`; meaningless where the mean of V is plus infinity.
    pub(super) deviation: Option<Estimate>,
    /// `Var(V | U >= t)`, if it was asked for; meaningless where it is infinite.
    pub(super) variance: Option<Estimate>,
    /// Logarithm of the density of U at t (of its part without atoms); minus infinity if there is none.
    pub(super) ln_density: Estimate,
    /// `E[V | U = t]` minus the centre, by the densities.
    pub(super) deviation_at: Option<Estimate>,
}

/// What the integration over the other of the two gives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reached {
    /// `ln P(U >= t)`.
    pub(super) ln_p: Estimate,
    /// `E[X | U >= t]` minus the centre of X, if `P(U >= t) > 0`.
    pub(super) deviation: Option<Estimate>,
}

/// What the rule's error may be, beside the integral.
const GOAL: f64 = 1e-11;
/// Logarithms of the error's functions that change less than this over the bulk of V leave V near its unconditional law.
const NEAR: f64 = 0.1;

impl Sum {
    pub(super) fn new(proxy: &Proxy) -> Self {
        let (value_marks, error_marks) = (Landmarks::of(&proxy.value), Landmarks::of(&proxy.error));
        Self::with(proxy, value_marks, error_marks)
    }

    /// From landmarks that are already known.
    fn with(proxy: &Proxy, value_marks: Landmarks, error_marks: Landmarks) -> Self {
        let (value, error) = (proxy.value.clone(), proxy.error.clone());
        let mean = value.mean().finite().map(|mean| mean.value).filter(|mean| mean.is_finite());
        let centre = mean.unwrap_or_else(|| value.inv_ln_sf(-std::f64::consts::LN_2));
        let dense = has_density(&value);
        let beyond = value_marks.quartile + error_marks.quartile;
        let sum = Self { dense, value, error, value_marks, error_marks, centre, centred: mean.is_some(), beyond };
        sum.balanced()
    }

    /// The integrations over V and over X, which share their landmarks.
    pub(super) fn both(proxy: &Proxy) -> (Self, Self) {
        let swapped = Proxy { value: proxy.error.clone(), error: proxy.value.clone() };
        let (value_marks, error_marks) = (Landmarks::of(&proxy.value), Landmarks::of(&proxy.error));
        let over_value = Self::with(proxy, value_marks.clone(), error_marks.clone());
        (over_value, Self::with(&swapped, error_marks, value_marks))
    }

    /// Places the atom that stands for V beyond the panels so that the first moment about the mean is 0, where a tail index
    /// near 1 leaves much of the mean out there.
    fn balanced(mut self) -> Self {
        let index = self.value.tail_class().tail_index();
        if !self.centred || !self.dense || index > 1.1 {
            return self;
        }
        let marks = (&self.value_marks, true);
        let panels = panels(marks, (&self.value_marks, false), 2.0 * self.centre);
        let ranges = panels.iter().map(|panel| panel.range).collect::<Vec<_>>();
        let first = |i: usize, parameter: f64| {
            let node = panels[i].node(parameter, 2.0 * self.centre);
            let ln = node.above_value_low.map_or_else(|| self.value.ln_pdf(node.v), |d| self.value.ln_pdf_above_low(d));
            [times(node.v - self.centre, (finite_or_nothing(ln) + node.jacobian.ln()).exp())]
        };
        let inside = integrate(first, &ranges, Goal::default()).value[0];
        let atoms: f64 = self.value.atoms().iter().map(|atom| (atom.at - self.centre) * atom.mass).sum();
        if let Some(last) = self.value_marks.unreached.last_mut().filter(|atom| atom.at > 0.0) {
            last.at = (self.centre - (inside + atoms) / last.mass).min(f64::MAX);
        }
        self
    }

    /// The mean of V, or where there is none the point that deviations are measured from.
    pub(super) fn centre(&self) -> f64 {
        self.centre
    }

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
        let q = carried.plus(pieces::integrate(at, ranges, carried.absolute, GOAL.max(plan.rounding())));
        let over_error = other.zip(sides.error.as_ref());
        let reached = over_error.map(|(sum, kernel)| sum.reached(&q, kernel, plan.roundings[1]));
        (self.assemble(&q, &sides.value, plan.roundings[0]), reached)
    }

    /// Looks at the integrands at t, and decides where and how to integrate them.
    fn plan<'a>(&'a self, other: Option<&'a Self>, t: f64, asked: Asked) -> Plan<'a> {
        let missed = t <= self.beyond || self.beyond.is_nan();
        let Asked { density, at, second } = asked;
        let value = self.kernel(t, Wanted { second, missed, density, at });
        let nothing_else = Wanted { second: false, missed: false, density: false, at: false };
        let error = other.map(|sum| sum.kernel(t, nothing_else));
        let mut sides = Sides { value, error };
        let atoms =
            [self.atom_terms(&sides.value), other.zip(sides.error.as_ref()).map_or(vec![], |(s, k)| s.atom_terms(k))];
        let error_atoms = if asked.density { self.error_atom_terms(t) } else { Vec::new() };
        let over_error = other.is_some_and(|other| other.dense);
        let mesh = panels((&self.value_marks, self.dense), (&self.error_marks, over_error), t);
        let mut probes = Probes::of(&sides, mesh);
        probes.sharpen(&sides);
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
            roundings[side] = f64::EPSILON * (8.0 + 4.0 * depth);
        }
        let kept = probes.relevant(&sides);
        Plan { sides, kept, atoms, error_atoms, roundings }
    }

    /// `E[U - t | U >= t]` and `Cov(V, U | U >= t)`, from the integrated tail of X; none where `P(U >= t) = 0`.
    ///
    /// With `I_X(x) = int_x^inf S_X` and `b = E[U - t | U >= t]`, for any point a
    /// `Cov P(U >= t) = E[(V - a) I_X(t - V)] - b E[(V - a); U >= t]`; at the mean of V both expectations are again those of
    /// products of two deviations.
    pub(super) fn covariance(&self, t: f64) -> Option<(Estimate, Estimate)> {
        let plan = self.plan(None, t, Asked { density: false, at: false, second: true });
        let (kernel, kept, rounding) = (&plan.sides.value, &plan.kept, plan.roundings[0]);
        let excess = Excess::of(kernel);
        let mut carried = Quadrature::NOTHING;
        for atom in &plan.atoms[0] {
            add(&mut carried, excess.at_atom(atom.v, kernel.t - atom.v, &atom.levels));
        }
        let ranges = kept.iter().map(|(stretch, _)| stretch.panel.range);
        let at = |place: pieces::Place| excess.at_node(&kept[place.panel].0.panel, place.parameter);
        let q = carried.plus(pieces::integrate(at, ranges, carried.absolute, GOAL.max(rounding)));
        let base = if self.dense { self.value.pdf_accuracy() } else { 0.0 };
        let factor = factor(kernel.above);
        let part =
            |k: usize, factor: f64| Estimate::new(q.value[k], q.error[k] + (factor * rounding + base) * q.absolute[k]);
        let reached = part(0, 1.0);
        (reached.value > 0.0).then(|| {
            let mean = part(1, factor).over(reached);
            let over = part(2, 4.0).over(reached);
            let apart = Estimate::new(
                -over.value * mean.value,
                over.value.abs() * mean.error + over.error * (mean.value.abs() + mean.error),
            );
            (over, part(3, factor).over(reached).plus(apart))
        })
    }

    /// The integrands at t, with deviations taken from the mean where V stays near its unconditional law.
    fn kernel(&self, t: f64, wanted: Wanted) -> Kernel<'_> {
        let error = &self.error;
        let at = t - self.centre;
        let bulk = self.value_marks.bulk;
        let origin = |there: f64, level: &dyn Fn(f64) -> f64| {
            let apart = |v: f64| (level(t - v) - there).abs();
            let still = self.centred && there.is_finite() && apart(bulk.0) < NEAR && apart(bulk.1) < NEAR;
            let near = if self.dense { (self.centre - bulk.0).abs().max((bulk.1 - self.centre).abs()) } else { 0.0 };
            if still { Origin::Mean { near: 2.0 * near } } else { Origin::Middle(self.centre) }
        };
        let ln_sf = error.ln_sf(at);
        let above = origin(ln_sf, &|x| error.ln_sf(x));
        let density = |x: f64| finite_or_nothing(error.ln_pdf(x));
        let ln_pdf = if wanted.at { density(at) } else { f64::NEG_INFINITY };
        let at = origin(ln_pdf, &density);
        let (value, dense, mean) = (&self.value, self.dense, self.centre);
        Kernel { value, error, dense, t, mean, ln_sf, ln_pdf, above, at, wanted, scale: Scale::NOTHING }
    }

    /// The atoms of V, and its mass that no panel reaches.
    fn atom_terms(&self, kernel: &Kernel) -> Vec<AtomTerm> {
        let all = self.value.atoms().iter().chain(&self.value_marks.unreached);
        all.map(|atom| AtomTerm { v: atom.at, levels: kernel.atom_levels(atom.at, atom.mass) }).collect()
    }

    /// What the atoms of X add to the density of U: the density of V at `t - x`, as (v, logarithm).
    fn error_atom_terms(&self, t: f64) -> Vec<(f64, f64)> {
        if !self.dense {
            return Vec::new();
        }
        let all = self.error.atoms().iter().chain(&self.error_marks.unreached);
        all.map(|atom| (t - atom.at, atom.mass.ln() + finite_or_nothing(self.value.ln_pdf(t - atom.at)))).collect()
    }

    /// What was integrated over V.
    fn assemble(&self, q: &Quadrature<ALL>, kernel: &Kernel, rounding: f64) -> At {
        let base = if self.dense { self.value.pdf_accuracy() } else { 0.0 };
        let density_accuracy = base + self.error.pdf_accuracy();
        let part = |k: usize, relative: f64| Estimate::new(q.value[k], q.error[k] + relative * q.absolute[k]);
        let reached = part(REACHED, rounding + base);
        let density = part(DENSITY, rounding + density_accuracy);
        let excess = part(EXCESS, factor(kernel.above) * rounding + base);
        let excess_at = part(EXCESS_AT, factor(kernel.at) * rounding + density_accuracy);
        let ln_p = log_of(reached, kernel.scale.reached);
        let (ln_p, ln_q) = if kernel.wanted.missed {
            reconcile(ln_p, log_of(part(MISSED, rounding + base), kernel.scale.missed))
        } else {
            let p = ln_p.value.exp();
            let ln_q = ln_1m_exp(ln_p.value.min(0.0));
            (ln_p, Estimate::new(ln_q, p / (1.0 - p) * ln_p.error + 2.0 * f64::EPSILON * ln_q.abs()))
        };
        let from_middle = (reached.value > 0.0).then(|| excess.over(reached));
        let variance = from_middle.filter(|_| kernel.wanted.second).map(|mean| {
            let raw = part(SECOND, 4.0 * rounding + base).over(reached);
            Estimate::new(-mean.value * mean.value, 2.0 * mean.value.abs() * mean.error + mean.error * mean.error)
                .plus(raw)
        });
        At {
            ln_p,
            ln_q,
            deviation: from_middle.map(|mean| self.deviation(kernel.above, mean)),
            variance,
            ln_density: log_of(density, kernel.scale.density),
            deviation_at: (kernel.wanted.at && density.value > 0.0).then(|| {
                let mut deviation = self.deviation(kernel.at, excess_at.over(density));
                if matches!(kernel.at, Origin::Middle(_)) {
                    // Where a narrow error says where V is, the rounding of t - x shows.
                    deviation.error += 0.5 * f64::EPSILON * kernel.t.abs();
                }
                deviation
            }),
        }
    }

    /// What was integrated of this law as the other one's error.
    fn reached(&self, q: &Quadrature<ALL>, kernel: &Kernel, rounding: f64) -> Reached {
        let base = if self.dense { self.value.pdf_accuracy() } else { 0.0 };
        let part = |k: usize, relative: f64| Estimate::new(q.value[k], q.error[k] + relative * q.absolute[k]);
        let reached = part(PARTS, rounding + base);
        let excess = part(PARTS + 1, factor(kernel.above) * rounding + base);
        Reached {
            ln_p: log_of(reached, kernel.scale.reached),
            deviation: (reached.value > 0.0).then(|| self.deviation(kernel.above, excess.over(reached))),
        }
    }

    /// A deviation from the centre, from one that may have been taken elsewhere.
    fn deviation(&self, origin: Origin, mean: Estimate) -> Estimate {
        match origin {
            Origin::Mean { .. } => mean,
            Origin::Middle(middle) => {
                Estimate::new(middle - self.centre, 2.0 * f64::EPSILON * (middle.abs() + self.centre.abs())).plus(mean)
            }
        }
    }
}

/// Roundings of a first moment: differences of logarithms above 0.03 are taken as they stand, with up to forty times their own.
fn factor(origin: Origin) -> f64 {
    if matches!(origin, Origin::Mean { .. }) { 40.0 } else { 4.0 }
}

/// What is asked for beside the law of U and the mean of V above t.
#[derive(Clone, Copy)]
struct Asked {
    /// The density of U.
    density: bool,
    /// `E[V | U = t]`.
    at: bool,
    /// The second moment of V above t.
    second: bool,
}

/// How the integrals at one threshold are to be taken.
struct Plan<'a> {
    sides: Sides<'a>,
    kept: Vec<(Stretch, Looks)>,
    /// Of V, and of X where that is integrated over.
    atoms: [Vec<AtomTerm>; 2],
    error_atoms: Vec<(f64, f64)>,
    roundings: [f64; 2],
}

impl Plan<'_> {
    fn rounding(&self) -> f64 {
        self.roundings[0].max(self.roundings[1])
    }
}

/// An atom of V and the logarithms there.
pub(super) struct AtomTerm {
    pub(super) v: f64,
    pub(super) levels: Levels,
}

/// Whether a law has a part without atoms.
pub(super) fn has_density(law: &Law) -> bool {
    law.atoms().iter().map(|atom| atom.mass).sum::<f64>() < 1.0 - 1e-12
}

/// Adds the term of an atom to the integrals.
fn add<const K: usize>(q: &mut Quadrature<K>, parts: [f64; K]) {
    for (k, part) in parts.into_iter().enumerate() {
        q.value[k] += part;
        q.absolute[k] += part.abs();
        q.error[k] += 2.0 * f64::EPSILON * part.abs();
    }
}
