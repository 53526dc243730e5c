//! Conditioning on a high proxy: E[V | U >= t], E[V | U = t], E[U | U >= t] and ln P(U >= t).
//!
//! Refuses: a threshold that the proxy never reaches; a law so narrow that no panel resolves it; a probability on which its two
//! integrations disagree.

use super::{
    Refusal,
    beyond::{FURTHEST, lower_index},
    mean_within_range, normal,
    sum::Sum,
    ties::meets,
};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::tail::{Law, Moment};

/// The least width of a law: panels begin at 1e-290 from an end.
const NARROWEST: f64 = 1e-280;

/// What is known of V and U given that the proxy reaches t.
#[derive(Clone, Debug)]
pub struct Conditional {
    /// The threshold.
    pub t: f64,
    /// `ln P(U >= t)`.
    pub ln_p: Estimate,
    /// `E[V | U >= t]`.
    pub mean_v: Moment,
    /// `E[V | U >= t] - E[V]` with its own digits, however small beside the mean; none where the mean of V is not finite.
    pub gain: Option<Estimate>,
    /// `E[V | U = t]`, if U has a density or an atom at t; where that density jumps, its limit from one of both sides.
    pub mean_v_at: Option<Moment>,
    /// `E[U | U >= t]`.
    pub mean_u: Moment,
    /// `Var(V | U >= t)`: infinite where `E[V^2; U >= t]` is, undefined where the mean is not finite.
    pub variance_v: Moment,
}

/// The chance of `U >= t` and what V is worth there, by one integration.
#[derive(Clone, Copy, Debug)]
pub struct ValueAbove {
    /// `ln P(U >= t)`.
    pub ln_p: Estimate,
    /// `E[V | U >= t]`.
    pub mean_v: Moment,
    /// `E[V | U >= t] - E[V]` with its own digits; none where the mean of V is not finite.
    pub gain: Option<Estimate>,
}

/// The two integrations of one proxy, over V and over X, prepared for many thresholds.
#[derive(Clone, Debug)]
pub struct Conditioner {
    proxy: Proxy,
    over_value: Sum,
    over_error: Sum,
}

impl Conditioner {
    /// Prepares a proxy.
    pub fn new(proxy: &Proxy) -> Self {
        let (over_value, over_error) = Sum::both(proxy);
        Self { over_value, over_error, proxy: proxy.clone() }
    }

    pub(super) fn proxy(&self) -> &Proxy {
        &self.proxy
    }

    pub(super) fn over_value(&self) -> &Sum {
        &self.over_value
    }

    pub(super) fn over_error(&self) -> &Sum {
        &self.over_error
    }

    /// The probability and the value alone, for curves of many thresholds: half the work of [`Conditioner::above`], which
    /// integrates over X too and so has a second opinion on the probability. Errors: as there.
    ///
    /// ```
    /// use goodhart::{expect::condition::Conditioner, model::Proxy, tail::{Catalogue, spec::parse}};
    /// let law = |text| parse(text, &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
    /// let conditioner = Conditioner::new(&Proxy { value: law("normal(0, 1)"), error: law("student_t(3)") });
    /// let (quick, full) = (conditioner.value_above(30.0).unwrap(), conditioner.above(30.0).unwrap());
    /// assert!((quick.mean_v.value() / full.mean_v.value() - 1.0).abs() < 1e-11);
    /// ```
    pub fn value_above(&self, t: f64) -> Result<ValueAbove, Refusal> {
        self.checked(t)?;
        if let Some(Conditional { ln_p, mean_v, gain, .. }) = normal::above(&self.proxy, t) {
            return Ok(ValueAbove { ln_p, mean_v, gain });
        }
        self.within_reach(t)?;
        let at = self.over_value.above(t);
        let ln_p = reached(t, at.ln_p)?;
        let mean_v = conditional_mean(&self.proxy.value, &self.proxy.error, &self.over_value, (at.deviation, at.mean));
        within_range(t, &[Some(ln_p), mean_v.finite()])?;
        let gain = self.proxy.value.mean().finite().and(at.deviation);
        Ok(ValueAbove { ln_p, mean_v, gain })
    }

    /// Refuses a threshold that is not a number or beyond all panels, and laws whose means leave f64.
    fn checked(&self, t: f64) -> Result<(), Refusal> {
        if !t.is_finite() {
            return Err(Refusal(format!("the threshold must be a finite number, not {t}")));
        }
        if t > FURTHEST {
            return Err(Refusal(format!("the threshold must be at most {FURTHEST:e}, where integrals end, not {t:e}")));
        }
        for sum in [&self.over_value, &self.over_error] {
            let (low, high) = sum.value_marks.body;
            if sum.dense && high - low < NARROWEST {
                let law = sum.value.spec();
                return Err(Refusal(format!(
                    "{law} is narrower than {NARROWEST:e}, below which integrals do not resolve it"
                )));
            }
        }
        mean_within_range(&self.proxy.value)?;
        mean_within_range(&self.proxy.error)
    }

    /// Refuses a threshold at or above the upper end of U, unless there is an atom.
    fn within_reach(&self, t: f64) -> Result<(), Refusal> {
        let [(v, of_value), (x, of_error)] = [&self.proxy.value, &self.proxy.error].map(|law| {
            let high = law.support().high;
            (high, law.atoms().iter().any(|atom| atom.at == high))
        });
        if t < v + x || (of_value && of_error && meets(v, x, t)) {
            return Ok(());
        }
        Err(Refusal(format!("U never reaches {t}: it ends at {}, so that P(U >= t) is 0", v + x)))
    }

    /// Conditions on `U >= t`.
    pub fn above(&self, t: f64) -> Result<Conditional, Refusal> {
        self.checked(t)?;
        if let Some(exact) = normal::above(&self.proxy, t) {
            return Ok(exact);
        }
        self.within_reach(t)?;
        let (by_value, by_error) = self.over_value.at_with(&self.over_error, t);
        let hazard = (by_value.ln_density.value - by_value.ln_p.value).exp();
        let rounding = 8.0 * f64::EPSILON * t.abs() * if hazard.is_finite() { hazard } else { 0.0 };
        let ln_p = agreed(by_value.ln_p, by_error.ln_p, rounding)
            .ok_or_else(|| Refusal(format!("two integrations of P(U >= {t}) disagree")))?;
        let ln_p = reached(t, ln_p)?;
        let (of_value, of_error) = ((by_value.deviation, by_value.mean), (by_error.deviation, by_error.mean));
        let mean_v = conditional_mean(&self.proxy.value, &self.proxy.error, &self.over_value, of_value);
        let mean_x = conditional_mean(&self.proxy.error, &self.proxy.value, &self.over_error, of_error);
        let centre = self.proxy.value.mean().finite().unwrap_or(Estimate::closed_form(self.over_value.centre()));
        let at_density = by_value.mean_at.or(by_value.deviation_at.map(|deviation| centre.plus(deviation)));
        let mean_v_at = at_atom(&self.proxy, t).or(at_density.filter(is_number).map(Moment::Finite));
        let mean_u = mean_v.plus(mean_x);
        within_range(t, &[Some(ln_p), mean_v.finite(), mean_u.finite()])?;
        let variance_v = conditional_variance(&self.proxy.value, &self.proxy.error, mean_v, by_value.variance);
        let gain = self.proxy.value.mean().finite().and(by_value.deviation);
        Ok(Conditional { t, ln_p, mean_v, gain, mean_v_at, mean_u, variance_v })
    }
}

/// Conditions on `U >= t` once.
///
/// `E[V | U >= t] = E[V] + E[(V - E V)(S_X(t - V) - S_X(t - E V))] / E[S_X(t - V)]`, which does not cancel.
/// Errors: the threshold is not finite, or above 1e300; `P(U >= t) = 0`; a mean is finite but not an f64.
pub fn above(proxy: &Proxy, t: f64) -> Result<Conditional, Refusal> {
    Conditioner::new(proxy).above(t)
}

/// A probability that is not 0, and at most 1.
fn reached(t: f64, ln_p: Estimate) -> Result<Estimate, Refusal> {
    if ln_p.value == f64::NEG_INFINITY {
        return Err(Refusal(format!("U never reaches {t}: P(U >= t) is 0 or below what can be represented")));
    }
    Ok(Estimate::new(ln_p.value.min(0.0), ln_p.error))
}

fn within_range(t: f64, numbers: &[Option<Estimate>]) -> Result<(), Refusal> {
    if numbers.iter().flatten().all(is_number) {
        return Ok(());
    }
    Err(Refusal(format!("the integrals at t = {t} leave the range of f64")))
}

fn is_number(estimate: &Estimate) -> bool {
    estimate.value.is_finite() && estimate.error.is_finite()
}

/// The better of two routes to the same logarithm; their difference counts as error, and a gross one as failure.
///
/// Not gross is what a route that knows itself to be poor may well miss, and `rounding`, what the rounding of the threshold shows.
fn agreed(a: Estimate, b: Estimate, rounding: f64) -> Option<Estimate> {
    let best = if b.error < a.error { b } else { a };
    let apart = (a.value - b.value).abs();
    if apart.is_nan() || apart <= a.error + b.error {
        return Some(best);
    }
    let gross = 1e-6 + 1e-12 * best.value.abs() + 100.0 * (a.error + b.error) + rounding;
    (apart <= gross).then(|| Estimate::new(best.value, best.error + apart))
}

/// `E[V | U >= t]` for either summand, told finite from infinite by the tails: from its deviation, or where that has a point of its own
/// as it is.
fn conditional_mean(
    law: &Law,
    other: &Law,
    sum: &Sum,
    (deviation, known): (Option<Estimate>, Option<Estimate>),
) -> Moment {
    match law.mean() {
        Moment::Finite(mean) => {
            let by_deviation = || deviation.map(|deviation| mean.plus(deviation));
            known.or_else(by_deviation).map_or(Moment::Undefined, Moment::Finite)
        }
        Moment::Infinite => Moment::Infinite,
        Moment::Undefined if !tamed(law, other) => Moment::Undefined,
        Moment::Undefined => Moment::Infinite,
        Moment::NegativeInfinite if !tamed(law, other) => Moment::NegativeInfinite,
        Moment::NegativeInfinite => {
            let by_deviation = || deviation.map(|deviation| Estimate::closed_form(sum.centre()).plus(deviation));
            known.or_else(by_deviation).map_or(Moment::Undefined, Moment::Finite)
        }
    }
}

/// `Var(V | U >= t)` for either summand, told finite from infinite by the tails.
fn conditional_variance(law: &Law, other: &Law, mean: Moment, variance: Option<Estimate>) -> Moment {
    let tamed = lower_index(law) + other.tail_class().tail_index() > 2.0 + 1e-9;
    match (mean, law.variance()) {
        (Moment::Finite(_), Moment::Finite(_)) => variance.map_or(Moment::Undefined, Moment::Finite),
        (Moment::Finite(_), _) if tamed && law.tail_class().has_moment(2.0) => {
            variance.map_or(Moment::Undefined, Moment::Finite)
        }
        (Moment::Finite(_), _) => Moment::Infinite,
        _ => Moment::Undefined,
    }
}

/// Whether `E[V^-; U >= t]` is finite: far below, V is weighted by the chance that X makes up for it, so that the indices of
/// the two tails add up.
fn tamed(law: &Law, other: &Law) -> bool {
    lower_index(law) + other.tail_class().tail_index() > 1.0 + 1e-9
}

/// `E[V | U = t]` where t is an atom of U: the pairs of atoms that add up to it.
fn at_atom(proxy: &Proxy, t: f64) -> Option<Moment> {
    let (mut mass, mut first) = (0.0, 0.0);
    for v in proxy.value.atoms() {
        for x in proxy.error.atoms().iter().filter(|x| meets(v.at, x.at, t)) {
            mass += v.mass * x.mass;
            first += v.at * v.mass * x.mass;
        }
    }
    (mass > 0.0).then(|| Moment::closed_form(first / mass))
}
