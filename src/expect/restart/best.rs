//! The best fixed cutoff: the least of the cost's minima, of its limit as the cutoff shrinks and of the cost without restarts.
//!
//! Refuses: a law whose best cutoff lies nearer to its lower end than it is known.

use super::curve::{Curve, Place};
use crate::expect::{Refusal, times_from_0};
use crate::num::{Estimate, invert::first_at_most};
use crate::tail::{Law, Moment};

/// How to give up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Policy {
    /// At this cutoff.
    At(Estimate),
    /// Never: no cutoff gains as much as one part in 1e12.
    Never,
    /// The sooner the better: the cost falls to its infimum as the cutoff shrinks to 0, and no cutoff attains it.
    Vanishing,
}

/// The best fixed cutoff and what it costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Best {
    /// When to give up.
    pub policy: Policy,
    /// The mean time to finish, least over all cutoffs; its infimum where no cutoff attains it.
    pub cost: Estimate,
    /// The mean time to finish without restarts.
    pub without: Moment,
    /// Hazard rate times cost at the cutoff: 1 in theory, where the law has a density there; none at a corner, at an atom and where
    /// there is no cutoff.
    pub hazard_times_cost: Option<f64>,
}

/// Gains below this share of the cost are none.
const TIE: f64 = 1e-12;
/// A power of the cutoff falls as fast at all scales, within this share.
const SLOWS: f64 = 1e-6;

/// The best fixed cutoff of a law of approach times.
///
/// ```
/// use goodhart::{expect::restart::{Policy, best}, tail::{Catalogue, spec::parse}};
/// let law = |text| parse(text, &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// let pareto = best(&law("pareto(0.5)"))?;
/// let Policy::At(cutoff) = pareto.policy else { panic!() };
/// assert!((cutoff.value - (1.5 + 2f64.sqrt())).abs() < 1e-10);
/// assert!((pareto.cost.value - (3.0 + 8f64.sqrt())).abs() < 1e-12);
/// assert_eq!(best(&law("uniform(0, 1)"))?.policy, Policy::Never);
/// assert_eq!(best(&law("weibull(0.5)"))?.policy, Policy::Vanishing);
/// # Ok::<(), goodhart::expect::Refusal>(())
/// ```
/// Errors: negative times; a lower end that is not known well enough.
pub fn best(law: &Law) -> Result<Best, Refusal> {
    times_from_0(law)?;
    let curve = Curve::new(law);
    let without = law.mean();
    let unattained = |policy: Policy, cost: Estimate| Best { policy, cost, without, hazard_times_cost: None };
    let hidden = || Refusal(format!("the best cutoff of {law} is nearer to its lower end than an f64 can be"));
    let vanishing = cost_of_no_time(law).ok_or_else(hidden)?;
    let (place, cost) = lowest(&curve).ok_or_else(|| Refusal(format!("{law} finishes at no time that is an f64")))?;
    let least = vanishing.min(cost.value);
    if let Some(mean) = without.finite().filter(|mean| mean.value <= least * (1.0 + TIE) + mean.error) {
        return Ok(unattained(Policy::Never, mean));
    }
    if vanishing <= cost.value * (1.0 + TIE) {
        return Ok(unattained(Policy::Vanishing, Estimate::new(vanishing, TIE * vanishing)));
    }
    if place.cutoff == curve.places[0].cutoff && !is_corner(law, place.cutoff) {
        return Err(Refusal(format!("the best cutoff of {law} is nearer to its lower end than {}", place.cutoff)));
    }
    let smooth = !is_corner(law, place.cutoff);
    let gain = curve.gain(place);
    let error = if smooth { cutoff_error(law, &curve, place, cost) } else { 0.0 };
    let policy = Policy::At(Estimate::new(place.cutoff, error + f64::EPSILON * place.cutoff));
    Ok(Best { policy, cost, without, hazard_times_cost: smooth.then_some(gain + 1.0) })
}

/// The lowest place of the curve: where the gain of waiting turns from more than nothing to less, or a corner.
fn lowest(curve: &Curve<'_>) -> Option<(Place, Estimate)> {
    let turns = curve.places.windows(2).filter_map(|pair| turn(curve, pair[0], pair[1].cutoff));
    let all = curve.places.iter().copied().chain(turns).map(|place| (place, curve.cost(place)));
    // Of equally low ones the latest is the root, where that is one of them.
    all.filter(|(_, cost)| cost.value.is_finite())
        .reduce(|best, next| if next.1.value <= best.1.value { next } else { best })
}

/// The place between two neighbouring ones where the cost stops falling, if there is one.
fn turn(curve: &Curve<'_>, from: Place, to: f64) -> Option<Place> {
    let gain = |cutoff: f64| curve.gain(curve.beyond(from, cutoff));
    let (low, high) = (from.cutoff.next_up(), to.next_down());
    let turns = low < high && gain(low) > 0.0 && gain(high) < 0.0;
    turns.then(|| curve.beyond(from, first_at_most(gain, 0.0, low, high)))
}

fn is_corner(law: &Law, x: f64) -> bool {
    let support = law.support();
    let atoms = law.atoms().iter().map(|atom| atom.at);
    law.kinks().into_iter().chain(atoms).chain([support.low, support.high]).any(|corner| corner == x)
}

/// What the rounding of hazard and cost leaves open of the place where their product is 1.
fn cutoff_error(law: &Law, curve: &Curve<'_>, place: Place, cost: Estimate) -> f64 {
    let step = 1e-5 * (place.cutoff - law.support().low);
    let near = |cutoff: f64| law.hazard(cutoff);
    // The cost stands still, so that the product falls as the hazard does.
    let slope = cost.value * (near(place.cutoff + step) - near(place.cutoff - step)).abs() / (2.0 * step);
    let logs = 4.0 + law.ln_sf(place.cutoff).abs() + law.ln_pdf(place.cutoff).abs();
    let rounding = curve.gain(place).abs() + cost.relative_error() + law.pdf_accuracy() + 4.0 * f64::EPSILON * logs;
    (rounding / slope).min(place.cutoff)
}

/// The limit of the cost as the cutoff shrinks to 0: `1/f(0+)`, 0 where there is an atom or an unbounded density, infinite where
/// nothing finishes there; none where it still falls at the smallest times, but ever more slowly: it may turn below them.
fn cost_of_no_time(law: &Law) -> Option<f64> {
    if law.support().low > 0.0 {
        return Some(f64::INFINITY);
    }
    if law.atoms().first().is_some_and(|atom| atom.at == 0.0) {
        return Some(0.0);
    }
    let ln_cost = |ln_cutoff: f64| ln_cutoff - law.ln_cdf_above_low(ln_cutoff.exp());
    let [near, between, nearer] = [-450.0, -565.0, -680.0].map(ln_cost);
    let slows = (nearer - between) - (between - near) > SLOWS * (nearer - near).abs();
    match nearer - near {
        change if change.is_nan() => Some(f64::INFINITY),
        change if change < -1e-9 => (!slows).then_some(0.0),
        change if change > 1e-9 => Some(f64::INFINITY),
        _ => Some(nearer.exp()),
    }
}
