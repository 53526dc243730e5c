//! The slant that is a density ratio and spends a budget: `E w = 1` for every scale, and among those the scale with `E f(w) = d`.

use super::{
    Prepared,
    bend::Bend,
    least::Least,
    slant::{Slant, Top},
    sums::Sums,
};
use crate::{
    expect::{
        Refusal,
        power_ball::search::{Look, root},
    },
    num::Estimate,
};

/// A policy of the optimal form, with the mass that is left for the upper end of U.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) slant: Slant,
    pub(super) sums: Sums,
    /// What the density ratio leaves of 1, put at the upper end.
    pub(super) left: f64,
    /// `E f(w) + L left`.
    pub(super) spent: f64,
}

impl Found {
    /// Whether it is a policy, and spends something finite.
    fn is_policy(&self) -> bool {
        self.spent.is_finite() && (self.left > 0.0 || self.sums.excess().abs() < NO_POLICY)
    }
}

/// Logarithms of scales and distances, in units of the spread, go so far.
const FURTHEST: f64 = 600.0;
/// Scales end so near, relatively, above the least, where policies spend without bound on the way there.
const ABOVE_LEAST: f64 = 1e-6;
/// So near to it they are the least, where it is reached.
const NEAREST: f64 = 1e-12;
/// What misses mass 1 by more is no policy.
const NO_POLICY: f64 = 1e-6;

/// The line of slants.
pub(super) struct Line<'a> {
    pub(super) prepared: &'a mut Prepared,
    pub(super) bend: Bend,
    pub(super) mean: f64,
    pub(super) spread: f64,
    /// The upper end of U.
    pub(super) high: f64,
    /// Nearer to it the tail of U is a power of the distance.
    pub(super) blunt: f64,
    /// By how much V is above its mean at the upper end.
    pub(super) gain: f64,
    pub(super) least: Least,
    /// Where the last slant was on its line.
    pub(super) place: Option<f64>,
}

impl Line<'_> {
    /// The policy that spends a budget; none where the last scale does not spend it.
    pub(super) fn spending(&mut self, budget: f64) -> Result<(Option<Found>, Vec<Found>), Refusal> {
        let of_variance = self.spread / (2.0 * self.bend.curvature() * budget).sqrt();
        let Least { scale, is_reached, .. } = self.least;
        let nearest = if is_reached { NEAREST } else { ABOVE_LEAST };
        let last = (-(scale * nearest / self.spread).ln()).min(FURTHEST);
        let start = -((of_variance - scale).max(scale) / self.spread).ln();
        let look = |x: f64| {
            let above = if is_reached && x == last { 0.0 } else { self.spread * (-x).exp() };
            let found = self.balanced(scale + above)?;
            let error = found.sums.spent.error / budget;
            let value = if found.is_policy() { (found.spent / budget).ln() } else { f64::INFINITY };
            Ok(Look { value, enough: 0.05 * error.min(1e-3) + 4.0 * f64::EPSILON, found })
        };
        let found = root(start, (-FURTHEST, last), look)?;
        Ok(found.map_or((None, vec![]), |(found, before)| (Some(found), before)))
    }

    /// Whether the policy on the finest scale within f64 spends less than a budget.
    pub(super) fn is_short_of(&mut self, budget: f64) -> Result<bool, Refusal> {
        let found = self.balanced(self.spread * (-FURTHEST).exp())?;
        Ok(found.is_policy() && found.spent < budget)
    }

    /// The policy on the least scale: it spends the most of all. Errors: there is none, or it is not known.
    pub(super) fn last(&mut self) -> Result<Found, Refusal> {
        let found = self.balanced(self.least.scale)?;
        let is_known = found.is_policy() && found.sums.spent.relative_error() < NO_POLICY;
        is_known.then_some(found).ok_or_else(|| Refusal("the last policy is not known within f64".into()))
    }

    /// The policy whose pole is at the upper end and that takes all the mass that there is; none if every one takes more.
    pub(super) fn edge(&mut self) -> Result<Option<Estimate>, Refusal> {
        let look = |x: f64| {
            let slant = self.at_pole(self.spread * x.exp());
            let sums = self.prepared.sums(&slant)?;
            let error = sums.above.relative_error() + sums.below.relative_error();
            let found = Found { slant, sums, left: 0.0, spent: sums.spent.value };
            let value = (sums.above.value / sums.below.value).ln();
            Ok(Look { value, enough: 0.05 * error.min(1e-3) + 4.0 * f64::EPSILON, found })
        };
        Ok(root(0.0, (-FURTHEST, FURTHEST), look)?.map(|(found, before)| {
            // How the divergence moves with the mass, twice as much as to the last look.
            let (sums, last) = (found.sums, before.last().unwrap_or(&found));
            let apart = (last.sums.excess() - sums.excess()).abs();
            let slope = if apart > 0.0 { 2.0 * (last.spent - found.spent).abs() / apart } else { 0.0 };
            let missed = sums.excess().abs() + sums.above.error + sums.below.error;
            Estimate::new(found.spent, sums.spent.error + slope * missed)
        }))
    }

    /// The policy that bends on a scale.
    fn balanced(&mut self, lambda: f64) -> Result<Found, Refusal> {
        let start = self.place.unwrap_or_else(|| self.start(lambda));
        let look = |x: f64| {
            let slant = self.slant(lambda, x);
            let sums = self.prepared.sums(&slant)?;
            let (above, below) = (sums.above, sums.below);
            let error = above.relative_error() + below.relative_error();
            // The density ratio falls as tau rises.
            let value = match (below.value / above.value).ln() {
                value if value.is_nan() => {
                    if above.value > 0.0 {
                        f64::NEG_INFINITY
                    } else {
                        f64::INFINITY
                    }
                }
                value => value,
            };
            Ok(Look { value, enough: 0.05 * error.min(1e-3) + 4.0 * f64::EPSILON, found: (x, slant, sums) })
        };
        let found: Result<_, Refusal> = root(start, (-FURTHEST, FURTHEST), look);
        let (slant, sums) = match found? {
            Some(((x, slant, sums), _)) => {
                self.place = Some(x);
                (slant, sums)
            }
            None if self.has_pole() => {
                let slant = self.at_pole(lambda);
                let sums = self.prepared.sums(&slant)?;
                (slant, sums)
            }
            None => return Err(Refusal(format!("no policy that bends on the scale {lambda} was found within f64"))),
        };
        let left = if self.has_pole() { (-sums.excess()).max(0.0) } else { 0.0 };
        let left = if left > 1e3 * (sums.above.error + sums.below.error) { left } else { 0.0 };
        let spent = sums.spent.value + if left > 0.0 { self.bend.growth() * left } else { 0.0 };
        Ok(Found { slant, sums, left, spent })
    }

    fn has_pole(&self) -> bool {
        self.bend.growth().is_finite()
    }

    /// The slant whose pole is at the upper end.
    pub(super) fn at_pole(&self, lambda: f64) -> Slant {
        let (high, growth) = (self.high, self.bend.growth());
        Slant {
            bend: self.bend,
            tau: high - lambda * growth,
            lambda,
            top: Some(Top { high, room: 0.0, blunt: self.blunt, gain: self.gain }),
        }
    }

    /// A slant by its place on the line of its scale: by the logit of tau between where the pole is at the upper end and that end;
    /// by minus the logarithm of the distance below an end; by `asinh` of that from the mean.
    fn slant(&self, lambda: f64, x: f64) -> Slant {
        let (bend, high) = (self.bend, self.high);
        if self.has_pole() {
            let growth = bend.growth();
            let below = lambda * growth / (1.0 + x.exp());
            let room = growth / (1.0 + (-x).exp());
            return Slant {
                bend,
                tau: high - below,
                lambda,
                top: Some(Top { high, room, blunt: self.blunt, gain: self.gain }),
            };
        }
        let tau = if high.is_finite() { high - self.spread * (-x).exp() } else { self.mean + self.spread * x.sinh() };
        Slant { bend, tau, lambda, top: None }
    }

    /// Where tau is the mean, or near the upper end.
    fn start(&self, lambda: f64) -> f64 {
        let below = self.high - self.mean;
        match (self.has_pole(), self.high.is_finite()) {
            (true, _) => {
                let whole = lambda * self.bend.growth();
                if below < 0.9 * whole { ((whole - below) / below).ln() } else { -2.0 }
            }
            (false, true) => -(below / self.spread).ln(),
            (false, false) => 0.0,
        }
    }
}
