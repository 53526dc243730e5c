//! Mass that no panel reaches, as atoms: nearer to a lower end at 0 than 1e-290, or beyond 1e300 in size.
//!
//! Only laws of a slowly varying tail, or of a tail index near the order of the moment asked for, have any that counts.

use crate::tail::{Atom, Law};

/// The distance from an end of the support at which panels begin.
pub(super) const NEAREST: f64 = 1e-290;
/// The size at which panels end.
pub(super) const FURTHEST: f64 = 1e300;

/// The atoms that stand for the part of a law that panels miss, in increasing order.
///
/// For a tail index a above 1 the upper one stands at `B a / (a - 1)`, where it carries the first moment beyond B of a
/// power law as well as its mass.
pub(super) fn unreached(law: &Law) -> Vec<Atom> {
    let support = law.support();
    let index = law.tail_class().tail_index();
    let stretch = if index > 1.0 && index.is_finite() { index / (index - 1.0) } else { 1.0 };
    let upper = Atom { at: (FURTHEST * stretch).min(f64::MAX), mass: law.ln_sf(FURTHEST).exp() };
    let lower = Atom { at: -FURTHEST, mass: law.ln_cdf(-FURTHEST).exp() };
    let mut atoms = vec![lower];
    if support.low == 0.0 && law.atoms().iter().all(|atom| atom.at != 0.0) {
        atoms.push(Atom { at: 0.0, mass: law.ln_cdf(NEAREST).exp() });
    }
    atoms.push(upper);
    atoms.retain(|atom| atom.mass > 0.0);
    atoms
}

/// The index of the lower tail, `-d ln F(-r) / d ln r` at the end of f64; infinite where the tail ends before.
pub(super) fn lower_index(law: &Law) -> f64 {
    let depth = |y: f64| -law.ln_cdf(-y.exp());
    let (near, far) = (depth(600.0), depth(700.0));
    if far < 1e4 { (far - near) / 100.0 } else { f64::INFINITY }
}
