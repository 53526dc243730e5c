//! Divergences on outcomes: ranks that share one outcome share one density ratio, their mean.
//!
//! Each is a sum of parts that are never negative: `int phi(w) dx` where U has a density, `mass phi(ratio)` at an atom.

use super::{Pressure, Rank, convex::phi, over_ranks};
use crate::num::{Estimate, logs::ln_add_exp};

/// The ranks of one atom of U.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tie {
    /// The rank below it.
    pub from: Rank,
    /// The rank with it.
    pub to: Rank,
    /// The logarithm of its mass.
    pub ln_mass: f64,
}

/// Above this the powers of the weight are taken relative to the largest.
const LN_LARGE: f64 = 300.0;

impl Pressure {
    /// `chi2` where U has atoms, given in increasing order.
    pub fn chi2_with(&self, ties: &[Tie]) -> Estimate {
        self.mean_of(ties, |ln_w| phi(2.0, ln_w))
    }

    /// The divergence of Kullback and Leibler where U has atoms, given in increasing order.
    pub fn kl_with(&self, ties: &[Tie]) -> Estimate {
        self.renyi_with(1.0, ties)
    }

    /// The Rényi divergence of order `a > 0` where U has atoms, given in increasing order.
    pub fn renyi_with(&self, order: f64, ties: &[Tie]) -> Estimate {
        if order == f64::INFINITY {
            return Estimate::closed_form(self.ln_largest_ratio(ties));
        }
        if order * self.ln_largest_ratio(ties) > LN_LARGE {
            return self.renyi_by_logarithms(order, ties);
        }
        let mean = self.mean_of(ties, |ln_w| phi(order, ln_w));
        let b = order - 1.0;
        if b == 0.0 {
            return mean;
        }
        if b * mean.value < -0.5 {
            // Below order 1 the mean of a large divergence nearly cancels the 1; the powers themselves do not.
            return self.renyi_by_logarithms(order, ties);
        }
        // ln(1 + b m)/b has slope 1/(1 + b m) in m.
        let value = (b * mean.value).ln_1p() / b;
        Estimate::new(value, mean.error / (1.0 + b * mean.value) + 4.0 * f64::EPSILON * value)
    }

    /// The chance to beat a fresh draw, a tie counting one half, where U has atoms, given in increasing order.
    pub fn win_rate_with(&self, ties: &[Tie]) -> Estimate {
        let mut total = Estimate::new(0.0, 0.0);
        for gap in gaps(ties) {
            let [part] =
                over_ranks(gap, self.depth(), &self.jump(), |rank| [self.ln_weight(rank).exp() * rank.below()]);
            total = total.plus(part);
        }
        for tie in ties {
            let middle = 0.5 * (tie.from.below() + tie.to.below());
            total = total.plus(Estimate::closed_form(self.ln_chosen(tie).exp() * middle));
        }
        total
    }

    /// `ln` of the largest density ratio of outcomes.
    fn ln_largest_ratio(&self, ties: &[Tie]) -> f64 {
        let of_ties = ties.iter().map(|tie| self.ln_ratio(tie));
        let of_gaps = gaps(ties).into_iter().map(|gap| self.ln_weight(gap.1));
        of_ties.chain(of_gaps).fold(f64::NEG_INFINITY, f64::max)
    }

    fn ln_ratio(&self, tie: &Tie) -> f64 {
        // Without pressure the outcome is one draw, to the last digit.
        if self.is_none() { 0.0 } else { self.ln_chosen(tie) - tie.ln_mass }
    }

    /// `ln` of how likely the outcome is to be at an atom, whose mass has digits that the ranks around it may have lost.
    pub fn ln_chosen(&self, tie: &Tie) -> f64 {
        let mass = tie.ln_mass.exp();
        let share = (tie.ln_mass - tie.to.ln_below).exp();
        if share > 0.5 {
            return self.ln_between(tie.from, tie.to);
        }
        match *self {
            Self::BestOf(n) => n * tie.to.ln_below + (-(n * (-share).ln_1p()).exp_m1()).ln(),
            Self::BestOfPoisson(mu) => {
                let gained = tie.to.below() * -(-mu * mass).exp_m1() + mass * (-mu * mass).exp();
                gained.ln() - mu * tie.to.above()
            }
            Self::Top(q) if tie.from.above() <= q => tie.ln_mass - q.ln(),
            _ => self.ln_between(tie.from, tie.to),
        }
    }

    /// Where the weight jumps, as a depth.
    fn jump(&self) -> Vec<f64> {
        match *self {
            Self::Top(q) => vec![-q.ln()],
            _ => Vec::new(),
        }
    }

    /// The mean over one draw of a function of the logarithm of the density ratio.
    fn mean_of(&self, ties: &[Tie], f: impl Fn(f64) -> f64) -> Estimate {
        let mut total = Estimate::new(0.0, 0.0);
        for gap in gaps(ties) {
            let [part] = over_ranks(gap, self.depth(), &self.jump(), |rank| [f(self.ln_weight(rank))]);
            total = total.plus(part);
        }
        for tie in ties {
            let (mass, ln_ratio) = (tie.ln_mass.exp(), self.ln_ratio(tie));
            let value = mass * f(ln_ratio);
            // The ratio is rounded; the function's slope is at most about the ratio times its own logarithm.
            let rounding = 32.0 * f64::EPSILON * (1.0 + ln_ratio.max(0.0));
            total = total.plus(Estimate::new(value, rounding * (value + mass * ln_ratio.abs().min(1.0))));
        }
        total
    }

    /// The same where `w^a` may leave f64.
    fn renyi_by_logarithms(&self, order: f64, ties: &[Tie]) -> Estimate {
        let top = order * self.ln_largest_ratio(ties);
        let (mut ln_total, mut relative) = (f64::NEG_INFINITY, 0.0f64);
        for gap in gaps(ties) {
            let [part] =
                over_ranks(gap, self.depth(), &self.jump(), |rank| [(order * self.ln_weight(rank) - top).exp()]);
            relative += if part.value > 0.0 { part.relative_error() } else { 0.0 };
            ln_total = ln_add_exp(ln_total, part.value.ln());
        }
        for tie in ties {
            ln_total = ln_add_exp(ln_total, tie.ln_mass + order * self.ln_ratio(tie) - top);
        }
        let value = (top + ln_total) / (order - 1.0);
        Estimate::new(value, (relative + 16.0 * f64::EPSILON * (1.0 + top)) / (order - 1.0).abs())
    }
}

/// The ranks between the ties.
fn gaps(ties: &[Tie]) -> Vec<(Rank, Rank)> {
    let starts = std::iter::once(Rank::BOTTOM).chain(ties.iter().map(|tie| tie.to));
    let ends = ties.iter().map(|tie| tie.from).chain([Rank::TOP]);
    // Between two atoms with nothing in between the ranks differ by rounding only.
    let wide = |(from, to): &(Rank, Rank)| {
        let rounding = 16.0 * f64::EPSILON;
        if from.ln_below < -0.1 {
            to.ln_below - from.ln_below > rounding * (1.0 + from.ln_below.abs().min(1e3))
        } else {
            from.ln_above - to.ln_above > rounding * (1.0 + to.ln_above.abs().min(1e3))
        }
    };
    starts.zip(ends).filter(wide).collect()
}
