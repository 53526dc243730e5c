//! The most that the mean of a proxy can be at a given KL divergence from its law, and what V is worth there.
//!
//! Refuses: a divergence below 0; a proxy whose tilts have not converged.

mod alone;
pub(super) mod search;

pub use alone::most;

use self::search::{Spent, by_divergence};
use super::{Refusal, mean_within_range};
use crate::{
    model::{
        Phase, Proxy,
        phase::{Phased, Side, phase},
    },
    num::Estimate,
    tail::{
        Law, Moment, TailClass,
        tilt::{
            Tilted,
            edge::{AtEdge, tilted_at_edge},
            tilted,
        },
    },
};
use std::f64::consts::LN_2;

/// `sup { E_P U : KL(P || Q) <= d }` and the policy that attains it or comes near it, Q the law of (V, X).
#[derive(Clone, Copy, Debug)]
pub struct Optimum {
    /// The divergence allowed, in nats.
    pub kl: f64,
    /// The supremum of the mean of U.
    pub mean_u: Moment,
    /// The mean of V under the policies that attain or approach it; none where they leave it open.
    pub mean_v: Option<Moment>,
    /// The mean of X under them.
    pub mean_x: Option<Moment>,
    /// The rate s of the tilt `e^(sU)`: what a further nat is worth is 1/s. Not a number where it is not known.
    pub rate: f64,
    /// How far the rate may be off.
    pub rate_error: f64,
    /// Whether a policy attains the supremum.
    pub attained: bool,
}

impl Optimum {
    /// Where it is infinite.
    pub(super) const fn unbounded(kl: f64) -> Self {
        let (mean_u, mean_v, mean_x) = (Moment::Infinite, None, None);
        Self { kl, mean_u, mean_v, mean_x, rate: 0.0, rate_error: 0.0, attained: false }
    }

    /// Where a policy takes the upper end of U alone, with the means of V and of X there if they are known.
    pub(super) fn at_end(kl: f64, mean_u: Moment, parts: Option<(Moment, Moment)>) -> Self {
        let (mean_v, mean_x) = parts.unzip();
        Self { kl, mean_u, mean_v, mean_x, rate: f64::INFINITY, rate_error: 0.0, attained: true }
    }
}

/// A proxy prepared for many divergences.
#[derive(Clone, Debug)]
pub struct ValueFunction {
    proxy: Proxy,
    phased: Phased,
    /// Where the tilts end, if they end with a finite mean.
    edge: Option<[AtEdge; 2]>,
}

/// Both parts at one rate: under independence each is tilted by itself.
#[derive(Clone, Copy, Debug)]
struct Both {
    value: Tilted,
    error: Tilted,
}

impl Both {
    fn kl(&self) -> Estimate {
        self.value.kl.plus(self.error.kl)
    }

    /// By how much the divergence changes with the logarithm of the rate.
    fn slope(&self) -> f64 {
        self.value.slope + self.error.slope
    }
}

impl ValueFunction {
    /// Prepares a proxy. Errors: a mean is finite but not an f64; the tilt at the end of the exponential moments has not converged.
    pub fn new(proxy: &Proxy) -> Result<Self, Refusal> {
        mean_within_range(&proxy.value)?;
        mean_within_range(&proxy.error)?;
        let phased = phase(proxy);
        let edge = match phased.phase {
            Phase::Escape { rate, .. } => {
                let at = |law: &Law| {
                    let ends = matches!(law.tail_class(), TailClass::Exponential { rate: own, .. } if own == rate);
                    let inside = || tilted(&**law, rate).map(|at| AtEdge { mean: at.mean, kl: at.kl });
                    let found = if ends { tilted_at_edge(&**law) } else { inside() };
                    found.ok_or_else(|| not_converged(law, rate))
                };
                Some([at(&proxy.value)?, at(&proxy.error)?])
            }
            _ => None,
        };
        Ok(Self { proxy: proxy.clone(), phased, edge })
    }

    /// The phase and what decides it.
    pub fn phase(&self) -> &Phased {
        &self.phased
    }

    /// The divergence `d_g` beyond which nothing attains the supremum, if there is one.
    pub fn edge(&self) -> Option<Estimate> {
        self.edge.map(|[value, error]| value.kl.plus(error.kl))
    }

    /// The supremum at a divergence of `kl` nats. Errors: it is not a finite number of at least 0; a tilt has not converged.
    ///
    /// ```
    /// use goodhart::{expect::value_function::ValueFunction, model::Proxy, tail::{Catalogue, spec::parse}};
    /// let law = |text| parse(text, &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
    /// let proxy = Proxy { value: law("normal(0, 3)"), error: law("normal(0, 4)") };
    /// let best = ValueFunction::new(&proxy).unwrap().at(2.0).unwrap();
    /// // sd_U sqrt(2 d), of which V has its share of the variance.
    /// assert!((best.mean_u.value() - 10.0).abs() < 1e-10);
    /// assert!((best.mean_v.unwrap().value() - 3.6).abs() < 1e-10);
    /// ```
    pub fn at(&self, kl: f64) -> Result<Optimum, Refusal> {
        if !(kl >= 0.0 && kl.is_finite()) {
            return Err(Refusal(format!("a divergence is a finite number of at least 0 nats, not {kl}")));
        }
        let (value, error) = (self.proxy.value.mean(), self.proxy.error.mean());
        if kl == 0.0 {
            let (mean_u, mean_v, mean_x) = (value.plus(error), Some(value), Some(error));
            return Ok(Optimum { kl, mean_u, mean_v, mean_x, rate: 0.0, rate_error: 0.0, attained: true });
        }
        match (&self.phased.phase, self.edge) {
            (Phase::Unbounded, _) => Ok(Optimum::unbounded(kl)),
            (Phase::Escape { rate, by }, Some(edge)) if kl > edge[0].kl.value + edge[1].kl.value => {
                Ok(escaped(kl, *rate, *by, edge))
            }
            (Phase::Escape { rate, .. } | Phase::Tilt { rate }, _) => match self.ends() {
                Some((most, value, error)) if kl >= most => {
                    let [mean_u, mean_v, mean_x] = [value + error, value, error].map(Moment::closed_form);
                    Ok(Optimum::at_end(kl, mean_u, Some((mean_v, mean_x))))
                }
                _ => self.by_tilt(kl, *rate),
            },
        }
    }

    /// Where both laws end in an atom: the divergence of the policy that always takes both, and those ends.
    fn ends(&self) -> Option<(f64, f64, f64)> {
        let end = |law: &Law| {
            let high = law.support().high;
            law.atoms().iter().find(|atom| atom.at == high).map(|atom| (-atom.mass.ln(), high))
        };
        let (value, error) = (end(&self.proxy.value)?, end(&self.proxy.error)?);
        Some((value.0 + error.0, value.1, error.1))
    }

    fn tilt(&self, rate: f64) -> Result<Both, Refusal> {
        let at = |law: &Law| tilted(&**law, rate).ok_or_else(|| not_converged(law, rate));
        Ok(Both { value: at(&self.proxy.value)?, error: at(&self.proxy.error)? })
    }

    /// The tilt whose divergence is `kl`, its rate below `end`.
    fn by_tilt(&self, kl: f64, end: f64) -> Result<Optimum, Refusal> {
        let begin = first_guess(kl, &[&self.proxy.value, &self.proxy.error]);
        let tilt = |s: f64| {
            let both = match (self.tilt(s), self.bounds()) {
                (Ok(both), _) => both,
                // A tilt so strong that f64 does not tell its mean from the end.
                (Err(_), Some(ends)) if 1.0 / s < ends[0].error.min(ends[1].error) => {
                    let (kl, found) = (Estimate::closed_form(kl), at_ends(kl, ends));
                    return Ok(Spent { kl, slope: 0.0, enough: f64::EPSILON, found });
                }
                (Err(why), _) => return Err(why),
            };
            let spent = both.kl();
            let enough = 4.0 * f64::EPSILON + 2.0 * spent.relative_error();
            Ok(Spent { kl: spent, slope: both.slope(), enough, found: attained(kl, s, both) })
        };
        let refusal = || Refusal(format!("no tilt was found whose divergence is {kl} nats"));
        by_divergence(kl, end, begin, tilt)?.ok_or_else(refusal)
    }

    /// The ends of both supports as f64 knows them, if both have one.
    fn bounds(&self) -> Option<[Estimate; 2]> {
        let end = |law: &Law| {
            let high = law.support().high;
            high.is_finite().then(|| Estimate::new(high, f64::EPSILON * high.abs().max(f64::MIN_POSITIVE)))
        };
        Some([end(&self.proxy.value)?, end(&self.proxy.error)?])
    }
}

/// A rate from which to search for a divergence: from `KL ~ s^2 Var(U) / 2`, by the quartiles of parts without a variance in f64.
fn first_guess(kl: f64, parts: &[&Law]) -> f64 {
    let spread = |law: &&Law| {
        let by_variance = law.variance().finite().map_or(0.0, |variance| variance.value.sqrt());
        let quartile = -2.0 * LN_2;
        if by_variance > 0.0 { by_variance } else { 0.5 * (law.inv_ln_sf(quartile) - law.inv_ln_cdf(quartile)) }
    };
    let all = parts.iter().map(spread).fold(0.0, f64::hypot);
    (2.0 * kl).sqrt() / if all > 0.0 && all < f64::INFINITY { all } else { 1.0 }
}

/// The tilt of both at a rate, as the answer for a divergence that it meets up to rounding.
fn attained(kl: f64, rate: f64, both: Both) -> Optimum {
    // What the divergence misses is worth 1/s a nat, shared as the variances of the tilted laws are.
    let missed = (both.kl().value - kl).abs() + both.kl().error;
    let total = both.slope();
    let mean = |part: &Tilted| {
        let share = if total > 0.0 { part.slope / total } else { 1.0 };
        Moment::Finite(Estimate::new(part.mean.value, part.mean.error + share * missed / rate))
    };
    let (value, error) = (mean(&both.value), mean(&both.error));
    let rate_error = rate_error(rate, missed, total);
    Optimum {
        kl,
        mean_u: value.plus(error),
        mean_v: Some(value),
        mean_x: Some(error),
        rate,
        rate_error,
        attained: true,
    }
}

/// How far a rate is off where the divergence of its tilt is: by the slope `dKL/d ln s = s^2 K''(s)`; and the rounding of the rate.
pub(super) fn rate_error(rate: f64, missed: f64, slope: f64) -> f64 {
    if slope > 0.0 { rate * (missed / slope + 4.0 * f64::EPSILON) } else { f64::INFINITY }
}

/// Where the tilt has reached the ends of both supports, as far as f64 can tell.
fn at_ends(kl: f64, [value, error]: [Estimate; 2]) -> Optimum {
    let (mean_v, mean_x) = (Some(Moment::Finite(value)), Some(Moment::Finite(error)));
    let (rate, rate_error) = (f64::NAN, f64::INFINITY);
    Optimum { kl, mean_u: Moment::Finite(value.plus(error)), mean_v, mean_x, rate, rate_error, attained: true }
}

/// Beyond the last tilt: the rest of the divergence buys 1/g a nat, from the one of the two whose exponential moments end there.
fn escaped(kl: f64, rate: f64, by: Side, [of_value, of_error]: [AtEdge; 2]) -> Optimum {
    let spent = of_value.kl.plus(of_error.kl);
    let bought = Estimate::new((kl - spent.value) / rate, spent.error / rate);
    let (value, error) = (of_value.mean, of_error.mean);
    let (mean_v, mean_x) = match by {
        Side::Value => (Some(value.plus(bought)), Some(error)),
        Side::Error => (Some(value), Some(error.plus(bought))),
        Side::Both => (None, None),
    };
    let mean_u = Moment::Finite(value.plus(error).plus(bought));
    let moment = |mean: Option<Estimate>| mean.map(Moment::Finite);
    Optimum { kl, mean_u, mean_v: moment(mean_v), mean_x: moment(mean_x), rate, rate_error: 0.0, attained: false }
}

fn not_converged(law: &Law, rate: f64) -> Refusal {
    Refusal(format!("the tilt of {law} by e^({rate} x) has not converged"))
}
