//! The fastest of many approaches that are not simply Q independent ones: laws with survival function `D(S)`, D an increasing map of
//! [0, 1] onto itself.
//!
//! Refuses: a D that is known as a number only. It is handed in with its complement, its slope and its behaviour near 0, all in logarithms.

mod copula;
mod count;
mod leading;
mod powered;
mod tabled;

pub use copula::{SurvivalCopula, dependent_min_of};
pub use count::{Count, More, attempt_of, fastest_of};
pub use leading::Leading;
pub use powered::powered;

pub(super) use copula::FAMILY as DEPENDENT;
pub(super) use count::FAMILY as FASTEST;
pub(super) use powered::FAMILY as POWERED;
use tabled::Tabled;

use super::{marks::joined, root::falls_to};
use crate::num::logs::{ln_1m_exp, ln_sub_exp};
use crate::tail::{Atom, Interval, Law, Tail, TailClass};
use std::f64::consts::LN_2;

/// A probability p and its complement, in logarithms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Chance {
    /// `ln p`.
    pub ln: f64,
    /// `ln(1 - p)`.
    pub ln_not: f64,
}

impl Chance {
    /// From the logarithm of p.
    pub fn of(ln: f64) -> Self {
        Self { ln, ln_not: ln_1m_exp(ln) }
    }

    /// From the logarithm of `1 - p`.
    pub fn without(ln_not: f64) -> Self {
        Self { ln: ln_1m_exp(ln_not), ln_not }
    }

    /// Whether p is 0 or 1.
    fn is_certain(self) -> bool {
        self.ln == f64::NEG_INFINITY || self.ln_not == f64::NEG_INFINITY
    }
}

/// An increasing map D of [0, 1] onto itself: from the chance that one approach takes longer than t to the chance that the fastest does.
pub(super) trait Rule: std::fmt::Debug + Send + Sync {
    /// `D(s)` and `1 - D(s)`, each with its digits; s is not 0 or 1.
    fn both(&self, s: Chance) -> Chance;
    /// `ln D'(s)`.
    fn ln_slope(&self, s: Chance) -> f64;
    /// `ln(d ln D/d ln s)`.
    fn ln_elasticity(&self, s: Chance) -> f64 {
        self.ln_slope(s) + s.ln - self.both(s).ln
    }
    /// How D behaves near 0.
    fn leading(&self) -> Leading;
    /// The logarithm of the depth `-ln s` from which that is all that f64 shows of a D that falls as a power of s.
    fn ln_deep(&self) -> f64 {
        LN_DEEP
    }
}

#[derive(Debug)]
pub(super) struct Crowd<R> {
    rule: R,
    base: Law,
    atoms: Vec<Atom>,
    class: TailClass,
    /// `D(1/2)`, which tells from which side a place is looked for.
    half: Chance,
}

/// The depth e to this, where a D whose numbers are of the order of 1 has long come to its leading behaviour.
const LN_DEEP: f64 = 25.0;

/// From this depth of the base on a density is had from its hazard.
const DEEP: f64 = 1e3;

impl<R: Rule> Crowd<R> {
    /// The law with survival function `D(S)`; refuses, in words, where no class of tails is known for it.
    pub fn new(rule: R, base: &Law) -> Result<Self, String> {
        let class = rule.leading().class(base)?;
        let mut law = Self { half: rule.both(Chance::of(-LN_2)), rule, base: base.clone(), atoms: Vec::new(), class };
        let mass = |at| ln_sub_exp(law.map(Chance::of(base.ln_sf_from(at))).ln, law.ln_sf(at)).exp();
        law.atoms = joined(base.atoms().iter().map(|atom| Atom { at: atom.at, mass: mass(atom.at) }));
        Ok(law)
    }

    /// D with its ends.
    fn map(&self, s: Chance) -> Chance {
        if s.is_certain() || s.ln.is_nan() { s } else { self.rule.both(s) }
    }

    fn at(&self, x: f64) -> Chance {
        Chance { ln: self.base.ln_sf(x), ln_not: self.base.ln_cdf(x) }
    }

    /// The `ln s` with `ln D(s) = level`, for a level at which s is at most about 1/2.
    fn ln_above(&self, level: f64) -> f64 {
        depth_at(level, |depth| {
            let s = Chance::of(-depth);
            (self.rule.both(s).ln, depth * self.rule.ln_elasticity(s).exp())
        })
    }

    /// The `ln(1 - s)` with `ln(1 - D(s)) = level`, likewise for s at least about 1/2.
    fn ln_below(&self, level: f64) -> f64 {
        depth_at(level, |depth| {
            let s = Chance::without(-depth);
            let ln_not = self.rule.both(s).ln_not;
            (ln_not, depth * (self.rule.ln_slope(s) + s.ln_not - ln_not).exp())
        })
    }

    /// `ln D'(s)` on top of a density of the base.
    fn ln_density(&self, ln_pdf: f64, s: impl FnOnce() -> Chance) -> f64 {
        if ln_pdf == f64::NEG_INFINITY {
            return ln_pdf;
        }
        let s = s();
        // At an end the slope is that next to it, as far as f64 goes.
        let near = if s.ln == f64::NEG_INFINITY {
            Chance::of(-1e300)
        } else if s.ln_not == f64::NEG_INFINITY {
            Chance::without(-740.0)
        } else {
            s
        };
        ln_pdf + self.rule.ln_slope(near)
    }
}

/// Minus the depth at which a function that falls from 0 to minus infinity has the value `level`; `at` gives it, and how fast it falls with
/// the logarithm of the depth.
fn depth_at(level: f64, at: impl Fn(f64) -> (f64, f64)) -> f64 {
    if level == 0.0 || level == f64::NEG_INFINITY {
        return level;
    }
    // Depths of f64.
    -falls_to(|y| at(y.exp()), level, (-level).ln(), (-745.0, 690.0)).exp()
}

impl<R: Rule> Tail for Crowd<R> {
    fn support(&self) -> Interval {
        self.base.support()
    }

    fn tail_class(&self) -> TailClass {
        self.class
    }

    fn ln_sf(&self, x: f64) -> f64 {
        self.map(self.at(x)).ln
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        self.map(self.at(x)).ln_not
    }

    fn ln_sf_from(&self, x: f64) -> f64 {
        let (from, beyond) = (self.base.ln_sf_from(x), self.base.ln_sf(x));
        if from == beyond { self.ln_sf(x) } else { self.map(Chance::of(from)).ln }
    }

    fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    fn power_at_end(&self) -> Option<f64> {
        let Leading { power, depth_power, .. } = self.rule.leading();
        self.base.power_at_end().filter(|end| depth_power == 0.0 || *end == 0.0).map(|end| power * end)
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        let s = self.at(x);
        if s.ln > -DEEP || s.ln == f64::NEG_INFINITY {
            return self.ln_density(self.base.ln_pdf(x), || s);
        }
        // The logarithms of the slope and of the density would cancel.
        self.rule.both(s).ln + self.rule.ln_elasticity(s) + self.base.hazard(x).ln()
    }

    // A distance from an end says more than the place in the half of the law next to that end only.

    fn ln_pdf_above_low(&self, distance: f64) -> f64 {
        let ln_cdf = self.base.ln_cdf_above_low(distance);
        if ln_cdf > -LN_2 {
            return self.ln_pdf(self.support().low + distance);
        }
        self.ln_density(self.base.ln_pdf_above_low(distance), || Chance::without(ln_cdf))
    }

    fn ln_cdf_above_low(&self, distance: f64) -> f64 {
        let ln_cdf = self.base.ln_cdf_above_low(distance);
        if ln_cdf > -LN_2 {
            self.ln_cdf(self.support().low + distance)
        } else {
            self.map(Chance::without(ln_cdf)).ln_not
        }
    }

    fn ln_pdf_below_high(&self, distance: f64) -> f64 {
        let ln_sf = self.base.ln_sf_below_high(distance);
        if ln_sf > -LN_2 {
            return self.ln_pdf(self.support().high - distance);
        }
        self.ln_density(self.base.ln_pdf_below_high(distance), || Chance::of(ln_sf))
    }

    fn ln_sf_below_high(&self, distance: f64) -> f64 {
        let ln_sf = self.base.ln_sf_below_high(distance);
        if ln_sf > -LN_2 { self.ln_sf(self.support().high - distance) } else { self.map(Chance::of(ln_sf)).ln }
    }

    fn pdf_accuracy(&self) -> f64 {
        self.base.pdf_accuracy().max(1e-13)
    }

    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        if ln_p <= self.half.ln || ln_p == 0.0 {
            self.base.inv_ln_sf(self.ln_above(ln_p))
        } else {
            self.base.inv_ln_cdf(self.ln_below(ln_1m_exp(ln_p)))
        }
    }

    fn inv_ln_cdf(&self, ln_p: f64) -> f64 {
        if ln_p <= self.half.ln_not || ln_p == 0.0 {
            self.base.inv_ln_cdf(self.ln_below(ln_p))
        } else {
            self.base.inv_ln_sf(self.ln_above(ln_1m_exp(ln_p)))
        }
    }

    fn kinks(&self) -> Vec<f64> {
        self.base.kinks()
    }

    fn parts(&self) -> Vec<(f64, f64)> {
        self.base.parts()
    }

    fn ln_sf_at_exp(&self, y: f64) -> f64 {
        self.map(Chance::of(self.base.ln_sf_at_exp(y))).ln
    }
}
