//! A map of chances whose every value is an integral, by series of the logarithm of the depth that it makes of a depth.

use super::{Chance, Leading, Rule};
use crate::num::{cells::Cells, logs::ln_1m_exp};

/// The logarithms of depths from -690 to 690, all that f64 holds but for its ends: wide cells where little happens.
fn cells() -> Vec<f64> {
    let far = [-690.0, -350.0, -180.0, -90.0];
    let near = (-36..=36).map(|k| 1.25 * f64::from(k));
    far.into_iter().chain(near).chain(far.into_iter().rev().map(|y| -y)).collect()
}

/// Depths below e to this are the complement of their chance, to the last digit.
const FAINT: f64 = -40.0;

/// Another rule, a few nanoseconds a value once the places about it have been asked for.
#[derive(Debug)]
pub(super) struct Tabled<R> {
    rule: R,
    leading: Leading,
    /// `ln(-ln D) - ln(-ln s)` and the logarithm of the elasticity, over `ln(-ln s)`.
    cells: Cells<2>,
}

impl<R: Rule> Tabled<R> {
    pub fn new(rule: R) -> Self {
        Self { leading: rule.leading(), rule, cells: Cells::new(cells(), Vec::new()) }
    }

    /// From the table, at the logarithm of a depth.
    fn known(&self, y: f64) -> Option<[f64; 2]> {
        // Integrals are blurred by rounding there.
        if y > self.rule.ln_deep() && self.leading.power > 0.0 && !self.leading.depth_power.is_nan() {
            return Some(self.far(y));
        }
        self.cells.at(y, &|y| {
            let s = at_depth(y);
            [ln_depth(self.rule.both(s)) - y, self.rule.ln_elasticity(s)]
        })
    }
}

impl<R> Tabled<R> {
    /// From the behaviour near 0.
    fn far(&self, y: f64) -> [f64; 2] {
        let (Leading { ln_constant, power, depth_power }, per_depth) = (self.leading, (-y).exp());
        let rise = (power - (ln_constant + depth_power * y) * per_depth).ln();
        let elasticity = power - depth_power * per_depth;
        [rise, elasticity.ln()]
    }
}

/// The logarithm of `-ln p`.
fn ln_depth(p: Chance) -> f64 {
    if p.ln_not < FAINT { p.ln_not } else { (-p.ln).ln() }
}

/// The chance of this depth, by its logarithm.
fn at_depth(y: f64) -> Chance {
    if y < FAINT { Chance { ln: -y.exp(), ln_not: y } } else { Chance::of(-y.exp()) }
}

impl<R: Rule> Rule for Tabled<R> {
    fn both(&self, s: Chance) -> Chance {
        let y = ln_depth(s);
        let Some([rise, _]) = self.known(y) else { return self.rule.both(s) };
        let ln = s.ln * rise.exp();
        Chance { ln, ln_not: if y + rise < FAINT { y + rise } else { ln_1m_exp(ln) } }
    }

    fn ln_slope(&self, s: Chance) -> f64 {
        let Some([rise, ln_elasticity]) = self.known(ln_depth(s)) else { return self.rule.ln_slope(s) };
        ln_elasticity + s.ln * rise.exp_m1()
    }

    fn ln_elasticity(&self, s: Chance) -> f64 {
        self.known(ln_depth(s)).map_or_else(|| self.rule.ln_elasticity(s), |[_, ln]| ln)
    }

    fn leading(&self) -> Leading {
        self.rule.leading()
    }
}
