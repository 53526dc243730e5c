//! Exponential tilting of a law: `E[V e^(sV)] / E[e^(sV)]`, the derivative of the cumulant generating function.

use super::Tail;
use crate::num::{
    Estimate,
    quadrature::{Goal, integrate},
};

/// Depths at whose quantiles the line is cut into panels, on both sides.
const DEPTHS: [f64; 20] = [
    0.01,
    0.1,
    0.4,
    1.0,
    2.0,
    4.0,
    8.0,
    16.0,
    32.0,
    64.0,
    128.0,
    256.0,
    512.0,
    1024.0,
    4096.0,
    16384.0,
    65536.0,
    262_144.0,
    1_048_576.0,
    4_194_304.0,
];

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
    let centre = law.inv_ln_sf(-std::f64::consts::LN_2);
    let ln_weight = |v: f64| law.ln_pdf(v) + s * (v - centre);
    let atoms = law.atoms();
    let mut cuts = cuts(law);
    let peak = peak(&cuts, ln_weight);
    // The weight e^(sv) falls within a few units of 1/s below an end, a corner or its peak, far above the quantiles of the law.
    let marks: Vec<f64> = cuts_of(law).chain([peak, centre]).chain(atoms.iter().map(|atom| atom.at)).collect();
    let steps = || (-4..=24).map(|k| 2f64.powi(k) / s.abs());
    let ends = (cuts.first().copied(), cuts.last().copied());
    let (Some(low), Some(high)) = ends else { return None };
    cuts.extend(
        marks.into_iter().flat_map(|mark| steps().flat_map(move |step| [mark - step, mark + step]).chain([mark])),
    );
    let panels = panels(cuts.into_iter().filter(|v| (low..=high).contains(v)).collect());
    let of_atoms = atoms.iter().map(|atom| atom.mass.ln() + s * (atom.at - centre));
    let inside = panels.iter().map(|(low, high)| ln_weight(0.5 * (low + high)));
    let top =
        inside.chain([ln_weight(peak)]).chain(of_atoms).filter(|x| x.is_finite()).fold(f64::NEG_INFINITY, f64::max);
    let weigh = |ln: f64, v: f64| {
        let weight = if ln.is_nan() || ln == f64::INFINITY { 0.0 } else { (ln - top).exp() };
        [weight, if weight == 0.0 { 0.0 } else { weight * (v - centre) }]
    };
    let mut q = integrate(|_, v| weigh(ln_weight(v), v), &panels, Goal::default());
    for atom in atoms {
        let part = weigh(atom.mass.ln() + s * (atom.at - centre), atom.at);
        (0..2).for_each(|k| q.value[k] += part[k]);
    }
    // Where the support has no end, nothing may be left beyond the last panel.
    let open = law.support().high == f64::INFINITY;
    let end =
        panels.last().filter(|_| open).map_or(0.0, |panel| weigh(ln_weight(panel.1), panel.1)[1] * (panel.1 - panel.0));
    let rounding = 1e-14 + law.pdf_accuracy();
    let part = |k: usize| Estimate::new(q.value[k], q.error[k] + rounding * q.absolute[k]);
    let mean = part(1).over(part(0));
    (end.abs() <= 1e-9 * q.absolute[1] && mean.value.is_finite()).then(|| mean.plus(Estimate::closed_form(centre)))
}

/// Corners and finite ends of the support.
fn cuts_of<T: Tail + ?Sized>(law: &T) -> impl Iterator<Item = f64> {
    let support = law.support();
    law.kinks().into_iter().chain([support.low, support.high]).filter(|v| v.is_finite())
}

/// Quantiles, corners and ends, in order.
fn cuts<T: Tail + ?Sized>(law: &T) -> Vec<f64> {
    let quantiles = DEPTHS.iter().flat_map(|&depth| [law.inv_ln_sf(-depth), law.inv_ln_cdf(-depth)]);
    let mut cuts: Vec<f64> = quantiles.chain(cuts_of(law)).filter(|v| v.is_finite()).collect();
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    cuts
}

/// Where the weight is greatest: the best of a few places in each stretch, followed uphill between its neighbours.
fn peak(cuts: &[f64], ln_weight: impl Fn(f64) -> f64) -> f64 {
    let places: Vec<f64> =
        cuts.windows(2).flat_map(|pair| [0.1, 0.5, 0.9].map(|share| pair[0] + share * (pair[1] - pair[0]))).collect();
    let height = |v: f64| Some(ln_weight(v)).filter(|x| !x.is_nan() && *x < f64::INFINITY).unwrap_or(f64::NEG_INFINITY);
    let best = (0..places.len()).max_by(|&i, &j| height(places[i]).total_cmp(&height(places[j])));
    let Some(best) = best else { return cuts.first().copied().unwrap_or(0.0) };
    let neighbour = |i: Option<usize>, end: f64| i.and_then(|i| places.get(i)).copied().unwrap_or(end);
    let mut low = neighbour(best.checked_sub(1), cuts[0]);
    let mut high = neighbour(Some(best + 1), cuts[cuts.len() - 1]);
    for _ in 0..200 {
        let (left, right) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if height(left) < height(right) { low = left } else { high = right }
    }
    0.5 * (low + high)
}

/// The stretches between neighbouring cuts.
fn panels(mut cuts: Vec<f64>) -> Vec<(f64, f64)> {
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    cuts.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tail::{Catalogue, spec::parse};

    fn tilted(spec: &str, s: f64) -> f64 {
        let law = parse(spec, &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
        tilted_mean(&*law, s).unwrap_or_else(|| panic!("{spec} tilted by {s}")).value
    }

    #[test]
    fn the_weight_is_found_at_an_end_in_a_wing_and_beside_an_atom() {
        // Uniform: high - 1/s, but for e^(-50). Normal: s sd^2. Pareto(1/2) clipped at 1000: an atom of mass 1000^(-1/2),
        // below it a density 1000^(-3/2)/2 (1 + 3y/2000 + ...) at the distance y.
        assert!((tilted("uniform(1000, 1000.5)", 100.0) - 1000.49).abs() < 1e-9);
        assert!((tilted("normal(0, 10)", 100.0) / 1e4 - 1.0).abs() < 1e-12);
        let (ratio, slope) = (0.5e-3, 1.5e-3);
        let lag = ratio * (1.0 + 2.0 * slope) / (1.0 + ratio * (1.0 + slope));
        let found = 1000.0 - tilted("clipped(pareto(0.5), 1000)", 1.0);
        assert!((found / lag - 1.0).abs() < 3e-5, "{found} is not {lag}");
    }
}
