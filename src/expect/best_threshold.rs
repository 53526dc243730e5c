//! The threshold that maximises `E[V | U >= t]`: there it meets `E[V | U = t]`.
//!
//! Refuses: to call a maximum global where no theorem says where the curve ends.

use super::{
    Refusal,
    answer::At,
    discrete::Ranking,
    mean_within_range, quantile,
    sum::{Sum, has_density},
};
use crate::{
    model::{Limit, Proxy, regime},
    num::Estimate,
    tail::Moment,
};

/// The best threshold to condition on.
#[derive(Clone, Debug)]
pub struct BestThreshold {
    /// The threshold, the first at which `E[V | U >= t]` has a maximum.
    pub t: f64,
    /// `P(U >= t)`.
    pub p: f64,
    /// `ln P(U >= t)`.
    pub ln_p: f64,
    /// `E[V | U >= t]` there.
    pub mean_v: Moment,
    /// Whether no other threshold does better: false where the curve rises above it later, none where its limit is not known.
    pub global: Option<bool>,
}

/// The curve is looked at down to this depth.
const DEEPEST: f64 = 700.0;

/// The first threshold at which `E[V | U >= t]` has a maximum; none where it rises all the way, or is infinite.
///
/// ```
/// use goodhart::{expect::best_threshold::best_threshold, model::Proxy, tail::{Catalogue, spec::parse}};
/// let law = |text| parse(text, &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// let error = "scaled(0.577350269189625764509148780502, student_t(3))";
/// let proxy = Proxy { value: law("normal(0, 2)"), error: law(error) };
/// let best = best_threshold(&proxy)?.expect("a heavy error makes a hump");
/// assert!((best.t - 5.4225).abs() < 5e-5 && (best.mean_v.value() - 4.243124).abs() < 5e-7 && best.global == Some(true));
/// # Ok::<(), goodhart::expect::Refusal>(())
/// ```
/// Errors: a mean is finite but not an f64; too many atoms.
pub fn best_threshold(proxy: &Proxy) -> Result<Option<BestThreshold>, Refusal> {
    mean_within_range(&proxy.value)?;
    mean_within_range(&proxy.error)?;
    let Moment::Finite(mean) = proxy.value.mean() else { return Ok(None) };
    if !has_density(&proxy.value) && !has_density(&proxy.error) {
        let best = Ranking::of(proxy)?.best_threshold();
        return Ok(best.map(|(t, ln_p, mean_v)| BestThreshold { t, p: ln_p.exp(), ln_p, mean_v, global: Some(true) }));
    }
    let sum = Sum::new(proxy);
    let tops = maxima(&sum, &places(proxy));
    let Some((t, at)) = tops.first() else { return Ok(None) };
    let height = |at: &At| at.deviation.map_or(f64::NEG_INFINITY, |deviation| deviation.value);
    let limit = match regime(proxy).limit {
        Limit::Finite(limit) => Some(limit - mean.value),
        Limit::Infinite => Some(f64::INFINITY),
        Limit::NegativeInfinite => Some(f64::NEG_INFINITY),
        Limit::NotDetermined(_) => None,
    };
    let later = tops.iter().skip(1).map(|(_, at)| height(at)).fold(f64::NEG_INFINITY, f64::max);
    let global = if later > height(at) { Some(false) } else { limit.map(|limit| limit <= height(at)) };
    let deviation = at.deviation.unwrap_or(Estimate::new(0.0, f64::INFINITY));
    let ln_p = at.ln_p.value;
    Ok(Some(BestThreshold { t: *t, p: ln_p.exp(), ln_p, mean_v: Moment::Finite(mean.plus(deviation)), global }))
}

/// Places from the bottom of U to great depth, near enough to each other to see every hump of a curve without narrow parts.
fn places(proxy: &Proxy) -> Vec<f64> {
    let low = |depth: f64| proxy.value.inv_ln_cdf(-depth) + proxy.error.inv_ln_cdf(-depth);
    let mut places: Vec<f64> = [8.0, 5.0, 3.0, 2.0, 1.3].into_iter().map(low).collect();
    let mut depth = 0.35;
    while depth < DEEPEST {
        places.push(quantile::guess(proxy, depth));
        depth = (depth * 1.15).min(depth + 4.0);
    }
    places.retain(|t| t.is_finite());
    places.sort_by(f64::total_cmp);
    places.dedup();
    places
}

/// Where the curve turns from rising to falling.
fn maxima(sum: &Sum, places: &[f64]) -> Vec<(f64, At)> {
    let mut tops = Vec::new();
    let mut rising: Option<f64> = None;
    for &t in places {
        match slope(&sum.at(t)) {
            Some(slope) if slope > 0.0 => rising = Some(t),
            Some(slope) if slope < 0.0 => {
                if let Some(low) = rising.take() {
                    let top = root(sum, low, t);
                    tops.push((top, sum.at(top)));
                }
            }
            _ => {}
        }
    }
    tops
}

/// The sign of the curve's slope, which is the hazard rate of U times `E[V | U >= t] - E[V | U = t]`; none where that
/// difference is within its error of 0.
fn slope(at: &At) -> Option<f64> {
    let (there, above) = (at.deviation_at?, at.deviation?);
    let difference = above.value - there.value;
    (difference.abs() > there.error + above.error).then_some(difference)
}

/// The root of the slope between two places.
fn root(sum: &Sum, low: f64, high: f64) -> f64 {
    let difference = |t: f64| {
        let at = sum.at(t);
        match (at.deviation_at, at.deviation) {
            (Some(there), Some(above)) => above.value - there.value,
            _ => 0.0,
        }
    };
    crate::num::invert::first_at_most(difference, 0.0, low, high)
}
