//! Exponential tilting of a law: `E[V e^(sV)] / E[e^(sV)]`, the derivative of the cumulant generating function.

use super::Tail;
use crate::num::{
    Estimate,
    quadrature::{Goal, integrate},
};

/// Depths at whose quantiles the line is cut into panels, on both sides.
const DEPTHS: [f64; 16] =
    [0.01, 0.1, 0.4, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0, 4096.0, 16384.0];

/// The mean of the law tilted by `e^(s v)`; none if `E e^(sV)` is infinite, or has not converged at the depth reached.
///
/// For a rate below that of the law's exponential tail, or a lighter tail, it is finite.
///
/// ```
/// use goodhart::tail::{Catalogue, spec::parse, tilt::tilted_mean};
/// let law = parse("exponential(3)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// let tilted = tilted_mean(&*law, 1.0).unwrap();
/// assert!((tilted.value - 0.5).abs() <= tilted.error + 1e-15);
/// ```
pub fn tilted_mean<T: Tail + ?Sized>(law: &T, s: f64) -> Option<Estimate> {
    let panels = panels(law);
    let centre = law.inv_ln_sf(-std::f64::consts::LN_2);
    let ln_weight = |v: f64| law.ln_pdf(v) + s * (v - centre);
    let atoms = law.atoms();
    let inside = panels.iter().flat_map(|(low, high)| [0.1, 0.5, 0.9].map(|share| low + share * (high - low)));
    let of_atoms = atoms.iter().map(|atom| atom.mass.ln() + s * (atom.at - centre));
    let top = inside.map(ln_weight).chain(of_atoms).filter(|x| x.is_finite()).fold(f64::NEG_INFINITY, f64::max);
    let weigh = |ln: f64, v: f64| {
        let weight = if ln.is_nan() || ln == f64::INFINITY { 0.0 } else { (ln - top).exp() };
        [weight, if weight == 0.0 { 0.0 } else { weight * (v - centre) }]
    };
    let mut q = integrate(|_, v| weigh(ln_weight(v), v), &panels, Goal::default());
    for atom in atoms {
        let part = weigh(atom.mass.ln() + s * (atom.at - centre), atom.at);
        (0..2).for_each(|k| q.value[k] += part[k]);
    }
    let end = panels.last().map_or(0.0, |panel| weigh(ln_weight(panel.1), panel.1)[1] * (panel.1 - panel.0));
    let rounding = 1e-14 + law.pdf_accuracy();
    let part = |k: usize| Estimate::new(q.value[k], q.error[k] + rounding * q.absolute[k]);
    let mean = part(1).over(part(0));
    (end.abs() <= 1e-9 * q.absolute[1] && mean.value.is_finite()).then(|| mean.plus(Estimate::closed_form(centre)))
}

/// The stretches between quantiles, corners and ends of the support.
fn panels<T: Tail + ?Sized>(law: &T) -> Vec<(f64, f64)> {
    let support = law.support();
    let quantiles = DEPTHS.iter().flat_map(|&depth| [law.inv_ln_sf(-depth), law.inv_ln_cdf(-depth)]);
    let mut cuts: Vec<f64> = quantiles.chain(law.kinks()).chain([support.low, support.high]).collect();
    cuts.retain(|x| x.is_finite());
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    cuts.windows(2).map(|pair| (pair[0], pair[1])).collect()
}
