//! The most that the mean of V itself can be at a KL divergence: no policy does better, whatever it optimises, whatever X is, and
//! however V and X depend on each other (K-4).
//!
//! Refuses: a tilt that has not converged. How far the mean may fall is another question, of the lower tail.

use super::{
    first_guess, not_converged,
    search::{Spent, by_divergence},
};
use crate::{
    expect::{Refusal, mean_within_range},
    model::phase::edge,
    num::Estimate,
    tail::{
        Law, Moment,
        tilt::{edge::tilted_at_edge, tilted},
    },
};

/// `sup { E_P V : KL(P || Q) <= kl }`, Q the law of V: `inf (kl + K(s)) / s` over the rates s (Donsker and Varadhan).
///
/// Errors: the divergence is not a finite number of at least 0; a mean is finite but not an f64; a tilt has not converged.
///
/// ```
/// use goodhart::{expect::value_function::most, tail::{Catalogue, spec::parse}};
/// let law = |text| parse(text, &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// assert!((most(&law("normal(1, 3)"), 2.0).unwrap().value() - 7.0).abs() < 1e-10);
/// assert!(most(&law("pareto(3)"), 1e-9).unwrap().finite().is_none());
/// ```
pub fn most(law: &Law, kl: f64) -> Result<Moment, Refusal> {
    if !(kl >= 0.0 && kl.is_finite()) {
        return Err(Refusal(format!("a divergence is a finite number of at least 0 nats, not {kl}")));
    }
    mean_within_range(law)?;
    let end = edge(law);
    let high = law.support().high;
    let of_end = law.atoms().iter().find(|atom| atom.at == high).map(|atom| -atom.mass.ln());
    if kl == 0.0 {
        return Ok(law.mean());
    }
    if end.rate == 0.0 {
        return Ok(Moment::Infinite);
    }
    if of_end.is_some_and(|enough| kl >= enough) {
        return Ok(Moment::closed_form(high));
    }
    if end.rate.is_finite() && end.mean_at_edge {
        let last = tilted_at_edge(&**law).ok_or_else(|| not_converged(law, end.rate))?;
        if kl > last.kl.value {
            // Beyond the last tilt a nat buys 1/g.
            let bought = Estimate::new((kl - last.kl.value) / end.rate, last.kl.error / end.rate);
            return Ok(Moment::Finite(last.mean.plus(bought)));
        }
    }
    by_tilt(law, kl, end.rate).map(Moment::Finite)
}

fn by_tilt(law: &Law, kl: f64, end: f64) -> Result<Estimate, Refusal> {
    let begin = first_guess(kl, &[law]);
    let high = law.support().high;
    let blur = f64::EPSILON * high.abs().max(f64::MIN_POSITIVE);
    let tilt = |s: f64| match tilted(&**law, s) {
        Some(at) => {
            // What the divergence misses is worth 1/s a nat.
            let missed = ((at.kl.value - kl).abs() + at.kl.error) / s;
            let found = Estimate::new(at.mean.value, at.mean.error + missed);
            let enough = 4.0 * f64::EPSILON + 2.0 * at.kl.relative_error();
            Ok(Spent { kl: at.kl, slope: at.slope, enough, found })
        }
        // A tilt so strong that f64 does not tell its mean from the end.
        None if high.is_finite() && 1.0 / s < blur => {
            let (kl, found) = (Estimate::closed_form(kl), Estimate::new(high, blur));
            Ok(Spent { kl, slope: 0.0, enough: f64::EPSILON, found })
        }
        None => Err(not_converged(law, s)),
    };
    let refusal = || Refusal(format!("no tilt of {law} was found whose divergence is {kl} nats"));
    by_divergence(kl, end, begin, tilt)?.ok_or_else(refusal)
}
