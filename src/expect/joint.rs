//! Conditioning on a high proxy where V and X depend on each other: one integral over V, and with a copula another over X.
//!
//! Refuses: a V without a finite mean; a probability on which the two integrations disagree.

mod ball;
mod conditional;
mod cuts;
mod edge;
mod found;
mod ground;

mod near;
mod panel;
mod pieces;
mod point;
mod pressed;
mod raised;
mod reach;
mod select;
mod served;
mod share;
mod sharp;
mod side;
mod soft;
mod span;
mod summit;
mod table;
mod tilted;
mod value;

pub use ball::JointPowerBall;
pub use select::JointSelector;
pub use soft::JointSoftSelector;
pub use value::JointValueFunction;

use super::Refusal;
use crate::{
    model::{Joint, joint::Dependence},
    num::Estimate,
    tail::Moment,
};
use conditional::Conditional;
use found::Integrals;
use pieces::Plan;
use share::{Dense, Share};
use side::Side;
use std::sync::{Arc, OnceLock};

/// What is known of V and U given that the proxy reaches t.
#[derive(Clone, Copy, Debug)]
pub struct JointlyAbove {
    /// The threshold.
    pub t: f64,
    /// `ln P(U >= t)`.
    pub ln_p: Estimate,
    /// `E[V | U >= t]`.
    pub mean_v: Estimate,
    /// `E[V | U = t]`, where neither V nor X, given V, has atoms or a density without bound.
    pub mean_v_at: Option<Estimate>,
    /// `E[U | U >= t]`, where the mean of X is finite.
    pub mean_u: Option<Estimate>,
    /// `Var(V | U >= t)`, where that of V is finite.
    pub variance_v: Option<Estimate>,
}

/// A joint law prepared for many thresholds.
#[derive(Clone, Debug)]
pub struct Jointly {
    joint: Joint,
    /// What the integrations over V and over X have in common for all thresholds.
    plans: Arc<[OnceLock<Plan>; 2]>,
}

impl Jointly {
    /// Prepares a joint law. Errors: the mean of V is not finite.
    pub fn new(joint: &Joint) -> Result<Self, Refusal> {
        match joint.value.mean() {
            Moment::Finite(mean) if mean.value.is_finite() => Ok(Self { joint: joint.clone(), plans: Arc::default() }),
            _ => {
                Err(Refusal(format!("under dependence V must have a finite mean, and that of {} is not", joint.value)))
            }
        }
    }

    /// Conditions on `U >= t`: `E[V; U >= t] = E[V P(X >= t - V | V)]`.
    ///
    /// Errors: the threshold is not finite or never reached; X given V is not a law somewhere; two integrations disagree.
    ///
    /// ```
    /// use goodhart::{expect::joint::Jointly, model::joint, tail::{Catalogue, spec}};
    /// let catalogue = Catalogue::standard();
    /// let law = |text| spec::parse(text, &catalogue, &|_| Err("no files".into())).unwrap();
    /// let (value, error) = (law("normal(0, 1)"), law("pareto(3)"));
    /// let both = joint::parse(value, Some(error), "fgm(-1)", &catalogue).unwrap();
    /// let above = Jointly::new(&both).unwrap().above(100.0).unwrap();
    /// assert!((above.mean_v.value + 0.5439).abs() < 1e-4);
    /// ```
    pub fn above(&self, t: f64) -> Result<JointlyAbove, Refusal> {
        self.answer_at(t, true)
    }

    /// The same, with second moments and what is known at t itself or without.
    fn answer_at(&self, t: f64, in_full: bool) -> Result<JointlyAbove, Refusal> {
        if !t.is_finite() {
            return Err(Refusal(format!("the threshold must be a finite number, not {t}")));
        }
        let value = &self.joint.value;
        let of = |law, other: Conditional<'_>, plan, share| {
            Side { law, end: other.end(law), other, in_full, plan, share }.integrals(t)
        };
        let [over_value, over_error] = &*self.plans;
        match &self.joint.dependence {
            Dependence::Copula { copula, error } => {
                let [share_of_value, share_of_error] = match in_full {
                    true => Share::both(value.support(), error.support(), t),
                    false => [Share::all(), Share::all()],
                };
                let by_value = of(value, Conditional::Copula(copula, error), over_value, &share_of_value)?;
                let by_error = of(error, Conditional::Copula(copula, value), over_error, &share_of_error)?;
                let ln_p = agreed(t, by_value.ln_p(), by_error.ln_p())?;
                // Above t the lower tail of X is cut off by what V would have to make up for it.
                let has_mean = matches!(error.mean(), Moment::Finite(_) | Moment::NegativeInfinite);
                // What one integration over a part misses of the probability it may miss of that part's mean.
                let missed = (by_value.ln_p().value - by_error.ln_p().value).abs();
                let both = |mean: Estimate| Estimate::new(mean.value, mean.error + missed * mean.value.abs());
                let mean_u = has_mean.then(|| both(by_value.mean().plus(by_error.mean())));
                let shares = by_value.dense().zip(by_error.dense());
                let mean_v_at = shares.and_then(|(of_value, of_error)| Dense::mean_v(t, of_value, of_error));
                self.answer((t, in_full), ln_p, &by_value, (mean_v_at, mean_u))
            }
            Dependence::Given(given) => {
                let found = of(value, Conditional::Given(given), over_value, &Share::all())?;
                let mean_u = found.excess().map(|excess| Estimate::closed_form(t).plus(excess));
                let mean_v_at = found.dense().filter(Dense::is_there).map(|dense| dense.mean);
                self.answer((t, in_full), found.ln_p(), &found, (mean_v_at, mean_u))
            }
        }
    }

    fn answer(
        &self,
        (t, in_full): (f64, bool),
        ln_p: Estimate,
        found: &Integrals,
        (mean_v_at, mean_u): (Option<Estimate>, Option<Estimate>),
    ) -> Result<JointlyAbove, Refusal> {
        let mean_v = found.mean();
        if !(ln_p.value.is_finite() && mean_v.value.is_finite() && mean_v.error.is_finite()) {
            return Err(Refusal(format!("the integrals at t = {t} leave the range of f64")));
        }
        let finite = |estimate: &Estimate| estimate.value.is_finite() && estimate.error.is_finite();
        let smooth = in_full && self.joint.value.atoms().is_empty();
        Ok(JointlyAbove {
            t,
            ln_p: Estimate::new(ln_p.value.min(0.0), ln_p.error),
            mean_v,
            mean_v_at: mean_v_at.filter(|at| smooth && finite(at)),
            mean_u: mean_u.filter(finite),
            variance_v: self
                .joint
                .value
                .variance()
                .finite()
                .filter(|_| in_full)
                .map(|_| found.variance())
                .filter(finite),
        })
    }
}

/// The surer of two routes to the same logarithm; by how much they are further apart than their errors counts as error too.
fn agreed(t: f64, a: Estimate, b: Estimate) -> Result<Estimate, Refusal> {
    let best = if b.error < a.error { b } else { a };
    let apart = (a.value - b.value).abs();
    if apart <= a.error + b.error || a.value == b.value {
        return Ok(best);
    }
    let gross = 1e-6 + 1e-10 * best.value.abs() + 100.0 * (a.error + b.error);
    if apart > gross || apart.is_nan() {
        return Err(Refusal(format!(
            "two integrations of P(U >= {t}) disagree: ln P = {} by that over V and {} by that over X, which state errors of {:.1e} and \
             {:.1e}; a smaller t or a weaker dependence may be answered",
            a.value, b.value, a.error, b.error
        )));
    }
    Ok(Estimate::new(best.value, best.error + apart))
}
