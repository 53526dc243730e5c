//! The integrands over V at one threshold: each a weight times what the error's tail and density do at t - v.
//!
//! `E[(V - m); U >= t] = E[(V - m)(S_X(t - V) - S_X(t - m))]` when m is the mean of V: both factors have the same sign, so
//! nothing cancels however far t is, and a deviation of 1e-12 keeps its digits. Where the conditional law of V is not near its
//! unconditional one, deviations are taken from a point in the middle of the conditional law instead.

use super::{
    drift::Drift,
    mesh::{Node, Owner, Panel},
    origin::{Origin, first_moment, second_moment},
    reconcile::complement,
    terms::{finite_or_nothing, times},
    ties::remainder,
};
use crate::num::logs::ln_1m_exp;
use crate::tail::Law;

/// The integrals, in this order: probability, first and second moment about a point, density, first moment by the density,
/// and the complementary probability.
pub(super) const REACHED: usize = 0;
pub(super) const EXCESS: usize = 1;
pub(super) const SECOND: usize = 2;
pub(super) const DENSITY: usize = 3;
pub(super) const EXCESS_AT: usize = 4;
pub(super) const MISSED: usize = 5;
pub(super) const PARTS: usize = 6;

/// What is wanted beside the probability and the first moment of V given `U >= t`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// The second moment of V.
    pub(super) second: bool,
    /// `P(U < t)` by itself, because it may be the smaller of the two.
    pub(super) missed: bool,
    /// The density of U.
    pub(super) density: bool,
    /// The first moment of V given `U = t`.
    pub(super) at: bool,
}

/// The logarithms taken out of the exponentials.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    pub(super) reached: f64,
    pub(super) density: f64,
    pub(super) missed: f64,
}

/// Everything that the integrands need at one threshold.
#[derive(Debug)]
pub(super) struct Kernel<'a> {
    pub(super) value: &'a Law,
    pub(super) error: &'a Law,
    /// Whether V has a part with a density.
    pub(super) dense: bool,
    pub(super) t: f64,
    /// The mean of V, or where there is none a point in its middle.
    pub(super) mean: f64,
    /// `ln S_X(t - mean)` and `ln f_X(t - mean)`.
    pub(super) ln_sf: f64,
    pub(super) ln_pdf: f64,
    /// How `ln S_X` changes near the mean, where a polynomial shows it.
    pub(super) drift: Option<Drift>,
    /// Where first moments are taken from, given `U >= t` and given `U = t`.
    pub(super) above: Origin,
    pub(super) at: Origin,
    pub(super) wanted: Wanted,
    pub(super) scale: Scale,
}

/// A logarithm and how far it is above its value at the mean.
pub(super) type Gain = (f64, f64);

/// The logarithms at a place: of the weight (the density of V with the Jacobian, or an atom's mass), and of the error's
/// functions at what V leaves to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Levels {
    pub(super) ln_weight: f64,
    pub(super) sf: Gain,
    pub(super) pdf: Gain,
    pub(super) ln_cdf: f64,
}

impl Levels {
    /// Where there is no weight.
    pub(super) const NOTHING: Self = {
        let nothing = f64::NEG_INFINITY;
        Self { ln_weight: nothing, sf: (nothing, nothing), pdf: (nothing, nothing), ln_cdf: nothing }
    };
}

/// What the integrands at a place are made of: the logarithms, and the distances that first moments are taken with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    levels: Levels,
    from_above: f64,
    from_at: f64,
}

impl Term {
    /// Where there is no weight.
    pub(super) const NOTHING: Self = Self { levels: Levels::NOTHING, from_above: 0.0, from_at: 0.0 };
}

/// An atom of V and the logarithms there.
pub(super) struct AtomTerm {
    pub(super) v: f64,
    pub(super) levels: Levels,
}

impl Kernel<'_> {
    /// The logarithm of the density of V at a node of a panel, with the Jacobian.
    #[inline(always)]
    pub(super) fn ln_weight(&self, panel: &Panel, node: &Node) -> f64 {
        if !self.dense || node.without == Some(Owner::Value) {
            return f64::NEG_INFINITY;
        }
        let ln = match node.beside[0] {
            Some((corner, offset)) => self.value.ln_pdf_beside(corner, offset),
            None => match panel.rounded(node, self.t) {
                Some(missed) => moved(self.value, node.v, missed),
                None => self.value.ln_pdf(node.v),
            },
        };
        finite_or_nothing(ln) + node.ln_jacobian
    }

    /// The logarithm of the density of X at a node.
    pub(super) fn ln_error_density(&self, panel: &Panel, node: &Node) -> f64 {
        if node.without == Some(Owner::Error) {
            return f64::NEG_INFINITY;
        }
        finite_or_nothing(match node.beside[1] {
            Some((corner, offset)) => self.error.ln_pdf_beside(corner, offset),
            None => match panel.flipped().rounded(&node.flipped(), self.t) {
                Some(missed) => moved(self.error, node.x, missed),
                None => self.error.ln_pdf(node.x),
            },
        })
    }

    /// The logarithms of the tail and, where that takes no other way, of the density of X at a node.
    #[inline(always)]
    fn ln_error_both(&self, panel: &Panel, node: &Node) -> (f64, Option<f64>) {
        let own_way = node.without == Some(Owner::Error) || node.beside[1].is_some();
        if own_way || panel.flipped().rounded(&node.flipped(), self.t).is_some() {
            return (self.ln_error_sf(node), None);
        }
        let (ln_sf, ln_pdf) = self.error.ln_sf_and_pdf(node.x);
        (ln_sf, Some(finite_or_nothing(ln_pdf)))
    }

    /// The logarithms at a node of a panel, from that of the weight.
    #[inline(always)]
    pub(super) fn levels(&self, panel: &Panel, node: &Node, ln_weight: f64) -> Levels {
        if ln_weight == f64::NEG_INFINITY {
            return Levels::NOTHING;
        }
        let offset = self.offset(panel, node);
        let near = |origin: Origin| matches!(origin, Origin::Mean { near } if offset.abs() < near);
        let at_corner = self.at_corner(node);
        let drift = self.drift.as_ref().filter(|_| !at_corner).and_then(|drift| drift.at(offset));
        // Where the error is sure to reach t at the mean, its level says all, and from its own place.
        let atom = self.atom_above(node);
        let by_ratio = drift.is_none() && near(self.above) && self.ln_sf != 0.0 && !at_corner;
        let (here, density_here) = match drift.is_none() && !by_ratio {
            true if self.wanted.density => self.ln_error_both(panel, node),
            true => (self.ln_error_sf(node), None),
            false => (f64::NAN, None),
        };
        let sf = match drift {
            Some(drift) => (self.ln_sf + drift, drift),
            None if by_ratio => {
                let ratio = self.error.ln_sf_ratio(self.t - self.mean, offset);
                let (ln_sf, ratio) = self.near(self.ln_sf, ratio, || self.error.ln_sf(node.x));
                // The complement of a logarithm near 0 needs the place itself.
                (if self.wanted.missed { self.error.ln_sf(node.x) } else { ln_sf }, ratio)
            }
            // A difference of places would not tell the side of the corner either.
            None if at_corner => (here, here - self.ln_sf),
            None => self.sf_gain(here, offset),
        };
        let density_here = || density_here.unwrap_or_else(|| self.ln_error_density(panel, node));
        let pdf = if !self.wanted.density {
            Levels::NOTHING.pdf
        } else if !self.wanted.at {
            (density_here(), 0.0)
        } else if near(self.at) {
            let ratio = self.error.ln_pdf_ratio(self.t - self.mean, offset);
            self.near(self.ln_pdf, ratio, density_here)
        } else {
            self.pdf_gain(density_here(), offset)
        };
        let ln_cdf = if atom.is_some() { ln_1m_exp(sf.0) } else { self.ln_cdf(node.x, sf.0) };
        Levels { ln_weight, sf, pdf, ln_cdf }
    }

    fn ln_cdf(&self, x: f64, ln_sf: f64) -> f64 {
        if !self.wanted.missed {
            f64::NEG_INFINITY
        } else if ln_sf < -1e-290 {
            ln_1m_exp(ln_sf)
        } else {
            complement(self.error, x, ln_sf)
        }
    }

    /// V less its mean, to the last digit.
    fn offset(&self, panel: &Panel, node: &Node) -> f64 {
        panel.origin_from(self.mean, self.t) + node.step
    }

    /// The integrands at a node of a panel, from the logarithms there.
    #[inline(always)]
    pub(super) fn at_node(&self, panel: &Panel, node: &Node, levels: &Levels) -> [f64; PARTS] {
        self.of_levels(&self.term(panel, node, levels))
    }

    /// What the integrands at a node of a panel are made of.
    #[inline(always)]
    pub(super) fn term(&self, panel: &Panel, node: &Node, levels: &Levels) -> Term {
        let place = |origin: Origin| match origin {
            Origin::Mean { .. } => self.offset(panel, node),
            Origin::Middle(middle) => panel.origin_from(middle, self.t) + node.step,
        };
        Term { levels: *levels, from_above: place(self.above), from_at: place(self.at) }
    }

    /// The logarithms at an atom of V with that of its mass, whose remainder may be an atom of X that counts as reached (a tie).
    pub(super) fn atom_levels(&self, v: f64, ln_mass: f64) -> Levels {
        let x = remainder(self.error, v, self.t);
        let ln_sf = self.error.ln_sf_from(x);
        let tie = ln_sf != self.error.ln_sf(x);
        let ln_cdf = if self.error.atoms().is_empty() { complement(self.error, x, ln_sf) } else { ln_1m_exp(ln_sf) };
        let offset = v - self.mean;
        let sf = if tie { (ln_sf, ln_sf - self.ln_sf) } else { self.sf_gain(ln_sf, offset) };
        let pdf = self.pdf_gain(finite_or_nothing(self.error.ln_pdf(x)), offset);
        Levels { ln_weight: ln_mass, sf, pdf, ln_cdf }
    }

    /// The integrands at an atom of V.
    pub(super) fn at_atom(&self, v: f64, levels: &Levels) -> [f64; PARTS] {
        let place = |origin: Origin| match origin {
            Origin::Mean { .. } => v - self.mean,
            Origin::Middle(middle) => v - middle,
        };
        self.of_levels(&Term { levels: *levels, from_above: place(self.above), from_at: place(self.at) })
    }

    /// What an atom of X adds to the density of U (the density of V there) and to the first moment by it.
    pub(super) fn at_error_atom(&self, v: f64, ln_weight: f64) -> [f64; 2] {
        let density = exp_above(ln_weight, self.scale.density);
        let offset = match self.at {
            Origin::Mean { .. } => v - self.mean,
            Origin::Middle(middle) => v - middle,
        };
        [density, times(offset, density)]
    }

    /// A logarithm near its value at the mean, from their precise difference.
    fn near(&self, there: f64, ratio: f64, here: impl Fn() -> f64) -> Gain {
        if ratio.is_nan() || !there.is_finite() {
            let here = here();
            return (here, here - there);
        }
        (there + ratio, ratio)
    }

    /// A logarithm of the tail, and how far it is above that at the mean.
    pub(super) fn sf_gain(&self, here: f64, offset: f64) -> Gain {
        let direct = here - self.ln_sf;
        // A survival function of exactly 1 leaves nothing to cancel.
        let cancels =
            direct.abs() < SMALL && here != 0.0 && self.ln_sf != 0.0 && matches!(self.above, Origin::Mean { .. });
        if !cancels {
            return (here, direct);
        }
        let ratio = self.error.ln_sf_ratio(self.t - self.mean, offset);
        (here, if ratio.is_nan() { direct } else { ratio })
    }

    fn pdf_gain(&self, here: f64, offset: f64) -> Gain {
        let direct = here - self.ln_pdf;
        if direct.abs() >= SMALL || direct.is_nan() || matches!(self.at, Origin::Middle(_)) {
            return (here, direct);
        }
        let ratio = self.error.ln_pdf_ratio(self.t - self.mean, offset);
        (here, if ratio.is_nan() { direct } else { ratio })
    }

    /// The integrands of a term, with exponentials of their own.
    #[inline(always)]
    fn of_levels(&self, term: &Term) -> [f64; PARTS] {
        let mut exponents = [0.0; 3];
        let mut asked = 0;
        self.exponents(term, &mut |exponent: f64| {
            exponents[asked] = exponent;
            asked += 1;
        });
        let mut known = exponents.into_iter().map(f64::exp);
        self.of_term(term, &mut || known.next().expect("as many as were asked for"))
    }

    /// Asks for the exponentials that the integrands of a term need.
    #[inline(always)]
    pub(super) fn exponents(&self, term: &Term, ask: &mut impl FnMut(f64)) {
        let Levels { ln_weight, sf, pdf, ln_cdf } = term.levels;
        if ln_weight == f64::NEG_INFINITY {
            return;
        }
        let Scale { reached, density, missed } = self.scale;
        ask(ln_above(ln_weight + sf.0, reached));
        if self.wanted.density {
            ask(ln_above(ln_weight + pdf.0, density));
        }
        if self.wanted.missed {
            ask(ln_above(ln_weight + ln_cdf, missed));
        }
    }

    /// The integrands of a term, from the exponentials that it asked for.
    #[inline(always)]
    pub(super) fn of_term(&self, term: &Term, next: &mut impl FnMut() -> f64) -> [f64; PARTS] {
        let mut parts = [0.0; PARTS];
        let Levels { ln_weight, sf, pdf, .. } = term.levels;
        if ln_weight == f64::NEG_INFINITY {
            return parts;
        }
        let Scale { reached, density, .. } = self.scale;
        parts[REACHED] = next();
        let (here, there) = (ln_weight + sf.0 - reached, ln_weight + self.ln_sf - reached);
        parts[EXCESS] = first_moment(self.above, term.from_above, (parts[REACHED], here), sf.1, there);
        if self.wanted.second {
            parts[SECOND] = second_moment(term.from_above, (parts[REACHED], here));
        }
        if self.wanted.density {
            parts[DENSITY] = next();
        }
        if self.wanted.at {
            let (here, there) = (ln_weight + pdf.0 - density, ln_weight + self.ln_pdf - density);
            parts[EXCESS_AT] = first_moment(self.at, term.from_at, (parts[DENSITY], here), pdf.1, there);
        }
        if self.wanted.missed {
            parts[MISSED] = next();
        }
        parts
    }
}

/// The logarithm of a density at a place, and a little further.
#[cold]
fn moved(law: &Law, at: f64, further: f64) -> f64 {
    let (ln, change) = (law.ln_pdf(at), -law.score(at) * further);
    if change.abs() < SMALL { ln + change } else { ln }
}

/// Differences of logarithms above this are taken as they stand.
const SMALL: f64 = 0.03;

pub(super) fn exp_above(ln: f64, top: f64) -> f64 {
    ln_above(ln, top).exp()
}

/// A logarithm less the largest; nothing where there is nothing.
#[inline(always)]
fn ln_above(ln: f64, top: f64) -> f64 {
    if ln == f64::NEG_INFINITY || top == f64::NEG_INFINITY { f64::NEG_INFINITY } else { ln - top }
}
