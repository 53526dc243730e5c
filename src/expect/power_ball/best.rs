//! The best policy at a divergence, by whatever knows the moments of U under a weight.
//!
//! Refuses: a divergence that no weight within f64 has; means that are not known.

use super::{
    Ball,
    policy::{Moments, Policy},
    search::{Look, root},
    weight::Weight,
};
use crate::{expect::Refusal, num::Estimate, tail::Moment};

/// A weight that begins so many spreads below the mean is nearly constant.
const NEARLY_CONSTANT: f64 = 3.0;
/// Powers above this reach far into a tail.
const STEEP: f64 = 50.0;
/// Two divergences that differ by more than this part of them tell a slope.
const FAR_ENOUGH: f64 = 1e-8;
/// A mean whose error is a larger part of how far it is from the middle is none.
const TELLING: f64 = 0.1;
/// Weights begin at most so far away, as a logarithm in units of the spread.
const FURTHEST: f64 = 600.0;

/// What is known of U beside its moments.
#[derive(Clone, Copy, Debug)]
pub(in crate::expect) struct Best {
    /// The order of the divergence, above 1 and finite.
    pub(in crate::expect) order: f64,
    /// The mean of U; none where it is minus infinity.
    pub(in crate::expect) mean: Option<Estimate>,
    /// Where U is about: its mean, or a place in its middle.
    pub(in crate::expect) centre: f64,
    /// About how wide U is.
    pub(in crate::expect) spread: f64,
    /// Where it ends, if that is known.
    pub(in crate::expect) high: f64,
}

impl Best {
    /// The best policy at a divergence of d nats, and what V and X are worth under it; the search begins at a threshold.
    pub(in crate::expect) fn at(
        &self,
        d: f64,
        guess: f64,
        mean_v: Moment,
        moments: impl FnMut(Weight) -> Result<Moments, Refusal>,
    ) -> Result<Ball, Refusal> {
        let (policy, before) = self.search(d, guess, moments)?;
        self.answer(d, policy, &before, mean_v)
    }

    /// From `D ~ p k^2 Var(U) / (2 (E U - tau)^2)` at small divergences; where the top share of the divergence begins at large ones.
    pub(in crate::expect) fn guess(&self, d: f64, top: impl FnOnce(f64) -> f64) -> f64 {
        let k = self.power();
        let low = self.centre - k * self.spread * (0.5 * self.order / d).sqrt();
        if d < 0.5 {
            return low;
        }
        let high = top(d / (1.0 + k).min(2.0));
        if high.is_finite() { high } else { low }
    }

    fn power(&self) -> f64 {
        1.0 / (self.order - 1.0)
    }

    /// The policy whose divergence is d, and those looked at before it.
    ///
    /// The search is for `ln D`: in `-ln(end - tau)` where U ends, else in `asinh((tau - mean)/spread)`; either is about linear at
    /// both ends.
    fn search(
        &self,
        d: f64,
        guess: f64,
        mut moments: impl FnMut(Weight) -> Result<Moments, Refusal>,
    ) -> Result<(Policy, Vec<Policy>), Refusal> {
        let (centre, spread, high) = (self.centre, self.spread, self.high);
        let place =
            move |x: f64| if high.is_finite() { high - spread * (-x).exp() } else { centre + spread * x.sinh() };
        let start =
            if high.is_finite() { -((high - guess) / spread).ln() } else { ((guess - centre) / spread).asinh() };
        let look = |x: f64| {
            let policy = moments(self.weight(place(x)))?.policy();
            let Estimate { value, error } = policy.divergence;
            // Weights that begin above all that is charted have no moments.
            let value = if value.is_nan() { f64::INFINITY } else { (value / d).ln() };
            Ok(Look { value, enough: 0.05 * (error / d).min(1e-3) + 2.0 * f64::EPSILON, found: policy })
        };
        let found = root(if start.is_finite() { start } else { 0.0 }, (-FURTHEST, FURTHEST), look)?;
        found.ok_or_else(|| Refusal(format!("no policy with a divergence of {d} nats was found within f64")))
    }

    fn weight(&self, tau: f64) -> Weight {
        let far_below = |mean: &f64| mean - tau > NEARLY_CONSTANT * self.spread;
        Weight { tau, k: self.power(), about: self.mean.map(|mean| mean.value).filter(far_below) }
    }

    /// The means under a policy whose divergence is d but for what the search left open.
    fn answer(&self, d: f64, policy: Policy, before: &[Policy], mean_v: Moment) -> Result<Ball, Refusal> {
        let missed = (policy.divergence.value - d).abs() + policy.divergence.error;
        // How the gain of V moves with the divergence, twice as much as to the last look that tells; of U it is known.
        let moves = |before: &Policy| {
            let apart = (before.divergence.value - policy.divergence.value).abs();
            (apart > FAR_ENOUGH * d).then(|| 2.0 * (before.gain.value - policy.gain.value).abs() / apart)
        };
        let slope = before.iter().rev().find_map(moves).unwrap_or(policy.worth);
        let by = |mean: Estimate, slope: f64| Estimate::new(mean.value, mean.error + slope * missed);
        let (mean_u, gain) = (by(policy.mean_u, policy.worth), by(policy.gain, slope));
        // An error as large as how far U is from its middle tells nothing.
        let tells = |mean: Estimate| {
            mean.value.is_finite() && mean.error < TELLING * ((mean.value - self.centre).abs() + self.spread)
        };
        if !(tells(mean_u) && gain.value.is_finite() && gain.error.is_finite()) {
            let k = self.power();
            let why = if k > STEEP {
                format!(
                    ": an order so near to 1 asks for a density ratio of the power {k:.0}, which counts too far out in this tail; an order \
                     further from 1 is answered"
                )
            } else {
                String::new()
            };
            return Err(Refusal(format!(
                "the moments under the policy with a divergence of {d} nats are not known within f64{why}"
            )));
        }
        let mean_u =
            Moment::Finite(Estimate::new(mean_u.value, mean_u.error + self.mean.map_or(0.0, |mean| mean.error)));
        let mean_v = mean_v.map(|mean| mean.plus(gain));
        let mean_x = mean_u.plus(mean_v.map(|mean| mean.scaled(-1.0)));
        Ok(Ball::attained(d, (mean_v, mean_x, mean_u), Some(policy.tau)))
    }
}
