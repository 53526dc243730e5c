//! Exponential tilting of a law, `e^(sV)` as a weight: the cumulant generating function K, its derivatives, and what the tilt costs.

mod below;
pub mod edge;
mod panels;
mod stretches;

use self::stretches::{Place, Stretches};
use super::Tail;
use crate::num::Estimate;

/// A law tilted by `e^(s v)`, the rate s not 0.
#[derive(Clone, Copy, Debug)]
pub struct Tilted {
    /// `K(s) = ln E e^(sV)`.
    pub ln_mgf: Estimate,
    /// `K'(s)`, the mean of the tilted law.
    pub mean: Estimate,
    /// `K'(s) - E[V]` with its own digits, however small s is; none where V has no finite mean.
    pub gain: Option<Estimate>,
    /// `K''(s)`, the variance of the tilted law.
    pub variance: Estimate,
    /// `s^2 K''(s)`, by how much the divergence changes with the logarithm of the rate, roughly; also where the variance leaves f64.
    pub slope: f64,
    /// `KL(tilted || law) = s K'(s) - K(s)` in nats, with its own digits.
    pub kl: Estimate,
}

/// A tilt by less than this many nats is measured from the mean of the law itself.
const SMALL: f64 = 1.0;

/// The law tilted by `e^(s v)`; none if `E e^(sV)` is infinite, or has not converged at the depth reached.
///
/// Where the tilt is large, everything is integrated about the place of greatest weight. Where it is small, about the mean m of V:
/// with `y = s (v - m)`, `K - s m = ln(1 + E[e^y - 1 - y])` and `K' - m = E[(V - m)(e^y - 1)] / E[e^y]`, in which nothing cancels.
/// Where it gathers at an upper end, by distances from that end.
///
/// ```
/// use goodhart::tail::{Catalogue, spec::parse, tilt::tilted};
/// let law = parse("exponential(3)", &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// let at = tilted(&*law, 1.0).unwrap();
/// assert!((at.mean.value - 0.5).abs() <= at.mean.error + 1e-15);
/// assert!((at.ln_mgf.value - 1.5f64.ln()).abs() <= at.ln_mgf.error + 1e-15);
/// assert!((at.kl.value - (0.5 - 1.5f64.ln())).abs() <= at.kl.error + 1e-15);
/// ```
pub fn tilted<T: Tail + ?Sized>(law: &T, s: f64) -> Option<Tilted> {
    // Places that rounding makes one tell nothing.
    let by_places = if below::is_blurred(law, s) { None } else { tilted_by_places(law, s) };
    // Where both know it, the surer of the two.
    let by_distances = || below::tilted(law, s, by_places.as_ref());
    match below::applies(law, s).then(by_distances).flatten() {
        Some(found) if by_places.is_none_or(|at| is_surer(&found, &at)) => Some(found),
        _ => by_places,
    }
}

/// Whether the divergence is known better, the rounding of places being none of the stated errors.
fn is_surer(found: &Tilted, by_places: &Tilted) -> bool {
    found.kl.error <= by_places.kl.error.max(1e-12 * by_places.kl.value.abs())
}

/// The law tilted by integrals over its places.
fn tilted_by_places<T: Tail + ?Sized>(law: &T, s: f64) -> Option<Tilted> {
    let mean = law.mean().finite().filter(|mean| mean.value.is_finite());
    let centre = mean.map_or_else(|| law.inv_ln_sf(-std::f64::consts::LN_2), |mean| mean.value);
    let stretches = Stretches::new(law, &panels::panels(law, s, centre)?);
    let (peak, top) = stretches.heaviest(s, centre)?;
    let unit = unit(law, s);
    let about_peak = expectations(law, s, &stretches, |ln, place| {
        let from = place.from(peak);
        powers(from / unit, (ln - top + s * from).exp())
    })?;
    let far = from_peak(&about_peak, (s, unit), (peak, top), mean);
    let small = |mean: Estimate| (far.ln_mgf.value - s * mean.value < SMALL).then_some(mean);
    match mean.and_then(small) {
        Some(mean) => near_mean(law, &stretches, (s, unit), mean).or(Some(far)),
        None => Some(far),
    }
}

/// The unit of distances, whose squares stay within f64: those that tell in the tilt, or those between the quartiles where it is small.
fn unit<T: Tail + ?Sized>(law: &T, s: f64) -> f64 {
    let quartile = -2.0 * std::f64::consts::LN_2;
    let between = law.inv_ln_sf(quartile) - law.inv_ln_cdf(quartile);
    let told = 1.0 / s.abs();
    if between > 0.0 { told.min(between) } else { told }
}

/// The mean of the law tilted by `e^(s v)`, as [`tilted`] gives it.
pub fn tilted_mean<T: Tail + ?Sized>(law: &T, s: f64) -> Option<Estimate> {
    tilted(law, s).map(|at| at.mean)
}

/// Integrals over the law of functions of the logarithm of its density and of the place; none if one has not converged.
fn expectations<T: Tail + ?Sized>(
    law: &T,
    s: f64,
    stretches: &Stretches<'_, T>,
    parts: impl Fn(f64, Place) -> [f64; 3],
) -> Option<[Estimate; 3]> {
    // The last two: what the rounding of the logarithm of the density does to the first two.
    let with_rounding = |ln: f64, place: Place, rounding: f64| {
        let [mass, first, second] = parts(ln, place);
        [mass, first, second, rounding * mass.abs(), rounding * first.abs()]
    };
    let mut q = stretches.integrals(with_rounding);
    let mut doubt = [0.0; 3];
    for lump in &stretches.lumps {
        parts(lump.ln_mass, lump.place).into_iter().enumerate().for_each(|(k, part)| {
            q.value[k] += part;
            q.absolute[k] += part.abs();
            doubt[k] += lump.doubt * part.abs();
        });
    }
    let is_left = |above: bool| {
        let left = stretches.beyond(above, with_rounding);
        (0..2).any(|k| left[k].abs() > 1e-9 * q.absolute[k])
    };
    let is_open = is_left(true) || s < 0.0 && is_left(false);
    if is_open || q.value.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let rounding = 1e-15 + law.pdf_accuracy();
    // That of the second moment is about that of the first, relatively.
    let of_logs = [q.value[3], q.value[4], q.value[4] / q.absolute[1].max(f64::MIN_POSITIVE) * q.absolute[2]];
    Some(std::array::from_fn(|k| {
        Estimate::new(q.value[k], q.error[k] + rounding * q.absolute[k] + of_logs[k] + doubt[k])
    }))
}

/// From moments about the peak of the weight `e^(s (v - peak) - top)`, in the unit of distances.
fn from_peak(
    [mass, first, second]: &[Estimate; 3],
    (s, unit): (f64, f64),
    (peak, top): (f64, f64),
    mean: Option<Estimate>,
) -> Tilted {
    let (from, square) = (first.over(*mass), second.over(*mass));
    let at = from.scaled(unit).plus(Estimate::closed_form(peak));
    let ln_mass = mass.ln().plus(Estimate::closed_form(top));
    let spread = square.plus(squared(from).scaled(-1.0));
    Tilted {
        ln_mgf: ln_mass.plus(Estimate::closed_form(s * peak)),
        mean: at,
        gain: mean.map(|mean| at.plus(mean.scaled(-1.0))),
        variance: spread.scaled(unit).scaled(unit),
        slope: spread.value * (s * unit).powi(2),
        kl: from.scaled(s * unit).plus(ln_mass.scaled(-1.0)),
    }
}

/// From integrals about the mean, in which what a small tilt leaves as it was is taken out.
fn near_mean<T: Tail + ?Sized>(
    law: &T,
    stretches: &Stretches<'_, T>,
    (s, unit): (f64, f64),
    mean: Estimate,
) -> Option<Tilted> {
    let m = mean.value;
    let [excess, first, second] = expectations(law, s, stretches, |ln, place| {
        let from = place.from(m);
        let (step, y) = (from / unit, s * from);
        // Far out the density vanishes long before the weight leaves f64.
        let density = ln.exp();
        if density == 0.0 || y > 600.0 {
            return powers(step, (ln + y).exp());
        }
        let [_, _, second] = powers(step, density * y.exp());
        [density * exp_beyond_line(y), density * step * y.exp_m1(), second]
    })?;
    let mass = excess.plus(Estimate::closed_form(1.0));
    let by = first.over(mass);
    let (gain, spread) = (by.scaled(unit), second.over(mass).plus(squared(by).scaled(-1.0)));
    let ln_mass = Estimate::new(excess.value.ln_1p(), excess.error / (1.0 + excess.value));
    Some(Tilted {
        ln_mgf: ln_mass.plus(mean.scaled(s)),
        mean: gain.plus(mean),
        gain: Some(gain),
        variance: spread.scaled(unit).scaled(unit),
        slope: spread.value * (s * unit).powi(2),
        kl: gain.scaled(s).plus(ln_mass.scaled(-1.0)),
    })
}

/// A weight times powers of a step, which may leave f64 where the weight has vanished.
fn powers(step: f64, weight: f64) -> [f64; 3] {
    if weight == 0.0 { [0.0; 3] } else { [weight, step * weight, step * step * weight] }
}

fn squared(x: Estimate) -> Estimate {
    Estimate::new(x.value * x.value, 2.0 * x.value.abs() * x.error + x.error * x.error)
}

/// `e^y - 1 - y`, by its series near 0.
pub fn exp_beyond_line(y: f64) -> f64 {
    if y.abs() > 0.5 {
        return y.exp_m1() - y;
    }
    // y^2/2 (1 + y/3 (1 + y/4 (1 + ...))): the terms fall by more than a factor 6 each.
    let nested = (3..=18).rev().fold(1.0, |sum, n| 1.0 + y / f64::from(n) * sum);
    0.5 * y * y * nested
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tail::{Catalogue, Law, spec::parse};

    fn law(spec: &str) -> Law {
        parse(spec, &Catalogue::standard(), &|_| Err("no files".into())).unwrap()
    }

    fn mean(spec: &str, s: f64) -> f64 {
        tilted_mean(&*law(spec), s).unwrap_or_else(|| panic!("{spec} tilted by {s}")).value
    }

    #[test]
    fn the_weight_is_found_at_an_end_in_a_wing_and_beside_an_atom() {
        // Uniform: high - 1/s, but for e^(-50). Normal: s sd^2. Pareto(1/2) clipped at 1000: an atom of mass 1000^(-1/2),
        // below it a density 1000^(-3/2)/2 (1 + 3y/2000 + ...) at the distance y.
        assert!((mean("uniform(1000, 1000.5)", 100.0) - 1000.49).abs() < 1e-9);
        assert!((mean("normal(0, 10)", 100.0) / 1e4 - 1.0).abs() < 1e-12);
        let (ratio, slope) = (0.5e-3, 1.5e-3);
        let lag = ratio * (1.0 + 2.0 * slope) / (1.0 + ratio * (1.0 + slope));
        let found = 1000.0 - mean("clipped(pareto(0.5), 1000)", 1.0);
        assert!((found / lag - 1.0).abs() < 3e-5, "{found} is not {lag}");
    }

    #[test]
    fn a_density_without_bound_at_the_lower_end_is_no_obstacle() {
        // By quadrature over ln V with 25 digits.
        for (s, truth) in [(0.4, 2.840_574_956_677_36), (-3.0, 1.115_914_283_909_37)] {
            let found = tilted_mean(&*law("clipped(log_gamma(0.6, 2), 10)"), s).expect("bounded");
            let apart = (found.value - truth).abs();
            assert!(apart <= found.error && found.error < 3e-9, "s = {s}: {found:?} for {truth}");
        }
    }

    #[test]
    fn a_tail_that_falls_as_a_power_below_is_integrated_to_its_end() {
        // Panels at quantiles alone are e^40 wide. By quadrature over decades with 30 digits.
        let at = tilted(&*law("clipped(student_t(1.5), 10)"), 0.05).expect("bounded above");
        for (found, truth) in [(at.ln_mgf, 5.805_548_631_322_442e-3), (at.kl, 1.078_510_460_707_317e-2)] {
            assert!((found.value - truth).abs() <= found.error + 1e-18 && found.error < 1e-14, "{found:?} for {truth}");
        }
    }

    #[test]
    fn every_number_keeps_its_digits_for_small_and_large_tilts() {
        // Normal(m, 2): K = s m + 2 s^2. Exponential(1): K = -ln(1 - s), K' = 1/(1 - s), KL = s/(1 - s) + ln(1 - s).
        for s in [1e-9, 1e-3, 0.3, 5.0, 400.0] {
            let at = tilted(&*law("normal(3, 2)"), s).unwrap();
            let close = |got: Estimate, truth: f64| {
                assert!((got.value - truth).abs() <= got.error + 1e-15 * truth.abs(), "s = {s}: {got:?} for {truth}");
                assert!(got.error < 3e-10 * truth.abs(), "s = {s}: {got:?} for {truth}");
            };
            close(at.gain.unwrap(), 4.0 * s);
            close(at.kl, 2.0 * s * s);
            close(at.variance, 4.0);
            close(at.ln_mgf, 3.0 * s + 2.0 * s * s);
        }
        for s in [1e-8, 1e-3, 0.9, 0.999] {
            let at = tilted(&*law("exponential(1)"), s).unwrap();
            let series = s * s * (0.5 + s * (2.0 / 3.0 + s * (0.75 + s * 0.8)));
            let kl = if s < 0.01 { series } else { s / (1.0 - s) + (-s).ln_1p() };
            assert!((at.kl.value / kl - 1.0).abs() < 1e-9, "s = {s}: {:?} for {kl}", at.kl);
            assert!((at.gain.unwrap().value / (s / (1.0 - s)) - 1.0).abs() < 1e-11, "s = {s}: {:?}", at.gain);
        }
        assert!(tilted(&*law("exponential(1)"), 1.0).is_none() && tilted(&*law("pareto(3)"), 1e-3).is_none());
    }
}
