//! The law of U = V + X at one threshold, by integration over V: tail, density, and the deviations of V from its mean.
//!
//! `E[(V - m); U >= t] = E[(V - m)(S_X(t - V) - S_X(t - m))]` when m is the mean of V: both factors have the same sign, so
//! nothing cancels however far t is, and a deviation of 1e-12 keeps its digits.

use super::{
    mesh::{Landmarks, Node, Panel, panels},
    peaks::peaks,
    reconcile::{complement, log_of, reconcile},
    terms::{Reference, Sample, Scale, Term, finite_or_nothing, times},
    ties::remainder,
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
    /// Logarithm of the density of U at t (of its part without atoms); minus infinity if there is none.
    pub(super) ln_density: Estimate,
    /// `E[V | U = t]` minus the centre, by the densities.
    pub(super) deviation_at: Option<Estimate>,
    /// `Var(V | U >= t)`, if `P(U >= t) > 0`; meaningless where it is not finite.
    pub(super) variance: Option<Estimate>,
}

/// The integrals, in this order.
const REACHED: usize = 0;
const EXCESS: usize = 1;
const DENSITY: usize = 2;
const EXCESS_AT: usize = 3;
const EXCESS_AT_PLAIN: usize = 4;
const MISSED: usize = 5;
const PARTS: usize = 6;

/// Terms this many nats below the largest are left out.
const NEGLIGIBLE: f64 = 120.0;

impl Sum {
    pub(super) fn new(proxy: &Proxy) -> Self {
        let (value, error) = (proxy.value.clone(), proxy.error.clone());
        let mean = value.mean().finite().map(|mean| mean.value).filter(|mean| mean.is_finite());
        let centre = mean.unwrap_or_else(|| value.inv_ln_sf(-std::f64::consts::LN_2));
        let (value_marks, error_marks) = (Landmarks::of(&value), Landmarks::of(&error));
        let dense = has_density(&value);
        let sum = Self { dense, value, error, value_marks, error_marks, centre, centred: mean.is_some() };
        sum.balanced()
    }

    /// Places the atom that stands for V beyond the panels so that the first moment about the mean is 0, where a tail index
    /// near 1 leaves much of the mean out there.
    fn balanced(mut self) -> Self {
        let index = self.value.tail_class().tail_index();
        if !self.centred || !self.dense || index > 1.1 {
            return self;
        }
        let panels = panels(&self.value_marks, &self.value_marks, 2.0 * self.centre, &[]);
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
        let reference = Reference::of(&self.error, t - self.centre);
        let panels = self.panels(t);
        let samples: Vec<Sample> = panels.iter().enumerate().flat_map(|(i, panel)| self.samples(i, panel, t)).collect();
        let atoms: Vec<Term> = self.atom_terms(t);
        let error_atoms = self.error_atom_terms(t);
        let terms = samples.iter().map(|s| &s.term).chain(&atoms).chain(&error_atoms);
        let scale = Scale::of(terms);
        let kept = kept(&panels, &samples, &scale, self.centre);
        let ranges: Vec<_> = kept.iter().map(|panel| panel.range).collect();
        let q = integrate(
            |i, parameter| {
                let term = self.term(&kept[i].node(parameter, t));
                self.parts(&term, &reference, &scale)
            },
            &ranges,
            Goal { relative: 1e-13, bisections: 600 },
        );
        let of_value = atoms.iter().map(|term| self.parts(term, &reference, &scale));
        let of_error = error_atoms.iter().map(|term| self.density_parts(term, &scale));
        let mut at = self.assemble(add_terms(q, of_value.chain(of_error)), &scale, &samples);
        at.variance = at.deviation.map(|deviation| {
            let about = self.centre + deviation.value;
            let parts = |v: f64, ln: f64| {
                let weight = scale.reached(ln);
                [weight, times((v - about) * (v - about), weight)]
            };
            let q = integrate(
                |i, parameter| {
                    let term = self.term(&kept[i].node(parameter, t));
                    parts(term.v, term.ln_weight + term.ln_sf)
                },
                &ranges,
                Goal { relative: 1e-13, bisections: 600 },
            );
            let q = add_terms(q, atoms.iter().map(|term| parts(term.v, term.ln_weight + term.ln_sf)));
            let depth = samples.iter().map(|s| s.term.depth(&scale)).fold(0.0, f64::max).max(-scale.reached);
            let rounding = f64::EPSILON * (8.0 + 4.0 * depth) + if self.dense { self.value.pdf_accuracy() } else { 0.0 };
            let part = |k: usize| Estimate::new(q.value[k], q.error[k] + rounding * q.absolute[k]);
            let mut variance = part(1).over(part(0));
            variance.error += deviation.error * deviation.error;
            variance
        });
        at
    }

    /// The panels at t, split again around every peak of the two integrands.
    fn panels(&self, t: f64) -> Vec<Panel> {
        if !self.dense {
            return Vec::new();
        }
        let coarse = panels(&self.value_marks, &self.error_marks, t, &[]);
        let samples: Vec<Sample> = coarse.iter().enumerate().flat_map(|(i, panel)| self.samples(i, panel, t)).collect();
        let points: Vec<_> =
            samples.iter().map(|s| (s.term.v, s.term.ln_weight + s.term.ln_sf - s.ln_jacobian)).collect();
        let log_integrand = |v: f64| self.value.ln_pdf(v) + self.error.ln_sf(t - v);
        let mut extra = peaks(&log_integrand, &points);
        let points: Vec<_> =
            samples.iter().map(|s| (s.term.v, s.term.ln_weight + s.term.ln_pdf - s.ln_jacobian)).collect();
        extra.extend(peaks(&|v: f64| self.value.ln_pdf(v) + self.error.ln_pdf(t - v), &points));
        if extra.is_empty() { coarse } else { panels(&self.value_marks, &self.error_marks, t, &extra) }
    }

    /// The integrand's terms at a few nodes inside a panel, weighted by the panel's width: what the panel may carry.
    fn samples(&self, panel_index: usize, panel: &Panel, t: f64) -> [Sample; 5] {
        let width = panel.range.1 - panel.range.0;
        [0.05, 0.28, 0.5, 0.72, 0.95].map(|share| {
            let node = panel.node(panel.range.0 + share * width, t);
            let mut term = self.term(&node);
            term.ln_weight += width.ln();
            Sample { panel: panel_index, ln_jacobian: node.jacobian.ln() + width.ln(), term }
        })
    }

    /// What the kernel needs at a node of the part with a density.
    fn term(&self, node: &Node) -> Term {
        let ln_fv = match node.above_value_low {
            Some(distance) => self.value.ln_pdf_above_low(distance),
            None => self.value.ln_pdf(node.v),
        };
        let ln_fx = match node.above_error_low {
            Some(distance) => self.error.ln_pdf_above_low(distance),
            None => self.error.ln_pdf(node.x),
        };
        let ln_sf = self.error.ln_sf(node.x);
        Term {
            v: node.v,
            ln_weight: finite_or_nothing(ln_fv) + node.jacobian.ln(),
            ln_sf,
            ln_cdf: complement(&self.error, node.x, ln_sf),
            ln_pdf: finite_or_nothing(ln_fx),
            tie: false,
        }
    }

    /// The same for the atoms of V, and for its mass that no panel reaches.
    fn atom_terms(&self, t: f64) -> Vec<Term> {
        let term = |at: f64, mass: f64| {
            let x = remainder(&self.error, at, t);
            let ln_sf = self.error.ln_sf_from(x);
            let ln_cdf =
                if self.error.atoms().is_empty() { complement(&self.error, x, ln_sf) } else { ln_1m_exp(ln_sf) };
            Term {
                v: at,
                ln_weight: mass.ln(),
                ln_sf,
                ln_cdf,
                ln_pdf: finite_or_nothing(self.error.ln_pdf(x)),
                tie: ln_sf != self.error.ln_sf(x),
            }
        };
        let all = self.value.atoms().iter().chain(&self.value_marks.unreached);
        all.map(|atom| term(atom.at, atom.mass)).collect()
    }

    /// What the atoms of X add to the density of U: the density of V at `t - x`.
    fn error_atom_terms(&self, t: f64) -> Vec<Term> {
        let nothing = f64::NEG_INFINITY;
        let term = |at: f64, mass: f64| {
            let v = t - at;
            let ln_weight = mass.ln() + finite_or_nothing(self.value.ln_pdf(v));
            Term { v, ln_weight, ln_sf: nothing, ln_cdf: nothing, ln_pdf: 0.0, tie: false }
        };
        if !self.dense {
            return Vec::new();
        }
        let all = self.error.atoms().iter().chain(&self.error_marks.unreached);
        all.map(|atom| term(atom.at, atom.mass)).collect()
    }

    /// The parts of the density alone.
    fn density_parts(&self, term: &Term, scale: &Scale) -> [f64; PARTS] {
        let mut parts = [0.0; PARTS];
        parts[DENSITY] = scale.density(term.ln_weight + term.ln_pdf);
        parts[EXCESS_AT_PLAIN] = times(term.v - self.centre, parts[DENSITY]);
        parts[EXCESS_AT] = parts[EXCESS_AT_PLAIN];
        parts
    }

    /// The six integrands at a term, each on its own scale.
    fn parts(&self, term: &Term, reference: &Reference, scale: &Scale) -> [f64; PARTS] {
        let offset = term.v - self.centre;
        let mut parts = [0.0; PARTS];
        if term.ln_weight == f64::NEG_INFINITY {
            return parts;
        }
        parts[REACHED] = scale.reached(term.ln_weight + term.ln_sf);
        parts[MISSED] = scale.missed(term.ln_weight + term.ln_cdf);
        parts[DENSITY] = scale.density(term.ln_weight + term.ln_pdf);
        parts[EXCESS_AT_PLAIN] = times(offset, parts[DENSITY]);
        if self.centred {
            let gain = reference.sf_gain(&self.error, term, offset);
            parts[EXCESS] = times(offset, scale.reached(term.ln_weight + gain.1) * gain.0);
            let gain = reference.pdf_gain(&self.error, term.ln_pdf, offset);
            parts[EXCESS_AT] = times(offset, scale.density(term.ln_weight + gain.1) * gain.0);
        } else {
            parts[EXCESS] = times(offset, parts[REACHED]);
        }
        parts
    }

    fn assemble(&self, q: Quadrature<PARTS>, scale: &Scale, samples: &[Sample]) -> At {
        // Rounding inside the integrand: a few units of the last place of the logarithms at the dominant place.
        let depth = samples.iter().map(|s| s.term.depth(scale)).fold(0.0, f64::max).max(-scale.reached);
        let rounding = f64::EPSILON * (8.0 + 4.0 * depth);
        let base = if self.dense { self.value.pdf_accuracy() } else { 0.0 };
        let density_accuracy = base + self.error.pdf_accuracy();
        let part = |k: usize, relative: f64| Estimate::new(q.value[k], q.error[k] + relative * q.absolute[k]);
        let reached = part(REACHED, rounding + base);
        let density = part(DENSITY, rounding + density_accuracy);
        // Differences of logarithms above 0.03 are taken as they stand: up to forty times their rounding.
        let excess = part(EXCESS, 40.0 * rounding + base);
        let close = self.centred && q.absolute[EXCESS_AT] < q.absolute[EXCESS_AT_PLAIN];
        let excess_at = part(if close { EXCESS_AT } else { EXCESS_AT_PLAIN }, 40.0 * rounding + density_accuracy);
        let (ln_p, ln_q) =
            reconcile(log_of(reached, scale.reached), log_of(part(MISSED, rounding + base), scale.missed));
        At {
            ln_p,
            ln_q,
            deviation: (reached.value > 0.0).then(|| excess.over(reached)),
            ln_density: log_of(density, scale.density),
            deviation_at: (density.value > 0.0).then(|| excess_at.over(density)),
            variance: None,
        }
    }
}

/// Whether a law has a part without atoms.
pub(super) fn has_density(law: &Law) -> bool {
    law.atoms().iter().map(|atom| atom.mass).sum::<f64>() < 1.0 - 1e-12
}

/// The panels on which some integrand is not negligible anywhere that was looked at.
fn kept(panels: &[Panel], samples: &[Sample], scale: &Scale, centre: f64) -> Vec<Panel> {
    let mut keep = vec![false; panels.len()];
    for sample in samples {
        let term = &sample.term;
        let reach = (term.v - centre).abs().ln_1p();
        let near = |ln: f64, top: f64| ln + reach > top - NEGLIGIBLE;
        keep[sample.panel] |= near(term.ln_weight + term.ln_sf, scale.reached)
            || near(term.ln_weight + term.ln_pdf, scale.density)
            || near(term.ln_weight + term.ln_cdf, scale.missed);
    }
    panels.iter().zip(keep).filter(|(_, keep)| *keep).map(|(panel, _)| *panel).collect()
}

/// Adds the terms of the atoms to the integrals.
fn add_terms<const K: usize>(mut q: Quadrature<K>, terms: impl Iterator<Item = [f64; K]>) -> Quadrature<K> {
    for term in terms {
        for (k, part) in term.into_iter().enumerate() {
            q.value[k] += part;
            q.absolute[k] += part.abs();
            q.error[k] += 2.0 * f64::EPSILON * part.abs();
        }
    }
    q
}
