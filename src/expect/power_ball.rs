//! The most that the mean of a proxy can be at a Rényi divergence of order p > 1 from its law (p = 2: chi squared; p infinite: a
//! bounded density ratio), and what V is worth there.
//!
//! The density ratio of the best policy is proportional to `((U - tau)^+)^k` with `k = 1/(p-1)`: what Hölder's inequality leaves.
//!
//! Refuses: an order of 1, which is the value function's; a V whose mean is minus infinity.

mod atoms;
pub(super) mod best;
mod chart;
mod cuts;
pub(super) mod moments;
mod policy;
pub(super) mod search;
pub(super) mod table;
pub(super) mod tails;
pub(super) mod weight;

use self::{atoms::Atoms, best::Best, moments::Integrals, policy::Moments, table::Table, weight::Weight};
use super::{Refusal, best_of::Selector, mean_within_range, quantile, sum::has_density};
use crate::{
    model::Proxy,
    num::Estimate,
    tail::{Law, Moment},
};
use std::f64::consts::LN_2;

/// `sup { E_P U : D_p(P || Q) <= d }`, Q the law of (V, X), and what the policy that attains it is worth.
#[derive(Clone, Copy, Debug)]
pub struct Ball {
    /// The divergence allowed, in nats.
    pub divergence: f64,
    /// The supremum of the mean of U.
    pub mean_u: Moment,
    /// The mean of V under the policy that attains it; none where none with a finite mean does.
    pub mean_v: Option<Moment>,
    /// The mean of X under it.
    pub mean_x: Option<Moment>,
    /// Where the policy's density ratio begins: it is `a ((U - threshold)^+)^(1/(p-1))`.
    pub threshold: Option<f64>,
    /// Whether a policy attains the supremum, and it is finite.
    pub attained: bool,
}

/// A proxy prepared for many divergences of one order.
#[derive(Clone, Debug)]
pub struct PowerBall {
    proxy: Proxy,
    order: f64,
    best: Best,
    source: Source,
}

/// Where moments come from.
#[derive(Clone, Debug)]
enum Source {
    Continuous(Box<Table>),
    Discrete(Atoms),
    /// A bounded density ratio, or nothing finite: no moments are wanted.
    None,
}

impl PowerBall {
    /// Prepares a proxy. Errors: the order is not above 1; the mean of V is minus infinity, or a mean is not an f64.
    pub fn new(proxy: &Proxy, order: f64) -> Result<Self, Refusal> {
        if order.is_nan() || order <= 1.0 {
            return Err(Refusal(format!("the order must be above 1, not {order}; that of order 1 is KL")));
        }
        mean_within_range(&proxy.value)?;
        mean_within_range(&proxy.error)?;
        let (high, spread) = (proxy.value.support().high + proxy.error.support().high, quantile::spread(proxy));
        let best = Best { order, mean: None, centre: quantile::guess(proxy, LN_2), spread, high };
        let mut ball = Self { proxy: proxy.clone(), order, best, source: Source::None };
        if !ball.is_finite() {
            return Ok(ball);
        }
        let mean_v = value_mean(&proxy.value)?;
        if let Some(mean_x) = proxy.error.mean().finite() {
            ball.best.mean = Some(Estimate::new(mean_v + mean_x.value, 0.0));
            ball.best.centre = mean_v + mean_x.value;
        }
        if order.is_finite() {
            ball.source = match has_density(&proxy.value) || has_density(&proxy.error) {
                true => Source::Continuous(Box::new(Table::new(proxy))),
                false => Source::Discrete(Atoms::of(proxy)?),
            };
        }
        Ok(ball)
    }

    /// Whether the supremum is finite at any divergence: iff `E (U^+)^q` is, `q = p/(p-1)` (K-7).
    pub fn is_finite(&self) -> bool {
        self.laws().iter().all(|(_, law)| law.tail_class().has_moment(self.moment()))
    }

    /// `q = p/(p-1)`, the order of the moment that decides.
    pub fn moment(&self) -> f64 {
        conjugate(self.order)
    }

    /// What decides whether the supremum is finite, in words.
    pub fn rule(&self) -> String {
        let moment = moment_in_words(self.order);
        let indices = self.laws().map(|(name, law)| (name, law.tail_class().tail_index()));
        let (name, index) = if indices[0].1 <= indices[1].1 { indices[0] } else { indices[1] };
        let why = match index {
            f64::INFINITY => "every moment of U+ is".to_string(),
            index => format!("the tail index of U is {}, that of {name}", crate::tail::spec::number(index)),
        };
        let state = if self.is_finite() { "finite" } else { "infinite" };
        format!("finite iff {moment} is; it is {state}: {why}")
    }

    /// The supremum at a divergence of `d` nats: infinite iff `E (U^+)^(p/(p-1))` is (K-7).
    ///
    /// Errors: d is not a finite number of at least 0; a moment is not known within f64.
    ///
    /// ```
    /// use goodhart::{expect::power_ball::PowerBall, model::Proxy, tail::{Catalogue, spec::parse}};
    /// let law = |text| parse(text, &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
    /// let proxy = Proxy { value: law("uniform(-3, 3)"), error: law("uniform(-1, 1)") };
    /// let best = PowerBall::new(&proxy, 2.0).unwrap().at(0.04f64.ln_1p()).unwrap();
    /// // A small chi squared: the mean plus sd(U) sqrt(chi2).
    /// assert!((best.mean_u.value() - (10.0f64 / 3.0 * 0.04).sqrt()).abs() < 1e-12);
    /// ```
    pub fn at(&mut self, d: f64) -> Result<Ball, Refusal> {
        if !(0.0..f64::INFINITY).contains(&d) {
            return Err(Refusal(format!("the divergence must be a finite number of at least 0, not {d}")));
        }
        let (mean_v, mean_x) = (self.proxy.value.mean(), self.proxy.error.mean());
        if d == 0.0 {
            return Ok(Ball::attained(d, (mean_v, mean_x, mean_v.plus(mean_x)), None));
        }
        if !self.is_finite() {
            return Ok(Ball::infinite(d));
        }
        if self.order == f64::INFINITY {
            let top = Selector::new(&self.proxy)?.quantilizer((-d).exp())?;
            let mean_x = top.mean_u.plus(top.mean_v.map(|mean| mean.scaled(-1.0)));
            return Ok(Ball::attained(d, (top.mean_v, mean_x, top.mean_u), Some(top.t)));
        }
        let [high_v, high_x] = self.laws().map(|(_, law)| law.support().high);
        if d >= self.at_top() {
            let ends = [high_v, high_x, high_v + high_x].map(Moment::closed_form);
            return Ok(Ball::attained(d, (ends[0], ends[1], ends[2]), Some(high_v + high_x)));
        }
        let guess = self.best.guess(d, |depth| quantile::guess(&self.proxy, depth));
        self.best.at(d, guess, mean_v, |weight| self.source.moments(weight))
    }

    fn laws(&self) -> [(&'static str, &Law); 2] {
        [("V", &self.proxy.value), ("X", &self.proxy.error)]
    }

    /// The divergence at which all mass is at the upper end of U; infinite without an atom there.
    fn at_top(&self) -> f64 {
        let mass = |law: &Law| {
            let high = law.support().high;
            law.atoms().iter().find(|atom| atom.at == high).map_or(0.0, |atom| atom.mass)
        };
        self.laws().map(|(_, law)| -mass(law).ln()).iter().sum()
    }
}

impl Source {
    fn moments(&mut self, weight: Weight) -> Result<Moments, Refusal> {
        match self {
            Self::Continuous(table) => {
                table.serve(&weight);
                Ok(Integrals::new(&**table, weight).moments())
            }
            Self::Discrete(atoms) => Ok(atoms.moments(weight)),
            Self::None => Err(Refusal("no moments are known".into())),
        }
    }
}

impl Ball {
    /// By the means of V, X and U under the best policy.
    pub(super) fn attained(
        divergence: f64,
        (mean_v, mean_x, mean_u): (Moment, Moment, Moment),
        threshold: Option<f64>,
    ) -> Self {
        Self { divergence, mean_u, mean_v: Some(mean_v), mean_x: Some(mean_x), threshold, attained: true }
    }

    /// Where there is no bound.
    pub(super) fn infinite(divergence: f64) -> Self {
        Self { divergence, mean_u: Moment::Infinite, mean_v: None, mean_x: None, threshold: None, attained: false }
    }
}

/// The mean of V, from which its gain is counted.
fn value_mean(law: &Law) -> Result<f64, Refusal> {
    let refusal =
        || Refusal(format!("V must have a mean, from which its gain is counted, and that of V ~ {law} is not finite"));
    law.mean().finite().map(|mean| mean.value).ok_or_else(refusal)
}

/// `q = p/(p-1)`, by Hölder's inequality the order of the moment of U that a bound on that of the density ratio holds.
pub(super) fn conjugate(order: f64) -> f64 {
    if order == f64::INFINITY { 1.0 } else { order / (order - 1.0) }
}

/// That moment in words.
pub(super) fn moment_in_words(order: f64) -> String {
    match conjugate(order) {
        1.0 => "E U+".to_string(),
        // What the order does not tell of the exponent is not printed.
        q => format!("E (U+)^{}", crate::tail::spec::number((q * 1e9).round() / 1e9)),
    }
}
