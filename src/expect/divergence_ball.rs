//! The most that the mean of a proxy can be at an f-divergence from its law, and what V is worth there.
//!
//! The density ratio of the best policy is `h((U - tau)/lambda)`, h the inverse of `f'`; where f grows linearly and U is bounded, what
//! that leaves of 1 is put at the upper end of U (K-7, part 7).
//!
//! Refuses: a proxy whose mean is minus infinity; a budget larger than any policy can spend.

mod bend;
mod criterion;
mod cuts;
mod dependent;
mod end;
mod family;
mod integrals;
mod known;
mod least;
mod optimum;
mod phase;
mod prepared;
mod search;
mod slant;
mod sums;
mod total_variation;

pub use self::{dependent::JointDivergenceBall, family::FDivergence, optimum::Optimum, phase::Phase};

use self::{
    criterion::{Criterion, criterion},
    end::End,
    known::Known,
    prepared::Prepared,
    search::Line,
    sums::Atoms,
};
use super::{Refusal, best_of::Selector, mean_within_range, power_ball::table::Table, quantile, sum::has_density};
use crate::{
    model::Proxy,
    num::Estimate,
    tail::{Law, Moment},
};

/// A proxy prepared for many budgets of one divergence.
#[derive(Clone, Debug)]
pub struct DivergenceBall {
    proxy: Proxy,
    divergence: FDivergence,
    criterion: Criterion,
    /// None where nothing finite is known.
    known: Option<Known>,
    prepared: Option<Prepared>,
}

impl DivergenceBall {
    /// Prepares a proxy. Errors: the divergence is not defined; the mean of U is minus infinity, or not an f64.
    pub fn new(proxy: &Proxy, divergence: FDivergence) -> Result<Self, Refusal> {
        if !divergence.is_defined() {
            return Err(Refusal(format!("{} is not a divergence", divergence.name())));
        }
        mean_within_range(&proxy.value)?;
        mean_within_range(&proxy.error)?;
        let criterion = criterion(proxy, divergence);
        let mut ball = Self { proxy: proxy.clone(), divergence, criterion, known: None, prepared: None };
        if ball.is_finite() {
            let (mean_v, mean_x) = (of_mean("V", &proxy.value)?, of_mean("X", &proxy.error)?);
            if divergence.bend().is_some() {
                let [high_v, high_x] = ball.highs();
                ball.known = Some(Known {
                    mean: mean_v.plus(mean_x),
                    mean_v,
                    spread: quantile::spread(proxy),
                    high: high_v + high_x,
                    high_v,
                    least: ball.criterion.least,
                });
                ball.prepared = Some(match has_density(&proxy.value) || has_density(&proxy.error) {
                    true => Prepared::Continuous(Box::new(Table::new(proxy)), End::of(proxy)),
                    false => Prepared::Discrete(Atoms::of(proxy)?),
                });
            }
        }
        Ok(ball)
    }

    /// Whether the supremum is finite at any budget: iff `E f*(sU)` is for some s > 0, f* the conjugate of f (K-7).
    pub fn is_finite(&self) -> bool {
        self.criterion.finite
    }

    /// What decides that, in words.
    pub fn rule(&self) -> &str {
        &self.criterion.rule
    }

    /// The supremum at a budget.
    ///
    /// Errors: the budget is not a finite number of at least 0, or more than any policy spends; an integral is not known within f64.
    ///
    /// ```
    /// use goodhart::{expect::divergence_ball::{DivergenceBall, FDivergence}, model::Proxy, tail::{Catalogue, spec::parse}};
    /// let law = |text| parse(text, &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
    /// let proxy = Proxy { value: law("uniform(0, 1)"), error: law("two_point(0, 1, 0.5)") };
    /// let best = DivergenceBall::new(&proxy, FDivergence::TotalVariation).unwrap().at(0.2).unwrap();
    /// // U is uniform on (0, 2): the bottom fifth, of mean 0.2, is moved to the end.
    /// assert!((best.mean_u.value() - (1.0 - 0.04 + 0.4)).abs() < 1e-12);
    /// ```
    pub fn at(&mut self, budget: f64) -> Result<Optimum, Refusal> {
        self.divergence.allows(budget)?;
        let most = self.divergence.most();
        let (mean_v, mean_x) = (self.proxy.value.mean(), self.proxy.error.mean());
        if budget == 0.0 {
            return Ok(Optimum::base(mean_v.plus(mean_x), mean_v));
        }
        if !self.is_finite() {
            return Ok(Optimum::unbounded(budget));
        }
        let Some((bend, unit)) = self.divergence.bend() else {
            let highs = self.highs();
            let top = (highs[0] + highs[1], Some(highs[0]), self.mass_at_top() > 0.0);
            return total_variation::moved(top, budget, |kept| Selector::new(&self.proxy)?.quantilizer(kept));
        };
        let [high_v, high_x] = self.highs();
        let mass = self.mass_at_top();
        let all_at_top = bend.at_top(mass.ln());
        if mass > 0.0 && budget * unit >= all_at_top || budget == most {
            let [mean_v, mean_x] = [high_v, high_x].map(Moment::closed_form);
            let escaped = if mass > 0.0 { 0.0 } else { 1.0 };
            return Ok(Optimum { escaped, ..Optimum::at_end(budget, mean_v, mean_x, Some(mass > 0.0)) });
        }
        let known = self.known.ok_or_else(|| Refusal("no integrals are known".into()))?;
        let prepared = self.prepared.as_mut().ok_or_else(|| Refusal("no integrals are known".into()))?;
        known.spending(prepared, bend, budget, unit)
    }

    fn highs(&self) -> [f64; 2] {
        [&self.proxy.value, &self.proxy.error].map(|law| law.support().high)
    }

    /// The mass at the upper end of U.
    fn mass_at_top(&self) -> f64 {
        [&self.proxy.value, &self.proxy.error].map(mass_at_end).iter().product()
    }

    /// The policies of the optimal form, where there are such.
    fn line(&mut self) -> Option<Line<'_>> {
        let (bend, _) = self.divergence.bend()?;
        let known = self.known?;
        self.prepared.as_mut().map(|prepared| known.line(prepared, bend))
    }

    /// How the tail of U ends, where U is bounded above and has a density.
    fn end(&self) -> Option<End> {
        self.prepared.as_ref().and_then(Prepared::end)
    }
}

fn mass_at_end(law: &Law) -> f64 {
    let high = law.support().high;
    law.atoms().iter().find(|atom| atom.at == high).map_or(0.0, |atom| atom.mass)
}

/// A mean that must be finite.
fn of_mean(name: &str, law: &Law) -> Result<Estimate, Refusal> {
    let refusal = || Refusal(format!("U must have a mean, and the mean of {name} ~ {law} is not finite"));
    law.mean().finite().ok_or_else(refusal)
}
