//! The law tilted so far towards the upper end of its support that places beside the end are told apart by their distance from it
//! only: `E e^(s (v - end))` and its moments as integrals over the logarithm of that distance.
//!
//! Refuses, by none: a law without an upper end; a weight that does not gather there; a tilt whose distances leave f64.

use super::{Tilted, squared};
use crate::{
    num::{
        Estimate,
        logs::ln_sub_exp,
        quadrature::{Goal, integrate},
    },
    tail::Tail,
};

/// The rounding of places beside the end, in units of 1/s, from which on distances are needed.
const ROUNDED: f64 = 1e-13;
/// The weight gathers at the end if the mean is no further from it than this many units of 1/s.
const GATHERED: f64 = 300.0;
/// How far the integrals go, in units of 1/s; and how little, as a logarithm, is left nearer to the end than they begin.
const FAR: f64 = 2000.0;
const NEAR: f64 = 42.0;
/// Nearer than this there is no place in f64, but for 0.
const NEAREST: f64 = 1e-306;
/// The width of panels, in the logarithm of the distance.
const WIDTH: f64 = 1.5;

/// Whether the rounding of places beside the end of a law shows in its tilt.
pub(super) fn applies<T: Tail + ?Sized>(law: &T, s: f64) -> bool {
    let high = law.support().high;
    high.is_finite() && s > 0.0 && s * high.abs() * f64::EPSILON > ROUNDED
}

/// Whether places do not tell the weight beside the end at all.
pub(super) fn is_blurred<T: Tail + ?Sized>(law: &T, s: f64) -> bool {
    applies(law, s) && s * law.support().high.abs() * f64::EPSILON > 1.0
}

/// The tilted law by distances from the end, `known` being what places told of it.
pub(super) fn tilted<T: Tail + ?Sized>(law: &T, s: f64, known: Option<&Tilted>) -> Option<Tilted> {
    let support = law.support();
    let (high, width) = (support.high, support.high - support.low);
    let gathered = known.map_or(is_blurred(law, s), |at| (high - at.mean.value) * s < GATHERED);
    if !gathered {
        return None;
    }
    // y = e^w / s.
    let ln_density = |y: f64| law.ln_pdf_below_high(y) + y.ln();
    let slope = (ln_density(1e-6 / s) - ln_density(1e-9 / s)) / 1e3f64.ln();
    let atoms: Vec<(f64, f64)> = law.atoms().iter().map(|atom| (s * (high - atom.at), atom.mass.ln())).collect();
    let of_atoms = atoms.iter().map(|(z, ln_mass)| ln_mass - z);
    let of_places = [1e-4, 0.03, 0.3, 1.0, 3.0, 30.0].map(|z: f64| ln_density(z / s) - z);
    let top = of_atoms.chain(of_places).filter(|ln| *ln < f64::INFINITY).fold(f64::NEG_INFINITY, f64::max);
    if !top.is_finite() {
        return None;
    }
    let has_density = slope.is_finite();
    if has_density && slope <= 0.0 {
        return None;
    }
    let nearest = (-NEAR / slope.min(1.0)).max((s * NEAREST).ln());
    let panels = if has_density { panels(law, s, (nearest, (s * width).min(FAR).ln())) } else { Vec::new() };
    // The moments of z = s y, and what the rounding of the logarithm of the density does to them.
    let parts = |ln_weight: f64, z: f64, rounding: f64| {
        let weight = (ln_weight - z - top).exp();
        let [mass, first, second] = if weight == 0.0 { [0.0; 3] } else { [weight, z * weight, z * z * weight] };
        [mass, first, second, rounding * mass, rounding * first, rounding * second]
    };
    let at = |_: usize, w: f64| {
        let z = w.exp();
        let ln = ln_density(z / s);
        if ln.is_finite() { parts(ln, z, f64::EPSILON * (ln.abs() + z + top.abs())) } else { [0.0; 6] }
    };
    let mut q = integrate(at, &panels, Goal::default());
    let nearer = has_density.then(|| (0.0, nearer(law, nearest.exp() / s)));
    for (z, ln_mass) in atoms.iter().chain(&nearer) {
        let of_atom = parts(*ln_mass, *z, f64::EPSILON * (z + top.abs()));
        of_atom.into_iter().enumerate().for_each(|(k, part)| {
            q.value[k] += part;
            q.absolute[k] += part.abs();
        });
    }
    let rounding = 1e-15 + law.pdf_accuracy();
    let [mass, first, second] =
        [0, 1, 2].map(|k| Estimate::new(q.value[k], q.error[k] + rounding * q.absolute[k] + q.value[k + 3]));
    let (behind, square) = (first.over(mass), second.over(mass));
    let ln_mass = mass.ln().plus(Estimate::closed_form(top));
    let (end, distance) = (Estimate::new(high, f64::EPSILON * high.abs()), behind.scaled(-1.0 / s));
    let mean = law.mean().finite().filter(|mean| mean.value.is_finite());
    let spread = square.plus(squared(behind).scaled(-1.0));
    let found = Tilted {
        ln_mgf: ln_mass.plus(Estimate::closed_form(s * high)),
        mean: end.plus(distance),
        gain: mean.map(|mean| end.plus(distance).plus(mean.scaled(-1.0))),
        variance: spread.scaled(1.0 / s).scaled(1.0 / s),
        slope: spread.value,
        kl: behind.plus(ln_mass).scaled(-1.0),
    };
    let is_known = [found.kl, found.mean].iter().all(|at| at.value.is_finite() && at.error.is_finite());
    (is_known && mass.value > 0.0).then_some(found)
}

/// The logarithm of the mass nearer to the end than a distance, but for an atom.
fn nearer<T: Tail + ?Sized>(law: &T, distance: f64) -> f64 {
    let high = law.support().high;
    let atom = law.atoms().iter().find(|atom| atom.at == high).map_or(f64::NEG_INFINITY, |atom| atom.mass.ln());
    let all = law.ln_sf_below_high(distance);
    if all > atom { ln_sub_exp(all, atom) } else { f64::NEG_INFINITY }
}

/// Panels in the logarithm of `s y`.
fn panels<T: Tail + ?Sized>(law: &T, s: f64, (low, high): (f64, f64)) -> Vec<(f64, f64)> {
    let count = ((high - low) / WIDTH).ceil().max(1.0);
    let mut cuts: Vec<f64> = (0..=count as usize).map(|k| low + (high - low) * k as f64 / count).collect();
    let corners = law.kinks().into_iter().map(|kink| (s * (law.support().high - kink)).ln());
    cuts.extend(corners.filter(|cut| low < *cut && *cut < high));
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    cuts.windows(2).map(|pair| (pair[0], pair[1])).collect()
}
