//! What is known of U beside its integrals, and the policy that spends a budget.
//!
//! Refuses: a budget that no policy within reach spends; means that are not known.

use super::{
    Optimum,
    bend::Bend,
    least::Least,
    prepared::Prepared,
    search::{Found, Line},
};
use crate::{expect::Refusal, num::Estimate, tail::Moment};

/// What is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub(super) mean: Estimate,
    pub(super) mean_v: Estimate,
    /// About how wide U is.
    pub(super) spread: f64,
    /// The upper end of U, infinite where it is not known, and V there.
    pub(super) high: f64,
    pub(super) high_v: f64,
    pub(super) least: Least,
}

/// Two divergences that differ by more than this part of them tell a slope.
const FAR_ENOUGH: f64 = 1e-8;
/// What the dual form may curve, in units of the divergence over the square of the logarithm of the scale.
const SECOND_ORDER: f64 = 20.0;

impl Known {
    /// The policies of the optimal form.
    pub(super) fn line<'a>(&self, prepared: &'a mut Prepared, bend: Bend) -> Line<'a> {
        let blunt = prepared.end().map_or(0.0, |end| end.distance);
        Line {
            prepared,
            bend,
            mean: self.mean.value,
            spread: self.spread,
            high: self.high,
            blunt,
            gain: self.high_v - self.mean_v.value,
            least: self.least,
            place: None,
        }
    }

    /// The policy that spends a budget, given in its own units, of which one is so many of the bend's.
    pub(super) fn spending(
        &self,
        prepared: &mut Prepared,
        bend: Bend,
        budget: f64,
        unit: f64,
    ) -> Result<Optimum, Refusal> {
        let spent = budget * unit;
        let (found, before) = self.line(prepared, bend).spending(spent)?;
        let Some(found) = found else {
            if self.least.is_reached {
                let last = self.line(prepared, bend).last()?;
                if last.spent < spent {
                    return self.beyond(&last, budget, unit);
                }
            }
            if self.high.is_finite() && bend.growth().is_finite() && self.line(prepared, bend).is_short_of(spent)? {
                return Ok(self.at_end(prepared, bend, budget));
            }
            let why =
                if self.least.scale > 0.0 { ": the moments of U end there, and with them what is known" } else { "" };
            return Err(Refusal(format!(
                "no policy of the optimal form that spends {budget} was found within f64{why}"
            )));
        };
        let missed = (found.spent - spent).abs() + found.sums.spent.error;
        let attained = is_attained(&found, prepared);
        let slant = found.slant;
        // By the dual form what the search left open counts only to the second order.
        let unbalanced = if found.left > 0.0 { 0.0 } else { found.sums.excess().abs() };
        let second = SECOND_ORDER * missed * (missed / spent);
        let rise = found.sums.surplus.plus(Estimate::new(spent, second)).scaled(slant.lambda);
        let mean_u = self.mean.plus(Estimate::new(rise.value, rise.error + unbalanced * self.spread));
        let gain = self.gain(&found, &before, missed);
        if ![mean_u, gain].iter().all(|mean| mean.value.is_finite() && mean.error.is_finite()) {
            return Err(Refusal(format!("the integrals under the policy that spends {budget} are not known")));
        }
        let (mean_u, mean_v) = (Moment::Finite(mean_u), Moment::Finite(self.mean_v.plus(gain)));
        let mean_x = mean_u.plus(mean_v.map(|mean| mean.scaled(-1.0)));
        Ok(Optimum {
            budget,
            mean_u,
            mean_v: Some(mean_v),
            mean_x: Some(mean_x),
            level: Some(slant.tau),
            price: Some(slant.lambda * unit),
            // Mass that is nearer to the end than f64 tells places apart has not escaped.
            escaped: if attained == Some(true) { 0.0 } else { found.left },
            attained,
        })
    }

    /// Nearer to the upper end than f64 goes: what is left of the distance, and the price, are less than its least number.
    fn at_end(&self, prepared: &Prepared, bend: Bend, budget: f64) -> Optimum {
        let attained = match prepared {
            Prepared::Discrete(_) => Some(true),
            _ => prepared.end().and_then(|end| end.holds_all(bend.pole())),
        };
        let mean_v = self.high_v.is_finite().then_some(Moment::closed_form(self.high_v));
        Optimum {
            level: Some(self.high),
            escaped: if attained == Some(true) { 0.0 } else { 1.0 },
            ..Optimum::with(budget, Moment::closed_form(self.high), mean_v, attained)
        }
    }

    /// Beyond the last policy: every unit more of the divergence buys its scale, from what is ever further out.
    fn beyond(&self, last: &Found, budget: f64, unit: f64) -> Result<Optimum, Refusal> {
        let (spent, scale) = (budget * unit, last.slant.lambda);
        let unbalanced = last.sums.excess().abs() * self.spread;
        // By the dual form, of which nothing but the scale has reached an end.
        let rise = last.sums.surplus.plus(Estimate::new(spent, 0.0)).scaled(scale);
        let mean_u = Moment::Finite(self.mean.plus(Estimate::new(rise.value, rise.error + unbalanced)));
        let bought = Estimate::new(spent - last.spent, last.sums.spent.error).scaled(scale);
        let of_v = |share: f64| Moment::Finite(self.mean_v.plus(self.gain(last, &[], 0.0)).plus(bought.scaled(share)));
        let (level, price) = (Some(last.slant.tau), Some(scale * unit));
        let mean_v = self.least.share.map(of_v);
        Ok(Optimum { level, price, ..Optimum::with(budget, mean_u, mean_v, Some(false)) })
    }

    /// What V gains.
    fn gain(&self, found: &Found, before: &[Found], missed: f64) -> Estimate {
        let of = |found: &Found| {
            // An error of the tail above tau is in the gain, too, where it makes good what it does here.
            let left = Estimate::new(found.left, found.sums.below.error + f64::EPSILON);
            let by_left = if found.left > 0.0 { self.high_v - self.mean_v.value } else { 0.0 };
            found.sums.gain.plus(left.scaled(by_left))
        };
        let gain = of(found);
        // How the gain moves with the divergence, twice as much as to the last look that tells.
        let moves = |before: &Found| {
            let apart = (before.spent - found.spent).abs();
            (apart > FAR_ENOUGH * found.spent).then(|| 2.0 * (of(before).value - gain.value).abs() / apart)
        };
        let slope = before.iter().rev().find_map(moves).unwrap_or(found.slant.lambda);
        // Mass that is there twice or not at all has about the value of the rest.
        let unbalanced = if found.left > 0.0 { 0.0 } else { 2.0 * found.sums.excess().abs() * gain.value.abs() };
        Estimate::new(gain.value, gain.error + slope * missed + unbalanced)
    }
}

/// Whether a policy attains the supremum: where something is left for the upper end, iff a density ratio with its pole there could
/// have taken it.
fn is_attained(found: &Found, prepared: &Prepared) -> Option<bool> {
    if found.left == 0.0 {
        return Some(true);
    }
    prepared.end()?.holds_all(found.slant.bend.pole())
}
