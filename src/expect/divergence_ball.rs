//! The most that the mean of a proxy can be at an f-divergence from its law, and what V is worth there.
//!
//! The density ratio of the best policy is `h((U - tau)/lambda)`, h the inverse of `f'`; where f grows linearly and U is bounded, what
//! that leaves of 1 is put at the upper end of U (K-7, part 7).
//!
//! Refuses: a proxy whose mean is minus infinity; a budget larger than any policy can spend.

mod bend;
mod criterion;
mod cuts;
mod end;
mod family;
mod integrals;
mod optimum;
mod phase;
mod search;
mod slant;
mod sums;
mod total_variation;

pub use self::{family::FDivergence, optimum::Optimum, phase::Phase};

use self::{
    criterion::{Criterion, criterion},
    end::End,
    search::{Found, Line},
    slant::Slant,
    sums::{Atoms, Sums},
};
use super::{Refusal, mean_within_range, power_ball::table::Table, quantile, sum::has_density};
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
    mean: Estimate,
    prepared: Option<Prepared>,
}

/// Where the integrals come from.
#[derive(Clone, Debug)]
enum Prepared {
    Continuous(Box<Table>, Option<End>),
    Discrete(Atoms),
}

impl Prepared {
    fn sums(&mut self, slant: &Slant) -> Sums {
        match self {
            Self::Continuous(table, end) => integrals::sums(table, *end, slant),
            Self::Discrete(atoms) => atoms.sums(slant),
        }
    }
}

/// Two divergences that differ by more than this part of them tell a slope.
const FAR_ENOUGH: f64 = 1e-8;
/// Powers that differ by less are not told apart.
const ALIKE: f64 = 1e-4;
/// What the dual form may curve, in units of the divergence over the square of the logarithm of the scale.
const SECOND_ORDER: f64 = 20.0;

impl DivergenceBall {
    /// Prepares a proxy. Errors: the divergence is not defined; the mean of U is minus infinity, or not an f64.
    pub fn new(proxy: &Proxy, divergence: FDivergence) -> Result<Self, Refusal> {
        if !divergence.is_defined() {
            return Err(Refusal(format!("{} is not a divergence", divergence.name())));
        }
        mean_within_range(&proxy.value)?;
        mean_within_range(&proxy.error)?;
        let criterion = criterion(proxy, divergence);
        let mut ball =
            Self { proxy: proxy.clone(), divergence, criterion, mean: Estimate::new(f64::NAN, 0.0), prepared: None };
        if ball.is_finite() {
            ball.mean = of_mean("V", &proxy.value)?.plus(of_mean("X", &proxy.error)?);
            if divergence.bend().is_some() {
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
        let most = self.divergence.most();
        if !(0.0..f64::INFINITY).contains(&budget) {
            return Err(Refusal(format!("the divergence must be a finite number of at least 0, not {budget}")));
        }
        if budget > most {
            let name = self.divergence.name();
            return Err(Refusal(format!(
                "{name} is at most {most}: from there on every policy is allowed, not {budget}"
            )));
        }
        let (mean_v, mean_x) = (self.proxy.value.mean(), self.proxy.error.mean());
        if budget == 0.0 {
            return Ok(Optimum { price: None, ..Optimum::at_end(budget, mean_v, mean_x, Some(true)) });
        }
        if !self.is_finite() {
            return Ok(Optimum::unbounded(budget));
        }
        let Some((bend, unit)) = self.divergence.bend() else {
            return total_variation::at(&self.proxy, budget);
        };
        let [high_v, high_x] = self.highs();
        let mass = self.mass_at_top();
        let all_at_top =
            mass * bend.f(-mass.ln()) + if mass < 1.0 { (1.0 - mass) * bend.f(f64::NEG_INFINITY) } else { 0.0 };
        if mass > 0.0 && budget * unit >= all_at_top || budget == most {
            let [mean_v, mean_x] = [high_v, high_x].map(Moment::closed_form);
            return Ok(Optimum::at_end(budget, mean_v, mean_x, Some(mass > 0.0)));
        }
        self.search(budget, budget * unit, unit)
    }

    fn highs(&self) -> [f64; 2] {
        [&self.proxy.value, &self.proxy.error].map(|law| law.support().high)
    }

    /// The mass at the upper end of U.
    fn mass_at_top(&self) -> f64 {
        [&self.proxy.value, &self.proxy.error].map(mass_at_end).iter().product()
    }

    /// The policy that spends a budget, given in its own units and in those of its bend.
    fn search(&mut self, budget: f64, spent: f64, unit: f64) -> Result<Optimum, Refusal> {
        let (high_v, least_scale) = (self.highs()[0], self.criterion.least_scale);
        let mut line = self.line().ok_or_else(|| Refusal("no integrals are known".into()))?;
        let spread = line.spread;
        let (found, before) = line.spending(spent)?;
        let Some(found) = found else {
            let why = if least_scale > 0.0 { ": the moments of U end there, and with them what is known" } else { "" };
            return Err(Refusal(format!(
                "no policy of the optimal form that spends {budget} was found within f64{why}"
            )));
        };
        let attained = self.is_attained(&found);
        let missed = (found.spent - spent).abs() + found.sums.spent.error;
        let slant = found.slant;
        // By the dual form what the search left open counts only to the second order.
        let unbalanced = if found.left > 0.0 { 0.0 } else { found.sums.excess().abs() };
        let second = SECOND_ORDER * missed * (missed / spent);
        let rise = found.sums.surplus.plus(Estimate::new(spent, second)).scaled(slant.lambda);
        let mean_u = self.mean.plus(Estimate::new(rise.value, rise.error + unbalanced * spread));
        let gain = self.gain(&found, &before, missed, high_v)?;
        let mean_v = self.proxy.value.mean().map(|mean| mean.plus(gain));
        if ![mean_u, gain].iter().all(|mean| mean.value.is_finite() && mean.error.is_finite()) {
            return Err(Refusal(format!("the integrals under the policy that spends {budget} are not known")));
        }
        let mean_u = Moment::Finite(mean_u);
        let mean_x = mean_u.plus(mean_v.map(|mean| mean.scaled(-1.0)));
        Ok(Optimum {
            budget,
            mean_u,
            mean_v: Some(mean_v),
            mean_x: Some(mean_x),
            level: Some(slant.tau),
            price: Some(slant.lambda * unit),
            escaped: found.left,
            attained,
        })
    }

    /// How the tail of U ends, where U is bounded above and has a density.
    fn end(&self) -> Option<End> {
        match &self.prepared {
            Some(Prepared::Continuous(_, end)) => *end,
            _ => None,
        }
    }

    /// The policies of the optimal form, where there are such.
    fn line(&mut self) -> Option<Line<'_>> {
        let (bend, _) = self.divergence.bend()?;
        let (mean, high) = (self.mean.value, self.highs().iter().sum());
        let (spread, least_scale) = (quantile::spread(&self.proxy), self.criterion.least_scale);
        let blunt = self.end().map_or(0.0, |end| end.distance);
        let gain = self.highs()[0] - self.proxy.value.mean().value();
        self.prepared.as_mut().map(|prepared| Line {
            prepared,
            bend,
            mean,
            spread,
            high,
            blunt,
            gain,
            least_scale,
            place: None,
        })
    }

    /// What V gains.
    fn gain(&self, found: &Found, before: &[Found], missed: f64, high_v: f64) -> Result<Estimate, Refusal> {
        let mean_v = of_mean("V", &self.proxy.value)?.value;
        let of = |found: &Found| {
            // An error of the tail above tau is in the gain, too, where it makes good what it does here.
            let left = Estimate::new(found.left, found.sums.below.error + f64::EPSILON);
            found.sums.gain.plus(if found.left > 0.0 { left.scaled(high_v - mean_v) } else { left.scaled(0.0) })
        };
        let gain = of(found);
        // How the gain moves with the divergence, twice as much as to the last look that tells.
        let moves = |before: &Found| {
            let apart = (before.spent - found.spent).abs();
            (apart > FAR_ENOUGH * found.spent).then(|| 2.0 * (of(before).value - gain.value).abs() / apart)
        };
        let slope = before.iter().rev().find_map(moves).unwrap_or(found.slant.lambda);
        Ok(Estimate::new(gain.value, gain.error + slope * missed))
    }

    /// Whether a policy attains the supremum: where something is left for the upper end, iff a density ratio with its pole there could
    /// have taken it.
    fn is_attained(&self, found: &Found) -> Option<bool> {
        if found.left == 0.0 {
            return Some(true);
        }
        let over = self.end()?.power - found.slant.bend.pole();
        (over.abs() > ALIKE).then_some(over < 0.0)
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
