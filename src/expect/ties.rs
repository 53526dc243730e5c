//! Sums of atoms that meet a threshold but for rounding: 3 + (0.1 - 1) counts as 2.1, from whichever side it is looked at.

use crate::tail::Law;

/// Whether `v + x` is t but for rounding.
pub(super) fn meets(v: f64, x: f64, t: f64) -> bool {
    (v + x - t).abs() <= 4.0 * f64::EPSILON * t.abs().max(v.abs())
}

/// `t - v`, or the atom of the law that it stands for.
pub(super) fn remainder(law: &Law, v: f64, t: f64) -> f64 {
    let x = t - v;
    let atoms = law.atoms();
    let next = atoms.partition_point(|atom| atom.at < x);
    let near = atoms[next.saturating_sub(1)..].iter().take(2).map(|atom| atom.at);
    near.filter(|at| meets(v, *at, t)).min_by(|a, b| (a - x).abs().total_cmp(&(b - x).abs())).unwrap_or(x)
}
